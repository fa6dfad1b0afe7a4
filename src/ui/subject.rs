//! What this page draws: what its model is fed.
//!
//! The site says it in `<meta name="subject">`, as `cargo xtask publish` writes it, for each of its models; of a visitor's
//! own model, or one that the address names, this browser remembers it. An engine says it again once its model is there.
//! Where that is something else the page remembers it and begins anew: nothing is ever drawn of two subjects.
//! `web/subject.js` reads and compares all this.

use wasm_bindgen::prelude::wasm_bindgen;

use super::address::Wish;
use super::app::App;
use super::engines::link::Incoming;
use super::texts::inks;
use super::dom;
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
    fn names(this: &Said) -> Vec<String>;
    #[wasm_bindgen(method, getter)]
    fn colors(this: &Said) -> Vec<u8>;

    #[wasm_bindgen(js_namespace = subject, js_name = begin)]
    fn say(model: &str) -> Said;
    #[wasm_bindgen(js_namespace = subject, js_name = isDrawn)]
    fn is_drawn(text: &str) -> bool;
    #[wasm_bindgen(js_namespace = subject, js_name = beginAnew)]
    fn begin_anew(model: &str, text: &str) -> bool;
}

const INKS: &str = "inks";
const PHOTOGRAPHS: &str = "photographs";

/// The subject; `None` for the facades, and for what makes no sense, which the engine will put right.
fn made(said: &Said) -> Option<Subject> {
    let colors = said.colors();
    let (colors, _) = colors.as_chunks();
    match &*said.feed() {
        "labels" => {
            let classes = said.ids().into_iter().zip(said.names()).zip(colors);
            let class = |((id, name), &color)| Class { id, name, color };
            Subject::new(Feed::Labels, classes.map(class).collect())
        }
        INKS => Subject::new(Feed::Inks, inks::named(colors)),
        PHOTOGRAPHS => Subject::new(Feed::Photographs, inks::over_photographs()),
        _ => None,
    }
}

/// Takes up what the page draws, before anything of it is there.
pub fn begin(wish: &Wish) {
    let said = say(&wish.parameter().unwrap_or_default());
    let Some(made) = made(&said) else {
        return;
    };
    subject::begin(made);
    let feed = said.feed();
    dom::set_attribute(&dom::root(), "data-feed", &feed);
    let style = dom::create("link", "");
    dom::set_attribute(&style, "rel", "stylesheet");
    dom::set_attribute(&style, "href", "subject.css");
    dom::append(&dom::root(), &style);
    if feed == PHOTOGRAPHS {
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

/// Whether an action is one for facades, and something else is drawn.
pub fn lacks(command: Command) -> bool {
    use Action::{DrawingColours, Random, Sample, SaveLabels, SaveSvg, Street};
    let feed = subject::current().feed();
    matches!(command, Command::Act(Random | Sample | Street | DrawingColours) if feed != Feed::Facades)
        || matches!(command, Command::Act(SaveLabels | SaveSvg) if feed == Feed::Photographs)
}

/// What a key of the browser's store is called while this subject is drawn: no drawing of another one lies there.
pub fn own_key(key: &str) -> String {
    let subject = subject::current();
    if subject.is_facades() {
        return key.to_owned();
    }
    let mark = format!("@{:08x}", subject.digest());
    // Slots have a number behind it.
    match key.split_once("drawing") {
        Some((before, after)) => format!("{before}drawing{mark}{after}"),
        None => key.to_owned() + &mark,
    }
}

/// The key that [`own_key`] has made this of; one of another subject's stays as it is, and is nothing to this one.
pub fn shelf_key(key: &str) -> String {
    let mark = own_key("");
    match key.replacen(&mark, "", 1) {
        bare if own_key(&bare) == key => bare,
        _ => key.to_owned() + "@",
    }
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
        if self.kiosk.is_some() || !begin_anew(&wish.parameter().unwrap_or_default(), said) {
            self.notice = Some(inks::OTHER_SUBJECT);
        }
    }
}
