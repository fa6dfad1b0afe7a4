//! What is said of houses that come from others: whose turn it is, and the street that they make.

use super::Text;

/// A house was added to the street.
pub const ADDED: Text = Text::fixed("The house is added.", "房子已加入。");
/// What was pasted into the street is no link, or a damaged one.
pub const NO_HOUSE: Text = Text::fixed(
    "This is no whole link to a drawing.",
    "这不是完整的图画链接。",
);
/// There is no room for another house.
pub const FULL: Text = Text::fixed("The street is full.", "街道已满。");

fn around(number: &str, english: [&str; 2], chinese: [&str; 2]) -> Text {
    Text::of(
        [english[0], number, english[1]].concat(),
        [chinese[0], number, chinese[1]].concat(),
    )
}

/// A house by its number.
pub fn house(number: &str) -> Text {
    around(number, ["House ", ""], ["", " 号"])
}

/// What a drawing grew from, newest first.
pub fn grown_from(numbers: &str) -> Text {
    Text::of(
        "from house ".to_owned() + &numbers.replace("-", ", "),
        "源自 ".to_owned() + &numbers.replace("-", "、") + " 号",
    )
}

/// A link asks the one who opens it to go on with the house of this number.
pub fn your_turn(number: &str) -> Text {
    around(
        number,
        ["Sent to you: your turn (from house ", ")."],
        ["传给你的，轮到你了（源自 ", " 号）。"],
    )
}

/// Links of a street that were left out, counted from 1; nothing if none were.
pub fn left_out(numbers: &str) -> Text {
    if numbers.is_empty() {
        return Text::empty();
    }
    around(
        numbers,
        ["Left out, damaged or too many: ", "."],
        ["已损坏或太多，未能加入：第 ", " 座。"],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ancestors_and_what_was_left_out_are_named_by_number() {
        assert_eq!(
            grown_from("4821-17"),
            Text::of("from house 4821, 17".into(), "源自 4821、17 号".into())
        );
        assert_eq!(
            your_turn("17"),
            Text::of(
                "Sent to you: your turn (from house 17).".into(),
                "传给你的，轮到你了（源自 17 号）。".into()
            )
        );
        assert!(left_out("").is_empty());
        assert_eq!(
            left_out("2, 3"),
            Text::of(
                "Left out, damaged or too many: 2, 3.".into(),
                "已损坏或太多，未能加入：第 2, 3 座。".into()
            )
        );
    }
}
