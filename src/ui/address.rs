//! What the page's address asks of the engines: `?backend=cpu|webgpu` and `?model=NAME`.
//! (`?lang=` is [`language`](super::language)'s.)
//!
//! Reads pairs, not the browser: `app` hands them over decoded.

use super::texts::{Text, sentences};
use facade_protocol::Backend;

/// The wishes in an address.
#[derive(Debug, Default, PartialEq)]
pub struct Address {
    /// The backend to run, whatever would be faster.
    pub backend: Option<Backend>,
    /// The model to load, in place of the site's default.
    pub model: Option<String>,
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
        Self {
            backend,
            model: lookup("model").filter(|name| !name.is_empty()),
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
        assert_eq!(address.model.as_deref(), Some("lite"));
        assert_eq!(address.complaint, None);
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
