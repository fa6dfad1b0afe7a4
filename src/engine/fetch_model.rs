//! From the list of models to a bundle that is whole.

use facade_model::bundle::Bundle;
use facade_model::model_list::{FILE_NAME, ModelList};

use super::download::{Cache, Download, resolve};
use super::error::EngineError;

/// Finds the model in the list at `list_url`, downloads its bundle and checks it. Without a name it
/// is the list's default. Returns the file's name for errors to come, and the bundle.
///
/// `progress` is told received and expected bytes.
///
/// # Errors
/// A list or bundle that cannot be had, that is damaged, or that lists no such model.
pub async fn fetch_model(
    list_url: &str,
    name: Option<&str>,
    cache: Cache,
    progress: impl Fn(u64, u64),
) -> Result<(String, Bundle), EngineError> {
    let json = Download {
        url: list_url.to_owned(),
        file: FILE_NAME.to_owned(),
        cache,
    }
    .run(None, |_| {})
    .await?;
    let list: ModelList = serde_json::from_slice(&json).map_err(|error| EngineError::BadList {
        file: FILE_NAME.to_owned(),
        reason: error.to_string(),
    })?;
    let Some(model) = list.choose(name) else {
        return Err(EngineError::UnknownModel {
            name: name.unwrap_or(&list.default).to_owned(),
            known: list.models.into_iter().map(|model| model.name).collect(),
        });
    };

    let file = model.file.clone();
    let download = Download {
        url: resolve(&file, list_url)?,
        file: file.clone(),
        cache,
    };
    let expected_bytes = model.bytes;
    let bytes = download
        .run(Some(expected_bytes), |received_bytes| {
            progress(received_bytes, expected_bytes);
        })
        .await?;
    if let Err(source) = model.verify(&bytes) {
        return Err(EngineError::WrongFile { file, source });
    }
    match Bundle::decode(&bytes) {
        Ok(bundle) => Ok((file, bundle)),
        Err(source) => Err(EngineError::BadBundle { file, source }),
    }
}
