//! A short film of the house being built, from its shapes in their order, with the picture following.
//!
//! The engine pictures each step while it has nothing better to do, as for the gallery of palettes; then the
//! [`recorder`] plays them once. What is drawn meanwhile is not in the film.

mod recorder;

use js_sys::Uint8ClampedArray;
use web_sys::ImageData;

use self::recorder::Frame;
use super::app::{App, act_on, now_ms};
use super::engines::Picture;
use super::texts::files as texts;
use super::{feed, picture_canvas};
use facade_editor::document::Document;
use facade_editor::paint::Scheme;
use facade_editor::rasterise::rasterise;
use facade_editor::shape::Shape;
use facade_editor::{SIDE_PX, building};
use facade_protocol::Variation;

/// Requests for a film carry these bits in their number; the gallery's carry only the first.
const MARK: u32 = 3 << 30;
/// Most steps after the bare wall.
const STEPS_MAX: usize = 40;
/// Longest wait for a picture, milliseconds: the engine may have been replaced meanwhile.
const PATIENCE_MS: f64 = 10_000.0;

/// A film in the making.
pub(super) struct Film {
    shapes: Vec<Shape>,
    steps: Vec<usize>,
    paint: Option<Scheme>,
    variation: Option<Variation>,
    frames: Vec<Frame>,
    /// The labels of the next frame, once they were sent, and when that was.
    asked: Option<(Vec<u8>, f64)>,
}

impl App {
    /// Begins a film of the drawing as it is now.
    pub(super) fn make_film(&mut self) {
        if self.film.is_some() {
            self.tell(&texts::FILM_BEGUN);
            return;
        }
        if !self.has_picture() {
            return;
        }
        if recorder::kind().is_none() {
            self.notice = Some(texts::NO_FILM);
            return;
        }
        self.editor.settle_paint();
        let shapes = self.editor.document().shapes().to_vec();
        self.film = Some(Film {
            steps: building::steps(shapes.len(), STEPS_MAX),
            shapes,
            paint: self.scheme(),
            variation: self.variations.wanted().variation(),
            frames: Vec::new(),
            asked: None,
        });
        self.tell(&texts::FILM_BEGUN);
    }

    /// While the engine is idle: asks for the next picture of the film.
    pub(super) fn go_on_with_film(&mut self) {
        let is_idle = self.is_engine_idle();
        let Some(film) = &mut self.film else {
            return;
        };
        let is_waiting = film
            .asked
            .as_ref()
            .is_some_and(|(_, since_ms)| now_ms() - since_ms < PATIENCE_MS);
        let Some(&step) = film.steps.get(film.frames.len()) else {
            return;
        };
        if !is_idle || is_waiting {
            return;
        }
        let shapes = film.shapes[..step].to_vec();
        let standing = Document::from_shapes(shapes).expect("fewer shapes keep within the limits");
        let labels = rasterise(&standing).labels().to_vec();
        let seq = MARK | film.frames.len() as u32;
        self.engines
            .translate(seq, film.variation, film.paint.clone(), &labels);
        film.asked = Some((labels, now_ms()));
    }

    /// Takes a picture for a film; false if it is none.
    pub(super) fn take_frame(&mut self, picture: &Picture) -> bool {
        let seq = picture.facts.seq;
        if seq & MARK != MARK {
            return false;
        }
        let Some(film) = &mut self.film else {
            return true;
        };
        if seq & !MARK != film.frames.len() as u32 {
            return true;
        }
        let Some((labels, _)) = film.asked.take() else {
            return true;
        };
        let side = SIDE_PX as u32;
        let painted = feed::in_files(&labels);
        // A copy: pixels that stay in this program's memory would show whatever lies there when the film is recorded.
        let painted = Uint8ClampedArray::from(&painted[..]);
        let drawing = ImageData::new_with_js_u8_clamped_array(&painted, side);
        if let Ok(drawing) = drawing {
            let picture = picture_canvas::image(&picture.rgba);
            film.frames.push(Frame { drawing, picture });
        }
        if film.frames.len() == film.steps.len() {
            self.record_film();
        }
        true
    }

    fn record_film(&mut self) {
        let Some((film, (kind, name))) = self.film.as_mut().zip(recorder::kind()) else {
            return;
        };
        // The film stays, so that no second one begins before this one is saved.
        let frames = std::mem::take(&mut film.frames);
        film.steps.clear();
        let done = self.offer(name, texts::FILM_SAVED);
        let page = self.page.clone();
        wasm_bindgen_futures::spawn_local(async move {
            done(recorder::film(&frames, kind).await);
            act_on(&page, |app| app.film = None);
        });
    }
}
