//! The one place where pixels become tensors and tensors become pixels.

use burn::tensor::{Device, Tensor, TensorData};
use facade_subjects::facades::classes::CLASSES;

use crate::IMAGE_SIZE;
use crate::paint::Paint;

/// Pixels of one image.
const PIXELS: usize = IMAGE_SIZE * IMAGE_SIZE;

/// Why pixels could not become a tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PixelError {
    #[error("expected a positive multiple of {PIXELS} {what}, got {length}")]
    Length { what: &'static str, length: usize },
    #[error("expected one label map of {PIXELS} class ids, got {length}")]
    NotOneMap { length: usize },
    #[error("expected {} bytes of red, green and blue, got {length}", 3 * PIXELS)]
    NotInColors { length: usize },
    #[error("expected one picture of {PIXELS} RGBA pixels, got {length} bytes")]
    NotOnePicture { length: usize },
    #[error("expected a colour for each of {classes} classes, got {found}")]
    Colors { classes: usize, found: usize },
    #[error("the critic is told the paint, and got none")]
    NoPaint,
    #[error("pixel {index} has class id {id}, which is no class of the model")]
    UnknownClass { index: usize, id: u8 },
}

/// Luma of an sRGB colour with the weights of ITU-R BT.709.
pub fn luma(rgb: [u8; 3]) -> u8 {
    let [r, g, b] = rgb.map(u32::from);
    ((2126 * r + 7152 * g + 722 * b + 5000) / 10_000) as u8
}

/// A byte of a picture in the networks' range, −1..1.
pub fn scaled(byte: u8) -> f32 {
    f32::from(byte) / 127.5 - 1.0
}

/// Which plane of a generator's input each class id is, and which ids are none: ids are in the order of a list, and
/// may have gaps.
#[derive(Debug, Clone)]
pub struct ClassPlanes {
    plane_of: [Option<u8>; 256],
    count: usize,
}

impl ClassPlanes {
    /// The planes of a model's classes, by their ids in its order.
    ///
    /// # Panics
    /// Panics at more than 256 classes.
    pub fn of(ids: impl IntoIterator<Item = u8>) -> Self {
        let (mut plane_of, mut count) = ([None; 256], 0);
        for id in ids {
            let plane = u8::try_from(count).expect("at most 256 classes");
            plane_of[usize::from(id)] = Some(plane);
            count += 1;
        }
        Self { plane_of, count }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// That of an id; none where it is no class.
    pub fn plane(&self, id: u8) -> Option<u8> {
        self.plane_of[usize::from(id)]
    }

    /// Makes sure that `labels` are one label map.
    ///
    /// # Errors
    /// Another length than 65,536, or an id that is no class.
    pub fn check_map(&self, labels: &[u8]) -> Result<(), PixelError> {
        if labels.len() != PIXELS {
            return Err(PixelError::NotOneMap {
                length: labels.len(),
            });
        }
        match labels.iter().position(|&id| self.plane(id).is_none()) {
            Some(index) => Err(PixelError::UnknownClass {
                index,
                id: labels[index],
            }),
            None => Ok(()),
        }
    }

    /// Makes sure that a paint is one of these classes.
    ///
    /// # Errors
    /// Another number of colours.
    pub fn check_paint(&self, paint: &Paint) -> Result<(), PixelError> {
        match paint.colors.len() {
            found if found == self.count => Ok(()),
            found => Err(PixelError::Colors {
                classes: self.count,
                found,
            }),
        }
    }
}

/// Makes sure that `bytes` are one drawing: a label map of `classes` or, where the model sees none but colours or
/// greys, 196,608 bytes of red, green and blue in turn.
///
/// # Errors
/// As [`ClassPlanes::check_map`], and another length of colours.
pub fn check_drawing(bytes: &[u8], classes: Option<&ClassPlanes>) -> Result<(), PixelError> {
    match classes {
        Some(classes) => classes.check_map(bytes),
        None if bytes.len() == 3 * PIXELS => Ok(()),
        None => Err(PixelError::NotInColors {
            length: bytes.len(),
        }),
    }
}

/// Ids of the twelve facade classes to one-hot planes.
///
/// # Shapes
/// - `labels`: N·65,536 ids in 1..=12, row by row, one map after the other
/// - output `[N, 12, 256, 256]` of 0 and 1
///
/// # Errors
/// A length that is no positive multiple of 65,536, or an id outside 1..=12.
pub fn one_hot(labels: &[u8], device: &Device) -> Result<Tensor<4>, PixelError> {
    one_hot_of(CLASSES.iter().map(|class| class.id), labels, device)
}

/// Ids of any classes to one-hot planes in the order of the classes.
///
/// # Shapes
/// - `labels`: N·65,536 ids, row by row, one map after the other
/// - output `[N, classes, 256, 256]` of 0 and 1
///
/// # Errors
/// A length that is no positive multiple of 65,536, or an id that is not among `classes`.
pub fn one_hot_of(
    classes: impl IntoIterator<Item = u8>,
    labels: &[u8],
    device: &Device,
) -> Result<Tensor<4>, PixelError> {
    let maps = image_count("class ids", labels.len(), PIXELS)?;
    let class_planes = ClassPlanes::of(classes);
    let class_count = class_planes.count();
    let mut planes = vec![0.0_f32; maps * class_count * PIXELS];
    for (index, &id) in labels.iter().enumerate() {
        let Some(plane) = class_planes.plane(id) else {
            return Err(PixelError::UnknownClass { index, id });
        };
        let (map, pixel) = (index / PIXELS, index % PIXELS);
        planes[(map * class_count + usize::from(plane)) * PIXELS + pixel] = 1.0;
    }
    let shape = [maps, class_count, IMAGE_SIZE, IMAGE_SIZE];
    Ok(Tensor::from_data(TensorData::new(planes, shape), device))
}

/// Ids of any classes to one-hot planes in the order of the classes, and to three planes with the colour that
/// the class of each pixel has in its map's paint.
///
/// # Shapes
/// - `labels`: N·65,536 ids, row by row, one map after the other; `paints`: one a map
/// - output `[N, classes + 3, 256, 256]`, of 0 and 1, then in −1..1
///
/// # Errors
/// As [`one_hot_of`].
///
/// # Panics
/// Panics unless there is a paint for each map, and in it a colour for each class.
pub fn painted(
    classes: impl ExactSizeIterator<Item = u8> + Clone,
    labels: &[u8],
    paints: &[&Paint],
    device: &Device,
) -> Result<Tensor<4>, PixelError> {
    let one_hot = one_hot_of(classes.clone(), labels, device)?;
    assert_eq!(labels.len(), paints.len() * PIXELS, "one paint a map");
    let mut planes = vec![0.0_f32; 3 * labels.len()];
    let maps = planes
        .chunks_exact_mut(3 * PIXELS)
        .zip(labels.chunks_exact(PIXELS));
    for ((planes, labels), paint) in maps.zip(paints) {
        assert_eq!(paint.colors.len(), classes.len(), "one colour a class");
        let mut color_of = [[0.0_f32; 3]; 256];
        for (id, color) in classes.clone().zip(&paint.colors) {
            color_of[usize::from(id)] = color.map(scaled);
        }
        for (channel, plane) in planes.chunks_exact_mut(PIXELS).enumerate() {
            for (value, &id) in plane.iter_mut().zip(labels) {
                *value = color_of[usize::from(id)][channel];
            }
        }
    }
    let shape = [paints.len(), 3, IMAGE_SIZE, IMAGE_SIZE];
    let colors = Tensor::from_data(TensorData::new(planes, shape), device);
    Ok(Tensor::cat(vec![one_hot, colors], 1))
}

/// 8-bit grey pictures to the generator's range.
///
/// # Shapes
/// - `grey`: N·65,536 bytes, row by row, one picture after the other
/// - output `[N, 1, 256, 256]` in −1..1
///
/// # Errors
/// A length that is no positive multiple of 65,536.
pub fn grey(grey: &[u8], device: &Device) -> Result<Tensor<4>, PixelError> {
    let pictures = image_count("grey bytes", grey.len(), PIXELS)?;
    let values: Vec<f32> = grey.iter().map(|&byte| scaled(byte)).collect();
    let shape = [pictures, 1, IMAGE_SIZE, IMAGE_SIZE];
    Ok(Tensor::from_data(TensorData::new(values, shape), device))
}

/// 8-bit RGB photos to the generator's range.
///
/// # Shapes
/// - `rgb`: N·65,536·3 bytes, interleaved, row by row, one photo after the other
/// - output `[N, 3, 256, 256]` in −1..1
///
/// # Errors
/// A length that is no positive multiple of 196,608.
pub fn photo(rgb: &[u8], device: &Device) -> Result<Tensor<4>, PixelError> {
    let photos = image_count("RGB bytes", rgb.len(), 3 * PIXELS)?;
    let mut planes = vec![0.0_f32; rgb.len()];
    for (index, pixel) in rgb.chunks_exact(3).enumerate() {
        let (photo, position) = (index / PIXELS, index % PIXELS);
        for (channel, &value) in pixel.iter().enumerate() {
            planes[(photo * 3 + channel) * PIXELS + position] = scaled(value);
        }
    }
    let shape = [photos, 3, IMAGE_SIZE, IMAGE_SIZE];
    Ok(Tensor::from_data(TensorData::new(planes, shape), device))
}

/// One picture of the generator to 8-bit RGBA, opaque.
///
/// `planes` is `[3, 256, 256]`, flattened, in −1..1; values outside are clamped and NaN becomes 0.
///
/// # Panics
/// Panics if `planes` does not hold exactly 196,608 values.
pub fn rgba8(planes: &[f32]) -> Vec<u8> {
    assert_eq!(planes.len(), 3 * PIXELS, "one picture of [3, 256, 256]");
    let (red, rest) = planes.split_at(PIXELS);
    let (green, blue) = rest.split_at(PIXELS);
    // `as u8` saturates, so the clamp costs nothing extra.
    let byte = |value: f32| ((value + 1.0) * 127.5).round() as u8;
    let mut rgba = Vec::with_capacity(4 * PIXELS);
    for ((&r, &g), &b) in red.iter().zip(green).zip(blue) {
        rgba.extend_from_slice(&[byte(r), byte(g), byte(b), u8::MAX]);
    }
    rgba
}

fn image_count(what: &'static str, length: usize, one: usize) -> Result<usize, PixelError> {
    if length == 0 || !length.is_multiple_of(one) {
        return Err(PixelError::Length { what, length });
    }
    Ok(length / one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luma_keeps_greys_and_weighs_green_most() {
        assert_eq!(
            [0, 1, 128, 255].map(|grey| luma([grey; 3])),
            [0, 1, 128, 255]
        );
        assert_eq!(
            [[255, 0, 0], [0, 255, 0], [0, 0, 255]].map(luma),
            [54, 182, 18]
        );
    }

    #[test]
    fn ids_with_gaps_are_planes_in_the_order_of_their_list_and_others_are_refused() {
        let planes = ClassPlanes::of([7, 0, 255]);
        assert_eq!(planes.count(), 3);
        assert_eq!(
            [7, 0, 255, 1].map(|id| planes.plane(id)),
            [Some(0), Some(1), Some(2), None]
        );
        let mut map = vec![255; PIXELS];
        assert_eq!(check_drawing(&map, Some(&planes)), Ok(()));
        map[9] = 1;
        let stranger = PixelError::UnknownClass { index: 9, id: 1 };
        assert_eq!(check_drawing(&map, Some(&planes)), Err(stranger));
        let all = ClassPlanes::of(0..=255);
        assert_eq!((all.count(), all.plane(255)), (256, Some(255)));
    }

    #[test]
    fn a_paint_has_a_colour_for_each_class() {
        let paint = Paint {
            colors: vec![[0; 3]; 2],
        };
        assert_eq!(ClassPlanes::of([0, 9]).check_paint(&paint), Ok(()));
        let refused = ClassPlanes::of([0, 9, 4]).check_paint(&paint).unwrap_err();
        let reason = "expected a colour for each of 3 classes, got 2";
        assert_eq!(refused.to_string(), reason);
    }

    #[test]
    fn bytes_cover_the_range_and_saturate() {
        let mut planes = vec![-1.0; 3 * PIXELS];
        planes[0] = 1.0;
        planes[PIXELS] = 7.0;
        planes[2 * PIXELS] = f32::NAN;
        planes[1] = 0.0;
        let rgba = rgba8(&planes);
        assert_eq!(rgba.len(), 4 * PIXELS);
        assert_eq!(rgba[..8], [255, 255, 0, 255, 128, 0, 0, 255]);
    }
}
