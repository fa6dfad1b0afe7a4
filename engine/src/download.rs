//! Fetching files in a worker, with real progress.
//!
//! Knows no model: what the bytes must be is checked by [`super::fetch_model`].

use facade_model::model_list::WrongFile;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ReadableStreamDefaultReader, ReadableStreamReadResult, RequestCache, RequestInit, Response, Url,
};

use super::error::EngineError;
use super::port;

/// How far the browser's cache is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cache {
    /// Cached bytes are used unasked, however old: their digest is known and will tell.
    Trust,
    /// Cached bytes are used after the server has confirmed them: a list and a bundle of different
    /// releases must not meet.
    Confirm,
    /// Cached bytes are ignored: the last ones turned out to be damaged.
    Ignore,
}

/// A file to fetch.
#[derive(Debug, Clone)]
pub struct Download {
    /// Absolute address.
    pub url: String,
    /// What to call it in front of people.
    pub file: String,
    pub cache: Cache,
}

impl Download {
    /// Fetches the whole file, calling `on_progress` with the bytes received so far after each
    /// piece.
    ///
    /// Where its length is known, memory is taken once, before anything is asked for, and each piece
    /// goes there as it arrives: nothing is ever held twice but that piece. A file that turns out to be
    /// longer is not read to its end.
    ///
    /// # Errors
    /// [`EngineError::NoMemory`], [`EngineError::Unreachable`], [`EngineError::Refused`],
    /// [`EngineError::FileMissing`], and [`EngineError::WrongFile`] for a file that is too long.
    pub async fn run(
        &self,
        expected_bytes: Option<u64>,
        mut on_progress: impl FnMut(u64),
    ) -> Result<Vec<u8>, EngineError> {
        let mut bytes = self.room(expected_bytes.unwrap_or(0))?;
        let unreachable = |reason: JsValue| EngineError::Unreachable {
            file: self.file.clone(),
            reason: port::reason(&reason),
        };
        let response = self.request().await.map_err(unreachable)?;
        let status = response.status();
        match status {
            404 | 410 => {
                return Err(EngineError::FileMissing {
                    file: self.file.clone(),
                    status,
                });
            }
            _ if !response.ok() => {
                return Err(EngineError::Refused {
                    file: self.file.clone(),
                    status,
                });
            }
            _ => {}
        }
        // An empty file may come without a body.
        let Some(body) = response.body() else {
            return Ok(bytes);
        };
        let reader = ReadableStreamDefaultReader::new(&body).map_err(unreachable)?;
        loop {
            let piece: ReadableStreamReadResult = JsFuture::from(reader.read())
                .await
                .map_err(unreachable)?
                .unchecked_into();
            if piece.get_done().unwrap_or(false) {
                return Ok(bytes);
            }
            let piece: Uint8Array = piece.get_value().unchecked_into();
            let start = bytes.len();
            let end = start + piece.length() as usize;
            let received_bytes = end as u64;
            if let Some(expected_bytes) = expected_bytes.filter(|most| received_bytes > *most) {
                // Nothing is lost if cancelling fails: the connection then ends by itself.
                let _ = reader.cancel();
                return Err(EngineError::WrongFile {
                    file: self.file.clone(),
                    source: WrongFile::Length {
                        received_bytes,
                        expected_bytes,
                    },
                });
            }
            bytes.resize(end, 0);
            piece.copy_to(&mut bytes[start..]);
            on_progress(received_bytes);
        }
    }

    /// Memory for so many bytes, none of them there yet.
    fn room(&self, length_bytes: u64) -> Result<Vec<u8>, EngineError> {
        let no_memory = || EngineError::NoMemory {
            file: self.file.clone(),
            length_bytes,
        };
        let mut bytes = Vec::new();
        let length = usize::try_from(length_bytes).map_err(|_| no_memory())?;
        bytes.try_reserve_exact(length).map_err(|_| no_memory())?;
        Ok(bytes)
    }

    async fn request(&self) -> Result<Response, JsValue> {
        let options = RequestInit::new();
        options.set_cache(match self.cache {
            Cache::Trust => RequestCache::ForceCache,
            Cache::Confirm => RequestCache::NoCache,
            Cache::Ignore => RequestCache::Reload,
        });
        let answer = port::scope().fetch_with_str_and_init(&self.url, &options);
        JsFuture::from(answer).await?.dyn_into()
    }
}

/// The address of `file`, which is given relative to `base_url`.
///
/// # Errors
/// [`EngineError::BadList`] where the two make no address.
pub fn resolve(file: &str, base_url: &str) -> Result<String, EngineError> {
    Url::new_with_base(file, base_url)
        .map(|url| url.href())
        .map_err(|_| EngineError::BadList {
            file: base_url.to_owned(),
            reason: format!("{file} is no address"),
        })
}
