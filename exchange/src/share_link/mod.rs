//! A whole drawing in the fragment of a link: `#d=1.<base64url>`, or, in colours of its own, `#d=2.<base64url>`.
//!
//! ```text
//! 1 .  ┌ check (3 bytes) ┬ range-coded shapes ┐   in base64url without padding
//! 2 .  ┌ check (3 bytes) ┬ paint (36 bytes: sRGB for each class) ┬ range-coded shapes ┐
//! └ version
//! ```
//!
//! What has no paint is written in version 1, which older pages can open too.
//!
//! The check refuses links that were cut or altered on their way, which chat programs do. It is no
//! protection against malice: whatever passes it is decoded within the editor's limits, and every number in
//! it is held to its range.

mod numbers;
mod pixels;
mod range_coder;
mod shapes;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use facade_model::classes::CLASS_COUNT;

use self::range_coder::{Reader, Writer};
use self::shapes::Shapes;
use super::Refusal;
use facade_editor::document::Document;
use facade_editor::paint::Scheme;

/// The most characters of a fragment; browsers and chat programs begin to fail beyond.
pub const LONGEST: usize = 16_000;

const KEY: &str = "d=";
/// Without and with paint.
const PLAIN: u64 = 1;
const PAINTED: u64 = 2;
const CHECK_BYTES: usize = 3;
const PAINT_BYTES: usize = 3 * CLASS_COUNT;

/// The fragment, without its `#`, that holds this drawing.
///
/// # Errors
/// [`Refusal::TooLongForALink`] if it would be longer than [`LONGEST`].
pub fn encode(document: &Document) -> Result<String, Refusal> {
    let mut writer = Writer::new();
    Shapes::new()
        .code(&mut writer, Some(document.shapes()))
        .map_err(|_| Refusal::TooLongForALink)?;
    let (version, mut coded) = match document.paint() {
        Some(paint) => (PAINTED, paint.0.concat()),
        None => (PLAIN, Vec::new()),
    };
    coded.extend(writer.finish());
    let mut bytes = check(&coded).to_vec();
    bytes.extend(coded);
    let fragment = format!("{KEY}{version}.{}", URL_SAFE_NO_PAD.encode(bytes));
    if fragment.len() > LONGEST {
        return Err(Refusal::TooLongForALink);
    }
    Ok(fragment)
}

/// The drawing in a fragment, with or without its `#`; `None` if it does not claim to hold any.
///
/// # Errors
/// If it does but is damaged, too long or of a later version.
pub fn decode(fragment: &str) -> Option<Result<Document, Refusal>> {
    let text = fragment.strip_prefix('#').unwrap_or(fragment);
    Some(decode_drawing(text.strip_prefix(KEY)?))
}

fn decode_drawing(text: &str) -> Result<Document, Refusal> {
    if text.len() > LONGEST {
        return Err(Refusal::TooLarge);
    }
    let (version, code) = text.split_once('.').ok_or(Refusal::DamagedLink)?;
    let is_painted = match version.parse() {
        Ok(PLAIN) => false,
        Ok(PAINTED) => true,
        Ok(found) if found > PAINTED => return Err(Refusal::NewerVersion { found }),
        _ => return Err(Refusal::DamagedLink),
    };
    let bytes = URL_SAFE_NO_PAD
        .decode(code)
        .map_err(|_| Refusal::DamagedLink)?;
    let (found, coded) = bytes
        .split_at_checked(CHECK_BYTES)
        .ok_or(Refusal::DamagedLink)?;
    if found != check(coded) {
        return Err(Refusal::DamagedLink);
    }
    let (paint, coded) = match is_painted {
        true => coded
            .split_at_checked(PAINT_BYTES)
            .ok_or(Refusal::DamagedLink)?,
        false => (&[][..], coded),
    };
    let shapes = Shapes::new().code(&mut Reader::new(coded), None)?;
    let document = Document::from_shapes(shapes).map_err(|_| Refusal::DamagedLink)?;
    Ok(document.with_paint(Scheme::from_slice(paint.as_chunks().0)))
}

/// 32-bit FNV-1a, folded to three bytes.
fn check(bytes: &[u8]) -> [u8; CHECK_BYTES] {
    let hash = bytes.iter().fold(0x811c_9dc5_u32, |hash, &byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let [first, second, third, fourth] = hash.to_le_bytes();
    [first ^ fourth, second, third]
}

#[cfg(test)]
mod tests;
