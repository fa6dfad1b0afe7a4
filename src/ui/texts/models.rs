//! What is said of models: the list of them, those that visitors bring, and what is wrong with one.

use super::Text;

/// A visitor's file is read; another program's may take seconds.
pub const READING: Text = Text::fixed(
    "The model is being read in your browser; nothing is sent.",
    "正在你的浏览器里读取模型，不会上传。",
);
/// Another model is fetched or made ready behind the one in use.
pub const ON_ITS_WAY: Text = Text::fixed(
    "The model is being made ready; go on drawing meanwhile.",
    "正在准备模型，可以接着画。",
);
/// On the button beside a visitor's own.
pub const REMOVE: Text = Text::fixed("Remove", "移除");

/// What a row of the list says of its model.
pub struct Facts {
    pub is_here: bool,
    pub is_own: bool,
    pub is_default: bool,
    pub bytes: f64,
    /// Width, whether it takes paint, pairs and epochs; 0 where nobody says.
    pub detail: Option<(f64, bool, f64, f64)>,
}

/// A row's facts in a line.
pub fn facts(facts: Facts) -> Text {
    let size = format!("{:.1} MB", facts.bytes / 1e6);
    let mut line = Text::of(size.clone(), size);
    if facts.is_here {
        line = Text::fixed("paints now", "正在使用").beside(&line);
    }
    if facts.is_own {
        line = line.beside(&Text::fixed("yours", "你的模型"));
    }
    if facts.is_default {
        line = line.beside(&Text::fixed("this page’s own", "本页默认"));
    }
    let Some((ngf, painted, pairs, epochs)) = facts.detail else {
        return line;
    };
    line = line.beside(&Text::of(format!("ngf {ngf}"), format!("宽度 {ngf}")));
    if painted {
        line = line.beside(&Text::fixed("takes paint", "可上色"));
    }
    if pairs > 0.0 {
        line = line.beside(&Text::of(
            format!("{pairs} pairs, {epochs} epochs"),
            format!("{pairs} 对图像，{epochs} 轮"),
        ));
    }
    line
}

/// The name of the button that removes it.
pub fn remove(name: &str) -> Text {
    Text::of(format!("Remove {name}"), format!("移除 {name}"))
}

/// It has taken over.
pub fn paints(name: &str) -> Text {
    Text::of(
        format!("{name} paints now."),
        format!("现在由 {name} 生成照片。"),
    )
}

/// It has taken over, and will be there at the next visit.
pub fn kept(name: &str) -> Text {
    paints(name).then(&Text::fixed(
        "It is kept in this browser, under Models.",
        "它保留在这个浏览器的“模型”里。",
    ))
}

/// It has taken over, but the browser did not keep it.
pub fn not_kept(name: &str) -> Text {
    paints(name).then(&Text::fixed(
        "This browser has no room to keep it for your next visit.",
        "浏览器没有空间把它保留到下次。",
    ))
}

/// It is not kept any more.
pub fn removed(name: &str) -> Text {
    Text::of(
        format!("{name} is removed from this browser."),
        format!("{name} 已从这个浏览器移除。"),
    )
}

/// The engine would not have it: `fault` is its own sentence, which calls the file by one of its `addresses`.
pub fn unfit(file: &str, addresses: &[String], fault: &Text) -> Text {
    let named = |sentence: &str| {
        let sentence = sentence.to_owned();
        addresses.iter().fold(sentence, |sentence, address| {
            sentence.replace(address, file)
        })
    };
    Text::of(
        named(&fault.english),
        format!("引擎无法使用 {file}，可能已损坏，或由更新的版本制作。"),
    )
}

/// Why a model is not taken: `key` as `web/own_models.js` has it, `what` is the file, host or name it is about, or, of
/// another program's file, the sentence of the import.
pub fn refusal(key: &str, what: &str) -> Text {
    if key == "foreign" {
        return Text::of(
            what.to_owned(),
            "未能从这个文件读出模型：它可能已损坏，或不是 unet_256 生成器。".to_owned(),
        );
    }
    let (english, chinese) = match key {
        "large" => (
            " has more than 256 MB, the most that this page takes.",
            " 超过 256 MB，本页无法使用。",
        ),
        "insecure" => (
            "Models can be checked on pages from https or localhost only.",
            "只有通过 https 或 localhost 打开的页面才能核对模型。",
        ),
        "unreachable" => (
            " could not be fetched; check the connection and try again.",
            " 未能下载，请检查网络后重试。",
        ),
        "unreadable" => (" could not be read by the browser.", " 未能被浏览器读取。"),
        "missing" => (" is not on the server.", " 不在服务器上。"),
        "elsewhere" => (
            " is another site, and models come from this page’s own; download the file and drop it here.",
            " 是另一个网站，而模型只能来自本站；请下载文件，再拖到这里。",
        ),
        "forgotten" => (
            " is not among the models in this browser; drop its file on the page.",
            " 不在这个浏览器里；请把它的文件拖到页面上。",
        ),
        _ => (
            " is damaged: its weights are not those that it was made with; get it anew.",
            " 已损坏：权重与制作时不符，请重新取得。",
        ),
    };
    Text::of(format!("{what}{english}"), format!("{what}{chinese}"))
}
