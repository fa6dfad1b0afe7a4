//! A convolution as a matrix product whose right side is cut from padded planes as it is needed.
//!
//! Column n of the right side holds what pixel n sees: for each input channel the values at fixed
//! distances from the pixel's place. Eight columns at a time are copied into a panel, which then
//! meets all rows of the left side, four at a time: eight registers of sums, half of what common
//! processors offer to WebAssembly, and nothing but consecutive reads.

/// Rows of the left side that are summed together.
const ROWS: usize = 4;
/// Pixels that are summed together.
const PIXELS: usize = 8;
/// Panel entries that stay in a core's second-level cache together with the rows they meet.
const BLOCK_DEPTH: usize = 4096;

/// The left side, rearranged once: for four rows at a time, the four values of each column.
pub struct Rows {
    panels: Vec<[f32; ROWS]>,
    depth: usize,
    count: usize,
}

impl Rows {
    /// `count` rows of `depth` values each; `value(row, column)` gives them.
    pub fn pack(count: usize, depth: usize, value: impl Fn(usize, usize) -> f32) -> Self {
        let mut panels = Vec::with_capacity(count.div_ceil(ROWS) * depth);
        for first in (0..count).step_by(ROWS) {
            for column in 0..depth {
                panels.push(std::array::from_fn(|row| match first + row {
                    row if row < count => value(row, column),
                    _ => 0.0,
                }));
            }
        }
        Self {
            panels,
            depth,
            count,
        }
    }

    pub fn count(&self) -> usize {
        self.count
    }
}

/// What the pixels of a convolution see.
pub struct Windows {
    /// Each pixel's place in a plane, ascending.
    pub places: Vec<usize>,
    /// How far from there lies each value that it sees.
    pub distances: Vec<usize>,
    /// Values of one plane.
    pub plane: usize,
}

impl Windows {
    /// Copies what eight pixels from `first` on see into `panel`; pixels beyond the last one repeat
    /// it.
    fn fill(&self, first: usize, planes: &[f32], panel: &mut Vec<[f32; PIXELS]>) {
        let last = self.places.len() - 1;
        let places: [usize; PIXELS] = std::array::from_fn(|n| self.places[last.min(first + n)]);
        let neighbours = places[PIXELS - 1] == places[0] + PIXELS - 1;
        for plane in planes.chunks_exact(self.plane) {
            for &distance in &self.distances {
                panel.push(if neighbours {
                    let start = places[0] + distance;
                    let values = plane[start..].first_chunk();
                    *values.expect("a window inside its plane")
                } else {
                    places.map(|place| plane[place + distance])
                });
            }
        }
    }
}

/// `rows` times what the windows show of `planes`: `[rows, pixels]`, written over `sums`.
pub fn product(rows: &Rows, windows: &Windows, planes: &[f32], sums: &mut Vec<f32>) {
    let pixels = windows.places.len();
    sums.resize(rows.count * pixels, 0.0);
    let tiles = (BLOCK_DEPTH / rows.depth).max(1);
    let mut panels = Vec::with_capacity(tiles * rows.depth);
    for block in (0..pixels).step_by(tiles * PIXELS) {
        panels.clear();
        let block = block..pixels.min(block + tiles * PIXELS);
        for first in block.clone().step_by(PIXELS) {
            windows.fill(first, planes, &mut panels);
        }
        let row_panels = rows.panels.chunks_exact(rows.depth);
        for (four, row_panel) in sums.chunks_mut(ROWS * pixels).zip(row_panels) {
            for (first, panel) in block
                .clone()
                .step_by(PIXELS)
                .zip(panels.chunks_exact(rows.depth))
            {
                let tile = multiply(row_panel, panel);
                let width = PIXELS.min(pixels - first);
                for (sums, tile) in four.chunks_exact_mut(pixels).zip(&tile) {
                    sums[first..first + width].copy_from_slice(&tile[..width]);
                }
            }
        }
    }
}

#[inline]
fn multiply(rows: &[[f32; ROWS]], pixels: &[[f32; PIXELS]]) -> [[f32; PIXELS]; ROWS] {
    let mut sums = [[0.0; PIXELS]; ROWS];
    for (rows, pixels) in rows.iter().zip(pixels) {
        for (sums, row) in sums.iter_mut().zip(rows) {
            for (sum, pixel) in sums.iter_mut().zip(pixels) {
                *sum += row * pixel;
            }
        }
    }
    sums
}
