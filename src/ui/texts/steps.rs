//! The steps of history by name, for "Undone: …".

use super::{Text, actions, others};
use facade_editor::Tool;

/// The step that history calls `what`, the editor's own name for it.
pub fn named(what: &'static str) -> Text {
    if let Some(tool) = Tool::ALL.into_iter().find(|tool| tool.name() == what) {
        return Text::of(what.to_owned(), actions::tool(tool).chinese.into_owned());
    }
    let chinese = OTHERS.iter().find(|(name, _)| *name == what);
    let own = Text::fixed(what, chinese.map_or("一步", |(_, chinese)| chinese));
    others::or(&("step ".to_owned() + what), own)
}

/// Steps that no tool makes.
const OTHERS: &[(&str, &str)] = &[
    ("clear", "清空"),
    ("random facade", "随机立面"),
    ("move", "移动"),
    ("resize", "缩放"),
    ("nudge", "微移"),
    ("delete", "删除"),
    ("duplicate", "复制"),
    ("repeat", "阵列"),
    ("mirror", "镜像"),
    ("change class", "更换构件"),
    ("bring forward", "上移"),
    ("send backward", "下移"),
    ("cut", "剪切"),
    ("paste", "粘贴"),
    ("group", "编组"),
    ("ungroup", "取消编组"),
    ("align", "对齐"),
    ("distribute", "等距"),
    ("move corner", "移动顶点"),
    ("add corner", "添加顶点"),
    ("delete corner", "删除顶点"),
    ("open", "打开"),
    ("colour", "颜色"),
    ("dice", "换配色"),
    ("palette", "配色"),
    ("colours from a photo", "照片的颜色"),
    ("usual colours", "默认颜色"),
    ("sample", "范例"),
    ("link", "链接"),
    ("photo", "照片"),
    ("move photo", "移动照片"),
    ("photo corner", "照片的角"),
    ("photo opacity", "照片的不透明度"),
    ("hide photo", "隐藏照片"),
    ("show photo", "显示照片"),
    ("remove photo", "移除照片"),
    ("recent", "最近的图画"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_called_as_the_tool_that_made_it() {
        assert_eq!(named("brush"), Text::fixed("brush", "画笔"));
        assert_eq!(named("clear"), Text::fixed("clear", "清空"));
    }

    #[test]
    fn a_step_without_a_chinese_name_is_still_a_step() {
        assert_eq!(named("somersault"), Text::fixed("somersault", "一步"));
    }
}
