//! The ONNX files that our own `trainer export` writes: what they say of their generator, and its weights out of them.
//!
//! A graph could be any program; what ours computes is known by its description alone, so no other is taken, and no node
//! looked at: the weights must be those that the description has the digest of.

pub mod description;
pub mod messages;

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use burn::tensor::{DType, TensorData};
use facade_model::bundle::{FORMAT_VERSION, Manifest, Precision};
use facade_model::weights::check_shapes;
use prost::Message;

use super::read::widen;
use description::{DESCRIPTION_KEY, Description, Origin};
use messages::{ElementKind, Model, Tensor};

/// The tag of the version, with which every ONNX file begins.
pub const START: u8 = 0x08;

/// Reads the message.
///
/// # Errors
/// Bytes that are none.
pub fn read(bytes: &[u8]) -> Result<Model> {
    let model = Model::decode(bytes).context("not a whole ONNX file, by its bytes")?;
    ensure!(model.graph.is_some(), "an ONNX file without a graph");
    Ok(model)
}

/// The generator of a graph.
///
/// # Errors
/// A graph that is not ours, or whose weights are not those that it was written with.
pub fn generator(model: Model) -> Result<(Manifest, BTreeMap<String, TensorData>)> {
    let text = model
        .metadata_props
        .iter()
        .find(|entry| entry.key == DESCRIPTION_KEY);
    let Some(text) = text else {
        bail!(
            "it is an ONNX file of another program; only those that `trainer export` wrote can be imported, and the PyTorch checkpoint behind it"
        );
    };
    let description: Description = serde_json::from_str(&text.value)
        .context("what the ONNX file says of its generator cannot be read")?;
    let tensors = model.graph.unwrap_or_default().initializer;
    match &description.sha256 {
        Some(expected) => ensure!(
            description::digest(&tensors) == *expected,
            "the ONNX file is damaged: its weights are not those that it was written with"
        ),
        None => bail!(
            "the ONNX file was written before such files had a digest; write it anew with `trainer export --format onnx`"
        ),
    }
    let manifest = manifest(description);
    manifest.check()?;
    let weights = tensors
        .into_iter()
        .map(weight)
        .collect::<Result<BTreeMap<_, _>>>()?;
    let expected = manifest.architecture.config().weight_shapes();
    check_shapes(&weights, &expected)?;
    Ok((manifest, weights))
}

fn manifest(description: Description) -> Manifest {
    Manifest {
        version: FORMAT_VERSION,
        name: description.name,
        architecture: description.architecture,
        input: description.input,
        palettes: description.palettes,
        inks: description.inks,
        // They may be those of a bundle in 8 bits, with its decoder folded since.
        precision: Precision::F16,
        training: match description.origin {
            Origin::Trained(training) => Some(training),
            Origin::Imported { .. } => None,
        },
        sha256: String::new(),
    }
}

fn weight(tensor: Tensor) -> Result<(String, TensorData)> {
    let Tensor {
        name,
        dims,
        data_type,
        raw_data,
    } = tensor;
    let unusable = || format!("the weights `{name}` of the ONNX file cannot be read");
    let lengths = dims.iter().map(|&length| usize::try_from(length));
    let shape: Vec<usize> = lengths.collect::<Result<_, _>>().with_context(unusable)?;
    let values = shape.iter().try_fold(1_usize, |a, &b| a.checked_mul(b));
    let bytes = values.and_then(|values| values.checked_mul(DType::F32.size()));
    ensure!(
        data_type == i32::from(ElementKind::Float) && bytes == Some(raw_data.len()),
        unusable()
    );
    let data = widen(raw_data, &shape, DType::F32).with_context(unusable)?;
    Ok((name, data))
}

#[cfg(test)]
mod tests {
    use super::messages::{Graph, StringEntry};
    use super::*;

    fn file(description: Option<&str>) -> Model {
        let entries = description.map(|value| StringEntry {
            key: DESCRIPTION_KEY.to_owned(),
            value: value.to_owned(),
        });
        Model {
            graph: Some(Graph::default()),
            metadata_props: entries.into_iter().collect(),
            ..Model::default()
        }
    }

    #[test]
    fn graphs_of_others_and_of_older_programs_are_refused_in_a_sentence() {
        let error = |description: Option<&str>| {
            let error = format!("{:#}", generator(file(description)).unwrap_err());
            println!("{error}");
            assert!(!error.contains('\n'), "{error}");
            error
        };
        assert!(error(None).contains("another program"));
        assert!(error(Some("{}")).contains("cannot be read"));
        let older = r#"{"name":"a","architecture":{"kind":"unet-256","ngf":1,"input_channels":3},"input":{"kind":"rgb"},"origin":{"kind":"imported","file":"a"}"#;
        assert!(error(Some(&format!("{older}}}"))).contains("write it anew"));
        let other = format!(r#"{older},"sha256":"00"}}"#);
        assert!(error(Some(&other)).contains("damaged"));
        let empty = description::digest(&[]);
        let bare = format!(r#"{older},"sha256":"{empty}"}}"#);
        assert!(error(Some(&bare)).contains("lack `decoder.0.conv.weight`"));
        let wide = bare.replace("\"ngf\":1", "\"ngf\":9999999");
        assert!(error(Some(&wide)).contains("impossible form"));
    }

    #[test]
    fn what_is_no_message_is_refused() {
        assert!(read(b"\x08\x0a\x12\x06facade").is_err());
        assert!(read(&Model::default().encode_to_vec()).is_err());
    }

    #[test]
    fn tensors_whose_bytes_do_not_fill_their_shape_are_refused() {
        for (dims, bytes) in [(vec![2_i64], 4), (vec![-1], 4), (vec![i64::MAX, 8], 4)] {
            let tensor = Tensor {
                dims,
                data_type: ElementKind::Float.into(),
                name: "w".to_owned(),
                raw_data: vec![0; bytes],
            };
            let error = weight(tensor).unwrap_err().to_string();
            assert!(error.contains("`w`"), "{error}");
        }
    }
}
