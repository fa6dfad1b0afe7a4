//! Asking a run to stop: Ctrl-C, or the signal that ends a service.

use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};

/// How often a person has asked.
static ASKED: AtomicUsize = AtomicUsize::new(0);

/// From now on the first Ctrl-C lets the step in hand finish, and the second ends the program.
///
/// # Errors
/// A system that takes no handler, or a second call.
pub fn listen() -> Result<()> {
    ctrlc::set_handler(|| match ASKED.fetch_add(1, Ordering::SeqCst) {
        0 => eprintln!("stopping after this step; Ctrl-C again ends at once, without a checkpoint"),
        // What a shell reports of a program that Ctrl-C ended.
        _ => process::exit(130),
    })
    .context("cannot listen for Ctrl-C")
}

/// Whether somebody wants the run to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst) > 0
}
