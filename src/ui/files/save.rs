//! Saving: each kind of file made and offered as a download.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlCanvasElement, ImageData, Url};

use super::blurred;
use crate::ui::app::{App, act_on};
use crate::ui::dom;
use crate::ui::drawing_canvas::context_2d;
use crate::ui::feed;
use crate::ui::texts::{Text, files, sentences};
use facade_exchange::{document_json, label_png, side_by_side, svg};

/// For so long a file that was offered can be fetched.
const KEPT_FOR_DOWNLOAD_MS: i32 = 600_000;

impl App {
    pub(in crate::ui) fn save_picture(&mut self) {
        if self.has_picture() {
            let done = self.offer("facade.png", or_blurred(sentences::SAVED));
            self.picture.encode(done);
        }
    }

    pub(in crate::ui) fn save_pair(&mut self) {
        if !self.has_picture() {
            return;
        }
        // The picture on show belongs to this drawing, or to the one of a moment ago.
        let pair = side_by_side::compose(
            &self.picture.pixels(),
            &feed::in_files(self.editor.labels()),
        );
        let done = self.offer("facade-pair.png", or_blurred(files::PAIR_SAVED));
        encode_png(&pair, done);
    }

    pub(in crate::ui) fn save_labels(&mut self) {
        let file = label_png::encode(self.editor.labels());
        self.save_bytes(&file, "image/png", "facade-labels.png", files::LABELS_SAVED);
    }

    pub(in crate::ui) fn save_document(&mut self) {
        self.editor.settle_paint();
        let text = document_json::write(self.editor.document());
        self.save_bytes(
            text.as_bytes(),
            "application/json",
            "facade.json",
            files::DOCUMENT_SAVED,
        );
    }

    pub(in crate::ui) fn save_svg(&mut self) {
        let text = svg::write(self.editor.document().shapes());
        self.save_bytes(
            text.as_bytes(),
            "image/svg+xml",
            "facade.svg",
            files::SVG_SAVED,
        );
    }

    pub(in crate::ui) fn has_picture(&mut self) -> bool {
        let has = self.queue.shown() > 0;
        if !has {
            self.notice = Some(sentences::NOTHING_TO_SAVE);
        }
        has
    }

    pub(super) fn save_text(&mut self, text: &str, kind: &str, name: &'static str) {
        self.save_bytes(text.as_bytes(), kind, name, files::DOCUMENT_SAVED);
    }

    fn save_bytes(&mut self, bytes: &[u8], kind: &str, name: &'static str, sentence: Text) {
        self.offer(name, sentence)(blob(bytes, kind).ok());
    }

    /// What to do with a file once it is made: offer it under this name, and say so.
    pub(in crate::ui) fn offer(
        &self,
        name: &'static str,
        sentence: Text,
    ) -> impl FnOnce(Option<Blob>) + 'static {
        let page = self.page.clone();
        move |blob| {
            // Later: this may be called while the page is busy with the very click.
            wasm_bindgen_futures::spawn_local(async move {
                let saved = blob.is_some_and(|blob| download(&blob, name).is_ok());
                act_on(&page, move |app| {
                    app.notice = (!saved).then_some(files::FILE_NOT_SAVED);
                    if saved {
                        app.tell(&sentence);
                    }
                });
            });
        }
    }
}

/// What to say of a file that the browser encodes from a canvas.
pub(super) fn or_blurred(sentence: Text) -> Text {
    if blurred::are_reads_blurred() {
        files::BLURRED_SAVED
    } else {
        sentence
    }
}

fn blob(bytes: &[u8], kind: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::from(bytes));
    Blob::new_with_u8_array_sequence_and_options(&parts, &options)
}

/// Offers a file for download.
fn download(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let anchor: HtmlAnchorElement = dom::document().create_element("a")?.unchecked_into();
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    // Some browsers ask the person first, and fetch the file only then.
    let forget = Closure::once_into_js(move || {
        // Fails for no address that was made here.
        let _ = Url::revoke_object_url(&address);
    });
    dom::window().set_timeout_with_callback_and_timeout_and_arguments_0(
        forget.unchecked_ref(),
        KEPT_FOR_DOWNLOAD_MS,
    )?;
    Ok(())
}

/// Opaque RGBA pixels of a pair as a PNG file.
fn encode_png(rgba: &[u8], done: impl FnOnce(Option<Blob>) + 'static) {
    let canvas: HtmlCanvasElement = dom::document()
        .create_element("canvas")
        .expect("canvas is an element's name")
        .unchecked_into();
    // Two squares beside each other.
    let height = (rgba.len() / 8).isqrt() as u32;
    canvas.set_width(2 * height);
    canvas.set_height(height);
    ImageData::new_with_u8_clamped_array(Clamped(rgba), 2 * height)
        .and_then(|image| context_2d(&canvas).put_image_data(&image, 0.0, 0.0))
        .expect("the pair's pixels fit their canvas");
    to_png(&canvas, done);
}

/// A canvas with pixels of its own as a PNG file; `None` if the browser cannot encode it.
pub(in crate::ui) fn to_png(canvas: &HtmlCanvasElement, done: impl FnOnce(Option<Blob>) + 'static) {
    let encoded = Closure::once_into_js(done);
    canvas
        .to_blob(encoded.unchecked_ref())
        .expect("a canvas with pixels of its own may be read");
}
