//! The ground floor: doors, shops and the windows between them.

use super::super::classes::{BLIND, CORNICE, DECO, DOOR, MOLDING, PILLAR, SHOP, SILL, WINDOW};
use super::annotation::Annotation;
use super::dice::Dice;
use super::plan::{Bay, Storey};
use super::style::Style;
use crate::Area;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Door,
    Shop,
    Window,
    Wall,
}

/// Draws the ground floor; `storey` is the rows free for it, down to the street.
pub fn draw(
    annotation: &mut Annotation,
    storey: Storey,
    bays: &[Bay],
    style: &Style,
    dice: &mut Dice,
) {
    let has_shops = dice.chance(style.shop_chance);
    let uses = uses(bays, has_shops, dice);
    let height = storey.height();
    let sign_height = if has_shops && dice.chance(0.3) {
        dice.share(height, 0.12, 0.2)
    } else {
        0
    };
    let shop_top = storey.top + dice.share(height, 0.1, 0.28) + sign_height;
    let shop_width = dice.real(0.66, 0.94);
    let is_one_front = has_shops && dice.chance(0.16);
    if is_one_front {
        let edge = dice.whole(1, 5);
        let front = Area::new(
            bays[0].left,
            shop_top,
            bays[bays.len() - 1].right,
            storey.bottom,
        );
        annotation.add(SHOP, front.widened(-edge));
    }
    if sign_height > 0 {
        draw_signs(
            annotation,
            &uses,
            bays,
            shop_top - sign_height - 1,
            sign_height,
            dice,
        );
    }
    let door = DoorShape::new(height, dice);
    let window = WindowShape {
        width: dice.real(0.36, 0.56),
        top: storey.top + dice.share(height, 0.16, 0.3),
        bottom: storey.bottom - dice.share(height, 0.22, 0.42),
        has_sill: dice.chance(style.sill_chance * 0.6),
        has_head: dice.chance(style.head_chance * 0.3),
    };
    for (&bay, &use_) in bays.iter().zip(&uses) {
        match use_ {
            Use::Door => door.draw(annotation, bay, storey, is_one_front, dice),
            Use::Shop if !is_one_front => {
                let width = (f64::from(bay.width()) * shop_width).round() as i32;
                // The foot of a shop front is seldom seen whole: cars, stalls, a parapet.
                let bottom = storey.bottom - dice.pick(&[(0.5, 1), (0.25, 3), (0.25, 7)]);
                let front = Area::about(bay.centre(), width, shop_top, bottom);
                annotation.add(SHOP, front);
                if dice.chance(0.05) {
                    let awning = Area::new(front.left, front.top - 5, front.right, front.top);
                    annotation.add(BLIND, awning.widened(1));
                }
            }
            Use::Window if !is_one_front => window.draw(annotation, bay),
            Use::Window | Use::Shop | Use::Wall => {}
        }
    }
}

fn uses(bays: &[Bay], has_shops: bool, dice: &mut Dice) -> Vec<Use> {
    let count = bays.len();
    let filler = if has_shops && dice.chance(0.75) {
        Use::Shop
    } else {
        Use::Window
    };
    let mut uses = vec![filler; count];
    if has_shops {
        // Shops take a run of bays and leave some windows, or the other way about.
        let other = if filler == Use::Shop {
            Use::Window
        } else {
            Use::Shop
        };
        let run = dice.whole(0, count as i32 / 2) as usize;
        let from = dice.whole(0, (count - run) as i32) as usize;
        uses[from..from + run].fill(other);
    }
    for use_ in &mut uses {
        if dice.chance(0.06) {
            *use_ = Use::Wall;
        }
    }
    if dice.chance(0.78) {
        let place = if dice.chance(0.55) {
            count / 2
        } else {
            dice.whole(0, count as i32 - 1) as usize
        };
        uses[place] = Use::Door;
        if count > 4 && dice.chance(0.3) {
            let mirrored = if place == count / 2 {
                0
            } else {
                count - 1 - place
            };
            uses[mirrored] = Use::Door;
        }
    }
    uses
}

fn draw_signs(
    annotation: &mut Annotation,
    uses: &[Use],
    bays: &[Bay],
    top: i32,
    height: i32,
    dice: &mut Dice,
) {
    // One sign over each run of shops.
    let mut start = 0;
    while start < uses.len() {
        let length = uses[start..]
            .iter()
            .take_while(|&&use_| use_ == Use::Shop)
            .count();
        if length > 0 {
            let (left, right) = (bays[start].left, bays[start + length - 1].right);
            let inset = dice.share(right - left, 0.04, 0.2);
            annotation.add(
                SHOP,
                Area::new(left + inset, top, right - inset, top + height),
            );
        }
        start += length.max(1);
    }
}

struct WindowShape {
    width: f64,
    top: i32,
    bottom: i32,
    has_sill: bool,
    has_head: bool,
}

impl WindowShape {
    fn draw(&self, annotation: &mut Annotation, bay: Bay) {
        let width = (f64::from(bay.width()) * self.width).round() as i32;
        let window = Area::about(bay.centre(), width, self.top, self.bottom);
        annotation.add(WINDOW, window);
        if self.has_sill {
            let sill = Area::new(window.left, window.bottom, window.right, window.bottom + 3);
            annotation.add(SILL, sill.widened(1));
        }
        if self.has_head {
            let head = Area::new(window.left, window.top - 4, window.right, window.top);
            annotation.add(CORNICE, head.widened(2));
        }
    }
}

struct DoorShape {
    width: f64,
    height: i32,
    over: Option<u8>,
    has_pillars: bool,
}

impl DoorShape {
    fn new(storey_height: i32, dice: &mut Dice) -> Self {
        Self {
            width: dice.real(0.42, 0.74),
            height: dice.share(storey_height, 0.6, 0.84),
            over: dice.pick(&[
                (0.42, None),
                (0.38, Some(DECO)),
                (0.12, Some(MOLDING)),
                (0.08, Some(CORNICE)),
            ]),
            has_pillars: dice.chance(0.14),
        }
    }

    fn draw(
        &self,
        annotation: &mut Annotation,
        bay: Bay,
        storey: Storey,
        is_in_shop_front: bool,
        dice: &mut Dice,
    ) {
        let width = (f64::from(bay.width()) * self.width).round() as i32;
        let foot = storey.bottom - dice.whole(0, 2);
        let door = Area::about(bay.centre(), width, storey.bottom - self.height, foot);
        annotation.add(DOOR, door);
        if is_in_shop_front {
            return;
        }
        if let Some(class) = self.over {
            let height = dice.share(self.height, 0.14, 0.3);
            let over = Area::new(door.left, door.top - height, door.right, door.top);
            annotation.add(class, over.widened(dice.whole(0, 4)));
        }
        if self.has_pillars {
            let thick = (width / 5).max(2);
            let beside = |left| Area::new(left, door.top, left + thick, foot);
            annotation.add(PILLAR, beside(door.left - thick - 1));
            annotation.add(PILLAR, beside(door.right + 1));
        }
    }
}
