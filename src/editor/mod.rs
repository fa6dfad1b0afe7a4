//! The drawing: a document of shapes with undo and redo, and its raster of 256×256 class ids.
//!
//! Labels are class ids from the pen on: no colours, nothing blended. A gesture in progress shows
//! in [`Editor::labels`] at once and enters document and history, as one step, when it ends.
//!
//! The editor knows no browser (coordinates come in drawing pixels, keys as strings) and no
//! tensors.

pub mod action;
pub mod document;
pub mod history;
pub mod label_map;
pub mod limits;
pub mod made_up;
pub mod pixel_rect;
pub mod rasterise;
pub mod shape;
pub mod tool;

mod capsule;
mod gesture;
mod live;
mod polygon;
#[cfg(test)]
mod replay_tests;

use facade_model::classes::{self, WINDOW};

use document::{Change, Document};
use gesture::Gesture;
use history::History;
pub use label_map::{LabelMap, LabelMapError};
pub use limits::DocumentError;
use live::LiveRaster;
use pixel_rect::PixelRect;
use shape::{Point, Shape};
pub use tool::Tool;

/// Side of the drawing in pixels.
pub const SIDE_PX: usize = facade_model::IMAGE_SIZE;
/// Pixels of the drawing.
pub const PIXEL_COUNT: usize = SIDE_PX * SIDE_PX;

/// The thinnest brush.
pub const BRUSH_MIN_PX: f32 = 1.0;
/// The widest brush.
pub const BRUSH_MAX_PX: f32 = 64.0;
const BRUSH_START_PX: f32 = 8.0;

/// The drawing, its tools and its history.
#[derive(Debug)]
pub struct Editor {
    document: Document,
    history: History,
    live: LiveRaster,
    gesture: Option<Gesture>,
    tool: Tool,
    class: u8,
    brush_px: f32,
    revision: u32,
}

impl Default for Editor {
    fn default() -> Self {
        Self::new()
    }
}

impl Editor {
    /// A bare wall; the rectangle tool draws windows.
    pub fn new() -> Self {
        Self {
            document: Document::default(),
            history: History::default(),
            live: LiveRaster::blank(),
            gesture: None,
            tool: Tool::Rectangle,
            class: WINDOW,
            brush_px: BRUSH_START_PX,
            revision: 0,
        }
    }

    /// A drawing to begin with: the same, but with these labels, and nothing to undo.
    ///
    /// # Errors
    /// If `labels` are not 65,536 class ids.
    pub fn from_labels(labels: Vec<u8>) -> Result<Self, LabelMapError> {
        let mut editor = Self::new();
        editor.replace(labels, "beginning")?;
        editor.history = History::default();
        Ok(editor)
    }

    /// A drawing to begin with: the same, but with these shapes, and nothing to undo.
    ///
    /// # Errors
    /// If the shapes make no valid document; see [`limits`].
    pub fn from_shapes(shapes: Vec<Shape>) -> Result<Self, DocumentError> {
        let mut editor = Self::new();
        editor.open_document(shapes, "beginning")?;
        editor.history = History::default();
        Ok(editor)
    }

    /// The 65,536 class ids, row by row from the top left, the gesture in progress included.
    pub fn labels(&self) -> &[u8] {
        self.live.shown().labels()
    }

    /// Grows whenever [`Self::labels`] changes, and only then.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// The shapes of the drawing, the gesture in progress left out.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The chosen tool.
    pub fn tool(&self) -> Tool {
        self.tool
    }

    /// Chooses the tool of the gestures to come.
    pub fn set_tool(&mut self, tool: Tool) {
        self.tool = tool;
    }

    /// The chosen class, 1..=12.
    pub fn class(&self) -> u8 {
        self.class
    }

    /// Chooses the class of the gestures to come.
    ///
    /// # Panics
    /// If `class` is not one of the twelve.
    pub fn set_class(&mut self, class: u8) {
        assert!(classes::by_id(class).is_some(), "no class has id {class}");
        self.class = class;
    }

    /// Width of brush and eraser in drawing pixels.
    pub fn brush_px(&self) -> f32 {
        self.brush_px
    }

    /// Sets the brush width of the gestures to come, held within [`BRUSH_MIN_PX`] and
    /// [`BRUSH_MAX_PX`].
    ///
    /// # Panics
    /// If `width_px` is not a number.
    pub fn set_brush_px(&mut self, width_px: f32) {
        assert!(!width_px.is_nan(), "the brush width is not a number");
        self.brush_px = width_px.clamp(BRUSH_MIN_PX, BRUSH_MAX_PX);
    }

    /// Starts a gesture. One that is still in progress, because its end never arrived, ends first
    /// where it was, so nothing drawn is lost.
    pub fn press(&mut self, x: f32, y: f32) {
        self.finish();
        if let Some(at) = point(x, y) {
            let (gesture, changed) =
                Gesture::begin(self.tool, self.class, self.brush_px, at, &mut self.live);
            self.gesture = Some(gesture);
            self.note(changed);
        }
    }

    /// Leads the gesture on; does nothing where none is in progress.
    pub fn drag(&mut self, x: f32, y: f32) {
        if let (Some(gesture), Some(to)) = (&mut self.gesture, point(x, y)) {
            let changed = gesture.drag(to, &mut self.live);
            self.note(changed);
        }
    }

    /// Leads the gesture to its last place and ends it: it becomes one step of history, unless it
    /// changed no pixel.
    pub fn release(&mut self, x: f32, y: f32) {
        self.drag(x, y);
        self.finish();
    }

    /// Drops the gesture in progress; the drawing is as it was before.
    pub fn cancel(&mut self) {
        if let Some(gesture) = self.gesture.take() {
            let changed = self.live.revert(gesture.shape().bounds());
            self.note(changed);
        }
    }

    /// Whether a gesture is in progress.
    pub fn is_drawing(&self) -> bool {
        self.gesture.is_some()
    }

    /// Takes the last step back. Returns false, and does nothing, where there is none or a
    /// gesture is in progress.
    pub fn undo(&mut self) -> bool {
        self.travel(History::undo)
    }

    /// Takes the last undone step again; refuses as [`Self::undo`] does.
    pub fn redo(&mut self) -> bool {
        self.travel(History::redo)
    }

    /// Whether [`Self::undo`] would do anything now.
    pub fn can_undo(&self) -> bool {
        self.undo_what().is_some()
    }

    /// Whether [`Self::redo`] would do anything now.
    pub fn can_redo(&self) -> bool {
        self.redo_what().is_some()
    }

    /// What undo would take back now ("rectangle", "clear", …).
    pub fn undo_what(&self) -> Option<&'static str> {
        self.history.undo_what().filter(|_| !self.is_drawing())
    }

    /// What redo would bring again now.
    pub fn redo_what(&self) -> Option<&'static str> {
        self.history.redo_what().filter(|_| !self.is_drawing())
    }

    /// Brings the bare wall back, as one step. Returns whether anything changed; refuses in
    /// mid-gesture, as undo does.
    pub fn clear(&mut self) -> bool {
        self.replace_all(Vec::new(), "clear")
    }

    /// Puts a whole label map in the drawing's place, as one step that history calls `what`.
    /// Returns whether anything changed; refuses in mid-gesture, as undo does.
    ///
    /// # Errors
    /// If `labels` are not 65,536 class ids; the drawing stays as it is.
    pub fn replace(&mut self, labels: Vec<u8>, what: &'static str) -> Result<bool, LabelMapError> {
        let map = LabelMap::new(labels)?;
        if map.labels() == self.labels() {
            return Ok(false);
        }
        Ok(self.replace_all(vec![Shape::Map(map)], what))
    }

    /// Puts other shapes, bottom first, in the place of all there are, as one step that history
    /// calls `what`. Returns whether anything changed; refuses in mid-gesture, as undo does.
    ///
    /// # Errors
    /// If the shapes make no valid document (see [`limits`]); the drawing stays as it is.
    pub fn open_document(
        &mut self,
        shapes: Vec<Shape>,
        what: &'static str,
    ) -> Result<bool, DocumentError> {
        limits::check(&shapes)?;
        Ok(self.replace_all(shapes, what))
    }

    fn replace_all(&mut self, shapes: Vec<Shape>, what: &'static str) -> bool {
        if self.is_drawing() || shapes == self.document.shapes() {
            return false;
        }
        let (inverse, touched) = self.document.apply(Change::ReplaceAll { shapes });
        self.history.record(what, inverse);
        let changed = self.live.follow(&self.document, touched);
        self.note(changed);
        true
    }

    /// Ends the gesture in progress, if there is one, where it is.
    fn finish(&mut self) {
        let Some(gesture) = self.gesture.take() else {
            return;
        };
        let part = gesture.shape().bounds();
        if self.live.differs(part) {
            let what = gesture.tool().name();
            let change = self.document.insert_on_top(gesture.into_shape());
            let (inverse, _) = self.document.apply(change);
            self.history.record(what, inverse);
            self.live.commit(part);
        }
    }

    fn travel(&mut self, step: fn(&mut History, &mut Document) -> Option<PixelRect>) -> bool {
        if self.is_drawing() {
            return false;
        }
        let Some(touched) = step(&mut self.history, &mut self.document) else {
            return false;
        };
        let changed = self.live.follow(&self.document, touched);
        self.note(changed);
        true
    }

    fn note(&mut self, changed: bool) {
        if changed {
            self.revision = self.revision.wrapping_add(1);
        }
    }
}

/// A place as pointer events report it: outside the drawing while it is dragged beyond the edge,
/// but held within one side of it so that arithmetic stays exact. `None` if it is not a number.
fn point(x: f32, y: f32) -> Option<Point> {
    let side = SIDE_PX as f32;
    let hold = |value: f32| value.clamp(-side, 2.0 * side);
    (!x.is_nan() && !y.is_nan()).then(|| Point {
        x: hold(x),
        y: hold(y),
    })
}
