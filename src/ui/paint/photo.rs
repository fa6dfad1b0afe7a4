//! Colours from a photo that the visitor opens. It is looked at here and goes nowhere.

use web_sys::File;

use crate::ui::app::{App, act_on};
use crate::ui::files::{self, Pixels};
use crate::ui::texts::{Text, files as file_texts, paint as texts};
use facade_editor::paint::photo;
use facade_exchange::{label_image, photo_colors};

const ACCEPTED: &str = "image/*";
/// Larger photos are scaled down to this side: means are the same.
const LONGEST_PX: u32 = 1_024;

impl App {
    /// Lets the person choose a photo.
    pub(in crate::ui) fn choose_photo(&mut self) {
        if self.scheme().is_none() {
            self.status.announce(&texts::NO_PAINT);
            return;
        }
        files::choose(&self.page, ACCEPTED, Self::open_photo);
    }

    pub(in crate::ui) fn open_photo(&mut self, file: &File) {
        self.notice = None;
        if file.size() > label_image::BYTES_MAX as f64 {
            self.notice = Some(file_texts::FILE_TOO_LARGE);
            return;
        }
        let (file, page) = (file.clone(), self.page.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let read = files::read_pixels(&file, Some(LONGEST_PX)).await;
            act_on(&page, |app| app.take_colors(read));
        });
    }

    fn take_colors(&mut self, read: Result<Pixels, Text>) {
        let Some(now) = self.scheme() else {
            return;
        };
        let pixels = match read {
            Ok(pixels) => pixels,
            Err(sentence) => {
                self.notice = Some(sentence);
                return;
            }
        };
        if self.editor.is_drawing() {
            self.notice = Some(file_texts::IN_MID_STROKE);
            return;
        }
        let (width, height) = (pixels.width, pixels.height);
        let seen = photo_colors::seen(&pixels.rgba, width, height, self.editor.labels());
        let taken = photo::taken(&seen, self.engines.palettes(), now);
        match taken {
            Some(scheme) => {
                self.editor.set_paint(Some(scheme), "colours from a photo");
                self.tell(&texts::TAKEN);
            }
            None => self.notice = Some(texts::NOTHING_SEEN),
        }
    }
}
