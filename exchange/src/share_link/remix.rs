//! What a link says of where its drawing comes from: `3.t4821-17.`, before the drawing itself.
//!
//! `t` asks whoever opens it to go on ("your turn"); the numbers are those of the drawings that this one grew from, newest
//! first, each by its house number. A link that has neither to say is written without all this, as it was before there
//! was any. No check covers it: cut links are cut at their end, and another number only misnames a drawing.

use super::{LONGEST, decode_plate};
use crate::Refusal;
use facade_editor::document::Document;
use facade_editor::subject::fnv1a;

const PREFIX: &str = "3.";
const TURN: char = 't';
const BETWEEN: char = '-';
/// So many drawings are named; older ones are forgotten.
pub const GENERATIONS_MAX: usize = 8;

/// A drawing as it came by a link.
#[derive(Debug, PartialEq)]
pub struct Sent<'a> {
    /// The drawing, which knows what it grew from.
    pub document: Document,
    /// What tells it from others; see [`plate`](super::plate).
    pub plate: &'a str,
    /// Whether the person who opens it is asked to go on.
    pub your_turn: bool,
}

/// The house number of the drawing with this plate, 1 to 9999.
pub fn number(plate: &str) -> String {
    (fnv1a(plate.as_bytes()) % 9_999 + 1).to_string()
}

/// What grows from a drawing of this number, which grew from these itself.
pub fn descent(number: String, grew_from: &str) -> String {
    let mut all = number;
    if !grew_from.is_empty() {
        all.push(BETWEEN);
        all.push_str(grew_from);
    }
    if let Some((end, _)) = all.match_indices(BETWEEN).nth(GENERATIONS_MAX - 1) {
        all.truncate(end);
    }
    all
}

/// Whether a text has the form of what a drawing grew from: numbers of up to four digits, not too many.
pub fn is_ancestry(text: &str) -> bool {
    let is_number = |part: &str| {
        (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    text.is_empty()
        || (text.split(BETWEEN).all(is_number) && text.split(BETWEEN).count() <= GENERATIONS_MAX)
}

/// What a drawing with this plate grew from, without itself: nothing was changed then.
fn others<'a>(grew_from: &'a str, plate: &str) -> &'a str {
    match grew_from.split_once(BETWEEN).unwrap_or((grew_from, "")) {
        (first, rest) if first == number(plate) => rest,
        _ => grew_from,
    }
}

/// Writes what is to be said before the drawing with this plate, if anything is.
pub(super) fn write(fragment: &mut String, grew_from: &str, your_turn: bool, plate: &str) {
    let grew_from = others(grew_from, plate);
    if !your_turn && grew_from.is_empty() {
        return;
    }
    fragment.push_str(PREFIX);
    if your_turn {
        fragment.push(TURN);
    }
    fragment.push_str(grew_from);
    fragment.push('.');
}

/// Reads a link's text, whether or not anything stands before its drawing.
pub(super) fn read(text: &str) -> Result<Sent<'_>, Refusal> {
    if text.len() > LONGEST {
        return Err(Refusal::TooLarge);
    }
    let (said, plate) = match text.strip_prefix(PREFIX) {
        Some(rest) => rest.split_once('.').ok_or(Refusal::DamagedLink)?,
        None => ("", text),
    };
    let grew_from = said.strip_prefix(TURN).unwrap_or(said);
    if !is_ancestry(grew_from) {
        return Err(Refusal::DamagedLink);
    }
    Ok(Sent {
        document: decode_plate(plate)?.grown_from(others(grew_from, plate).to_owned()),
        plate,
        your_turn: grew_from.len() < said.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{decode, encode, hand_on, plate, read};
    use super::*;
    use crate::random_shapes;

    #[test]
    fn turn_and_ancestry_come_back_and_cost_a_few_characters() {
        for seed in 0..50 {
            let document = random_shapes::document(seed);
            let plain = encode(&document).unwrap();
            for your_turn in [false, true] {
                let grown = document.clone().grown_from("4821-17".to_owned());
                let link = hand_on(&grown, your_turn).unwrap();
                assert!(link.len() <= plain.len() + 11, "{link}");
                let sent = read(&link).unwrap().unwrap();
                assert_eq!((sent.your_turn, sent.plate), (your_turn, &plain[2..]));
                assert_eq!(sent.document, grown, "seed {seed}");
            }
        }
    }

    #[test]
    fn a_link_with_nothing_to_say_is_what_it_was() {
        let document = random_shapes::document(3);
        let link = encode(&document).unwrap();
        assert_eq!(link, format!("d={}", plate(&document).unwrap()));
        assert_eq!(hand_on(&document, true).unwrap().replace("3.t.", ""), link);
    }

    #[test]
    fn a_drawing_does_not_grow_from_itself_and_the_oldest_are_forgotten() {
        let document = random_shapes::document(5);
        let own = number(&plate(&document).unwrap());
        let unchanged = document.clone().grown_from(own.clone());
        assert_eq!(encode(&unchanged), encode(&document));
        let grown = document.grown_from(descent(own.clone(), "17"));
        assert_eq!(
            decode(&encode(&grown).unwrap())
                .unwrap()
                .unwrap()
                .grew_from(),
            "17"
        );
        let many = (1..20).fold(String::new(), |all, number: u32| {
            descent(number.to_string(), &all)
        });
        assert_eq!(many, "19-18-17-16-15-14-13-12");
        assert!(is_ancestry(&many) && !is_ancestry(&format!("20-{many}")));
    }

    #[test]
    fn groups_and_ancestry_are_no_part_of_a_plate() {
        let document = random_shapes::document(2);
        let grouped = document.clone().with_groups(&[vec![0, 2]]);
        assert_eq!(plate(&grouped.grown_from("7".to_owned())), plate(&document));
    }

    #[test]
    fn what_is_no_ancestry_is_refused() {
        let link = encode(&random_shapes::document(3)).unwrap();
        let after = |said: &str| decode(&link.replacen("d=", said, 1)).unwrap();
        for said in [
            "d=3.",
            "d=3.x.",
            "d=3.tt.",
            "d=3.1-.",
            "d=3.99999.",
            "d=3.-1.",
            "d=3.1-2-3-4-5-6-7-8-9.",
            "d=3.t.3.t.",
            "d=3.t.9.",
        ] {
            assert!(after(said).is_err(), "{said}");
        }
        assert_eq!(after("d=5."), Err(Refusal::NewerVersion { found: 5 }));
        assert!(after("d=3.t.").is_ok());
    }
}
