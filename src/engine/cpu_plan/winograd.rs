//! A 2×2 convolution with 9 multiplications for four outputs instead of 16.
//!
//! In one dimension two outputs of a kernel (g₀, g₁) come from three inputs:
//!
//! ```text
//! m₀ = (d₀ − d₁)·g₀      m₁ = d₁·(g₀ + g₁)      m₂ = (d₁ − d₂)·g₁
//! y₀ = m₀ + m₁ = d₀·g₀ + d₁·g₁
//! y₁ = m₁ − m₂ = d₁·g₀ + d₂·g₁
//! ```
//!
//! and in two dimensions 2×2 outputs from 3×3 inputs, by the same step along rows and columns. The
//! products are summed over channels before the outputs are put together, so that each of the nine is
//! a matrix product. Source: Winograd's F(2, 2), in two dimensions as in Lavin and Gray, "Fast
//! Algorithms for Convolutional Neural Networks", CVPR 2016, section 4. No factor but ±1 occurs, hence
//! no precision is lost to speak of.

use super::lanes::Lanes;
use super::product::{COLUMNS, ROWS, RowPanel, multiply, row_panels};
use super::two_by_two::{Geometry, Place};

/// Products of a tile.
const POINTS: usize = 9;
/// Steps of panels that stay in a core's second-level cache together with the weights they meet.
const BLOCK_STEPS: usize = 4096;

/// Outputs along a row of eight tiles.
pub const GROUP: usize = 2 * COLUMNS;

/// For output sides that are multiples of 16.
pub struct Winograd {
    geometry: Geometry,
    outputs: usize,
    /// For each four outputs nine panels, one after the other.
    weights: Vec<RowPanel>,
    groups: Vec<Group>,
}

/// Eight neighbouring tiles of 2×2 outputs.
#[derive(Clone, Copy)]
struct Group {
    /// Where their inputs begin in a plane.
    input: usize,
    /// Where their outputs begin.
    output: usize,
}

impl Winograd {
    pub fn new(
        geometry: Geometry,
        outputs: usize,
        kernel: impl Fn(Place) -> [[f32; 2]; 2],
    ) -> Self {
        let planes = geometry.planes.len();
        let depth = geometry.channels * planes;
        let weight = |output: usize, step: usize| {
            let (point, step) = (step / depth, step % depth);
            let place = Place {
                output,
                channel: step / planes,
                plane: step % planes,
            };
            let columns = kernel(place).map(|[first, second]| [first, first + second, second]);
            let [first, second] = columns.map(|columns| columns[point % 3]);
            [first, first + second, second][point / 3]
        };
        let side = geometry.side;
        assert!(side.is_multiple_of(GROUP), "rows of whole groups");
        let (rows, columns) = ((0..side).step_by(2), (0..side).step_by(GROUP));
        let group = |y, x| Group {
            input: y * geometry.row + x,
            output: y * side + x,
        };
        let groups = rows.flat_map(|y| columns.clone().map(move |x| group(y, x)));
        Self {
            weights: row_panels(outputs, POINTS * depth, weight),
            outputs,
            groups: groups.collect(),
            geometry,
        }
    }

    pub fn run(&self, input: &[f32], sums: &mut [f32]) {
        let depth = self.geometry.channels * self.geometry.planes.len();
        let pixels = self.geometry.side * self.geometry.side;
        let at_once = (BLOCK_STEPS / (POINTS * depth)).max(1);
        let mut panels = vec![[0.0; COLUMNS]; at_once * POINTS * depth];
        for block in self.groups.chunks(at_once) {
            for (&group, panels) in block.iter().zip(panels.chunks_exact_mut(POINTS * depth)) {
                self.fill(group, input, panels);
            }
            let planes = sums[..self.outputs * pixels].chunks_mut(ROWS * pixels);
            for (planes, weights) in planes.zip(&self.weights) {
                for (&group, panels) in block.iter().zip(panels.chunks_exact(POINTS * depth)) {
                    let mut products = [[[0.0; COLUMNS]; ROWS]; POINTS];
                    let panels = panels.chunks_exact(depth).zip(weights.chunks_exact(depth));
                    for (product, (panel, weights)) in products.iter_mut().zip(panels) {
                        *product = multiply(weights, panel);
                    }
                    for (row, output) in planes.chunks_exact_mut(pixels).enumerate() {
                        let products = products.each_ref().map(|rows| &rows[row]);
                        self.put(group, products, output);
                    }
                }
            }
        }
    }

    /// The transformed inputs of eight tiles: nine panels, one after the other.
    fn fill(&self, group: Group, input: &[f32], panels: &mut [[f32; COLUMNS]]) {
        let depth = panels.len() / POINTS;
        let planes = &self.geometry.planes;
        for channel in 0..self.geometry.channels {
            for (plane, start) in planes.iter().enumerate() {
                let start = channel * self.geometry.channel + start + group.input;
                let rows: [[Lanes; 3]; 3] = std::array::from_fn(|y| {
                    let row = &input[start + y * self.geometry.row..];
                    let row: &[f32; GROUP + 2] = row.first_chunk().expect("slack behind the last");
                    transform(three_columns(row))
                });
                let [first, second, third] = rows;
                for x in 0..3 {
                    let points = transform([first[x], second[x], third[x]]);
                    for (y, point) in points.into_iter().enumerate() {
                        let step = channel * planes.len() + plane;
                        point.store(&mut panels[(y * 3 + x) * depth + step]);
                    }
                }
            }
        }
    }

    /// Puts eight tiles' outputs of one channel together.
    fn put(&self, group: Group, products: [&[f32; COLUMNS]; POINTS], output: &mut [f32]) {
        let columns: [[Lanes; 2]; 3] =
            std::array::from_fn(|x| combine([0, 3, 6].map(|y| Lanes::load(products[y + x]))));
        for y in 0..2 {
            let pixels = combine(columns.map(|column| column[y]));
            let row = &mut output[group.output + y * self.geometry.side..];
            Lanes::zip(pixels, row.first_chunk_mut().expect("a whole row"));
        }
    }
}

/// The three values of a row that each tile sees.
#[inline(always)]
fn three_columns(row: &[f32; GROUP + 2]) -> [Lanes; 3] {
    let pairs =
        |start: usize| Lanes::unzip(row[start..].first_chunk().expect("two more than a row"));
    let [first, second] = pairs(0);
    let [third, _] = pairs(2);
    [first, second, third]
}

/// (d₀ − d₁, d₁, d₁ − d₂)
#[inline(always)]
fn transform([first, second, third]: [Lanes; 3]) -> [Lanes; 3] {
    [first - second, second, second - third]
}

/// (m₀ + m₁, m₁ − m₂)
#[inline(always)]
fn combine([first, second, third]: [Lanes; 3]) -> [Lanes; 2] {
    [first + second, second - third]
}
