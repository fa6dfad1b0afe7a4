//! Keyboards of other countries: which of our keys a key press means.
//!
//! Shortcuts are written in Latin letters and in signs. Where a keyboard has other letters (Cyrillic, Greek, Hebrew,
//! Chinese punctuation), the key's place decides, which keyboard events call `code` and name by the keyboard of the
//! United States. Latin letters count by what they write, so that Z is where the keyboard says it is. The twelve parts
//! lie on the twelve keys of the digit row, whatever that row writes (`&é"'(` on French keyboards). Brackets that need
//! Option or AltGr are brackets.

use super::{KeyPress, Shortcut};

/// The digit row by place, with the key that each part's shortcut names.
const DIGIT_ROW: [(&str, &str); 12] = [
    ("Digit1", "1"),
    ("Digit2", "2"),
    ("Digit3", "3"),
    ("Digit4", "4"),
    ("Digit5", "5"),
    ("Digit6", "6"),
    ("Digit7", "7"),
    ("Digit8", "8"),
    ("Digit9", "9"),
    ("Digit0", "0"),
    ("Minus", "-"),
    ("Equal", "="),
];
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
/// Places of signs: without Shift, and with it.
const SIGNS: [(&str, &str, &str); 5] = [
    ("BracketLeft", "[", "{"),
    ("BracketRight", "]", "}"),
    ("Period", ".", ">"),
    ("Comma", ",", "<"),
    ("Slash", "/", "?"),
];
const BRACKETS: [&str; 4] = ["[", "]", "{", "}"];
/// Signs that mean something themselves, wherever they are.
const OWN_SIGNS: [&str; 12] = ["[", "]", "{", "}", "+", "-", "_", "=", "?", ".", ",", "−"];
/// Signs that Latin keyboards (Dvorak, Colemak) have where others have letters: they are no letters there. No keyboard
/// of another script has these signs in these places.
const SIGNS_FOR_LETTERS: [(&str, &str); 6] = [
    ("KeyQ", "'"),
    ("KeyQ", "\""),
    ("KeyZ", ";"),
    ("KeyZ", ":"),
    ("KeyP", ";"),
    ("KeyP", ":"),
];
/// Letters up to here are Latin.
const LAST_LATIN: char = '\u{24F}';

/// This press as a keyboard with Latin letters and a row of digits would report it; `None` for one that writes
/// something with Option or AltGr that is no bracket, or belongs to the browser.
pub fn translated(press: KeyPress<'_>) -> Option<KeyPress<'_>> {
    if press.alt {
        // Windows reports AltGr as Ctrl and Alt together.
        let is_bracket = BRACKETS.contains(&press.key) && !press.code.starts_with("Bracket");
        return is_bracket.then_some(KeyPress {
            command: false,
            alt: false,
            ..press
        });
    }
    let key = digit(press).unwrap_or_else(|| latin_key(press.key, press.code, press.shift));
    // To write a digit, French keyboards need Shift.
    let is_digit = key.len() == 1 && key.starts_with(|key: char| key.is_ascii_digit());
    Some(KeyPress {
        key,
        shift: press.shift && !is_digit,
        ..press
    })
}

/// The key that a keyboard with Latin letters has in this place, unless the one pressed has a Latin letter, a name
/// ("Enter") or a sign with a meaning of its own.
pub fn latin_key<'a>(key: &'a str, code: &'a str, shift: bool) -> &'a str {
    let is_named = key.len() > 1 && key.is_ascii() && !matches!(key, "Process" | "Unidentified");
    let is_latin = key
        .chars()
        .next()
        .is_some_and(|first| first.is_alphanumeric() && first <= LAST_LATIN);
    if is_named
        || is_latin && key.chars().count() == 1
        || OWN_SIGNS.contains(&key)
        || SIGNS_FOR_LETTERS.contains(&(code, key))
    {
        return key;
    }
    if let Some(letter) = code.strip_prefix("Key") {
        let place = LETTERS.find(&letter.to_ascii_lowercase());
        return place.map_or(key, |place| &LETTERS[place..=place]);
    }
    if key.is_ascii() {
        return key;
    }
    let sign = SIGNS.iter().find(|(place, ..)| *place == code);
    sign.map_or(
        key,
        |&(_, plain, shifted)| if shift { shifted } else { plain },
    )
}

/// The key of the digit row in this place, where the press means the place.
fn digit(press: KeyPress<'_>) -> Option<&'static str> {
    let (code, key) = DIGIT_ROW.iter().find(|(code, _)| *code == press.code)?;
    // No keyboard writes plus there without Shift; what reports it has left Shift out.
    let is_sign = BRACKETS.contains(&press.key) || (*code == "Equal" && press.key == "+");
    let writes_a_digit =
        press.key.len() == 1 && press.key.starts_with(|key: char| key.is_ascii_digit());
    let is_digit_key = code.starts_with("Digit");
    let means_place =
        !press.command && !is_sign && (!press.shift || is_digit_key && writes_a_digit);
    means_place.then_some(*key)
}

impl Shortcut {
    /// Whether its key is a sign, which is what it is whatever the keyboard needs to write it.
    pub(super) fn is_sign(self) -> bool {
        let mut letters = self.key.chars();
        letters.next().is_some_and(|first| !first.is_alphanumeric()) && letters.next().is_none()
    }

    /// Whether it is a letter, a digit or a sign without Ctrl: what people also type, or say, for other reasons.
    pub fn is_character(self) -> bool {
        !self.command && self.key.chars().count() == 1
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Action, Command, ZOrder, command_for};
    use super::*;
    use crate::Tool;

    fn press<'a>(key: &'a str, code: &'a str) -> KeyPress<'a> {
        KeyPress {
            key,
            code,
            command: false,
            shift: false,
            alt: false,
        }
    }

    fn act(action: Action) -> Option<Command> {
        Some(Command::Act(action))
    }

    #[test]
    fn letters_that_are_not_latin_count_by_their_place() {
        for (key, code, tool) in [
            ("и", "KeyB", Tool::Brush),
            ("β", "KeyB", Tool::Brush),
            ("נ", "KeyB", Tool::Brush),
            ("لا", "KeyB", Tool::Brush),
            ("ㅠ", "KeyB", Tool::Brush),
            ("Process", "KeyB", Tool::Brush),
            ("/", "KeyE", Tool::Eraser),
            ("М", "KeyV", Tool::Select),
        ] {
            let asked = command_for(press(key, code));
            assert_eq!(asked, Some(Command::ChooseTool(tool)), "{key}");
        }
        for key in ["я", "ζ", "ז", "ئ", "ㅋ"] {
            let undo = KeyPress {
                command: true,
                ..press(key, "KeyZ")
            };
            assert_eq!(command_for(undo), act(Action::Undo), "{key}");
            let redo = KeyPress {
                shift: true,
                ..undo
            };
            assert_eq!(command_for(redo), act(Action::Redo), "{key}");
        }
        let back = act(Action::Reorder(ZOrder::Backward));
        assert_eq!(command_for(press("х", "BracketLeft")), back);
        assert_eq!(command_for(press("【", "BracketLeft")), back);
    }

    #[test]
    fn latin_letters_count_by_what_they_write() {
        // French: Z where others have W. German: Z where others have Y.
        for code in ["KeyW", "KeyY"] {
            let undo = KeyPress {
                command: true,
                ..press("z", code)
            };
            assert_eq!(command_for(undo), act(Action::Undo), "{code}");
        }
        assert_eq!(command_for(press("ü", "BracketLeft")), None);
        assert_eq!(command_for(press("m", "Semicolon")), act(Action::Mirror));
        assert_eq!(command_for(press(",", "KeyM")), None, "a comma is a comma");
        // Dvorak and Colemak have signs where others have Q, Z and P; Hebrew and Greek ones mean the letter.
        for (key, code) in [("'", "KeyQ"), (":", "KeyZ"), (";", "KeyP")] {
            assert_eq!(command_for(press(key, code)), None, "{key}");
        }
        let quality = act(Action::Quality);
        for key in ["/", ";", "q"] {
            assert_eq!(command_for(press(key, "KeyQ")), quality, "{key}");
        }
    }

    #[test]
    fn parts_lie_on_the_digit_row_whatever_it_writes() {
        let rows = [
            ["&", "é", "\"", "'", "(", "-", "è", "_", "ç", "à", ")", "="],
            [
                "+", "ě", "š", "č", "ř", "ž", "ý", "á", "í", "é", "=", "Dead",
            ],
            [
                "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "ß", "Dead",
            ],
            ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "-", "="],
        ];
        for row in rows {
            for (index, (key, (code, _))) in row.iter().zip(DIGIT_ROW).enumerate() {
                let class = index as u8 + 1;
                assert_eq!(
                    command_for(press(key, code)),
                    Some(Command::ChooseClass(class)),
                    "{key}"
                );
            }
        }
        let french_shift = KeyPress {
            shift: true,
            ..press("4", "Digit4")
        };
        assert_eq!(command_for(french_shift), Some(Command::ChooseClass(4)));
        assert_eq!(
            command_for(press("4", "Numpad4")),
            Some(Command::ChooseClass(4))
        );
        let browser_zoom = KeyPress {
            command: true,
            ..press("-", "Minus")
        };
        assert_eq!(command_for(browser_zoom), None);
    }

    #[test]
    fn shift_with_the_digit_row_writes_what_it_writes() {
        let shifted = |key, code| {
            command_for(KeyPress {
                shift: true,
                ..press(key, code)
            })
        };
        assert_eq!(shifted("+", "Equal"), act(Action::ZoomIn));
        assert_eq!(command_for(press("+", "Equal")), act(Action::ZoomIn));
        assert_eq!(shifted("?", "Minus"), act(Action::Help));
        assert_eq!(shifted("$", "Digit4"), None);
    }

    #[test]
    fn brackets_are_brackets_with_option_and_altgr_too() {
        let backward = act(Action::Reorder(ZOrder::Backward));
        // German: Option+5 on a Mac, AltGr+8 on Windows and on Linux.
        let mac = KeyPress {
            alt: true,
            ..press("[", "Digit5")
        };
        let windows = KeyPress {
            alt: true,
            command: true,
            ..press("[", "Digit8")
        };
        for bracket in [mac, windows, press("[", "Digit8")] {
            assert_eq!(command_for(bracket), backward, "{bracket:?}");
        }
        let front = KeyPress {
            key: "}",
            ..windows
        };
        assert_eq!(command_for(front), act(Action::Reorder(ZOrder::Front)));
        for other in [press("€", "KeyE"), press("@", "KeyQ"), press("ż", "KeyZ")] {
            let written = KeyPress {
                alt: true,
                command: true,
                ..other
            };
            assert_eq!(command_for(written), None, "{written:?}");
        }
    }
}
