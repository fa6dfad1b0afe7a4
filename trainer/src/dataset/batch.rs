//! Examples side by side, as tensors.

use anyhow::Result;
use burn::tensor::{Device, Tensor};
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
    /// Row and column of the input at which what a discriminator sees begins: all of it, of photos larger than the input a
    /// part of the input's size. It may begin before the first and end behind the last.
    pub window: [i64; 2],
    /// For the generator, where it is trained with dropout.
    pub dropout: Option<DropoutMasks>,
}

impl From<PairBatch> for Batch {
    fn from(PairBatch { condition, real }: PairBatch) -> Self {
        Self {
            condition,
            real: Some(real),
            window: [0; 2],
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
            window: [0; 2],
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
