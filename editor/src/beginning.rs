//! Drawings to begin with: nothing was done to them, so there is nothing to undo.

use super::DocumentError;
use super::Editor;
use super::document::Document;
use super::history::History;
use super::label_map::LabelMapError;
use super::shape::Shape;

impl Editor {
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
    /// If the shapes make no valid document; see [`limits`](super::limits).
    pub fn from_shapes(shapes: Vec<Shape>) -> Result<Self, DocumentError> {
        let mut editor = Self::new();
        editor.open_document(shapes, "beginning")?;
        editor.history = History::default();
        Ok(editor)
    }

    /// A drawing to begin with: the same, but with this document, and nothing to undo.
    pub fn from_document(document: Document) -> Self {
        let mut editor = Self::new();
        editor.open(document, "beginning");
        editor.history = History::default();
        editor
    }

    /// Begins with another document: tool, part and history are as at first, and nothing of before is left. Only
    /// [`Self::revision`] goes on.
    pub fn begin_anew(&mut self, document: Document) {
        let revision = self.revision.wrapping_add(1);
        *self = Self {
            revision,
            replaced_at: revision,
            ..Self::from_document(document)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::super::rasterise::rasterise;
    use super::super::{Tool, procedural_shapes};
    use super::*;
    use facade_subjects::facades::classes::{DOOR, WINDOW};

    #[test]
    fn beginning_anew_leaves_nothing_but_the_count_of_changes() {
        let mut editor = Editor::from_document(procedural_shapes::document(1).unwrap());
        editor.set_tool(Tool::Brush);
        editor.set_class(DOOR);
        editor.press(10.0, 10.0);
        editor.drag(90.0, 90.0);
        let before = editor.revision();
        let next = procedural_shapes::document(2).unwrap();
        editor.begin_anew(next.clone());
        assert_eq!(editor.document(), &next);
        assert!(editor.labels() == rasterise(&next).labels());
        assert_eq!((editor.tool(), editor.class()), (Tool::Rectangle, WINDOW));
        assert!(editor.revision() > before && !editor.is_worked_on());
        assert!(!editor.is_drawing() && !editor.can_undo() && !editor.can_redo());
    }
}
