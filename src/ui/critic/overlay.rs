//! The verdict over the picture: a cell for each patch, the outline of the patch that is aimed at, the scale
//! with its figure, and the words below.
//!
//! Nothing of it is painted into `#picture`. Shows what it is given; knows no worker.

use facade_model::IMAGE_SIZE;
use wasm_bindgen::Clamped;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlElement, ImageData};

use super::scale;
use crate::ui::drawing_canvas::context_2d;
use crate::ui::texts::{Text, critic as texts};
use crate::ui::{dom, language};
use facade_protocol::critic::Patches;

/// Side of the picture in its pixels.
const SIDE_PX: u32 = IMAGE_SIZE as u32;

/// What the critic says of one picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Which pixels each figure is about.
    pub patches: Patches,
    /// How real each patch looks, 0..1, row by row.
    pub probabilities: Vec<f32>,
    /// The model whose critic it was.
    pub critic: String,
}

impl Verdict {
    /// The mean of all patches.
    pub fn mean(&self) -> f32 {
        self.probabilities.iter().sum::<f32>() / self.probabilities.len().max(1) as f32
    }

    /// The figure of one patch.
    pub fn at(&self, [column, row]: [u32; 2]) -> Option<f32> {
        let place = row * self.patches.side + column;
        self.probabilities.get(place as usize).copied()
    }
}

/// The elements.
pub struct Overlay {
    frame: Element,
    cells: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    field: HtmlElement,
    row: HtmlElement,
    mark: HtmlElement,
    value: Element,
    note: HtmlElement,
    words: Element,
    explanation: Element,
    buttons: Vec<HtmlElement>,
}

impl Overlay {
    /// Takes hold of the elements; nothing is shown.
    pub fn new() -> Self {
        let cells: HtmlCanvasElement = dom::by_id("critic-cells");
        let buttons = dom::all("button[data-action=critic]");
        for button in &buttons {
            dom::set_attribute(button, "aria-pressed", "false");
        }
        let scale: HtmlElement = dom::by_id("critic-scale");
        set_style(&scale, "background-image", &scale::gradient());
        Self {
            frame: dom::by_id("picture-frame"),
            context: context_2d(&cells),
            cells,
            field: dom::by_id("critic-field"),
            row: dom::by_id("critic-row"),
            mark: dom::by_id("critic-mark"),
            value: dom::by_id("critic-value"),
            note: dom::by_id("critic-note"),
            words: dom::by_id("critic-words"),
            explanation: dom::by_id("critic-explanation"),
            buttons: buttons
                .into_iter()
                .map(wasm_bindgen::JsCast::unchecked_into)
                .collect(),
        }
    }

    /// The cells, for their keys.
    pub fn cells(&self) -> &HtmlCanvasElement {
        &self.cells
    }

    /// Shows the button where there is a critic to ask.
    pub fn offer(&self, offered: bool) {
        for button in &self.buttons {
            if button.hidden() == offered {
                button.set_hidden(!offered);
            }
        }
    }

    /// Lays everything on the picture, or takes it away.
    pub fn lay(&self, laid: bool) {
        for button in &self.buttons {
            dom::set_attribute(button, "aria-pressed", &laid.to_string());
        }
        self.row.set_hidden(!laid);
        self.note.set_hidden(!laid);
        self.cells.set_hidden(!laid);
        self.set_stale(true);
    }

    /// A verdict about another picture than the one on show is not to be seen.
    pub fn set_stale(&self, stale: bool) {
        dom::set_attribute(
            &self.frame,
            "data-verdict",
            if stale { "none" } else { "shown" },
        );
    }

    /// Paints the cells where their patches have their middles.
    pub fn paint(&self, verdict: &Verdict) {
        let Patches { side, step_px, .. } = verdict.patches;
        let rgba: Vec<u8> = verdict
            .probabilities
            .iter()
            .flat_map(|&probability| scale::color(probability))
            .collect();
        self.cells.set_width(side);
        self.cells.set_height(side);
        ImageData::new_with_u8_clamped_array(Clamped(&rgba), side)
            .and_then(|image| self.context.put_image_data(&image, 0.0, 0.0))
            .expect("a verdict has a figure for each patch");
        let start = per_cent(verdict.patches.grid_start_px());
        let size = per_cent(f64::from(side * step_px));
        for (name, value) in [
            ("left", &start),
            ("top", &start),
            ("width", &size),
            ("height", &size),
        ] {
            set_style(&self.cells, name, value);
        }
    }

    /// Words and figures, for the patch that is aimed at or else for the whole picture.
    pub fn write(&self, verdict: Option<&Verdict>, aimed: Option<[u32; 2]>) {
        let Some(verdict) = verdict else {
            language::write(&self.words, &texts::FETCHING);
            language::write(&self.explanation, &Text::empty());
            language::write(&self.value, &Text::empty());
            self.mark.set_hidden(true);
            self.field.set_hidden(true);
            return;
        };
        let mean = verdict.mean();
        language::write(&self.words, &texts::verdict(mean, &verdict.critic));
        let explanation = texts::explanation(verdict.patches.field_px);
        language::write(&self.explanation, &explanation);
        let patch = aimed.and_then(|place| Some((place, verdict.at(place)?)));
        let figure = patch.map_or(mean, |(_, probability)| probability);
        language::write(&self.value, &texts::share(figure));
        let place = 100.0 * scale::position(figure);
        set_style(&self.mark, "left", &format!("{place}%"));
        self.mark.set_hidden(false);
        self.field.set_hidden(patch.is_none());
        if let Some(([column, row], _)) = patch {
            let [left, right] = verdict.patches.span(column, SIDE_PX);
            let [top, bottom] = verdict.patches.span(row, SIDE_PX);
            for (name, px) in [
                ("left", left),
                ("top", top),
                ("width", right - left),
                ("height", bottom - top),
            ] {
                set_style(&self.field, name, &per_cent(f64::from(px)));
            }
        }
    }

    /// The patch whose cell lies nearest to a place of the window.
    pub fn patch_at(&self, verdict: &Verdict, client_x: f64, client_y: f64) -> [u32; 2] {
        let rect = self.frame.get_bounding_client_rect();
        let pixel = |client: f64, start: f64| (client - start) / rect.width() * f64::from(SIDE_PX);
        let place = [pixel(client_x, rect.left()), pixel(client_y, rect.top())];
        place.map(|px| verdict.patches.nearest(px))
    }
}

impl Default for Overlay {
    fn default() -> Self {
        Self::new()
    }
}

/// Pixels of the picture as a share of its side.
fn per_cent(px: f64) -> String {
    format!("{}%", 100.0 * px / f64::from(SIDE_PX))
}

fn set_style(element: &HtmlElement, name: &str, value: &str) {
    element
        .style()
        .set_property(name, value)
        .expect("lengths and colours are valid");
}
