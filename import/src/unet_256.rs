//! The names of `unet_256` in pytorch-CycleGAN-and-pix2pix and in MindSpore's tutorial, and what its weights
//! are called here.
//!
//! There the blocks nest: the sequence of each holds the next deeper block between its own way down
//! and its own way up, so that names grow with the depth. Some things differ in meaning:
//!
//! - In PyTorch the skip connection comes first in a concatenation, here and in MindSpore's tutorial it
//!   comes last. The two halves of the input channels of a decoder's kernel trade places.
//! - With instance norm, which has no weights there, the convolutions before it keep a bias. The
//!   norm subtracts it again, so it is left out; gain and offset of the norm are 1 and 0.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use burn::tensor::TensorData;
use facade_model::unet::{UNetConfig, Upsampling};

const LEVELS: usize = 8;
/// Red, green and blue.
const PICTURE_CHANNELS: usize = 3;
/// Index of the next deeper block in the outermost sequence, and in the others.
const DEEPER: [usize; 2] = [1, 3];
/// The first convolution, by which such a generator is known.
pub const FIRST: &str = "model.model.0.weight";
/// Before the names of all deeper levels.
pub const BELOW: &str = "model.model.1.model.";
/// Batch norm's statistics, of no use where each picture is normalised by its own.
const STATISTICS: [&str; 5] = [
    "running_mean",
    "running_var",
    "num_batches_tracked",
    "moving_mean",
    "moving_variance",
];

/// Whose names and order of channels a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    PyTorch,
    MindSpore,
}

impl Dialect {
    /// MindSpore calls every norm's gain so, and has one also where it is constant.
    fn of(tensors: &BTreeMap<String, TensorData>) -> Self {
        match tensors.keys().any(|name| name.ends_with(".gamma")) {
            true => Self::MindSpore,
            false => Self::PyTorch,
        }
    }

    /// Gain and offset of a norm.
    fn norm(self) -> [&'static str; 2] {
        match self {
            Self::PyTorch => ["weight", "bias"],
            Self::MindSpore => ["gamma", "beta"],
        }
    }
}

/// The layers of one level by their index in its sequence.
struct Layers {
    down: usize,
    down_norm: Option<usize>,
    up: usize,
    up_norm: Option<usize>,
}

const OUTERMOST: Layers = Layers {
    down: 0,
    down_norm: None,
    up: 3,
    up_norm: None,
};
const MIDDLE: Layers = Layers {
    down: 1,
    down_norm: Some(2),
    up: 5,
    up_norm: Some(6),
};
const INNERMOST: Layers = Layers {
    down: 1,
    down_norm: None,
    up: 3,
    up_norm: Some(4),
};

/// The sequence of a level, counted from the picture down.
fn sequence(level: usize) -> String {
    (0..level).fold("model.model".to_owned(), |outer, depth| {
        format!("{outer}.{}.model", DEEPER[depth.min(1)])
    })
}

/// Description and weights of the generator under the names of [`facade_model::weights`].
///
/// # Errors
/// Tensors of another architecture, or of one with other norms.
pub fn translate(
    tensors: BTreeMap<String, TensorData>,
) -> Result<(UNetConfig, BTreeMap<String, TensorData>)> {
    // Any length fits beside one of 0, and would be believed of the layers that follow.
    if let Some((name, data)) = tensors.iter().find(|(_, data)| data.shape().contains(&0)) {
        bail!("`{name}` has shape {:?}, which holds nothing", data.shape());
    }
    let mut source = Source {
        dialect: Dialect::of(&tensors),
        tensors,
    };
    source.check_depth()?;
    let config = source.config()?;
    let has_affine_norms = source.has_affine_norms()?;

    let mut weights = Weights::default();
    for level in 0..LEVELS {
        let sequence = sequence(level);
        let layers = match level {
            0 => OUTERMOST,
            _ if level + 1 == LEVELS => INNERMOST,
            _ => MIDDLE,
        };
        let encoder = format!("encoder.{level}");
        let kernel = source.take(&format!("{sequence}.{}.weight", layers.down))?;
        let bias = source.maybe(&format!("{sequence}.{}.bias", layers.down));
        let norm = match layers.down_norm {
            Some(index) if has_affine_norms => Some(source.affine(&sequence, index)?),
            _ => None,
        };
        let width = kernel.shape().first().copied().unwrap_or(0);
        weights.insert(&encoder, "conv.weight", kernel);
        weights.after(&encoder, width, bias, layers.down_norm.is_some(), norm);

        let decoder = format!("decoder.{}", LEVELS - 1 - level);
        let mut kernel = source.take(&format!("{sequence}.{}.weight", layers.up))?;
        let bias = source.maybe(&format!("{sequence}.{}.bias", layers.up));
        let norm = match layers.up_norm {
            Some(index) if has_affine_norms => Some(source.affine(&sequence, index)?),
            _ => None,
        };
        if level + 1 < LEVELS && source.dialect == Dialect::PyTorch {
            kernel = skip_last(kernel)?;
        }
        let width = kernel.shape().get(1).copied().unwrap_or(0);
        weights.insert(&decoder, "conv.weight", kernel);
        weights.after(&decoder, width, bias, layers.up_norm.is_some(), norm);
    }
    source.check_empty()?;
    Ok((config, weights.0))
}

/// What is left of the file's tensors.
struct Source {
    dialect: Dialect,
    tensors: BTreeMap<String, TensorData>,
}

impl Source {
    fn maybe(&mut self, name: &str) -> Option<TensorData> {
        self.tensors.remove(name)
    }

    fn take(&mut self, name: &str) -> Result<TensorData> {
        let tensor = self.maybe(name);
        tensor.with_context(|| format!("it lacks the tensor `{name}`"))
    }

    /// Gain and offset of a norm.
    fn affine(&mut self, sequence: &str, index: usize) -> Result<[TensorData; 2]> {
        let [gain, offset] = self.dialect.norm();
        let gain = self.take(&format!("{sequence}.{index}.{gain}"))?;
        Ok([gain, self.take(&format!("{sequence}.{index}.{offset}"))?])
    }

    fn check_depth(&self) -> Result<()> {
        let has = |level: &usize| {
            let prefix = sequence(*level) + ".";
            self.tensors.keys().any(|name| name.starts_with(&prefix))
        };
        let levels = (0..).take_while(has).count();
        ensure!(
            levels == LEVELS,
            "it is a U-Net of {levels} levels, for pictures of {} pixels; only unet_256, with {LEVELS}, can be imported",
            // Names of absurd depth must not overflow here.
            1_u64.checked_shl(levels as u32).unwrap_or(u64::MAX)
        );
        Ok(())
    }

    fn config(&self) -> Result<UNetConfig> {
        let name = FIRST;
        let first = self
            .tensors
            .get(name)
            .with_context(|| format!("it lacks the tensor `{name}`"))?;
        let shape = first.shape().to_vec();
        let last = format!("{}.{}.weight", sequence(0), OUTERMOST.up);
        if let Some(&[inputs, channels, _, _]) =
            self.tensors.get(&last).map(|last| &last.shape()[..])
        {
            // Where the width is another too, that is at fault, and said where the kernel is used.
            ensure!(
                channels == PICTURE_CHANNELS || inputs != 2 * shape[0],
                "it makes pictures of {channels} channels; only those of {PICTURE_CHANNELS}, in colours, can be imported"
            );
        }
        match shape[..] {
            [ngf, input_channels, _, _] if ngf > 0 && input_channels > 0 => Ok(UNetConfig {
                input_channels,
                ngf,
                depth: LEVELS,
                upsampling: Upsampling::Transposed,
                head: 0,
                scale: 1,
                norms: true,
            }),
            _ => bail!("`{name}` has shape {shape:?}, which is no convolution's"),
        }
    }

    /// Whether norms have weights. Where they have none, biases before them tell instance norm
    /// from no norm at all.
    fn has_affine_norms(&self) -> Result<bool> {
        let sequence = sequence(1);
        let [gain, _] = self.dialect.norm();
        if self.tensors.contains_key(&format!("{sequence}.2.{gain}")) {
            return Ok(true);
        }
        ensure!(
            self.tensors.contains_key(&format!("{sequence}.1.bias")),
            "it was trained without norms; only batch and instance norm can be imported"
        );
        Ok(false)
    }

    fn check_empty(&self) -> Result<()> {
        let is_weight = |name: &&String| !STATISTICS.iter().any(|ending| name.ends_with(ending));
        match self.tensors.keys().find(is_weight) {
            Some(name) => bail!("it holds `{name}`, which unet_256 does not have"),
            None => Ok(()),
        }
    }
}

#[derive(Default)]
struct Weights(BTreeMap<String, TensorData>);

impl Weights {
    fn insert(&mut self, block: &str, name: &str, data: TensorData) {
        self.0.insert(format!("{block}.{name}"), data);
    }

    /// What follows a convolution of `width` output channels: a norm, or a bias where none is.
    fn after(
        &mut self,
        block: &str,
        width: usize,
        bias: Option<TensorData>,
        is_normed: bool,
        norm: Option<[TensorData; 2]>,
    ) {
        let constant = |value: f32| TensorData::new(vec![value; width], [width]);
        if is_normed {
            let [gamma, beta] = norm.unwrap_or_else(|| [constant(1.0), constant(0.0)]);
            self.insert(block, "norm.gamma", gamma);
            self.insert(block, "norm.beta", beta);
        } else {
            self.insert(block, "conv.bias", bias.unwrap_or_else(|| constant(0.0)));
        }
    }
}

/// A kernel `[in, out, 4, 4]` whose input is the skip connection and then what comes from below, for
/// the opposite order.
fn skip_last(kernel: TensorData) -> Result<TensorData> {
    let shape = kernel.shape().to_vec();
    let mut values: Vec<f32> = kernel.try_into_vec()?;
    let half = values.len() / 2;
    values.rotate_left(half);
    Ok(TensorData::new(values, shape))
}
