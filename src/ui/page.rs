//! The page as a whole: what it listens to, and the way from an event to the [`App`].
//!
//! Every event goes through the page's [`Dispatcher`], which afterwards lets the [`App`] bring
//! controls and status up to date.

use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, PointerEvent, UrlSearchParams};

use super::address::Address;
use super::app::App;
use super::cursor::Mark;
use super::dispatcher::Dispatcher;
use super::engines::adapter;
use super::view::{full_screen, split};
use super::{
    context_menu, controls, dom, drawing_colors, files, kiosk, language, menu, models, paint,
    palette, selection_bar, street, subject,
};

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

/// Builds the page and starts the first engine, once it is known what is drawn; events do the rest.
pub fn start() {
    let window = dom::window();
    let search = window.location().search().unwrap_or_default();
    let parameters = UrlSearchParams::new_with_str(&search).expect("any text is a query");
    let address = Address::read(|key| parameters.get(key));
    let wish = address.model.clone();
    subject::begin(&wish, move || build(&parameters, address));
}

fn build(parameters: &UrlSearchParams, address: Address) {
    language::begin(parameters);
    drawing_colors::begin();
    palette::build();
    paint::build();
    selection_bar::build();
    let page = Page(Rc::new_cyclic(|page| {
        Dispatcher::new(App::new(address, Weak::clone(page)), App::settle)
    }));
    page.listen();
    page.0.dispatch(App::begin);
    if page.0.state().engines.supervisor().wants_adapter() {
        wasm_bindgen_futures::spawn_local(async move {
            let offered = adapter::is_offered().await;
            page.0
                .dispatch(move |app| app.with_engines(|engines| engines.adapter(offered)));
        });
    }
}

/// A handle on the page, for event handlers.
#[derive(Clone)]
pub(super) struct Page(Rc<Dispatcher<App>>);

impl Page {
    fn listen(&self) {
        let document = dom::document();
        let app = self.0.state();
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
        street::listen(self);
        models::listen(self);
        menu::listen();
        full_screen::listen(self);
        selection_bar::listen(self);
        if app.kiosk.is_some() {
            kiosk::listen(self);
        }
        let page = self.clone();
        let tick = Closure::<dyn FnMut()>::new(move || page.0.dispatch(App::tick));
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
        let happen = Rc::new(happen);
        dom::listen(target, kind, move |event: E| {
            let happen = Rc::clone(&happen);
            page.0.dispatch(move |app| happen(app, &event));
        });
    }
}
