//! Memory that is written before it is read, and shared by the threads that fill it.

use std::mem::MaybeUninit;

use rayon::prelude::*;

/// A cache line.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line {
    _values: [f32; LINE],
}

/// Values of a cache line.
pub const LINE: usize = 16;

/// Values that are written before they are read, at the start of a cache line.
pub struct Room {
    lines: Vec<Line>,
}

impl Room {
    pub fn new(values: usize) -> Self {
        Self {
            lines: Vec::with_capacity(values.div_ceil(LINE)),
        }
    }

    pub fn start(&mut self) -> Start {
        Start(self.lines.as_mut_ptr().cast())
    }
}

/// Where values start that several threads write, each its own.
#[derive(Debug, Clone, Copy)]
pub struct Start(*mut f32);

// SAFETY: who writes through it vouches that nobody else uses the same values.
unsafe impl Send for Start {}
// SAFETY: as above.
unsafe impl Sync for Start {}

impl Start {
    pub fn of(values: &mut [MaybeUninit<f32>]) -> Self {
        Self(values.as_mut_ptr().cast())
    }

    /// # Safety
    /// The values reach that far.
    #[inline(always)]
    pub unsafe fn at(self, index: usize) -> *mut f32 {
        // SAFETY: the caller vouches for it.
        unsafe { self.0.add(index) }
    }

    /// # Safety
    /// As [`Start::at`].
    pub unsafe fn from(self, index: usize) -> Self {
        // SAFETY: the caller vouches for it.
        Self(unsafe { self.at(index) })
    }
}

/// Values that `fill` writes, all of them.
///
/// # Safety
/// `fill` leaves none out.
pub unsafe fn filled(count: usize, fill: impl FnOnce(&mut [MaybeUninit<f32>])) -> Vec<f32> {
    let mut values = Vec::with_capacity(count);
    fill(&mut values.spare_capacity_mut()[..count]);
    // SAFETY: the caller vouches that all of them were written.
    unsafe { values.set_len(count) };
    values
}

/// A distance of at least so many values from one row or matrix to the next, an odd number of cache
/// lines: at an even number, those that are used together compete for the same places in the cache.
pub fn pitch(values: usize) -> usize {
    (values.div_ceil(LINE) | 1) * LINE
}

/// Does it for each index, on all cores or on this one.
pub fn each(on_all_cores: bool, count: usize, work: impl Fn(usize) + Send + Sync) {
    match on_all_cores {
        true => (0..count).into_par_iter().for_each(work),
        false => (0..count).for_each(work),
    }
}
