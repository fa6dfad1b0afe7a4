//! What the networks learn from: pairs, and inputs whose photo nobody has taken.

use anyhow::Result;
use burn::tensor::{Device, Tensor};
use facade_model::dropout::DropoutMasks;
use facade_model::input::InputKind;
use facade_model::pixels::photo;

use super::augment::{Input, Sample};
use super::batch::{Batch, condition};

/// One of what an epoch visits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub input: Input,
    /// 196,608 interleaved RGB bytes; none of a made-up map, of which only a teacher has a picture.
    pub photo: Option<Vec<u8>>,
}

impl From<Sample> for Example {
    fn from(Sample { input, photo }: Sample) -> Self {
        Self {
            input,
            photo: Some(photo),
        }
    }
}

/// Examples that go through the networks together: all of them with a photo, or none.
pub struct Exercise {
    /// `[N, C, 256, 256]`, of the task's kind.
    pub condition: Tensor<4>,
    /// `[N, 3, 256, 256]` in −1..1.
    pub real: Option<Tensor<4>>,
    /// For the generator, where it is trained with dropout.
    pub dropout: Option<DropoutMasks>,
}

impl From<Batch> for Exercise {
    fn from(Batch { condition, real }: Batch) -> Self {
        Self {
            condition,
            real: Some(real),
            dropout: None,
        }
    }
}

impl Exercise {
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
                false => Some(photo(&bytes, device)?),
            },
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
