//! Kernels on their way to the points, and their gradients on the way back.

use super::layer::{KernelsOf, Layer};
use super::memory::{LINE, Room, Start, each};
use super::pictures::{CHANNELS, load_some, store_some};
use super::scheme::{Matrix, OfKernel, both_ways};
use crate::cpu_kernels::lanes::{Eight, Processor, Task};
use crate::cpu_kernels::panel_product::PANEL;

/// Most weights of a kernel.
const MOST_WEIGHTS: usize = 2 * CHANNELS;

/// Kernels at the points: for each group of views and each point, panels of 16 outputs, in them for each
/// channel of each view the 16 weights.
pub struct Kernels {
    start: Start,
    /// What `start` points to.
    _room: Room,
    /// Values from one point to the next.
    point: usize,
    /// Values from one panel to the next.
    pub panel: usize,
}

impl Kernels {
    pub fn new<const R: usize, const P: usize>(
        processor: Processor,
        layer: &Layer,
        weight: &[f32],
    ) -> Self
    where
        OfKernel: Matrix<P, R>,
    {
        let panels = layer.output.channels.div_ceil(PANEL);
        let channels = layer.input.channels.next_multiple_of(CHANNELS);
        let panel = layer.summed() * channels * PANEL;
        let point = panels * panel + LINE;
        let mut room = Room::new(layer.groups() * P * P * point);
        let target = room.start();
        let tasks = channels / CHANNELS;
        each(true, panels * tasks, |task| {
            processor.run(Pack::<R, P> {
                kernels: &layer.kernels,
                weight,
                outputs: layer.output.channels,
                channels: layer.input.channels,
                summed: layer.summed(),
                panel: task / tasks,
                first_channel: task % tasks * CHANNELS,
                target,
                point,
                panel_values: panel,
            });
        });
        Self {
            start: target,
            _room: room,
            point,
            panel,
        }
    }

    /// The panels of a point; points are numbered through the groups.
    ///
    /// # Safety
    /// There are so many points.
    pub unsafe fn at(&self, point: usize) -> *const f32 {
        // SAFETY: the caller vouches for it.
        unsafe { self.start.at(point * self.point) }
    }
}

/// Eight channels of a panel.
struct Pack<'a, const R: usize, const P: usize> {
    kernels: &'a KernelsOf,
    weight: &'a [f32],
    outputs: usize,
    channels: usize,
    summed: usize,
    panel: usize,
    first_channel: usize,
    target: Start,
    point: usize,
    panel_values: usize,
}

impl<const R: usize, const P: usize> Task for Pack<'_, R, P>
where
    OfKernel: Matrix<P, R>,
{
    #[inline(always)]
    fn run<L: Eight>(self) {
        let KernelsOf {
            output_step,
            channel_step,
            weights,
            ..
        } = *self.kernels;
        let view_channels = self.channels.next_multiple_of(CHANNELS);
        for channel in self.first_channel..self.first_channel + CHANNELS {
            for half in 0..PANEL / CHANNELS {
                let first_output = self.panel * PANEL + half * CHANNELS;
                let mut rows = [[L::splat(0.0); CHANNELS]; 2];
                for lane in 0..CHANNELS {
                    let output = first_output + lane;
                    if output < self.outputs && channel < self.channels {
                        let start = output * output_step + channel * channel_step;
                        let kernel = &self.weight[start..start + weights];
                        rows[0][lane] = load_some(&kernel[..CHANNELS]);
                        rows[1][lane] = load_some(&kernel[CHANNELS..]);
                    }
                }
                let taps = [L::transpose(rows[0]), L::transpose(rows[1])];
                for (view, places) in self.kernels.taps.iter().enumerate() {
                    let mut kernel = [[L::splat(0.0); R]; R];
                    for j in 0..R {
                        for i in 0..R {
                            let place = places[j * R + i];
                            kernel[j][i] = taps[place / CHANNELS][place % CHANNELS];
                        }
                    }
                    let found = both_ways::<OfKernel, L, P, R>(kernel);
                    let (group, view) = (view / self.summed, view % self.summed);
                    let place = self.panel * self.panel_values
                        + (view * view_channels + channel) * PANEL
                        + half * CHANNELS;
                    for j in 0..P {
                        for i in 0..P {
                            let point = ((group * P + j) * P + i) * self.point;
                            // SAFETY: `Kernels` has this point, and these eight values are this task's.
                            unsafe { found[j][i].store(self.target.at(point + place)) };
                        }
                    }
                }
            }
        }
    }
}

/// Gradients of eight outputs' kernels leave the points, where for each point there is a matrix
/// `[channels, outputs]`, of which the channels of one view follow those of another.
pub struct Unpack<'a, const R: usize, const P: usize> {
    pub kernels: &'a KernelsOf,
    pub outputs: usize,
    pub channels: usize,
    pub first_output: usize,
    pub points: Start,
    /// Values from one point to the next.
    pub point: usize,
    /// Values from one channel to the next.
    pub channel: usize,
    pub weight: Start,
}

impl<const R: usize, const P: usize> Task for Unpack<'_, R, P>
where
    OfKernel: Matrix<R, P>,
{
    #[inline(always)]
    fn run<L: Eight>(self) {
        let view_channels = self.channels.next_multiple_of(CHANNELS);
        let weights = self.kernels.weights;
        let outputs = CHANNELS.min(self.outputs - self.first_output);
        for channel in 0..self.channels {
            let mut taps = [[L::splat(0.0); CHANNELS]; MOST_WEIGHTS / CHANNELS];
            for (view, places) in self.kernels.taps.iter().enumerate() {
                let place = (view * view_channels + channel) * self.channel + self.first_output;
                let mut products = [[L::splat(0.0); P]; P];
                for j in 0..P {
                    for i in 0..P {
                        let point = (j * P + i) * self.point;
                        // SAFETY: the matrices have this channel and these outputs.
                        products[j][i] = unsafe { L::load(self.points.at(point + place)) };
                    }
                }
                let kernel = both_ways::<OfKernel, L, R, P>(products);
                for j in 0..R {
                    for i in 0..R {
                        let place = places[j * R + i];
                        taps[place / CHANNELS][place % CHANNELS] = kernel[j][i];
                    }
                }
            }
            let rows = [L::transpose(taps[0]), L::transpose(taps[1])];
            for lane in 0..outputs {
                let start = (self.first_output + lane) * self.kernels.output_step
                    + channel * self.kernels.channel_step;
                // SAFETY: the weights of these outputs are this task's.
                unsafe {
                    store_some(rows[0][lane], self.weight.at(start), CHANNELS);
                    let rest = self.weight.at(start + CHANNELS);
                    store_some(rows[1][lane], rest, weights - CHANNELS);
                }
            }
        }
    }
}
