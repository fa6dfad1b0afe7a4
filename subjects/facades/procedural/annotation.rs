//! Labelled boxes and the picture they make.
//!
//! The CMP Facade Database describes a facade as boxes with classes, and paints them in a fixed
//! order of classes whatever the order they were drawn in; so does this module. It knows nothing
//! of buildings.

use super::super::classes::{BACKGROUND, PAINT_ORDER};
use crate::{Area, IMAGE_SIZE, LabelledBox, stacked};

/// The boxes of one picture.
#[derive(Debug, Default)]
pub struct Annotation {
    boxes: Vec<LabelledBox>,
}

impl Annotation {
    /// Adds a box. One without a pixel is left out, so callers may let details vanish as
    /// buildings shrink.
    pub fn add(&mut self, class: u8, area: Area) {
        if area.width() > 0 && area.height() > 0 {
            self.boxes.push((class, area));
        }
    }

    /// All boxes so far, for passes that touch them up.
    pub fn boxes_mut(&mut self) -> impl Iterator<Item = &mut LabelledBox> {
        self.boxes.iter_mut()
    }

    /// The boxes from the bottom of the picture to its top, each within the picture; those wholly
    /// outside are left out. Within a class later boxes lie over earlier ones.
    pub fn in_painting_order(&self) -> Vec<LabelledBox> {
        let clip = |value: i32| value.clamp(0, IMAGE_SIZE as i32);
        let boxes: Vec<LabelledBox> = self
            .boxes
            .iter()
            .map(|&(class, area)| {
                let (left, right) = (clip(area.left), clip(area.right));
                (
                    class,
                    Area::new(left, clip(area.top), right, clip(area.bottom)),
                )
            })
            .filter(|(_, area)| area.width() > 0 && area.height() > 0)
            .collect();
        stacked(&boxes, &PAINT_ORDER)
    }

    /// Class ids, row by row from the top left; background where there is no box.
    pub fn paint(&self) -> Vec<u8> {
        let mut labels = vec![BACKGROUND; IMAGE_SIZE * IMAGE_SIZE];
        for (class, area) in self.in_painting_order() {
            for y in area.top as usize..area.bottom as usize {
                let row = y * IMAGE_SIZE;
                labels[row + area.left as usize..row + area.right as usize].fill(class);
            }
        }
        labels
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::classes::{DOOR, FACADE, PILLAR, WINDOW};
    use super::*;

    #[test]
    fn classes_are_painted_in_the_database_s_order_not_in_that_of_drawing() {
        let mut annotation = Annotation::default();
        let everywhere = Area::new(-9, -9, 999, 999);
        for class in [PILLAR, WINDOW, FACADE] {
            annotation.add(class, everywhere);
        }
        assert!(annotation.paint().iter().all(|&id| id == PILLAR));
    }

    #[test]
    fn a_box_covers_its_pixels_and_no_other() {
        let mut annotation = Annotation::default();
        annotation.add(WINDOW, Area::new(-3, 5, 4, 7));
        annotation.add(DOOR, Area::new(9, 9, 9, 20));
        let labels = annotation.paint();
        let windows: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] == WINDOW).collect();
        let expected: Vec<usize> = (5..7)
            .flat_map(|y| (0..4).map(move |x| y * 256 + x))
            .collect();
        assert_eq!(windows, expected);
        assert!(!labels.contains(&DOOR));
    }
}
