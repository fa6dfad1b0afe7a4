//! Where the values of a layer's input lie in its buffer.
//!
//! Each arrangement makes what neighbouring invocations read lie side by side, and carries the zeros
//! that a convolution sees beyond the picture's edge, so that no shader asks where it is.

/// The input of one layer: channels of `side`² values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planes {
    pub arrangement: Arrangement,
    pub side: usize,
    pub channels: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrangement {
    /// For convolutions with stride 2: a channel is four planes, of the odd and even rows and columns of
    /// the padded picture.
    Split,
    /// For transposed convolutions: a channel is one plane with a border of zeros.
    Padded,
    /// For layers from or to a single pixel, which need no padding: a channel is its values.
    Dense,
}

impl Planes {
    /// The input of a convolution with stride 2.
    pub fn of_down(side: usize, channels: usize) -> Self {
        let arrangement = match side {
            2 => Arrangement::Dense,
            _ => Arrangement::Split,
        };
        Self {
            arrangement,
            side,
            channels,
        }
    }

    /// The input of a transposed convolution.
    pub fn of_up(side: usize, channels: usize) -> Self {
        let arrangement = match side {
            1 => Arrangement::Dense,
            _ => Arrangement::Padded,
        };
        Self {
            arrangement,
            side,
            channels,
        }
    }

    /// Values of one row of a plane.
    pub fn row(&self) -> usize {
        match self.arrangement {
            Arrangement::Split => self.side / 2 + 1,
            Arrangement::Padded => self.side + 2,
            Arrangement::Dense => 1,
        }
    }

    /// Values of one plane.
    pub fn plane(&self) -> usize {
        self.row() * self.row()
    }

    /// All planes.
    pub fn count(&self) -> usize {
        match self.arrangement {
            Arrangement::Split => 4 * self.channels,
            Arrangement::Padded => self.channels,
            Arrangement::Dense => self.side * self.side * self.channels,
        }
    }

    /// All values.
    pub fn len(&self) -> usize {
        self.count() * self.plane()
    }

    /// In WGSL: the place of the value in row `y` and column `x` of `channel`, all three `u32`.
    pub fn place(&self, channel: &str) -> String {
        let (row, plane, side) = (self.row(), self.plane(), self.side);
        match self.arrangement {
            // The padding makes even rows and columns odd ones.
            Arrangement::Split => format!(
                "({channel} * 4u + (y + 1u) % 2u * 2u + (x + 1u) % 2u) * {plane}u \
                 + (y + 1u) / 2u * {row}u + (x + 1u) / 2u"
            ),
            Arrangement::Padded => {
                format!("{channel} * {plane}u + (y + 1u) * {row}u + x + 1u")
            }
            Arrangement::Dense => format!("({channel} * {side}u + y) * {side}u + x"),
        }
    }
}
