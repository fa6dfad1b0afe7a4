//! Where a building stands in its picture, and how it divides into storeys and bays.

use super::dice::Dice;
use super::style::{Manner, Style};
use crate::{Area, IMAGE_SIZE};

const SIDE: i32 = IMAGE_SIZE as i32;

/// A storey: its rows from ceiling to floor.
#[derive(Debug, Clone, Copy)]
pub struct Storey {
    pub top: i32,
    pub bottom: i32,
}

impl Storey {
    pub fn height(self) -> i32 {
        self.bottom - self.top
    }
}

/// A bay: one window axis with the wall beside it.
#[derive(Debug, Clone, Copy)]
pub struct Bay {
    pub left: i32,
    pub right: i32,
    /// Set apart from its neighbours: the middle, the ends or every other one.
    pub is_accent: bool,
}

impl Bay {
    pub fn centre(self) -> i32 {
        (self.left + self.right) / 2
    }

    pub fn width(self) -> i32 {
        self.right - self.left
    }
}

/// The bones of a building.
#[derive(Debug)]
pub struct Plan {
    /// The wall with its roof; may reach beyond the picture where the picture is a detail.
    pub wall: Area,
    /// Where the roof ends and the uppermost storey begins.
    pub eaves: i32,
    /// From the uppermost down; the last is the ground floor if `has_ground_floor`.
    pub storeys: Vec<Storey>,
    pub bays: Vec<Bay>,
    /// False where the picture ends above the street.
    pub has_ground_floor: bool,
}

/// How much of the picture the building takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Framing {
    /// Wider than the picture.
    Detail,
    /// From edge to edge, or nearly.
    Filling,
    /// With sky and neighbours.
    SetBack,
}

impl Plan {
    pub fn new(style: &Style, dice: &mut Dice) -> Self {
        let framing = dice.pick(&[
            (0.24, Framing::Detail),
            (0.40, Framing::Filling),
            (0.32, Framing::SetBack),
        ]);
        let wall = match framing {
            Framing::Detail => Area::new(
                -dice.whole(0, 18),
                -dice.whole(0, 10),
                SIDE + dice.whole(0, 18),
                SIDE - dice.whole(-8, 8),
            ),
            Framing::Filling => Area::new(
                dice.whole(0, 24),
                dice.whole(0, 16),
                SIDE - dice.whole(0, 24),
                SIDE - dice.whole(0, 22),
            ),
            Framing::SetBack => {
                let side = dice.whole(4, 46);
                Area::new(
                    side + dice.whole(-6, 14),
                    dice.whole(20, 86),
                    SIDE - side - dice.whole(-6, 14),
                    SIDE - dice.whole(0, 26),
                )
            }
        };
        let has_roof = dice.chance(style.roof_chance);
        let eaves = if has_roof {
            wall.top.max(0) + dice.share(wall.height(), 0.07, 0.17)
        } else {
            wall.top
        };
        let has_ground_floor = framing != Framing::Detail || dice.chance(0.6);
        let storeys = storeys(style, eaves, wall.bottom, has_ground_floor, dice);
        let storey_height = (wall.bottom - eaves) / storeys.len() as i32;
        let bays = bays(style, wall, storey_height, dice);
        Self {
            wall,
            eaves,
            storeys,
            bays,
            has_ground_floor,
        }
    }

    /// The storeys above the ground floor, from the uppermost down.
    pub fn upper_storeys(&self) -> &[Storey] {
        let count = self.storeys.len() - usize::from(self.has_ground_floor);
        &self.storeys[..count]
    }

    /// The axes between bays, and those at both ends.
    pub fn axes(&self) -> Vec<i32> {
        let first = self.bays[0].left;
        std::iter::once(first)
            .chain(self.bays.iter().map(|bay| bay.right))
            .collect()
    }
}

fn storeys(
    style: &Style,
    top: i32,
    bottom: i32,
    has_ground_floor: bool,
    dice: &mut Dice,
) -> Vec<Storey> {
    let height = bottom - top;
    let (least, most) = style.storey_px;
    let count = (f64::from(height) / dice.real(least, most))
        .round()
        .clamp(2.0, 12.0) as usize;
    let is_even = style.manner == Manner::Block;
    let weights: Vec<f64> = (0..count)
        .map(|index| {
            let is_ground = has_ground_floor && index == count - 1;
            let is_principal = has_ground_floor && index + 2 == count;
            match (is_even, index) {
                _ if is_ground => dice.real(0.95, 1.35),
                (true, _) => 1.0,
                _ if is_principal => dice.real(1.0, 1.25),
                (false, 0) => dice.real(0.75, 1.0),
                _ => dice.real(0.95, 1.05),
            }
        })
        .collect();
    let edges = divide(top, bottom, &weights);
    edges
        .windows(2)
        .map(|pair| Storey {
            top: pair[0],
            bottom: pair[1],
        })
        .collect()
}

/// How bays follow each other.
#[derive(Debug, Clone, Copy)]
enum Rhythm {
    Even,
    Middle,
    Ends,
    Alternate,
    Irregular,
}

fn bays(style: &Style, wall: Area, storey_height: i32, dice: &mut Dice) -> Vec<Bay> {
    let margin = dice.share(wall.width(), 0.0, 0.06);
    let (left, right) = (wall.left + margin, wall.right - margin);
    let (least, most) = style.bay_by_storey;
    let bay_width = (f64::from(storey_height) * dice.real(least, most)).max(14.0);
    let count = (f64::from(right - left) / bay_width)
        .round()
        .clamp(2.0, 12.0) as usize;
    let rhythm = dice.pick(&[
        (0.38, Rhythm::Even),
        (0.24, Rhythm::Middle),
        (0.18, Rhythm::Ends),
        (0.08, Rhythm::Alternate),
        (0.12, Rhythm::Irregular),
    ]);
    let accent_weight = dice.real(1.1, 1.6);
    let accents: Vec<bool> = (0..count)
        .map(|index| match rhythm {
            Rhythm::Even => false,
            // One or two in the middle, so that the two halves stay alike.
            Rhythm::Middle => index == count / 2 || index == (count - 1) / 2,
            Rhythm::Ends => index == 0 || index == count - 1,
            Rhythm::Alternate => index.min(count - 1 - index) % 2 == 1,
            Rhythm::Irregular => dice.chance(0.3),
        })
        .collect();
    let weights: Vec<f64> = accents
        .iter()
        .map(|&is_accent| match (rhythm, is_accent) {
            (Rhythm::Irregular, _) => dice.real(0.75, 1.3),
            (_, true) => accent_weight,
            (_, false) => 1.0,
        })
        .collect();
    divide(left, right, &weights)
        .windows(2)
        .zip(accents)
        .map(|(pair, is_accent)| Bay {
            left: pair[0],
            right: pair[1],
            is_accent,
        })
        .collect()
}

/// Divides `from..to` in proportion to the weights; returns the edges, both ends included.
fn divide(from: i32, to: i32, weights: &[f64]) -> Vec<i32> {
    let total: f64 = weights.iter().sum();
    let mut sum = 0.0;
    let mut edges = vec![from];
    for weight in weights {
        sum += weight;
        edges.push(from + (f64::from(to - from) * sum / total).round() as i32);
    }
    edges
}
