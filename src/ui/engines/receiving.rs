//! What engines do with what their workers send: it goes to whoever decides about that worker, and pictures to the page.

use super::link::Incoming;
use super::refiner::Refiner;
use super::{EngineSlot, Engines, Picture};
use crate::ui::shown::Shown;
use crate::ui::texts::engines as texts;
use facade_editor::paint::{Color, Scheme};
use facade_protocol::{Backend, FailureKind, ToPage, picture_side};

impl Engines {
    /// Acts on what a worker sent, and passes on a picture.
    pub fn receive(&mut self, slot: EngineSlot, incoming: Incoming) -> Option<Picture> {
        match slot {
            EngineSlot::First(backend) => self.receive_first(backend, incoming),
            EngineSlot::Second => self.receive_second(incoming),
        }
    }

    fn receive_second(&mut self, incoming: Incoming) -> Option<Picture> {
        let backend = self.refiner.backend()?;
        let mut picture = None;
        let fail =
            |refiner: &mut Refiner, sentence| refiner.failed(FailureKind::Internal, sentence);
        let orders = match incoming {
            Incoming::Message(ToPage::Started { build }, _) => self.refiner.started(&build),
            Incoming::Message(
                ToPage::Progress {
                    received_bytes,
                    total_bytes,
                },
                _,
            ) => {
                self.refiner.progress(received_bytes, total_bytes);
                Vec::new()
            }
            Incoming::Message(
                ToPage::Ready {
                    dropout,
                    palettes,
                    warm_ms,
                    ..
                },
                _,
            ) => {
                self.second_takes_paint = !palettes.is_empty();
                self.refiner.ready(dropout, warm_ms);
                Vec::new()
            }
            Incoming::Message(ToPage::Picture { seq, ms }, Some(rgba))
                if picture_side(rgba.length() as usize).is_some() =>
            {
                self.refiner.picture(ms);
                let model = self.refiner.offer().map(|offer| offer.name.clone());
                let facts = Shown {
                    seq,
                    model: model.unwrap_or_default(),
                    backend,
                    ms,
                    refined: true,
                };
                picture = Some(Picture { facts, rgba });
                Vec::new()
            }
            Incoming::Message(ToPage::Failed { kind, message, .. }, _) => {
                self.refiner.failed(kind, texts::reported(kind, &message))
            }
            Incoming::Message(ToPage::Picture { .. } | ToPage::Verdict { .. }, _)
            | Incoming::Unreadable => fail(&mut self.refiner, texts::unreadable(backend)),
            Incoming::Crashed => fail(&mut self.refiner, texts::crashed(backend)),
        };
        self.follow(orders);
        picture
    }

    fn receive_first(&mut self, backend: Backend, incoming: Incoming) -> Option<Picture> {
        let mut picture = None;
        let commands = match incoming {
            Incoming::Message(ToPage::Started { build }, _) => {
                self.supervisor.started(backend, &build)
            }
            Incoming::Message(
                ToPage::Progress {
                    received_bytes,
                    total_bytes,
                },
                _,
            ) => {
                self.supervisor
                    .progress(backend, received_bytes, total_bytes);
                Vec::new()
            }
            Incoming::Message(
                ToPage::Ready {
                    model,
                    dropout,
                    critic,
                    palettes,
                    threads,
                    warm_ms,
                    refinement,
                    ..
                },
                _,
            ) => {
                self.dropout = dropout;
                self.palettes = schemes(&palettes);
                self.critic = critic;
                self.threads = threads;
                // Whoever asks for a certain model is shown that one alone.
                if let (Some(refinement), None) = (refinement, &self.model) {
                    self.refiner.offered(refinement);
                }
                self.supervisor.ready(backend, &model, warm_ms)
            }
            Incoming::Message(ToPage::Picture { seq, ms }, Some(rgba))
                if picture_side(rgba.length() as usize).is_some() =>
            {
                let model = self.supervisor.model().unwrap_or_default();
                let facts = Shown {
                    seq,
                    model: model.to_owned(),
                    backend,
                    ms,
                    refined: false,
                };
                picture = Some(Picture { facts, rgba });
                self.supervisor.picture(backend, ms)
            }
            Incoming::Message(ToPage::Failed { kind, message, .. }, _) => {
                self.supervisor
                    .failed(backend, kind, texts::reported(kind, &message))
            }
            Incoming::Message(ToPage::Picture { .. } | ToPage::Verdict { .. }, _)
            | Incoming::Unreadable => {
                self.supervisor
                    .failed(backend, FailureKind::Internal, texts::unreadable(backend))
            }
            Incoming::Crashed => {
                self.supervisor
                    .failed(backend, FailureKind::Internal, texts::crashed(backend))
            }
        };
        self.carry_out(commands);
        picture
    }
}

/// Palettes as they came; those of a model with other classes are none of ours.
fn schemes(palettes: &[Vec<Color>]) -> Vec<Scheme> {
    let schemes = palettes.iter().map(|colors| Scheme::from_slice(colors));
    schemes.flatten().collect()
}
