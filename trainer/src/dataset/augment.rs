//! From a pair of any size to what the networks see: 256×256, for training with random jitter. Of a generator that makes
//! larger pictures the photo is larger, and all that is made from it is made from it at 256×256.
//!
//! Jitter as published (Isola et al., CVPR 2017, section 6.2): resize to 286×286, crop 256×256 at a
//! random place, mirror half of the time; the same for both images of a pair. The strong one resizes
//! to random sides from there up to 400×400, and changes the photo's light a little; labels stay exact.

use anyhow::{Result, bail};
use clap::ValueEnum;
use facade_model::IMAGE_SIZE;
use facade_model::paint::{self, Paint};
use facade_model::pixels::luma;
use image::RgbImage;
use oorandom::Rand32;
use serde::{Deserialize, Serialize};

use super::colour;
use super::pair::{Pair, Source};
use super::recolour;
use super::resize::{self, View};
use super::wedges;

/// Side of the image from which the crop is taken, in pixels.
const JITTER_SIDE_PX: u32 = 286;
/// The same, at most, of the strong jitter: four tenths of the picture are seen then.
const STRONG_SIDE_PX: u32 = 400;
const SIDE_PX: u32 = IMAGE_SIZE as u32;

/// How much training pairs are varied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Augmentation {
    /// Crops of 286×286, and mirrored, as published
    #[default]
    Published,
    /// Crops of 286×286 to 400×400, mirrored, the photo's light varied a little
    Strong,
}

/// All that may differ from one visit of a pair to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variation {
    /// Side of the photo in sides of the input.
    pub scale: usize,
    pub augmentation: Augmentation,
    /// How much the photo's colours change, see [`recolour::recolour`]; 0 leaves them.
    pub recolour: f64,
    /// Whether empty wedges at the photo's edges are filled, see [`wedges::fill`].
    pub fill_wedges: bool,
}

impl Default for Variation {
    fn default() -> Self {
        Self {
            scale: 1,
            augmentation: Augmentation::default(),
            recolour: 0.0,
            fill_wedges: false,
        }
    }
}

/// One training or validation example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    pub input: Input,
    /// Three bytes for each pixel, interleaved; 196,608 where photo and input are of one size.
    pub photo: Vec<u8>,
    /// Pixels, row by row, where nothing was photographed and the photo is filled, see [`wedges::fill`].
    pub wedges: Vec<usize>,
}

/// What the generator is shown, 256×256, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// 65,536 class ids.
    Labels(Vec<u8>),
    /// 65,536 class ids, and the colour of each class.
    Painted(Vec<u8>, Paint),
    /// 196,608 interleaved bytes.
    Rgb(Vec<u8>),
    /// 65,536 values of luma.
    Grey(Vec<u8>),
}

impl Sample {
    /// The class ids, where that is what the input is.
    ///
    /// # Errors
    /// Another kind of input.
    pub fn labels(&self) -> Result<&[u8]> {
        match &self.input {
            Input::Labels(ids) | Input::Painted(ids, _) => Ok(ids),
            Input::Rgb(_) | Input::Grey(_) => bail!("these pairs were read without their labels"),
        }
    }
}

/// Resizes a pair to 256×256 and nothing else.
pub fn plain(pair: Pair) -> Sample {
    plain_scaled(pair, 1)
}

/// [`plain`], with a photo of `scale` times the input's side.
pub fn plain_scaled(pair: Pair, scale: usize) -> Sample {
    sample(pair, &View::WHOLE, scale, |_| Vec::new())
}

/// Resizes, crops and perhaps mirrors a pair, and changes its photo's colours.
///
/// Colours change before anything is made from them, so that an input that is made from the photo, its greys or
/// its classes' paint, is that of the photo as the networks see it.
pub fn jittered(pair: Pair, variation: Variation, random: &mut Rand32) -> Sample {
    let resized_px = match variation.augmentation {
        Augmentation::Published => JITTER_SIDE_PX,
        Augmentation::Strong => random.rand_range(JITTER_SIDE_PX..STRONG_SIDE_PX + 1),
    };
    let margin = resized_px - SIDE_PX;
    let share = |length_px: u32| f64::from(length_px) / f64::from(resized_px);
    let view = View {
        left: share(random.rand_range(0..margin + 1)),
        top: share(random.rand_range(0..margin + 1)),
        share: share(SIDE_PX),
        mirrored: random.rand_u32() & 1 == 1,
    };
    // Of what is seen only: a photo may be twenty times as large.
    sample(pair, &view, variation.scale, |photo| {
        let wedges = match variation.fill_wedges {
            true => wedges::fill(photo),
            false => Vec::new(),
        };
        if variation.recolour > 0.0 {
            recolour::recolour(photo, variation.recolour, random);
        }
        if variation.augmentation == Augmentation::Strong {
            colour::vary(photo, random);
        }
        wedges
    })
}

/// `change_colours` says where the photo has wedges.
fn sample(
    pair: Pair,
    view: &View,
    scale: usize,
    change_colours: impl FnOnce(&mut RgbImage) -> Vec<usize>,
) -> Sample {
    let mut photo = resize::photo(pair.photo, view, SIDE_PX * scale as u32);
    let wedges = change_colours(&mut photo);
    let of_input_size = match scale {
        1 => None,
        _ => Some(resize::photo(photo.clone(), &View::WHOLE, SIDE_PX).into_raw()),
    };
    let photo = photo.into_raw();
    let seen = of_input_size.as_ref().unwrap_or(&photo);
    let input = match pair.source {
        Source::Labels(map) => Input::Labels(resize::labels(&map, view, SIDE_PX).into_raw()),
        Source::Painted(map, classes) => {
            let ids = resize::labels(&map, view, SIDE_PX).into_raw();
            let paint = Paint::of_seen(&paint::seen(&ids, seen, classes));
            Input::Painted(ids, paint)
        }
        Source::Picture(picture) => Input::Rgb(resize::photo(picture, view, SIDE_PX).into_raw()),
        Source::Photo => {
            let (pixels, _) = seen.as_chunks();
            Input::Grey(pixels.iter().map(|&rgb| luma(rgb)).collect())
        }
    };
    Sample {
        input,
        photo,
        wedges,
    }
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma, Rgb, RgbImage};

    use super::*;

    fn kind(x: u32) -> u8 {
        (x / 16 % 3) as u8
    }

    /// Input and photo show the same thing: columns of 16 pixels in three kinds.
    fn striped() -> Pair {
        Pair {
            source: Source::Labels(GrayImage::from_fn(SIDE_PX, SIDE_PX, |x, _| {
                Luma([kind(x) + 1])
            })),
            photo: stripes(),
        }
    }

    fn stripes() -> RgbImage {
        RgbImage::from_fn(SIDE_PX, SIDE_PX, |x, _| Rgb([kind(x) * 100; 3]))
    }

    const BOTH: [Augmentation; 2] = [Augmentation::Published, Augmentation::Strong];

    fn of(augmentation: Augmentation) -> Variation {
        Variation {
            augmentation,
            ..Variation::default()
        }
    }

    #[test]
    fn paint_is_that_of_the_photo_as_it_is_seen() {
        for seed in 0..12 {
            let pair = Pair {
                source: Source::Painted(
                    GrayImage::from_fn(SIDE_PX, SIDE_PX, |x, _| Luma([kind(x) + 1])),
                    vec![3, 1, 2, 9],
                ),
                photo: stripes(),
            };
            let variation = Variation {
                recolour: f64::from(seed as u32 % 2) * 0.2,
                ..Variation::default()
            };
            let sample = jittered(pair, variation, &mut Rand32::new(seed));
            let Input::Painted(ids, paint) = &sample.input else {
                panic!("painted");
            };
            assert_eq!(sample.labels().unwrap(), ids);
            let seen = paint::seen(ids, &sample.photo, [3, 1, 2, 9]);
            assert_eq!(*paint, Paint::of_seen(&seen));
            assert_eq!(seen[3], None);
            if variation.recolour == 0.0 {
                // Black stripes stay nearly black through the filter, the third kind is 200.
                assert!(paint.colors[1][0] < 12, "{paint:?}");
                assert!((185..=200).contains(&paint.colors[0][0]), "{paint:?}");
            }
        }
    }

    #[test]
    fn jitter_moves_labels_and_photo_together() {
        let mut seen = Vec::new();
        for seed in 0..40 {
            let sample = jittered(
                striped(),
                of(BOTH[(seed % 2) as usize]),
                &mut Rand32::new(seed),
            );
            let mut agreeing = 0;
            for (id, pixel) in sample
                .labels()
                .unwrap()
                .iter()
                .zip(sample.photo.chunks_exact(3))
            {
                let kind = (f32::from(pixel[0]) / 100.0).round() as u8;
                agreeing += usize::from(kind + 1 == *id);
            }
            // Only the borders of stripes, which the photo's filter softens, may disagree.
            let share = agreeing as f32 / sample.labels().unwrap().len() as f32;
            assert!(share > 0.9, "seed {seed}: {share}");
            seen.push(sample);
        }
        seen.dedup();
        assert!(seen.len() > 30, "crops and mirroring vary");
    }

    #[test]
    fn strong_jitter_enlarges_by_up_to_half_and_keeps_ids_exact() {
        let mut widest = [0, 0];
        for seed in 0..60 {
            for (augmentation, widest) in BOTH.into_iter().zip(&mut widest) {
                let sample = jittered(striped(), of(augmentation), &mut Rand32::new(seed));
                let row = &sample.labels().unwrap()[..256];
                assert!(row.iter().all(|id| (1..=3).contains(id)));
                let stripes = row.chunk_by(|a, b| a == b).map(<[u8]>::len);
                *widest = stripes.max().unwrap().max(*widest);
            }
        }
        // Stripes of 16 pixels in 256 are 17.9 in 286 and 25 in 400.
        assert_eq!(widest, [18, 25]);
    }

    #[test]
    fn pictures_and_greys_are_jittered_like_the_photo() {
        for seed in 0..4 {
            let picture = Pair {
                source: Source::Picture(stripes()),
                photo: stripes(),
            };
            let sample = jittered(picture, Variation::default(), &mut Rand32::new(seed));
            assert_eq!(sample.input, Input::Rgb(sample.photo.clone()));

            let photo = Pair {
                source: Source::Photo,
                photo: stripes(),
            };
            let sample = jittered(photo, of(BOTH[(seed % 2) as usize]), &mut Rand32::new(seed));
            let first: Vec<u8> = sample.photo.iter().step_by(3).copied().collect();
            assert_eq!(sample.input, Input::Grey(first));
        }
    }

    #[test]
    fn without_jitter_a_pair_of_the_right_size_stays_as_it_is() {
        let pair = striped();
        let sample = plain(pair.clone());
        assert_eq!(sample.photo, pair.photo.into_raw());
        let Source::Labels(map) = pair.source else {
            panic!("labels");
        };
        assert_eq!(sample.labels().unwrap(), &map.into_raw()[..]);
    }

    #[test]
    fn any_shape_is_stretched_to_the_square() {
        let pair = Pair {
            source: Source::Labels(GrayImage::from_pixel(31, 7, Luma([4]))),
            photo: RgbImage::from_pixel(1, 99, Rgb([9, 8, 7])),
        };
        let sample = plain(pair);
        assert_eq!(sample.labels().unwrap(), [4; 65_536]);
        assert!(sample.photo.chunks_exact(3).all(|pixel| pixel == [9, 8, 7]));
    }
}
