//! Pairs on disk: A|B images, files of their own for A and B, and exact label maps beside them.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use facade_model::input::InputKind;
use image::{GrayImage, RgbImage};

use super::label_map::{self, Legend};
use super::reader;
use super::task::{Direction, Task};

pub use super::layout::find_pairs;

/// Where one pair lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairPath {
    /// The A|B image, or A where it has a file of its own.
    pub image: PathBuf,
    /// The exact label map, if there is one.
    pub labels: Option<PathBuf>,
    pub beside: Beside,
}

/// Where B is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beside {
    /// Right half of the image, whose left half is A.
    Half,
    /// In a file of its own.
    File(PathBuf),
    /// In a file of its own, and it is what the image, as the input, is to become, whatever the direction.
    Target(PathBuf),
    /// The exact label map is B, and A is the photo, whatever the direction.
    Labels,
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

impl PairPath {
    /// A|B in one image, without an exact label map.
    pub fn halves(image: PathBuf) -> Self {
        Self {
            image,
            labels: None,
            beside: Beside::Half,
        }
    }

    /// Reads the files of a pair. Of an A|B image of odd width the middle column is left out.
    ///
    /// # Errors
    /// An unreadable image, one that has no two halves, or an unreadable label map.
    pub fn read(&self, task: &Task) -> Result<Pair> {
        match &self.beside {
            Beside::Half => self.read_halves(task),
            Beside::File(b) | Beside::Target(b) => self.read_files(b, task),
            Beside::Labels => Ok(Pair {
                source: match (&task.input, &self.labels) {
                    (InputKind::Rgb, Some(map)) => Source::Picture(reader::photo(map)?),
                    (InputKind::Grey, _) | (_, None) => Source::Photo,
                    (_, Some(_)) => self.exact_labels(task)?.expect("there is a map"),
                },
                photo: reader::photo(&self.image)?,
            }),
        }
    }

    fn read_halves(&self, task: &Task) -> Result<Pair> {
        let image = reader::photo(&self.image)?;
        if task.input == InputKind::Grey {
            return Ok(Pair {
                source: Source::Photo,
                photo: image,
            });
        }
        let (width, height) = image.dimensions();
        ensure!(
            width >= 2,
            "{}: {width}×{height} pixels have no two halves side by side",
            self.image.display()
        );
        let half = |x| image::imageops::crop_imm(&image, x, 0, width / 2, height).to_image();
        let right = width.div_ceil(2);
        let (input_x, photo_x) = match task.direction {
            Direction::AtoB => (0, right),
            Direction::BtoA => (right, 0),
        };
        let source = match (self.exact_labels(task)?, task.legend()) {
            (Some(exact), _) => exact,
            (None, Some(legend)) => of_map(colours_of(half(input_x), legend)?, task),
            (None, None) => Source::Picture(half(input_x)),
        };
        Ok(Pair {
            source,
            photo: half(photo_x),
        })
    }

    /// Its files.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        let second = match &self.beside {
            Beside::File(b) | Beside::Target(b) => Some(b),
            Beside::Half | Beside::Labels => None,
        };
        let files = [Some(&self.image), second, self.labels.as_ref()];
        files.into_iter().flatten().map(PathBuf::as_path)
    }

    /// The files of the input and of the photo, where each has its own.
    pub fn input_and_photo(&self, direction: Direction) -> Option<(&Path, &Path)> {
        match (&self.beside, direction) {
            (Beside::Target(b), _) | (Beside::File(b), Direction::AtoB) => Some((&self.image, b)),
            (Beside::File(b), Direction::BtoA) => Some((b, &self.image)),
            (Beside::Half | Beside::Labels, _) => None,
        }
    }

    fn read_files(&self, b: &Path, task: &Task) -> Result<Pair> {
        let files = self.input_and_photo(task.direction);
        let (input, photo) = files.unwrap_or((&self.image, b));
        let source = match (self.exact_labels(task)?, task.legend()) {
            (Some(exact), _) => exact,
            (None, Some(legend)) => of_map(label_map::read(input, legend)?.map, task),
            (None, None) if task.input == InputKind::Grey => Source::Photo,
            (None, None) => Source::Picture(reader::photo(input)?),
        };
        Ok(Pair {
            source,
            photo: reader::photo(photo)?,
        })
    }

    /// The exact label map, for a task whose input is one.
    fn exact_labels(&self, task: &Task) -> Result<Option<Source>> {
        match (task.legend(), &self.labels) {
            (Some(legend), Some(path)) => {
                Ok(Some(of_map(label_map::read_exact(path, legend)?, task)))
            }
            _ => Ok(None),
        }
    }
}

/// A label map as the task's input is made from it.
fn of_map(map: GrayImage, task: &Task) -> Source {
    match &task.input {
        InputKind::PaintedLabels { classes } => {
            Source::Painted(map, classes.iter().map(|class| class.id).collect())
        }
        _ => Source::Labels(map),
    }
}

fn colours_of(half: RgbImage, legend: Legend) -> Result<GrayImage> {
    let half = image::DynamicImage::ImageRgb8(half).into_rgba8();
    Ok(label_map::from_colours(&half, legend)?.map)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;
    use tempfile::TempDir;

    /// Left half red (class pillar), right half the colour of windows.
    fn save_pair(path: &Path) {
        let image = RgbImage::from_fn(16, 8, |x, _| {
            Rgb(if x < 8 { [255, 0, 0] } else { [0, 128, 255] })
        });
        image.save(path).unwrap();
    }

    #[test]
    fn the_direction_says_which_half_is_the_photo() {
        let folder = TempDir::new().unwrap();
        let image = folder.path().join("1.png");
        save_pair(&image);
        let path = PairPath::halves(image);
        let read = |direction| {
            let input = InputKind::facades();
            let pair = path.read(&Task::new(input, direction)).unwrap();
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
        let path = PairPath::halves(image);
        let read = |input| path.read(&Task::new(input, Direction::BtoA)).unwrap();
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
    fn images_without_two_halves_are_refused_by_name() {
        let folder = TempDir::new().unwrap();
        let image = folder.path().join("narrow.png");
        RgbImage::new(1, 4).save(&image).unwrap();
        let narrow = PairPath::halves(image);
        let task = Task::facades(Direction::BtoA);
        let error = narrow.read(&task).unwrap_err().to_string();
        assert!(
            error.contains("narrow.png") && error.contains("1×4"),
            "{error}"
        );
    }
}
