//! A generator that goes on as a larger one: with a wider head, or with pictures of twice the side, and perhaps without its
//! norms (see [`crate::norm_fold`]).
//!
//! What is added does nothing yet, so that training begins with the pictures that there were: new channels meet weights of
//! zero, and of a larger picture each pixel is there as often. (Chen, Goodfellow, Shlens, "Net2Net: Accelerating Learning via
//! Knowledge Transfer", ICLR 2016, do so with hidden layers.)

use burn::module::Param;
use burn::tensor::Tensor;

use crate::head_fold::fold_bias;
use crate::unet::{UNet, UNetConfig};

/// Whether a generator of the form `before` can go on as one of the form `after`.
pub fn leads_to(before: UNetConfig, after: UNetConfig) -> bool {
    let grows = before.head > 0 && before.head <= after.head && before.scale == 1;
    let UNetConfig {
        head, scale, norms, ..
    } = after;
    let before = UNetConfig {
        norms: before.norms && norms,
        ..before
    };
    before == after
        || grows
            && UNetConfig {
                head,
                scale,
                ..before
            } == after
}

/// The same function in the form of `fresh`, whose weights new channels take.
///
/// # Panics
/// Panics where the one does not lead to the other, see [`leads_to`].
pub fn grown(mut generator: UNet, fresh: &UNet) -> UNet {
    let added = fresh.head_channels() - generator.head_channels();
    if added > 0 {
        widen(&mut generator, fresh, added);
    }
    if fresh.scale() > generator.scale() {
        enlarge(&mut generator, fresh);
    }
    generator
}

/// Adds channels between decoder and head.
fn widen(generator: &mut UNet, fresh: &UNet, added: usize) {
    let (Some(head), Some(block), Some(new)) = (
        generator.head.as_mut(),
        generator.decoder.last_mut(),
        fresh.decoder.last(),
    ) else {
        panic!("a generator with a head");
    };
    let [_, known, ..] = block.conv.weight.dims();
    let weight = new.conv.weight.val().narrow(1, known, added);
    set(&mut block.conv.weight, |known| {
        Tensor::cat(vec![known, weight], 1)
    });
    if let (Some(norm), Some(new)) = (&mut block.norm, &new.norm) {
        for (values, new) in [(&mut norm.gamma, &new.gamma), (&mut norm.beta, &new.beta)] {
            if let (Some(values), Some(new)) = (values, new) {
                let new = new.val().narrow(0, known, added);
                set(values, |known| Tensor::cat(vec![known, new], 0));
            }
        }
        norm.num_channels += added;
    }
    if let (Some(bias), Some(new)) = (&mut block.conv.bias, &new.conv.bias) {
        let new = new.val().narrow(0, known, added);
        set(bias, |known| Tensor::cat(vec![known, new], 0));
    }
    let [outputs, _, height, width] = head.conv.weight.dims();
    set(&mut head.conv.weight, |known| {
        let idle = Tensor::zeros([outputs, added, height, width], &known.device());
        Tensor::cat(vec![known, idle], 1)
    });
}

/// Makes four pixels of each, all alike: of kernels that are folded they are four times the same, of those that are still to
/// be folded (see [`crate::head_fold`]) the weights go to every second place.
fn enlarge(generator: &mut UNet, fresh: &UNet) {
    let (Some(head), Some(new)) = (&mut generator.head, &fresh.head) else {
        panic!("a generator with a head");
    };
    let [outputs, inputs, side, _] = head.conv.weight.dims();
    let [made, _, wide, _] = new.conv.weight.dims();
    set(&mut head.conv.weight, |weight| match wide == side {
        true => weight
            .reshape([outputs, 1, inputs * side * side])
            .repeat_dim(1, made / outputs)
            .reshape([made, inputs, side, side]),
        false => {
            let spread = |x: Tensor<4>| {
                // Each weight and a zero behind it, but for the last one's.
                let [rows, columns, height, width] = x.dims();
                let x = x.reshape([rows, columns, height * width, 1]);
                let x = Tensor::cat(vec![x.clone(), x.zeros_like()], 3);
                let x = x.reshape([rows, columns, height, 2 * width]);
                x.narrow(3, 0, 2 * width - 1)
            };
            let across = spread(weight).swap_dims(2, 3);
            spread(across).swap_dims(2, 3)
        }
    });
    if let Some(bias) = &mut head.conv.bias {
        set(bias, |bias| fold_bias(bias, made));
    }
    head.conv.kernel_size = [wide; 2];
}

/// Changes weights, which stay weights of their own.
fn set<const D: usize>(
    weights: &mut Param<Tensor<D>>,
    change: impl FnOnce(Tensor<D>) -> Tensor<D>,
) {
    *weights = Param::from_tensor(change(weights.val()).detach());
}
