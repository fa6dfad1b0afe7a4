//! Normally distributed numbers, by the method of Box and Muller (1958).

use std::f64::consts::TAU;

use oorandom::Rand64;

/// One number from N(0, 1).
pub fn normal(random: &mut Rand64) -> f64 {
    // 1 − [0, 1) is never zero.
    let radius = (-2.0 * (1.0 - random.rand_float()).ln()).sqrt();
    radius * (TAU * random.rand_float()).cos()
}
