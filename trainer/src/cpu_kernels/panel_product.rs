//! Matrix products whose factors are read where they lie.
//!
//! A few rows of the left factor, one value of each at a time, meet 16 or 32 columns of the right
//! factor in registers. The right factor is in panels of 16 columns; both the distance between panels
//! and that between rows are free, so that row-major matrices are panels too.

use super::lanes::{Lanes, Processor, WideSimdTask};

/// Columns of a panel.
pub const PANEL: usize = 16;

/// `sum (+)= left · right`.
#[derive(Debug, Clone, Copy)]
pub struct PanelProduct {
    pub rows: usize,
    /// A multiple of [`PANEL`].
    pub columns: usize,
    pub depth: usize,
    pub left: *const f32,
    /// Values from one row of `left` to the next.
    pub left_row: usize,
    /// Values from one column of `left` to the next.
    pub left_step: usize,
    pub right: *const f32,
    /// Values from one row of a panel to the next.
    pub right_step: usize,
    /// Values from one panel to the next.
    pub right_panel: usize,
    pub sum: *mut f32,
    /// Values from one row of `sum` to the next; its columns are neighbours.
    pub sum_row: usize,
    /// Whether `sum` is added to, or written over.
    pub add: bool,
}

impl PanelProduct {
    /// # Safety
    /// All values of these sizes and distances exist, and nobody else uses those of the sum.
    pub unsafe fn run(self, processor: Processor) {
        processor.run_wide(self);
    }

    /// `ROWS` rows from `row` on times `VECTORS` vectors of columns from `column` on.
    #[inline(always)]
    #[expect(
        clippy::needless_range_loop,
        reason = "the same place in arrays and in memory"
    )]
    unsafe fn block<L: Lanes, const ROWS: usize, const VECTORS: usize>(
        &self,
        row: usize,
        column: usize,
    ) {
        // SAFETY: the caller of `run` vouches for all addresses.
        unsafe {
            let sum = self.sum.add(row * self.sum_row + column);
            let mut sums = [[L::splat(0.0); VECTORS]; ROWS];
            if self.add {
                for y in 0..ROWS {
                    for x in 0..VECTORS {
                        sums[y][x] = L::load(sum.add(y * self.sum_row + x * L::WIDTH));
                    }
                }
            }
            let mut right = [self.right; VECTORS];
            for x in 0..VECTORS {
                let column = column + x * L::WIDTH;
                right[x] = self
                    .right
                    .add(column / PANEL * self.right_panel + column % PANEL);
            }
            let mut left = self.left.add(row * self.left_row);
            for step in 0..self.depth {
                let mut columns = [L::splat(0.0); VECTORS];
                for x in 0..VECTORS {
                    columns[x] = L::load(right[x].add(step * self.right_step));
                }
                for y in 0..ROWS {
                    let value = L::splat(*left.add(y * self.left_row));
                    for x in 0..VECTORS {
                        sums[y][x] = sums[y][x].plus_product(value, columns[x]);
                    }
                }
                left = left.add(self.left_step);
            }
            for y in 0..ROWS {
                for x in 0..VECTORS {
                    sums[y][x].store(sum.add(y * self.sum_row + x * L::WIDTH));
                }
            }
        }
    }

    /// All rows times some columns.
    #[inline(always)]
    unsafe fn strip<L: Lanes, const ROWS: usize, const VECTORS: usize>(&self, column: usize) {
        // Blocks of nearly the same size, so that none is too small to keep the processor busy.
        let blocks = self.rows.div_ceil(ROWS);
        let mut row = 0;
        for index in 0..blocks {
            let end = (index + 1) * self.rows / blocks;
            // SAFETY: as in `block`.
            unsafe {
                match end - row {
                    1 => self.block::<L, 1, VECTORS>(row, column),
                    2 => self.block::<L, 2, VECTORS>(row, column),
                    3 => self.block::<L, 3, VECTORS>(row, column),
                    4 => self.block::<L, 4, VECTORS>(row, column),
                    5 => self.block::<L, 5, VECTORS>(row, column),
                    6 => self.block::<L, 6, VECTORS>(row, column),
                    7 => self.block::<L, 7, VECTORS>(row, column),
                    8 => self.block::<L, 8, VECTORS>(row, column),
                    9 => self.block::<L, 9, VECTORS>(row, column),
                    10 => self.block::<L, 10, VECTORS>(row, column),
                    11 => self.block::<L, 11, VECTORS>(row, column),
                    _ => self.block::<L, 12, VECTORS>(row, column),
                }
            }
            row = end;
        }
    }
}

impl WideSimdTask for PanelProduct {
    #[inline(always)]
    fn run<L: Lanes, const ROWS: usize>(self) {
        let mut column = 0;
        // SAFETY: as in `block`; `columns` is a multiple of a panel, and that one of `WIDTH`.
        unsafe {
            while column + 2 * L::WIDTH <= self.columns {
                self.strip::<L, ROWS, 2>(column);
                column += 2 * L::WIDTH;
            }
            if column < self.columns {
                self.strip::<L, ROWS, 1>(column);
            }
        }
    }
}
