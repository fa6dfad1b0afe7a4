//! The engine: turns drawings, label maps or colours, into pictures beside the page, in a worker of its own.
//!
//! ```text
//! page ──Load──▶ worker ─▶ device ─▶ download ─▶ translator ─▶ warm_up ──Ready──▶ page
//! page ──Translate + drawing──▶ inbox ─▶ translator ──Picture + RGBA──▶ page
//! ```
//!
//! The translator runs no Burn module but a plan that is built from it, `cpu_plan` or `gpu_plan`. One
//! binary per backend, and one for the critic, which is Burn's module as it is. Nothing here knows the page's elements, the drawing as a document, or whether another
//! engine runs beside this one; which engine's pictures are shown is the page's choice. [`translator`], [`warm_up`] and [`inbox`] know no browser either, so
//! tests use them natively.

#[cfg(feature = "cpu")]
pub mod cpu_network;
#[cfg(feature = "cpu")]
pub mod cpu_plan;
#[cfg(feature = "critic")]
pub mod critic;
#[cfg(any(feature = "cpu", feature = "gpu"))]
pub mod device;
mod digest;
pub mod download;
pub mod error;
pub mod fetch_model;
#[cfg(feature = "gpu")]
pub mod gpu_plan;
#[cfg(any(feature = "cpu", feature = "gpu"))]
pub mod inbox;
#[cfg(any(feature = "cpu", feature = "gpu"))]
mod label_weights;
pub mod port;
#[cfg(any(feature = "cpu", feature = "gpu"))]
pub mod translator;
#[cfg(any(feature = "cpu", feature = "gpu"))]
pub mod warm_up;
#[cfg(any(feature = "cpu", feature = "gpu"))]
pub mod worker;
#[cfg(feature = "cpu")]
pub mod worker_pool;
