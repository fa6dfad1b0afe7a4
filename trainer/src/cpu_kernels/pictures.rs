//! Sizes of pictures and of what convolutions make of them.

/// Side of the kernel of all convolutions but those that keep the picture's size.
pub const KERNEL: usize = 4;
pub const PADDING: usize = 1;

/// Sizes of pictures `[pictures, channels, height, width]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pictures {
    pub pictures: usize,
    pub channels: usize,
    pub height: usize,
    pub width: usize,
}

impl Pictures {
    pub fn plane(&self) -> usize {
        self.height * self.width
    }

    pub fn values(&self) -> usize {
        self.pictures * self.channels * self.plane()
    }

    pub fn with_channels(self, channels: usize) -> Self {
        Self { channels, ..self }
    }

    /// As a convolution leaves them.
    pub fn convolved(self, side: usize, stride: usize) -> Self {
        self.resized(|size| (size + 2 * PADDING - side) / stride + 1)
    }

    /// As a transposed convolution leaves them.
    pub fn transposed(self, side: usize, stride: usize) -> Self {
        self.resized(|size| stride * (size - 1) + side - 2 * PADDING)
    }

    /// Height and width.
    pub fn sides(&self) -> [usize; 2] {
        [self.height, self.width]
    }

    fn resized(self, size: impl Fn(usize) -> usize) -> Self {
        Self {
            height: size(self.height),
            width: size(self.width),
            ..self
        }
    }
}
