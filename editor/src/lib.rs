//! The drawing: a document of shapes with undo and redo, and its raster of 256×256 class ids.
//!
//! Labels are class ids from the pen on: no colours, nothing blended. A gesture in progress shows
//! in [`Editor::labels`] at once and enters document and history, as one step, when it ends.
//! What gestures do is in `gestures`, what is done to selected shapes at once in `arrange`.
//!
//! The editor knows no browser (coordinates come in drawing pixels, keys as strings) and no
//! tensors.

pub mod action;
pub mod building;
pub mod document;
pub mod handles;
pub mod history;
pub mod label_map;
pub mod limits;
pub mod paint;
pub mod pixel_rect;
pub mod procedural_shapes;
pub mod rasterise;
pub mod shape;
pub mod snap;
pub mod subject;
pub mod tool;
pub mod transform;
pub mod underlay;

mod aligning;
mod arrange;
mod beginning;
mod capsule;
mod changes;
mod clip;
mod corners;
#[cfg(test)]
mod editing_tests;
mod gesture;
mod gestures;
mod grouping;
#[cfg(test)]
mod known_subject_tests;
mod live;
mod part_sets;
mod picking;
mod polygon;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod replay_tests;
mod selection;
#[cfg(test)]
mod selection_tests;

pub use aligning::{Align, Spread};
pub use arrange::Place;
pub use corners::{CornerHandle, middles};
use document::{Change, Document};
use gesture::Gesture;
pub use gesture::{Grid, Modifiers};
pub use gestures::HitTarget;
use history::{History, Step};
pub use label_map::{LabelMap, LabelMapError};
pub use limits::DocumentError;
use live::LiveRaster;
use paint::Scheme;
use shape::{Point, Shape};
use snap::Guide;
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
    /// Indices of the selected shapes, ascending; empty unless the select tool is chosen.
    selection: Vec<usize>,
    /// Whether the corners of the selected polygon are shown, and which is chosen.
    cornering: Option<Option<usize>>,
    /// Whether the last press met something that was selected already.
    was_selected: bool,
    guides: Vec<Guide>,
    modifiers: Modifiers,
    /// Screen pixels a drawing pixel.
    scale: f32,
    /// Where the gesture in progress was last led.
    led_to: Option<Point>,
    /// Whether the last thing done was a nudge, which more of them may join.
    nudged: bool,
    /// Colours that are tried, and are no step of history yet.
    tried: Option<Scheme>,
    tool: Tool,
    /// The tool to go back to from the eyedropper: one that has a use for a class.
    tool_before: Tool,
    class: u8,
    brush_px: f32,
    revision: u32,
    /// How often another drawing took the place of the one there was.
    replacements: u32,
    /// [`Self::changes`] at the last time.
    replaced_at: u32,
    underlay_changes: u32,
}

impl Default for Editor {
    fn default() -> Self {
        Self::new()
    }
}

impl Editor {
    /// A bare drawing: of facades a wall, on which the rectangle tool draws windows.
    pub fn new() -> Self {
        Self {
            document: Document::default(),
            history: History::default(),
            live: LiveRaster::blank(),
            gesture: None,
            selection: Vec::new(),
            cornering: None,
            was_selected: false,
            guides: Vec::new(),
            modifiers: Modifiers::default(),
            scale: 1.0,
            led_to: None,
            nudged: false,
            tried: None,
            tool: Tool::Rectangle,
            tool_before: Tool::Rectangle,
            class: subject::current().pen(),
            brush_px: BRUSH_START_PX,
            revision: 0,
            replacements: 0,
            replaced_at: 0,
            underlay_changes: 0,
        }
    }

    /// The 65,536 class ids, row by row from the top left, the gesture in progress included.
    pub fn labels(&self) -> &[u8] {
        self.live.shown().labels()
    }

    /// The shapes of the drawing, the gesture in progress left out.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The chosen tool.
    pub fn tool(&self) -> Tool {
        self.tool
    }

    /// Chooses the tool of the gestures to come. A polygon or a grid in the making ends where it
    /// is; only the select tool keeps a selection.
    pub fn set_tool(&mut self, tool: Tool) {
        self.end_lingering();
        // What the eyedropper takes is of no use to the eraser.
        if !matches!(tool, Tool::Eyedropper | Tool::Eraser) {
            self.tool_before = tool;
        }
        self.tool = tool;
        if tool != Tool::Select && !self.is_drawing() {
            self.selection.clear();
        }
    }

    /// The id of the chosen class.
    pub fn class(&self) -> u8 {
        self.class
    }

    /// Chooses the class of the gestures to come.
    ///
    /// # Panics
    /// If there is no such class.
    pub fn set_class(&mut self, class: u8) {
        assert!(subject::current().has(class), "no class has this id");
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
        let is_tried = self.tried.is_some() && self.tried.as_ref() != self.document.paint();
        let newest = is_tried.then_some("colour").or(self.history.undo_what());
        newest.filter(|_| !self.is_drawing())
    }

    /// What redo would bring again now.
    pub fn redo_what(&self) -> Option<&'static str> {
        let stands = !self.is_drawing() && !self.is_painting();
        self.history.redo_what().filter(|_| stands)
    }

    /// Brings the bare drawing back, as one step. Returns whether anything changed; refuses in
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

    /// Puts other shapes, bottom first, in the place of all there are, in the colours that the parts have and over no
    /// photo, as one step that history calls `what`. Returns whether anything changed; refuses in mid-gesture, as undo does.
    ///
    /// # Errors
    /// If the shapes make no valid document (see [`limits`]); the drawing stays as it is.
    pub fn open_document(
        &mut self,
        shapes: Vec<Shape>,
        what: &'static str,
    ) -> Result<bool, DocumentError> {
        limits::check(&shapes)?;
        self.settle_paint();
        let document = self.document.with_shapes(shapes).with_underlay(None);
        Ok(self.open(document, what))
    }

    /// Puts another document, its paint included, in the place of the one there is, as one step that history calls
    /// `what`. Returns whether anything changed; refuses in mid-gesture, as undo does.
    pub fn open(&mut self, document: Document, what: &'static str) -> bool {
        self.settle_paint();
        if self.is_drawing() || document == self.document {
            return false;
        }
        self.make(what, Change::ReplaceAll(document), Vec::new());
        self.note_replacement();
        true
    }

    fn replace_all(&mut self, shapes: Vec<Shape>, what: &'static str) -> bool {
        self.settle_paint();
        let document = self.document.with_shapes(shapes);
        self.open(document, what)
    }

    /// Carries a change out as one step, after which `selection` is selected.
    fn make(&mut self, what: &'static str, change: Change, selection: Vec<usize>) {
        self.settle_paint();
        let before_it = self.beside_shapes();
        let (inverse, touched) = self.document.apply(change);
        let before = std::mem::replace(&mut self.selection, selection);
        let after = self.selection.clone();
        self.history.record(what, inverse, before, after);
        self.nudged = false;
        let changed = self.live.follow(&self.document, touched);
        self.note_all(changed, before_it);
    }

    fn travel(&mut self, step: fn(&mut History, &mut Document) -> Option<Step>) -> bool {
        if self.is_drawing() {
            return false;
        }
        self.settle_paint();
        let before_it = self.beside_shapes();
        let Some(Step {
            touched,
            selection,
            replaced_all,
        }) = step(&mut self.history, &mut self.document)
        else {
            return false;
        };
        self.selection = match self.tool {
            Tool::Select => selection,
            _ => Vec::new(),
        };
        self.nudged = false;
        let changed = self.live.follow(&self.document, touched);
        self.note_all(changed, before_it);
        if replaced_all {
            self.note_replacement();
        }
        true
    }
}

/// A place as pointer events report it: outside the drawing while it is dragged beyond the edge,
/// but held within one side of it so that arithmetic stays exact, and to eighths of a pixel, finer
/// than any hand, so that links can hold it in few characters. `None` if it is not a number.
fn point(x: f32, y: f32) -> Option<Point> {
    let side = SIDE_PX as f32;
    let hold = |value: f32| (value.clamp(-side, 2.0 * side - 1.0) * 8.0).round() / 8.0;
    (!x.is_nan() && !y.is_nan()).then(|| Point {
        x: hold(x),
        y: hold(y),
    })
}
