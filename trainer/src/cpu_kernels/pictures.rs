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

    /// Height and width of a convolution's output.
    pub fn convolved(&self, stride: usize) -> [usize; 2] {
        [self.height, self.width].map(|size| (size + 2 * PADDING - KERNEL) / stride + 1)
    }

    /// Height and width of a transposed convolution's output.
    pub fn transposed(&self, stride: usize) -> [usize; 2] {
        [self.height, self.width].map(|size| stride * (size - 1) + KERNEL - 2 * PADDING)
    }
}
