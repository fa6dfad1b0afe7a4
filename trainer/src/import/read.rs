//! Files of tensors, whatever their container: names, shapes and values as f32.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use burn::tensor::{DType, TensorData};
use pytorch_reader::{DType as Stored, PytorchReader};
use safetensors::SafeTensors;
use safetensors::tensor::Dtype;

/// Every floating-point tensor of a file by its name. Others, such as counters, are left out.
///
/// # Errors
/// A name that ends in none of `.pth`, `.pt` and `.safetensors`, a file that cannot be read, or one
/// that is damaged or something else than its name says.
pub fn tensors(path: &Path) -> Result<BTreeMap<String, TensorData>> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("pth" | "pt") => from_pytorch(path),
        Some("safetensors") => from_safetensors(path),
        _ => bail!("its name ends neither in .pth, .pt nor in .safetensors"),
    }
}

fn from_pytorch(path: &Path) -> Result<BTreeMap<String, TensorData>> {
    // The reader's own message for a file that cannot be opened does not say so.
    fs::File::open(path).context("it cannot be opened")?;
    // Its errors repeat their causes in their own words, so the chain would say all twice.
    let reader = PytorchReader::new(path)
        .map_err(|error| anyhow!("not a whole PyTorch checkpoint: {error}"))?;
    let mut tensors = BTreeMap::new();
    for (name, tensor) in reader.into_tensors() {
        let kind = match tensor.dtype() {
            Stored::F64 => DType::F64,
            Stored::F32 => DType::F32,
            Stored::F16 => DType::F16,
            Stored::BF16 => DType::BF16,
            _ => continue,
        };
        let bytes = tensor.read().context("a damaged PyTorch checkpoint")?;
        tensors.insert(name, widen(bytes, tensor.shape(), kind)?);
    }
    Ok(tensors)
}

fn from_safetensors(path: &Path) -> Result<BTreeMap<String, TensorData>> {
    let bytes = fs::read(path).context("it cannot be read")?;
    let container = SafeTensors::deserialize(&bytes).context("not a whole safetensors file")?;
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

fn widen(bytes: Vec<u8>, shape: &[usize], kind: DType) -> Result<TensorData> {
    let stored = TensorData::try_from_bytes_vec(bytes, shape.to_vec(), kind)?;
    Ok(stored.convert::<f32>())
}
