//! The layers that both networks are made of.
//!
//! Every convolution is 4×4 with padding 1, but for the 3×3 of a [`Head`]; a bias exists only where no norm
//! follows, because the norm would subtract it again. Initial values are those of Isola et al. (CVPR 2017, section 6.2):
//! weights N(0, 0.02), biases 0; norm gains N(1, 0.02) as in the authors' Torch code.

use burn::module::{Module, Param, ParamId};
use burn::nn::conv::Conv2d;
use burn::nn::{Initializer, InstanceNorm, PaddingConfig2d};
use burn::tensor::{Device, Tensor};

use crate::fold::fold;
use crate::head_fold::{UNFOLDED, fold_bias, fold_head};
use crate::kernels::Kernels;

/// Side of every convolution kernel.
pub const KERNEL: usize = 4;
/// Side of the kernel of a [`Head`].
pub const HEAD_KERNEL: usize = 3;
/// Standard deviation of the initial weights.
const INITIAL_STD: f64 = 0.02;

/// Added to the variance by every norm.
const EPSILON: f64 = 1e-5;

/// Where a network's parameters come from.
///
/// A type and not a value, so that a program that only loads networks does not carry what draws
/// them.
pub trait Origin {
    /// Weights of a convolution.
    fn weights(shape: [usize; 4], device: &Device) -> Param<Tensor<4>>;

    /// Gains of a norm.
    fn gains(length: usize, device: &Device) -> Param<Tensor<1>>;

    /// Biases, and offsets of a norm.
    fn zeros(length: usize, device: &Device) -> Param<Tensor<1>>;
}

/// Drawn as the module head says, when they are first asked for.
pub struct Drawn;

impl Origin for Drawn {
    fn weights(shape: [usize; 4], device: &Device) -> Param<Tensor<4>> {
        normal(0.0, shape, device)
    }

    fn gains(length: usize, device: &Device) -> Param<Tensor<1>> {
        normal(1.0, [length], device)
    }

    fn zeros(length: usize, device: &Device) -> Param<Tensor<1>> {
        Initializer::Zeros.init([length], device)
    }
}

fn normal<const D: usize>(mean: f64, shape: [usize; D], device: &Device) -> Param<Tensor<D>> {
    let std = INITIAL_STD;
    Initializer::Normal { mean, std }.init(shape, device)
}

/// To be replaced by weights from elsewhere; zeros, should anybody ask before that.
pub struct Loaded;

impl Origin for Loaded {
    fn weights(shape: [usize; 4], device: &Device) -> Param<Tensor<4>> {
        blank(shape, device)
    }

    fn gains(length: usize, device: &Device) -> Param<Tensor<1>> {
        blank([length], device)
    }

    fn zeros(length: usize, device: &Device) -> Param<Tensor<1>> {
        blank([length], device)
    }
}

fn blank<const D: usize>(shape: [usize; D], device: &Device) -> Param<Tensor<D>> {
    let zeros = move |device: &Device, _requires_grad| Tensor::zeros(shape, device);
    Param::uninitialized(ParamId::new(), zeros, device.clone(), true, shape.into())
}

/// Affine instance norm. At batch size 1 it equals batch norm with batch statistics, which is what
/// the published models use both in training and afterwards; unlike batch norm it has no second
/// mode that could be forgotten.
fn instance_norm<O: Origin>(channels: usize, device: &Device) -> InstanceNorm {
    InstanceNorm {
        gamma: Some(O::gains(channels, device)),
        beta: Some(O::zeros(channels, device)),
        num_channels: channels,
        epsilon: EPSILON,
        affine: true,
    }
}

/// Convolution that halves (stride 2) or nearly keeps (stride 1) the picture, with or without norm.
#[derive(Module, Debug)]
pub struct DownBlock {
    pub conv: Conv2d,
    pub norm: Option<InstanceNorm>,
}

impl DownBlock {
    /// `channels` are `[in, out]`.
    pub fn new<O: Origin>(
        channels: [usize; 2],
        stride: usize,
        with_norm: bool,
        device: &Device,
    ) -> Self {
        let [channels_in, channels_out] = channels;
        Self {
            conv: Conv2d {
                weight: O::weights([channels_out, channels_in, KERNEL, KERNEL], device),
                bias: (!with_norm).then(|| O::zeros(channels_out, device)),
                stride: [stride, stride],
                kernel_size: [KERNEL, KERNEL],
                dilation: [1, 1],
                groups: 1,
                padding: PaddingConfig2d::Explicit(1, 1, 1, 1),
            },
            norm: with_norm.then(|| instance_norm::<O>(channels_out, device)),
        }
    }

    /// # Shapes
    /// - input `[N, in, H, W]`
    /// - output `[N, out, H/2, W/2]` for stride 2, `[N, out, H-1, W-1]` for stride 1
    pub fn forward(&self, input: Tensor<4>, kernels: &dyn Kernels) -> Tensor<4> {
        let weight = self.conv.weight.val();
        let bias = self.conv.bias.as_ref().map(Param::val);
        let x = kernels.down(input, weight, bias, self.conv.stride[0]);
        normalise(&self.norm, x, kernels)
    }
}

/// Doubles the picture: a transposed convolution, or while training its twin that enlarges and then
/// convolves.
///
/// A 3×3 weight stands for "nearest-neighbour ×2, then 3×3 convolution" (Odena et al.,
/// "Deconvolution and Checkerboard Artifacts", Distill 2016), a 2×2 weight for "linear ×2, then 2×2
/// convolution"; both are folded in every forward pass. A 4×4 weight is the transposed convolution
/// itself. All cost the same.
#[derive(Module, Debug)]
pub struct UpBlock {
    pub conv: UpConv,
    pub norm: Option<InstanceNorm>,
}

/// Weights of an [`UpBlock`].
#[derive(Module, Debug)]
pub struct UpConv {
    /// `[in, out, 4, 4]`, or `[in, out, 3, 3]` or `[in, out, 2, 2]` where it is still to be folded.
    pub weight: Param<Tensor<4>>,
    /// `[out]`
    pub bias: Option<Param<Tensor<1>>>,
}

impl UpBlock {
    /// `channels` are `[in, out]`; `side`, that of the kernels, chooses the form.
    pub fn new<O: Origin>(
        channels: [usize; 2],
        side: usize,
        with_norm: bool,
        device: &Device,
    ) -> Self {
        let [channels_in, channels_out] = channels;
        Self {
            conv: UpConv {
                weight: O::weights([channels_in, channels_out, side, side], device),
                bias: (!with_norm).then(|| O::zeros(channels_out, device)),
            },
            norm: with_norm.then(|| instance_norm::<O>(channels_out, device)),
        }
    }

    /// # Shapes
    /// - input `[N, in, H, W]`
    /// - output `[N, out, 2H, 2W]`
    pub fn forward(&self, input: Tensor<4>, kernels: &dyn Kernels) -> Tensor<4> {
        let weight = self.conv.transposed_kernel();
        let bias = self.conv.bias.as_ref().map(Param::val);
        normalise(&self.norm, kernels.up(input, weight, bias), kernels)
    }
}

impl UpConv {
    /// The 4×4 kernel `[in, out, 4, 4]`, folded if need be.
    fn transposed_kernel(&self) -> Tensor<4> {
        fold(self.weight.val())
    }

    /// The same layer with a 4×4 kernel.
    pub fn folded(mut self) -> Self {
        let kernel = self.transposed_kernel();
        self.weight = Param::from_tensor(kernel);
        self
    }
}

/// What finishes a picture: one 3×3 convolution over the generator's input and what the decoder has made.
///
/// A decoder that ends in three channels must make every colour of a 2×2 block from one place of the half
/// picture; here it ends in more, and the last layer sees all of them, and the sharp edges of the input.
///
/// A head of scale 2 makes four pixels of the picture beside each other from each place of the input, as channels of
/// their own that [`pixel_shuffle`] lays out (Shi et al., "Real-Time Single Image and Video Super-Resolution Using an
/// Efficient Sub-Pixel Convolutional Neural Network", CVPR 2016). Where its weight is 5×5 it stands for "nearest-neighbour
/// ×2, then 5×5 convolution", and is folded in every forward pass, see [`crate::head_fold`].
#[derive(Module, Debug)]
pub struct Head {
    /// Weight `[3·scale², input + hidden, 3, 3]`, bias `[3·scale²]`; or `[3, input + hidden, 5, 5]` and `[3]`.
    pub conv: Conv2d,
}

impl Head {
    /// `kernel` is the weight's shape.
    pub fn new<O: Origin>(kernel: [usize; 4], device: &Device) -> Self {
        let [outputs, _, height, width] = kernel;
        Self {
            conv: Conv2d {
                weight: O::weights(kernel, device),
                bias: Some(O::zeros(outputs, device)),
                stride: [1, 1],
                kernel_size: [height, width],
                dilation: [1, 1],
                groups: 1,
                padding: PaddingConfig2d::Explicit(1, 1, 1, 1),
            },
        }
    }

    /// # Shapes
    /// - input `[N, input, H, W]`, hidden `[N, hidden, H, W]`
    /// - output `[N, outputs·scale², H, W]`
    pub fn forward(&self, input: Tensor<4>, hidden: Tensor<4>, kernels: &dyn Kernels) -> Tensor<4> {
        let (weight, bias) = self.kernel();
        kernels.same(Tensor::cat(vec![input, hidden], 1), weight, bias)
    }

    /// Pixels of the picture along one of the input.
    pub fn scale(&self, outputs: usize) -> usize {
        let [made, _, side, _] = self.conv.weight.dims();
        match side {
            UNFOLDED => 2,
            _ => (made / outputs).isqrt(),
        }
    }

    /// The same layer with a 3×3 kernel.
    pub fn folded(mut self) -> Self {
        let (weight, bias) = self.kernel();
        self.conv.weight = Param::from_tensor(weight);
        self.conv.bias = bias.map(Param::from_tensor);
        self.conv.kernel_size = [HEAD_KERNEL; 2];
        self
    }

    fn kernel(&self) -> (Tensor<4>, Option<Tensor<1>>) {
        let weight = fold_head(self.conv.weight.val());
        let outputs = weight.dims()[0];
        let bias = self.conv.bias.as_ref();
        let bias = bias.map(|bias| fold_bias(bias.val(), outputs));
        (weight, bias)
    }
}

/// `[N, C·scale², H, W]` → `[N, C, scale·H, scale·W]`: of the channels of one output channel each is a pixel of every
/// block of scale × scale, row by row.
pub fn pixel_shuffle(x: Tensor<4>, scale: usize) -> Tensor<4> {
    if scale == 1 {
        return x;
    }
    let [pictures, channels, height, width] = x.dims();
    let channels = channels / (scale * scale);
    x.reshape([pictures, channels, scale, scale, height, width])
        .permute([0, 1, 4, 2, 5, 3])
        .reshape([pictures, channels, scale * height, scale * width])
}

fn normalise(norm: &Option<InstanceNorm>, x: Tensor<4>, kernels: &dyn Kernels) -> Tensor<4> {
    match norm {
        Some(norm) => kernels.instance_norm(x, norm),
        None => x,
    }
}
