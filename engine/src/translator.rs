//! A network on its backend: drawing in, picture out.
//!
//! Knows neither browser nor messages; builds and runs natively.

use facade_model::bundle::{Architecture, Bundle};
use facade_model::dropout;
use facade_model::input::{InputKind, NamedClass};
use facade_model::paint::Paint;
use facade_model::pixels::{self, ClassPlanes};

#[cfg(feature = "cpu")]
use super::cpu_network::CpuNetwork;
use super::device::Device;
use super::error::EngineError;
#[cfg(feature = "gpu")]
use super::gpu_plan::GpuPlan;
use facade_protocol::Variation;

/// Translates drawings with one model on one backend.
pub struct Translator {
    model: String,
    /// Rate of the dropout in training, 0..1.
    dropout: f64,
    /// What dropout acts upon, `[C, H, W]`.
    dropout_shapes: Vec<[usize; 3]>,
    /// None where the model takes no paint.
    palettes: Vec<Paint>,
    /// What the model sees.
    input: InputKind,
    /// The ids of its classes, where it sees any.
    planes: Option<ClassPlanes>,
    /// The colours of the drawings that it learnt from, where they are few.
    inks: Vec<[u8; 3]>,
    network: Network,
}

enum Network {
    #[cfg(feature = "cpu")]
    Cpu(Box<CpuNetwork>),
    #[cfg(feature = "gpu")]
    Webgpu(Box<GpuPlan>),
}

impl Translator {
    /// Puts the network of a bundle, which came from `file`, on `device`. On the CPU `workers` can share the work: with
    /// more than one, this is the first's translator, and [`CpuNetwork::join`] must come before the first picture.
    ///
    /// # Errors
    /// [`EngineError::BadBundle`] where the model's tensors do not fit the network it describes; [`EngineError::AdapterRefused`] where it is too large for the device, and
    /// [`EngineError::DeviceLost`].
    pub async fn new(
        file: &str,
        bundle: Bundle,
        device: &Device,
        #[cfg_attr(
            not(feature = "cpu"),
            allow(unused_variables, reason = "only a CPU's work is shared")
        )]
        workers: usize,
    ) -> Result<Self, EngineError> {
        let model = bundle.manifest().name.clone();
        let Architecture::UNet256 { dropout, .. } = bundle.manifest().architecture;
        let palettes = bundle.manifest().palettes.clone();
        let input = bundle.manifest().input.clone();
        let inks = bundle.manifest().inks.clone();
        // Burn only holds the weights until a plan has read them.
        let unet = bundle
            .unet(&burn::tensor::Device::flex())
            .map_err(|source| EngineError::BadBundle {
                file: file.to_owned(),
                source,
            })?;
        let dropout_shapes = unet.dropout_shapes();
        let network = match device {
            #[cfg(feature = "cpu")]
            Device::Cpu => Network::Cpu(Box::new(CpuNetwork::first_of(workers, unet, &input))),
            #[cfg(feature = "gpu")]
            Device::Webgpu(gpu) => {
                Network::Webgpu(Box::new(GpuPlan::of(&unet, &input, gpu).await?))
            }
        };
        Ok(Self {
            model,
            dropout,
            dropout_shapes,
            palettes,
            planes: input.planes(),
            input,
            inks,
            network,
        })
    }

    /// The model's name.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The share that was dropped in training, 0..1; without dropout there are no variations.
    pub fn dropout(&self) -> f64 {
        self.dropout
    }

    /// The label classes that the model sees, in its order; none where it takes colours.
    pub fn classes(&self) -> &[NamedClass] {
        self.input.classes().unwrap_or_default()
    }

    /// The colours of the drawings that the model learnt from, the paper's first; none where it learnt from others.
    pub fn inks(&self) -> &[[u8; 3]] {
        &self.inks
    }

    /// The paints that the model brings, as different as can be; none where it takes no paint.
    pub fn palettes(&self) -> &[Paint] {
        &self.palettes
    }

    /// How many workers share a picture.
    pub fn workers(&self) -> usize {
        match &self.network {
            #[cfg(feature = "cpu")]
            Network::Cpu(network) => network.workers(),
            #[cfg(feature = "gpu")]
            Network::Webgpu(_) => 1,
        }
    }

    /// What the CPU runs; `None` on another backend.
    #[cfg(feature = "cpu")]
    pub fn cpu_network(&mut self) -> Option<&mut CpuNetwork> {
        match &mut self.network {
            Network::Cpu(network) => Some(network),
            #[cfg(feature = "gpu")]
            Network::Webgpu(_) => None,
        }
    }

    /// Translates one drawing (row by row from the top left) into opaque RGBA, 262,144 bytes or, of a
    /// model of larger pictures, four times as many: the usual picture, or a
    /// variation where the model was trained with dropout; where it takes paint in this one, or in the first of its
    /// palettes. A drawing is a label map of 65,536 ids of the model's classes or, for one that takes colours, 196,608
    /// bytes of red, green and blue in turn.
    ///
    /// Asynchronous because a browser hands out a GPU's memory no other way; on the CPU it is done
    /// at the first poll.
    ///
    /// # Errors
    /// [`EngineError::BadDrawing`] for one of another size, an id that is no class, or a paint that has not a
    /// colour for each class;
    /// [`EngineError::DeviceLost`] and [`EngineError::Execution`] from the device.
    pub async fn translate(
        &mut self,
        drawing: &[u8],
        variation: Option<Variation>,
        paint: Option<&Paint>,
    ) -> Result<Vec<u8>, EngineError> {
        let picture = self.translate_while(drawing, variation, paint, async || true);
        Ok(picture.await?.expect("nobody calls it back"))
    }

    /// [`Translator::translate`], but asked before each layer whether it goes on; `None` where it does not. Graphics
    /// adapters, and processors that share the work, are asked once.
    ///
    /// # Errors
    /// As [`Translator::translate`].
    pub async fn translate_while(
        &mut self,
        drawing: &[u8],
        variation: Option<Variation>,
        paint: Option<&Paint>,
        goes_on: impl AsyncFnMut() -> bool,
    ) -> Result<Option<Vec<u8>>, EngineError> {
        pixels::check_drawing(drawing, self.planes.as_ref())?;
        let first = self.palettes.first();
        let paint = first.map(|first| paint.unwrap_or(first));
        if let (Some(paint), Some(planes)) = (paint, &self.planes) {
            planes.check_paint(paint)?;
        }
        let masks = variation
            .filter(|variation| self.dropout > 0.0 && variation.strength > 0.0)
            .map(|Variation { seed, strength }| {
                dropout::mixed(&self.dropout_shapes, self.dropout, seed.into(), strength)
            });
        match &mut self.network {
            #[cfg(feature = "cpu")]
            Network::Cpu(network) => {
                let variation = variation.filter(|_| masks.is_some());
                let masks = masks.unwrap_or_default();
                let picture = network.run_while(drawing, variation, &masks, paint, goes_on);
                Ok(picture.await.map(pixels::rgba8))
            }
            #[cfg(feature = "gpu")]
            Network::Webgpu(plan) => {
                let mut goes_on = goes_on;
                if !goes_on().await {
                    return Ok(None);
                }
                let masks = masks.unwrap_or_default();
                if let Some(paint) = paint {
                    plan.paint(paint);
                }
                plan.run(drawing, &masks).await.map(Some)
            }
        }
    }
}

#[cfg(all(test, feature = "cpu"))]
mod tests;
