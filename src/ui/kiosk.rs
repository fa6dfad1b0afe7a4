//! `?kiosk`: the page at an event, where one visitor follows another.
//!
//! After a minute at rest nothing of the visitor before is left, and until the next one touches it, houses build
//! themselves, with their pictures, in changing palettes. It keeps nothing in the browser's stores, and nothing in it
//! leads out of the page; the browser's own ways out are `web/kiosk.js`'s business. The address may say
//! another time of rest, in seconds: `?kiosk=120`.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlDialogElement, HtmlElement, PointerEvent};

use super::app::{App, now_ms};
use super::keyboard::Cursor;
use super::page::Page;
use super::strokes::Hand;
use super::texts::Language;
use super::{dom, language};
use facade_editor::action::{ACTIONS, Action, Command};
use facade_editor::building;
use facade_editor::document::Document;

/// How long nobody touches it before it begins anew, seconds.
pub const REST_S: f64 = 60.0;
/// Most steps in which a house is built, one a second.
const STEPS_MAX: usize = 16;
/// So many seconds a whole house stands.
const STANDS: usize = 5;
/// A tap's click comes so long after the finger at the latest, milliseconds; it must not meet what lies below.
const CLICK_MS: i32 = 350;
/// On the root element.
const MARK: &str = "data-kiosk";

/// Since when it rests, and what it shows meanwhile.
pub(super) struct Kiosk {
    rest_ms: f64,
    touched_at_ms: f64,
    language: Language,
    veil: HtmlElement,
    film: Option<Film>,
}

struct Film {
    house: Document,
    /// Numbers of shapes.
    steps: Vec<usize>,
    seconds: usize,
}

/// Whether the page is one.
pub(super) fn is_on() -> bool {
    dom::root().has_attribute(MARK)
}

/// Makes the page one, before anything of it is there.
pub(super) fn begin(rest_s: f64) -> Kiosk {
    dom::set_attribute(&dom::root(), MARK, "");
    Kiosk {
        rest_ms: 1_000.0 * rest_s,
        touched_at_ms: now_ms(),
        language: language::current(),
        veil: dom::by_id("kiosk"),
        film: None,
    }
}

/// Takes out of the page what leads out of it, and listens to whatever a visitor may touch.
pub(super) fn listen(page: &Page) {
    for entry in ACTIONS.iter().filter(|entry| forbids(entry.command)) {
        let name = entry.name;
        for way in dom::all(&format!("[data-action={name}], [data-command={name}]")) {
            way.remove();
        }
    }
    for way in dom::all(".split") {
        way.remove();
    }
    let document = dom::document();
    for kind in ["pointerdown", "pointermove", "wheel", "keydown"] {
        page.on(&document, kind, App::touch_kiosk);
    }
    let veil: HtmlElement = dom::by_id("kiosk");
    for kind in ["pointerup", "pointercancel", "pointermove", "keydown"] {
        let hidden = veil.clone();
        page.on(&veil, kind, move |app, event: &Event| {
            app.touch_kiosk(event);
            // A key means nothing else.
            event.stop_propagation();
            event.prevent_default();
            let hidden = hidden.clone();
            wasm_bindgen_futures::spawn_local(async move {
                dom::pause(CLICK_MS).await;
                hidden.set_hidden(true);
            });
        });
    }
}

/// Whether the page is one, and this is nothing for its visitors.
pub(super) fn forbids(command: Command) -> bool {
    is_on() && matches!(command, Command::Act(action) if !allows(action))
}

/// Whether an action stays in the page and leaves nothing behind.
fn allows(action: Action) -> bool {
    use Action::*;
    matches!(
        action,
        Undo | Redo
            | Clear
            | Random
            | Sample
            | Delete
            | Duplicate
            | Repeat
            | Mirror
            | Reorder(_)
            | SelectAll
            | Group
            | Ungroup
            | Align(_)
            | Distribute(_)
            | Corners
            | ZoomIn
            | ZoomFit
            | ZoomOut
            | Vary
            | UsualVersion
            | Compare
            | Overlay
            | Critic
            | Dice
            | Palettes
            | UsualColours
            | Language
            | Help
    )
}

impl App {
    fn touch_kiosk(&mut self, event: &Event) {
        // Some are the page's own.
        if !event.is_trusted() {
            return;
        }
        let Some(kiosk) = &mut self.kiosk else {
            return;
        };
        kiosk.touched_at_ms = now_ms();
        if let Some(film) = kiosk.film.take() {
            // The house that was building itself stands, and is the visitor's.
            self.full_screen.lay_out_both(false);
            self.editor.begin_anew(film.house);
        }
    }

    /// Once a second.
    pub(super) fn tick_kiosk(&mut self) {
        let Some(kiosk) = &mut self.kiosk else {
            return;
        };
        if now_ms() - kiosk.touched_at_ms < kiosk.rest_ms {
            return;
        }
        let film = match kiosk.film.take() {
            Some(mut film) => {
                film.seconds += 1;
                film
            }
            None => {
                self.leave_nothing();
                self.next_house()
            }
        };
        let is_over = film.seconds > film.steps.len() + STANDS;
        let film = if is_over { self.next_house() } else { film };
        if let Some(&count) = film.steps.get(film.seconds) {
            let shapes = film.house.shapes()[..count].to_vec();
            let standing = Document::from_shapes(shapes);
            let standing = standing.expect("fewer shapes keep within the limits");
            let paint = film.house.paint().cloned();
            self.editor.begin_anew(standing.with_paint(paint));
        }
        if let Some(kiosk) = &mut self.kiosk {
            kiosk.film = Some(film);
        }
    }

    fn next_house(&mut self) -> Film {
        self.command(Command::Act(Action::Random));
        let house = self.editor.document().clone();
        Film {
            steps: building::steps(house.shapes().len(), STEPS_MAX),
            house,
            seconds: 0,
        }
    }

    /// Takes back what the visitor has opened, chosen and enlarged, and lays the veil over the page.
    fn leave_nothing(&mut self) {
        self.hand = Hand::Free;
        self.tool_before_turning = None;
        self.key_cursor = Cursor::centred();
        self.pointer_router.put_pen_away();
        self.command(Command::Act(Action::ZoomFit));
        if self.looking.is_comparing() {
            self.command(Command::Act(Action::Compare));
        }
        self.looking.take_colors_off();
        self.take_critic_off();
        if self.variations.wanted().variation().is_some() {
            self.command(Command::Act(Action::UsualVersion));
        }
        self.paint.begin_anew();
        self.letter_keys.switch().set_checked(true);
        self.letter_keys.switched();
        if let Some(kiosk) = &self.kiosk
            && kiosk.language != language::current()
        {
            self.command(Command::Act(Action::Language));
        }
        for step in dom::all("#hint, #hint [hidden]") {
            let _ = step.remove_attribute("hidden");
        }
        self.notice = None;
        self.full_screen.lay_out_both(true);
        // Menus go at a press beside them.
        if let Ok(press) = PointerEvent::new("pointerdown") {
            let _ = dom::document().dispatch_event(&press);
        }
        let veil = self.kiosk.as_ref().map(|kiosk| kiosk.veil.clone());
        // Dialogs give the focus back, which is an event of its own.
        wasm_bindgen_futures::spawn_local(async move {
            for dialog in dom::all("dialog[open]") {
                dialog.unchecked_into::<HtmlDialogElement>().close();
            }
            for popover in dom::all("[popover]") {
                dom::ask(&popover, "hidePopover");
            }
            if let Some(veil) = veil {
                veil.set_hidden(false);
                let _ = veil.focus();
            }
        });
    }
}
