//! One thing at a time: events that come while another is being handled wait for their turn.
//!
//! A handler may make the browser call another one before it returns (moving the focus does, and so
//! does letting a pointer go). Without a queue the second would find the state borrowed and panic.

use std::cell::{Ref, RefCell};
use std::collections::VecDeque;

type Event<S> = Box<dyn FnOnce(&mut S)>;

/// A state, and the events that wait for it.
pub struct Dispatcher<S> {
    state: RefCell<S>,
    waiting: RefCell<VecDeque<Event<S>>>,
    settle: fn(&mut S),
}

impl<S> Dispatcher<S> {
    /// `settle` is called after every event.
    pub fn new(state: S, settle: fn(&mut S)) -> Self {
        Self {
            state: RefCell::new(state),
            waiting: RefCell::default(),
            settle,
        }
    }

    /// Lets an event happen to the state: at once, or after the one that is being handled.
    pub fn dispatch(&self, event: impl FnOnce(&mut S) + 'static) {
        self.enqueue(Box::new(event));
    }

    fn enqueue(&self, event: Event<S>) {
        self.waiting.borrow_mut().push_back(event);
        // Taken already: whoever has it also takes what waits.
        let Ok(mut state) = self.state.try_borrow_mut() else {
            return;
        };
        // The queue is free again before the event happens, for it may add to it.
        while let Some(event) = {
            let mut waiting = self.waiting.borrow_mut();
            waiting.pop_front()
        } {
            event(&mut state);
            (self.settle)(&mut state);
        }
    }

    /// The state, to be read between events.
    ///
    /// # Panics
    ///
    /// While an event is being handled.
    pub fn state(&self) -> Ref<'_, S> {
        self.state.borrow()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    #[derive(Default)]
    struct Log {
        lines: Vec<&'static str>,
    }

    fn dispatcher() -> Rc<Dispatcher<Log>> {
        let settle = |log: &mut Log| log.lines.push("settled");
        Rc::new(Dispatcher::new(Log::default(), settle))
    }

    #[test]
    fn an_event_within_another_waits_for_its_end() {
        let dispatcher = dispatcher();
        let inner = Rc::clone(&dispatcher);
        dispatcher.dispatch(move |log| {
            log.lines.push("first begins");
            inner.dispatch(|log| log.lines.push("second"));
            log.lines.push("first ends");
        });
        assert_eq!(
            dispatcher.state().lines,
            ["first begins", "first ends", "settled", "second", "settled"],
        );
    }

    #[test]
    fn waiting_events_keep_their_order_and_may_add_others() {
        let dispatcher = dispatcher();
        let (one, two) = (Rc::clone(&dispatcher), Rc::clone(&dispatcher));
        dispatcher.dispatch(move |_| {
            one.dispatch(move |log| {
                log.lines.push("a");
                two.dispatch(|log| log.lines.push("c"));
            });
            one.dispatch(|log| log.lines.push("b"));
        });
        let lines = dispatcher.state().lines.clone();
        let lines: Vec<_> = lines
            .into_iter()
            .filter(|line| *line != "settled")
            .collect();
        assert_eq!(lines, ["a", "b", "c"]);
    }
}
