//! What the houses of one manner have in common, as probabilities and proportions.
//!
//! The numbers were set so that class shares over many seeds come near those of the CMP Facade
//! Database; the tests of [`super`] state how near.

use super::dice::Dice;

/// The manners of building that the generator knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// A town house of the 19th century: heads, aprons and moldings in every storey.
    Tenement,
    /// Few high storeys behind pillars.
    Palace,
    /// Balconies and shutters.
    Southern,
    /// Hardly any ornament.
    Plain,
    /// Many equal storeys.
    Block,
}

/// One manner's probabilities and proportions. Chances are for a whole building unless said
/// otherwise.
#[derive(Debug)]
pub struct Style {
    pub manner: Manner,
    /// Storey height in pixels, from least to most.
    pub storey_px: (f64, f64),
    /// Bay width by storey height, from least to most.
    pub bay_by_storey: (f64, f64),
    /// Window width by bay width.
    pub window_width: (f64, f64),
    /// Window height by storey height.
    pub window_height: (f64, f64),
    pub roof_chance: f64,
    /// That the wall ends in a band below the roof or the sky.
    pub eaves_chance: f64,
    /// For each boundary between storeys.
    pub molding_chance: f64,
    /// That windows have heads; single storeys may still do without.
    pub head_chance: f64,
    /// That windows have sills; single storeys may still do without.
    pub sill_chance: f64,
    pub blind_chance: f64,
    pub balcony_chance: f64,
    pub pillar_chance: f64,
    pub deco_chance: f64,
    pub shop_chance: f64,
}

impl Style {
    pub fn new(dice: &mut Dice) -> Self {
        let manner = dice.pick(&[
            (0.44, Manner::Tenement),
            (0.14, Manner::Palace),
            (0.20, Manner::Southern),
            (0.14, Manner::Plain),
            (0.08, Manner::Block),
        ]);
        let tenement = Self {
            manner,
            storey_px: (36.0, 64.0),
            bay_by_storey: (0.62, 1.0),
            window_width: (0.38, 0.56),
            window_height: (0.46, 0.6),
            roof_chance: 0.3,
            eaves_chance: 0.85,
            molding_chance: 0.6,
            head_chance: 0.9,
            sill_chance: 0.9,
            blind_chance: 0.22,
            balcony_chance: 0.74,
            pillar_chance: 0.42,
            deco_chance: 0.85,
            shop_chance: 0.72,
        };
        match manner {
            Manner::Tenement => tenement,
            Manner::Palace => Self {
                storey_px: (58.0, 92.0),
                bay_by_storey: (0.5, 0.8),
                molding_chance: 0.7,
                roof_chance: 0.2,
                pillar_chance: 0.85,
                blind_chance: 0.08,
                deco_chance: 0.9,
                shop_chance: 0.5,
                ..tenement
            },
            Manner::Southern => Self {
                storey_px: (36.0, 58.0),
                window_width: (0.32, 0.46),
                window_height: (0.5, 0.66),
                roof_chance: 0.12,
                molding_chance: 0.35,
                head_chance: 0.5,
                sill_chance: 0.55,
                blind_chance: 0.8,
                balcony_chance: 0.95,
                pillar_chance: 0.32,
                deco_chance: 0.55,
                shop_chance: 0.78,
                ..tenement
            },
            Manner::Plain => Self {
                storey_px: (36.0, 62.0),
                bay_by_storey: (0.7, 1.15),
                roof_chance: 0.45,
                eaves_chance: 0.6,
                molding_chance: 0.18,
                head_chance: 0.12,
                sill_chance: 0.5,
                blind_chance: 0.4,
                balcony_chance: 0.25,
                pillar_chance: 0.0,
                deco_chance: 0.35,
                shop_chance: 0.6,
                ..tenement
            },
            Manner::Block => Self {
                storey_px: (19.0, 28.0),
                bay_by_storey: (0.9, 1.5),
                window_width: (0.42, 0.72),
                window_height: (0.5, 0.68),
                roof_chance: 0.05,
                eaves_chance: 0.6,
                molding_chance: 0.25,
                head_chance: 0.08,
                sill_chance: 0.3,
                blind_chance: 0.2,
                balcony_chance: 0.6,
                pillar_chance: 0.1,
                deco_chance: 0.15,
                shop_chance: 0.75,
                ..tenement
            },
        }
    }
}
