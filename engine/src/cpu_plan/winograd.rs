//! A 2×2 convolution by way of a [`WinogradTransform`]: each of its products, summed over channels
//! before the inverse transform, is a matrix product of weights and tiles.

use std::array::from_fn;
use std::marker::PhantomData;

use super::geometry::{Geometry, KernelIndex};
use super::lanes::F32x4;
use super::microkernel::{COLUMNS, PanelRow, ROWS, Tile, multiply};
use super::winograd_transform::WinogradTransform;
use super::workspace::Workspace;

/// Bytes of transformed inputs that are worked on together: they stay in a core's second-level
/// cache, and each weight that is read meets several panels.
const BLOCK_BYTES: usize = 768 << 10;
/// Fewest panels that a weight should meet.
const FEWEST_GROUPS: usize = 2;
/// Steps between the panels of two points, so that those written together do not all belong to the same
/// lines of a cache.
const CONFLICT_GAP: usize = 2;
/// Tiles in a row that are transformed together.
const QUAD: usize = 4;

/// For output sides that are multiples of four tiles.
pub struct Winograd<S, const TILE: usize, const POINTS: usize> {
    geometry: Geometry,
    outputs: usize,
    /// `[POINTS², outputs / 4, depth]`, and four outputs side by side.
    weights: Vec<[f32; ROWS]>,
    /// Pairs of quads, which fill a panel, of the rows that are wanted.
    groups: Vec<[Quad; COLUMNS / QUAD]>,
    transform: PhantomData<S>,
}

/// Four neighbouring tiles.
#[derive(Clone, Copy)]
struct Quad {
    /// Where their inputs begin in a plane.
    input: usize,
    /// Where their outputs begin.
    output: usize,
}

impl<S: WinogradTransform<TILE, POINTS>, const TILE: usize, const POINTS: usize>
    Winograd<S, TILE, POINTS>
{
    /// Outputs along a row of four tiles: what the side must be a multiple of.
    pub const ROW: usize = QUAD * TILE;

    /// `kernel` gives the weights of an index, row by row.
    pub fn new(
        geometry: Geometry,
        outputs: usize,
        kernel: impl Fn(KernelIndex) -> [[f32; 2]; 2],
    ) -> Self {
        let planes = geometry.planes.len();
        let depth = geometry.channels * planes;
        let panels = outputs.div_ceil(ROWS);
        let mut weights = vec![[0.0; ROWS]; POINTS * POINTS * panels * depth];
        // Four outputs together: neighbours in a decoder's kernels, which lie far apart from channel to channel.
        for panel in 0..panels {
            let rows = ROWS.min(outputs - panel * ROWS);
            let mut steps = weights[panel * depth..].chunks_mut(panels * depth);
            let mut points: [_; POINTS] =
                from_fn(|_| from_fn::<_, POINTS, _>(|_| steps.next().expect("one for each point")));
            for channel in 0..geometry.channels {
                for plane in 0..planes {
                    let step = channel * planes + plane;
                    for row in 0..rows {
                        let transformed = S::transform_kernel(kernel(KernelIndex {
                            output: panel * ROWS + row,
                            channel,
                            plane,
                        }));
                        let transformed = transformed.as_flattened();
                        for (point, &weight) in
                            points.as_flattened_mut().iter_mut().zip(transformed)
                        {
                            point[step][row] = weight;
                        }
                    }
                }
            }
        }
        let side = geometry.side;
        let rows = geometry.rows.clone();
        assert!(side.is_multiple_of(Self::ROW), "rows of whole quads");
        assert!(rows.start.is_multiple_of(TILE) && rows.end.is_multiple_of(TILE));
        let quads: Vec<Quad> = rows
            .clone()
            .step_by(TILE)
            .flat_map(|y| (0..side).step_by(Self::ROW).map(move |x| (y, x)))
            .map(|(y, x)| Quad {
                input: y * geometry.row + x,
                output: (y - rows.start) * side + x,
            })
            .collect();
        let (groups, rest) = quads.as_chunks();
        assert!(rest.is_empty(), "an even number of quads");
        Self {
            weights,
            outputs,
            groups: groups.to_vec(),
            geometry,
            transform: PhantomData,
        }
    }

    pub fn run(&self, input: &[f32], accumulators: &mut [f32], workspace: &mut Workspace) {
        let depth = self.geometry.channels * self.geometry.planes.len();
        let points = POINTS * POINTS;
        let at_once = (BLOCK_BYTES / (points * depth * size_of::<PanelRow>())).max(FEWEST_GROUPS);
        let row_panels = self.outputs.div_ceil(ROWS);
        let mut tile = Tile::default();
        let Workspace { panels, products } = workspace;
        for block in self.groups.chunks(at_once) {
            let count = block.len();
            let stride = count * depth + CONFLICT_GAP;
            panels.resize(points * stride, PanelRow::default());
            products.resize(row_panels * ROWS * count * points, PanelRow::default());
            for (index, &group) in block.iter().enumerate() {
                self.fill(group, input, panels, index * depth, stride);
            }
            let weights = self.weights.chunks_exact(row_panels * depth);
            let panels = panels
                .chunks_exact(stride)
                .map(|panels| &panels[..count * depth]);
            for (point, (weights, panels)) in weights.zip(panels).enumerate() {
                let outputs = products.chunks_exact_mut(ROWS * count * points);
                for (weights, outputs) in weights.chunks_exact(depth).zip(outputs) {
                    for (index, panel) in panels.chunks_exact(depth).enumerate() {
                        multiply(weights, panel, &mut tile);
                        for (row, accumulators) in tile.iter().enumerate() {
                            outputs[(row * count + index) * points + point] = *accumulators;
                        }
                    }
                }
            }
            let pixels = self.geometry.rows.len() * self.geometry.side;
            let outputs = accumulators.chunks_exact_mut(pixels).take(self.outputs);
            for (output, products) in outputs.zip(products.chunks_exact(count * points)) {
                for (&group, products) in block.iter().zip(products.chunks_exact(points)) {
                    self.put(group, products, output);
                }
            }
        }
    }

    /// The transformed inputs of a group: at each point, `stride` steps apart, from step `start` on.
    fn fill(
        &self,
        group: [Quad; 2],
        input: &[f32],
        panels: &mut [PanelRow],
        start: usize,
        stride: usize,
    ) {
        let Geometry { channel, row, .. } = self.geometry;
        let offsets = (0..self.geometry.channels).flat_map(|index| {
            self.geometry
                .planes
                .iter()
                .map(move |plane| index * channel + plane)
        });
        for (step, offset) in offsets.enumerate() {
            for (half, quad) in group.into_iter().enumerate() {
                let window = &input[offset + quad.input..];
                let points = S::transform(window, row);
                let panels = panels[start + step..].chunks_mut(stride);
                for (panel, four) in panels.zip(points.as_flattened()) {
                    four.store(&mut panel[0][half]);
                }
            }
        }
    }

    /// Puts a group's outputs of one channel together.
    fn put(&self, group: [Quad; 2], products: &[PanelRow], output: &mut [f32]) {
        for (half, quad) in group.into_iter().enumerate() {
            let columns: [[F32x4; TILE]; POINTS] = std::array::from_fn(|x| {
                S::output(std::array::from_fn(|y| {
                    F32x4::load(&products[y * POINTS + x][half])
                }))
            });
            for y in 0..TILE {
                let pixels = S::output(std::array::from_fn(|x| columns[x][y]));
                S::store(pixels, &mut output[quad.output + y * self.geometry.side..]);
            }
        }
    }
}
