//! The one buffer that workers share: what is to be done, and what each has made.
//!
//! ```text
//! i32   job, arrivals, seed, strength (bits), bytes of the drawing, how many classes have a colour, or 0 where the
//!       paint stays, and 256 places for these: 0x00RRGGBB
//! u8    the drawing: 65,536 class ids, or 196,608 of red, green and blue
//! f32   two times, for each shard: what it has published
//! ```
//!
//! Twice, because a shard may publish again while another still reads: it cannot do so a third time
//! before everyone has arrived at the second.

use facade_model::paint::Paint;
use js_sys::{Atomics, Float32Array, Int32Array, SharedArrayBuffer, Uint8Array};

use crate::cpu_plan::shard::{AllGather, Shard};
use facade_protocol::{COLOR_BYTES, Variation};

/// Places of the integers.
const JOB: u32 = 0;
const ARRIVALS: u32 = 1;
const SEED: u32 = 2;
const STRENGTH: u32 = 3;
const DRAWING_LEN: u32 = 4;
const COLOR_COUNT: u32 = 5;
const COLORS: u32 = 6;
/// As many colours as there can be classes.
const INTEGERS: u32 = COLORS + 256;

const DRAWING_START: u32 = 4 * INTEGERS;
const VALUES_START: u32 = DRAWING_START + COLOR_BYTES as u32;
/// Looks at an integer before a worker goes to sleep over it: waking up takes longer than most
/// waits.
const LOOKS: u32 = 2_000;
/// How long a shard waits for the others before it takes them for dead, milliseconds. Phones put
/// workers to sleep for a while, hence so long.
const PATIENCE_MS: f64 = 20_000.0;

pub struct SharedBuffer {
    memory: SharedArrayBuffer,
    integers: Int32Array,
    /// As long as the longest drawing.
    drawing: Uint8Array,
    values: Float32Array,
    shard: Shard,
    /// Most values that a shard publishes at once.
    capacity: u32,
    /// How often this shard has published.
    round: i32,
    /// The last job that this shard knows of.
    job: i32,
}

impl SharedBuffer {
    /// A new buffer, seen by the first of `count` shards that publish at most `capacity` values at
    /// once.
    ///
    /// # Panics
    /// Panics where the browser has no memory for it, as for any other.
    pub fn new(count: usize, capacity: usize) -> Self {
        let values = 2 * count * capacity;
        let memory = SharedArrayBuffer::new(VALUES_START + 4 * values as u32);
        Self::over(memory, Shard { index: 0, count }, capacity)
    }

    /// A buffer that another shard has made, as this one sees it.
    pub fn over(memory: SharedArrayBuffer, shard: Shard, capacity: usize) -> Self {
        let values = 2 * shard.count * capacity;
        Self {
            integers: Int32Array::new_with_byte_offset_and_length(&memory, 0, INTEGERS),
            drawing: Uint8Array::new_with_byte_offset_and_length(
                &memory,
                DRAWING_START,
                COLOR_BYTES as u32,
            ),
            values: Float32Array::new_with_byte_offset_and_length(
                &memory,
                VALUES_START,
                values as u32,
            ),
            memory,
            shard,
            capacity: capacity as u32,
            round: 0,
            job: 0,
        }
    }

    /// What another worker needs for [`SharedBuffer::over`].
    pub fn memory(&self) -> (&SharedArrayBuffer, usize) {
        (&self.memory, self.capacity as usize)
    }

    /// Tells everyone what to do next.
    pub fn announce(
        &mut self,
        drawing: &[u8],
        variation: Option<Variation>,
        paint: Option<&Paint>,
    ) {
        let len = drawing.len() as u32;
        self.drawing.subarray(0, len).copy_from(drawing);
        self.store(DRAWING_LEN, len.cast_signed());
        let Variation { seed, strength } = variation.unwrap_or(Variation {
            seed: 0,
            strength: 0.0,
        });
        self.store(SEED, seed.cast_signed());
        self.store(STRENGTH, strength.to_bits().cast_signed());
        let colors = paint.map_or(&[][..], |paint| &paint.colors);
        self.store(COLOR_COUNT, colors.len() as i32);
        for (place, &[red, green, blue]) in (COLORS..).zip(colors) {
            self.store(place, i32::from_be_bytes([0, red, green, blue]));
        }
        self.job = self.job.wrapping_add(1);
        self.store(JOB, self.job);
        self.wake(JOB);
    }

    /// Waits, for ever if need be, for the next job, and writes its drawing over `drawing`. `None` for a variation is
    /// the usual picture, for paint that of the last one.
    pub fn next_job(&mut self, drawing: &mut Vec<u8>) -> (Option<Variation>, Option<Paint>) {
        self.wait(JOB, f64::INFINITY, |job| job != self.job);
        self.job = self.load(JOB);
        let len = self.load(DRAWING_LEN).cast_unsigned();
        drawing.resize(len as usize, 0);
        self.drawing.subarray(0, len).copy_to(drawing);
        let strength = f32::from_bits(self.load(STRENGTH).cast_unsigned());
        let variation = (strength > 0.0).then(|| Variation {
            seed: self.load(SEED).cast_unsigned(),
            strength,
        });
        let colors = (COLORS..COLORS + self.load(COLOR_COUNT).cast_unsigned()).map(|place| {
            let [_, red, green, blue] = self.load(place).to_be_bytes();
            [red, green, blue]
        });
        let paint = Paint {
            colors: colors.collect(),
        };
        (
            variation,
            Some(paint).filter(|paint| !paint.colors.is_empty()),
        )
    }

    /// Returns once `ready` is true of an integer, or false after `patience_ms`.
    fn wait(&self, place: u32, patience_ms: f64, ready: impl Fn(i32) -> bool) -> bool {
        for _ in 0..LOOKS {
            if ready(self.load(place)) {
                return true;
            }
        }
        loop {
            let seen = self.load(place);
            if ready(seen) {
                return true;
            }
            let woken = Atomics::wait_with_timeout(&self.integers, place, seen, patience_ms);
            if woken.is_ok_and(|how| how == "timed-out") {
                return ready(self.load(place));
            }
        }
    }

    /// Where a shard's values begin in this round.
    fn start(&self, index: usize) -> u32 {
        let round = self.round.cast_unsigned() % 2;
        (round * self.shard.count as u32 + index as u32) * self.capacity
    }

    fn load(&self, place: u32) -> i32 {
        Atomics::load(&self.integers, place).expect("a place in the buffer")
    }

    fn store(&self, place: u32, value: i32) {
        Atomics::store(&self.integers, place, value).expect("a place in the buffer");
    }

    fn wake(&self, place: u32) {
        Atomics::notify(&self.integers, place).expect("a place in the buffer");
    }
}

impl AllGather for SharedBuffer {
    fn publish(&mut self, mine: &[f32]) {
        assert!(
            mine.len() <= self.capacity as usize,
            "a place for {}",
            mine.len()
        );
        self.round = self.round.wrapping_add(1);
        let start = self.start(self.shard.index);
        self.values
            .subarray(start, start + mine.len() as u32)
            .copy_from(mine);
        let everyone = self.round.wrapping_mul(self.shard.count as i32);
        let before = Atomics::add(&self.integers, ARRIVALS, 1).expect("a place in the buffer");
        if before.wrapping_add(1) == everyone {
            self.wake(ARRIVALS);
        }
        // Arrivals go on counting, so the difference tells who is ahead even when they wrap.
        let all_here = |arrivals: i32| arrivals.wrapping_sub(everyone) >= 0;
        assert!(
            self.wait(ARRIVALS, PATIENCE_MS, all_here),
            "a worker that shares the work has stopped"
        );
    }

    fn read(&mut self, index: usize, start: usize, values: &mut [f32]) {
        let start = self.start(index) + start as u32;
        self.values
            .subarray(start, start + values.len() as u32)
            .copy_to(values);
    }
}
