//! Whatever bytes a stranger sends, they are taken or refused: no panic, and no more memory than [`TIMES`] bytes for
//! each of theirs and a room that the target states.
//!
//! Each [`Target`] gets the files of `corpus/NAME` as they are, and then changed by chance ([`mutate`]), the same ones
//! every time. `FACADE_MUTATIONS=10000 cargo test --release -p facade-tests --test hostile -- --show-output` is the
//! long run; `FACADE_TARGET=NAME` runs one target alone. What is found lies in the folder that the test names.
//!
//! `fuzz/` holds the same targets for libFuzzer, which looks at what the code does and not only at chance.
//!
//! Time is shown and not held to a limit, because machines differ: an input that takes ten times as long as the others
//! is to be looked at.

mod corpus;
mod memory;
mod mutate;
mod page;
mod seal;
mod target;
mod training;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use mutate::Mutator;
use target::Target;

/// Bytes of memory for each byte of input: the worst that is meant is a message of two bytes in a checkpoint of
/// MindSpore's, which becomes a name, a list and a place in a growing vector.
const TIMES: usize = 256;
/// Mutations of each target in everyday tests.
const MUTATIONS: usize = 200;
/// Panics that a target may have before the others have their turn.
const FINDINGS_MOST: usize = 5;

/// What became of a target's executions.
#[derive(Default)]
struct Tally {
    executions: usize,
    /// Inputs that were taken; without any, a target is not reached.
    taken: usize,
    slowest: Duration,
    /// The most memory that an execution took, less [`TIMES`] bytes for each of its input.
    largest_bytes: usize,
    findings: Vec<String>,
}

impl Tally {
    fn execute(&mut self, target: &Target, what: &str, bytes: &[u8]) {
        let started = Instant::now();
        let (outcome, peak_bytes) = memory::peak_of(what, || {
            catch_unwind(AssertUnwindSafe(|| (target.run)(bytes)))
        });
        self.slowest = self.slowest.max(started.elapsed());
        self.executions += 1;
        let beside = peak_bytes.saturating_sub(TIMES * bytes.len());
        self.largest_bytes = self.largest_bytes.max(beside);
        match outcome {
            Ok(taken) => self.taken += usize::from(taken),
            Err(_) => {
                let panic = LAST_PANIC.lock().map(|panic| panic.clone());
                self.find(
                    what,
                    bytes,
                    &format!("panics: {}", panic.unwrap_or_default()),
                );
            }
        }
        if beside > target.room {
            let reason = format!("{} bytes take {peak_bytes} bytes of memory", bytes.len());
            self.find(what, bytes, &reason);
        }
    }

    fn find(&mut self, what: &str, bytes: &[u8], reason: &str) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
        fs::create_dir_all(&folder).expect("a writable folder");
        let file = folder.join(what.replace(' ', "-"));
        fs::write(&file, bytes).expect("a writable folder");
        self.findings
            .push(format!("{what}: {reason} ({})", file.display()));
    }
}

static LAST_PANIC: Mutex<String> = Mutex::new(String::new());
/// The hook and the counter of memory are the program's.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Runs a target over its corpus and so many mutations of it.
fn fuzz(target: &Target, seeds: &[Vec<u8>], mutations: usize) -> Tally {
    let _turn = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    let usual = take_hook();
    set_hook(Box::new(|panic| {
        if let Ok(mut last) = LAST_PANIC.lock() {
            *last = panic.to_string().replace('\n', " ");
        }
    }));
    let mut tally = Tally::default();
    for (index, seed) in seeds.iter().enumerate() {
        tally.execute(target, &format!("{} seed {index}", target.name), seed);
    }
    // What starts once and stays, threads say, is no input's doing.
    tally.largest_bytes = 0;
    for number in 0..mutations {
        if tally.findings.len() >= FINDINGS_MOST {
            break;
        }
        let bytes = Mutator::new(target.name, number).mutated(seeds);
        tally.execute(
            target,
            &format!("{} mutation {number}", target.name),
            &bytes,
        );
    }
    set_hook(usual);
    tally
}

#[test]
fn whatever_bytes_come_they_are_taken_or_refused() {
    let mutations = match std::env::var("FACADE_MUTATIONS") {
        Ok(number) => number.parse().expect("FACADE_MUTATIONS is a number"),
        Err(_) => MUTATIONS,
    };
    let chosen = std::env::var("FACADE_TARGET").ok();
    let mut findings = Vec::new();
    println!(
        "| target | seeds | executions | taken | slowest | memory beside {TIMES} × input | findings |"
    );
    println!("|---|---|---|---|---|---|---|");
    for target in page::TARGETS.iter().chain(&training::TARGETS) {
        if chosen.as_ref().is_some_and(|chosen| chosen != target.name) {
            continue;
        }
        let seeds = corpus::of(target.name);
        let tally = fuzz(target, &seeds, mutations);
        println!(
            "| {} | {} | {} | {} | {} ms | {} kB | {} |",
            target.name,
            seeds.len(),
            tally.executions,
            tally.taken,
            tally.slowest.as_millis(),
            tally.largest_bytes / 1000,
            tally.findings.len()
        );
        if tally.taken == 0 {
            findings.push(format!("{}: nothing of its corpus is taken", target.name));
        }
        findings.extend(tally.findings);
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn each_target_is_one_of_libfuzzer_s_too() {
    let fuzz = corpus::package().join("../fuzz");
    let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).expect("fuzz/Cargo.toml");
    let mut count = 0;
    for Target { name, .. } in page::TARGETS.iter().chain(&training::TARGETS) {
        assert!(manifest.contains(&format!("name = \"{name}\"\n")), "{name}");
        let source = fs::read_to_string(fuzz.join(format!("fuzz_targets/{name}.rs")));
        let source = source.unwrap_or_default();
        assert!(source.contains(&format!("run(\"{name}\", ")), "{name}");
        count += 1;
    }
    assert_eq!(manifest.matches("[[bin]]").count(), count);
}

#[test]
fn what_panics_and_what_takes_too_much_is_found() {
    let seeds = [b"harmless".to_vec(), b"BOOM".to_vec()];
    let panics = Target::new("test panics", |bytes| {
        assert!(!bytes.starts_with(b"BOOM"), "it says boom");
        true
    });
    let tally = fuzz(&panics, &seeds, 0);
    assert_eq!((tally.executions, tally.taken), (2, 1));
    assert!(
        tally.findings[0].contains("it says boom"),
        "{:?}",
        tally.findings
    );

    let swells = Target::new("test swells", |bytes| {
        let length = bytes.len() << 20;
        std::hint::black_box(vec![1_u8; length]).len() == length
    });
    let tally = fuzz(&swells, &[vec![0; 2], vec![0; 40]], 0);
    assert_eq!((tally.taken, tally.findings.len()), (2, 1));
    assert!(
        tally.findings[0].contains("40 bytes take"),
        "{:?}",
        tally.findings
    );
}
