//! What is laid over wall and windows: pillars, panels, gables, roof windows.

use super::super::classes::{CORNICE, DECO, PILLAR, SILL, WINDOW};
use super::annotation::Annotation;
use super::dice::Dice;
use super::openings::Opening;
use super::plan::{Plan, Storey};
use super::style::Style;
use crate::Area;

/// Pillars between the bays or beside the windows. `upper` are the rows free in the upper
/// storeys, `openings` their windows.
pub fn draw_pillars(
    annotation: &mut Annotation,
    plan: &Plan,
    upper: &[Storey],
    openings: &[Vec<Option<Opening>>],
    style: &Style,
    dice: &mut Dice,
) {
    if upper.is_empty() || !dice.chance(style.pillar_chance) {
        return;
    }
    let width = dice.whole(4, 11).min(plan.bays[0].width() / 4).max(2);
    let has_capital = dice.chance(0.6);
    if dice.chance(0.28) {
        let storey = dice.whole(0, upper.len() as i32 - 1) as usize;
        let width = (width / 2).max(2);
        for opening in openings[storey].iter().flatten() {
            let window = opening.window;
            for left in [window.left - width - 1, window.right + 1] {
                annotation.add(
                    PILLAR,
                    Area::new(left, window.top, left + width, window.bottom),
                );
            }
        }
        return;
    }
    let first = dice.whole(0, (upper.len() as i32 - 1).min(1)) as usize;
    let reach = dice.pick(&[(0.35, 1), (0.4, 2), (0.25, 3)]);
    let last = (first + reach - 1).min(upper.len() - 1);
    let (top, bottom) = (upper[first].top, upper[last].bottom);
    let axes = plan.axes();
    let middle = axes.len() / 2;
    let only = dice.pick(&[(0.5, Axes::All), (0.25, Axes::Middle), (0.25, Axes::Ends)]);
    for (index, &axis) in axes.iter().enumerate() {
        let is_chosen = match only {
            Axes::All => true,
            Axes::Middle => {
                index.abs_diff(middle) <= 1 + axes.len() % 2 && index > 0 && index + 1 < axes.len()
            }
            Axes::Ends => index < 2 || index + 2 >= axes.len(),
        };
        if is_chosen {
            let held = axis.clamp(
                plan.wall.left + width / 2,
                plan.wall.right - width + width / 2,
            );
            annotation.add(PILLAR, Area::about(held, width, top, bottom));
            if has_capital {
                let height = (width * 2 / 3).max(2);
                annotation.add(PILLAR, Area::about(held, width + 4, top, top + height));
                annotation.add(
                    PILLAR,
                    Area::about(held, width + 2, bottom - height, bottom),
                );
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Axes {
    All,
    Middle,
    Ends,
}

/// Panels between the windows of one storey and the next, and between neighbours.
pub fn draw_panels(
    annotation: &mut Annotation,
    upper: &[Storey],
    openings: &[Vec<Option<Opening>>],
    style: &Style,
    dice: &mut Dice,
) {
    for index in 1..upper.len() {
        if !dice.chance(style.deco_chance * 0.42) {
            continue;
        }
        let only_middle = dice.chance(0.4);
        let scale = dice.real(0.7, 1.5);
        let count = openings[index].len();
        for (bay, pair) in openings[index - 1].iter().zip(&openings[index]).enumerate() {
            let (Some(above), Some(below)) = pair else {
                continue;
            };
            let is_middle = bay == count / 2 || bay == (count - 1) / 2;
            // A band may lie between them: stay in the rows of the lower storey.
            let top = above.bottom.max(upper[index].top) + 1;
            let bottom = below.top - 1;
            if bottom - top >= 4 && (is_middle || !only_middle) {
                let width = (f64::from(below.window.width()) * scale).round() as i32;
                annotation.add(DECO, Area::about(below.window.centre(), width, top, bottom));
            }
        }
    }
    if dice.chance(style.deco_chance * 0.3) {
        let row = &openings[dice.whole(0, openings.len() as i32 - 1) as usize];
        let size = dice.whole(5, 13);
        for pair in row.windows(2) {
            if let [Some(left), Some(right)] = pair {
                let free = right.window.left - left.window.right;
                let centre = (left.window.right + right.window.left) / 2;
                let middle = (left.window.top + left.window.bottom) / 2;
                let (top, bottom) = (middle - size, middle + size);
                if free >= size + 6 {
                    annotation.add(DECO, Area::about(centre, size, top, bottom));
                }
            }
        }
    }
}

/// What stands above the eaves: roof windows, or gables and vases against the sky.
pub fn draw_roof(annotation: &mut Annotation, plan: &Plan, style: &Style, dice: &mut Dice) {
    let roof = plan.eaves - plan.wall.top.max(0);
    if roof >= 12 && dice.chance(0.75) {
        draw_roof_windows(annotation, plan, roof, dice);
        return;
    }
    if !dice.chance(style.deco_chance * 0.7) {
        return;
    }
    let height = dice.whole(8, 26);
    let (top, bottom) = (plan.eaves - height, plan.eaves);
    let centre = plan.wall.centre();
    let bay = plan.bays[plan.bays.len() / 2].width();
    match dice.whole(0, 2) {
        0 => {
            annotation.add(DECO, Area::about(centre, bay, top, bottom));
            annotation.add(DECO, Area::about(centre, bay / 2, top - height / 2, top));
        }
        1 => {
            annotation.add(DECO, Area::about(centre, bay, top, bottom));
            for end in [plan.bays[0], plan.bays[plan.bays.len() - 1]] {
                annotation.add(DECO, Area::about(end.centre(), bay, top, bottom));
            }
        }
        _ => {
            let width = dice.whole(3, 8);
            for axis in plan.axes() {
                annotation.add(DECO, Area::about(axis, width, top, bottom));
            }
        }
    }
}

fn draw_roof_windows(annotation: &mut Annotation, plan: &Plan, roof: i32, dice: &mut Dice) {
    let height = (roof * 2 / 5).clamp(5, 16);
    let width = (height * 3 / 4).max(4);
    let every = dice.whole(1, 2) as usize;
    let has_head = dice.chance(0.4);
    let has_sill = dice.chance(0.25);
    let bottom = plan.eaves - dice.whole(2, (roof / 3).max(3));
    for bay in plan
        .bays
        .iter()
        .skip(dice.whole(0, 1) as usize)
        .step_by(every)
    {
        let window = Area::about(bay.centre(), width, bottom - height, bottom);
        annotation.add(WINDOW, window);
        if has_head {
            let head = Area::new(window.left, window.top - 3, window.right, window.top);
            annotation.add(CORNICE, head.widened(1));
        }
        if has_sill {
            let sill = Area::new(window.left, bottom, window.right, bottom + 2);
            annotation.add(SILL, sill.widened(1));
        }
    }
}
