//! How many translations precede the first real one, and what they say about speed.
//!
//! On the CPU one is enough: there is nothing to compile that the first drawing would not compile
//! as well, and every further one delays the first picture. On WebGPU a driver may leave part of
//! compiling its shaders to the first translation, which then says nothing about speed; the few after
//! it are what the page compares with the CPU. A software adapter needs a second for each, hence the
//! time limit.

use facade_model::input::NamedClass;
use facade_protocol::Backend;
use facade_subjects::facades::procedural;

/// Seed of the facade that warms an engine up; any does.
const SEED: u64 = 1;

/// A drawing to warm up with: a procedural facade in the model's own classes, as often as they go round or, where it has
/// none, in as many greys.
pub fn drawing(classes: &[NamedClass]) -> Vec<u8> {
    let facade = procedural::facade(SEED).into_iter();
    match classes.len() {
        0 => facade.flat_map(|id| [20 * id; 3]).collect(),
        count => {
            let class = |id: u8| &classes[(usize::from(id) - 1) % count];
            facade.map(|id| class(id).id).collect()
        }
    }
}

/// A warm-up in progress: ask [`WarmUp::goes_on`], translate, [`WarmUp::record`], repeat.
#[derive(Debug)]
pub struct WarmUp {
    /// Translations still to be done without counting them.
    uncounted: usize,
    /// Most translations to count.
    counted_max: usize,
    /// No further translation starts once the counted ones have taken this long together.
    budget_ms: f64,
    counted_ms: Vec<f64>,
}

impl WarmUp {
    /// The warm-up that suits a backend.
    pub fn of(backend: Backend) -> Self {
        let (uncounted, counted_max, budget_ms) = match backend {
            Backend::Cpu => (0, 1, 0.0),
            Backend::Webgpu => (1, 3, 300.0),
        };
        Self {
            uncounted,
            counted_max,
            budget_ms,
            counted_ms: Vec::with_capacity(counted_max),
        }
    }

    /// Whether another translation is wanted; true until at least one has been counted.
    pub fn goes_on(&self) -> bool {
        self.counted_ms.is_empty()
            || (self.counted_ms.len() < self.counted_max
                && self.counted_ms.iter().sum::<f64>() < self.budget_ms)
    }

    /// Notes how long a translation took.
    pub fn record(&mut self, elapsed_ms: f64) {
        if self.uncounted > 0 {
            self.uncounted -= 1;
        } else {
            self.counted_ms.push(elapsed_ms);
        }
    }

    /// Median of the counted translations in milliseconds; `None` before the first.
    pub fn median_ms(&self) -> Option<f64> {
        let mut sorted = self.counted_ms.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        match sorted.len() {
            0 => None,
            length if length.is_multiple_of(2) => Some((sorted[middle - 1] + sorted[middle]) / 2.0),
            _ => Some(sorted[middle]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a warm-up on a device that takes `times_ms`, the last of them for ever after.
    fn run(backend: Backend, times_ms: &[f64]) -> (usize, Option<f64>) {
        let mut warm_up = WarmUp::of(backend);
        let mut translations = 0;
        while warm_up.goes_on() {
            let last = times_ms[times_ms.len() - 1];
            warm_up.record(times_ms.get(translations).copied().unwrap_or(last));
            translations += 1;
        }
        (translations, warm_up.median_ms())
    }

    #[test]
    fn a_drawing_to_warm_up_with_is_one_of_the_model_s_own() {
        use facade_model::input::InputKind;
        use facade_model::pixels::{ClassPlanes, check_drawing};
        let facades = InputKind::facades();
        let facade = drawing(facades.classes().unwrap());
        assert_eq!(facade, procedural::facade(SEED));
        let class = |id| NamedClass {
            id,
            name: id.to_string(),
            color: [id; 3],
        };
        let map = drawing(&[class(255), class(0)]);
        check_drawing(&map, Some(&ClassPlanes::of([0, 255]))).unwrap();
        check_drawing(&drawing(&[]), None).unwrap();
    }

    #[test]
    fn the_cpu_translates_once_so_that_the_first_picture_is_not_delayed() {
        assert_eq!(run(Backend::Cpu, &[60.0]), (1, Some(60.0)));
    }

    #[test]
    fn shader_compilation_does_not_count() {
        assert_eq!(
            run(Backend::Webgpu, &[900.0, 9.0, 5.0, 7.0, 6.0, 8.0]),
            (4, Some(7.0))
        );
    }

    #[test]
    fn a_slow_adapter_is_measured_once() {
        assert_eq!(
            run(Backend::Webgpu, &[4_000.0, 2_400.0]),
            (2, Some(2_400.0))
        );
    }

    #[test]
    fn an_even_count_gives_the_mean_of_the_middle_two() {
        assert_eq!(
            run(Backend::Webgpu, &[900.0, 200.0, 400.0]),
            (3, Some(300.0))
        );
    }
}
