//! Archives, good and evil. Written block by block where the tar library would refuse to.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

/// A header and its content, padded.
fn entry(path: &str, kind: u8, claimed_bytes: u64, content: &[u8]) -> Vec<u8> {
    let mut header = [0_u8; 512];
    header[..path.len()].copy_from_slice(path.as_bytes());
    header[100..108].copy_from_slice(b"0000644\0");
    header[108..116].copy_from_slice(b"0000000\0");
    header[116..124].copy_from_slice(b"0000000\0");
    if claimed_bytes < 8_u64.pow(11) {
        header[124..136].copy_from_slice(format!("{claimed_bytes:011o}\0").as_bytes());
    } else {
        // GNU's form for what eleven octal digits cannot hold.
        header[124] = 0x80;
        header[128..136].copy_from_slice(&claimed_bytes.to_be_bytes());
    }
    header[136..148].copy_from_slice(b"00000000000\0");
    header[156] = kind;
    header[157..161].copy_from_slice(b"evil");
    if kind == b'S' {
        // GNU's own, with the length of the file without its holes.
        header[257..265].copy_from_slice(b"ustar  \0");
        header[483..495].copy_from_slice(b"00000000000\0");
    } else {
        header[257..265].copy_from_slice(b"ustar\x0000");
    }
    header[148..156].copy_from_slice(b"        ");
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut blocks = header.to_vec();
    blocks.extend_from_slice(content);
    blocks.resize(blocks.len().next_multiple_of(512), 0);
    blocks
}

pub fn file(path: &str, content: &[u8]) -> Vec<u8> {
    entry(path, b'0', content.len() as u64, content)
}

pub fn folder(path: &str) -> Vec<u8> {
    entry(path, b'5', 0, &[])
}

/// An entry of another kind (link, device, …), which points to `evil`.
pub fn special(path: &str, kind: u8) -> Vec<u8> {
    entry(path, kind, 0, &[])
}

/// A file that says it is longer than it is.
pub fn boasting(path: &str, kind: u8, claimed_bytes: u64, content: &[u8]) -> Vec<u8> {
    entry(path, kind, claimed_bytes, content)
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A `.tar.gz` of the entries.
pub fn tar_gz(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = entries.concat();
    bytes.extend_from_slice(&[0; 1024]);
    gzip(&bytes)
}

/// Bytes that gzip cannot shrink, different for each seed.
pub fn noise(count: usize, seed: u64) -> Vec<u8> {
    let mut random = oorandom::Rand32::new(seed);
    (0..count).map(|_| random.rand_u32() as u8).collect()
}

/// A small set in the published form.
pub fn facades() -> Vec<u8> {
    tar_gz(&[
        folder("facades/"),
        folder("facades/train/"),
        file("facades/train/1.jpg", &noise(70_000, 1)),
        file("facades/train/2.jpg", &noise(100, 2)),
        folder("facades/val/"),
        file("facades/val/1.jpg", &noise(512, 3)),
    ])
}
