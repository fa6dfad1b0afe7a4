//! Which model paints: the site's, the one that the address or the list asks for, or one that the visitor brought.
//!
//! Another model is made ready in engines of its own beside those in use, which go on painting. Only once it paints do they
//! go; whatever is wrong with it is told and costs nothing. What a model is, the engine and [`own`] know.

mod list;
mod own;

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::address::{MODEL, Wish};
use super::app::{App, PageLink, act_on};
use super::dom;
use super::engines::link::Incoming;
use super::engines::supervisor::Condition;
use super::engines::{EngineSlot, Engines};
use super::refining::HoldView;
use super::subject::{is_it, said_by};
use super::texts::{Text, models as texts, others};
use facade_protocol::Backend;
use own::Own;

pub(super) use list::listen;

/// See the module head.
pub(super) struct Models {
    /// What the address says of the backend.
    backend: Option<Backend>,
    /// The model in use.
    wish: Wish,
    /// Kept alive while its engines may load it again.
    own: Option<Own>,
    /// Tells the engines in use from any others: what their workers send carries it.
    number: u32,
    trial: Option<Trial>,
    has_begun: bool,
}

/// A model that is being made ready.
struct Trial {
    number: u32,
    engines: Engines,
    wish: Wish,
    own: Option<Own>,
    /// Whether it is kept for later visits once it is known to be good.
    keeps: bool,
}

impl Models {
    pub(super) fn new(backend: Option<Backend>, wish: Wish) -> Self {
        Self {
            backend,
            wish,
            own: None,
            number: 0,
            trial: None,
            has_begun: false,
        }
    }

    /// The model in use.
    pub(super) fn wish(&self) -> &Wish {
        &self.wish
    }
}

/// What engines of this number give their workers' messages to.
pub(super) fn deliver(page: &PageLink, number: u32) -> Rc<dyn Fn(EngineSlot, Incoming)> {
    let page = page.clone();
    Rc::new(move |slot, incoming| {
        act_on(&page, move |app| {
            if number == app.models.number {
                app.receive(slot, incoming);
            } else {
                app.receive_for_trial(number, slot, incoming);
            }
        });
    })
}

impl App {
    /// Starts the engines with the model that the address asks for.
    pub(super) fn begin_model(&mut self) {
        match self.models.wish {
            Wish::Default | Wish::Listed(_) => self.begin_engines(),
            // Until it is there, and if it never is, the page has the site's own.
            Wish::Own(_) | Wish::At(_) => {
                let wish = std::mem::take(&mut self.models.wish);
                self.choose_model(wish);
            }
        }
    }

    fn begin_engines(&mut self) {
        self.models.has_begun = true;
        self.with_engines(Engines::begin);
    }

    /// Lets another model paint.
    fn choose_model(&mut self, wish: Wish) {
        match &wish {
            Wish::Default | Wish::Listed(_) => self.try_model(wish, None, false),
            Wish::Own(name) => self.bring(own::kept(name), Some(wish)),
            Wish::At(address) => self.bring(own::read(&address.into()), Some(wish)),
        }
    }

    /// Lets the model in a file paint, and keeps it for later visits.
    pub(super) fn take_model(&mut self, file: &File) {
        self.tell(&texts::READING);
        self.bring(own::read(file), None);
    }

    fn bring(&mut self, reading: Promise, wish: Option<Wish>) {
        let page = self.page.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let read = JsFuture::from(reading).await;
            act_on(&page, move |app| match read {
                Ok(model) => {
                    let model: own::Model = model.unchecked_into();
                    let keeps = wish.is_none();
                    let wish = wish.unwrap_or_else(|| Wish::Own(model.name()));
                    app.try_model(wish, Some(Own::new(model)), keeps);
                }
                Err(refusal) => app.refuse_model(said(refusal)),
            });
        });
    }

    fn try_model(&mut self, wish: Wish, own: Option<Own>, keeps: bool) {
        let before = self.models.trial.as_ref();
        let number = before.map_or(self.models.number, |trial| trial.number) + 1;
        let (list_url, model) = match (&own, &wish) {
            (Some(own), _) => (own::list(own.model()), Some(own.model().name())),
            (None, Wish::Listed(name)) => (self.list_url.clone(), Some(name.clone())),
            _ => (self.list_url.clone(), None),
        };
        let mut engines = Engines::new(
            self.models.backend,
            model,
            list_url,
            HoldView::remembered(),
            deliver(&self.page, number),
        );
        engines.begin();
        self.models.trial = Some(Trial {
            number,
            engines,
            wish,
            own,
            keeps,
        });
        if self.models.has_begun {
            self.tell(&texts::ON_ITS_WAY);
        }
        self.follow_trial();
    }

    fn receive_for_trial(&mut self, number: u32, slot: EngineSlot, incoming: Incoming) {
        let trial = self.models.trial.as_mut();
        let Some(trial) = trial.filter(|trial| trial.number == number) else {
            return;
        };
        if let Some(said) = said_by(&incoming)
            && !is_it(said)
        {
            self.begin_anew_with_trial(said.to_owned());
            return;
        }
        trial.engines.receive(slot, incoming);
        self.follow_trial();
    }

    /// The model that was made ready draws something else: once it is kept, the page begins anew with it.
    fn begin_anew_with_trial(&mut self, said: String) {
        let Some(trial) = self.models.trial.take() else {
            return;
        };
        let keeping = trial.own.as_ref().filter(|_| trial.keeps);
        let keeping = keeping.map(|own| own::keep(own.model()));
        let page = self.page.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let is_kept = match keeping {
                Some(keeping) => JsFuture::from(keeping).await.is_ok(),
                None => true,
            };
            act_on(&page, move |app| match is_kept {
                true => app.begin_anew(&said, &trial.wish),
                false => app.notice = Some(others::NOT_REMEMBERED),
            });
        });
    }

    /// Lets time pass for a model that is being made ready.
    pub(super) fn tick_trial(&mut self, elapsed_ms: f64) {
        if let Some(trial) = &mut self.models.trial {
            trial.engines.tick(elapsed_ms, false);
            self.follow_trial();
        }
    }

    fn follow_trial(&mut self) {
        let Some(trial) = &self.models.trial else {
            return;
        };
        match trial.engines.supervisor().condition() {
            Condition::Preparing(_) => {}
            Condition::Translating(_) => self.change_engines(),
            Condition::Broken { sentence, .. } => {
                let own = trial.own.as_ref().map(Own::model);
                let sentence = own.map_or(sentence.clone(), |own| {
                    texts::unfit(&own.file(), &own.urls(), &sentence)
                });
                self.models.trial = None;
                self.refuse_model(sentence);
            }
        }
    }

    fn refuse_model(&mut self, sentence: Text) {
        self.notice = Some(sentence);
        if !self.models.has_begun {
            self.begin_engines();
        }
    }

    /// The model that was made ready takes the place of the one in use, and paints the drawing as it is.
    fn change_engines(&mut self) {
        let Some(trial) = self.models.trial.take() else {
            return;
        };
        let adapter_offered = self.engines.supervisor().adapter_offered();
        self.engines = trial.engines;
        self.queue.engine_gone();
        self.rest.forget();
        self.repaints += 1;
        self.models.number = trial.number;
        self.models.has_begun = true;
        self.models.own = trial.own;
        self.models.wish = trial.wish;
        if !self.engines.has_critic() {
            self.take_critic_off();
        }
        self.with_engines(|engines| engines.adapter(adapter_offered));
        dom::ask_in_address(MODEL, self.models.wish.parameter().as_deref());
        self.notice = None;
        let name = self.engines.supervisor().model().unwrap_or_default();
        let name = name.to_owned();
        match &self.models.own {
            Some(own) if trial.keeps => self.keep_model(own::keep(own.model()), name),
            _ => self.tell(&texts::paints(&name)),
        }
    }

    /// The page's address for others, who do not have the visitor's own models.
    pub(super) fn address_to_share(&self) -> String {
        match &self.models.wish {
            Wish::Own(_) => dom::address_asking(MODEL, None),
            _ => dom::address().href(),
        }
    }

    fn keep_model(&self, keeping: Promise, name: String) {
        let page = self.page.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let is_kept = JsFuture::from(keeping).await.is_ok();
            act_on(&page, move |app| match is_kept {
                true => app.tell(&texts::kept(&name)),
                false => app.notice = Some(texts::not_kept(&name)),
            });
        });
    }
}

/// A refusal in words.
fn said(refusal: JsValue) -> Text {
    let refusal: own::Refusal = refusal.unchecked_into();
    let words = refusal.words().unwrap_or_default();
    texts::refusal(&refusal.key().unwrap_or_default(), &words)
}
