//! The critic: a module worker that is loaded when a visitor first asks what the critic sees.

fn main() {
    facade_engine::critic::start();
}
