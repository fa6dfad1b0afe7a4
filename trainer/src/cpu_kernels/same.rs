//! The 3×3 convolution of few outputs that ends a picture, as one product for all its taps.
//!
//! With three outputs, spreading the input out would copy each value nine times for three multiplications. So each
//! tap's three sums are made where the input lies, `[9 · out, in] · [in, H · W]`, and moved to where they belong
//! afterwards: of these there are 27 planes and not nine times as many as the input has. Gradients follow from
//! Burn's own for products and sums.

use burn::tensor::Tensor;

/// Taps in a row of the kernel.
const SIDE: usize = 3;

/// Convolution with padding 1; `[N, in, H, W]`, `[out, in, 3, 3]` and `[out]`.
pub fn same(input: Tensor<4>, weight: Tensor<4>, bias: Option<Tensor<1>>) -> Tensor<4> {
    let [n, inputs, height, width] = input.dims();
    let [outputs, ..] = weight.dims();
    let taps = SIDE * SIDE;
    let by_tap: Tensor<3> = weight
        .permute([2, 3, 0, 1])
        .reshape([1, taps * outputs, inputs]);
    let sums: Tensor<4> = by_tap
        .repeat_dim(0, n)
        .matmul(input.reshape([n, inputs, height * width]))
        .reshape([n, taps * outputs, height, width]);
    // Padding belongs to the input, and zeros there are zeros in the sums.
    let padded = sums.pad((1, 1, 1, 1), 0.0);
    let mut output: Option<Tensor<4>> = None;
    for row in 0..SIDE {
        for column in 0..SIDE {
            let first = (row * SIDE + column) * outputs;
            let of_tap = padded.clone().slice([
                0..n,
                first..first + outputs,
                row..row + height,
                column..column + width,
            ]);
            output = Some(match output {
                Some(sum) => sum + of_tap,
                None => of_tap,
            });
        }
    }
    let output = output.expect("a kernel has taps");
    match bias {
        Some(bias) => output + bias.reshape([1, outputs, 1, 1]),
        None => output,
    }
}
