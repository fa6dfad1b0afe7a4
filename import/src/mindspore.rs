//! MindSpore's checkpoints (`.ckpt`): a protocol-buffer message of named tensors, as
//! `mindspore/ccsrc/utils/checkpoint.proto` describes it.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use burn::tensor::{DType, TensorData};
use prost::Message;

use super::read::widen;

/// The tag of a checkpoint's only field, with which every file begins.
pub const START: u8 = 0x0A;

#[derive(Clone, PartialEq, Message)]
struct Checkpoint {
    #[prost(message, repeated, tag = "1")]
    values: Vec<Value>,
}

#[derive(Clone, PartialEq, Message)]
struct Value {
    /// The parameter's name.
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, optional, tag = "2")]
    tensor: Option<Tensor>,
}

#[derive(Clone, PartialEq, Message)]
struct Tensor {
    #[prost(int64, repeated, packed = "false", tag = "1")]
    dims: Vec<i64>,
    #[prost(string, tag = "2")]
    kind: String,
    /// Little-endian values. Those of a large tensor go on in values of the same name.
    #[prost(bytes = "vec", tag = "3")]
    content: Vec<u8>,
}

/// Every floating-point tensor of a checkpoint by its name.
///
/// # Errors
/// Bytes that are no whole checkpoint.
pub fn tensors(bytes: &[u8]) -> Result<BTreeMap<String, TensorData>> {
    let checkpoint =
        Checkpoint::decode(bytes).context("not a whole MindSpore checkpoint, by its bytes")?;
    let mut joined: BTreeMap<String, Tensor> = BTreeMap::new();
    for Value { name, tensor } in checkpoint.values {
        let Some(tensor) = tensor else { continue };
        match joined.get_mut(&name) {
            Some(before) => {
                ensure!(
                    before.dims == tensor.dims && before.kind == tensor.kind,
                    "a damaged MindSpore checkpoint: it holds `{name}` twice, in two shapes"
                );
                before.content.extend(tensor.content);
            }
            None => {
                joined.insert(name, tensor);
            }
        }
    }
    let mut tensors = BTreeMap::new();
    for (name, tensor) in joined {
        let kind = match tensor.kind.as_str() {
            "Float64" => DType::F64,
            "Float32" => DType::F32,
            "Float16" => DType::F16,
            "BFloat16" => DType::BF16,
            _ => continue,
        };
        let dims = tensor.dims.iter();
        let shape: Option<Vec<usize>> = dims.map(|&dim| usize::try_from(dim).ok()).collect();
        let values = shape.as_ref().and_then(|shape| {
            let product = shape.iter().try_fold(1_usize, |a, &b| a.checked_mul(b))?;
            product.checked_mul(kind.size())
        });
        match (shape, values) {
            (Some(shape), Some(bytes)) if bytes == tensor.content.len() => {
                tensors.insert(name, widen(tensor.content, &shape, kind)?);
            }
            _ => anyhow::bail!(
                "a damaged MindSpore checkpoint: `{name}` has shape {:?} and {} bytes",
                tensor.dims,
                tensor.content.len()
            ),
        }
    }
    Ok(tensors)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: &str, dims: &[i64], kind: &str, content: Vec<u8>) -> Value {
        Value {
            name: name.to_owned(),
            tensor: Some(Tensor {
                dims: dims.to_vec(),
                kind: kind.to_owned(),
                content,
            }),
        }
    }

    fn read(values: Vec<Value>) -> Result<BTreeMap<String, TensorData>> {
        tensors(&Checkpoint { values }.encode_to_vec())
    }

    #[test]
    fn a_large_tensor_is_put_together_and_integers_are_left_out() {
        let [first, second] = [1.5_f32, -2.0].map(|value| value.to_le_bytes().to_vec());
        let tensors = read(vec![
            value("w", &[2], "Float32", first),
            value("w", &[2], "Float32", second),
            value("step", &[1], "Int32", vec![0; 4]),
            value("half", &[1], "Float16", vec![0, 0x3C]),
        ])
        .unwrap();
        let values = |name: &str| tensors[name].iter::<f32>().collect::<Vec<_>>();
        assert_eq!((values("w"), values("half")), (vec![1.5, -2.0], vec![1.0]));
        assert_eq!(tensors.len(), 2);
    }

    #[test]
    fn shapes_that_do_not_fit_are_told() {
        for (dims, bytes) in [(&[2_i64][..], 4), (&[-1], 4), (&[i64::MAX, 8], 4), (&[], 0)] {
            let wrong = read(vec![value("w", dims, "Float32", vec![0; bytes])]);
            let error = wrong.unwrap_err().to_string();
            assert!(error.contains("`w` has shape"), "{error}");
        }
        assert!(tensors(b"\x0A\xFFno message").is_err());
    }
}
