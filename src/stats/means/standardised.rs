//! Standardised mean differences: Cohen's d, Hedges' g, Glass's delta, and their large-sample forms.

use super::MeanSummary;
use super::difference::{Difference, pooled_sd};
use crate::stats::distribution::noncentrality_of_t;
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined};

/// Cohen's d, `(mean1 - mean2) / s` with the pooled standard deviation `s`, and its noncentral-t interval.
///
/// `t = d sqrt(n1 n2 / (n1 + n2))` has a noncentral t distribution with `n1 + n2 - 2` degrees of freedom when variances
/// are equal and values normal; the limits are the noncentralities under which `t` is at its upper and lower
/// `(1 - level) / 2` quantile, back on the scale of `d`. Should they exclude `d` (it happens with one or two degrees
/// of freedom below 70 % confidence), the nearer limit is `d`. Too large by some `3 / (4 df)` on average:
/// [`hedges_g`] is not. [`Undefined::TooFewObservations`] when a group has one member, [`Undefined::NoVariation`] when
/// neither varies.
///
/// ```
/// use utfall::stats::{Level, means::{MeanSummary, cohens_d}};
///
/// // 14.2 (4.1) of 9 against 11.7 (5.3) of 7 (R 4.2.2, effectsize): 0.537, -0.479 to 1.535.
/// let (treated, control) = (MeanSummary::new(9, 14.2, 4.1)?, MeanSummary::new(7, 11.7, 5.3)?);
/// let d = cohens_d(treated, control, Level::NINETY_FIVE)?;
/// assert!((d.interval.lower().unwrap() + 0.478_999_063).abs() < 1e-7);
/// assert!((d.interval.upper().unwrap() - 1.535_442_491).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cohen, J. (1988). *Statistical Power Analysis for the Behavioral Sciences*, 2nd ed., section 2.2; Steiger and
/// Fouladi (1997), see [`noncentrality_of_t`].
pub fn cohens_d(treated: MeanSummary, control: MeanSummary, level: Level) -> Result<Estimated, Undefined> {
    let d = Standardised::by_pooled(treated, control)?;
    d.estimated(level, 1.0)
}

/// Hedges' g: [`cohens_d`] and its limits times the exact [`small_sample_correction`].
///
/// The default standardised mean difference: unbiased for normal values of equal variance.
///
/// ```
/// use utfall::stats::{Level, means::{MeanSummary, hedges_g}};
///
/// // 5.12 (1.31) of 172 against 4.78 (1.42) of 150 (R 4.2.2, effectsize): 0.249, 0.029 to 0.468.
/// let (treated, control) = (MeanSummary::new(172, 5.12, 1.31)?, MeanSummary::new(150, 4.78, 1.42)?);
/// let g = hedges_g(treated, control, Level::NINETY_FIVE)?;
/// assert!((g.value - 0.248_988_017).abs() < 1e-9);
/// assert!((g.interval.lower().unwrap() - 0.029_498_553).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Hedges, L. V. (1981). Distribution theory for Glass's estimator of effect size and related estimators. *Journal of
/// Educational Statistics* 6, 107-128, formula 6.
pub fn hedges_g(treated: MeanSummary, control: MeanSummary, level: Level) -> Result<Estimated, Undefined> {
    let d = Standardised::by_pooled(treated, control)?;
    d.estimated(level, small_sample_correction(d.df)?)
}

/// Glass's delta: `(mean1 - mean2) / sd2`, by the standard deviation of the controls, and its noncentral-t interval
/// with `n2 - 1` degrees of freedom.
///
/// For treatments that change the spread too. The interval takes the treated to vary as the controls do.
/// [`Undefined::NoVariation`] when the controls do not vary; else as for [`cohens_d`].
///
/// ```
/// use utfall::stats::{Level, means::{MeanSummary, glass_delta}};
///
/// let (treated, control) = (MeanSummary::new(9, 14.2, 4.1)?, MeanSummary::new(7, 11.7, 5.3)?);
/// // R 4.2.2, effectsize: 0.472, -0.568 to 1.475.
/// let delta = glass_delta(treated, control, Level::NINETY_FIVE)?;
/// assert!((delta.value - 2.5 / 5.3).abs() < 1e-15);
/// assert!((delta.interval.upper().unwrap() - 1.475_436_7).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Glass, G. V., McGaw, B. and Smith, M. L. (1981). *Meta-Analysis in Social Research*, chapter 5.
pub fn glass_delta(treated: MeanSummary, control: MeanSummary, level: Level) -> Result<Estimated, Undefined> {
    let delta = Standardised::by_control(treated, control)?;
    delta.estimated(level, 1.0)
}

/// The mean of differences within pairs in their own standard deviation, `J mean / sd` with the exact
/// [`small_sample_correction`] at `n - 1` degrees of freedom, and its noncentral-t interval.
///
/// `t = mean sqrt(n) / sd` has a noncentral t distribution with `n - 1` degrees of freedom when differences are normal.
/// Standardised by the spread of changes, which is another quantity than [`hedges_g`]: the two may not be pooled.
/// [`Undefined::TooFewObservations`] below three pairs, [`Undefined::NoVariation`] when all differences are equal.
///
/// ```
/// use utfall::stats::{Level, means};
///
/// // Student's sleep data, paired: t = -4.0621 on 9; the noncentralities from scipy 1.x (nct) give d from -2.1180 to
/// // -0.4146, and g is 0.9139 of that.
/// let pairs = [(0.7, 1.9), (-1.6, 0.8), (-0.2, 1.1), (-1.2, 0.1), (-0.1, -0.1), (3.4, 4.4), (3.7, 5.5), (0.8, 1.6),
///     (0.0, 4.6), (2.0, 3.4)];
/// let differences = means::paired_differences(&pairs)?.summary();
/// let g = means::hedges_g_within_pairs(differences, Level::NINETY_FIVE)?;
/// let correction = means::small_sample_correction(9.0)?;
/// assert!((g.value / correction + 1.284_558).abs() < 1e-6);
/// assert!((g.interval.lower().unwrap() / correction + 2.118_017).abs() < 1e-5);
/// assert!((g.interval.upper().unwrap() / correction + 0.414_628).abs() < 1e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Gibbons, R. D., Hedeker, D. R. and Davis, J. M. (1993). Estimation of effect size from a series of experiments
/// involving paired comparisons. *Journal of Educational Statistics* 18, 271-279; Steiger and Fouladi (1997), see
/// [`noncentrality_of_t`].
pub fn hedges_g_within_pairs(differences: MeanSummary, level: Level) -> Result<Estimated, Undefined> {
    let (sd, size) = (differences.sd()?, differences.size());
    if sd == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let value = differences.mean() / sd;
    if !value.is_finite() {
        return Err(Undefined::NotFinite);
    }
    let d = Standardised { value, df: size - 1.0, root_size: libm::sqrt(size) };
    d.estimated(level, small_sample_correction(d.df)?)
}

/// Hedges' exact correction `J(df) = Gamma(df / 2) / (sqrt(df / 2) Gamma((df - 1) / 2))`, close to `1 - 3 / (4 df - 1)`.
///
/// [`Undefined::TooFewObservations`] unless `df` is above 1, where the mean of a noncentral t begins to exist.
///
/// ```
/// use utfall::stats::means::small_sample_correction;
///
/// // Hedges (1981), table 1: 0.5642 for 2 and 0.9490... for 16 degrees of freedom 0.9523.
/// assert!((small_sample_correction(2.0)? - 0.5642).abs() < 5e-5);
/// assert!((small_sample_correction(16.0)? - 0.9523).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Hedges (1981), formula 6e.
pub fn small_sample_correction(df: f64) -> Result<f64, Undefined> {
    if df.is_nan() || df <= 1.0 {
        return Err(Undefined::TooFewObservations);
    }
    if df == f64::INFINITY {
        return Ok(1.0);
    }
    // Gamma(y + 1/2) / Gamma(y) at y = (df - 1) / 2: recurrence up to where the asymptotic series is exact.
    let half = 0.5 * df;
    let mut y = half - 0.5;
    let mut factor = 1.0;
    while y < 30.0 {
        factor *= y / (y + 0.5);
        y += 1.0;
    }
    let x = 1.0 / y;
    const SERIES: [f64; 7] =
        [1.0, -1.0 / 8.0, 1.0 / 128.0, 5.0 / 1024.0, -21.0 / 32768.0, -399.0 / 262_144.0, 869.0 / 4_194_304.0];
    let series = SERIES.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient);
    Ok(factor * libm::sqrt(y / half) * series)
}

/// The estimate of the sampling variance of a standardised mean difference that a meta-analysis uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SmdVariance {
    /// `1/n1 + 1/n2 + g^2 / (2 (n1 + n2))`, metafor's `LS`.
    LargeSample,
    /// `J^2 (1/n1 + 1/n2 + d^2 / (2 (n1 + n2)))`, metafor's `LS2`, the formula of Borenstein et al. (2009).
    Borenstein,
    /// `1/n1 + 1/n2 + (1 - (df - 2) / (df J^2)) g^2`, metafor's `UB`; needs more than two degrees of freedom.
    Unbiased,
}

/// Hedges' g with a normal interval from one of three variances, as meta-analyses take it.
///
/// [`hedges_g`] has the better interval. Errors as there, and [`Undefined::TooFewObservations`] where the unbiased
/// variance does not exist.
///
/// ```
/// use utfall::stats::{Level, means::{MeanSummary, SmdVariance, hedges_g_normal}};
///
/// // metafor 3.8.1: escalc("SMD", …): 0.2490, variance 0.01258.
/// let (treated, control) = (MeanSummary::new(172, 5.12, 1.31)?, MeanSummary::new(150, 4.78, 1.42)?);
/// let g = hedges_g_normal(treated, control, SmdVariance::LargeSample, Level::NINETY_FIVE)?;
/// assert!((g.standard_error.unwrap().powi(2) - 0.012_576_885_73).abs() < 1e-11);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Hedges, L. V. and Olkin, I. (1985). *Statistical Methods for Meta-Analysis*, section 5.B; Viechtbauer, W. (2007).
/// *Journal of Educational and Behavioral Statistics* 32, 39-60.
pub fn hedges_g_normal(
    treated: MeanSummary,
    control: MeanSummary,
    variance: SmdVariance,
    level: Level,
) -> Result<Estimated, Undefined> {
    with_variance(treated, control, variance)?.estimated(level)
}

/// The z test that matches [`hedges_g_normal`]; two-sided.
pub fn hedges_g_normal_test(
    treated: MeanSummary,
    control: MeanSummary,
    variance: SmdVariance,
) -> Result<TestResult, Undefined> {
    with_variance(treated, control, variance)?.test()
}

fn with_variance(treated: MeanSummary, control: MeanSummary, kind: SmdVariance) -> Result<Difference, Undefined> {
    let d = Standardised::by_pooled(treated, control)?;
    let correction = small_sample_correction(d.df)?;
    let g = correction * d.value;
    let (n1, n2) = (treated.size(), control.size());
    let equal_means = 1.0 / n1 + 1.0 / n2;
    let variance = match kind {
        SmdVariance::LargeSample => equal_means + g * g / (2.0 * (n1 + n2)),
        SmdVariance::Borenstein => correction * correction * (equal_means + d.value * d.value / (2.0 * (n1 + n2))),
        SmdVariance::Unbiased if d.df <= 2.0 => return Err(Undefined::TooFewObservations),
        SmdVariance::Unbiased => equal_means + (1.0 - (d.df - 2.0) / (d.df * correction * correction)) * g * g,
    };
    Difference::normal(g, variance)
}

/// Bonett's standardised difference for unequal variances: `J (mean1 - mean2) / sqrt((sd1^2 + sd2^2) / 2)` with a normal
/// interval; metafor's `SMDH`.
///
/// With `s^2 = (sd1^2 + sd2^2) / 2` and `J` at `n1 + n2 - 2` degrees of freedom, the variance is
/// `J^2 (g^2 (sd1^4 / (n1 - 1) + sd2^4 / (n2 - 1)) / (8 s^4) + (sd1^2 / (n1 - 1) + sd2^2 / (n2 - 1)) / s^2)`.
/// Errors as for [`cohens_d`].
///
/// ```
/// use utfall::stats::{Level, means::{MeanSummary, bonett_d}};
///
/// // metafor 3.8.1: escalc("SMDH", …): 0.2483, variance 0.01267.
/// let (treated, control) = (MeanSummary::new(172, 5.12, 1.31)?, MeanSummary::new(150, 4.78, 1.42)?);
/// let d = bonett_d(treated, control, Level::NINETY_FIVE)?;
/// assert!((d.value - 0.248_298_447_1).abs() < 1e-10);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bonett, D. G. (2008). Confidence intervals for standardized linear contrasts of means. *Psychological Methods* 13,
/// 99-109, formula 10.
pub fn bonett_d(treated: MeanSummary, control: MeanSummary, level: Level) -> Result<Estimated, Undefined> {
    unequal_variances(treated, control)?.estimated(level)
}

/// The z test that matches [`bonett_d`]; two-sided.
pub fn bonett_d_test(treated: MeanSummary, control: MeanSummary) -> Result<TestResult, Undefined> {
    unequal_variances(treated, control)?.test()
}

fn unequal_variances(treated: MeanSummary, control: MeanSummary) -> Result<Difference, Undefined> {
    let (sd1, sd2) = (treated.sd()?, control.sd()?);
    let both = libm::hypot(sd1, sd2);
    if both == 0.0 {
        return Err(Undefined::NoVariation);
    }
    // Each variance as a share of their sum.
    let (share1, share2) = ((sd1 / both) * (sd1 / both), (sd2 / both) * (sd2 / both));
    let (df1, df2) = (treated.size() - 1.0, control.size() - 1.0);
    let correction = small_sample_correction(df1 + df2)?;
    let g = correction * (treated.mean() - control.mean()) / (both * std::f64::consts::FRAC_1_SQRT_2);
    let variance = 0.5 * g * g * (share1 * share1 / df1 + share2 * share2 / df2) + 2.0 * (share1 / df1 + share2 / df2);
    Difference::normal(g, correction * correction * variance)
}

/// Glass's delta with Hedges' correction and a normal interval, `J (mean1 - mean2) / sd2`; metafor's `SMD1`.
///
/// `J` at `n2 - 1` degrees of freedom and variance `1/n1 + 1/n2 + g^2 / (2 n2)`. Errors as for [`glass_delta`], and
/// [`Undefined::TooFewObservations`] with two controls, for whom `J` does not exist.
///
/// ```
/// use utfall::stats::{Level, means::{MeanSummary, glass_delta_normal}};
///
/// // metafor 3.8.1: escalc("SMD1", …): 0.2382, variance 0.01267.
/// let (treated, control) = (MeanSummary::new(172, 5.12, 1.31)?, MeanSummary::new(150, 4.78, 1.42)?);
/// let delta = glass_delta_normal(treated, control, Level::NINETY_FIVE)?;
/// assert!((delta.value - 0.238_229_037_6).abs() < 1e-10);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Hedges (1981), section 2.
pub fn glass_delta_normal(treated: MeanSummary, control: MeanSummary, level: Level) -> Result<Estimated, Undefined> {
    corrected_delta(treated, control)?.estimated(level)
}

/// The z test that matches [`glass_delta_normal`]; two-sided.
pub fn glass_delta_normal_test(treated: MeanSummary, control: MeanSummary) -> Result<TestResult, Undefined> {
    corrected_delta(treated, control)?.test()
}

fn corrected_delta(treated: MeanSummary, control: MeanSummary) -> Result<Difference, Undefined> {
    let delta = Standardised::by_control(treated, control)?;
    let g = small_sample_correction(delta.df)? * delta.value;
    Difference::normal(g, 1.0 / treated.size() + 1.0 / control.size() + g * g / (2.0 * control.size()))
}

/// A difference in units of a standard deviation.
struct Standardised {
    value: f64,
    df: f64,
    /// `sqrt(n1 n2 / (n1 + n2))`, which makes it a t statistic.
    root_size: f64,
}

impl Standardised {
    fn by_pooled(treated: MeanSummary, control: MeanSummary) -> Result<Standardised, Undefined> {
        let df = treated.size() + control.size() - 2.0;
        Standardised::new(treated, control, pooled_sd(treated, control)?, df)
    }

    fn by_control(treated: MeanSummary, control: MeanSummary) -> Result<Standardised, Undefined> {
        treated.sd()?;
        Standardised::new(treated, control, control.sd()?, control.size() - 1.0)
    }

    fn new(treated: MeanSummary, control: MeanSummary, sd: f64, df: f64) -> Result<Standardised, Undefined> {
        if sd == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let (n1, n2) = (treated.size(), control.size());
        let value = (treated.mean() - control.mean()) / sd;
        if !value.is_finite() {
            return Err(Undefined::NotFinite);
        }
        Ok(Standardised { value, df, root_size: libm::sqrt(n1) * libm::sqrt(n2 / (n1 + n2)) })
    }

    fn estimated(&self, level: Level, correction: f64) -> Result<Estimated, Undefined> {
        let t = self.value * self.root_size;
        let tail = 0.5 * level.alpha();
        let lower = noncentrality_of_t(t, self.df, 1.0 - tail)? / self.root_size;
        let upper = noncentrality_of_t(t, self.df, tail)? / self.root_size;
        Ok(Estimated {
            value: correction * self.value,
            standard_error: None,
            interval: Interval::Bounded {
                lower: correction * lower.min(self.value),
                upper: correction * upper.max(self.value),
            },
        })
    }
}
