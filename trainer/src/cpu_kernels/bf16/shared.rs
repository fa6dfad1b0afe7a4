//! An output that several tasks write at once, each its own places.

use std::marker::PhantomData;
use std::slice;

/// Values that are written through [`Shared::slice`] only while this lives.
#[derive(Debug)]
pub struct Shared<'a> {
    start: *mut f32,
    length: usize,
    borrowed: PhantomData<&'a mut [f32]>,
}

// SAFETY: who takes slices on several threads vouches that they do not overlap.
unsafe impl Sync for Shared<'_> {}

impl<'a> Shared<'a> {
    pub fn new(values: &'a mut [f32]) -> Self {
        Self {
            start: values.as_mut_ptr(),
            length: values.len(),
            borrowed: PhantomData,
        }
    }

    /// # Safety
    /// No two slices that live at the same time may overlap.
    ///
    /// # Panics
    /// Panics if the slice reaches beyond the values.
    #[expect(clippy::mut_from_ref, reason = "the caller keeps slices apart")]
    pub unsafe fn slice(&self, start: usize, length: usize) -> &mut [f32] {
        assert!(start + length <= self.length, "a slice beyond its values");
        // SAFETY: it lies inside the values, and the caller keeps slices apart.
        unsafe { slice::from_raw_parts_mut(self.start.add(start), length) }
    }
}
