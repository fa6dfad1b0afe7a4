//! Opening: what was chosen, dropped or pasted becomes the drawing, as a step that can be undone.
//!
//! What a file is, its first bytes say; names and announced types may lie.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ClipboardEvent, DataTransfer, DragEvent, Event, File, HtmlInputElement};

use crate::ui::app::{App, PageLink, act_on};
use crate::ui::dom;
use crate::ui::texts::{Text, files, models};
use facade_editor::document::Document;
use facade_exchange::{annotation, document_json, label_image, own_svg};

const ACCEPTED: &str =
    ".png,.jpg,.jpeg,.webp,.svg,.xml,.json,.safetensors,.pth,.onnx,image/png,image/jpeg,image/webp";

/// As many of a file's first bytes as tell what it is.
const HEAD_BYTES: i32 = 64;

/// What a file holds, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Picture,
    Annotation,
    Document,
    /// A safetensors file.
    Model,
    Pytorch,
    Onnx,
    Unknown,
}

fn kind_of(bytes: &[u8]) -> Kind {
    let pictures: [&[u8]; 4] = [b"\x89PNG", b"\xFF\xD8\xFF", b"RIFF", b"GIF8"];
    if pictures.iter().any(|magic| bytes.starts_with(magic)) {
        return Kind::Picture;
    }
    // The length of the header, in 8 bytes, comes before it; none is so long that it fills four.
    if bytes.get(4..9) == Some(&b"\0\0\0\0{"[..]) {
        return Kind::Model;
    }
    // An archive, or the pickle of older versions.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\x80\x02") {
        return Kind::Pytorch;
    }
    // The first field of its message, a small version, and the next one's mark.
    if matches!(bytes, [0x08, 1..=20, 0x12 | 0x1A | 0x3A | 0x42, ..]) {
        return Kind::Onnx;
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match text.trim_ascii_start().first() {
        Some(b'<') => Kind::Annotation,
        Some(b'{') => Kind::Document,
        _ => Kind::Unknown,
    }
}

/// Whether it is one by its first bytes, or, for what the browser may know and we do not, by its type.
fn is_picture(kind: Kind, file: &File) -> bool {
    kind == Kind::Picture || (kind == Kind::Unknown && file.type_().starts_with("image/"))
}

/// Lets the person choose a file of the `accepted` kinds, as an `<input>` lists them, and hands it over.
pub(in crate::ui) fn choose(page: &PageLink, accepted: &str, take: fn(&mut App, &File)) {
    let input: HtmlInputElement = dom::create("input", "").unchecked_into();
    input.set_type("file");
    input.set_accept(accepted);
    let page = page.clone();
    dom::listen(&input, "change", move |event: Event| {
        let input: HtmlInputElement = event.target().expect("an input").unchecked_into();
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            act_on(&page, move |app| take(app, &file));
        }
    });
    input.click();
}

/// What was read, and what to say about it.
pub(super) struct Found {
    pub document: Document,
    /// Whether it says of what colour the parts are; otherwise they stay as they are.
    pub is_painted: bool,
    pub remark: Option<Text>,
}

impl App {
    /// Lets the person choose a file.
    pub(in crate::ui) fn choose_file(&mut self) {
        choose(&self.page, ACCEPTED, App::open_file);
    }

    pub(super) fn drag_over(&mut self, event: &DragEvent) {
        let holds_files = |data: DataTransfer| data.types().includes(&"Files".into(), 0);
        if event.data_transfer().is_some_and(holds_files) {
            event.prevent_default();
            mark_drop(true);
        }
    }

    pub(super) fn drop_file(&mut self, event: &DragEvent) {
        mark_drop(false);
        if self.kiosk.is_some() {
            // The browser would leave the page for it.
            event.prevent_default();
            return;
        }
        if let Some(file) = event.data_transfer().and_then(|data| first_file(&data)) {
            event.prevent_default();
            self.open_file(&file);
        }
    }

    pub(super) fn paste(&mut self, event: &ClipboardEvent) {
        if self.paste_in_street(event) {
            return;
        }
        let Some(data) = event.clipboard_data().filter(|_| self.kiosk.is_none()) else {
            return;
        };
        if let Some(file) = first_file(&data) {
            event.prevent_default();
            self.open_file(&file);
            return;
        }
        let text = data.get_data("text/plain").unwrap_or_default();
        if self.paste_clip(&text) {
            event.prevent_default();
            return;
        }
        let is_link = text
            .split_once('#')
            .is_some_and(|(_, fragment)| self.paste_link(fragment.trim_end()));
        if !is_link && kind_of(text.as_bytes()) != Kind::Unknown {
            self.opened(read_text(&text));
        }
    }

    pub(in crate::ui) fn open_file(&mut self, file: &File) {
        // So that the same answer again is seen to be one.
        self.notice = None;
        let (file, page) = (file.clone(), self.page.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let head = match file.slice_with_i32_and_i32(0, HEAD_BYTES) {
                Ok(head) => read_bytes(&head).await,
                Err(_) => Err(files::UNREADABLE_FILE),
            };
            let found = match head.as_deref().map(kind_of) {
                Ok(Kind::Model) => {
                    act_on(&page, move |app| app.take_model(&file));
                    return;
                }
                Ok(kind) if is_picture(kind, &file) => {
                    act_on(&page, move |app| app.open_picture(file, false));
                    return;
                }
                Ok(Kind::Pytorch) => Err(models::pytorch(&file.name())),
                Ok(Kind::Onnx) => Err(models::ONNX),
                _ => read_file(&file).await,
            };
            act_on(&page, |app| app.opened(found));
        });
    }

    /// Puts what was read in the drawing's place, or says why not.
    pub(super) fn opened(&mut self, found: Result<Found, Text>) {
        let opened = found.and_then(|found| {
            if self.editor.is_drawing() {
                return Err(files::IN_MID_STROKE);
            }
            self.keep_drawing();
            let document = match found.is_painted {
                true => found.document,
                false => found.document.with_paint(self.editor.paint()),
            };
            self.editor.open(document, "open");
            Ok(found.remark)
        });
        match opened {
            Ok(remark) => {
                match &remark {
                    Some(_) => self.status.announce(&files::OPENED),
                    None => self.tell(&files::OPENED),
                }
                self.notice = remark;
            }
            Err(sentence) => self.notice = Some(sentence),
        }
    }
}

pub(super) async fn read_bytes(blob: &Blob) -> Result<Vec<u8>, Text> {
    let buffer = JsFuture::from(blob.array_buffer())
        .await
        .map_err(|_| files::UNREADABLE_FILE)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

async fn read_file(file: &File) -> Result<Found, Text> {
    if file.size() > label_image::BYTES_MAX as f64 {
        return Err(files::FILE_TOO_LARGE);
    }
    let bytes = read_bytes(file).await?;
    match kind_of(&bytes) {
        Kind::Unknown => Err(files::UNKNOWN_FILE),
        _ => read_text(&String::from_utf8_lossy(&bytes)),
    }
}

fn read_text(text: &str) -> Result<Found, Text> {
    let text = text.trim_start_matches('\u{FEFF}');
    let is_painted = kind_of(text.as_bytes()) == Kind::Document;
    let shapes = match is_painted {
        true => None,
        false if own_svg::is_svg(text) => Some(own_svg::read(text)),
        false => Some(annotation::read(text)),
    };
    let read = match shapes {
        Some(read) => read.and_then(|shapes| Ok(Document::from_shapes(shapes)?)),
        // A photo under it is another browser's.
        None => document_json::read(text).map(|document| document.with_underlay(None)),
    };
    Ok(Found {
        document: read.map_err(|refusal| files::refusal(&refusal))?,
        is_painted,
        remark: None,
    })
}

fn first_file(data: &DataTransfer) -> Option<File> {
    data.files()?.get(0)
}

/// Shows that a file may be let go here.
pub(super) fn mark_drop(is_over: bool) {
    let list = dom::document().body().map(|body| body.class_list());
    if let Some(list) = list {
        let _ = list.toggle_with_force("awaits-drop", is_over);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        for (bytes, kind) in [
            (&b"\x89PNG\r\n"[..], Kind::Picture),
            (b"\xFF\xD8\xFF\xE0", Kind::Picture),
            (b"\n <object>", Kind::Annotation),
            (b"\xEF\xBB\xBF<?xml", Kind::Annotation),
            (b" {\"format\"", Kind::Document),
            (b"%PDF-1.7", Kind::Unknown),
            (b"\x7B\x02\0\0\0\0\0\0{\"", Kind::Model),
            (b"PK\x03\x04\0\0", Kind::Pytorch),
            (b"\x80\x02\x8a\x0al\xfc", Kind::Pytorch),
            (b"\x08\x0a\x12\x06", Kind::Onnx),
            (b"", Kind::Unknown),
        ] {
            assert_eq!(kind_of(bytes), kind, "{bytes:?}");
        }
    }
}
