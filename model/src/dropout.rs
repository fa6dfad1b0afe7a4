//! Dropout as an explicit input.
//!
//! Isola et al. (CVPR 2017, section 6.1.1) drop half of the values after each of the three innermost
//! decoder blocks, and keep doing so at test time: it is the generator's only noise. Here the masks
//! come from outside, drawn from a seed. So a network has no mode of training to forget, the same
//! seed gives the same picture, and without masks there is no chance in it.

use burn::tensor::{Device, Tensor, TensorData};
use oorandom::Rand32;

/// Decoder blocks, from the innermost, whose output is thinned out.
pub const BLOCKS: usize = 3;
/// As published.
pub const PUBLISHED_RATE: f64 = 0.5;

/// Masks for one picture that are a mixture of no dropout (`strength` 0) and dropout as in training
/// (1): one for each shape, row by row, values from 0 to 1/(1 − rate).
///
/// `shapes` are those of [`crate::unet::UNet::dropout_shapes`]; `rate` is that of the training,
/// in 0..1.
pub fn mixed(shapes: &[[usize; 3]], rate: f64, seed: u64, strength: f32) -> Vec<Vec<f32>> {
    let strength = strength.clamp(0.0, 1.0);
    let mut masks = draw(shapes, rate, seed);
    for value in masks.iter_mut().flatten() {
        *value = 1.0 + strength * (*value - 1.0);
    }
    masks
}

/// One mask of 0 and 1/(1 − rate) for each shape.
fn draw(shapes: &[[usize; 3]], rate: f64, seed: u64) -> Vec<Vec<f32>> {
    let kept = (1.0 / (1.0 - rate)) as f32;
    let mut random = Rand32::new(seed);
    let masks = shapes.iter().map(|shape| {
        let values = (0..shape.iter().product()).map(|_| {
            let dropped = f64::from(random.rand_float()) < rate;
            if dropped { 0.0 } else { kept }
        });
        values.collect()
    });
    masks.collect()
}

/// One mask for each of the [`BLOCKS`], for a batch of pictures.
#[derive(Debug, Clone)]
pub struct DropoutMasks {
    /// `[N, C, H, W]` of 0 and 1/(1 − rate).
    masks: Vec<Tensor<4>>,
}

impl DropoutMasks {
    /// Draws masks for a batch of as many pictures as there are seeds. What a picture gets depends on
    /// its own seed alone.
    ///
    /// `shapes` are those of [`crate::unet::UNet::dropout_shapes`]; `rate`, the share that is
    /// dropped, is in 0..1.
    pub fn draw(shapes: &[[usize; 3]], rate: f64, seeds: &[u64], device: &Device) -> Self {
        let mut values = vec![Vec::new(); shapes.len()];
        for &seed in seeds {
            for (values, mask) in values.iter_mut().zip(draw(shapes, rate, seed)) {
                values.extend(mask);
            }
        }
        Self::from_values(values, shapes, seeds.len(), device)
    }

    /// Masks whose values are given: for each shape those of all pictures, one after the other.
    ///
    /// # Panics
    /// Panics if they are not as many as the shapes say.
    pub fn from_values(
        values: Vec<Vec<f32>>,
        shapes: &[[usize; 3]],
        pictures: usize,
        device: &Device,
    ) -> Self {
        let masks = values.into_iter().zip(shapes).map(|(values, &[c, h, w])| {
            let data: TensorData = TensorData::new::<f32, _>(values, [pictures, c, h, w]);
            Tensor::from_data(data, device)
        });
        Self {
            masks: masks.collect(),
        }
    }

    /// The mask for the output of a decoder block, counted from the innermost.
    pub fn of_block(&self, block: usize) -> Option<Tensor<4>> {
        self.masks.get(block).cloned()
    }
}
