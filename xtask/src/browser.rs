//! The Chromium that the browser tests drive: found, or installed where that is one command.

use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::process;

/// Names under which distributions and vendors install it, the freest first.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The browser that the variable CHROMIUM names, else the first one on PATH.
///
/// # Errors
/// CHROMIUM names something that is not there: silently testing another browser would be worse.
pub fn find() -> Result<Option<PathBuf>> {
    match std::env::var_os("CHROMIUM").filter(|value| !value.is_empty()) {
        Some(named) => {
            let path = PathBuf::from(named);
            if path.is_file() {
                return Ok(Some(path));
            }
            bail!(
                "the variable CHROMIUM names {}, which does not exist",
                path.display()
            );
        }
        None => Ok(process::find_program(&NAMES)),
    }
}

/// Installs Chromium by apt where this is root on a Debian or Ubuntu.
///
/// # Errors
/// Anywhere else, with what to do instead.
pub fn install() -> Result<PathBuf> {
    if !Path::new("/etc/debian_version").is_file() || !is_root() {
        bail!("install Chromium or Chrome, or set the variable CHROMIUM to its path");
    }
    let apt = Apt {
        program: Path::new("apt-get"),
        pause: Duration::from_secs(10),
    };
    apt.run(&["update"])?;
    apt.run(&["install", "--yes", "--no-install-recommends", "chromium"])?;
    match find()? {
        Some(path) => Ok(path),
        None => bail!("apt-get installed chromium, but no program of that name is on PATH"),
    }
}

/// How often another program's lock is waited for: a quarter of an hour, in which most upgrades are done.
const LOOKS: u32 = 90;

/// apt, which other programs use too: unattended upgrades hold its lock for minutes after a machine's start.
struct Apt<'a> {
    program: &'a Path,
    /// Between two looks at a lock that is held.
    pause: Duration,
}

impl Apt<'_> {
    /// Runs apt-get; waits while another program holds a lock of its. apt's own `DPkg::Lock::Timeout` does not cover
    /// the lock of the package lists.
    ///
    /// # Errors
    /// Any other failure, and a lock that stays.
    fn run(&self, arguments: &[&str]) -> Result<()> {
        for look in 1.. {
            let mut apt = process::command(self.program);
            apt.args(arguments)
                .env("DEBIAN_FRONTEND", "noninteractive")
                .env("LC_ALL", "C");
            let Err(error) = process::capture(&mut apt) else {
                return Ok(());
            };
            let message = error.to_string();
            // "Could not get lock" of lists and archives, "Unable to acquire the dpkg frontend lock".
            let is_locked = message.contains("get lock") || message.contains("frontend lock");
            if !is_locked || look >= LOOKS {
                return Err(error);
            }
            if look == 1 {
                println!("another program holds the package lock; waiting for it");
            }
            thread::sleep(self.pause);
        }
        unreachable!("the last look returns")
    }
}

fn is_root() -> bool {
    process::capture(process::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;

    /// An apt-get that fails so many times with a message; how often it was called, and how it ended.
    fn tried(failures: u32, message: &str) -> (usize, Result<()>) {
        let folder = tempfile::tempdir().unwrap();
        let (program, calls) = (folder.path().join("apt-get"), folder.path().join("calls"));
        let script = format!(
            "#!/bin/sh\necho \"$1\" >> {calls}\n[ $(wc -l < {calls}) -gt {failures} ] && exit 0\necho '{message}' >&2\nexit 100\n",
            calls = calls.display()
        );
        // Not by this process: a child that another test starts meanwhile would inherit the open file, and a
        // program that somebody may write to does not start.
        let mut shell = process::command("sh");
        shell.args(["-c", "printf %s \"$1\" > \"$0\" && chmod 755 \"$0\""]);
        process::capture(shell.arg(&program).arg(script)).unwrap();
        let apt = Apt {
            program: &program,
            pause: Duration::ZERO,
        };
        let outcome = apt.run(&["update"]);
        (fs::read_to_string(calls).unwrap().lines().count(), outcome)
    }

    #[test]
    fn a_lock_that_another_program_holds_is_waited_for() {
        for message in [
            "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 42 (apt-get)",
            "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?",
        ] {
            let (calls, outcome) = tried(2, message);
            assert_eq!(calls, 3, "{message}");
            outcome.unwrap();
        }
    }

    #[test]
    fn any_other_failure_is_one_at_once_and_a_lock_is_not_waited_for_for_ever() {
        let (calls, outcome) = tried(2, "E: Unable to locate package chromium");
        assert_eq!(calls, 1);
        assert!(
            outcome
                .unwrap_err()
                .to_string()
                .contains("Unable to locate")
        );
        let (calls, outcome) = tried(u32::MAX, "E: Could not get lock /var/lib/dpkg/lock");
        assert_eq!(calls, LOOKS as usize);
        assert!(outcome.unwrap_err().to_string().contains("get lock"));
    }
}
