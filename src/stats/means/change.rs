//! Standardised change within one group measured twice, from the summaries of the two measurements.

use super::difference::Difference;
use super::one_mean::paired_summary;
use super::ratios::LogRatio;
use super::{MeanSummary, small_sample_correction};
use crate::stats::{Estimated, Level, TestResult, Undefined};

/// Two measurements of the same people and the correlation between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Repeated {
    after: MeanSummary,
    before: MeanSummary,
    correlation: f64,
    change: MeanSummary,
}

impl Repeated {
    /// [`Undefined::OutsideDomain`] when the correlation is not in `[-1, 1]` or the numbers of people differ.
    pub fn new(after: MeanSummary, before: MeanSummary, correlation: f64) -> Result<Repeated, Undefined> {
        let change = paired_summary(after, before, correlation)?;
        Ok(Repeated { after, before, correlation, change })
    }

    /// Number, mean and standard deviation of the changes `after - before`, for
    /// [`one_mean`](super::one_mean) and its test.
    pub fn change(self) -> MeanSummary {
        self.change
    }

    fn size(self) -> f64 {
        self.change.size()
    }
}

/// How a change is standardised, and so which of metafor's measures it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeMeasure {
    /// `mean(after) - mean(before)` itself, with variance `sd_change^2 / n`: `MC`.
    Raw,
    /// By the standard deviation of the changes; variance `1/n + g^2 / (2 n)`: `SMCC`.
    ByChange,
    /// By the standard deviation of the measurement after; variance `2 (1 - r) / n + g^2 / (2 n)`: `SMCR`, which takes
    /// the two variances to be equal.
    ByAfter,
    /// As [`ChangeMeasure::ByAfter`], with Bonett's variance for unequal variances,
    /// `J^2 (sd_change^2 / (sd1^2 (n - 1)) + g^2 / (2 (n - 1)))`: `SMCRH`.
    ByAfterUnequal,
}

/// The change between two measurements, raw or standardised, with a normal interval.
///
/// `J (mean(after) - mean(before)) / sd`, with `J` the [`small_sample_correction`] at `n - 1` degrees of freedom.
/// A standardised change by the spread of people and one by the spread of changes are different
/// quantities, and neither may be pooled with the other. [`Undefined::NoVariation`] when the standard deviation that
/// is divided by is 0.
///
/// ```
/// use utfall::stats::{Level, means::{ChangeMeasure, MeanSummary, Repeated, standardised_change}};
///
/// // metafor 3.8.1: escalc("SMCC", m1i=21.4, m2i=25.3, sd1i=6.2, sd2i=5.8, ni=80, ri=0.55): -0.6773.
/// let repeated = Repeated::new(MeanSummary::new(80, 21.4, 6.2)?, MeanSummary::new(80, 25.3, 5.8)?, 0.55)?;
/// let change = standardised_change(repeated, ChangeMeasure::ByChange, Level::NINETY_FIVE)?;
/// assert!((change.value + 0.677_336_462_4).abs() < 1e-10);
/// assert!((change.standard_error.unwrap() - 0.123_965_335).abs() < 1e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Gibbons, R. D., Hedeker, D. R. and Davis, J. M. (1993). *Journal of Educational Statistics* 18, 271-279 (by change);
/// Becker, B. J. (1988). *British Journal of Mathematical and Statistical Psychology* 41, 257-278 (by one measurement);
/// Bonett (2008), formula 15 (unequal variances).
pub fn standardised_change(repeated: Repeated, measure: ChangeMeasure, level: Level) -> Result<Estimated, Undefined> {
    change(repeated, measure)?.estimated(level)
}

/// The z test that matches [`standardised_change`]; two-sided.
pub fn standardised_change_test(repeated: Repeated, measure: ChangeMeasure) -> Result<TestResult, Undefined> {
    change(repeated, measure)?.test()
}

fn change(repeated: Repeated, measure: ChangeMeasure) -> Result<Difference, Undefined> {
    let n = repeated.size();
    let (mean, sd_change, sd_after) = (repeated.change.mean(), repeated.change.sd()?, repeated.after.sd()?);
    let unit = match measure {
        ChangeMeasure::Raw => return Difference::new(mean, repeated.change.standard_error()?, f64::INFINITY),
        ChangeMeasure::ByChange => sd_change,
        ChangeMeasure::ByAfter | ChangeMeasure::ByAfterUnequal => sd_after,
    };
    if unit == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let correction = small_sample_correction(n - 1.0)?;
    let g = correction * mean / unit;
    let variance = match measure {
        ChangeMeasure::ByAfter => 2.0 * (1.0 - repeated.correlation) / n + g * g / (2.0 * n),
        ChangeMeasure::ByAfterUnequal => {
            let spread = sd_change / sd_after;
            correction * correction * (spread * spread + 0.5 * g * g) / (n - 1.0)
        }
        ChangeMeasure::ByChange | ChangeMeasure::Raw => 1.0 / n + g * g / (2.0 * n),
    };
    Difference::normal(g, variance)
}

/// The ratio of the means after and before, normal on the log scale; metafor's `ROMC`, of which this is the exponential.
///
/// With `v = sd / mean` for each measurement, `se^2 = (v1^2 + v2^2 - 2 r v1 v2) / n`, the standard error of the
/// **logarithm**. [`Undefined::OutsideDomain`] when a mean is not positive.
///
/// ```
/// use utfall::stats::{Level, means::{MeanSummary, Repeated, ratio_of_repeated_means}};
///
/// // metafor 3.8.1: escalc("ROMC", …): -0.1674.
/// let repeated = Repeated::new(MeanSummary::new(80, 21.4, 6.2)?, MeanSummary::new(80, 25.3, 5.8)?, 0.55)?;
/// let ratio = ratio_of_repeated_means(repeated, Level::NINETY_FIVE)?;
/// assert!((ratio.value.ln() + 0.167_413_473_7).abs() < 1e-10);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Lajeunesse, M. J. (2011). On the meta-analysis of response ratios for studies with correlated and multi-group
/// designs. *Ecology* 92, 2049-2055, formula 6.
pub fn ratio_of_repeated_means(repeated: Repeated, level: Level) -> Result<Estimated, Undefined> {
    log_ratio(repeated)?.estimated(level)
}

/// The z test that matches [`ratio_of_repeated_means`]; two-sided.
pub fn ratio_of_repeated_means_test(repeated: Repeated) -> Result<TestResult, Undefined> {
    log_ratio(repeated)?.test()
}

fn log_ratio(repeated: Repeated) -> Result<LogRatio, Undefined> {
    let (after, before) = (repeated.after, repeated.before);
    let (mean1, mean2) = (after.mean(), before.mean());
    if mean1 <= 0.0 || mean2 <= 0.0 {
        return Err(Undefined::OutsideDomain);
    }
    let (v1, v2) = (after.sd()? / mean1, before.sd()? / mean2);
    let r = repeated.correlation;
    let spread = libm::hypot(v1 - v2, libm::sqrt(2.0 * (1.0 - r)) * libm::sqrt(v1) * libm::sqrt(v2));
    LogRatio::new(libm::log(mean1) - libm::log(mean2), mean1 / mean2, spread / libm::sqrt(repeated.size()))
}
