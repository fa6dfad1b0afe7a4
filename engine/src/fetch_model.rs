//! From the list of models to files that are whole.

use facade_model::bundle::Bundle;
use facade_model::model_list::{FILE_NAME, ListedFile, ListedModel, ModelList};

use super::digest::sha256;
use super::download::{Cache, Download, resolve};
use super::error::EngineError;
use facade_protocol::Refinement;

/// What [`fetch_model`] has got.
pub struct Fetched {
    /// The bundle's file, for errors to come.
    pub file: String,
    pub bundle: Bundle,
    /// What the list has for better pictures.
    pub refinement: Option<Refinement>,
    /// Whether the list has a critic for its pictures.
    pub critic: bool,
}

/// Finds the model in the list at `list_url`, downloads its bundle and checks it. Without a name it
/// is the list's default.
///
/// `cache` is for the list; see [`fetch_file`] for the bundle.
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
    let list = fetch_list(list_url, cache).await?;
    let model = choose(&list, name)?;
    let refinement = list.refinement_of(&model).map(|listed| Refinement {
        name: listed.name.clone(),
        file: listed.file.clone(),
        bytes: listed.bytes,
    });
    let critic = list.discriminator_for(&model.name).is_some();
    let file = model.file.clone();
    let bytes = fetch_file(&model.bundle(), list_url, cache, progress).await?;
    share(&bytes);
    match Bundle::decode_verified(&bytes) {
        Ok(bundle) => Ok(Fetched {
            file,
            bundle,
            refinement,
            critic,
        }),
        Err(source) => Err(EngineError::BadBundle { file, source }),
    }
}

/// The list at `list_url`.
///
/// # Errors
/// A list that cannot be had, or that is none.
pub async fn fetch_list(list_url: &str, cache: Cache) -> Result<ModelList, EngineError> {
    let json = Download {
        url: list_url.to_owned(),
        file: FILE_NAME.to_owned(),
        cache,
    }
    .run(None, |_| {})
    .await?;
    read_list(&json)
}

/// A file of the list, whole. It is taken from wherever it comes fastest, and once more from the host if its
/// digest is wrong; [`Cache::Ignore`] asks the host at once.
///
/// # Errors
/// A file that cannot be had, or is not the one of the list.
pub async fn fetch_file(
    listed: &ListedFile,
    list_url: &str,
    cache: Cache,
    progress: impl Fn(u64, u64),
) -> Result<Vec<u8>, EngineError> {
    // The list tells the digest, so a copy in the browser's cache needs nobody's word, only a second
    // try if it is wrong. Browsers keep refusals too.
    let mut cache = match cache {
        Cache::Ignore => Cache::Ignore,
        Cache::Trust | Cache::Confirm => Cache::Trust,
    };
    loop {
        match fetch_once(listed, list_url, cache, &progress).await {
            Err(
                EngineError::WrongFile { .. }
                | EngineError::FileMissing { .. }
                | EngineError::Refused { .. },
            ) if cache == Cache::Trust => cache = Cache::Ignore,
            answer => return answer,
        }
    }
}

async fn fetch_once(
    listed: &ListedFile,
    list_url: &str,
    cache: Cache,
    progress: impl Fn(u64, u64),
) -> Result<Vec<u8>, EngineError> {
    let file = listed.file.clone();
    let download = Download {
        url: resolve(&file, list_url)?,
        file: file.clone(),
        cache,
    };
    let mut steps = Steps::of(listed.bytes);
    let bytes = download
        .run(Some(listed.bytes), |received_bytes| {
            if steps.next(received_bytes) {
                progress(received_bytes, listed.bytes);
            }
        })
        .await?;
    let digest = sha256(&bytes).await;
    match listed.verify(bytes.len() as u64, &digest) {
        Ok(()) => Ok(bytes),
        Err(source) => Err(EngineError::WrongFile { file, source }),
    }
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

fn read_list(json: &[u8]) -> Result<ModelList, EngineError> {
    serde_json::from_slice(json).map_err(|error| EngineError::BadList {
        file: FILE_NAME.to_owned(),
        reason: error.to_string(),
    })
}

/// The model called `name` of a list, or its default one.
///
/// # Errors
/// [`EngineError::UnknownModel`] where the list has none of that name.
fn choose(list: &ModelList, name: Option<&str>) -> Result<ListedModel, EngineError> {
    let unknown = || EngineError::UnknownModel {
        name: name.unwrap_or(&list.default).to_owned(),
        known: list.models.iter().map(|model| model.name.clone()).collect(),
    };
    list.choose(name).cloned().ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use facade_protocol::FailureKind;

    const LIST: &[u8] = br#"{"default":"lite","models":[
        {"name":"lite","file":"lite.safetensors","bytes":3,"sha256":"00"},
        {"name":"full","file":"full.safetensors","bytes":9,"sha256":"01"}]}"#;

    #[test]
    fn without_a_name_the_default_model_is_chosen() {
        let list = read_list(LIST).unwrap();
        assert_eq!(choose(&list, None).unwrap().file, "lite.safetensors");
        assert_eq!(choose(&list, Some("full")).unwrap().bytes, 9);
    }

    #[test]
    fn the_default_model_alone_is_bettered() {
        let json = String::from_utf8(LIST.to_vec()).unwrap();
        let json = json.replacen('{', r#"{"refine":"full","#, 1);
        let list = read_list(json.as_bytes()).unwrap();
        let better = |name| list.refinement_of(&choose(&list, name).unwrap()).cloned();
        assert_eq!(better(None).unwrap().bytes, 9);
        assert_eq!(better(Some("full")), None);
    }

    #[test]
    fn an_unknown_name_is_a_missing_model() {
        let error = choose(&read_list(LIST).unwrap(), Some("large")).unwrap_err();
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
        let error = read_list(b"<!doctype html>").unwrap_err();
        assert_eq!(error.kind(), FailureKind::Corrupt);
    }
}
