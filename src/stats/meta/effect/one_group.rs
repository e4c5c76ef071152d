//! Effects from one group: proportions, rates, means, correlations and reliabilities.
//!
//! Where a count is 0, or all, `added` events (and as many non-events) are added to it, but for the angles, which need
//! nothing; 0.5 is usual and 0 keeps the counts.

use super::{ArmRate, EffectiveArm, GroupMean, study};
use crate::stats::Undefined;
use crate::stats::meta::Study;

/// The counts of a group, with something added where one of them is 0.
fn filled(group: EffectiveArm, added: f64) -> Result<EffectiveArm, Undefined> {
    if !(added >= 0.0 && added.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    if group.events() > 0.0 && group.non_events() > 0.0 {
        return Ok(group);
    }
    EffectiveArm::new(group.events() + added, group.total() + 2.0 * added)
}

/// The proportion, with variance `p q / n`.
///
/// Poor near 0 and 1. [`Undefined::NoVariation`] at 0 or 1 when nothing is added.
pub fn proportion(group: EffectiveArm, added: f64) -> Result<Study, Undefined> {
    let group = filled(group, added)?;
    let n = group.total();
    study(group.events() / n, group.events() / n * (group.non_events() / n) / n)
}

/// The logarithm of the proportion, with variance `1/x - 1/n`.
///
/// [`Undefined::ZeroCell`] without events, [`Undefined::NoVariation`] without non-events, when nothing is added.
pub fn log_proportion(group: EffectiveArm, added: f64) -> Result<Study, Undefined> {
    let group = filled(group, added)?;
    let (x, n) = (group.events(), group.total());
    if x == 0.0 { Err(Undefined::ZeroCell) } else { study(libm::log(x / n), group.non_events() / x / n) }
}

/// The log odds, with variance `1/x + 1/(n - x)`; the default for proportions.
///
/// [`Undefined::ZeroCell`] without events or non-events when nothing is added.
///
/// ```
/// use utfall::stats::{Arm, meta::effect::one_group::log_odds};
///
/// // metafor: escalc("PLO", xi=6, ni=10): 0.4055, variance 0.4167.
/// let odds = log_odds(Arm::new(6, 10)?.into(), 0.5)?;
/// assert!((odds.effect() - 0.4055).abs() < 5e-5);
/// assert!((odds.variance() - 0.4167).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn log_odds(group: EffectiveArm, added: f64) -> Result<Study, Undefined> {
    let group = filled(group, added)?;
    let (x, y) = (group.events(), group.non_events());
    if x == 0.0 || y == 0.0 { Err(Undefined::ZeroCell) } else { study(libm::log(x / y), 1.0 / x + 1.0 / y) }
}

/// The arcsine of the root of the proportion, with variance `1 / (4 n)`.
pub fn arcsine(group: EffectiveArm) -> Result<Study, Undefined> {
    let angle = libm::atan2(libm::sqrt(group.events()), libm::sqrt(group.non_events()));
    study(angle, 0.25 / group.total())
}

/// Freeman and Tukey's double arcsine, `(asin(sqrt(x / (n + 1))) + asin(sqrt((x + 1) / (n + 1)))) / 2`, with variance
/// `1 / (4 n + 2)`.
///
/// Turning a pooled value back into a proportion needs one sample size for all studies, and may go badly wrong: prefer
/// [`log_odds`].
///
/// Freeman, M. F. and Tukey, J. W. (1950). Transformations related to the angular and the square root. *Annals of
/// Mathematical Statistics* 21, 607-611.
pub fn double_arcsine(group: EffectiveArm) -> Result<Study, Undefined> {
    let (x, y) = (group.events(), group.non_events());
    let angle = |x: f64, y: f64| libm::atan2(libm::sqrt(x), libm::sqrt(y));
    study(0.5 * (angle(x, y + 1.0) + angle(x + 1.0, y)), 1.0 / (4.0 * group.total() + 2.0))
}

/// The rate, with variance `x / t^2`; `added` events where there are none.
///
/// [`Undefined::NoEvents`] when there are none and nothing is added.
pub fn rate(group: ArmRate, added: f64) -> Result<Study, Undefined> {
    let (x, t) = filled_rate(group, added)?;
    study(x / t, x / t / t)
}

/// The logarithm of the rate, with variance `1 / x`; `added` events where there are none.
///
/// [`Undefined::NoEvents`] when there are none and nothing is added.
pub fn log_rate(group: ArmRate, added: f64) -> Result<Study, Undefined> {
    let (x, t) = filled_rate(group, added)?;
    study(libm::log(x / t), 1.0 / x)
}

/// The square root of the rate, with variance `1 / (4 t)`.
pub fn root_rate(group: ArmRate) -> Result<Study, Undefined> {
    study(libm::sqrt(group.events() / group.person_time()), 0.25 / group.person_time())
}

fn filled_rate(group: ArmRate, added: f64) -> Result<(f64, f64), Undefined> {
    if !(added >= 0.0 && added.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    let x = if group.events() == 0.0 { added } else { group.events() };
    if x == 0.0 { Err(Undefined::NoEvents) } else { Ok((x, group.person_time())) }
}

/// The mean, with variance `sd^2 / n`.
pub fn mean(group: GroupMean) -> Result<Study, Undefined> {
    study(group.mean(), group.sd() * group.sd() / group.total())
}

/// The logarithm of a positive mean, with variance `sd^2 / (n mean^2)`.
///
/// [`Undefined::OutsideDomain`] for a mean that is not positive.
pub fn log_mean(group: GroupMean) -> Result<Study, Undefined> {
    if group.mean() <= 0.0 {
        return Err(Undefined::OutsideDomain);
    }
    let relative = group.sd() / group.mean();
    study(libm::log(group.mean()), relative * relative / group.total())
}

/// A correlation coefficient of `n` pairs, with variance `(1 - r^2)^2 / (n - 1)`.
///
/// [`fishers_z`] is closer to normal. [`Undefined::OutsideDomain`] unless `-1 < r < 1`,
/// [`Undefined::TooFewObservations`] below two pairs.
pub fn correlation(r: f64, n: f64) -> Result<Study, Undefined> {
    let rest = unexplained(r)?;
    study(r, rest * rest / above(n, 1.0)?)
}

/// Fisher's z, `atanh(r)`, with variance `1 / (n - 3)`.
///
/// [`Undefined::OutsideDomain`] unless `-1 < r < 1`, [`Undefined::TooFewObservations`] below four pairs.
///
/// ```
/// use utfall::stats::meta::effect::one_group::fishers_z;
///
/// // Molloy, O'Carroll and Ferguson (2014), first study, in metafor: r = 0.187, n = 109: 0.1892, variance 0.0094.
/// let z = fishers_z(0.187, 109.0)?;
/// assert!((z.effect() - 0.1892).abs() < 5e-5);
/// assert!((z.variance() - 0.0094).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fisher, R. A. (1921). On the probable error of a coefficient of correlation. *Metron* 1 (4), 3-32.
pub fn fishers_z(r: f64, n: f64) -> Result<Study, Undefined> {
    unexplained(r)?;
    study(libm::atanh(r), 1.0 / above(n, 3.0)?)
}

/// Cronbach's alpha of `items` items and `n` people, with variance `2 m (1 - alpha)^2 / ((m - 1) (n - 2))`.
///
/// [`Undefined::OutsideDomain`] unless alpha is below 1, [`Undefined::TooFewObservations`] below two items or three
/// people.
///
/// Bonett, D. G. (2010). Varying coefficient meta-analytic methods for alpha reliability. *Psychological Methods* 15,
/// 368-385.
pub fn cronbachs_alpha(alpha: f64, items: f64, n: f64) -> Result<Study, Undefined> {
    let rest = unreliable(alpha)?;
    study(alpha, 2.0 * items * rest * rest / above(items, 1.0)? / above(n, 2.0)?)
}

/// Hakstian and Whalen's transformation of Cronbach's alpha, `1 - (1 - alpha)^(1/3)`.
///
/// Variance `18 m (n - 1) (1 - alpha)^(2/3) / ((m - 1) (9 n - 11)^2)`. Errors as for [`cronbachs_alpha`].
///
/// Hakstian, A. R. and Whalen, T. E. (1976). A k-sample significance test for independent alpha coefficients.
/// *Psychometrika* 41, 219-231.
pub fn hakstian_whalen_alpha(alpha: f64, items: f64, n: f64) -> Result<Study, Undefined> {
    let root = libm::cbrt(unreliable(alpha)?);
    let size = 9.0 * n - 11.0;
    study(1.0 - root, 18.0 * items * above(n, 1.0)? * root * root / above(items, 1.0)? / size / size)
}

/// Bonett's transformation of Cronbach's alpha, `-ln(1 - alpha)`, with variance `2 m / ((m - 1) (n - 2))`.
///
/// Errors as for [`cronbachs_alpha`].
///
/// Bonett, D. G. (2002). Sample size requirements for testing and estimating coefficient alpha. *Journal of Educational
/// and Behavioral Statistics* 27, 335-340.
pub fn bonett_alpha(alpha: f64, items: f64, n: f64) -> Result<Study, Undefined> {
    let rest = unreliable(alpha)?;
    study(-libm::log(rest), 2.0 * items / above(items, 1.0)? / above(n, 2.0)?)
}

/// `1 - r^2`.
fn unexplained(r: f64) -> Result<f64, Undefined> {
    if r.abs() < 1.0 { Ok((1.0 - r) * (1.0 + r)) } else { Err(Undefined::OutsideDomain) }
}

/// `1 - alpha`.
fn unreliable(alpha: f64) -> Result<f64, Undefined> {
    if alpha < 1.0 { Ok(1.0 - alpha) } else { Err(Undefined::OutsideDomain) }
}

/// `n - least`, which must be positive.
fn above(n: f64, least: f64) -> Result<f64, Undefined> {
    if n > least { Ok(n - least) } else { Err(Undefined::TooFewObservations) }
}
