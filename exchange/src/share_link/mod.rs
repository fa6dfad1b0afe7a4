//! A whole drawing in the fragment of a link: `#d=1.<base64url>`, or, in colours of its own, `#d=2.<base64url>`.
//!
//! ```text
//! 1 .  ┌ check (3 bytes) ┬ range-coded shapes ┐   in base64url without padding
//! 2 .  ┌ check (3 bytes) ┬ paint (36 bytes: sRGB for each class) ┬ range-coded shapes ┐
//! 4 .  ┌ check ┬ digest of the classes (4 bytes) ┬ 1 with paint, else 0 ┬ paint ┬ range-coded shapes ┐
//! └ version
//! ```
//!
//! The fourth is that of drawings of other classes than the facades'. What has no paint is written in version 1, which older pages can open too. Whose turn it is and what the drawing grew
//! from, where that is to be told, stands before all this: `#d=3.t4821-17.1.<base64url>`; see [`remix`].
//!
//! The check refuses links that were cut or altered on their way, which chat programs do. It is no
//! protection against malice: whatever passes it is decoded within the editor's limits, and every number in
//! it is held to its range.

mod numbers;
mod pixels;
mod range_coder;
mod remix;
mod shapes;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use self::range_coder::{Reader, Writer};
use self::shapes::Shapes;
use super::Refusal;
use facade_editor::document::Document;
use facade_editor::paint::Scheme;
use facade_editor::subject::{self, fnv1a};

pub use remix::{GENERATIONS_MAX, Sent, descent, is_ancestry, number};

/// The most characters of a fragment; browsers and chat programs begin to fail beyond.
pub const LONGEST: usize = 16_000;

/// What a fragment with a drawing begins with.
pub const KEY: &str = "d=";
/// Without and with paint.
const PLAIN: u64 = 1;
const PAINTED: u64 = 2;
/// Of other classes than the facades'.
const OTHER: u64 = 4;
const CHECK_BYTES: usize = 3;

/// The fragment, without its `#`, that holds this drawing and what it grew from.
///
/// # Errors
/// [`Refusal::TooLongForALink`] if it would be longer than [`LONGEST`].
pub fn encode(document: &Document) -> Result<String, Refusal> {
    hand_on(document, false)
}

/// As [`encode`]; with `your_turn` it asks whoever opens it to go on.
///
/// # Errors
/// As [`encode`].
pub fn hand_on(document: &Document, your_turn: bool) -> Result<String, Refusal> {
    let plate = plate(document)?;
    let mut fragment = KEY.to_owned();
    remix::write(&mut fragment, document.grew_from(), your_turn, &plate);
    fragment.push_str(&plate);
    if fragment.len() > LONGEST {
        return Err(Refusal::TooLongForALink);
    }
    Ok(fragment)
}

/// What tells a drawing from others: its shapes and colours as in a link, without groups and without what it grew from.
///
/// # Errors
/// As [`encode`].
pub fn plate(document: &Document) -> Result<String, Refusal> {
    let mut writer = Writer::new();
    Shapes::new()
        .code(&mut writer, Some(document.shapes()))
        .map_err(|_| Refusal::TooLongForALink)?;
    let subject = subject::current();
    let paint = document.paint();
    let (version, mut coded) = match paint {
        _ if !subject.is_facades() => {
            let mut list = subject.digest().to_le_bytes().to_vec();
            list.push(u8::from(paint.is_some()));
            (OTHER, list)
        }
        Some(_) => (PAINTED, Vec::new()),
        None => (PLAIN, Vec::new()),
    };
    coded.extend(paint.map_or(Vec::new(), |paint| paint.0.concat()));
    coded.extend(writer.finish());
    let mut bytes = check(&coded).to_vec();
    bytes.extend(coded);
    Ok(format!("{version}.{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// The drawing in a fragment, with or without its `#`; `None` if it does not claim to hold any.
///
/// # Errors
/// If it does but is damaged, too long or of a later version.
pub fn decode(fragment: &str) -> Option<Result<Document, Refusal>> {
    Some(read(fragment)?.map(|sent| sent.document))
}

/// As [`decode`], with what the link says besides.
///
/// # Errors
/// As [`decode`].
pub fn read(fragment: &str) -> Option<Result<Sent<'_>, Refusal>> {
    let text = fragment.strip_prefix('#').unwrap_or(fragment);
    Some(remix::read(text.strip_prefix(KEY)?))
}

fn decode_plate(text: &str) -> Result<Document, Refusal> {
    let (version, code) = text.split_once('.').ok_or(Refusal::DamagedLink)?;
    let version = match version.parse() {
        Ok(version @ (PLAIN | PAINTED | OTHER)) => version,
        Ok(found) if found > OTHER => return Err(Refusal::NewerVersion { found }),
        _ => return Err(Refusal::DamagedLink),
    };
    let subject = subject::current();
    if subject.is_facades() == (version == OTHER) {
        return Err(Refusal::OtherClasses);
    }
    let bytes = URL_SAFE_NO_PAD
        .decode(code)
        .map_err(|_| Refusal::DamagedLink)?;
    let (found, coded) = bytes
        .split_at_checked(CHECK_BYTES)
        .ok_or(Refusal::DamagedLink)?;
    if found != check(coded) {
        return Err(Refusal::DamagedLink);
    }
    let (is_painted, coded) = match version {
        OTHER => {
            let (list, coded) = coded.split_first_chunk().ok_or(Refusal::DamagedLink)?;
            if u32::from_le_bytes(*list) != subject.digest() {
                return Err(Refusal::OtherClasses);
            }
            let (is_painted, coded) = coded.split_first().ok_or(Refusal::DamagedLink)?;
            (*is_painted == 1, coded)
        }
        version => (version == PAINTED, coded),
    };
    let paint_bytes = match is_painted {
        true => 3 * subject.classes().len(),
        false => 0,
    };
    let (paint, coded) = coded
        .split_at_checked(paint_bytes)
        .ok_or(Refusal::DamagedLink)?;
    let shapes = Shapes::new().code(&mut Reader::new(coded), None)?;
    let document = Document::from_shapes(shapes).map_err(|_| Refusal::DamagedLink)?;
    let paint = is_painted.then_some(paint.as_chunks().0);
    Ok(document.with_paint(paint.and_then(Scheme::from_slice)))
}

/// The hash, folded to three bytes.
fn check(bytes: &[u8]) -> [u8; CHECK_BYTES] {
    let [first, second, third, fourth] = fnv1a(bytes).to_le_bytes();
    [first ^ fourth, second, third]
}

#[cfg(test)]
mod tests;
