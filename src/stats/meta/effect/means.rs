//! Effects from the means of two arms.

use serde::{Deserialize, Serialize};

use super::study;
use crate::stats::Undefined;
use crate::stats::means::{MeanSummary, small_sample_correction};
use crate::stats::meta::Study;

/// `pi / sqrt(3)`, the standard deviation of a logistic variable.
const LOGISTIC: f64 = std::f64::consts::PI * 0.577_350_269_189_625_8;

/// Cox's factor between the log odds ratio and a standardised difference.
const COX: f64 = 1.65;

/// Mean, standard deviation and size of a group; the size may be a fraction after a correction for clusters.
///
/// ```
/// use utfall::stats::meta::effect::GroupMean;
///
/// let group = GroupMean::new(5.12, 1.31, 172.0)?;
/// assert_eq!(group.divided(2.0)?.total(), 86.0);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupMean {
    mean: f64,
    sd: f64,
    total: f64,
}

impl GroupMean {
    /// A group; the standard deviation is not negative and the size is above 1.
    pub fn new(mean: f64, sd: f64, total: f64) -> Result<GroupMean, Undefined> {
        if !(mean.is_finite() && sd.is_finite() && total.is_finite()) {
            Err(Undefined::NotFinite)
        } else if total <= 1.0 {
            Err(Undefined::TooFewObservations)
        } else if sd < 0.0 {
            Err(Undefined::OutsideDomain)
        } else {
            Ok(GroupMean { mean, sd, total })
        }
    }

    /// The mean.
    pub fn mean(self) -> f64 {
        self.mean
    }

    /// The standard deviation.
    pub fn sd(self) -> f64 {
        self.sd
    }

    /// The size.
    pub fn total(self) -> f64 {
        self.total
    }

    /// The same mean and standard deviation in a group whose size is divided by `by`: a
    /// [`design_effect`](super::design_effect), or the number of arms that share a control group.
    pub fn divided(self, by: f64) -> Result<GroupMean, Undefined> {
        if by > 0.0 { GroupMean::new(self.mean, self.sd, self.total / by) } else { Err(Undefined::OutsideDomain) }
    }

    /// Two groups taken together, as if they had been one from the start.
    ///
    /// ```
    /// use utfall::stats::meta::effect::GroupMean;
    ///
    /// // The values 1, 2, 3 and 5, 7.
    /// let both = GroupMean::new(2.0, 1.0, 3.0)?.with(GroupMean::new(6.0, 2.0_f64.sqrt(), 2.0)?)?;
    /// assert!((both.mean() - 3.6).abs() < 1e-15);
    /// assert!((both.sd() - 5.8_f64.sqrt()).abs() < 1e-15);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Higgins, J. P. T. et al. (2023). *Cochrane Handbook* 6.4, table 6.5.a.
    pub fn with(self, other: GroupMean) -> Result<GroupMean, Undefined> {
        let total = self.total + other.total;
        let between = self.mean - other.mean;
        let squares = (self.total - 1.0) * self.sd * self.sd
            + (other.total - 1.0) * other.sd * other.sd
            + self.total / total * other.total * between * between;
        let mean = self.mean - between * (other.total / total);
        GroupMean::new(mean, libm::sqrt(squares / (total - 1.0)), total)
    }
}

impl TryFrom<MeanSummary> for GroupMean {
    type Error = Undefined;

    fn try_from(summary: MeanSummary) -> Result<GroupMean, Undefined> {
        GroupMean::new(summary.mean(), summary.sd()?, summary.n() as f64)
    }
}

/// How the sampling variance of a standardised mean difference is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandardisedVariance {
    /// `1/n1 + 1/n2 + g^2 / (2 (n1 + n2))`; the default.
    LargeSample,
    /// `J^2 (1/n1 + 1/n2 + d^2 / (2 (n1 + n2)))`, the formula of Borenstein et al. (2009).
    Borenstein,
    /// `1/n1 + 1/n2 + (1 - (df - 2) / (df J^2)) g^2`, which is unbiased; needs more than two degrees of freedom.
    Unbiased,
}

/// The means of two arms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoMeans {
    /// The treated.
    pub treated: GroupMean,
    /// The controls.
    pub control: GroupMean,
}

impl TwoMeans {
    fn difference(self) -> f64 {
        self.treated.mean - self.control.mean
    }

    fn df(self) -> f64 {
        self.treated.total + self.control.total - 2.0
    }

    fn inverse_sizes(self) -> f64 {
        1.0 / self.treated.total + 1.0 / self.control.total
    }

    /// The pooled variance.
    fn pooled_variance(self) -> f64 {
        let squares = |group: GroupMean| (group.total - 1.0) * group.sd * group.sd;
        (squares(self.treated) + squares(self.control)) / self.df()
    }

    /// Cohen's d; [`Undefined::NoVariation`] when neither arm varies.
    fn cohens_d(self) -> Result<f64, Undefined> {
        let sd = libm::sqrt(self.pooled_variance());
        if sd == 0.0 { Err(Undefined::NoVariation) } else { Ok(self.difference() / sd) }
    }

    /// The mean difference, with variance `sd1^2 / n1 + sd2^2 / n2`.
    ///
    /// ```
    /// use utfall::stats::meta::effect::{GroupMean, TwoMeans};
    ///
    /// // Normand (1999), table 3, first study: 55 (47) of 155 days against 75 (64) of 156: -20, variance 40.5.
    /// let stay = TwoMeans { treated: GroupMean::new(55.0, 47.0, 155.0)?, control: GroupMean::new(75.0, 64.0, 156.0)? };
    /// let difference = stay.mean_difference()?;
    /// assert_eq!(difference.effect(), -20.0);
    /// assert!((difference.variance() - 40.5).abs() < 0.05);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Normand, S.-L. T. (1999). Meta-analysis: formulating, evaluating, combining, and reporting. *Statistics in
    /// Medicine* 18, 321-359.
    pub fn mean_difference(self) -> Result<Study, Undefined> {
        let variance = |group: GroupMean| group.sd * group.sd / group.total;
        study(self.difference(), variance(self.treated) + variance(self.control))
    }

    /// The mean difference, with the pooled variance times `1/n1 + 1/n2`.
    ///
    /// Right only when the arms vary equally; [`TwoMeans::mean_difference`] does not ask for it.
    pub fn mean_difference_pooled(self) -> Result<Study, Undefined> {
        study(self.difference(), self.pooled_variance() * self.inverse_sizes())
    }

    /// Hedges' g: the difference over the pooled standard deviation, times the exact small-sample correction.
    ///
    /// [`Undefined::NoVariation`] when neither arm varies.
    ///
    /// ```
    /// use utfall::stats::meta::effect::{GroupMean, StandardisedVariance, TwoMeans};
    ///
    /// // Normand (1999), first study, in metafor: -0.3552, variance 0.0131.
    /// let stay = TwoMeans { treated: GroupMean::new(55.0, 47.0, 155.0)?, control: GroupMean::new(75.0, 64.0, 156.0)? };
    /// let g = stay.standardised_mean_difference(StandardisedVariance::LargeSample)?;
    /// assert!((g.effect() + 0.3552).abs() < 5e-5);
    /// assert!((g.variance() - 0.0131).abs() < 5e-5);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Hedges, L. V. (1981). Distribution theory for Glass's estimator of effect size and related estimators. *Journal of
    /// Educational Statistics* 6, 107-128.
    pub fn standardised_mean_difference(self, variance: StandardisedVariance) -> Result<Study, Undefined> {
        let d = self.cohens_d()?;
        let df = self.df();
        let correction = small_sample_correction(df)?;
        let g = correction * d;
        let (sizes, both) = (self.inverse_sizes(), 2.0 * (self.treated.total + self.control.total));
        let variance = match variance {
            StandardisedVariance::LargeSample => sizes + g * g / both,
            StandardisedVariance::Borenstein => correction * correction * (sizes + d * d / both),
            StandardisedVariance::Unbiased if df <= 2.0 => return Err(Undefined::TooFewObservations),
            StandardisedVariance::Unbiased => sizes + (1.0 - (df - 2.0) / (df * correction * correction)) * g * g,
        };
        study(g, variance)
    }

    /// The difference over the root of the mean of both variances, with a variance that lets the arms vary differently.
    ///
    /// With `s^2 = (sd1^2 + sd2^2) / 2`, `g = J (mean1 - mean2) / s` and `J` at `n1 + n2 - 2` degrees of freedom, that is
    /// `J^2 (g^2 (sd1^4 / (n1 - 1) + sd2^4 / (n2 - 1)) / (8 s^4) + (sd1^2 / (n1 - 1) + sd2^2 / (n2 - 1)) / s^2)`.
    /// [`Undefined::NoVariation`] when neither arm varies.
    ///
    /// Bonett, D. G. (2009). Meta-analytic interval estimation for standardized and unstandardized mean differences.
    /// *Psychological Methods* 14, 225-238.
    pub fn standardised_mean_difference_unequal(self) -> Result<Study, Undefined> {
        let TwoMeans { treated, control } = self;
        let (one, two) = (treated.sd * treated.sd, control.sd * control.sd);
        let mean = 0.5 * (one + two);
        if mean == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let correction = small_sample_correction(self.df())?;
        let g = correction * (self.difference() / libm::sqrt(mean));
        let (one, two) = (one / mean, two / mean);
        let (df1, df2) = (treated.total - 1.0, control.total - 1.0);
        let variance = g * g * (one * one / df1 + two * two / df2) / 8.0 + one / df1 + two / df2;
        study(g, correction * correction * variance)
    }

    /// Glass's delta: the difference over the standard deviation of the controls, corrected with their degrees of
    /// freedom; variance `1/n1 + 1/n2 + delta^2 / (2 n2)`.
    ///
    /// [`Undefined::NoVariation`] when the controls do not vary.
    ///
    /// Glass, G. V. (1976). Primary, secondary, and meta-analysis of research. *Educational Researcher* 5 (10), 3-8.
    pub fn glass_delta(self) -> Result<Study, Undefined> {
        if self.control.sd == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let n2 = self.control.total;
        let delta = small_sample_correction(n2 - 1.0)? * self.difference() / self.control.sd;
        study(delta, self.inverse_sizes() + delta * delta / (2.0 * n2))
    }

    /// The logarithm of the ratio of the means, with variance `sd1^2 / (n1 mean1^2) + sd2^2 / (n2 mean2^2)`.
    ///
    /// [`Undefined::OutsideDomain`] unless the means have the same sign and none is 0.
    ///
    /// Hedges, L. V., Gurevitch, J. and Curtis, P. S. (1999). The meta-analysis of response ratios in experimental
    /// ecology. *Ecology* 80, 1150-1156.
    pub fn log_ratio_of_means(self) -> Result<Study, Undefined> {
        let ratio = self.treated.mean / self.control.mean;
        if self.control.mean == 0.0 || ratio <= 0.0 {
            return Err(Undefined::OutsideDomain);
        }
        let relative = |group: GroupMean| group.sd / group.mean * (group.sd / group.mean) / group.total;
        study(libm::log(ratio), relative(self.treated) + relative(self.control))
    }

    /// The logarithm of the ratio of the standard deviations, corrected for small samples.
    ///
    /// `ln(sd1 / sd2) + 1/(2 (n1 - 1)) - 1/(2 (n2 - 1))`, with variance `1/(2 (n1 - 1)) + 1/(2 (n2 - 1))`.
    /// [`Undefined::NoVariation`] when an arm does not vary.
    ///
    /// Nakagawa, S. et al. (2015). Meta-analysis of variation. *Methods in Ecology and Evolution* 6, 143-152.
    pub fn log_variability_ratio(self) -> Result<Study, Undefined> {
        let TwoMeans { treated, control } = self;
        if treated.sd == 0.0 || control.sd == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let (one, two) = (0.5 / (treated.total - 1.0), 0.5 / (control.total - 1.0));
        study(libm::log(treated.sd / control.sd) + one - two, one + two)
    }

    /// The logarithm of the ratio of the coefficients of variation, corrected for small samples; for means of the same
    /// sign.
    ///
    /// [`TwoMeans::log_variability_ratio`] less [`TwoMeans::log_ratio_of_means`], their variances added; errors as for
    /// these.
    ///
    /// Nakagawa et al. (2015).
    pub fn log_variation_ratio(self) -> Result<Study, Undefined> {
        let (spread, level) = (self.log_variability_ratio()?, self.log_ratio_of_means()?);
        study(spread.effect() - level.effect(), spread.variance() + level.variance())
    }

    /// Cohen's d as a log odds ratio, taking the outcome to be normal: times Cox's 1.65.
    ///
    /// Cox and Snell (1989).
    pub fn log_odds_ratio_normal(self) -> Result<Study, Undefined> {
        self.uncorrected()?.scaled(COX)
    }

    /// Cohen's d as a log odds ratio, taking the outcome to be logistic: times `pi / sqrt(3)`.
    ///
    /// Chinn (2000).
    pub fn log_odds_ratio_logistic(self) -> Result<Study, Undefined> {
        self.uncorrected()?.scaled(LOGISTIC)
    }

    /// Cohen's d without correction for small samples, as the conversions take it.
    fn uncorrected(self) -> Result<Study, Undefined> {
        let d = self.cohens_d()?;
        study(d, self.inverse_sizes() + d * d / (2.0 * (self.treated.total + self.control.total)))
    }

    /// The correlation of the outcome with the arm, `d / sqrt(d^2 + h)` with `h = (n1 + n2 - 2) (1/n1 + 1/n2)`.
    ///
    /// The variance is that of d, `1/n1 + 1/n2 + d^2 / (2 (n1 + n2))`, times `h^2 / (d^2 + h)^3`: the sizes of the arms are
    /// fixed, as in a trial.
    ///
    /// Jacobs, P. and Viechtbauer, W. (2017). Estimation of the biserial correlation and its sampling variance for use in
    /// meta-analysis. *Research Synthesis Methods* 8, 161-180.
    pub fn point_biserial_correlation(self) -> Result<Study, Undefined> {
        let d = self.uncorrected()?;
        let h = self.df() * self.inverse_sizes();
        let whole = d.effect() * d.effect() + h;
        let slope = h / whole / libm::sqrt(whole);
        study(d.effect() / libm::sqrt(whole), slope * slope * d.variance())
    }
}

/// Hedges' g of every study, with variances that share the average g of the review:
/// `1/n1 + 1/n2 + mean(g)^2 / (2 (n1 + n2))`, the mean weighted by size.
///
/// The variances then do not depend on the effects, which removes an artificial asymmetry of the funnel. The first study
/// without a g decides the error.
///
/// Hedges, L. V. (1982). Estimation of effect size from a series of independent experiments. *Psychological Bulletin* 92,
/// 490-499.
pub fn standardised_mean_differences_average_variance(studies: &[TwoMeans]) -> Result<Vec<Study>, Undefined> {
    let plain = studies
        .iter()
        .map(|two| two.standardised_mean_difference(StandardisedVariance::LargeSample))
        .collect::<Result<Vec<_>, _>>()?;
    let size = |two: &TwoMeans| two.treated.total + two.control.total;
    // Sorted, so that the order of the studies changes nothing.
    let mut pairs: Vec<(f64, f64)> = studies.iter().zip(&plain).map(|(two, g)| (size(two), g.effect())).collect();
    pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mean = pairs.iter().map(|(n, g)| n * g).sum::<f64>() / pairs.iter().map(|(n, _)| n).sum::<f64>();
    studies
        .iter()
        .zip(&plain)
        .map(|(two, g)| study(g.effect(), two.inverse_sizes() + mean * mean / (2.0 * size(two))))
        .collect()
}
