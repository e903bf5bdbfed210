//! Random numbers from a fixed seed: a company's books are the same after a restart.

use jiff::civil::Date;

/// `SplitMix64`, seeded by a text.
#[derive(Clone)]
pub(super) struct Random(u64);

impl Random {
    /// The same numbers for the same text, on every computer and with every version.
    pub(super) fn of(text: &str) -> Self {
        // FNV-1a.
        let seed = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    /// One of `0..count`; 0 of none.
    pub(super) fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count.max(1)).unwrap_or(1);
        usize::try_from(self.next() % count).unwrap_or(0)
    }

    /// Cents from `low` to `high`, in whole steps of `step`.
    pub(super) fn cents(&mut self, low: i64, high: i64, step: i64) -> i64 {
        let steps = usize::try_from((high - low) / step + 1).unwrap_or(1);
        low + step * i64::try_from(self.below(steps)).unwrap_or(0)
    }

    /// True in `percent` of a hundred cases.
    pub(super) fn in_hundred(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Some moment of the working day.
    pub(super) fn working_hour(&mut self, date: Date) -> jiff::civil::DateTime {
        let part = |count| i8::try_from(count).unwrap_or(0);
        date.at(
            part(9 + self.below(8)),
            part(self.below(60)),
            part(self.below(60)),
            0,
        )
    }
}
