//! A house that builds itself: how many of its shapes stand at each step.

/// Numbers of shapes from the bare wall (0) to all of them, at most `most` steps after the wall, as even as whole
/// shapes allow.
///
/// # Panics
/// If `most` is 0.
pub fn steps(shapes: usize, most: usize) -> Vec<usize> {
    assert!(most > 0, "a film of no steps");
    let count = shapes.min(most);
    let at = |step: usize| (step * shapes).div_ceil(count.max(1));
    (0..=count).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_adds_shapes_and_the_last_has_all() {
        for shapes in 0..300 {
            let steps = steps(shapes, 40);
            assert_eq!((steps[0], steps.last()), (0, Some(&shapes)));
            assert!(steps.len() <= 41);
            let added: Vec<_> = steps.windows(2).map(|pair| pair[1] - pair[0]).collect();
            assert!(added.iter().all(|&more| more > 0), "{shapes}: {added:?}");
            if let (Some(least), Some(most)) = (added.iter().min(), added.iter().max()) {
                assert!(most - least <= 1, "{shapes}: {added:?}");
            }
        }
    }
}
