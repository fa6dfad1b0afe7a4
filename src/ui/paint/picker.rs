//! `#paint-picker`: the colour of one part. Tints that houses have, any other colour, and whether the dice leave it alone.
//!
//! While the browser's own picker moves, the house follows; what it comes to is one step of history.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

use super::{eyedropper, is_open, set_open};
use crate::ui::app::{App, act_on};
use crate::ui::page::Page;
use crate::ui::texts::{Language, actions, paint as texts};
use crate::ui::{dom, language};
use facade_editor::paint::{Color, Scheme, from_hex, hex, tints};
use facade_editor::subject;

/// Tints to choose from.
const TINTS_MAX: usize = 12;
/// The parts beside the popover, and the least distance from the window's edge.
const BESIDE_PX: f64 = 8.0;
/// About how high the popover is.
const HEIGHT_PX: f64 = 330.0;

/// The popover.
pub struct Picker {
    popover: HtmlElement,
    title: Element,
    input: HtmlInputElement,
    lock: HtmlInputElement,
    tints: Element,
    class: u8,
    offered: Vec<Color>,
    shown: Option<(u8, Color, bool, Language)>,
}

/// Ties the popover to the page.
pub(super) fn listen(page: &Page) {
    let popover: HtmlElement = dom::by_id("paint-picker");
    let input: HtmlInputElement = dom::by_id("paint-color");
    let lock: HtmlInputElement = dom::by_id("paint-lock");
    page.on(&input, "input", |app, _: &Event| app.lead_color());
    page.on(&input, "change", |app, _: &Event| {
        app.lead_color();
        app.editor.settle_paint();
    });
    page.on(&lock, "change", |app, _: &Event| {
        let is_locked = app.paint.picker.lock.checked();
        app.paint.locked[usize::from(app.paint.picker.class)] = is_locked;
    });
    page.on(&popover, "toggle", |app, _: &Event| {
        app.editor.settle_paint();
    });
    page.on(&popover, "click", |app, event: &Event| {
        if let Some((_, color)) = dom::origin(event, "data-tint") {
            app.choose_color(from_hex(&color));
        } else if dom::origin(event, "data-usual").is_some() {
            let class = app.paint.picker.class;
            let usual = app.engines.palettes().first().map(|usual| usual.of(class));
            app.choose_color(usual);
        } else if dom::origin(event, "data-dropper").is_some() {
            app.take_color();
        } else if dom::origin(event, "data-close").is_some() {
            set_open(&app.paint.picker.popover, false);
        }
    });
}

impl Picker {
    pub fn new() -> Self {
        for dropper in dom::all("[data-dropper]") {
            super::hide(dropper.unchecked_ref(), !eyedropper::is_offered());
        }
        Self {
            popover: dom::by_id("paint-picker"),
            title: dom::by_id("paint-picker-part"),
            input: dom::by_id("paint-color"),
            lock: dom::by_id("paint-lock"),
            tints: dom::by_id("paint-tints"),
            class: subject::current().ground(),
            offered: Vec::new(),
            shown: None,
        }
    }

    /// Brings the popover up to date; touches the document only where something changed.
    pub fn show(&mut self, scheme: &Scheme, palettes: &[Scheme], locked: &[bool; 256]) {
        let color = scheme.of(self.class);
        let is_locked = locked[usize::from(self.class)];
        let now = (self.class, color, is_locked, language::current());
        if self.shown == Some(now) {
            return;
        }
        let offered = tints::of_class(palettes, self.class, TINTS_MAX);
        if offered != self.offered {
            self.tints.set_text_content(None);
            for &tint in &offered {
                dom::append(&self.tints, &button(tint));
            }
            self.offered = offered;
        }
        for tint in dom::all("#paint-tints [data-tint]") {
            let is_it = tint.get_attribute("data-tint") == Some(hex(color));
            dom::set_attribute(&tint, "aria-pressed", &is_it.to_string());
        }
        language::write(&self.title, &texts::of_part(&actions::class(self.class)));
        let value = hex(color);
        if self.input.value() != value {
            self.input.set_value(&value);
        }
        self.lock.set_checked(is_locked);
        self.shown = Some(now);
    }

    /// Beside the swatch, wholly in the window; narrow pages have it at their foot.
    fn place(&self, beside: &HtmlElement) {
        let at = beside.get_bounding_client_rect();
        let height = dom::window().inner_height().ok().and_then(|it| it.as_f64());
        let lowest = height.unwrap_or_default() - HEIGHT_PX - BESIDE_PX;
        let top = (at.top() - 40.0).min(lowest).max(BESIDE_PX);
        for (name, value) in [("--x", at.right() + BESIDE_PX), ("--y", top)] {
            self.popover
                .style()
                .set_property(name, &format!("{value}px"))
                .expect("a length is valid");
        }
    }
}

impl App {
    /// Opens the picker of a part's colour.
    pub(super) fn pick_paint(&mut self, class: u8, beside: &HtmlElement) {
        self.editor.settle_paint();
        let picker = &mut self.paint.picker;
        picker.class = class;
        picker.place(beside);
        if !is_open(&picker.popover) {
            set_open(&picker.popover, true);
        }
    }

    /// The browser's picker has moved.
    fn lead_color(&mut self) {
        let picker = &self.paint.picker;
        if let (Some(scheme), Some(color)) = (self.scheme(), from_hex(&picker.input.value())) {
            self.editor.try_paint(scheme.with(picker.class, color));
        }
    }

    /// Lets the person take a colour from the screen.
    fn take_color(&self) {
        let page = self.page.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let color = eyedropper::pick().await;
            act_on(&page, move |app| app.choose_color(color));
        });
    }

    fn choose_color(&mut self, color: Option<Color>) {
        let class = self.paint.picker.class;
        if let (Some(scheme), Some(color)) = (self.scheme(), color) {
            self.editor
                .set_paint(Some(scheme.with(class, color)), "colour");
        }
    }
}

fn button(tint: Color) -> Element {
    let color = hex(tint);
    let button = dom::button("tint", "data-tint", &color);
    dom::set_attribute(&button, "aria-label", &color);
    let element: &HtmlElement = button.unchecked_ref();
    element
        .style()
        .set_property("background-color", &color)
        .expect("a colour is valid");
    button
}
