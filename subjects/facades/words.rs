//! What the parts of a facade are called, in the order of their classes.

use super::classes::CLASS_COUNT;
use crate::{ClassWords, Words};

pub const CLASSES: [ClassWords; CLASS_COUNT] = [
    part(
        Words::new("Sky & street", "天空街道"),
        Words::new(
            "Sky, street and whatever is not this house",
            "天空、街道，以及一切不属于这座楼的东西",
        ),
    ),
    part(
        Words::new("Wall", "墙面"),
        Words::new("The bare wall of the facade", "立面上的空墙"),
    ),
    part(
        Words::new("Window", "窗"),
        Words::new("A window, glass and frame", "一扇窗，连同窗框"),
    ),
    part(
        Words::new("Door", "门"),
        Words::new("A door or a gate", "房门或院门"),
    ),
    part(
        Words::new("Cornice", "檐口"),
        Words::new("The ledge above a window", "窗户上方挑出的窗檐"),
    ),
    part(
        Words::new("Sill", "窗台"),
        Words::new(
            "The ledge or panel below a window",
            "窗户下方的窗台或窗下墙板",
        ),
    ),
    part(
        Words::new("Balcony", "阳台"),
        Words::new("A balcony with its railing", "阳台，连同栏杆"),
    ),
    part(
        Words::new("Blind", "百叶窗"),
        Words::new("A shutter or a blind", "百叶窗或遮阳帘"),
    ),
    part(
        Words::new("Deco", "装饰"),
        Words::new(
            "An ornament: relief, statue, painted panel",
            "浮雕、雕像、彩绘等装饰",
        ),
    ),
    part(
        Words::new("Molding", "线脚"),
        Words::new(
            "A band across the wall, between storeys or at the eaves",
            "横贯墙面的线脚，在楼层之间或屋檐下",
        ),
    ),
    part(
        Words::new("Pillar", "柱"),
        Words::new("A column or a pilaster", "圆柱或壁柱"),
    ),
    part(
        Words::new("Shop", "店铺"),
        Words::new("A shop front or its sign", "店面或招牌"),
    ),
];

const fn part(label: Words, tooltip: Words) -> ClassWords {
    ClassWords { label, tooltip }
}
