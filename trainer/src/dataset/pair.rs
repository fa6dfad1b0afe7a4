//! Pairs on disk: A|B images, and exact label maps beside them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use facade_model::input::InputKind;
use image::{GrayImage, RgbImage};

use super::task::{Direction, Task};
use super::{label_map, picture};

/// Where one pair lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairPath {
    /// The A|B image, or the photo where the input is made from it.
    pub image: PathBuf,
    /// The exact label map, if there is one.
    pub labels: Option<PathBuf>,
}

/// One pair in memory, in the sizes of its files.
#[derive(Debug, Clone)]
pub struct Pair {
    pub source: Source,
    pub photo: RgbImage,
}

/// What the generator's input is made from.
#[derive(Debug, Clone)]
pub enum Source {
    /// Class ids.
    Labels(GrayImage),
    /// Class ids that are shown in the colours that their classes have in the photo, and the ids of the
    /// classes in their order.
    Painted(GrayImage, Vec<u8>),
    /// The other half of the pair.
    Picture(RgbImage),
    /// The photo itself.
    Photo,
}

/// Lists the pairs of `data/split` in the natural order of their names (2 before 10), each with the
/// label map `labels/split/NAME.png` where that exists.
///
/// # Errors
/// A folder that cannot be read or holds no JPEG or PNG, or label maps of which none belongs to an
/// image.
pub fn find_pairs(data: &Path, labels: Option<&Path>, split: &str) -> Result<Vec<PairPath>> {
    let folder = data.join(split);
    let entries = std::fs::read_dir(&folder)
        .with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let mut images = Vec::new();
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot read the folder {}", folder.display()))?
            .path();
        if is_image(&path) {
            images.push(path);
        }
    }
    ensure!(
        !images.is_empty(),
        "{} holds no JPEG or PNG image",
        folder.display()
    );
    images.sort_by_cached_key(|path| natural_key(path));
    let pairs = images.into_iter().map(|image| {
        let labels = labels
            .map(|root| root.join(split).join(png_name(&image)))
            .filter(|path| path.is_file());
        PairPath { image, labels }
    });
    let pairs: Vec<PairPath> = pairs.collect();
    if let Some(root) = labels {
        ensure!(
            pairs.iter().any(|pair| pair.labels.is_some()),
            "{} holds no label map of the name of an image in {} (IMAGE.png for IMAGE.jpg)",
            root.join(split).display(),
            folder.display()
        );
    }
    Ok(pairs)
}

/// Whether the name says JPEG or PNG.
pub fn is_image(path: &Path) -> bool {
    ["jpg", "jpeg", "png"]
        .iter()
        .any(|extension| has_extension(path, extension))
}

/// Whether the name ends in `.extension`, in capitals or not.
pub fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

/// The name of an image's companion: its own with `png` as the last extension, other dots kept.
pub fn png_name(image: &Path) -> OsString {
    let mut name = image.file_stem().unwrap_or_default().to_owned();
    name.push(".png");
    name
}

/// Numbers compare as numbers, so that file 10 follows file 9.
pub fn natural_key(path: &Path) -> (u64, String) {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let number = stem.parse().unwrap_or(u64::MAX);
    (number, path.to_string_lossy().into_owned())
}

impl PairPath {
    /// Reads the files of a pair. Of an A|B image of odd width the middle column is left out.
    ///
    /// # Errors
    /// An unreadable image, one that has no two halves, or an unreadable label map.
    pub fn read(&self, task: &Task) -> Result<Pair> {
        let path = self.image.display();
        let image = picture::read(&self.image)?;
        if task.input == InputKind::Grey {
            return Ok(Pair {
                source: Source::Photo,
                photo: image,
            });
        }
        let (width, height) = image.dimensions();
        ensure!(
            width >= 2,
            "{path}: {width}×{height} pixels have no two halves side by side"
        );
        let half = |x| image::imageops::crop_imm(&image, x, 0, width / 2, height).to_image();
        let right = width.div_ceil(2);
        let (input_x, photo_x) = match task.direction {
            Direction::AtoB => (0, right),
            Direction::BtoA => (right, 0),
        };
        let map = |classes| match &self.labels {
            Some(path) => label_map::read_class_ids(path, classes),
            None => Ok(label_map::from_colours(&half(input_x), classes)),
        };
        let source = match &task.input {
            InputKind::OneHotLabels { classes } => Source::Labels(map(classes)?),
            InputKind::PaintedLabels { classes } => {
                let ids = classes.iter().map(|class| class.id).collect();
                Source::Painted(map(classes)?, ids)
            }
            InputKind::Rgb | InputKind::Grey => Source::Picture(half(input_x)),
        };
        Ok(Pair {
            source,
            photo: half(photo_x),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;
    use std::fs;
    use tempfile::TempDir;

    /// Left half red (class pillar), right half the colour of windows.
    fn save_pair(path: &Path) {
        let image = RgbImage::from_fn(16, 8, |x, _| {
            Rgb(if x < 8 { [255, 0, 0] } else { [0, 128, 255] })
        });
        image.save(path).unwrap();
    }

    #[test]
    fn pairs_come_in_natural_order_with_their_label_maps() {
        let folder = TempDir::new().unwrap();
        let (data, labels) = (folder.path().join("pairs"), folder.path().join("labels"));
        fs::create_dir_all(data.join("train")).unwrap();
        fs::create_dir_all(labels.join("train")).unwrap();
        for name in ["10.png", "9.png", "2.png", "notes.txt"] {
            fs::write(data.join("train").join(name), b"").unwrap();
        }
        fs::write(labels.join("train/9.png"), b"").unwrap();
        let pairs = find_pairs(&data, Some(&labels), "train").unwrap();
        let names: Vec<_> = pairs
            .iter()
            .map(|pair| pair.image.file_stem().unwrap())
            .collect();
        assert_eq!(names, ["2", "9", "10"]);
        let exact: Vec<_> = pairs.iter().map(|pair| pair.labels.is_some()).collect();
        assert_eq!(exact, [false, true, false]);
    }

    #[test]
    fn a_companion_keeps_all_dots_but_the_last() {
        assert_eq!(png_name(Path::new("train/a.1.jpg")), "a.1.png");
        assert_eq!(png_name(Path::new("a.2.JPEG")), "a.2.png");
        assert!(is_image(Path::new("MAP.PNG")));
        assert!(!is_image(Path::new("png")));
    }

    #[test]
    fn the_direction_says_which_half_is_the_photo() {
        let folder = TempDir::new().unwrap();
        let image = folder.path().join("1.png");
        save_pair(&image);
        let path = PairPath {
            image,
            labels: None,
        };
        let read = |direction| {
            let input = InputKind::facades();
            let pair = path.read(&Task { input, direction }).unwrap();
            let Source::Labels(map) = pair.source else {
                panic!("labels");
            };
            assert!(map.iter().all(|id| id == map.iter().next().unwrap()));
            (map.get_pixel(0, 0).0[0], pair.photo.get_pixel(0, 0).0)
        };
        assert_eq!(read(Direction::BtoA), (3, [255, 0, 0]));
        assert_eq!(read(Direction::AtoB), (11, [0, 128, 255]));
    }

    #[test]
    fn other_tasks_take_the_other_half_or_the_photo_itself() {
        let folder = TempDir::new().unwrap();
        let image = folder.path().join("1.png");
        RgbImage::from_fn(5, 4, |x, _| Rgb([10 * x as u8; 3]))
            .save(&image)
            .unwrap();
        let path = PairPath {
            image,
            labels: None,
        };
        let read = |input| {
            path.read(&Task {
                input,
                direction: Direction::BtoA,
            })
            .unwrap()
        };
        let pair = read(InputKind::Rgb);
        let Source::Picture(picture) = pair.source else {
            panic!("the other half");
        };
        // Five columns: two, the one in the middle that is left out, and two.
        assert_eq!(picture.as_raw()[..6], [30, 30, 30, 40, 40, 40]);
        assert_eq!(pair.photo.as_raw()[..6], [0, 0, 0, 10, 10, 10]);
        let pair = read(InputKind::Grey);
        assert!(matches!(pair.source, Source::Photo));
        assert_eq!(pair.photo.dimensions(), (5, 4));
    }

    #[test]
    fn images_without_two_halves_and_empty_folders_are_refused_by_name() {
        let folder = TempDir::new().unwrap();
        let image = folder.path().join("narrow.png");
        RgbImage::new(1, 4).save(&image).unwrap();
        let narrow = PairPath {
            image,
            labels: None,
        };
        let task = Task {
            input: InputKind::facades(),
            direction: Direction::BtoA,
        };
        let error = narrow.read(&task).unwrap_err().to_string();
        assert!(
            error.contains("narrow.png") && error.contains("1×4"),
            "{error}"
        );

        fs::create_dir(folder.path().join("train")).unwrap();
        let error = find_pairs(folder.path(), None, "train").unwrap_err();
        assert!(
            error.to_string().contains("holds no JPEG or PNG"),
            "{error}"
        );
    }
}
