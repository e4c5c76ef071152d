//! The distribution of the Wilcoxon rank-sum (Mann-Whitney) statistic.

use super::counts::Counts;
use crate::stats::Undefined;

/// The largest product of group sizes, 141 in each group: a tenth of a second.
const LARGEST_PRODUCT: u64 = 20_000;

/// The Mann-Whitney statistic when the groups do not differ: the number of pairs, one of each group,
/// in which the first is the larger. Exact, without ties.
///
/// All arrangements are counted once, at construction, by additions alone. Group sizes whose product
/// exceeds 20 000 are [`Undefined::TooLarge`]: the normal approximation serves there.
///
/// ```
/// use utfall::stats::distribution::Wilcoxon;
///
/// // Mann and Whitney (1947), table I, n = 5, m = 4: P(U <= 3) = 0.056.
/// let u = Wilcoxon::new(4, 5).unwrap();
/// assert!((u.cdf(3) - 7.0 / 126.0).abs() < 1e-15);
/// ```
///
/// Mann, H. B. and Whitney, D. R. (1947). On a test of whether one of two random variables is
/// stochastically larger than the other. *Annals of Mathematical Statistics* 18, 50-60.
#[derive(Debug, Clone, PartialEq)]
pub struct Wilcoxon {
    counts: Counts,
}

impl Wilcoxon {
    /// The distribution for groups of these sizes.
    pub fn new(first: u64, second: u64) -> Result<Wilcoxon, Undefined> {
        if first == 0 || second == 0 {
            return Err(Undefined::NoObservations);
        }
        let product = first.checked_mul(second).filter(|&product| product <= LARGEST_PRODUCT);
        product.ok_or(Undefined::TooLarge)?;
        let (fewer, more) = (first.min(second) as usize, first.max(second) as usize);
        // ways[i][u]: arrangements of i of one group and j of the other with statistic u, for the j
        // reached so far. The largest observation is of one group or of the other:
        // ways(i, j, u) = ways(i - 1, j, u - j) + ways(i, j - 1, u).
        let mut ways: Vec<Vec<f64>> = (0..=fewer).map(|i| vec![0.0; i * more + 1]).collect();
        for row in &mut ways {
            row[0] = 1.0;
        }
        for j in 1..=more {
            for i in 1..=fewer {
                let (before, after) = ways.split_at_mut(i);
                let (source, target) = (&before[i - 1], &mut after[0]);
                for u in j..=i * j {
                    target[u] += source[u - j];
                }
            }
        }
        let arrangements = ways.pop().unwrap_or_default();
        Ok(Wilcoxon { counts: Counts::new(arrangements) })
    }

    /// `P(U = u)`.
    pub fn pmf(&self, u: u64) -> f64 {
        self.counts.pmf(u)
    }

    /// `P(U <= u)`.
    pub fn cdf(&self, u: u64) -> f64 {
        self.counts.cdf(u)
    }

    /// `P(U > u)`.
    pub fn sf(&self, u: u64) -> f64 {
        self.counts.sf(u)
    }

    /// The smallest `u` with `P(U <= u) >= p`.
    pub fn quantile(&self, p: f64) -> Result<u64, Undefined> {
        self.counts.quantile(p)
    }
}
