//! Pictures as tiles are read from them: padded, rounded, each plane one run of positions.

use rayon::prelude::*;

use super::rounding::{pair, round};
use super::unit::{BLOCK, Bf16Unit, TILE};
use super::{KERNEL, PADDING, Pictures};

/// Planes of `T`: pairs of values (u32), or single values (u16).
#[derive(Debug)]
pub struct Planes<T> {
    values: Vec<T>,
    /// Values from one plane to the next.
    pub plane: usize,
    /// Positions from one row to the next.
    pub pitch: usize,
    /// Planes of one picture, with empty ones that fill up the last tile.
    pub planes: usize,
}

impl<T: Copy + Default + Send + Sync> Planes<T> {
    /// Empty planes, and `fill(picture, plane, values)` for those that have something to hold.
    fn new(
        pictures: usize,
        planes: usize,
        [rows, pitch]: [usize; 2],
        fill: impl Fn(usize, usize, &mut [T]) + Sync,
    ) -> Self {
        let line = 64 / size_of::<T>();
        // Behind the last row products read on: up to a block of positions, and a tap further.
        let lines = (rows * pitch + BLOCK + KERNEL).div_ceil(line);
        // An odd number of cache lines, so that a tile's rows do not compete for one place in the cache.
        let plane = (lines | 1) * line;
        let filled = planes;
        let planes = planes.next_multiple_of(TILE);
        let mut values = vec![T::default(); pictures * planes * plane];
        values
            .par_chunks_mut(plane)
            .enumerate()
            .for_each(|(index, values)| {
                let (picture, plane) = (index / planes, index % planes);
                if plane < filled {
                    fill(picture, plane, values);
                }
            });
        Self {
            values,
            plane,
            pitch,
            planes,
        }
    }

    /// The first value of a picture.
    pub fn of(&self, picture: usize) -> *const u8 {
        self.values[picture * self.planes * self.plane..]
            .as_ptr()
            .cast()
    }

    pub fn picture_bytes(&self) -> usize {
        self.planes * self.plane_bytes()
    }

    pub fn plane_bytes(&self) -> usize {
        self.plane * size_of::<T>()
    }
}

impl Planes<u32> {
    /// For a convolution with stride 2: plane `2 · channel + a` holds the padded picture's rows
    /// `2y + a`, position x its columns 2x and 2x + 1.
    pub fn column_pairs(_unit: Bf16Unit, input: &[f32], sizes: Pictures) -> Self {
        let [rows, columns] = sizes.convolved(KERNEL, 2).sides();
        let (rows, pitch) = (rows + 1, columns + 1);
        Self::new(
            sizes.pictures,
            2 * sizes.channels,
            [rows, pitch],
            |picture, plane, values| {
                let source = channel(input, sizes, picture, plane / 2);
                for y in 0..rows {
                    let row = (2 * y + plane % 2).checked_sub(PADDING);
                    if let Some(row) = row.filter(|&row| row < sizes.height) {
                        let row = &source[row * sizes.width..][..sizes.width];
                        // SAFETY: `_unit` is the proof that there is AVX-512.
                        unsafe { pair_columns(row, &mut values[y * pitch..][..pitch]) };
                    }
                }
            },
        )
    }

    /// Plane `p` holds channels 2p and 2p + 1, in a frame of `before` and `after` empty rows and columns.
    pub fn channel_pairs(
        _unit: Bf16Unit,
        input: &[f32],
        sizes: Pictures,
        before: usize,
        after: usize,
    ) -> Self {
        let rows = sizes.height + before + after;
        let pitch = sizes.width + before + after;
        Self::new(
            sizes.pictures,
            sizes.channels.div_ceil(2),
            [rows, pitch],
            |picture, plane, values| {
                let first = channel(input, sizes, picture, 2 * plane);
                let second = (2 * plane + 1 < sizes.channels)
                    .then(|| channel(input, sizes, picture, 2 * plane + 1));
                for y in 0..sizes.height {
                    let target = &mut values[(y + before) * pitch + before..][..sizes.width];
                    let row = y * sizes.width..(y + 1) * sizes.width;
                    let second = second.map(|second| &second[row.clone()]);
                    // SAFETY: `_unit` is the proof that there is AVX-512.
                    unsafe { pair_channels(&first[row], second, target) };
                }
            },
        )
    }
}

impl Planes<u16> {
    /// The input of a convolution: plane `(channel · stride + a) · stride + b` holds the padded
    /// picture's rows `stride · y + a`, of these the columns `stride · x + b`.
    pub fn phases(_unit: Bf16Unit, input: &[f32], sizes: Pictures, stride: usize) -> Self {
        let reach = KERNEL / stride - 1;
        let [rows, pitch] = sizes
            .convolved(KERNEL, stride)
            .sides()
            .map(|size| size + reach);
        Self::new(
            sizes.pictures,
            sizes.channels * stride * stride,
            [rows, pitch],
            |picture, plane, values| {
                let source = channel(input, sizes, picture, plane / (stride * stride));
                let (a, b) = (plane / stride % stride, plane % stride);
                for y in 0..rows {
                    let row = (stride * y + a).checked_sub(PADDING);
                    if let Some(row) = row.filter(|&row| row < sizes.height) {
                        let row = &source[row * sizes.width..][..sizes.width];
                        let target = &mut values[y * pitch..][..pitch];
                        // The first position of the first phase lies in the padding.
                        let skipped = usize::from(b < PADDING);
                        let first = b + stride * skipped - PADDING;
                        // SAFETY: `_unit` is the proof that there is AVX-512.
                        unsafe { every(row, first, stride, &mut target[skipped..]) };
                    }
                }
            },
        )
    }
}

fn channel(input: &[f32], sizes: Pictures, picture: usize, channel: usize) -> &[f32] {
    let plane = sizes.plane();
    &input[(picture * sizes.channels + channel) * plane..][..plane]
}

/// # Safety
/// The processor must have AVX-512 (F, BW, VL).
#[cfg_attr(
    target_arch = "x86_64",
    target_feature(enable = "avx512f,avx512bw,avx512vl")
)]
unsafe fn pair_columns(row: &[f32], target: &mut [u32]) {
    let (first, targets) = target
        .split_first_mut()
        .expect("a row has a first position");
    *first = pair(0.0, row[0]);
    let pairs = row[1..].chunks_exact(2);
    if let [last] = pairs.remainder() {
        targets[pairs.len()] = pair(*last, 0.0);
    }
    for (target, columns) in targets.iter_mut().zip(pairs) {
        *target = pair(columns[0], columns[1]);
    }
}

/// # Safety
/// The processor must have AVX-512 (F, BW, VL).
#[cfg_attr(
    target_arch = "x86_64",
    target_feature(enable = "avx512f,avx512bw,avx512vl")
)]
unsafe fn pair_channels(first: &[f32], second: Option<&[f32]>, target: &mut [u32]) {
    match second {
        Some(second) => {
            for ((target, first), second) in target.iter_mut().zip(first).zip(second) {
                *target = pair(*first, *second);
            }
        }
        None => {
            for (target, first) in target.iter_mut().zip(first) {
                *target = pair(*first, 0.0);
            }
        }
    }
}

/// # Safety
/// The processor must have AVX-512 (F, BW, VL).
#[cfg_attr(
    target_arch = "x86_64",
    target_feature(enable = "avx512f,avx512bw,avx512vl")
)]
unsafe fn every(row: &[f32], first: usize, stride: usize, target: &mut [u16]) {
    if stride == 1 {
        for (target, value) in target.iter_mut().zip(&row[first..]) {
            *target = round(*value);
        }
    } else {
        for (target, values) in target.iter_mut().zip(row[first..].chunks(2)) {
            *target = round(values[0]);
        }
    }
}
