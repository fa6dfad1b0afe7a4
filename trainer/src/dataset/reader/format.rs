//! What a file is, told by its first bytes.

use facade_import::foreign;
use image::ImageFormat;

/// As many of its first bytes as tell what a file is.
pub const HEAD_BYTES: usize = 64;

/// What a file's first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A picture that can be read.
    Picture(ImageFormat),
    /// A picture in a format that is not read here.
    OtherPicture(&'static str),
    /// Something that stands where a picture was meant to be.
    NoPicture(&'static str),
    Empty,
    Unknown,
}

/// The formats that are read.
pub const READ: &str = "JPEG, PNG, WebP, BMP and TIFF";

/// Tells a file by its first [`HEAD_BYTES`] bytes.
pub fn of(head: &[u8]) -> Content {
    if head.is_empty() {
        return Content::Empty;
    }
    match image::guess_format(head) {
        Ok(
            format @ (ImageFormat::Jpeg
            | ImageFormat::Png
            | ImageFormat::WebP
            | ImageFormat::Bmp
            | ImageFormat::Tiff),
        ) => return Content::Picture(format),
        Ok(ImageFormat::Gif) => return Content::OtherPicture("GIF"),
        Ok(ImageFormat::Avif) => return Content::OtherPicture("AVIF"),
        Ok(ImageFormat::Ico) => return Content::OtherPicture("ICO"),
        Ok(ImageFormat::OpenExr) => return Content::OtherPicture("OpenEXR"),
        Ok(ImageFormat::Hdr) => return Content::OtherPicture("HDR"),
        Ok(ImageFormat::Qoi) => return Content::OtherPicture("QOI"),
        Ok(ImageFormat::Dds) => return Content::OtherPicture("DDS"),
        Ok(_) | Err(_) => {}
    }
    by_signature(head)
}

fn by_signature(head: &[u8]) -> Content {
    // The brand of an ISO base media file (ISO/IEC 14496-12, section 4.3).
    if head.get(4..8) == Some(b"ftyp") {
        match head.get(8..12) {
            Some(b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1") => {
                return Content::OtherPicture("HEIC");
            }
            Some(b"avif" | b"avis") => return Content::OtherPicture("AVIF"),
            _ => {}
        }
    }
    let signatures: [(&[u8], &str); 8] = [
        (b"\xFF\x0A", "JPEG XL"),
        (b"\0\0\0\x0CJXL ", "JPEG XL"),
        (b"\0\0\0\x0CjP  ", "JPEG 2000"),
        (b"\xFF\x4F\xFF\x51", "JPEG 2000"),
        (b"8BPS", "Photoshop"),
        (b"P4\n", "PNM"),
        (b"P5\n", "PNM"),
        (b"P6\n", "PNM"),
    ];
    if let Some((_, name)) = signatures.iter().find(|(start, _)| head.starts_with(start)) {
        return Content::OtherPicture(name);
    }
    let text = head.trim_ascii_start().to_ascii_lowercase();
    if text.starts_with(b"<svg") {
        return Content::OtherPicture("SVG");
    }
    foreign::known(head).map_or(Content::Unknown, Content::NoPicture)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_what_a_file_is() {
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0";
        for (head, content) in [
            (
                &b"\xFF\xD8\xFF\xE0"[..],
                Content::Picture(ImageFormat::Jpeg),
            ),
            (b"\x89PNG\r\n\x1A\n", Content::Picture(ImageFormat::Png)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Content::Picture(ImageFormat::WebP)),
            (b"BM\0\0", Content::Picture(ImageFormat::Bmp)),
            (b"II*\0", Content::Picture(ImageFormat::Tiff)),
            (b"MM\0*", Content::Picture(ImageFormat::Tiff)),
            (b"GIF89a", Content::OtherPicture("GIF")),
            (heic, Content::OtherPicture("HEIC")),
            (b"\n<!DOCTYPE html>", Content::NoPicture("a web page")),
            (b"", Content::Empty),
            (b"no image", Content::Unknown),
        ] {
            assert_eq!(of(head), content, "{head:?}");
        }
    }
}
