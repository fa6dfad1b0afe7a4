//! Which numbers convolutions multiply.

use std::fmt;

use super::bf16::Bf16Unit;

/// How convolutions and their gradients are computed; everything else is f32 throughout.
#[derive(Debug, Clone, Copy, Default)]
pub enum Arithmetic {
    /// Factors and sums in f32.
    #[default]
    F32,
    /// Factors rounded to bfloat16, sums in f32 (Micikevicius et al., "Mixed Precision Training", ICLR
    /// 2018, of which bfloat16 needs no scaling of the loss: its exponents are those of f32).
    Bf16(Bf16Unit),
}

impl fmt::Display for Arithmetic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::F32 => f.write_str("f32"),
            Self::Bf16(unit) => write!(f, "convolutions in bf16 ({unit})"),
        }
    }
}

/// The processor cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this processor multiplies no bfloat16 (it has neither AMX nor AVX-512 BF16), or the system does not allow it"
)]
pub struct NoBf16;

impl Arithmetic {
    /// bfloat16 on the fastest that this processor has for it.
    ///
    /// # Errors
    /// [`NoBf16`].
    pub fn bf16() -> Result<Self, NoBf16> {
        Self::all_bf16().first().copied().ok_or(NoBf16)
    }

    /// bfloat16 on each that this processor has for it, the fastest first.
    pub fn all_bf16() -> Vec<Self> {
        Bf16Unit::all().into_iter().map(Self::Bf16).collect()
    }
}
