//! Drawings to begin with: the subject's samples, which are share links.

use super::share_link;
use facade_editor::document::Document;
use facade_subjects::Sample;

/// A sample's document.
///
/// # Panics
/// If its link is none of this subject's.
pub fn document(sample: &Sample) -> Document {
    share_link::decode(sample.fragment)
        .and_then(Result::ok)
        .expect("samples are valid links")
}

#[cfg(test)]
mod tests {
    use super::*;
    use facade_editor::subject;

    #[test]
    fn every_sample_is_a_sound_drawing_of_its_own() {
        let samples = subject::current().samples();
        assert_eq!(samples.len(), 6);
        for (index, sample) in samples.iter().enumerate() {
            let document = document(sample);
            assert!(document.shapes().len() > 10, "{}", sample.id);
            let shapes = document.into_shapes();
            assert!(Document::from_shapes(shapes).is_ok(), "{}", sample.id);
            let others = &samples[index + 1..];
            assert!(others.iter().all(|other| other.fragment != sample.fragment));
        }
    }
}
