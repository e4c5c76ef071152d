//! The Wilcoxon-Mann-Whitney test.

use super::permutation::as_far_by_choice;
use super::pooled::Pooled;
use crate::stats::distribution::{Normal, Wilcoxon};
use crate::stats::sum::sum;
use crate::stats::{Sample, TestResult, Undefined};

/// The Mann-Whitney statistic `U`: the number of pairs of a treated and a control in which the treated has the larger
/// value, ties counting a half.
///
/// `U / (n1 n2)` is the [probability of superiority](super::probability_of_superiority). R calls it `W`.
///
/// ```
/// use utfall::stats::{Sample, rank};
///
/// let (treated, control) = (Sample::new(&[3.0, 5.0])?, Sample::new(&[1.0, 3.0, 4.0])?);
/// assert_eq!(rank::mann_whitney_u(&treated, &control)?, 1.5 + 3.0);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Mann and Whitney (1947), see [`Wilcoxon`].
pub fn mann_whitney_u(treated: &Sample, control: &Sample) -> Result<f64, Undefined> {
    Ok(u(&Pooled::new(&[treated, control])?))
}

/// `U` by sums of midranks: every term is a half, and so every partial sum below 2^53 is exact.
pub(super) fn u(pooled: &Pooled) -> f64 {
    let mut below = 0.0;
    sum(pooled.ties.iter().map(|tied| {
        let (treated, control) = (tied.counts[0] as f64, tied.counts[1] as f64);
        let pairs = treated * (below + 0.5 * control);
        below += control;
        pairs
    }))
}

/// The Mann-Whitney test by the normal approximation, its variance reduced for ties; two-sided.
///
/// `z = (U - n1 n2 / 2) / sqrt(n1 n2 / (N (N - 1)) sum((rank - mean rank)^2))`. It tests that a random treated is as
/// likely to be above a random control as below, and needs distributions of equal shape under that hypothesis. For
/// groups of ten or more; [`mann_whitney_exact_test`] for smaller ones. [`Undefined::NoVariation`] when all values are
/// equal.
///
/// ```
/// use utfall::stats::{Sample, rank};
///
/// // Hollander and Wolfe (1973), p. 69, permeability of membranes (R's ?wilcox.test): U = 35, z = 1.2247.
/// let term = Sample::new(&[0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46])?;
/// let weeks = Sample::new(&[1.15, 0.88, 0.90, 0.74, 1.21])?;
/// assert_eq!(rank::mann_whitney_u(&term, &weeks)?, 35.0);
/// assert!((rank::mann_whitney_test(&term, &weeks)?.statistic.unwrap() - 1.224_744_871).abs() < 1e-9);
/// assert!((rank::mann_whitney_exact_test(&term, &weeks)?.p - 2.0 * 0.127_206_127).abs() < 1e-8);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Mann and Whitney (1947); Lehmann, E. L. (1975). *Nonparametrics*, formula 1.20.
pub fn mann_whitney_test(treated: &Sample, control: &Sample) -> Result<TestResult, Undefined> {
    normal_test(treated, control, 0.0)
}

/// [`mann_whitney_test`] with half a pair taken from `|U - n1 n2 / 2|`, as R's `wilcox.test` does.
pub fn mann_whitney_corrected_test(treated: &Sample, control: &Sample) -> Result<TestResult, Undefined> {
    normal_test(treated, control, 0.5)
}

fn normal_test(treated: &Sample, control: &Sample, correction: f64) -> Result<TestResult, Undefined> {
    let pooled = Pooled::new(&[treated, control])?;
    if pooled.ties.len() == 1 {
        return Err(Undefined::NoVariation);
    }
    let (n1, n2, n) = (treated.total() as f64, control.total() as f64, pooled.total as f64);
    let excess = u(&pooled) - 0.5 * n1 * n2;
    let deviation = libm::sqrt(n1 / n * (n2 / (n - 1.0)) * pooled.rank_squares());
    let z = (excess.abs() - correction).max(0.0) / deviation;
    Ok(TestResult { statistic: Some(z.copysign(excess)), df: None, p: Normal.two_sided(z) })
}

/// The exact Mann-Whitney test: the probability, when all allocations of the observed values to the groups are equally
/// likely, of a `U` at least as far from `n1 n2 / 2`.
///
/// Without ties it is twice the smaller tail of the [`Wilcoxon`] distribution; with ties the distribution of the sum of
/// midranks is counted. [`Undefined::NoVariation`] when all values are equal, [`Undefined::TooLarge`] above some 140
/// observations a group: [`mann_whitney_test`] serves there. The example stands at [`mann_whitney_test`].
///
/// Lehmann (1975), section 1.4.
pub fn mann_whitney_exact_test(treated: &Sample, control: &Sample) -> Result<TestResult, Undefined> {
    let pooled = Pooled::new(&[treated, control])?;
    if pooled.ties.len() == 1 {
        return Err(Undefined::NoVariation);
    }
    let u = u(&pooled);
    if !pooled.has_ties() {
        let distribution = Wilcoxon::new(treated.total(), control.total())?;
        let smaller = u.min(treated.total() as f64 * control.total() as f64 - u) as u64;
        return Ok(TestResult::exact(2.0 * distribution.cdf(smaller)));
    }
    let (n1, most) = (treated.total(), 1000);
    if pooled.total > most {
        return Err(Undefined::TooLarge);
    }
    let doubled: Vec<u64> =
        pooled.ties.iter().flat_map(|tied| (0..tied.size).map(|_| (2.0 * tied.midrank) as u64)).collect();
    let observed = 2.0 * u + (n1 * (n1 + 1)) as f64;
    as_far_by_choice(&doubled, n1 as usize, observed as u64).map(TestResult::exact)
}
