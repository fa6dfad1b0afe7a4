//! The second model in the page: asked when the hand rests, called back when it moves.
//!
//! Whether there is a second model, and how far it is, is [`engines::refiner`](super::engines::refiner)'s business.

use js_sys::Function;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement};

use super::app::{App, PageLink, act_on, now_ms};
use super::engines::data_saver::Circumstances;
use super::engines::quality_mode::QualityMode;
use super::engines::refiner::Surroundings;
use super::engines::supervisor::Reason;
use super::engines::{EngineSlot, Picture};
use super::remembered::{self, Choice};
use super::strokes::Hand;
use super::texts::{Language, refining as texts};
use super::{dom, language};

/// How long the drawing rests before it is painted anew, milliseconds: longer than the pauses in a stroke, shorter
/// than a look at the picture.
const REST_MS: f64 = 400.0;
/// How long it rests before a download begins, milliseconds.
const QUIET_MS: f64 = 1_000.0;
/// How long after the first picture a silent service worker or graphics adapter is waited for, milliseconds.
const PATIENCE_MS: f64 = 15_000.0;

/// Since when the drawing rests, and what was asked of the second model since.
pub(super) struct Rest {
    drawn: u32,
    changed_at_ms: f64,
    /// The drawing whose picture is under way.
    asked: Option<u32>,
    first_picture_at_ms: Option<f64>,
    timer: Function,
    timer_runs: bool,
}

impl Rest {
    pub(super) fn new(page: PageLink) -> Self {
        let timer = Closure::<dyn FnMut()>::new(move || {
            act_on(&page, |app| app.rest.timer_runs = false);
        });
        Self {
            drawn: 0,
            changed_at_ms: now_ms(),
            asked: None,
            first_picture_at_ms: None,
            timer: timer.into_js_value().unchecked_into(),
            timer_runs: false,
        }
    }

    /// Whether a picture of the drawing at rest is awaited.
    pub(super) fn is_asked(&self) -> bool {
        self.asked.is_some()
    }

    pub(super) fn first_picture(&mut self) {
        self.first_picture_at_ms.get_or_insert_with(now_ms);
    }

    /// What was asked will not be answered.
    pub(super) fn forget(&mut self) {
        self.asked = None;
    }

    /// Has the page look again in so many milliseconds.
    fn wake_in(&mut self, ms: f64) {
        if !self.timer_runs {
            dom::window()
                .set_timeout_with_callback_and_timeout_and_arguments_0(&self.timer, ms as i32 + 1)
                .expect("a timer can be set");
            self.timer_runs = true;
        }
    }
}

/// The button that leads from one choice to the next, hidden where there is none.
pub(super) struct HoldView {
    buttons: Vec<HtmlElement>,
    words: Element,
    shown: Option<(bool, QualityMode, Language)>,
}

impl HoldView {
    pub(super) fn new() -> Self {
        let buttons = dom::all("button[data-action=quality]");
        Self {
            buttons: buttons.into_iter().map(JsCast::unchecked_into).collect(),
            words: dom::by_id("quality-now"),
            shown: None,
        }
    }

    /// What was chosen on an earlier visit.
    pub(super) fn remembered() -> QualityMode {
        let kept = remembered::recall(Choice::QualityMode);
        kept.and_then(|id| QualityMode::from_id(&id))
            .unwrap_or_default()
    }

    pub(super) fn show(&mut self, offered: bool, mode: QualityMode) {
        let now = (offered, mode, language::current());
        if self.shown.replace(now) == Some(now) {
            return;
        }
        for button in &self.buttons {
            button.set_hidden(!offered);
            dom::set_attribute(button, "data-hold", mode.id());
        }
        language::write(&self.words, &texts::name(mode));
    }
}

impl App {
    /// After every event: notes whether the drawing has changed, and asks the second model for its picture once it
    /// rests.
    pub(super) fn follow_rest(&mut self) {
        let drawn = self.drawn_seq();
        let now_ms = now_ms();
        if drawn != self.rest.drawn {
            self.rest.drawn = drawn;
            self.rest.changed_at_ms = now_ms;
            if self.rest.asked.take().is_some() {
                self.engines.cancel_refinement();
            }
        }
        if !self.engines.refiner().is_ready() {
            self.rest.asked = None;
        }
        if !self.wants_refinement(drawn) {
            return;
        }
        let left_ms = REST_MS - (now_ms - self.rest.changed_at_ms);
        if left_ms > 0.0 {
            self.rest.wake_in(left_ms);
        } else if let Some(newest) = self.queue.newest() {
            let variation = self.variations.wanted().variation();
            let paint = self.scheme();
            self.engines
                .refine(newest.seq, variation, paint, newest.labels);
            self.rest.asked = Some(newest.seq);
        }
    }

    /// Whether the picture on show is that of the newest drawing, but not the best one.
    fn wants_refinement(&self, drawn: u32) -> bool {
        let variation = self.variations.wanted().variation();
        let made_by_first = self.shown.as_ref().is_some_and(|shown| !shown.refined);
        self.rest.asked.is_none()
            && self.hand == Hand::Free
            && made_by_first
            && self.queue.shown() == drawn
            && self.engines.can_refine(variation)
    }

    /// Takes a picture of the drawing at rest; false if it is none. One that comes after a change is dropped: what is
    /// on show, or will be in a moment, is newer.
    pub(super) fn take_refined(&mut self, picture: &Picture) -> bool {
        let facts = &picture.facts;
        if !facts.refined || self.queue.in_flight() == Some(facts.seq) {
            return false;
        }
        if self.rest.asked == Some(facts.seq) {
            self.rest.asked = None;
            if facts.seq == self.drawn_seq() {
                self.show_picture(picture);
            }
        }
        true
    }

    /// Lets time pass for the second model, or, with 0, what may let it begin.
    pub(super) fn tick_refiner(&mut self, elapsed_ms: f64) {
        if self.engines.refiner().offer().is_none() {
            return;
        }
        let supervisor = self.engines.supervisor();
        let now_ms = now_ms();
        let since_first_ms = self.rest.first_picture_at_ms.map(|at_ms| now_ms - at_ms);
        let waited = since_first_ms.is_some_and(|ms| ms > PATIENCE_MS);
        let decided = match supervisor.reason() {
            Reason::TryingWebgpu => false,
            Reason::Undecided => waited,
            _ => true,
        };
        let drawn = self.drawn_seq();
        let around = Surroundings {
            // Before there is a picture there is nothing to better.
            backend: supervisor.active().filter(|_| since_first_ms.is_some()),
            quiet: decided
                && (waited || self.web_app.is_settled())
                && self.hand == Hand::Free
                && self.queue.shown() == drawn
                && now_ms - self.rest.changed_at_ms > QUIET_MS,
            awaited: self.rest.is_asked()
                || (self.engines.in_charge() == Some(EngineSlot::Second)
                    && self.queue.in_flight().is_some()),
            data_saver: Circumstances::look().data_saver_reason(),
        };
        let ran = self.engines.refiner().backend().is_some();
        self.with_engines(|engines| engines.tick_refiner(elapsed_ms, around));
        let refiner = self.engines.refiner();
        if let (Some(offer), false, true) = (refiner.offer(), ran, refiner.backend().is_some()) {
            self.web_app.will_use(format!("models/{}", offer.file));
        }
    }

    /// The person asks for the download, or for another try.
    pub(super) fn ask_for_refiner(&mut self) {
        self.engines.ask_for_refiner();
        self.tick_refiner(0.0);
    }

    /// The person goes on to the next choice between the models.
    pub(super) fn switch_hold(&mut self) {
        let refiner = self.engines.refiner();
        if refiner.offer().is_none() {
            self.status.announce(&texts::ONE_MODEL_ONLY);
            return;
        }
        let mode = refiner.quality_mode().next();
        remembered::keep(Choice::QualityMode, mode.id());
        self.with_engines(|engines| engines.set_quality_mode(mode));
        if mode == QualityMode::Fast && self.shown.as_ref().is_some_and(|shown| shown.refined) {
            // The first model's picture of the same drawing counts as a new one, for it is asked for in the same way.
            self.repaints += 1;
        }
        self.status.announce(&texts::switched(mode));
        self.tick_refiner(0.0);
    }
}
