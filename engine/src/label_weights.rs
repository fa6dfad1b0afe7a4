//! Weights that meet the generator's input: twelve planes of class ids and, where it takes paint, three of colours.
//!
//! A pixel's colour is that of its class, so what a class adds at a tap is one number, the class's own weight
//! and its colour times the other three, until the paint changes. Plans make tables of these numbers. Knows no
//! plan and no device.

use facade_model::classes::CLASS_COUNT;
use facade_model::paint::Paint;
use facade_model::pixels::scaled;

/// Red, green, blue.
const COLORS: usize = 3;

/// Weights `[outputs, 12 or 15, taps]` and the paint they are looked at through.
pub struct LabelWeights {
    weights: Vec<f32>,
    inputs: usize,
    taps: usize,
    /// In −1..1, for each class; mid-grey until there is a paint.
    colors: [[f32; COLORS]; CLASS_COUNT],
}

impl LabelWeights {
    /// # Panics
    /// Panics unless `inputs` are those of a generator of the twelve classes, with paint or without.
    pub fn new(weights: Vec<f32>, inputs: usize, taps: usize) -> Self {
        assert!(
            [CLASS_COUNT, CLASS_COUNT + COLORS].contains(&inputs),
            "a generator of one-hot labels"
        );
        Self {
            weights,
            inputs,
            taps,
            colors: Default::default(),
        }
    }

    /// Whether the generator is told the colours of the classes.
    pub fn take_paint(&self) -> bool {
        self.inputs > CLASS_COUNT
    }

    /// Looks through another paint; false where that changes nothing.
    ///
    /// # Panics
    /// Panics unless there is a colour for each class.
    pub fn set(&mut self, paint: &Paint) -> bool {
        assert_eq!(paint.colors.len(), CLASS_COUNT, "one colour a class");
        let mut colors = [[0.0; COLORS]; CLASS_COUNT];
        for (color, bytes) in colors.iter_mut().zip(&paint.colors) {
            *color = bytes.map(scaled);
        }
        let changes = self.take_paint() && self.colors != colors;
        self.colors = colors;
        changes
    }

    /// What a pixel of the class with this index adds to an output at a tap.
    pub fn of(&self, output: usize, class: usize, tap: usize) -> f32 {
        let weight = |input| self.weights[(output * self.inputs + input) * self.taps + tap];
        let own = weight(class);
        match self.take_paint() {
            false => own,
            true => {
                let colors = self.colors[class].iter().enumerate();
                own + colors
                    .map(|(color, value)| value * weight(CLASS_COUNT + color))
                    .sum::<f32>()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_adds_its_own_weight_and_its_colour_s() {
        // Two outputs of one tap: class planes 0, 1, …, 11, then colours.
        let row = |first: f32| {
            let classes = (0..CLASS_COUNT).map(move |class| first + class as f32);
            classes.chain([100.0, 200.0, 400.0])
        };
        let weights = row(0.0).chain(row(0.5)).collect();
        let mut weights = LabelWeights::new(weights, CLASS_COUNT + COLORS, 1);
        assert_eq!(weights.of(1, 3, 0), 3.5, "mid-grey adds nothing");
        let mut paint = Paint {
            colors: vec![[255, 0, 255]; CLASS_COUNT],
        };
        paint.colors[3] = [0, 255, 0];
        assert!(weights.set(&paint));
        assert!(!weights.set(&paint), "the same again");
        assert_eq!(weights.of(0, 2, 0), 2.0 + 100.0 - 200.0 + 400.0);
        assert_eq!(weights.of(1, 3, 0), 3.5 - 100.0 + 200.0 - 400.0);
    }

    #[test]
    fn a_generator_without_paint_does_not_look_at_it() {
        let mut weights = LabelWeights::new(vec![2.0; CLASS_COUNT], CLASS_COUNT, 1);
        let paint = Paint {
            colors: vec![[255; 3]; CLASS_COUNT],
        };
        assert!(!weights.set(&paint));
        assert_eq!(weights.of(0, 5, 0), 2.0);
    }
}
