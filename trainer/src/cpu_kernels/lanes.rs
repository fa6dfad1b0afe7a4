//! Several numbers that are added and multiplied together, and which instructions of the processor do
//! it: chosen when the program runs.
//!
//! What is fast is written once, for any [`Lanes`], as a [`SimdTask`]; [`Processor`] runs it in a
//! function that may use the instructions, into which all of it is inlined. Tasks have no closures:
//! a closure that is not inlined would lose them.

/// `WIDTH` numbers.
pub trait Lanes: Copy {
    const WIDTH: usize;

    fn splat(value: f32) -> Self;

    /// # Safety
    /// `WIDTH` values can be read there, at any alignment.
    unsafe fn load(from: *const f32) -> Self;

    /// # Safety
    /// `WIDTH` values can be written there, at any alignment.
    unsafe fn store(self, to: *mut f32);

    fn plus(self, other: Self) -> Self;

    fn minus(self, other: Self) -> Self;

    fn times(self, other: Self) -> Self;

    /// `self + a · b`
    fn plus_product(self, a: Self, b: Self) -> Self;
}

/// Eight numbers.
pub trait F32x8: Lanes {
    /// Rows become columns.
    fn transpose(rows: [Self; 8]) -> [Self; 8];
}

/// Something to compute with eight lanes.
pub trait SimdTask {
    type Output;

    /// To be marked `#[inline(always)]`, like all that it calls.
    fn run<L: F32x8>(self) -> Self::Output;
}

/// Something to compute with as many lanes as there are.
pub trait WideSimdTask {
    /// To be marked `#[inline(always)]`, like all that it calls. `ROWS` times 16 sums fit the registers.
    fn run<L: Lanes, const ROWS: usize>(self);
}

/// What the processor can do: only [`Processor::detect`] makes one, so that it is the proof too.
#[derive(Debug, Clone, Copy)]
pub struct Processor(Instructions);

#[derive(Debug, Clone, Copy)]
enum Instructions {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// What the compiler makes of plain arrays: on AArch64 that is Neon.
    Plain,
}

impl Processor {
    pub fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            return match is_x86_feature_detected!("avx512f") {
                true => Self(Instructions::Avx512),
                false => Self(Instructions::Avx2),
            };
        }
        Self(Instructions::Plain)
    }

    pub fn run<T: SimdTask>(self, task: T) -> T::Output {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `detect` has found the instructions.
            Instructions::Avx512 | Instructions::Avx2 => unsafe { x86::run_on_avx2(task) },
            Instructions::Plain => task.run::<[f32; 8]>(),
        }
    }

    pub fn run_wide(self, task: impl WideSimdTask) {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `detect` has found the instructions.
            Instructions::Avx512 => unsafe { x86::run_wide_on_avx512(task) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Instructions::Avx2 => unsafe { x86::run_wide_on_avx2(task) },
            Instructions::Plain => task.run::<[f32; 8], 6>(),
        }
    }
}

impl Lanes for [f32; 8] {
    const WIDTH: usize = 8;

    #[inline(always)]
    fn splat(value: f32) -> Self {
        [value; 8]
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the caller vouches for eight values.
        unsafe { from.cast::<Self>().read_unaligned() }
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller vouches for eight values.
        unsafe { to.cast::<Self>().write_unaligned(self) }
    }

    #[inline(always)]
    fn plus(mut self, other: Self) -> Self {
        for n in 0..8 {
            self[n] += other[n];
        }
        self
    }

    #[inline(always)]
    fn minus(mut self, other: Self) -> Self {
        for n in 0..8 {
            self[n] -= other[n];
        }
        self
    }

    #[inline(always)]
    fn times(mut self, other: Self) -> Self {
        for n in 0..8 {
            self[n] *= other[n];
        }
        self
    }

    #[inline(always)]
    fn plus_product(mut self, a: Self, b: Self) -> Self {
        for n in 0..8 {
            // Where there is no such instruction, `mul_add` is a slow function.
            self[n] = match cfg!(target_arch = "aarch64") {
                true => a[n].mul_add(b[n], self[n]),
                false => self[n] + a[n] * b[n],
            };
        }
        self
    }
}

impl F32x8 for [f32; 8] {
    #[inline(always)]
    fn transpose(rows: [Self; 8]) -> [Self; 8] {
        let mut columns = rows;
        for y in 0..8 {
            for x in 0..8 {
                columns[x][y] = rows[y][x];
            }
        }
        columns
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{F32x8, Lanes, SimdTask, WideSimdTask};

    #[target_feature(enable = "avx2,fma")]
    pub unsafe fn run_on_avx2<T: SimdTask>(task: T) -> T::Output {
        task.run::<__m256>()
    }

    #[target_feature(enable = "avx2,fma")]
    pub unsafe fn run_wide_on_avx2(task: impl WideSimdTask) {
        task.run::<__m256, 6>();
    }

    #[target_feature(enable = "avx512f,avx2,fma")]
    pub unsafe fn run_wide_on_avx512(task: impl WideSimdTask) {
        task.run::<__m512, 12>();
    }

    /// Lanes in a register; only code that [`super::Processor`] runs uses them.
    macro_rules! lanes {
        ($register:ident, $width:literal, $splat:ident, $load:ident, $store:ident, $add:ident,
         $subtract:ident, $multiply:ident, $multiply_add:ident) => {
            impl Lanes for $register {
                const WIDTH: usize = $width;

                #[inline(always)]
                fn splat(value: f32) -> Self {
                    // SAFETY: the processor has the instruction, here and below.
                    unsafe { $splat(value) }
                }

                #[inline(always)]
                unsafe fn load(from: *const f32) -> Self {
                    // SAFETY: and the caller vouches for the values.
                    unsafe { $load(from) }
                }

                #[inline(always)]
                unsafe fn store(self, to: *mut f32) {
                    // SAFETY: and the caller vouches for the values.
                    unsafe { $store(to, self) }
                }

                #[inline(always)]
                fn plus(self, other: Self) -> Self {
                    // SAFETY: as in `splat`.
                    unsafe { $add(self, other) }
                }

                #[inline(always)]
                fn minus(self, other: Self) -> Self {
                    // SAFETY: as in `splat`.
                    unsafe { $subtract(self, other) }
                }

                #[inline(always)]
                fn times(self, other: Self) -> Self {
                    // SAFETY: as in `splat`.
                    unsafe { $multiply(self, other) }
                }

                #[inline(always)]
                fn plus_product(self, a: Self, b: Self) -> Self {
                    // SAFETY: as in `splat`.
                    unsafe { $multiply_add(a, b, self) }
                }
            }
        };
    }

    lanes!(
        __m256,
        8,
        _mm256_set1_ps,
        _mm256_loadu_ps,
        _mm256_storeu_ps,
        _mm256_add_ps,
        _mm256_sub_ps,
        _mm256_mul_ps,
        _mm256_fmadd_ps
    );
    lanes!(
        __m512,
        16,
        _mm512_set1_ps,
        _mm512_loadu_ps,
        _mm512_storeu_ps,
        _mm512_add_ps,
        _mm512_sub_ps,
        _mm512_mul_ps,
        _mm512_fmadd_ps
    );

    impl F32x8 for __m256 {
        #[inline(always)]
        fn transpose([a, b, c, d, e, f, g, h]: [Self; 8]) -> [Self; 8] {
            // SAFETY: only `Processor` runs this, where the processor has the instructions.
            unsafe {
                let (ab, ab_high) = (_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
                let (cd, cd_high) = (_mm256_unpacklo_ps(c, d), _mm256_unpackhi_ps(c, d));
                let (ef, ef_high) = (_mm256_unpacklo_ps(e, f), _mm256_unpackhi_ps(e, f));
                let (gh, gh_high) = (_mm256_unpacklo_ps(g, h), _mm256_unpackhi_ps(g, h));
                // Columns 0 and 4, 1 and 5, … of the upper four rows, then of the lower.
                let upper = [
                    _mm256_shuffle_ps::<0x44>(ab, cd),
                    _mm256_shuffle_ps::<0xee>(ab, cd),
                    _mm256_shuffle_ps::<0x44>(ab_high, cd_high),
                    _mm256_shuffle_ps::<0xee>(ab_high, cd_high),
                ];
                let lower = [
                    _mm256_shuffle_ps::<0x44>(ef, gh),
                    _mm256_shuffle_ps::<0xee>(ef, gh),
                    _mm256_shuffle_ps::<0x44>(ef_high, gh_high),
                    _mm256_shuffle_ps::<0xee>(ef_high, gh_high),
                ];
                [
                    _mm256_permute2f128_ps::<0x20>(upper[0], lower[0]),
                    _mm256_permute2f128_ps::<0x20>(upper[1], lower[1]),
                    _mm256_permute2f128_ps::<0x20>(upper[2], lower[2]),
                    _mm256_permute2f128_ps::<0x20>(upper[3], lower[3]),
                    _mm256_permute2f128_ps::<0x31>(upper[0], lower[0]),
                    _mm256_permute2f128_ps::<0x31>(upper[1], lower[1]),
                    _mm256_permute2f128_ps::<0x31>(upper[2], lower[2]),
                    _mm256_permute2f128_ps::<0x31>(upper[3], lower[3]),
                ]
            }
        }
    }
}
