//! Files, links and the clipboard: opening, saving, sharing, and the drawing kept between visits.
//!
//! What the bytes mean is [`exchange`](facade_exchange)'s business; here is what only a browser can
//! do: choose, drop, paste, decode a picture, offer a download, remember.

pub mod autosave;
mod blurred;
pub(super) mod link;
mod open;
mod picture;
pub(super) mod recent;
mod samples;
mod save;
pub mod shelf;
mod take_away;
pub(super) mod thumbnail;

pub(super) use open::choose;
pub(super) use picture::{Pixels, read_pixels};
pub(super) use samples::forget_samples;
pub(super) use save::to_png;

use web_sys::{ClipboardEvent, DragEvent, Event, StorageEvent};

use super::app::App;
use super::dom;
use super::page::Page;

/// Ties files to the page's events.
pub(super) fn listen(page: &Page) {
    let document = dom::document();
    page.on(&document, "dragover", App::drag_over);
    page.on(&document, "dragleave", |_, event: &DragEvent| {
        // Only leaving the window has nowhere to go.
        if event.related_target().is_none() {
            open::mark_drop(false);
        }
    });
    page.on(&document, "drop", App::drop_file);
    page.on(&document, "paste", |app, event: &ClipboardEvent| {
        app.paste(event)
    });
    page.on(&document, "copy", |app, event: &ClipboardEvent| {
        app.clipboard_event(event, false);
    });
    page.on(&document, "cut", |app, event: &ClipboardEvent| {
        app.clipboard_event(event, true);
    });
    let window = dom::window();
    page.on(&window, "hashchange", |app, _: &Event| app.open_fragment());
    page.on(&window, "storage", |app, event: &StorageEvent| {
        app.hear_store(event);
    });
    page.on(&window, "beforeunload", |app, event: &Event| {
        app.before_leaving(event);
    });
    page.on(&window, "pagehide", |app, _: &Event| app.keep_drawing());
    page.on(&document, "visibilitychange", |app, _: &Event| {
        app.keep_drawing()
    });
    samples::listen(page);
    recent::listen(page);
}
