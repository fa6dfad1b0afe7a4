//! The losses of pix2pix (Isola et al., CVPR 2017, section 3).

use burn::tensor::Tensor;
use burn::tensor::activation::log_sigmoid;

/// Weight of the L1 term in the generator's loss (section 3.3 with the value of section 6.2).
pub const L1_WEIGHT: f64 = 100.0;

/// Binary cross-entropy of patch logits `[N, 1, H, W]` against "real", mean over all patches `[1]`.
pub fn judged_real(logits: Tensor<4>) -> Tensor<1> {
    log_sigmoid(logits).mean().neg()
}

/// Binary cross-entropy of patch logits `[N, 1, H, W]` against "fake", mean over all patches `[1]`.
pub fn judged_fake(logits: Tensor<4>) -> Tensor<1> {
    log_sigmoid(logits.neg()).mean().neg()
}

/// Mean absolute difference of two pictures `[N, 3, H, W]` in −1..1, `[1]`.
pub fn l1(generated: Tensor<4>, real: Tensor<4>) -> Tensor<1> {
    (generated - real).abs().mean()
}
