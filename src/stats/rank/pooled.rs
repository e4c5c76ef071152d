//! Two groups or more in one ranking.

use crate::stats::{Sample, Undefined};

/// Above this many observations half ranks are no longer exact in a double.
const MOST: u64 = 1 << 52;

/// A distinct value of several groups together.
pub(super) struct Tied {
    /// How often it occurs in each group.
    pub counts: Vec<u64>,
    /// How often in all.
    pub size: u64,
    /// The mean of the ranks that these observations share.
    pub midrank: f64,
}

/// The distinct values of all groups, increasing.
pub(super) struct Pooled {
    pub ties: Vec<Tied>,
    pub total: u64,
}

impl Pooled {
    /// [`Undefined::TooLarge`] for more than 2^52 observations.
    pub(super) fn new(groups: &[&Sample]) -> Result<Pooled, Undefined> {
        let mut all: Vec<(f64, usize, u64)> = groups
            .iter()
            .enumerate()
            .flat_map(|(group, sample)| sample.pairs().map(move |(value, count)| (value, group, count)))
            .collect();
        all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let total = groups.iter().try_fold(0_u64, |sum, group| sum.checked_add(group.total()));
        let total = total.filter(|total| *total <= MOST).ok_or(Undefined::TooLarge)?;
        let mut ties: Vec<Tied> = Vec::new();
        let mut before = 0;
        for same in all.chunk_by(|a, b| a.0 == b.0) {
            let mut counts = vec![0; groups.len()];
            for (_, group, count) in same {
                counts[*group] = *count;
            }
            let size: u64 = counts.iter().sum();
            ties.push(Tied { counts, size, midrank: before as f64 + 0.5 * (size + 1) as f64 });
            before += size;
        }
        Ok(Pooled { ties, total })
    }

    /// Whether any value occurs twice.
    pub(super) fn has_ties(&self) -> bool {
        self.ties.iter().any(|tied| tied.size > 1)
    }

    /// `sum((rank - mean rank)^2)`, which ties make smaller than `(N^3 - N) / 12`; nothing cancels in it.
    pub(super) fn rank_squares(&self) -> f64 {
        let centre = 0.5 * (self.total + 1) as f64;
        let square = |tied: &Tied| tied.size as f64 * (tied.midrank - centre) * (tied.midrank - centre);
        crate::stats::sum::sum(self.ties.iter().map(square))
    }
}
