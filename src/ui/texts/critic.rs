//! What is said of the critic's verdict.

use super::Text;
use facade_protocol::FailureKind;

/// No model on the list has a critic.
pub const NONE: Text = Text::fixed(
    "This model comes without a critic.",
    "这个模型没有附带判别器。",
);
/// The critic is downloaded, or judges for the first time.
pub const FETCHING: Text = Text::fixed("Fetching the critic …", "正在获取判别器……");
/// The verdict is off the picture.
pub const OFF: Text = Text::fixed(
    "The critic’s verdict is off the picture.",
    "照片上的判别结果已去掉。",
);
/// The critic's worker sent something that is no message.
pub const UNREADABLE: Text = Text::fixed(
    "The critic sent something unreadable; the pictures go on without it.",
    "判别器发来的内容无法识别；照片照常生成。",
);
/// The browser reports that the worker broke.
pub const CRASHED: Text = Text::fixed(
    "The critic could not be started or broke down; the pictures go on without it.",
    "判别器无法启动或已崩溃；照片照常生成。",
);

/// What the verdict is, in two sentences; `field_px` is the side of a patch.
pub fn explanation(field_px: u32) -> Text {
    Text::of(
        format!(
            "The critic is the model’s opponent from training: it compares the picture with the \
             drawing, patch by patch of {field_px} × {field_px} pixels, and says whether a camera \
             or the model made it. Blue is what it takes for real, orange what it sees through, \
             and the stronger the colour, the surer it is."
        ),
        format!(
            "判别器是模型训练时的对手：它对照图画，逐块（每块 {field_px} × {field_px} 像素）判断照片是相机拍的还是模型生成的。\
             蓝色是它当成真照片的地方，橙色是它识破的地方，颜色越浓，它越肯定。"
        ),
    )
}

/// The mean of all patches, 0..1, from the critic of this model.
pub fn verdict(mean: f32, critic: &str) -> Text {
    let percent = percent(mean);
    let (english, chinese) = match percent {
        0..35 => ("most of it looks generated", "大部分像是生成的"),
        35..=65 => ("it cannot make up its mind", "真假难辨"),
        _ => ("most of it looks real", "大部分像真照片"),
    };
    Text::of(
        format!("{percent} % real on average: to the critic of {critic}, {english}."),
        format!("平均 {percent}% 像真照片：在 {critic} 的判别器看来，{chinese}。"),
    )
}

/// How real one patch looks, beside the scale.
pub fn share(probability: f32) -> Text {
    let percent = percent(probability);
    Text::of(format!("{percent} %"), format!("{percent}%"))
}

/// One patch: its column and row, counted from 0, and how real it looks.
pub fn patch(column: u32, row: u32, probability: f32) -> Text {
    let (column, row, percent) = (column + 1, row + 1, percent(probability));
    Text::of(
        format!("Column {column}, row {row}: {percent} % real."),
        format!("第 {column} 列，第 {row} 行：{percent}% 像真照片。"),
    )
}

/// The worker reports a failure; `sentence` is its own.
pub fn failed(kind: FailureKind, sentence: &str) -> Text {
    let chinese = match kind {
        FailureKind::Network => "判别器未能下载，请检查网络后重试。",
        FailureKind::Missing => "服务器上找不到判别器。",
        FailureKind::Corrupt => "下载的判别器已损坏或无法使用。",
        FailureKind::StaleBuild => "页面与判别器的版本不一致，请重新加载页面。",
        FailureKind::NoAdapter | FailureKind::DeviceLost | FailureKind::Internal => {
            "判别器出错，照片照常生成。"
        }
    };
    Text::of(sentence.to_owned(), chinese.to_owned())
}

fn percent(share: f32) -> u32 {
    (100.0 * share).round() as u32
}

#[cfg(test)]
mod tests {
    use super::super::Language::{Chinese, English};
    use super::*;

    #[test]
    fn the_explanation_has_two_sentences_in_both_languages() {
        let text = explanation(70);
        assert_eq!(text.get(English).matches(". ").count() + 1, 2);
        assert!(text.get(English).contains("70 × 70"));
        assert_eq!(text.get(Chinese).matches('。').count(), 2);
        assert!(text.get(Chinese).contains("70 × 70"));
    }

    #[test]
    fn the_verdict_is_told_in_words_and_as_a_figure() {
        for (mean, words) in [(0.1, "generated"), (0.5, "make up"), (0.9, "looks real")] {
            let text = verdict(mean, "lite");
            let percent = format!("{} %", (100.0 * mean).round());
            assert!(text.get(English).contains(words) && text.get(English).contains(&percent));
            assert!(text.get(Chinese).contains("lite"));
        }
    }

    #[test]
    fn patches_are_counted_from_one() {
        let text = patch(0, 29, 0.234);
        assert_eq!(text.get(English), "Column 1, row 30: 23 % real.");
    }
}
