//! What counts as a change: of what the picture is made of, of what is kept, and of the whole drawing for another one.

use super::Editor;
use super::paint::Scheme;
use super::underlay::Underlay;

impl Editor {
    /// Grows whenever [`Self::labels`] or [`Self::paint`] changes, and only then.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// Grows whenever anything changes that a kept drawing holds: [`Self::revision`], and the photo under it.
    pub fn changes(&self) -> u32 {
        self.revision.wrapping_add(self.underlay_changes)
    }

    /// Grows whenever another drawing takes the place of the one there was (a file, a link, a bare wall), by undo and
    /// redo too.
    pub fn replacements(&self) -> u32 {
        self.replacements
    }

    /// Whether anything was done to the drawing since it took the place of another.
    pub fn is_worked_on(&self) -> bool {
        self.changes() != self.replaced_at
    }

    pub(super) fn note_replacement(&mut self) {
        self.replacements = self.replacements.wrapping_add(1);
        self.replaced_at = self.changes();
    }

    /// What a document holds beside its shapes.
    pub(super) fn beside_shapes(&self) -> (Option<Scheme>, Option<Underlay>) {
        (self.document.paint().cloned(), self.document.underlay())
    }

    pub(super) fn note_all(
        &mut self,
        changed: bool,
        (painted, underlay): (Option<Scheme>, Option<Underlay>),
    ) {
        self.note(changed || painted.as_ref() != self.document.paint());
        let moved = underlay != self.document.underlay();
        self.underlay_changes = self.underlay_changes.wrapping_add(u32::from(moved));
    }

    pub(super) fn note(&mut self, changed: bool) {
        if changed {
            self.revision = self.revision.wrapping_add(1);
        }
    }
}
