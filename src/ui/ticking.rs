//! The engines as time passes: once a second their silence is measured, and a person may try again.

use super::app::{App, now_ms};
use super::dom;
use super::engines::supervisor::{Condition, Remedy};
use super::engines::{EngineSlot, Engines};

/// A tick that comes later than this, after a laptop's sleep say, proves nothing about engines.
const LONGEST_TICK_MS: f64 = 2_000.0;

impl App {
    pub(super) fn tick(&mut self) {
        let now_ms = now_ms();
        let elapsed_ms = (now_ms - self.ticked_at_ms).min(LONGEST_TICK_MS);
        self.ticked_at_ms = now_ms;
        self.announce_zoom();
        let by_first = self.engines.in_charge() != Some(EngineSlot::Second);
        let awaited = by_first && self.queue.in_flight().is_some();
        self.with_engines(|engines| engines.tick(elapsed_ms, awaited));
        self.tick_refiner(elapsed_ms);
        self.tick_trial(elapsed_ms);
        self.tick_kiosk();
    }

    pub(super) fn retry(&mut self) {
        match self.engines.supervisor().condition() {
            Condition::Broken {
                remedy: Remedy::Reload,
                ..
            } => dom::window()
                .location()
                .reload()
                .expect("a page may reload itself"),
            _ => self.with_engines(Engines::retry),
        }
    }
}
