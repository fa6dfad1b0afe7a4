//! The one reader of picture files, whole or not at all.
//!
//! What a file is, its bytes say, not its name. Pictures come upright (EXIF and TIFF orientation), without
//! transparency and in eight bits a channel; label maps by the values of their pixels, whatever the depth
//! ([`values`]). Of a photo with a video or further pictures behind it the first picture is read.
//!
//! It does not know classes: that is [`super::label_map`].

pub mod format;
mod markers;
mod plain_tiff;
pub mod values;

use std::fs;
use std::io::Cursor;
use std::path::Path;

use anyhow::{Context, Error, Result, anyhow, bail, ensure};
use image::codecs::{
    bmp::BmpDecoder, jpeg::JpegDecoder, png::PngDecoder, tiff::TiffDecoder, webp::WebPDecoder,
};
use image::metadata::Orientation;
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageResult, Limits, Rgb, RgbImage,
    RgbaImage,
};

use format::{Content, HEAD_BYTES};
use plain_tiff::PlainTiff;
use values::Values;

/// Most pixels of a picture: those of the largest cameras. A picture in memory takes at most 8 bytes each.
pub const PIXELS_MAX: u64 = 160_000_000;
/// What a decoder may take beside the picture, in bytes.
const DECODER_BYTES: u64 = 1 << 30;
/// What shows through where a photo is transparent, as most viewers have it.
const PAPER: u8 = 255;

/// A picture file in memory, whole as far as its markers tell.
pub struct PictureFile {
    bytes: Vec<u8>,
    format: ImageFormat,
    /// The head of a TIFF file that is read here and not by the decoder.
    plain_tiff: Option<PlainTiff>,
}

/// Reads a picture in three channels of eight bits, upright, over white where it is transparent.
///
/// # Errors
/// A file that cannot be read, is no picture, or ends before the picture does.
pub fn photo(path: &Path) -> Result<RgbImage> {
    PictureFile::open(path)?
        .photo()
        .with_context(|| unreadable(path))
}

fn unreadable(path: &Path) -> String {
    format!("cannot read {}", path.display())
}

impl PictureFile {
    /// Reads a file.
    ///
    /// # Errors
    /// A file that cannot be read, is no picture, or is cut off.
    pub fn open(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| unreadable(path))?;
        Self::from_bytes(bytes).with_context(|| unreadable(path))
    }

    /// The same for a file's bytes.
    ///
    /// # Errors
    /// As [`PictureFile::open`].
    pub fn from_bytes(mut bytes: Vec<u8>) -> Result<Self> {
        let format = match format::of(&bytes[..bytes.len().min(HEAD_BYTES)]) {
            Content::Picture(format) => format,
            Content::OtherPicture(name) => {
                bail!("it is a picture in {name}; {} are read", format::READ)
            }
            Content::NoPicture(what) => bail!("it is {what}, no picture"),
            Content::Empty => bail!("it is empty"),
            Content::Unknown => bail!("it is no picture; {} are read", format::READ),
        };
        ensure!(
            markers::is_complete(&bytes, format),
            "it is cut off: the end of the picture is missing"
        );
        let plain_tiff = match format {
            ImageFormat::Tiff => PlainTiff::of(&mut bytes),
            _ => None,
        };
        Ok(Self {
            bytes,
            format,
            plain_tiff,
        })
    }

    /// Which of the formats it is.
    pub fn format(&self) -> ImageFormat {
        self.format
    }

    /// Width and height of the upright picture.
    ///
    /// # Errors
    /// A damaged header.
    pub fn dimensions(&self) -> Result<(u32, u32)> {
        let ((width, height), orientation) = match &self.plain_tiff {
            Some(tiff) => {
                self.check_size(tiff.width, tiff.height)?;
                ((tiff.width, tiff.height), tiff.orientation)
            }
            None => {
                let mut decoder = self.decoder()?;
                (decoder.dimensions(), decoder.orientation()?)
            }
        };
        Ok(match lies_on_its_side(orientation) {
            true => (height, width),
            false => (width, height),
        })
    }

    /// The picture in eight bits a channel, upright, over white where it is transparent.
    ///
    /// # Errors
    /// A damaged or too large picture.
    pub fn photo(&self) -> Result<RgbImage> {
        let image = self.decode()?;
        if !image.color().has_alpha() {
            return Ok(image.into_rgb8());
        }
        let rgba = image.into_rgba8();
        Ok(RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
            let [red, green, blue, alpha] = rgba.get_pixel(x, y).0;
            let over = |value: u8| {
                let [value, alpha, paper] = [value, alpha, PAPER].map(u32::from);
                ((value * alpha + paper * (255 - alpha) + 127) / 255) as u8
            };
            Rgb([red, green, blue].map(over))
        }))
    }

    /// The picture in eight bits a channel, upright, with its transparency.
    ///
    /// # Errors
    /// As [`PictureFile::photo`].
    pub fn colours(&self) -> Result<RgbaImage> {
        Ok(self.decode()?.into_rgba8())
    }

    /// The values of its pixels, upright, as a label map has them; none where pixels are colours, or where
    /// JPEG has changed the values.
    ///
    /// # Errors
    /// As [`PictureFile::photo`].
    pub fn values(&self) -> Result<Option<Values>> {
        values::read(self)
    }

    /// Held against the file before memory is taken for so many pixels.
    fn check_size(&self, width: u32, height: u32) -> Result<()> {
        ensure!(width > 0 && height > 0, "it has no pixels");
        let pixels = u64::from(width) * u64::from(height);
        ensure!(
            pixels <= PIXELS_MAX,
            "{width}×{height} pixels are more than the {} megapixels that are read",
            PIXELS_MAX / 1_000_000
        );
        ensure!(
            markers::can_hold(&self.bytes, self.format, pixels),
            "it is damaged: {} bytes are too few for {width}×{height} pixels",
            self.bytes.len()
        );
        Ok(())
    }

    /// The picture upright, in its colours.
    fn decode(&self) -> Result<DynamicImage> {
        Ok(match (&self.plain_tiff, self.decode_stored()?) {
            (Some(tiff), DynamicImage::ImageLuma8(values)) => tiff.colours(&values).into(),
            (_, image) => image,
        })
    }

    /// The same, with plain values where they are kept so.
    fn decode_stored(&self) -> Result<DynamicImage> {
        let (mut image, orientation) = match &self.plain_tiff {
            Some(tiff) => {
                self.check_size(tiff.width, tiff.height)?;
                let values = tiff.values(&self.bytes, DECODER_BYTES)?;
                (values.into(), tiff.orientation)
            }
            None => {
                let mut decoder = self.decoder()?;
                let orientation = decoder.orientation()?;
                (
                    self.plain(DynamicImage::from_decoder(decoder))?,
                    orientation,
                )
            }
        };
        image.apply_orientation(orientation);
        Ok(image)
    }

    /// What a decoder refuses for what it is and not for damage, in words that say what to do.
    fn plain<T>(&self, outcome: ImageResult<T>) -> Result<T> {
        outcome.map_err(|error| match error {
            ImageError::Unsupported(reason) => {
                let format = format!("{:?}", self.format).to_uppercase();
                anyhow!("it is a {format} of a kind that is not read; save it as PNG ({reason})")
            }
            other => Error::from(other),
        })
    }

    fn decoder(&self) -> Result<Box<dyn ImageDecoder + '_>> {
        let bytes = Cursor::new(&self.bytes[..]);
        let mut limits = Limits::no_limits();
        limits.max_alloc = Some(DECODER_BYTES);
        let mut decoder: Box<dyn ImageDecoder> = match self.format {
            ImageFormat::Jpeg => Box::new(self.plain(JpegDecoder::new(bytes))?),
            ImageFormat::Png => {
                Box::new(self.plain(PngDecoder::with_limits(bytes, limits.clone()))?)
            }
            ImageFormat::WebP => Box::new(self.plain(WebPDecoder::new(bytes))?),
            ImageFormat::Bmp => Box::new(self.plain(BmpDecoder::new(bytes))?),
            ImageFormat::Tiff => Box::new(self.plain(TiffDecoder::new(bytes))?),
            other => bail!("{other:?} is not read"),
        };
        let (width, height) = decoder.dimensions();
        self.check_size(width, height)?;
        decoder.set_limits(limits)?;
        Ok(decoder)
    }
}

/// Whether width and height trade places when the picture is put upright.
pub fn lies_on_its_side(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

#[cfg(test)]
mod tests;
