//! From drawing to picture: what the engines are asked for, and what becomes of what they answer.

use super::app::App;
use super::engines::link::Incoming;
use super::engines::{EngineSlot, Engines, Picture};
use super::feed;
use super::strokes::Hand;
use super::subject::{is_it, said_by};
use facade_protocol::{Backend, ToPage};

impl App {
    /// The number of the newest drawing. Another version of the picture counts as a new one, for it is
    /// asked for in the same way.
    pub(super) fn drawn_seq(&self) -> u32 {
        let changes = self.variations.wanted().changes() + self.repaints;
        self.editor.revision().wrapping_add(changes)
    }

    /// Gives the engine in charge the newest drawing, unless it has one.
    pub(super) fn send_next(&mut self) {
        let paint = self.scheme();
        if self.engines.in_charge().is_some()
            && !feed::lacks_photograph()
            && let Some(request) = self.queue.take_next()
        {
            let variation = self.variations.wanted().variation();
            self.engines
                .translate(request.seq, variation, paint, request.labels);
        }
    }

    /// Whether a picture that nobody waits for delays none that somebody does.
    pub(super) fn is_engine_idle(&self) -> bool {
        self.hand == Hand::Free
            && self.engines.in_charge().is_some()
            && self.queue.in_flight().is_none()
            && self.queue.shown() == self.drawn_seq()
    }

    /// Lets something happen to the engines; if another is in charge afterwards, it is given the
    /// newest drawing.
    pub(super) fn with_engines<T>(&mut self, happen: impl FnOnce(&mut Engines) -> T) -> T {
        let before = self.engines.in_charge();
        let result = happen(&mut self.engines);
        if self.engines.in_charge() != before {
            self.queue.engine_gone();
        }
        self.send_next();
        result
    }

    pub(super) fn receive(&mut self, slot: EngineSlot, incoming: Incoming) {
        if matches!(slot, EngineSlot::First(_))
            && let Some(said) = said_by(&incoming)
            && !is_it(said)
        {
            let wish = self.models.wish().clone();
            self.begin_anew(said, &wish);
            return;
        }
        if slot == EngineSlot::First(Backend::Webgpu)
            && matches!(incoming, Incoming::Message(ToPage::Ready { .. }, _))
        {
            self.web_app.uses("engine_gpu");
        }
        let picture = self.with_engines(|engines| engines.receive(slot, incoming));
        if let Some(picture) = picture
            && !self.take_frame(&picture)
            && !self.take_small(&picture)
            && !self.take_house(&picture)
            && !self.take_refined(&picture)
        {
            if self.queue.picture(picture.facts.seq) {
                self.show_picture(&picture);
                self.web_app.first_picture();
                self.rest.first_picture();
            }
            self.send_next();
        }
    }

    /// Puts a picture on show: the only place that does.
    pub(super) fn show_picture(&mut self, picture: &Picture) {
        let before = self.shown.replace(picture.facts.clone());
        match before {
            Some(before) if before.seq == picture.facts.seq => {
                self.picture.show_softly(&picture.rgba);
            }
            _ => self.picture.show(&picture.rgba),
        }
        self.picture_shown(&picture.facts.model);
    }
}
