//! A first layer that sees class ids, whatever the input it was trained on is called.

use burn::tensor::TensorData;

use super::error::BundleError;
use crate::classes::CLASSES;
use crate::input::InputKind;

/// Turns the first layer's weight of a network that was trained on `kind` into one for the twelve facade
/// classes: a network of colour pictures sees a label map in the colours of its classes, and as that is
/// linear, the colours disappear in the weight. Padding is zero in both.
///
/// # Errors
/// [`BundleError::Classes`] for other label classes.
pub fn see_facade_classes(
    kind: &InputKind,
    weight: Option<&mut TensorData>,
) -> Result<(), BundleError> {
    let colors: Option<Vec<Vec<f32>>> = CLASSES
        .iter()
        .map(|class| kind.channels_of(class.color))
        .collect();
    match (colors, weight) {
        (None, _) if *kind != InputKind::facades() => Err(BundleError::Classes),
        (Some(colors), Some(weight)) => {
            *weight = seen_through(weight, &colors);
            Ok(())
        }
        // What is missing is refused where it is loaded.
        _ => Ok(()),
    }
}

/// A weight `[out, in + rest, 4, 4]` as `[out, colors + rest, 4, 4]`: what each colour, `in` values, adds, and
/// the other inputs as they are.
///
/// A weight of another form comes back as it is and is refused where it is loaded.
fn seen_through(weight: &TensorData, colors: &[Vec<f32>]) -> TensorData {
    let inputs = colors[0].len();
    let &[outputs, found, height, width] = &weight.shape()[..] else {
        return weight.clone();
    };
    if found < inputs {
        return weight.clone();
    }
    let taps = height * width;
    let channels = colors.len() + found - inputs;
    let values: Vec<f32> = weight.iter::<f32>().collect();
    let mut seen = Vec::with_capacity(outputs * channels * taps);
    for output in values.chunks_exact(found * taps) {
        for color in colors {
            seen.extend((0..taps).map(|tap| {
                let parts = color.iter().zip(output.chunks_exact(taps));
                parts.map(|(value, plane)| value * plane[tap]).sum::<f32>()
            }));
        }
        seen.extend(&output[inputs * taps..]);
    }
    TensorData::new(seen, [outputs, channels, height, width])
}
