//! `dialog#models`: the site's models and the visitor's own, what each is, and which one paints.
//!
//! Written anew whenever it opens.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement};

use super::super::address::Wish;
use super::super::app::{App, act_on};
use super::super::page::Page;
use super::super::texts::models as texts;
use super::super::{dom, files, language};
use super::own::{self, Model};

const DIALOG: &str = "models";
/// What the button of a row asks for: a wish as addresses have it.
const CHOICE: &str = "data-model-choice";
const REMOVAL: &str = "data-model-removal";
/// Where a published site tells of its models.
const ABOUT: &str = "#settings a";

/// Ties the dialog to the page.
pub(in crate::ui) fn listen(page: &Page) {
    let dialog: HtmlDialogElement = dom::by_id(DIALOG);
    page.on(&dialog, "click", |app, event: &Event| {
        app.models_clicked(event);
    });
}

impl App {
    /// Shows the models.
    pub(in crate::ui) fn show_models(&mut self) {
        let page = self.page.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let Ok(all) = JsFuture::from(own::all()).await else {
                return;
            };
            let all: Array = all.unchecked_into();
            act_on(&page, move |app| app.write_models(&all));
            // Outside of what the page does: moving the focus into the dialog is an event of its own.
            let dialog: HtmlDialogElement = dom::by_id(DIALOG);
            if !dialog.open() {
                let _ = dialog.show_modal();
            }
        });
    }

    fn write_models(&mut self, all: &Array) {
        let list: Element = dom::by_id("model-list");
        list.set_text_content(None);
        let about: HtmlElement = dom::by_id("models-about");
        if let Some(address) = dom::all(ABOUT)
            .first()
            .and_then(|link| link.get_attribute("href"))
        {
            dom::set_attribute(&about, "href", &address);
            about.set_hidden(false);
        }
        for model in all.iter() {
            let model: Model = model.unchecked_into();
            dom::append(&list, &self.row(&model));
        }
    }

    fn row(&self, model: &Model) -> Element {
        let (name, role) = (model.name(), model.role());
        let wish = match &*role {
            "own" => Wish::Own(name.clone()),
            "default" => Wish::Default,
            _ => Wish::Listed(name.clone()),
        };
        let own = role == "own";
        // The address may ask for the site's default by its name.
        let in_use = &self.models.wish;
        let is_here = *in_use == wish || (!own && *in_use == Wish::Listed(name.clone()));
        let row = dom::create("li", "model");
        let choice = dom::button(
            "model-choice",
            CHOICE,
            &wish.parameter().unwrap_or_default(),
        );
        dom::set_attribute(&choice, "aria-current", &is_here.to_string());
        if is_here {
            dom::set_attribute(&choice, "autofocus", "");
        }
        let title = dom::create("strong", "");
        title.set_text_content(Some(&name));
        dom::append(&choice, &title);
        dom::append(
            &choice,
            &language::worded("span", &texts::facts(model_facts(model, is_here))),
        );
        dom::append(&row, &choice);
        if own {
            let removal = dom::button("action", REMOVAL, &name);
            language::write(&removal, &texts::REMOVE);
            language::write_attribute(&removal, "aria-label", &texts::remove(&name));
            dom::append(&row, &removal);
        }
        row
    }

    fn models_clicked(&mut self, event: &Event) {
        let Some(target) = event.target().and_then(|it| it.dyn_into::<Element>().ok()) else {
            return;
        };
        let of = |attribute: &str| {
            let button = target.closest(&format!("[{attribute}]")).ok()??;
            button.get_attribute(attribute)
        };
        if let Some(name) = of(REMOVAL) {
            self.remove_model(name);
            return;
        }
        if let Some(choice) = of(CHOICE) {
            let wish = Wish::of(&choice);
            if wish != self.models.wish {
                self.choose_model(wish);
            }
        } else if of("data-model-file").is_some() {
            files::choose(
                &self.page,
                ".safetensors,.pth,.pt,.ckpt,.onnx,.gz,.zip",
                App::open_file,
            );
        } else if target.id() != DIALOG && of("data-close").is_none() {
            return;
        }
        dom::close(DIALOG);
    }

    /// Where it is the one in use, the page goes back to the site's.
    fn remove_model(&mut self, name: String) {
        let page = self.page.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let removed = JsFuture::from(own::forget(&name)).await;
            act_on(&page, move |app| {
                if removed.is_err() {
                    return;
                }
                app.tell(&texts::removed(&name));
                if app.models.wish == Wish::Own(name) {
                    app.choose_model(Wish::Default);
                }
                app.show_models();
            });
        });
    }
}

fn model_facts(model: &Model, is_here: bool) -> texts::Facts {
    let own = model.role() == "own";
    texts::Facts {
        is_here,
        is_own: own,
        is_default: model.role() == "default",
        bytes: model.bytes(),
        detail: own.then(|| (model.ngf(), model.painted(), model.pairs(), model.epochs())),
    }
}
