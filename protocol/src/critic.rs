//! What the page says to the critic's worker, and the geometry of what comes back: a [`ToPage::Verdict`].
//!
//! ```text
//! worker  Started ─────────────▶ page
//! worker  ◀──────────── Judge    page   + class ids or RGB, and RGBA
//! worker  Verdict ─────────────▶ page   + probabilities
//! worker  Failed ──────────────▶ page   (in place of any answer)
//! ```

use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::ToPage;
use super::{COLOR_BYTES, LABEL_BYTES, PICTURE_BYTES};

/// Payload of [`ToCritic::Judge`]: a drawing as its generator took it, class ids or colours, then the RGBA of its
/// picture, of the drawing's side or of twice that. These four lengths tell all apart.
pub const JUDGED_BYTES: [usize; 4] = [
    LABEL_BYTES + PICTURE_BYTES,
    COLOR_BYTES + PICTURE_BYTES,
    LABEL_BYTES + 4 * PICTURE_BYTES,
    COLOR_BYTES + 4 * PICTURE_BYTES,
];

/// From the page to the critic's worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToCritic {
    /// Judge the payload, of one of [`JUDGED_BYTES`]. A critic that is not there yet is downloaded first.
    Judge {
        /// The page's [`BUILD_ID`](super::BUILD_ID).
        build: String,
        /// Absolute address of the list of models.
        list_url: String,
        /// The model that made the picture.
        model: String,
        /// The picture's number, given back with the verdict.
        picture: u32,
        /// The paint it was made with: one sRGB colour for each class, in the order of the classes. Needed by
        /// critics that are told it, which are those of models that take paint.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paint: Option<Vec<[u8; 3]>>,
    },
}

/// A square grid of overlapping square patches of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patches {
    /// Patches in a row, and rows.
    pub side: u32,
    /// From one patch to the next, pixels.
    pub step_px: u32,
    /// Side of a patch, pixels.
    pub field_px: u32,
    /// Where the first patch begins; before the picture's edge, pixels.
    pub first_px: i32,
}

impl Patches {
    /// Where the patch in this column, or row, begins and ends within `length_px` pixels.
    pub fn span(self, index: u32, length_px: u32) -> [u32; 2] {
        let first = self.first_px + (index * self.step_px) as i32;
        let within = |px: i32| px.clamp(0, length_px as i32) as u32;
        [within(first), within(first + self.field_px as i32)]
    }

    /// Where the cell around the middle of the first patch begins, pixels; it is `step_px` wide.
    pub fn grid_start_px(self) -> f64 {
        f64::from(self.first_px) + f64::from(self.field_px) / 2.0 - f64::from(self.step_px) / 2.0
    }

    /// The column, or row, whose cell holds this pixel, or comes nearest to it.
    pub fn nearest(self, px: f64) -> u32 {
        let cell = (px - self.grid_start_px()) / f64::from(self.step_px);
        // `as` saturates.
        (cell.floor() as u32).min(self.side.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{decode, encode};
    use super::*;

    /// As published.
    const PUBLISHED: Patches = Patches {
        side: 30,
        step_px: 8,
        field_px: 70,
        first_px: -23,
    };

    #[test]
    fn messages_are_json_by_their_names() {
        let judge = |paint| ToCritic::Judge {
            build: "b".into(),
            list_url: "http://x/models.json".into(),
            model: "lite".into(),
            picture: 3,
            paint,
        };
        for (message, header) in [
            (
                judge(None),
                r#"{"judge":{"build":"b","list_url":"http://x/models.json","model":"lite","picture":3}}"#,
            ),
            (
                judge(Some(vec![[1, 2, 3]])),
                r#"{"judge":{"build":"b","list_url":"http://x/models.json","model":"lite","picture":3,"paint":[[1,2,3]]}}"#,
            ),
        ] {
            assert_eq!(encode(&message), header);
            assert_eq!(decode::<ToCritic>(header).unwrap(), message);
        }
    }

    #[test]
    fn cells_lie_around_the_middles_of_their_patches() {
        assert_eq!(PUBLISHED.grid_start_px(), 8.0);
        for (px, cell) in [
            (0.0, 0),
            (15.9, 0),
            (16.0, 1),
            (128.0, 15),
            (247.9, 29),
            (256.0, 29),
        ] {
            assert_eq!(PUBLISHED.nearest(px), cell, "{px}");
        }
    }

    #[test]
    fn patches_end_at_the_picture_s_edges() {
        assert_eq!(PUBLISHED.span(0, 256), [0, 47]);
        assert_eq!(PUBLISHED.span(3, 256), [1, 71]);
        assert_eq!(PUBLISHED.span(29, 256), [209, 256]);
    }
}
