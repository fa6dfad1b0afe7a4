//! The segmenter: a U-Net of six levels from photo to class logits.
//!
//! Made of the generator's own blocks (Ronneberger et al., "U-Net", MICCAI 2015), shallower than
//! the generator so that the deepest map keeps 4×4 places, and with linear enlargement throughout.

use burn::module::Module;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use facade_model::block::{DownBlock, Drawn, UpBlock};
use facade_model::kernels::{BackendKernels, Kernels};
use facade_model::unet::LEAK;
use facade_subjects::facades::classes::CLASS_COUNT;

/// Output width of each encoder level in units of the width; the decoder mirrors it.
const WIDTHS: [usize; 6] = [1, 2, 4, 8, 8, 8];
/// Side of the kernels before the fold: 2 enlarges linearly, see [`facade_model::fold`].
const UP_KERNEL: usize = 2;
/// First encoder level whose activations are [`Segmenter::features`]: 32×32 places and fewer.
const FEATURES_FROM: usize = 2;

/// Describes a [`Segmenter`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmenterConfig {
    /// Channels after the first level.
    pub width: usize,
}

/// Labels photos.
#[derive(Module, Debug)]
pub struct Segmenter {
    /// From the photo down to 1/64 of its side.
    pub encoder: Vec<DownBlock>,
    /// Back up to the photo's size.
    pub decoder: Vec<UpBlock>,
}

impl SegmenterConfig {
    /// Initialises the network as [`facade_model::block`] says.
    pub fn init(&self, device: &Device) -> Segmenter {
        let levels = WIDTHS.len();
        let width = |level: usize| WIDTHS[level] * self.width;
        let encoder = (0..levels)
            .map(|level| {
                let input = if level == 0 { 3 } else { width(level - 1) };
                DownBlock::new::<Drawn>([input, width(level)], 2, level > 0, device)
            })
            .collect();
        let decoder = (0..levels)
            .rev()
            .map(|level| {
                let skips = if level + 1 == levels { 1 } else { 2 };
                let output = match level {
                    0 => CLASS_COUNT,
                    _ => width(level - 1),
                };
                UpBlock::new::<Drawn>([skips * width(level), output], UP_KERNEL, level > 0, device)
            })
            .collect();
        Segmenter { encoder, decoder }
    }
}

impl Segmenter {
    /// Class logits of photos.
    ///
    /// # Shapes
    /// - input `[N, 3, H, W]` in −1..1, sides multiples of 64 and at least 128
    /// - output `[N, 12, H, W]`, class id − 1 along the second axis
    pub fn forward(&self, photo: Tensor<4>, kernels: &dyn Kernels) -> Tensor<4> {
        let mut levels = self.encode(photo, kernels);
        let mut x: Option<Tensor<4>> = None;
        for block in &self.decoder {
            let skip = levels.pop().expect("a level for each decoder block");
            let input = match x {
                None => skip,
                Some(below) => Tensor::cat(vec![below, skip], 1),
            };
            x = Some(block.forward(kernels.leaky_relu(input, 0.0), kernels));
        }
        x.expect("the decoder has blocks")
    }

    /// The most likely class of every pixel; the lower id wins a tie.
    ///
    /// # Shapes
    /// - input `[1, 3, H, W]` in −1..1, on a device without autodiff
    /// - output: H·W ids in 1..=12, row by row
    pub fn labels(&self, photo: Tensor<4>) -> Vec<u8> {
        let logits = self.forward(photo, &BackendKernels);
        let [pictures, classes, height, width] = logits.dims();
        assert_eq!(pictures, 1, "one picture at a time");
        let planes: Vec<f32> = logits.into_data().iter::<f32>().collect();
        let pixels = height * width;
        let mut best = planes[..pixels].to_vec();
        let mut ids = vec![1; pixels];
        for class in 1..classes {
            let plane = &planes[class * pixels..(class + 1) * pixels];
            for ((best, id), &logit) in best.iter_mut().zip(&mut ids).zip(plane) {
                if logit > *best {
                    (*best, *id) = (logit, class as u8 + 1);
                }
            }
        }
        ids
    }

    /// What the deeper encoder levels see in a picture, wherever in it they see it: the mean over
    /// the places of each rectified channel, one level after the other.
    ///
    /// # Shapes
    /// - input `[1, 3, H, W]` in −1..1, on a device without autodiff
    /// - output: 28 · width values, none negative
    pub fn features(&self, picture: Tensor<4>) -> Vec<f32> {
        let levels = self.encode(picture, &BackendKernels);
        let pooled = levels.into_iter().skip(FEATURES_FROM).flat_map(|level| {
            let [pictures, channels, height, width] = level.dims();
            assert_eq!(pictures, 1, "one picture at a time");
            let places = relu(level).reshape([channels, height * width]);
            places
                .mean_dim(1)
                .into_data()
                .iter::<f32>()
                .collect::<Vec<_>>()
        });
        pooled.collect()
    }

    /// The output of every encoder level, before its activation.
    fn encode(&self, photo: Tensor<4>, kernels: &dyn Kernels) -> Vec<Tensor<4>> {
        let mut levels: Vec<Tensor<4>> = Vec::with_capacity(self.encoder.len());
        for block in &self.encoder {
            let input = match levels.last() {
                None => photo.clone(),
                Some(above) => kernels.leaky_relu(above.clone(), LEAK),
            };
            levels.push(block.forward(input, kernels));
        }
        levels
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Distribution;

    const WIDTH: usize = 2;

    fn photo(device: &Device) -> Tensor<4> {
        device.seed(5);
        Tensor::random([1, 3, 128, 192], Distribution::Uniform(-1.0, 1.0), device)
    }

    #[test]
    fn every_pixel_gets_the_class_with_the_largest_logit() {
        let device = Device::flex();
        let segmenter = SegmenterConfig { width: WIDTH }.init(&device);
        let photo = photo(&device);
        let logits = segmenter.forward(photo.clone(), &BackendKernels);
        assert_eq!(logits.dims(), [1, CLASS_COUNT, 128, 192]);
        let expected: Vec<u8> = logits
            .argmax(1)
            .into_data()
            .iter::<i64>()
            .map(|class| class as u8 + 1)
            .collect();
        assert_eq!(segmenter.labels(photo), expected);
    }

    #[test]
    fn features_do_not_depend_on_where_something_stands() {
        let device = Device::flex();
        let segmenter = SegmenterConfig { width: WIDTH }.init(&device);
        let at = |x: usize| {
            let flat = Tensor::<4>::zeros([1, 3, 256, 256], &device);
            let spot = Tensor::<4>::ones([1, 3, 16, 16], &device);
            let ranges = [0..1, 0..3, 96..112, x..x + 16];
            segmenter.features(flat.slice_assign(ranges, spot))
        };
        let (left, right, empty) = (at(64), at(128), {
            segmenter.features(Tensor::zeros([1, 3, 256, 256], &device))
        });
        assert_eq!(left.len(), 28 * WIDTH);
        let distance =
            |a: &[f32], b: &[f32]| -> f32 { a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum() };
        // Borders leave a trace in the deepest levels, which see the whole picture.
        let (moved, gone) = (distance(&left, &right), distance(&left, &empty));
        println!("moved: {moved:.2e}, gone: {gone:.2e}");
        assert!(moved < gone / 4.0);
    }
}
