//! `trainer eval`.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Args;
use facade_model::IMAGE_SIZE;

use super::generator::{ChosenGenerator, GeneratorChoice};
use crate::dataset::check::report::passed_over;
use crate::dataset::layout::DataFolders;
use crate::dataset::listing::png_name;
use crate::dataset::pair::PairPath;
use crate::dataset::task::Direction;
use crate::device::DeviceChoice;
use crate::eval::measure::{Conditions, measure};
use crate::eval::paint::{PaintSource, Paints};
use crate::eval::picture::Picture;
use crate::eval::report::{Measured, Report};
use crate::segmenter::file;
use crate::whole_file::{self, identity};

#[derive(Debug, Args)]
pub struct EvalArgs {
    #[command(flatten)]
    pub generator: GeneratorChoice,
    #[command(flatten)]
    pub folders: DataFolders,
    /// Which half becomes which [default: as the run was trained; BtoA, labels on the right, with --model]
    #[arg(long)]
    pub direction: Option<Direction>,
    /// The folder of --data to measure on
    #[arg(long, default_value = "val")]
    pub split: String,
    /// Whose paint each map gets, of a generator that takes some [default: own]
    #[arg(long)]
    pub paint: Option<PaintSource>,
    /// What `trainer segmenter` has written; adds the label score and KID
    #[arg(long, value_name = "FILE")]
    pub segmenter: Option<PathBuf>,
    /// Side at which pictures and photos are compared, in sides of the input: pictures of another size are enlarged or
    /// reduced to it [default: the pictures' own]
    #[arg(long, value_name = "TIMES", value_parser = clap::value_parser!(u8).range(1..=2))]
    pub scale: Option<u8>,
    /// cpu, gpu or gpu:N
    #[arg(long, default_value_t)]
    pub device: DeviceChoice,
    /// Also write the pictures into a folder, each as PAIR.png
    #[arg(long, value_name = "DIR")]
    pub pictures: Option<PathBuf>,
    /// Also write the figures to a file
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

impl EvalArgs {
    pub(super) fn run(&self) -> Result<()> {
        let device = self.device.open()?;
        let split = self.folders.split(&self.split)?;
        for line in split.layout.clone().into_iter().chain(passed_over(&split)) {
            println!("{}: {line}", self.split);
        }
        let pairs = split.pairs;
        let mut generator = self.generator.load(&device)?;
        if let Some(direction) = self.direction {
            generator.task.direction = direction;
        }
        let segmenter = match &self.segmenter {
            Some(path) => Some(file::load(path, &device)?.0),
            None => None,
        };
        let ChosenGenerator {
            network,
            name,
            task,
            ..
        } = generator;
        let paints = Paints::find(self.paint, &pairs, &task)?;
        if let Some(folder) = &self.pictures {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot create {}", folder.display()))?;
            keep_files(folder, &pairs)?;
        }
        let mut keep = |pair: &PairPath, picture: &Picture| match &self.pictures {
            Some(folder) => {
                let path = folder.join(png_name(&pair.image));
                let written = picture.image().save(&path);
                written.with_context(|| format!("cannot write {}", path.display()))
            }
            None => Ok(()),
        };
        let (paints, segmenter) = (paints.as_ref(), segmenter.as_ref());
        let scale = self.scale.map_or(network.scale(), usize::from);
        let conditions = Conditions {
            paints,
            segmenter,
            scale,
        };
        let measures = measure(&network, &pairs, &task, &conditions, &device, &mut keep)?;
        let text = |path: &Path| path.display().to_string();
        let measured = Measured {
            generator: name,
            split: self.split.clone(),
            paint: paints.map(|paints| paints.source),
            side_px: scale * IMAGE_SIZE,
            segmenter: self.segmenter.as_deref().map(text),
        };
        let report = Report::new(measured, &measures);
        print!("{report}");
        if let Some(path) = &self.json {
            let json = serde_json::to_string_pretty(&report)? + "\n";
            whole_file::write(path, json.as_bytes())?;
        }
        Ok(())
    }
}

/// Makes sure that no two pictures become one file, and that none is written over a file of the pairs.
fn keep_files(folder: &Path, pairs: &[PairPath]) -> Result<()> {
    let files = pairs.iter().flat_map(PairPath::files);
    let files: HashMap<_, &Path> = files
        .filter_map(|path| Some((identity(path)?, path)))
        .collect();
    let mut kept = HashSet::new();
    for pair in pairs {
        let path = folder.join(png_name(&pair.image));
        ensure!(
            kept.insert(path.clone()),
            "the pictures of two pairs would both become {}; rename {}",
            path.display(),
            pair.image.display()
        );
        let taken = identity(&path).and_then(|of| files.get(&of));
        ensure!(
            taken.is_none(),
            "the picture {} would be written over a file of the pairs; name another folder with --pictures",
            path.display()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use burn::tensor::Device;
    use clap::Parser;
    use facade_model::bundle::{Bundle, Precision};
    use facade_model::input::InputKind;
    use facade_model::unet::{UNetConfig, Upsampling};
    use facade_subjects::facades::procedural;
    use image::{Rgb, RgbImage};
    use tempfile::TempDir;

    const SIDE: u32 = 256;

    /// A bundle of random weights, and two pairs in `data/val`.
    fn write_inputs(folder: &Path) {
        let device = Device::flex();
        device.seed(1);
        let config = UNetConfig {
            input_channels: facade_subjects::facades::classes::CLASS_COUNT,
            depth: 8,
            ngf: 1,
            upsampling: Upsampling::Transposed,
            head: 0,
            scale: 1,
            norms: true,
        };
        let bundle = Bundle::encode(
            &config.init(&device),
            "tiny",
            InputKind::facades(),
            Vec::new(),
            0.0,
            None,
            Precision::F16,
        )
        .unwrap();
        std::fs::write(folder.join("tiny.safetensors"), bundle).unwrap();
        std::fs::create_dir_all(folder.join("data/val")).unwrap();
        for seed in [1, 2] {
            let labels = procedural::facade(seed);
            let image = RgbImage::from_fn(2 * SIDE, SIDE, |x, y| {
                let id = labels[(y * SIDE + x % SIDE) as usize];
                let class = facade_subjects::facades::classes::by_id(id).unwrap();
                if x < SIDE {
                    Rgb([20 * id; 3])
                } else {
                    Rgb(class.color)
                }
            });
            image
                .save(folder.join(format!("data/val/{seed}.png")))
                .unwrap();
        }
    }

    fn eval(folder: &Path, more: &[&str]) -> Result<()> {
        let place = |name: &str| folder.join(name).display().to_string();
        let (model, data) = (place("tiny.safetensors"), place("data"));
        let start = ["trainer", "eval", "--model", &model, "--data", &data];
        Cli::try_parse_from(start.iter().chain(more)).unwrap().run()
    }

    #[test]
    fn the_figures_of_a_bundle_go_to_a_json_file_the_same_each_time() {
        let folder = TempDir::new().unwrap();
        write_inputs(folder.path());
        let texts = ["1.json", "2.json"].map(|name| {
            let path = folder.path().join(name);
            eval(folder.path(), &["--json", path.to_str().unwrap()]).unwrap();
            std::fs::read_to_string(path).unwrap()
        });
        assert_eq!(texts[0], texts[1]);
        let report: serde_json::Value = serde_json::from_str(&texts[0]).unwrap();
        assert_eq!(report["pairs"], 2);
        let metrics = report["metrics"].as_array().unwrap();
        for metric in metrics {
            let figure = metric["generated"].as_f64();
            assert!(figure.is_some_and(f64::is_finite), "{metric}");
        }
        assert_eq!(metrics.len(), 3 + 6 + 5 + 4);
    }

    #[test]
    fn the_pictures_that_were_measured_are_those_of_translate() {
        let folder = TempDir::new().unwrap();
        write_inputs(folder.path());
        let place = |name: &str| folder.path().join(name).display().to_string();
        eval(folder.path(), &["--pictures", &place("new/measured")]).unwrap();
        let model = place("tiny.safetensors");
        let (inputs, outputs) = (place("data/val"), place("translated"));
        let start = ["trainer", "translate", "--model", &model];
        let more = ["--direction", "BtoA", &inputs, &outputs];
        Cli::try_parse_from(start.iter().chain(&more))
            .unwrap()
            .run()
            .unwrap();
        for name in ["1.png", "2.png"] {
            let read = |from: &str| image::open(folder.path().join(from).join(name)).unwrap();
            assert_eq!(read("new/measured"), read("translated"));
        }
    }

    #[test]
    fn what_cannot_be_measured_is_refused_in_one_sentence() {
        let folder = TempDir::new().unwrap();
        write_inputs(folder.path());
        std::fs::create_dir(folder.path().join("data/empty")).unwrap();
        let check = |more: &[&str], expected: &str| {
            let error = format!("{:#}", eval(folder.path(), more).unwrap_err());
            assert!(error.contains(expected) && !error.contains('\n'), "{error}");
        };
        check(&["--split", "empty"], "holds no picture");
        check(&["--split", "absent"], "holds no folder absent/");
        check(&["--paint", "shuffled"], "takes no paint");
        let inputs = folder.path().join("data/val");
        let before = std::fs::read(inputs.join("1.png")).unwrap();
        check(
            &["--pictures", inputs.to_str().unwrap()],
            "would be written over a file of the pairs",
        );
        assert!(std::fs::read(inputs.join("1.png")).unwrap() == before);
        let bundle = folder.path().join("tiny.safetensors");
        check(
            &["--segmenter", bundle.to_str().unwrap()],
            "train one with `trainer segmenter`",
        );
    }

    #[test]
    fn exactly_one_generator_is_asked_for() {
        let parses = |arguments: &[&str]| {
            let start = ["trainer", "eval"].iter();
            Cli::try_parse_from(start.chain(arguments)).is_ok()
        };
        assert!(parses(&["--model", "a.safetensors"]));
        assert!(parses(&["--run", "runs/a", "--epoch", "3"]));
        assert!(parses(&["--run", "runs/a", "--best"]));
        assert!(!parses(&["--run", "runs/a", "--best", "--epoch", "3"]));
        assert!(!parses(&[]));
        assert!(!parses(&["--run", "runs/a", "--model", "a.safetensors"]));
        assert!(!parses(&["--model", "a.safetensors", "--epoch", "3"]));
    }
}
