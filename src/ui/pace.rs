//! How long a download takes still, by the bytes that have come and the time they took. Pure.

/// The least time that says anything of a line's speed, milliseconds.
const MEASURED_MS: f64 = 500.0;

/// What follows on the download, milliseconds: the first translations.
const WARMING_UP_MS: f64 = 1_000.0;

/// Since when a download is watched, and what had come by then.
#[derive(Debug, Default)]
pub struct Pace {
    since: Option<(f64, u64)>,
}

impl Pace {
    /// So much has come: the seconds until its first picture, once that can be told. `now_ms` is any clock's.
    pub fn seconds_left(
        &mut self,
        (received_bytes, total_bytes): (u64, u64),
        now_ms: f64,
    ) -> Option<u32> {
        let since = self.since.filter(|(_, bytes)| *bytes <= received_bytes);
        let (since_ms, before) = since.unwrap_or((now_ms, received_bytes));
        self.since = Some((since_ms, before));
        let (took_ms, came) = (now_ms - since_ms, received_bytes - before);
        if took_ms < MEASURED_MS || came == 0 {
            return None;
        }
        let left = total_bytes.saturating_sub(received_bytes);
        let left_ms = left as f64 * took_ms / came as f64 + WARMING_UP_MS;
        Some((left_ms / 1_000.0).ceil() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_takes_as_long_as_what_came() {
        let mut pace = Pace::default();
        assert_eq!(pace.seconds_left((100_000, 2_500_000), 4_000.0), None);
        assert_eq!(
            pace.seconds_left((140_000, 2_500_000), 4_200.0),
            None,
            "too early"
        );
        assert_eq!(pace.seconds_left((300_000, 2_500_000), 5_000.0), Some(12));
        assert_eq!(pace.seconds_left((2_490_000, 2_500_000), 16_000.0), Some(2));
    }

    #[test]
    fn a_download_that_begins_anew_is_measured_anew_and_one_that_stands_promises_nothing() {
        let mut pace = Pace::default();
        pace.seconds_left((900_000, 1_000_000), 0.0);
        assert_eq!(pace.seconds_left((0, 1_000_000), 1_000.0), None);
        assert_eq!(pace.seconds_left((0, 1_000_000), 9_000.0), None);
        assert_eq!(pace.seconds_left((500_000, 1_000_000), 11_000.0), Some(11));
    }
}
