//! Several workers that make a picture together, where the page is cross-origin isolated.
//!
//! Every worker runs the same binary with a memory of its own, and its shard of the plan (see
//! [`super::cpu_plan::shard`]). What they tell one another goes through a
//! [`shared_buffer::SharedBuffer`], the only memory that they share. Shared WebAssembly memory
//! would spare its copies, a few hundred kilobytes a layer, but needs a standard library built for
//! it, which stable Rust does not offer, and a second binary for pages that are not isolated.

pub mod peer;
pub mod shared_buffer;
pub mod spawn;

use facade_model::paint::Paint;

use self::shared_buffer::SharedBuffer;
use self::spawn::Peers;
use super::cpu_network::WorkerPool;
use super::cpu_plan::shard::AllGather;
use facade_protocol::Variation;

/// The shared buffer, and the peers who meet at it.
pub struct WebWorkerPool {
    buffer: SharedBuffer,
    /// They live as long as the pool.
    _peers: Peers,
}

impl WebWorkerPool {
    /// Gathers the peers, who have the model, for shards that publish at most `capacity` values at
    /// once; `None` where one has failed or takes too long.
    pub async fn gather(peers: Peers, capacity: usize) -> Option<Self> {
        let buffer = SharedBuffer::new(peers.count(), capacity);
        let all_here = peers.gather(&buffer).await;
        all_here.then_some(Self {
            buffer,
            _peers: peers,
        })
    }
}

impl AllGather for WebWorkerPool {
    fn publish(&mut self, mine: &[f32]) {
        self.buffer.publish(mine);
    }

    fn read(&mut self, index: usize, start: usize, values: &mut [f32]) {
        self.buffer.read(index, start, values);
    }
}

impl WorkerPool for WebWorkerPool {
    fn begin(&mut self, drawing: &[u8], variation: Option<Variation>, paint: Option<&Paint>) {
        self.buffer.announce(drawing, variation, paint);
    }
}
