//! Kernels on their way to the points, and their gradients on the way back.

use std::ops::Range;

use super::layer::{KernelsOf, Layer};
use super::pictures::{CHANNELS, load_some, store_some};
use super::transforms::{Matrix, OfKernel, Square, both_ways};
use crate::cpu_kernels::lanes::{F32x8, Processor, SimdTask};
use crate::cpu_kernels::memory::{LINE, Room, Start, each};
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
    /// Those of some panels and channels, of which the first is a multiple of eight; `shared` says whether
    /// other cores help.
    pub fn new<const R: usize, const P: usize>(
        processor: Processor,
        layer: &Layer,
        weight: &[f32],
        panels: Range<usize>,
        channels: Range<usize>,
        shared: bool,
    ) -> Self
    where
        OfKernel: Matrix<P, R>,
    {
        let parts = channels.len().div_ceil(CHANNELS);
        let part = layer.summed() * CHANNELS * PANEL;
        let panel = parts * part;
        let point = panels.len() * panel + LINE;
        let mut room = Room::new(layer.groups() * P * P * point);
        let start = room.start();
        each(shared, panels.len() * parts, |task| {
            processor.run(Pack::<R, P> {
                layer,
                weight,
                first_output: (panels.start + task / parts) * PANEL,
                first_channel: channels.start + task % parts * CHANNELS,
                // SAFETY: there are so many panels and parts.
                target: unsafe { start.from(task / parts * panel + task % parts * part) },
                point,
            });
        });
        Self {
            start,
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
    layer: &'a Layer,
    weight: &'a [f32],
    first_output: usize,
    first_channel: usize,
    /// Where the first of these channels is at the first point.
    target: Start,
    point: usize,
}

impl<const R: usize, const P: usize> SimdTask for Pack<'_, R, P>
where
    OfKernel: Matrix<P, R>,
{
    type Output = ();

    #[inline(always)]
    #[expect(
        clippy::needless_range_loop,
        reason = "the same place in arrays and in memory"
    )]
    fn run<L: F32x8>(self) {
        let KernelsOf {
            output_step,
            channel_step,
            weights,
            ..
        } = self.layer.kernels;
        let summed = self.layer.summed();
        for channel in 0..CHANNELS {
            for half in 0..PANEL / CHANNELS {
                let mut rows = [[L::splat(0.0); CHANNELS]; MOST_WEIGHTS / CHANNELS];
                for lane in 0..CHANNELS {
                    let output = self.first_output + half * CHANNELS + lane;
                    let channel = self.first_channel + channel;
                    if output < self.layer.output.channels && channel < self.layer.input.channels {
                        let start = output * output_step + channel * channel_step;
                        let kernel = &self.weight[start..start + weights];
                        // SAFETY: kernels have nine weights or sixteen.
                        unsafe {
                            let rest = kernel.as_ptr().add(CHANNELS);
                            rows[0][lane] = L::load(kernel.as_ptr());
                            rows[1][lane] = load_some(rest, weights - CHANNELS);
                        }
                    }
                }
                let taps = [L::transpose(rows[0]), L::transpose(rows[1])];
                for (view, places) in self.layer.kernels.taps.iter().enumerate() {
                    let mut kernel = [[L::splat(0.0); R]; R];
                    for j in 0..R {
                        for i in 0..R {
                            let place = places[j * R + i];
                            kernel[j][i] = taps[place / CHANNELS][place % CHANNELS];
                        }
                    }
                    let (group, view) = (view / summed, view % summed);
                    let place = group * P * P * self.point
                        + (view * CHANNELS + channel) * PANEL
                        + half * CHANNELS;
                    // SAFETY: `Kernels` has these points, and these values of them are this task's.
                    unsafe {
                        let to = Square {
                            start: self.target.at(place),
                            row: P * self.point,
                            column: self.point,
                        };
                        both_ways::<OfKernel, L, P, R>(Square::from(&kernel), to);
                    }
                }
            }
        }
    }
}

/// Gradients of eight outputs' kernels leave the points, where for each point there is a matrix
/// `[channels, outputs]`; of each eight channels, those of one view follow those of another.
pub struct Unpack<'a, const R: usize, const P: usize> {
    pub layer: &'a Layer,
    pub first_output: usize,
    /// The first is a multiple of eight.
    pub channels: Range<usize>,
    /// Where the first channel and output are at the first point.
    pub points: Start,
    /// Values from one point to the next.
    pub point: usize,
    /// Values from one channel to the next.
    pub channel: usize,
    pub weight: Start,
}

impl<const R: usize, const P: usize> SimdTask for Unpack<'_, R, P>
where
    OfKernel: Matrix<R, P>,
{
    type Output = ();

    #[inline(always)]
    #[expect(
        clippy::needless_range_loop,
        reason = "the same place in arrays and in memory"
    )]
    fn run<L: F32x8>(self) {
        let KernelsOf {
            output_step,
            channel_step,
            weights,
            ..
        } = self.layer.kernels;
        let views = self.layer.views.len();
        let outputs = CHANNELS.min(self.layer.output.channels - self.first_output);
        for channel in self.channels.clone() {
            let row = channel - self.channels.start;
            let row = row / CHANNELS * CHANNELS * views + row % CHANNELS;
            let mut taps = [[L::splat(0.0); CHANNELS]; MOST_WEIGHTS / CHANNELS];
            for (view, places) in self.layer.kernels.taps.iter().enumerate() {
                let place = (row + view * CHANNELS) * self.channel;
                let mut kernel = [[L::splat(0.0); R]; R];
                // SAFETY: the matrices have this channel and these outputs.
                unsafe {
                    let from = Square {
                        start: self.points.at(place).cast_const(),
                        row: P * self.point,
                        column: self.point,
                    };
                    both_ways::<OfKernel, L, R, P>(from, Square::from(&mut kernel));
                }
                for j in 0..R {
                    for i in 0..R {
                        let place = places[j * R + i];
                        taps[place / CHANNELS][place % CHANNELS] = kernel[j][i];
                    }
                }
            }
            let rows = [L::transpose(taps[0]), L::transpose(taps[1])];
            for lane in 0..outputs {
                let start = (self.first_output + lane) * output_step + channel * channel_step;
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
