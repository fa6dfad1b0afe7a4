//! Weights that meet the generator's input: a plane for each label class and, where it takes paint, three of colours; or
//! colours or greys alone.
//!
//! Of class planes all but one are zero at every pixel, and a painted pixel's colour is that of its class, so what a
//! class adds at a tap is one number, the class's own weight and its colour times the others, until the paint changes.
//! Plans make tables of these numbers. Knows no plan and no device.

use facade_model::input::InputKind;
use facade_model::paint::Paint;
use facade_model::pixels::scaled;

/// Red, green, blue.
const COLORS: usize = 3;

/// Weights `[outputs, inputs, taps]` and the paint they are looked at through.
pub struct LabelWeights {
    weights: Vec<f32>,
    /// Planes of classes, the first ones.
    classes: usize,
    /// Planes of all kinds.
    inputs: usize,
    taps: usize,
    /// In −1..1, for each class where the generator takes paint; mid-grey until there is one.
    seen: Vec<[f32; COLORS]>,
}

impl LabelWeights {
    /// # Panics
    /// Panics unless there are weights for each plane of a generator that sees `input`.
    pub fn new(weights: Vec<f32>, input: &InputKind, taps: usize) -> Self {
        let (classes, inputs) = (classes_of(input), input.channels());
        assert!(
            weights.len().is_multiple_of(inputs * taps),
            "a generator of {inputs} planes"
        );
        let painted = if input.is_painted() { classes } else { 0 };
        Self {
            weights,
            classes,
            inputs,
            taps,
            seen: vec![[0.0; COLORS]; painted],
        }
    }

    /// Looks through another paint; false where that changes nothing, as where the generator takes none.
    ///
    /// # Panics
    /// Panics unless there is a colour for each class of a generator that takes paint.
    pub fn set(&mut self, paint: &Paint) -> bool {
        if self.seen.is_empty() {
            return false;
        }
        assert_eq!(paint.colors.len(), self.classes, "one colour a class");
        let mut changes = false;
        for (seen, color) in self.seen.iter_mut().zip(&paint.colors) {
            let color = color.map(scaled);
            changes |= *seen != color;
            *seen = color;
        }
        changes
    }

    /// What a pixel of the class with this index adds to an output at a tap.
    pub fn of(&self, output: usize, class: usize, tap: usize) -> f32 {
        let weight = |input| self.at(output, input, tap);
        let colors = self.seen.get(class).into_iter().flatten().enumerate();
        let colors = colors.map(|(color, value)| value * weight(self.classes + color));
        weight(class) + colors.sum::<f32>()
    }

    /// The weight of an output and an input plane at a tap.
    pub fn at(&self, output: usize, input: usize, tap: usize) -> f32 {
        self.weights[(output * self.inputs + input) * self.taps + tap]
    }
}

/// How many label classes there are.
pub fn classes_of(input: &InputKind) -> usize {
    input.classes().map_or(0, <[_]>::len)
}

#[cfg(test)]
mod tests {
    use facade_subjects::facades::classes::CLASS_COUNT;

    use super::*;

    #[test]
    fn a_class_adds_its_own_weight_and_its_colour_s() {
        // Two outputs of one tap: class planes 0, 1, …, 11, then colours.
        let row = |first: f32| {
            let classes = (0..CLASS_COUNT).map(move |class| first + class as f32);
            classes.chain([100.0, 200.0, 400.0])
        };
        let weights = row(0.0).chain(row(0.5)).collect();
        let mut weights = LabelWeights::new(weights, &InputKind::painted_facades(), 1);
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
        let mut weights = LabelWeights::new(vec![2.0; CLASS_COUNT], &InputKind::facades(), 1);
        let paint = Paint {
            colors: vec![[255; 3]; CLASS_COUNT],
        };
        assert!(!weights.set(&paint));
        assert_eq!(weights.of(0, 5, 0), 2.0);
    }
}
