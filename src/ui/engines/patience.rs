//! How long a silent engine is waited for.
//!
//! A worker that the browser has killed sends no event at all, so silence is the only sign. The
//! limits are generous: an engine that is merely slow must never be restarted.

use facade_model::sort;
use facade_protocol::Backend;

/// Milliseconds of silence granted to an engine that is starting, downloading or warming up. The
/// graphics side compiles shaders first, and may be a processor in disguise.
pub const fn start_up_ms(backend: Backend) -> f64 {
    match backend {
        Backend::Cpu => 60_000.0,
        Backend::Webgpu => 300_000.0,
    }
}

/// Milliseconds of silence after which a file on its way counts as late: a fair line brings each in less.
pub const LATE_MS: f64 = 8_000.0;

/// Milliseconds granted to one translation, given the usual time of one and whether this engine
/// has delivered any.
pub fn translation_ms(backend: Backend, usual_ms: f64, has_delivered: bool) -> f64 {
    let least_ms: f64 = match (backend, has_delivered) {
        (Backend::Cpu, _) => 5_000.0,
        (Backend::Webgpu, true) => 30_000.0,
        (Backend::Webgpu, false) => 120_000.0,
    };
    least_ms.max(10.0 * usual_ms)
}

/// The last few translation times of one engine.
#[derive(Debug, Default)]
pub struct RecentTimes {
    ms: Vec<f64>,
}

impl RecentTimes {
    /// Enough for a steady median, few enough to follow a machine that heats up.
    const KEPT: usize = 9;

    /// Adds the newest time.
    pub fn push(&mut self, ms: f64) {
        if self.ms.len() == Self::KEPT {
            self.ms.remove(0);
        }
        self.ms.push(ms);
    }

    /// The upper median; `None` before the first time.
    pub fn median(&self) -> Option<f64> {
        let mut sorted = self.ms.clone();
        sort::by(&mut sorted, f64::total_cmp);
        sorted.get(sorted.len() / 2).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slow_translation_does_not_move_the_median() {
        let mut times = RecentTimes::default();
        assert_eq!(times.median(), None);
        for ms in [60.0, 61.0, 5_000.0, 62.0, 63.0] {
            times.push(ms);
        }
        assert_eq!(times.median(), Some(62.0));
    }

    #[test]
    fn the_median_follows_a_machine_that_slows_down() {
        let mut times = RecentTimes::default();
        (0..20).for_each(|_| times.push(60.0));
        (0..5).for_each(|_| times.push(200.0));
        assert_eq!(times.median(), Some(200.0));
    }

    #[test]
    fn a_quick_cpu_engine_is_given_five_seconds_and_a_slow_one_ten_times_its_usual() {
        assert_eq!(translation_ms(Backend::Cpu, 62.0, true), 5_000.0);
        assert_eq!(translation_ms(Backend::Cpu, 700.0, true), 7_000.0);
    }

    #[test]
    fn webgpu_is_given_longest_for_its_first_picture() {
        let first = translation_ms(Backend::Webgpu, 9.0, false);
        let later = translation_ms(Backend::Webgpu, 9.0, true);
        assert!(first > later && later > translation_ms(Backend::Cpu, 9.0, false));
    }
}
