//! In whose paint a generator that takes some is measured.
//!
//! In its own a house is as easy as it gets: colours and map belong together. People choose colours and draw
//! maps that never met, so another house's paint is the harder test, and the fairer one.

use anyhow::{Result, bail, ensure};
use clap::ValueEnum;
use facade_model::input::InputKind;
use facade_model::paint::Paint;
use serde::Serialize;

use crate::dataset::augment::{Input, Sample, plain};
use crate::dataset::pair::PairPath;
use crate::dataset::palettes::{completed, house};
use crate::dataset::task::Task;

/// Whose paint each label map gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PaintSource {
    /// That of its own photo
    Own,
    /// That of another photo of the split, always the same one
    Shuffled,
}

/// The paint of every pair, in the order of the pairs.
pub struct Paints {
    pub source: PaintSource,
    /// None where each sample brings its own.
    others: Option<Vec<Paint>>,
}

impl Paints {
    /// Measures what `source` asks for; `None` where the generator takes no paint. A class that the other photo
    /// does not show gets the colour that palettes give it.
    ///
    /// # Errors
    /// Paint asked for a generator that takes none, no other pair to take it from, or a pair that cannot be
    /// read.
    pub fn find(
        source: Option<PaintSource>,
        pairs: &[PairPath],
        task: &Task,
    ) -> Result<Option<Self>> {
        let InputKind::PaintedLabels { classes } = &task.input else {
            if source.is_some() {
                bail!("this generator takes no paint; leave --paint out");
            }
            return Ok(None);
        };
        let source = source.unwrap_or(PaintSource::Own);
        if source == PaintSource::Own {
            let others = None;
            return Ok(Some(Self { source, others }));
        }
        ensure!(
            pairs.len() > 1,
            "--paint shuffled takes each pair's paint from another one, and there is no other"
        );
        let houses = pairs
            .iter()
            .map(|pair| house(&plain(pair.read(task)?), classes));
        let houses: Vec<_> = houses.collect::<Result<_>>()?;
        let mut others = completed(&houses);
        // Half of the way round nobody meets themselves.
        others.rotate_left(pairs.len() / 2);
        Ok(Some(Self {
            source,
            others: Some(others),
        }))
    }

    /// Paints the sample of the pair at this place.
    pub fn apply(&self, index: usize, sample: &mut Sample) {
        if let (Some(others), Input::Painted(_, paint)) = (&self.others, &mut sample.input) {
            paint.clone_from(&others[index]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::task::Direction;
    use facade_subjects::facades::classes::by_id;
    use image::{Rgb, RgbImage};
    use tempfile::TempDir;

    const SIDE: u32 = 256;

    fn task() -> Task {
        Task::new(InputKind::painted_facades(), Direction::BtoA)
    }

    /// Houses whose walls (class 2) are grey in another shade each, the last one with a window (class 4).
    fn pairs(folder: &TempDir, count: u8) -> Vec<PairPath> {
        let pairs = (0..count).map(|index| {
            let image = RgbImage::from_fn(2 * SIDE, SIDE, |x, y| {
                let window = index + 1 == count && y < 8;
                let id = if window { 4 } else { 2 };
                match (x < SIDE, window) {
                    (false, _) => Rgb(by_id(id).unwrap().color),
                    (true, false) => Rgb([20 * index + 20; 3]),
                    (true, true) => Rgb([0, 0, 200]),
                }
            });
            let path = folder.path().join(format!("{index}.png"));
            image.save(&path).unwrap();
            PairPath::halves(path)
        });
        pairs.collect()
    }

    /// The colours of wall and window that each pair is translated in.
    fn colours(source: PaintSource, pairs: &[PairPath]) -> Vec<[[u8; 3]; 2]> {
        let paints = Paints::find(Some(source), pairs, &task()).unwrap().unwrap();
        assert_eq!(paints.source, source);
        let painted = pairs.iter().enumerate().map(|(index, pair)| {
            let mut sample = plain(pair.read(&task()).unwrap());
            paints.apply(index, &mut sample);
            let Input::Painted(_, paint) = sample.input else {
                panic!("painted");
            };
            [1, 3].map(|class: usize| paint.colors[class])
        });
        painted.collect()
    }

    #[test]
    fn shuffled_each_pair_wears_the_paint_of_another_and_none_twice() {
        let folder = TempDir::new().unwrap();
        let pairs = pairs(&folder, 5);
        let walls = |source| -> Vec<u8> {
            let colours = colours(source, &pairs);
            colours.iter().map(|[wall, _]| wall[0]).collect()
        };
        assert_eq!(walls(PaintSource::Own), [20, 40, 60, 80, 100]);
        assert_eq!(walls(PaintSource::Shuffled), [60, 80, 100, 20, 40]);
        // What a photo does not show is as in the other photos, moved with what it does.
        let [_, window] = colours(PaintSource::Shuffled, &pairs)[2];
        assert_eq!(window, [0, 0, 200], "seen");
        let windows = colours(PaintSource::Shuffled, &pairs);
        assert!(
            windows.iter().all(|[_, window]| window[2] > 100),
            "{windows:?}"
        );
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let folder = TempDir::new().unwrap();
        let pairs = pairs(&folder, 1);
        let shuffled = Some(PaintSource::Shuffled);
        let refused = |task: &Task| {
            let error = Paints::find(shuffled, &pairs, task)
                .map(|_| ())
                .unwrap_err();
            error.to_string()
        };
        assert!(refused(&task()).contains("no other"));
        let plain = Task::facades(Direction::BtoA);
        assert!(refused(&plain).contains("takes no paint"));
        assert!(Paints::find(None, &pairs, &plain).unwrap().is_none());
    }
}
