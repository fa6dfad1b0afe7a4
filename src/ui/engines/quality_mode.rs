//! Whether a person lets the page choose between the two models, or holds it to one.

/// What the person wants; kept from visit to visit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QualityMode {
    /// The fast model while the hand moves, the better one when it rests or where it is fast enough.
    #[default]
    Automatic,
    /// The better model for every picture, however long it takes; asking for it is consent to its download.
    Best,
    /// The first model alone; the better one is neither fetched nor kept in memory.
    Fast,
}

impl QualityMode {
    const ALL: [Self; 3] = [Self::Automatic, Self::Best, Self::Fast];

    /// The name in the document and in the browser's storage.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Best => "best",
            Self::Fast => "fast",
        }
    }

    /// The one called `id`, if there is one.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.id() == id)
    }

    /// The one that the switch leads to.
    pub const fn next(self) -> Self {
        match self {
            Self::Automatic => Self::Best,
            Self::Best => Self::Fast,
            Self::Fast => Self::Automatic,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_presses_lead_through_all_and_back() {
        let mut mode = QualityMode::default();
        for expected in [QualityMode::Best, QualityMode::Fast, QualityMode::Automatic] {
            mode = mode.next();
            assert_eq!(mode, expected);
            assert_eq!(QualityMode::from_id(mode.id()), Some(mode));
        }
        assert_eq!(QualityMode::from_id("slow"), None);
    }
}
