//! Checkpoints as they are sent and stored: compressed (`netG.pth.gz`), or in a zip archive beside other files.

use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

/// How many times its packed length a file may have: weights hardly become shorter, unless they are all 0.
const UNPACKED_MOST: u64 = 64;
/// Nor may it be longer than a quarter of what a program can address; elsewhere memory is the limit.
const UNPACKED_MOST_BYTES: u64 = if cfg!(target_pointer_width = "32") {
    1 << 30
} else {
    1 << 40
};
/// As many first bytes as tell how a file is packed.
const HEAD_BYTES: usize = 6;
/// One archive in another, and a compressed file in that.
const LAYERS_MOST: usize = 3;
const GZIP: &[u8] = b"\x1F\x8B";
const ZIP: &[u8] = b"PK\x03\x04";
/// The file by which an archive of `torch.save` is known.
const PICKLE: &str = "data.pkl";
/// Endings of files of tensors, and of packed ones.
const ENDINGS: [&str; 9] = [
    "pth",
    "pt",
    "ckpt",
    "safetensors",
    "onnx",
    "bin",
    "pkl",
    "gz",
    "zip",
];
/// First bytes of what is packed in a way that is not read.
const OTHERS: [(&[u8], &str); 5] = [
    (b"\xFD7zXZ\0", "an xz file"),
    (b"BZh", "a bzip2 file"),
    (b"\x28\xB5\x2F\xFD", "a zstd file"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"Rar!\x1A\x07", "a rar archive"),
];

/// The bytes that a packed file holds, and what they were called in the archive, if they were in one; those of a file
/// that is not packed are given back as they are.
///
/// # Errors
/// A damaged or far too long file, one of several checkpoints, or one that is packed in a way that is not read.
pub fn unpacked(mut bytes: Vec<u8>) -> Result<(Vec<u8>, Option<String>)> {
    let mut name = None;
    for _ in 0..LAYERS_MOST {
        match unpacked_once(&bytes)? {
            None => return Ok((bytes, name)),
            Some((inside, found)) => (bytes, name) = (inside, found.or(name)),
        }
    }
    bail!("it is packed more than {LAYERS_MOST} times over; unpack it first")
}

/// What is in the outermost packing, and its name there.
type Unpacked = Option<(Vec<u8>, Option<String>)>;

fn unpacked_once(bytes: &[u8]) -> Result<Unpacked> {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    if head.starts_with(GZIP) {
        let inside = copied(MultiGzDecoder::new(bytes), bytes.len())?;
        return Ok(Some((inside, None)));
    }
    if head.starts_with(ZIP) {
        return from_zip(bytes);
    }
    match OTHERS.iter().find(|(start, _)| head.starts_with(start)) {
        Some((_, what)) => bail!("it is {what}; unpack it first"),
        None => Ok(None),
    }
}

fn from_zip(bytes: &[u8]) -> Result<Unpacked> {
    // What is damaged may have been a checkpoint: its reader says what is wrong.
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Ok(None);
    };
    let names = archive
        .file_names()
        .filter_map(|name| Some(name.ok()?.into_owned()));
    let names: Vec<String> = names.collect();
    if names
        .iter()
        .any(|name| name.rsplit('/').next() == Some(PICKLE))
    {
        return Ok(None);
    }
    let is_hidden = |name: &str| {
        let mut parts = name.split('/');
        parts.any(|part| part.starts_with('.') || part == "__MACOSX")
    };
    let mut checkpoints: Vec<&String> = names
        .iter()
        .filter(|name| {
            let ending = Path::new(name.as_str()).extension().unwrap_or_default();
            ENDINGS
                .iter()
                .any(|known| ending.eq_ignore_ascii_case(known))
                && !is_hidden(name)
        })
        .collect();
    checkpoints.sort_unstable();
    match checkpoints[..] {
        [one] => {
            let entry = archive.by_name(one);
            let entry = entry.with_context(|| format!("its {one} cannot be unpacked"))?;
            Ok(Some((copied(entry, bytes.len())?, Some(one.clone()))))
        }
        [] => bail!(
            "it is a zip archive, but none that torch.save wrote, and holds no checkpoint (.pth, .pt, .ckpt or .safetensors)"
        ),
        [first, second, ..] => bail!(
            "it is a zip archive of {} files that may be the checkpoint ({first}, {second}{}); unpack the one that is meant",
            checkpoints.len(),
            if checkpoints.len() > 2 { ", …" } else { "" }
        ),
    }
}

/// All that comes out of a packed file of this length.
fn copied(packed: impl Read, packed_bytes: usize) -> Result<Vec<u8>> {
    let most = (packed_bytes as u64).saturating_mul(UNPACKED_MOST);
    let most = most.min(UNPACKED_MOST_BYTES);
    let mut inside = Vec::new();
    let length = packed.take(most.saturating_add(1)).read_to_end(&mut inside);
    let length = length.context("it is damaged")? as u64;
    ensure!(
        length <= UNPACKED_MOST_BYTES,
        "it unpacks to more than {} GB, which is more than fits in here",
        UNPACKED_MOST_BYTES >> 30
    );
    ensure!(
        length <= most,
        "it unpacks to more than {UNPACKED_MOST} times its length, which no checkpoint does"
    );
    Ok(inside)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            archive
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn unpack(bytes: &[u8]) -> Result<Vec<u8>> {
        Ok(unpacked(bytes.to_vec())?.0)
    }

    #[test]
    fn what_is_packed_is_found_inside() {
        let plain = b"\x80\x02plain".to_vec();
        assert_eq!(unpack(&plain).unwrap(), plain);
        let torch = zip(&[("archive/data.pkl", b"x"), ("archive/data/0", b"y")]);
        assert_eq!(unpack(&torch).unwrap(), torch);
        let mac: &[(&str, &[u8])] = &[
            ("model/netG.pth", &torch),
            ("model/readme.txt", b"text"),
            ("__MACOSX/model/._netG.pth", b"notes"),
        ];
        for packed in [
            gzip(&torch),
            zip(mac),
            gzip(&zip(mac)),
            zip(&[("netG.pth.gz", &gzip(&torch))]),
        ] {
            assert_eq!(unpack(&packed).unwrap(), torch);
        }
    }

    #[test]
    fn what_cannot_be_unpacked_says_why_in_one_sentence() {
        let error = |bytes: &[u8]| {
            let error = format!("{:#}", unpack(bytes).unwrap_err());
            println!("{error}");
            assert!(!error.contains('\n'), "{error}");
            error
        };
        assert!(error(&gzip(&vec![0; 1 << 20])).contains("more than 64 times"));
        assert!(error(&gzip(b"some text")[..12]).contains("damaged"));
        assert_eq!(unpack(b"PK\x03\x04rest").unwrap(), b"PK\x03\x04rest");
        assert!(error(&zip(&[("photo.jpg", b"x")])).contains("holds no checkpoint"));
        let two = error(&zip(&[("netG_A.pth", b"x"), ("netG_B.pth", b"y")]));
        assert!(
            two.contains("2 files") && two.contains("netG_A.pth, netG_B.pth"),
            "{two}"
        );
        assert!(error(b"\xFD7zXZ\0rest").contains("an xz file; unpack it first"));
        let deep = gzip(&gzip(&gzip(&gzip(b"text that is packed"))));
        assert!(error(&deep).contains("more than 3 times over"));
    }
}
