//! What follows a convolution before its activation: a bias or an affine instance norm, either of
//! which is one factor and one offset a channel.

/// Numbers added side by side; the compiler may not reorder a plain sum.
const LANES: usize = 8;

pub enum Finish {
    Bias(Vec<f32>),
    /// Instance norm: gain and offset of each channel, and what is added to the variance.
    Norm {
        gamma: Vec<f32>,
        beta: Vec<f32>,
        epsilon: f32,
    },
}

/// `x ↦ factor·x + offset`.
#[derive(Debug, Clone, Copy)]
pub struct Affine {
    pub factor: f32,
    pub offset: f32,
}

impl Affine {
    pub fn apply(self, x: f32) -> f32 {
        self.factor * x + self.offset
    }
}

impl Finish {
    /// For the channel whose sums are `parts`, all of the same length.
    pub fn affine<'a>(
        &self,
        channel: usize,
        parts: impl Iterator<Item = &'a [f32]> + Clone,
    ) -> Affine {
        match self {
            Self::Bias(bias) => Affine {
                factor: 1.0,
                offset: bias[channel],
            },
            Self::Norm {
                gamma,
                beta,
                epsilon,
            } => {
                let count = parts.clone().map(<[f32]>::len).sum::<usize>() as f32;
                let mean = parts.clone().map(|part| total(part, |x| x)).sum::<f32>() / count;
                let squares = |part| total(part, |x| (x - mean) * (x - mean));
                let variance = parts.map(squares).sum::<f32>() / count;
                let factor = gamma[channel] / (variance + epsilon).sqrt();
                Affine {
                    factor,
                    offset: beta[channel] - mean * factor,
                }
            }
        }
    }
}

fn total(values: &[f32], term: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane += term(value);
        }
    }
    lanes.into_iter().sum::<f32>() + rest.iter().map(|&value| term(value)).sum::<f32>()
}
