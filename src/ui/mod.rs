//! The page: canvases, controls, status, and the link to the engines' workers.
//!
//! The only code that touches the DOM, and it links no Burn. `page` listens, `app` holds the parts,
//! `commands` says who does what; the parts know the DOM element they stand for and not each other.
//! What needs no browser ([`address`], [`texts`], [`wording`], [`refined_wording`],
//! [`engines::supervisor`], [`engines::refiner`], [`engines::patience`], [`pace`],
//! [`view::viewport`], [`view::pointer_router`], [`keyboard`]'s cursor) is pure and tested natively.

pub mod address;
mod app;
pub mod appearance;
mod clipboard;
mod commands;
mod context_menu;
pub mod controls;
mod critic;
pub mod cursor;
pub mod dispatcher;
pub mod dom;
pub mod drawing_canvas;
pub mod drawing_colors;
pub mod engines;
mod feed;
mod files;
mod film;
pub mod help;
pub mod hint;
pub mod keyboard;
mod kiosk;
pub mod language;
pub mod letter_keys;
mod menu;
mod models;
pub mod pace;
mod page;
mod paint;
pub mod palette;
mod photo;
pub mod picture_canvas;
mod picturing;
pub mod pointer;
pub mod refined_wording;
mod refining;
pub mod remembered;
mod selecting;
mod selection_bar;
pub mod selection_overlay;
pub mod shown;
pub mod status;
mod street;
mod strokes;
mod subject;
pub mod texts;
mod ticking;
pub mod toast;
pub mod toolbar;
pub mod variations;
pub mod view;
pub mod web_app;
pub mod wording;

pub use page::start;
