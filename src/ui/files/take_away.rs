//! The picture enlarged, on a card and on paper.

use wasm_bindgen::Clamped;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::save::{or_blurred, to_png};
use crate::ui::app::App;
use crate::ui::drawing_canvas::context_2d;
use crate::ui::texts::{files as texts, page};
use crate::ui::{dom, language};
use facade_editor::SIDE_PX;
use facade_exchange::enlarge::Enlarger;

/// Rows enlarged at once: some milliseconds' work.
const ROWS: usize = 64;
/// The card that chats and networks show of a link: <https://ogp.me/> names no size, 1200 × 630 is what they crop least.
const CARD_PX: (u32, u32) = (1_200, 630);
/// Side of drawing and picture on it: twice the drawing's, so that its pixels stay even.
const PART_PX: usize = 2 * SIDE_PX;
const CARD_LEFT: f64 = 60.0;
const CARD_RIGHT: f64 = 628.0;
const CARD_TOP: f64 = 36.0;
const CARD_WORDS_Y: f64 = 600.0;
/// Paper and ink, light whatever the page's appearance.
const PAPER: &str = "#f3f0ea";
const INK: &str = "#211d18";
const MUTED: &str = "#6a6257";
const SERIF: &str = "600 30px Palatino, Georgia, 'Songti SC', 'Noto Serif CJK SC', serif";
const SANS: &str =
    "19px 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', 'Noto Sans CJK SC', sans-serif";

impl App {
    /// Saves the picture with a side of so many pixels.
    pub(in crate::ui) fn save_large(&mut self, side_px: u16) {
        if !self.has_picture() {
            return;
        }
        let (name, sentence) = match side_px {
            1_024 => ("facade-1024.png", texts::LARGE_SAVED),
            _ => ("facade-2048.png", texts::LARGEST_SAVED),
        };
        let done = self.offer(name, or_blurred(sentence));
        let picture = self.picture.pixels();
        wasm_bindgen_futures::spawn_local(async move {
            to_png(&enlarged(picture, side_px.into()).await, done);
        });
    }

    /// Saves drawing and picture on a card.
    pub(in crate::ui) fn save_card(&mut self) {
        if !self.has_picture() {
            return;
        }
        let done = self.offer("facade-card.png", or_blurred(texts::CARD_SAVED));
        let picture = self.picture.pixels();
        let drawing = self.drawing.element().clone();
        wasm_bindgen_futures::spawn_local(async move {
            let picture = enlarged(picture, PART_PX).await;
            to_png(&card(&drawing, &picture), done);
        });
    }

    /// Prints the picture; the style sheet leaves the rest away.
    pub(in crate::ui) fn print(&mut self) {
        if self.has_picture() {
            // Later: it stops the page until the person is done.
            wasm_bindgen_futures::spawn_local(async {
                dom::pause(0).await;
                let _ = dom::window().print();
            });
        }
    }
}

/// A canvas with the picture at another size, made a few rows at a time.
async fn enlarged(picture: Vec<u8>, side_px: usize) -> HtmlCanvasElement {
    let source_px = (picture.len() / 4).isqrt();
    let enlarger = Enlarger::new(picture, source_px, side_px);
    let canvas = dom::canvas(side_px as u32, side_px as u32);
    let context = context_2d(&canvas);
    for top in (0..side_px).step_by(ROWS) {
        let rgba = enlarger.rows(top, (top + ROWS).min(side_px));
        ImageData::new_with_u8_clamped_array(Clamped(&rgba), side_px as u32)
            .and_then(|image| context.put_image_data(&image, 0.0, top as f64))
            .expect("rows fit their canvas");
        dom::pause(0).await;
    }
    canvas
}

fn card(drawing: &HtmlCanvasElement, picture: &HtmlCanvasElement) -> HtmlCanvasElement {
    let canvas = dom::canvas(CARD_PX.0, CARD_PX.1);
    let context = context_2d(&canvas);
    context.set_fill_style_str(PAPER);
    context.fill_rect(0.0, 0.0, f64::from(CARD_PX.0), f64::from(CARD_PX.1));
    context.set_image_smoothing_enabled(false);
    lay(&context, drawing, CARD_LEFT);
    lay(&context, picture, CARD_RIGHT);
    let words = |font, color, key, x| {
        context.set_font(font);
        context.set_fill_style_str(color);
        let text = page::by_key(key).expect("the page has this text");
        let _ = context.fill_text(text.get(language::current()), x, CARD_WORDS_Y);
    };
    words(SERIF, INK, "name", CARD_LEFT);
    words(SANS, MUTED, "tagline", CARD_RIGHT);
    canvas
}

fn lay(context: &CanvasRenderingContext2d, part: &HtmlCanvasElement, left: f64) {
    let side = PART_PX as f64;
    context
        .draw_image_with_html_canvas_element_and_dw_and_dh(part, left, CARD_TOP, side, side)
        .expect("a canvas with pixels can be drawn");
}
