//! What an image shows in its halves: label maps in the colours of the classes, or something else.

use image::{DynamicImage, RgbImage, imageops};

use crate::dataset::label_map::{self, Fit, Legend};
use crate::dataset::task::{Direction, Task};

/// Points along each side at which a picture is looked at.
const POINTS: u32 = 48;

/// What an A|B image shows.
#[derive(Debug, Clone, Copy)]
pub struct Halves {
    pub width: u32,
    pub height: u32,
    /// How the halves fit the classes, of a task with classes.
    pub fits: Option<Fits>,
    /// Whether the picture goes on across its middle as it does elsewhere.
    pub is_one_picture: bool,
    /// Whether the left half has fewer colours than the right one.
    pub left_is_simpler: bool,
}

/// How parts of an image fit the classes.
#[derive(Debug, Clone, Copy)]
pub struct Fits {
    pub input: Fit,
    pub photo: Fit,
    pub upper: Fit,
    pub lower: Fit,
}

impl Halves {
    /// Looks at an image of at least two columns.
    pub fn of(image: &RgbImage, task: &Task) -> Self {
        let (width, height) = image.dimensions();
        let half = width / 2;
        let part = |x, y, width, height| imageops::crop_imm(image, x, y, width, height).to_image();
        let left = part(0, 0, half, height);
        let right = part(width.div_ceil(2), 0, half, height);
        let fits = task.legend().map(|legend| {
            let (input, photo) = match task.direction {
                Direction::AtoB => (&left, &right),
                Direction::BtoA => (&right, &left),
            };
            let middle = (height / 2).max(1);
            Fits {
                input: fit(input, legend),
                photo: fit(photo, legend),
                upper: fit(&part(0, 0, width, middle), legend),
                lower: fit(&part(0, height - middle, width, middle), legend),
            }
        });
        Self {
            width,
            height,
            fits,
            is_one_picture: is_one_picture(image),
            left_is_simpler: colours(&left) < colours(&right),
        }
    }

    /// Whether half of the image is as wide as it is high, as in most published sets.
    pub fn is_twice_as_wide(&self) -> bool {
        self.width == 2 * self.height
    }
}

/// How the colours of a picture fit the classes, at some points.
pub fn fit(picture: &RgbImage, legend: Legend) -> Fit {
    let points = DynamicImage::ImageRgb8(points(picture)).into_rgba8();
    let reading = label_map::from_colours(&points, legend).expect("nothing is transparent");
    reading.fit.expect("read from colours")
}

fn points(picture: &RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    let place = |point: u32, length: u32| (2 * point + 1) * length / (2 * POINTS);
    RgbImage::from_fn(POINTS, POINTS, |x, y| {
        *picture.get_pixel(place(x, width), place(y, height))
    })
}

/// How many colours there are at the points, coarsely.
fn colours(picture: &RgbImage) -> usize {
    let mut coarse: Vec<[u8; 3]> = points(picture)
        .pixels()
        .map(|pixel| pixel.0.map(|value| value >> 4))
        .collect();
    coarse.sort_unstable();
    coarse.dedup();
    coarse.len()
}

/// Whether the two columns in the middle differ no more than neighbours elsewhere do.
fn is_one_picture(image: &RgbImage) -> bool {
    let (width, height) = image.dimensions();
    let step = |left: u32| -> u32 {
        let rows = (0..height).map(|y| {
            let (a, b) = (image.get_pixel(left, y), image.get_pixel(left + 1, y));
            let differences = a.0.iter().zip(b.0).map(|(a, b)| u32::from(a.abs_diff(b)));
            differences.sum::<u32>()
        });
        rows.sum::<u32>() / height
    };
    let middle = width / 2 - 1;
    let mut others: Vec<u32> = (0..width - 1)
        .filter(|&left| left != middle)
        .map(step)
        .collect();
    others.sort_unstable();
    // The upper tenth: pictures have edges of their own.
    let usual = others.get(others.len() * 9 / 10).copied().unwrap_or(0);
    step(middle) <= 2 * usual + 6
}
