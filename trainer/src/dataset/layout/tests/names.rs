//! Pairs that are told by words in names.

use super::*;

/// A photo and its label map, as files of 6×4 that bear these names.
fn photo_and_map(folder: &Path, [photo, map]: [&str; 2]) {
    let of = |color| RgbImage::from_pixel(6, 4, Rgb(color));
    put(folder, photo, of([90, 1, 2]));
    put(folder, map, of([0, 128, 255]));
}

#[test]
fn photo_and_map_of_one_name_in_one_folder_are_told_by_their_formats() {
    let folder = TempDir::new().unwrap();
    photo_and_map(folder.path(), ["b.png", "cmp_b0001.png"]);
    fs::remove_file(folder.path().join("b.png")).unwrap();
    let photo = RgbImage::from_pixel(6, 4, Rgb([90, 1, 2]));
    photo.save(folder.path().join("cmp_b0001.jpg")).unwrap();
    fs::write(folder.path().join("cmp_b0001.xml"), b"<object>").unwrap();
    let split = set(folder.path(), None).split("train").unwrap();
    assert_eq!(names(&split), ["cmp_b0001.jpg cmp_b0001.png"]);
    let told = split.layout.unwrap();
    assert!(
        told.ends_with("cmp_b0001.jpg and cmp_b0001.png for example"),
        "{told}"
    );
    // Two files of one format are not guessed at.
    fs::remove_file(folder.path().join("cmp_b0001.jpg")).unwrap();
    put(folder.path(), "cmp_b0001.bmp", RgbImage::new(4, 4));
    let error = set(folder.path(), None)
        .split("train")
        .unwrap_err()
        .to_string();
    assert!(error.contains("which of them is the photo"), "{error}");
}

#[test]
fn input_and_target_need_no_direction() {
    for files in [
        ["train/x-target.png", "train/x-input.png"],
        ["target/train/1.png", "input/train/1.png"],
    ] {
        let folder = TempDir::new().unwrap();
        photo_and_map(folder.path(), files);
        let split = set(folder.path(), None).split("train").unwrap();
        for direction in [Direction::AtoB, Direction::BtoA] {
            let pair = split.pairs[0].read(&Task::facades(direction)).unwrap();
            let Source::Labels(map) = pair.source else {
                panic!("labels");
            };
            assert_eq!(map.get_pixel(0, 0).0[0], 3);
            assert_eq!(pair.photo.get_pixel(0, 0).0, [90, 1, 2]);
        }
        assert!(split.layout.unwrap().contains("input"));
    }
}

#[test]
fn what_names_leave_open_is_asked_for() {
    // A|B images whose names come in pairs.
    let wide = TempDir::new().unwrap();
    for name in ["train/x_a.jpg", "train/x_b.jpg"] {
        put(
            wide.path(),
            name,
            RgbImage::from_pixel(8, 4, Rgb([9, 0, 0])),
        );
    }
    let error = set(wide.path(), None)
        .split("train")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("--images pairs or --images photos"),
        "{error}"
    );
    let said = |images| {
        let set = DataFolders {
            images: Some(images),
            ..set(wide.path(), None)
        };
        names(&set.split("train").unwrap())
    };
    assert_eq!(said(Images::Pairs), ["x_a.jpg", "x_b.jpg"]);
    assert_eq!(said(Images::Photos), ["x_a.jpg x_b.jpg"]);
    // A few such names among others mean nothing.
    let few = folder_of(&[
        "train/x_a.jpg",
        "train/x_b.jpg",
        "train/1.jpg",
        "train/2.jpg",
        "train/3.jpg",
    ]);
    assert_eq!(set(few.path(), None).split("train").unwrap().pairs.len(), 5);
    for paths in [
        &["images/1.jpg", "masks/1.png", "labels/1.png"][..],
        &["train/x.jpg", "train/x_mask.png", "train/x_label.png"],
        &["images/1.jpg", "masks/1_mask.png", "masks/1_label.png"],
        &["train/a/images/1.jpg", "train/a/masks/2.png"],
    ] {
        let folder = folder_of(paths);
        let error = set(folder.path(), None)
            .split("train")
            .unwrap_err()
            .to_string();
        println!("{error}");
        let named = paths[1].trim_end_matches("/1.png");
        assert!(error.contains(named), "{error}");
    }
}

#[test]
fn a_city_s_maps_of_other_kinds_are_told_and_the_exact_ones_taken() {
    let folder = folder_of(&[
        "leftImg8bit/train/bern/bern_0_leftImg8bit.png",
        "leftImg8bit/train/ulm/ulm_0_leftImg8bit.png",
        "gtFine/train/bern/bern_0_gtFine_color.png",
        "gtFine/train/bern/bern_0_gtFine_labelIds.png",
        "gtFine/train/ulm/ulm_0_gtFine_color.png",
        "gtFine/train/ulm/ulm_0_gtFine_labelIds.png",
        "gtFine/train/ulm/ulm_9_gtFine_labelIds.png",
    ]);
    let split = set(folder.path(), None).split("train").unwrap();
    assert_eq!(
        names(&split),
        [
            "bern_0_leftImg8bit.png bern_0_gtFine_labelIds.png",
            "ulm_0_leftImg8bit.png ulm_0_gtFine_labelIds.png"
        ]
    );
    let told = split.layout.unwrap();
    assert!(
        told.ends_with("end in _gtFine_labelIds in place of _leftImg8bit"),
        "{told}"
    );
    let passed = split
        .passed_over
        .iter()
        .map(|(_, passed)| passed.to_string());
    let passed: String = passed.collect();
    assert!(
        passed.contains("2 pictures of pairs that are complete without them"),
        "{passed}"
    );
    assert!(
        passed.contains("1 picture without its other half (ulm_9_gtFine_labelIds.png)"),
        "{passed}"
    );
    // The same beside --labels.
    let [data, labels] = ["leftImg8bit", "gtFine"].map(|name| folder.path().join(name));
    let set = DataFolders {
        images: Some(Images::Photos),
        ..set(&data, Some(&labels))
    };
    let split = set.split("train").unwrap();
    assert_eq!((split.pairs.len(), split.exact()), (2, 2));
}

#[test]
fn a_b_images_in_folders_inside_are_read_with_a_line() {
    let folder = folder_of(&["train/bern/1.jpg", "train/ulm/1.jpg"]);
    let split = set(folder.path(), None).split("train").unwrap();
    assert_eq!(names(&split), ["1.jpg", "1.jpg"]);
    assert!(split.layout.unwrap().contains("2 folders inside"));
}
