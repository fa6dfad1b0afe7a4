//! Drawings of other classes than the facades': whatever goes out comes back, and only to where the same classes are drawn.

use facade_editor::document::Document;
use facade_editor::paint::Scheme;
use facade_editor::pixel_rect::PixelRect;
use facade_editor::rasterise::rasterise;
use facade_editor::shape::{Point, Shape, Span};
use facade_editor::subject::{self, Class, Feed, Subject};
use facade_editor::{LabelMap, PIXEL_COUNT};

use crate::{Refusal, document_json, label_image, label_png, own_svg, share_link, svg};

/// A test runs in a thread of its own, and the subject is a thread's.
fn draw(ids: impl Iterator<Item = u8>) {
    let class = |id: u8| Class {
        id,
        name: format!("<{id}> & more"),
        color: [id, id.wrapping_mul(31), 255 - id],
    };
    let list = ids.map(class).collect();
    subject::begin(Subject::new(Feed::Labels, list).unwrap());
}

fn gaps() -> impl Iterator<Item = u8> {
    [0, 7, 255, 31, 128].into_iter()
}

/// A shape of each kind, and a map that shows every class.
fn document() -> Document {
    let ids: Vec<u8> = subject::current()
        .classes()
        .iter()
        .map(|class| class.id)
        .collect();
    let id = |at: usize| ids[at % ids.len()];
    let map = (0..PIXEL_COUNT).map(|index| id(index / 256)).collect();
    let places = [(3.0, 4.0), (90.5, 8.0), (40.0, 77.125)];
    let points: Vec<Point> = places.map(|(x, y)| Point { x, y }).to_vec();
    let area = PixelRect {
        left: 9,
        top: 20,
        right: 60,
        bottom: 31,
    };
    let spans = vec![
        Span {
            y: 4,
            start: 1,
            end: 99,
        },
        Span {
            y: 5,
            start: 0,
            end: 3,
        },
    ];
    let shapes = vec![
        Shape::Map(LabelMap::new(map).unwrap()),
        Shape::Rectangle { class: id(1), area },
        Shape::Polygon {
            class: id(2),
            points: points.clone(),
        },
        Shape::Stroke {
            class: id(3),
            width_px: 5.0,
            points,
        },
        Shape::Patch {
            class: id(4),
            spans,
        },
    ];
    let colors = ids.iter().map(|&id| [id, 1, 2]).collect();
    Document::from_shapes(shapes)
        .unwrap()
        .with_paint(Some(Scheme(colors)))
}

#[test]
fn documents_links_svg_and_label_maps_come_back_the_same() {
    for many in [false, true] {
        match many {
            true => draw(0..=255),
            false => draw(gaps()),
        }
        let document = document();
        let plain = document.clone().with_paint(None);
        for document in [&document, &plain] {
            assert_eq!(
                document_json::read(&document_json::write(document)).as_ref(),
                Ok(document)
            );
            let link = share_link::encode(document).unwrap();
            assert!(link.starts_with("d=4."), "{link}");
            assert_eq!(share_link::decode(&link).unwrap().as_ref(), Ok(document));
        }
        let labels = rasterise(&document).labels().to_vec();
        let drawn = own_svg::read(&svg::write(document.shapes())).unwrap();
        let drawn = rasterise(&Document::from_shapes(drawn).unwrap());
        assert_eq!(drawn.labels(), labels);
        let file = label_png::encode(&labels);
        let palette = label_image::png_palette(&file).unwrap();
        let rgba: Vec<u8> = labels
            .iter()
            .flat_map(|&id| [&palette[usize::from(id)][..], &[255]].concat())
            .collect();
        let opened = label_image::read(&rgba, 256, 256, Some(&palette)).unwrap();
        assert!(opened.labels == labels);
        assert_eq!(opened.report.between, 0);
    }
}

#[test]
fn a_map_of_grey_ids_is_told_by_its_ids() {
    draw(gaps());
    let labels = rasterise(&document()).labels().to_vec();
    let grey: Vec<u8> = labels.iter().flat_map(|&id| [id, id, id, 255]).collect();
    assert!(label_image::read(&grey, 256, 256, None).unwrap().labels == labels);
}

#[test]
fn no_drawing_is_read_as_one_of_other_classes() {
    let of_facades = crate::random_shapes::document(1);
    let facades = [
        document_json::write(&of_facades),
        share_link::encode(&of_facades).unwrap(),
    ];
    draw(gaps());
    let ours = [
        document_json::write(&document()),
        share_link::encode(&document()).unwrap(),
    ];
    let refused = |[text, link]: &[String; 2]| {
        assert_eq!(document_json::read(text), Err(Refusal::OtherClasses));
        assert_eq!(share_link::decode(link), Some(Err(Refusal::OtherClasses)));
    };
    refused(&facades);
    draw(0..=255);
    refused(&ours);
    assert_eq!(
        crate::annotation::read("<object>"),
        Err(Refusal::OtherClasses)
    );
}
