//! The sum on vector instructions that multiply pairs of bfloat16 and add both products to an f32 (AVX-512 BF16).

use std::arch::x86_64::{
    __m512bh, __m512i, _mm512_dpbf16_ps, _mm512_loadu_si512, _mm512_set1_epi32, _mm512_setzero_ps,
    _mm512_storeu_ps,
};
use std::mem::transmute;

use super::{BLOCK, Operand, Sum, TILE, TileProduct};

/// Rows of the sum that are held in registers at once, each in two: sixteen of thirty-two, enough to hide how long
/// a product takes.
const ROWS: usize = 8;

/// See [`Bf16Unit::add_up`](super::Bf16Unit::add_up).
///
/// # Safety
/// As there; and the processor must have AVX-512 BF16.
#[target_feature(enable = "avx512f,avx512bf16")]
pub unsafe fn add_up(steps: &[TileProduct], left: Operand, right: Operand, sum: Sum) {
    let rows = if sum.lower { BLOCK } else { TILE };
    for first in (0..rows).step_by(ROWS) {
        let mut sums = [[_mm512_setzero_ps(); 2]; ROWS];
        let tile = first / TILE * left.second + first % TILE * left.row_bytes;
        for step in steps {
            // SAFETY: the caller vouches for all rows of the step's tiles.
            let (left_at, right_at) =
                unsafe { (left.base.add(step.left + tile), right.base.add(step.right)) };
            for pair in 0..TILE {
                // SAFETY: as above.
                let columns: [__m512bh; 2] = unsafe {
                    let row = right_at.add(pair * right.row_bytes);
                    [
                        as_pairs(_mm512_loadu_si512(row.cast())),
                        as_pairs(_mm512_loadu_si512(row.add(right.second).cast())),
                    ]
                };
                for (row, sums) in sums.iter_mut().enumerate() {
                    // SAFETY: as above.
                    let factor = unsafe {
                        left_at
                            .add(row * left.row_bytes)
                            .cast::<i32>()
                            .add(pair)
                            .read_unaligned()
                    };
                    let factor = as_pairs(_mm512_set1_epi32(factor));
                    for (sum, columns) in sums.iter_mut().zip(columns) {
                        *sum = _mm512_dpbf16_ps(*sum, factor, columns);
                    }
                }
            }
        }
        for (row, sums) in sums.into_iter().enumerate() {
            // SAFETY: the caller vouches for all rows of the sum.
            unsafe {
                let row = sum.start.byte_add((first + row) * sum.row_bytes);
                _mm512_storeu_ps(row, sums[0]);
                _mm512_storeu_ps(row.add(TILE), sums[1]);
            }
        }
    }
}

fn as_pairs(bits: __m512i) -> __m512bh {
    // SAFETY: both are 512 bits, of which any are good.
    unsafe { transmute(bits) }
}
