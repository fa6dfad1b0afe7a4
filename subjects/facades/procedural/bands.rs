//! Horizontal bands of molding: the eaves, the string courses between storeys, the plinth.

use super::super::classes::{DECO, MOLDING};
use super::annotation::Annotation;
use super::dice::Dice;
use super::plan::{Plan, Storey};
use super::style::Style;
use crate::Area;

/// Draws the bands and returns the storeys with the rows the bands leave them.
pub fn draw(
    annotation: &mut Annotation,
    plan: &Plan,
    style: &Style,
    dice: &mut Dice,
) -> Vec<Storey> {
    let mut free = plan.storeys.clone();
    let typical = plan.storeys[0].height();
    if dice.chance(style.eaves_chance) {
        let height = dice.share(typical, 0.16, 0.42).max(3);
        let band = band(plan, plan.eaves, plan.eaves + height, dice);
        annotation.add(MOLDING, band);
        if dice.chance(style.deco_chance * 0.4) {
            brackets(annotation, band, plan, dice);
        }
        free[0].top = band.bottom;
    }
    let height = dice.share(typical, 0.07, 0.26).max(2);
    let last = free.len() - 1;
    for boundary in 0..last {
        let is_above_ground = plan.has_ground_floor && boundary + 1 == last;
        let chance = style.molding_chance * if is_above_ground { 1.35 } else { 1.0 };
        if !dice.chance(chance) {
            continue;
        }
        let floor = plan.storeys[boundary].bottom;
        let height = height + dice.whole(0, 1 + height / 3);
        let band = band(plan, floor - height / 2, floor - height / 2 + height, dice);
        free[boundary].bottom = band.top;
        free[boundary + 1].top = band.bottom;
        if height >= 7 && dice.chance(0.08) {
            // A frieze: two courses with the wall between them.
            let course = (height / 3).max(2);
            annotation.add(
                MOLDING,
                Area {
                    bottom: band.top + course,
                    ..band
                },
            );
            annotation.add(
                MOLDING,
                Area {
                    top: band.bottom - course,
                    ..band
                },
            );
        } else {
            annotation.add(MOLDING, band);
            if height >= 6 && dice.chance(style.deco_chance * 0.2) {
                brackets(annotation, band, plan, dice);
            }
        }
    }
    if plan.has_ground_floor && dice.chance(style.molding_chance * 0.25) {
        let bottom = plan.wall.bottom;
        let plinth = band(plan, bottom - dice.whole(3, 6), bottom, dice);
        annotation.add(MOLDING, plinth);
        free[last].bottom = plinth.top;
    }
    free
}

/// A band across the wall; now and then it stops short of the corners or runs past them.
fn band(plan: &Plan, top: i32, bottom: i32, dice: &mut Dice) -> Area {
    let reach = dice.pick(&[(0.7, 0), (0.15, -3), (0.15, 2)]);
    Area::new(plan.wall.left, top, plan.wall.right, bottom).widened(reach)
}

/// Ornaments in even steps along a band.
fn brackets(annotation: &mut Annotation, band: Area, plan: &Plan, dice: &mut Dice) {
    let width = dice.whole(2, 8);
    let step = width + dice.whole(3, 14);
    let inset = (band.height() / 5).min(3);
    let hang = if dice.chance(0.4) {
        dice.whole(1, 4)
    } else {
        0
    };
    let span = plan.wall.width();
    let count = span / step;
    let first = plan.wall.left + (span - (count - 1) * step) / 2;
    for index in 0..count {
        let (top, bottom) = (band.top + inset, band.bottom - inset + hang);
        annotation.add(DECO, Area::about(first + index * step, width, top, bottom));
    }
}
