//! The learning rate over the epochs.

/// Constant, then linearly down towards zero, as the widely used PyTorch implementation does
/// (100 epochs each). The paper's own rate is constant: `decay_from` at or past the last epoch.
///
/// `epoch` counts from 0; the rate of the last epoch is small but not zero.
pub fn learning_rate(initial: f64, epoch: usize, decay_from: usize, epochs: usize) -> f64 {
    if epoch < decay_from {
        return initial;
    }
    let remaining = epochs.saturating_sub(epoch) as f64;
    let decaying = (epochs - decay_from + 1) as f64;
    initial * remaining / decaying
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_constant_and_then_falls_linearly_to_its_smallest_share() {
        assert_eq!(learning_rate(2.0, 0, 100, 200), 2.0);
        assert_eq!(learning_rate(2.0, 99, 100, 200), 2.0);
        assert!((learning_rate(2.0, 150, 100, 200) - 2.0 * 50.0 / 101.0).abs() < 1e-12);
        assert!((learning_rate(2.0, 199, 100, 200) - 2.0 / 101.0).abs() < 1e-12);
        assert_eq!(learning_rate(2.0, 199, 200, 200), 2.0);
    }
}
