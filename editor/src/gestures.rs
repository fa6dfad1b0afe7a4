//! What pointers and keys do to a drawing: gestures begun, led, ended and dropped.

mod select;

use super::document::Change;
use super::gesture::{Draw, Gesture, Modifiers, Outline, Repeat, Scene};
use super::shape::Point;
use super::snap::Snapper;
use super::{Editor, Tool, part_sets, point};
pub use select::HitTarget;

/// How near, on the screen, something must come to snap.
const SNAP_SCREEN_PX: f32 = 6.0;
/// How far, on the screen, a pointer may tremble before it drags.
pub(super) const SLACK_SCREEN_PX: f32 = 3.0;
/// How near, on the screen, a click must come to a polygon's first corner to close it.
const CLOSE_SCREEN_PX: f32 = 10.0;

impl Editor {
    /// Tells how large the drawing is on the screen, in screen pixels a drawing pixel; what a
    /// pointer must come near to has its size there.
    ///
    /// # Panics
    /// If `scale` is not a positive number.
    pub fn set_scale(&mut self, scale: f32) {
        assert!(scale > 0.0 && scale.is_finite(), "a scale of {scale}");
        self.scale = scale;
    }

    /// Tells which keys are held; a gesture in progress follows at once.
    pub fn set_modifiers(&mut self, modifiers: Modifiers) {
        if self.modifiers == modifiers {
            return;
        }
        self.modifiers = modifiers;
        let is_led = matches!(
            self.gesture,
            Some(Gesture::Draw(_) | Gesture::Transform(_) | Gesture::Corner(_))
        );
        if let (true, Some(at)) = (is_led, self.led_to) {
            self.lead(at);
        }
    }

    /// Starts a gesture, or goes on with one that lingers. One that is still in progress otherwise,
    /// because its end never arrived, ends first where it was, so nothing drawn is lost.
    pub fn press(&mut self, x: f32, y: f32) {
        let at = point(x, y);
        match (&mut self.gesture, at) {
            (Some(Gesture::Outline(outline)), Some(at)) => {
                let scene = Scene {
                    document: &self.document,
                    live: &mut self.live,
                    guides: &mut self.guides,
                    modifiers: self.modifiers,
                };
                let (is_closed, changed) = outline.press(at, CLOSE_SCREEN_PX / self.scale, scene);
                self.note(changed);
                if is_closed {
                    self.finish();
                }
                return;
            }
            (Some(Gesture::Repeat(_)), Some(at)) => {
                self.lead(at);
                return;
            }
            _ => {}
        }
        self.finish();
        let Some(at) = at else {
            return;
        };
        self.nudged = false;
        self.led_to = Some(at);
        match self.tool {
            Tool::Select => self.press_select(at),
            Tool::Eyedropper => {
                self.gesture = Some(Gesture::Eyedropper {
                    class_before: self.class,
                });
                self.lead(at);
            }
            Tool::Polygon => {
                let snapper = self.snapper(&[]);
                let outline = Outline::begin(self.class, at, snapper, self.scene());
                self.gesture = Some(Gesture::Outline(outline));
            }
            tool => {
                let snapper = self.snapper(&[]);
                let (class, brush_px) = (self.class, self.brush_px);
                let (draw, changed) = Draw::begin(tool, class, brush_px, at, snapper, self.scene());
                self.gesture = Some(Gesture::Draw(draw));
                self.note(changed);
            }
        }
    }

    /// Leads the gesture on; does nothing where none is in progress.
    pub fn drag(&mut self, x: f32, y: f32) {
        if let (true, Some(to)) = (self.gesture.is_some(), point(x, y)) {
            self.lead(to);
        }
    }

    /// Leads the gesture to its last place and ends it, unless it lingers: it becomes one step of
    /// history, unless it changed nothing.
    pub fn release(&mut self, x: f32, y: f32) {
        self.drag(x, y);
        if !self.lingers() {
            self.finish();
        }
    }

    /// Shows what a press here would add to a polygon in the making.
    pub fn hover(&mut self, x: f32, y: f32) {
        let (Some(Gesture::Outline(outline)), Some(at)) = (&mut self.gesture, point(x, y)) else {
            return;
        };
        let scene = Scene {
            document: &self.document,
            live: &mut self.live,
            guides: &mut self.guides,
            modifiers: self.modifiers,
        };
        let changed = outline.hover(at, scene);
        self.note(changed);
    }

    /// Whether the gesture in progress goes on between presses: a polygon or a grid.
    pub fn lingers(&self) -> bool {
        self.gesture.as_ref().is_some_and(Gesture::lingers)
    }

    /// Ends a gesture that lingers where it is: the polygon is closed, the copies are placed.
    /// Returns whether there was one.
    pub fn end_lingering(&mut self) -> bool {
        let lingers = self.lingers();
        if lingers {
            self.finish();
        }
        lingers
    }

    /// Takes the last corner of a polygon in the making away. Returns whether there is one in the
    /// making.
    pub fn take_corner_back(&mut self) -> bool {
        let Some(Gesture::Outline(outline)) = &mut self.gesture else {
            return false;
        };
        let (goes_on, changed) = outline.take_back(&mut self.live);
        self.note(changed);
        if !goes_on {
            self.cancel();
        }
        true
    }

    /// Starts a grid of copies of the selected shapes. Returns whether anything can be repeated;
    /// refuses in mid-gesture.
    pub fn begin_repeat(&mut self) -> bool {
        if self.is_drawing() {
            return false;
        }
        let snapper = self.snapper(&self.selection);
        let Some(mut repeat) = Repeat::begin(&self.document, &self.selection, snapper) else {
            return false;
        };
        self.nudged = false;
        let changed = repeat.show(&mut self.scene());
        self.gesture = Some(Gesture::Repeat(repeat));
        self.note(changed);
        true
    }

    /// Adds columns and rows to the grid in the making, or takes them away.
    pub fn count_grid(&mut self, columns: i32, rows: i32) {
        self.with_grid(|repeat, scene| repeat.count(columns, rows, scene));
    }

    /// Widens the gaps of the grid in the making by so many pixels, or narrows them.
    pub fn space_grid(&mut self, across: i32, down: i32) {
        self.with_grid(|repeat, scene| repeat.space(across, down, scene));
    }

    /// Drops the gesture in progress because its pointer is needed elsewhere or was lost; one that
    /// lingers waits for the next press.
    pub fn interrupt(&mut self) {
        if !self.lingers() {
            self.cancel();
        }
    }

    /// Drops the gesture in progress; the drawing is as it was before.
    pub fn cancel(&mut self) {
        self.guides.clear();
        self.led_to = None;
        let part = match self.gesture.take() {
            None => return,
            Some(Gesture::Draw(draw)) => draw.shape().bounds(),
            Some(Gesture::Outline(outline)) => outline.shown(),
            Some(Gesture::Corner(corner)) => corner.shown(),
            Some(Gesture::Transform(transform)) => {
                if let Some(before) = transform.copied_from() {
                    self.selection = before.to_vec();
                }
                transform.shown()
            }
            Some(Gesture::Repeat(repeat)) => repeat.shown(),
            Some(Gesture::Marquee(marquee)) => {
                self.selection = marquee.into_before();
                return;
            }
            Some(Gesture::Eyedropper { class_before }) => {
                self.class = class_before;
                return;
            }
        };
        let changed = self.live.revert(part);
        self.note(changed);
    }

    fn lead(&mut self, to: Point) {
        let pressed_at = self.led_to;
        self.led_to = Some(to);
        let Some(mut gesture) = self.gesture.take() else {
            return;
        };
        let changed = match &mut gesture {
            Gesture::Draw(draw) => draw.drag(to, self.scene()),
            Gesture::Transform(transform) => transform.drag(to, self.scene()),
            Gesture::Corner(corner) => corner.drag(to, self.scene()),
            Gesture::Repeat(repeat) => repeat.lead(to, self.scene()),
            // A click's own place is where the corner already is.
            Gesture::Outline(_) if pressed_at == Some(to) => false,
            Gesture::Outline(outline) => outline.drag(to, self.scene()),
            Gesture::Marquee(marquee) => {
                self.selection = marquee.drag(to, &self.document);
                false
            }
            Gesture::Eyedropper { .. } => {
                let index = |value: f32| (value.max(0.0) as usize).min(super::SIDE_PX - 1);
                self.class = self.labels()[index(to.y) * super::SIDE_PX + index(to.x)];
                false
            }
        };
        self.gesture = Some(gesture);
        self.note(changed);
    }

    /// Ends the gesture in progress, if there is one, where it is.
    fn finish(&mut self) {
        self.guides.clear();
        let led_to = self.led_to.take();
        match self.gesture.take() {
            None => {}
            Some(Gesture::Draw(draw)) => {
                let part = draw.shape().bounds();
                if self.live.differs(part) {
                    let what = draw.tool().name();
                    self.put_on_top(what, draw.into_shape());
                }
            }
            Some(Gesture::Outline(outline)) => {
                let part = outline.shown();
                let changed = self.live.revert(part);
                self.note(changed);
                if let Some(shape) = outline.into_shape() {
                    let changed = self.live.show_also(&shape);
                    self.note(changed);
                    if changed {
                        self.put_on_top(Tool::Polygon.name(), shape);
                    }
                }
            }
            Some(Gesture::Transform(transform)) => {
                let (has_begun, what) = (transform.has_begun(), transform.what());
                let copies = self.selection.clone();
                let (copied_from, part) = (transform.copied_from(), transform.shown());
                if let Some(before) = copied_from {
                    self.selection = before.to_vec();
                }
                if let Some(change) = transform.into_change() {
                    self.make(what, change, copies);
                } else if has_begun {
                    // Copies led back to their originals.
                    let changed = self.live.revert(part);
                    self.note(changed);
                } else if let Some(at) = led_to {
                    self.click(at);
                }
            }
            Some(Gesture::Corner(corner)) => {
                let (what, is_new) = (corner.what(), corner.is_new());
                if let Some(change) = corner.into_change(&self.document) {
                    self.make(what, change, self.selection.clone());
                } else if is_new {
                    self.cornering = Some(None);
                }
            }
            Some(Gesture::Marquee(marquee)) => {
                let area = marquee.area();
                let is_click = area.width().max(area.height()) as f32 * self.scale
                    <= SLACK_SCREEN_PX.max(self.scale);
                if let (true, Some(at)) = (is_click, led_to) {
                    self.click(at);
                }
            }
            Some(Gesture::Eyedropper { .. }) => self.tool = self.tool_before,
            Some(Gesture::Repeat(repeat)) => {
                if let Some((change, selection)) = repeat.into_change() {
                    self.make("repeat", change, selection);
                }
            }
        }
    }

    /// The shape is on show already; it enters document and history.
    fn put_on_top(&mut self, what: &'static str, shape: super::Shape) {
        self.settle_paint();
        let part = shape.bounds();
        let change = self.document.insert_on_top(shape);
        let (mut inverse, _) = self.document.apply(change);
        let groups = part_sets::joined(&self.document);
        if !groups.is_empty() {
            let (back, _) = self.document.apply(Change::Regroup(groups));
            inverse = Change::Both(Box::new([back, inverse]));
        }
        let before = std::mem::take(&mut self.selection);
        self.history.record(what, inverse, before, Vec::new());
        self.live.commit(part);
    }

    fn with_grid(&mut self, happen: impl FnOnce(&mut Repeat, Scene<'_>) -> bool) {
        if let Some(Gesture::Repeat(repeat)) = &mut self.gesture {
            self.guides.clear();
            let scene = Scene {
                document: &self.document,
                live: &mut self.live,
                guides: &mut self.guides,
                modifiers: self.modifiers,
            };
            let changed = happen(repeat, scene);
            self.note(changed);
        }
    }

    fn scene(&mut self) -> Scene<'_> {
        Scene {
            document: &self.document,
            live: &mut self.live,
            guides: &mut self.guides,
            modifiers: self.modifiers,
        }
    }

    pub(super) fn snapper(&self, moving: &[usize]) -> Snapper {
        let reach_px = (SNAP_SCREEN_PX / self.scale).clamp(1.0, 4.0).round();
        Snapper::new(&self.document, moving, reach_px as i32)
    }
}
