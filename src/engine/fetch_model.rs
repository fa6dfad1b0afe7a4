//! From the list of models to a bundle that is whole.

use facade_model::bundle::Bundle;
use facade_model::model_list::{FILE_NAME, ListedModel, ModelList};

use super::digest::sha256;
use super::download::{Cache, Download, resolve};
use super::error::EngineError;
use crate::protocol::Refinement;

/// What [`fetch_model`] has got.
pub struct Fetched {
    /// The bundle's file, for errors to come.
    pub file: String,
    pub bundle: Bundle,
    /// What the list has for better pictures.
    pub refinement: Option<Refinement>,
}

/// Finds the model in the list at `list_url`, downloads its bundle and checks it. Without a name it
/// is the list's default.
///
/// `cache` is for the list. A bundle is taken from wherever it comes fastest, and once more from the
/// host if its digest is wrong.
///
/// `progress` is told received and expected bytes, and `share` is shown the bundle's bytes once they are known
/// to be whole.
///
/// # Errors
/// A list or bundle that cannot be had, that is damaged, or that lists no such model.
pub async fn fetch_model(
    list_url: &str,
    name: Option<&str>,
    cache: Cache,
    progress: impl Fn(u64, u64),
    share: impl Fn(&[u8]),
) -> Result<Fetched, EngineError> {
    let json = Download {
        url: list_url.to_owned(),
        file: FILE_NAME.to_owned(),
        cache,
    }
    .run(None, |_| {})
    .await?;
    let (model, refinement) = choose(&json, name)?;

    // The list tells the digest, so a copy in the browser's cache needs nobody's word, only a second
    // try if it is wrong. Browsers keep refusals too.
    let mut cache = match cache {
        Cache::Ignore => Cache::Ignore,
        Cache::Trust | Cache::Confirm => Cache::Trust,
    };
    loop {
        match fetch_bundle(&model, list_url, cache, &progress, &share).await {
            Err(
                EngineError::WrongFile { .. }
                | EngineError::FileMissing { .. }
                | EngineError::Refused { .. },
            ) if cache == Cache::Trust => cache = Cache::Ignore,
            answer => {
                return Ok(Fetched {
                    bundle: answer?,
                    file: model.file,
                    refinement,
                });
            }
        }
    }
}

/// The bytes are dropped before anybody builds a network of the bundle.
async fn fetch_bundle(
    model: &ListedModel,
    list_url: &str,
    cache: Cache,
    progress: impl Fn(u64, u64),
    share: impl Fn(&[u8]),
) -> Result<Bundle, EngineError> {
    let file = model.file.clone();
    let download = Download {
        url: resolve(&file, list_url)?,
        file: file.clone(),
        cache,
    };
    let mut steps = Steps::of(model.bytes);
    let bytes = download
        .run(Some(model.bytes), |received_bytes| {
            if steps.next(received_bytes) {
                progress(received_bytes, model.bytes);
            }
        })
        .await?;
    let digest = sha256(&bytes).await;
    if let Err(source) = model.verify(bytes.len() as u64, &digest) {
        return Err(EngineError::WrongFile { file, source });
    }
    share(&bytes);
    Bundle::decode_verified(&bytes).map_err(|source| EngineError::BadBundle { file, source })
}

/// Hundredths of a download. Pieces come by the thousand, and a page on a slow processor would still
/// be busy with news of them when the picture is there.
struct Steps {
    expected_bytes: u64,
    hundredths: Option<u64>,
}

impl Steps {
    fn of(expected_bytes: u64) -> Self {
        Self {
            expected_bytes,
            hundredths: None,
        }
    }

    /// Whether so many bytes are worth telling: the first ever, each hundredth, and the last.
    fn next(&mut self, received_bytes: u64) -> bool {
        let hundredths = received_bytes.saturating_mul(100) / self.expected_bytes.max(1);
        self.hundredths.replace(hundredths) != Some(hundredths)
    }
}

/// The model called `name` of a list, or its default one, and what there is for better pictures.
///
/// # Errors
/// [`EngineError::BadList`] where the bytes are no list, [`EngineError::UnknownModel`] where the list
/// has none of that name.
fn choose(
    json: &[u8],
    name: Option<&str>,
) -> Result<(ListedModel, Option<Refinement>), EngineError> {
    let list: ModelList = serde_json::from_slice(json).map_err(|error| EngineError::BadList {
        file: FILE_NAME.to_owned(),
        reason: error.to_string(),
    })?;
    match list.choose(name) {
        Some(model) => {
            let refinement = list.refinement_of(model).map(|listed| Refinement {
                name: listed.name.clone(),
                file: listed.file.clone(),
                bytes: listed.bytes,
            });
            Ok((model.clone(), refinement))
        }
        None => Err(EngineError::UnknownModel {
            name: name.unwrap_or(&list.default).to_owned(),
            known: list.models.into_iter().map(|model| model.name).collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::FailureKind;

    const LIST: &[u8] = br#"{"default":"lite","models":[
        {"name":"lite","file":"lite.safetensors","bytes":3,"sha256":"00"},
        {"name":"full","file":"full.safetensors","bytes":9,"sha256":"01"}]}"#;

    #[test]
    fn without_a_name_the_default_model_is_chosen() {
        assert_eq!(choose(LIST, None).unwrap().0.file, "lite.safetensors");
        assert_eq!(choose(LIST, Some("full")).unwrap().0.bytes, 9);
        assert_eq!(choose(LIST, None).unwrap().1, None);
    }

    #[test]
    fn the_model_for_better_pictures_comes_with_the_default_one_alone() {
        let list = String::from_utf8(LIST.to_vec()).unwrap();
        let list = list.replacen('{', r#"{"refine":"full","#, 1);
        let refinement = choose(list.as_bytes(), None).unwrap().1.unwrap();
        assert_eq!((&*refinement.name, refinement.bytes), ("full", 9));
        assert_eq!(choose(list.as_bytes(), Some("full")).unwrap().1, None);
    }

    #[test]
    fn an_unknown_name_is_a_missing_model() {
        let error = choose(LIST, Some("large")).unwrap_err();
        assert_eq!(error.kind(), FailureKind::Missing);
        assert!(error.to_string().contains("lite, full"), "{error}");
    }

    #[test]
    fn a_download_in_thousands_of_pieces_is_told_a_hundred_times_and_to_the_last_byte() {
        let (bytes, piece) = (1_801_974, 1_500);
        let mut steps = Steps::of(bytes);
        let pieces = (piece..bytes).step_by(1_500).chain([bytes]);
        let told: Vec<u64> = pieces.filter(|&received| steps.next(received)).collect();
        assert_eq!(told.len(), 101);
        assert_eq!((told[0], told[100]), (piece, bytes));
        assert!(!steps.next(bytes));
    }

    #[test]
    fn a_page_in_place_of_the_list_is_corrupt() {
        let error = choose(b"<!doctype html>", None).unwrap_err();
        assert_eq!(error.kind(), FailureKind::Corrupt);
    }
}
