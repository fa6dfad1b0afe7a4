//! A whole drawing as class ids, checked once so that nothing downstream needs to doubt it.

use super::shape::Span;
use super::{PIXEL_COUNT, SIDE_PX, subject};

/// 65,536 class ids, row by row from the top left, each that of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelMap {
    labels: Box<[u8]>,
}

/// Why some bytes are no label map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabelMapError {
    /// Not one byte for each pixel.
    WrongLength { found: usize },
    /// A byte that is no class id.
    UnknownClass { id: u8, x: usize, y: usize },
}

impl std::fmt::Display for LabelMapError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::WrongLength { found } => write!(
                formatter,
                "A drawing has {PIXEL_COUNT} pixels, but this one has {found}."
            ),
            Self::UnknownClass { id, x, y } => write!(
                formatter,
                "The pixel at {x}, {y} has class {id}, which there is not."
            ),
        }
    }
}

impl std::error::Error for LabelMapError {}

impl LabelMap {
    /// Takes class ids as a label map.
    ///
    /// # Errors
    /// If there are not exactly 65,536 ids, or one of them is that of no class.
    pub fn new(labels: Vec<u8>) -> Result<Self, LabelMapError> {
        if labels.len() != PIXEL_COUNT {
            return Err(LabelMapError::WrongLength {
                found: labels.len(),
            });
        }
        let subject = subject::current();
        let unknown = labels.iter().position(|&id| !subject.has(id));
        if let Some(index) = unknown {
            return Err(LabelMapError::UnknownClass {
                id: labels[index],
                x: index % SIDE_PX,
                y: index / SIDE_PX,
            });
        }
        Ok(Self {
            labels: labels.into_boxed_slice(),
        })
    }

    /// A map of one class.
    #[cfg(test)]
    pub(super) fn uniform(class: u8) -> Self {
        Self {
            labels: vec![class; PIXEL_COUNT].into_boxed_slice(),
        }
    }

    /// The class ids.
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// The map on the other side of an upright axis, given by twice its distance from the left;
    /// where nothing is mirrored to, the nearest column is repeated.
    pub(super) fn mirrored(&self, axis_twice: i32) -> Self {
        let mut labels = self.labels.clone();
        let rows = labels
            .chunks_exact_mut(SIDE_PX)
            .zip(self.labels.chunks_exact(SIDE_PX));
        for (row, source) in rows {
            for (x, label) in row.iter_mut().enumerate() {
                let from = (axis_twice - 1 - x as i32).clamp(0, SIDE_PX as i32 - 1);
                *label = source[from as usize];
            }
        }
        Self { labels }
    }

    /// The class ids of a run, which must lie within the drawing.
    pub fn run(&self, span: Span) -> &[u8] {
        let row = span.y as usize * SIDE_PX;
        &self.labels[row + span.start as usize..row + span.end as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_of_another_size_is_refused() {
        assert_eq!(
            LabelMap::new(vec![2; 9]),
            Err(LabelMapError::WrongLength { found: 9 })
        );
    }

    #[test]
    fn an_id_that_is_no_class_is_refused_with_its_place() {
        for id in [0, 13, 255] {
            let mut labels = vec![2; PIXEL_COUNT];
            labels[3 * SIDE_PX + 5] = id;
            let error = LabelMap::new(labels).unwrap_err();
            assert_eq!(error, LabelMapError::UnknownClass { id, x: 5, y: 3 });
        }
    }
}
