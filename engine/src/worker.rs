//! The worker's life: say that it runs, load a model, translate drawings, report what fails.
//!
//! Knows nothing of the other engine or of what the page shows.

use std::cell::{Cell, RefCell};
use std::panic::PanicHookInfo;
use std::rc::Rc;

use facade_model::paint::Paint;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::MessageEvent;

use super::device::{self, Device};
use super::download::Cache;
use super::error::{EngineError, one_line};
use super::fetch_model::{Fetched, fetch_model};
use super::inbox::{Inbox, Task};
use super::port;
use super::translator::Translator;
use super::warm_up::{self, WarmUp};
#[cfg(feature = "cpu")]
use super::worker_pool::{WebWorkerPool, peer, spawn::Peers};
use facade_protocol::subject::{self, Class};
use facade_protocol::{BUILD_ID, Backend, FailureKind, Refinement, ToPage, Variation};

/// How long a failed translation waits for the browser to report a lost device, and how often it looks.
/// Chromium mostly needs 10 ms, and on a machine with several programs a core once more than 250.
const LOSS_NOTICE_MS: i32 = 2_000;
const LOSS_LOOK_MS: i32 = 50;
/// How long an interruptible translation goes on without listening, milliseconds. Browsers make a worker that
/// listens wait for 4 ms.
const DEAF_MS: f64 = 16.0;

/// What the engine is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    Nothing,
    Loading,
    Translating { seq: u32 },
}

impl Work {
    /// The drawing it is about.
    fn seq(self) -> Option<u32> {
        match self {
            Self::Translating { seq } => Some(seq),
            Self::Nothing | Self::Loading => None,
        }
    }
}

thread_local! {
    /// The work in hand, for whoever reports from outside of it: a panic or a lost device.
    static WORK: Cell<Work> = const { Cell::new(Work::Nothing) };
    /// Why the graphics device is gone, once it is.
    static LOST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Starts the engine in the worker that runs this code. Returns at once; the engine lives on the
/// worker's event loop until the worker is terminated.
pub fn start(backend: Backend) {
    #[cfg(feature = "cpu")]
    if peer::is_wanted() {
        peer::start();
        return;
    }
    std::panic::set_hook(Box::new(report_panic));
    let inbox = Rc::new(Inbox::default());
    let commands = Rc::clone(&inbox);
    let on_message =
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| match port::read(&event) {
            Ok(command) => commands.receive(command),
            Err(error) => report(&error, None),
        });
    port::scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // Needed for as long as the worker lives.
    on_message.forget();
    wasm_bindgen_futures::spawn_local(Engine::new(backend).serve(inbox));
    port::post(&ToPage::Started {
        build: BUILD_ID.to_owned(),
    });
}

struct Engine {
    backend: Backend,
    /// Opened by the first load and kept: a browser's device can be set up only once.
    device: Option<Device>,
    translator: Option<Translator>,
    /// Whether there is a critic for the pictures of the model that was fetched last.
    critic: bool,
    /// Becomes [`Cache::Ignore`] after a damaged download.
    cache: Cache,
    /// What the list has for better pictures than those of the model in use.
    refinement: Option<Refinement>,
}

impl Engine {
    fn new(backend: Backend) -> Self {
        Self {
            backend,
            device: None,
            translator: None,
            critic: false,
            cache: Cache::Confirm,
            refinement: None,
        }
    }

    async fn serve(mut self, inbox: Rc<Inbox>) {
        loop {
            let result = match inbox.next().await {
                Task::Load {
                    build,
                    list_url,
                    model,
                } => {
                    WORK.set(Work::Loading);
                    self.load(build, &list_url, model.as_deref()).await
                }
                Task::Translate {
                    seq,
                    drawing,
                    variation,
                    paint,
                    interruptible,
                } => {
                    WORK.set(Work::Translating { seq });
                    let inbox = interruptible.then_some(&*inbox);
                    self.translate(seq, &drawing, variation, paint.as_ref(), inbox)
                        .await
                }
            };
            if let Err(error) = result {
                let error = self.explain(error).await;
                report(&error, WORK.get().seq());
            }
            WORK.set(Work::Nothing);
        }
    }

    /// Makes the model ready and says so. A model loaded earlier stays in use until then.
    async fn load(
        &mut self,
        build: String,
        list_url: &str,
        model: Option<&str>,
    ) -> Result<(), EngineError> {
        let start_ms = port::now_ms();
        if build != BUILD_ID {
            return Err(EngineError::StaleBuild {
                page: build,
                engine: BUILD_ID.to_owned(),
            });
        }
        // First of all, so that without an adapter no model is downloaded in vain.
        let device = self.device().await?;
        let mut translator = self.translator(device, list_url, model).await?;
        let warm_ms = self.warm_up(&mut translator).await?;
        let model = translator.model().to_owned();
        let (dropout, threads) = (translator.dropout(), translator.workers());
        let classes = translator.classes().iter().map(|class| Class {
            id: class.id,
            name: class.name.clone(),
            color: class.color,
        });
        let classes: Vec<_> = classes.collect();
        let subject = subject::text(&classes, translator.inks());
        let palettes = translator.palettes().iter();
        let palettes = palettes.map(|paint| paint.colors.clone()).collect();
        self.translator = Some(translator);
        port::post(&ToPage::Ready {
            build: BUILD_ID.to_owned(),
            backend: self.backend,
            model,
            dropout,
            critic: self.critic,
            subject,
            palettes,
            threads,
            load_ms: port::now_ms() - start_ms,
            warm_ms,
            refinement: self.refinement.clone(),
        });
        Ok(())
    }

    /// On the CPU with as many peers as there are, and without where they do not come: the page is
    /// told how many there are.
    async fn translator(
        &mut self,
        device: Device,
        list_url: &str,
        model: Option<&str>,
    ) -> Result<Translator, EngineError> {
        #[cfg(feature = "cpu")]
        if self.backend == Backend::Cpu
            && let Some(peers) = Peers::start()
        {
            let share = |bundle: &[u8]| peers.give(bundle);
            let workers = peers.count();
            let mut translator = self.fetch(&device, list_url, model, workers, share).await?;
            let network = translator.cpu_network().expect("on the CPU");
            if let Some(pool) = WebWorkerPool::gather(peers, network.most_published()).await {
                network.join(Box::new(pool));
                return Ok(translator);
            }
        }
        self.fetch(&device, list_url, model, 1, |_| {}).await
    }

    /// Fetches the model for the first of so many workers; `share` is shown its bytes.
    async fn fetch(
        &mut self,
        device: &Device,
        list_url: &str,
        model: Option<&str>,
        workers: usize,
        share: impl Fn(&[u8]),
    ) -> Result<Translator, EngineError> {
        let progress = |received_bytes, total_bytes| {
            port::post(&ToPage::Progress {
                received_bytes,
                total_bytes,
            });
        };
        let fetched = fetch_model(list_url, model, self.cache, progress, share).await;
        let damaged = matches!(&fetched, Err(error) if error.kind() == FailureKind::Corrupt);
        self.cache = if damaged {
            Cache::Ignore
        } else {
            Cache::Confirm
        };
        let Fetched {
            file,
            bundle,
            refinement,
            critic,
        } = fetched?;
        self.refinement = refinement;
        self.critic = critic;
        Translator::new(&file, bundle, device, workers).await
    }

    async fn device(&mut self) -> Result<Device, EngineError> {
        check_device()?;
        if let Some(device) = &self.device {
            return Ok(device.clone());
        }
        let device = device::open(self.backend, report_loss).await?;
        self.device = Some(device.clone());
        Ok(device)
    }

    /// A lost device shows itself to the work in hand as a read that fails, and the browser says
    /// why only a moment later.
    async fn explain(&self, error: EngineError) -> EngineError {
        if self.backend == Backend::Webgpu && matches!(error, EngineError::Execution { .. }) {
            for _ in 0..LOSS_NOTICE_MS / LOSS_LOOK_MS {
                port::pause(LOSS_LOOK_MS).await;
                if let Err(lost) = check_device() {
                    return lost;
                }
            }
        }
        error
    }

    /// Median of the warm-up translations in milliseconds.
    async fn warm_up(&self, translator: &mut Translator) -> Result<f64, EngineError> {
        let drawing = warm_up::drawing(translator.classes());
        let mut warm_up = WarmUp::of(self.backend);
        loop {
            let start_ms = port::now_ms();
            translator.translate(&drawing, None, None).await?;
            warm_up.record(port::now_ms() - start_ms);
            if let (false, Some(median_ms)) = (warm_up.goes_on(), warm_up.median_ms()) {
                return Ok(median_ms);
            }
        }
    }

    /// `inbox` is given where the page may call the drawing back.
    async fn translate(
        &mut self,
        seq: u32,
        drawing: &[u8],
        variation: Option<Variation>,
        paint: Option<&Paint>,
        inbox: Option<&Inbox>,
    ) -> Result<(), EngineError> {
        check_device()?;
        let translator = self.translator.as_mut().ok_or(EngineError::NotLoaded)?;
        let start_ms = port::now_ms();
        let rgba = match inbox {
            None => translator.translate(drawing, variation, paint).await?,
            Some(inbox) => {
                let mut listened_ms = start_ms;
                let goes_on = async || {
                    if port::now_ms() - listened_ms > DEAF_MS {
                        port::pause(0).await;
                        listened_ms = port::now_ms();
                    }
                    !inbox.is_cancelled()
                };
                let picture = translator
                    .translate_while(drawing, variation, paint, goes_on)
                    .await?;
                let Some(rgba) = picture else {
                    return Ok(());
                };
                rgba
            }
        };
        let ms = port::now_ms() - start_ms;
        port::post_with_payload(&ToPage::Picture { seq, ms }, &rgba);
        Ok(())
    }
}

/// # Errors
/// [`EngineError::DeviceLost`] once the graphics device is gone: no browser lets the same worker
/// set up another.
fn check_device() -> Result<(), EngineError> {
    LOST.with_borrow(|lost| match lost {
        Some(reason) => Err(EngineError::DeviceLost {
            reason: reason.clone(),
        }),
        None => Ok(()),
    })
}

fn report(error: &EngineError, seq: Option<u32>) {
    port::post(&ToPage::Failed {
        kind: error.kind(),
        message: error.to_string(),
        seq,
    });
}

/// Tells an idle page at once that the device is gone. Work in hand fails by itself and says so.
fn report_loss(reason: String) {
    LOST.set(Some(reason.clone()));
    if WORK.get() == Work::Nothing {
        report(&EngineError::DeviceLost { reason }, None);
    }
}

/// A panic ends the engine: WebAssembly cannot unwind here, so all that is left is to say so.
fn report_panic(info: &PanicHookInfo<'_>) {
    console_error_panic_hook::hook(info);
    let reason = info
        .payload_as_str()
        .map_or_else(|| "no reason given".to_owned(), one_line);
    port::post(&ToPage::Failed {
        kind: FailureKind::Internal,
        message: format!("The engine stopped unexpectedly ({reason})."),
        seq: WORK.get().seq(),
    });
}
