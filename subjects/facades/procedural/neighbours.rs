//! Windows of the houses next door, seen on the background beside the building.

use super::super::classes::{BALCONY, CORNICE, DECO, SILL, WINDOW};
use super::annotation::Annotation;
use super::dice::Dice;
use super::plan::Plan;
use crate::{Area, IMAGE_SIZE};

/// Draws what of the neighbours shows at either side.
pub fn draw(annotation: &mut Annotation, plan: &Plan, dice: &mut Dice) {
    let side = IMAGE_SIZE as i32;
    for (left, right) in [(0, plan.wall.left), (plan.wall.right, side)] {
        if right - left >= 14 && dice.chance(0.6) {
            draw_house(annotation, plan, left, right, dice);
        }
    }
}

fn draw_house(annotation: &mut Annotation, plan: &Plan, left: i32, right: i32, dice: &mut Dice) {
    let storey = dice.whole(22, 42);
    let width = dice.whole(7, 13).min(right - left - 4);
    let height = dice.share(storey, 0.4, 0.6);
    let first = plan.wall.top + dice.whole(0, 40);
    let rows = (plan.wall.bottom - 20 - first) / storey;
    let axes = if right - left > 2 * width + 14 { 2 } else { 1 };
    let (has_head, has_sill) = (dice.chance(0.45), dice.chance(0.5));
    let has_balcony = dice.chance(0.15);
    for row in 0..rows {
        for axis in 0..axes {
            if dice.chance(0.12) {
                continue;
            }
            let centre = left + (right - left) * (2 * axis + 1) / (2 * axes);
            let top = first + row * storey;
            let window = Area::about(centre, width, top, top + height);
            annotation.add(WINDOW, window);
            let ledge =
                |top, height| Area::new(window.left, top, window.right, top + height).widened(2);
            if has_head {
                annotation.add(CORNICE, ledge(top - 4, 4));
            }
            if has_balcony {
                annotation.add(BALCONY, ledge(window.bottom - 3, 9));
            } else if has_sill {
                annotation.add(SILL, ledge(window.bottom, 3));
            }
        }
    }
    if dice.chance(0.12) {
        let foot = plan.wall.bottom - 3;
        let middle = (left + right) / 2;
        annotation.add(DECO, Area::about(middle, width, foot - 9, foot));
    }
}
