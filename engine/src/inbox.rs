//! What waits for the engine while it works.
//!
//! Tasks are done in the order they came, with one exception: a drawing that waits behind the one
//! being translated is dropped when a newer one arrives, because nobody wants to see it any more. The page may also
//! call back drawings that are interruptible. Knows nothing of how tasks arrive.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Poll, Waker};

use facade_model::paint::Paint;

use facade_protocol::Variation;

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// Make a model ready.
    Load {
        /// The page's build id.
        build: String,
        /// Absolute address of the list of models.
        list_url: String,
        /// The model wanted; `None` for the default one.
        model: Option<String>,
    },
    /// Translate a drawing.
    Translate {
        /// The drawing's sequence number.
        seq: u32,
        /// Class ids or colours, row by row.
        drawing: Vec<u8>,
        /// Another version than the usual one.
        variation: Option<Variation>,
        /// For models that take paint another one than their first.
        paint: Option<Paint>,
        /// Whether it may be called back.
        interruptible: bool,
    },
}

/// What the page sends.
#[derive(Debug, Clone, PartialEq)]
pub enum EngineCommand {
    Task(Task),
    /// Interruptible drawings are wanted no more.
    Cancel,
}

/// The tasks that wait, on one thread.
#[derive(Debug, Default)]
pub struct Inbox {
    waiting: RefCell<VecDeque<Task>>,
    reader: RefCell<Option<Waker>>,
    /// Whether the task handed out last was called back since.
    cancelled: Cell<bool>,
}

impl Inbox {
    /// Adds a task, or takes tasks back.
    pub fn receive(&self, command: EngineCommand) {
        match command {
            EngineCommand::Task(task) => self.push(task),
            EngineCommand::Cancel => {
                let given_up = |task: &Task| {
                    matches!(
                        task,
                        Task::Translate {
                            interruptible: true,
                            ..
                        }
                    )
                };
                self.waiting.borrow_mut().retain(|task| !given_up(task));
                self.cancelled.set(true);
            }
        }
    }

    /// Whether the task that [`Inbox::next`] gave last was called back.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.get()
    }

    /// Adds a task and wakes the reader.
    fn push(&self, task: Task) {
        let mut waiting = self.waiting.borrow_mut();
        let both_drawings = matches!(
            (waiting.back(), &task),
            (Some(Task::Translate { .. }), Task::Translate { .. })
        );
        if both_drawings {
            waiting.pop_back();
        }
        waiting.push_back(task);
        drop(waiting);
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
    }

    /// Takes the oldest task, waiting until there is one.
    pub async fn next(&self) -> Task {
        poll_fn(|context| match self.waiting.borrow_mut().pop_front() {
            Some(task) => {
                self.cancelled.set(false);
                Poll::Ready(task)
            }
            None => {
                self.reader.replace(Some(context.waker().clone()));
                Poll::Pending
            }
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Wake};

    use super::*;

    #[derive(Default)]
    struct Wakes(AtomicUsize);

    impl Wake for Wakes {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn drawing(seq: u32) -> Task {
        Task::Translate {
            seq,
            drawing: vec![1],
            variation: None,
            paint: None,
            interruptible: seq >= 10,
        }
    }

    fn load() -> Task {
        Task::Load {
            build: "development".into(),
            list_url: "https://example.org/models/models.json".into(),
            model: None,
        }
    }

    fn poll_once(inbox: &Inbox, wakes: &Arc<Wakes>) -> Poll<Task> {
        let waker = Waker::from(wakes.clone());
        pin!(inbox.next()).poll(&mut Context::from_waker(&waker))
    }

    #[test]
    fn of_the_drawings_that_wait_only_the_newest_is_kept() {
        let (inbox, wakes) = (Inbox::default(), Arc::default());
        for task in [load(), drawing(1), drawing(2), drawing(3)] {
            inbox.push(task);
        }
        assert_eq!(poll_once(&inbox, &wakes), Poll::Ready(load()));
        assert_eq!(poll_once(&inbox, &wakes), Poll::Ready(drawing(3)));
        assert_eq!(poll_once(&inbox, &wakes), Poll::Pending);
    }

    #[test]
    fn a_load_between_two_drawings_keeps_both() {
        let (inbox, wakes) = (Inbox::default(), Arc::default());
        for task in [drawing(1), load(), drawing(2)] {
            inbox.push(task);
        }
        assert_eq!(poll_once(&inbox, &wakes), Poll::Ready(drawing(1)));
        assert_eq!(poll_once(&inbox, &wakes), Poll::Ready(load()));
        assert_eq!(poll_once(&inbox, &wakes), Poll::Ready(drawing(2)));
    }

    #[test]
    fn what_is_called_back_is_not_begun_and_what_is_under_way_learns_of_it() {
        let (inbox, wakes) = (Inbox::default(), Arc::default());
        inbox.receive(EngineCommand::Task(drawing(10)));
        assert_eq!(poll_once(&inbox, &wakes), Poll::Ready(drawing(10)));
        assert!(!inbox.is_cancelled());
        inbox.receive(EngineCommand::Task(drawing(11)));
        inbox.receive(EngineCommand::Cancel);
        assert!(inbox.is_cancelled());
        assert_eq!(poll_once(&inbox, &wakes), Poll::Pending);
        inbox.receive(EngineCommand::Task(drawing(1)));
        inbox.receive(EngineCommand::Cancel);
        assert_eq!(poll_once(&inbox, &wakes), Poll::Ready(drawing(1)));
        assert!(!inbox.is_cancelled());
    }

    #[test]
    fn a_new_task_wakes_the_reader_once() {
        let (inbox, wakes) = (Inbox::default(), Arc::<Wakes>::default());
        assert_eq!(poll_once(&inbox, &wakes), Poll::Pending);
        inbox.push(drawing(1));
        inbox.push(drawing(2));
        assert_eq!(wakes.0.load(Ordering::Relaxed), 1);
    }
}
