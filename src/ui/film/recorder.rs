//! The browser's own encoder: a canvas filmed for as long as something is played on it.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use web_sys::{
    Blob, BlobEvent, CanvasRenderingContext2d, HtmlCanvasElement, ImageData, MediaRecorder,
    MediaRecorderOptions,
};

use crate::ui::dom;
use crate::ui::drawing_canvas::context_2d;
use facade_editor::SIDE_PX;

/// A picture of the drawing as it grows, and the photograph of it.
pub struct Frame {
    pub drawing: ImageData,
    pub picture: ImageData,
}

/// What browsers encode, the most widely understood first; and the file's name.
const KINDS: [(&str, &str); 4] = [
    ("video/mp4;codecs=avc1.42E01F", "facade.mp4"),
    ("video/mp4", "facade.mp4"),
    ("video/webm;codecs=vp9", "facade.webm"),
    ("video/webm", "facade.webm"),
];
/// How long each step stands,
const STEP_MS: f64 = 120.0;
/// the finished house,
const HOLD_MS: f64 = 1_800.0;
/// and how long it takes to fade to the bare wall, where the film begins again.
const FADE_MS: f64 = 500.0;
const FRAME_MS: i32 = 33;
const FRAMES_PER_SECOND: f64 = 30.0;
const BITS_PER_SECOND: u32 = 4_000_000;
/// Side of drawing and picture, and the paper around them: multiples of 16, as encoders like them.
const PART_PX: f64 = 512.0;
const EDGE_PX: f64 = 16.0;
const PAPER: &str = "#f3f0ea";

/// What this browser can make, and the name of the file; nothing where it films no canvas.
pub fn kind() -> Option<(&'static str, &'static str)> {
    let window = dom::window();
    let has = |object: &wasm_bindgen::JsValue, name: &str| {
        Reflect::get(object, &name.into()).is_ok_and(|found| found.is_function())
    };
    let canvas = dom::create("canvas", "");
    if !has(&window, "MediaRecorder") || !has(&canvas, "captureStream") {
        return None;
    }
    KINDS
        .into_iter()
        .find(|(kind, _)| MediaRecorder::is_type_supported(kind))
}

/// Plays the frames once, from the bare wall to the house and back; gives back the film. The browser encodes as fast as
/// it plays. Nothing where it fails.
pub async fn film(frames: &[Frame], kind: &str) -> Option<Blob> {
    let stage = Screen::new();
    let stream = stage
        .canvas
        .capture_stream_with_frame_request_rate(FRAMES_PER_SECOND)
        .ok()?;
    let options = MediaRecorderOptions::new();
    options.set_mime_type(kind);
    options.set_video_bits_per_second(BITS_PER_SECOND);
    let recorder =
        MediaRecorder::new_with_media_stream_and_media_recorder_options(&stream, &options).ok()?;
    let recorded = js_sys::Promise::new(&mut |resolve, _| {
        dom::listen(&recorder, "dataavailable", move |event: BlobEvent| {
            let data = event.data().map_or_else(Default::default, Into::into);
            let _ = resolve.call1(&wasm_bindgen::JsValue::NULL, &data);
        });
    });
    stage.show(frames.first()?, None);
    recorder.start().ok()?;
    let built_ms = STEP_MS * frames.len() as f64;
    let mut played_ms = 0.0;
    while played_ms < built_ms + HOLD_MS + FADE_MS {
        let began_ms = js_sys::Date::now();
        dom::pause(FRAME_MS).await;
        // A page that nobody sees is woken once a second: the film waits.
        if dom::document().hidden() {
            let _ = recorder.pause();
            continue;
        }
        let _ = recorder.resume();
        played_ms += js_sys::Date::now() - began_ms;
        let index = ((played_ms / STEP_MS) as usize).min(frames.len() - 1);
        let faded = (played_ms - built_ms - HOLD_MS) / FADE_MS;
        let next = (faded > 0.0).then_some((&frames[0], faded.min(1.0)));
        stage.show(&frames[index], next);
    }
    recorder.stop().ok()?;
    let film: Blob = wasm_bindgen_futures::JsFuture::from(recorded)
        .await
        .ok()?
        .dyn_into()
        .ok()?;
    (film.size() > 0.0).then_some(film)
}

/// Where it is played.
struct Screen {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// One part at its own size.
    part: CanvasRenderingContext2d,
}

impl Screen {
    fn new() -> Self {
        let canvas = dom::canvas(
            (2.0 * PART_PX + 3.0 * EDGE_PX) as u32,
            (PART_PX + 2.0 * EDGE_PX) as u32,
        );
        let context = context_2d(&canvas);
        context.set_fill_style_str(PAPER);
        context.fill_rect(
            0.0,
            0.0,
            f64::from(canvas.width()),
            f64::from(canvas.height()),
        );
        let part = context_2d(&dom::canvas(SIDE_PX as u32, SIDE_PX as u32));
        Self {
            canvas,
            context,
            part,
        }
    }

    /// Shows a frame, and another over it as far as it has faded in.
    fn show(&self, frame: &Frame, next: Option<(&Frame, f64)>) {
        self.lay(frame, 1.0);
        if let Some((next, faded)) = next {
            self.lay(next, faded);
        }
    }

    fn lay(&self, frame: &Frame, opacity: f64) {
        self.context.set_global_alpha(opacity);
        for (pixels, left, is_smooth) in [
            (&frame.drawing, EDGE_PX, false),
            (&frame.picture, 2.0 * EDGE_PX + PART_PX, true),
        ] {
            self.context.set_image_smoothing_enabled(is_smooth);
            let source = self.part.canvas().expect("a context has its canvas");
            // Also empties it.
            source.set_width(pixels.width());
            source.set_height(pixels.height());
            self.part
                .put_image_data(pixels, 0.0, 0.0)
                .and_then(|()| {
                    self.context
                        .draw_image_with_html_canvas_element_and_dw_and_dh(
                            &source, left, EDGE_PX, PART_PX, PART_PX,
                        )
                })
                .expect("a frame's pixels fit their canvas");
        }
    }
}
