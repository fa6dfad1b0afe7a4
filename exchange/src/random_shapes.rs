//! Seeded drawings of every kind of shape, every other one painted, for round trips.

use facade_editor::LabelMap;
use facade_editor::document::Document;
use facade_editor::paint::Scheme;
use facade_editor::pixel_rect::PixelRect;
use facade_editor::rasterise::Raster;
use facade_editor::shape::{Point, Shape};
use facade_subjects::facades::procedural;
use oorandom::Rand32;

/// A document of [`drawing`]'s shapes, painted where the seed is odd.
pub fn document(seed: u64) -> Document {
    let mut random = Rand32::new(seed ^ 0x9A17);
    let mut color = || [0; 3].map(|_: u8| random.rand_range(0..256) as u8);
    let paint = Scheme((0..12).map(|_| color()).collect());
    let document = Document::from_shapes(drawing(seed)).expect("they keep within the limits");
    document.with_paint((seed % 2 == 1).then_some(paint))
}

/// Up to 40 shapes; most places are on the grid of eighths of a pixel, some are not.
pub fn drawing(seed: u64) -> Vec<Shape> {
    let mut random = Rand32::new(seed);
    let count = random.rand_range(0..40);
    let mut raster = Raster::blank();
    let mut shapes = Vec::new();
    for _ in 0..count {
        let shape = shape(&mut random, &raster);
        raster.paint(&shape);
        shapes.push(shape);
    }
    shapes
}

fn shape(random: &mut Rand32, below: &Raster) -> Shape {
    let class = 1 + random.rand_range(0..12) as u8;
    let on_grid = random.rand_range(0..8) > 0;
    let number = |random: &mut Rand32, from: f32, to: f32| {
        let value = from + random.rand_float() * (to - from);
        if on_grid {
            (value * 8.0).round() / 8.0
        } else {
            value
        }
    };
    match random.rand_range(0..20) {
        0 => {
            let labels = procedural::facade(u64::from(random.rand_u32()));
            Shape::Map(LabelMap::new(labels).unwrap())
        }
        1..=4 => {
            let (x, y) = (random.rand_range(0..256), random.rand_range(0..256));
            Shape::Patch {
                class,
                spans: below.region_at(x as i32, y as i32),
            }
        }
        kind @ 5..=10 => {
            let is_polygon = kind == 5;
            let count = 3 + random.rand_range(0..60);
            let mut at = Point {
                x: number(random, -20.0, 280.0),
                y: number(random, -20.0, 280.0),
            };
            let points: Vec<Point> = (0..count)
                .map(|_| {
                    at.x += number(random, -3.0, 3.0);
                    at.y += number(random, -3.0, 3.0);
                    at
                })
                .collect();
            if is_polygon {
                return Shape::Polygon { class, points };
            }
            Shape::Stroke {
                class,
                width_px: number(random, 1.0, 64.0),
                points,
            }
        }
        _ => {
            let (left, top) = (random.rand_range(0..280), random.rand_range(0..280));
            let (left, top) = (left as i32 - 20, top as i32 - 20);
            Shape::Rectangle {
                class,
                area: PixelRect {
                    left,
                    top,
                    right: left + 1 + random.rand_range(0..90) as i32,
                    bottom: top + 1 + random.rand_range(0..90) as i32,
                },
            }
        }
    }
}
