//! What a link says of where its drawing comes from: `3.t4821-17.`, before the drawing itself.
//!
//! `t` asks whoever opens it to go on ("your turn"); the numbers are those of the drawings that this one grew from, newest
//! first, each by its house number. A link that has neither to say is written without all this, as it was before there
//! was any. No check covers it: cut links are cut at their end, and another number only misnames a drawing.

use super::{LONGEST, decode_plate, hash};
use crate::Refusal;
use facade_editor::document::Document;

pub(super) const VERSION: u64 = 3;
const PREFIX: &str = "3.";
const TURN: char = 't';
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
pub fn number(plate: &str) -> u16 {
    (hash(plate.as_bytes()) % 9_999) as u16 + 1
}

/// Writes what is to be said before the drawing with this plate, if anything is.
pub(super) fn write(fragment: &mut String, grew_from: &[u16], your_turn: bool, plate: &str) {
    let own = number(plate);
    let mut others = grew_from.iter().filter(|&&other| other != own).peekable();
    if !your_turn && others.peek().is_none() {
        return;
    }
    fragment.push_str(PREFIX);
    if your_turn {
        fragment.push(TURN);
    }
    for (index, other) in others.take(GENERATIONS_MAX).enumerate() {
        if index > 0 {
            fragment.push('-');
        }
        fragment.push_str(&other.to_string());
    }
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
    let numbers = said.strip_prefix(TURN).unwrap_or(said);
    let mut grew_from = Vec::new();
    if !numbers.is_empty() {
        for number in numbers.split('-') {
            grew_from.push(number.parse().map_err(|_| Refusal::DamagedLink)?);
        }
    }
    if grew_from.len() > GENERATIONS_MAX {
        return Err(Refusal::DamagedLink);
    }
    let own = number(plate);
    grew_from.retain(|&other| other != own);
    Ok(Sent {
        document: decode_plate(plate)?.grown_from(grew_from),
        plate,
        your_turn: numbers.len() < said.len(),
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
                let grown = document.clone().grown_from(vec![4821, 17]);
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
        let unchanged = document.clone().grown_from(vec![own]);
        assert_eq!(encode(&unchanged), encode(&document));
        let many: Vec<u16> = (10_000..10_020).collect();
        let grown = document.grown_from(many.clone());
        let back = decode(&encode(&grown).unwrap()).unwrap().unwrap();
        assert_eq!(back.grew_from(), &many[..GENERATIONS_MAX]);
    }

    #[test]
    fn groups_and_ancestry_are_no_part_of_a_plate() {
        let document = random_shapes::document(2);
        let grouped = document.clone().with_groups(&[vec![0, 2]]);
        assert_eq!(plate(&grouped.grown_from(vec![7])), plate(&document));
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
        assert_eq!(after("d=4."), Err(Refusal::NewerVersion { found: 4 }));
        assert!(after("d=3.t.").is_ok());
    }
}
