//! The outermost encoder level, which sees the drawing: class ids by [`super::label_layer`], colours and greys by a
//! convolution like those below.
//!
//! A drawing is at hand everywhere, so the rows around a shard's own ones are made again rather than exchanged.

use std::ops::Range;

use facade_model::IMAGE_SIZE;
use facade_model::paint::Paint;

use super::Block;
use super::accumulators::Arrangement;
use super::drawing::{ColorPlanes, Drawing, Shown};
use super::epilogue::Epilogue;
use super::label_layer::LabelLayer;
use super::layer::Down;
use super::shard::{Shard, ShardRange};
use super::workspace::Workspace;
use super::write_back::Destination;
use crate::label_weights::sees_colors;

/// Side of the output.
const SIDE: usize = IMAGE_SIZE / 2;
/// Rows that a convolution of planes makes together.
const ROWS_TOGETHER: usize = 4;

pub struct FirstLevel {
    labels: LabelLayer,
    /// Where the generator sees colours or greys, for drawings in colours.
    colors: Option<Down>,
    epilogue: Epilogue,
    /// What this shard makes.
    range: ShardRange,
}

impl FirstLevel {
    pub fn new(block: Block, shard: Shard) -> Self {
        let output = [block.outputs, SIDE];
        let epilogue = Epilogue::new(Arrangement::Rows, output, shard, &block.norm_or_bias);
        let range = epilogue.layout(shard).range().clone();
        let colors = sees_colors(block.inputs).then(|| {
            let range = ShardRange {
                rows: widened(&range.rows, ROWS_TOGETHER),
                ..range.clone()
            };
            Down::new(&block.weight, block.inputs, IMAGE_SIZE, &range)
        });
        Self {
            labels: LabelLayer::new(block.weight, block.inputs, block.outputs),
            colors,
            epilogue,
            range,
        }
    }

    /// The planes of drawings in colours, where the generator, of so many `inputs`, sees any.
    pub fn planes(&self, inputs: usize, with_head: bool) -> Option<ColorPlanes> {
        let Range { start, end } = widened(&self.range.rows, ROWS_TOGETHER);
        // A kernel reaches one row beyond the two of its output.
        let rows = (2 * start).saturating_sub(1)..IMAGE_SIZE.min(2 * end + 1);
        let planes = || ColorPlanes::new(inputs, rows, with_head);
        self.colors.is_some().then(planes)
    }

    /// Channels and side of the output.
    pub fn output(&self) -> [usize; 2] {
        [self.range.channels.len(), SIDE]
    }

    /// Sees classes in other colours.
    pub fn paint(&mut self, paint: &Paint) {
        self.labels.paint(paint);
    }

    /// Brings the shard's rows, and those around them, to `destination`.
    pub fn run(
        &self,
        drawing: &Drawing,
        accumulators: &mut Vec<f32>,
        workspace: &mut Workspace,
        destination: &mut impl Destination,
    ) {
        let rows = match (drawing.shown(), &self.colors) {
            (Shown::Colors(planes), Some(convolution)) => {
                convolution.accumulate(&planes.split, accumulators, workspace);
                widened(&self.range.rows, ROWS_TOGETHER)
            }
            (Shown::Ids(labels), _) => {
                let rows = widened(&self.range.rows, 1);
                self.labels.accumulate(labels, rows.clone(), accumulators);
                rows
            }
            (Shown::Colors(_), None) => unreachable!("a generator of classes has no planes"),
        };
        self.epilogue.by_itself(rows, accumulators, destination);
    }
}

/// These rows and so many on either side, where there are any.
fn widened(rows: &Range<usize>, by: usize) -> Range<usize> {
    rows.start.saturating_sub(by)..SIDE.min(rows.end + by)
}
