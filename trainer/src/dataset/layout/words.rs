//! Words in names of files and folders that say which side of a pair they are.

/// A side of a pair. Of A and B the direction says which is the input; input and target say it themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    A,
    B,
    Input,
    Target,
}

/// In small letters and without what joins them.
const WORDS: [(Side, &[&str]); 4] = [
    (
        Side::A,
        &[
            "a",
            "reala",
            "domaina",
            "photo",
            "photos",
            "photograph",
            "photographs",
            "image",
            "images",
            "img",
            "imgs",
            "picture",
            "pictures",
            "jpegimages",
            "leftimg8bit",
            "original",
            "originals",
            "rgb",
        ],
    ),
    (
        Side::B,
        &[
            "b",
            "realb",
            "domainb",
            "label",
            "labels",
            "labelid",
            "labelids",
            "labelmap",
            "labelmaps",
            "map",
            "maps",
            "mask",
            "masks",
            "annotation",
            "annotations",
            "anno",
            "annos",
            "annot",
            "annots",
            "seg",
            "segs",
            "segmap",
            "segmaps",
            "segmentation",
            "segmentations",
            "segmentationclass",
            "segmentationclasspng",
            "semantic",
            "gt",
            "groundtruth",
            "gtfine",
            "gtcoarse",
            "gtfinelabelids",
            "gtfinelabeltrainids",
            "gtcoarselabelids",
            "edge",
            "edges",
            "sketch",
            "sketches",
        ],
    ),
    (
        Side::Input,
        &["input", "inputs", "source", "sources", "src"],
    ),
    (
        Side::Target,
        &["target", "targets", "output", "outputs", "tgt"],
    ),
];

/// What joins the words of a name.
pub const SEPARATORS: [char; 4] = ['_', '-', '.', ' '];

/// The side that a whole name speaks of, in whatever capitals and however its words are joined.
pub fn side_of(name: &str) -> Option<Side> {
    let word: String = name
        .chars()
        .filter(|letter| !SEPARATORS.contains(letter))
        .flat_map(char::to_lowercase)
        .collect();
    let found = WORDS
        .iter()
        .find(|(_, words)| words.contains(&word.as_str()));
    found.map(|(side, _)| *side)
}

/// A name without the words at its end that say the side: `house_real_A` is `house` of side A.
pub fn without_side(name: &str) -> Option<(&str, Side)> {
    name.match_indices(SEPARATORS).find_map(|(at, separator)| {
        let side = side_of(&name[at + separator.len()..])?;
        (at > 0).then_some((&name[..at], side))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_speak_of_sides_in_whatever_capitals() {
        for (name, side) in [
            ("A", Some(Side::A)),
            ("real_B", Some(Side::B)),
            ("Ground Truth", Some(Side::B)),
            ("gtFine_labelIds", Some(Side::B)),
            ("Inputs", Some(Side::Input)),
            ("ab", None),
            ("", None),
        ] {
            assert_eq!(side_of(name), side, "{name}");
        }
    }

    #[test]
    fn the_longest_words_at_the_end_count() {
        for (name, split) in [
            ("1_A", Some(("1", Side::A))),
            ("house_real_A", Some(("house", Side::A))),
            ("a.b-target", Some(("a.b", Side::Target))),
            ("aachen_000_gtFine_labelIds", Some(("aachen_000", Side::B))),
            ("mask", None),
            ("_mask", None),
            ("house_front", None),
        ] {
            assert_eq!(without_side(name), split, "{name}");
        }
    }
}
