//! Weights that meet the generator's input, as drawings of class ids see them: twelve planes of class ids and, where
//! it takes paint, three of colours; or colours or greys alone, in which classes have the colours that people know.
//!
//! A pixel's colour is that of its class, so what a class adds at a tap is one number, the class's own weight
//! and its colour times the others, until the paint changes. Plans make tables of these numbers. Knows no
//! plan and no device.

use facade_model::classes::{CLASS_COUNT, CLASSES};
use facade_model::paint::Paint;
use facade_model::pixels::{luma, scaled};

/// Red, green, blue.
const COLORS: usize = 3;

/// Weights `[outputs, inputs, taps]` and the paint they are looked at through.
pub struct LabelWeights {
    weights: Vec<f32>,
    /// Planes of classes: twelve, or none.
    classes: usize,
    /// Planes behind them: three of colours, one of greys, or none.
    colors: usize,
    taps: usize,
    /// In −1..1, for each class; mid-grey until there is a paint.
    seen: [[f32; COLORS]; CLASS_COUNT],
}

impl LabelWeights {
    /// # Panics
    /// Panics unless `inputs` are those of a generator of the twelve classes, with paint (15) or without (12), of
    /// colours (3) or of greys (1).
    pub fn new(weights: Vec<f32>, inputs: usize, taps: usize) -> Self {
        let known = |color: [u8; 3]| match inputs {
            COLORS => color.map(scaled),
            1 => [scaled(luma(color)), 0.0, 0.0],
            _ => [0.0; COLORS],
        };
        let classes = if sees_colors(inputs) { 0 } else { CLASS_COUNT };
        let colors = inputs.wrapping_sub(classes);
        assert!(
            [0, 1, COLORS].contains(&colors),
            "a generator of {inputs} planes"
        );
        Self {
            weights,
            classes,
            colors,
            taps,
            seen: CLASSES.map(|class| known(class.color)),
        }
    }

    /// Whether the generator is told the colours of the classes.
    pub fn take_paint(&self) -> bool {
        self.classes > 0 && self.colors > 0
    }

    /// Looks through another paint; false where that changes nothing.
    ///
    /// # Panics
    /// Panics unless there is a colour for each class.
    pub fn set(&mut self, paint: &Paint) -> bool {
        assert_eq!(paint.colors.len(), CLASS_COUNT, "one colour a class");
        if !self.take_paint() {
            return false;
        }
        let mut seen = [[0.0; COLORS]; CLASS_COUNT];
        for (color, bytes) in seen.iter_mut().zip(&paint.colors) {
            *color = bytes.map(scaled);
        }
        let changes = self.seen != seen;
        self.seen = seen;
        changes
    }

    /// What a pixel of the class with this index adds to an output at a tap.
    pub fn of(&self, output: usize, class: usize, tap: usize) -> f32 {
        let weight = |input| self.at(output, input, tap);
        let colors = self.seen[class][..self.colors].iter().enumerate();
        let colors = colors.map(|(color, value)| value * weight(self.classes + color));
        match self.classes {
            0 => colors.sum(),
            _ => weight(class) + colors.sum::<f32>(),
        }
    }

    /// The weight of an output and an input plane at a tap.
    pub fn at(&self, output: usize, input: usize, tap: usize) -> f32 {
        let inputs = self.classes + self.colors;
        self.weights[(output * inputs + input) * self.taps + tap]
    }
}

/// Whether a generator of so many planes sees colours or greys, in place of classes.
pub fn sees_colors(inputs: usize) -> bool {
    [1, COLORS].contains(&inputs)
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

    #[test]
    fn to_a_generator_of_colours_or_greys_classes_are_their_colours() {
        let [red, green, blue] = CLASSES[4].color.map(scaled);
        let colors = LabelWeights::new(vec![100.0, 10.0, 1.0], COLORS, 1);
        let expected = 100.0 * red + 10.0 * green + blue;
        assert_eq!(colors.of(0, 4, 0), expected);
        let mut greys = LabelWeights::new(vec![100.0], 1, 1);
        assert_eq!(greys.of(0, 4, 0), 100.0 * scaled(luma(CLASSES[4].color)));
        let paint = Paint {
            colors: vec![[255; 3]; CLASS_COUNT],
        };
        assert!(!greys.set(&paint), "paint is for those who are told it");
    }
}
