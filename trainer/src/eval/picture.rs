//! Pictures as plain numbers, which is all that most metrics need.

use burn::tensor::Tensor;
use facade_model::pixels::{rgba8, scaled};
use image::{DynamicImage, RgbImage, RgbaImage};

use crate::dataset::resize::{self, View};

/// A colour picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    width: usize,
    height: usize,
    /// Red, green and blue plane, each row by row.
    planes: Vec<f32>,
}

/// One plane of numbers, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    pub width: usize,
    pub height: usize,
    pub values: Vec<f32>,
}

/// Shares of red, green and blue in luma (ITU-R BT.601).
pub(crate) const LUMA: [f32; 3] = [0.299, 0.587, 0.114];

impl Picture {
    /// `planes` are red, green and blue in −1..1, as the networks see them, each row by row.
    ///
    /// # Panics
    /// Panics unless there are three planes of `width`·`height` values.
    pub fn new(width: usize, height: usize, planes: Vec<f32>) -> Self {
        assert_eq!(planes.len(), 3 * width * height, "three planes");
        Self {
            width,
            height,
            planes,
        }
    }

    /// What a network makes or sees.
    ///
    /// # Shapes
    /// - `tensor` `[1, 3, H, W]` in −1..1
    pub fn of(tensor: Tensor<4>) -> Self {
        let [_, _, height, width] = tensor.dims();
        Self::new(width, height, tensor.into_data().iter::<f32>().collect())
    }

    /// The same picture as a square of this side, from eight bits a channel by the filter that photos are resized with;
    /// itself where it has that side.
    pub fn at_side(self, side: usize) -> Self {
        if self.size() == [side; 2] {
            return self;
        }
        let image = resize::photo(self.image(), &View::WHOLE, side as u32).into_raw();
        let (pixels, _) = image.as_chunks::<3>();
        let planes = (0..3).flat_map(|channel| pixels.iter().map(move |rgb| scaled(rgb[channel])));
        Self::new(side, side, planes.collect())
    }

    /// In eight bits a channel, as a file holds it.
    pub fn image(&self) -> RgbImage {
        let [width, height] = self.size().map(|side| side as u32);
        let rgba = RgbaImage::from_raw(width, height, rgba8(&self.planes))
            .expect("rgba8 returns four bytes for each pixel");
        DynamicImage::ImageRgba8(rgba).into_rgb8()
    }

    /// Width and height in pixels.
    pub fn size(&self) -> [usize; 2] {
        [self.width, self.height]
    }

    /// All values in −1..1, plane after plane.
    pub fn values(&self) -> &[f32] {
        &self.planes
    }

    /// Red, green and blue in −1..1.
    pub fn channels(&self) -> [Plane; 3] {
        let pixels = self.width * self.height;
        std::array::from_fn(|channel| Plane {
            width: self.width,
            height: self.height,
            values: self.planes[channel * pixels..(channel + 1) * pixels].to_vec(),
        })
    }

    /// Brightness in 0..1 (ITU-R BT.601).
    pub fn luma(&self) -> Plane {
        let pixels = self.width * self.height;
        let (red, rest) = self.planes.split_at(pixels);
        let (green, blue) = rest.split_at(pixels);
        let values = red.iter().zip(green).zip(blue).map(|((red, green), blue)| {
            let sum = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue;
            (sum + 1.0) / 2.0
        });
        Plane {
            width: self.width,
            height: self.height,
            values: values.collect(),
        }
    }
}

/// A reproducible picture of noise in −1..1, for tests.
#[cfg(test)]
pub(crate) fn noise(side: usize, seed: u64) -> Picture {
    let mut random = oorandom::Rand32::new(seed);
    let planes = (0..3 * side * side).map(|_| 2.0 * random.rand_float() - 1.0);
    Picture::new(side, side, planes.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luma_weighs_the_channels_and_spans_zero_to_one() {
        let picture = Picture::new(
            2,
            2,
            vec![
                1.0, -1.0, -1.0, 1.0, // red
                -1.0, 1.0, -1.0, 1.0, // green
                -1.0, -1.0, -1.0, 1.0, // blue
            ],
        );
        let luma = picture.luma().values;
        for (found, expected) in luma.iter().zip([0.299, 0.587, 0.0, 1.0]) {
            assert!((found - expected).abs() < 1e-6, "{luma:?}");
        }
        assert_eq!(picture.channels()[1].values, [-1.0, 1.0, -1.0, 1.0]);
    }
}
