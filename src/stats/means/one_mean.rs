//! The mean of one group, and of the differences within pairs.

use super::MeanSummary;
use super::difference::Difference;
use crate::stats::{Estimated, Level, Sample, TestResult, Undefined};

/// Student's interval for one mean: `mean +- t sd / sqrt(n)` with `n - 1` degrees of freedom.
///
/// [`Undefined::TooFewObservations`] for one observation, [`Undefined::NoVariation`] when all values are equal.
///
/// ```
/// use utfall::stats::{Level, Sample, means};
///
/// // R: t.test(c(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2)): -0.5297804 to 2.0297804.
/// let sleep = Sample::new(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])?.summary();
/// let mean = means::one_mean(sleep, Level::NINETY_FIVE)?;
/// assert!((mean.interval.lower().unwrap() + 0.529_780_4).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Student (1908). The probable error of a mean. *Biometrika* 6, 1-25.
pub fn one_mean(group: MeanSummary, level: Level) -> Result<Estimated, Undefined> {
    of(group, 0.0)?.estimated(level)
}

/// The t test that one mean equals `null`; two-sided.
pub fn one_mean_test(group: MeanSummary, null: f64) -> Result<TestResult, Undefined> {
    of(group, null)?.test()
}

fn of(group: MeanSummary, null: f64) -> Result<Difference, Undefined> {
    Difference::new(group.mean() - null, group.standard_error()?, group.size() - 1.0)
}

/// The differences `first - second` within pairs, for [`one_mean`] and [`one_mean_test`], which of them are the
/// paired t interval and test.
///
/// [`Undefined::NoObservations`] for no pairs, [`Undefined::NotFinite`] when a difference is not finite.
///
/// ```
/// use utfall::stats::{Level, means};
///
/// // Student's sleep data as it was, paired; R: t.test(Pair(second, first) ~ 1): p = 0.002833.
/// let pairs = [(0.7, 1.9), (-1.6, 0.8), (-0.2, 1.1), (-1.2, 0.1), (-0.1, -0.1), (3.4, 4.4), (3.7, 5.5), (0.8, 1.6),
///     (0.0, 4.6), (2.0, 3.4)];
/// let differences = means::paired_differences(&pairs)?.summary();
/// assert!((differences.mean() + 1.58).abs() < 1e-12);
/// assert!((means::one_mean_test(differences, 0.0)?.p - 0.002_832_89).abs() < 1e-8);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Student (1908). The probable error of a mean. *Biometrika* 6, 1-25.
pub fn paired_differences(pairs: &[(f64, f64)]) -> Result<Sample, Undefined> {
    let differences: Vec<f64> = pairs.iter().map(|(first, second)| first - second).collect();
    Sample::new(&differences)
}

/// The summary of differences within pairs from published summaries of the two measurements and their correlation:
/// `sd^2 = sd1^2 + sd2^2 - 2 r sd1 sd2`.
///
/// [`Undefined::OutsideDomain`] when the correlation is not in `[-1, 1]` or the numbers of pairs differ.
///
/// ```
/// use utfall::stats::means::{self, MeanSummary};
///
/// let (after, before) = (MeanSummary::new(80, 21.4, 6.2)?, MeanSummary::new(80, 25.3, 5.8)?);
/// let change = means::paired_summary(after, before, 0.55)?;
/// assert!((change.standard_error()? - 0.637_612_735).abs() < 1e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Higgins, J. P. T. et al. (2019). *Cochrane Handbook*, 2nd ed., section 6.5.2.8.
pub fn paired_summary(first: MeanSummary, second: MeanSummary, correlation: f64) -> Result<MeanSummary, Undefined> {
    if !(-1.0..=1.0).contains(&correlation) || first.n() != second.n() {
        return Err(Undefined::OutsideDomain);
    }
    let (sd1, sd2) = (first.sd()?, second.sd()?);
    // (sd1 - sd2)^2 + 2 (1 - r) sd1 sd2, in which nothing cancels.
    let sd = libm::hypot(sd1 - sd2, libm::sqrt(2.0 * (1.0 - correlation)) * libm::sqrt(sd1) * libm::sqrt(sd2));
    MeanSummary::new(first.n(), first.mean() - second.mean(), sd)
}
