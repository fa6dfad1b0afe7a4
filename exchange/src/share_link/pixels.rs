//! Areas of pixels: each is foreseen from its neighbours to the left and above, as JBIG does.

use super::numbers::Choice;
use super::range_coder::{Bit, Coder};

/// What has been learnt about pixels so far.
#[derive(Debug)]
pub struct Pixels {
    as_above: Vec<Bit>,
    as_left: Vec<Bit>,
    other: Vec<Choice>,
}

impl Pixels {
    /// Of values of so many bits, at most 8.
    pub fn of(bits: u32) -> Self {
        // Which of four neighbours are alike, and the value above.
        let contexts = vec![Bit::default(); 16 << bits];
        Self {
            as_above: contexts.clone(),
            as_left: contexts,
            other: vec![Choice::of(bits); 1 << bits],
        }
    }

    /// Codes rows of `width` values, `count` values in all. `value` gives those to write;
    /// when reading, its answers do not matter.
    pub fn code(
        &mut self,
        coder: &mut impl Coder,
        width: usize,
        count: usize,
        value: impl Fn(usize) -> u8,
    ) -> Vec<u8> {
        let mut done: Vec<u8> = Vec::with_capacity(count);
        for index in 0..count {
            let x = index % width;
            let at = |is_inside: bool, back: usize| {
                if is_inside && back <= index {
                    done[index - back]
                } else {
                    0
                }
            };
            let left = at(x > 0, 1);
            let above = at(true, width);
            let above_left = at(x > 0, width + 1);
            let above_right = at(x + 1 < width, width - 1);
            let context = usize::from(above) << 4
                | usize::from(left == above) << 3
                | usize::from(left == above_left) << 2
                | usize::from(above == above_left) << 1
                | usize::from(above == above_right);
            let wanted = value(index);
            let next = if coder.bit(&mut self.as_above[context], wanted == above) {
                above
            } else if left != above && coder.bit(&mut self.as_left[context], wanted == left) {
                left
            } else {
                self.other[usize::from(above)].code(coder, wanted)
            };
            done.push(next);
        }
        done
    }
}
