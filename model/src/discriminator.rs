//! The discriminator at work: a label map and a picture in, how real each patch looks out.

use burn::tensor::Device;

use crate::bundle::BundleError;
use crate::bundle::discriminator::{DiscriminatorBundle, DiscriminatorOutput};
use crate::classes::CLASSES;
use crate::paint::Paint;
use crate::patchgan::{PatchGan, Patches};
use crate::pixels::{PixelError, check_map, check_paint, one_hot, painted, photo};

/// A discriminator on its device.
#[derive(Debug)]
pub struct FacadeDiscriminator {
    network: PatchGan,
    output: DiscriminatorOutput,
    patches: Patches,
    /// Whether it is told the paint.
    painted: bool,
    device: Device,
}

impl FacadeDiscriminator {
    /// Puts the discriminator of a bundle on a device.
    ///
    /// # Errors
    /// A discriminator of other label classes, or weights that do not fit the architecture the
    /// manifest names.
    pub fn new(bundle: DiscriminatorBundle, device: &Device) -> Result<Self, BundleError> {
        let manifest = bundle.manifest();
        Ok(Self {
            output: manifest.output,
            patches: manifest.architecture.config().patches(),
            painted: manifest.input.is_painted(),
            network: bundle.facade_patchgan(device)?,
            device: device.clone(),
        })
    }

    /// Which pixels each figure is about.
    pub fn patches(&self) -> Patches {
        self.patches
    }

    /// The probability that each patch is real, 0..1, row by row from the top left.
    ///
    /// `labels` are 65,536 class ids, `rgba` the 262,144 bytes of a picture of them; alpha does not count.
    /// `paint` is what the picture was made with; only discriminators that are told it look at it.
    /// Blocks on the device, so not for a browser's WebGPU.
    ///
    /// # Errors
    /// A map or a picture of another size, an id that is no class, or no paint for a discriminator
    /// that is told it.
    pub fn judge(
        &self,
        labels: &[u8],
        rgba: &[u8],
        paint: Option<&Paint>,
    ) -> Result<Vec<f32>, PixelError> {
        check_map(labels)?;
        let condition = if self.painted {
            let paint = paint.ok_or(PixelError::NoPaint)?;
            check_paint(paint)?;
            let classes = CLASSES.iter().map(|class| class.id);
            painted(classes, labels, &[paint], &self.device)?
        } else {
            one_hot(labels, &self.device)?
        };
        let (pixels, _) = rgba.as_chunks::<4>();
        let rgb: Vec<u8> = pixels
            .iter()
            .flat_map(|[r, g, b, _]| [*r, *g, *b])
            .collect();
        let picture = photo(&rgb, &self.device)?;
        if picture.dims()[0] != 1 {
            let length = rgba.len();
            return Err(PixelError::NotOnePicture { length });
        }
        let outputs = self.network.forward(condition, picture);
        let [_, channels, ..] = outputs.dims();
        // The numbers of a patch one after the other.
        let outputs = outputs.permute([0, 2, 3, 1]).into_data();
        let values: Vec<f32> = outputs.iter::<f32>().collect();
        let patches = values.chunks_exact(channels);
        Ok(patches
            .map(|patch| self.output.probability(patch))
            .collect())
    }
}
