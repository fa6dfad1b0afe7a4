//! Reading the files of `tests/golden`, and comparing with them.

use std::collections::BTreeMap;

use burn::tensor::TensorData;
use safetensors::SafeTensors;

/// The tensors of a golden file and what its header says.
pub struct Golden {
    pub tensors: BTreeMap<String, TensorData>,
    pub metadata: BTreeMap<String, String>,
}

impl Golden {
    pub fn read() -> Self {
        Self::of("pix2pix.safetensors")
    }

    /// A file of f32 tensors in `tests/golden`.
    pub fn of(name: &str) -> Self {
        let path = crate::in_package("golden").join(name);
        let bytes = std::fs::read(path).expect("the golden file lies in the repository");
        let (_, header) = SafeTensors::read_metadata(&bytes).expect("a safetensors header");
        let metadata = header.metadata().clone().unwrap_or_default();
        let container = SafeTensors::deserialize(&bytes).expect("a safetensors file");
        let tensors = container.tensors().into_iter().map(|(name, view)| {
            let values: Vec<f32> = view
                .data()
                .chunks_exact(4)
                .map(|bytes| f32::from_le_bytes(bytes.try_into().expect("four bytes")))
                .collect();
            (name, TensorData::new(values, view.shape().to_vec()))
        });
        Self {
            tensors: tensors.collect(),
            metadata: metadata.into_iter().collect(),
        }
    }

    /// All values of a tensor.
    pub fn values(&self, name: &str) -> Vec<f32> {
        let tensor = self.tensors.get(name);
        tensor
            .unwrap_or_else(|| panic!("the golden file has no {name}"))
            .iter::<f32>()
            .collect()
    }

    /// The tensors below `prefix.`, without it.
    pub fn below(&self, prefix: &str) -> BTreeMap<String, TensorData> {
        let prefix = format!("{prefix}.");
        self.tensors
            .iter()
            .filter_map(|(name, data)| Some((name.strip_prefix(&prefix)?.to_owned(), data.clone())))
            .collect()
    }
}

/// Prints the largest absolute difference and asserts that it is within `tolerance`.
#[track_caller]
pub fn check_close(what: &str, found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len(), "{what}: number of values");
    let largest = found
        .iter()
        .zip(expected)
        .map(|(found, expected)| (found - expected).abs())
        .fold(0.0, |largest: f32, difference| {
            // A plain maximum would forget NaN.
            if difference.is_nan() {
                f32::INFINITY
            } else {
                largest.max(difference)
            }
        });
    println!("{what}: largest difference {largest:.2e}, allowed {tolerance:.0e}");
    assert!(largest <= tolerance, "{what} differs by {largest}");
}
