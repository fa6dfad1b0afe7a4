use std::fs;
use std::path::{Path, PathBuf};

use super::archives::{facades, file, noise, tar_gz};
use super::server::{Server, Site, client};
use crate::fetch::download::Source;
use crate::fetch::{Order, fetch};

fn order(server: &Server, to: &Path) -> Order {
    Order {
        name: "facades".to_owned(),
        source: Source {
            url: server.url.clone(),
            bytes: None,
        },
        to: to.to_owned(),
        keep_archive: false,
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

fn message(result: anyhow::Result<PathBuf>) -> String {
    format!("{:#}", result.unwrap_err())
}

#[test]
fn a_set_is_fetched_once_and_its_archive_removed() {
    let server = Server::start(Site::of(facades()));
    let root = tempfile::tempdir().unwrap();
    let to = root.path().join("datasets");
    for _ in 0..2 {
        let folder = fetch(&order(&server, &to), &client(1)).unwrap();
        assert_eq!(folder, to.join("facades"));
        assert_eq!(names(&to), ["facades"]);
        assert_eq!(names(&folder), ["train", "val"]);
    }
    assert_eq!(server.asked().len(), 1);
    let image = fs::read(to.join("facades/train/1.jpg")).unwrap();
    assert!(image == noise(70_000, 1), "1.jpg differs");
}

#[test]
fn the_archive_stays_when_asked_for_and_is_used_again() {
    let server = Server::start(Site::of(facades()));
    let to = tempfile::tempdir().unwrap();
    let mut order = order(&server, to.path());
    order.keep_archive = true;
    fetch(&order, &client(1)).unwrap();
    assert_eq!(names(to.path()), ["facades", "facades.tar.gz"]);
    fs::remove_dir_all(to.path().join("facades")).unwrap();
    fetch(&order, &client(1)).unwrap();
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn what_an_interrupted_unpacking_left_is_cleared_away() {
    let server = Server::start(Site::of(facades()));
    let to = tempfile::tempdir().unwrap();
    let left = to.path().join("facades.unpacking/facades/train");
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("99.jpg"), "half").unwrap();
    let folder = fetch(&order(&server, to.path()), &client(1)).unwrap();
    assert_eq!(names(to.path()), ["facades"]);
    assert_eq!(names(&folder.join("train")), ["1.jpg", "2.jpg"]);
}

#[test]
fn a_folder_that_is_not_a_set_is_left_alone() {
    let server = Server::start(Site::of(facades()));
    let to = tempfile::tempdir().unwrap();
    fs::create_dir(to.path().join("facades")).unwrap();
    fs::write(to.path().join("facades/notes.txt"), "mine").unwrap();
    let message = message(fetch(&order(&server, to.path()), &client(1)));
    assert!(message.contains("is in the way"), "{message}");
    assert_eq!(names(&to.path().join("facades")), ["notes.txt"]);
    assert!(server.asked().is_empty());
}

#[test]
fn a_bad_archive_leaves_nothing_that_looks_like_a_set() {
    let whole = facades();
    let cases = [
        (whole[..whole.len() - 20].to_vec(), "it is damaged"),
        (
            tar_gz(&[file("facades/train/1.jpg", b"x"), file("../evil", b"x")]),
            "its path leaves the folder",
        ),
        (
            tar_gz(&[file("maps/train/1.jpg", b"x")]),
            "is not the set facades: it holds no folder facades/train",
        ),
    ];
    for (archive, reason) in cases {
        let server = Server::start(Site::of(archive));
        let to = tempfile::tempdir().unwrap();
        let message = message(fetch(&order(&server, to.path()), &client(1)));
        assert!(message.contains(reason), "{message}");
        assert_eq!(names(to.path()), ["facades.tar.gz"], "{reason}");
    }
}
