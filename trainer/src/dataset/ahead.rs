//! Work done ahead of the one who needs it, by several threads, in order.
//!
//! It knows nothing of pictures. Reading must not wait on a training step nor the step on the reading:
//! each thread makes every n-th item and waits only where its own queue is full.

use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// Threads at most: as many as a fast GPU's steps need for photos of 12 megapixels.
const THREADS_MOST: usize = 8;
/// Items waiting in each thread's queue at most, beside the one it is making: enough to hide a slow
/// file, little enough to cost no memory.
const QUEUE: usize = 2;

/// The items of a range of positions, in their order.
pub struct Ahead<T> {
    lanes: Vec<Receiver<T>>,
    next: usize,
}

impl<T: Send + 'static> Ahead<T> {
    /// Starts making the items. A thread ends when its share is done or nobody waits any more.
    pub fn new(positions: Range<usize>, make: impl Fn(usize) -> T + Send + Sync + 'static) -> Self {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        Self::with_threads(threads.min(THREADS_MOST), positions, make)
    }

    fn with_threads(
        threads: usize,
        positions: Range<usize>,
        make: impl Fn(usize) -> T + Send + Sync + 'static,
    ) -> Self {
        let make = Arc::new(make);
        let lanes = (0..threads).map(|lane| {
            let (sender, receiver) = sync_channel(QUEUE);
            let make = Arc::clone(&make);
            let share = positions.clone().skip(lane).step_by(threads);
            thread::spawn(move || {
                for position in share {
                    // The receiver is gone when the run has stopped early; then there is nothing to do.
                    if sender.send(make(position)).is_err() {
                        return;
                    }
                }
            });
            receiver
        });
        Self {
            lanes: lanes.collect(),
            next: 0,
        }
    }
}

impl<T> Iterator for Ahead<T> {
    type Item = T;

    /// Waits for the next item; none after the last, or where its thread has died.
    fn next(&mut self) -> Option<T> {
        let item = self.lanes[self.next].recv().ok()?;
        self.next = (self.next + 1) % self.lanes.len();
        Some(item)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn items_come_in_order_however_long_each_takes() {
        for threads in 1..5 {
            let items = Ahead::with_threads(threads, 3..50, |position| {
                // The first of each round is the slowest.
                for _ in 0..(50 - position) * 100 {
                    std::hint::spin_loop();
                }
                position
            });
            assert!(items.eq(3..50), "{threads} threads");
        }
    }

    #[test]
    fn items_are_made_at_the_same_time() {
        // Each of the two waits for the other; one after the other they would wait for ever.
        let barrier = Barrier::new(2);
        let items = Ahead::with_threads(2, 0..2, move |position| {
            barrier.wait();
            position
        });
        assert_eq!(items.count(), 2);
    }

    #[test]
    fn a_thread_that_dies_ends_the_items() {
        let items = Ahead::with_threads(2, 0..10, |position| {
            assert!(position != 4, "a panic that the test is about");
            position
        });
        assert!(items.eq(0..4));
    }
}
