//! From a pair of any size to what the networks see: 256×256, for training with random jitter.
//!
//! Jitter as published (Isola et al., CVPR 2017, section 6.2): resize to 286×286, crop 256×256 at a
//! random place, mirror half of the time; the same for both images of a pair.

use facade_model::IMAGE_SIZE;
use image::imageops::{crop_imm, flip_horizontal};
use oorandom::Rand32;

use super::pair::Pair;
use super::resize;

/// Side of the image from which the crop is taken, in pixels.
const JITTER_SIDE_PX: u32 = 286;
const SIDE_PX: u32 = IMAGE_SIZE as u32;

/// One training or validation example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// 65,536 class ids.
    pub labels: Vec<u8>,
    /// 196,608 interleaved RGB bytes.
    pub photo: Vec<u8>,
}

/// Resizes a pair to 256×256 and nothing else.
pub fn plain(pair: Pair) -> Sample {
    Sample {
        labels: resize::labels(&pair.labels, SIDE_PX).ids,
        photo: resize::photo(pair.photo, SIDE_PX).into_raw(),
    }
}

/// Resizes, crops and perhaps mirrors a pair.
pub fn jittered(pair: Pair, random: &mut Rand32) -> Sample {
    let labels = resize::labels(&pair.labels, JITTER_SIDE_PX).ids;
    let photo = resize::photo(pair.photo, JITTER_SIDE_PX);
    let margin = JITTER_SIDE_PX - SIDE_PX;
    let (left, top) = (
        random.rand_range(0..margin + 1),
        random.rand_range(0..margin + 1),
    );
    let mirrored = random.rand_u32() & 1 == 1;

    let mut photo = crop_imm(&photo, left, top, SIDE_PX, SIDE_PX).to_image();
    if mirrored {
        photo = flip_horizontal(&photo);
    }
    let mut ids = Vec::with_capacity(IMAGE_SIZE * IMAGE_SIZE);
    for y in top..top + SIDE_PX {
        let start = (y * JITTER_SIDE_PX + left) as usize;
        let row = &labels[start..start + IMAGE_SIZE];
        if mirrored {
            ids.extend(row.iter().rev());
        } else {
            ids.extend(row);
        }
    }
    Sample {
        labels: ids,
        photo: photo.into_raw(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::resize::LabelMap;
    use image::{Rgb, RgbImage};

    /// Labels and photo show the same thing: columns of 16 pixels in three kinds.
    fn striped() -> Pair {
        let kind = |x: u32| x / 16 % 3;
        Pair {
            labels: LabelMap {
                width_px: SIDE_PX,
                height_px: SIDE_PX,
                ids: (0..SIDE_PX * SIDE_PX)
                    .map(|pixel| kind(pixel % SIDE_PX) as u8 + 1)
                    .collect(),
            },
            photo: RgbImage::from_fn(SIDE_PX, SIDE_PX, |x, _| Rgb([kind(x) as u8 * 100; 3])),
        }
    }

    #[test]
    fn jitter_moves_labels_and_photo_together() {
        let mut seen = Vec::new();
        for seed in 0..20 {
            let sample = jittered(striped(), &mut Rand32::new(seed));
            let mut agreeing = 0;
            for (id, pixel) in sample.labels.iter().zip(sample.photo.chunks_exact(3)) {
                let kind = (f32::from(pixel[0]) / 100.0).round() as u8;
                agreeing += usize::from(kind + 1 == *id);
            }
            // Only the borders of stripes, which the photo's filter softens, may disagree.
            let share = agreeing as f32 / sample.labels.len() as f32;
            assert!(share > 0.9, "seed {seed}: {share}");
            seen.push(sample);
        }
        seen.dedup();
        assert!(seen.len() > 15, "crops and mirroring vary");
    }

    #[test]
    fn without_jitter_a_pair_of_the_right_size_stays_as_it_is() {
        let pair = striped();
        let sample = plain(pair.clone());
        assert_eq!(sample.labels, pair.labels.ids);
        assert_eq!(sample.photo, pair.photo.into_raw());
    }
}
