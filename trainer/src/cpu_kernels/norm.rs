//! Instance norm with its gradient in closed form, one pass over each plane.
//!
//! With x̂ = (x − mean)/deviation, y = γ·x̂ + β, and M values in a plane,
//! `∂x = γ/(M·deviation) · (M·∂y − Σ∂y − x̂·Σ(∂y·x̂))`, `∂γ = Σ∂y·x̂`, `∂β = Σ∂y` (Ioffe and Szegedy,
//! "Batch Normalization", ICML 2015, section 3, over one picture instead of a batch).

use std::mem::MaybeUninit;

use rayon::prelude::*;

use super::lanes::{F32x8, Processor, SimdTask};
use super::memory::filled;

/// Values that are added up side by side: fast, and more exact than one sum.
const LANES: usize = 16;

/// Mean and reciprocal deviation of one plane.
#[derive(Debug, Clone, Copy)]
pub struct Moments {
    mean: f32,
    scale: f32,
}

impl Moments {
    #[inline(always)]
    fn of(plane: &[f32], epsilon: f32) -> Self {
        let count = plane.len() as f32;
        let mean = sum(plane, |_, value| value) / count;
        let variance = sum(plane, |_, value| (value - mean) * (value - mean)) / count;
        Self {
            mean,
            scale: 1.0 / (variance + epsilon).sqrt(),
        }
    }
}

/// Sum of what `term` makes of each value and its place.
#[inline(always)]
fn sum(values: &[f32], term: impl Fn(usize, f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let chunks = values.chunks_exact(LANES);
    let rest = chunks.remainder();
    let whole = values.len() - rest.len();
    for (index, chunk) in chunks.enumerate() {
        for (lane, (sum, &value)) in lanes.iter_mut().zip(chunk).enumerate() {
            *sum += term(index * LANES + lane, value);
        }
    }
    let tail = rest.iter().enumerate();
    let tail: f32 = tail.map(|(index, &value)| term(whole + index, value)).sum();
    lanes.iter().sum::<f32>() + tail
}

/// Normalises planes of `size` values, of which `gain` and `offset` have one value a channel.
pub fn normalise(
    input: &[f32],
    size: usize,
    gain: &[f32],
    offset: &[f32],
    epsilon: f32,
) -> (Vec<f32>, Vec<Moments>) {
    let processor = Processor::detect();
    let mut moments = Vec::new();
    // SAFETY: every plane is written.
    let output = unsafe {
        filled(input.len(), |output| {
            output
                .par_chunks_mut(size)
                .zip(input.par_chunks(size))
                .enumerate()
                .map(|(index, (output, plane))| {
                    let channel = index % gain.len();
                    processor.run(Normalise {
                        plane,
                        gain: gain[channel],
                        offset: offset[channel],
                        epsilon,
                        output,
                    })
                })
                .collect_into_vec(&mut moments);
        })
    };
    (output, moments)
}

struct Normalise<'a> {
    plane: &'a [f32],
    gain: f32,
    offset: f32,
    epsilon: f32,
    output: &'a mut [MaybeUninit<f32>],
}

impl SimdTask for Normalise<'_> {
    type Output = Moments;

    #[inline(always)]
    fn run<L: F32x8>(self) -> Moments {
        let moments = Moments::of(self.plane, self.epsilon);
        let factor = moments.scale * self.gain;
        let shift = self.offset - moments.mean * factor;
        for (output, value) in self.output.iter_mut().zip(self.plane) {
            output.write(value * factor + shift);
        }
        moments
    }
}

/// Gradients of input, gain and offset.
pub struct NormGradients {
    pub input: Vec<f32>,
    pub gain: Vec<f32>,
    pub offset: Vec<f32>,
}

/// The gradients of [`normalise`], from that of its output.
pub fn gradients(
    input: &[f32],
    size: usize,
    gain: &[f32],
    moments: &[Moments],
    gradient: &[f32],
) -> NormGradients {
    let processor = Processor::detect();
    let mut sums = Vec::new();
    // SAFETY: every plane is written.
    let of_input = unsafe {
        filled(input.len(), |of_input| {
            of_input
                .par_chunks_mut(size)
                .zip(input.par_chunks(size))
                .zip(gradient.par_chunks(size))
                .enumerate()
                .map(|(index, ((target, plane), gradient))| {
                    processor.run(Gradient {
                        plane,
                        gain: gain[index % gain.len()],
                        moments: moments[index],
                        gradient,
                        target,
                    })
                })
                .collect_into_vec(&mut sums);
        })
    };
    let mut of_gain = vec![0.0; gain.len()];
    let mut of_offset = vec![0.0; gain.len()];
    for (index, [weighted, plain]) in sums.into_iter().enumerate() {
        of_gain[index % gain.len()] += weighted;
        of_offset[index % gain.len()] += plain;
    }
    NormGradients {
        input: of_input,
        gain: of_gain,
        offset: of_offset,
    }
}

struct Gradient<'a> {
    plane: &'a [f32],
    gain: f32,
    moments: Moments,
    gradient: &'a [f32],
    target: &'a mut [MaybeUninit<f32>],
}

impl SimdTask for Gradient<'_> {
    /// Contributions to the gradients of gain and offset.
    type Output = [f32; 2];

    #[inline(always)]
    fn run<L: F32x8>(self) -> [f32; 2] {
        let Moments { mean, scale } = self.moments;
        // The same length for all, so that places need no checks.
        let plane = &self.plane[..self.gradient.len()];
        let plain = sum(self.gradient, |_, value| value);
        let weighted = sum(self.gradient, |place, value| {
            value * ((plane[place] - mean) * scale)
        });
        let count = plane.len() as f32;
        let factor = self.gain * scale;
        let pairs = plane.iter().zip(self.gradient);
        for (target, (value, gradient)) in self.target.iter_mut().zip(pairs) {
            let normal = (value - mean) * scale;
            target.write(factor * (gradient - (plain + normal * weighted) / count));
        }
        [weighted, plain]
    }
}

/// Sums of planes of `size` values, over all pictures.
pub fn plane_sums(values: &[f32], size: usize, channels: usize) -> Vec<f32> {
    let of_planes: Vec<f32> = values
        .par_chunks(size)
        .map(|plane| sum(plane, |_, value| value))
        .collect();
    let mut sums = vec![0.0; channels];
    for (index, plane) in of_planes.into_iter().enumerate() {
        sums[index % channels] += plane;
    }
    sums
}
