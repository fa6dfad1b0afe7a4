//! The list of models a site offers (`models/models.json`), and whether a downloaded file is the
//! one it names.
//!
//! Knows neither how files arrive nor what a bundle holds inside.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::error::EngineError;

/// `models.json`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ModelIndex {
    /// Name of the model that is loaded when the visitor asks for none.
    pub default: String,
    pub models: Vec<ModelEntry>,
}

/// One model of the list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ModelEntry {
    pub name: String,
    /// Address of the bundle, relative to the list.
    pub file: String,
    /// Length of the file in bytes.
    pub bytes: u64,
    /// SHA-256 of the whole file, in lower-case hexadecimal digits.
    pub sha256: String,
}

impl ModelIndex {
    /// Reads the list; `file` names it in errors.
    ///
    /// # Errors
    /// [`EngineError::BadIndex`] where the bytes are no such list.
    pub fn parse(file: &str, json: &[u8]) -> Result<Self, EngineError> {
        serde_json::from_slice(json).map_err(|error| EngineError::BadIndex {
            file: file.to_owned(),
            reason: error.to_string(),
        })
    }

    /// The model called `name`, or the default one.
    ///
    /// # Errors
    /// [`EngineError::UnknownModel`] where the list has none of that name.
    pub fn choose(&self, name: Option<&str>) -> Result<&ModelEntry, EngineError> {
        let name = name.unwrap_or(&self.default);
        self.models
            .iter()
            .find(|model| model.name == name)
            .ok_or_else(|| EngineError::UnknownModel {
                name: name.to_owned(),
                known: self.models.iter().map(|model| model.name.clone()).collect(),
            })
    }
}

impl ModelEntry {
    /// Checks that `bytes` are the file this entry names.
    ///
    /// # Errors
    /// [`EngineError::WrongLength`] or [`EngineError::WrongHash`].
    pub fn verify(&self, bytes: &[u8]) -> Result<(), EngineError> {
        let received_bytes = bytes.len() as u64;
        if received_bytes != self.bytes {
            return Err(EngineError::WrongLength {
                file: self.file.clone(),
                received_bytes,
                expected_bytes: self.bytes,
            });
        }
        let digest = Sha256::digest(bytes);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        if !hex.eq_ignore_ascii_case(&self.sha256) {
            return Err(EngineError::WrongHash {
                file: self.file.clone(),
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::FailureKind;

    /// SHA-256 of `abc`, from FIPS 180-2, appendix B.1.
    const ABC_SHA256: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn index() -> ModelIndex {
        let json = format!(
            r#"{{"default":"lite","models":[
                {{"name":"lite","file":"lite.safetensors","bytes":3,"sha256":"{ABC_SHA256}"}},
                {{"name":"full","file":"full.safetensors","bytes":9,"sha256":"00"}}]}}"#
        );
        ModelIndex::parse("models.json", json.as_bytes()).unwrap()
    }

    #[test]
    fn without_a_name_the_default_model_is_chosen() {
        assert_eq!(index().choose(None).unwrap().file, "lite.safetensors");
        assert_eq!(index().choose(Some("full")).unwrap().bytes, 9);
    }

    #[test]
    fn an_unknown_name_is_a_missing_model() {
        let error = index().choose(Some("large")).unwrap_err();
        assert_eq!(error.kind(), FailureKind::Missing);
        assert!(error.to_string().contains("lite, full"), "{error}");
    }

    #[test]
    fn a_page_in_place_of_the_list_is_corrupt() {
        let error = ModelIndex::parse("models.json", b"<!doctype html>").unwrap_err();
        assert_eq!(error.kind(), FailureKind::Corrupt);
    }

    #[test]
    fn only_the_very_file_passes() {
        let index = index();
        let lite = index.choose(None).unwrap();
        assert!(lite.verify(b"abc").is_ok());
        assert!(matches!(
            lite.verify(b"abd"),
            Err(EngineError::WrongHash { .. })
        ));
        assert!(matches!(
            lite.verify(b"ab"),
            Err(EngineError::WrongLength {
                received_bytes: 2,
                expected_bytes: 3,
                ..
            })
        ));
    }
}
