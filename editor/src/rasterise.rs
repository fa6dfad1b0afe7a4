//! From a document to class ids: pure and aliased.
//!
//! Each pixel has the class of the topmost shape that covers it, or, below all of them, the ground's. Repainting
//! a part therefore walks the shapes from the top and stops when every pixel of the part is
//! decided, so that hidden shapes cost nothing however many there are.

use facade_model::sort;

use super::document::Document;
use super::pixel_rect::PixelRect;
use super::shape::{Ink, Shape, Span};
use super::{PIXEL_COUNT, SIDE_PX, subject};

/// 65,536 class ids, row by row from the top left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    labels: Box<[u8]>,
}

impl Raster {
    /// A bare drawing.
    pub fn blank() -> Self {
        Self {
            labels: vec![subject::current().ground(); PIXEL_COUNT].into_boxed_slice(),
        }
    }

    /// The class ids.
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// Puts one shape over what is there.
    pub fn paint(&mut self, shape: &Shape) {
        shape.for_each_run(PixelRect::CANVAS, |span, ink| {
            fill(&mut self.labels[index_range(span)], ink);
        });
    }

    /// Makes the pixels of `part` those of the document, whatever they were.
    pub fn repaint(&mut self, document: &Document, part: PixelRect) {
        let part = part.intersect(PixelRect::CANVAS);
        if part.is_empty() {
            return;
        }
        let mut undecided = Undecided::new(part);
        for shape in document.shapes().iter().rev() {
            if undecided.count == 0 {
                return;
            }
            if shape.bounds().intersect(part).is_empty() {
                continue;
            }
            shape.for_each_run(part, |span, ink| {
                let row = &mut undecided.by_row[(span.y - part.top) as usize];
                if *row == 0 {
                    return;
                }
                let run = &mut self.labels[index_range(span)];
                let is_claimed = &mut undecided.is_claimed[index_range(span)];
                let claimed = if *row == part.right - part.left {
                    fill(run, ink);
                    is_claimed.fill(true);
                    span.end - span.start
                } else {
                    fill_undecided(run, is_claimed, ink)
                };
                *row -= claimed;
                undecided.count -= claimed;
            });
        }
        let ground = Ink::Class(subject::current().ground());
        for range in rows(part) {
            let is_claimed = &mut undecided.is_claimed[range.clone()];
            fill_undecided(&mut self.labels[range], is_claimed, ground);
        }
    }

    /// Copies the pixels of `part` from another raster.
    pub fn copy_part(&mut self, source: &Self, part: PixelRect) {
        for range in rows(part.intersect(PixelRect::CANVAS)) {
            self.labels[range.clone()].copy_from_slice(&source.labels[range]);
        }
    }

    /// Whether the pixels of `part` are the same in both.
    pub fn same_part(&self, other: &Self, part: PixelRect) -> bool {
        rows(part.intersect(PixelRect::CANVAS))
            .all(|range| self.labels[range.clone()] == other.labels[range])
    }

    /// The pixels joined to (`x`, `y`) by steps left, right, up and down without leaving its
    /// class, as spans ordered by row. Empty if the place is outside the drawing.
    pub fn region_at(&self, x: i32, y: i32) -> Vec<Span> {
        let side = SIDE_PX as i32;
        if !(0..side).contains(&x) || !(0..side).contains(&y) {
            return Vec::new();
        }
        let class = self.labels[(y * side + x) as usize];
        let mut reached = vec![false; PIXEL_COUNT];
        let mut seeds = vec![(x, y)];
        let mut spans = Vec::new();
        while let Some((x, y)) = seeds.pop() {
            let row = y * side;
            let is_open = |x: i32, row: i32, reached: &[bool]| {
                let index = (row + x) as usize;
                self.labels[index] == class && !reached[index]
            };
            if !is_open(x, row, &reached) {
                continue;
            }
            let mut start = x;
            while start > 0 && is_open(start - 1, row, &reached) {
                start -= 1;
            }
            let mut end = x + 1;
            while end < side && is_open(end, row, &reached) {
                end += 1;
            }
            reached[(row + start) as usize..(row + end) as usize].fill(true);
            spans.push(Span { y, start, end });
            for next_y in [y - 1, y + 1] {
                if (0..side).contains(&next_y) {
                    let next_row = next_y * side;
                    for x in start..end {
                        // One seed a run is enough: it spreads sideways by itself.
                        let starts_a_run = x == start || !is_open(x - 1, next_row, &reached);
                        if starts_a_run && is_open(x, next_row, &reached) {
                            seeds.push((x, next_y));
                        }
                    }
                }
            }
        }
        sort::by_key(&mut spans, |span| (span.y, span.start));
        spans
    }
}

fn fill(run: &mut [u8], ink: Ink<'_>) {
    match ink {
        Ink::Class(class) => run.fill(class),
        Ink::Labels(labels) => run.copy_from_slice(labels),
    }
}

/// Puts ink where nothing lies over it, and returns on how many pixels.
fn fill_undecided(run: &mut [u8], is_claimed: &mut [bool], ink: Ink<'_>) -> i32 {
    let mut claimed = 0;
    for (offset, (label, is_claimed)) in run.iter_mut().zip(is_claimed).enumerate() {
        if !*is_claimed {
            *is_claimed = true;
            *label = match ink {
                Ink::Class(class) => class,
                Ink::Labels(labels) => labels[offset],
            };
            claimed += 1;
        }
    }
    claimed
}

/// Which pixels of a part no shape has claimed yet.
struct Undecided {
    count: i32,
    by_row: Vec<i32>,
    /// Of all pixels of the drawing. No id could say so: all 256 may be those of classes.
    is_claimed: Vec<bool>,
}

impl Undecided {
    fn new(part: PixelRect) -> Self {
        let (width, height) = (part.right - part.left, part.bottom - part.top);
        Self {
            count: width * height,
            by_row: vec![width; height as usize],
            is_claimed: vec![false; PIXEL_COUNT],
        }
    }
}

/// The raster of a whole document.
pub fn rasterise(document: &Document) -> Raster {
    let mut raster = Raster::blank();
    raster.repaint(document, PixelRect::CANVAS);
    raster
}

fn index_range(span: Span) -> std::ops::Range<usize> {
    let row = span.y as usize * SIDE_PX;
    row + span.start as usize..row + span.end as usize
}

/// Index ranges of the rows of a rectangle within the drawing.
fn rows(part: PixelRect) -> impl Iterator<Item = std::ops::Range<usize>> {
    let end = if part.left < part.right {
        part.bottom
    } else {
        part.top
    };
    (part.top..end).map(move |y| {
        index_range(Span {
            y,
            start: part.left,
            end: part.right,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::label_map::LabelMap;
    use super::super::shape::Point;
    use super::*;

    fn document(shapes: Vec<Shape>) -> Document {
        let mut document = Document::default();
        for shape in shapes {
            let change = document.insert_on_top(shape);
            document.apply(change);
        }
        document
    }

    fn random_shapes(random: &mut oorandom::Rand32, count: usize) -> Vec<Shape> {
        (0..count)
            .map(|index| {
                let class = 1 + random.rand_range(0..12) as u8;
                let mut point = || Point {
                    x: random.rand_float() * 320.0 - 32.0,
                    y: random.rand_float() * 320.0 - 32.0,
                };
                match index % 5 {
                    0 => Shape::Stroke {
                        class,
                        points: vec![point(), point(), point()],
                        width_px: 7.0,
                    },
                    1 if index % 25 == 1 => Shape::Map(LabelMap::uniform(class)),
                    _ => Shape::rectangle(class, point(), point()),
                }
            })
            .collect()
    }

    #[test]
    fn from_the_top_down_gives_what_painting_bottom_up_gives() {
        let mut random = oorandom::Rand32::new(11);
        for count in [0, 1, 2, 10, 60] {
            let document = document(random_shapes(&mut random, count));
            let mut painted = Raster::blank();
            for shape in document.shapes() {
                painted.paint(shape);
            }
            assert_eq!(rasterise(&document), painted, "{count} shapes");
        }
    }

    #[test]
    fn repainting_a_part_leaves_the_rest_alone() {
        let mut random = oorandom::Rand32::new(12);
        let document = document(random_shapes(&mut random, 30));
        let whole = rasterise(&document);
        let part = PixelRect {
            left: 40,
            top: -9,
            right: 300,
            bottom: 90,
        };
        let mut raster = Raster::blank();
        raster.repaint(&document, part);
        assert!(raster.same_part(&whole, part));
        let below = PixelRect {
            top: 90,
            ..PixelRect::CANVAS
        };
        assert!(raster.same_part(&Raster::blank(), below));
    }

    #[test]
    fn an_empty_or_outside_part_changes_nothing() {
        let document = document(vec![Shape::Map(LabelMap::uniform(3))]);
        for part in [
            PixelRect::EMPTY,
            PixelRect {
                left: 300,
                top: 0,
                right: 400,
                bottom: 256,
            },
        ] {
            let mut raster = Raster::blank();
            raster.repaint(&document, part);
            raster.copy_part(&rasterise(&document), part);
            assert_eq!(raster, Raster::blank());
        }
    }

    #[test]
    fn a_region_is_four_connected_and_complete() {
        let mut random = oorandom::Rand32::new(13);
        for case in 0..20 {
            let document = document(random_shapes(&mut random, 40));
            let raster = rasterise(&document);
            let (x, y) = (
                random.rand_range(0..256) as i32,
                random.rand_range(0..256) as i32,
            );
            let class = raster.labels()[(y * 256 + x) as usize];
            // The slow, obvious flood: one pixel at a time.
            let mut expected = vec![false; PIXEL_COUNT];
            let mut open = vec![(x, y)];
            while let Some((x, y)) = open.pop() {
                let inside = (0..256).contains(&x) && (0..256).contains(&y);
                let index = (y * 256 + x) as usize;
                if inside && !expected[index] && raster.labels()[index] == class {
                    expected[index] = true;
                    open.extend([(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]);
                }
            }
            let mut found = vec![false; PIXEL_COUNT];
            for span in raster.region_at(x, y) {
                for x in span.start..span.end {
                    let index = (span.y * 256 + x) as usize;
                    assert!(!found[index], "case {case}: a pixel twice");
                    found[index] = true;
                }
            }
            assert!(found == expected, "case {case}");
        }
    }

    #[test]
    fn a_region_outside_the_drawing_is_empty() {
        let raster = Raster::blank();
        for (x, y) in [(-1, 3), (256, 3), (3, -1), (3, 256)] {
            assert!(raster.region_at(x, y).is_empty());
        }
    }
}
