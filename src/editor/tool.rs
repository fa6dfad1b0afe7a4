//! The drawing tools.

/// What a gesture does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tool {
    /// Drag a box of the chosen class.
    Rectangle,
    /// Paint the chosen class with a round brush.
    Brush,
    /// Pour the chosen class over the joined pixels of one class.
    Fill,
    /// Bring the bare wall back with a round brush.
    Eraser,
}

impl Tool {
    /// Every tool, in the order of the tool bar.
    pub const ALL: [Self; 4] = [Self::Rectangle, Self::Brush, Self::Fill, Self::Eraser];

    /// Its name in the page's `data-tool` and in history.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rectangle => "rectangle",
            Self::Brush => "brush",
            Self::Fill => "fill",
            Self::Eraser => "eraser",
        }
    }

    /// Whether the brush width matters to it.
    pub const fn uses_brush(self) -> bool {
        matches!(self, Self::Brush | Self::Eraser)
    }
}
