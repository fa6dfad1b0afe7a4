//! The WebGPU engine: a module worker that takes over where the browser has a graphics adapter.

fn main() {
    facade::engine::worker::start(facade::protocol::Backend::Webgpu);
}
