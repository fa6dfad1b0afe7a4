//! Sentences about zoom, comparing and the colours on the picture.

use super::Text;

/// A pen has touched the drawing for the first time.
pub const PEN_DRAWS: Text = Text::fixed(
    "Drawing with the pen. Fingers only move the drawing, until you tap a tool or a part with one.",
    "正在用笔作画。手指暂时只移动画面；用手指点一下工具或构件，就能再用手指画。",
);
/// The pen is put away.
pub const FINGERS_DRAW: Text = Text::fixed("Fingers draw again.", "手指又可以作画了。");
/// The curtain is drawn over the picture.
pub const CURTAIN_ON: Text = Text::fixed(
    "The drawing covers the left half of the picture; a slider moves the border.",
    "图画盖住了照片的左半边，可用滑块移动分界线。",
);
/// The curtain is gone.
pub const CURTAIN_OFF: Text = Text::fixed("The picture is bare again.", "照片重新完整显示。");
/// The parts' colours are shown.
pub const COLOURS_ON: Text = Text::fixed(
    "The parts’ colours lie on the picture.",
    "照片上已叠加构件颜色。",
);
/// The parts' colours are gone.
pub const COLOURS_OFF: Text = Text::fixed(
    "The colours are off the picture.",
    "照片上的构件颜色已去掉。",
);

/// Another version of the picture is wanted.
pub const ANOTHER_VERSION: Text = Text::fixed("Another version.", "已换一个样子。");
/// The usual version is back.
pub const USUAL_VERSION: Text = Text::fixed("The usual version.", "已恢复默认的照片。");
/// The model was trained without dropout.
pub const ONE_VERSION_ONLY: Text = Text::fixed(
    "This model has one version of each picture only.",
    "这个模型对每幅图画只有一种照片。",
);

/// How large the drawing stands, per cent of what just fits.
pub fn zoomed(per_cent: u32) -> Text {
    Text::of(
        format!("The drawing is shown at {per_cent} %."),
        format!("画面现在放大到 {per_cent}%。"),
    )
}
