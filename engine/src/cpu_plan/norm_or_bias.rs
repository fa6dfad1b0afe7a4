//! What follows a convolution before its activation: a bias or an affine instance norm, either of
//! which is one factor and one offset a channel.

use std::ops::Range;

/// Numbers added side by side; the compiler may not reorder a plain sum.
const LANES: usize = 8;

#[derive(Clone)]
pub enum NormOrBias {
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
    pub const IDENTITY: Self = Self {
        factor: 1.0,
        offset: 0.0,
    };

    pub fn apply(self, x: f32) -> f32 {
        self.factor * x + self.offset
    }
}

impl NormOrBias {
    /// That of some of the channels.
    pub fn of(&self, channels: Range<usize>) -> Self {
        match self {
            Self::Bias(bias) => Self::Bias(bias[channels].to_vec()),
            Self::Norm {
                gamma,
                beta,
                epsilon,
            } => Self::Norm {
                gamma: gamma[channels.clone()].to_vec(),
                beta: beta[channels].to_vec(),
                epsilon: *epsilon,
            },
        }
    }

    /// For a channel with these moments, which a bias has no use for.
    pub fn affine(&self, channel: usize, moments: Moments) -> Affine {
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
                let variance = moments.squares / moments.count;
                let factor = gamma[channel] / (variance + epsilon).sqrt();
                Affine {
                    factor,
                    offset: beta[channel] - moments.mean * factor,
                }
            }
        }
    }
}

/// What a norm needs to know about values.
#[derive(Debug, Clone, Copy)]
pub struct Moments {
    count: f32,
    mean: f32,
    /// Sum of the squared distances from the mean.
    squares: f32,
}

impl Moments {
    /// Numbers in [`Moments::to_array`].
    pub const LEN: usize = 3;

    /// For those who have no use for them.
    pub const NONE: Self = Self {
        count: 1.0,
        mean: 0.0,
        squares: 0.0,
    };

    /// Of values that come in parts.
    pub fn of<'a>(parts: impl Iterator<Item = &'a [f32]> + Clone) -> Self {
        let count = parts.clone().map(<[f32]>::len).sum::<usize>() as f32;
        let mean = parts.clone().map(|part| total(part, |x| x)).sum::<f32>() / count;
        let squares = |part| total(part, |x| (x - mean) * (x - mean));
        Self {
            count,
            mean,
            squares: parts.map(squares).sum(),
        }
    }

    /// Of these values and others together (Chan, Golub, LeVeque, "Updating Formulae and a Pairwise Algorithm for
    /// Computing Sample Variances", 1979).
    pub fn and(self, other: Self) -> Self {
        let count = self.count + other.count;
        let distance = other.mean - self.mean;
        let share = other.count / count;
        Self {
            count,
            mean: self.mean + distance * share,
            squares: self.squares + other.squares + distance * distance * self.count * share,
        }
    }

    pub fn to_array(self) -> [f32; Self::LEN] {
        [self.count, self.mean, self.squares]
    }

    pub fn from_array([count, mean, squares]: [f32; Self::LEN]) -> Self {
        Self {
            count,
            mean,
            squares,
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
