//! The paint of a house: one colour for each class.
//!
//! A generator that takes paint is told what colour each class has, in place of guessing it: the mean colour
//! of the class in the photo while it learns, whatever a person likes afterwards. Knows no tensors; see
//! [`crate::pixels::painted`] for what the generator is shown.

/// One sRGB colour for each class of a model, in the order of its classes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "net",
    derive(serde::Serialize, serde::Deserialize),
    serde(transparent)
)]
pub struct Paint {
    #[cfg_attr(feature = "net", serde(with = "as_hex"))]
    pub colors: Vec<[u8; 3]>,
}

/// A class in a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Mean of its pixels, sRGB.
    pub color: [u8; 3],
    /// How many there are, at least one.
    pub pixels: usize,
}

/// What colour each class has in a photo; none where the map does not show it.
///
/// `map` holds a class id a pixel, `photo` three interleaved bytes a pixel, both in the same order; ids that are
/// not among `classes` are passed over.
///
/// # Panics
/// Panics unless there is one photo pixel for each id.
pub fn seen(map: &[u8], photo: &[u8], classes: impl IntoIterator<Item = u8>) -> Vec<Option<Seen>> {
    let (pixels, rest) = photo.as_chunks::<3>();
    assert!(
        rest.is_empty() && pixels.len() == map.len(),
        "{} ids and {} bytes of a photo do not belong together",
        map.len(),
        photo.len()
    );
    let mut sums = [[0_u64; 4]; 256];
    for (&id, pixel) in map.iter().zip(pixels) {
        let sum = &mut sums[usize::from(id)];
        for (sum, &value) in sum.iter_mut().zip(pixel) {
            *sum += u64::from(value);
        }
        sum[3] += 1;
    }
    let of_class = |id: u8| {
        let [red, green, blue, count] = sums[usize::from(id)];
        // The mean of bytes is a byte.
        let mean = |sum: u64| ((sum + count / 2) / count) as u8;
        (count > 0).then(|| Seen {
            color: [red, green, blue].map(mean),
            pixels: count as usize,
        })
    };
    classes.into_iter().map(of_class).collect()
}

impl Paint {
    /// The colours of a photo, black for classes that it does not show: no pixel of its map is painted in
    /// them.
    pub fn of_seen(seen: &[Option<Seen>]) -> Self {
        let color = |seen: &Option<Seen>| seen.map_or([0; 3], |seen| seen.color);
        Self {
            colors: seen.iter().map(color).collect(),
        }
    }
}

/// A colour as `#rrggbb`, in small letters.
pub fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The colour that `#rrggbb` stands for, in small letters or capitals.
pub fn from_hex(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some([red, green, blue])
}

/// In JSON a paint is a list of `#rrggbb`: what people write, and half as long as three numbers.
#[cfg(feature = "net")]
mod as_hex {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(colors: &[[u8; 3]], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(colors.iter().copied().map(super::hex))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<[u8; 3]>, D::Error> {
        let texts = Vec::<String>::deserialize(from)?;
        let color = |text: &String| {
            super::from_hex(text)
                .ok_or_else(|| D::Error::custom(format!("`{text}` is not a colour as #rrggbb")))
        };
        texts.iter().map(color).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "net")]
    #[test]
    fn in_json_colours_are_written_as_people_write_them() {
        let paint = Paint {
            colors: vec![[255, 0, 10], [1, 2, 3]],
        };
        let json = serde_json::to_string(&paint).unwrap();
        assert_eq!(json, r##"["#ff000a","#010203"]"##);
        assert_eq!(serde_json::from_str::<Paint>(&json).unwrap(), paint);
        let error = serde_json::from_str::<Paint>(r#"["red"]"#).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("`red` is not a colour as #rrggbb"),
            "{error}"
        );
    }

    #[test]
    fn a_class_has_the_mean_colour_of_its_pixels() {
        let map = [1, 2, 1, 9];
        let photo = [10, 0, 255, 7, 7, 7, 13, 1, 255, 99, 99, 99];
        let seen = seen(&map, &photo, [2, 1, 3]);
        let expected = [
            Some(Seen {
                color: [7; 3],
                pixels: 1,
            }),
            Some(Seen {
                color: [12, 1, 255],
                pixels: 2,
            }),
            None,
        ];
        assert_eq!(seen, expected);
        let paint = Paint::of_seen(&seen);
        assert_eq!(paint.colors, [[7; 3], [12, 1, 255], [0; 3]]);
    }
}
