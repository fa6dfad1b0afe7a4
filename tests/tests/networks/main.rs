//! The networks against their references: PyTorch, each other's devices, and themselves after a
//! round trip through files.

mod bf16;
mod bundle;
mod cpu_kernels;
mod discriminator;
mod eval;
mod fold;
mod golden;
mod import;
mod obeyed_paint;
mod onnx_import;
mod parity;
mod precision;
mod reference;
mod run;

/// A file or folder of this package's folder in the checkout that is being tested; asked for at run
/// time because clones may share a target directory, and so the compiled tests.
fn in_package(path: &str) -> std::path::PathBuf {
    let package = std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    std::path::Path::new(&package).join(path)
}
