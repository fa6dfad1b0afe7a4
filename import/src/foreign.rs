//! Files that stand where another was meant to be: a host's page of errors, what Git LFS keeps in place of a file.

/// What a file is by its first bytes, where it is nothing that anything is read from.
pub fn known(head: &[u8]) -> Option<&'static str> {
    // The brand of an ISO base media file (ISO/IEC 14496-12, section 4.3); some are of pictures.
    let is_picture = matches!(
        head.get(8..12),
        Some(
            b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1" | b"avif" | b"avis"
        )
    );
    if head.get(4..8) == Some(b"ftyp") && !is_picture {
        return Some("a video");
    }
    let signatures: [(&[u8], &str); 4] = [
        (b"%PDF", "a PDF"),
        (b"PK\x03\x04", "a zip archive"),
        (b"\0\x05\x16\x07", "a Mac's notes on another file"),
        (
            b"version https://git-lfs",
            "a Git LFS pointer, for which `git lfs pull` fetches the file",
        ),
    ];
    if let Some((_, what)) = signatures.iter().find(|(start, _)| head.starts_with(start)) {
        return Some(what);
    }
    let text = head.trim_ascii_start().to_ascii_lowercase();
    let is_page = text.starts_with(b"<!doctype") || text.starts_with(b"<html");
    is_page.then_some("a web page")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_what_stands_in_a_file_s_place() {
        for (head, what) in [
            (&b"\n<!DOCTYPE html>"[..], Some("a web page")),
            (b"%PDF-1.7", Some("a PDF")),
            (b"\0\0\0\x18ftypisom\0\0\0\0", Some("a video")),
            (b"\0\0\0\x18ftypheic\0\0\0\0", None),
            (b"weights", None),
            (b"", None),
        ] {
            assert_eq!(known(head), what, "{head:?}");
        }
    }
}
