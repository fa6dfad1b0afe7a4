//! How much memory the program holds, counted at its allocator.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// More than any input may ask for at once; asking the system for it could end the program without a word.
const ABSURD: usize = 16 << 30;

struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static RUNNING: Mutex<String> = Mutex::new(String::new());

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count(bytes: usize) {
    let held = HELD.fetch_add(bytes, Relaxed) + bytes;
    PEAK.fetch_max(held, Relaxed);
    if bytes > ABSURD {
        let running = RUNNING.lock().map(|running| running.clone());
        // Past the test's capture, which is lost when the program ends here.
        let mut stderr = std::io::stderr();
        let _ = writeln!(
            stderr,
            "{}: asks for {bytes} bytes at once",
            running.unwrap_or_default()
        );
        std::process::abort();
    }
}

// SAFETY: everything is the system's allocator's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: as the caller vouches, here and below.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Both may be there for a moment.
        count(size);
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { System.realloc(at, layout, size) }
    }
}

/// Runs a task, named for the case that it ends the program; gives its result and the most memory that was held
/// meanwhile beside what was held before, in bytes.
pub fn peak_of<T>(what: &str, task: impl FnOnce() -> T) -> (T, usize) {
    if let Ok(mut running) = RUNNING.lock() {
        what.clone_into(&mut running);
    }
    let before = HELD.load(Relaxed);
    PEAK.store(before, Relaxed);
    let result = task();
    (result, PEAK.load(Relaxed).saturating_sub(before))
}
