//! The engine: turns label maps into pictures beside the page, in a worker of its own.
//!
//! ```text
//! page ──Load──▶ worker ─▶ device ─▶ download ─▶ translator ─▶ warm_up ──Ready──▶ page
//! page ──Translate + class ids──▶ inbox ─▶ translator ──Picture + RGBA──▶ page
//! ```
//!
//! The translator runs the network itself on WebGPU, and `cpu_plan`, which is built from it, on the
//! CPU. One binary per backend: `engine_cpu` links Burn's flex backend alone and stays small,
//! `engine_gpu` links WebGPU. Nothing here knows the page's elements, the drawing as a document, or
//! whether another engine runs beside this one; which engine's pictures are shown is the page's
//! choice. [`translator`], [`warm_up`] and [`inbox`] know no browser either, so
//! tests use them natively.

#[cfg(feature = "cpu")]
pub mod cpu_network;
#[cfg(feature = "cpu")]
pub mod cpu_plan;
#[cfg(feature = "cpu")]
pub mod crew;
pub mod device;
pub mod download;
pub mod error;
pub mod fetch_model;
pub mod inbox;
pub mod port;
pub mod translator;
pub mod warm_up;
pub mod worker;
