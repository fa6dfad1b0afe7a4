//! When the critic is asked: about the picture on show once it rests, one picture at a time, and about none
//! that it has judged already.
//!
//! Pictures are counted as they are put up. Pure: knows no worker, no clock and no pixels.

/// See the module head. Number 0 stands for "no picture yet".
#[derive(Debug, Default)]
pub struct Asking {
    wanted: bool,
    on_show: u32,
    rests: bool,
    asked: Option<u32>,
    judged: u32,
}

impl Asking {
    /// The verdict is wanted, or no longer.
    pub fn want(&mut self, wanted: bool) {
        self.wanted = wanted;
    }

    /// Whether the verdict is wanted.
    pub fn is_wanted(&self) -> bool {
        self.wanted
    }

    /// Another picture is on show.
    pub fn picture_shown(&mut self) {
        self.on_show += 1;
        self.rests = false;
    }

    /// No other picture has come for a while.
    pub fn rest(&mut self) {
        self.rests = true;
    }

    /// Whether there is something to ask.
    pub fn is_due(&self) -> bool {
        let news = self.on_show > 0 && self.judged != self.on_show;
        self.wanted && self.rests && news && self.asked.is_none()
    }

    /// The number to ask about, which counts as asked from here on.
    pub fn ask(&mut self) -> Option<u32> {
        if self.is_due() {
            self.asked = Some(self.on_show);
            return self.asked;
        }
        None
    }

    /// Whether an answer is awaited.
    pub fn is_awaiting(&self) -> bool {
        self.asked.is_some()
    }

    /// A verdict has come. True if it is about the picture on show.
    pub fn answered(&mut self, picture: u32) -> bool {
        if self.asked == Some(picture) {
            self.asked = None;
            self.judged = picture;
        }
        self.is_judged()
    }

    /// The critic is gone, and what it was asked will not be answered.
    pub fn critic_gone(&mut self) {
        self.asked = None;
    }

    /// Whether the picture on show is the one that was judged last.
    pub fn is_judged(&self) -> bool {
        self.on_show > 0 && self.judged == self.on_show
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Asking {
        let mut asking = Asking::default();
        asking.want(true);
        asking
    }

    #[test]
    fn nothing_is_asked_unless_it_is_wanted_and_a_picture_rests() {
        let mut asking = Asking::default();
        asking.rest();
        asking.picture_shown();
        assert_eq!(asking.ask(), None);
        asking.want(true);
        assert_eq!(asking.ask(), None, "the picture came a moment ago");
        asking.rest();
        assert_eq!(asking.ask(), Some(1));
    }

    #[test]
    fn one_picture_at_a_time_is_judged_and_then_the_newest() {
        let mut asking = wanted();
        asking.picture_shown();
        asking.rest();
        assert_eq!(asking.ask(), Some(1));
        asking.picture_shown();
        asking.picture_shown();
        asking.rest();
        assert_eq!(asking.ask(), None, "the first answer is awaited");
        assert!(!asking.answered(1), "about a picture that has gone");
        assert_eq!(asking.ask(), Some(3));
        assert!(asking.answered(3));
        assert_eq!(asking.ask(), None, "it is judged");
    }

    #[test]
    fn a_critic_that_is_gone_is_asked_again() {
        let mut asking = wanted();
        asking.picture_shown();
        asking.rest();
        assert_eq!(asking.ask(), Some(1));
        asking.critic_gone();
        assert!(!asking.answered(1), "nobody waits for that any more");
        assert_eq!(asking.ask(), Some(1));
    }

    #[test]
    fn a_verdict_holds_until_another_picture_is_shown() {
        let mut asking = wanted();
        assert!(!asking.is_judged());
        asking.picture_shown();
        asking.rest();
        asking.ask();
        asking.answered(1);
        assert!(asking.is_judged());
        asking.picture_shown();
        assert!(!asking.is_judged());
    }
}
