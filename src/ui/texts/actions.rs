//! Names and tooltips of the editor's action tables. English stands in the tables themselves;
//! here is the Chinese, under the entries' names. Both of parts stand in their subject's folder.

use super::{Text, others};
use facade_editor::Tool;
use facade_editor::action::{self, Command, Entry, Shortcut};
use facade_editor::subject;
use facade_subjects::ClassWords;

/// What the button says.
pub fn label(entry: &Entry) -> Text {
    if let Some(words) = of_class(entry) {
        return words.label.into();
    }
    let chinese = chinese(entry).map_or(entry.label, |(label, _)| label);
    others::or(entry.name, Text::fixed(entry.label, chinese))
}

/// What it does, without its key.
pub fn explanation(entry: &Entry) -> Text {
    if let Some(words) = of_class(entry) {
        return words.tooltip.into();
    }
    let chinese = chinese(entry).map_or(entry.tooltip, |(_, tooltip)| tooltip);
    let own = Text::fixed(entry.tooltip, chinese);
    others::or(&(entry.name.to_owned() + "."), own)
}

/// What it does, with a key of its: "Take the last step back (Ctrl+Z)".
pub fn tooltip(entry: &Entry, shortcut: Option<Shortcut>, on_mac: bool) -> Text {
    let explanation = explanation(entry);
    let Some(shortcut) = shortcut else {
        return explanation;
    };
    let key = key(shortcut, on_mac);
    Text::of(
        format!("{} ({})", explanation.english, key.english),
        format!("{}（{}）", explanation.chinese, key.chinese),
    )
}

/// A key with its modifiers, as keyboards are labelled.
pub fn key(shortcut: Shortcut, on_mac: bool) -> Text {
    let written = shortcut.text(on_mac);
    Text::of(written.clone(), written)
}

/// The tool's name on its button.
pub fn tool(tool: Tool) -> Text {
    action::by_name(action::TOOLS, tool.name()).map_or(Text::empty(), label)
}

/// The class's name on its button; nothing for an id that is none.
pub fn class(id: u8) -> Text {
    let command = Command::ChooseClass(id);
    let mut classes = subject::current().entries().iter();
    let entry = classes.find(|entry| entry.command == command);
    entry.map_or(Text::empty(), label)
}

fn of_class(entry: &Entry) -> Option<&'static ClassWords> {
    match entry.command {
        Command::ChooseClass(id) => subject::current().words(id),
        _ => None,
    }
}

/// Label and tooltip.
type Chinese = (&'static str, &'static str);

fn chinese(entry: &Entry) -> Option<Chinese> {
    let table = match entry.command {
        Command::Act(_) => ACTIONS,
        Command::ChooseTool(_) => TOOLS,
        Command::ChooseClass(_) => return None,
    };
    let (_, label, tooltip) = table.iter().find(|(name, ..)| *name == entry.name)?;
    Some((label, tooltip))
}

/// Name, label, tooltip.
type Row = (&'static str, &'static str, &'static str);

const ACTIONS: &[Row] = &[
    ("quality", "照片质量", "在自动、最精细和最快的照片之间切换"),
    ("models", "模型", "选择生成照片的模型，或打开自己的模型"),
    ("undo", "撤销", "退回上一步"),
    ("redo", "重做", "恢复刚撤销的一步"),
    ("clear", "清空", "回到一面空墙，从头画起"),
    ("random", "随机立面", "换一座随机生成的立面"),
    ("sample", "范例", "从画好的立面开始"),
    ("recent", "最近", "接着画最近画过的一幅"),
    ("open", "打开", "打开标签图、CMP 标注或保存过的图画"),
    (
        "photo",
        "参考照片",
        "描摹一张照片，或取它的颜色；照片不会离开本机",
    ),
    ("save", "保存照片", "把照片存为 PNG 文件"),
    ("delete", "删除", "删去选中的图形"),
    ("duplicate", "复制", "在旁边复制一份选中的图形"),
    ("repeat", "阵列", "把选中的图形排成行列"),
    (
        "mirror",
        "镜像",
        "以立面中轴镜像：有选中时复制到另一侧，没有选中时翻转整幅画",
    ),
    ("forward", "上移一层", "移到相邻的上一个图形之上"),
    ("backward", "下移一层", "移到相邻的下一个图形之下"),
    ("front", "移到最上", "移到所有图形之上"),
    ("back", "移到最下", "移到所有图形之下"),
    ("select-all", "全选", "选中底图以外的所有图形"),
    ("copy-shapes", "拷贝", "拷贝选中的图形"),
    ("cut", "剪切", "把选中的图形移到剪贴板"),
    ("paste", "粘贴", "放入剪贴板里的图形"),
    ("group", "编组", "把选中的图形编为一组"),
    ("ungroup", "取消编组", "拆开选中的组"),
    ("corners", "编辑顶点", "移动、添加或删去多边形的顶点"),
    ("align-left", "左对齐", "对齐左边"),
    ("align-centre", "水平居中", "沿竖直中线对齐"),
    ("align-right", "右对齐", "对齐右边"),
    ("align-top", "顶端对齐", "对齐上边"),
    ("align-middle", "垂直居中", "沿水平中线对齐"),
    ("align-bottom", "底端对齐", "对齐下边"),
    ("distribute-across", "水平等距", "让左右间距相等"),
    ("distribute-down", "垂直等距", "让上下间距相等"),
    ("save-labels", "标签图", "把标签图存为索引 PNG 文件"),
    (
        "save-pair",
        "照片和标签图",
        "把照片和标签图并排保存，供训练程序读取",
    ),
    ("save-document", "图画", "保存图画，以后接着画"),
    ("save-svg", "SVG 图画", "保存图画，供其他程序使用"),
    ("save-1024", "照片，1024 像素", "把照片放大到 1024 像素保存"),
    ("save-2048", "照片，2048 像素", "把照片放大到 2048 像素保存"),
    (
        "save-card",
        "分享卡片",
        "把图画和照片放在一张 1200×630 像素的卡片上保存",
    ),
    ("save-film", "短片", "保存一段房子逐步建成的短片"),
    ("print", "打印照片", "用整张纸打印照片"),
    ("copy", "复制照片", "把照片复制到剪贴板"),
    ("share", "分享链接", "把整幅图画放进链接"),
    ("your-turn", "链接：轮到你了", "复制一个请朋友接着画的链接"),
    ("street", "街道", "让这座房子和朋友的房子站在一起"),
    ("zoom-out", "缩小", "看到画面的更多部分"),
    ("zoom-fit", "整幅画面", "显示整幅画面"),
    ("zoom-in", "放大", "把画面放大"),
    ("vary", "换个样子", "为同一幅图画再生成一张不同的照片"),
    ("usual-version", "恢复默认", "回到这幅图画默认的照片"),
    ("compare", "对比", "像拉帘子一样把图画拉到照片上"),
    ("overlay", "叠加颜色", "把构件的颜色叠加在照片上"),
    (
        "critic",
        "判别器的眼光",
        "在照片上显示判别器认为哪里像真照片、哪里是生成的",
    ),
    ("full-screen", "全屏", "全屏显示照片"),
    ("present", "展示", "让图画和照片占满屏幕"),
    ("dice", "换颜色", "给房子换一套颜色"),
    ("palettes", "配色", "从真实房子的颜色里挑选"),
    (
        "colours-from-photo",
        "取自照片",
        "从一张照片里取颜色，照片不会离开本机",
    ),
    ("usual-colours", "默认颜色", "回到模型自己的颜色"),
    ("language", "English", "改用英文显示页面"),
    ("help", "快捷键", "查看按键和手势"),
    (
        "drawing-colours",
        "图画颜色",
        "在自然色和数据集的颜色之间切换",
    ),
    ("theme", "外观", "在跟随系统、浅色、深色之间切换"),
];

const TOOLS: &[Row] = &[
    ("select", "选择", "选取、移动和缩放图形"),
    ("polygon", "多边形", "逐个点出顶点，点回起点即闭合"),
    ("line", "直线", "画一条直线"),
    ("eyedropper", "取样", "取用指针下的构件"),
    ("rectangle", "矩形", "拖出一个方框"),
    ("brush", "画笔", "用圆头画笔涂画"),
    ("fill", "填充", "把一整块区域换成所选构件"),
    ("eraser", "橡皮", "擦回空墙"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_every_table_has_its_chinese_and_no_chinese_is_left_over() {
        let tables = [action::ACTIONS, action::TOOLS];
        let entries = || tables.into_iter().flatten();
        for entry in entries() {
            let (label, tooltip) =
                chinese(entry).unwrap_or_else(|| panic!("no Chinese for {}", entry.name));
            assert!(!label.is_empty() && !tooltip.is_empty(), "{}", entry.name);
        }
        assert_eq!(ACTIONS.len() + TOOLS.len(), entries().count());
    }

    #[test]
    fn tooltips_show_a_key_in_both_languages() {
        let undo = action::by_name(action::ACTIONS, "undo").unwrap();
        assert_eq!(
            tooltip(undo, undo.shortcuts.first().copied(), false),
            Text::fixed("Take the last step back (Ctrl+Z)", "退回上一步（Ctrl+Z）")
        );
        assert_eq!(tooltip(undo, None, false), explanation(undo));
    }

    #[test]
    fn tools_and_classes_are_called_as_on_their_buttons() {
        assert_eq!(tool(Tool::Fill), Text::fixed("Fill", "填充"));
        assert_eq!(class(3), Text::fixed("Window", "窗"));
        assert!(class(13).is_empty());
    }
}
