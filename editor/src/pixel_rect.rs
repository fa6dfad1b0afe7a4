//! Half-open rectangles of whole pixels: bounds of shapes, regions to repaint.

use super::SIDE_PX;

/// The pixels with `left <= x < right` and `top <= y < bottom`; may lie partly or wholly outside
/// the drawing, and is empty where a pair is not ascending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelRect {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl PixelRect {
    /// The whole drawing.
    pub const CANVAS: Self = Self {
        left: 0,
        top: 0,
        right: SIDE_PX as i32,
        bottom: SIDE_PX as i32,
    };

    /// No pixel at all.
    pub const EMPTY: Self = Self {
        left: 0,
        top: 0,
        right: 0,
        bottom: 0,
    };

    pub fn is_empty(self) -> bool {
        self.left >= self.right || self.top >= self.bottom
    }

    /// How many pixels it has, inside the drawing or not.
    pub fn area(self) -> i32 {
        if self.is_empty() {
            return 0;
        }
        self.width() * self.height()
    }

    pub fn width(self) -> i32 {
        self.right - self.left
    }

    pub fn height(self) -> i32 {
        self.bottom - self.top
    }

    /// The same rectangle so many pixels to the right and down.
    pub fn moved(self, right: i32, down: i32) -> Self {
        Self {
            left: self.left + right,
            top: self.top + down,
            right: self.right + right,
            bottom: self.bottom + down,
        }
    }

    /// The pixels in both.
    pub fn intersect(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    /// The smallest rectangle that holds both; an empty one adds nothing.
    pub fn union(self, other: Self) -> Self {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_rectangle_adds_nothing_to_a_union() {
        let some = PixelRect {
            left: 3,
            top: 4,
            right: 9,
            bottom: 5,
        };
        assert_eq!(some.union(PixelRect::EMPTY), some);
        assert_eq!(PixelRect::EMPTY.union(some), some);
    }

    #[test]
    fn rectangles_apart_intersect_in_nothing() {
        let left = PixelRect {
            right: 10,
            ..PixelRect::CANVAS
        };
        let right = PixelRect {
            left: 10,
            ..PixelRect::CANVAS
        };
        assert!(left.intersect(right).is_empty());
        assert_eq!(left.union(right), PixelRect::CANVAS);
    }
}
