//! Starting other programs: streamed where a person wants to watch, captured where only the
//! answer matters.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A command that also finds programs which `cargo install` put into cargo's own folder, whether
/// or not the shell's PATH names that folder.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    if let Some(path) = search_path() {
        command.env("PATH", path);
    }
    command
}

fn search_path() -> Option<std::ffi::OsString> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))?;
    let mut folders: Vec<PathBuf> = std::env::split_paths(&old).collect();
    let installed = cargo_home.join("bin");
    if !folders.contains(&installed) {
        folders.push(installed);
    }
    std::env::join_paths(folders).ok()
}

/// Drops the variables that would replace `.cargo/config.toml`'s compiler flags, without which
/// the engine would be built without SIMD and run many times slower.
pub fn without_foreign_rustflags(command: &mut Command) {
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
        if std::env::var_os(name).is_some_and(|value| !value.is_empty()) {
            println!("    note: {name} is ignored here, it would switch SIMD off");
        }
        command.env_remove(name);
    }
}

/// Runs a command to its end with its output on this terminal.
///
/// # Errors
/// The program is missing or ends with anything but success.
pub fn stream(command: &mut Command) -> Result<()> {
    println!("    $ {}", shown(command));
    let status = command.status().with_context(|| not_started(command))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a command to its end with its error output on this terminal, and its standard output too, line by line as
/// `seen` is shown it.
///
/// # Errors
/// The program is missing or ends with anything but success.
pub fn stream_lines(command: &mut Command, mut seen: impl FnMut(&str)) -> Result<()> {
    println!("    $ {}", shown(command));
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| not_started(command))?;
    let output = child.stdout.take().expect("it is piped");
    // Bytes, because what tests print need not be text.
    for line in BufReader::new(output).split(b'\n') {
        let line = line.with_context(|| format!("cannot read from `{}`", shown(command)))?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        seen(&line);
    }
    let status = child.wait().with_context(|| not_started(command))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a command and gives back what it wrote to standard output.
///
/// # Errors
/// The program is missing or ends with anything but success; its error output is in the message.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| not_started(command))?;
    if !output.status.success() {
        bail!(
            "`{}` failed ({}): {}",
            shown(command),
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What `program --version` says in its first line, or nothing where it cannot be run.
pub fn version_line(program: impl AsRef<OsStr>) -> Option<String> {
    let answer = capture(command(program).arg("--version")).ok()?;
    answer.lines().next().map(str::to_owned)
}

/// The path of the first of `names` that PATH (or cargo's own folder) holds.
pub fn find_program(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&search_path()?).collect();
    names.iter().find_map(|name| {
        folders
            .iter()
            .map(|folder| folder.join(name))
            .find(|path| is_program(path))
    })
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file() || path.with_extension("exe").is_file() || path.with_extension("cmd").is_file()
}

fn shown(command: &Command) -> String {
    let words: Vec<_> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(quoted)
        .collect();
    words.join(" ")
}

/// An argument as a shell takes it, so that commands that are shown can be pasted.
pub fn quoted(argument: impl AsRef<OsStr>) -> String {
    let text = argument.as_ref().to_string_lossy().into_owned();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._/\\-+,:@%=".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text,
        false if cfg!(windows) => format!("\"{text}\""),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

fn not_started(command: &Command) -> String {
    format!("cannot start `{}`", command.get_program().to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_is_an_error_that_carries_its_message() {
        let error = capture(command("cargo").arg("--no-such-flag")).unwrap_err();
        assert!(error.to_string().contains("--no-such-flag"), "{error}");
    }

    #[test]
    #[cfg(unix)]
    fn a_shell_takes_what_is_shown_for_the_same_words() {
        let words = ["plain/path-1.b", "my run", "it's", "$HOME", ""];
        let shown = words.map(quoted).join(" ");
        let arguments = ["-c".to_owned(), format!("printf '%s\\n' {shown}")];
        let said = capture(command("sh").args(arguments)).unwrap();
        assert_eq!(said.lines().collect::<Vec<_>>(), words);
        assert_eq!(quoted("plain/path-1.b"), "plain/path-1.b");
    }

    #[test]
    fn a_missing_program_is_named_in_the_error() {
        let error = capture(&mut command("no-such-program-anywhere")).unwrap_err();
        assert!(error.to_string().contains("no-such-program-anywhere"));
        assert!(version_line("no-such-program-anywhere").is_none());
        assert!(find_program(&["no-such-program-anywhere"]).is_none());
    }

    #[test]
    fn the_first_program_that_exists_is_found() {
        let found = find_program(&["no-such-program-anywhere", "cargo"]).unwrap();
        assert!(found.ends_with("cargo"));
    }
}
