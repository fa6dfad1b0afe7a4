//! `#paint-gallery`: the model's palettes, each as a small picture of this very drawing.
//!
//! At first the drawing's parts in flat colours, which costs nothing; then, one after the other while the engine has
//! nothing better to do, the model's own pictures. A picture of a drawing that has changed meanwhile is dropped.

use wasm_bindgen::{Clamped, JsCast};
use web_sys::{
    CanvasRenderingContext2d, Element, Event, HtmlCanvasElement, HtmlElement, ImageData,
};

use super::{is_open, set_open};
use crate::ui::app::{App, now_ms};
use crate::ui::drawing_canvas::context_2d;
use crate::ui::engines::Picture;
use crate::ui::page::Page;
use crate::ui::texts::paint as texts;
use crate::ui::{dom, language, picture_canvas};
use facade_editor::paint::{Scheme, hex};
use facade_editor::{SIDE_PX, subject};

/// Requests for the gallery carry this bit in their number, which no drawing reaches.
const MARK: u32 = 1 << 31;
/// Longest wait for a small picture, milliseconds: the engine may have been replaced meanwhile.
const PATIENCE_MS: f64 = 10_000.0;
/// Side of a small picture.
const SMALL_PX: usize = SIDE_PX / 2;
/// The most parts in a palette's strip.
const STRIP_LENGTH: usize = 5;

/// The popover, and how far its pictures are.
pub struct Gallery {
    popover: HtmlElement,
    list: Element,
    cards: Vec<(Element, CanvasRenderingContext2d)>,
    palettes: Vec<Scheme>,
    /// The drawing on the cards.
    labels: Vec<u8>,
    /// Counts the drawings.
    edition: u32,
    /// The next card to be pictured.
    next: usize,
    /// The request under way, and since when.
    asked: Option<(u32, f64)>,
    large: CanvasRenderingContext2d,
}

/// Ties the popover to the page.
pub(super) fn listen(page: &Page) {
    let popover: HtmlElement = dom::by_id("paint-gallery");
    // Whatever happens is followed by a look at the gallery, which is what an open one needs.
    page.on(&popover, "toggle", |_, _: &Event| {});
    page.on(&popover, "click", |app, event: &Event| {
        if let Some((_, index)) = dom::origin(event, "data-palette") {
            app.choose_palette(index.parse().ok());
        } else if dom::origin(event, "data-close").is_some() {
            set_open(&app.paint.gallery.popover, false);
        }
    });
}

fn strip() -> Vec<u8> {
    let subject = subject::current();
    if let Some(known) = subject.known() {
        return known.strip.to_vec();
    }
    let first = subject.classes().iter().take(STRIP_LENGTH);
    first.map(|class| class.id).collect()
}

impl Gallery {
    pub fn new() -> Self {
        Self {
            popover: dom::by_id("paint-gallery"),
            list: dom::by_id("palette-list"),
            cards: Vec::new(),
            palettes: Vec::new(),
            labels: Vec::new(),
            edition: 0,
            next: 0,
            asked: None,
            large: context_2d(&canvas(SIDE_PX)),
        }
    }

    /// A card for each palette.
    fn build(&mut self, palettes: &[Scheme]) {
        self.palettes = palettes.to_vec();
        self.labels.clear();
        self.cards.clear();
        self.list.set_text_content(None);
        for (index, palette) in palettes.iter().enumerate() {
            let card = dom::button("palette-card", "data-palette", &index.to_string());
            let small = canvas(SMALL_PX);
            let colors = dom::create("span", "palette-strip");
            for class in strip() {
                let part: HtmlElement = dom::create("span", "").unchecked_into();
                part.style()
                    .set_property("background-color", &hex(palette.of(class)))
                    .expect("a colour is valid");
                dom::append(&colors, &part);
            }
            for part in [small.as_ref(), &colors] {
                dom::append(&card, part);
            }
            dom::append(&self.list, &card);
            self.cards.push((card, context_2d(&small)));
        }
    }

    fn show(&mut self, palettes: &[Scheme], labels: &[u8], scheme: &Scheme) {
        if self.palettes != palettes {
            self.build(palettes);
        }
        if self.labels != labels {
            self.labels = labels.to_vec();
            self.edition = self.edition.wrapping_add(1);
            self.next = 0;
            for ((_, context), palette) in self.cards.iter().zip(&self.palettes) {
                paint_flat(context, &self.labels, palette);
            }
        }
        for (index, (card, _)) in self.cards.iter().enumerate() {
            let is_it = (self.palettes[index] == *scheme).to_string();
            if card.get_attribute("aria-pressed").as_deref() != Some(&is_it) {
                dom::set_attribute(card, "aria-pressed", &is_it);
            }
            language::write_attribute(card, "aria-label", &texts::palette(index + 1));
        }
    }

    /// The number of the request for the next picture.
    fn request(&self) -> u32 {
        // The bit below the mark is a film's.
        MARK | (self.edition << 8 & (MARK / 2 - 1)) | self.next as u32
    }
}

impl App {
    /// Shows the palettes.
    pub(in crate::ui) fn show_palettes(&mut self) {
        if self.scheme().is_none() {
            self.status.announce(&texts::NO_PAINT);
            return;
        }
        let popover = &self.paint.gallery.popover;
        set_open(popover, !is_open(popover));
    }

    fn choose_palette(&mut self, index: Option<usize>) {
        let palette = index.and_then(|index| self.engines.palettes().get(index).cloned());
        if palette.is_some() && self.editor.set_paint(palette, "palette") {
            self.status.announce(&texts::PALETTE_CHOSEN);
        }
    }

    /// While the gallery is open and the engine idle: asks for its next picture.
    pub(super) fn go_on_with_gallery(&mut self, scheme: &Scheme) {
        let gallery = &mut self.paint.gallery;
        if !is_open(&gallery.popover) {
            return;
        }
        gallery.show(self.engines.palettes(), self.editor.labels(), scheme);
        let now_ms = now_ms();
        if gallery
            .asked
            .is_some_and(|(_, since_ms)| now_ms - since_ms > PATIENCE_MS)
        {
            gallery.asked = None;
        }
        let is_idle = self.is_engine_idle();
        let gallery = &mut self.paint.gallery;
        if !is_idle || gallery.asked.is_some() {
            return;
        }
        if let Some(palette) = gallery.palettes.get(gallery.next).cloned() {
            let seq = gallery.request();
            gallery.asked = Some((seq, now_ms));
            self.engines
                .translate(seq, None, Some(palette), &gallery.labels);
        }
    }

    /// Takes a picture for the gallery; false if it is none.
    pub(in crate::ui) fn take_small(&mut self, picture: &Picture) -> bool {
        let seq = picture.facts.seq;
        if seq & MARK == 0 {
            return false;
        }
        let gallery = &mut self.paint.gallery;
        if gallery.asked.is_some_and(|(asked, _)| asked == seq) {
            gallery.asked = None;
            if seq == gallery.request() {
                if let Some((card, small)) = gallery.cards.get(gallery.next) {
                    paint_small(small, &gallery.large, picture);
                    dom::set_attribute(card, "data-developed", "");
                }
                gallery.next += 1;
            }
        }
        true
    }
}

fn canvas(side_px: usize) -> HtmlCanvasElement {
    let canvas = dom::canvas(side_px as u32, side_px as u32);
    dom::set_attribute(&canvas, "aria-hidden", "true");
    canvas
}

/// Each part in its colour, at half the size.
fn paint_flat(context: &CanvasRenderingContext2d, labels: &[u8], palette: &Scheme) {
    let rows = labels.chunks(SIDE_PX).step_by(2);
    let pixels = rows.flat_map(|row| row.iter().step_by(2));
    let rgba: Vec<u8> = pixels
        .flat_map(|&label| {
            let [red, green, blue] = palette.of(label);
            [red, green, blue, 255]
        })
        .collect();
    ImageData::new_with_u8_clamped_array(Clamped(&rgba), SMALL_PX as u32)
        .and_then(|image| context.put_image_data(&image, 0.0, 0.0))
        .expect("a small drawing's pixels fit its canvas");
}

fn paint_small(
    small: &CanvasRenderingContext2d,
    large: &CanvasRenderingContext2d,
    picture: &Picture,
) {
    picture_canvas::put(large, &picture.rgba);
    let source = large.canvas().expect("a context has its canvas");
    let side = SMALL_PX as f64;
    small
        .draw_image_with_html_canvas_element_and_dw_and_dh(&source, 0.0, 0.0, side, side)
        .expect("a canvas with pixels can be drawn");
}
