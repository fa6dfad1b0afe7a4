//! What this page draws: what its model is fed.
//!
//! The site says it in `<meta name="subject">`, as `cargo xtask publish` writes it, for each of its models; of a visitor's
//! own model, or one that the address names, this browser remembers it. An engine says it again once its model is there.
//! Where that is something else the page remembers it and begins anew: nothing is ever drawn of two subjects.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::Wish;
use super::app::App;
use super::engines::link::Incoming;
use super::texts::{Text, inks};
use super::{dom, kiosk};
use facade_editor::action::{ACTIONS, Action, Command};
use facade_editor::subject::{self, Class, Feed, Subject};
use facade_protocol::ToPage;

/// Where the browser's store has what it remembers, before the model's `?model=`.
const MEMORY: &str = "facade-studio.subject ";
const FACADES: &str = "facades";
const LABELS: &str = "labels";
const INKS: &str = "inks";
const PHOTOGRAPHS: &str = "photographs";

/// The site's word.
#[derive(Default, Deserialize)]
struct Site {
    default: String,
    models: BTreeMap<String, Said>,
}

/// What is said of one model.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Said {
    feed: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    classes: Vec<facade_protocol::Class>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    inks: Vec<[u8; 3]>,
}

impl Said {
    /// What an engine says of its model; `None` of any other message.
    pub fn by(incoming: &Incoming) -> Option<Self> {
        let Incoming::Message(
            ToPage::Ready {
                classes,
                inks,
                takes_colors,
                ..
            },
            _,
        ) = incoming
        else {
            return None;
        };
        let is_facades = subject::is_facades(classes.iter().map(|it| (it.id, &*it.name, it.color)));
        let feed = match (takes_colors, inks.is_empty()) {
            (true, true) => PHOTOGRAPHS,
            (true, false) => INKS,
            (false, _) if is_facades => FACADES,
            (false, _) => LABELS,
        };
        Some(Self {
            feed: feed.to_owned(),
            classes: match is_facades {
                true => Vec::new(),
                false => classes.clone(),
            },
            inks: inks.clone(),
        })
    }

    /// The subject; `None` for the facades, and for what makes no sense, which the engine will put right.
    fn subject(self) -> Option<Subject> {
        match &*self.feed {
            LABELS => {
                let class = |it: facade_protocol::Class| Class {
                    id: it.id,
                    name: it.name,
                    color: it.color,
                };
                Subject::new(Feed::Labels, self.classes.into_iter().map(class).collect())
            }
            INKS => Subject::new(Feed::Inks, inks::named(&self.inks)),
            PHOTOGRAPHS => Subject::new(Feed::Photographs, inks::over_photographs()),
            _ => None,
        }
    }

    /// Whether this is what the page draws.
    pub fn is_drawn(&self) -> bool {
        let current = subject::current();
        self.clone().digest() == (current.feed(), current.digest())
    }

    fn digest(self) -> (Feed, u32) {
        let made = self.subject();
        let subject = made.as_ref().unwrap_or(subject::facades());
        (subject.feed(), subject.digest())
    }
}

/// Takes up what the page draws, before anything of it is there.
pub fn begin(wish: &Wish) {
    if let Some(subject) = expected(wish).subject() {
        subject::begin(subject);
    }
    let feed = match subject::current().feed() {
        Feed::Facades => FACADES,
        Feed::Labels => LABELS,
        Feed::Inks => INKS,
        Feed::Photographs => PHOTOGRAPHS,
    };
    dom::set_attribute(&dom::root(), "data-feed", feed);
    if feed == FACADES {
        return;
    }
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

/// What a model is thought to be fed before it is there.
fn expected(wish: &Wish) -> Said {
    let kept = storage().and_then(|store| store.get_item(&key(wish)).ok()?);
    let kept = kept.and_then(|text| serde_json::from_str(&text).ok());
    kept.or_else(|| {
        let meta = dom::all("meta[name=subject]");
        let text = meta.first()?.get_attribute("content")?;
        let mut site: Site = serde_json::from_str(&text).ok()?;
        let name = wish.listed().unwrap_or(site.default);
        site.models.remove(&name)
    })
    .unwrap_or_default()
}

fn key(wish: &Wish) -> String {
    MEMORY.to_owned() + &wish.parameter().unwrap_or_default()
}

fn storage() -> Option<web_sys::Storage> {
    dom::window().local_storage().ok()?.filter(|_| !kiosk::is_on())
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

impl App {
    /// Whether a model that is ready draws what this page draws. If not, the page begins anew with it.
    pub(super) fn is_of_subject(&mut self, said: Said, wish: &Wish) -> bool {
        let is_it = said.is_drawn();
        if !is_it {
            self.keep_drawing();
            self.notice = begin_anew(said, wish).err();
        }
        is_it
    }
}

fn begin_anew(said: Said, wish: &Wish) -> Result<(), Text> {
    if expected(wish).digest() != said.clone().digest() {
        let text = serde_json::to_string(&said).expect("names and numbers");
        let kept = storage().map(|store| store.set_item(&key(wish), &text));
        if !matches!(kept, Some(Ok(()))) {
            return Err(inks::OTHER_SUBJECT);
        }
    }
    let address = dom::address_asking(super::address::MODEL, wish.parameter().as_deref());
    // A drawing in the link is of what was drawn before.
    dom::put_address(address.split('#').next().unwrap_or_default());
    let _ = dom::window().location().reload();
    Ok(())
}
