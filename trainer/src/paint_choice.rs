//! Which colours a generator that takes paint is told, from the command line.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use facade_model::IMAGE_SIZE;
use facade_model::input::{InputKind, NamedClass};
use facade_model::paint::{self, Paint, from_hex};

use crate::dataset::companions::Companions;
use crate::dataset::listing::list;
use crate::dataset::palette::without_mark;
use crate::dataset::reader;
use crate::dataset::resize::{self, View};

/// Begins the name of one of a model's palettes.
const PALETTE: &str = "palette:";

/// Where the paint comes from.
#[derive(Debug, Clone, Default, Args)]
pub struct PaintOptions {
    /// Colours of a generator that takes paint: a JSON file of class names with their \"#rrggbb\", or palette:N, one
    /// of the model's own from 0 on
    #[arg(long, value_name = "PAINT", conflicts_with = "photos")]
    pub paint: Option<String>,
    /// Folder of photos: each input in the colours of the one of its name
    #[arg(long, value_name = "DIR")]
    pub photos: Option<PathBuf>,
}

/// The paint of the inputs to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaintChoice {
    /// The generator takes none, or each input brings its own.
    Own,
    /// The same for all.
    Given(Paint),
    /// That of the photos of the same name in this folder.
    Photos(PathBuf, Companions),
}

impl PaintOptions {
    /// Reads what was asked for; `palettes` are the generator's.
    ///
    /// # Errors
    /// A generator that takes no paint, a file that cannot be read or is no list of its classes' colours, or a
    /// palette that is not there.
    pub fn choose(&self, kind: &InputKind, palettes: &[Paint]) -> Result<PaintChoice> {
        let InputKind::PaintedLabels { classes } = kind else {
            ensure!(
                self.paint.is_none() && self.photos.is_none(),
                "this generator takes no paint; leave --paint and --photos out"
            );
            return Ok(PaintChoice::Own);
        };
        if let Some(folder) = &self.photos {
            let photos = Companions::new(&list(folder)?.images);
            return Ok(PaintChoice::Photos(folder.clone(), photos));
        }
        let Some(text) = &self.paint else {
            return Ok(PaintChoice::Own);
        };
        let Some(number) = text.strip_prefix(PALETTE) else {
            return Ok(PaintChoice::Given(read(Path::new(text), classes)?));
        };
        let paint = number.parse().ok().and_then(|n: usize| palettes.get(n));
        let paint = paint.with_context(|| match palettes.len() {
            0 => "this generator brings no palettes; name a file of colours".to_owned(),
            count => format!(
                "`{text}` is none of the palettes, which are {PALETTE}0 to {PALETTE}{}",
                count - 1
            ),
        })?;
        Ok(PaintChoice::Given(paint.clone()))
    }
}

impl PaintChoice {
    /// Makes sure that a folder of photos has one for each input.
    ///
    /// # Errors
    /// A folder that cannot be read, or without a photo of the name of an input.
    pub fn each_has_its_photo<'a>(
        folder: &Path,
        inputs: impl Iterator<Item = &'a Path>,
    ) -> Result<()> {
        let photos = Companions::new(&list(folder)?.images);
        let mut without = Vec::new();
        let mut count = 0;
        for input in inputs {
            count += 1;
            if photos.of(input)?.is_none() {
                without.push(input);
            }
        }
        let Some(first) = without.first() else {
            return Ok(());
        };
        bail!(
            "{} holds no photo named like {}{}",
            folder.display(),
            first.display(),
            match without.len() {
                1 => String::new(),
                missing => format!(", and of the {count} inputs {} more have none", missing - 1),
            }
        )
    }

    /// The paint for a label map of 256×256 that was read from `input`; none where nothing was chosen.
    ///
    /// # Errors
    /// A photo that is missing or cannot be read.
    pub fn of(&self, input: &Path, ids: &[u8], classes: &[NamedClass]) -> Result<Option<Paint>> {
        match self {
            Self::Own => Ok(None),
            Self::Given(paint) => Ok(Some(paint.clone())),
            Self::Photos(folder, photos) => {
                let photo = photos.of(input)?.with_context(|| {
                    format!(
                        "{} holds no photo named like {}",
                        folder.display(),
                        input.display()
                    )
                })?;
                let photo = reader::photo(photo)?;
                let photo = resize::photo(photo, &View::WHOLE, IMAGE_SIZE as u32);
                let seen = paint::seen(ids, &photo, classes.iter().map(|class| class.id));
                Ok(Some(Paint::of_seen(&seen)))
            }
        }
    }
}

/// Reads `{"class": "#rrggbb", …}`.
fn read(path: &Path, classes: &[NamedClass]) -> Result<Paint> {
    let shown = path.display();
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    let colors: BTreeMap<String, String> =
        serde_json::from_str(without_mark(&text)).with_context(|| {
            format!("{shown} is no JSON object of class names with colours as \"#rrggbb\"")
        })?;
    let names = || {
        let names: Vec<&str> = classes.iter().map(|class| class.name.as_str()).collect();
        names.join(", ")
    };
    if let Some(unknown) = colors
        .keys()
        .find(|name| classes.iter().all(|class| class.name != **name))
    {
        bail!("{shown}: `{unknown}` is no class; there are {}", names());
    }
    let colors = classes.iter().map(|class| {
        let text = colors.get(&class.name).with_context(|| {
            format!(
                "{shown} has no colour for `{}`; it needs one for each of {}",
                class.name,
                names()
            )
        })?;
        from_hex(text).with_context(|| format!("{shown}: `{text}` is no colour like \"#c0a080\""))
    });
    Ok(Paint {
        colors: colors.collect::<Result<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn kind() -> InputKind {
        let class = |id, name: &str| NamedClass {
            id,
            name: name.to_owned(),
            color: [id; 3],
        };
        InputKind::PaintedLabels {
            classes: vec![class(4, "wall"), class(7, "roof")],
        }
    }

    fn options(paint: &str) -> PaintOptions {
        PaintOptions {
            paint: Some(paint.to_owned()),
            photos: None,
        }
    }

    #[test]
    fn colours_come_from_a_file_in_the_order_of_the_classes() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("blue.json");
        let chosen = |text: &str| {
            fs::write(&path, text).unwrap();
            options(path.to_str().unwrap()).choose(&kind(), &[])
        };
        let paint = chosen(r##"{"roof": "#102030", "wall": "#c0A080"}"##).unwrap();
        let expected = Paint {
            colors: vec![[0xc0, 0xa0, 0x80], [0x10, 0x20, 0x30]],
        };
        assert_eq!(paint, PaintChoice::Given(expected));
        let marked = chosen("\u{feff}{\"roof\": \"#102030\", \"wall\": \"#c0a080\"}");
        assert_eq!(marked.unwrap(), paint);
        for (text, sentence) in [
            (r##"{"roof": "#102030"}"##, "no colour for `wall`"),
            (
                r##"{"roof": "#102030", "wall": "#c0a08"}"##,
                "`#c0a08` is no colour",
            ),
            (
                r##"{"roof": "#102030", "wall": "#+0a080"}"##,
                "is no colour",
            ),
            (
                r##"{"rof": "#102030", "wall": "#c0a080"}"##,
                "`rof` is no class",
            ),
            ("[]", "no JSON object"),
        ] {
            let error = format!("{:#}", chosen(text).unwrap_err());
            assert!(error.contains(sentence), "{error}");
        }
    }

    #[test]
    fn palettes_go_by_their_number_and_others_take_no_paint() {
        let palette = Paint {
            colors: vec![[1; 3], [2; 3]],
        };
        let palettes = [palette.clone()];
        let chosen = options("palette:0").choose(&kind(), &palettes).unwrap();
        assert_eq!(chosen, PaintChoice::Given(palette));
        for name in ["palette:1", "palette:-1", "palette:x"] {
            let error = options(name).choose(&kind(), &palettes).unwrap_err();
            assert!(
                error.to_string().contains("palette:0 to palette:0"),
                "{error}"
            );
        }
        let error = options("palette:0")
            .choose(&InputKind::Rgb, &[])
            .unwrap_err();
        assert!(error.to_string().contains("takes no paint"), "{error}");
    }

    #[test]
    fn a_photo_of_the_same_name_lends_its_colours() {
        let folder = TempDir::new().unwrap();
        image::RgbImage::from_pixel(8, 8, image::Rgb([9, 8, 7]))
            .save(folder.path().join("12.png"))
            .unwrap();
        let photos = PaintOptions {
            paint: None,
            photos: Some(folder.path().to_owned()),
        };
        let kind = kind();
        let choice = photos.choose(&kind, &[]).unwrap();
        let ids = vec![4; IMAGE_SIZE * IMAGE_SIZE];
        let classes = kind.classes().unwrap();
        let paint = choice.of(Path::new("maps/12.jpg"), &ids, classes).unwrap();
        assert_eq!(paint.unwrap().colors[0], [9, 8, 7]);
        let error = choice
            .of(Path::new("maps/13.png"), &ids, classes)
            .unwrap_err();
        assert!(error.to_string().contains("no photo named like"), "{error}");

        let each = |inputs: &[&str]| {
            PaintChoice::each_has_its_photo(folder.path(), inputs.iter().map(Path::new))
        };
        each(&["maps/12.jpg", "12.tif"]).unwrap();
        let error = each(&["1.png", "12.png", "2.png"]).unwrap_err().to_string();
        assert!(
            error.ends_with("named like 1.png, and of the 3 inputs 1 more have none"),
            "{error}"
        );
    }
}
