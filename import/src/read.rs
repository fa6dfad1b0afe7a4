//! Files of tensors, whatever their container: names, shapes and values as f32.

use std::collections::BTreeMap;

use anyhow::{Context, Error, Result, anyhow, bail, ensure};
use burn::tensor::{DType, TensorData};
use half::{bf16, f16};
use pytorch_reader::{DType as Stored, PytorchReader};
use safetensors::SafeTensors;
use safetensors::tensor::Dtype;

use super::onnx::messages::Model;
use super::{foreign, mindspore, onnx};

/// First bytes of what `torch.save` writes: a zip archive, or a pickle in older programs.
const PYTORCH: [&[u8]; 2] = [b"PK\x03\x04", b"\x80"];
/// Where in a tar archive, which the oldest wrote, its kind is said, and how.
const TAR: (usize, &[u8]) = (257, b"ustar");
/// As many first bytes as tell what stands in a checkpoint's place.
const HEAD_BYTES: usize = 64;

/// How many times its own length the tensors of a PyTorch file may have: several may share one storage, but one value
/// may also claim to be a million.
const UNFOLDED_MOST: u64 = 4;

/// What a file holds.
pub enum Content {
    /// Every floating-point tensor by its name. Others, such as counters, are left out.
    Tensors(BTreeMap<String, TensorData>),
    /// A whole graph.
    Onnx(Box<Model>),
}

/// Reads a file that is not packed. What it is, its bytes say.
///
/// # Errors
/// Bytes that are damaged, or hold neither tensors nor a graph.
pub fn content(bytes: Vec<u8>) -> Result<Content> {
    let is_tar = bytes.get(TAR.0..TAR.0 + TAR.1.len()) == Some(TAR.1);
    if is_tar {
        let tensors = from_pytorch(bytes).map_err(|error| {
            anyhow!("it is a tar archive, but none that is read as one of torch.save ({error}); unpack it first")
        })?;
        return Ok(Content::Tensors(tensors));
    }
    if PYTORCH.iter().any(|start| bytes.starts_with(start)) {
        return Ok(Content::Tensors(from_pytorch(bytes)?));
    }
    // The length of the header, then its first letter.
    if bytes.get(8) == Some(&b'{') {
        return Ok(Content::Tensors(from_safetensors(&bytes)?));
    }
    if bytes.first() == Some(&mindspore::START) {
        return Ok(Content::Tensors(mindspore::tensors(&bytes)?));
    }
    if bytes.first() == Some(&onnx::START) {
        return Ok(Content::Onnx(Box::new(onnx::read(&bytes)?)));
    }
    ensure!(!bytes.is_empty(), "it is empty");
    if let Some(what) = foreign::known(&bytes[..bytes.len().min(HEAD_BYTES)]) {
        bail!("it is {what}, no checkpoint");
    }
    bail!(
        "not a whole PyTorch checkpoint (.pth, .pt), .safetensors file, MindSpore checkpoint (.ckpt) or ONNX file, by its bytes"
    )
}

fn from_pytorch(bytes: Vec<u8>) -> Result<BTreeMap<String, TensorData>> {
    let limit = (bytes.len() as u64).saturating_mul(UNFOLDED_MOST);
    // Its errors repeat their causes in their own words, so the chain would say all twice.
    let reader = PytorchReader::from_bytes(bytes, None);
    let reader = reader.map_err(|error| unusable(&error.to_string()))?;
    let mut unfolded_bytes = 0_u64;
    let mut tensors = BTreeMap::new();
    for (name, tensor) in reader.into_tensors() {
        let kind = match tensor.dtype() {
            Stored::F64 => DType::F64,
            Stored::F32 => DType::F32,
            Stored::F16 => DType::F16,
            Stored::BF16 => DType::BF16,
            _ => continue,
        };
        unfolded_bytes = unfolded_bytes.saturating_add(tensor.byte_len() as u64);
        ensure!(
            unfolded_bytes <= limit,
            "a damaged PyTorch checkpoint: its tensors are more than {UNFOLDED_MOST} times as long as the file"
        );
        let bytes = tensor.read().context("a damaged PyTorch checkpoint")?;
        tensors.insert(name, widen(bytes, tensor.shape(), kind)?);
    }
    Ok(tensors)
}

/// What is whole and still of no use is told with what would be of use.
fn unusable(reason: &str) -> Error {
    const SAVE_TENSORS: &str =
        "save its tensors by name: torch.save(netG.state_dict(), \"netG.pth\")";
    if reason.contains("unsupported Python type") {
        return anyhow!("it holds objects of its own program; {SAVE_TENSORS} ({reason})");
    }
    if reason.contains("Expected a dictionary") {
        return anyhow!("it holds something else than tensors by name; {SAVE_TENSORS} ({reason})");
    }
    anyhow!("not a whole PyTorch checkpoint: {reason}")
}

fn from_safetensors(bytes: &[u8]) -> Result<BTreeMap<String, TensorData>> {
    let container = SafeTensors::deserialize(bytes).context("not a whole safetensors file")?;
    let mut tensors = BTreeMap::new();
    for (name, view) in container.iter() {
        let kind = match view.dtype() {
            Dtype::F64 => DType::F64,
            Dtype::F32 => DType::F32,
            Dtype::F16 => DType::F16,
            Dtype::BF16 => DType::BF16,
            _ => continue,
        };
        let tensor = widen(view.data().to_vec(), view.shape(), kind)?;
        tensors.insert(name.to_owned(), tensor);
    }
    Ok(tensors)
}

/// Values of this kind, little-endian, as f32. Burn's own conversion is between any two types, and a third of the worker.
///
/// # Errors
/// As many bytes as make no tensor of this shape, and a kind that is none of floating point.
pub fn widen(bytes: Vec<u8>, shape: &[usize], kind: DType) -> Result<TensorData> {
    let values: Vec<f32> = match kind {
        DType::F64 => numbers(&bytes, |bytes| f64::from_le_bytes(bytes) as f32),
        DType::F32 => numbers(&bytes, f32::from_le_bytes),
        DType::F16 => numbers(&bytes, |bytes| f16::from_le_bytes(bytes).to_f32()),
        DType::BF16 => numbers(&bytes, |bytes| bf16::from_le_bytes(bytes).to_f32()),
        other => bail!("values of {other:?} are no weights"),
    };
    let length = shape.iter().try_fold(1_usize, |a, &b| a.checked_mul(b));
    ensure!(
        length == Some(values.len()) && bytes.len() == values.len() * kind.size(),
        "{} bytes do not fill a tensor of shape {shape:?}",
        bytes.len()
    );
    Ok(TensorData::new(values, shape.to_vec()))
}

fn numbers<const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f32) -> Vec<f32> {
    let (whole, _) = bytes.as_chunks::<N>();
    whole.iter().map(|&bytes| number(bytes)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_every_kind_become_f32() {
        let widened = |bytes: &[u8], kind| {
            let data = widen(bytes.to_vec(), &[2], kind).unwrap();
            data.try_into_vec::<f32>().unwrap()
        };
        let wide: Vec<u8> = [1.5_f64, -2.0]
            .into_iter()
            .flat_map(f64::to_le_bytes)
            .collect();
        assert_eq!(widened(&wide, DType::F64), [1.5, -2.0]);
        let single: Vec<u8> = [1.5_f32, -2.0]
            .into_iter()
            .flat_map(f32::to_le_bytes)
            .collect();
        assert_eq!(widened(&single, DType::F32), [1.5, -2.0]);
        assert_eq!(widened(&[0, 0x3E, 0, 0xC0], DType::F16), [1.5, -2.0]);
        assert_eq!(widened(&[0xC0, 0x3F, 0, 0xC0], DType::BF16), [1.5, -2.0]);
    }

    #[test]
    fn bytes_that_do_not_fill_their_shape_are_refused() {
        for (bytes, shape) in [(7, &[2][..]), (8, &[3]), (8, &[usize::MAX, 3])] {
            assert!(
                widen(vec![0; bytes], shape, DType::F32).is_err(),
                "{shape:?}"
            );
        }
        assert!(widen(vec![0; 8], &[1], DType::I64).is_err());
    }
}
