//! Tests that the odds ratio is the same in all strata.

use super::mantel_haenszel::{DifferenceVariance, mantel_haenszel_odds_ratio, mantel_haenszel_risk_difference};
use super::{Cells, Stratum, inverse_variance, tables};
use crate::stats::distribution::{ChiSquared, fitted_cells};
use crate::stats::{Level, TestResult, Undefined};

/// The Breslow-Day test of one odds ratio for all strata: `sum((a - A)^2 / V)`, `A` the number that the Mantel-Haenszel
/// odds ratio gives with the margins of the stratum, and `1/V` the sum of the reciprocals of the four cells fitted so.
///
/// As many degrees of freedom as strata in which some, but not all, had the event, less one. For strata that are
/// large; it has little power, so that a high p says little. [`Undefined::TooFewGroups`] with fewer than two such
/// strata, [`Undefined::ZeroCell`] where the Mantel-Haenszel odds ratio is 0 or infinite.
///
/// ```
/// use utfall::stats::{Arm, stratified_proportions::{Stratum, breslow_day}};
///
/// // Six sites (R 4.2.2): 0.1132 with 5 degrees of freedom.
/// let sites = [(14, 38, 9, 36), (12, 35, 8, 34), (9, 30, 7, 31), (16, 37, 12, 38), (11, 31, 8, 30), (14, 35, 11, 35)]
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// let test = breslow_day(&sites)?;
/// assert!((test.statistic.unwrap() - 0.113_200_281).abs() < 1e-9);
/// assert_eq!(test.df, Some(5.0));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Breslow, N. E. and Day, N. E. (1980). *Statistical Methods in Cancer Research* 1, formula 4.30.
pub fn breslow_day(strata: &[Stratum]) -> Result<TestResult, Undefined> {
    Fitted::new(strata)?.test(0.0)
}

/// [`breslow_day`] with Tarone's correction, `- sum(a - A)^2 / sum(V)`, which makes it a score test.
///
/// The correction matters little; the test is then right in theory, the Mantel-Haenszel estimate not being the most
/// likely one.
///
/// Tarone, R. E. (1985). On heterogeneity tests based on efficient scores. *Biometrika* 72, 91-95.
pub fn tarone(strata: &[Stratum]) -> Result<TestResult, Undefined> {
    let fitted = Fitted::new(strata)?;
    fitted.test(fitted.correction())
}

/// Woolf's test of one odds ratio for all strata: Cochran's Q of the logarithms of the odds ratios.
///
/// One stratum differs from nothing: 0 with no degrees of freedom and a p of 1. [`Undefined::ZeroCell`] when a cell of
/// any stratum is zero, [`Undefined::NoObservations`] without strata.
///
/// ```
/// use utfall::stats::{Arm, stratified_proportions::{Stratum, woolf_heterogeneity}};
///
/// // Six sites (R 4.2.2): 0.1132.
/// let sites = [(14, 38, 9, 36), (12, 35, 8, 34), (9, 30, 7, 31), (16, 37, 12, 38), (11, 31, 8, 30), (14, 35, 11, 35)]
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// assert!((woolf_heterogeneity(&sites)?.statistic.unwrap() - 0.113_176_227).abs() < 1e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Woolf, B. (1955). On estimating the relation between blood group and disease. *Annals of Human Genetics* 19, 251-253.
pub fn woolf_heterogeneity(strata: &[Stratum]) -> Result<TestResult, Undefined> {
    let pooled = inverse_variance::Pooled::new(strata)?;
    if strata.len() == 1 {
        return Ok(TestResult { statistic: Some(0.0), df: Some(0.0), p: 1.0 });
    }
    chi_squared(pooled.q, strata.len())
}

/// Cochran's test of one risk difference for all strata: `sum((d_k - d)^2 / v_k)`, with the variances
/// `v = p1 q1 / n1 + p2 q2 / n2` of the strata and `d` the Mantel-Haenszel risk difference.
///
/// [`Undefined::ZeroCell`] when the variance of a stratum is 0, [`Undefined::TooFewGroups`] for one stratum.
///
/// ```
/// use utfall::stats::{Arm, stratified_proportions::{Stratum, cochran_q_risk_difference}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 10, smoking and lung cancer: 6.591, p = 0.010251.
/// let strata = [(647, 1269, 2, 29), (41, 69, 19, 51)]
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// let test = cochran_q_risk_difference(&strata)?;
/// assert!((test.statistic.unwrap() - 6.591).abs() < 5e-4 && (test.p - 0.010_251).abs() < 5e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cochran (1954); Fagerland, Lydersen and Laake (2017), section 10.6.1.
pub fn cochran_q_risk_difference(strata: &[Stratum]) -> Result<TestResult, Undefined> {
    if strata.len() < 2 {
        return Err(Undefined::TooFewGroups);
    }
    let pooled = mantel_haenszel_risk_difference(strata, DifferenceVariance::Sato, Level::NINETY_FIVE)?.value;
    let tables = tables(strata);
    let variance = |t: &Cells| t.a / t.n1 * (t.b / t.n1) / t.n1 + t.c / t.n2 * (t.d / t.n2) / t.n2;
    if tables.iter().any(|t| variance(t) == 0.0) {
        return Err(Undefined::ZeroCell);
    }
    let statistic = crate::stats::sum::sum(tables.iter().map(|t| {
        let apart = t.a / t.n1 - t.c / t.n2 - pooled;
        apart * apart / variance(t)
    }));
    chi_squared(statistic, strata.len())
}

fn chi_squared(statistic: f64, strata: usize) -> Result<TestResult, Undefined> {
    let df = (strata - 1) as f64;
    Ok(TestResult { statistic: Some(statistic), df: Some(df), p: ChiSquared::new(df)?.sf(statistic) })
}

/// The informative strata, each with `(a - A, V)`.
struct Fitted(Vec<(f64, f64)>);

impl Fitted {
    fn new(strata: &[Stratum]) -> Result<Fitted, Undefined> {
        let odds = mantel_haenszel_odds_ratio(strata, Level::NINETY_FIVE)?.value;
        let tables = tables(strata);
        let fit = |t: &Cells| {
            let cells = fitted_cells(t.n1, t.n2, t.events(), t.non_events(), odds);
            (t.a - cells[0], 1.0 / cells.iter().map(|cell| 1.0 / cell).sum::<f64>())
        };
        let fitted: Vec<(f64, f64)> = tables.iter().filter(|t| t.is_informative()).map(fit).collect();
        if fitted.len() < 2 {
            return Err(Undefined::TooFewGroups);
        }
        if fitted.iter().any(|(_, variance)| variance.is_nan() || *variance == 0.0) {
            return Err(Undefined::NotFinite);
        }
        Ok(Fitted(fitted))
    }

    fn correction(&self) -> f64 {
        let sum = |term: fn(&(f64, f64)) -> f64| crate::stats::sum::sum(self.0.iter().map(term));
        let apart = sum(|(apart, _)| *apart);
        apart * apart / sum(|(_, variance)| *variance)
    }

    fn test(&self, correction: f64) -> Result<TestResult, Undefined> {
        let statistic = crate::stats::sum::sum(self.0.iter().map(|(apart, variance)| apart * apart / variance));
        chi_squared((statistic - correction).max(0.0), self.0.len())
    }
}
