//! The page as a whole: the parts, and what happens to them when something happens.
//!
//! Every event goes through [`Page::act`], which afterwards brings controls and status up to date
//! and asks for an animation frame if the drawing changed. A frame paints the drawing and hands it
//! to the engine, so both happen at most once a frame however fast the hand is.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::Function;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, PointerEvent, Url, UrlSearchParams};

use super::address::Address;
use super::appearance::AppearanceView;
use super::controls::{self, Controls};
use super::critic::Critic;
use super::cursor::{CursorOverlay, Mark};
use super::drawing_canvas::DrawingCanvas;
use super::engines::{Engines, Picture, Post, adapter, link::Incoming};
use super::files::{self, autosave, autosave::Autosave, recent::Recent};
use super::film::Film;
use super::help::Help;
use super::hint::Hint;
use super::keyboard::Cursor;
use super::letter_keys::LetterKeys;
use super::paint::{self, Paint};
use super::picture_canvas::PictureCanvas;
use super::refined_wording;
use super::refining::{HoldView, Rest};
use super::selection_overlay::SelectionOverlay;
use super::shown::Shown;
use super::status::{Facts, StatusView};
use super::strokes::Hand;
use super::texts::{Text, recent, sentences};
use super::toast::Toast;
use super::variations::Variations;
use super::view::drawing_view::DrawingView;
use super::view::full_screen::FullScreen;
use super::view::grip::Grip;
use super::view::looking::Looking;
use super::view::split::{self, Split};
use super::web_app::WebApp;
use super::{context_menu, dom, drawing_colors, language, menu, palette, wording};
use facade_editor::action::{Action, Command};
use facade_editor::document::Document;
use facade_editor::{Editor, Tool, made_up};
use facade_protocol::{Backend, LatestWins, ToPage};

/// The facade that a visitor finds: this seed shows most classes in a calm order.
const FIRST_SEED: u64 = 7;

type Handler = fn(&mut App);

/// The buttons beside a grid in the making.
const REPEAT_BUTTONS: [(&str, Handler); 4] = [
    ("repeat-closer", |app| app.space_grid(-1, -1)),
    ("repeat-wider", |app| app.space_grid(1, 1)),
    ("repeat-place", App::end_lingering),
    ("repeat-drop", App::drop_lingering),
];

/// How often the silence of engines is measured.
const TICK_MS: i32 = 1_000;

/// The state of the page.
pub(super) struct App {
    pub(super) editor: Editor,
    pub(super) drawing: DrawingCanvas,
    pub(super) cursor: CursorOverlay,
    pub(super) selection_overlay: SelectionOverlay,
    /// When the last nudge by keys was, in milliseconds.
    pub(super) nudged_at_ms: f64,
    pub(super) status: StatusView,
    pub(super) hand: Hand,
    /// While a pen's eraser end is down: the tool to go back to.
    pub(super) tool_before_turning: Option<Tool>,
    pub(super) key_cursor: Cursor,
    pub(super) view: DrawingView,
    pub(super) grip: Grip,
    /// Where in the window the mouse hovers over the drawing.
    pub(super) hovered_at: Option<(f64, f64)>,
    pub(super) zoom_announced: u32,
    pub(super) looking: Looking,
    pub(super) full_screen: FullScreen,
    pub(super) split: Split,
    pub(super) variations: Variations,
    pub(super) critic: Critic,
    pub(super) paint: Paint,
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
    /// Shapes that were copied here, where the browser keeps its clipboard from pages.
    pub(super) clip: Option<Document>,
    /// The drawing that the address holds, by its number.
    pub(super) linked_revision: Option<u32>,
    pub(super) engines: Engines,
    controls: Controls,
    appearance: AppearanceView,
    help: Help,
    hint: Hint,
    pub(super) letter_keys: LetterKeys,
    toast: Toast,
    /// A sentence for the person that is not about the engines: an odd address, a failed save.
    pub(super) notice: Option<Text>,
    pub(super) page: Weak<RefCell<App>>,
    frame: Function,
    frame_requested: bool,
    pub(super) ticked_at_ms: f64,
    pub(super) web_app: WebApp,
}

/// A handle on the page, for event handlers.
#[derive(Clone)]
pub(super) struct Page(Rc<RefCell<App>>);

/// Builds the page, starts the first engine and returns; events do the rest.
pub fn start() {
    let window = dom::window();
    let search = window.location().search().unwrap_or_default();
    let parameters = UrlSearchParams::new_with_str(&search).expect("any text is a query");
    language::begin(&parameters);
    drawing_colors::begin();
    palette::build();
    paint::build();
    let address = Address::read(|key| parameters.get(key));
    let page = Page(Rc::new_cyclic(|app| {
        RefCell::new(App::new(address, Weak::clone(app)))
    }));
    page.listen();
    page.act(App::begin);
    if page.0.borrow().engines.supervisor().wants_adapter() {
        wasm_bindgen_futures::spawn_local(async move {
            let offered = adapter::is_offered().await;
            page.act(|app| app.with_engines(|engines| engines.adapter(offered)));
        });
    }
}

/// [`Page::act`] for callbacks that the page itself owns.
pub(super) fn act_on(page: &Weak<RefCell<App>>, happen: impl FnOnce(&mut App)) {
    if let Some(app) = page.upgrade() {
        Page(app).act(happen);
    }
}

impl Page {
    fn act(&self, happen: impl FnOnce(&mut App)) {
        let mut app = self.0.borrow_mut();
        happen(&mut app);
        app.settle();
    }

    fn listen(&self) {
        let document = dom::document();
        let app = self.0.borrow();
        let canvas = app.drawing.element();
        self.on(canvas, "pointerdown", App::pointer_down);
        self.on(canvas, "pointermove", App::pointer_move);
        self.on(canvas, "pointerup", App::pointer_up);
        self.on(canvas, "pointercancel", App::pointer_cancel);
        self.on(canvas, "lostpointercapture", App::pointer_cancel);
        self.on(canvas, "pointerleave", |app, _: &PointerEvent| {
            app.cursor.show(Mark::Hidden);
            app.view_pointer_leave();
        });
        self.on(canvas, "wheel", App::wheel);
        self.on(&document, "keyup", App::key_up);
        self.on(&dom::window(), "blur", App::window_blur);
        self.on(app.looking.frame(), "pointerdown", App::curtain_down);
        self.on(app.looking.frame(), "pointermove", App::curtain_move);
        self.on(app.looking.handle(), "keydown", App::curtain_key);
        self.on(app.looking.frame(), "pointerdown", App::aim_critic);
        self.on(app.looking.frame(), "pointermove", App::aim_critic);
        self.on(app.looking.frame(), "pointerleave", App::leave_critic);
        self.on(app.critic.cells(), "focus", App::focus_critic);
        self.on(app.critic.cells(), "blur", App::blur_critic);
        self.on(app.critic.cells(), "keydown", App::key_on_critic);
        self.on(app.looking.opacity(), "input", |app, _: &Event| {
            app.looking.set_opacity();
        });
        self.on(app.variations.strength(), "input", |app, _: &Event| {
            app.variations.set_strength();
        });
        self.on(&document, "fullscreenchange", |app, _: &Event| {
            app.full_screen.show();
        });
        // A long press would otherwise open a menu in mid-stroke.
        self.on(canvas, "contextmenu", App::context_menu);
        context_menu::listen(canvas);
        self.on(canvas, "focus", App::focus);
        self.on(canvas, "blur", App::blur);
        self.on(canvas, "keydown", App::key_on_drawing);
        self.on(&document, "keyup", App::modifier_up);
        for (id, handler) in REPEAT_BUTTONS {
            let button: web_sys::Element = dom::by_id(id);
            self.on(&button, "click", move |app, _: &Event| handler(app));
        }
        self.on(&document, "keydown", App::key);
        self.on(&document, "click", |app, event: &Event| {
            if let Some(command) = controls::clicked(event) {
                app.put_pen_away(event);
                app.command(command);
            }
        });
        self.on(app.controls.brush(), "input", |app, _: &Event| {
            let width_px = app.controls.brush().value_as_number() as f32;
            app.editor.set_brush_px(width_px);
        });
        self.on(app.letter_keys.switch(), "change", |app, _: &Event| {
            app.letter_keys.switched();
        });
        self.on(app.status.retry_button(), "click", |app, _: &Event| {
            app.retry()
        });
        self.on(app.status.invitation(), "click", |app, _: &Event| {
            app.ask_for_refiner();
        });
        self.on(&dom::window(), "online", |app, _: &Event| {
            app.engines.online();
        });
        files::listen(self);
        paint::listen(self);
        split::listen(self);
        menu::listen();
        let page = self.clone();
        let tick = Closure::<dyn FnMut()>::new(move || page.act(App::tick));
        dom::window()
            .set_interval_with_callback_and_timeout_and_arguments_0(
                tick.into_js_value().unchecked_ref(),
                TICK_MS,
            )
            .expect("an interval can be set");
    }

    pub(super) fn on<E>(
        &self,
        target: &web_sys::EventTarget,
        kind: &str,
        happen: impl Fn(&mut App, &E) + 'static,
    ) where
        E: wasm_bindgen::convert::FromWasmAbi + 'static,
    {
        let page = self.clone();
        dom::listen(target, kind, move |event: E| {
            page.act(|app| happen(app, &event));
        });
    }
}

impl App {
    fn new(address: Address, page: Weak<RefCell<Self>>) -> Self {
        let frame_page = page.clone();
        let frame = Closure::<dyn FnMut()>::new(move || act_on(&frame_page, Self::frame));
        let altered_page = page.clone();
        let engine_page = page.clone();
        let deliver = move |post, incoming| {
            act_on(&engine_page, |app| app.receive(post, incoming));
        };
        let platform = dom::window().navigator().platform().unwrap_or_default();
        let on_mac = platform.starts_with("Mac") || platform.starts_with("iP");
        let base = dom::document()
            .base_uri()
            .ok()
            .flatten()
            .unwrap_or_default();
        let list_url = Url::new_with_base("models/models.json", &base)
            .expect("the page's own address is a base");
        let beginning = autosave::beginning();
        let document = beginning.document;
        let document = document.unwrap_or_else(|| made_up::document(FIRST_SEED));
        let editor = Editor::from_document(document);
        Self {
            editor,
            queue: LatestWins::new(),
            engines: Engines::new(
                address.backend,
                address.model,
                list_url.href(),
                HoldView::remembered(),
                Rc::new(deliver),
            ),
            list_url: list_url.href(),
            critic: Critic::new(page.clone()),
            paint: Paint::new(),
            drawing: DrawingCanvas::new(),
            picture: PictureCanvas::new(),
            shown: None,
            rest: Rest::new(page.clone()),
            repaints: 0,
            hold_view: HoldView::new(),
            cursor: CursorOverlay::new(),
            selection_overlay: SelectionOverlay::new(),
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
            clip: None,
            linked_revision: None,
            page,
            hand: Hand::Free,
            tool_before_turning: None,
            key_cursor: Cursor::centred(),
            view: DrawingView::new(),
            grip: Grip::new(),
            hovered_at: None,
            zoom_announced: 100,
            looking: Looking::new(),
            full_screen: FullScreen::new(),
            split: Split::new(),
            variations: Variations::new(),
            frame: frame.into_js_value().unchecked_into(),
            frame_requested: false,
            ticked_at_ms: now_ms(),
            web_app: WebApp::new(move |path| {
                act_on(&altered_page, |app| {
                    app.notice = Some(sentences::altered(&path))
                });
            }),
        }
    }

    fn begin(&mut self) {
        self.autosave.begin(&self.editor);
        self.open_fragment();
        self.frame();
        self.with_engines(Engines::begin);
    }

    /// After every event: what follows from it.
    fn settle(&mut self) {
        let drawn = self.drawn_seq();
        self.autosave.note(self.editor.revision());
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
        self.variations.show(self.engines.has_variations());
        self.show_paint();
        self.go_on_with_film();
        let refiner = self.engines.refiner();
        self.hold_view
            .show(refiner.offer().is_some(), refiner.hold());
        self.critic.show(self.engines.has_critic());
        if self.editor.is_worked_on() {
            self.hint.stroke_made();
        }
        self.toast.follow(self.notice.as_ref());
        let supervisor = self.engines.supervisor();
        let pending = drawn != self.queue.shown();
        let mut words = wording::words(supervisor, pending, self.notice.as_ref());
        let shown = self.shown.as_ref();
        refined_wording::add(&mut words, supervisor, refiner, shown, self.rest.is_asked());
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

    fn show_drawing(&mut self) {
        self.drawing.paint(self.editor.labels());
        self.looking.follow(self.drawing.element());
    }

    /// The number of the newest drawing. Another version of the picture counts as a new one, for it is
    /// asked for in the same way.
    pub(super) fn drawn_seq(&self) -> u32 {
        let changes = self.variations.wanted().changes() + self.repaints;
        self.editor.revision().wrapping_add(changes)
    }

    fn send_next(&mut self) {
        if self.engines.in_charge().is_some()
            && let Some(request) = self.queue.take_next()
        {
            let variation = self.variations.wanted().variation();
            let usual = self.engines.palettes().first().copied();
            let paint = self.editor.paint().or(usual);
            self.engines
                .translate(request.seq, variation, paint, request.labels);
        }
    }

    /// Lets something happen to the engines; if another is in charge afterwards, it is given the
    /// newest drawing.
    pub(super) fn with_engines<T>(&mut self, happen: impl FnOnce(&mut Engines) -> T) -> T {
        let before = self.engines.in_charge();
        let result = happen(&mut self.engines);
        if self.engines.in_charge() != before {
            self.queue.engine_gone();
        }
        self.send_next();
        result
    }

    fn receive(&mut self, post: Post, incoming: Incoming) {
        if post == Post::First(Backend::Webgpu)
            && matches!(incoming, Incoming::Message(ToPage::Ready { .. }, _))
        {
            self.web_app.uses("engine_gpu");
        }
        let picture = self.with_engines(|engines| engines.receive(post, incoming));
        if let Some(picture) = picture
            && !self.take_frame(&picture)
            && !self.take_small(&picture)
            && !self.take_refined(&picture)
        {
            if self.queue.picture(picture.facts.seq) {
                self.show_picture(&picture);
                self.web_app.first_picture();
                self.rest.first_picture();
            }
            self.send_next();
        }
    }

    /// Says what happened, to eyes and ears.
    pub(super) fn tell(&mut self, sentence: &Text) {
        self.toast.show(sentence);
        self.status.announce(sentence);
    }

    /// Puts a picture on show: the only place that does.
    pub(super) fn show_picture(&mut self, picture: &Picture) {
        let before = self.shown.replace(picture.facts.clone());
        match before {
            Some(before) if before.seq == picture.facts.seq => {
                self.picture.show_softly(&picture.rgba);
            }
            _ => self.picture.show(&picture.rgba),
        }
        self.picture_shown(&picture.facts.model);
    }

    pub(super) fn command(&mut self, command: Command) {
        match command {
            Command::ChooseTool(tool) => self.editor.set_tool(tool),
            Command::ChooseClass(class) => {
                self.editor.choose_class(class);
            }
            Command::Act(action) if self.act_on_selection(action) => {}
            Command::Act(action) => self.perform(action),
        }
    }

    fn perform(&mut self, action: Action) {
        match action {
            Action::Undo => {
                let what = self.editor.undo_what().unwrap_or_default();
                if self.editor.undo() {
                    self.status.announce(&sentences::undone(what));
                }
            }
            Action::Redo => {
                let what = self.editor.redo_what().unwrap_or_default();
                if self.editor.redo() {
                    self.status.announce(&sentences::redone(what));
                }
            }
            Action::Clear => {
                self.keep_drawing();
                if self.editor.clear() {
                    self.status.announce(&sentences::CLEARED);
                }
            }
            Action::Random => {
                self.keep_drawing();
                let seed = (js_sys::Math::random() * 2_f64.powi(53)) as u64;
                let facade = made_up::document(seed);
                let paint = self.thrown(seed).or(self.editor.paint());
                if self.editor.open(facade.with_paint(paint), "random facade") {
                    self.status.announce(&sentences::RANDOM_DRAWN);
                }
            }
            Action::Sample => self.show_samples(),
            Action::Recent => self.show_recent(),
            Action::Open => self.choose_file(),
            Action::Save => self.save_picture(),
            Action::SaveLabels => self.save_labels(),
            Action::SavePair => self.save_pair(),
            Action::SaveDocument => self.save_document(),
            Action::SaveSvg => self.save_svg(),
            Action::SaveLarge(side_px) => self.save_large(side_px),
            Action::SaveCard => self.save_card(),
            Action::SaveFilm => self.make_film(),
            Action::Print => self.print(),
            Action::Copy => self.copy_picture(),
            Action::Share => self.share(),
            Action::Delete
            | Action::Duplicate
            | Action::Repeat
            | Action::Mirror
            | Action::Reorder(_)
            | Action::SelectAll
            | Action::CopyShapes
            | Action::Cut
            | Action::Paste
            | Action::Group
            | Action::Ungroup
            | Action::Align(_)
            | Action::Distribute(_)
            | Action::Corners => {}
            Action::ZoomOut => self.zoom_out(),
            Action::ZoomFit => self.zoom_fit(),
            Action::ZoomIn => self.zoom_in(),
            Action::Vary => self.vary(self.engines.has_variations()),
            Action::UsualVersion => self.usual_version(self.engines.has_variations()),
            Action::Quality => self.switch_hold(),
            Action::Compare => self.toggle_compare(),
            Action::Overlay => self.toggle_overlay(),
            Action::Critic => self.toggle_critic(self.engines.has_critic()),
            Action::FullScreen => self.full_screen.toggle(),
            Action::Help => self.help.open(),
            Action::Dice => self.throw_dice(),
            Action::Palettes => self.show_palettes(),
            Action::ColoursFromPhoto => self.choose_photo(),
            Action::UsualColours => self.usual_colours(),
            Action::Language => {
                language::switch();
                self.appearance.show();
                drawing_colors::show();
                self.status.announce(&sentences::LANGUAGE_SWITCHED);
            }
            Action::DrawingColours => {
                drawing_colors::switch();
                palette::recolor();
                self.show_drawing();
                files::forget_thumbnails();
                self.status
                    .announce(&sentences::colours_switched(&drawing_colors::name()));
            }
            Action::Theme => {
                let name = self.appearance.switch();
                self.status.announce(&sentences::appearance_switched(&name));
            }
        }
    }
}

pub(super) fn now_ms() -> f64 {
    dom::window()
        .performance()
        .expect("every browser tells the time")
        .now()
}
