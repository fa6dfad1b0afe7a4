//! What of a folder is not read, and why, in a line.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;

/// Names that a line shows of a group.
const SHOWN: usize = 3;

/// Why something in a folder is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Its name begins with a dot, as the notes do that a Mac leaves beside files.
    Hidden,
    Folder,
    /// A link that leads nowhere, or round in a circle.
    DeadLink,
    /// A link that became a text file, as Git leaves it where it may make no links.
    LinkAsText,
    /// Neither file nor folder.
    Special,
    Empty,
    /// A picture in a format that is not read.
    Format(&'static str),
    /// Something that is no picture by its ending.
    NoPicture,
    /// In files of their own for photos and maps: its other half is missing.
    Alone,
    /// One of several pictures beside a photo, of which another is its map.
    Another,
}

/// What was passed over, in no order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PassedOver(pub Vec<(PathBuf, Reason)>);

impl PassedOver {
    /// What there is where nothing else is, as the rest of a sentence.
    pub fn instead(&self) -> String {
        match self.0.is_empty() {
            true => String::new(),
            false => format!(", but {self}"),
        }
    }
}

/// In one line, grouped by reason.
impl Display for PassedOver {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut groups: BTreeMap<Reason, Vec<&PathBuf>> = BTreeMap::new();
        for (path, reason) in &self.0 {
            groups.entry(*reason).or_default().push(path);
        }
        for (index, (reason, paths)) in groups.iter_mut().enumerate() {
            paths.sort_unstable();
            let names: Vec<String> = paths
                .iter()
                .take(SHOWN)
                .map(|path| path.file_name().unwrap_or_default().display().to_string())
                .collect();
            let more = match paths.len() {
                0..=SHOWN => "",
                _ => ", …",
            };
            let start = if index > 0 { "; " } else { "" };
            let [one, many] = reason.words();
            let count = paths.len();
            let what = if count == 1 { one } else { many };
            write!(f, "{start}{count} {what} ({}{more})", names.join(", "))?;
        }
        Ok(())
    }
}

impl Reason {
    /// For one and for several.
    fn words(self) -> [String; 2] {
        let [one, many] = match self {
            Self::Hidden => ["hidden file", "hidden files"],
            Self::Folder => ["folder", "folders"],
            Self::DeadLink => ["link that leads nowhere", "links that lead nowhere"],
            Self::LinkAsText => ["link that became a text", "links that became texts"],
            Self::Special => ["thing that is no file", "things that are no files"],
            Self::Empty => ["empty file", "empty files"],
            Self::NoPicture => ["file that is no picture", "files that are no pictures"],
            Self::Alone => [
                "picture without its other half",
                "pictures without their other half",
            ],
            Self::Another => [
                "picture of a pair that is complete without it",
                "pictures of pairs that are complete without them",
            ],
            Self::Format(name) => {
                return [
                    format!("picture in {name}, which is not read"),
                    format!("pictures in {name}, which is not read"),
                ];
            }
        };
        [one.to_owned(), many.to_owned()]
    }
}
