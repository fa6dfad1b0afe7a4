//! The reader of other programs' generators: a module worker that is loaded when a visitor opens such a file.

fn main() {
    facade_import::worker::start();
}
