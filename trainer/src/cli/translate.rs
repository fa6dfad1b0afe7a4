//! `trainer translate`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::generator::GeneratorChoice;
use crate::dataset::listing::list;
use crate::dataset::task::Direction;
use crate::device::DeviceChoice;
use crate::paint_choice::{PaintChoice, PaintOptions};
use crate::translate::plan::plan;
use crate::translate::{self, Seen};

#[derive(Debug, Args)]
pub struct TranslateArgs {
    /// An input, or a folder of them: for labels a class-index PNG or an image in the colours of the
    /// classes, else a picture
    pub input: PathBuf,
    /// The picture to write, or the folder for it or them
    pub output: PathBuf,
    #[command(flatten)]
    pub generator: GeneratorChoice,
    /// Inputs are A|B pairs, of which this half is translated: the left of AtoB, the right of BtoA
    #[arg(long)]
    pub direction: Option<Direction>,
    /// Go on without inputs of a folder that cannot be read, and list them
    #[arg(long)]
    pub skip_unreadable: bool,
    #[command(flatten)]
    pub paint: PaintOptions,
    /// cpu, gpu or gpu:N
    #[arg(long, default_value_t)]
    pub device: DeviceChoice,
}

impl TranslateArgs {
    pub(super) fn run(&self) -> Result<()> {
        // Whatever speaks against it is said before a model is loaded.
        let plan = plan(&self.input, &self.output, self.skip_unreadable)?;
        if !plan.passed_over.0.is_empty() {
            println!(
                "passed over in {}: {}",
                self.input.display(),
                plan.passed_over
            );
        }
        for (path, reason) in &plan.unreadable {
            eprintln!("left out: {} ({reason})", path.display());
        }
        if let Some(photos) = &self.paint.photos {
            let inputs = plan.jobs.iter().map(|job| job.input.as_path());
            PaintChoice::each_has_its_photo(photos, inputs)?;
            plan.keep(&list(photos)?.images)?;
        }
        let device = self.device.open()?;
        let generator = self.generator.load(&device)?;
        let mut task = generator.task;
        let mut paint = self.paint.choose(&task.input, &generator.palettes)?;
        let brings_none = task.input.is_painted() && self.direction.is_none();
        // Label maps have no photo whose colours could be theirs; the page begins with the same palette.
        if let Some(first) = generator.palettes.first()
            && brings_none
            && paint == PaintChoice::Own
        {
            println!(
                "painted in palette:0, the first of the model's {}; --paint and --photos choose other colours",
                generator.palettes.len()
            );
            paint = PaintChoice::Given(first.clone());
        }
        task.direction = self.direction.unwrap_or(task.direction);
        translate::translate(
            &generator.network,
            &task,
            Seen {
                halves: self.direction.is_some(),
                paint: &paint,
            },
            &plan,
            self.skip_unreadable,
            &device,
        )
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use burn::tensor::Device;
    use clap::Parser;
    use facade_model::bundle::{Bundle, Precision};
    use facade_model::input::InputKind;
    use facade_model::paint::Paint;
    use facade_model::unet::{UNetConfig, Upsampling};
    use facade_subjects::facades::{classes, procedural};
    use image::GrayImage;
    use tempfile::TempDir;

    use crate::cli::Cli;

    /// A bundle of random weights that takes paint and brings two palettes.
    fn write_painted(path: &Path) {
        let device = Device::flex();
        device.seed(1);
        let input = InputKind::painted_facades();
        let config = UNetConfig {
            input_channels: input.channels(),
            depth: 8,
            ngf: 1,
            upsampling: Upsampling::Transposed,
            head: 0,
            scale: 1,
            norms: true,
        };
        let palette = |first: u8| Paint {
            colors: (0..classes::CLASS_COUNT as u8)
                .map(|class| [first, 20 * class, 255 - first])
                .collect(),
        };
        let palettes = vec![palette(0), palette(255)];
        let network = config.init(&device);
        let bytes = Bundle::encode(&network, "tiny", input, palettes, 0.0, None, Precision::F32);
        fs::write(path, bytes.unwrap()).unwrap();
    }

    #[test]
    fn maps_that_bring_no_colours_are_painted_in_the_first_palette() {
        let folder = TempDir::new().unwrap();
        let place = |name: &str| folder.path().join(name).display().to_string();
        write_painted(Path::new(&place("tiny.safetensors")));
        let map = GrayImage::from_raw(256, 256, procedural::facade(2)).unwrap();
        map.save(place("map.png")).unwrap();
        let translated = |name: &str, more: &[&str]| {
            let (model, input, output) = (place("tiny.safetensors"), place("map.png"), place(name));
            let start = ["trainer", "translate", "--model", &model, &input, &output];
            Cli::try_parse_from(start.iter().chain(more))
                .unwrap()
                .run()
                .unwrap();
            fs::read(&output).unwrap()
        };
        let plain = translated("plain.png", &[]);
        assert!(plain == translated("0.png", &["--paint", "palette:0"]));
        assert!(plain != translated("1.png", &["--paint", "palette:1"]));
    }
}
