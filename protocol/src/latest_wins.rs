//! Which drawing an engine gets next, and which picture may be shown.
//!
//! An engine is slower than a hand. So one request is under way at a time, of the drawings made
//! meanwhile only the newest waits, and a picture is shown only if it is newer than the one on
//! show. The newest drawing is kept until its picture is shown: an engine that dies, or gives way
//! to a faster one, loses nothing.
//!
//! Knows no worker, no clock and no canvas.

/// A drawing to be sent to the engine now.
#[derive(Debug, PartialEq, Eq)]
pub struct Request<'a> {
    /// The drawing's sequence number.
    pub seq: u32,
    /// Its class ids.
    pub labels: &'a [u8],
}

/// The page's side of the conversation; see the module head. Sequence number 0 stands for
/// "nothing yet": drawings count from 1.
#[derive(Debug, Default)]
pub struct LatestWins {
    drawn: u32,
    labels: Vec<u8>,
    in_flight: Option<u32>,
    shown: u32,
}

impl LatestWins {
    /// Nothing drawn, nothing shown.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes `labels` the newest drawing. A drawing that was still waiting is forgotten; a number
    /// that is not newer than the newest changes nothing.
    pub fn submit(&mut self, seq: u32, labels: &[u8]) {
        if seq > self.drawn {
            self.drawn = seq;
            self.labels.clear();
            self.labels.extend_from_slice(labels);
        }
    }

    /// The drawing to send now, if the engine is free and the newest drawing is not on show. It
    /// counts as under way from here on.
    pub fn take_next(&mut self) -> Option<Request<'_>> {
        if self.in_flight.is_some() || !self.is_pending() {
            return None;
        }
        self.in_flight = Some(self.drawn);
        Some(Request {
            seq: self.drawn,
            labels: &self.labels,
        })
    }

    /// The newest drawing, whether or not it is on show; none before the first.
    pub fn newest(&self) -> Option<Request<'_>> {
        (self.drawn > 0).then_some(Request {
            seq: self.drawn,
            labels: &self.labels,
        })
    }

    /// A picture has come. True if it is newer than the picture on show and must replace it.
    pub fn picture(&mut self, seq: u32) -> bool {
        if self.in_flight == Some(seq) {
            self.in_flight = None;
        }
        let newer = seq > self.shown && seq <= self.drawn;
        if newer {
            self.shown = seq;
        }
        newer
    }

    /// The engine died or was replaced: what was under way will never be answered, and the newest
    /// drawing, unless it is on show, is due again.
    pub fn engine_gone(&mut self) {
        self.in_flight = None;
    }

    /// The newest drawing's number; 0 before the first.
    pub fn drawn(&self) -> u32 {
        self.drawn
    }

    /// The number of the drawing whose picture is on show; 0 before the first.
    pub fn shown(&self) -> u32 {
        self.shown
    }

    /// The class ids of the picture on show; none while a newer drawing is on its way, or before the first.
    pub fn labels_on_show(&self) -> Option<&[u8]> {
        (self.shown > 0 && !self.is_pending()).then_some(&*self.labels)
    }

    /// The request under way, if one is.
    pub fn in_flight(&self) -> Option<u32> {
        self.in_flight
    }

    /// True until the newest drawing is on show.
    pub fn is_pending(&self) -> bool {
        self.drawn > self.shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(seqs: &[u32]) -> LatestWins {
        let mut queue = LatestWins::new();
        for &seq in seqs {
            queue.submit(seq, &[seq as u8]);
        }
        queue
    }

    fn next_seq(queue: &mut LatestWins) -> Option<u32> {
        queue.take_next().map(|request| request.seq)
    }

    #[test]
    fn nothing_is_sent_before_the_first_drawing() {
        assert_eq!(next_seq(&mut LatestWins::new()), None);
    }

    #[test]
    fn one_request_at_a_time_is_under_way() {
        let mut queue = drawn(&[1]);
        assert_eq!(next_seq(&mut queue), Some(1));
        queue.submit(2, &[2]);
        assert_eq!(next_seq(&mut queue), None);
        assert_eq!(queue.in_flight(), Some(1));
    }

    #[test]
    fn of_the_drawings_waiting_only_the_newest_is_sent_with_its_own_labels() {
        let mut queue = drawn(&[1]);
        assert_eq!(next_seq(&mut queue), Some(1));
        for seq in 2..=5 {
            queue.submit(seq, &[seq as u8]);
        }
        assert!(queue.picture(1));
        assert_eq!(
            queue.take_next(),
            Some(Request {
                seq: 5,
                labels: &[5]
            })
        );
        assert!(queue.picture(5));
        assert_eq!(next_seq(&mut queue), None);
        assert!(!queue.is_pending());
    }

    #[test]
    fn a_picture_of_an_older_drawing_is_still_shown_while_the_hand_moves_on() {
        let mut queue = drawn(&[1]);
        assert_eq!(next_seq(&mut queue), Some(1));
        queue.submit(9, &[9]);
        assert!(queue.picture(1));
        assert_eq!((queue.shown(), queue.drawn()), (1, 9));
        assert!(queue.is_pending());
    }

    #[test]
    fn a_late_picture_never_replaces_a_newer_one() {
        let mut queue = drawn(&[1]);
        assert_eq!(next_seq(&mut queue), Some(1));
        queue.engine_gone();
        queue.submit(2, &[2]);
        assert_eq!(next_seq(&mut queue), Some(2));
        assert!(queue.picture(2));
        assert!(!queue.picture(1));
        assert!(!queue.picture(2));
        assert_eq!(queue.shown(), 2);
    }

    #[test]
    fn a_late_picture_does_not_free_an_engine_that_is_still_at_work() {
        let mut queue = drawn(&[1]);
        assert_eq!(next_seq(&mut queue), Some(1));
        queue.engine_gone();
        queue.submit(2, &[2]);
        assert_eq!(next_seq(&mut queue), Some(2));
        assert!(queue.picture(1));
        queue.submit(3, &[3]);
        assert_eq!(next_seq(&mut queue), None);
    }

    #[test]
    fn a_lost_engine_leaves_the_newest_drawing_due_again() {
        let mut queue = drawn(&[1]);
        assert_eq!(next_seq(&mut queue), Some(1));
        queue.submit(2, &[2]);
        queue.submit(3, &[3]);
        queue.engine_gone();
        assert_eq!(
            queue.take_next(),
            Some(Request {
                seq: 3,
                labels: &[3]
            })
        );
    }

    #[test]
    fn an_engine_that_takes_over_between_requests_is_not_asked_for_what_is_on_show() {
        let mut queue = drawn(&[1]);
        assert_eq!(next_seq(&mut queue), Some(1));
        assert!(queue.picture(1));
        queue.engine_gone();
        assert_eq!(next_seq(&mut queue), None);
    }

    #[test]
    fn the_labels_on_show_are_known_only_while_no_newer_drawing_is_due() {
        let mut queue = LatestWins::new();
        assert_eq!(queue.labels_on_show(), None);
        queue.submit(1, &[1]);
        assert_eq!(next_seq(&mut queue), Some(1));
        assert_eq!(queue.labels_on_show(), None);
        queue.picture(1);
        assert_eq!(queue.labels_on_show(), Some(&[1][..]));
        queue.submit(2, &[2]);
        assert_eq!(queue.labels_on_show(), None);
    }

    #[test]
    fn a_picture_of_a_drawing_never_made_is_not_shown() {
        let mut queue = drawn(&[1]);
        assert!(!queue.picture(8));
        assert_eq!(next_seq(&mut queue), Some(1));
    }

    #[test]
    fn a_number_that_is_not_newer_changes_nothing() {
        let mut queue = drawn(&[5]);
        queue.submit(5, &[0]);
        queue.submit(4, &[0]);
        assert_eq!(
            queue.take_next().map(|request| request.labels),
            Some(&[5][..])
        );
    }
}
