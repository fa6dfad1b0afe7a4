//! The drawing tools.

/// What a gesture does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tool {
    /// Pick shapes, move and resize them.
    Select,
    /// Drag a box of the chosen class.
    Rectangle,
    /// Set the corners of an area of the chosen class, one by one.
    Polygon,
    /// Draw a straight stroke of the chosen class.
    Line,
    /// Paint the chosen class with a round brush.
    Brush,
    /// Pour the chosen class over the joined pixels of one class.
    Fill,
    /// Bring the bare wall back with a round brush.
    Eraser,
    /// Choose the class under the pointer, then go back to the tool of before.
    Eyedropper,
}

impl Tool {
    /// Every tool, in the order of the tool bar.
    pub const ALL: [Self; 8] = [
        Self::Select,
        Self::Rectangle,
        Self::Polygon,
        Self::Line,
        Self::Brush,
        Self::Fill,
        Self::Eraser,
        Self::Eyedropper,
    ];

    /// Its name in the page's `data-tool` and in history.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Select => "select",
            Self::Rectangle => "rectangle",
            Self::Polygon => "polygon",
            Self::Line => "line",
            Self::Brush => "brush",
            Self::Fill => "fill",
            Self::Eraser => "eraser",
            Self::Eyedropper => "eyedropper",
        }
    }

    /// Whether the brush width matters to it.
    pub const fn uses_brush(self) -> bool {
        matches!(self, Self::Brush | Self::Eraser | Self::Line)
    }

    /// Whether a click is all it needs, with nothing to drag.
    pub const fn is_clicked(self) -> bool {
        matches!(self, Self::Fill | Self::Polygon | Self::Eyedropper)
    }
}
