//! What is said about the colours of the house.

use super::Text;

/// The model takes no paint.
pub const NO_PAINT: Text = Text::fixed(
    "This model chooses the colours itself.",
    "这个模型自己决定颜色。",
);
/// After `dice`.
pub const THROWN: Text = Text::fixed("The house has other colours.", "房子换了颜色。");
/// After a palette was chosen.
pub const PALETTE_CHOSEN: Text = Text::fixed("The palette is applied.", "已使用这套配色。");
/// After `usual-colours`.
pub const USUAL: Text = Text::fixed("The usual colours are back.", "已恢复默认颜色。");
/// After `colours-from-photo`.
pub const TAKEN: Text = Text::fixed(
    "The house has the photo’s colours.",
    "房子用上了照片里的颜色。",
);
/// No part of the drawing lies over the photo.
pub const NOTHING_SEEN: Text = Text::fixed(
    "The photo shows no part of the drawing.",
    "照片里看不到图画的任何构件。",
);

/// The heading of a part's picker.
pub fn of_part(name: &Text) -> Text {
    Text::of(
        format!("{}: colour", name.english),
        format!("{}：颜色", name.chinese),
    )
}

/// What keeps a part's colour from the dice.
pub fn lock(name: &Text) -> Text {
    Text::of(
        format!("{}: keep its colour", name.english),
        format!("{}：保留颜色", name.chinese),
    )
}

/// A part's swatch.
pub fn swatch(name: &Text, is_locked: bool) -> Text {
    let swatch = of_part(name);
    if !is_locked {
        return swatch;
    }
    Text::of(
        format!("{}, kept by the dice", swatch.english),
        format!("{}，掷骰时保留", swatch.chinese),
    )
}

/// A palette in the gallery, counted from 1.
pub fn palette(number: usize) -> Text {
    Text::of(format!("Palette {number}"), format!("配色 {number}"))
}

#[cfg(test)]
mod tests {
    use super::super::Language::English;
    use super::*;

    #[test]
    fn a_locked_part_says_so() {
        let wall = Text::fixed("Wall", "墙面");
        assert_eq!(swatch(&wall, false).get(English), "Wall: colour");
        assert_eq!(
            swatch(&wall, true).get(English),
            "Wall: colour, kept by the dice"
        );
    }
}
