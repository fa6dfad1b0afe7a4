//! Examples side by side, as tensors.

use anyhow::Result;
use burn::tensor::{Device, Tensor, TensorData};
use facade_model::dropout::DropoutMasks;
use facade_model::input::InputKind;
use facade_model::pixels::{grey, one_hot_of, painted, photo, photo_of_side};

use super::augment::{Input, Sample};
use super::example::Example;

/// Pairs that go through the networks together.
pub struct PairBatch {
    /// `[N, C, 256, 256]`, of the task's kind.
    pub condition: Tensor<4>,
    /// `[N, 3, S, S]` in −1..1, S a multiple of 256.
    pub real: Tensor<4>,
}

impl PairBatch {
    /// Puts samples of one kind on a device.
    ///
    /// # Errors
    /// No sample, or ids of no class.
    pub fn new(samples: &[Sample], kind: &InputKind, device: &Device) -> Result<Self> {
        let inputs: Vec<&Input> = samples.iter().map(|sample| &sample.input).collect();
        let photos: Vec<u8> = samples.iter().flat_map(|s| &s.photo).copied().collect();
        Ok(Self {
            condition: condition(&inputs, kind, device)?,
            real: photo_of_side(&photos, side(photos.len(), samples.len()), device)?,
        })
    }
}

/// Examples that go through the networks together: all of them with a photo, or none.
pub struct Batch {
    /// `[N, C, 256, 256]`, of the task's kind.
    pub condition: Tensor<4>,
    /// `[N, 3, S, S]` in −1..1, S a multiple of 256.
    pub real: Option<Tensor<4>>,
    /// `[N, 1, S, S]`: 1 where something was photographed, 0 in wedges; none where no photo has any.
    pub photographed: Option<Tensor<4>>,
    /// Rows and columns of the input by which a discriminator sees all of it shifted, around the edges; of photos larger
    /// than the input it sees what that brings to the upper left.
    pub shift: [usize; 2],
    /// For the generator, where it is trained with dropout.
    pub dropout: Option<DropoutMasks>,
}

impl From<PairBatch> for Batch {
    fn from(PairBatch { condition, real }: PairBatch) -> Self {
        Self {
            condition,
            real: Some(real),
            photographed: None,
            shift: [0; 2],
            dropout: None,
        }
    }
}

impl Batch {
    /// Puts examples of one kind on a device, without dropout.
    ///
    /// # Errors
    /// No example, or ids of no class.
    ///
    /// # Panics
    /// Panics where some have a photo and others have none.
    pub fn new(examples: &[&Example], kind: &InputKind, device: &Device) -> Result<Self> {
        let inputs: Vec<&Input> = examples.iter().map(|example| &example.input).collect();
        let photos: Vec<&Vec<u8>> = examples
            .iter()
            .filter_map(|example| example.photo.as_ref())
            .collect();
        assert!(
            photos.is_empty() || photos.len() == examples.len(),
            "photos of all or of none"
        );
        let bytes: Vec<u8> = photos.into_iter().flatten().copied().collect();
        Ok(Self {
            condition: condition(&inputs, kind, device)?,
            real: match bytes.is_empty() {
                true => None,
                false => Some(photo_of_side(
                    &bytes,
                    side(bytes.len(), examples.len()),
                    device,
                )?),
            },
            photographed: photographed(examples, side(bytes.len(), examples.len()), device),
            shift: [0; 2],
            dropout: None,
        })
    }

    /// Number of examples, N.
    pub fn examples(&self) -> usize {
        self.condition.dims()[0]
    }

    /// How many of them are pairs: all or none.
    pub fn pairs(&self) -> usize {
        match self.real {
            Some(_) => self.examples(),
            None => 0,
        }
    }
}

/// Side of the photos, of so many of which these are the bytes.
fn side(bytes: usize, photos: usize) -> usize {
    (bytes / (3 * photos.max(1))).isqrt()
}

/// Where something was photographed, `[N, 1, side, side]`; none where that is everywhere.
fn photographed(examples: &[&Example], side: usize, device: &Device) -> Option<Tensor<4>> {
    let pixels = side * side;
    if examples.iter().all(|example| example.wedges.is_empty()) {
        return None;
    }
    let mut values = vec![1.0_f32; examples.len() * pixels];
    for (example, values) in examples.iter().zip(values.chunks_mut(pixels)) {
        for &pixel in &example.wedges {
            values[pixel] = 0.0;
        }
    }
    let shape = [examples.len(), 1, side, side];
    Some(Tensor::from_data(TensorData::new(values, shape), device))
}

/// Inputs of one kind as `[N, C, 256, 256]`.
///
/// # Errors
/// No input, or ids of no class.
///
/// # Panics
/// Panics where an input is of another kind.
pub fn condition(inputs: &[&Input], kind: &InputKind, device: &Device) -> Result<Tensor<4>> {
    let mut bytes = Vec::new();
    let mut paints = Vec::new();
    for input in inputs {
        bytes.extend_from_slice(match (input, kind) {
            (Input::Labels(ids), InputKind::OneHotLabels { .. }) => ids,
            (Input::Painted(ids, paint), InputKind::PaintedLabels { .. }) => {
                paints.push(paint);
                ids
            }
            (Input::Rgb(rgb), InputKind::Rgb) => rgb,
            (Input::Grey(values), InputKind::Grey) => values,
            _ => panic!("an input of another kind than the generator's"),
        });
    }
    Ok(match kind {
        InputKind::OneHotLabels { classes } => {
            one_hot_of(classes.iter().map(|class| class.id), &bytes, device)?
        }
        InputKind::PaintedLabels { classes } => {
            let ids = classes.iter().map(|class| class.id);
            painted(ids, &bytes, &paints, device)?
        }
        InputKind::Rgb => photo(&bytes, device)?,
        InputKind::Grey => grey(&bytes, device)?,
    })
}
