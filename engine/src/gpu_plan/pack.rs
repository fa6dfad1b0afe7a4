//! Weights in the form and order in which shaders read them.

use half::f16;

use super::gpu::Precision;

/// Outputs that one invocation computes together.
pub const GROUP: usize = 8;
/// Largest whole number that a weight becomes.
const LARGEST: f32 = 32_767.0;

/// Weights of one layer for one output channel each, and what its accumulators are to be multiplied
/// by.
pub struct Packed {
    pub bytes: Vec<u8>,
    /// One for each output channel.
    pub scales: Vec<f32>,
}

/// Packs `count` rows of `outputs` weights, each row filled up with zeros to a multiple of `width`.
///
/// In 32 bits, weights become whole numbers of 16 bits, multiples of a 32,767th of the output
/// channel's largest: half the memory, exact to 1.5e-5 of that largest, and cheaper to unpack than
/// 16-bit floats where those have to be emulated. In 16 bits they become what is multiplied.
pub fn pack(
    precision: Precision,
    rows: usize,
    outputs: usize,
    width: usize,
    weight: impl Fn(usize, usize) -> f32,
) -> Packed {
    let scales = match precision {
        Precision::Half => vec![1.0; outputs],
        Precision::Single => scales(rows, outputs, &weight),
    };
    let padding = outputs.next_multiple_of(width) - outputs;
    let mut bytes = Vec::with_capacity(2 * rows * (outputs + padding));
    for row in 0..rows {
        for (output, scale) in scales.iter().enumerate() {
            let weight = weight(row, output);
            match precision {
                Precision::Half => bytes.extend(f16::from_f32(weight).to_le_bytes()),
                Precision::Single => bytes.extend(((weight / scale).round() as i16).to_le_bytes()),
            }
        }
        bytes.resize(bytes.len() + 2 * padding, 0);
    }
    Packed { bytes, scales }
}

fn scales(rows: usize, outputs: usize, weight: impl Fn(usize, usize) -> f32) -> Vec<f32> {
    let mut largest = vec![0.0_f32; outputs];
    for row in 0..rows {
        for (output, largest) in largest.iter_mut().enumerate() {
            *largest = largest.max(weight(row, output).abs());
        }
    }
    // A channel without any weights has accumulators of zero whatever they are multiplied by.
    let scale = |largest: f32| {
        if largest > 0.0 {
            largest / LARGEST
        } else {
            1.0
        }
    };
    largest.into_iter().map(scale).collect()
}
