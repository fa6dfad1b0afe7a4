//! What multiplies bfloat16 here, and the product that everything around it is made of.
//!
//! A matrix unit (`amx`) where there is one, else vector instructions that multiply pairs (`pairs`), which work
//! through the same tiles.

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod amx;
#[cfg(target_arch = "x86_64")]
mod pairs;

use std::fmt;

/// Rows of a tile, and its columns of f32 or of pairs of bfloat16.
pub const TILE: usize = 16;
/// Bytes of one row of a tile.
pub const TILE_ROW_BYTES: usize = 64;
/// Pairs of bfloat16 in one tile.
pub const TILE_PAIRS: usize = TILE * TILE;
/// Bytes of one tile.
pub const TILE_BYTES: usize = TILE * TILE_ROW_BYTES;
/// Rows and columns of [`Bf16Unit::add_up`]'s result: two tiles each way.
pub const BLOCK: usize = 2 * TILE;

/// Proof that the processor multiplies bfloat16, has with it AVX-512 (F, BW, VL), and that the system lets this
/// process use both. What is compiled for these asks for it, so that nothing of it runs where they are not.
#[derive(Debug, Clone, Copy)]
pub struct Bf16Unit(Instructions);

#[derive(Debug, Clone, Copy)]
enum Instructions {
    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    MatrixUnit,
    #[cfg(target_arch = "x86_64")]
    VectorPairs,
}

impl fmt::Display for Bf16Unit {
    #[cfg_attr(not(target_arch = "x86_64"), allow(unused_variables))]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
            Instructions::MatrixUnit => f.write_str("AMX"),
            #[cfg(target_arch = "x86_64")]
            Instructions::VectorPairs => f.write_str("AVX-512 BF16"),
        }
    }
}

/// Where tiles lie in memory: `base` plus a step's offset, its rows `row_bytes` apart; the second
/// tile of a block `second` bytes further on.
#[derive(Debug, Clone, Copy)]
pub struct Operand {
    pub base: *const u8,
    pub row_bytes: usize,
    pub second: usize,
}

/// One product of two tiles: the offsets of the left and the right one, in bytes.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct TileProduct {
    pub left: usize,
    pub right: usize,
}

/// The sum of products that is asked for, and where it goes: 32×32 values at `start`, whose rows lie `row_bytes`
/// apart; only the upper 16 rows without `lower`.
#[derive(Debug, Clone, Copy)]
pub struct Sum {
    pub start: *mut f32,
    pub row_bytes: usize,
    pub lower: bool,
}

impl Bf16Unit {
    /// All that this processor has and this system allows, the fastest first. The loops around them are compiled for
    /// AVX-512, which came before either; a virtual machine may hide it all the same.
    #[cfg_attr(not(target_arch = "x86_64"), allow(unused_mut))]
    pub fn all() -> Vec<Self> {
        let mut all = Vec::new();
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vl")
        {
            #[cfg(target_os = "linux")]
            if amx::is_allowed() {
                all.push(Self(Instructions::MatrixUnit));
            }
            if is_x86_feature_detected!("avx512bf16") {
                all.push(Self(Instructions::VectorPairs));
            }
        }
        all
    }

    /// Writes the sum of the `steps`' products.
    ///
    /// # Safety
    /// All tiles of all steps must lie in memory that may be read, and the sum in memory that may be written.
    #[cfg_attr(not(target_arch = "x86_64"), allow(unused_variables))]
    pub unsafe fn add_up(self, steps: &[TileProduct], left: Operand, right: Operand, sum: Sum) {
        // SAFETY: `self` is the proof of the instructions, and the caller vouches for the addresses.
        match self.0 {
            #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
            Instructions::MatrixUnit => unsafe { amx::add_up(steps, left, right, sum) },
            #[cfg(target_arch = "x86_64")]
            Instructions::VectorPairs => unsafe { pairs::add_up(steps, left, right, sum) },
        }
    }
}
