//! Structural similarity as something to learn: [`crate::eval::ssim`] with a gradient.
//!
//! Source of the measure: Wang et al., 2004, see there; as a term of distillation: Ren et al., "Online
//! Multi-Granularity Distillation for GAN Compression", ICCV 2021, equation 3.

use burn::tensor::{Device, Tensor, TensorData};

use crate::eval::picture::LUMA;
use crate::eval::ssim::{C1, C2, WINDOW, gaussian};

/// 1 less the mean structural similarity of the lumas of two pictures `[N, 3, H, W]` in −1..1, `[1]` in
/// 0..2.
pub fn dissimilarity(generated: Tensor<4>, example: Tensor<4>) -> Tensor<1> {
    let [x, y] = [generated, example].map(luma);
    let [count, height, width] = x.dims();
    let products = [
        x.clone() * x.clone(),
        y.clone() * y.clone(),
        x.clone() * y.clone(),
    ];
    let device = x.device();
    let all = Tensor::cat([vec![x, y], products.into()].concat(), 0);
    // The window along one axis as a matrix: two products with it are the fastest convolution there is
    // here, and know their gradients.
    let columns = windows(width, &device).swap_dims(1, 2);
    let smooth = windows(height, &device).matmul(all.matmul(columns));
    let part = |index: usize| smooth.clone().narrow(0, index * count, count);
    let (mean_x, mean_y) = (part(0), part(1));
    let squares = mean_x.clone().square() + mean_y.clone().square();
    let product = mean_x * mean_y;
    let variances = part(2) + part(3) - squares.clone();
    let covariance = part(4) - product.clone();
    let alike = (product * 2.0 + C1) * (covariance * 2.0 + C2);
    (alike / ((squares + C1) * (variances + C2))).mean().neg() + 1.0
}

/// `[N, 3, H, W]` in −1..1 to `[N, H, W]` in 0..1.
fn luma(picture: Tensor<4>) -> Tensor<3> {
    let [count, _, height, width] = picture.dims();
    let weights = TensorData::new(LUMA.to_vec(), [1, 3, 1, 1]);
    let weights = Tensor::<4>::from_data(weights, &picture.device());
    let luma = ((picture + 1.0) * 0.5 * weights).sum_dim(1);
    luma.reshape([count, height, width])
}

/// `[1, side − 10, side]`: in each row the window, one pixel further.
fn windows(side: usize, device: &Device) -> Tensor<3> {
    let rows = side + 1 - WINDOW;
    let mut values = vec![0.0_f32; rows * side];
    for (row, values) in values.chunks_exact_mut(side).enumerate() {
        for (value, weight) in values[row..].iter_mut().zip(gaussian()) {
            *value = weight as f32;
        }
    }
    Tensor::from_data(TensorData::new(values, [1, rows, side]), device)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::picture::{Picture, noise};
    use crate::eval::ssim::ssim;

    fn tensor(picture: &Picture, device: &Device) -> Tensor<4> {
        let [side, _] = picture.size();
        Tensor::from_data(
            TensorData::new(picture.values().to_vec(), [1, 3, side, side]),
            device,
        )
    }

    #[test]
    fn it_is_one_less_what_evaluation_measures() {
        let device = Device::flex();
        let pictures = [1, 2].map(|seed| noise(40, seed));
        let [x, y] = pictures.each_ref().map(|picture| tensor(picture, &device));
        let mixed = x.clone() * 0.7 + y.clone() * 0.3;
        let values: Vec<f32> = mixed.to_data().iter::<f32>().collect();
        let expected = 1.0 - ssim(&pictures[0], &Picture::new(40, 40, values));
        let found: f64 = dissimilarity(x.clone(), mixed.clone()).into_scalar();
        println!("{found} {expected}");
        assert!((found - expected).abs() < 1e-4 && found > 0.01);
        let same: f64 = dissimilarity(x.clone(), x.clone()).into_scalar();
        assert!(same.abs() < 1e-5);
        // In a batch it is the mean.
        let both = Tensor::cat(vec![x.clone(), x.clone()], 0);
        let half: f64 = dissimilarity(both, Tensor::cat(vec![x, mixed], 0)).into_scalar();
        assert!((half - expected / 2.0).abs() < 1e-4);
    }

    #[test]
    fn its_gradient_leads_to_the_example_and_stays_a_number_where_nothing_varies() {
        let device = Device::flex().autodiff();
        let example = tensor(&noise(32, 3), &device);
        let mut picture = Tensor::<4>::zeros([1, 3, 32, 32], &device);
        let mut losses: Vec<f32> = Vec::new();
        for _ in 0..20 {
            picture = picture.detach().require_grad();
            let loss = dissimilarity(picture.clone(), example.clone());
            let gradient = picture.grad(&loss.backward()).expect("a gradient");
            losses.push(loss.inner().into_scalar());
            let longest: f32 = gradient.clone().abs().max().into_scalar();
            assert!(longest.is_finite() && longest > 0.0);
            picture = Tensor::from_inner(picture.inner() - gradient * (0.1 / longest));
        }
        println!("{losses:?}");
        assert!(losses[19] < losses[0] - 0.2);
    }
}
