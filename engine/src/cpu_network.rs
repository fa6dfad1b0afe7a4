//! A generator on the CPU: by itself, or with others who share the work.
//!
//! Knows no browser; who the others are is [`WorkerPool`]'s business.

use facade_model::input::InputKind;
use facade_model::paint::Paint;
use facade_model::unet::UNet;

use super::cpu_plan::CpuPlan;
use super::cpu_plan::shard::{AllGather, Alone, Shard};
use facade_protocol::Variation;

/// The workers that make the same pictures together, as the first of them sees it.
pub trait WorkerPool: AllGather {
    /// Starts the others on a picture, with the paint of the last one where there is none. The caller must then run
    /// its own shard.
    fn begin(&mut self, drawing: &[u8], variation: Option<Variation>, paint: Option<&Paint>);
}

/// A plan, and whom it needs.
pub struct CpuNetwork {
    plan: CpuPlan,
    workers: usize,
    pool: Option<Box<dyn WorkerPool>>,
}

impl CpuNetwork {
    /// The shard of the first of so many workers, of a generator that sees `input`; with more than one, [`CpuNetwork::join`] must
    /// come before the first picture.
    pub fn first_of(workers: usize, unet: UNet, input: &InputKind) -> Self {
        let shard = Shard {
            index: 0,
            count: workers,
        };
        Self {
            plan: CpuPlan::of(unet, input, shard),
            workers,
            pool: None,
        }
    }

    /// How many work on a picture.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Most values that any worker gives to the others at once.
    pub fn most_published(&self) -> usize {
        self.plan.most_published()
    }

    /// The others are there.
    pub fn join(&mut self, pool: Box<dyn WorkerPool>) {
        self.pool = Some(pool);
    }

    /// As [`CpuPlan::run`]; `masks` are those of the variation, `paint` is for generators that take any. `goes_on` is asked before each layer, but with others
    /// only before the first: they could not be told. `None` where it says no.
    pub async fn run_while(
        &mut self,
        drawing: &[u8],
        variation: Option<Variation>,
        masks: &[Vec<f32>],
        paint: Option<&Paint>,
        mut goes_on: impl AsyncFnMut() -> bool,
    ) -> Option<&[f32]> {
        if let Some(paint) = paint {
            self.plan.paint(paint);
        }
        match &mut self.pool {
            Some(_) if !goes_on().await => None,
            Some(pool) => {
                pool.begin(drawing, variation, paint);
                Some(self.plan.run_with(drawing, masks, &mut **pool))
            }
            None => {
                for layer in 0..self.plan.layers() {
                    if !goes_on().await {
                        return None;
                    }
                    self.plan.run_layer(layer, drawing, masks, &mut Alone);
                }
                Some(self.plan.picture())
            }
        }
    }
}
