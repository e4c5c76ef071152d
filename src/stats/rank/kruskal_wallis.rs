//! Several groups.

use super::pooled::Pooled;
use crate::stats::distribution::ChiSquared;
use crate::stats::sum::sum;
use crate::stats::{Sample, TestResult, Undefined};

/// The Kruskal-Wallis test with two measures of how much the groups explain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KruskalWallis {
    /// `H` with its chi-squared p-value.
    pub test: TestResult,
    /// `H / (N - 1)`, from 0 to 1.
    pub epsilon_squared: f64,
    /// `(H - k + 1) / (N - k)`, which corrects for the number `k` of groups and may be negative; `None` when every
    /// group has one member.
    pub eta_squared: Option<f64>,
}

/// The Kruskal-Wallis test that several groups have the same distribution.
///
/// `H = (N - 1) sum(n_g (mean rank of g - mean rank)^2) / sum((rank - mean rank)^2)`, which includes the correction for
/// ties, on `k - 1` degrees of freedom. For two groups it is the square of
/// [`mann_whitney_test`](super::mann_whitney_test)'s z. For groups of five or more.
/// [`Undefined::TooFewGroups`] with fewer than two groups, [`Undefined::NoVariation`] when all values are equal.
///
/// ```
/// use utfall::stats::{Sample, rank};
///
/// // Hollander and Wolfe (1973), p. 116, mucociliary efficiency (R's ?kruskal.test): H = 0.77143, p = 0.68.
/// let normal = Sample::new(&[2.9, 3.0, 2.5, 2.6, 3.2])?;
/// let obstructed = Sample::new(&[3.8, 2.7, 4.0, 2.4])?;
/// let asbestosis = Sample::new(&[2.8, 3.4, 3.7, 2.2, 2.0])?;
/// let result = rank::kruskal_wallis(&[normal, obstructed, asbestosis])?;
/// assert!((result.test.statistic.unwrap() - 0.771_43).abs() < 5e-6);
/// assert!((result.test.p - 0.68).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Kruskal, W. H. and Wallis, W. A. (1952). Use of ranks in one-criterion variance analysis. *Journal of the American
/// Statistical Association* 47, 583-621; Tomczak, M. and Tomczak, E. (2014). *Trends in Sport Sciences* 21, 19-25.
pub fn kruskal_wallis(groups: &[Sample]) -> Result<KruskalWallis, Undefined> {
    if groups.len() < 2 {
        return Err(Undefined::TooFewGroups);
    }
    let mut sorted: Vec<&Sample> = groups.iter().collect();
    // The order of groups means nothing, and must not change a bit.
    sorted.sort_unstable_by(|a, b| {
        let values = |sample: &Sample| (sample.total(), sample.values().len());
        values(a).cmp(&values(b)).then_with(|| {
            let pairs = a.pairs().zip(b.pairs());
            let differing = pairs.map(|(x, y)| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1))).find(|order| order.is_ne());
            differing.unwrap_or(std::cmp::Ordering::Equal)
        })
    });
    let pooled = Pooled::new(&sorted)?;
    if pooled.ties.len() == 1 {
        return Err(Undefined::NoVariation);
    }
    let n = pooled.total as f64;
    let centre = 0.5 * (n + 1.0);
    let between = sum(sorted.iter().enumerate().map(|(group, sample)| {
        let excess = sum(pooled.ties.iter().map(|tied| tied.counts[group] as f64 * (tied.midrank - centre)));
        excess / sample.total() as f64 * excess
    }));
    let h = (n - 1.0) * (between / pooled.rank_squares());
    let df = (groups.len() - 1) as f64;
    let test = TestResult { statistic: Some(h), df: Some(df), p: ChiSquared::new(df)?.sf(h) };
    let left = n - groups.len() as f64;
    Ok(KruskalWallis {
        test,
        epsilon_squared: h / (n - 1.0),
        eta_squared: if left > 0.0 { Some((h - df) / left) } else { None },
    })
}
