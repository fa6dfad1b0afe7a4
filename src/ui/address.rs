//! What the page's address asks of the engines: `?backend=cpu|webgpu` and `?model=`, a [`Wish`].
//! Beside them `?kiosk`, an event's, with the seconds of rest. (`?lang=` is [`language`](super::language)'s.)
//!
//! Reads pairs, not the browser: `app` hands them over decoded.

use super::kiosk;
use super::texts::{Text, sentences};
use facade_protocol::Backend;

/// The address's key for a model.
pub const MODEL: &str = "model";
/// Begins the name of a model that this browser keeps; no name on a list has a colon.
const OWN: &str = "own:";

/// Which model is to paint.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Wish {
    /// The site's default.
    #[default]
    Default,
    /// One of the site's list, by its name.
    Listed(String),
    /// One that the visitor brought and this browser keeps, by its name.
    Own(String),
    /// A bundle at an address, relative to the page's.
    At(String),
}

impl Wish {
    /// What `?model=` asks for: an address has a slash in it or ends as bundles do.
    pub fn of(value: &str) -> Self {
        match value.strip_prefix(OWN) {
            Some(name) => Self::Own(name.to_owned()),
            None if value.is_empty() => Self::Default,
            None if value.contains('/') || value.ends_with(".safetensors") => {
                Self::At(value.to_owned())
            }
            None => Self::Listed(value.to_owned()),
        }
    }

    /// What an address says to ask for it; nothing for the default.
    pub fn parameter(&self) -> Option<String> {
        match self {
            Self::Default => None,
            Self::Listed(value) | Self::At(value) => Some(value.clone()),
            Self::Own(name) => Some(format!("{OWN}{name}")),
        }
    }

    /// The name on the site's list.
    pub fn listed(&self) -> Option<String> {
        match self {
            Self::Listed(name) => Some(name.clone()),
            _ => None,
        }
    }
}

/// The wishes in an address.
#[derive(Debug, Default, PartialEq)]
pub struct Address {
    /// The backend to run, whatever would be faster.
    pub backend: Option<Backend>,
    /// The model to load.
    pub model: Wish,
    /// At an event: after how many seconds at rest the page begins anew.
    pub kiosk_s: Option<f64>,
    /// What in the address could not be understood, one sentence for a person.
    pub complaint: Option<Text>,
}

impl Address {
    /// Takes the known keys; `lookup` gives the decoded value of a key.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let asked = lookup("backend");
        let backend = asked.as_deref().and_then(Backend::from_id);
        let complaint = match asked {
            Some(unknown) if backend.is_none() => Some(sentences::unknown_backend(&unknown)),
            _ => None,
        };
        let asked = lookup("kiosk");
        let rest_s = |text: &str| match text {
            "" => Ok(kiosk::REST_S),
            text => text.parse().map(|seconds: u32| f64::from(seconds.max(1))),
        };
        let kiosk_s = asked
            .as_deref()
            .map(|text| rest_s(text).unwrap_or(kiosk::REST_S));
        let complaint = match asked {
            Some(text) if rest_s(&text).is_err() => Some(sentences::unknown_rest(&text)),
            _ => complaint,
        };
        Self {
            backend,
            kiosk_s,
            model: Wish::of(&lookup(MODEL).unwrap_or_default()),
            complaint,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::texts::Language;
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Address {
        Address::read(|key| {
            let pair = pairs.iter().find(|(name, _)| *name == key);
            pair.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_bare_address_asks_for_nothing() {
        assert_eq!(read(&[]), Address::default());
        assert_eq!(read(&[("model", ""), ("utm", "x")]), Address::default());
    }

    #[test]
    fn backend_and_model_are_taken() {
        let address = read(&[("backend", "webgpu"), ("model", "lite")]);
        assert_eq!(address.backend, Some(Backend::Webgpu));
        assert_eq!(address.model, Wish::Listed("lite".into()));
        assert_eq!(address.complaint, None);
    }

    #[test]
    fn a_model_is_a_name_on_the_list_one_of_the_visitor_s_or_an_address() {
        for (value, wish) in [
            ("full", Wish::Listed("full".into())),
            ("own:mine", Wish::Own("mine".into())),
            ("own:a/b.safetensors", Wish::Own("a/b.safetensors".into())),
            (
                "models/mine.safetensors",
                Wish::At("models/mine.safetensors".into()),
            ),
            ("mine.safetensors", Wish::At("mine.safetensors".into())),
            (
                "https://example.org/m",
                Wish::At("https://example.org/m".into()),
            ),
            ("", Wish::Default),
        ] {
            assert_eq!(Wish::of(value), wish, "{value}");
            let parameter = wish.parameter().unwrap_or_default();
            assert_eq!(parameter, value, "there and back");
        }
    }

    #[test]
    fn a_kiosk_rests_a_minute_or_as_long_as_the_address_says() {
        assert_eq!(read(&[("kiosk", "")]).kiosk_s, Some(60.0));
        assert_eq!(read(&[("kiosk", "5")]).kiosk_s, Some(5.0));
        assert_eq!(read(&[("kiosk", "0")]).kiosk_s, Some(1.0));
        let odd = read(&[("kiosk", "soon")]);
        assert_eq!(odd.kiosk_s, Some(60.0));
        assert!(
            odd.complaint
                .unwrap()
                .get(Language::English)
                .contains("soon")
        );
    }

    #[test]
    fn an_unknown_backend_is_complained_of_by_name() {
        let address = read(&[("backend", "cuda")]);
        assert_eq!(address.backend, None);
        let complaint = address.complaint.unwrap();
        for language in [Language::English, Language::Chinese] {
            assert!(complaint.get(language).contains("cuda"));
        }
    }
}
