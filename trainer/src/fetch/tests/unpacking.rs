use std::path::{Path, PathBuf};

use super::archives::{boasting, facades, file, folder, gzip, noise, special, tar_gz};
use crate::fetch::unpack::{Limits, UnpackError, unpack};

const LIMITS: Limits = Limits {
    bytes: 1 << 20,
    entries: 10,
};

/// Unpacks into `ROOT/inner`, so that what escapes from there is seen in `ROOT`.
fn unpacked(archive: &[u8]) -> (Result<u64, UnpackError>, Vec<PathBuf>, tempfile::TempDir) {
    let root = tempfile::tempdir().unwrap();
    let inner = root.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    let result = unpack(archive, &inner, LIMITS);
    let mut files = Vec::new();
    list(root.path(), root.path(), &mut files);
    files.sort();
    (result, files, root)
}

fn list(folder: &Path, root: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            list(&entry.path(), root, files);
        } else {
            files.push(entry.path().strip_prefix(root).unwrap().to_owned());
        }
    }
}

fn refused(archive: &[u8]) -> (String, Vec<PathBuf>) {
    let (result, files, _root) = unpacked(archive);
    (result.unwrap_err().to_string(), files)
}

#[test]
fn a_set_is_unpacked_byte_for_byte() {
    let (result, files, root) = unpacked(&facades());
    assert_eq!(result.unwrap(), 3);
    let expected = ["train/1.jpg", "train/2.jpg", "val/1.jpg"];
    let expected: Vec<_> = expected
        .iter()
        .map(|name| Path::new("inner/facades").join(name))
        .collect();
    assert_eq!(files, expected);
    let first = std::fs::read(root.path().join(&files[0])).unwrap();
    assert!(first == noise(70_000, 1), "1.jpg differs");
}

#[test]
fn folders_that_the_archive_does_not_list_are_created() {
    let (result, files, _root) = unpacked(&tar_gz(&[file("facades/train/1.jpg", b"x")]));
    assert_eq!(result.unwrap(), 1);
    assert_eq!(files, [Path::new("inner/facades/train/1.jpg")]);
}

#[test]
fn nothing_is_written_outside_the_folder() {
    for (path, reason) in [
        ("../evil", "its path leaves the folder"),
        ("facades/../../evil", "its path leaves the folder"),
        ("/evil", "its path is absolute"),
    ] {
        let (message, files) = refused(&tar_gz(&[file(path, b"evil")]));
        assert_eq!(
            message,
            format!("its entry `{path}` is refused: {reason}"),
            "{path}"
        );
        assert!(files.is_empty(), "{path} left {files:?}");
    }
}

#[test]
fn an_absolute_path_is_not_followed_even_where_it_could_be() {
    let elsewhere = tempfile::tempdir().unwrap();
    let path = elsewhere.path().join("evil");
    refused(&tar_gz(&[file(path.to_str().unwrap(), b"evil")]));
    assert!(!path.exists());
}

#[test]
fn only_files_and_folders_are_unpacked() {
    for (kind, word) in [
        (b'1', "hard link"),
        (b'2', "symbolic link"),
        (b'3', "device"),
        (b'4', "device"),
        (b'6', "pipe"),
        (b'S', "sparse file"),
    ] {
        let (message, files) = refused(&tar_gz(&[
            special("facades", kind),
            file("facades/1.jpg", b"evil"),
        ]));
        let expected =
            format!("its entry `facades` is refused: it is a {word}, not a file or folder");
        assert_eq!(message, expected);
        assert!(files.is_empty(), "{word} left {files:?}");
    }
}

#[test]
fn a_file_cannot_be_replaced_by_a_later_entry() {
    let (message, _) = refused(&tar_gz(&[file("a.jpg", b"one"), file("./a.jpg", b"two")]));
    let expected = "its entry `./a.jpg` is refused: the archive holds it twice";
    assert_eq!(message, expected);
}

#[test]
fn a_huge_claimed_size_is_refused_before_a_byte_is_written() {
    let (message, files) = refused(&tar_gz(&[boasting("a.jpg", b'0', 1 << 62, b"small")]));
    let expected =
        "its files are larger than 1048576 bytes together, more than such an archive can hold";
    assert_eq!(message, expected);
    assert!(files.is_empty(), "{files:?}");
}

#[test]
fn many_small_files_reach_the_same_limits() {
    let half = vec![0; 600_000];
    let (message, _) = refused(&tar_gz(&[file("a", &half), file("b", &half)]));
    assert!(message.contains("1048576 bytes"), "{message}");
    let many: Vec<_> = (0..11).map(|index| folder(&format!("{index}"))).collect();
    let (message, _) = refused(&tar_gz(&many));
    assert_eq!(message, "it holds more than 10 files and folders");
}

#[test]
fn a_long_name_of_many_megabytes_is_not_read_into_memory() {
    let name = vec![b'a'; 8 << 20];
    let archive = tar_gz(&[
        boasting("././@LongLink", b'L', name.len() as u64, &name),
        file("a.jpg", b"x"),
    ]);
    assert!(archive.len() < 1 << 17, "{} bytes", archive.len());
    let (message, files) = refused(&archive);
    assert!(message.contains("more bytes than"), "{message}");
    assert!(files.is_empty(), "{files:?}");
}

#[test]
fn zeros_after_the_end_are_not_read_for_ever() {
    let mut bytes = file("a.jpg", b"x");
    bytes.resize(bytes.len() + (8 << 20), 0);
    let (message, _) = refused(&gzip(&bytes));
    assert!(message.contains("more bytes than"), "{message}");
}

#[test]
fn an_archive_cut_anywhere_is_damaged() {
    let whole = facades();
    for length in [
        0,
        1,
        9,
        100,
        whole.len() / 2,
        whole.len() - 8,
        whole.len() - 1,
    ] {
        let (result, ..) = unpacked(&whole[..length]);
        let damaged = matches!(result, Err(UnpackError::Damaged(_)));
        assert!(damaged, "cut to {length} of {}", whole.len());
    }
}

#[test]
fn one_flipped_bit_is_damage() {
    let whole = facades();
    for at in [20, whole.len() / 3, whole.len() - 6] {
        let mut flipped = whole.clone();
        flipped[at] ^= 4;
        let (result, ..) = unpacked(&flipped);
        assert!(result.is_err(), "bit at {at} of {}", whole.len());
    }
}

#[test]
fn a_page_of_html_is_no_archive() {
    let (message, files) = refused(b"<html>Please log in to the network</html>");
    assert!(message.starts_with("it is damaged ("), "{message}");
    assert!(files.is_empty());
}

#[test]
fn what_cannot_be_written_is_told_apart_from_damage() {
    let (result, ..) = unpacked(&tar_gz(&[file("a", b"x"), file("a/b.jpg", b"y")]));
    assert!(
        matches!(result, Err(UnpackError::Write { .. })),
        "{result:?}"
    );
}
