//! One value for each term of the losses that a run has.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Terms there are.
pub const TERMS: usize = 10;

/// A value a term; none where the run does without it, or has not come to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Losses<T> {
    /// Loss of the discriminator on real pairs.
    pub d_real: Option<T>,
    /// Loss of the discriminator on generated pairs.
    pub d_fake: Option<T>,
    /// Adversarial loss of the generator, unweighted.
    pub g_adversarial: Option<T>,
    /// Mean absolute error against the photos, unweighted.
    pub g_l1: Option<T>,
    /// Feature matching, unweighted.
    pub g_matching: Option<T>,
    /// Mean absolute difference from the teacher's pictures, unweighted.
    pub g_output: Option<T>,
    /// Misalignment with the teacher's features, unweighted.
    pub g_features: Option<T>,
    /// Structural dissimilarity from the teacher's pictures, unweighted.
    pub g_structure: Option<T>,
    /// Difference of the classes' mean colours from the photos', unweighted.
    pub g_colour: Option<T>,
    /// Mean absolute difference from the photos in colour alone, unweighted.
    pub g_chroma: Option<T>,
}

impl<T> Default for Losses<T> {
    fn default() -> Self {
        Self::from_array(std::array::from_fn(|_| None))
    }
}

impl<T> Losses<T> {
    /// In the order of state files.
    pub fn into_array(self) -> [Option<T>; TERMS] {
        [
            self.d_real,
            self.d_fake,
            self.g_adversarial,
            self.g_l1,
            self.g_matching,
            self.g_output,
            self.g_features,
            self.g_structure,
            self.g_colour,
            self.g_chroma,
        ]
    }

    /// The opposite of [`Losses::into_array`].
    pub fn from_array(terms: [Option<T>; TERMS]) -> Self {
        let [
            d_real,
            d_fake,
            g_adversarial,
            g_l1,
            g_matching,
            g_output,
            g_features,
            g_structure,
            g_colour,
            g_chroma,
        ] = terms;
        Self {
            d_real,
            d_fake,
            g_adversarial,
            g_l1,
            g_matching,
            g_output,
            g_features,
            g_structure,
            g_colour,
            g_chroma,
        }
    }

    /// Each term by itself.
    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> Losses<U> {
        Losses::from_array(self.into_array().map(|term| term.map(&mut change)))
    }

    /// Term by term; what only one of them has is its sum.
    pub fn plus(self, other: Self) -> Self
    where
        T: std::ops::Add<Output = T>,
    {
        let mut others = other.into_array().into_iter();
        Self::from_array(
            self.into_array()
                .map(|term| match (term, others.next().flatten()) {
                    (Some(a), Some(b)) => Some(a + b),
                    (a, b) => a.or(b),
                }),
        )
    }
}

impl Losses<f32> {
    /// The means of sums over so many pairs, and so many examples in all: photos and discriminator
    /// speak of pairs alone, a teacher of every example.
    pub fn means(self, pairs: usize, examples: usize) -> Self {
        let of_pairs = |sum: f32| sum / pairs.max(1) as f32;
        let of_all = |sum: f32| sum / examples.max(1) as f32;
        Self {
            d_real: self.d_real.map(of_pairs),
            d_fake: self.d_fake.map(of_pairs),
            g_adversarial: self.g_adversarial.map(of_pairs),
            g_l1: self.g_l1.map(of_pairs),
            g_matching: self.g_matching.map(of_pairs),
            g_output: self.g_output.map(of_all),
            g_features: self.g_features.map(of_all),
            g_structure: self.g_structure.map(of_all),
            g_colour: self.g_colour.map(of_pairs),
            g_chroma: self.g_chroma.map(of_pairs),
        }
    }

    /// Whether every term is a number.
    pub fn are_finite(self) -> bool {
        let mut terms = self.into_array().into_iter().flatten();
        terms.all(f32::is_finite)
    }
}

impl fmt::Display for Losses<f32> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        let mut term = |text: String| {
            let written = write!(f, "{separator}{text}");
            separator = " · ";
            written
        };
        if let (Some(real), Some(fake)) = (self.d_real, self.d_fake) {
            term(format!("D real {real:.3} fake {fake:.3}"))?;
        }
        for (name, value, digits) in [
            ("G", self.g_adversarial, 3),
            ("L1", self.g_l1, 4),
            ("matching", self.g_matching, 4),
            ("teacher's picture", self.g_output, 4),
            ("its features", self.g_features, 4),
            ("its structure", self.g_structure, 4),
            ("colour", self.g_colour, 4),
            ("chroma", self.g_chroma, 4),
        ] {
            if let Some(value) = value {
                term(format!("{name} {value:.digits$}"))?;
            }
        }
        Ok(())
    }
}

/// As in a state file: a list, in which terms that were added since it was written are missing.
impl<T: Serialize + Clone> Serialize for Losses<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.clone().into_array().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Losses<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let listed = Vec::<Option<T>>::deserialize(deserializer)?;
        if listed.len() > TERMS {
            let found = listed.len();
            return Err(serde::de::Error::custom(format!(
                "{found} terms of losses, of {TERMS} there are"
            )));
        }
        let mut listed = listed.into_iter();
        Ok(Self::from_array(std::array::from_fn(|_| {
            listed.next().flatten()
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_that_a_state_file_does_not_know_are_absent() {
        let old: Losses<f32> = serde_json::from_str("[1.0, 2.0, 3.0, 4.0]").unwrap();
        assert_eq!(old.g_l1, Some(4.0));
        assert_eq!(old.g_features, None);
        let text = serde_json::to_string(&old).unwrap();
        assert_eq!(text, "[1.0,2.0,3.0,4.0,null,null,null,null,null,null]");
        assert_eq!(serde_json::from_str::<Losses<f32>>(&text).unwrap(), old);
        assert!(serde_json::from_str::<Losses<f32>>("[1,2,3,4,5,6,7,8,9,10,11]").is_err());
    }

    #[test]
    fn what_is_absent_adds_nothing_and_is_not_told() {
        let photos = Losses {
            g_l1: Some(6.0),
            g_output: Some(2.0),
            ..Losses::default()
        };
        let maps = Losses {
            g_output: Some(3.0),
            ..Losses::default()
        };
        let means = photos.plus(maps).means(3, 5);
        assert_eq!(means.to_string(), "L1 2.0000 · teacher's picture 1.0000");
        assert!(means.are_finite());
        assert!(!means.map(|term| term * f32::NAN).are_finite());
    }
}
