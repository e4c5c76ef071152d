//! Proportions from imputed data: each measure pooled on the scale on which it is roughly normal.

use super::{ImputedEstimate, Pooled, pool};
use crate::stats::{Arm, Estimated, Interval, Level, Undefined};

/// The two arms of one imputed data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImputedArms {
    /// Those who were treated.
    pub treated: Arm,
    /// Those who were not.
    pub control: Arm,
}

/// One proportion, pooled as it is, with the variance `p (1 - p) / n` of each data set.
///
/// For the interval take [`pooled_wilson`]: that of [`Pooled::estimated`] may leave `[0, 1]`. Errors as for [`pool`].
pub fn pooled_proportion(sets: &[Arm]) -> Result<Pooled, Undefined> {
    let of_set = |arm: &Arm| ImputedEstimate { value: arm.proportion(), variance: variance(*arm) };
    pool(&sets.iter().map(of_set).collect::<Vec<_>>(), f64::INFINITY)
}

/// Wilson's interval of one proportion from imputed data: all `P` with `(p - P)^2 <= t^2 (1 + r) P (1 - P) / n`.
///
/// `p` is the mean proportion, `r` the [relative increase](Pooled::relative_increase) and `t` has `(m - 1) (1 + 1/r)^2`
/// degrees of freedom. With nothing missing it is Wilson's own, and it never leaves `[0, 1]`; it reaches all of it when
/// the data sets have all or none in turn.
///
/// [`Undefined::OutsideDomain`] when the data sets differ in size, [`Undefined::TooFewObservations`] for fewer than
/// two.
///
/// ```
/// use utfall::stats::{Arm, Level, imputation::pooled_wilson};
///
/// // The package MIWilson: hypertension in 25 people, five imputations. It prints these limits as those of 99 %, but
/// // takes 1 % for each tail: they are those of 98 %.
/// let sets = [4, 5, 6, 6, 8].map(|events| Arm::new(events, 25).unwrap());
/// let wilson = pooled_wilson(&sets, Level::new(0.98)?)?;
/// assert!((wilson.value - 0.232).abs() < 1e-15);
/// assert!((wilson.interval.lower().unwrap() - 0.071_344_26).abs() < 5e-9);
/// assert!((wilson.interval.upper().unwrap() - 0.542_923_20).abs() < 5e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Lott, A. and Reiter, J. P. (2020). Wilson confidence intervals for binomial proportions with multiple imputation for
/// missing data. *The American Statistician* 74, 109-115.
pub fn pooled_wilson(sets: &[Arm], level: Level) -> Result<Estimated, Undefined> {
    let pooled = pooled_proportion(sets)?;
    let n = sets[0].total();
    if sets.iter().any(|arm| arm.total() != n) {
        return Err(Undefined::OutsideDomain);
    }
    let t = pooled.critical(level)?;
    let p = pooled.value;
    let c = t * t * (1.0 + pooled.relative_increase()) / n as f64;
    let interval = if c.is_finite() {
        let half = libm::sqrt(c * (c + 4.0 * p * (1.0 - p)));
        let end = |root: f64| ((2.0 * p + c + root) / (2.0 * (1.0 + c))).clamp(0.0, 1.0);
        // At 0 and at 1 the end is the proportion itself.
        Interval::Bounded { lower: end(-half).min(p), upper: end(half).max(p) }
    } else {
        Interval::Bounded { lower: 0.0, upper: 1.0 }
    };
    Ok(Estimated { value: p, standard_error: Some(pooled.standard_error()), interval })
}

/// The risk difference, pooled as it is, with Wald's variance of each data set.
///
/// Errors as for [`pool`].
///
/// ```
/// use utfall::stats::{Arm, imputation::{ImputedArms, pooled_risk_difference}};
///
/// let control = Arm::new(20, 100)?;
/// let sets = [30, 34].map(|events| ImputedArms { treated: Arm::new(events, 100).unwrap(), control });
/// let pooled = pooled_risk_difference(&sets)?;
/// // The mean of 0.10 and 0.14, whose variance is 0.0008.
/// assert!((pooled.value - 0.12).abs() < 1e-15 && (pooled.between - 0.0008).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn pooled_risk_difference(sets: &[ImputedArms]) -> Result<Pooled, Undefined> {
    pool_measure(sets, |arms| {
        let value = arms.treated.proportion() - arms.control.proportion();
        Ok(ImputedEstimate { value, variance: variance(arms.treated) + variance(arms.control) })
    })
}

/// The risk difference with an interval made of those of the two proportions ([`pooled_wilson`]), as Newcombe's is.
///
/// `lower = d - sqrt((p1 - lower1)^2 + (upper2 - p2)^2)` and the like for `upper`. It stays within `[-1, 1]`. The arms
/// count as independent, which imputations are that use the one arm to impute the other only in so far as the model is
/// right. Errors as for [`pooled_wilson`].
///
/// ```
/// use utfall::stats::{Arm, Level, imputation::{ImputedArms, pooled_newcombe}};
///
/// // Newcombe (1998), example a, with nothing missing: 56/70 - 48/80, 0.0524 to 0.3339.
/// let arms = ImputedArms { treated: Arm::new(56, 70)?, control: Arm::new(48, 80)? };
/// let difference = pooled_newcombe(&[arms; 3], Level::NINETY_FIVE)?;
/// assert!((difference.interval.lower().unwrap() - 0.0524).abs() < 5e-5);
/// assert!((difference.interval.upper().unwrap() - 0.3339).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions: comparison of eleven
/// methods. *Statistics in Medicine* 17, 873-890, method 10; Zou, G. Y. and Donner, A. (2008). *Statistics in Medicine*
/// 27, 1693-1702.
pub fn pooled_newcombe(sets: &[ImputedArms], level: Level) -> Result<Estimated, Undefined> {
    let arms = |arm: fn(&ImputedArms) -> Arm| pooled_wilson(&sets.iter().map(arm).collect::<Vec<Arm>>(), level);
    let (treated, control) = (arms(|arms| arms.treated)?, arms(|arms| arms.control)?);
    let ends = |of: Estimated| match of.interval {
        Interval::Bounded { lower, upper } => Ok((of.value - lower, upper - of.value)),
        Interval::Complement { .. } | Interval::Whole => Err(Undefined::NotFinite),
    };
    let ((below1, above1), (below2, above2)) = (ends(treated)?, ends(control)?);
    let value = treated.value - control.value;
    Ok(Estimated {
        value,
        standard_error: Some(pooled_risk_difference(sets)?.standard_error()),
        interval: Interval::Bounded {
            lower: (value - libm::hypot(below1, above2)).max(-1.0),
            upper: (value + libm::hypot(above1, below2)).min(1.0),
        },
    })
}

/// The logarithm of the risk ratio, pooled, with Katz's variance of each data set: take [`Pooled::ratio`].
///
/// [`Undefined::ZeroCell`] when an arm has no events in any one data set; other errors as for [`pool`].
///
/// ```
/// use utfall::stats::{Arm, Level, imputation::{ImputedArms, pooled_log_risk_ratio}};
///
/// // Davis et al. (2012) with nothing missing, 32/42 against 12/43: Katz's 2.73 (1.64 to 4.54).
/// let arms = ImputedArms { treated: Arm::new(32, 42)?, control: Arm::new(12, 43)? };
/// let ratio = pooled_log_risk_ratio(&[arms; 2])?.ratio(Level::NINETY_FIVE)?;
/// assert!((ratio.value - 2.73).abs() < 5e-3);
/// assert!((ratio.interval.lower().unwrap() - 1.64).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn pooled_log_risk_ratio(sets: &[ImputedArms]) -> Result<Pooled, Undefined> {
    pool_measure(sets, |arms| {
        let (treated, control) = (arms.treated, arms.control);
        if treated.events() == 0 || control.events() == 0 {
            return Err(Undefined::ZeroCell);
        }
        let part = |arm: Arm| (1.0 - arm.proportion()) / arm.events() as f64;
        let value = libm::log(treated.proportion() / control.proportion());
        Ok(ImputedEstimate { value, variance: part(treated) + part(control) })
    })
}

/// The logarithm of the odds ratio, pooled, with Woolf's variance of each data set: take [`Pooled::ratio`].
///
/// [`Undefined::ZeroCell`] when an arm has no events, or nothing else, in any one data set; other errors as for
/// [`pool`].
///
/// ```
/// use utfall::stats::{Arm, imputation::{ImputedArms, pooled_log_odds_ratio}};
///
/// // By hand: ln(2 * 3 / 1), with 1/20 + 1/10 + 1/10 + 1/30.
/// let arms = ImputedArms { treated: Arm::new(20, 30)?, control: Arm::new(10, 40)? };
/// let pooled = pooled_log_odds_ratio(&[arms; 2])?;
/// assert!((pooled.value - 6.0_f64.ln()).abs() < 1e-15);
/// assert!((pooled.total() - (0.05 + 0.1 + 0.1 + 1.0 / 30.0)).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn pooled_log_odds_ratio(sets: &[ImputedArms]) -> Result<Pooled, Undefined> {
    pool_measure(sets, |arms| {
        let counts =
            [arms.treated.events(), arms.treated.non_events(), arms.control.events(), arms.control.non_events()];
        let [a, b, c, d] = counts.map(|count| count as f64);
        if counts.contains(&0) {
            return Err(Undefined::ZeroCell);
        }
        Ok(ImputedEstimate { value: libm::log((a / b) / (c / d)), variance: 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d })
    })
}

fn pool_measure(
    sets: &[ImputedArms],
    measure: impl Fn(&ImputedArms) -> Result<ImputedEstimate, Undefined>,
) -> Result<Pooled, Undefined> {
    pool(&sets.iter().map(measure).collect::<Result<Vec<_>, _>>()?, f64::INFINITY)
}

/// `p (1 - p) / n`.
fn variance(arm: Arm) -> f64 {
    arm.proportion() * (arm.non_events() as f64 / arm.total() as f64) / arm.total() as f64
}
