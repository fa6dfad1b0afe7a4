mod names;

use std::fs;

use facade_subjects::facades::procedural;
use image::{GrayImage, Rgb, RgbImage};
use tempfile::TempDir;

use super::*;
use crate::dataset::pair::Source;
use crate::dataset::task::{Direction, Task};

/// A folder of files by their paths; each holds a small picture.
fn folder_of(paths: &[&str]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for path in paths {
        put(
            folder.path(),
            path,
            RgbImage::from_pixel(6, 4, Rgb([90, 1, 2])),
        );
    }
    folder
}

fn put(folder: &Path, path: &str, image: RgbImage) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    // The bytes are a PNG's whatever the ending says.
    image
        .save_with_format(path, image::ImageFormat::Png)
        .unwrap();
}

fn set(data: &Path, labels: Option<&Path>) -> DataFolders {
    DataFolders {
        data: data.to_owned(),
        labels: labels.map(Path::to_owned),
        images: None,
    }
}

fn names(split: &Split) -> Vec<String> {
    let name = |path: &Path| path.file_name().unwrap().display().to_string();
    let pairs = split.pairs.iter().map(|pair| match &pair.beside {
        Beside::File(b) => format!("{} {}", name(&pair.image), name(b)),
        _ => name(&pair.image),
    });
    pairs.collect()
}

#[test]
fn pairs_come_in_natural_order_with_their_label_maps() {
    let folder = folder_of(&[
        "pairs/train/10.png",
        "pairs/train/9.jpg",
        "pairs/train/2.JPG",
    ]);
    // Half of the image is the map painted, so the images are pairs.
    let ids = procedural::facade(2);
    let color = |x: u32, y: u32| {
        let id = ids[(y * 256 + x % 256) as usize];
        facade_subjects::facades::classes::by_id(id).unwrap().color
    };
    let image = RgbImage::from_fn(512, 256, |x, y| {
        Rgb(if x < 256 { [x as u8; 3] } else { color(x, y) })
    });
    put(folder.path(), "pairs/train/9.jpg", image);
    fs::create_dir_all(folder.path().join("labels/train")).unwrap();
    let map = GrayImage::from_raw(256, 256, ids.clone()).unwrap();
    map.save(folder.path().join("labels/train/9.png")).unwrap();

    let (data, labels) = (folder.path().join("pairs"), folder.path().join("labels"));
    let split = set(&data, Some(&labels)).split("train").unwrap();
    assert_eq!(names(&split), ["2.JPG", "9.jpg", "10.png"]);
    let exact: Vec<_> = split
        .pairs
        .iter()
        .map(|pair| pair.labels.is_some())
        .collect();
    assert_eq!(exact, [false, true, false]);
    assert!(split.pairs.iter().all(|pair| pair.beside == Beside::Half));
    assert_eq!(split.layout, None);
}

#[test]
fn whole_photos_beside_their_maps_are_told_from_pairs() {
    let folder = TempDir::new().unwrap();
    let photo = |x: u32, y: u32| Rgb([(x * 7 + y * 3) as u8, (y * 5) as u8, 60]);
    for (split, name) in [("train", "1.jpg"), ("train", "2.jpg"), ("val", "3.jpg")] {
        let image = RgbImage::from_fn(300, 400, photo);
        put(folder.path(), &format!("photos/{split}/{name}"), image);
    }
    fs::create_dir_all(folder.path().join("labels/train")).unwrap();
    let map = GrayImage::from_raw(256, 256, procedural::facade(2)).unwrap();
    map.save(folder.path().join("labels/train/1.png")).unwrap();
    let set = set(
        &folder.path().join("photos"),
        Some(&folder.path().join("labels")),
    );
    let split = set.split("train").unwrap();
    assert_eq!(names(&split), ["1.jpg"]);
    let passed: Vec<_> = split
        .passed_over
        .iter()
        .flat_map(|(_, passed)| &passed.0)
        .collect();
    assert!(
        passed
            .iter()
            .any(|(path, reason)| path.ends_with("2.jpg") && *reason == Reason::Alone)
    );
    assert!(split.layout.unwrap().starts_with("whole photos in "));
    // Photos that cannot be pairs do not become pairs for want of maps.
    assert_eq!(names(&set.split("val").unwrap()), [""; 0]);

    let pair = split.pairs[0]
        .read(&Task::facades(Direction::BtoA))
        .unwrap();
    assert_eq!(pair.photo.dimensions(), (300, 400));
    let Source::Labels(seen) = pair.source else {
        panic!("labels");
    };
    assert_eq!(seen, map);
}

#[test]
fn the_layouts_that_people_have_are_all_found() {
    for paths in [
        ["A/train/1.jpg", "B/train/1.png"],
        ["a/Training/1.JPG", "b/Training/1.PNG"],
        ["photos/train/1.jpg", "labels/train/1.png"],
        ["images/training/1.jpg", "annotations/training/1.png"],
        ["trainA/1.jpg", "trainB/1.jpg"],
        ["train_img/1.jpg", "train_label/1.jpg.png"],
        ["Train-A/IMG_1.JPG", "Train-B/img_1.png"],
        ["train/A/1.jpg", "train/B/1.png"],
        ["photos/1.jpg", "labels/1.png"],
        ["images/train/1.jpg", "masks/train/1_mask.png"],
        ["trainA/x_A.jpg", "trainB/x_B.jpg"],
        ["train_images/x.jpg", "train_labels/x_L.png"],
        [
            "leftImg8bit/train/bern/bern_0_leftImg8bit.png",
            "gtFine/train/bern/bern_0_gtFine_labelIds.png",
        ],
        ["train/1.jpg", "train_masks/1_mask.png"],
        ["train/1.png", "trainannot/1.png"],
        ["photos/train/monday/1.jpg", "maps/train/monday/1.png"],
        ["train/x_A.jpg", "train/x_B.png"],
        ["train/x_real_A.jpg", "train/x_real_B.jpg"],
        ["train/x.jpg", "train/x_mask.png"],
        ["train/x/image.jpg", "train/x/mask.png"],
        ["train/x/images/1.jpg", "train/x/masks/1.png"],
        ["x-photo.jpg", "x-label.png"],
    ] {
        let folder = folder_of(&paths);
        let split = set(folder.path(), None).split("train").expect(paths[0]);
        let [a, b] = paths.map(|path| folder.path().join(path));
        assert_eq!(split.pairs.len(), 1, "{paths:?}");
        assert_eq!(split.pairs[0].image, a);
        assert_eq!(split.pairs[0].beside, Beside::File(b));
        assert!(split.layout.is_some());
        assert!(
            set(folder.path(), None)
                .split_if_any("val")
                .unwrap()
                .is_none()
        );
    }
    let flat = folder_of(&["1.png", "2.png"]);
    let split = set(flat.path(), None).split("train").unwrap();
    assert_eq!(names(&split), ["1.png", "2.png"]);
}

#[test]
fn the_direction_says_which_folder_is_the_input() {
    let folder = TempDir::new().unwrap();
    put(
        folder.path(),
        "A/train/1.png",
        RgbImage::from_pixel(8, 8, Rgb([255, 0, 0])),
    );
    put(
        folder.path(),
        "B/train/1.png",
        RgbImage::from_pixel(4, 6, Rgb([0, 128, 255])),
    );
    let pair = &set(folder.path(), None).split("train").unwrap().pairs[0];
    let read = |direction| {
        let pair = pair.read(&Task::facades(direction)).unwrap();
        let Source::Labels(map) = pair.source else {
            panic!("labels");
        };
        (map.get_pixel(0, 0).0[0], pair.photo.dimensions())
    };
    // The colour of windows, then that of pillars.
    assert_eq!(read(Direction::BtoA), (3, (8, 8)));
    assert_eq!(read(Direction::AtoB), (11, (4, 6)));
}

#[test]
fn one_name_for_two_files_is_refused_with_both() {
    let check = |paths: &[&str], parts: [&str; 2]| {
        let folder = folder_of(paths);
        let error = set(folder.path(), None)
            .split("train")
            .unwrap_err()
            .to_string();
        assert!(parts.iter().all(|part| error.contains(part)), "{error}");
    };
    check(
        &[
            "A/train/house.jpg",
            "A/train/house.png",
            "B/train/house.png",
        ],
        ["house.jpg and ", "both belong to "],
    );
    check(
        &[
            "A/train/house.jpg",
            "B/train/house.bmp",
            "B/train/house.png",
        ],
        ["house.bmp and ", "house.png both belong to "],
    );
    check(
        &["A/train/1.jpg", "B/train/2.jpg"],
        ["1.jpg", "by their names without the ending"],
    );
}

#[test]
fn parts_without_pictures_are_no_parts() {
    let folder = folder_of(&["train/1.png"]);
    let set = set(folder.path(), None);
    assert!(set.split_if_any("val").unwrap().is_none());
    fs::create_dir(folder.path().join("val")).unwrap();
    assert!(set.split_if_any("val").unwrap().is_none());
    fs::write(folder.path().join("val/.DS_Store"), b"Bud1").unwrap();
    assert!(set.split_if_any("val").unwrap().is_none());
    let error = set.split("val").unwrap_err().to_string();
    assert!(error.contains("1 hidden file (.DS_Store)"), "{error}");
    let error = set.split("test").unwrap_err().to_string();
    assert!(error.contains("testA/"), "{error}");
}
