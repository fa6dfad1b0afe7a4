//! Eight numbers that are added and rearranged together.
//!
//! WebAssembly has instructions for four at a time. Left to itself the compiler finds them for plain
//! sums, but not for the rearranging, so here they are called by name.

use std::ops::{Add, Sub};

use self::four::Four;
use super::product::COLUMNS;

#[derive(Clone, Copy)]
pub struct Lanes([Four; 2]);

impl Lanes {
    #[inline(always)]
    pub fn load(values: &[f32; COLUMNS]) -> Self {
        let (fours, _) = values.as_chunks();
        Self([Four::load(&fours[0]), Four::load(&fours[1])])
    }

    #[inline(always)]
    pub fn store(self, values: &mut [f32; COLUMNS]) {
        let (fours, _) = values.as_chunks_mut();
        self.0[0].store(&mut fours[0]);
        self.0[1].store(&mut fours[1]);
    }

    /// The first of each pair, and the second of each.
    #[inline(always)]
    pub fn unzip(pairs: &[f32; 2 * COLUMNS]) -> [Self; 2] {
        let (fours, _) = pairs.as_chunks();
        let half = |first| Four::unzip(Four::load(&fours[first]), Four::load(&fours[first + 1]));
        let [[first_low, second_low], [first_high, second_high]] = [half(0), half(2)];
        [
            Self([first_low, first_high]),
            Self([second_low, second_high]),
        ]
    }

    /// The reverse of [`Lanes::unzip`].
    #[inline(always)]
    pub fn zip([first, second]: [Self; 2], pairs: &mut [f32; 2 * COLUMNS]) {
        let (eights, _) = pairs.as_chunks_mut::<COLUMNS>();
        for ((first, second), eight) in first.0.into_iter().zip(second.0).zip(eights) {
            Self(Four::zip(first, second)).store(eight);
        }
    }
}

impl Add for Lanes {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self([self.0[0].add(other.0[0]), self.0[1].add(other.0[1])])
    }
}

impl Sub for Lanes {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self([self.0[0].sub(other.0[0]), self.0[1].sub(other.0[1])])
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod four {
    use std::arch::wasm32::{f32x4_add, f32x4_sub, i32x4_shuffle, v128, v128_load, v128_store};

    #[derive(Clone, Copy)]
    pub struct Four(v128);

    impl Four {
        #[inline(always)]
        pub fn load(values: &[f32; 4]) -> Self {
            // SAFETY: reads 16 bytes, which the array has, at any alignment.
            Self(unsafe { v128_load(values.as_ptr().cast()) })
        }

        #[inline(always)]
        pub fn store(self, values: &mut [f32; 4]) {
            // SAFETY: writes 16 bytes, which the array has, at any alignment.
            unsafe { v128_store(values.as_mut_ptr().cast(), self.0) }
        }

        #[inline(always)]
        pub fn add(self, other: Self) -> Self {
            Self(f32x4_add(self.0, other.0))
        }

        #[inline(always)]
        pub fn sub(self, other: Self) -> Self {
            Self(f32x4_sub(self.0, other.0))
        }

        #[inline(always)]
        pub fn unzip(low: Self, high: Self) -> [Self; 2] {
            [
                Self(i32x4_shuffle::<0, 2, 4, 6>(low.0, high.0)),
                Self(i32x4_shuffle::<1, 3, 5, 7>(low.0, high.0)),
            ]
        }

        #[inline(always)]
        pub fn zip(first: Self, second: Self) -> [Self; 2] {
            [
                Self(i32x4_shuffle::<0, 4, 1, 5>(first.0, second.0)),
                Self(i32x4_shuffle::<2, 6, 3, 7>(first.0, second.0)),
            ]
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod four {
    use std::array::from_fn;

    #[derive(Clone, Copy)]
    pub struct Four([f32; 4]);

    impl Four {
        pub fn load(values: &[f32; 4]) -> Self {
            Self(*values)
        }

        pub fn store(self, values: &mut [f32; 4]) {
            *values = self.0;
        }

        pub fn add(self, other: Self) -> Self {
            Self(from_fn(|n| self.0[n] + other.0[n]))
        }

        pub fn sub(self, other: Self) -> Self {
            Self(from_fn(|n| self.0[n] - other.0[n]))
        }

        pub fn unzip(Self([a, b, c, d]): Self, Self([e, f, g, h]): Self) -> [Self; 2] {
            [Self([a, c, e, g]), Self([b, d, f, h])]
        }

        pub fn zip(Self([a, c, e, g]): Self, Self([b, d, f, h]): Self) -> [Self; 2] {
            [Self([a, b, c, d]), Self([e, f, g, h])]
        }
    }
}
