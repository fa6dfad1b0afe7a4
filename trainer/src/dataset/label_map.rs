//! Label maps from image files.
//!
//! Values that are class ids are taken as such ([`super::reader::values`] has what counts as a value), but
//! for indexed files whose palette is the classes' own colours: of those the colours count, because
//! programs that make files smaller sort the indices anew. Anything else is read as colours, each snapped
//! to the class with the nearest one: that is all a JPEG can give, because its blended colours belong to
//! no class. What is rather transparent than not is background, as the page has it.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use facade_model::input::{InputKind, NamedClass};
use image::{GrayImage, Rgba, RgbaImage};

use super::fill::fill_from_nearest;
use super::reader::PictureFile;
use super::reader::values::Values;

/// A colour this far from a class's (Euclidean distance in sRGB) is that class; JPEG moves flat areas by
/// less. As the page has it, and so the next two.
const CLOSE: u32 = 18;
/// A colour farther than this from every class is no blend of two, but something else.
const FAR: u32 = 90;
/// Alpha from here on is rather opaque than not.
const OPAQUE: u8 = 128;
/// A map of whose pixels this share or more is like no class at all is none.
const STRANGE_MOST: f32 = 0.1;
/// Names of the class of what nobody has labelled.
const BACKGROUND: &str = "background";

/// What values and colours mean.
#[derive(Debug, Clone, Copy)]
pub struct Legend<'a> {
    pub classes: &'a [NamedClass],
    /// Values of no class, whose pixels get that of the nearest pixel that has one.
    pub ignored: &'a [u16],
}

/// A label map, and how it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Ids of the classes.
    pub map: GrayImage,
    /// How the colours fitted; none where the file holds ids.
    pub fit: Option<Fit>,
}

/// How well colours fitted the classes, in shares of the pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Between two classes, taken for the nearer one; with those below.
    pub between: f32,
    /// Like no class at all.
    pub strange: f32,
}

impl Fit {
    /// Whether this is a label map in the classes' colours, by most of its pixels.
    pub fn is_label_map(self) -> bool {
        self.between < 0.5
    }

    /// Whether this was most likely no label map: most pixels are like no class.
    pub fn is_no_label_map(self) -> bool {
        self.strange > 0.5
    }
}

/// Reads a file that is said to be an exact label map.
///
/// # Errors
/// A file that cannot be read, holds an id of no class, or colours that are not the classes'.
pub fn read_exact(path: &Path, legend: Legend) -> Result<GrayImage> {
    let reading = read(path, legend)?;
    if let Some(fit) = reading.fit {
        ensure!(
            fit.strange < STRANGE_MOST,
            "{}: a label map holds the ids of classes, or their colours; this one holds neither ({:.0} % of its pixels are like no class)",
            path.display(),
            100.0 * fit.strange
        );
    }
    Ok(reading.map)
}

/// Reads class ids where the file holds them, else snaps its colours.
///
/// # Errors
/// A file that cannot be read, or that holds values, of which some are no class.
pub fn read(path: &Path, legend: Legend) -> Result<Reading> {
    let file = PictureFile::open(path)?;
    of_file(&file, legend).with_context(|| format!("cannot use {}", path.display()))
}

fn of_file(file: &PictureFile, legend: Legend) -> Result<Reading> {
    let Some(values) = file.values()? else {
        return from_colours(&file.colours()?, legend);
    };
    let foreign = match by_value(&values, legend)? {
        ByValue::Ids(map) if !is_painted_otherwise(&values, &map, legend) => {
            return Ok(Reading { map, fit: None });
        }
        ByValue::Ids(_) => None,
        ByValue::Foreign(foreign) => Some(foreign),
    };
    let reading = from_colours(&file.colours()?, legend)?;
    // A grey file whose greys are no class's colours holds ids, of which some are wrong.
    match (foreign, reading.fit) {
        (Some(foreign), Some(fit)) if !fit.is_label_map() => Err(foreign.into()),
        _ => Ok(reading),
    }
}

enum ByValue {
    Ids(GrayImage),
    Foreign(ForeignIds),
}

/// Values in a label map that are the id of no class.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct ForeignIds {
    /// The values, in rising order.
    pub values: Vec<u16>,
    /// Their share of the pixels.
    pub share: f32,
    /// The ids that there are.
    pub ids: Vec<u8>,
}

/// A file with more values than this that are no class is no map of these classes.
pub const FOREIGN_MOST: usize = 8;

impl ForeignIds {
    fn sentence(&self) -> String {
        let Self { values, share, ids } = self;
        let shown: Vec<String> = values
            .iter()
            .take(FOREIGN_MOST)
            .map(u16::to_string)
            .collect();
        let shown = shown.join(",");
        if values.len() > FOREIGN_MOST {
            return format!(
                "it holds {} values that are the id of no class ({shown}, …); there are {ids:?}: it is no label map of these classes",
                values.len()
            );
        }
        let what = match values.len() {
            1 => format!("{shown} is the id of no class"),
            _ => format!("{shown} are ids of no class"),
        };
        format!(
            "{what} (in {:.1} % of the pixels); there are {ids:?}: declare it in a list of --classes, or give its pixels the class beside them with --ignore-id {shown}",
            100.0 * share
        )
    }
}

fn by_value(values: &Values, legend: Legend) -> Result<ByValue> {
    let mut known = [false; 256];
    for class in legend.classes {
        known[usize::from(class.id)] = true;
    }
    let background = background(legend.classes);
    let mut ids = Vec::with_capacity(values.map.len());
    let mut foreign = BTreeSet::new();
    let mut foreign_pixels = 0;
    let mut ignores = false;
    for (index, &value) in values.map.iter().enumerate() {
        let is_clear = values.clear.as_ref().is_some_and(|clear| clear[index]);
        let id = match background {
            Some(background) if is_clear => Some(background),
            _ => u8::try_from(value)
                .ok()
                .filter(|&id| known[usize::from(id)]),
        };
        if id.is_none() && legend.ignored.contains(&value) {
            ignores = true;
        } else if id.is_none() {
            foreign.insert(value);
            foreign_pixels += 1;
        }
        ids.push(id);
    }
    if !foreign.is_empty() {
        return Ok(ByValue::Foreign(ForeignIds {
            values: foreign.into_iter().collect(),
            share: foreign_pixels as f32 / ids.len() as f32,
            ids: legend.classes.iter().map(|class| class.id).collect(),
        }));
    }
    let (width, height) = values.map.dimensions();
    let ids: Vec<u8> = match ignores {
        false => ids.into_iter().flatten().collect(),
        true => match fill_from_nearest(ids, width as usize) {
            Some(ids) => ids,
            None => bail!("every pixel is ignored"),
        },
    };
    let map = GrayImage::from_raw(width, height, ids).expect("one id for each pixel");
    Ok(ByValue::Ids(map))
}

/// Whether an indexed file is painted in the colours of other classes than its indices say.
fn is_painted_otherwise(values: &Values, map: &GrayImage, legend: Legend) -> bool {
    let Some(colours) = &values.palette else {
        return false;
    };
    let mut index_of = [None; 256];
    for (&value, &id) in values.map.iter().zip(map.iter()) {
        if let Ok(value) = u8::try_from(value) {
            index_of[usize::from(value)] = Some(id);
        }
    }
    let used = || {
        index_of
            .iter()
            .zip(colours)
            .filter_map(|(id, colour)| Some((((*id)?), *colour)))
    };
    palettes(legend.classes).iter().any(|palette| {
        let painted = used().map(|(id, colour)| {
            let exact = palette.iter().find(|(_, class)| *class == colour);
            exact.map(|(painted, _)| (id, *painted))
        });
        let painted: Option<Vec<(u8, u8)>> = painted.collect();
        painted.is_some_and(|pairs| pairs.iter().any(|(id, painted)| id != painted))
    })
}

/// Ids and colours; of some subjects there are two sets of colours in use.
fn palettes(classes: &[NamedClass]) -> Vec<Vec<(u8, [u8; 3])>> {
    let ids = || classes.iter().map(|class| class.id);
    let colours = classes.iter().map(|class| class.color);
    let known = classes
        .iter()
        .map(|class| (class.id, &*class.name, class.color));
    let known = facade_subjects::among(facade_subjects::ALL, known);
    let others = known.and_then(|subject| subject.other_colors);
    let others = others.map(|colours| ids().zip(colours.iter().copied()).collect());
    [ids().zip(colours).collect()]
        .into_iter()
        .chain(others)
        .collect()
}

fn background(classes: &[NamedClass]) -> Option<u8> {
    let named = |class: &&NamedClass| class.name.eq_ignore_ascii_case(BACKGROUND);
    classes.iter().find(named).map(|class| class.id)
}

/// Snaps every colour to the class with the nearest one (squared Euclidean distance in sRGB; the first of
/// the list wins a tie), of the set of colours that fits better.
///
/// # Errors
/// A transparent pixel where no class is called background.
pub fn from_colours(image: &RgbaImage, legend: Legend) -> Result<Reading> {
    let background = background(legend.classes);
    ensure!(
        background.is_some() || image.pixels().all(|pixel| pixel.0[3] >= OPAQUE),
        "it is transparent in places, and no class is called {BACKGROUND}"
    );
    let mut best: Option<(GrayImage, Fit)> = None;
    for palette in palettes(legend.classes) {
        let (map, fit) = snap(image, &palette, background.unwrap_or_default());
        if best
            .as_ref()
            .is_none_or(|(_, best)| fit.between < best.between)
        {
            best = Some((map, fit));
        }
    }
    let (map, fit) = best.expect("there is a palette");
    Ok(Reading {
        map,
        fit: Some(fit),
    })
}

fn snap(image: &RgbaImage, palette: &[(u8, [u8; 3])], background: u8) -> (GrayImage, Fit) {
    let (mut between, mut strange) = (0_usize, 0_usize);
    let mut ids = Vec::with_capacity(image.len() / 4);
    // Label maps have long runs of one colour.
    let mut last: Option<(Rgba<u8>, u8, u32)> = None;
    for &pixel in image.pixels() {
        let (id, squared) = match last {
            Some((known, id, squared)) if known == pixel => (id, squared),
            _ => nearest(pixel, palette, background),
        };
        last = Some((pixel, id, squared));
        between += usize::from(squared > CLOSE * CLOSE);
        strange += usize::from(squared > FAR * FAR);
        ids.push(id);
    }
    let share = |count: usize| count as f32 / ids.len() as f32;
    let fit = Fit {
        between: share(between),
        strange: share(strange),
    };
    let map = GrayImage::from_raw(image.width(), image.height(), ids);
    (map.expect("one id for each pixel"), fit)
}

fn nearest(pixel: Rgba<u8>, palette: &[(u8, [u8; 3])], background: u8) -> (u8, u32) {
    let [red, green, blue, alpha] = pixel.0;
    if alpha < OPAQUE {
        return (background, 0);
    }
    let squared = |class: [u8; 3]| -> u32 {
        let differences = [red, green, blue].into_iter().zip(class);
        differences
            .map(|(a, b)| u32::from(a.abs_diff(b)).pow(2))
            .sum()
    };
    let found = palette.iter().map(|(id, class)| (*id, squared(*class)));
    found
        .min_by_key(|(_, squared)| *squared)
        .expect("a palette has classes")
}

#[cfg(test)]
mod tests;
