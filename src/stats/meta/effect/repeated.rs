//! Effects from the means of the same people at two times.

use super::study;
use crate::stats::Undefined;
use crate::stats::means::small_sample_correction;
use crate::stats::meta::Study;

/// The means and standard deviations of the same people at two times, and the correlation between the times.
///
/// Effects are the first less the second, or over it. The correlation is rarely published: a range of values belongs in a
/// sensitivity analysis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RepeatedMeans {
    means: (f64, f64),
    sds: (f64, f64),
    total: f64,
    correlation: f64,
}

impl RepeatedMeans {
    /// Means and positive standard deviations of more than one person, and a correlation between -1 and 1.
    pub fn new(means: (f64, f64), sds: (f64, f64), total: f64, correlation: f64) -> Result<RepeatedMeans, Undefined> {
        if ![means.0, means.1, sds.0, sds.1, total].iter().all(|x| x.is_finite()) {
            Err(Undefined::NotFinite)
        } else if total <= 1.0 {
            Err(Undefined::TooFewObservations)
        } else if sds.0 <= 0.0 || sds.1 <= 0.0 || !(-1.0..=1.0).contains(&correlation) {
            Err(Undefined::OutsideDomain)
        } else {
            Ok(RepeatedMeans { means, sds, total, correlation })
        }
    }

    fn difference(self) -> f64 {
        self.means.0 - self.means.1
    }

    /// The variance of a person's change.
    fn variance_of_change(self) -> f64 {
        let (one, two) = self.sds;
        (one - two) * (one - two) + 2.0 * (1.0 - self.correlation) * one * two
    }

    /// The mean change, with variance `(sd1^2 + sd2^2 - 2 r sd1 sd2) / n`.
    pub fn mean_change(self) -> Result<Study, Undefined> {
        study(self.difference(), self.variance_of_change() / self.total)
    }

    /// The mean change in units of the standard deviation of changes, corrected for small samples; variance
    /// `1/n + g^2 / (2 n)`.
    ///
    /// Not comparable with a standardised difference between arms, whose unit is that of people, not of changes.
    /// [`Undefined::NoVariation`] when everyone changes equally.
    ///
    /// Gibbons, R. D., Hedeker, D. R. and Davis, J. M. (1993). Estimation of effect size from a series of experiments
    /// involving paired comparisons. *Journal of Educational Statistics* 18, 271-279.
    pub fn change_in_units_of_change(self) -> Result<Study, Undefined> {
        let sd = libm::sqrt(self.variance_of_change());
        if sd == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let g = small_sample_correction(self.total - 1.0)? * self.difference() / sd;
        study(g, 1.0 / self.total + g * g / (2.0 * self.total))
    }

    /// The mean change in units of the standard deviation at the first time, corrected for small samples; variance
    /// `2 (1 - r) / n + g^2 / (2 n)`, which takes both standard deviations to be equal.
    ///
    /// Becker, B. J. (1988). Synthesizing standardized mean-change measures. *British Journal of Mathematical and
    /// Statistical Psychology* 41, 257-278.
    pub fn change_in_units_of_first(self) -> Result<Study, Undefined> {
        let g = self.in_units_of_first()?;
        study(g, 2.0 * (1.0 - self.correlation) / self.total + g * g / (2.0 * self.total))
    }

    /// [`RepeatedMeans::change_in_units_of_first`] with a variance that lets the standard deviations differ:
    /// `J^2 ((sd1^2 + sd2^2 - 2 r sd1 sd2) / sd1^2 + g^2 / 2) / (n - 1)`, with `J` the correction for small samples.
    ///
    /// Bonett, D. G. (2008). Confidence intervals for standardized linear contrasts of means. *Psychological Methods* 13,
    /// 99-109.
    pub fn change_in_units_of_first_unequal(self) -> Result<Study, Undefined> {
        let correction = small_sample_correction(self.total - 1.0)?;
        let g = self.in_units_of_first()?;
        let relative = self.variance_of_change() / self.sds.0 / self.sds.0;
        study(g, correction * correction * (relative + 0.5 * g * g) / (self.total - 1.0))
    }

    fn in_units_of_first(self) -> Result<f64, Undefined> {
        Ok(small_sample_correction(self.total - 1.0)? * self.difference() / self.sds.0)
    }

    /// The logarithm of the ratio of the means, with variance
    /// `(sd1 / mean1)^2 / n + (sd2 / mean2)^2 / n - 2 r sd1 sd2 / (mean1 mean2 n)`.
    ///
    /// [`Undefined::OutsideDomain`] unless the means have the same sign and none is 0.
    ///
    /// Lajeunesse, M. J. (2011). On the meta-analysis of response ratios for studies with correlated and multi-group
    /// designs. *Ecology* 92, 2049-2055.
    pub fn log_ratio_of_means(self) -> Result<Study, Undefined> {
        let ratio = self.means.0 / self.means.1;
        if self.means.1 == 0.0 || ratio <= 0.0 {
            return Err(Undefined::OutsideDomain);
        }
        let (one, two) = (self.sds.0 / self.means.0, self.sds.1 / self.means.1);
        let variance = (one - two) * (one - two) + 2.0 * (1.0 - self.correlation) * one * two;
        study(libm::log(ratio), variance / self.total)
    }
}
