//! A first layer that sees the twelve facade classes, whatever the input it was trained on is called.

use burn::tensor::TensorData;
use facade_subjects::facades::classes::CLASSES;

use super::error::BundleError;
use crate::input::InputKind;
use crate::paint::Paint;
use crate::pixels::scaled;

/// Turns the weight of a layer that sees the input of a network trained on `kind` into one for the twelve facade
/// classes: a network of colour pictures sees a label map in the colours of its classes, one that takes paint in
/// those of `paint` beside the classes, and as that is linear, the colours disappear in the weight. Padding is zero
/// in both. Without `paint` its three planes stay behind the classes. Gives how many channels the input now has.
///
/// # Errors
/// [`BundleError::Classes`] for other label classes, and a paint that has not a colour for each class.
pub fn see_facade_classes(
    kind: &InputKind,
    paint: Option<&Paint>,
    weight: Option<&mut TensorData>,
) -> Result<usize, BundleError> {
    let Some(inputs) = inputs_of_classes(kind, paint)? else {
        return Ok(kind.channels());
    };
    // What is missing is refused where it is loaded.
    if let Some(weight) = weight {
        *weight = seen_through(weight, &inputs);
    }
    Ok(inputs.len())
}

/// What the network sees of a pixel of each facade class, one value an input channel; none where that is one
/// plane a class already, and the paint, if there is to be any, is not known.
fn inputs_of_classes(
    kind: &InputKind,
    paint: Option<&Paint>,
) -> Result<Option<Vec<Vec<f32>>>, BundleError> {
    match kind {
        InputKind::OneHotLabels { .. } if *kind == InputKind::facades() => Ok(None),
        InputKind::PaintedLabels { classes } if *kind == InputKind::painted_facades() => {
            let Some(paint) = paint else {
                return Ok(None);
            };
            if paint.colors.len() != classes.len() {
                return Err(BundleError::Paint {
                    colors: paint.colors.len(),
                    classes: classes.len(),
                });
            }
            let painted = paint.colors.iter().enumerate().map(|(index, color)| {
                let planes = (0..classes.len()).map(|plane| f32::from(u8::from(plane == index)));
                planes.chain(color.map(scaled)).collect()
            });
            Ok(Some(painted.collect()))
        }
        InputKind::OneHotLabels { .. } | InputKind::PaintedLabels { .. } => {
            Err(BundleError::Classes)
        }
        InputKind::Rgb | InputKind::Grey => Ok(CLASSES
            .iter()
            .map(|class| kind.channels_of(class.color))
            .collect()),
    }
}

/// A weight `[out, in + rest, 4, 4]` as `[out, classes + rest, 4, 4]`: what each class, `in` values, adds, and
/// the other inputs as they are.
///
/// A weight of another form comes back as it is and is refused where it is loaded.
fn seen_through(weight: &TensorData, classes: &[Vec<f32>]) -> TensorData {
    let inputs = classes[0].len();
    let &[outputs, found, height, width] = &weight.shape()[..] else {
        return weight.clone();
    };
    let taps = height * width;
    if found < inputs || outputs == 0 || taps == 0 {
        return weight.clone();
    }
    let channels = classes.len() + found - inputs;
    let values: Vec<f32> = weight.iter::<f32>().collect();
    let mut seen = Vec::with_capacity(outputs * channels * taps);
    for output in values.chunks_exact(found * taps) {
        for class in classes {
            seen.extend((0..taps).map(|tap| {
                let parts = class.iter().zip(output.chunks_exact(taps));
                parts.map(|(value, plane)| value * plane[tap]).sum::<f32>()
            }));
        }
        seen.extend(&output[inputs * taps..]);
    }
    TensorData::new(seen, [outputs, channels, height, width])
}
