//! Sentences that the page says: announcements and notices.

use super::Text;
use super::{actions, steps};
use facade_editor::Tool;

/// After `clear`.
pub const CLEARED: Text = Text::fixed("The wall is bare.", "墙面已清空。");
/// After `random`.
pub const RANDOM_DRAWN: Text = Text::fixed("A new facade is drawn.", "已画好一座新立面。");
/// A stroke was ended by Escape.
pub const STROKE_DROPPED: Text = Text::fixed("Stroke dropped.", "已放弃这一笔。");
/// `save` before the first picture.
pub const NOTHING_TO_SAVE: Text =
    Text::fixed("There is no picture to save yet.", "还没有可以保存的照片。");
/// `save` succeeded.
pub const SAVED: Text = Text::fixed("The picture is saved.", "照片已保存。");
/// After the language was switched.
pub const LANGUAGE_SWITCHED: Text =
    Text::fixed("The page is in English now.", "页面已切换为中文。");
/// The drawing's parts in colours that such parts have.
pub const COLOURS_NATURAL: Text = Text::fixed("natural", "自然色");
/// The drawing's parts in the colours of the data set's label maps.
pub const COLOURS_OF_DATA_SET: Text = Text::fixed("the data set’s", "数据集的颜色");
/// The page's colours follow the system.
pub const APPEARANCE_AUTOMATIC: Text = Text::fixed("as the system", "跟随系统");
/// Light colours.
pub const APPEARANCE_LIGHT: Text = Text::fixed("light", "浅色");
/// Dark colours.
pub const APPEARANCE_DARK: Text = Text::fixed("dark", "深色");

/// The appearance was switched to the one of this name.
pub fn appearance_switched(name: &Text) -> Text {
    Text::of(
        format!("Appearance: {}.", name.english),
        format!("外观：{}。", name.chinese),
    )
}

/// The drawing has other colours, of this name.
pub fn colours_switched(name: &Text) -> Text {
    Text::of(
        format!("Colours of the drawing: {}.", name.english),
        format!("图画颜色：{}。", name.chinese),
    )
}

/// A step was undone.
pub fn undone(what: &'static str) -> Text {
    let step = steps::named(what);
    Text::of(
        format!("Undone: {}.", step.english),
        format!("已撤销：{}。", step.chinese),
    )
}

/// A step was redone.
pub fn redone(what: &'static str) -> Text {
    let step = steps::named(what);
    Text::of(
        format!("Redone: {}.", step.english),
        format!("已重做：{}。", step.chinese),
    )
}

/// The keyboard's pen went down; the place in drawing pixels.
pub fn stroke_begun(tool: Tool, class: u8, x: f32, y: f32) -> Text {
    let tool = actions::tool(tool);
    let class = actions::class(class);
    Text::of(
        format!("{}, {}: begun at {x}, {y}.", tool.english, class.english),
        format!("{}，{}：在 {x}，{y} 落笔。", tool.chinese, class.chinese),
    )
}

/// The keyboard's pen was lifted; the place in drawing pixels.
pub fn stroke_ended(x: f32, y: f32) -> Text {
    Text::of(format!("Ended at {x}, {y}."), format!("在 {x}，{y} 收笔。"))
}

/// A width in drawing pixels, beside its slider.
pub fn width_px(width_px: f32) -> Text {
    Text::of(format!("{width_px} px"), format!("{width_px} 像素"))
}

/// The host sends another file than the one that was built.
pub fn altered(path: &str) -> Text {
    Text::of(
        format!(
            "The host changes {path} on the way, so this page cannot be kept for visits without a network."
        ),
        format!("服务器在途中改动了 {path}，因此无法保留本页供离线使用。"),
    )
}

/// The address asks for a rest that is no number.
pub fn unknown_rest(asked: &str) -> Text {
    Text::of(
        format!("The address asks for a rest of “{asked}”, but ?kiosk takes whole seconds."),
        format!("网址要求静置“{asked}”，但 ?kiosk 只接受整数秒。"),
    )
}

/// The address asks for a backend that does not exist.
pub fn unknown_backend(asked: &str) -> Text {
    Text::of(
        format!("The address asks for the backend “{asked}”, but there are only cpu and webgpu."),
        format!("网址要求使用后端“{asked}”，但只有 cpu 和 webgpu 可选。"),
    )
}
