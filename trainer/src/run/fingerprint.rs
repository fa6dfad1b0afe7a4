//! What pairs hold, in one number: whether a run goes on with the pairs that it began with.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use facade_model::digest::sha256;
use rayon::prelude::*;

use crate::dataset::pair::{Beside, PairPath};

/// Bytes that are read at the beginning, in the middle and at the end of a large file. Compressed pictures
/// that differ anywhere differ in these or in their length.
const SAMPLE_BYTES: u64 = 1 << 15;

/// SHA-256 of what the files of the pairs hold, in their order; names do not count. A file that cannot be
/// read counts as such.
pub fn of_contents(pairs: &[PairPath]) -> String {
    let texts: Vec<String> = pairs
        .par_iter()
        .map(|pair| {
            let beside = match &pair.beside {
                Beside::Half => "half".to_owned(),
                Beside::Labels => "labels".to_owned(),
                Beside::File(b) => of_file(b),
                Beside::Target(b) => format!("target {}", of_file(b)),
            };
            let labels = pair.labels.as_deref().map_or(String::new(), of_file);
            format!("{} {beside} {labels}\n", of_file(&pair.image))
        })
        .collect();
    sha256(texts.concat().as_bytes())
}

/// SHA-256 of the names of the pairs, and of which have exact label maps: what runs kept before contents
/// counted.
pub fn of_names(pairs: &[PairPath]) -> String {
    let mut text = String::new();
    for pair in pairs {
        let name = pair.image.file_name().unwrap_or_default();
        let exact = pair.labels.is_some();
        text += &format!("{} {exact}\n", name.to_string_lossy());
    }
    sha256(text.as_bytes())
}

fn of_file(path: &Path) -> String {
    match samples(path) {
        Ok(bytes) => sha256(&bytes),
        Err(_) => "unreadable".to_owned(),
    }
}

fn samples(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut bytes = length.to_le_bytes().to_vec();
    if length <= 3 * SAMPLE_BYTES {
        file.read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    for start in [0, (length - SAMPLE_BYTES) / 2, length - SAMPLE_BYTES] {
        file.seek(SeekFrom::Start(start))?;
        file.by_ref().take(SAMPLE_BYTES).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use tempfile::TempDir;

    use super::*;

    fn put(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    #[test]
    fn contents_count_and_names_do_not() {
        let folder = TempDir::new().unwrap();
        let pairs = |names: [&str; 2]| {
            let paths = [
                put(&folder, names[0], b"one"),
                put(&folder, names[1], b"two"),
            ];
            paths.map(PairPath::halves)
        };
        let first = pairs(["1.png", "2.png"]);
        let renamed = pairs(["a.jpg", "b.jpg"]);
        assert_eq!(of_contents(&first), of_contents(&renamed));
        assert_ne!(of_names(&first), of_names(&renamed));

        let before = of_contents(&first);
        fs::write(&first[1].image, b"tow").unwrap();
        assert_ne!(of_contents(&first), before);
        let [a, b] = renamed;
        assert_ne!(
            of_contents(&[a.clone(), b.clone()]),
            of_contents(&[b, a.clone()])
        );
        let mut exact = a.clone();
        exact.labels = Some(a.image.clone());
        assert_ne!(of_contents(&[exact]), of_contents(&[a]));
    }

    #[test]
    fn large_files_count_by_their_length_and_samples() {
        let folder = TempDir::new().unwrap();
        let mut bytes = vec![5; 1 << 20];
        let pair = PairPath::halves(put(&folder, "large.bmp", &bytes));
        let before = of_contents(std::slice::from_ref(&pair));
        for place in [0, 1 << 19, (1 << 20) - 1] {
            bytes[place] ^= 1;
            put(&folder, "large.bmp", &bytes);
            assert_ne!(
                of_contents(std::slice::from_ref(&pair)),
                before,
                "at {place}"
            );
            bytes[place] ^= 1;
        }
        put(&folder, "large.bmp", &bytes[1..]);
        assert_ne!(of_contents(std::slice::from_ref(&pair)), before);
    }
}
