//! The texts of index.html, by the keys of its `data-text…` attributes.

use super::{Text, others};

/// The window's title.
pub const TITLE: Text = Text::fixed(
    "Facade Studio: draw a building, see its photograph",
    "立面画室：画一座楼，看它变成照片",
);

/// The text with this key.
pub fn by_key(key: &str) -> Option<Text> {
    let (_, own) = PAGE.iter().find(|(name, _)| *name == key)?;
    Some(others::or(key, own.clone()))
}

const fn text(
    key: &'static str,
    english: &'static str,
    chinese: &'static str,
) -> (&'static str, Text) {
    (key, Text::fixed(english, chinese))
}

/// Key, English, Chinese; in the order of the page.
pub const PAGE: &[(&str, Text)] = &[
    text("name", "Facade Studio", "立面画室"),
    text(
        "tagline",
        "Draw a building’s front; it becomes a photograph as you draw.",
        "画出楼房的正面，边画边变成照片。",
    ),
    // In published sites, which have a page about their models.
    text("about", "About this model", "关于这个模型"),
    text("start-from", "Start from", "起稿"),
    text("file", "File", "文件"),
    text("preferences", "Preferences", "偏好设置"),
    text("settings", "Settings", "设置"),
    text("colours-natural", "natural", "自然色"),
    text("appearance-automatic", "as the system", "跟随系统"),
    text("tools", "Tools", "工具"),
    text("tool", "Tool", "工具"),
    text("brush-width", "Brush width", "画笔粗细"),
    text("parts", "Parts", "构件"),
    text("part", "Part", "构件"),
    text("paint-column", "Colour", "颜色"),
    text("part-of-building", "Part of the building", "建筑构件"),
    text("mode", "What the parts show", "构件显示"),
    text("mode-draw", "Draw", "画"),
    text("mode-paint", "Paint", "上色"),
    text("paints", "Colours of the house", "房子的颜色"),
    text("paint-actions", "All colours", "全部颜色"),
    text("paint-panel", "The house", "房子"),
    text(
        "scheme",
        "Colours that the dice leave alone",
        "掷骰时保留的颜色",
    ),
    text("paint-dropper", "Take it from the screen", "从屏幕上取色"),
    text("paint-tints", "Colours that houses have", "常见的颜色"),
    text("paint-own", "Any other colour", "其他颜色"),
    text("paint-lock", "The dice leave it alone", "掷骰时保留"),
    text("paint-usual", "Usual colour", "默认颜色"),
    text("palettes", "Palettes", "配色"),
    text(
        "palettes-words",
        "This drawing in the colours of real houses.",
        "这幅图画配上真实房子的颜色。",
    ),
    text("drawing", "Drawing", "画板"),
    text(
        "drawing-help",
        "Arrow keys move the cursor, with Shift in long steps, with Alt by single pixels. Space \
         or Enter begins a stroke and ends it; Escape drops it. With the select tool, full stop \
         and comma go through the shapes, and arrow keys move what is selected.",
        "方向键移动光标：按住 Shift 大步移动，按住 Alt 逐像素移动。按空格键或回车键落笔，再按一次收笔；按 Esc 放弃这一笔。使用选择工具时，句号键和逗号键逐个选取图形，方向键移动选中的图形。",
    ),
    text("selection-bar", "With the selection", "处理选中"),
    text("kiosk", "Touch the screen and draw", "点一下屏幕，动手画"),
    text("repeat-bar", "Repeat as a grid", "排成阵列"),
    text("repeat-closer", "Closer together", "间距减小"),
    text("repeat-wider", "Further apart", "间距加大"),
    text("repeat-place", "Place", "放置"),
    text("repeat-drop", "Drop", "放弃"),
    text("history", "History", "历史"),
    text("selection", "Selection", "选中"),
    text("zoom", "Zoom", "缩放"),
    text("colours", "Colours", "颜色"),
    text("critic-generated", "Generated", "生成"),
    text("critic-real", "Real", "真实"),
    text(
        "critic-cells",
        "What the critic sees; arrow keys go from patch to patch",
        "判别器的眼光；方向键逐块移动",
    ),
    text("difference", "Difference", "差异"),
    text("look", "Look", "查看"),
    text("picture", "Picture", "照片"),
    text(
        "picture-label",
        "The photograph made of the drawing",
        "由图画生成的照片",
    ),
    text("example", "Example", "示例"),
    // In published sites, whose models make other pictures.
    text(
        "placeholder",
        "The picture appears here",
        "照片会出现在这里",
    ),
    text(
        "compare-handle",
        "Border between drawing and picture",
        "图画与照片的分界线",
    ),
    text("starting", "Starting", "正在启动"),
    text("status-more", "What runs here", "运行情况"),
    text(
        "split",
        "Border between picture and drawing",
        "照片与图画的分界",
    ),
    text("quality-automatic", "automatic", "自动"),
    text("download", "Download of the model", "模型下载进度"),
    text("opacity", "Opacity of the colours", "颜色的不透明度"),
    text("help", "Keys and gestures", "按键与手势"),
    text(
        "letter-keys",
        "Letters, digits and signs alone are shortcuts",
        "单独的字母、数字和符号作为快捷键",
    ),
    text("first-steps", "First steps", "三步上手"),
    text("first-step", "Choose a part", "选一个构件"),
    text("second-step", "Drag on the drawing", "在画板上拖动"),
    text("third-step", "Watch the photograph", "看照片变化"),
    text("retry", "Retry", "重试"),
    text("save-more", "More", "更多"),
    text("save-menu", "Save", "保存"),
    text("samples", "Samples", "范例"),
    text("recent", "Recent", "最近"),
    text(
        "recent-words",
        "The last drawings made in this browser. They never leave it.",
        "最近在这个浏览器里画的图画，只保存在这里。",
    ),
    text(
        "recent-none",
        "Nothing has been drawn here yet.",
        "这里还没有画过图画。",
    ),
    text("photo", "A photo", "参考照片"),
    text(
        "photo-words",
        "It stays in this browser and is never uploaded.",
        "照片只留在这个浏览器里，不会上传。",
    ),
    text("photo-trace", "Trace over it", "描摹"),
    text(
        "photo-trace-words",
        "It shines through the drawing, and its corners make it square.",
        "照片透过画板显示，拖动四角即可摆正。",
    ),
    text(
        "photo-empty",
        "Begin with an empty drawing",
        "从空白画板开始",
    ),
    text("photo-colours", "Take its colours", "取它的颜色"),
    text(
        "photo-colours-words",
        "Each part gets the colour that lies under it.",
        "每个构件用上照片里对应位置的颜色。",
    ),
    text("photo-map", "Use as a label map", "作为标签图"),
    text(
        "photo-map-words",
        "Its colours are those of the parts.",
        "它的颜色就是各种构件的颜色。",
    ),
    text("photo-choose", "Choose a photo", "选择照片"),
    text("photo-camera", "Take a photo", "拍照"),
    text("photo-under", "Photo under the drawing", "画板下的照片"),
    text("photo-place", "Place of the photo", "照片的位置"),
    text(
        "photo-move",
        "Photo: arrow keys move it, + and − size it",
        "照片：方向键移动，+ 和 − 缩放",
    ),
    text("corner-1", "Top left corner of the photo", "照片左上角"),
    text("corner-2", "Top right corner of the photo", "照片右上角"),
    text("corner-3", "Bottom right corner of the photo", "照片右下角"),
    text("corner-4", "Bottom left corner of the photo", "照片左下角"),
    text("photo-opacity", "Opacity", "不透明度"),
    text("photo-smaller", "Smaller photo", "缩小照片"),
    text("photo-larger", "Larger photo", "放大照片"),
    text("photo-fit", "Whole photo, as it was taken", "恢复照片原样"),
    text("photo-hide", "Hide the photo", "隐藏照片"),
    text("photo-remove", "Remove the photo", "移除照片"),
    text("photo-done", "Done", "完成"),
    text("models", "Models", "模型"),
    text(
        "models-words",
        "What paints your drawing. A model of your own, a bundle or PyTorch’s .pth, dropped on the page or opened here, is read in your browser and stays there.",
        "由谁来生成照片。自己的模型（模型包或 PyTorch 的 .pth）可以拖到页面上，或从这里打开；它只在你的浏览器里读取和保留。",
    ),
    text("model-file", "Open a model", "打开模型"),
    text("close", "Close", "关闭"),
    text("street", "Street", "街道"),
    text(
        "street-words",
        "Press a house to go on with it.",
        "按下一座房子即可接着画。",
    ),
    text(
        "street-link",
        "Add a house: paste its link",
        "加入房子：粘贴它的链接",
    ),
    text("street-share", "Share the street", "分享整条街"),
    text("renewal", "A new version is ready.", "新版本已就绪。"),
    text("reload", "Reload", "重新加载"),
    text("later", "Later", "稍后"),
];
