//! Trials with several treated arms and one control group, which must not be counted more than once.
//!
//! Three remedies, of which the first is the best where the arms are alike: take the treated arms together
//! ([`EffectiveArm::with`], [`GroupMean::with`]); divide the control group among the comparisons
//! ([`EffectiveArm::divided`], [`GroupMean::divided`]), which wastes a little; or keep all comparisons with the
//! covariance that the shared controls give them, for a [multilevel model](crate::stats::meta::multilevel), whose
//! functions are below.

use crate::stats::Undefined;

use super::{EffectiveArm, GroupMean};

/// The covariance of two log risk ratios with the same controls: `1/c - 1/n2`, the variance of the log risk among them.
///
/// [`Undefined::ZeroCell`] when the controls have no events.
///
/// ```
/// use utfall::stats::{Arm, meta::effect::{ZeroCells, shared_control::log_risk_ratios, two_by_two_tables}};
///
/// // It is the controls' part of the variance of each log risk ratio.
/// let (treated, control) = (Arm::new(6, 306)?, Arm::new(29, 303)?);
/// let ratio = two_by_two_tables(&[(treated.into(), control.into())], ZeroCells::NONE)[0]?.log_risk_ratio()?;
/// let treated_part = 1.0 / 6.0 - 1.0 / 306.0;
/// assert!((log_risk_ratios(control.into())? - (ratio.variance() - treated_part)).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Gleser, L. J. and Olkin, I. (2009). Stochastically dependent effect sizes. In *The Handbook of Research Synthesis and
/// Meta-Analysis*, 2nd edition, chapter 19.
pub fn log_risk_ratios(control: EffectiveArm) -> Result<f64, Undefined> {
    let (x, n) = (control.events(), control.total());
    if x == 0.0 { Err(Undefined::ZeroCell) } else { Ok(control.non_events() / x / n) }
}

/// The covariance of two log odds ratios with the same controls: `1/c + 1/d`.
///
/// [`Undefined::ZeroCell`] when the controls have no events, or no non-events.
///
/// Gleser and Olkin (2009).
pub fn log_odds_ratios(control: EffectiveArm) -> Result<f64, Undefined> {
    let (x, y) = (control.events(), control.non_events());
    if x == 0.0 || y == 0.0 { Err(Undefined::ZeroCell) } else { Ok(1.0 / x + 1.0 / y) }
}

/// The covariance of two risk differences with the same controls: `p2 q2 / n2`.
///
/// Gleser and Olkin (2009).
pub fn risk_differences(control: EffectiveArm) -> f64 {
    let n = control.total();
    control.events() / n * (control.non_events() / n) / n
}

/// The covariance of two mean differences with the same controls: `sd2^2 / n2`.
pub fn mean_differences(control: GroupMean) -> f64 {
    control.sd() * control.sd() / control.total()
}

/// The covariance of two standardised mean differences with the same controls: `1/n2 + g1 g2 / (2 n)`, with `n` everyone
/// in the trial.
///
/// [`Undefined::OutsideDomain`] unless `n` is above the size of the control group.
///
/// Gleser and Olkin (2009), equation 19.19.
pub fn standardised_mean_differences(control: GroupMean, g: (f64, f64), n: f64) -> Result<f64, Undefined> {
    if n > control.total() && (g.0 * g.1).is_finite() {
        Ok(1.0 / control.total() + g.0 * g.1 / (2.0 * n))
    } else {
        Err(Undefined::OutsideDomain)
    }
}
