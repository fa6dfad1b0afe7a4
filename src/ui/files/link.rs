//! The drawing in the page's address, and the picture on the clipboard.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardItem, ShareData};

use crate::ui::app::{App, act_on};
use crate::ui::dom;
use crate::ui::texts::{Text, files};
use facade_exchange::share_link;

impl App {
    /// Opens the drawing in the address, if there is one, over the drawing that is there.
    pub(in crate::ui) fn open_fragment(&mut self) {
        let fragment = dom::window().location().hash().unwrap_or_default();
        let before = self.editor.replacements();
        self.open_link(&fragment);
        if self.editor.replacements() != before {
            // Looking at somebody's link must not cost the visitor their own drawing.
            self.autosave.borrow(&self.editor);
        }
        self.linked_revision = Some(self.editor.revision());
    }

    /// Opens the drawing in a fragment that was pasted. Returns whether it claims to hold one.
    pub(super) fn paste_link(&mut self, fragment: &str) -> bool {
        let before = self.editor.replacements();
        let is_link = self.open_link(fragment);
        if self.editor.replacements() != before {
            self.autosave.borrow(&self.editor);
            self.autosave.keep_anyway();
        }
        is_link
    }

    /// Opens the drawing in a fragment. Returns whether it claims to hold one.
    fn open_link(&mut self, fragment: &str) -> bool {
        let Some(drawing) = share_link::decode(fragment) else {
            return false;
        };
        self.keep_drawing();
        // One's own link leaves the photo where it is, which no link holds.
        let own = self.editor.document().clone().with_underlay(None);
        let opened = drawing.map(|drawing| own != drawing && self.editor.open(drawing, "link"));
        self.notice = opened.err().as_ref().map(files::refusal);
        true
    }

    /// An address that holds another drawing than the one on show would bring it back at a reload.
    pub(in crate::ui) fn forget_stale_link(&mut self) {
        if self
            .linked_revision
            .is_some_and(|revision| revision != self.editor.revision())
        {
            self.linked_revision = None;
            put_in_address("");
        }
    }

    pub(in crate::ui) fn share(&mut self) {
        self.editor.settle_paint();
        let fragment = match share_link::encode(self.editor.document()) {
            Ok(fragment) => fragment,
            Err(refusal) => {
                self.notice = Some(files::refusal(&refusal));
                return;
            }
        };
        put_in_address(&format!("#{fragment}"));
        self.linked_revision = Some(self.editor.revision());
        self.notice = None;
        let page = self.page.clone();
        let address = self.address_to_share().unwrap_or_default();
        wasm_bindgen_futures::spawn_local(async move {
            if offer_to_apps(&address).await {
                return;
            }
            let copied = copied(|| Ok(dom::window().navigator().clipboard().write_text(&address)));
            let sentence = if copied.await {
                files::LINK_COPIED
            } else {
                files::LINK_IN_ADDRESS
            };
            act_on(&page, |app| app.say(sentence));
        });
    }

    pub(in crate::ui) fn copy_picture(&mut self) {
        if !self.has_picture() {
            return;
        }
        let picture = self.picture.clone();
        let page = self.page.clone();
        // Safari takes a promise of the picture only within the click itself.
        let write = move || {
            let encoding = Promise::new(&mut |resolve: Function, reject: Function| {
                picture.encode(move |blob| {
                    let (settle, value) = match blob {
                        Some(blob) => (resolve, JsValue::from(blob)),
                        None => (reject, JsValue::NULL),
                    };
                    let _ = settle.call1(&JsValue::NULL, &value);
                });
            });
            let kinds = Object::new();
            Reflect::set(&kinds, &"image/png".into(), &encoding)?;
            let item = ClipboardItem::new_with_record_from_str_to_blob_promise(&kinds)?;
            let items = js_sys::Array::of1(&item);
            Ok(dom::window().navigator().clipboard().write(&items))
        };
        let copied = copied(write);
        wasm_bindgen_futures::spawn_local(async move {
            let sentence = if copied.await {
                files::PICTURE_COPIED
            } else {
                files::PICTURE_NOT_COPIED
            };
            act_on(&page, |app| app.say(sentence));
        });
    }

    /// Shows a sentence; the note is read out too.
    fn say(&mut self, sentence: Text) {
        self.notice = Some(sentence);
    }
}

/// Begins to write to the clipboard at once and tells later whether it could be done. Where there
/// is no clipboard (plain HTTP) the attempt throws.
pub(in crate::ui) fn copied(
    write: impl FnOnce() -> Result<Promise, JsValue>,
) -> impl Future<Output = bool> {
    let has_clipboard = Reflect::get(&dom::window().navigator(), &"clipboard".into())
        .is_ok_and(|clipboard| clipboard.is_object());
    let writing = has_clipboard.then(write).and_then(Result::ok);
    async move {
        match writing {
            Some(writing) => JsFuture::from(writing).await.is_ok(),
            None => false,
        }
    }
}

/// On phones and tablets the system's own sheet; false where there is none.
async fn offer_to_apps(address: &str) -> bool {
    let navigator = dom::window().navigator();
    let offers = Reflect::get(&navigator, &"share".into()).is_ok_and(|share| share.is_function());
    let by_finger = dom::window()
        .match_media("(pointer: coarse)")
        .is_ok_and(|found| found.is_some_and(|query| query.matches()));
    if !offers || !by_finger {
        return false;
    }
    let data = ShareData::new();
    data.set_url(address);
    match JsFuture::from(navigator.share_with_data(&data)).await {
        Ok(_) => true,
        // The person changed their mind; anything else is a refusal.
        Err(error) => Reflect::get(&error, &"name".into()) == Ok("AbortError".into()),
    }
}

/// Puts another fragment, or none, in the address without a step in the browser's own history.
fn put_in_address(fragment: &str) {
    let window = dom::window();
    let location = window.location();
    let path = location.pathname().unwrap_or_default();
    let search = location.search().unwrap_or_default();
    let address = format!("{path}{search}{fragment}");
    if let Ok(history) = window.history() {
        // Refused only if a page does it hundreds of times a minute.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}
