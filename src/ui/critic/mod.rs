//! What the critic sees: the network that judged the model's pictures in training, asked about the one on show.
//!
//! The critic and what runs it are downloaded when the verdict is first wanted. It has a worker of its own and is
//! asked only about pictures that rest, so it delays none. Whoever puts a picture up says so by
//! [`App::picture_shown`]; that is all that the rest of the page has to do with it.

mod asking;
mod overlay;
mod scale;

use js_sys::{Function, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, HtmlCanvasElement, KeyboardEvent, PointerEvent};

use super::app::{App, PageLink, act_on};
use super::engines::link::{Incoming, Link};
use super::texts::{Text, critic as texts, engines};
use super::{dom, feed};
use asking::Asking;
use facade_protocol::critic::{Patches, ToCritic};
use facade_protocol::{BUILD_ID, ToPage};
use overlay::{Overlay, Verdict};

/// The worker's name for the script that starts it.
const WORKER: &str = "critic";
/// For so long no other picture may have come before one is judged: longer than from picture to picture of a
/// drag, shorter than a glance.
const REST_MS: i32 = 200;
/// Patches that an arrow key with Shift moves the aim.
const LONG_STEP: i32 = 5;

/// The critic as the page knows it.
pub struct Critic {
    asking: Asking,
    /// The worker; none before the verdict is first wanted, and after a failure.
    link: Option<Link>,
    /// Whether the worker's code runs.
    listens: bool,
    /// The model that made the picture on show.
    model: String,
    verdict: Option<Verdict>,
    /// Column and row of the patch under the pointer or the keyboard's focus.
    aimed: Option<[u32; 2]>,
    overlay: Overlay,
    rested: Function,
    timer: Option<i32>,
}

impl Critic {
    /// Nothing is asked yet.
    pub(super) fn new(page: PageLink) -> Self {
        let rested = Closure::<dyn FnMut()>::new(move || act_on(&page, App::picture_rests));
        Self {
            asking: Asking::default(),
            link: None,
            listens: false,
            model: String::new(),
            verdict: None,
            aimed: None,
            overlay: Overlay::new(),
            rested: rested.into_js_value().unchecked_into(),
            timer: None,
        }
    }

    /// The cells over the picture, for their listeners.
    pub fn cells(&self) -> &HtmlCanvasElement {
        self.overlay.cells()
    }

    /// Brings everything up to date; called after every event.
    pub fn show(&self, offered: bool) {
        self.overlay.offer(offered);
        if self.asking.is_wanted() {
            self.overlay.write(self.verdict.as_ref(), self.aimed());
        }
    }

    /// The patch that is aimed at, while there is a verdict to be seen.
    fn aimed(&self) -> Option<[u32; 2]> {
        self.aimed.filter(|_| self.asking.is_judged())
    }

    fn lay(&mut self, laid: bool) {
        self.asking.want(laid);
        self.aimed = None;
        self.overlay.lay(laid);
        // Without the cells the picture is as it was, colours and all.
        self.overlay.set_stale(!laid || !self.asking.is_judged());
    }

    /// The worker is ended; what it was asked is due again.
    fn dismiss(&mut self) {
        self.link = None;
        self.listens = false;
        self.asking.critic_gone();
    }

    fn set_timer(&mut self) {
        let window = dom::window();
        if let Some(timer) = self.timer.take() {
            window.clear_timeout_with_handle(timer);
        }
        self.timer = window
            .set_timeout_with_callback_and_timeout_and_arguments_0(&self.rested, REST_MS)
            .ok();
    }
}

impl App {
    /// A picture of this model was put up.
    pub(super) fn picture_shown(&mut self, model: &str) {
        model.clone_into(&mut self.critic.model);
        self.critic.asking.picture_shown();
        self.critic.overlay.set_stale(true);
        self.critic.set_timer();
    }

    fn picture_rests(&mut self) {
        self.critic.timer = None;
        self.critic.asking.rest();
        self.ask_critic();
    }

    /// Lays the verdict on the picture, or takes it away.
    pub(super) fn toggle_critic(&mut self, offered: bool) {
        if self.critic.asking.is_wanted() {
            if self.critic.asking.is_awaiting() {
                // Should it hang, the next wish gets another.
                self.critic.dismiss();
            }
            self.critic.lay(false);
            self.status.announce(&texts::OFF);
        } else if offered {
            self.notice = None;
            // Two layers of colours could not be told apart.
            self.looking.take_colors_off();
            self.critic.lay(true);
            self.ask_critic();
        } else {
            self.status.announce(&texts::NONE);
        }
    }

    /// The parts' colours are to be laid on the picture; the verdict goes.
    pub(super) fn make_room_for_colors(&mut self) {
        if self.critic.asking.is_wanted() {
            self.toggle_critic(true);
        }
    }

    /// There is no critic for the pictures to come.
    pub(super) fn take_critic_off(&mut self) {
        if self.critic.asking.is_wanted() {
            self.toggle_critic(true);
        }
    }

    fn ask_critic(&mut self) {
        if !self.critic.asking.is_due() {
            return;
        }
        if self.critic.link.is_none() {
            let page = self.page.clone();
            let deliver = move |incoming| act_on(&page, |app| app.hear_critic(incoming));
            match Link::to(WORKER, "", deliver) {
                Ok(link) => self.critic.link = Some(link),
                Err(refusal) => self.lose_critic(engines::no_workers(&refusal)),
            }
        }
        let (Some(link), true) = (&self.critic.link, self.critic.listens) else {
            return;
        };
        // While a newer drawing is on its way, its picture will be asked about.
        let Some(labels) = self.queue.labels_on_show() else {
            return;
        };
        let Some(picture) = self.critic.asking.ask() else {
            return;
        };
        let mut judged = feed::payload(labels).into_owned();
        judged.extend(self.picture.pixels());
        let message = ToCritic::Judge {
            build: BUILD_ID.to_owned(),
            list_url: self.list_url.clone(),
            model: self.critic.model.clone(),
            picture,
            paint: self.scheme().map(|scheme| scheme.0.to_vec()),
        };
        link.send(&message, Some(&judged));
    }

    fn hear_critic(&mut self, incoming: Incoming) {
        match incoming {
            Incoming::Message(ToPage::Started { build }, _) if build == BUILD_ID => {
                self.critic.listens = true;
                self.ask_critic();
            }
            Incoming::Message(ToPage::Started { .. }, _) => {
                self.lose_critic(engines::STALE_BUILD);
            }
            Incoming::Message(
                ToPage::Verdict {
                    picture,
                    critic,
                    file,
                    side,
                    step_px,
                    field_px,
                    first_px,
                },
                Some(bytes),
            ) if bytes.length() == 4 * side * side => {
                self.web_app.uses("engine_critic");
                self.web_app.uses(&format!("models/{file}"));
                if self.critic.asking.answered(picture) {
                    let verdict = Verdict {
                        patches: Patches {
                            side,
                            step_px,
                            field_px,
                            first_px,
                        },
                        probabilities: singles(&bytes),
                        critic,
                    };
                    self.critic.overlay.paint(&verdict);
                    self.critic.overlay.set_stale(false);
                    self.critic.verdict = Some(verdict);
                }
                self.ask_critic();
            }
            Incoming::Message(ToPage::Failed { kind, message, .. }, _) => {
                self.lose_critic(texts::failed(kind, &message));
            }
            Incoming::Message(..) | Incoming::Unreadable => self.lose_critic(texts::UNREADABLE),
            Incoming::Crashed => self.lose_critic(texts::CRASHED),
        }
    }

    /// The verdict cannot be had for this reason; the next wish tries anew.
    fn lose_critic(&mut self, reason: Text) {
        self.critic.dismiss();
        self.critic.lay(false);
        self.notice = Some(reason);
    }

    /// A pointer moves over the picture or goes down on it.
    pub(super) fn aim_critic(&mut self, event: &PointerEvent) {
        if !self.critic.asking.is_wanted() {
            return;
        }
        if let Some(verdict) = &self.critic.verdict {
            let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
            self.critic.aimed = Some(self.critic.overlay.patch_at(verdict, x, y));
        }
    }

    /// A pointer leaves the picture; a finger's patch stays, for it leaves with every touch.
    pub(super) fn leave_critic(&mut self, event: &PointerEvent) {
        if event.pointer_type() == "mouse" {
            self.critic.aimed = None;
        }
    }

    /// The cells got the keyboard's focus.
    pub(super) fn focus_critic(&mut self, _: &Event) {
        if let Some(verdict) = &self.critic.verdict
            && self.critic.aimed.is_none()
        {
            self.critic.aimed = Some([verdict.patches.side / 2; 2]);
            self.tell_patch();
        }
    }

    /// The cells lost it.
    pub(super) fn blur_critic(&mut self, _: &Event) {
        self.critic.aimed = None;
    }

    /// Arrow keys on the cells move the aim from patch to patch.
    pub(super) fn key_on_critic(&mut self, event: &KeyboardEvent) {
        let step = if event.shift_key() { LONG_STEP } else { 1 };
        let (right, down) = match &*event.key() {
            "ArrowLeft" => (-step, 0),
            "ArrowRight" => (step, 0),
            "ArrowUp" => (0, -step),
            "ArrowDown" => (0, step),
            _ => return,
        };
        event.prevent_default();
        let Some(verdict) = &self.critic.verdict else {
            return;
        };
        let side = verdict.patches.side;
        let moved = |from: u32, by: i32| from.saturating_add_signed(by).min(side - 1);
        let [column, row] = self.critic.aimed.unwrap_or([side / 2; 2]);
        self.critic.aimed = Some([moved(column, right), moved(row, down)]);
        self.tell_patch();
    }

    fn tell_patch(&self) {
        let patch = self.critic.aimed().zip(self.critic.verdict.as_ref());
        if let Some(([column, row], verdict)) = patch
            && let Some(probability) = verdict.at([column, row])
        {
            self.status
                .announce(&texts::patch(column, row, probability));
        }
    }
}

/// Numbers as the worker sends them.
fn singles(bytes: &Uint8Array) -> Vec<f32> {
    let bytes = bytes.to_vec();
    let (words, _) = bytes.as_chunks::<4>();
    words.iter().map(|word| f32::from_le_bytes(*word)).collect()
}
