//! Opening pictures: whether one is a label map, which becomes the drawing, or a photo, of which a person says what it is for.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ColorSpaceConversion, File, HtmlCanvasElement, ImageBitmap, ImageBitmapOptions,
    PremultiplyAlpha,
};

use super::blurred;
use super::open::{Found, read_bytes};
use crate::ui::app::{App, act_on};
use crate::ui::dom;
use crate::ui::drawing_canvas::context_2d;
use crate::ui::texts::{Text, files};
use facade_editor::LabelMap;
use facade_editor::document::Document;
use facade_editor::shape::Shape;
use facade_editor::subject::{self, Feed};
use facade_exchange::label_image::{self, Report};

/// A palette stands within so many bytes of a file, behind what says how its colours are meant.
const HEAD_BYTES: i32 = 1 << 20;
/// So much of a picture tells whether it can be a label map at all.
const LOOK_PX: u32 = 256;

/// What a picture is.
enum Seen {
    /// A label map to the last pixel.
    Map(Box<Found>),
    /// A photo, or something between.
    Photo { is_map: bool },
}

impl App {
    /// Opens a label map, and asks what anything else is for; `asks` in any case.
    pub(in crate::ui) fn open_picture(&mut self, file: File, asks: bool) {
        self.notice = None;
        if subject::current().feed() == Feed::Photographs {
            self.offer_photo(Some(file), false);
            return;
        }
        let page = self.page.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let seen = look_at(&file).await;
            act_on(&page, move |app| match seen {
                Ok(Seen::Map(found)) if !asks => app.opened(Ok(*found)),
                Ok(Seen::Map(_)) => app.offer_photo(Some(file), true),
                Ok(Seen::Photo { is_map }) => {
                    app.offer_photo(Some(file), is_map);
                    // It may be a map to everybody else.
                    if blurred::are_reads_blurred() {
                        app.notice = Some(files::BLURRED_OPENED);
                    }
                }
                Err(sentence) => app.notice = Some(sentence),
            });
        });
    }

    /// Opens a picture as the label map that somebody says it is.
    pub(in crate::ui) fn open_map(&mut self, file: File) {
        let page = self.page.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let read = read_map(&file, &head_of(&file).await).await;
            act_on(&page, move |app| app.opened(read.map(|(found, _)| found)));
        });
    }
}

async fn look_at(file: &File) -> Result<Seen, Text> {
    if file.size() > label_image::BYTES_MAX as f64 {
        return Err(files::FILE_TOO_LARGE);
    }
    let head = head_of(file).await;
    let few = read_pixels(file, Some(LOOK_PX)).await?;
    let palette = label_image::png_palette(&head);
    let looked = label_image::read(&few.rgba, few.width, few.height, palette.as_deref());
    if looked.is_ok_and(|looked| looked.report.is_no_label_map()) {
        return Ok(Seen::Photo { is_map: false });
    }
    let (found, report) = read_map(file, &head).await?;
    Ok(match report {
        Report { between: 0, .. } => Seen::Map(Box::new(found)),
        _ => Seen::Photo {
            is_map: !report.is_no_label_map(),
        },
    })
}

async fn head_of(file: &File) -> Vec<u8> {
    let head = file.slice_with_i32_and_i32(0, HEAD_BYTES);
    match head {
        Ok(head) => read_bytes(&head).await.unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

/// The browser decodes, into a canvas that nobody sees.
async fn read_map(blob: &Blob, head: &[u8]) -> Result<(Found, Report), Text> {
    let Pixels {
        rgba,
        width,
        height,
    } = read_pixels(blob, None).await?;
    let palette = label_image::png_palette(head);
    let opened = label_image::read(&rgba, width, height, palette.as_deref());
    let opened = opened.map_err(|refusal| files::refusal(&refusal))?;
    let map = LabelMap::new(opened.labels).expect("every pixel went to a class");
    let found = Found {
        document: Document::from_shapes(vec![Shape::Map(map)])
            .expect("a map keeps within the limits"),
        is_painted: false,
        remark: match blurred::are_reads_blurred() {
            true => Some(files::BLURRED_OPENED),
            false => files::report(opened.report),
        },
    };
    Ok((found, opened.report))
}

/// The pixels of a picture.
pub(in crate::ui) struct Pixels {
    pub rgba: Vec<u8>,
    pub width: usize,
    pub height: usize,
}

/// The pixels of a picture file; of one with a side longer than `longest_px`, so many of them as make it that long.
///
/// # Errors
/// If the browser cannot decode it, or it is too large.
pub(in crate::ui) async fn read_pixels(
    blob: &Blob,
    longest_px: Option<u32>,
) -> Result<Pixels, Text> {
    let unreadable = |_| files::UNREADABLE_PICTURE;
    let decoding = decoding(blob).map_err(unreadable)?;
    let bitmap: ImageBitmap = JsFuture::from(decoding)
        .await
        .map_err(unreadable)?
        .unchecked_into();
    let (width, height) = (bitmap.width(), bitmap.height());
    let is_large = width as usize * height as usize > label_image::PIXELS_MAX;
    if longest_px.is_none() && is_large {
        return Err(files::PICTURE_TOO_LARGE);
    }
    let longest_px = longest_px.unwrap_or(u32::MAX);
    let scale = (f64::from(longest_px) / f64::from(width.max(height).max(1))).min(1.0);
    let scaled = |length: u32| ((f64::from(length) * scale).round() as u32).max(1);
    let (width, height) = (scaled(width), scaled(height));
    let canvas: HtmlCanvasElement = dom::document()
        .create_element("canvas")
        .map_err(unreadable)?
        .unchecked_into();
    canvas.set_width(width);
    canvas.set_height(height);
    let context = context_2d(&canvas);
    // No colours but its own.
    context.set_image_smoothing_enabled(false);
    context
        .draw_image_with_image_bitmap_and_dw_and_dh(
            &bitmap,
            0.0,
            0.0,
            f64::from(width),
            f64::from(height),
        )
        .map_err(unreadable)?;
    bitmap.close();
    let pixels = context
        .get_image_data(0.0, 0.0, f64::from(width), f64::from(height))
        .map_err(unreadable)?;
    Ok(Pixels {
        rgba: pixels.data().0,
        width: width as usize,
        height: height as usize,
    })
}

/// The picture as it is in the file: no colour management, no premultiplied colours.
fn decoding(blob: &Blob) -> Result<Promise, JsValue> {
    let options = ImageBitmapOptions::new();
    options.set_color_space_conversion(ColorSpaceConversion::None);
    options.set_premultiply_alpha(PremultiplyAlpha::None);
    dom::window().create_image_bitmap_with_blob_and_image_bitmap_options(blob, &options)
}
