//! What is said about the drawings kept in this browser.

use super::Text;
use facade_exchange::Refusal;

/// The entry's button.
pub const DELETE: Text = Text::fixed("Delete", "删除");
/// The same button, once the entry is deleted.
pub const BRING_BACK: Text = Text::fixed("Bring back", "找回");
/// Of an entry that cannot be read.
pub const SAVE: Text = Text::fixed("Save as a file", "存为文件");
/// Of the entry that is the drawing on show.
pub const HERE: Text = Text::fixed("open here", "正在画");
/// An entry was deleted.
pub const DELETED: Text = Text::fixed("The drawing is deleted.", "图画已删除。");
/// A deleted entry is back.
pub const BROUGHT_BACK: Text = Text::fixed("The drawing is back.", "图画已找回。");
/// An entry was opened.
pub const GONE_ON: Text = Text::fixed(
    "Going on with this drawing; the one before is kept under Recent.",
    "接着画这一幅；之前的那幅保留在“最近”里。",
);
/// Another tab has deleted the entry meanwhile.
pub const GONE: Text = Text::fixed(
    "This drawing is gone: another tab has deleted it.",
    "这幅图画已被另一个标签页删除。",
);

const MINUTE_MS: f64 = 60_000.0;
const HOUR_MS: f64 = 60.0 * MINUTE_MS;
const DAY_MS: f64 = 24.0 * HOUR_MS;

/// How long ago something was, in words.
pub fn age(age_ms: f64) -> Text {
    let count = |unit_ms: f64| (age_ms / unit_ms) as u64;
    let ago = |count: u64, unit: &str, chinese: &str| {
        let plural = if count == 1 { "" } else { "s" };
        Text::of(
            format!("{count} {unit}{plural} ago"),
            format!("{count} {chinese}前"),
        )
    };
    if age_ms < MINUTE_MS {
        Text::fixed("just now", "刚刚")
    } else if age_ms < HOUR_MS {
        ago(count(MINUTE_MS), "minute", "分钟")
    } else if age_ms < DAY_MS {
        ago(count(HOUR_MS), "hour", "小时")
    } else {
        ago(count(DAY_MS), "day", "天")
    }
}

/// The name of an entry's button, for screen readers.
pub fn open(when: &Text) -> Text {
    Text::of(
        format!("Open the drawing: {}", when.english),
        format!("打开图画：{}", when.chinese),
    )
}

/// Why a kept drawing cannot be opened.
pub fn unreadable(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::NewerVersion { found } => Text::of(
            format!("Drawn with a newer version of this page (format {found})."),
            format!("用这个页面的更新版本绘制（格式 {found}）。"),
        ),
        _ => Text::fixed("Damaged, and cannot be shown.", "已损坏，无法显示。"),
    }
}

/// At the start: the drawing that was wanted is not the one on show.
pub fn not_restored(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::NewerVersion { .. } => Text::fixed(
            "Your drawing here was made with a newer version of this page. It is kept untouched under Recent.",
            "你在这里的图画是用这个页面的更新版本绘制的，已原样保留在“最近”里。",
        ),
        _ => Text::fixed(
            "Your drawing here is damaged and cannot be shown. It is kept untouched under Recent.",
            "你在这里的图画已损坏，无法显示，已原样保留在“最近”里。",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language::English;
    use super::*;

    #[test]
    fn ages_are_told_in_the_largest_unit_that_fills() {
        for (age_ms, told) in [
            (-5.0, "just now"),
            (59_000.0, "just now"),
            (61_000.0, "1 minute ago"),
            (7.2e6, "2 hours ago"),
            (2.6e8, "3 days ago"),
        ] {
            assert_eq!(age(age_ms).get(English), told);
        }
    }
}
