//! Checksums made right again, so that what they protect is reached: who can write a hostile file can also sum it up.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use facade_import::onnx::description::digest;
use facade_model::digest::sha256;
use prost::Message;
use safetensors::SafeTensors;

/// A bundle whose manifest has the digest of its tensors; other bytes come back as they are.
pub fn bundle(bytes: &[u8]) -> Vec<u8> {
    // In the manifest, which is a text in the header's JSON.
    const MARK: &[u8] = br#"\"sha256\":\""#;
    const DIGITS: usize = 64;
    let mut sealed = bytes.to_vec();
    let Ok(container) = SafeTensors::deserialize(bytes) else {
        return sealed;
    };
    let mut tensors: Vec<_> = container.iter().collect();
    tensors.sort_by_key(|(name, _)| *name);
    let mut summed = Vec::new();
    for (name, view) in tensors {
        let (shape, data) = (view.shape(), view.data());
        summed.extend(format!("{name} {shape:?} {}\n", data.len()).into_bytes());
        summed.extend(data);
    }
    let at = bytes.windows(MARK.len()).rposition(|window| window == MARK);
    if let Some(at) = at
        && let Some(digits) = sealed.get_mut(at + MARK.len()..at + MARK.len() + DIGITS)
    {
        digits.copy_from_slice(sha256(&summed).as_bytes());
    }
    sealed
}

/// An ONNX file whose description has the digest of its weights; other bytes come back as they are.
pub fn onnx(bytes: &[u8]) -> Vec<u8> {
    const MARK: &str = "\"sha256\":\"";
    const DIGITS: usize = 64;
    let Ok(mut model) = facade_import::onnx::read(bytes) else {
        return bytes.to_vec();
    };
    let weights = model.graph.as_ref().map(|graph| &graph.initializer[..]);
    let sum = digest(weights.unwrap_or_default());
    for entry in &mut model.metadata_props {
        let at = entry.value.rfind(MARK).map(|at| at + MARK.len());
        if let Some(digits) = at.map(|at| at..at + DIGITS)
            && entry.value.get(digits.clone()).is_some()
        {
            entry.value.replace_range(digits, &sum);
        }
    }
    model.encode_to_vec()
}

/// The link of version 1 or 2 with these coded shapes.
pub fn link(version: u8, coded: &[u8]) -> String {
    // As `src/exchange/share_link` describes it: FNV-1a, folded to three bytes.
    let hash = coded.iter().fold(0x811C_9DC5_u32, |hash, &byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let [first, second, third, fourth] = hash.to_le_bytes();
    let mut bytes = vec![first ^ fourth, second, third];
    bytes.extend(coded);
    format!("d={version}.{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// A tar archive whose headers have their sums, as far as blocks look like headers.
pub fn tar(bytes: &[u8]) -> Vec<u8> {
    const BLOCK: usize = 512;
    const SUM: std::ops::Range<usize> = 148..156;
    let mut sealed = bytes.to_vec();
    for block in sealed.chunks_exact_mut(BLOCK) {
        if &block[257..262] == b"ustar" {
            block[SUM].fill(b' ');
            let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
            block[SUM].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        }
    }
    sealed
}
