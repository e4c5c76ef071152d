//! Ratios of means and of standard deviations.

use super::MeanSummary;
use crate::stats::distribution::{FisherF, Normal};
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined};

/// The ratio of two means, `mean1 / mean2`, normal on the log scale; metafor's `ROM`, of which this is the exponential.
///
/// `se^2 = sd1^2 / (n1 mean1^2) + sd2^2 / (n2 mean2^2)`, and the standard error is that of the **logarithm**. For
/// quantities that are positive by nature, such as income or days. [`Undefined::OutsideDomain`] when a mean is not
/// positive, [`Undefined::NoVariation`] when neither group varies.
///
/// ```
/// use utfall::stats::{Level, means::{MeanSummary, ratio_of_means}};
///
/// // metafor 3.8.1: escalc("ROM", …): 0.0687, variance 0.000969.
/// let (treated, control) = (MeanSummary::new(172, 5.12, 1.31)?, MeanSummary::new(150, 4.78, 1.42)?);
/// let ratio = ratio_of_means(treated, control, Level::NINETY_FIVE)?;
/// assert!((ratio.value - 5.12 / 4.78).abs() < 1e-15);
/// assert!((ratio.standard_error.unwrap().powi(2) - 0.000_968_946_473_5).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Hedges, L. V., Gurevitch, J. and Curtis, P. S. (1999). The meta-analysis of response ratios in experimental ecology.
/// *Ecology* 80, 1150-1156, formula 1.
pub fn ratio_of_means(treated: MeanSummary, control: MeanSummary, level: Level) -> Result<Estimated, Undefined> {
    LogRatio::of_means(treated, control)?.estimated(level)
}

/// The z test that matches [`ratio_of_means`]; two-sided.
pub fn ratio_of_means_test(treated: MeanSummary, control: MeanSummary) -> Result<TestResult, Undefined> {
    LogRatio::of_means(treated, control)?.test()
}

/// The ratio of two standard deviations, corrected for small samples and normal on the log scale; metafor's `VR`, of
/// which this is the exponential.
///
/// `ln(sd1 / sd2) + 1 / (2 (n1 - 1)) - 1 / (2 (n2 - 1))` with `se^2 = 1 / (2 (n1 - 1)) + 1 / (2 (n2 - 1))`; the standard
/// error is that of the **logarithm**. For roughly normal values. [`Undefined::NoVariation`] when a group does not vary.
///
/// ```
/// use utfall::stats::{Level, means::{MeanSummary, ratio_of_sds}};
///
/// // metafor 3.8.1: escalc("VR", …): -0.0811.
/// let (treated, control) = (MeanSummary::new(172, 5.12, 1.31)?, MeanSummary::new(150, 4.78, 1.42)?);
/// let ratio = ratio_of_sds(treated, control, Level::NINETY_FIVE)?;
/// assert!((ratio.value.ln() + 0.081_061_462_5).abs() < 1e-10);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Nakagawa, S. et al. (2015). Meta-analysis of variation. *Methods in Ecology and Evolution* 6, 143-152, formulas 9
/// and 10.
pub fn ratio_of_sds(treated: MeanSummary, control: MeanSummary, level: Level) -> Result<Estimated, Undefined> {
    LogRatio::of_sds(treated, control)?.estimated(level)
}

/// The z test that matches [`ratio_of_sds`]; two-sided.
pub fn ratio_of_sds_test(treated: MeanSummary, control: MeanSummary) -> Result<TestResult, Undefined> {
    LogRatio::of_sds(treated, control)?.test()
}

/// The ratio of two variances, `sd1^2 / sd2^2`, with its F interval.
///
/// The limits are the ratio over the upper and lower quantiles of F with `n1 - 1` and `n2 - 1` degrees of freedom.
/// Only for normal values: it is far from right for others, in samples of any size. [`Undefined::NoVariation`] when a
/// group does not vary.
///
/// ```
/// use utfall::stats::{Level, means::{MeanSummary, ratio_of_variances}};
///
/// // R 4.2.2, var.test: 0.851, 0.622 to 1.160.
/// let (treated, control) = (MeanSummary::new(172, 5.12, 1.31)?, MeanSummary::new(150, 4.78, 1.42)?);
/// let ratio = ratio_of_variances(treated, control, Level::NINETY_FIVE)?;
/// assert!((ratio.interval.lower().unwrap() - 0.622_070_232_5).abs() < 1e-10);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Snedecor, G. W. and Cochran, W. G. (1989). *Statistical Methods*, 8th ed., section 6.11.
pub fn ratio_of_variances(treated: MeanSummary, control: MeanSummary, level: Level) -> Result<Estimated, Undefined> {
    let (ratio, f) = variance_ratio(treated, control)?;
    let tail = 0.5 * level.alpha();
    Ok(Estimated {
        value: ratio,
        standard_error: None,
        interval: Interval::Bounded { lower: ratio / f.upper_quantile(tail)?, upper: ratio / f.quantile(tail)? },
    })
}

/// The F test of equal variances that matches [`ratio_of_variances`]: twice the smaller tail.
///
/// `df` of the result is that of the numerator.
pub fn ratio_of_variances_test(treated: MeanSummary, control: MeanSummary) -> Result<TestResult, Undefined> {
    let (ratio, f) = variance_ratio(treated, control)?;
    let p = 2.0 * f.cdf(ratio).min(f.sf(ratio));
    Ok(TestResult { statistic: Some(ratio), df: Some(treated.size() - 1.0), p: p.min(1.0) })
}

fn variance_ratio(treated: MeanSummary, control: MeanSummary) -> Result<(f64, FisherF), Undefined> {
    let (sd1, sd2) = (treated.sd()?, control.sd()?);
    if sd1 == 0.0 || sd2 == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let ratio = (sd1 / sd2) * (sd1 / sd2);
    if !(ratio.is_finite() && ratio > 0.0) {
        return Err(Undefined::NotFinite);
    }
    Ok((ratio, FisherF::new(treated.size() - 1.0, control.size() - 1.0)?))
}

/// A ratio whose logarithm is normal.
pub(super) struct LogRatio {
    pub log: f64,
    pub standard_error: f64,
}

impl LogRatio {
    fn of_means(treated: MeanSummary, control: MeanSummary) -> Result<LogRatio, Undefined> {
        let (se1, se2) = (treated.standard_error()?, control.standard_error()?);
        let (mean1, mean2) = (treated.mean(), control.mean());
        if mean1 <= 0.0 || mean2 <= 0.0 {
            return Err(Undefined::OutsideDomain);
        }
        LogRatio::new(libm::log(mean1) - libm::log(mean2), mean1 / mean2, libm::hypot(se1 / mean1, se2 / mean2))
    }

    fn of_sds(treated: MeanSummary, control: MeanSummary) -> Result<LogRatio, Undefined> {
        let (sd1, sd2) = (treated.sd()?, control.sd()?);
        if sd1 == 0.0 || sd2 == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let (v1, v2) = (0.5 / (treated.size() - 1.0), 0.5 / (control.size() - 1.0));
        let log = libm::log(sd1) - libm::log(sd2);
        LogRatio::new(log + (v1 - v2), sd1 / sd2 * libm::exp(v1 - v2), libm::sqrt(v1 + v2))
    }

    /// From the ratio itself where it can be formed, so that equal quantities have a logarithm of exactly 0.
    pub(super) fn new(log: f64, ratio: f64, standard_error: f64) -> Result<LogRatio, Undefined> {
        let log = if ratio.is_finite() && ratio > f64::MIN_POSITIVE { libm::log(ratio) } else { log };
        if standard_error == 0.0 {
            Err(Undefined::NoVariation)
        } else if !(libm::exp(log).is_finite() && standard_error.is_finite()) {
            Err(Undefined::NotFinite)
        } else {
            Ok(LogRatio { log, standard_error })
        }
    }

    pub(super) fn estimated(&self, level: Level) -> Result<Estimated, Undefined> {
        let interval = Interval::around(self.log, level.z() * self.standard_error);
        Ok(Estimated {
            value: libm::exp(self.log),
            standard_error: Some(self.standard_error),
            interval: interval.map_monotone(libm::exp),
        })
    }

    pub(super) fn test(&self) -> Result<TestResult, Undefined> {
        let z = self.log / self.standard_error;
        if !z.is_finite() {
            return Err(Undefined::NotFinite);
        }
        Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
    }
}
