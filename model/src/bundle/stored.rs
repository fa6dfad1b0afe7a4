//! Tensors as they lie in a bundle, and back.
//!
//! An 8-bit kernel `NAME` is read as `NAME · NAME.scale`: the scales have the kernel's shape with 1 in
//! place of everything but the output channels, so that they multiply by the usual broadcasting.
//! Scales are symmetric, largest weight of the channel / 127, as in Krishnamoorthi, "Quantizing deep
//! convolutional networks for efficient inference", 2018, section 3.1.

use std::collections::BTreeMap;

use burn::tensor::TensorData;
use half::f16;
use half::slice::HalfFloatSliceExt;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::error::BundleError;
use super::format::Precision;

/// Ends the name of a kernel's scales.
const SCALE: &str = ".scale";
/// Largest magnitude of an 8-bit weight.
const LARGEST: f32 = 127.0;
/// Levels at the picture's end of the network whose kernels stay in half precision. They have one
/// weight in a hundred, and half of the error that all kernels in 8 bits would make.
const FINE_LEVELS: usize = 2;

/// One tensor of a file.
pub struct Stored {
    pub name: String,
    pub dtype: Dtype,
    pub shape: Vec<usize>,
    pub bytes: Vec<u8>,
}

/// Encodes the weights of a network. With [`Precision::Int8`], `in_8_bits` chooses by their names the kernels
/// that 8 bits are enough for.
///
/// # Errors
/// [`BundleError::NotFinite`].
///
/// # Panics
/// Panics at weights that are not f32.
pub fn store(
    weights: BTreeMap<String, TensorData>,
    precision: Precision,
    in_8_bits: impl Fn(&str) -> bool,
) -> Result<Vec<Stored>, BundleError> {
    let mut stored = Vec::new();
    for (name, data) in weights {
        let shape = data.shape().to_vec();
        let values: &[f32] = data
            .as_slice()
            .expect("weights are f32, as `named_weights` reads them");
        if !values.iter().all(|value| value.is_finite()) {
            return Err(BundleError::NotFinite(name));
        }
        match precision {
            Precision::F32 => stored.push(full(name, shape, values)),
            Precision::Int8 if in_8_bits(&name) => {
                stored.extend(quantised(name, shape, values));
            }
            Precision::F16 | Precision::Int8 => stored.push(halved(name, shape, values)?),
        }
    }
    Ok(stored)
}

fn full(name: String, shape: Vec<usize>, values: &[f32]) -> Stored {
    Stored {
        name,
        dtype: Dtype::F32,
        shape,
        bytes: values.iter().flat_map(|x| x.to_le_bytes()).collect(),
    }
}

fn halved(name: String, shape: Vec<usize>, values: &[f32]) -> Result<Stored, BundleError> {
    let halves: Vec<f16> = values.iter().map(|&x| f16::from_f32(x)).collect();
    if !halves.iter().all(|half| half.is_finite()) {
        return Err(BundleError::NotFinite(name));
    }
    Ok(Stored {
        name,
        dtype: Dtype::F16,
        shape,
        bytes: halves.iter().flat_map(|x| x.to_le_bytes()).collect(),
    })
}

/// A kernel and its scales.
fn quantised(name: String, shape: Vec<usize>, values: &[f32]) -> [Stored; 2] {
    let scale_shape = scale_shape(&name, &shape);
    let outputs = Outputs::of(&scale_shape, &shape);
    let mut scales = vec![0.0_f32; outputs.count];
    for (index, value) in values.iter().enumerate() {
        let largest = &mut scales[outputs.of_weight(index)];
        *largest = largest.max(value.abs());
    }
    for scale in &mut scales {
        // Where all weights are 0, any scale that is a number does.
        *scale = (*scale / LARGEST).max(f32::MIN_POSITIVE);
    }
    let rounded = values.iter().enumerate().map(|(index, value)| {
        // `as` saturates.
        (value / scales[outputs.of_weight(index)]).round() as i8
    });
    let bytes = rounded.map(|weight| weight.to_le_bytes()[0]).collect();
    let scales = full(format!("{name}{SCALE}"), scale_shape, &scales);
    let weights = Stored {
        name,
        dtype: Dtype::I8,
        shape,
        bytes,
    };
    [weights, scales]
}

/// The weights of a container, all in f32.
///
/// # Errors
/// Types that `precision` does not have, kernels and scales that do not belong together, and values
/// that are no numbers.
pub fn read(
    container: &SafeTensors,
    precision: Precision,
) -> Result<BTreeMap<String, TensorData>, BundleError> {
    let mut scaled = 0;
    let mut weights = BTreeMap::new();
    let mut scales = Vec::new();
    for (name, view) in container.iter() {
        let values = match (view.dtype(), precision) {
            (Dtype::F32, Precision::Int8) if name.ends_with(SCALE) => {
                scales.push(name);
                continue;
            }
            (Dtype::F32, Precision::F32) => singles(view.data()),
            (Dtype::F16, Precision::F16 | Precision::Int8) => halves(view.data()),
            (Dtype::I8, Precision::Int8) => {
                scaled += 1;
                let scales = container
                    .tensor(&format!("{name}{SCALE}"))
                    .map_err(|_| BundleError::NoScales(name.to_owned()))?;
                widened(name, &view, &scales)?
            }
            (found, precision) => {
                return Err(BundleError::Dtype {
                    name: name.to_owned(),
                    found,
                    precision,
                });
            }
        };
        if !values.iter().all(|value| value.is_finite()) {
            return Err(BundleError::NotFinite(name.to_owned()));
        }
        weights.insert(
            name.to_owned(),
            TensorData::new(values, view.shape().to_vec()),
        );
    }
    if scales.len() > scaled {
        let of_kernel = |name: &&str| {
            let kernel = container.tensor(name.trim_end_matches(SCALE));
            kernel.is_ok_and(|kernel| kernel.dtype() == Dtype::I8)
        };
        if let Some(stray) = scales.into_iter().find(|name| !of_kernel(name)) {
            return Err(BundleError::StrayScales(stray.to_owned()));
        }
    }
    Ok(weights)
}

fn singles(bytes: &[u8]) -> Vec<f32> {
    let (words, _) = bytes.as_chunks::<4>();
    words.iter().map(|word| f32::from_le_bytes(*word)).collect()
}

fn halves(bytes: &[u8]) -> Vec<f32> {
    let (words, _) = bytes.as_chunks::<2>();
    let halves: Vec<f16> = words.iter().map(|word| f16::from_le_bytes(*word)).collect();
    let mut values = vec![0.0; halves.len()];
    halves.convert_to_f32_slice(&mut values);
    values
}

fn widened(name: &str, weights: &TensorView, scales: &TensorView) -> Result<Vec<f32>, BundleError> {
    let scales_name = format!("{name}{SCALE}");
    if scales.dtype() != Dtype::F32 {
        return Err(BundleError::Dtype {
            name: scales_name,
            found: scales.dtype(),
            precision: Precision::Int8,
        });
    }
    let shape = weights.shape();
    if shape.len() != 4 || scales.shape() != scale_shape(name, shape) {
        return Err(BundleError::ScaleShape {
            name: scales_name,
            found: scales.shape().to_vec(),
            scaled: shape.to_vec(),
        });
    }
    let outputs = Outputs::of(scales.shape(), shape);
    let scales = singles(scales.data());
    let usable = |scale: &f32| scale.is_finite() && *scale > 0.0;
    if !scales.iter().all(usable) {
        return Err(BundleError::Scale(scales_name));
    }
    // Run by run of one output channel: a division a weight would take longer than all the rest.
    let runs = weights.data().chunks_exact(outputs.step.max(1));
    let mut values = Vec::with_capacity(weights.data().len());
    for (run, &scale) in runs.zip(scales.iter().cycle()) {
        values.extend(
            run.iter()
                .map(|&byte| f32::from(i8::from_le_bytes([byte])) * scale),
        );
    }
    Ok(values)
}

/// Whether this is a kernel of a generator of `depth` levels that 8 bits are enough for.
pub fn is_inner_level(name: &str, depth: usize) -> bool {
    level(name, depth).is_some_and(|level| level >= FINE_LEVELS)
}

/// The level, counted from the picture, that a kernel belongs to; none for norms and biases.
fn level(name: &str, depth: usize) -> Option<usize> {
    let (half, block) = name.strip_suffix(".conv.weight")?.split_once('.')?;
    let block: usize = block.parse().ok()?;
    match half {
        "encoder" => Some(block),
        "decoder" => depth.checked_sub(block + 1),
        _ => None,
    }
}

/// The shape of a kernel's scales: decoders have their outputs second, all others first.
fn scale_shape(name: &str, shape: &[usize]) -> Vec<usize> {
    let outputs = usize::from(name.starts_with("decoder"));
    let lengths = shape.iter().enumerate();
    lengths
        .map(|(axis, &length)| if axis == outputs { length } else { 1 })
        .collect()
}

/// Which output channel a weight belongs to.
struct Outputs {
    count: usize,
    /// Weights between one output channel and the next.
    step: usize,
}

impl Outputs {
    fn of(scale_shape: &[usize], shape: &[usize]) -> Self {
        let axis = scale_shape.iter().position(|&length| length > 1);
        Self {
            count: scale_shape.iter().product(),
            step: shape[axis.map_or(0, |axis| axis + 1)..].iter().product(),
        }
    }

    fn of_weight(&self, index: usize) -> usize {
        index / self.step % self.count
    }
}
