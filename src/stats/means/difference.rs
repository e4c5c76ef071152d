//! The difference in means of two independent groups, `mean1 - mean2`.

use super::MeanSummary;
use crate::stats::distribution::StudentT;
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined};

/// Welch's interval: `mean1 - mean2 +- t sqrt(sd1^2 / n1 + sd2^2 / n2)`, the quantile of Student's t at Satterthwaite's
/// degrees of freedom.
///
/// The default: it does not suppose equal variances, and costs next to nothing when they are equal. With `w` the
/// share of group 1 in the variance, `df = 1 / (w^2 / (n1 - 1) + (1 - w)^2 / (n2 - 1))`. Right for means of any
/// distribution when groups are large, for small ones when values are roughly normal.
/// [`Undefined::TooFewObservations`] when a group has one member, [`Undefined::NoVariation`] when neither varies.
///
/// ```
/// use utfall::stats::{Level, Sample, means::difference};
///
/// // Student's sleep data (1908) as two groups; R: t.test(extra ~ group, sleep): -3.3655 to 0.2055.
/// let first = Sample::new(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])?.summary();
/// let second = Sample::new(&[1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])?.summary();
/// let welch = difference::welch(first, second, Level::NINETY_FIVE)?;
/// assert!((welch.interval.lower().unwrap() + 3.365_483_2).abs() < 1e-7);
/// assert!((welch.interval.upper().unwrap() - 0.205_483_2).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Welch, B. L. (1947). The generalization of «Student's» problem when several different population variances are
/// involved. *Biometrika* 34, 28-35. Satterthwaite, F. E. (1946). *Biometrics Bulletin* 2, 110-114.
pub fn welch(treated: MeanSummary, control: MeanSummary, level: Level) -> Result<Estimated, Undefined> {
    Difference::welch(treated, control)?.estimated(level)
}

/// The t test that matches [`welch`]; two-sided.
///
/// ```
/// use utfall::stats::{Sample, means::difference};
///
/// // R: t.test(extra ~ group, sleep): t = -1.8608, df = 17.776, p = 0.07939.
/// let first = Sample::new(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])?.summary();
/// let second = Sample::new(&[1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])?.summary();
/// let test = difference::welch_test(first, second)?;
/// assert!((test.p - 0.079_394_14).abs() < 1e-8);
/// assert!((test.df.unwrap() - 17.776_473_5).abs() < 1e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn welch_test(treated: MeanSummary, control: MeanSummary) -> Result<TestResult, Undefined> {
    Difference::welch(treated, control)?.test()
}

/// Student's interval: `mean1 - mean2 +- t s sqrt(1 / n1 + 1 / n2)` with the pooled standard deviation `s` and
/// `n1 + n2 - 2` degrees of freedom.
///
/// Supposes equal variances in the two groups; with unequal variances and unequal groups its level is wrong, however
/// large they are. Errors as for [`welch`].
///
/// ```
/// use utfall::stats::{Level, means::{MeanSummary, difference}};
///
/// // 5.12 (1.31) of 172 against 4.78 (1.42) of 150 (R 4.2.2): 0.34, 0.0406 to 0.6394.
/// let (treated, control) = (MeanSummary::new(172, 5.12, 1.31)?, MeanSummary::new(150, 4.78, 1.42)?);
/// let pooled = difference::pooled(treated, control, Level::NINETY_FIVE)?;
/// assert!((pooled.interval.lower().unwrap() - 0.040_572_065_3).abs() < 1e-10);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Student (1908). The probable error of a mean. *Biometrika* 6, 1-25; Fisher, R. A. (1925). *Metron* 5, 90-104.
pub fn pooled(treated: MeanSummary, control: MeanSummary, level: Level) -> Result<Estimated, Undefined> {
    Difference::pooled(treated, control)?.estimated(level)
}

/// The t test that matches [`pooled`]; two-sided.
pub fn pooled_test(treated: MeanSummary, control: MeanSummary) -> Result<TestResult, Undefined> {
    Difference::pooled(treated, control)?.test()
}

/// The large-sample interval: `mean1 - mean2 +- z sqrt(sd1^2 / n1 + sd2^2 / n2)`.
///
/// What meta-analyses enter. Too narrow in small groups; [`welch`] is not.
///
/// ```
/// use utfall::stats::{Level, means::{MeanSummary, difference}};
///
/// // metafor: escalc("MD", …) gives 0.34 with variance 0.02342.
/// let (treated, control) = (MeanSummary::new(172, 5.12, 1.31)?, MeanSummary::new(150, 4.78, 1.42)?);
/// let normal = difference::normal(treated, control, Level::NINETY_FIVE)?;
/// assert!((normal.standard_error.unwrap() - 0.153_035_918).abs() < 1e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Borenstein, M. et al. (2009). *Introduction to Meta-Analysis*, formulas 4.1 to 4.5.
pub fn normal(treated: MeanSummary, control: MeanSummary, level: Level) -> Result<Estimated, Undefined> {
    Difference { df: f64::INFINITY, ..Difference::welch(treated, control)? }.estimated(level)
}

/// The z test that matches [`normal`]; two-sided.
pub fn normal_test(treated: MeanSummary, control: MeanSummary) -> Result<TestResult, Undefined> {
    Difference { df: f64::INFINITY, ..Difference::welch(treated, control)? }.test()
}

/// The standard deviation within groups, `sqrt(((n1 - 1) sd1^2 + (n2 - 1) sd2^2) / (n1 + n2 - 2))`.
///
/// [`Undefined::TooFewObservations`] when a group has one member.
pub fn pooled_sd(treated: MeanSummary, control: MeanSummary) -> Result<f64, Undefined> {
    let (sd1, sd2) = (treated.sd()?, control.sd()?);
    let (df1, df2) = (treated.size() - 1.0, control.size() - 1.0);
    // A root of shares: no square that could overflow.
    let df = df1 + df2;
    Ok(libm::hypot(sd1 * libm::sqrt(df1 / df), sd2 * libm::sqrt(df2 / df)))
}

/// An estimate whose ratio to its standard error has a t distribution.
pub(super) struct Difference {
    pub value: f64,
    pub standard_error: f64,
    /// Infinite for a normal distribution.
    pub df: f64,
}

impl Difference {
    pub(super) fn welch(treated: MeanSummary, control: MeanSummary) -> Result<Difference, Undefined> {
        let (se1, se2) = (treated.standard_error()?, control.standard_error()?);
        let standard_error = libm::hypot(se1, se2);
        let (share1, share2) = (se1 / standard_error, se2 / standard_error);
        let (w1, w2) = (share1 * share1, share2 * share2);
        let df = 1.0 / (w1 * w1 / (treated.size() - 1.0) + w2 * w2 / (control.size() - 1.0));
        Difference::new(treated.mean() - control.mean(), standard_error, df)
    }

    pub(super) fn pooled(treated: MeanSummary, control: MeanSummary) -> Result<Difference, Undefined> {
        let sd = pooled_sd(treated, control)?;
        let standard_error = sd * libm::sqrt(1.0 / treated.size() + 1.0 / control.size());
        Difference::new(treated.mean() - control.mean(), standard_error, treated.size() + control.size() - 2.0)
    }

    /// [`Undefined::NoVariation`] when the standard error is zero, [`Undefined::NotFinite`] when the difference
    /// overflows.
    pub(super) fn new(value: f64, standard_error: f64, df: f64) -> Result<Difference, Undefined> {
        if !(value.is_finite() && standard_error.is_finite()) {
            Err(Undefined::NotFinite)
        } else if standard_error == 0.0 {
            Err(Undefined::NoVariation)
        } else {
            Ok(Difference { value, standard_error, df })
        }
    }

    /// A normal variable with this variance.
    pub(super) fn normal(value: f64, variance: f64) -> Result<Difference, Undefined> {
        Difference::new(value, libm::sqrt(variance), f64::INFINITY)
    }

    pub(super) fn estimated(&self, level: Level) -> Result<Estimated, Undefined> {
        let t = StudentT::new(self.df)?.upper_quantile(0.5 * level.alpha())?;
        Ok(Estimated {
            value: self.value,
            standard_error: Some(self.standard_error),
            interval: Interval::around(self.value, t * self.standard_error),
        })
    }

    pub(super) fn test(&self) -> Result<TestResult, Undefined> {
        let t = self.value / self.standard_error;
        if !t.is_finite() {
            return Err(Undefined::NotFinite);
        }
        let df = Some(self.df).filter(|df| df.is_finite());
        Ok(TestResult { statistic: Some(t), df, p: StudentT::new(self.df)?.two_sided(t) })
    }
}
