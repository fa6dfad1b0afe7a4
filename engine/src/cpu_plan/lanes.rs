//! Four numbers that are added, multiplied and rearranged together.
//!
//! WebAssembly has instructions for them. Left to itself the compiler finds those for plain sums,
//! but not for the rearranging, so here they are called by name.

use std::ops::{Add, Sub};

pub use self::f32x4::F32x4;

impl Add for F32x4 {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.plus(other)
    }
}

impl Sub for F32x4 {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.minus(other)
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod f32x4 {
    use std::arch::wasm32::{
        f32x4_add, f32x4_mul, f32x4_splat, f32x4_sub, i32x4_shuffle, v128, v128_load,
        v128_load32_splat, v128_store,
    };

    #[derive(Clone, Copy)]
    pub struct F32x4(v128);

    impl F32x4 {
        pub const ZERO: Self = Self(std::arch::wasm32::f32x4(0.0, 0.0, 0.0, 0.0));

        #[inline(always)]
        pub fn load(values: &[f32; 4]) -> Self {
            // SAFETY: reads 16 bytes, which the array has, at any alignment.
            Self(unsafe { v128_load(values.as_ptr().cast()) })
        }

        /// One value four times.
        #[inline(always)]
        pub fn splat(value: &f32) -> Self {
            // SAFETY: reads the four bytes of the value.
            Self(unsafe { v128_load32_splat((&raw const *value).cast()) })
        }

        #[inline(always)]
        pub fn store(self, values: &mut [f32; 4]) {
            // SAFETY: writes 16 bytes, which the array has, at any alignment.
            unsafe { v128_store(values.as_mut_ptr().cast(), self.0) }
        }

        #[inline(always)]
        pub fn plus(self, other: Self) -> Self {
            Self(f32x4_add(self.0, other.0))
        }

        #[inline(always)]
        pub fn minus(self, other: Self) -> Self {
            Self(f32x4_sub(self.0, other.0))
        }

        #[inline(always)]
        pub fn times(self, other: Self) -> Self {
            Self(f32x4_mul(self.0, other.0))
        }

        #[inline(always)]
        pub fn scaled(self, factor: f32) -> Self {
            Self(f32x4_mul(self.0, f32x4_splat(factor)))
        }

        /// The last three, and the first of `next`.
        #[inline(always)]
        pub fn shifted(self, next: Self) -> Self {
            Self(i32x4_shuffle::<1, 2, 3, 4>(self.0, next.0))
        }

        /// The first of each pair, and the second of each.
        #[inline(always)]
        pub fn unzip([low, high]: [Self; 2]) -> [Self; 2] {
            [
                Self(i32x4_shuffle::<0, 2, 4, 6>(low.0, high.0)),
                Self(i32x4_shuffle::<1, 3, 5, 7>(low.0, high.0)),
            ]
        }

        /// The reverse of [`F32x4::unzip`].
        #[inline(always)]
        pub fn zip([first, second]: [Self; 2]) -> [Self; 2] {
            [
                Self(i32x4_shuffle::<0, 4, 1, 5>(first.0, second.0)),
                Self(i32x4_shuffle::<2, 6, 3, 7>(first.0, second.0)),
            ]
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod f32x4 {
    use std::array::from_fn;

    #[derive(Clone, Copy)]
    pub struct F32x4([f32; 4]);

    impl F32x4 {
        pub const ZERO: Self = Self([0.0; 4]);

        pub fn load(values: &[f32; 4]) -> Self {
            Self(*values)
        }

        pub fn splat(value: &f32) -> Self {
            Self([*value; 4])
        }

        pub fn store(self, values: &mut [f32; 4]) {
            *values = self.0;
        }

        pub fn plus(self, other: Self) -> Self {
            Self(from_fn(|n| self.0[n] + other.0[n]))
        }

        pub fn minus(self, other: Self) -> Self {
            Self(from_fn(|n| self.0[n] - other.0[n]))
        }

        pub fn times(self, other: Self) -> Self {
            Self(from_fn(|n| self.0[n] * other.0[n]))
        }

        pub fn scaled(self, factor: f32) -> Self {
            Self(self.0.map(|x| factor * x))
        }

        pub fn shifted(self, next: Self) -> Self {
            Self([self.0[1], self.0[2], self.0[3], next.0[0]])
        }

        pub fn unzip([Self([a, b, c, d]), Self([e, f, g, h])]: [Self; 2]) -> [Self; 2] {
            [Self([a, c, e, g]), Self([b, d, f, h])]
        }

        pub fn zip([Self([a, c, e, g]), Self([b, d, f, h])]: [Self; 2]) -> [Self; 2] {
            [Self([a, b, c, d]), Self([e, f, g, h])]
        }
    }
}

/// Sixteen consecutive values as the first, second, third and fourth of each four.
#[inline(always)]
pub fn unzip_lanes(values: [F32x4; 4]) -> [F32x4; 4] {
    let [a, b, c, d] = values;
    let [even_low, odd_low] = F32x4::unzip([a, b]);
    let [even_high, odd_high] = F32x4::unzip([c, d]);
    let [first, third] = F32x4::unzip([even_low, even_high]);
    let [second, fourth] = F32x4::unzip([odd_low, odd_high]);
    [first, second, third, fourth]
}

/// The reverse of [`unzip_lanes`].
#[inline(always)]
pub fn zip_lanes([first, second, third, fourth]: [F32x4; 4]) -> [F32x4; 4] {
    let [even_low, even_high] = F32x4::zip([first, third]);
    let [odd_low, odd_high] = F32x4::zip([second, fourth]);
    let [a, b] = F32x4::zip([even_low, odd_low]);
    let [c, d] = F32x4::zip([even_high, odd_high]);
    [a, b, c, d]
}
