//! What a plan is shown: class ids or, where its generator sees colours or greys, the colours of a picture.

use std::ops::Range;

use facade_model::IMAGE_SIZE;
use facade_model::pixels::{luma, scaled};

use super::label_map::PaddedLabelMap;
use super::layer::{PaddedPlanes, SplitPlanes};

/// Bytes of a pixel in colours.
const RGB: usize = 3;

/// The drawing of which a picture is made, in the form that its generator sees.
#[expect(clippy::large_enum_variant, reason = "a plan has one of them")]
pub enum Drawing {
    Ids(PaddedLabelMap),
    Colors(ColorPlanes),
}

/// Red, green and blue, or luma alone, in −1..1.
pub struct ColorPlanes {
    count: usize,
    /// Rows that anyone looks at; the others stay zero.
    rows: Range<usize>,
    /// As the first layer reads them, [`SplitPlanes`].
    pub split: Vec<f32>,
    /// As a head reads them, [`PaddedPlanes`]; empty where there is none.
    pub padded: Vec<f32>,
}

impl Drawing {
    /// Takes another one: 65,536 class ids, or 196,608 bytes of red, green and blue in turn.
    ///
    /// # Panics
    /// Panics at another number of bytes.
    pub fn set(&mut self, bytes: &[u8]) {
        match self {
            Self::Ids(map) => map.set(bytes),
            Self::Colors(planes) => planes.set(bytes),
        }
    }
}

impl ColorPlanes {
    /// `count` is 3 for colours and 1 for greys; `rows` are those that are looked at.
    pub fn new(count: usize, rows: Range<usize>, with_head: bool) -> Self {
        let padded = match with_head {
            true => PaddedPlanes::of(IMAGE_SIZE).channels(count),
            false => Vec::new(),
        };
        Self {
            count,
            rows,
            split: SplitPlanes::of(IMAGE_SIZE).channels(count),
            padded,
        }
    }

    fn set(&mut self, rgb: &[u8]) {
        let (split, padded) = (SplitPlanes::of(IMAGE_SIZE), PaddedPlanes::of(IMAGE_SIZE));
        let (pixels, _) = rgb.as_chunks::<RGB>();
        assert_eq!(rgb.len(), RGB * IMAGE_SIZE * IMAGE_SIZE, "one picture");
        for y in self.rows.clone() {
            let row = &pixels[y * IMAGE_SIZE..][..IMAGE_SIZE];
            for plane in 0..self.count {
                let value = |&pixel: &[u8; RGB]| match self.count {
                    1 => scaled(luma(pixel)),
                    _ => scaled(pixel[plane]),
                };
                let pairs = row.as_chunks::<2>().0.iter();
                let pairs = pairs.map(|[left, right]| [value(left), value(right)]);
                split.write(&mut self.split[plane * split.channel()..], y, pairs);
                if !self.padded.is_empty() {
                    let plane = &mut self.padded[plane * padded.channel()..];
                    for (place, pixel) in padded.row_mut(plane, y).iter_mut().zip(row) {
                        *place = value(pixel);
                    }
                }
            }
        }
    }
}
