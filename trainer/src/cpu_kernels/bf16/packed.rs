//! Weights as the left tiles of a product.

use rayon::prelude::*;

use super::TAPS;
use super::rounding::{pair, round};
use super::unit::{BLOCK, Bf16Unit, Operand, TILE, TILE_BYTES, TILE_PAIRS, TILE_ROW_BYTES};

/// Left tiles of a convolution, rounded: for every 16 outputs the tiles of one phase after the other, one
/// a step. Steps are taps, and of each tap the pairs of planes in groups of 16.
#[derive(Debug)]
pub struct Packed {
    pairs: Vec<u32>,
    phases: usize,
    /// Steps of a phase.
    pub steps: usize,
    /// Steps of a tap.
    pub groups: usize,
}

/// Phase and tap of each weight, or pair of weights, of a kernel.
type PhaseTaps<const N: usize> = [[usize; 2]; N];

/// The tiles of 16 outputs.
struct Tiles<'a, const N: usize> {
    pairs: &'a mut [u32],
    /// Where the tiles of each pair's phase and tap begin.
    starts: [usize; N],
}

impl<const N: usize> Tiles<'_, N> {
    /// Puts the pairs of one output and one plane where they belong.
    #[inline(always)]
    fn put(&mut self, output: usize, plane: usize, pairs: [u32; N]) {
        let inside = plane / TILE * TILE_PAIRS + output % TILE * TILE + plane % TILE;
        let tiles = &mut self.pairs[inside..];
        for (pair, start) in pairs.into_iter().zip(&self.starts) {
            tiles[*start] = pair;
        }
    }
}

impl Packed {
    /// Empty tiles for `planes` pairs, and `fill` for the tiles of each 16 outputs, of which the first is
    /// given.
    fn new<const N: usize>(
        outputs: usize,
        [phases, taps]: [usize; 2],
        planes: usize,
        places: &PhaseTaps<N>,
        fill: impl Fn(usize, Tiles<N>) + Sync,
    ) -> Self {
        let groups = planes.div_ceil(TILE);
        let steps = taps * groups;
        let starts = places.map(|[phase, tap]| (phase * steps + tap * groups) * TILE_PAIRS);
        // Whole blocks, of two tiles each.
        let tiles = outputs.next_multiple_of(BLOCK) / TILE;
        let mut pairs = vec![0; tiles * phases * steps * TILE_PAIRS];
        pairs
            .par_chunks_mut(phases * steps * TILE_PAIRS)
            .enumerate()
            .take(outputs.div_ceil(TILE))
            .for_each(|(tile, pairs)| {
                let tiles = Tiles { pairs, starts };
                fill(tile * TILE, tiles);
            });
        Self {
            pairs,
            phases,
            steps,
            groups,
        }
    }

    /// For `[outputs, channels, 4, 4]` on [`column_pairs`](super::planes::Planes::column_pairs); tap
    /// `2 · dy + dx`.
    pub fn strided(_unit: Bf16Unit, weight: &[f32], outputs: usize, channels: usize) -> Self {
        // Of rows 0 and 1, then of rows 2 and 3, the left and the right half.
        let places: PhaseTaps<4> = std::array::from_fn(|tap| [0, tap]);
        Self::new(
            outputs,
            [1, 4],
            2 * channels,
            &places,
            |first, mut tiles| {
                for output in first..outputs.min(first + TILE) {
                    let kernels = &weight[output * channels * TAPS..][..channels * TAPS];
                    for (channel, kernel) in kernels.chunks_exact(TAPS).enumerate() {
                        // SAFETY: `_unit` is the proof that there is AVX-512.
                        let [even, odd] = unsafe { halves(kernel) };
                        tiles.put(output, 2 * channel, even);
                        tiles.put(output, 2 * channel + 1, odd);
                    }
                }
            },
        )
    }

    /// For `[outputs, channels, 4, 4]` on [`channel_pairs`](super::planes::Planes::channel_pairs); tap
    /// `4 · row + column` of the kernel.
    pub fn dense(_unit: Bf16Unit, weight: &[f32], outputs: usize, channels: usize) -> Self {
        let places: PhaseTaps<TAPS> = std::array::from_fn(|tap| [0, tap]);
        let planes = channels.div_ceil(2);
        Self::new(outputs, [1, TAPS], planes, &places, |first, mut tiles| {
            for output in first..outputs.min(first + TILE) {
                let kernels = &weight[output * channels * TAPS..][..channels * TAPS];
                for (plane, kernels) in kernels.chunks(2 * TAPS).enumerate() {
                    let (first, second) = kernels.split_at(TAPS);
                    // SAFETY: `_unit` is the proof that there is AVX-512.
                    let pairs = unsafe { interleaved(first, second) };
                    tiles.put(output, plane, pairs);
                }
            }
        })
    }

    /// For `[channels, outputs, 4, 4]` on [`channel_pairs`](super::planes::Planes::channel_pairs);
    /// `places` says of each weight of the kernel to which phase and which of its taps it belongs.
    pub fn transposed(
        _unit: Bf16Unit,
        weight: &[f32],
        outputs: usize,
        channels: usize,
        phases: usize,
        places: &PhaseTaps<TAPS>,
    ) -> Self {
        let kernel = |channel: usize, output: usize| match channel < channels {
            true => &weight[(channel * outputs + output) * TAPS..][..TAPS],
            false => &[],
        };
        let planes = channels.div_ceil(2);
        Self::new(
            outputs,
            [phases, TAPS / phases],
            planes,
            places,
            |first, mut tiles| {
                for plane in 0..planes {
                    for output in first..outputs.min(first + TILE) {
                        let (first, second) =
                            (kernel(2 * plane, output), kernel(2 * plane + 1, output));
                        // SAFETY: `_unit` is the proof that there is AVX-512.
                        let pairs = unsafe { interleaved(first, second) };
                        tiles.put(output, plane, pairs);
                    }
                }
            },
        )
    }

    /// The tiles of a phase of 32 outputs from this one on.
    pub fn block(&self, first_output: usize, phase: usize) -> Operand {
        let tile = (first_output / TILE * self.phases + phase) * self.steps * TILE_PAIRS;
        Operand {
            base: self.pairs[tile..].as_ptr().cast(),
            row_bytes: TILE_ROW_BYTES,
            second: self.phases * self.steps * TILE_BYTES,
        }
    }
}

/// Pairs of neighbouring columns of a kernel's even and odd rows.
///
/// # Safety
/// The processor must have AVX-512 (F, BW, VL).
#[cfg_attr(
    target_arch = "x86_64",
    target_feature(enable = "avx512f,avx512bw,avx512vl")
)]
unsafe fn halves(kernel: &[f32]) -> [[u32; 4]; 2] {
    let rounded: [u16; TAPS] = std::array::from_fn(|index| round(kernel[index]));
    let columns = |row: usize, half: usize| {
        let first = 4 * row + 2 * half;
        u32::from(rounded[first]) | u32::from(rounded[first + 1]) << 16
    };
    [0, 1].map(|row| {
        [
            columns(row, 0),
            columns(row, 1),
            columns(row + 2, 0),
            columns(row + 2, 1),
        ]
    })
}

/// Pairs of two kernels' weights; without a second one, of the first's and nothing.
///
/// # Safety
/// The processor must have AVX-512 (F, BW, VL).
#[cfg_attr(
    target_arch = "x86_64",
    target_feature(enable = "avx512f,avx512bw,avx512vl")
)]
unsafe fn interleaved(first: &[f32], second: &[f32]) -> [u32; TAPS] {
    let first: &[f32; TAPS] = first.try_into().expect("a kernel of 16 weights");
    match second.try_into() {
        Ok(second) => {
            let second: &[f32; TAPS] = second;
            std::array::from_fn(|tap| pair(first[tap], second[tap]))
        }
        Err(_) => std::array::from_fn(|tap| pair(first[tap], 0.0)),
    }
}
