//! Made-up facades: label maps like those of the CMP Facade Database, from a seed.
//!
//! A house is planned from the outside in: where it stands in the picture, its storeys and bays,
//! the bands between them, then windows, ground floor and ornament, each with the proportions of
//! one manner of building. The page's `random`, tests and benchmarks use them; they stand in for
//! the data set where that must not go.
//!
//! The generator knows no pixels but the labels it makes, and nothing outside its seed: the same
//! seed gives the same map on every machine. Source of the statistics: R. Tyleček and R. Šára,
//! "Spatial Pattern Templates for Recognition of Objects with Regular Structure", GCPR 2013.

mod annotation;
mod bands;
mod dice;
mod ground_floor;
mod neighbours;
mod openings;
mod ornament;
mod plan;
mod style;

use annotation::Annotation;
use dice::Dice;
use openings::Habits;
use plan::Plan;
use style::Style;

use super::classes::{BALCONY, BLIND, CORNICE, DECO, FACADE, SILL, WINDOW};
use crate::LabelledBox;

/// The label map of a procedural facade: 65,536 class ids, row by row from the top left.
pub fn facade(seed: u64) -> Vec<u8> {
    annotation(seed).paint()
}

/// The same facade as boxes with their classes, bottom first, each within the picture. What no box
/// covers is background; the boxes do not say so themselves.
pub fn boxes(seed: u64) -> Vec<LabelledBox> {
    annotation(seed).in_painting_order()
}

fn annotation(seed: u64) -> Annotation {
    let mut dice = Dice::new(seed);
    let style = Style::new(&mut dice);
    let plan = Plan::new(&style, &mut dice);
    let mut annotation = Annotation::default();
    annotation.add(FACADE, plan.wall);
    neighbours::draw(&mut annotation, &plan, &mut dice);
    let free = bands::draw(&mut annotation, &plan, &style, &mut dice);
    let upper = &free[..plan.upper_storeys().len()];
    let habits = Habits::new(&style, &mut dice);
    let openings: Vec<_> = upper
        .iter()
        .map(|&storey| {
            openings::draw_storey(&mut annotation, storey, &plan.bays, &habits, &mut dice)
        })
        .collect();
    if plan.has_ground_floor {
        let ground = free[free.len() - 1];
        ground_floor::draw(&mut annotation, ground, &plan.bays, &style, &mut dice);
    }
    ornament::draw_pillars(&mut annotation, &plan, upper, &openings, &style, &mut dice);
    ornament::draw_panels(&mut annotation, upper, &openings, &style, &mut dice);
    ornament::draw_roof(&mut annotation, &plan, &style, &mut dice);
    loosen(&mut annotation, &mut dice);
    annotation
}

/// Moves some edges by a pixel, as happens where people draw the boxes.
fn loosen(annotation: &mut Annotation, dice: &mut Dice) {
    let chance = dice.pick(&[(0.3, 0.0), (0.5, 0.06), (0.2, 0.15)]);
    for (class, area) in annotation.boxes_mut() {
        let is_loose = matches!(*class, WINDOW | CORNICE | SILL | BALCONY | BLIND | DECO);
        if is_loose && area.width().min(area.height()) > 3 {
            for edge in [
                &mut area.left,
                &mut area.right,
                &mut area.top,
                &mut area.bottom,
            ] {
                if dice.chance(chance) {
                    *edge += if dice.chance(0.5) { 1 } else { -1 };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::classes::{BACKGROUND, CLASSES};
    use super::{boxes, facade};
    use crate::IMAGE_SIZE;

    /// 64-bit FNV-1a.
    fn hash(labels: &[u8]) -> u64 {
        labels.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &label| {
            (hash ^ u64::from(label)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    }

    fn counts(labels: &[u8]) -> [usize; 13] {
        let mut counts = [0; 13];
        for &label in labels {
            counts[usize::from(label)] += 1;
        }
        counts
    }

    #[test]
    fn a_seed_gives_the_same_facade_for_ever() {
        let hashes = [0, 2026].map(|seed| hash(&facade(seed)));
        assert_eq!(hashes, [0x8720_fb84_056d_7a37, 0xd4d0_35b7_d28f_bd74]);
    }

    #[test]
    fn the_boxes_painted_in_their_order_on_background_are_the_facade() {
        for seed in 0..40 {
            let mut labels = vec![BACKGROUND; IMAGE_SIZE * IMAGE_SIZE];
            for (class, area) in boxes(seed) {
                for y in area.top..area.bottom {
                    for x in area.left..area.right {
                        labels[y as usize * IMAGE_SIZE + x as usize] = class;
                    }
                }
            }
            assert!(labels == facade(seed), "seed {seed}");
        }
    }

    #[test]
    fn every_pixel_has_one_of_the_twelve_classes() {
        for seed in (0..300).chain([u64::MAX, u64::MAX / 3]) {
            let labels = facade(seed);
            assert_eq!(labels.len(), IMAGE_SIZE * IMAGE_SIZE, "seed {seed}");
            assert!(labels.iter().all(|id| (1..=12).contains(id)), "seed {seed}");
        }
    }

    #[test]
    fn different_seeds_give_different_facades() {
        let mut hashes: Vec<u64> = (0..256).map(|seed| hash(&facade(seed))).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 256);
    }

    #[test]
    fn every_facade_has_a_wall_and_windows() {
        for seed in 0..300 {
            let counts = counts(&facade(seed));
            let total = IMAGE_SIZE * IMAGE_SIZE;
            assert!(counts[2] * 8 > total, "seed {seed}: wall {}", counts[2]);
            assert!(counts[3] * 50 > total, "seed {seed}: windows {}", counts[3]);
        }
    }

    /// Shares of the 400 training maps of the `facades` set in percent, and the share of maps that
    /// show the class at all.
    const DATA_SET: [(f64, f64); 12] = [
        (18.9, 96.2),
        (39.8, 99.5),
        (12.5, 99.8),
        (1.2, 62.3),
        (2.9, 69.2),
        (2.4, 75.8),
        (4.1, 59.5),
        (1.9, 40.0),
        (2.1, 64.0),
        (9.1, 92.8),
        (1.8, 45.0),
        (3.3, 58.8),
    ];

    #[test]
    fn classes_take_about_the_shares_they_have_in_the_data_set() {
        let seeds = 400;
        let mut sums = [0; 13];
        let mut shown = [0; 13];
        for seed in 0..seeds {
            for (class, &count) in counts(&facade(seed)).iter().enumerate() {
                sums[class] += count;
                shown[class] += usize::from(count > 0);
            }
        }
        let pixels = seeds as f64 * (IMAGE_SIZE * IMAGE_SIZE) as f64;
        for (class, (share, presence)) in CLASSES.iter().zip(DATA_SET) {
            let id = usize::from(class.id);
            let made = 100.0 * sums[id] as f64 / pixels;
            let seen = 100.0 * shown[id] as f64 / seeds as f64;
            println!(
                "{:10} {made:5.1} % of pixels ({share} %), in {seen:5.1} % of maps ({presence} %)",
                class.name
            );
            assert!(
                (0.6 * share..1.6 * share).contains(&made),
                "{}: {made:.2} % of pixels, {share} % in the data set",
                class.name
            );
            assert!(
                (seen - presence).abs() < 25.0,
                "{}: in {seen:.1} % of maps, {presence} % in the data set",
                class.name
            );
        }
    }

    #[test]
    fn every_class_occurs_within_sixty_four_seeds() {
        let mut shown = [0; 13];
        for seed in 0..64 {
            for (class, &count) in counts(&facade(seed)).iter().enumerate() {
                shown[class] += count;
            }
        }
        for class in &CLASSES {
            assert!(shown[usize::from(class.id)] > 0, "{}", class.name);
        }
    }
}
