//! One pair, read whole: what is wrong with it, or what the pictures of it look like.

use std::path::{Path, PathBuf};

use anyhow::{Error, Result};
use image::RgbImage;

use super::halves::Halves;
use crate::dataset::label_map::{self, Fit, ForeignIds};
use crate::dataset::pair::{Beside, PairPath};
use crate::dataset::reader;
use crate::dataset::task::Task;

/// Why a pair cannot be used.
pub enum Fault {
    Unreadable { path: PathBuf, reason: String },
    ForeignIds { path: PathBuf, values: Vec<u16> },
}

/// What a pair shows, as far as it tells whether this is the task.
pub enum Inside {
    /// A|B in one image.
    Halves(Halves),
    /// The fit of input and of photo to the classes, of a task with classes.
    Files {
        input: Option<Fit>,
        photo: Fit,
        /// Whether which is which follows from names and not from the direction.
        is_named: bool,
    },
    /// Nothing that tells.
    Other,
}

/// Reads a pair.
///
/// # Errors
/// A file that cannot be read, or a label map with ids of no class.
pub fn read(pair: &PairPath, task: &Task) -> Result<Inside, Fault> {
    let photo = |path: &Path| -> Result<RgbImage, Fault> {
        reader::photo(path).map_err(|error| fault(path, &error))
    };
    let image = photo(&pair.image)?;
    let legend = task.legend();
    if let (Some(legend), Some(path)) = (legend, &pair.labels) {
        label_map::read_exact(path, legend).map_err(|error| fault(path, &error))?;
    }
    match (&pair.beside, legend) {
        (Beside::Half, _) => {
            if image.width() < 2 {
                let reason = "it has no two halves side by side".to_owned();
                let path = pair.image.clone();
                return Err(Fault::Unreadable { path, reason });
            }
            Ok(Inside::Halves(Halves::of(&image, task)))
        }
        (Beside::File(b) | Beside::Target(b), Some(legend)) => {
            let fit_of = |path: &Path| {
                let reading = label_map::read(path, legend).map_err(|error| fault(path, &error))?;
                Ok(reading.fit)
            };
            let files = pair.input_and_photo(task.direction);
            let (input, output) = files.unwrap_or((&pair.image, b));
            let input = match &pair.labels {
                Some(_) => None,
                None => fit_of(input)?,
            };
            Ok(Inside::Files {
                input,
                photo: super::halves::fit(&photo(output)?, legend),
                is_named: matches!(pair.beside, Beside::Target(_)),
            })
        }
        (Beside::File(b) | Beside::Target(b), None) => photo(b).map(|_| Inside::Other),
        (Beside::Labels, Some(legend)) => Ok(Inside::Files {
            input: None,
            photo: super::halves::fit(&image, legend),
            is_named: true,
        }),
        (Beside::Labels, None) => match &pair.labels {
            Some(map) => photo(map).map(|_| Inside::Other),
            None => Ok(Inside::Other),
        },
    }
}

fn fault(path: &Path, error: &Error) -> Fault {
    let path = path.to_owned();
    match error.downcast_ref::<ForeignIds>() {
        Some(foreign) => Fault::ForeignIds {
            path,
            values: foreign.values.clone(),
        },
        None => Fault::Unreadable {
            path,
            reason: reason(error),
        },
    }
}

/// What is wrong, without the name of the file, which stands beside it.
pub fn reason(error: &Error) -> String {
    error.root_cause().to_string()
}
