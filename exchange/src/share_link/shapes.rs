//! The shapes of a drawing as decisions: each is foreseen from the last of its class.
//!
//! Every function codes in both directions: it is given what to write (or `None` when reading) and
//! returns what was written or read. Numbers that were read are held to [`limits`].

use super::numbers::{Choice, Difference, Natural};
use super::pixels::Pixels;
use super::range_coder::{Bit, Coder};
use crate::Refusal;
use facade_editor::limits::{self, COORDINATE_MAX, COORDINATE_MIN};
use facade_editor::pixel_rect::PixelRect;
use facade_editor::shape::{Point, Shape, Span};
use facade_editor::{LabelMap, PIXEL_COUNT, SIDE_PX, subject};

/// Places of strokes and polygons are kept in this part of a pixel; those that are not on this grid
/// are kept bit by bit.
const STEPS_PER_PIXEL: f32 = 8.0;

/// Pixels of all maps and fills of a link: decoding them is what takes time.
const PIXELS_MAX: usize = 64 * PIXEL_COUNT;

/// Kinds of shapes, as numbers of the format.
const RECTANGLE: u8 = 0;
const STROKE: u8 = 1;
const PATCH: u8 = 2;
const MAP: u8 = 3;
const POLYGON: u8 = 4;

/// The models, and the shapes that foresee the next.
pub struct Shapes {
    shape_count: Natural,
    kind: Vec<Choice>,
    class: Vec<Choice>,
    boxes: Vec<Boxes>,
    width: Natural,
    is_on_grid: Bit,
    point_count: Natural,
    first: [Difference; 2],
    step: Vec<Difference>,
    raw: Bit,
    patch: [Difference; 4],
    is_covered: Pixels,
    labels: Pixels,
    points: usize,
    pixels: usize,
}

/// The rectangles of one class.
#[derive(Default)]
struct Boxes {
    top: Difference,
    in_row: Difference,
    new_row: Difference,
    width: [Difference; 2],
    height: [Difference; 2],
    last: (i32, i32, i32, i32),
    /// Left edge of the first in the row, and the step from one to the next.
    row_left: i32,
    spacing: i32,
}

/// Bits of a class id: four did for the facades, when there was nothing else.
fn class_bits() -> u32 {
    match subject::current().is_facades() {
        true => 4,
        false => 8,
    }
}

impl Shapes {
    /// Nothing learnt yet.
    pub fn new() -> Self {
        let bits = class_bits();
        Self {
            shape_count: Natural::default(),
            kind: vec![Choice::of(4); 5],
            class: vec![Choice::of(bits); 1 << bits],
            boxes: (0..1 << bits).map(|_| Boxes::default()).collect(),
            width: Natural::default(),
            is_on_grid: Bit::default(),
            point_count: Natural::default(),
            first: Default::default(),
            step: vec![Difference::default(); 2 * STEP_SIZES],
            raw: Bit::default(),
            patch: Default::default(),
            is_covered: Pixels::of(4),
            labels: Pixels::of(bits),
            points: 0,
            pixels: 0,
        }
    }

    /// Codes a whole drawing.
    ///
    /// # Errors
    /// What was read is no drawing, or exceeds [`limits`]; what is to be written exceeds them.
    pub fn code(
        mut self,
        coder: &mut impl Coder,
        source: Option<&[Shape]>,
    ) -> Result<Vec<Shape>, Refusal> {
        let count = source.map_or(0, <[Shape]>::len) as u32;
        let count = self.shape_count.code(coder, count) as usize;
        if count > limits::SHAPES_MAX {
            return Err(Refusal::DamagedLink);
        }
        let mut shapes = Vec::new();
        let (mut kind, mut class) = (0, 0);
        for index in 0..count {
            let shape = source.map(|shapes| &shapes[index]);
            kind = self.kind[usize::from(kind)].code(coder, shape.map_or(0, kind_of));
            if kind != MAP {
                let wanted = shape.and_then(Shape::class).unwrap_or(0);
                class = self.class[usize::from(class)].code(coder, wanted);
                if !subject::current().has(class) {
                    return Err(Refusal::DamagedLink);
                }
            }
            shapes.push(match kind {
                RECTANGLE => self.rectangle(coder, class, shape),
                STROKE => self.stroke(coder, class, shape)?,
                PATCH => self.patch(coder, class, shape)?,
                MAP => self.map(coder, shape)?,
                POLYGON => self.polygon(coder, class, shape)?,
                _ => return Err(Refusal::DamagedLink),
            });
        }
        limits::check(&shapes).map_err(|_| Refusal::DamagedLink)?;
        Ok(shapes)
    }

    fn rectangle(&mut self, coder: &mut impl Coder, class: u8, shape: Option<&Shape>) -> Shape {
        let wanted = match shape {
            Some(Shape::Rectangle { area, .. }) => *area,
            _ => PixelRect::EMPTY,
        };
        let boxes = &mut self.boxes[usize::from(class)];
        let (last_left, last_top, last_width, last_height) = boxes.last;
        let down = boxes.top.code(coder, wanted.top - last_top);
        let top = last_top + down;
        let left = if down == 0 {
            let foreseen = last_left + boxes.spacing;
            let left = foreseen + boxes.in_row.code(coder, wanted.left - foreseen);
            boxes.spacing = left - last_left;
            left
        } else {
            let foreseen = boxes.row_left;
            boxes.row_left = foreseen + boxes.new_row.code(coder, wanted.left - foreseen);
            boxes.row_left
        };
        let in_row = usize::from(down == 0);
        let width = wanted.right - wanted.left - last_width;
        let width = last_width + boxes.width[in_row].code(coder, width);
        let height = wanted.bottom - wanted.top - last_height;
        let height = last_height + boxes.height[in_row].code(coder, height);
        // Sums of hostile differences stay small enough to go on; the limits refuse them later.
        let hold = |value: i32| value.clamp(-(1 << 24), 1 << 24);
        boxes.last = (hold(left), hold(top), hold(width), hold(height));
        boxes.spacing = hold(boxes.spacing);
        boxes.row_left = hold(boxes.row_left);
        Shape::Rectangle {
            class,
            area: PixelRect {
                left,
                top,
                right: left + width,
                bottom: top + height,
            },
        }
    }

    fn stroke(
        &mut self,
        coder: &mut impl Coder,
        class: u8,
        shape: Option<&Shape>,
    ) -> Result<Shape, Refusal> {
        let (width_px, points) = match shape {
            Some(Shape::Stroke {
                width_px, points, ..
            }) => (*width_px, points.as_slice()),
            _ => (0.0, &[][..]),
        };
        let on_grid = steps(width_px).is_some();
        let width_px = if coder.bit(&mut self.is_on_grid, on_grid) {
            let width = steps(width_px).unwrap_or(0) as u32;
            self.width.code(coder, width) as f32 / STEPS_PER_PIXEL
        } else {
            self.raw(coder, width_px)
        };
        let points = self.path(coder, points)?;
        Ok(Shape::Stroke {
            class,
            width_px,
            points,
        })
    }

    fn polygon(
        &mut self,
        coder: &mut impl Coder,
        class: u8,
        shape: Option<&Shape>,
    ) -> Result<Shape, Refusal> {
        let wanted = match shape {
            Some(Shape::Polygon { points, .. }) => points.as_slice(),
            _ => &[],
        };
        let points = self.path(coder, wanted)?;
        Ok(Shape::Polygon { class, points })
    }

    /// The points of a stroke or a polygon.
    fn path(&mut self, coder: &mut impl Coder, wanted: &[Point]) -> Result<Vec<Point>, Refusal> {
        let count = self.point_count.code(coder, wanted.len() as u32) as usize;
        self.points += count;
        if self.points > limits::POINTS_MAX {
            return Err(Refusal::DamagedLink);
        }
        let fits = |point: &Point| steps(point.x).is_some() && steps(point.y).is_some();
        let on_grid = coder.bit(&mut self.is_on_grid, wanted.iter().all(fits));
        let mut points = Vec::new();
        let (mut last, mut moved) = ([0_i32; 2], [0_u32; 2]);
        for index in 0..count {
            let point = wanted
                .get(index)
                .copied()
                .unwrap_or(Point { x: 0.0, y: 0.0 });
            if !on_grid {
                points.push(Point {
                    x: self.raw(coder, point.x),
                    y: self.raw(coder, point.y),
                });
                continue;
            }
            for (axis, value) in [point.x, point.y].into_iter().enumerate() {
                let step = steps(value).unwrap_or(0) - last[axis];
                let model = if index == 0 {
                    &mut self.first[axis]
                } else {
                    &mut self.step[axis * STEP_SIZES + step_size(moved[axis])]
                };
                let step = model.code(coder, step);
                moved[axis] = if index == 0 { 0 } else { step.unsigned_abs() };
                last[axis] = (last[axis] + step).clamp(-(1 << 20), 1 << 20);
            }
            points.push(Point {
                x: last[0] as f32 / STEPS_PER_PIXEL,
                y: last[1] as f32 / STEPS_PER_PIXEL,
            });
        }
        Ok(points)
    }

    /// A number bit by bit.
    fn raw(&mut self, coder: &mut impl Coder, wanted: f32) -> f32 {
        let mut bits = 0;
        for shift in (0..32).rev() {
            // A model of its own each time: these bits foretell nothing.
            self.raw = Bit::default();
            let bit = coder.bit(&mut self.raw, wanted.to_bits() >> shift & 1 == 1);
            bits = bits << 1 | u32::from(bit);
        }
        f32::from_bits(bits)
    }

    fn patch(
        &mut self,
        coder: &mut impl Coder,
        class: u8,
        shape: Option<&Shape>,
    ) -> Result<Shape, Refusal> {
        let bounds = shape.map_or(PixelRect::EMPTY, |shape| {
            let bounds = shape.bounds();
            let side = SIDE_PX as i32;
            if bounds.right - bounds.left > side || bounds.bottom - bounds.top > side {
                bounds.intersect(PixelRect::CANVAS)
            } else {
                bounds
            }
        });
        let (width, height) = (bounds.right - bounds.left, bounds.bottom - bounds.top);
        let wanted = [bounds.left, bounds.top, width, height];
        let mut read = [0; 4];
        for ((read, model), wanted) in read.iter_mut().zip(&mut self.patch).zip(wanted) {
            *read = model.code(coder, wanted);
            if !(COORDINATE_MIN..=COORDINATE_MAX).contains(read) {
                return Err(Refusal::DamagedLink);
            }
        }
        let [left, top, width, height] = read;
        let side = 0..=SIDE_PX as i32;
        if !side.contains(&width) || !side.contains(&height) {
            return Err(Refusal::DamagedLink);
        }
        let count = (width * height) as usize;
        self.claim_pixels(count)?;
        let mut mask = vec![0; count];
        if let Some(Shape::Patch { spans, .. }) = shape {
            for span in spans {
                let part = PixelRect {
                    left: span.start,
                    top: span.y,
                    right: span.end,
                    bottom: span.y + 1,
                }
                .intersect(bounds);
                if !part.is_empty() {
                    let row = (part.top - top) * width - left;
                    mask[(row + part.left) as usize..(row + part.right) as usize].fill(1);
                }
            }
        }
        let mask = self
            .is_covered
            .code(coder, width.max(1) as usize, count, |index| mask[index]);
        let mut spans = Vec::new();
        for (row, y) in mask.chunks(width.max(1) as usize).zip(top..) {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                let end = x + run.len() as i32;
                match run[0] {
                    0 => {}
                    1 => spans.push(Span {
                        y,
                        start: left + x,
                        end: left + end,
                    }),
                    _ => return Err(Refusal::DamagedLink),
                }
                x = end;
            }
        }
        Ok(Shape::Patch { class, spans })
    }

    fn map(&mut self, coder: &mut impl Coder, shape: Option<&Shape>) -> Result<Shape, Refusal> {
        self.claim_pixels(PIXEL_COUNT)?;
        let wanted: &[u8] = match shape {
            Some(Shape::Map(map)) => map.labels(),
            _ => &[0; PIXEL_COUNT],
        };
        let labels = self
            .labels
            .code(coder, SIDE_PX, PIXEL_COUNT, |index| wanted[index]);
        let map = LabelMap::new(labels).map_err(|_| Refusal::DamagedLink)?;
        Ok(Shape::Map(map))
    }

    fn claim_pixels(&mut self, count: usize) -> Result<(), Refusal> {
        self.pixels += count;
        if self.pixels > PIXELS_MAX {
            return Err(Refusal::DamagedLink);
        }
        Ok(())
    }
}

fn kind_of(shape: &Shape) -> u8 {
    match shape {
        Shape::Rectangle { .. } => RECTANGLE,
        Shape::Stroke { .. } => STROKE,
        Shape::Patch { .. } => PATCH,
        Shape::Map(_) => MAP,
        Shape::Polygon { .. } => POLYGON,
    }
}

/// A length in steps of the grid, if it is on the grid.
fn steps(value_px: f32) -> Option<i32> {
    let steps = value_px * STEPS_PER_PIXEL;
    let fits = steps.abs() <= COORDINATE_MAX as f32 * STEPS_PER_PIXEL && steps == steps.trunc();
    // Minus zero would come back as zero.
    (fits && value_px.to_bits() != (-0.0_f32).to_bits()).then_some(steps as i32)
}

/// How many sizes of steps are told apart.
const STEP_SIZES: usize = 8;

/// The size of the last step, roughly.
fn step_size(moved: u32) -> usize {
    (moved.checked_ilog2().map_or(0, |bits| bits + 1) as usize).min(STEP_SIZES - 1)
}
