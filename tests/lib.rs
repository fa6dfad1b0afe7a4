//! Nothing of its own: the package exists for its tests (`tests/`), the browser tests (`browser/`) and
//! the programs (`examples/`) that need several crates.
