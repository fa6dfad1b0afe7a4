//! The networks against their references: PyTorch, each other's devices, and themselves after a
//! round trip through files.

mod bundle;
mod cpu_convolution;
mod fold;
mod golden;
mod parity;
mod reference;
mod run;
