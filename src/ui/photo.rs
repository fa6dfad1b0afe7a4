//! A photo that is dropped, pasted, chosen or taken: what it may be of use for, and the one under the drawing.
//!
//! `web/underlay.js` shows the sheet, the photo and its corners, `web/kept_photos.js` reads and keeps it. What lies where, and that
//! it can be undone, is the editor's business. No generator ever hears of it but one that is fed photographs.

use js_sys::{Float32Array, Promise, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::app::{App, PageLink, act_on};
use super::dom;
use super::feed;
use super::texts::{files as file_texts, models, others, photo as texts};
use facade_editor::underlay::Underlay;

#[wasm_bindgen]
extern "C" {
    type Script;
    #[wasm_bindgen(js_namespace = photos)]
    fn underlay() -> Promise;
    /// Gives the script whom to tell, once.
    #[wasm_bindgen(method)]
    fn begin(this: &Script, say: &JsValue);
    /// Shows the photo of these [`Underlay::numbers`], or none.
    #[wasm_bindgen(method)]
    fn show(this: &Script, numbers: &[f32]);
    /// Opens the sheet, about a photo where there is a file.
    #[wasm_bindgen(method)]
    fn offer(this: &Script, file: Option<&File>, is_map: bool, is_worked_on: bool);
}

/// The steps of history that the script asks for.
const STEPS: [&str; 7] = [
    "photo",
    "move photo",
    "photo corner",
    "photo opacity",
    "hide photo",
    "show photo",
    REMOVE,
];
const REMOVE: &str = "remove photo";
/// The photo begins an empty drawing.
const EMPTY: &str = "empty";

/// What the script was told.
pub(super) struct Photo {
    page: PageLink,
    has_begun: bool,
    /// None where the script has to be told anew.
    shown: Option<Option<Underlay>>,
}

impl Photo {
    pub(super) fn new(page: PageLink) -> Self {
        Self {
            page,
            has_begun: false,
            shown: Some(None),
        }
    }

    /// Lets the script do something, once it is there: nobody who has no photo needs it.
    fn ask(&mut self, happen: impl FnOnce(&Script) + 'static) {
        let has_begun = std::mem::replace(&mut self.has_begun, true);
        let page = self.page.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let Ok(script) = JsFuture::from(underlay()).await else {
                act_on(&page, |app| {
                    app.photo.has_begun = false;
                    app.notice = Some(models::refusal("unreachable", "underlay.js"));
                });
                return;
            };
            let script: Script = script.unchecked_into();
            if !has_begun {
                let say = Closure::<dyn FnMut(String, JsValue)>::new(
                    move |what: String, value: JsValue| {
                        act_on(&page, move |app| app.hear_photo(&what, value));
                    },
                );
                script.begin(&say.into_js_value());
            }
            happen(&script);
        });
    }
}

impl App {
    /// Opens the sheet without a photo: it has the ways to one.
    pub(super) fn show_photo(&mut self) {
        self.offer_photo(None, false);
    }

    /// Asks what a picture is to be used for.
    pub(super) fn offer_photo(&mut self, file: Option<File>, is_map: bool) {
        let is_worked_on = self.editor.is_worked_on();
        self.photo
            .ask(move |script| script.offer(file.as_ref(), is_map, is_worked_on));
    }

    /// After every event: shows the photo where the drawing has it.
    pub(super) fn show_underlay(&mut self) {
        let underlay = self.editor.document().underlay();
        if self.photo.shown != Some(underlay) {
            self.photo.shown = Some(underlay);
            let numbers = underlay.map_or(Vec::new(), |underlay| underlay.numbers().to_vec());
            self.photo.ask(move |script| script.show(&numbers));
        }
    }

    fn hear_photo(&mut self, what: &str, value: JsValue) {
        let file: Option<File> = value.dyn_ref().cloned();
        match (what, file) {
            ("file", Some(file)) => self.open_picture(file, true),
            ("colours", Some(file)) => self.open_photo(&file),
            ("map", Some(file)) => self.open_map(file),
            ("pixels", _) => self.see_photograph(value.unchecked_ref()),
            ("unreadable", _) => self.notice = Some(file_texts::UNREADABLE_PICTURE),
            ("unkept", _) => self.notice = Some(texts::NOT_KEPT),
            ("lost", _) => self.notice = Some(texts::LOST),
            _ => self.change_underlay(what, value.dyn_ref()),
        }
    }

    /// A model that is fed photographs sees this one from now on.
    fn see_photograph(&mut self, pixels: &Uint8Array) {
        feed::lay_under(pixels.to_vec());
        dom::root()
            .toggle_attribute_with_force("data-lacks-photograph", feed::lacks_photograph())
            .expect("the attribute's name is valid");
        self.repaints = self.repaints.wrapping_add(1);
    }

    fn change_underlay(&mut self, what: &str, numbers: Option<&Float32Array>) {
        let underlay = numbers.and_then(|numbers| Underlay::from_numbers(&numbers.to_vec()));
        let is_made = match underlay {
            Some(underlay) if what == EMPTY => {
                self.keep_drawing();
                self.editor.begin_over(underlay, STEPS[0])
            }
            _ => {
                let step = STEPS.into_iter().find(|step| *step == what);
                let step = step.filter(|step| underlay.is_some() != (*step == REMOVE));
                step.is_some_and(|step| self.editor.set_underlay(underlay, step))
            }
        };
        if !is_made {
            // The script shows what is not so.
            self.photo.shown = None;
            if self.editor.is_drawing() {
                self.notice = Some(file_texts::IN_MID_STROKE);
            }
        } else if underlay.is_none() {
            self.tell(&texts::REMOVED);
        } else if what == EMPTY || what == STEPS[0] {
            self.tell(&others::or("placed", texts::PLACED));
        }
    }
}
