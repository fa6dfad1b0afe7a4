//! `#status`: the state of the engines as attributes and in words.
//!
//! What concerns everybody stands there in words; backend, time and model, and why so, behind the button. Shows what
//! it is given; the words are made in [`wording`](super::wording).

use web_sys::{Element, Event, HtmlButtonElement, HtmlProgressElement};

use super::engines::supervisor::Remedy;
use super::refined_wording::{self, Invitation};
use super::texts::{self, Language, Text};
use super::wording::Words;
use super::{dom, language};
use facade_protocol::Backend;

/// The attributes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The backend that translates; none while the page looks for one.
    pub backend: Option<Backend>,
    /// How many workers share a picture.
    pub threads: usize,
    /// The model that made the picture on show; before the first, the one that is loaded.
    pub model: Option<String>,
    /// How far the second model is, if the site has one.
    pub second: &'static str,
    /// The drawing on show in `#picture`; 0 before the first picture.
    pub shown_seq: u32,
    /// The newest drawing.
    pub drawn_seq: u32,
    /// The last translation, milliseconds.
    pub last_ms: Option<f64>,
}

/// The element and its parts.
pub struct StatusView {
    root: Element,
    line: Element,
    facts: Element,
    note: Element,
    progress: HtmlProgressElement,
    retry: HtmlButtonElement,
    invitation: HtmlButtonElement,
    announcer: Element,
    shown: Option<(Words, Facts, Language)>,
}

impl StatusView {
    /// Takes hold of the elements.
    pub fn new() -> Self {
        let root: Element = dom::by_id("status");
        let (more, own): (Element, _) = (dom::by_id("status-more"), root.clone());
        let button = more.clone();
        dom::listen(&more, "click", move |_: Event| {
            let is_open = own.toggle_attribute("data-open").unwrap_or_default();
            dom::set_attribute(&button, "aria-expanded", &is_open.to_string());
        });
        Self {
            root,
            line: dom::by_id("status-line"),
            facts: dom::by_id("status-facts"),
            note: dom::by_id("status-note"),
            progress: dom::by_id("download"),
            retry: dom::by_id("retry"),
            invitation: dom::by_id("second-model"),
            announcer: dom::by_id("announcer"),
            shown: None,
        }
    }

    /// The button offered when no engine is left.
    pub fn retry_button(&self) -> &HtmlButtonElement {
        &self.retry
    }

    /// The button that asks for the second model.
    pub fn invitation(&self) -> &HtmlButtonElement {
        &self.invitation
    }

    /// Brings everything up to date; touches the document only where something changed, so that
    /// screen readers hear a note once.
    pub fn show(&mut self, words: Words, facts: Facts) {
        let before = self.shown.take();
        let was = before.as_ref();
        let attribute = |name: &str, value: String| {
            if self.root.get_attribute(name).as_deref() != Some(&value) {
                dom::set_attribute(&self.root, name, &value);
            }
        };
        if was.map(|(_, facts, _)| facts) != Some(&facts) {
            attribute("data-drawn", facts.drawn_seq.to_string());
            attribute("data-seq", facts.shown_seq.to_string());
            attribute(
                "data-ms",
                facts.last_ms.map_or(String::new(), |ms| format!("{ms:.2}")),
            );
            attribute(
                "data-backend",
                facts.backend.map_or("", Backend::id).to_owned(),
            );
            attribute("data-threads", facts.threads.to_string());
            attribute("data-model", facts.model.clone().unwrap_or_default());
            attribute("data-second", facts.second.to_owned());
        }
        let language = language::current();
        if was.map(|(words, _, language)| (words, *language)) != Some((&words, language)) {
            language::write(&self.line, &words.line);
            language::write(&self.facts, &words.facts);
            language::write(&self.note, &words.note);
            self.root
                .toggle_attribute_with_force("data-complains", words.complains)
                .expect("the attribute's name is valid");
            self.show_download(words.download);
            self.show_remedy(words.remedy);
            self.show_invitation(words.invitation.as_ref());
            // Last: whoever waits for a state then finds the words that belong to it.
            attribute("data-state", words.state.id().to_owned());
        }
        self.shown = Some((words, facts, language));
    }

    /// Says something once to those who cannot see it.
    pub fn announce(&self, sentence: &Text) {
        language::write(&self.announcer, sentence);
    }

    fn show_download(&self, download: Option<(u64, u64)>) {
        self.progress.set_hidden(download.is_none());
        if let Some((received_bytes, total_bytes)) = download {
            self.progress.set_max(total_bytes as f64);
            self.progress.set_value(received_bytes as f64);
        }
    }

    fn show_invitation(&self, invitation: Option<&Invitation>) {
        self.invitation.set_hidden(invitation.is_none());
        if let Some(invitation) = invitation {
            let kind = match invitation {
                Invitation::Download(_) => "download",
                Invitation::Retry => "retry",
            };
            dom::set_attribute(&self.invitation, "data-kind", kind);
            language::write(&self.invitation, &refined_wording::invitation(invitation));
        }
    }

    fn show_remedy(&self, remedy: Option<Remedy>) {
        self.retry.set_hidden(remedy.is_none());
        if let Some(remedy) = remedy {
            let way_out = match remedy {
                Remedy::Retry => texts::engines::RETRY,
                Remedy::Reload => texts::engines::RELOAD,
            };
            language::write(&self.retry, &way_out);
        }
    }
}

impl Default for StatusView {
    fn default() -> Self {
        Self::new()
    }
}
