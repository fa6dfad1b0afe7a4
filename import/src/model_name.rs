//! What a model is called that nobody has named: after its file.

/// Endings that say how a file is written, not what it holds.
const ENDINGS: [&str; 9] = [
    "gz",
    "zip",
    "pth",
    "pt",
    "ckpt",
    "safetensors",
    "onnx",
    "bin",
    "pkl",
];

/// A file's name without the endings of checkpoints; the name itself where nothing else is left.
pub fn of_file(file: &str) -> &str {
    let mut name = file;
    while let Some((stem, ending)) = name.rsplit_once('.')
        && !stem.is_empty()
        && ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    {
        name = stem;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_called_after_its_file() {
        for (file, name) in [
            ("latest_net_G.pth", "latest_net_G"),
            ("netG.v2.PTH.gz", "netG.v2"),
            ("edges2shoes", "edges2shoes"),
            (".pth", ".pth"),
            ("", ""),
        ] {
            assert_eq!(of_file(file), name);
        }
    }
}
