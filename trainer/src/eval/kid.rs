//! Kernel distance of two sets of features.
//!
//! Source: Bińkowski, Sutherland, Arbel, Gretton, "Demystifying MMD GANs", ICLR 2018, section 4:
//! the squared maximum mean discrepancy under the kernel (x·y/d + 1)³. They take the features from
//! the Inception network; here they come from the segmenter, so figures compare only with figures
//! of the same segmenter.

/// Unbiased estimate of the squared maximum mean discrepancy: 0 in the mean where both sets are
/// drawn from one distribution, and then negative as often as positive.
///
/// The i-th feature vectors may belong together, as those of a generated picture and of the photo
/// with the same label map do: the estimate leaves out every product of an i-th with an i-th
/// (Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012, section 2.2, the statistic for as
/// many x as y), so dependence within the pairs does not bias it.
///
/// `None` for fewer than two vectors.
///
/// # Panics
/// Panics if the sets differ in size, or vectors in length.
pub fn kernel_distance(generated: &[Vec<f32>], real: &[Vec<f32>]) -> Option<f64> {
    assert_eq!(generated.len(), real.len(), "sizes of the two sets");
    let count = generated.len();
    if count < 2 {
        return None;
    }
    let mut sum = 0.0;
    for i in 0..count {
        for j in (0..count).filter(|&j| j != i) {
            sum += kernel(&generated[i], &generated[j]) + kernel(&real[i], &real[j])
                - 2.0 * kernel(&generated[i], &real[j]);
        }
    }
    Some(sum / (count * (count - 1)) as f64)
}

/// (x·y/d + 1)³ in d dimensions.
fn kernel(x: &[f32], y: &[f32]) -> f64 {
    assert_eq!(x.len(), y.len(), "length of the vectors");
    let products = x.iter().zip(y).map(|(&x, &y)| f64::from(x) * f64::from(y));
    (products.sum::<f64>() / x.len() as f64 + 1.0).powi(3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use oorandom::Rand32;

    fn sample(count: usize, random: &mut Rand32, shift: f32) -> Vec<Vec<f32>> {
        (0..count)
            .map(|_| (0..3).map(|_| random.rand_float() + shift).collect())
            .collect()
    }

    #[test]
    fn it_is_unbiased_so_that_many_small_samples_average_to_zero() {
        const DRAWS: usize = 2000;
        let mut random = Rand32::new(5);
        let distances: Vec<f64> = (0..DRAWS)
            .map(|_| {
                let (x, y) = (sample(5, &mut random, 0.0), sample(5, &mut random, 0.0));
                kernel_distance(&x, &y).unwrap()
            })
            .collect();
        let mean = distances.iter().sum::<f64>() / DRAWS as f64;
        let variance = distances.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / DRAWS as f64;
        let error = (variance / DRAWS as f64).sqrt();
        println!("mean {mean:.5} ± {error:.5}");
        // The biased estimate's mean would lie twenty errors away.
        assert!(mean.abs() < 3.0 * error);
        assert!(distances.iter().any(|d| *d < 0.0), "no floor at zero");
    }

    #[test]
    fn it_finds_the_known_discrepancy_of_two_distributions() {
        // One dimension, x = 0 or 1 with equal chance against y = 1: E k(x,x') = (1+1+1+8)/4,
        // E k(y,y') = 8, E k(x,y) = (1+8)/2.
        let expected = 11.0 / 4.0 + 8.0 - 9.0;
        let mut random = Rand32::new(1);
        let x: Vec<Vec<f32>> = (0..2000)
            .map(|_| vec![(random.rand_u32() & 1) as f32])
            .collect();
        let y = vec![vec![1.0]; 2000];
        let found = kernel_distance(&x, &y).unwrap();
        println!("{found:.4}, expected {expected:.4}");
        assert!((found - expected).abs() < 0.15);
    }

    #[test]
    fn a_set_is_no_distance_from_itself_and_one_vector_says_nothing() {
        let set = sample(20, &mut Rand32::new(9), 1.0);
        assert!(kernel_distance(&set, &set).unwrap().abs() < 1e-12);
        assert_eq!(kernel_distance(&set[..1], &set[..1]), None);
    }
}
