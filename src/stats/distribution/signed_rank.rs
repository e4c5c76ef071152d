//! The distribution of the Wilcoxon signed-rank statistic.

use super::counts::Counts;
use crate::stats::Undefined;

/// The largest number of pairs: a tenth of a second.
const MOST_PAIRS: u64 = 500;

/// The sum of the ranks of the positive differences when differences are symmetric around zero. Exact,
/// without ties and zeros.
///
/// The subsets of ranks are counted once, at construction. More than 500 pairs are
/// [`Undefined::TooLarge`]: the normal approximation serves there.
///
/// ```
/// use utfall::stats::distribution::SignedRank;
///
/// // Five pairs: the sums 0, 1, 2 and 3 (twice) are 5 of 32 equally likely subsets.
/// let v = SignedRank::new(5).unwrap();
/// assert_eq!(v.cdf(3), 5.0 / 32.0);
/// ```
///
/// Wilcoxon, F. (1945). Individual comparisons by ranking methods. *Biometrics Bulletin* 1, 80-83.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedRank {
    counts: Counts,
}

impl SignedRank {
    /// The distribution for so many pairs.
    pub fn new(pairs: u64) -> Result<SignedRank, Undefined> {
        if pairs == 0 {
            return Err(Undefined::NoObservations);
        }
        if pairs > MOST_PAIRS {
            return Err(Undefined::TooLarge);
        }
        let pairs = pairs as usize;
        let mut subsets = vec![0.0; pairs * (pairs + 1) / 2 + 1];
        subsets[0] = 1.0;
        for rank in 1..=pairs {
            // Downwards, so that each rank is taken at most once.
            for sum in (rank..=rank * (rank + 1) / 2).rev() {
                subsets[sum] += subsets[sum - rank];
            }
        }
        Ok(SignedRank { counts: Counts::new(subsets) })
    }

    /// `P(V = v)`.
    pub fn pmf(&self, v: u64) -> f64 {
        self.counts.pmf(v)
    }

    /// `P(V <= v)`.
    pub fn cdf(&self, v: u64) -> f64 {
        self.counts.cdf(v)
    }

    /// `P(V > v)`.
    pub fn sf(&self, v: u64) -> f64 {
        self.counts.sf(v)
    }

    /// The smallest `v` with `P(V <= v) >= p`.
    pub fn quantile(&self, p: f64) -> Result<u64, Undefined> {
        self.counts.quantile(p)
    }
}
