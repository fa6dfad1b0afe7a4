//! Several workers that make a picture together, where the page is cross-origin isolated.
//!
//! Every worker runs the same binary with a memory of its own, and its part of the plan (see
//! [`super::cpu_plan::part`]). What they tell one another goes over a [`board::Board`], the only memory that
//! they share. Shared WebAssembly memory would spare its copies, a few hundred kilobytes a layer, but needs a standard
//! library built for it, which stable Rust does not offer, and a second binary for pages that are not
//! isolated.

pub mod board;
pub mod member;
pub mod recruit;

use facade_model::paint::Paint;

use self::board::Board;
use self::recruit::Helpers;
use super::cpu_network::Crew;
use super::cpu_plan::part::Exchange;
use facade_protocol::Variation;

/// A board, and those who meet at it.
pub struct Team {
    board: Board,
    /// They live as long as the team.
    _helpers: Helpers,
}

impl Team {
    /// Gathers the helpers, who have the model, for parts that publish at most `capacity` values at once; `None`
    /// where one has failed or takes too long.
    pub async fn gather(helpers: Helpers, capacity: usize) -> Option<Self> {
        let board = Board::new(helpers.count(), capacity);
        let all_here = helpers.gather(&board).await;
        all_here.then_some(Self {
            board,
            _helpers: helpers,
        })
    }
}

impl Exchange for Team {
    fn publish(&mut self, mine: &[f32]) {
        self.board.publish(mine);
    }

    fn read(&mut self, index: usize, start: usize, values: &mut [f32]) {
        self.board.read(index, start, values);
    }
}

impl Crew for Team {
    fn begin(&mut self, labels: &[u8], variation: Option<Variation>, paint: Option<&Paint>) {
        self.board.announce(labels, variation, paint);
    }
}
