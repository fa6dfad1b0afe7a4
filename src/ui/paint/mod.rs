//! Paint in the page: what colours the house has, and the ways to other ones.
//!
//! Beside each part stands its colour, which opens the [`picker`]; a [strip](scheme_strip) of the parts in the drawing
//! says which of them the dice leave alone; dice, the [`gallery`] of the model's palettes and a
//! [`photo`] change all of them at once. The colours themselves belong to the [editor](facade_editor::paint). All of it
//! is hidden while the model takes no paint.

mod eyedropper;
mod gallery;
mod photo;
mod picker;
mod scheme_strip;
mod swatches;

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement};

use self::gallery::Gallery;
use self::picker::Picker;
use self::scheme_strip::SchemeStrip;
use self::swatches::{Shown, Swatches};
use super::app::App;
use super::page::Page;
use super::texts::{others, paint as texts};
use super::{dom, language, toolbar};
use facade_editor::paint::{Scheme, dice};

pub(super) use swatches::build;

/// The actions of paint, by the names of their buttons.
const ACTIONS: [&str; 4] = ["dice", "palettes", "colours-from-photo", "usual-colours"];

/// The controls of paint.
pub(super) struct Paint {
    swatches: Swatches,
    strip: SchemeStrip,
    shown: Option<Shown>,
    picker: Picker,
    gallery: Gallery,
    /// Whether the dice leave a part alone, by class id.
    locked: [bool; 256],
    buttons: Vec<HtmlElement>,
    modes: [HtmlElement; 2],
    is_offered: Option<bool>,
}

/// What is seen of paint, besides the swatches' column.
const PARTS: [&str; 4] = ["paints", "paint-panel", "paint-actions", "paint-mode"];

impl Paint {
    /// Takes hold of the elements, which answer nothing until a model takes paint.
    pub(super) fn new() -> Self {
        for id in PARTS {
            dom::set_attribute(&dom::by_id::<HtmlElement>(id), "inert", "");
        }
        let buttons = ACTIONS.map(|action| dom::all(&format!("button[data-action={action}]")));
        Self {
            swatches: Swatches::new(),
            strip: SchemeStrip::new(),
            shown: None,
            picker: Picker::new(),
            gallery: Gallery::new(),
            locked: [false; 256],
            buttons: buttons
                .into_iter()
                .flatten()
                .map(JsCast::unchecked_into)
                .collect(),
            modes: ["mode-draw", "mode-paint"].map(dom::by_id),
            is_offered: None,
        }
    }

    /// The dice leave nothing alone, and the parts show what they are.
    pub(super) fn begin_anew(&mut self) {
        self.locked = [false; 256];
        self.choose_mode(false);
    }

    fn offer(&mut self, is_offered: bool, is_painted: bool) {
        for button in &self.buttons {
            let is_reset = button.get_attribute("data-action").as_deref() == Some("usual-colours");
            hide(button, !is_offered || (is_reset && !is_painted));
        }
        if self.is_offered.replace(is_offered) != Some(is_offered) {
            for id in PARTS {
                let part: HtmlElement = dom::by_id(id);
                hide(&part, !is_offered);
                let _ = part.remove_attribute("inert");
            }
            for column in dom::all(".paint-column") {
                hide(column.unchecked_ref(), !is_offered);
            }
            root()
                .toggle_attribute_with_force("data-takes-paint", is_offered)
                .expect("the attribute's name is valid");
        }
    }

    /// Narrow pages show either what a part is or what colour it has.
    fn choose_mode(&self, is_paint: bool) {
        dom::set_attribute(
            &root(),
            "data-mode",
            if is_paint { "paint" } else { "draw" },
        );
        for (button, is_on) in self.modes.iter().zip([!is_paint, is_paint]) {
            dom::set_attribute(button, "aria-pressed", &is_on.to_string());
        }
    }
}

/// Ties paint to the page's events.
pub(super) fn listen(page: &Page) {
    swatches::listen(page);
    scheme_strip::listen(page);
    picker::listen(page);
    gallery::listen(page);
    for (id, is_paint) in [("mode-draw", false), ("mode-paint", true)] {
        let button: HtmlElement = dom::by_id(id);
        page.on(&button, "click", move |app, _: &Event| {
            app.paint.choose_mode(is_paint);
        });
    }
}

impl App {
    /// The colours that the house has: those that were chosen, else the model's first palette; none where the model
    /// takes no paint.
    pub(super) fn scheme(&self) -> Option<Scheme> {
        let usual = self.engines.palettes().first()?;
        Some(self.editor.paint().unwrap_or_else(|| usual.clone()))
    }

    /// After every event: shows what colours the house has, and goes on with the gallery.
    pub(super) fn show_paint(&mut self) {
        let scheme = self.scheme();
        // Nothing is known of a model that has not come yet; the place is kept.
        if self.engines.in_charge().is_some() {
            self.paint
                .offer(scheme.is_some(), self.editor.paint().is_some());
        }
        let Some(scheme) = scheme else {
            return;
        };
        let (revision, labels) = (self.editor.revision(), self.editor.labels());
        let paint = &mut self.paint;
        let shown = Shown {
            scheme: scheme.clone(),
            locked: paint.locked,
            is_there: paint.swatches.look_at(revision, labels),
            language: language::current(),
        };
        if paint.shown.as_ref() != Some(&shown) {
            let focused = dom::document().active_element();
            paint.swatches.show(&shown);
            paint.strip.show(&shown);
            toolbar::settle_all(focused.as_ref());
            paint.shown = Some(shown);
        }
        self.paint
            .picker
            .show(&scheme, self.engines.palettes(), &self.paint.locked);
        self.go_on_with_gallery(&scheme);
    }

    /// Another plausible house.
    pub(super) fn throw_dice(&mut self) {
        let seed = (js_sys::Math::random() * 2_f64.powi(53)) as u64;
        let Some(scheme) = self.thrown(seed) else {
            self.status.announce(&texts::NO_PAINT);
            return;
        };
        if self.editor.set_paint(Some(scheme), "dice") {
            self.status.announce(&others::or("thrown", texts::THROWN));
        }
    }

    /// What the dice of this seed show.
    pub(super) fn thrown(&self, seed: u64) -> Option<Scheme> {
        let locked = &self.paint.locked;
        let now = self.scheme()?;
        let is_locked = |class: u8| locked[usize::from(class)];
        Some(dice::throw(self.engines.palettes(), seed, now, is_locked))
    }

    /// Leaves the colours to the model again.
    pub(super) fn usual_colours(&mut self) {
        if self.scheme().is_none() {
            self.status.announce(&texts::NO_PAINT);
        } else if self.editor.set_paint(None, "usual colours") {
            self.tell(&texts::USUAL);
        }
    }
}

fn root() -> HtmlElement {
    dom::document().body().expect("the page has a body")
}

fn hide(element: &HtmlElement, hidden: bool) {
    if element.hidden() != hidden {
        element.set_hidden(hidden);
    }
}

/// Opens or closes a popover, once the event that asks for it is over: the focus moves with it, which is an event of its
/// own.
fn set_open(popover: &HtmlElement, is_open: bool) {
    let popover = popover.clone();
    wasm_bindgen_futures::spawn_local(async move {
        // Refused where it is so already.
        dom::ask(
            &popover,
            if is_open {
                "showPopover"
            } else {
                "hidePopover"
            },
        );
    });
}

fn is_open(popover: &HtmlElement) -> bool {
    popover.matches(":popover-open") == Ok(true)
}
