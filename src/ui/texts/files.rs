//! What is said about files, links and the clipboard.

use super::Text;
use facade_editor::DocumentError;
use facade_exchange::Refusal;
use facade_exchange::label_image::Report;

pub const PAIR_SAVED: Text =
    Text::fixed("Picture and label map are saved.", "照片和标签图已保存。");
pub const LABELS_SAVED: Text = Text::fixed("The label map is saved.", "标签图已保存。");
pub const DOCUMENT_SAVED: Text = Text::fixed("The drawing is saved.", "图画已保存。");
pub const SVG_SAVED: Text = Text::fixed("The drawing is saved as SVG.", "图画已存为 SVG。");
pub const LARGE_SAVED: Text = Text::fixed(
    "The picture is saved at 1024 pixels.",
    "照片已按 1024 像素保存。",
);
pub const LARGEST_SAVED: Text = Text::fixed(
    "The picture is saved at 2048 pixels.",
    "照片已按 2048 像素保存。",
);
pub const CARD_SAVED: Text = Text::fixed("The card is saved.", "卡片已保存。");
pub const FILM_BEGUN: Text = Text::fixed(
    "The film is being made; go on drawing meanwhile.",
    "正在制作短片，可以接着画。",
);
pub const FILM_SAVED: Text = Text::fixed("The film is saved.", "短片已保存。");
pub const NO_FILM: Text = Text::fixed(
    "This browser cannot make films; the picture and the card can be saved.",
    "这个浏览器不能制作短片，但可以保存照片和卡片。",
);
pub const FILE_NOT_SAVED: Text = Text::fixed(
    "The browser could not save the file.",
    "浏览器未能保存文件。",
);
pub const OPENED: Text = Text::fixed("The file is opened.", "文件已打开。");
pub const SAMPLE_DRAWN: Text = Text::fixed("The sample is drawn.", "已画好范例。");
pub const UNKNOWN_FILE: Text = Text::fixed(
    "This file is no picture, CMP annotation, facade drawing or model.",
    "这个文件不是图片、CMP 标注、立面图画或模型。",
);
pub const UNREADABLE_FILE: Text = Text::fixed(
    "The browser could not read this file.",
    "浏览器未能读取这个文件。",
);
pub const UNREADABLE_PICTURE: Text = Text::fixed(
    "The browser could not read this picture.",
    "浏览器未能读取这张图片。",
);
pub const FILE_TOO_LARGE: Text = Text::fixed(
    "This file is too large to open.",
    "这个文件太大，无法打开。",
);
pub const PICTURE_TOO_LARGE: Text = Text::fixed(
    "This picture has too many pixels to open.",
    "这张图片的像素太多，无法打开。",
);
pub const IN_MID_STROKE: Text = Text::fixed(
    "Finish the stroke first, then open the file again.",
    "请先画完这一笔，再打开文件。",
);
pub const LINK_COPIED: Text = Text::fixed(
    "The link is copied; everything is in it.",
    "链接已复制，内容全在其中。",
);
pub const LINK_IN_ADDRESS: Text = Text::fixed(
    "The link is in the address bar; everything is in it.",
    "链接在地址栏里，内容全在其中。",
);
pub const PICTURE_COPIED: Text = Text::fixed("The picture is copied.", "照片已复制。");
pub const PICTURE_NOT_COPIED: Text = Text::fixed(
    "The browser does not let the picture be copied; save it instead.",
    "浏览器不允许复制照片，请改为保存。",
);
pub const NOT_KEPT: Text = Text::fixed(
    "This browser does not keep the drawing; save it before you leave.",
    "浏览器不能替你保留图画，离开前请先保存。",
);
pub const STORE_FULL: Text = Text::fixed(
    "There is no room left in this browser: what you draw now is not kept. Save it, or delete older drawings under Recent.",
    "浏览器的存储空间已满，现在画的内容不会被保留。请保存文件，或在“最近”里删除旧的图画。",
);
pub const KEPT_BESIDE: Text = Text::fixed(
    "Another tab has changed this drawing. Yours is kept beside it; both are under Recent.",
    "另一个标签页改动了这幅图画。你的这一幅另外保留，两幅都在“最近”里。",
);
pub const CHANGED_ELSEWHERE: Text = Text::fixed(
    "This drawing is being changed in another tab. What you draw here is kept beside it, under Recent.",
    "这幅图画正在另一个标签页里改动。你在这里画的会另外保留在“最近”里。",
);
/// Another tab has deleted the drawing on show from the list.
pub const DELETED_ELSEWHERE: Text = Text::fixed(
    "Another tab has deleted this drawing. Change it here, and it is kept again.",
    "另一个标签页删除了这幅图画。在这里再改动一笔，它就会重新保留。",
);
/// The browser hands out other pixels than those on the canvas.
pub const BLURRED_OPENED: Text = Text::fixed(
    "This browser blurs what pages read from pictures, as a protection: parts may be wrong. Allow it for this page, and open the file again.",
    "出于保护，这个浏览器会改动页面读取的像素，构件可能有误。请对本页允许读取，再重新打开文件。",
);
pub const BLURRED_SAVED: Text = Text::fixed(
    "Saved, but this browser blurs what pages read from pictures, as a protection: the file differs a little from what you see.",
    "已保存。但出于保护，这个浏览器会改动页面读取的像素，文件与屏幕所见略有出入。",
);
/// What had to be guessed in an opened picture; nothing if every pixel was a class's.
pub fn report(report: Report) -> Option<Text> {
    let percent = report.percent_between().max(0.1);
    (report.between > 0).then(|| {
        Text::of(
            format!("{percent:.1} % of pixels were between classes; each went to the nearest."),
            format!("{percent:.1}% 的像素介于构件之间，已归入最接近的构件。"),
        )
    })
}

/// Why a file or link is not taken.
pub fn refusal(refusal: &Refusal) -> Text {
    let chinese = match refusal {
        Refusal::NotADocument => "这个文件不是立面图画。".to_owned(),
        Refusal::DamagedDocument => "这幅图画已损坏。".to_owned(),
        Refusal::BeyondLimits(error) => return beyond_limits(*error),
        Refusal::OtherClasses => "这幅图画画的是别的内容，不是本页所画的构件。".to_owned(),
        Refusal::NewerVersion { found } => {
            format!("这幅图画的版本是 {found}，这个页面还不认识。")
        }
        Refusal::TooLarge => "这幅图画太大，无法打开。".to_owned(),
        Refusal::DamagedLink => "链接里的图画已损坏，也许末尾被截断了。".to_owned(),
        Refusal::TooLongForALink => "图画太大，放不进链接；请改为保存文件。".to_owned(),
        Refusal::ForeignSvg => "这个 SVG 文件不是在这里保存的，无法辨认其中的图形。".to_owned(),
        Refusal::NoAnnotation => "这个 XML 文件里没有标注。".to_owned(),
        Refusal::UnknownClass { name } => {
            format!("标注里的类别“{name}”不是本页所画的构件。")
        }
        Refusal::DamagedAnnotation => "这份标注已损坏。".to_owned(),
        Refusal::EmptyPicture => "这张图片没有像素。".to_owned(),
    };
    Text::of(refusal.to_string(), chinese)
}

/// Why shapes make no document.
pub fn beyond_limits(error: DocumentError) -> Text {
    let chinese = match error {
        DocumentError::TooManyShapes { found } => format!("这幅图画有 {found} 个图形，太多了。"),
        DocumentError::TooLarge => "这幅图画太大，无法打开。".to_owned(),
        DocumentError::UnknownClass { index, id } => {
            format!("第 {} 个图形的类别 {id} 不存在。", index + 1)
        }
        DocumentError::BadShape { index } => format!("第 {} 个图形已损坏。", index + 1),
    };
    Text::of(error.to_string(), chinese)
}

#[cfg(test)]
mod tests {
    use super::super::Language::English;
    use super::*;

    #[test]
    fn the_report_tells_the_share_of_pixels_between_classes() {
        let said = |between, strange| {
            let pixels = 1_000;
            let text = report(Report {
                pixels,
                between,
                strange,
            })?;
            Some(text.get(English).to_owned())
        };
        assert_eq!(said(0, 0), None);
        assert!(said(31, 0).unwrap().starts_with("3.1 % of pixels"));
    }
}
