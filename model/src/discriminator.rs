//! The discriminator at work: a drawing and its picture in, how real each patch looks out.

use burn::tensor::{Device, Tensor};

use crate::bundle::BundleError;
use crate::bundle::discriminator::{DiscriminatorBundle, DiscriminatorOutput};
use crate::input::{InputKind, NamedClass};
use crate::paint::Paint;
use crate::patchgan::{PatchGan, Patches};
use crate::pixels::{PixelError, check_drawing, grey, luma, one_hot_of, painted, photo};

/// A discriminator on its device.
#[derive(Debug)]
pub struct BundledDiscriminator {
    network: PatchGan,
    /// What the generator sees, and it beside the picture.
    input: InputKind,
    output: DiscriminatorOutput,
    patches: Patches,
    device: Device,
}

impl BundledDiscriminator {
    /// Puts the discriminator of a bundle on a device.
    ///
    /// # Errors
    /// Weights that do not fit the architecture the manifest names.
    pub fn new(bundle: DiscriminatorBundle, device: &Device) -> Result<Self, BundleError> {
        let manifest = bundle.manifest();
        Ok(Self {
            output: manifest.output,
            patches: manifest.architecture.config().patches(),
            input: manifest.input.clone(),
            network: bundle.patchgan(device)?,
            device: device.clone(),
        })
    }

    /// Which pixels each figure is about.
    pub fn patches(&self) -> Patches {
        self.patches
    }

    /// The probability that each patch is real, 0..1, row by row from the top left.
    ///
    /// `drawing` is what the generator was shown, 65,536 ids of its classes or, where it sees colours or greys, 196,608
    /// bytes of red, green and blue in turn; `rgba` the 262,144 bytes of its picture, of which alpha does not count.
    /// `paint` is what the picture was made with; only discriminators that are told it look at it.
    /// Blocks on the device, so not for a browser's WebGPU.
    ///
    /// # Errors
    /// A drawing or a picture of another size, an id that is no class, or no paint for a discriminator
    /// that is told it.
    pub fn judge(
        &self,
        drawing: &[u8],
        rgba: &[u8],
        paint: Option<&Paint>,
    ) -> Result<Vec<f32>, PixelError> {
        let condition = self.condition(drawing, paint)?;
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

    /// What the network sees beside the picture, `[1, C, 256, 256]`.
    fn condition(&self, drawing: &[u8], paint: Option<&Paint>) -> Result<Tensor<4>, PixelError> {
        let planes = self.input.planes();
        check_drawing(drawing, planes.as_ref())?;
        let id = |class: &NamedClass| class.id;
        match &self.input {
            InputKind::OneHotLabels { classes } => {
                one_hot_of(classes.iter().map(id), drawing, &self.device)
            }
            InputKind::PaintedLabels { classes } => {
                let paint = paint.ok_or(PixelError::NoPaint)?;
                planes.map_or(Ok(()), |planes| planes.check_paint(paint))?;
                painted(classes.iter().map(id), drawing, &[paint], &self.device)
            }
            InputKind::Rgb => photo(drawing, &self.device),
            InputKind::Grey => {
                let pixels = drawing.as_chunks::<3>().0.iter();
                let lumas: Vec<u8> = pixels.map(|&pixel| luma(pixel)).collect();
                grey(&lumas, &self.device)
            }
        }
    }
}
