//! Who a pointer belongs to: the stroke, or the hand that moves the drawing under its frame.
//!
//! One finger draws, two move and enlarge. Since fingers never land at once, a stroke that the first
//! has hardly begun is dropped when the second lands. A mouse moves the drawing with its middle
//! button, or with any while Space is held. While a pen is about, fingers and palms draw nothing:
//! whoever has a pen rests the hand on the screen. It is put away when a tool is chosen without it, or
//! when it was not seen for a while.
//!
//! Pure: knows ids, places and times, not events. Places are CSS pixels.

/// What kind of pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointerKind {
    /// A finger or a palm.
    Touch,
    /// A pen.
    Pen,
    /// A mouse, or whatever else there is.
    Mouse,
}

/// A pointer going down.
#[derive(Clone, Copy, Debug)]
pub struct Press {
    /// Tells it from other pointers.
    pub id: i32,
    /// What it is.
    pub kind: PointerKind,
    /// Whether the middle button did it.
    pub middle: bool,
    /// Where.
    pub at: (f64, f64),
    /// When.
    pub now_ms: f64,
}

/// What follows from a pointer going down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// It may draw.
    Draw,
    /// It may draw, in place of the stroke in progress, which is dropped.
    DrawInstead,
    /// It draws nothing.
    Take,
    /// It draws nothing, and the stroke in progress is dropped.
    TakeAndDrop,
}

/// What follows from a pointer that moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Move {
    /// The stroke's business.
    Draw,
    /// Nothing.
    Nothing,
    /// The drawing moves along.
    Pan {
        /// Where the pointer was.
        from: (f64, f64),
        /// Where it is.
        to: (f64, f64),
    },
    /// The drawing follows two fingers.
    Pinch {
        /// Where they were.
        from: [(f64, f64); 2],
        /// Where they are.
        to: [(f64, f64); 2],
    },
}

/// A second finger drops a stroke that is younger than this,
const HASTY_MS: f64 = 250.0;
/// or has not gone further than this: a finger that waits for the other, and trembles.
const HASTY_PX: f64 = 14.0;

/// A pen that was not seen for so long is put away. A palm that lands after that and before the pen loses
/// its stroke to the pen.
const PEN_AWAY_MS: f64 = 5_000.0;

#[derive(Clone, Copy, Debug)]
struct Finger {
    id: i32,
    at: (f64, f64),
    /// Whether it was allowed to draw when it landed.
    draws: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    /// Nothing but strokes.
    Idle,
    /// One pointer moves the drawing.
    Panning { id: i32, at: (f64, f64) },
    /// The first two fingers do.
    Pinching,
    /// Fingers have done something or nothing; what is left of them waits until all are gone.
    Spent,
}

/// All pointers on the drawing.
#[derive(Debug)]
pub struct PointerRouter {
    mode: Mode,
    fingers: Vec<Finger>,
    first_at: (f64, f64),
    first_ms: f64,
    furthest_px: f64,
    pen_known: bool,
    pen_seen_ms: f64,
    pen_down: Option<i32>,
    space: Space,
}

/// The space bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Space {
    Up,
    Down,
    /// Down, and something was moved meanwhile.
    Used,
}

impl PointerRouter {
    /// No pointer anywhere.
    pub const fn new() -> Self {
        Self {
            mode: Mode::Idle,
            fingers: Vec::new(),
            first_at: (0.0, 0.0),
            first_ms: 0.0,
            furthest_px: 0.0,
            pen_known: false,
            pen_seen_ms: 0.0,
            pen_down: None,
            space: Space::Up,
        }
    }

    /// Whether a pen is about, so that fingers draw nothing.
    pub fn pen_known(&self) -> bool {
        self.pen_known
    }

    /// The pen draws or hovers.
    pub fn pen_seen(&mut self, now_ms: f64) {
        self.pen_seen_ms = now_ms;
    }

    /// The hand has done something else than draw with the pen.
    pub fn put_pen_away(&mut self) {
        if self.pen_down.is_none() {
            self.pen_known = false;
        }
    }

    /// Whether a pointer is moving the drawing.
    pub fn is_moving(&self) -> bool {
        matches!(self.mode, Mode::Panning { .. } | Mode::Pinching)
    }

    /// Whether Space is held.
    pub fn is_ready(&self) -> bool {
        self.space != Space::Up
    }

    /// A pointer goes down. `drawing` leads the stroke in progress, if a pointer does.
    pub fn press(&mut self, press: Press, drawing: Option<i32>) -> Route {
        let drawing = self.fingers.iter().any(|finger| Some(finger.id) == drawing);
        match press.kind {
            PointerKind::Touch => self.touch(press, drawing),
            PointerKind::Mouse | PointerKind::Pen if press.middle || self.is_ready() => {
                if self.mode == Mode::Idle || self.mode == Mode::Spent {
                    self.mode = Mode::Panning {
                        id: press.id,
                        at: press.at,
                    };
                    if self.is_ready() {
                        self.space = Space::Used;
                    }
                }
                Route::Take
            }
            PointerKind::Mouse => Route::Draw,
            PointerKind::Pen => {
                self.pen_known = true;
                self.pen_seen(press.now_ms);
                self.pen_down = Some(press.id);
                if !self.fingers.is_empty() {
                    // The palm came first.
                    self.mode = Mode::Spent;
                }
                if drawing {
                    Route::DrawInstead
                } else {
                    Route::Draw
                }
            }
        }
    }

    fn touch(&mut self, press: Press, drawing: bool) -> Route {
        if press.now_ms - self.pen_seen_ms > PEN_AWAY_MS {
            self.put_pen_away();
        }
        self.fingers.push(Finger {
            id: press.id,
            at: press.at,
            draws: !self.pen_known,
        });
        if self.mode != Mode::Idle || self.pen_down.is_some() {
            return Route::Take;
        }
        match self.fingers.len() {
            1 => {
                self.first_at = press.at;
                self.first_ms = press.now_ms;
                self.furthest_px = 0.0;
                if self.pen_known {
                    Route::Take
                } else {
                    Route::Draw
                }
            }
            2 => {
                let hasty = press.now_ms - self.first_ms < HASTY_MS || self.furthest_px < HASTY_PX;
                if drawing && !hasty {
                    return Route::Take;
                }
                self.mode = Mode::Pinching;
                if drawing {
                    Route::TakeAndDrop
                } else {
                    Route::Take
                }
            }
            _ => Route::Take,
        }
    }

    /// A pointer is now at `to`.
    pub fn moved(&mut self, id: i32, to: (f64, f64)) -> Move {
        if let Mode::Panning { id: panning, at } = self.mode {
            if panning == id {
                self.mode = Mode::Panning { id, at: to };
                return Move::Pan { from: at, to };
            }
            return Move::Nothing;
        }
        let Some(index) = self.fingers.iter().position(|finger| finger.id == id) else {
            return Move::Draw;
        };
        let from = [
            self.fingers[0].at,
            self.fingers.get(1).unwrap_or(&self.fingers[0]).at,
        ];
        self.fingers[index].at = to;
        if index == 0 {
            let away_px = (to.0 - self.first_at.0).hypot(to.1 - self.first_at.1);
            self.furthest_px = self.furthest_px.max(away_px);
        }
        match self.mode {
            Mode::Pinching if index < 2 => Move::Pinch {
                from,
                to: [self.fingers[0].at, self.fingers[1].at],
            },
            Mode::Idle if index == 0 && self.fingers[0].draws => Move::Draw,
            _ => Move::Nothing,
        }
    }

    /// A pointer is gone. Returns whether it belonged to the view, so that no stroke ends with it.
    pub fn gone(&mut self, id: i32) -> bool {
        if self.pen_down == Some(id) {
            self.pen_down = None;
            return false;
        }
        if matches!(self.mode, Mode::Panning { id: panning, .. } if panning == id) {
            self.mode = if self.fingers.is_empty() {
                Mode::Idle
            } else {
                Mode::Spent
            };
            return true;
        }
        let Some(index) = self.fingers.iter().position(|finger| finger.id == id) else {
            return false;
        };
        let draws = self.fingers.remove(index).draws;
        let drew = self.mode == Mode::Idle && index == 0 && draws;
        self.mode = match self.mode {
            Mode::Panning { .. } => self.mode,
            _ if self.fingers.is_empty() => Mode::Idle,
            // A finger beside the one that draws.
            Mode::Idle if index > 0 => Mode::Idle,
            _ => Mode::Spent,
        };
        !drew
    }

    /// Space goes down.
    pub fn space_down(&mut self) {
        if self.space == Space::Up {
            self.space = Space::Down;
        }
    }

    /// Space is let go. Returns whether something was moved meanwhile, so that the key means
    /// nothing else.
    pub fn space_up(&mut self) -> bool {
        std::mem::replace(&mut self.space, Space::Up) == Space::Used
    }
}

impl Default for PointerRouter {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
