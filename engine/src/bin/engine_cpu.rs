//! The CPU engine: a module worker that links no WebGPU and so arrives first.

fn main() {
    facade_engine::worker::start(facade_protocol::Backend::Cpu);
}
