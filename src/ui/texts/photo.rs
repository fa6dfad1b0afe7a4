//! What is said about a photo to trace over.

use super::Text;

/// After it was laid under the drawing.
pub const PLACED: Text = Text::fixed(
    "The photo lies under the drawing: drag it and its corners into place, then press Done.",
    "照片已放到画板下：拖动照片和四角摆正，然后按“完成”。",
);
pub const REMOVED: Text = Text::fixed(
    "The photo is removed; Undo brings it back.",
    "照片已移除，撤销即可恢复。",
);
/// The browser has no room, or no leave.
pub const NOT_KEPT: Text = Text::fixed(
    "This browser does not keep the photo: after a reload it has to be opened again.",
    "浏览器不能保留这张照片，重新加载后请再次打开它。",
);
/// A kept drawing lies over a photo that is not there.
pub const LOST: Text = Text::fixed(
    "The photo under this drawing is no longer in this browser; open it again to go on tracing.",
    "画板下的照片已不在这个浏览器里，请重新打开它再接着描摹。",
);
