//! A network on several devices, which share the batches of a step.
//!
//! Burn 0.22 has an all-reduce of its own for CUDA and HIP alone; on the CPU and through Vulkan it is refused. So gradients
//! go to the first device, where they are added up as those of accumulated batches are: in the order of the
//! batches, so that a step is the same on one device and on several.

use burn::module::Module;
use burn::optim::{GradientsAccumulator, GradientsParams};
use burn::tensor::{Device, Tensor};

/// As it is on the first device, and forked to each of the others; told apart by their places, because two of them may
/// be the same device.
pub struct Replicas<'a, M> {
    network: &'a M,
    home: &'a Device,
    forks: Vec<M>,
}

impl<'a, M: Module> Replicas<'a, M> {
    /// # Panics
    /// Panics without a device.
    pub fn new(network: &'a M, devices: &'a [Device]) -> Self {
        let (home, others) = devices.split_first().expect("a run has a device");
        let forks = others.iter().map(|device| network.clone().fork(device));
        Self {
            network,
            home,
            forks: forks.collect(),
        }
    }

    /// The one on the device of this place.
    pub fn at(&self, place: usize) -> &M {
        match place {
            0 => self.network,
            _ => &self.forks[place - 1],
        }
    }

    /// The sum of the gradients of every batch's loss, by the network's parameters, on the first device. Batches lie on the
    /// devices in turn; `loss_of` is given the place of its device, a batch, and the replica there.
    pub fn gradients<T>(
        &self,
        batches: &[T],
        mut loss_of: impl FnMut(usize, &T, &M) -> Tensor<1>,
    ) -> GradientsParams {
        let mut sum = GradientsAccumulator::new();
        for round in batches.chunks(1 + self.forks.len()) {
            let of_batch = |(place, batch): (usize, &T)| {
                let replica = self.at(place);
                GradientsParams::from_grads(loss_of(place, batch, replica).backward(), replica)
            };
            // Brought home once all have their work, so that no device waits for another's.
            let of_round: Vec<GradientsParams> = round.iter().enumerate().map(of_batch).collect();
            for gradients in of_round {
                let gradients = match self.forks.is_empty() {
                    true => gradients,
                    false => gradients.to_device(self.home, self.network),
                };
                sum.accumulate(self.network, gradients);
            }
        }
        sum.grads()
    }
}
