//! `dialog#street`: the houses of several links side by side, each with its drawing and its picture.
//!
//! They come with the address (`?street=LINK,LINK`, each link what stands behind `#d=` in one) or are pasted beside
//! the drawing on show, and go where the street's own link goes: nothing is kept here. The engine pictures one after
//! the other while it has nothing better to do, as for the gallery of palettes.

use std::rc::Rc;

use web_sys::{
    CanvasRenderingContext2d, ClipboardEvent, Element, Event, HtmlCanvasElement, HtmlDialogElement,
    HtmlInputElement,
};

use super::app::{App, now_ms};
use super::drawing_canvas::context_2d;
use super::engines::Picture;
use super::files::{link, thumbnail};
use super::page::Page;
use super::texts::{Text, files, recent as shelf_texts, street as texts};
use super::{dom, language, picture_canvas};
use facade_editor::document::Document;
use facade_editor::rasterise::rasterise;
use facade_exchange::share_link::{self, KEY};

/// So many houses stand in a street: as many as are seen side by side on a large screen.
const HOUSES_MAX: usize = 8;
/// Characters of a query that every host takes; longer streets stand behind the `#`, which is not sent.
const QUERY_MAX: usize = 6_000;
/// Requests for a street carry this bit in their number and not the next higher one, which is the gallery's and the
/// film's.
const MARK: u32 = 1 << 30;
/// Longest wait for a picture, milliseconds: the engine may have been replaced meanwhile.
const PATIENCE_MS: f64 = 10_000.0;

/// The dialog, and the houses in it.
pub(super) struct Street {
    dialog: HtmlDialogElement,
    list: Element,
    note: Element,
    link: HtmlInputElement,
    houses: Vec<House>,
    /// The house that the drawing on show stands for.
    mine: Option<usize>,
    /// Counts the requests.
    requests: u32,
    /// The request under way: its number, its house, and since when.
    asked: Option<(u32, usize, f64)>,
}

struct House {
    /// What stands behind the `d=` of its link.
    code: String,
    plate: String,
    document: Rc<Document>,
    item: Element,
    words: Element,
    demolish: Element,
    picture: CanvasRenderingContext2d,
    drawing: HtmlCanvasElement,
    is_pictured: bool,
}

impl House {
    /// The house of a link, of its fragment, or of what stands behind its `d=`.
    fn of(link: &str) -> Result<Self, Text> {
        let (_, code) = link.rsplit_once('#').unwrap_or(("", link));
        let code = code.strip_prefix(KEY).unwrap_or(code).trim();
        let link = KEY.to_owned() + code;
        let Some(Ok(sent)) = share_link::read(&link) else {
            return Err(texts::NO_HOUSE);
        };
        let item = dom::create("li", "");
        // The list, which scrolls, would have the focus first.
        let enter = dom::button("sample", "autofocus", "");
        let demolish = dom::button("demolish", "data-demolish", "");
        demolish.set_text_content(Some("×"));
        let (picture, drawing) = (thumbnail::canvas(), thumbnail::canvas());
        let words = dom::create("span", "");
        for (part, of) in [
            (&*picture as &Element, &enter),
            (&drawing, &enter),
            (&words, &enter),
            (&enter, &item),
            (&demolish, &item),
        ] {
            dom::append(of, part);
        }
        Ok(Self {
            code: code.to_owned(),
            plate: sent.plate.to_owned(),
            document: Rc::new(sent.document),
            item,
            words,
            demolish,
            picture: context_2d(&picture),
            drawing,
            is_pictured: false,
        })
    }
}

/// Ties the dialog to the page.
pub(super) fn listen(page: &Page) {
    let dialog: HtmlDialogElement = dom::by_id("street");
    page.on(&dialog, "click", App::street_clicked);
    // What the address asked for was seen; a link to the drawing must not ask for it again.
    dom::listen(&dialog, "close", |_: Event| {
        if asked_for().is_some() {
            link::put_in_address("");
        }
    });
    let link: HtmlInputElement = dom::by_id("street-link");
    page.on(&link, "change", |app, _: &Event| {
        let text = app.street.link.value();
        app.add_to_street(&text);
    });
}

/// The links that the page's address asks for.
pub(super) fn asked_for() -> Option<String> {
    let url = dom::address();
    let hash = url.hash();
    let in_hash = hash.strip_prefix("#street=").map(str::to_owned);
    url.search_params().get(link::STREET).or(in_hash)
}

impl Street {
    pub(super) fn new() -> Self {
        Self {
            dialog: dom::by_id("street"),
            list: dom::by_id("street-list"),
            note: dom::by_id("street-note"),
            link: dom::by_id("street-link"),
            houses: Vec::new(),
            mine: None,
            requests: 0,
            asked: None,
        }
    }

    /// Says something in the dialog.
    pub(super) fn say(&self, sentence: &Text) {
        language::write(&self.note, sentence);
    }

    fn add(&mut self, house: House) -> Result<(), Text> {
        if self.houses.len() == HOUSES_MAX {
            return Err(texts::FULL);
        }
        self.houses.push(house);
        Ok(())
    }

    /// Adds the houses of a list; the numbers of those that it had to leave out.
    fn add_all(&mut self, links: &str) -> String {
        let mut left_out = String::new();
        for (index, link) in links.split(',').enumerate() {
            if House::of(link).and_then(|house| self.add(house)).is_err() {
                if !left_out.is_empty() {
                    left_out.push_str(", ");
                }
                left_out.push_str(&(index + 1).to_string());
            }
        }
        left_out
    }

    /// Puts the drawing on show among the houses, in place of what it was when it stood there before.
    fn put_mine(&mut self, house: House) -> Result<(), Text> {
        let plate = &house.plate;
        if let Some(index) = self.houses.iter().position(|other| other.plate == *plate) {
            self.mine = Some(index);
            return Ok(());
        }
        match self.mine {
            Some(index) => self.houses[index] = house,
            None => {
                self.mine = Some(self.houses.len());
                return self.add(house).inspect_err(|_| self.mine = None);
            }
        }
        self.asked = None;
        Ok(())
    }

    /// Takes a house out.
    fn demolish(&mut self, index: usize) {
        self.houses.remove(index);
        self.mine = self.mine.filter(|&mine| mine != index);
        self.mine = self.mine.map(|mine| mine - usize::from(mine > index));
        self.asked = None;
        self.show();
    }

    /// Writes the list, and opens the dialog if it is not open.
    fn show(&self) {
        self.list.set_text_content(None);
        for (index, house) in self.houses.iter().enumerate() {
            let mut words = texts::house(&share_link::number(&house.plate));
            language::write_attribute(
                &house.demolish,
                "aria-label",
                &shelf_texts::DELETE.beside(&words),
            );
            if self.mine == Some(index) {
                words = words.beside(&shelf_texts::HERE);
            }
            language::write(&house.words, &words);
            dom::set_attribute(&house.item, "data-house", &index.to_string());
            dom::append(&self.list, &house.item);
        }
        let drawings: Vec<_> = self
            .houses
            .iter()
            .map(|house| (house.drawing.clone(), Rc::clone(&house.document)))
            .collect();
        let (dialog, link) = (self.dialog.clone(), self.link.clone());
        // Later: moving the focus into the dialog is an event of the page itself.
        wasm_bindgen_futures::spawn_local(async move {
            if !dialog.open() {
                dialog.show_modal().expect("a closed dialog can be opened");
            }
            // The button that had the focus may be gone with its house.
            let focused = dom::document().active_element();
            if !dialog.contains(focused.as_deref()) {
                let _ = link.focus();
            }
            for (canvas, document) in drawings {
                dom::pause(0).await;
                thumbnail::paint(&canvas, &document);
            }
        });
    }
}

impl App {
    /// Opens the street that the address asks for, if it does.
    pub(super) fn open_street(&mut self) {
        let Some(links) = asked_for() else {
            return;
        };
        self.street.houses.clear();
        self.street.mine = None;
        let left_out = self.street.add_all(&links);
        self.street.say(&texts::left_out(&left_out));
        self.street.show();
    }

    /// Shows the drawing on show among the houses that were there before.
    pub(super) fn show_street(&mut self) {
        self.editor.settle_paint();
        let mine = share_link::encode(self.editor.document());
        let mine = mine.map_err(|refusal| files::refusal(&refusal));
        let put = mine.and_then(|link| self.street.put_mine(House::of(&link)?));
        self.street.say(&put.err().unwrap_or(Text::empty()));
        self.street.show();
    }

    /// A paste while the dialog is open; false if it is not.
    pub(super) fn paste_in_street(&mut self, event: &ClipboardEvent) -> bool {
        if !self.street.dialog.open() {
            return false;
        }
        let data = event.clipboard_data();
        let text = data.and_then(|data| data.get_data("text/plain").ok());
        event.prevent_default();
        self.add_to_street(&text.unwrap_or_default());
        true
    }

    /// Adds the house, or the whole street, of an address that somebody has pasted.
    fn add_to_street(&mut self, text: &str) {
        let street = &mut self.street;
        street.link.set_value("");
        let added = match text.split_once("street=") {
            Some((_, links)) => {
                let left_out = street.add_all(links);
                Ok(texts::left_out(&left_out))
            }
            None => House::of(text)
                .and_then(|house| street.add(house))
                .map(|()| texts::ADDED),
        };
        street.say(&added.unwrap_or_else(|refusal| refusal));
        street.show();
    }

    fn street_clicked(&mut self, event: &Event) {
        let house = dom::origin(event, "data-house");
        if let Some(index) = house.and_then(|(_, index)| index.parse().ok()) {
            if dom::origin(event, "data-demolish").is_some() {
                self.street.demolish(index);
                return;
            }
            self.enter_house(index);
        } else if dom::origin(event, "data-share-street").is_some() {
            self.share_street();
            return;
        } else if !dom::is_closing(event, "street") {
            return;
        }
        dom::close("street");
    }

    /// Goes on with a house in the drawing's place.
    fn enter_house(&mut self, index: usize) {
        if let Some(house) = self.street.houses.get(index) {
            let link = KEY.to_owned() + &house.code;
            self.paste_link(&link);
            self.street.mine = Some(index);
        }
    }

    fn share_street(&mut self) {
        let mut links = String::new();
        for house in &self.street.houses {
            if !links.is_empty() {
                links.push(',');
            }
            links.push_str(&house.code);
        }
        let url = dom::address();
        url.set_search("");
        url.set_hash("");
        let mut address = url.href();
        address.push_str(if links.len() > QUERY_MAX {
            "#street="
        } else {
            "?street="
        });
        address.push_str(&links);
        dom::put_address(&address);
        self.hand_out();
    }

    /// While the dialog is open and the engine idle: asks for the next picture.
    pub(super) fn go_on_with_street(&mut self) {
        let is_waiting =
            (self.street.asked).is_some_and(|(.., since_ms)| now_ms() - since_ms < PATIENCE_MS);
        if !self.street.dialog.open() || is_waiting || !self.is_engine_idle() {
            return;
        }
        let usual = self.engines.palettes().first().cloned();
        let street = &mut self.street;
        if let Some(index) = street.houses.iter().position(|house| !house.is_pictured) {
            let document = &street.houses[index].document;
            street.requests = (street.requests + 1) % MARK;
            let seq = MARK | street.requests;
            let labels = rasterise(document);
            let paint = document.paint().cloned().or(usual);
            self.engines.translate(seq, None, paint, labels.labels());
            street.asked = Some((seq, index, now_ms()));
        }
    }

    /// Takes a picture for a house; false if it is none.
    pub(super) fn take_house(&mut self, picture: &Picture) -> bool {
        let seq = picture.facts.seq;
        if seq & !(MARK - 1) != MARK {
            return false;
        }
        let street = &mut self.street;
        if let Some((asked, index, _)) = street.asked
            && asked == seq
        {
            street.asked = None;
            if let Some(house) = street.houses.get_mut(index) {
                picture_canvas::put(&house.picture, &picture.rgba);
                house.is_pictured = true;
                dom::set_attribute(&house.item, "data-developed", "");
            }
        }
        true
    }
}
