//! The targets of `tests/tests/hostile` by their names, for libFuzzer. What they do is written there alone.

mod corpus;
#[path = "../../tests/tests/hostile/page.rs"]
mod page;
#[path = "../../tests/tests/hostile/seal.rs"]
mod seal;
#[path = "../../tests/tests/hostile/target.rs"]
#[expect(dead_code, reason = "libFuzzer limits memory by itself")]
mod target;
#[path = "../../tests/tests/hostile/training.rs"]
mod training;

/// Lets a target parse the bytes.
///
/// # Panics
/// If there is no such target; and where the parser does, which is what the fuzzer looks for.
pub fn run(name: &str, bytes: &[u8]) {
    let mut targets = page::TARGETS.iter().chain(&training::TARGETS);
    let target = targets
        .find(|target| target.name == name)
        .expect("a target");
    (target.run)(bytes);
}
