//! What is said of the engines: what they do, why this one runs, and what went wrong.
//!
//! A worker words its failures itself, in English and with particulars (a file, an HTTP status).
//! English readers are given that sentence; Chinese readers one for the kind of failure.

use super::Text;
use facade_protocol::{Backend, FailureKind};

/// No engine is left.
pub const STOPPED: Text = Text::fixed("Stopped", "已停止");
/// The picture follows the hand.
pub const LIVE: Text = Text::fixed("Live", "实时");
/// The next picture takes its time.
pub const DEVELOPING: Text = Text::fixed("Developing…", "正在生成…");
/// The second model is at work on the drawing.
pub const SHARPENING: Text = Text::fixed("Live · sharpening…", "实时 · 正在精修…");
/// The second model's picture is on show.
pub const SHARP: Text = Text::fixed("Live · sharp", "实时 · 已精修");
/// A worker's code is on its way.
pub const STARTING: Text = Text::fixed("Starting the engine", "正在启动引擎");
/// The first translations run.
pub const WARMING_UP: Text = Text::fixed("Warming up", "正在预热");
/// A file of the engine, or the rest of the model, does not come.
pub const LATE: Text = Text::fixed(
    "Still waiting for a file: the line is slow, or something holds it back.",
    "仍在等待文件：网络较慢，或有文件被拦截。",
);
/// An engine died and another runs.
pub const RESTARTED: Text = Text::fixed(
    "The engine died and was started again; your drawing is safe.",
    "引擎意外退出，已重新启动；你的画完好无损。",
);
/// While the processor's engine starts after a lost device.
pub const DEVICE_LOST_PREPARING: Text = Text::fixed(
    "The graphics device was lost; the CPU takes over.",
    "图形设备已断开，改由 CPU 接手。",
);
/// The processor's engine runs after a lost device.
pub const DEVICE_LOST: Text = Text::fixed(
    "On the CPU: the graphics device was lost.",
    "用 CPU 计算：图形设备已断开。",
);
/// The processor's engine starts for want of WebGPU.
pub const NO_WEBGPU_PREPARING: Text = Text::fixed(
    "This browser offers no WebGPU; the CPU is used.",
    "此浏览器不支持 WebGPU，将使用 CPU。",
);
/// The processor's engine runs for want of WebGPU.
pub const NO_WEBGPU: Text = Text::fixed(
    "On the CPU: this browser offers no WebGPU.",
    "用 CPU 计算：此浏览器不支持 WebGPU。",
);
/// The processor's engine runs while the other is made ready.
pub const TRYING_WEBGPU: Text = Text::fixed(
    "On the CPU while WebGPU warms up.",
    "暂用 CPU 计算，WebGPU 正在预热。",
);
/// On the button that tries again.
pub const RETRY: Text = Text::fixed("Retry", "重试");
/// On the button that fetches the page anew.
pub const RELOAD: Text = Text::fixed("Reload the page", "重新加载页面");
/// A worker of another build answered.
pub const STALE_BUILD: Text = Text::fixed(
    "This page was renewed while you were away; reload it to go on.",
    "页面在此期间已更新，请重新加载后继续。",
);

/// The model is on its way.
pub fn downloading(received_bytes: u64, total_bytes: u64) -> Text {
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let (received, total) = (megabytes(received_bytes), megabytes(total_bytes));
    Text::of(
        format!("Fetching the model · {received:.1} of {total:.1} MB"),
        format!("正在下载模型 · {received:.1} / {total:.1} MB"),
    )
}

/// How long the first picture will take still.
pub fn picture_in(seconds: u32) -> Text {
    let seconds = seconds.to_string();
    Text::of(
        "yours in ~".to_owned() + &seconds + " s",
        "你的约 ".to_owned() + &seconds + " 秒后出现",
    )
}

/// What runs, how fast, and the model's name.
pub fn running(backend: Backend, ms: f64, model: Option<&str>) -> Text {
    let mut line = format!("{backend} · {}", milliseconds(ms));
    if let Some(model) = model {
        line = format!("{line} · {model}");
    }
    Text::of(line.clone(), line)
}

/// The address asks for this backend.
pub fn forced(backend: Backend) -> Text {
    Text::of(
        format!("On {}, as the address asks.", place(backend)),
        format!("按网址的要求使用 {backend}。"),
    )
}

/// WebGPU lost the comparison.
pub fn webgpu_slower(ms: f64) -> Text {
    let ms = milliseconds(ms);
    Text::of(
        format!("On the CPU: WebGPU was slower here, {ms} a picture."),
        format!("用 CPU 计算：在这台设备上 WebGPU 更慢，每张照片 {ms}。"),
    )
}

/// WebGPU won the comparison.
pub fn webgpu_faster(ms: f64, cpu_ms: f64) -> Text {
    let (ms, cpu_ms) = (milliseconds(ms), milliseconds(cpu_ms));
    Text::of(
        format!("On WebGPU: {ms} a picture against {cpu_ms} on the CPU."),
        format!("用 WebGPU 计算：每张照片 {ms}，CPU 要 {cpu_ms}。"),
    )
}

/// The processor's engine starts because WebGPU failed so.
pub fn webgpu_failed_preparing(fault: &Text) -> Text {
    Text::fixed(
        "WebGPU failed; the CPU takes over.",
        "WebGPU 出错，改由 CPU 接手。",
    )
    .then(fault)
}

/// The processor's engine runs because WebGPU failed so.
pub fn webgpu_failed(fault: &Text) -> Text {
    Text::fixed("On the CPU: WebGPU failed.", "用 CPU 计算：WebGPU 出错。").then(fault)
}

/// WebGPU starts because the processor's engine failed so.
pub fn cpu_failed_preparing(fault: &Text) -> Text {
    Text::fixed("Trying WebGPU instead.", "改试 WebGPU。").then(fault)
}

/// The other engine runs because the processor's failed so.
pub fn cpu_failed(backend: Backend, fault: &Text) -> Text {
    Text::of(
        format!("On {}.", place(backend)),
        format!("用 {backend} 计算。"),
    )
    .then(fault)
}

/// A worker reports a failure; `sentence` is its own.
pub fn reported(kind: FailureKind, sentence: &str) -> Text {
    let chinese = match kind {
        FailureKind::Network => "下载未能完成，请检查网络后重试。",
        FailureKind::Missing => "服务器上找不到所需的文件或模型。",
        FailureKind::Corrupt => "下载的文件已损坏或无法使用，请重试。",
        FailureKind::NoAdapter => "此浏览器没有可供 WebGPU 使用的图形适配器。",
        FailureKind::DeviceLost => "图形设备已断开；你的画完好无损。",
        FailureKind::StaleBuild => "页面与引擎的版本不一致，请重新加载页面。",
        FailureKind::Internal => "引擎出错，未能完成。",
    };
    Text::of(sentence.to_owned(), chinese.to_owned())
}

/// Nothing has been heard of an engine for too long.
pub fn silent(backend: Backend) -> Text {
    Text::of(
        format!("The {backend} engine stopped answering."),
        format!("{backend} 引擎没有响应。"),
    )
}

/// An engine sent something that is no message.
pub fn unreadable(backend: Backend) -> Text {
    Text::of(
        format!("The {backend} engine sent something unreadable."),
        format!("{backend} 引擎发来的内容无法识别。"),
    )
}

/// The browser reports that a worker broke.
pub fn crashed(backend: Backend) -> Text {
    Text::of(
        format!("The {backend} engine could not be started or broke down."),
        format!("{backend} 引擎无法启动或已崩溃。"),
    )
}

/// The browser refuses workers, in these words.
pub fn no_workers(refusal: &str) -> Text {
    Text::of(
        format!("This browser starts no workers ({refusal})."),
        "此浏览器无法启动后台计算。".to_owned(),
    )
}

const fn place(backend: Backend) -> &'static str {
    match backend {
        Backend::Cpu => "the CPU",
        Backend::Webgpu => "WebGPU",
    }
}

/// Whole milliseconds, or a tenth below ten; thousands set apart.
fn milliseconds(ms: f64) -> String {
    if ms < 9.95 {
        return format!("{ms:.1} ms");
    }
    let whole = ms.round() as u64;
    if whole < 1_000 {
        return format!("{whole} ms");
    }
    format!("{},{:03} ms", whole / 1_000, whole % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_have_a_tenth_below_ten_and_thousands_set_apart() {
        for (ms, text) in [(8.04, "8.0 ms"), (61.4, "61 ms"), (2_412.4, "2,412 ms")] {
            assert_eq!(milliseconds(ms), text);
        }
    }

    #[test]
    fn a_worker_s_particulars_are_kept_in_english_and_left_out_in_chinese() {
        let fault = reported(FailureKind::Missing, "lite is missing (HTTP 404).");
        assert_eq!(fault.english, "lite is missing (HTTP 404).");
        assert!(!fault.chinese.contains("HTTP"));
    }
}
