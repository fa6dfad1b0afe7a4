//! The generator as a graphics adapter runs it: the same function as [`UNet::forward`] on one drawing,
//! by compute shaders of our own and in one submission a picture.
//!
//! ```text
//! class ids ─▶ first  ─▶ convolution ─▶ epilogue ─▶ convolution ─▶ epilogue ─▶ … ─▶ 1×1
//!  64 KB         │ skip connection         │                                         │
//! RGBA ◀─ picture ◀── epilogue ◀─ convolution ◀── … ◀────────────────────────────────┘
//! 256 KB
//! ```
//!
//! # Arithmetic
//!
//! A 4×4 convolution with stride 2 is four 2×2 convolutions with stride 1, one on each of the
//! planes of odd and even rows and columns of its padded input. Its transpose is four such
//! convolutions of the same input, one for each of the quarters of odd and even rows and columns of
//! its output (polyphase decomposition; Vaidyanathan, "Multirate Systems and Filter Banks", 1993,
//! chapter 4). Both are thus one loop, `shaders/convolution.wgsl`: *sum over planes of 2×2 weights
//! times pixels*. An invocation keeps the accumulators of 8 output channels over 4×2 pixels in
//! registers, reads 5×3 values and 4·8 weights a plane, and multiplies 256 times. Layers of few
//! pixels would not keep an adapter busy so; their planes are split among invocations (split-K),
//! and the partial sums are added up later.
//!
//! `shaders/epilogue.wgsl` has one workgroup for each channel. It adds up the partial sums, takes
//! mean and variance (in two passes: a blank drawing's planes hardly vary), and writes norm,
//! activation and dropout mask in one go to where they are read: an encoder's output, leaky, to the
//! level below, and, rectified, behind what the decoder will bring to the same level, so that
//! nothing is ever concatenated. It rearranges while it writes (`planes`), with zeros for padding
//! that were there from the start. Doing it when the values are read instead would repeat it for
//! each group of outputs, and neighbours would not read side by side.
//!
//! The first layer adds up table rows by class instead of multiplying mostly empty planes; the
//! last one computes each pixel's four bytes. A head (`shaders/head.wgsl`) does both. Paint is in the tables
//! (`tables`): another paint is two kilobytes for the head and a few for the first layer, written before the ids.
//! A generator that sees colours or greys has these two shaders for drawings in colours, a word a pixel: sixteen taps of at most three planes are no more to multiply than table rows are to add up (`ends`).
//!
//! # Numbers
//!
//! Weights are whole numbers of 16 bits with a scale for each output channel (`pack`), everything else 32-bit
//! floats. Where the adapter has 16-bit floats, planes and weights are such, and products are summed up in
//! them over 16 taps before the sum goes on in 32 bits.
//!
//! # Order
//!
//! Buffers, shaders and pipelines are made once, when a model is loaded; each translation writes the drawing, runs
//! the same dispatches in one pass and copies one buffer. Every sum is added up in a fixed order, so equal
//! drawings give equal pictures. Burn stays the definition: [`GpuPlan::of`] reads a [`UNet`], and tests
//! compare the two. Nothing here knows a browser.

mod build;
mod convolution;
mod dispatches;
mod end_shader;
mod ends;
mod gpu;
mod pack;
mod planes;
mod shader;
mod tables;

#[cfg(test)]
mod tests;

use facade_model::input::InputKind;
use facade_model::paint::Paint;
use facade_model::unet::UNet;

use self::build::{Resources, build, bytes_of, neutral_mask};
pub use self::gpu::{Gpu, Precision};
use super::error::EngineError;

/// One generator on a graphics device, ready to translate one drawing at a time.
pub struct GpuPlan {
    gpu: Gpu,
    resources: Resources,
    /// Whether the masks are something else than ones.
    masked: bool,
}

impl GpuPlan {
    /// Puts a generator that sees `input`, whose weights may lie on another device, on `gpu`.
    ///
    /// # Errors
    /// [`EngineError::AdapterRefused`] where it is too large for the device,
    /// [`EngineError::DeviceLost`].
    ///
    /// # Panics
    /// Panics if the generator is not folded (see [`UNet::folded`]) or sees something else.
    pub async fn of(unet: &UNet, input: &InputKind, gpu: &Gpu) -> Result<Self, EngineError> {
        let resources = gpu.accepted(|| build(unet, input, gpu)).await?;
        Ok(Self {
            gpu: gpu.clone(),
            resources,
            masked: false,
        })
    }

    /// Bytes of all buffers on the device.
    pub fn device_bytes(&self) -> u64 {
        self.resources.bytes
    }

    /// From now on classes have these colours, where the generator is told them; they are mid-grey until then.
    ///
    /// # Panics
    /// Panics unless there is a colour for each class.
    pub fn paint(&mut self, paint: &Paint) {
        self.resources.seeing.paint(paint, &self.gpu.queue);
    }

    /// Translates 65,536 ids of the generator's classes into opaque RGBA, four bytes a pixel; or 196,608 bytes of red, green
    /// and blue in turn, where it sees colours or greys.
    ///
    /// `masks` are those of dropout (see [`facade_model::dropout`]), one for the output of each of
    /// the innermost decoder blocks; none for the usual picture.
    ///
    /// # Errors
    /// [`EngineError::DeviceLost`] and [`EngineError::Execution`].
    ///
    /// # Panics
    /// Panics at another number of bytes, or a mask of another size.
    pub async fn run(
        &mut self,
        drawing: &[u8],
        masks: &[Vec<f32>],
    ) -> Result<Vec<u8>, EngineError> {
        let Gpu { device, queue, .. } = &self.gpu;
        let resources = &self.resources;
        let seeing = &resources.seeing;
        seeing.set(drawing, queue);
        if self.masked || !masks.is_empty() {
            for (index, buffer) in resources.masks.iter().enumerate() {
                let len = buffer.size() as usize / size_of::<f32>();
                let bytes = masks
                    .get(index)
                    .map_or_else(|| neutral_mask(len), |mask| bytes_of(mask));
                assert_eq!(
                    bytes.len(),
                    buffer.size() as usize,
                    "a mask of another network"
                );
                queue.write_buffer(buffer, 0, &bytes);
            }
            self.masked = !masks.is_empty();
        }
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        seeing.first.run(&mut pass);
        for dispatch in &resources.between {
            dispatch.run(&mut pass);
        }
        for head in seeing.heads() {
            head.run(&mut pass);
        }
        drop(pass);
        encoder.copy_buffer_to_buffer(&resources.picture, 0, &resources.readable, 0, None);
        queue.submit([encoder.finish()]);
        self.gpu.read(&resources.readable).await
    }
}
