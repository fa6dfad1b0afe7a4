//! The pixels on show: those of the document, and over them the gesture in progress.
//!
//! The document's own raster is kept, so a move of the pointer costs a few row copies and one
//! shape, whatever the document holds.

use super::document::Document;
use super::pixel_rect::PixelRect;
use super::rasterise::Raster;
use super::shape::Shape;

/// Two rasters: the committed one, and the one shown.
#[derive(Debug)]
pub struct LiveRaster {
    committed: Raster,
    shown: Raster,
    /// What a part showed before it was composed anew, to tell whether that changed anything.
    before: Raster,
}

impl LiveRaster {
    /// A bare wall.
    pub fn blank() -> Self {
        Self {
            committed: Raster::blank(),
            shown: Raster::blank(),
            before: Raster::blank(),
        }
    }

    /// The raster of the document without the gesture.
    pub fn committed(&self) -> &Raster {
        &self.committed
    }

    /// The raster to look at.
    pub fn shown(&self) -> &Raster {
        &self.shown
    }

    /// Shows `shape` over the document within `part`, in place of what was live there. Returns
    /// whether any pixel changed.
    pub fn show(&mut self, shape: &Shape, part: PixelRect) -> bool {
        self.before.copy_part(&self.shown, part);
        self.shown.copy_part(&self.committed, part);
        self.shown.paint(shape);
        !self.shown.same_part(&self.before, part)
    }

    /// Shows `shape` over all that is live already. Returns whether any pixel changed.
    pub fn show_also(&mut self, shape: &Shape) -> bool {
        let part = shape.bounds();
        self.before.copy_part(&self.shown, part);
        self.shown.paint(shape);
        !self.shown.same_part(&self.before, part)
    }

    /// Shows another document within `part`: one that a gesture would make of the drawing.
    /// Returns whether any pixel changed.
    pub fn show_document(&mut self, document: &Document, part: PixelRect) -> bool {
        self.before.copy_part(&self.shown, part);
        self.shown.repaint(document, part);
        !self.shown.same_part(&self.before, part)
    }

    /// Whether the gesture left any mark within `part`.
    pub fn differs(&self, part: PixelRect) -> bool {
        !self.shown.same_part(&self.committed, part)
    }

    /// Forgets what is live within `part`. Returns whether any pixel changed.
    pub fn revert(&mut self, part: PixelRect) -> bool {
        let changed = self.differs(part);
        self.shown.copy_part(&self.committed, part);
        changed
    }

    /// Makes what is live within `part` the document's own: it was inserted there on top.
    pub fn commit(&mut self, part: PixelRect) {
        self.committed.copy_part(&self.shown, part);
    }

    /// Takes `part` over from a document that changed there. Returns whether any pixel changed.
    pub fn follow(&mut self, document: &Document, part: PixelRect) -> bool {
        self.committed.repaint(document, part);
        self.revert(part)
    }
}
