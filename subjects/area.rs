//! Boxes of whole pixels and how they lie over each other.

/// Pixels `left..right` by `top..bottom`; may reach beyond the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

/// A class id and the box that has it.
pub type LabelledBox = (u8, Area);

impl Area {
    pub const fn new(left: i32, top: i32, right: i32, bottom: i32) -> Self {
        Self {
            left,
            top,
            right,
            bottom,
        }
    }

    /// A box of this width about a vertical axis.
    pub fn about(centre: i32, width: i32, top: i32, bottom: i32) -> Self {
        let left = centre - width / 2;
        Self::new(left, top, left + width, bottom)
    }

    pub fn width(self) -> i32 {
        self.right - self.left
    }

    pub fn height(self) -> i32 {
        self.bottom - self.top
    }

    pub fn centre(self) -> i32 {
        (self.left + self.right) / 2
    }

    /// The same box, wider on both sides.
    pub fn widened(self, by: i32) -> Self {
        Self {
            left: self.left - by,
            right: self.right + by,
            ..self
        }
    }

    /// Whether no pixel of it is outside the other.
    pub fn is_within(self, other: Self) -> bool {
        self.left >= other.left
            && self.top >= other.top
            && self.right <= other.right
            && self.bottom <= other.bottom
    }
}

/// The boxes bottom first: class by class in this order, those of a class in their own. What has another class is left
/// out.
pub fn stacked(boxes: &[LabelledBox], painting_order: &[u8]) -> Vec<LabelledBox> {
    let mut stacked = Vec::with_capacity(boxes.len());
    for &id in painting_order {
        for labelled in boxes {
            if labelled.0 == id {
                stacked.push(*labelled);
            }
        }
    }
    stacked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_stacked_by_class_and_within_one_as_they_came() {
        let at = |left| Area::new(left, 0, left + 1, 1);
        let boxes = [(3, at(0)), (1, at(1)), (3, at(2)), (9, at(3)), (2, at(4))];
        let expected = [(2, at(4)), (3, at(0)), (3, at(2)), (1, at(1))];
        assert_eq!(stacked(&boxes, &[2, 3, 1]), expected);
    }

    #[test]
    fn a_box_is_within_itself_and_not_within_one_that_it_juts_out_of() {
        let area = Area::new(2, 3, 9, 8);
        assert!(area.is_within(area));
        for smaller in [
            Area { left: 3, ..area },
            Area { top: 4, ..area },
            Area { right: 8, ..area },
            Area { bottom: 7, ..area },
        ] {
            assert!(smaller.is_within(area) && !area.is_within(smaller));
        }
    }
}
