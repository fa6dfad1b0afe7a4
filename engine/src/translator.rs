//! A network on its backend: drawing in, picture out.
//!
//! Knows neither browser nor messages; builds and runs natively.

use facade_model::bundle::{Architecture, Bundle};
use facade_model::input::NamedClass;
use facade_model::paint::Paint;
use facade_model::{dropout, pixels};

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
    /// The label classes, where the model sees any.
    classes: Vec<NamedClass>,
    /// The colours of the drawings that it learnt from, where they are few.
    inks: Vec<[u8; 3]>,
    /// Whether the model sees colours or greys.
    takes_colors: bool,
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
    /// [`EngineError::BadBundle`] where the model is for other classes than those of facades, or its tensors do not fit the
    /// network it describes; [`EngineError::AdapterRefused`] where it is too large for the device, and
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
        let classes = bundle.manifest().input.classes();
        let takes_colors = classes.is_none();
        let classes = classes.unwrap_or_default().to_vec();
        let inks = bundle.manifest().inks.clone();
        // Burn only holds the weights until a plan has read them.
        let unet = bundle
            .unet_to_feed(&burn::tensor::Device::flex())
            .map_err(|source| EngineError::BadBundle {
                file: file.to_owned(),
                source,
            })?;
        let dropout_shapes = unet.dropout_shapes();
        let network = match device {
            #[cfg(feature = "cpu")]
            Device::Cpu => Network::Cpu(Box::new(CpuNetwork::first_of(workers, unet))),
            #[cfg(feature = "gpu")]
            Device::Webgpu(gpu) => Network::Webgpu(Box::new(GpuPlan::of(&unet, gpu).await?)),
        };
        Ok(Self {
            model,
            dropout,
            dropout_shapes,
            palettes,
            classes,
            inks,
            takes_colors,
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
        &self.classes
    }

    /// The colours of the drawings that the model learnt from, the paper's first; none where it learnt from others.
    pub fn inks(&self) -> &[[u8; 3]] {
        &self.inks
    }

    /// The paints that the model brings, as different as can be; none where it takes no paint.
    pub fn palettes(&self) -> &[Paint] {
        &self.palettes
    }

    /// Whether the model sees colours or greys, and so takes drawings in colours.
    pub fn takes_colors(&self) -> bool {
        self.takes_colors
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

    /// Translates one drawing (row by row from the top left) into 262,144 bytes of opaque RGBA: the usual picture, or a
    /// variation where the model was trained with dropout; where it takes paint in this one, or in the first of its
    /// palettes. A drawing is a label map of 65,536 class ids or, for a model that takes colours, 196,608 bytes of red,
    /// green and blue in turn; such a model sees class ids in the colours of their classes.
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
        pixels::check_drawing(drawing, self.takes_colors)?;
        if let Some(paint) = paint {
            pixels::check_paint(paint)?;
        }
        let first = self.palettes.first();
        let paint = first.map(|first| paint.unwrap_or(first));
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
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use facade_model::bundle::Precision;
    use facade_model::classes::by_id;
    use facade_model::input::InputKind;
    use facade_model::pixels::PixelError;
    use facade_model::procedural;
    use facade_model::unet::{UNetConfig, Upsampling};

    use super::*;

    fn translator(dropout: f64) -> Translator {
        translator_of(config(12), InputKind::facades(), Vec::new(), dropout)
    }

    fn config(input_channels: usize) -> UNetConfig {
        UNetConfig {
            input_channels,
            ngf: 2,
            depth: 8,
            upsampling: Upsampling::Transposed,
            head: 0,
        }
    }

    fn translator_of(
        config: UNetConfig,
        input: InputKind,
        palettes: Vec<Paint>,
        dropout: f64,
    ) -> Translator {
        let device = burn::tensor::Device::flex();
        device.seed(1);
        let bundle = Bundle::encode(
            &config.init(&device),
            "tiny",
            input,
            palettes,
            dropout,
            None,
            Precision::F16,
        )
        .unwrap();
        let bundle = Bundle::decode(&bundle).unwrap();
        at_once(Translator::new("tiny", bundle, &Device::Cpu, 1)).unwrap()
    }

    /// On the CPU everything is done at the first poll.
    fn at_once<T>(work: impl Future<Output = T>) -> T {
        match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => result,
            Poll::Pending => panic!("work on the CPU that waits"),
        }
    }

    fn translate(translator: &mut Translator, labels: &[u8]) -> Result<Vec<u8>, EngineError> {
        vary(translator, labels, None)
    }

    fn vary(
        translator: &mut Translator,
        labels: &[u8],
        variation: Option<Variation>,
    ) -> Result<Vec<u8>, EngineError> {
        at_once(translator.translate(labels, variation, None))
    }

    #[test]
    fn a_model_that_takes_paint_uses_what_it_is_given_or_its_first_palette() {
        let paint = |byte: u8| Paint {
            colors: (0..12).map(|class| [byte, class, 255 - byte]).collect(),
        };
        let config = UNetConfig {
            upsampling: Upsampling::Resize,
            head: 3,
            ..config(15)
        };
        let palettes = vec![paint(10), paint(200)];
        let kind = InputKind::painted_facades();
        let mut painted = translator_of(config, kind, palettes.clone(), 0.0);
        assert_eq!(painted.palettes(), palettes);
        let map = procedural::facade(1);
        let mut translate = |paint: Option<&Paint>| at_once(painted.translate(&map, None, paint));
        let usual = translate(None).unwrap();
        assert_eq!(translate(Some(&palettes[0])).unwrap(), usual);
        assert_ne!(translate(Some(&palettes[1])).unwrap(), usual);
        assert_eq!(translate(None).unwrap(), usual, "the first one again");
        let short = Paint {
            colors: vec![[0; 3]; 11],
        };
        assert!(matches!(
            translate(Some(&short)),
            Err(EngineError::BadDrawing(PixelError::Colors { found: 11 }))
        ));

        let mut unpainted = translator(0.0);
        let usual = vary(&mut unpainted, &map, None).unwrap();
        let same = at_once(unpainted.translate(&map, None, Some(&palettes[1])));
        assert_eq!(same.unwrap(), usual);
    }

    #[test]
    fn a_map_becomes_an_opaque_picture_and_the_same_one_again() {
        let mut translator = translator(0.5);
        assert_eq!(translator.model(), "tiny");
        let [first, second] = [1, 2].map(procedural::facade);
        let picture = translate(&mut translator, &first).unwrap();
        assert_eq!(picture.len(), 4 * 256 * 256);
        assert!(picture.chunks_exact(4).all(|pixel| pixel[3] == u8::MAX));
        assert_ne!(translate(&mut translator, &second).unwrap(), picture);
        assert_eq!(translate(&mut translator, &first).unwrap(), picture);
    }

    #[test]
    fn variations_follow_their_seed_and_strength_where_the_model_has_dropout() {
        let map = procedural::facade(1);
        let variation = |seed, strength| Some(Variation { seed, strength });
        let mut with = translator(0.5);
        let usual = translate(&mut with, &map).unwrap();
        let first = vary(&mut with, &map, variation(1, 1.0)).unwrap();
        assert_ne!(first, usual);
        assert_ne!(vary(&mut with, &map, variation(2, 1.0)).unwrap(), first);
        assert_ne!(vary(&mut with, &map, variation(1, 0.5)).unwrap(), first);
        assert_eq!(vary(&mut with, &map, variation(1, 0.0)).unwrap(), usual);
        assert_eq!(vary(&mut with, &map, variation(1, 1.0)).unwrap(), first);
        let mut without = translator(0.0);
        let usual = translate(&mut without, &map).unwrap();
        assert_eq!(vary(&mut without, &map, variation(1, 1.0)).unwrap(), usual);
    }

    #[test]
    fn a_picture_that_is_called_back_is_none_and_spoils_nothing() {
        let mut translator = translator(0.0);
        let [first, second] = [1, 2].map(procedural::facade);
        let picture = translate(&mut translator, &first).unwrap();
        let mut layers = 0;
        let whole = at_once(translator.translate_while(&first, None, None, async || {
            layers += 1;
            true
        }));
        assert_eq!(whole.unwrap().unwrap(), picture);
        assert_eq!(layers, 16, "eight levels down and eight up");
        for stop in 0..layers {
            let mut layer = 0;
            let none = at_once(translator.translate_while(&second, None, None, async || {
                layer += 1;
                layer <= stop
            }));
            assert_eq!(none.unwrap(), None);
        }
        assert_eq!(translate(&mut translator, &first).unwrap(), picture);
    }

    #[test]
    fn a_model_of_colours_or_greys_takes_colours_and_class_ids_and_nothing_between() {
        for (kind, inputs) in [(InputKind::Rgb, 3), (InputKind::Grey, 1)] {
            let mut translator = translator_of(config(inputs), kind, Vec::new(), 0.0);
            assert!(translator.takes_colors());
            let map = procedural::facade(1);
            let of_ids = translate(&mut translator, &map).unwrap();
            let colors = map.iter().flat_map(|&id| by_id(id).unwrap().color);
            let colors: Vec<u8> = colors.collect();
            let of_colors = translate(&mut translator, &colors).unwrap();
            let differences = of_ids.iter().zip(&of_colors).map(|(a, b)| a.abs_diff(*b));
            assert!(differences.max() <= Some(1));
            let short = &colors[1..];
            let long = [&colors[..], &[0; 65_536]].concat();
            for wrong in [short, &long, &map[1..], &[]] {
                let length = wrong.len();
                let refusal = translate(&mut translator, wrong).unwrap_err();
                assert!(refusal.to_string().contains(&format!(
                    "expected 196608 bytes of red, green and blue, or a label map of 65536 class ids, got {length}"
                )));
            }
            assert_eq!(translate(&mut translator, &colors).unwrap(), of_colors);
        }
    }

    #[test]
    fn what_is_no_label_map_is_refused_and_harms_nothing() {
        let mut translator = translator(0.5);
        let map = procedural::facade(1);
        let picture = translate(&mut translator, &map).unwrap();
        let in_colors = [&map[..], &map[..], &map[..]].concat();
        for wrong in [&map[1..], &in_colors, &[]] {
            assert!(matches!(
                translate(&mut translator, wrong),
                Err(EngineError::BadDrawing(PixelError::NotOneMap { .. }))
            ));
        }
        for id in [0, 13, u8::MAX] {
            let mut wrong = map.clone();
            wrong[77] = id;
            assert!(matches!(
                translate(&mut translator, &wrong),
                Err(EngineError::BadDrawing(PixelError::UnknownClass {
                    index: 77,
                    ..
                }))
            ));
        }
        assert_eq!(translate(&mut translator, &map).unwrap(), picture);
    }
}
