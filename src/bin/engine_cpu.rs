//! The CPU engine: a module worker that links no WebGPU and so arrives first.

fn main() {
    facade::engine::worker::start(facade::protocol::Backend::Cpu);
}
