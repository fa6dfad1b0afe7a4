//! Arguments of commands that people are told to enter: as a shell takes them.

use std::ffi::OsStr;
use std::path::Path;

/// A path as one argument: as it is where a shell leaves it so, else quoted, and never taken for an option.
pub fn quoted(path: &Path) -> String {
    let is_option = path.as_os_str().as_encoded_bytes().starts_with(b"-");
    match is_option {
        true => quoted_text(Path::new(".").join(path).as_os_str()),
        false => quoted_text(path.as_os_str()),
    }
}

#[cfg(not(windows))]
fn quoted_text(text: &OsStr) -> String {
    let bytes = text.as_encoded_bytes();
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"._/-+,:@%=".contains(byte);
    if !bytes.is_empty() && bytes.iter().all(is_plain) {
        return text.display().to_string();
    }
    match text.to_str() {
        Some(text) if !text.contains(char::is_control) => {
            format!("'{}'", text.replace('\'', r"'\''"))
        }
        // Bytes that are no text, or would break the line.
        _ => {
            let escaped: String = bytes
                .iter()
                .map(|byte| match byte {
                    b if is_plain(b) => char::from(*b).to_string(),
                    byte => format!("\\x{byte:02x}"),
                })
                .collect();
            format!("$'{escaped}'")
        }
    }
}

#[cfg(windows)]
fn quoted_text(text: &OsStr) -> String {
    // Names of files hold no quotes there.
    let text = text.display().to_string();
    match text.contains(|letter: char| letter.is_whitespace() || "&()^;,='%!".contains(letter)) {
        true => format!("\"{text}\""),
        false => text,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    use std::process::Command;

    use super::*;

    #[test]
    fn a_shell_hands_every_name_on_as_it_is() {
        for name in [
            &b"runs/facades"[..],
            b"my run",
            b"it's \"mine\"",
            b"$HOME `id` \\ !",
            b"~",
            b"a;b&c|d*?[x]{y}",
            "fa\u{e7}ade \u{5efa}".as_bytes(),
            b"not \xff text",
            b"two\nlines",
        ] {
            let path = Path::new(OsStr::from_bytes(name));
            let command = format!("printf %s {}", quoted(path));
            let output = Command::new("bash")
                .args(["-c", &command])
                .output()
                .unwrap();
            let handed_on = std::ffi::OsString::from_vec(output.stdout);
            assert_eq!(handed_on, path, "{command}");
        }
        assert_eq!(quoted(Path::new("runs/a-1.b")), "runs/a-1.b");
        assert_eq!(quoted(Path::new("-x")), "./-x");
    }
}
