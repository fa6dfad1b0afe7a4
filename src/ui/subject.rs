//! What this page draws: what its model is fed.
//!
//! The site says it in `<meta name="subject">`, as `cargo xtask publish` writes it, for each of its models; of a visitor's
//! own model, or one that the address names, this browser remembers it. An engine says it again once its model is there.
//! Where that is something else the page remembers it and begins anew: nothing is ever drawn of two subjects.
//! `web/subject.js` reads and compares all this.

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::address::Wish;
use super::app::{App, act_on};
use super::dom;
use super::engines::link::Incoming;
use super::texts::others;
use facade_editor::action::{ACTIONS, Action, Command};
use facade_editor::subject::{self, Class, Feed, Subject};
use facade_protocol::ToPage;

#[wasm_bindgen]
extern "C" {
    type Said;
    #[wasm_bindgen(method, getter)]
    fn feed(this: &Said) -> String;
    #[wasm_bindgen(method, getter)]
    fn ids(this: &Said) -> Vec<u8>;
    #[wasm_bindgen(method, getter)]
    fn colors(this: &Said) -> Vec<u8>;
    /// A line each.
    #[wasm_bindgen(method, getter)]
    fn names(this: &Said) -> String;
    /// Three lines each: key, English, Chinese.
    #[wasm_bindgen(method, getter)]
    fn words(this: &Said) -> String;

    #[wasm_bindgen(js_namespace = subject, js_name = begin)]
    fn say(model: &str) -> JsValue;
    #[wasm_bindgen(js_namespace = subject, js_name = isDrawn)]
    fn is_drawn(text: &str) -> bool;
    #[wasm_bindgen(js_namespace = subject, js_name = beginAnew)]
    fn begin_anew(model: &str, text: &str) -> Promise;
}

/// Takes up what the page draws, before anything of it is there, and calls `then`.
pub fn begin(wish: &Wish, then: impl FnOnce() + 'static) {
    let said = say(&wish.parameter().unwrap_or_default());
    let Ok(coming) = said.dyn_into::<Promise>() else {
        then();
        return;
    };
    wasm_bindgen_futures::spawn_local(async move {
        // Where it does not come the engine will say so once more.
        if let Ok(said) = JsFuture::from(coming).await {
            take_up(said.unchecked_ref());
        }
        then();
    });
}

fn take_up(said: &Said) {
    let feed = match &*said.feed() {
        "labels" => Feed::Labels,
        "inks" => Feed::Inks,
        _ => Feed::Photographs,
    };
    let (colors, names) = (said.colors(), said.names());
    let classes = said.ids().into_iter().zip(names.split('\n'));
    let classes = classes.zip(colors.as_chunks().0);
    let class = |((id, name), &color): ((u8, &str), &_)| Class {
        id,
        name: name.to_owned(),
        color,
    };
    let Some(made) = Subject::new(feed, classes.map(class).collect()) else {
        return;
    };
    subject::begin(made);
    others::begin(&said.words());
    if feed == Feed::Photographs {
        dom::set_attribute(&dom::root(), "data-lacks-photograph", "");
        let ask = dom::button("action primary photograph-ask", "data-command", "photo");
        dom::append(&ask, &dom::create("span", "name"));
        dom::append(&dom::by_id("drawing-stage"), &ask);
    }
    for entry in ACTIONS.iter().filter(|entry| lacks(entry.command)) {
        let name = entry.name;
        for way in dom::all(&format!("[data-action={name}], [data-command={name}]")) {
            way.remove();
        }
    }
}

/// Whether an action asks for what this subject has not.
pub fn lacks(command: Command) -> bool {
    use Action::{DrawingColours, Random, Sample, SaveLabels, SaveSvg, Street};
    let subject = subject::current();
    let known = subject.known();
    match command {
        Command::Act(Random) => known.is_none_or(|known| known.procedural.is_none()),
        Command::Act(Sample) => subject.samples().is_empty(),
        Command::Act(DrawingColours) => known.is_none_or(|known| known.natural_colors.is_none()),
        Command::Act(Street) => !subject.is_facades(),
        Command::Act(SaveLabels | SaveSvg) => subject.feed() == Feed::Photographs,
        _ => false,
    }
}

/// What stands behind the keys of the browser's store, so that no drawing of another subject lies there.
fn mark() -> String {
    let subject = subject::current();
    match subject.is_facades() {
        true => String::new(),
        false => format!("@{:08x}", subject.digest()),
    }
}

/// What a key of the browser's store is called while this is drawn.
pub fn own_key(key: &str) -> String {
    key.to_owned() + &mark()
}

/// The key that [`own_key`] has made this of; none for one of another subject.
pub fn shelf_key(key: &str) -> Option<&str> {
    let key = key.strip_suffix(&*mark())?;
    (!key.contains('@')).then_some(key)
}

/// What an engine that is ready says that its model is fed; `None` of any other message.
pub fn said_by(incoming: &Incoming) -> Option<&str> {
    match incoming {
        Incoming::Message(ToPage::Ready { subject, .. }, _) => Some(subject),
        _ => None,
    }
}

/// Whether this is what the page draws.
pub fn is_it(said: &str) -> bool {
    is_drawn(said)
}

impl App {
    /// The page begins anew with a model that draws something else.
    pub(super) fn begin_anew(&mut self, said: &str, wish: &Wish) {
        self.keep_drawing();
        let page = self.page.clone();
        let coming = begin_anew(&wish.parameter().unwrap_or_default(), said);
        wasm_bindgen_futures::spawn_local(async move {
            if JsFuture::from(coming).await.is_err() {
                act_on(&page, |app| app.notice = Some(others::NOT_REMEMBERED));
            }
        });
    }
}

#[cfg(test)]
mod tests;
