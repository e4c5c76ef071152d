//! Proportions when those whose outcome is missing have other odds of it than the rest.

use super::{IncompleteArm, Shift};
use crate::stats::distribution::Normal;
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined};

/// A proportion of everyone, with its variance.
struct Proportion {
    value: f64,
    variance: f64,
}

/// The risk difference when the odds among the missing are those among the observed of the same arm times `exp(shift)`.
///
/// With `p` the proportion and `a` the share of those observed, the missing have the proportion
/// `g = expit(logit(p) + shift)` and the arm `a p + (1 - a) g`. Its variance, by the delta method, is
/// `(a + (1 - a) g (1 - g) / (p (1 - p)))^2 p (1 - p) / (a n) + (p - g)^2 a (1 - a) / n`: the error of `p`, and that of
/// `a`. It needs nothing but counts, and no imputation; the model has no covariates. At 0 it is Wald's of those
/// observed.
///
/// [`Undefined::NoObservations`] when nobody in an arm is observed, [`Undefined::NotFinite`] for a shift that is not
/// finite.
///
/// ```
/// use utfall::stats::imputation::{IncompleteArm, Shift, informative_risk_difference};
/// use utfall::stats::Level;
///
/// let (treated, control) = (IncompleteArm::new(30, 50, 20)?, IncompleteArm::new(20, 70, 10)?);
/// let difference = informative_risk_difference(treated, control, Shift::BOTH.times(0.0), Level::NINETY_FIVE)?;
/// assert!((difference.value - (30.0 / 80.0 - 20.0 / 90.0)).abs() < 1e-15);
/// // Odds e times smaller among the missing treated: 0.8 * 0.375 + 0.2 * 0.1808.
/// let difference = informative_risk_difference(treated, control, Shift::TREATED.times(-1.0), Level::NINETY_FIVE)?;
/// let g = 0.6 / (0.6 + 1.0_f64.exp());
/// assert!((difference.value - (0.3 + 0.2 * g - 2.0 / 9.0)).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// White, I. R., Higgins, J. P. T. and Wood, A. M. (2008). Allowing for uncertainty due to missing data in
/// meta-analysis, part 1: two-stage methods. *Statistics in Medicine* 27, 711-727, sections 2 and 3.
pub fn informative_risk_difference(
    treated: IncompleteArm,
    control: IncompleteArm,
    shift: Shift,
    level: Level,
) -> Result<Estimated, Undefined> {
    let (one, two) = (proportion(treated, shift.treated)?, proportion(control, shift.control)?);
    let standard_error = libm::sqrt(one.variance + two.variance);
    let value = one.value - two.value;
    let interval = Interval::around(value, level.z() * standard_error);
    Ok(Estimated { value, standard_error: Some(standard_error), interval })
}

/// The z test that matches [`informative_risk_difference`]; two-sided.
///
/// [`Undefined::NoVariation`] when the standard error is 0.
pub fn informative_risk_difference_test(
    treated: IncompleteArm,
    control: IncompleteArm,
    shift: Shift,
) -> Result<TestResult, Undefined> {
    let (one, two) = (proportion(treated, shift.treated)?, proportion(control, shift.control)?);
    let standard_error = libm::sqrt(one.variance + two.variance);
    z_test(one.value - two.value, standard_error)
}

/// The risk ratio under the same assumption as [`informative_risk_difference`]; the standard error is that of the
/// **logarithm**.
///
/// [`Undefined::ZeroCell`] when an arm has no events among those observed; other errors as for the difference.
pub fn informative_risk_ratio(
    treated: IncompleteArm,
    control: IncompleteArm,
    shift: Shift,
    level: Level,
) -> Result<Estimated, Undefined> {
    let (one, two) = (proportion(treated, shift.treated)?, proportion(control, shift.control)?);
    if one.value == 0.0 || two.value == 0.0 {
        return Err(Undefined::ZeroCell);
    }
    let relative = |of: &Proportion| of.variance / of.value / of.value;
    let standard_error = libm::sqrt(relative(&one) + relative(&two));
    let value = one.value / two.value;
    let reach = libm::exp(level.z() * standard_error);
    if !(value.is_finite() && reach.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let interval = Interval::Bounded { lower: value / reach, upper: value * reach };
    Ok(Estimated { value, standard_error: Some(standard_error), interval })
}

fn proportion(arm: IncompleteArm, delta: f64) -> Result<Proportion, Undefined> {
    let observed = arm.observed()?;
    if !delta.is_finite() {
        return Err(Undefined::NotFinite);
    }
    let n = arm.total() as f64;
    let (p, q) = (observed.proportion(), observed.complement().proportion());
    // The odds of the missing from both sides, so that neither tail is lost.
    let (up, down) = (libm::exp(delta.min(0.0)), libm::exp(-delta.max(0.0)));
    // p e^d / (p e^d + q), multiplied through by the smaller exponential.
    let whole = p * up + q * down;
    let g = p * up / whole;
    let a = observed.total() as f64 / n;
    let b = arm.missing() as f64 / n;
    // g (1 - g) / (p (1 - p)) is e^d / whole^2 in these terms.
    let slope = a + b * (up / whole) * (down / whole);
    let value = a * p + b * g;
    let variance = slope * slope * p * q / observed.total() as f64 + (p - g) * (p - g) * a * b / n;
    if value.is_finite() && variance.is_finite() {
        Ok(Proportion { value, variance })
    } else {
        Err(Undefined::NotFinite)
    }
}

fn z_test(value: f64, standard_error: f64) -> Result<TestResult, Undefined> {
    if standard_error == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let z = value / standard_error;
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}
