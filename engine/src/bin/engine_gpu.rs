//! The WebGPU engine: a module worker that takes over where the browser has a graphics adapter.

fn main() {
    facade_engine::worker::start(facade_protocol::Backend::Webgpu);
}
