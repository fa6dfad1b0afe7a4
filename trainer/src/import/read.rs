//! Files of tensors, whatever their container: names, shapes and values as f32.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Error, Result, anyhow, bail, ensure};
use burn::tensor::{DType, TensorData};
use pytorch_reader::{DType as Stored, PytorchReader};
use safetensors::SafeTensors;
use safetensors::tensor::Dtype;

use super::{mindspore, packed};
use crate::dataset::reader::format::{self, Content};

/// First bytes of what `torch.save` writes: a zip archive, or a pickle in older programs.
const PYTORCH: [&[u8]; 2] = [b"PK\x03\x04", b"\x80"];
/// Where in a tar archive, which the oldest wrote, its kind is said, and how.
const TAR: (usize, &[u8]) = (257, b"ustar");

/// How many times its own length the tensors of a PyTorch file may have: several may share one storage, but one value
/// may also claim to be a million.
const UNFOLDED_MOST: u64 = 4;

/// Every floating-point tensor of a file by its name. Others, such as counters, are left out. What the
/// file is, its bytes say; one that is packed is unpacked first, and its name in an archive given too.
///
/// # Errors
/// A file that cannot be read, is damaged, or holds no tensors.
pub fn tensors(path: &Path) -> Result<(BTreeMap<String, TensorData>, Option<String>)> {
    match packed::unpacked(path)? {
        Some(inner) => Ok((of_file(inner.file.path())?, inner.name)),
        None => Ok((of_file(path)?, None)),
    }
}

fn of_file(path: &Path) -> Result<BTreeMap<String, TensorData>> {
    // The PyTorch reader's own message for a file that cannot be opened does not say so.
    let mut file = fs::File::open(path).context("it cannot be opened")?;
    let mut head = Vec::new();
    let head_bytes = (TAR.0 + TAR.1.len()) as u64;
    file.by_ref().take(head_bytes).read_to_end(&mut head)?;
    let is_tar = head.get(TAR.0..) == Some(TAR.1);
    if is_tar {
        return from_pytorch(path).map_err(|error| {
            anyhow!("it is a tar archive, but none that is read as one of torch.save ({error}); unpack it first")
        });
    }
    if PYTORCH.iter().any(|start| head.starts_with(start)) {
        return from_pytorch(path);
    }
    // The length of the header, then its first letter.
    if head.get(8) == Some(&b'{') {
        return from_safetensors(path);
    }
    if head.first() == Some(&mindspore::START) {
        return mindspore::tensors(&fs::read(path).context("it cannot be read")?);
    }
    match format::of(&head) {
        Content::Empty => bail!("it is empty"),
        Content::NoPicture(what) => bail!("it is {what}, no checkpoint"),
        _ => {}
    }
    bail!(
        "not a whole PyTorch checkpoint (.pth, .pt), .safetensors file or MindSpore checkpoint (.ckpt), by its bytes"
    )
}

fn from_pytorch(path: &Path) -> Result<BTreeMap<String, TensorData>> {
    // Its errors repeat their causes in their own words, so the chain would say all twice.
    let reader = PytorchReader::new(path).map_err(|error| unusable(&error.to_string()))?;
    let limit = fs::metadata(path)?.len().saturating_mul(UNFOLDED_MOST);
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

/// Values of this kind, little-endian, as f32.
///
/// # Errors
/// As many bytes as make no tensor of this shape.
pub fn widen(bytes: Vec<u8>, shape: &[usize], kind: DType) -> Result<TensorData> {
    let stored = TensorData::try_from_bytes_vec(bytes, shape.to_vec(), kind)?;
    Ok(stored.convert::<f32>())
}
