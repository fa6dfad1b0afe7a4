//! The parts of the page, and what follows from an event.
//!
//! After every event [`App::settle`] brings controls and status up to date and asks for an animation
//! frame if the drawing changed. A frame paints the drawing and hands it to the engine, so both
//! happen at most once a frame however fast the hand is.

use std::rc::Weak;

use js_sys::Function;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Url;

use super::address::Address;
use super::appearance::AppearanceView;
use super::controls::{self, Controls};
use super::critic::Critic;
use super::cursor::CursorOverlay;
use super::dispatcher::Dispatcher;
use super::drawing_canvas::DrawingCanvas;
use super::engines::Engines;
use super::feed;
use super::files::{autosave, autosave::Autosave, recent::Recent, shelf::Beginning};
use super::film::Film;
use super::help::Help;
use super::hint::{Hint, Step};
use super::keyboard::Cursor;
use super::kiosk::{self, Kiosk};
use super::letter_keys::LetterKeys;
use super::models::{self, Models};
use super::pace::Pace;
use super::paint::Paint;
use super::photo::Photo;
use super::picture_canvas::PictureCanvas;
use super::refined_wording;
use super::refining::{HoldView, Rest};
use super::selection_bar::SelectionBar;
use super::selection_overlay::SelectionOverlay;
use super::shown::Shown;
use super::status::{Facts, StatusView};
use super::street::Street;
use super::strokes::Hand;
use super::texts::{Text, engines, recent, sentences, street as street_texts};
use super::toast::Toast;
use super::variations::Variations;
use super::view::drawing_view::DrawingView;
use super::view::full_screen::FullScreen;
use super::view::looking::Looking;
use super::view::pointer_router::PointerRouter;
use super::view::split::Split;
use super::web_app::WebApp;
use super::{dom, wording};
use facade_editor::document::Document;
use facade_editor::subject::{self, Feed};
use facade_editor::{Editor, Tool, procedural_shapes};
use facade_protocol::LatestWins;

/// The facade that a visitor finds: this seed shows most classes in a calm order.
const FIRST_SEED: u64 = 7;
/// The width of brush to begin a drawing in inks with.
const PENCIL_PX: f32 = 3.0;

/// A handle on the page for what the page itself owns.
pub(super) type PageLink = Weak<Dispatcher<App>>;

/// [`Dispatcher::dispatch`] for callbacks that the page itself owns.
pub(super) fn act_on(page: &PageLink, happen: impl FnOnce(&mut App) + 'static) {
    if let Some(page) = page.upgrade() {
        page.dispatch(happen);
    }
}

/// The state of the page.
pub(super) struct App {
    pub(super) editor: Editor,
    pub(super) drawing: DrawingCanvas,
    pub(super) cursor: CursorOverlay,
    pub(super) selection_overlay: SelectionOverlay,
    selection_bar: SelectionBar,
    /// When the last nudge by keys was, in milliseconds.
    pub(super) nudged_at_ms: f64,
    pub(super) status: StatusView,
    pub(super) hand: Hand,
    /// While a pen's eraser end is down: the tool to go back to.
    pub(super) tool_before_turning: Option<Tool>,
    pub(super) key_cursor: Cursor,
    pub(super) view: DrawingView,
    pub(super) pointer_router: PointerRouter,
    /// Where in the window the mouse hovers over the drawing.
    pub(super) hovered_at: Option<(f64, f64)>,
    pub(super) zoom_announced: u32,
    pub(super) looking: Looking,
    pub(super) full_screen: FullScreen,
    /// Of a page at an event.
    pub(super) kiosk: Option<Kiosk>,
    pub(super) split: Split,
    pub(super) variations: Variations,
    pub(super) critic: Critic,
    pub(super) paint: Paint,
    pub(super) photo: Photo,
    /// Absolute address of the list of models.
    pub(super) list_url: String,
    pub(super) queue: LatestWins,
    pub(super) picture: PictureCanvas,
    /// What is on show.
    pub(super) shown: Option<Shown>,
    pub(super) rest: Rest,
    /// How often the picture of an unchanged drawing was asked for anew because another model is to make it.
    pub(super) repaints: u32,
    hold_view: HoldView,
    pub(super) autosave: Autosave,
    pub(super) recent: Recent,
    /// The film in the making.
    pub(super) film: Option<Film>,
    pub(super) street: Street,
    /// Shapes that were copied here, where the browser keeps its clipboard from pages.
    pub(super) clip: Option<Document>,
    /// The drawing that the address holds, by its number.
    pub(super) linked_revision: Option<u32>,
    pub(super) engines: Engines,
    pub(super) models: Models,
    pub(super) controls: Controls,
    pub(super) appearance: AppearanceView,
    pub(super) help: Help,
    pub(super) hint: Hint,
    pub(super) letter_keys: LetterKeys,
    toast: Toast,
    /// A sentence for the person that is not about the engines: an odd address, a failed save.
    pub(super) notice: Option<Text>,
    pub(super) page: PageLink,
    pace: Pace,
    frame: Function,
    frame_requested: bool,
    pub(super) ticked_at_ms: f64,
    pub(super) web_app: WebApp,
}

impl App {
    pub(super) fn new(address: Address, page: PageLink) -> Self {
        let frame_page = page.clone();
        let frame = Closure::<dyn FnMut()>::new(move || act_on(&frame_page, Self::frame));
        let altered_page = page.clone();
        let platform = dom::window().navigator().platform().unwrap_or_default();
        let on_mac = platform.starts_with("Mac") || platform.starts_with("iP");
        let base = dom::document()
            .base_uri()
            .ok()
            .flatten()
            .unwrap_or_default();
        let list_url = Url::new_with_base("models/models.json", &base)
            .expect("the page's own address is a base");
        let kiosk = address.kiosk_s.map(kiosk::begin);
        let beginning = match kiosk {
            Some(_) => Beginning::default(),
            None => autosave::beginning(),
        };
        let document = beginning.document;
        let document = document.or_else(|| procedural_shapes::document(FIRST_SEED));
        let document = document.unwrap_or_default();
        let mut editor = Editor::from_document(document);
        let is_bare = editor.revision() == 0;
        if matches!(subject::current().feed(), Feed::Inks | Feed::Photographs) {
            editor.set_tool(Tool::Brush);
            editor.set_brush_px(PENCIL_PX);
        }
        Self {
            editor,
            queue: LatestWins::new(),
            engines: Engines::new(
                address.backend,
                address.model.listed(),
                list_url.href(),
                HoldView::remembered(),
                models::deliver(&page, 0),
            ),
            models: Models::new(address.backend, address.model),
            list_url: list_url.href(),
            critic: Critic::new(page.clone()),
            paint: Paint::new(),
            photo: Photo::new(page.clone()),
            drawing: DrawingCanvas::new(),
            picture: PictureCanvas::new(),
            shown: None,
            rest: Rest::new(page.clone()),
            // A bare drawing to begin with is no change, but wants a picture too.
            repaints: u32::from(is_bare),
            hold_view: HoldView::new(),
            cursor: CursorOverlay::new(),
            selection_overlay: SelectionOverlay::new(),
            selection_bar: SelectionBar::new(),
            nudged_at_ms: f64::NEG_INFINITY,
            controls: Controls::new(on_mac),
            appearance: AppearanceView::new(),
            help: Help::new(on_mac),
            letter_keys: LetterKeys::new(),
            toast: Toast::new(),
            hint: Hint::new(),
            status: StatusView::new(),
            notice: address
                .complaint
                .or_else(|| beginning.trouble.as_ref().map(recent::not_restored)),
            autosave: Autosave::new(page.clone(), beginning.place),
            recent: Recent::default(),
            film: None,
            street: Street::new(),
            clip: None,
            linked_revision: None,
            page,
            pace: Pace::default(),
            hand: Hand::Free,
            tool_before_turning: None,
            key_cursor: Cursor::centred(),
            view: DrawingView::new(),
            pointer_router: PointerRouter::new(),
            hovered_at: None,
            zoom_announced: 100,
            looking: Looking::new(),
            full_screen: FullScreen::new(),
            kiosk,
            split: Split::new(),
            variations: Variations::new(),
            frame: frame.into_js_value().unchecked_into(),
            frame_requested: false,
            ticked_at_ms: now_ms(),
            web_app: WebApp::new(move |path| {
                act_on(&altered_page, move |app| {
                    app.notice = Some(sentences::altered(&path))
                });
            }),
        }
    }

    pub(super) fn begin(&mut self) {
        self.autosave.begin(&self.editor);
        self.open_fragment();
        self.frame();
        self.begin_model();
    }

    /// After every event: what follows from it.
    pub(super) fn settle(&mut self) {
        let drawn = self.drawn_seq();
        self.autosave.note(self.editor.changes());
        self.forget_stale_link();
        if drawn != self.queue.drawn() && !self.frame_requested {
            dom::window()
                .request_animation_frame(&self.frame)
                .expect("a frame can be asked for");
            self.frame_requested = true;
        }
        self.follow_rest();
        self.controls.show(controls::Shown {
            tool: self.editor.tool(),
            class: self.class_on_show(),
            brush_px: self.editor.brush_px(),
            can_undo: self.editor.can_undo() || self.editor.lingers(),
            can_redo: self.editor.can_redo(),
            can_save: self.queue.shown() > 0,
            has_selection: !self.editor.selection().is_empty() && !self.editor.is_drawing(),
            can_group: self.editor.can_group(),
            can_ungroup: self.editor.can_ungroup(),
            unit_count: self.editor.unit_count(),
            has_corners: self.editor.has_corners(),
            letter_keys: self.letter_keys.are_on(),
        });
        let scale = self.view.css_px_per_pixel() as f32;
        self.selection_overlay.show(&self.editor, scale);
        let is_free = self.hand == Hand::Free;
        self.selection_bar.show(&self.editor, &self.view, is_free);
        self.variations.show(self.engines.has_variations());
        self.show_paint();
        self.show_underlay();
        self.go_on_with_film();
        self.go_on_with_street();
        let refiner = self.engines.refiner();
        self.hold_view
            .show(refiner.offer().is_some(), refiner.quality_mode());
        self.critic.show(self.engines.has_critic());
        self.hint.follow(match self.editor.is_worked_on() {
            false => Step::Draw,
            true if self.queue.shown() != drawn || self.hand != Hand::Free => Step::Watch,
            true => Step::Done,
        });
        self.toast.follow(self.notice.as_ref());
        let supervisor = self.engines.supervisor();
        let pending = drawn != self.queue.shown() && !feed::lacks_photograph();
        let mut words = wording::words(supervisor, pending, self.notice.as_ref());
        let shown = self.shown.as_ref();
        refined_wording::add(&mut words, supervisor, refiner, shown, self.rest.is_asked());
        let grew_from = self.editor.document().grew_from();
        if !grew_from.is_empty() {
            words.facts = words.facts.beside(&street_texts::grown_from(grew_from));
        }
        let left = words
            .download
            .and_then(|download| self.pace.seconds_left(download, now_ms()));
        self.picture
            .promise(&left.map_or(Text::empty(), engines::picture_in));
        let made_by = self.shown.as_ref().map(|shown| &*shown.model);
        self.status.show(
            words,
            Facts {
                backend: supervisor.active(),
                threads: self.engines.threads(),
                model: made_by.or(supervisor.model()).map(str::to_owned),
                second: refiner.condition().id(),
                shown_seq: self.queue.shown(),
                drawn_seq: drawn,
                last_ms: self.shown.as_ref().map(|shown| shown.ms),
            },
        );
    }

    /// The part that the palette shows as chosen: what is selected, else what will be drawn next.
    fn class_on_show(&self) -> Option<u8> {
        if self.editor.selection().is_empty() {
            return Some(self.editor.class());
        }
        self.editor.selected_class()
    }

    fn frame(&mut self) {
        self.frame_requested = false;
        self.show_drawing();
        self.queue.submit(self.drawn_seq(), self.editor.labels());
        self.send_next();
    }

    pub(super) fn show_drawing(&mut self) {
        self.drawing.paint(self.editor.labels());
        self.looking.follow(self.drawing.element());
    }

    /// Says what happened, to eyes and ears.
    pub(super) fn tell(&mut self, sentence: &Text) {
        self.toast.show(sentence);
        self.status.announce(sentence);
    }
}

pub(super) fn now_ms() -> f64 {
    dom::window()
        .performance()
        .expect("every browser tells the time")
        .now()
}
