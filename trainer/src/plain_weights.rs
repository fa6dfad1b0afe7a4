//! The weights of a network as a safetensors file in f32, under the names of the module path
//! (`encoder.1.conv.weight`).

use std::collections::HashMap;

use anyhow::Result;
use burn::module::Module;
use facade_model::weights::named_weights;
use safetensors::tensor::{Dtype, TensorView};

/// Encodes the weights, with one text about them under a metadata key. One key keeps the file
/// reproducible byte for byte.
///
/// # Errors
/// Only what the container refuses.
pub fn encode<M: Module>(network: &M, key: &str, text: String) -> Result<Vec<u8>> {
    let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = named_weights(network)
        .into_iter()
        .map(|(name, data)| {
            let bytes = data.iter::<f32>().flat_map(f32::to_le_bytes).collect();
            (name, data.shape().to_vec(), bytes)
        })
        .collect();
    let views = tensors
        .iter()
        .map(|(name, shape, bytes)| Ok((name, TensorView::new(Dtype::F32, shape.clone(), bytes)?)))
        .collect::<Result<Vec<_>>>()?;
    let metadata = HashMap::from([(key.to_owned(), text)]);
    Ok(safetensors::serialize(views, Some(metadata))?)
}
