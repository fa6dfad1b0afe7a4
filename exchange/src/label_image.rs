//! Pictures of label maps: pixels of any size → class ids, with a report of what had to be guessed.
//!
//! Three notations are told apart, in this order:
//! 1. the classes' colours, ours or those of label maps from elsewhere (of facades CMP's own), whichever more pixels
//!    come close to;
//! 2. a grey picture of nothing but values that are class ids: these it says;
//! 3. an indexed PNG of nothing but indices that are class ids, whatever its colours: likewise.
//!
//! A pair twice as wide as high with labels in one half only is cut to that half. Every pixel goes
//! to the class with the nearest colour; then the map is stretched to the drawing by nearest
//! neighbour, as the trainer does it.

use super::Refusal;
use facade_editor::{SIDE_PX, subject};

/// Bytes of a picture file that is read at all.
pub const BYTES_MAX: usize = 32 << 20;
/// The most pixels of a picture that is read.
pub const PIXELS_MAX: usize = 40_000_000;

/// A pixel this far from a class's colour (Euclidean distance in sRGB) is taken for that class
/// without mention; JPEG moves flat areas by less. Neighbouring classes are 37 apart or more.
const CLOSE: u32 = 18;
/// A pixel farther than this from every class is no blend of two, but something else.
const FAR: u32 = 90;

/// An opened label map.
#[derive(Debug, PartialEq, Eq)]
pub struct Opened {
    /// 65,536 class ids.
    pub labels: Vec<u8>,
    /// What had to be guessed.
    pub report: Report,
}

/// How well a picture's pixels fitted the classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Pixels looked at.
    pub pixels: usize,
    /// Of these, pixels between two classes, which went to the nearer one.
    pub between: usize,
    /// Of those, pixels like no class at all.
    pub strange: usize,
}

impl Report {
    /// Pixels between classes, per cent.
    pub fn percent_between(self) -> f64 {
        100.0 * self.between as f64 / self.pixels as f64
    }

    /// Whether this was most likely no label map: most pixels are like no class.
    pub fn is_no_label_map(self) -> bool {
        2 * self.strange > self.pixels
    }
}

/// Reads the RGBA pixels of a picture; `palette` is its [`png_palette`], if it has one.
///
/// # Errors
/// [`Refusal::EmptyPicture`] or [`Refusal::TooLarge`].
///
/// # Panics
/// If `rgba` is not four bytes for each pixel.
pub fn read(
    rgba: &[u8],
    width: usize,
    height: usize,
    palette: Option<&[[u8; 3]]>,
) -> Result<Opened, Refusal> {
    if width == 0 || height == 0 {
        return Err(Refusal::EmptyPicture);
    }
    let pixels = width.checked_mul(height);
    if pixels.is_none_or(|pixels| pixels > PIXELS_MAX) {
        return Err(Refusal::TooLarge);
    }
    assert_eq!(rgba.len(), 4 * width * height, "four bytes for each pixel");
    let whole = Part {
        rgba,
        stride: width,
        left: 0,
        width,
        height,
    };
    if width == 2 * height {
        let (left, right) = whole.halves();
        let (in_left, in_right) = (left.snapped().report, right.snapped().report);
        let is_map = |report: Report| 2 * report.between < report.pixels;
        if is_map(in_right) && in_left.between > 2 * in_right.between && !is_map(in_left) {
            return Ok(right.snapped());
        }
        if is_map(in_left) && in_right.between > 2 * in_left.between && !is_map(in_right) {
            return Ok(left.snapped());
        }
    }
    let by_color = whole.snapped();
    if 2 * by_color.report.between > by_color.report.pixels {
        let grey: Vec<[u8; 3]> = (0..=u8::MAX).map(|id| [id; 3]).collect();
        let by_id = [Some(&grey[..]), palette]
            .into_iter()
            .flatten()
            .find_map(|palette| whole.indexed(palette));
        return Ok(by_id.unwrap_or(by_color));
    }
    Ok(by_color)
}

/// The colours of an indexed PNG file by their index; `None` for any other file, and for a palette longer than
/// an index can reach, which no decoder takes.
pub fn png_palette(file: &[u8]) -> Option<Vec<[u8; 3]>> {
    const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
    const INDEXED: u8 = 3;
    let mut rest = file.strip_prefix(SIGNATURE)?;
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (kind, after) = after.split_first_chunk::<4>()?;
        let (data, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        match kind {
            b"IHDR" if data.get(9) != Some(&INDEXED) => return None,
            b"PLTE" if data.len() > 3 * 256 => return None,
            b"PLTE" => return Some(data.as_chunks::<3>().0.to_vec()),
            b"IDAT" => return None,
            _ => {}
        }
        rest = after.get(4..)?;
    }
}

/// Some columns of a picture.
#[derive(Clone, Copy)]
struct Part<'a> {
    rgba: &'a [u8],
    /// Pixels in a row of the whole picture.
    stride: usize,
    left: usize,
    width: usize,
    height: usize,
}

impl<'a> Part<'a> {
    fn halves(self) -> (Self, Self) {
        let half = self.width / 2;
        let left = Self {
            width: half,
            ..self
        };
        let right = Self { left: half, ..left };
        (left, right)
    }

    fn pixels(self) -> impl Iterator<Item = &'a [u8; 4]> {
        let rows = self.rgba.as_chunks::<4>().0.chunks(self.stride);
        rows.flat_map(move |row| &row[self.left..self.left + self.width])
    }

    /// Each pixel as the class with the nearest colour, of the palette that fits better.
    fn snapped(self) -> Opened {
        let subject = subject::current();
        let mut colors: Vec<_> = subject
            .classes()
            .iter()
            .map(|class| (class.id, class.color))
            .collect();
        let ours = self.snapped_to(&colors);
        let Some(others) = subject.known().and_then(|known| known.other_colors) else {
            return ours;
        };
        for (class, other) in colors.iter_mut().zip(others) {
            class.1 = *other;
        }
        let theirs = self.snapped_to(&colors);
        if theirs.report.between < ours.report.between {
            theirs
        } else {
            ours
        }
    }

    fn snapped_to(self, colors: &[(u8, [u8; 3])]) -> Opened {
        let (mut between, mut strange) = (0, 0);
        let mut ids = Vec::with_capacity(self.width * self.height);
        // Label maps have long runs of one colour.
        let mut last = ([0; 4], 0, 0);
        for &pixel in self.pixels() {
            if pixel != last.0 || ids.is_empty() {
                let (id, distance_squared) = nearest(pixel, colors);
                last = (pixel, id, distance_squared);
            }
            between += usize::from(last.2 > CLOSE * CLOSE);
            strange += usize::from(last.2 > FAR * FAR);
            ids.push(last.1);
        }
        let report = Report {
            pixels: ids.len(),
            between,
            strange,
        };
        self.opened(&ids, report)
    }

    /// Each pixel as the one index of its colour, if all are class ids.
    fn indexed(self, palette: &[[u8; 3]]) -> Option<Opened> {
        let ids: Option<Vec<u8>> = self
            .pixels()
            .map(|&[red, green, blue, _]| {
                let is_pixel = |color: &[u8; 3]| *color == [red, green, blue];
                let index = palette.iter().position(is_pixel)?;
                let is_unique = palette.iter().rposition(is_pixel) == Some(index);
                let id = u8::try_from(index).ok()?;
                (is_unique && subject::current().has(id)).then_some(id)
            })
            .collect();
        let ids = ids?;
        let report = Report {
            pixels: ids.len(),
            between: 0,
            strange: 0,
        };
        Some(self.opened(&ids, report))
    }

    fn opened(self, ids: &[u8], report: Report) -> Opened {
        // The centre of each pixel of the drawing, looked up in the picture.
        let source = |target: usize, length: usize| (2 * target + 1) * length / (2 * SIDE_PX);
        let labels = (0..SIDE_PX)
            .flat_map(|y| {
                let row = source(y, self.height) * self.width;
                (0..SIDE_PX).map(move |x| ids[row + source(x, self.width)])
            })
            .collect();
        Opened { labels, report }
    }
}

/// The class whose colour is nearest, and the squared distance to it. What is rather transparent
/// than not is background, and counts as close.
fn nearest([red, green, blue, alpha]: [u8; 4], colors: &[(u8, [u8; 3])]) -> (u8, u32) {
    if alpha < 128 {
        return (subject::current().background(), 0);
    }
    let distance = |color: &[u8; 3]| -> u32 {
        [red, green, blue]
            .iter()
            .zip(color)
            .map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2))
            .sum()
    };
    let found = colors.iter().map(|(id, color)| (*id, distance(color)));
    found
        .min_by_key(|&(_, distance)| distance)
        .expect("a list of classes is not empty")
}

#[cfg(test)]
mod tests {
    use super::*;
    use facade_editor::PIXEL_COUNT;
    use facade_subjects::facades::classes::CLASSES;
    use facade_subjects::facades::colors::CMP;
    use facade_subjects::facades::procedural;

    fn painted(labels: &[u8], color: impl Fn(usize) -> [u8; 3]) -> Vec<u8> {
        let pixel = |&id: &u8| {
            let [red, green, blue] = color(usize::from(id));
            [red, green, blue, 255]
        };
        labels.iter().flat_map(pixel).collect()
    }

    fn open(rgba: &[u8], palette: Option<&[[u8; 3]]>) -> Opened {
        read(rgba, 256, 256, palette).unwrap()
    }

    #[test]
    fn maps_in_either_palette_are_read_exactly() {
        for seed in 0..20 {
            let labels = procedural::facade(seed);
            for rgba in [
                painted(&labels, |id| CLASSES[id - 1].color),
                painted(&labels, |id| CMP[id - 1]),
            ] {
                let opened = open(&rgba, None);
                assert!(opened.labels == labels, "seed {seed}");
                assert_eq!(opened.report.between, 0, "seed {seed}");
            }
        }
    }

    #[test]
    fn class_ids_as_greys_or_as_indices_of_odd_colours_are_read_exactly() {
        let labels = procedural::facade(3);
        let greys = painted(&labels, |id| [id as u8; 3]);
        assert!(open(&greys, None).labels == labels);
        let odd: Vec<[u8; 3]> = (0..13).map(|id| [200, 255 - 9 * id, 200]).collect();
        let rgba = painted(&labels, |id| odd[id]);
        assert!(open(&rgba, Some(&odd)).labels == labels);
        assert!(open(&rgba, None).report.between > 0);
    }

    #[test]
    fn blended_pixels_go_to_the_nearer_class_and_are_reported() {
        let mut rgba = painted(&[3; PIXEL_COUNT], |id| CLASSES[id - 1].color);
        let [a, b] = [CLASSES[2].color, CLASSES[10].color];
        for pixel in rgba.chunks_mut(4).take(2_032) {
            for ((value, a), b) in pixel.iter_mut().zip(a).zip(b) {
                *value = ((f32::from(a) * 0.7) + f32::from(b) * 0.3) as u8;
            }
        }
        let opened = open(&rgba, None);
        assert_eq!(opened.report.between, 2_032);
        assert_eq!(format!("{:.1}", opened.report.percent_between()), "3.1");
        assert!(!opened.report.is_no_label_map());
    }

    #[test]
    fn noise_like_that_of_jpeg_is_no_blend() {
        let labels = procedural::facade(5);
        let mut random = oorandom::Rand32::new(1);
        let mut rgba = painted(&labels, |id| CLASSES[id - 1].color);
        for value in &mut rgba {
            *value = value.saturating_add(random.rand_range(0..6) as u8);
        }
        let opened = open(&rgba, None);
        assert!(opened.labels == labels);
        assert_eq!(opened.report.between, 0);
    }

    #[test]
    fn a_photo_is_known_for_what_it_is() {
        let photo = painted(&procedural::facade(2), |id| [120 + 5 * id as u8, 118, 110]);
        assert!(open(&photo, None).report.is_no_label_map());
    }

    #[test]
    fn any_size_is_stretched_as_the_trainer_does_it() {
        let colors = [1, 12, 3, 7].map(|id| id as u8);
        let rgba = painted(&colors, |id| CLASSES[id - 1].color);
        let labels = read(&rgba, 2, 2, None).unwrap().labels;
        assert_eq!(
            [labels[0], labels[127], labels[128], labels[255]],
            [1, 1, 12, 12]
        );
        assert_eq!(labels[PIXEL_COUNT - 1], 7);
        let large: Vec<u8> = (0..300 * 500)
            .map(|index| 1 + (index % 300 / 100) as u8)
            .collect();
        let rgba = painted(&large, |id| CLASSES[id - 1].color);
        let labels = read(&rgba, 300, 500, None).unwrap().labels;
        assert_eq!([labels[0], labels[128], labels[255]], [1, 2, 3]);
    }

    #[test]
    fn a_wide_label_map_is_not_cut() {
        let labels: Vec<u8> = (0..512 * 256)
            .map(|index| 1 + (index % 512 / 256) as u8)
            .collect();
        let rgba = painted(&labels, |id| CLASSES[id - 1].color);
        let opened = read(&rgba, 512, 256, None).unwrap();
        assert_eq!([opened.labels[0], opened.labels[255]], [1, 2]);
    }

    #[test]
    fn palettes_are_found_in_indexed_files_only_and_damage_does_no_harm() {
        let file = crate::label_png::encode(&procedural::facade(1));
        let palette = png_palette(&file).unwrap();
        assert_eq!(palette.len(), 13);
        assert_eq!(palette[3], CLASSES[2].color);
        for length in 0..80 {
            png_palette(&file[..length]);
        }
        let mut grey = file.clone();
        grey[25] = 0;
        assert_eq!(png_palette(&grey), None);
        let mut endless = file;
        endless[8..12].fill(0xFF);
        assert_eq!(png_palette(&endless), None);
        // A chunk of 257 colours, and one of 256.
        let palette_of = |colors: usize| {
            let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
            file.extend((3 * colors as u32).to_be_bytes());
            file.extend(b"PLTE");
            file.extend(vec![1; 3 * colors]);
            png_palette(&file).map(|palette| palette.len())
        };
        assert_eq!((palette_of(256), palette_of(257)), (Some(256), None));
    }

    #[test]
    fn a_picture_without_pixels_is_refused() {
        assert_eq!(read(&[], 0, 9, None), Err(Refusal::EmptyPicture));
    }
}
