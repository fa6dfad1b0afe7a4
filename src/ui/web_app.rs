//! The page as a web app: has its files kept for visits without a network, and learns of new
//! versions.
//!
//! The service worker (`web/service_worker.js`) does the keeping; this is the page's side of their
//! conversation. Only a finished build has a version, so in development nothing is registered. A
//! browser that offers no service worker, or refuses ours, loses nothing but visits without a network.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, Event, HtmlElement, HtmlMetaElement, MessageEvent, RegistrationOptions,
    ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerUpdateViaCache,
};

use super::dom;

const WORKER: &str = "service_worker.js";

/// Registration happens once, after the first picture: nothing of it shares the line or the
/// processor with what a visitor waits for.
#[derive(Clone)]
pub struct WebApp(Option<Rc<Inner>>);

struct Inner {
    version: String,
    container: ServiceWorkerContainer,
    registration: RefCell<Option<ServiceWorkerRegistration>>,
    begun: Cell<bool>,
    /// The newest version that the notice was about; once put aside, it does not come back for the same.
    announced: RefCell<String>,
    /// The files that came before there was a service worker to keep them begin so.
    unkept: RefCell<Vec<String>>,
    /// The browser has refused the service worker.
    refused: Cell<bool>,
    /// Is told the file that the host sends otherwise than it was built.
    altered: Box<dyn Fn(String)>,
}

impl WebApp {
    /// Tells a service worker, if this page has one, which version the page is, and shows the notice
    /// once that worker has another.
    pub fn new(altered: impl Fn(String) + 'static) -> Self {
        let Some((version, container)) = version().zip(container()) else {
            return Self(None);
        };
        let inner = Rc::new(Inner {
            announced: RefCell::new(version.clone()),
            version,
            container,
            registration: RefCell::default(),
            begun: Cell::default(),
            unkept: RefCell::default(),
            refused: Cell::default(),
            altered: Box::new(altered),
        });
        let hearing = Rc::clone(&inner);
        let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event| hearing.hear(&event));
        // Not `addEventListener`, with which messages would have to be asked for once more.
        inner
            .container
            .set_onmessage(Some(hear.into_js_value().unchecked_ref()));
        let changed = Rc::clone(&inner);
        dom::listen(&inner.container, "controllerchange", move |_: Event| {
            changed.introduce();
        });
        inner.introduce();
        let back = Rc::clone(&inner);
        dom::listen(&dom::document(), "visibilitychange", move |_: Event| {
            back.look_for_news();
        });
        dom::listen(&dom::by_id::<Element>("renew"), "click", |_: Event| {
            dom::window()
                .location()
                .reload()
                .expect("a page may reload itself");
        });
        dom::listen(
            &dom::by_id::<Element>("renew-later"),
            "click",
            |_: Event| {
                notice().set_hidden(true);
            },
        );
        Self(Some(inner))
    }

    /// The first picture is on show.
    pub fn first_picture(&self) {
        let Some(inner) = self.0.clone() else {
            return;
        };
        if inner.begun.replace(true) {
            return;
        }
        wasm_bindgen_futures::spawn_local(async move {
            let options = RegistrationOptions::new();
            options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
            let promise = inner.container.register_with_options(WORKER, &options);
            // A refusal (private mode, no room, a damaged download) leaves the page as it was.
            if let Ok(registration) = JsFuture::from(promise).await {
                *inner.registration.borrow_mut() = registration.dyn_into().ok();
            }
            inner.refused.set(inner.registration.borrow().is_none());
        });
    }

    /// Files that begin so are used, though not every visitor needs them. For those that may have come before there was
    /// a service worker to keep them.
    pub fn uses(&self, prefix: &str) {
        if let Some(inner) = &self.0
            && inner.note_unkept(prefix.to_owned())
        {
            inner.introduce();
        }
    }

    /// A file that begins so is about to be fetched. A service worker keeps what passes through it by itself, and must
    /// not ask for so large a file meanwhile; one that comes later is told of it.
    pub fn will_use(&self, prefix: String) {
        if let Some(inner) = &self.0
            && inner.container.controller().is_none()
        {
            inner.note_unkept(prefix);
        }
    }

    /// Whether downloads from now on are kept, or never will be.
    pub fn is_settled(&self) -> bool {
        self.0
            .as_ref()
            .is_none_or(|inner| inner.container.controller().is_some() || inner.refused.get())
    }
}

impl Inner {
    /// Returns whether that is news.
    fn note_unkept(&self, prefix: String) -> bool {
        let mut unkept = self.unkept.borrow_mut();
        let is_new = !unkept.contains(&prefix);
        if is_new {
            unkept.push(prefix);
        }
        is_new
    }

    /// Says everything that the service worker in charge has to know; to none, nothing.
    fn introduce(&self) {
        self.say(&[("type", "opened"), ("version", &self.version)]);
        for prefix in &*self.unkept.borrow() {
            let version = ("version", &*self.version);
            self.say(&[("type", "keep"), version, ("prefix", prefix)]);
        }
    }

    fn say(&self, words: &[(&str, &str)]) {
        let Some(worker) = self.container.controller() else {
            return;
        };
        let message = Object::new();
        for (key, value) in words {
            Reflect::set(&message, &(*key).into(), &(*value).into())
                .expect("a new object takes properties");
        }
        // A worker that is just being replaced hears nothing; its successor is told anew.
        let _ = worker.post_message(&message);
    }

    /// The service worker tells the version of a page opened now, or that it got another file than the one built.
    fn hear(&self, event: &MessageEvent) {
        let altered = Reflect::get(&event.data(), &"altered".into())
            .ok()
            .and_then(|path| path.as_string());
        if let Some(path) = altered {
            (self.altered)(path);
        }
        let version = Reflect::get(&event.data(), &"version".into())
            .ok()
            .and_then(|version| version.as_string());
        if let Some(version) = version
            && self.announced.replace(version.clone()) != version
        {
            // A host that goes back to the version of this page has nothing to offer it.
            notice().set_hidden(version == self.version);
        }
    }

    /// Whoever comes back to a page left open asks for a new version, as opening it would.
    fn look_for_news(&self) {
        if dom::document().hidden() {
            return;
        }
        if let Some(registration) = &*self.registration.borrow()
            && let Ok(promise) = registration.update()
        {
            wasm_bindgen_futures::spawn_local(async move {
                // Without a network there is no news.
                let _ = JsFuture::from(promise).await;
            });
        }
    }
}

fn notice() -> HtmlElement {
    dom::by_id("renewal")
}

/// What `cargo xtask build` has written into the page.
fn version() -> Option<String> {
    let meta = dom::document()
        .query_selector("meta[name=site-version]")
        .ok()??
        .dyn_into::<HtmlMetaElement>()
        .ok()?;
    Some(meta.content()).filter(|version| !version.is_empty())
}

/// Browsers offer it to pages from https and from the same machine only.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator: JsValue = dom::window().navigator().into();
    Reflect::get(&navigator, &"serviceWorker".into())
        .ok()?
        .dyn_into()
        .ok()
}
