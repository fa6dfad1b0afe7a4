//! Where in a file a generator's tensors are: training programs put them under keys of their own, beside
//! discriminators and optimisers, and wrap modules in others that put their names before every tensor.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail, ensure};
use burn::tensor::TensorData;

/// Names of modules that only wrap another: several GPUs, compilation, sharding, checkpointing.
const WRAPPERS: [&str; 4] = [
    "module",
    "_orig_mod",
    "_fsdp_wrapped_module",
    "_checkpoint_wrapped_module",
];
/// Tensors that a message names.
const NAMED: usize = 4;

/// The tensors of one generator, by the names that they have in it alone.
#[derive(Debug)]
pub struct Found {
    pub tensors: BTreeMap<String, TensorData>,
    /// Where it was, where that says anything.
    pub key: String,
}

/// Finds the network that has a tensor of the name `first` and others below `deeper`. Of a network and its
/// moving average the average is taken, as training programs do it. With `key`, what lies elsewhere does
/// not count.
///
/// # Errors
/// No such network, or several.
pub fn find(
    tensors: BTreeMap<String, TensorData>,
    first: &str,
    deeper: &str,
    key: Option<&str>,
) -> Result<Found> {
    let seen = summary(&tensors);
    let has_spectral_norm = tensors.keys().any(|name| {
        name.ends_with("weight_orig") || name.contains("parametrizations.weight.original")
    });
    let tensors = whole(unwrapped(tensors)?, first, deeper);
    let keys: BTreeSet<String> = prefixes(&tensors, first, deeper)
        .into_iter()
        .filter(|prefix| key.is_none_or(|key| is_below(prefix, key)))
        .collect();
    let averages: Vec<&String> = keys.iter().filter(|key| is_average(key)).collect();
    let chosen = match (keys.len(), &averages[..]) {
        (0, _) => {
            ensure!(
                !has_spectral_norm,
                "it was trained with spectral norm (`weight_orig`), which cannot be imported; it holds {seen}"
            );
            let below = key.map_or(String::new(), |key| format!(" below `{key}`"));
            bail!(
                "no generator unet_256 of pytorch-CycleGAN-and-pix2pix: it has no tensor `{first}`{below}; it holds {seen}"
            )
        }
        (1, _) => keys.first().expect("there is one").clone(),
        (_, [average]) => (*average).clone(),
        _ => {
            let keys: Vec<String> = keys
                .iter()
                .map(|key| format!("--key {}", key.trim_end_matches('.')))
                .collect();
            bail!(
                "it holds {} generators; choose one of them with {} of `trainer import`",
                keys.len(),
                keys.join(" or ")
            )
        }
    };
    let own = tensors.into_iter().filter_map(|(name, data)| {
        let name = name.strip_prefix(&chosen)?;
        Some((name.to_owned(), data))
    });
    Ok(Found {
        tensors: own.collect(),
        key: chosen.trim_end_matches('.').to_owned(),
    })
}

/// Networks of which the module inside was saved, below the name that `first` and `deeper` begin with.
fn whole(
    tensors: BTreeMap<String, TensorData>,
    first: &str,
    deeper: &str,
) -> BTreeMap<String, TensorData> {
    let (Some((outer, first_inside)), Some((_, deeper_inside))) =
        (first.split_once('.'), deeper.split_once('.'))
    else {
        return tensors;
    };
    if !prefixes(&tensors, first, deeper).is_empty() {
        return tensors;
    }
    let inside = prefixes(&tensors, first_inside, deeper_inside);
    let named = tensors.into_iter().map(|(name, data)| {
        let prefix = inside.iter().find(|prefix| {
            let rest = name.strip_prefix(prefix.as_str());
            rest.is_some_and(|rest| rest.split('.').next() == first_inside.split('.').next())
        });
        match prefix {
            Some(prefix) => (format!("{prefix}{outer}.{}", &name[prefix.len()..]), data),
            None => (name, data),
        }
    });
    named.collect()
}

/// What stands before the names of each network that has a tensor `first` and others below `deeper`: nothing, or
/// keys with a dot after them.
fn prefixes(tensors: &BTreeMap<String, TensorData>, first: &str, deeper: &str) -> BTreeSet<String> {
    let before = tensors.keys().filter_map(|name| name.strip_suffix(first));
    before
        .filter(|prefix| prefix.is_empty() || prefix.ends_with('.'))
        .filter(|prefix| {
            let inside = format!("{prefix}{deeper}");
            tensors.keys().any(|name| name.starts_with(&inside))
        })
        .map(str::to_owned)
        .collect()
}

/// Names without those of wrappers, wherever they stand.
fn unwrapped(tensors: BTreeMap<String, TensorData>) -> Result<BTreeMap<String, TensorData>> {
    let mut unwrapped = BTreeMap::new();
    for (name, data) in tensors {
        let parts: Vec<&str> = name
            .split('.')
            .filter(|part| !WRAPPERS.contains(part))
            .collect();
        let short = parts.join(".");
        ensure!(
            unwrapped.insert(short.clone(), data).is_none(),
            "it holds `{short}` twice, once as `{name}`"
        );
    }
    Ok(unwrapped)
}

/// Whether a prefix, which ends in a dot, is this key or lies below it.
fn is_below(prefix: &str, key: &str) -> bool {
    let key = key.trim_end_matches('.');
    let rest = prefix.strip_prefix(key);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether a key is that of a moving average: `ema`, `params_ema`, `netG_ema`, `ema_model` and the like.
fn is_average(key: &str) -> bool {
    key.to_ascii_lowercase()
        .split(['.', '_'])
        .any(|word| matches!(word, "ema" | "averaged" | "average"))
}

/// How many tensors there are, and what the first look like.
fn summary(tensors: &BTreeMap<String, TensorData>) -> String {
    if tensors.is_empty() {
        return "no tensor at all".to_owned();
    }
    let first: Vec<String> = tensors
        .iter()
        .take(NAMED)
        .map(|(name, data)| format!("`{name}` {:?}", data.shape().to_vec()))
        .collect();
    let more = if tensors.len() > NAMED { ", …" } else { "" };
    format!(
        "{} tensors: {}{more}{}",
        tensors.len(),
        first.join(", "),
        guess(tensors)
    )
}

/// What else of the same program it may be.
fn guess(tensors: &BTreeMap<String, TensorData>) -> &'static str {
    let kernel = |wanted: &str| {
        let found = tensors.iter().find(|(name, _)| {
            name.strip_suffix(wanted)
                .is_some_and(|prefix| prefix.is_empty() || prefix.ends_with('.'))
        });
        found.map(|(_, data)| data.shape().to_vec())
    };
    if kernel("down1.model.0.weight").is_some() {
        return " (this looks like the generator of PyTorch-GAN)";
    }
    if kernel("encoder.0.conv.weight").is_some() {
        return " (this looks like one of our own bundles, which `trainer export --model` takes)";
    }
    match (
        kernel("model.0.weight").as_deref(),
        kernel("model.1.weight").as_deref(),
    ) {
        (_, Some([_, _, 7, 7])) => " (this looks like a resnet generator)",
        (Some([_, _, 4, 4]), _) => " (this looks like a PatchGAN discriminator)",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "model.model.0.weight";
    const DEEPER: &str = "model.model.1.model.";

    /// Two tensors of a generator below a key, the first holding this value.
    fn below(key: &str, value: f32) -> BTreeMap<String, TensorData> {
        [FIRST, "model.model.1.model.1.weight"]
            .map(|name| {
                (
                    format!("{key}{name}"),
                    TensorData::new(vec![value; 4], [1, 1, 2, 2]),
                )
            })
            .into()
    }

    fn value(found: &Found) -> f32 {
        assert_eq!(found.tensors.len(), 2);
        found.tensors[FIRST].iter::<f32>().next().unwrap()
    }

    #[test]
    fn a_generator_is_found_below_any_keys_and_wrappers() {
        for key in [
            "",
            "module.",
            "_orig_mod.",
            "module._orig_mod.",
            "_orig_mod.module.",
            "state_dict.",
            "state_dict.netG.",
            "netG.state_dict.module.",
            "generator.",
            "model.",
            "params.",
            "model_state_dict.generator._orig_mod.module.",
            "something.nobody.thought.of.",
        ] {
            let mut tensors = below(key, 5.0);
            // A discriminator and an optimiser beside it, where it has a key of its own.
            if key
                .split('.')
                .any(|part| !part.is_empty() && !WRAPPERS.contains(&part))
            {
                let other = TensorData::new(vec![0.0_f32], [1]);
                tensors.insert("netD.model.0.weight".to_owned(), other.clone());
                tensors.insert("optimizer_G.state.0.exp_avg".to_owned(), other);
            }
            let found = find(tensors, FIRST, DEEPER, None).expect(key);
            assert_eq!(value(&found), 5.0, "{key}");
        }
        // A wrapper in the middle of the network.
        let inner = below("", 5.0).into_iter();
        let inner =
            inner.map(|(name, data)| (name.replacen("model.", "model._orig_mod.", 1), data));
        assert_eq!(
            value(&find(inner.collect(), FIRST, DEEPER, None).unwrap()),
            5.0
        );
    }

    #[test]
    fn the_module_inside_a_generator_is_found_too() {
        for key in ["", "netG.", "state_dict.module."] {
            let mut tensors = below(key, 5.0);
            tensors = tensors
                .into_iter()
                .map(|(name, data)| (name.replacen("model.model.", "model.", 1), data))
                .collect();
            // A discriminator, whose first tensor has the same name.
            if !key.is_empty() {
                let other = TensorData::new(vec![0.0_f32], [1]);
                tensors.insert("netD.model.0.weight".to_owned(), other);
            }
            let found = find(tensors, FIRST, DEEPER, None).expect(key);
            assert_eq!(value(&found), 5.0, "{key}");
        }
    }

    #[test]
    fn the_average_goes_before_the_network() {
        for [network, average] in [
            ["params.", "params_ema."],
            ["netG.", "netG_ema."],
            ["model.", "ema.module."],
            ["state_dict.", "ema_state_dict."],
        ] {
            let mut tensors = below(network, 1.0);
            tensors.extend(below(average, 2.0));
            let found = find(tensors, FIRST, DEEPER, None).unwrap();
            assert_eq!(value(&found), 2.0, "{average}");
        }
    }

    #[test]
    fn of_several_generators_one_is_chosen_by_its_key() {
        let mut tensors = below("netG_A.", 1.0);
        tensors.extend(below("netG_B.module.", 2.0));
        let error = find(tensors.clone(), FIRST, DEEPER, None)
            .unwrap_err()
            .to_string();
        assert!(error.contains("--key netG_A or --key netG_B"), "{error}");
        let found = find(tensors.clone(), FIRST, DEEPER, Some("netG_B")).unwrap();
        assert_eq!((value(&found), found.key.as_str()), (2.0, "netG_B"));
        let error = find(tensors, FIRST, DEEPER, Some("netG"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("below `netG`"), "{error}");
    }

    #[test]
    fn what_is_no_generator_is_described() {
        let tensors = |names: &[(&str, [usize; 4])]| {
            let tensors = names.iter().map(|(name, shape)| {
                let data = TensorData::new(vec![0.0_f32; shape.iter().product()], *shape);
                ((*name).to_owned(), data)
            });
            tensors.collect::<BTreeMap<_, _>>()
        };
        let error = |tensors| find(tensors, FIRST, DEEPER, None).unwrap_err().to_string();
        let resnet = error(tensors(&[("model.1.weight", [2, 3, 7, 7])]));
        assert!(
            resnet.contains("1 tensors: `model.1.weight` [2, 3, 7, 7]"),
            "{resnet}"
        );
        assert!(resnet.contains("looks like a resnet"), "{resnet}");
        let discriminator = error(tensors(&[("netD.model.0.weight", [2, 6, 4, 4])]));
        assert!(discriminator.contains("PatchGAN"), "{discriminator}");
        let other = error(tensors(&[("down1.model.0.weight", [64, 3, 4, 4])]));
        assert!(other.contains("generator of PyTorch-GAN"), "{other}");
        let own = error(tensors(&[("encoder.0.conv.weight", [16, 12, 4, 4])]));
        assert!(own.contains("one of our own bundles"), "{own}");
        let spectral = error(tensors(&[("model.model.0.weight_orig", [2, 3, 4, 4])]));
        assert!(spectral.contains("spectral norm"), "{spectral}");
        assert!(error(BTreeMap::new()).contains("no tensor at all"));
    }
}
