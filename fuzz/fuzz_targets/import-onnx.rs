#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| facade_fuzz::run("import-onnx", bytes));
