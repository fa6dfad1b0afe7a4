//! The chances by which a facade is made up: a seeded source, the same on every machine.

/// A seeded source of choices.
pub struct Dice {
    source: oorandom::Rand64,
}

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self {
            source: oorandom::Rand64::new(u128::from(seed)),
        }
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.source.rand_float() < probability
    }

    /// An even choice, both ends included.
    pub fn whole(&mut self, least: i32, most: i32) -> i32 {
        let span = i64::from(most) - i64::from(least) + 1;
        least + self.source.rand_range(0..span as u64) as i32
    }

    /// An even choice from `least` up to, but not including, `most`.
    pub fn real(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.source.rand_float()
    }

    /// This share of a length, rounded.
    pub fn share(&mut self, length: i32, least: f64, most: f64) -> i32 {
        (f64::from(length) * self.real(least, most)).round() as i32
    }

    /// One of the values, each as likely as its weight.
    pub fn pick<T: Copy>(&mut self, weighted: &[(f64, T)]) -> T {
        let total: f64 = weighted.iter().map(|(weight, _)| weight).sum();
        let mut left = self.real(0.0, total);
        for &(weight, value) in weighted {
            if left < weight {
                return value;
            }
            left -= weight;
        }
        weighted[weighted.len() - 1].1
    }
}
