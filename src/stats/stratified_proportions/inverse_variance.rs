//! The odds ratio pooled by the precision of its logarithm.

use super::{Cells, Stratum, tables, total};
use crate::stats::distribution::Normal;
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined};

/// Woolf's pooled odds ratio: the mean of the logarithms, weighted by `1 / (1/a + 1/b + 1/c + 1/d)`.
///
/// The fixed-effect meta-analysis of odds ratios. The standard error is that of the **logarithm**. Only for large
/// strata: [`mantel_haenszel_odds_ratio`](super::mantel_haenszel_odds_ratio) has no such limit.
/// [`Undefined::ZeroCell`] when a cell of any stratum is zero, [`Undefined::NoObservations`] without strata.
///
/// ```
/// use utfall::stats::{Arm, Level, stratified_proportions::{Stratum, inverse_variance_odds_ratio}};
///
/// // Six sites (R 4.2.2, metafor): 1.5905 (1.0441 to 2.4228).
/// let sites = [(14, 38, 9, 36), (12, 35, 8, 34), (9, 30, 7, 31), (16, 37, 12, 38), (11, 31, 8, 30), (14, 35, 11, 35)]
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// let pooled = inverse_variance_odds_ratio(&sites, Level::NINETY_FIVE)?;
/// assert!((pooled.interval.lower().unwrap() - 1.044_066_8).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Woolf (1955).
pub fn inverse_variance_odds_ratio(strata: &[Stratum], level: Level) -> Result<Estimated, Undefined> {
    let pooled = Pooled::new(strata)?;
    let interval = Interval::around(pooled.log, level.z() * pooled.standard_error);
    Ok(Estimated {
        value: libm::exp(pooled.log),
        standard_error: Some(pooled.standard_error),
        interval: interval.map_monotone(libm::exp),
    })
}

/// The z test that matches [`inverse_variance_odds_ratio`]; two-sided.
pub fn inverse_variance_odds_ratio_test(strata: &[Stratum]) -> Result<TestResult, Undefined> {
    let pooled = Pooled::new(strata)?;
    let z = pooled.log / pooled.standard_error;
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

pub(super) struct Pooled {
    log: f64,
    standard_error: f64,
    /// Cochran's Q.
    pub q: f64,
}

impl Pooled {
    pub(super) fn new(strata: &[Stratum]) -> Result<Pooled, Undefined> {
        let tables = tables(strata);
        if tables.is_empty() {
            return Err(Undefined::NoObservations);
        }
        if tables.iter().any(|t| t.a == 0.0 || t.b == 0.0 || t.c == 0.0 || t.d == 0.0) {
            return Err(Undefined::ZeroCell);
        }
        let log = |t: &Cells| libm::log(t.a / t.b) - libm::log(t.c / t.d);
        let weight = |t: &Cells| 1.0 / (1.0 / t.a + 1.0 / t.b + 1.0 / t.c + 1.0 / t.d);
        let weights = total(&tables, weight);
        let pooled = total(&tables, |t| weight(t) * log(t)) / weights;
        let q = total(&tables, |t| weight(t) * (log(t) - pooled) * (log(t) - pooled));
        Ok(Pooled { log: pooled, standard_error: 1.0 / libm::sqrt(weights), q })
    }
}
