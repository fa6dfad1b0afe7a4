//! The outermost encoder level, which sees the drawing: class ids by [`super::label_layer`], colours and greys by a
//! convolution like those below.
//!
//! A drawing is at hand everywhere, so the rows around a shard's own ones are made again rather than exchanged.

use std::ops::Range;

use facade_model::IMAGE_SIZE;
use facade_model::input::InputKind;
use facade_model::paint::Paint;

use super::Block;
use super::accumulators::Arrangement;
use super::drawing::{ColorPlanes, Drawing};
use super::epilogue::Epilogue;
use super::label_layer::LabelLayer;
use super::label_map::PaddedLabelMap;
use super::layer::Down;
use super::shard::{Shard, ShardRange};
use super::workspace::Workspace;
use super::write_back::Destination;

/// Side of the output.
const SIDE: usize = IMAGE_SIZE / 2;
/// Rows that a convolution of planes makes together.
const ROWS_TOGETHER: usize = 4;

pub struct FirstLevel {
    seeing: Seeing,
    epilogue: Epilogue,
    /// What this shard makes.
    range: ShardRange,
}

/// The convolution, for drawings of the form that the generator sees.
enum Seeing {
    Ids(LabelLayer),
    Colors(Down),
}

impl FirstLevel {
    pub fn new(block: Block, input: &InputKind, shard: Shard) -> Self {
        let output = [block.outputs, SIDE];
        let epilogue = Epilogue::new(Arrangement::Rows, output, shard, &block.norm_or_bias);
        let range = epilogue.layout(shard).range().clone();
        let seeing = match input.classes() {
            Some(_) => Seeing::Ids(LabelLayer::new(block.weight, input, block.outputs)),
            None => {
                let range = ShardRange {
                    rows: widened(&range.rows, ROWS_TOGETHER),
                    ..range.clone()
                };
                Seeing::Colors(Down::new(&block.weight, block.inputs, IMAGE_SIZE, &range))
            }
        };
        Self {
            seeing,
            epilogue,
            range,
        }
    }

    /// A drawing of the form that a generator with this input sees.
    pub fn drawing(&self, input: &InputKind, with_head: bool) -> Drawing {
        if let Some(classes) = input.planes() {
            return Drawing::Ids(PaddedLabelMap::new(&classes));
        }
        let Range { start, end } = widened(&self.range.rows, ROWS_TOGETHER);
        // A kernel reaches one row beyond the two of its output.
        let rows = (2 * start).saturating_sub(1)..IMAGE_SIZE.min(2 * end + 1);
        Drawing::Colors(ColorPlanes::new(input.channels(), rows, with_head))
    }

    /// Channels and side of the output.
    pub fn output(&self) -> [usize; 2] {
        [self.range.channels.len(), SIDE]
    }

    /// Sees classes in other colours.
    pub fn paint(&mut self, paint: &Paint) {
        if let Seeing::Ids(layer) = &mut self.seeing {
            layer.paint(paint);
        }
    }

    /// Brings the shard's rows, and those around them, to `destination`.
    pub fn run(
        &self,
        drawing: &Drawing,
        accumulators: &mut Vec<f32>,
        workspace: &mut Workspace,
        destination: &mut impl Destination,
    ) {
        let rows = match (&self.seeing, drawing) {
            (Seeing::Colors(convolution), Drawing::Colors(planes)) => {
                convolution.accumulate(&planes.split, accumulators, workspace);
                widened(&self.range.rows, ROWS_TOGETHER)
            }
            (Seeing::Ids(layer), Drawing::Ids(labels)) => {
                let rows = widened(&self.range.rows, 1);
                layer.accumulate(labels, rows.clone(), accumulators);
                rows
            }
            _ => unreachable!("a drawing has the form that its generator sees"),
        };
        self.epilogue.by_itself(rows, accumulators, destination);
    }
}

/// These rows and so many on either side, where there are any.
fn widened(rows: &Range<usize>, by: usize) -> Range<usize> {
    rows.start.saturating_sub(by)..SIDE.min(rows.end + by)
}
