//! Pooling counts directly: Mantel and Haenszel's weights, and Peto's method.

use super::Study;
use super::effect::two_by_two_tables;
use super::effect::{AddTo, Addition, ArmRate, EffectiveArm, TwoByTwo, TwoRates, WithoutContrast, ZeroCells};
use super::heterogeneity::Heterogeneity;
use super::reference::{Reference, finite};
use crate::stats::stratified_proportions::{self as strata, DifferenceVariance, Stratum};
use crate::stats::sum::sum;
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined};

/// A common effect that was pooled from counts.
///
/// Ratios are natural logarithms, as the effects of studies are.
#[derive(Debug, Clone, PartialEq)]
pub struct PooledCounts {
    /// The pooled effect with its standard error and a normal interval.
    pub estimated: Estimated,
    /// The test of no effect.
    pub test: TestResult,
    /// How far the effects of single studies are from the pooled one, with inverse-variance weights; studies without an
    /// effect of their own (everyone or no one had the event) have no part in it.
    pub heterogeneity: Heterogeneity,
    /// The share of each study in the estimate, in the order of the input; they sum to 1. A study that says nothing of the
    /// effect has none.
    pub weights: Vec<f64>,
}

/// Which effect is pooled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CountMeasure {
    /// The log odds ratio.
    OddsRatio,
    /// The log risk ratio.
    RiskRatio,
    /// The risk difference.
    RiskDifference,
}

/// Mantel and Haenszel's pooled effect, with the variances of Robins, Breslow and Greenland (odds ratio), Greenland and
/// Robins (risk ratio) or Sato (risk difference); Q around it from inverse-variance weights.
///
/// Nothing is added to empty cells for the estimate; for Q, a half where a study needs it. The usual method for a common
/// effect when events are rare. [`Undefined::ZeroCell`] when one arm has no events (or non-events) in any study, and a
/// ratio is pooled.
///
/// ```
/// use utfall::stats::meta::{CountMeasure, mantel_haenszel};
/// use utfall::stats::stratified_proportions::Stratum;
/// use utfall::stats::{Arm, Level};
///
/// // One study alone: its own odds ratio and Woolf's variance (metafor, rma.mh: 0.9699, 0.7471 for 7/30 against 3/29).
/// let study = Stratum { treated: Arm::new(7, 30)?, control: Arm::new(3, 29)? };
/// let pooled = mantel_haenszel(&[study], CountMeasure::OddsRatio, Level::NINETY_FIVE)?;
/// assert!((pooled.estimated.value - 0.9699).abs() < 5e-5);
/// assert!((pooled.estimated.standard_error.unwrap() - 0.7471).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Mantel, N. and Haenszel, W. (1959). Statistical aspects of the analysis of data from retrospective studies of disease.
/// *Journal of the National Cancer Institute* 22, 719-748; see [`crate::stats::stratified_proportions`] for the variances.
pub fn mantel_haenszel(studies: &[Stratum], measure: CountMeasure, level: Level) -> Result<PooledCounts, Undefined> {
    let (pooled, effect): (Estimated, fn(TwoByTwo) -> Result<Study, Undefined>) = match measure {
        CountMeasure::OddsRatio => {
            (logarithm(strata::mantel_haenszel_odds_ratio(studies, level)?), TwoByTwo::log_odds_ratio)
        }
        CountMeasure::RiskRatio => {
            (logarithm(strata::mantel_haenszel_risk_ratio(studies, level)?), TwoByTwo::log_risk_ratio)
        }
        CountMeasure::RiskDifference => (
            strata::mantel_haenszel_risk_difference(studies, DifferenceVariance::Sato, level)?,
            TwoByTwo::risk_difference,
        ),
    };
    let weight = |stratum: &Stratum| {
        let [treated, control] =
            [stratum.treated, stratum.control].map(|arm| (arm.events() as f64, arm.total() as f64));
        let all = treated.1 + control.1;
        let weight = match measure {
            CountMeasure::OddsRatio => (treated.1 - treated.0) * control.0 / all,
            CountMeasure::RiskRatio => treated.1 * control.0 / all,
            CountMeasure::RiskDifference => treated.1 * control.1 / all,
        };
        if all > 0.0 { weight } else { 0.0 }
    };
    pooled_counts(pooled, &effects(studies, effect), studies.iter().map(weight).collect())
}

/// The estimate of a ratio and its interval, back on the logarithmic scale of its standard error.
fn logarithm(ratio: Estimated) -> Estimated {
    Estimated { value: libm::log(ratio.value), interval: ratio.interval.map_monotone(libm::log), ..ratio }
}

/// The effects of the studies that have one, with a half added where needed.
fn effects(studies: &[Stratum], effect: fn(TwoByTwo) -> Result<Study, Undefined>) -> Vec<Study> {
    let arms: Vec<(EffectiveArm, EffectiveArm)> =
        studies.iter().map(|stratum| (stratum.treated.into(), stratum.control.into())).collect();
    let policy =
        ZeroCells { add: Addition::Constant(0.5), to: AddTo::WhereNeeded, without_contrast: WithoutContrast::LeaveOut };
    two_by_two_tables(&arms, policy).into_iter().filter_map(|table| table.and_then(effect).ok()).collect()
}

/// Peto's pooled log odds ratio, `sum(a - E) / sum(V)` with variance `1 / sum(V)`, and its own Q.
///
/// For rare events, arms of similar size and effects that are not large; biased otherwise. [`Undefined::ZeroMargin`] when
/// in every study everyone or no one had the event.
///
/// ```
/// use utfall::stats::meta::peto;
/// use utfall::stats::stratified_proportions::Stratum;
/// use utfall::stats::{Arm, Level};
///
/// // One study alone: (a - E) / V, which for 7/30 against 3/29 is 0.9071 (metafor, rma.peto).
/// let study = Stratum { treated: Arm::new(7, 30)?, control: Arm::new(3, 29)? };
/// assert!((peto(&[study], Level::NINETY_FIVE)?.estimated.value - 0.9071).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Yusuf, S., Peto, R., Lewis, J., Collins, R. and Sleight, P. (1985). Beta blockade during and after myocardial infarction.
/// *Progress in Cardiovascular Diseases* 27, 335-371.
pub fn peto(studies: &[Stratum], level: Level) -> Result<PooledCounts, Undefined> {
    let arms: Vec<(EffectiveArm, EffectiveArm)> =
        studies.iter().map(|stratum| (stratum.treated.into(), stratum.control.into())).collect();
    let all: Vec<Option<Study>> = two_by_two_tables(&arms, ZeroCells::NONE)
        .into_iter()
        .map(|table| table.and_then(TwoByTwo::peto_log_odds_ratio).ok())
        .collect();
    let effects: Vec<Study> = all.iter().flatten().copied().collect();
    if effects.is_empty() {
        return Err(if studies.is_empty() { Undefined::NoObservations } else { Undefined::ZeroMargin });
    }
    let information = sorted_sum(effects.iter().map(|study| 1.0 / study.variance()));
    let score = sorted_sum(effects.iter().map(|study| study.effect() / study.variance()));
    let weights = all.iter().map(|study| study.map_or(0.0, |study| 1.0 / study.variance())).collect();
    pooled_counts(normal(score / information, libm::sqrt(1.0 / information), level)?, &effects, weights)
}

/// The Mantel-Haenszel log rate ratio, `ln(sum(x1 t2 / T) / sum(x2 t1 / T))`, with variance
/// `sum((x1 + x2) t1 t2 / T^2) / (sum(x1 t2 / T) sum(x2 t1 / T))`.
///
/// [`Undefined::ZeroCell`] when one arm has no events in any study.
///
/// Greenland, S. and Robins, J. M. (1985). Estimation of a common effect parameter from sparse follow-up data. *Biometrics*
/// 41, 55-68.
pub fn mantel_haenszel_rate_ratio(studies: &[(ArmRate, ArmRate)], level: Level) -> Result<PooledCounts, Undefined> {
    if studies.is_empty() {
        return Err(Undefined::NoObservations);
    }
    let r = total_of(studies, |one, two| one.events() * share(two, one));
    let s = total_of(studies, |one, two| two.events() * share(one, two));
    if r == 0.0 || s == 0.0 {
        return Err(Undefined::ZeroCell);
    }
    let variance = total_of(studies, |one, two| (one.events() + two.events()) * share(one, two) * share(two, one));
    let pooled = normal(libm::log(r / s), libm::sqrt(variance / r / s), level)?;
    let weights = studies.iter().map(|(one, two)| two.events() * share(one, two)).collect();
    pooled_counts(pooled, &rate_effects(studies, TwoRates::log_rate_ratio), weights)
}

/// The Mantel-Haenszel rate difference, `sum(w (x1 / t1 - x2 / t2)) / sum(w)` with `w = t1 t2 / T`, and variance
/// `sum(w^2 (x1 / t1^2 + x2 / t2^2)) / sum(w)^2`.
///
/// [`Undefined::NoEvents`] when there are none in any study.
///
/// Rothman, K. J., Greenland, S. and Lash, T. L. (2008). *Modern Epidemiology*, 3rd edition, chapter 15.
pub fn mantel_haenszel_rate_difference(
    studies: &[(ArmRate, ArmRate)],
    level: Level,
) -> Result<PooledCounts, Undefined> {
    if studies.is_empty() {
        return Err(Undefined::NoObservations);
    }
    let weight = total_of(studies, |one, two| one.person_time() * share(two, one));
    let value = total_of(studies, |one, two| one.events() * share(two, one) - two.events() * share(one, two)) / weight;
    let variance = total_of(studies, |one, two| {
        one.events() * share(two, one) * share(two, one) + two.events() * share(one, two) * share(one, two)
    });
    if variance == 0.0 {
        return Err(Undefined::NoEvents);
    }
    let pooled = normal(value, libm::sqrt(variance) / weight, level)?;
    let weights = studies.iter().map(|(one, two)| one.person_time() * share(two, one)).collect();
    pooled_counts(pooled, &rate_effects(studies, TwoRates::rate_difference), weights)
}

/// The share of the first arm in the person-time of both.
fn share(one: &ArmRate, two: &ArmRate) -> f64 {
    one.person_time() / (one.person_time() + two.person_time())
}

/// A sum over the studies, of the treated and of the control arm.
fn total_of(studies: &[(ArmRate, ArmRate)], term: impl Fn(&ArmRate, &ArmRate) -> f64) -> f64 {
    sorted_sum(studies.iter().map(|(treated, control)| term(treated, control)))
}

/// The effects of the studies that have one, with half an event added where needed.
fn rate_effects(studies: &[(ArmRate, ArmRate)], effect: fn(TwoRates) -> Result<Study, Undefined>) -> Vec<Study> {
    studies
        .iter()
        .filter(|(treated, control)| treated.events() + control.events() > 0.0)
        .filter_map(|(treated, control)| TwoRates::new(*treated, *control, 0.5).and_then(effect).ok())
        .collect()
}

/// A normal estimate.
fn normal(value: f64, standard_error: f64, level: Level) -> Result<Estimated, Undefined> {
    let interval = Interval::around(finite(value)?, finite(level.z() * standard_error)?);
    Ok(Estimated { value, standard_error: Some(standard_error), interval })
}

/// The test of a pooled effect, how far the studies are from it, and their shares in it.
fn pooled_counts(estimated: Estimated, studies: &[Study], weights: Vec<f64>) -> Result<PooledCounts, Undefined> {
    let error = estimated.standard_error.filter(|error| *error > 0.0).ok_or(Undefined::NoVariation)?;
    let squares = sorted_sum(studies.iter().map(|study| {
        let z = (study.effect() - estimated.value) / study.standard_error();
        z * z
    }));
    let df = studies.len().saturating_sub(1) as f64;
    let heterogeneity = Heterogeneity::around(if df > 0.0 { squares } else { 0.0 }, df)?;
    let test = Reference::normal(Level::NINETY_FIVE).test(estimated.value, error)?;
    let all = sorted_sum(weights.iter().copied());
    let weights = weights.into_iter().map(|weight| weight / all).collect();
    Ok(PooledCounts { estimated, test, heterogeneity, weights })
}

/// A compensated sum that does not depend on the order of the terms.
pub(super) fn sorted_sum(terms: impl Iterator<Item = f64>) -> f64 {
    let mut terms: Vec<f64> = terms.collect();
    terms.sort_unstable_by(f64::total_cmp);
    sum(terms)
}
