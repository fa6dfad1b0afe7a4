//! "Enlarge by nearest neighbours, then convolve with 3×3 weights" in nine multiplications for four pixels.
//!
//! Such a layer comes folded, as a transposed convolution with 4×4 weights (see [`facade_model::fold`]). In one
//! dimension its even and odd outputs are k₃·x₋₁ + k₁·x₀ and k₂·x₀ + k₀·x₁, where k₁ + k₃ = k₀ + k₂ = s, because
//! both are the sum of the three weights. With differences of neighbours in place of neighbours
//!
//! ```text
//! even = s·x₀ − k₃·(x₀ − x₋₁)      odd = s·x₀ + k₀·(x₁ − x₀)
//! ```
//!
//! are three multiplications for four, in two dimensions nine for sixteen. Winograd's tiles need 6¼, but transform
//! each input four times over, which a layer of few outputs spends more time on than on multiplying.

use std::array::from_fn;
use std::ops::Range;

use super::lanes::F32x4;
use super::layer::PaddedPlanes;
use super::microkernel::{COLUMNS, PanelRow, ROWS, Tile, multiply};
use super::workspace::Workspace;
use super::{KERNEL, TAPS};

/// Smallest side of the input that this is worth while for; below, there are few inputs to transform.
const SMALLEST: usize = 32;
/// What is multiplied along one axis: the pixel, and its differences from the neighbours before and behind.
const PARTS: usize = 3;
/// Along both.
const PRODUCTS: usize = PARTS * PARTS;
/// Largest difference of the two sums, to the largest weight, that rounding explains.
const ROUNDING: f32 = 1e-5;

/// A transposed convolution of nearest-neighbour form.
pub struct Nearest {
    /// For four outputs `[PRODUCTS, inputs]`, and the outputs side by side.
    weights: Vec<[f32; ROWS]>,
    inputs: usize,
    outputs: usize,
    side: usize,
    rows: Range<usize>,
}

impl Nearest {
    /// `weight` is `[inputs, all outputs, 4, 4]`, of which `outputs` are wanted, of `rows` of the input's `side`; none
    /// for weights that are not folded from 3×3, and where it would not be worth while.
    pub fn new(
        weight: &[f32],
        all_outputs: usize,
        outputs: Range<usize>,
        side: usize,
        rows: Range<usize>,
    ) -> Option<Self> {
        let (kernels, _) = weight.as_chunks::<TAPS>();
        if side < SMALLEST || !side.is_multiple_of(COLUMNS) || !are_folded(kernels) {
            return None;
        }
        let inputs = kernels.len() / all_outputs;
        let panel = PRODUCTS * inputs;
        let mut weights = vec![[0.0; ROWS]; outputs.len().div_ceil(ROWS) * panel];
        for (index, output) in outputs.clone().enumerate() {
            let panel = &mut weights[index / ROWS * panel..][..panel];
            for input in 0..inputs {
                let products = products(&kernels[input * all_outputs + output]);
                for (product, weight) in products.into_iter().enumerate() {
                    panel[product * inputs + input][index % ROWS] = weight;
                }
            }
        }
        Some(Self {
            weights,
            inputs,
            outputs: outputs.len(),
            side,
            rows,
        })
    }

    /// `[inputs]` padded planes → `[outputs, rows, side]` four times: even rows before odd ones, and in these even
    /// columns before odd ones.
    pub fn run(&self, planes: &[f32], accumulators: &mut [f32], workspace: &mut Workspace) {
        let panel = PRODUCTS * self.inputs;
        let panels = &mut workspace.panels;
        panels.resize(panel, PanelRow::default());
        let mut products = [Tile::default(); PRODUCTS];
        let quarter = accumulators.len() / 4;
        let output_len = self.rows.len() * self.side;
        for y in self.rows.clone() {
            for x in (0..self.side).step_by(COLUMNS) {
                self.fill(planes, y, x, panels);
                let start = (y - self.rows.start) * self.side + x;
                for (row_panel, weights) in self.weights.chunks_exact(panel).enumerate() {
                    let pairs = weights
                        .chunks_exact(self.inputs)
                        .zip(panels.chunks_exact(self.inputs));
                    for (product, (weights, panels)) in products.iter_mut().zip(pairs) {
                        multiply(weights, panels, product);
                    }
                    let first = row_panel * ROWS;
                    for row in 0..ROWS.min(self.outputs - first) {
                        let start = (first + row) * output_len + start;
                        put(&products, row, accumulators, start, quarter);
                    }
                }
            }
        }
    }

    /// What is multiplied for the eight pixels from row `y`, column `x` on: `[PRODUCTS, inputs]`.
    fn fill(&self, planes: &[f32], y: usize, x: usize, panels: &mut [PanelRow]) {
        let padded = PaddedPlanes::of(self.side);
        for channel in 0..self.inputs {
            let plane = &planes[channel * padded.channel()..];
            // The rows above and below, too, each from the column before on.
            let rows: [&[f32; COLUMNS + 2]; PARTS] = from_fn(|down| {
                let row = &plane[padded.place(y + down, x)..];
                row.first_chunk().expect("a window in its plane")
            });
            for half in 0..COLUMNS / 4 {
                let columns = rows.map(|row| {
                    parts(from_fn(|right| {
                        let four = row[4 * half + right..].first_chunk();
                        F32x4::load(four.expect("a window in its row"))
                    }))
                });
                #[expect(clippy::needless_range_loop, reason = "a part of every column")]
                for part_x in 0..PARTS {
                    let parts = parts(from_fn(|down| columns[down][part_x]));
                    for (part_y, values) in parts.into_iter().enumerate() {
                        let product = part_y * PARTS + part_x;
                        values.store(&mut panels[product * self.inputs + channel][half]);
                    }
                }
            }
        }
    }
}

/// Of a value between its neighbours: itself, and how it differs from the one before and the one behind from it.
#[inline(always)]
fn parts([before, own, behind]: [F32x4; PARTS]) -> [F32x4; PARTS] {
    [own, own - before, behind - own]
}

/// The weights of [`parts`] along both axes.
fn products(kernel: &[f32; TAPS]) -> [f32; PRODUCTS] {
    let along = |[k0, _, k2, k3]: [f32; KERNEL]| [k0 + k2, -k3, k0];
    let (rows, _) = kernel.as_chunks::<KERNEL>();
    let rows: [_; KERNEL] = from_fn(|y| along(rows[y]));
    from_fn(|product| along(from_fn(|y| rows[y][product % PARTS]))[product / PARTS])
}

/// Whether what even and odd pixels see adds up to the same along both axes, in every kernel.
fn are_folded(kernels: &[[f32; TAPS]]) -> bool {
    let weights = kernels.as_flattened().iter();
    let largest = weights.fold(0.0, |largest: f32, weight| largest.max(weight.abs()));
    let even = |[k0, k1, k2, k3]: [f32; KERNEL]| (k0 + k2 - k1 - k3).abs() <= ROUNDING * largest;
    kernels.iter().all(|kernel| {
        (0..KERNEL).all(|line| {
            even(from_fn(|n| kernel[line * KERNEL + n]))
                && even(from_fn(|n| kernel[n * KERNEL + line]))
        })
    })
}

/// Adds the products of eight pixels up to those of each quarter, `quarter` values apart.
#[inline(always)]
fn put(
    products: &[Tile; PRODUCTS],
    row: usize,
    accumulators: &mut [f32],
    start: usize,
    quarter: usize,
) {
    #[expect(clippy::needless_range_loop, reason = "a half of every product")]
    for half in 0..COLUMNS / 4 {
        let product = |part_y: usize, part_x: usize| {
            F32x4::load(&products[part_y * PARTS + part_x][row][half])
        };
        let own = product(0, 0);
        let columns = [product(0, 1), product(0, 2)];
        for odd_row in 0..2 {
            let of_row = own + product(1 + odd_row, 0);
            for (odd_column, column) in columns.into_iter().enumerate() {
                let sum = of_row + column + product(1 + odd_row, 1 + odd_column);
                let place = (2 * odd_row + odd_column) * quarter + start + 4 * half;
                let pixels = accumulators[place..].first_chunk_mut();
                sum.store(pixels.expect("whole groups of pixels"));
            }
        }
    }
}
