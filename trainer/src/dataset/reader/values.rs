//! Pixels as plain values: what a label map holds.
//!
//! Grey and indexed files count by the stored value in 1, 2, 4, 8 or 16 bits, so an indexed file's
//! palette and the brightness of a grey one mean nothing. A file of three equal channels counts as grey.

use std::io::Cursor;

use anyhow::{Context, Result, ensure};
use image::codecs::bmp::BmpDecoder;
use image::{DynamicImage, ImageBuffer, ImageDecoder, ImageFormat, Luma, Pixel};

use super::{PictureFile, markers};

/// One value a pixel.
pub type Map = ImageBuffer<Luma<u16>, Vec<u16>>;

/// The values of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    pub map: Map,
    /// Whether the pixel is rather transparent than not, in the order of the pixels; none where nothing is.
    pub clear: Option<Vec<bool>>,
    /// Colours by value, where the file is indexed.
    pub palette: Option<Vec<[u8; 3]>>,
}

/// Alpha from here on is rather opaque than not.
const OPAQUE: u16 = 128;

pub(super) fn read(file: &PictureFile) -> Result<Option<Values>> {
    match file.format {
        // Values next to each other blend there.
        _ if markers::is_lossy(&file.bytes, file.format) => Ok(None),
        ImageFormat::Png => from_png(file),
        ImageFormat::Bmp => match bmp_index_bits(&file.bytes) {
            Some(bits) => from_bmp(file, bits).map(Some),
            None => Ok(from_greys(file.decode()?)),
        },
        _ => {
            let values = from_greys(file.decode_stored()?);
            Ok(values.map(|values| Values {
                palette: file
                    .plain_tiff
                    .as_ref()
                    .and_then(|tiff| tiff.palette.clone()),
                ..values
            }))
        }
    }
}

fn from_png(file: &PictureFile) -> Result<Option<Values>> {
    let mut decoder = png::Decoder::new(Cursor::new(&file.bytes[..]));
    decoder.set_transformations(png::Transformations::IDENTITY);
    let mut reader = decoder.read_info()?;
    let info = reader.info();
    file.check_size(info.width, info.height)?;
    let (color, depth) = (info.color_type, info.bit_depth as usize);
    let channels = match color {
        png::ColorType::Grayscale | png::ColorType::Indexed => 1,
        png::ColorType::GrayscaleAlpha => 2,
        png::ColorType::Rgb | png::ColorType::Rgba => return Ok(from_greys(file.decode()?)),
    };
    let palette = info.palette.as_ref();
    let palette = palette.map(|bytes| bytes.as_chunks::<3>().0.to_vec());
    let transparent = info.trns.as_ref().map(|bytes| bytes.to_vec());
    let mut bytes = vec![0; reader.output_buffer_size().unwrap_or_default()];
    let frame = reader.next_frame(&mut bytes)?;
    let (width, height) = (frame.width, frame.height);

    let samples = width as usize * channels;
    let mut values = Vec::with_capacity(samples * height as usize);
    for row in bytes.chunks_exact(frame.line_size).take(height as usize) {
        values.extend((0..samples).map(|index| sample(row, index, depth)));
    }
    // A palette or a grey value may be declared transparent (PNG specification, section 11.3.2.1).
    let is_clear = |value: u16| match (&transparent, color) {
        (Some(alphas), png::ColorType::Indexed) => alphas
            .get(usize::from(value))
            .is_some_and(|&alpha| u16::from(alpha) < OPAQUE),
        (Some(grey), _) => grey
            .first_chunk()
            .is_some_and(|&grey| u16::from_be_bytes(grey) == value),
        (None, _) => false,
    };
    let clear: Vec<bool> = match channels {
        1 => values.iter().map(|&value| is_clear(value)).collect(),
        _ => {
            let half = OPAQUE << (depth - 8);
            values
                .chunks_exact(2)
                .map(|pixel| pixel[1] < half)
                .collect()
        }
    };
    if channels == 2 {
        values = values.into_iter().step_by(2).collect();
    }
    let values = Values::new(width, height, values, clear, palette)?;
    Ok(Some(values.upright(file)?))
}

/// A sample of `depth` bits; the first lies in the highest bits of a byte.
pub(super) fn sample(row: &[u8], index: usize, depth: usize) -> u16 {
    match depth {
        16 => u16::from_be_bytes([row[2 * index], row[2 * index + 1]]),
        8 => u16::from(row[index]),
        _ => {
            let in_byte = 8 / depth;
            let shift = 8 - depth * (index % in_byte + 1);
            u16::from(row[index / in_byte] >> shift & ((1 << depth) - 1))
        }
    }
}

/// Where a BMP file's header of 40 bytes or more says how its pixels are stored.
const BMP_DATA: usize = 10;
const BMP_HEADER_BYTES: usize = 14;
const BMP_HEIGHT: usize = 22;
const BMP_BITS: usize = 28;
const BMP_COMPRESSION: usize = 30;
/// Rows of a BMP file end where a number of so many bytes does.
const BMP_ROW_BYTES: usize = 4;

fn bmp_number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*bytes))
}

/// Bits of an index, where a BMP file holds indices: fewer than 16 bits a pixel, by its header.
fn bmp_index_bits(bytes: &[u8]) -> Option<usize> {
    let header = bmp_number(bytes, BMP_HEADER_BYTES)?;
    let bits = bmp_number(bytes, BMP_BITS)? & 0xffff;
    (header >= 40 && [1, 2, 4, 8].contains(&bits)).then_some(bits as usize)
}

/// Unpacked here, because the decoder panics at indices of fewer than eight bits.
fn from_bmp(file: &PictureFile, bits: usize) -> Result<Values> {
    let bytes = &file.bytes[..];
    let mut decoder = BmpDecoder::new(Cursor::new(bytes))?;
    decoder.set_indexed_color(true);
    let (width, height) = decoder.dimensions();
    file.check_size(width, height)?;
    let palette = decoder.get_palette().map(<[_]>::to_vec);
    let header = |at| bmp_number(bytes, at).context("it is damaged");
    ensure!(
        header(BMP_COMPRESSION)? == 0,
        "its values are compressed; save the BMP without compression, or as PNG"
    );
    let row_bytes = (width as usize * bits)
        .div_ceil(8)
        .next_multiple_of(BMP_ROW_BYTES);
    let rows = bytes.get(header(BMP_DATA)? as usize..).unwrap_or_default();
    let rows: Vec<&[u8]> = rows.chunks_exact(row_bytes).take(height as usize).collect();
    ensure!(
        rows.len() == height as usize,
        "it is cut off: rows are missing"
    );
    let from_above = header(BMP_HEIGHT)?.cast_signed() < 0;
    let value = |row: &[u8]| (0..width as usize).map(|x| sample(row, x, bits)).collect();
    let values: Vec<Vec<u16>> = match from_above {
        true => rows.into_iter().map(value).collect(),
        false => rows.into_iter().rev().map(value).collect(),
    };
    Values::new(width, height, values.concat(), Vec::new(), palette)
}

/// Grey pictures in whatever channels; none where a pixel has a colour.
fn from_greys(image: DynamicImage) -> Option<Values> {
    let (width, height) = (image.width(), image.height());
    let values: Option<Vec<u16>>;
    let mut clear = Vec::new();
    match image {
        DynamicImage::ImageLuma8(grey) => {
            values = Some(grey.into_raw().into_iter().map(u16::from).collect());
        }
        DynamicImage::ImageLuma16(grey) => values = Some(grey.into_raw()),
        DynamicImage::ImageLumaA8(grey) => {
            clear = grey
                .pixels()
                .map(|pixel| u16::from(pixel.0[1]) < OPAQUE)
                .collect();
            values = Some(grey.pixels().map(|pixel| u16::from(pixel.0[0])).collect());
        }
        DynamicImage::ImageLumaA16(grey) => {
            clear = grey
                .pixels()
                .map(|pixel| pixel.0[1] < OPAQUE << 8)
                .collect();
            values = Some(grey.pixels().map(|pixel| pixel.0[0]).collect());
        }
        DynamicImage::ImageRgb8(image) => values = equal_channels(&image),
        DynamicImage::ImageRgb16(image) => values = equal_channels(&image),
        DynamicImage::ImageRgba8(image) => {
            clear = image
                .pixels()
                .map(|pixel| u16::from(pixel.0[3]) < OPAQUE)
                .collect();
            values = equal_channels(&image);
        }
        DynamicImage::ImageRgba16(image) => {
            clear = image
                .pixels()
                .map(|pixel| pixel.0[3] < OPAQUE << 8)
                .collect();
            values = equal_channels(&image);
        }
        _ => values = None,
    }
    let values = Values::new(width, height, values?, clear, None);
    Some(values.expect("a value for each pixel"))
}

fn equal_channels<P>(image: &ImageBuffer<P, Vec<P::Subpixel>>) -> Option<Vec<u16>>
where
    P: Pixel,
    P::Subpixel: Into<u16> + PartialEq,
{
    let values = image.pixels().map(|pixel| match pixel.channels() {
        [red, green, blue, ..] if red == green && green == blue => Some((*red).into()),
        _ => None,
    });
    values.collect()
}

impl Values {
    fn new(
        width: u32,
        height: u32,
        values: Vec<u16>,
        clear: Vec<bool>,
        palette: Option<Vec<[u8; 3]>>,
    ) -> Result<Self> {
        let map = Map::from_raw(width, height, values);
        Ok(Self {
            map: map.ok_or_else(|| anyhow::anyhow!("it is damaged"))?,
            clear: clear.contains(&true).then_some(clear),
            palette,
        })
    }

    /// Puts values upright that were read past the decoder that knows the orientation.
    fn upright(mut self, file: &PictureFile) -> Result<Self> {
        let orientation = file.decoder()?.orientation()?;
        let turned = |map: Map| {
            let mut image = DynamicImage::ImageLuma16(map);
            image.apply_orientation(orientation);
            image.into_luma16()
        };
        if let Some(clear) = &mut self.clear {
            let (width, height) = self.map.dimensions();
            let marks = clear.iter().map(|&clear| u16::from(clear)).collect();
            let marks = Map::from_raw(width, height, marks).expect("a mark for each pixel");
            *clear = turned(marks)
                .into_raw()
                .into_iter()
                .map(|mark| mark == 1)
                .collect();
        }
        self.map = turned(self.map);
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
