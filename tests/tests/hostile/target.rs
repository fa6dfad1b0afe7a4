//! What a target is.

/// Memory that any target may take whatever its input: tables, thread pools, a drawing's maps.
const ROOM: usize = 24 << 20;

/// A parser.
pub struct Target {
    /// Its folder in the corpus.
    pub name: &'static str,
    /// Parses; whether it has taken the bytes.
    pub run: fn(&[u8]) -> bool,
    /// Memory in bytes, beside what each byte of input may take.
    pub room: usize,
}

impl Target {
    pub const fn new(name: &'static str, run: fn(&[u8]) -> bool) -> Self {
        let room = ROOM;
        Self { name, run, room }
    }
}
