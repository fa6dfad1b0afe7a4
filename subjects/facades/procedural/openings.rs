//! Windows and what belongs to them: panes, heads, aprons, shutters and balconies.

use super::super::classes::{BALCONY, BLIND, CORNICE, SILL, WINDOW};
use super::annotation::Annotation;
use super::dice::Dice;
use super::plan::{Bay, Storey};
use super::style::{Manner, Style};
use crate::Area;

/// A window as ornaments see it.
#[derive(Debug, Clone, Copy)]
pub struct Opening {
    /// All its panes.
    pub window: Area,
    /// From the top of its head to the bottom of its apron or balcony.
    pub top: i32,
    pub bottom: i32,
}

/// The ledge over a window.
#[derive(Debug, Clone, Copy)]
struct Head {
    height: f64,
    overhang: f64,
    /// Wall between window and head, in pixels.
    gap_px: i32,
    /// Drawn down beside the window, as frames with ears are.
    has_ears: bool,
}

#[derive(Debug, Clone, Copy)]
enum Sill {
    Ledge {
        height_px: i32,
    },
    /// Down towards the floor, by this share of the wall there.
    Apron {
        reach: f64,
    },
}

#[derive(Debug, Clone, Copy)]
enum Blinds {
    Shutters { width: f64, closed_chance: f64 },
    Rollers { closed_chance: f64 },
}

/// Which bays have a balcony.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Balconies {
    None,
    Every,
    Accents,
    Others,
    Middle,
    Shared,
}

/// What the windows of one building have in common.
#[derive(Debug)]
pub struct Habits {
    panes: i32,
    accent_panes: i32,
    width: f64,
    height: f64,
    /// Wall below the window, by storey height.
    below: f64,
    head: Option<Head>,
    sill: Option<Sill>,
    blinds: Option<Blinds>,
    balconies: Balconies,
    balcony_height: f64,
    balcony_overhang: f64,
    /// For each storey, where the building has balconies at all.
    balcony_storey_chance: f64,
}

impl Habits {
    pub fn new(style: &Style, dice: &mut Dice) -> Self {
        let panes = dice.pick(&[(0.8, 1), (0.16, 2), (0.04, 3)]);
        let has_balconies = dice.chance(style.balcony_chance);
        let is_southern = style.manner == Manner::Southern;
        let blinds = dice.chance(style.blind_chance).then(|| {
            if dice.chance(0.8) {
                Blinds::Shutters {
                    width: dice.real(0.3, 0.52),
                    closed_chance: dice.pick(&[(0.5, 0.02), (0.35, 0.15), (0.15, 0.4)]),
                }
            } else {
                Blinds::Rollers {
                    closed_chance: dice.real(0.2, 0.7),
                }
            }
        });
        Self {
            panes,
            accent_panes: if dice.chance(0.4) { panes + 1 } else { panes },
            width: dice.real(style.window_width.0, style.window_width.1),
            height: dice.real(style.window_height.0, style.window_height.1),
            below: dice.real(0.18, 0.3),
            head: dice.chance(style.head_chance).then(|| Head {
                height: dice.real(0.12, 0.26),
                overhang: dice.real(0.08, 0.32),
                gap_px: dice.pick(&[(0.6, 0), (0.3, 1), (0.1, 3)]),
                has_ears: dice.chance(0.12),
            }),
            sill: dice.chance(style.sill_chance).then(|| {
                if dice.chance(0.42) {
                    Sill::Ledge {
                        height_px: dice.whole(2, 4),
                    }
                } else {
                    Sill::Apron {
                        reach: dice.real(0.5, 1.0),
                    }
                }
            }),
            blinds,
            balconies: if !has_balconies {
                Balconies::None
            } else if is_southern {
                dice.pick(&[
                    (0.45, Balconies::Every),
                    (0.2, Balconies::Shared),
                    (0.2, Balconies::Accents),
                    (0.15, Balconies::Others),
                ])
            } else {
                dice.pick(&[
                    (0.14, Balconies::Every),
                    (0.14, Balconies::Shared),
                    (0.26, Balconies::Accents),
                    (0.14, Balconies::Others),
                    (0.32, Balconies::Middle),
                ])
            },
            balcony_height: dice.real(0.28, 0.5),
            balcony_overhang: dice.real(0.2, 0.55),
            balcony_storey_chance: if is_southern {
                dice.real(0.6, 1.0)
            } else {
                dice.real(0.25, 0.8)
            },
        }
    }
}

/// What the windows of one storey have.
struct Dress {
    head: Option<Head>,
    sill: Option<Sill>,
    blinds: Option<Blinds>,
    balconies: Balconies,
    height: f64,
}

impl Dress {
    fn new(habits: &Habits, dice: &mut Dice) -> Self {
        Self {
            head: habits.head.filter(|_| dice.chance(0.72)),
            sill: habits.sill.filter(|_| dice.chance(0.82)),
            blinds: habits.blinds.filter(|_| dice.chance(0.85)),
            balconies: if dice.chance(habits.balcony_storey_chance) {
                habits.balconies
            } else {
                Balconies::None
            },
            height: habits.height * dice.real(0.92, 1.06),
        }
    }
}

/// Draws the windows of one storey above the ground; `storey` is the rows free for them. Returns
/// one opening a bay, `None` where a bay has none.
pub fn draw_storey(
    annotation: &mut Annotation,
    storey: Storey,
    bays: &[Bay],
    habits: &Habits,
    dice: &mut Dice,
) -> Vec<Option<Opening>> {
    let dress = Dress::new(habits, dice);
    let has_balcony = |index: usize, bay: Bay| match dress.balconies {
        Balconies::None => false,
        Balconies::Every | Balconies::Shared => true,
        Balconies::Accents => bay.is_accent,
        Balconies::Others => index.min(bays.len() - 1 - index) % 2 == 1,
        Balconies::Middle => index == bays.len() / 2 || index == (bays.len() - 1) / 2,
    };
    // A balcony across two bays or more is one, as is one that would touch the next.
    let is_joined = matches!(dress.balconies, Balconies::Shared | Balconies::Middle);
    let balcony_height = (f64::from(storey.height()) * habits.balcony_height).round() as i32;
    let rail = storey.bottom - balcony_height;
    let mut joined: Option<Area> = None;
    let mut openings = Vec::new();
    for (index, &bay) in bays.iter().enumerate() {
        if dice.chance(0.015) {
            openings.push(None);
            continue;
        }
        let width = (f64::from(bay.width()) * habits.width).round().max(3.0) as i32;
        let glass = (f64::from(storey.height()) * dress.height).round().max(4.0) as i32;
        let below = (f64::from(storey.height()) * habits.below).round() as i32;
        let with_balcony = has_balcony(index, bay);
        let bottom = if with_balcony {
            rail
        } else {
            storey.bottom - below
        };
        let top = (storey.bottom - below - glass).max(storey.top + 1);
        let window = Area::about(bay.centre(), width, top, bottom);
        let panes = if bay.is_accent {
            habits.accent_panes
        } else {
            habits.panes
        };
        let mut opening = Opening {
            window,
            top,
            bottom,
        };
        let room = (bay.width() - width) / 2 - 1;
        draw_panes(annotation, window, panes, room, dress.blinds, dice);
        if let Some(head) = dress.head {
            opening.top = draw_head(annotation, window, storey, head);
        }
        if with_balcony {
            let overhang = (f64::from(width) * habits.balcony_overhang).round() as i32;
            let balcony = Area::about(
                bay.centre(),
                (width + 2 * overhang).min(bay.width() - 1),
                rail,
                storey.bottom,
            );
            opening.bottom = balcony.bottom;
            joined = match joined {
                Some(first) if is_joined => Some(Area {
                    right: balcony.right,
                    ..first
                }),
                _ => Some(balcony),
            };
            if !is_joined {
                annotation.add(BALCONY, balcony);
            }
        } else if let Some(sill) = dress.sill {
            let height = match sill {
                Sill::Ledge { height_px } => height_px.min(below),
                Sill::Apron { reach } => (f64::from(below) * reach).round() as i32,
            };
            let overhang = (width / 10).max(1);
            let area = Area::new(window.left, bottom, window.right, bottom + height);
            annotation.add(SILL, area.widened(overhang));
            opening.bottom = area.bottom;
        }
        openings.push(Some(opening));
    }
    if let Some(balcony) = joined.filter(|_| is_joined) {
        annotation.add(BALCONY, balcony);
    }
    openings
}

/// Draws the glass and its blinds; `room` is the wall at either side that is the window's own.
fn draw_panes(
    annotation: &mut Annotation,
    window: Area,
    panes: i32,
    room: i32,
    blinds: Option<Blinds>,
    dice: &mut Dice,
) {
    let mut glass = window;
    match blinds {
        Some(Blinds::Shutters {
            width,
            closed_chance,
        }) => {
            let leaf = (f64::from(window.width()) * width).round().max(2.0) as i32;
            let leaf = leaf.min(room);
            if dice.chance(closed_chance) {
                annotation.add(BLIND, window);
                return;
            }
            // Shutters hang beside the glass; some were left half shut.
            let (left, right) = dice.pick(&[
                (0.86, (true, true)),
                (0.05, (true, false)),
                (0.05, (false, true)),
                (0.04, (false, false)),
            ]);
            if left {
                annotation.add(
                    BLIND,
                    Area {
                        left: window.left - leaf,
                        right: window.left,
                        ..window
                    },
                );
            }
            if right {
                annotation.add(
                    BLIND,
                    Area {
                        left: window.right,
                        right: window.right + leaf,
                        ..window
                    },
                );
            }
        }
        Some(Blinds::Rollers { closed_chance }) if dice.chance(closed_chance) => {
            let drawn = dice.share(window.height(), 0.2, 0.8);
            glass.top += drawn;
            annotation.add(
                BLIND,
                Area {
                    bottom: glass.top,
                    ..window
                },
            );
        }
        Some(Blinds::Rollers { .. }) | None => {}
    }
    let gap = 1 + glass.width() / 14;
    let panes = panes.min(glass.width() / 4).max(1);
    let pane = (glass.width() - gap * (panes - 1)) / panes;
    for index in 0..panes {
        let left = glass.left + index * (pane + gap);
        annotation.add(
            WINDOW,
            Area {
                left,
                right: left + pane,
                ..glass
            },
        );
    }
}

/// Draws a head and returns its top.
fn draw_head(annotation: &mut Annotation, window: Area, storey: Storey, head: Head) -> i32 {
    let height = (f64::from(storey.height()) * head.height).round().max(2.0) as i32;
    let bottom = window.top - head.gap_px;
    let top = (bottom - height).max(storey.top);
    let overhang = (f64::from(window.width()) * head.overhang).round().max(1.0) as i32;
    let slab = Area::new(window.left, top, window.right, bottom).widened(overhang);
    annotation.add(CORNICE, slab);
    if head.has_ears {
        let ear_bottom = bottom + (height / 2).max(2);
        annotation.add(
            CORNICE,
            Area {
                right: window.left - 1,
                bottom: ear_bottom,
                ..slab
            },
        );
        annotation.add(
            CORNICE,
            Area {
                left: window.right + 1,
                bottom: ear_bottom,
                ..slab
            },
        );
    }
    top
}
