use image::RgbImage;
use tempfile::TempDir;

use super::*;

fn folder_of(names: &[&str]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in names {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        RgbImage::new(4, 4)
            .save_with_format(path, ImageFormat::Png)
            .unwrap();
    }
    folder
}

#[track_caller]
fn refused(input: &Path, output: &Path, part: &str) {
    let error = format!("{:#}", plan(input, output, false).unwrap_err());
    assert!(error.contains(part) && !error.contains('\n'), "{error}");
}

#[test]
fn inputs_are_never_written_over_under_whatever_name() {
    let folder = folder_of(&["maps/1.png", "maps/2.png"]);
    let maps = folder.path().join("maps");
    let one = maps.join("1.png");
    refused(&maps, &maps, "is the folder of the inputs");
    refused(
        &maps,
        &folder.path().join("maps/../maps/."),
        "is the folder of the inputs",
    );
    refused(&one, &one, "would be written over the input");
    refused(
        &one,
        &folder.path().join("maps/../maps/1.png"),
        "would be written over",
    );
    refused(&one, &maps, "would be written over");
}

#[cfg(unix)]
#[test]
fn links_to_inputs_are_seen_through() {
    use std::os::unix::fs::symlink;

    let folder = folder_of(&["maps/1.png", "maps/2.png"]);
    let place = |name: &str| folder.path().join(name);
    symlink("maps", place("same")).unwrap();
    refused(
        &place("maps"),
        &place("same"),
        "is the folder of the inputs",
    );
    symlink("maps/1.png", place("link.png")).unwrap();
    refused(
        &place("maps/1.png"),
        &place("link.png"),
        "would be written over",
    );
    fs::hard_link(place("maps/1.png"), place("hard.png")).unwrap();
    refused(
        &place("maps/1.png"),
        &place("hard.png"),
        "would be written over",
    );
    fs::create_dir(place("out")).unwrap();
    symlink("../maps/2.png", place("out/1.png")).unwrap();
    refused(&place("maps"), &place("out"), "over the input");
    // A link among the inputs whose name comes back as a result.
    fs::create_dir(place("linked")).unwrap();
    symlink("../out2/1.png", place("linked/1.png")).unwrap();
    fs::create_dir(place("out2")).unwrap();
    fs::copy(place("maps/1.png"), place("out2/1.png")).unwrap();
    refused(&place("linked"), &place("out2"), "over the input");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_waited_for() {
    let folder = TempDir::new().unwrap();
    let pipe = folder.path().join("pipe.png");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    refused(&pipe, &folder.path().join("out.png"), "neither a file nor");
    refused(
        Path::new("/dev/null"),
        &folder.path().join("out.png"),
        "neither a file nor",
    );
}

#[test]
fn photos_that_lend_their_colours_are_inputs_too() {
    let folder = folder_of(&["maps/1.png", "photos/1.png", "photos/2.png"]);
    let [maps, photos] = ["maps", "photos"].map(|name| folder.path().join(name));
    let plan = plan(&maps, &photos, false).unwrap();
    assert_eq!(plan.replaced(), 1);
    let error = plan.keep(&list(&photos).unwrap().images).unwrap_err();
    assert!(
        error.to_string().contains("written over the input"),
        "{error}"
    );
}

#[test]
fn two_results_never_share_a_file() {
    let folder = folder_of(&["twins/house.png", "twins/house.jpg"]);
    let out = folder.path().join("out");
    refused(&folder.path().join("twins"), &out, "would both become");
    assert!(!out.exists(), "refused before anything is made");
}

#[test]
fn a_folder_takes_the_picture_of_one_input_too() {
    let folder = folder_of(&["a.map.jpg"]);
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    let input = folder.path().join("a.map.jpg");
    let jobs = plan(&input, &out, false).unwrap().jobs;
    assert_eq!(jobs[0].output, out.join("a.map.png"));
    let jobs = plan(&input, &out.join("b.JPG"), false).unwrap().jobs;
    assert_eq!(jobs[0].format, ImageFormat::Jpeg);
    assert_eq!(
        fs::read_dir(&out).unwrap().count(),
        0,
        "nothing is left behind"
    );
    let new = folder.path().join("new/pictures/");
    let jobs = plan(&input, &new, false).unwrap().jobs;
    assert_eq!(jobs[0].output, new.join("a.map.png"));
    assert!(new.is_dir());
}

#[test]
fn what_is_wrong_is_said_at_once() {
    let folder = folder_of(&["maps/1.png"]);
    let place = |name: &str| folder.path().join(name);
    let one = place("maps/1.png");
    refused(&place("none.png"), &place("out.png"), "there is no ");
    refused(&one, &place("out.xyz"), "in which format");
    refused(&one, &place("out"), "in which format");
    refused(&one, &place("none/out.png"), "there is no folder");
    refused(
        &place("maps"),
        &one,
        "is a file, and the inputs of a folder",
    );
    fs::create_dir(place("empty")).unwrap();
    fs::write(place("empty/notes.txt"), b"").unwrap();
    refused(
        &place("empty"),
        &place("out"),
        "but 1 file that is no picture (notes.txt)",
    );
    fs::write(place("maps/2.png"), b"\x89PNG\r\n\x1A\n").unwrap();
    refused(
        &place("maps"),
        &place("out"),
        "2.png cannot be read (it is cut off",
    );
    let without = plan(&place("maps"), &place("out"), true).unwrap();
    assert_eq!((without.jobs.len(), without.unreadable.len()), (1, 1));
}
