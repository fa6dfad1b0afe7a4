//! What a bundle says of itself (the format: model/src/bundle).
//!
//! Weights are not looked at but for their digest: the engine refuses what does not fit.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::build_id::hex;

/// Metadata key of a generator's manifest.
const KEY: &str = "facade";

/// The manifest of a bundle whose tensors are the ones it speaks of.
///
/// # Errors
/// What is no bundle, or a damaged one.
pub fn manifest(bytes: &[u8]) -> Result<Value> {
    let (header, data) = header(bytes).context("it is no safetensors file")?;
    let Some(manifest) = header["__metadata__"][KEY].as_str() else {
        bail!(
            "it is no bundle for the page: `trainer export` writes one from a run, `trainer import` from other programs' files"
        );
    };
    let manifest: Value = serde_json::from_str(manifest).context("its manifest is not JSON")?;
    let digest = digest(&header, data).context("its list of tensors makes no sense")?;
    ensure!(
        manifest["sha256"] == digest.as_str(),
        "its weights are damaged: their SHA-256 is {digest}, the manifest says {}",
        manifest["sha256"]
    );
    Ok(manifest)
}

fn header(bytes: &[u8]) -> Option<(Value, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let (header, data) = rest.split_at_checked(length)?;
    Some((serde_json::from_slice(header).ok()?, data))
}

/// SHA-256 over name, shape and bytes of each tensor, in the order of the names.
fn digest(header: &Value, data: &[u8]) -> Option<String> {
    let tensors = header.as_object()?;
    let mut names: Vec<_> = tensors
        .keys()
        .filter(|name| *name != "__metadata__")
        .collect();
    names.sort();
    let mut hash = Sha256::new();
    for name in names {
        let number = |value: &Value| usize::try_from(value.as_u64()?).ok();
        let numbers = |key: &str| -> Option<Vec<usize>> {
            tensors[name][key].as_array()?.iter().map(number).collect()
        };
        let (shape, offsets) = (numbers("shape")?, numbers("data_offsets")?);
        let bytes = data.get(*offsets.first()?..*offsets.get(1)?)?;
        hash.update(format!("{name} {shape:?} {}\n", bytes.len()));
        hash.update(bytes);
    }
    Some(hex(&hash.finalize()))
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::publish::feed::Feed;
    use facade_subjects::facades::FACADES;
    use serde_json::json;
    use std::fs;
    use std::path::Path;

    /// A bundle of one tensor, whole but for weights that no engine would take.
    pub fn bundle(name: &str, input: &Value) -> Vec<u8> {
        let data = *b"abcd";
        let tensors = json!({ "w": { "dtype": "F16", "shape": [1, 2], "data_offsets": [0, 4] } });
        let manifest = json!({
            "version": 3, "name": name, "input": input, "precision": "int8",
            "architecture": { "kind": "unet-256", "ngf": 16, "input_channels": 12, "depth": 8, "dropout": 0.0 },
            "training": { "pairs": 400, "epochs": 30, "seed": 1, "validation_l1": 0.355 },
            "sha256": digest(&tensors, &data).unwrap(),
        });
        let mut header = tensors;
        header["__metadata__"] = json!({ KEY: manifest.to_string() });
        let header = header.to_string();
        let length = (header.len() as u64).to_le_bytes();
        [&length[..], header.as_bytes(), &data].concat()
    }

    pub fn facades() -> Value {
        let classes = FACADES
            .classes
            .iter()
            .map(|class| json!({ "id": class.id, "name": class.name, "color": class.color }));
        json!({ "kind": "one-hot-labels", "classes": classes.collect::<Vec<_>>() })
    }

    fn source(path: &str) -> String {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
        fs::read_to_string(Path::new(&package).parent().unwrap().join(path)).unwrap()
    }

    /// The engine module is for pages of others, and has a table of its own.
    #[test]
    fn the_engine_module_s_classes_are_the_facades() {
        let text = source("web/engine/classes.js");
        let calls = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("class_("));
        let class = |call: &str| {
            let words: Vec<&str> = call.trim_end_matches("),").split(", ").collect();
            let [id, name, color @ ..] = &words[..] else {
                return None;
            };
            let color: Option<Vec<u8>> = color.iter().map(|word| word.parse().ok()).collect();
            let name = name.trim_matches('"').to_owned();
            Some((id.parse().ok()?, name, color?.try_into().ok()?))
        };
        let theirs: Vec<(u8, String, [u8; 3])> = calls.filter_map(class).collect();
        let ours = FACADES.classes.iter();
        let ours = ours.map(|class| (class.id, class.name.to_owned(), class.color));
        assert_eq!(theirs, ours.collect::<Vec<_>>());
    }

    #[test]
    fn the_shipped_bundles_are_whole_and_of_facades() {
        let root = std::env::var_os("CARGO_MANIFEST_DIR").unwrap();
        for name in ["lite", "full"] {
            let path = Path::new(&root).join(format!("../web/models/{name}.safetensors"));
            let manifest = manifest(&fs::read(path).unwrap()).unwrap();
            assert_eq!(manifest["name"], name);
            assert_eq!(Feed::of(&manifest).unwrap(), Feed::Facades);
        }
    }

    #[test]
    fn what_is_no_bundle_and_a_damaged_one_are_refused() {
        let whole = bundle("mine", &facades());
        assert_eq!(manifest(&whole).unwrap()["name"], "mine");
        let mut damaged = whole.clone();
        *damaged.last_mut().unwrap() ^= 1;
        let refusal = |bytes: &[u8]| manifest(bytes).unwrap_err().to_string();
        assert!(
            refusal(&damaged).contains("damaged"),
            "{}",
            refusal(&damaged)
        );
        assert!(refusal(&whole[..whole.len() - 1]).contains("no sense"));
        assert!(refusal(b"<!doctype html>").contains("no safetensors file"));
        let plain = br#"\x02\0\0\0\0\0\0\0{}"#;
        assert!(manifest(plain).is_err());
        let plain = [&2_u64.to_le_bytes()[..], b"{}"].concat();
        assert!(refusal(&plain).contains("trainer export"));
    }
}
