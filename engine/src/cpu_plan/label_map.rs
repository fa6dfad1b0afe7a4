//! The drawing as layers read it: class ids with a border that has no class.

use facade_model::IMAGE_SIZE;
use facade_model::classes::CLASS_COUNT;

/// Classes and, at 0, what lies beyond the edge.
pub const ENTRIES: usize = 1 + CLASS_COUNT;
/// Side of the map with its border.
const PADDED: usize = IMAGE_SIZE + 2;

/// 65,536 class ids from 1 to 12 and a border of 0 around them.
pub struct PaddedLabelMap {
    ids: Vec<u8>,
}

impl PaddedLabelMap {
    pub fn new() -> Self {
        Self {
            ids: vec![0; PADDED * PADDED],
        }
    }

    /// Takes another drawing.
    ///
    /// # Panics
    /// Panics at another number of ids.
    pub fn set(&mut self, labels: &[u8]) {
        assert_eq!(labels.len(), IMAGE_SIZE * IMAGE_SIZE, "one label map");
        let padded = self.ids.chunks_exact_mut(PADDED).skip(1);
        for (padded, row) in padded.zip(labels.chunks_exact(IMAGE_SIZE)) {
            padded[1..=IMAGE_SIZE].copy_from_slice(row);
        }
    }

    /// Rows `y` and on, the border counted.
    pub fn rows<const COUNT: usize>(&self, y: usize) -> [&[u8]; COUNT] {
        std::array::from_fn(|down| &self.ids[(y + down) * PADDED..][..PADDED])
    }
}
