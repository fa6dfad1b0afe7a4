//! What is said of the second, larger model.

use super::Text;
use crate::ui::engines::data_saver::DataSaverReason;
use crate::ui::engines::quality_mode::QualityMode;

/// It is being downloaded or made ready.
pub const ON_ITS_WAY: Text = Text::fixed(
    "A better model is on its way; just go on drawing.",
    "更好的模型正在加载，请继续作画。",
);
/// The person holds the page to the first model.
pub const HELD_TO_FAST: Text = Text::fixed(
    "Held to the fast model; better pictures are switched off.",
    "只用快速模型，精细照片已关闭。",
);
/// On the button that asks for another try.
pub const TRY_AGAIN: Text = Text::fixed("Try again", "再试一次");
/// There is no choice to make.
pub const ONE_MODEL_ONLY: Text = Text::fixed(
    "There is one model only; nothing to choose.",
    "只有一个模型，无可选择。",
);

/// What the page is held to, in a word or two.
pub const fn name(mode: QualityMode) -> Text {
    match mode {
        QualityMode::Automatic => Text::fixed("automatic", "自动"),
        QualityMode::Best => Text::fixed("best", "最精细"),
        QualityMode::Fast => Text::fixed("fast", "最快"),
    }
}

/// The person has chosen.
pub const fn switched(mode: QualityMode) -> Text {
    match mode {
        QualityMode::Automatic => Text::fixed(
            "Pictures: fast while you draw, the best when you rest.",
            "照片：作画时最快，停笔后最精细。",
        ),
        QualityMode::Best => Text::fixed(
            "Pictures: always the best, however long they take.",
            "照片：始终最精细，不论快慢。",
        ),
        QualityMode::Fast => Text::fixed("Pictures: always the fastest.", "照片：始终最快。"),
    }
}

/// How much of it has come.
pub fn share(model: &str, received_bytes: u64, total_bytes: u64) -> Text {
    let per_cent = received_bytes * 100 / total_bytes.max(1);
    let text = format!("{model} {per_cent} %");
    Text::of(text.clone(), text)
}

/// On the button that asks for the download.
pub fn download(bytes: u64) -> Text {
    let megabytes = megabytes(bytes);
    Text::of(
        format!("Better pictures · {megabytes}"),
        format!("更精细的照片 · {megabytes}"),
    )
}

/// Why the page did not fetch it unasked.
pub const fn not_fetched(data_saver: DataSaverReason) -> Text {
    match data_saver {
        DataSaverReason::SavesData => Text::fixed(
            "Your browser saves data, so the better model waits for your word.",
            "浏览器已开启省流量模式，更好的模型等你确认后再下载。",
        ),
        DataSaverReason::MobileNetwork => Text::fixed(
            "You are on a mobile network, so the better model waits for your word.",
            "你正在使用移动网络，更好的模型等你确认后再下载。",
        ),
        DataSaverReason::PerhapsMobile => Text::fixed(
            "You may be on a mobile network, so the better model waits for your word.",
            "你可能正在使用移动网络，更好的模型等你确认后再下载。",
        ),
        DataSaverReason::SlowLine => Text::fixed(
            "Your line is slow, so the better model waits for your word.",
            "网络较慢，更好的模型等你确认后再下载。",
        ),
        DataSaverReason::LittleMemory => Text::fixed(
            "This device has little memory, so the better model waits for your word.",
            "设备内存较小，更好的模型等你确认后再下载。",
        ),
    }
}

/// It failed with `fault`; `again` where the page tries again by itself.
pub fn failed(fault: &Text, again: bool) -> Text {
    let then = match again {
        true => Text::fixed(
            "Pictures go on with the fast model; the better one is tried again later.",
            "继续使用快速模型，稍后会再试更好的模型。",
        ),
        false => Text::fixed("Pictures go on with the fast model.", "继续使用快速模型。"),
    };
    fault.then(&then)
}

/// Whole megabytes, or a tenth below ten; number and unit stay in one line.
fn megabytes(bytes: u64) -> String {
    let megabytes = bytes as f64 / 1e6;
    match megabytes < 9.95 {
        true => format!("{megabytes:.1}\u{a0}MB"),
        false => format!("{megabytes:.0}\u{a0}MB"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language::English;
    use super::*;

    #[test]
    fn a_download_is_offered_with_its_size() {
        for (bytes, words) in [
            (6_900_000, "Better pictures · 6.9\u{a0}MB"),
            (27_400_000, "Better pictures · 27\u{a0}MB"),
        ] {
            assert_eq!(download(bytes).get(English), words);
        }
    }
}
