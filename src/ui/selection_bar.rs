//! `#selection-bar`: what is done most with selected shapes, beside them.
//!
//! It is there while something is selected and no hand is at work, lies within the drawing's frame and on none of the
//! handles; where there is no such place it is not there at all. Its buttons are copies of those that stand elsewhere.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, PointerEvent};

use super::page::Page;
use super::view::drawing_view::DrawingView;
use super::{context_menu, dom, toolbar};
use facade_editor::Editor;
use facade_editor::handles::{HANDLES, HIT_SCREEN_PX};
use facade_editor::pixel_rect::PixelRect;

/// Copied from the bar below the drawing, in this order.
const ACTIONS: [&str; 6] = [
    "duplicate",
    "repeat",
    "mirror",
    "forward",
    "backward",
    "delete",
];
/// Between the bar and the handles, and between it and the frame's edge, in CSS pixels.
const GAP: f64 = 6.0;

/// As far as a handle's area sticks out of what is selected at most, in CSS pixels.
const REACH: f64 = HIT_SCREEN_PX as f64;

/// A box in the frame: from and to, across and down, in CSS pixels.
type Area = [(f64, f64); 2];

/// Puts the buttons into the bar; whoever ties buttons to commands comes later.
pub(super) fn build() {
    let bar: Element = dom::by_id("selection-bar");
    let more: Element = dom::by_id("selection-more");
    for action in ACTIONS {
        for button in dom::all(&format!("#edit-actions [data-action={action}]")) {
            let copy: Element = button
                .clone_node_with_deep(true)
                .expect("a button can be copied")
                .unchecked_into();
            dom::set_attribute(&copy, "data-command", action);
            let _ = copy.remove_attribute("data-action");
            bar.insert_before(&copy, Some(&more))
                .expect("a bar takes buttons");
        }
    }
}

/// Ties the way to everything else to the page, and lets the bar follow the window.
pub(super) fn listen(page: &Page) {
    let more: HtmlElement = dom::by_id("selection-more");
    dom::listen(&more.clone(), "click", move |_: Event| {
        let at = more.get_bounding_client_rect();
        context_menu::open((at.left(), at.bottom()));
    });
    page.on(&dom::window(), "resize", |_, _: &Event| {});
    let bar: Element = dom::by_id("selection-bar");
    // With Shift held one adds shapes, those under the bar among them.
    let stand_aside = move |is_adding| {
        let _ = bar.toggle_attribute_with_force("data-aside", is_adding);
    };
    for kind in ["keydown", "keyup"] {
        let stand_aside = stand_aside.clone();
        dom::listen(&dom::window(), kind, move |event: KeyboardEvent| {
            stand_aside(event.shift_key());
        });
    }
    dom::listen(&dom::window(), "pointermove", move |event: PointerEvent| {
        stand_aside(event.shift_key());
    });
}

/// The bar.
pub struct SelectionBar {
    bar: HtmlElement,
    shown: Option<(PixelRect, [f64; 3])>,
}

impl SelectionBar {
    /// Takes hold of the element, hidden.
    pub fn new() -> Self {
        Self {
            bar: dom::by_id("selection-bar"),
            shown: None,
        }
    }

    /// Brings it up to date. `is_free`: no hand is at work.
    pub fn show(&mut self, editor: &Editor, view: &DrawingView, is_free: bool) {
        let is_wanted = is_free && !editor.is_drawing() && editor.corners().is_none();
        let Some(bounds) = editor.selection_bounds().filter(|_| is_wanted) else {
            if self.shown.take().is_some() {
                self.hide();
            }
            return;
        };
        let scale = view.css_px_per_pixel();
        let corner = view.viewport().to_frame(0.0, 0.0);
        let wanted = (bounds, [scale, corner.x, corner.y]);
        if self.shown.replace(wanted) == Some(wanted) {
            return;
        }
        if self.bar.hidden() {
            self.bar.set_hidden(false);
            toolbar::settle_all(dom::document().active_element().as_ref());
        }
        let size = (
            f64::from(self.bar.offset_width()),
            f64::from(self.bar.offset_height()),
        );
        let side = scale * facade_model::IMAGE_SIZE as f64 / view.viewport().scale();
        let in_frame = |[across, down]: [(f32, f32); 2]| -> Area {
            [(across, corner.x), (down, corner.y)].map(|((from, to), corner)| {
                let at = |place: f32| corner * side + scale * f64::from(place);
                (at(from), at(to))
            })
        };
        let selected = in_frame([
            (bounds.left as f32, bounds.right as f32),
            (bounds.top as f32, bounds.bottom as f32),
        ]);
        let place = place(selected, size, side, |meets| {
            editor.has_handles()
                && HANDLES.iter().any(|handle| {
                    handle.is_offered(bounds, scale as f32)
                        && meets(in_frame(handle.hit_area(bounds, scale as f32)))
                })
        });
        let Some((left, top)) = place else {
            self.hide();
            return;
        };
        let style = self.bar.style();
        for (property, at) in [("left", left), ("top", top)] {
            let _ = style.set_property(property, &format!("{at}px"));
        }
    }

    fn hide(&self) {
        if self.bar.matches(":focus-within") == Ok(true) {
            // Its buttons are gone with it.
            dom::focus_drawing();
        }
        self.bar.set_hidden(true);
    }
}

/// Where a bar of this size goes in a frame of this side: above what is selected, else below it, else over it or at the
/// frame's edge; nowhere if it would lie on a handle everywhere. `hits_any` tells whether any handle's area is such
/// that.
fn place(
    [across, down]: Area,
    (width, height): (f64, f64),
    side: f64,
    hits_any: impl Fn(&dyn Fn(Area) -> bool) -> bool,
) -> Option<(f64, f64)> {
    let middle = (across.0.max(0.0) + across.1.min(side) - width) / 2.0;
    let left = middle.min(side - width - GAP).max(GAP);
    [
        down.0 - REACH - GAP - height,
        down.1 + REACH + GAP,
        down.0.max(0.0) + REACH / 2.0 + GAP,
        GAP,
        side - GAP - height,
    ]
    .into_iter()
    .find(|&top| {
        let meets = |[across, down]: Area| {
            across.0 < left + width && left < across.1 && down.0 < top + height && top < down.1
        };
        top >= GAP && top + height + GAP <= side && left + width <= side && !hits_any(&meets)
    })
    .map(|top| (left, top))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BAR: (f64, f64) = (260.0, 48.0);

    /// The handles of a selection, each `reach` around its place.
    fn handles([across, down]: Area) -> Vec<Area> {
        let mut handles = Vec::new();
        for x in [across.0, (across.0 + across.1) / 2.0, across.1] {
            for y in [down.0, (down.0 + down.1) / 2.0, down.1] {
                handles.push([(x - 12.0, x + 12.0), (y - 12.0, y + 12.0)]);
            }
        }
        handles.remove(4);
        handles
    }

    #[test]
    fn the_bar_goes_above_else_below_else_inside_and_never_onto_a_handle_or_out_of_the_frame() {
        let at = |across, down, side| {
            let selected = [across, down];
            place(selected, BAR, side, |meets| {
                handles(selected).into_iter().any(meets)
            })
        };
        assert_eq!(
            at((200.0, 260.0), (200.0, 300.0), 600.0),
            Some((100.0, 122.0)),
            "above"
        );
        assert_eq!(
            at((0.0, 60.0), (20.0, 300.0), 600.0),
            Some((6.0, 330.0)),
            "below, and held"
        );
        assert_eq!(
            at((20.0, 580.0), (10.0, 590.0), 600.0),
            Some((170.0, 28.0)),
            "inside"
        );
        // Zoomed in, its edges out of sight.
        assert_eq!(
            at((-900.0, 900.0), (-900.0, 900.0), 300.0),
            Some((20.0, 18.0))
        );
        assert_eq!(
            at((0.0, 100.0), (0.0, 100.0), 200.0),
            None,
            "wider than the frame"
        );
    }

    #[test]
    fn wherever_the_selection_is_the_bar_is_in_the_frame_and_on_no_handle() {
        let mut random = oorandom::Rand64::new(5);
        let mut placed = 0;
        for _ in 0..20_000 {
            let side = 280.0 + 700.0 * random.rand_float();
            let mut span = || {
                let (one, other) = (random.rand_float(), random.rand_float());
                let (one, other) = (2.0 * one - 0.5, 2.0 * other - 0.5);
                (side * one.min(other), side * one.max(other))
            };
            let selected = [span(), span()];
            let handles = handles(selected);
            let found = place(selected, BAR, side, |meets| {
                handles.iter().copied().any(meets)
            });
            let Some((left, top)) = found else {
                continue;
            };
            placed += 1;
            assert!(left >= 0.0 && top >= 0.0 && left + BAR.0 <= side && top + BAR.1 <= side);
            for [across, down] in handles {
                let is_beside = across.1 <= left || left + BAR.0 <= across.0;
                assert!(
                    is_beside || down.1 <= top || top + BAR.1 <= down.0,
                    "{selected:?}"
                );
            }
        }
        println!("placed {placed} of 20000");
        assert!(placed > 19_000, "{placed}");
    }
}
