//! `#selection-overlay` and `#repeat-bar`: outlines of what is selected, handles, marquee, guides,
//! the corners of a polygon in the making, and the count and spacing of a grid.
//!
//! Drawn as SVG over the drawing, in drawing pixels; what should keep its size on the screen is
//! divided by the scale. Shows; what a press takes hold of is the editor's business.

use std::fmt::Write;

use web_sys::{Element, HtmlElement};

use super::texts::selecting as texts;
use super::{dom, language};
use facade_editor::handles::{HANDLES, Handle};
use facade_editor::pixel_rect::PixelRect;
use facade_editor::shape::Shape;
use facade_editor::snap::Guide;
use facade_editor::{CornerHandle, Editor, Grid, HitTarget, middles};

/// Side of a drawn handle in CSS pixels; its hit area is larger.
const HANDLE_PX: f32 = 9.0;
/// Radius of a drawn corner in CSS pixels.
const CORNER_PX: f32 = 4.0;
/// More shapes than this are shown by their common bounds alone.
const OUTLINES_MAX: usize = 400;

/// The overlay and the grid's bar.
pub struct SelectionOverlay {
    root: Element,
    drawing: Element,
    bar: HtmlElement,
    bar_text: Element,
    shown: String,
    grid: Option<Grid>,
    aim: &'static str,
}

impl SelectionOverlay {
    /// Takes hold of the elements; nothing is shown.
    pub fn new() -> Self {
        Self {
            root: dom::by_id("selection-overlay"),
            drawing: dom::by_id("drawing"),
            bar: dom::by_id("repeat-bar"),
            bar_text: dom::by_id("repeat-value"),
            shown: String::new(),
            grid: None,
            aim: "",
        }
    }

    /// Brings it up to date; touches the document only where something changed. `scale`: CSS
    /// pixels a drawing pixel.
    pub fn show(&mut self, editor: &Editor, scale: f32) {
        let markup = if scale > 0.0 {
            markup(editor, scale)
        } else {
            String::new()
        };
        if markup != self.shown {
            self.root.set_inner_html(&markup);
            self.shown = markup;
            let bounds = editor.selection_bounds().map_or(String::new(), |bounds| {
                let PixelRect {
                    left,
                    top,
                    right,
                    bottom,
                } = bounds;
                format!("{left} {top} {right} {bottom}")
            });
            let count = editor.selection().len().to_string();
            dom::set_attribute(&self.root, "data-selected", &count);
            dom::set_attribute(&self.root, "data-bounds", &bounds);
            dom::set_attribute(
                &self.root,
                "data-guides",
                &editor.guides().len().to_string(),
            );
        }
        let grid = editor.grid();
        if grid != self.grid {
            self.grid = grid;
            self.bar.set_hidden(grid.is_none());
            if let Some(grid) = grid {
                language::write(&self.bar_text, &texts::grid(grid));
                let side = if grid.area.bottom > 190 && grid.area.top > 50 {
                    "top"
                } else {
                    "bottom"
                };
                dom::set_attribute(&self.bar, "data-side", side);
            }
        }
    }

    /// Shows by the pointer's form what a press would take hold of.
    pub fn show_target(&mut self, target: HitTarget) {
        let aim = match target {
            HitTarget::Draw => "draw",
            HitTarget::PickClass => "pick",
            HitTarget::Shape => "shape",
            HitTarget::Move | HitTarget::Corner(CornerHandle::Corner(_)) => "move",
            HitTarget::Corner(CornerHandle::Middle(_)) => "add",
            HitTarget::Ground => "ground",
            HitTarget::Grid => "grid",
            HitTarget::Resize(Handle { x: 0, .. }) => "resize-ns",
            HitTarget::Resize(Handle { y: 0, .. }) => "resize-ew",
            HitTarget::Resize(handle) if handle.x == handle.y => "resize-nwse",
            HitTarget::Resize(_) => "resize-nesw",
        };
        if aim != self.aim {
            self.aim = aim;
            dom::set_attribute(&self.drawing, "data-aim", aim);
        }
    }
}

impl Default for SelectionOverlay {
    fn default() -> Self {
        Self::new()
    }
}

/// Everything there is to see, as SVG.
fn markup(editor: &Editor, scale: f32) -> String {
    let mut svg = String::new();
    if editor.selection().len() <= OUTLINES_MAX {
        // One path for all: a drag of hundreds of shapes redraws it at every event.
        let mut path = String::new();
        for shape in editor.selected_shapes() {
            outline(&mut path, shape);
        }
        for class in ["under", "line"] {
            push(
                &mut svg,
                format_args!("<path class=\"{class}\" d=\"{path}\"/>"),
            );
        }
    }
    if let Some(bounds) = editor.selection_bounds() {
        if editor.selection().len() > 1 {
            rect(&mut svg, "bounds", bounds);
        }
        if let Some((points, chosen)) = editor.corners() {
            for (_, middle) in middles(points, scale) {
                circle(&mut svg, middle.x, middle.y, 0.6 * CORNER_PX / scale);
            }
            for (index, corner) in points.iter().enumerate() {
                let size = if chosen == Some(index) { 1.7 } else { 1.1 };
                circle(&mut svg, corner.x, corner.y, size * CORNER_PX / scale);
            }
        } else if editor.has_handles() && editor.grid().is_none() {
            handles(&mut svg, bounds, scale);
        }
    }
    if let Some(area) = editor.marquee() {
        rect(&mut svg, "marquee", area);
    }
    for guide in editor.guides() {
        show_guide(&mut svg, *guide, scale);
    }
    if let Some(grid) = editor.grid() {
        rect(&mut svg, "bounds", grid.area);
        let corner =
            |edge: i32, cell_edge: i32, other: i32| if edge < cell_edge { edge } else { other };
        let x = corner(grid.area.left, grid.cell.left, grid.area.right);
        let y = corner(grid.area.top, grid.cell.top, grid.area.bottom);
        circle(&mut svg, x as f32, y as f32, 1.6 * CORNER_PX / scale);
    }
    if let Some((corners, pen)) = editor.outline() {
        let mut points = String::new();
        for point in corners.iter().chain(&pen) {
            push(&mut points, format_args!("{},{} ", point.x, point.y));
        }
        for class in ["under", "line"] {
            push(
                &mut svg,
                format_args!("<polyline class=\"{class}\" points=\"{points}\"/>"),
            );
        }
        for (index, corner) in corners.iter().enumerate() {
            let size = if index == 0 { 1.5 } else { 1.0 };
            circle(&mut svg, corner.x, corner.y, size * CORNER_PX / scale);
        }
    }
    svg
}

fn outline(path: &mut String, shape: &Shape) {
    let Shape::Polygon { points, .. } = shape else {
        let area = shape.bounds();
        let (width, height) = (area.width().max(0), area.height().max(0));
        push(
            path,
            format_args!("M{} {}h{width}v{height}h-{width}z", area.left, area.top),
        );
        return;
    };
    for (index, point) in points.iter().enumerate() {
        let to = if index == 0 { 'M' } else { 'L' };
        push(path, format_args!("{to}{} {}", point.x, point.y));
    }
    path.push('z');
}

fn handles(svg: &mut String, bounds: PixelRect, scale: f32) {
    let side = HANDLE_PX / scale;
    for handle in HANDLES {
        if handle.is_offered(bounds, scale) {
            let place = handle.place(bounds);
            let (x, y) = (place.x - side / 2.0, place.y - side / 2.0);
            push(
                svg,
                format_args!(
                    "<rect class=\"handle\" x=\"{x}\" y=\"{y}\" width=\"{side}\" height=\"{side}\" rx=\"{}\"/>",
                    side / 5.0
                ),
            );
        }
    }
}

fn show_guide(svg: &mut String, guide: Guide, scale: f32) {
    let mut line = |upright: bool, at: f32, from: f32, to: f32, class: &str| {
        let (x1, y1, x2, y2) = if upright {
            (at, from, at, to)
        } else {
            (from, at, to, at)
        };
        push(
            svg,
            format_args!(
                "<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>"
            ),
        );
    };
    match guide {
        Guide::Line {
            upright,
            at,
            from,
            to,
        } => line(upright, at, from, to, "guide"),
        Guide::Gap {
            upright,
            at,
            from,
            to,
        } => {
            let tick = 4.0 / scale;
            line(upright, at, from, to, "guide gap");
            line(!upright, from, at - tick, at + tick, "guide");
            line(!upright, to, at - tick, at + tick, "guide");
        }
    }
}

fn rect(svg: &mut String, class: &str, area: PixelRect) {
    push(
        svg,
        format_args!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            area.left,
            area.top,
            area.width().max(0),
            area.height().max(0)
        ),
    );
}

fn circle(svg: &mut String, x: f32, y: f32, radius: f32) {
    push(
        svg,
        format_args!("<circle class=\"handle\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>"),
    );
}

fn push(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("a string takes all text");
}
