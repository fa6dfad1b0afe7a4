//! Files and links of a subject that only tests know: its samples, annotations and second palette are read, and nothing of
//! it is read as a facade, nor the other way round.

#[path = "../../subjects/tests/known/shelves.rs"]
mod shelves;

use facade_editor::procedural_shapes;
use facade_editor::rasterise::rasterise;
use facade_editor::shape::Shape;
use facade_editor::subject::{self, Class, Feed, Subject};
use facade_subjects::facades;

use crate::{Refusal, annotation, document_json, label_image, samples, share_link};
use shelves::{BOARD, BOOK, SHELVES, WALL};

/// A test runs in a thread of its own, and the subject is a thread's.
fn draw_shelves() {
    let class = |class: &facade_subjects::LabelClass| Class {
        id: class.id,
        name: class.name.to_owned(),
        color: class.color,
    };
    let list = SHELVES.classes.iter().map(class).collect();
    let shelves = Subject::among(&[&SHELVES], Feed::Labels, list);
    subject::begin(shelves.unwrap());
}

#[test]
fn its_sample_is_a_link_of_its_own_classes() {
    draw_shelves();
    let document = samples::document(&subject::current().samples()[0]);
    let classes: Vec<_> = document.shapes().iter().filter_map(Shape::class).collect();
    assert_eq!(classes, [BOARD, BOOK, BOOK]);
}

#[test]
fn its_annotations_are_read_over_its_background_and_faults_are_told() {
    draw_shelves();
    let shapes = annotation::read("10 20 30 40\n50 20 70 40").unwrap();
    let classes: Vec<_> = shapes.iter().filter_map(Shape::class).collect();
    assert_eq!(classes, [WALL, BOOK, BOOK]);
    assert_eq!(annotation::read("10 20"), Err(Refusal::DamagedAnnotation));
}

#[test]
fn label_maps_in_its_second_palette_are_read_exactly() {
    draw_shelves();
    let labels = rasterise(&procedural_shapes::document(3).unwrap())
        .labels()
        .to_vec();
    let colors = SHELVES.other_colors.unwrap();
    let rgba: Vec<u8> = labels
        .iter()
        .flat_map(|&id| {
            let [red, green, blue] = colors[subject::current().place(id).unwrap()];
            [red, green, blue, 255]
        })
        .collect();
    let opened = label_image::read(&rgba, 256, 256, None).unwrap();
    assert!(opened.labels == labels);
    assert_eq!(opened.report.between, 0);
}

#[test]
fn no_shelf_is_read_as_a_facade_and_no_facade_as_a_shelf() {
    let refused = |[text, link]: &[String; 2]| {
        assert_eq!(document_json::read(text), Err(Refusal::OtherClasses));
        assert_eq!(share_link::decode(link), Some(Err(Refusal::OtherClasses)));
    };
    let written = || {
        let document = procedural_shapes::document(1).unwrap();
        let written = [
            document_json::write(&document),
            share_link::encode(&document).unwrap(),
        ];
        assert!(document_json::read(&written[0]).is_ok());
        written
    };
    let facade = written();
    let sample = SHELVES.samples[0].fragment;
    let of_shelves = share_link::decode(sample);
    assert_eq!(of_shelves, Some(Err(Refusal::OtherClasses)));
    draw_shelves();
    refused(&facade);
    let shelf = written();
    let of_facades = facades::FACADES.samples[0].fragment;
    let of_facades = share_link::decode(of_facades);
    assert_eq!(of_facades, Some(Err(Refusal::OtherClasses)));
    std::thread::spawn(move || refused(&shelf))
        .join()
        .expect("a thread draws facades until it is told otherwise");
}
