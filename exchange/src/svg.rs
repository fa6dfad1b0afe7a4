//! The drawing as SVG: one element a shape, in the classes' colours, sharp-edged.
//!
//! A drawing for other programs; [`own_svg`](super::own_svg) reads it back.

use std::fmt::Write;

use facade_model::paint::hex;

use facade_editor::shape::{Point, Shape, Span};
use facade_editor::{SIDE_PX, subject};

/// The SVG document of these shapes, bottom first, on a bare wall.
pub fn write(shapes: &[Shape]) -> String {
    let ground = subject::current().ground();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SIDE_PX} {SIDE_PX}\" \
         width=\"{SIDE_PX}\" height=\"{SIDE_PX}\" shape-rendering=\"crispEdges\">\n\
         <rect width=\"{SIDE_PX}\" height=\"{SIDE_PX}\" {}>{}</rect>\n",
        fill(ground),
        title(ground),
    );
    for shape in shapes {
        element(&mut svg, shape);
    }
    svg.push_str("</svg>\n");
    svg
}

fn element(svg: &mut String, shape: &Shape) {
    // Writing into a string cannot fail.
    let _ = match shape {
        Shape::Rectangle { class, area } => writeln!(
            svg,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {}>{}</rect>",
            area.left,
            area.top,
            area.right - area.left,
            area.bottom - area.top,
            fill(*class),
            title(*class),
        ),
        Shape::Polygon { class, points } => writeln!(
            svg,
            "<polygon points=\"{}\" fill-rule=\"evenodd\" {}>{}</polygon>",
            places(points),
            fill(*class),
            title(*class),
        ),
        Shape::Stroke {
            class,
            width_px,
            points,
        } => {
            // A point twice makes a dot of what would otherwise be an empty line.
            let dot = if points.len() == 1 { &points[..1] } else { &[] };
            writeln!(
                svg,
                "<polyline points=\"{} {}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width_px}\" \
                 stroke-linecap=\"round\" stroke-linejoin=\"round\">{}</polyline>",
                places(points),
                places(dot),
                color(*class),
                title(*class),
            )
        }
        Shape::Patch { class, spans } => {
            runs(svg, *class, spans.iter().copied());
            Ok(())
        }
        Shape::Map(map) => {
            for class in subject::current().classes() {
                let rows = map.labels().chunks(SIDE_PX).zip(0..);
                let spans = rows.flat_map(|(row, y)| {
                    let mut end = 0;
                    row.chunk_by(|a, b| a == b).filter_map(move |run| {
                        let start = end;
                        end += run.len() as i32;
                        (run[0] == class.id).then_some(Span { y, start, end })
                    })
                });
                runs(svg, class.id, spans);
            }
            Ok(())
        }
    };
}

/// Rows of pixels as one path; nothing if there are none.
fn runs(svg: &mut String, class: u8, spans: impl Iterator<Item = Span>) {
    let mut path = String::new();
    for Span { y, start, end } in spans {
        let length = end - start;
        let _ = write!(path, "M{start} {y}h{length}v1h-{length}z");
    }
    if !path.is_empty() {
        let _ = writeln!(
            svg,
            "<path d=\"{path}\" {}>{}</path>",
            fill(class),
            title(class)
        );
    }
}

fn places(points: &[Point]) -> String {
    let places: Vec<String> = points
        .iter()
        .map(|point| format!("{},{}", point.x, point.y))
        .collect();
    places.join(" ")
}

fn color(class: u8) -> String {
    hex(subject::current()
        .by_id(class)
        .map_or([0; 3], |class| class.color))
}

fn fill(class: u8) -> String {
    format!("fill=\"{}\"", color(class))
}

fn title(class: u8) -> String {
    let class = subject::current().by_id(class);
    let name = class.map_or("", |class| class.name);
    let name = name.replace('&', "&amp;").replace('<', "&lt;");
    format!("<title>{name}</title>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use facade_editor::LabelMap;
    use facade_editor::pixel_rect::PixelRect;

    #[test]
    fn every_kind_of_shape_has_its_element_colour_and_title() {
        let at = |x, y| Point { x, y };
        let shapes = [
            Shape::Rectangle {
                class: 3,
                area: PixelRect {
                    left: 4,
                    top: 5,
                    right: 10,
                    bottom: 25,
                },
            },
            Shape::Polygon {
                class: 2,
                points: vec![at(1.0, 2.0), at(3.5, 4.0), at(5.0, 6.0)],
            },
            Shape::Stroke {
                class: 5,
                width_px: 3.0,
                points: vec![at(7.0, 8.0)],
            },
            Shape::Patch {
                class: 9,
                spans: vec![Span {
                    y: 6,
                    start: 2,
                    end: 5,
                }],
            },
        ];
        let svg = write(&shapes);
        for part in [
            "<rect x=\"4\" y=\"5\" width=\"6\" height=\"20\" fill=\"#0080ff\"><title>window</title>",
            "<polygon points=\"1,2 3.5,4 5,6\" fill-rule=\"evenodd\" fill=\"#0030ff\"><title>facade",
            "<polyline points=\"7,8 7,8\" fill=\"none\" stroke=\"#20ffe0\" stroke-width=\"3\"",
            "<path d=\"M2 6h3v1h-3z\" fill=\"#ffa000\"><title>deco</title></path>",
        ] {
            assert!(svg.contains(part), "no {part} in\n{svg}");
        }
    }

    #[test]
    fn a_map_becomes_one_path_for_each_class_it_shows() {
        let labels = (0..facade_editor::PIXEL_COUNT).map(|index| 1 + (index % 256 / 100) as u8);
        let svg = write(&[Shape::Map(LabelMap::new(labels.collect()).unwrap())]);
        assert_eq!(svg.matches("<path").count(), 3);
        assert_eq!(svg.matches("M0 ").count(), SIDE_PX);
    }
}
