//! The drawing as layers read it: for each pixel which entry of their tables its class is, with a border that has none.

use facade_model::IMAGE_SIZE;
use facade_model::pixels::ClassPlanes;

/// Side of the map with its border.
const PADDED: usize = IMAGE_SIZE + 2;

/// 65,536 pixels as entries: 0 is the border around them, and 1 the first class. With it 256 classes are one more than
/// a byte tells apart.
pub struct PaddedLabelMap {
    entries: Vec<u16>,
    /// By a class's id. What is no class adds nothing, like the border.
    entry_of: [u16; 256],
}

impl PaddedLabelMap {
    pub fn new(classes: &ClassPlanes) -> Self {
        let mut entry_of = [0; 256];
        for (id, entry) in (0..=u8::MAX).zip(&mut entry_of) {
            *entry = classes.plane(id).map_or(0, |plane| 1 + u16::from(plane));
        }
        Self {
            entries: vec![0; PADDED * PADDED],
            entry_of,
        }
    }

    /// Takes another drawing.
    ///
    /// # Panics
    /// Panics at another number of ids.
    pub fn set(&mut self, labels: &[u8]) {
        assert_eq!(labels.len(), IMAGE_SIZE * IMAGE_SIZE, "one label map");
        let padded = self.entries.chunks_exact_mut(PADDED).skip(1);
        for (padded, row) in padded.zip(labels.chunks_exact(IMAGE_SIZE)) {
            for (entry, &id) in padded[1..].iter_mut().zip(row) {
                *entry = self.entry_of[usize::from(id)];
            }
        }
    }

    /// Rows `y` and on, the border counted.
    pub fn rows<const COUNT: usize>(&self, y: usize) -> [&[u16]; COUNT] {
        std::array::from_fn(|down| &self.entries[(y + down) * PADDED..][..PADDED])
    }
}
