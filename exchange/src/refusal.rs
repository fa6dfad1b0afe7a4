//! Why something that was opened is not taken.

use facade_editor::DocumentError;

/// One reason, with the values that a sentence about it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// JSON, but not a drawing of ours, or no JSON at all.
    NotADocument,
    /// A drawing of ours, but with a part that cannot be read.
    DamagedDocument,
    /// A drawing of ours, but with shapes beyond the editor's limits.
    BeyondLimits(DocumentError),
    /// A drawing of other classes than this page's.
    OtherClasses,
    /// A file or link written by a later version of the page.
    NewerVersion { found: u64 },
    /// More bytes than are read at all.
    TooLarge,
    /// A link that was cut, altered, or never was one.
    DamagedLink,
    /// More characters than go into a link.
    TooLongForALink,
    /// An annotation without a single box.
    NoAnnotation,
    /// SVG that another program has written, or changed.
    ForeignSvg,
    /// An annotation with a class that is none of this page's.
    UnknownClass { name: String },
    /// An annotation whose numbers cannot be read.
    DamagedAnnotation,
    /// A picture without pixels.
    EmptyPicture,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotADocument => formatter.write_str("This file is not a facade drawing."),
            Self::DamagedDocument => formatter.write_str("This drawing is damaged."),
            Self::BeyondLimits(error) => error.fmt(formatter),
            Self::OtherClasses => {
                formatter.write_str("This drawing is of other parts than this page draws.")
            }
            Self::NewerVersion { found } => write!(
                formatter,
                "This drawing has version {found}, which this page does not know yet."
            ),
            Self::TooLarge => formatter.write_str("This drawing is too large to open."),
            Self::DamagedLink => {
                formatter.write_str("The link’s drawing is damaged; perhaps its end was cut off.")
            }
            Self::TooLongForALink => formatter
                .write_str("The drawing is too large for a link; save the document instead."),
            Self::ForeignSvg => formatter.write_str(
                "This SVG file is not one that was saved here, so its shapes cannot be told.",
            ),
            Self::NoAnnotation => formatter.write_str("This XML file holds no annotation."),
            Self::UnknownClass { name } => write!(
                formatter,
                "The annotation has the class “{name}”, which is none of this page’s."
            ),
            Self::DamagedAnnotation => formatter.write_str("This annotation is damaged."),
            Self::EmptyPicture => formatter.write_str("This picture has no pixels."),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<DocumentError> for Refusal {
    fn from(error: DocumentError) -> Self {
        Self::BeyondLimits(error)
    }
}
