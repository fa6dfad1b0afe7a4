//! Which numbers convolutions multiply.

use super::matrix_unit::MatrixUnit;

/// How convolutions and their gradients are computed; everything else is f32 throughout.
#[derive(Debug, Clone, Copy, Default)]
pub enum Arithmetic {
    /// Factors and sums in f32.
    #[default]
    F32,
    /// Factors rounded to bfloat16, sums in f32 (Micikevicius et al., "Mixed Precision Training", ICLR
    /// 2018, of which bfloat16 needs no scaling of the loss: its exponents are those of f32).
    Bf16(MatrixUnit),
}

/// The processor cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this processor has no matrix unit for bfloat16 (AMX), or the system does not allow its use"
)]
pub struct NoMatrixUnit;

impl Arithmetic {
    /// bfloat16 on the matrix unit.
    ///
    /// # Errors
    /// [`NoMatrixUnit`].
    pub fn bf16() -> Result<Self, NoMatrixUnit> {
        MatrixUnit::open().map(Self::Bf16).ok_or(NoMatrixUnit)
    }
}
