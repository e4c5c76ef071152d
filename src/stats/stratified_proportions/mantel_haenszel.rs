//! Mantel and Haenszel's pooled odds ratio, risk ratio and risk difference.

use super::{Cells, Stratum, tables, total};
use crate::stats::distribution::Normal;
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined};

/// The Mantel-Haenszel odds ratio, `sum(a d / N) / sum(b c / N)`, with the interval of Robins, Breslow and Greenland.
///
/// Consistent both for few large strata and for many small ones, and zero cells need no correction. With
/// `R = a d / N`, `S = b c / N`, `P = (a + d) / N` and `Q = (b + c) / N` of each stratum, the variance of the
/// **logarithm**, whose standard error is returned, is
/// `sum(P R) / (2 sum(R)^2) + sum(P S + Q R) / (2 sum(R) sum(S)) + sum(Q S) / (2 sum(S)^2)`.
/// [`Undefined::ZeroCell`] when `sum(R)` or `sum(S)` is 0, [`Undefined::NoObservations`] without strata.
///
/// ```
/// use utfall::stats::{Arm, Level, stratified_proportions::{Stratum, mantel_haenszel_odds_ratio}};
///
/// // R's UCBAdmissions, admission by sex over six departments; mantelhaen.test: 0.9046968 (0.7719074 to 1.0603298).
/// let admitted = [(512, 825, 89, 108), (353, 560, 17, 25), (120, 325, 202, 593), (138, 417, 131, 375),
///     (53, 191, 94, 393), (22, 373, 24, 341)];
/// let departments = admitted
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// let pooled = mantel_haenszel_odds_ratio(&departments, Level::NINETY_FIVE)?;
/// assert!((pooled.value - 0.904_696_8).abs() < 1e-7);
/// assert!((pooled.interval.lower().unwrap() - 0.771_907_4).abs() < 1e-7);
/// assert!((pooled.interval.upper().unwrap() - 1.060_329_8).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Mantel, N. and Haenszel, W. (1959). *Journal of the National Cancer Institute* 22, 719-748; Robins, J., Breslow, N.
/// and Greenland, S. (1986). Estimators of the Mantel-Haenszel variance consistent in both sparse data and large-strata
/// limiting models. *Biometrics* 42, 311-323.
pub fn mantel_haenszel_odds_ratio(strata: &[Stratum], level: Level) -> Result<Estimated, Undefined> {
    Pooled::odds_ratio(strata)?.ratio(level)
}

/// The z test that matches [`mantel_haenszel_odds_ratio`]; two-sided.
/// [`cochran_mantel_haenszel`](super::cochran_mantel_haenszel) is the usual test.
pub fn mantel_haenszel_odds_ratio_test(strata: &[Stratum]) -> Result<TestResult, Undefined> {
    Pooled::odds_ratio(strata)?.test()
}

/// The Mantel-Haenszel risk ratio, `sum(a n2 / N) / sum(c n1 / N)`, with the interval of Greenland and Robins.
///
/// The variance of the **logarithm**, whose standard error is returned, is
/// `sum((a d n1 + b c n2) / N^2) / (sum(a n2 / N) sum(c n1 / N))`.
/// [`Undefined::ZeroCell`] when an arm has no events in any stratum.
///
/// ```
/// use utfall::stats::{Arm, Level, stratified_proportions::{Stratum, mantel_haenszel_risk_ratio}};
///
/// // Six sites (R 4.2.2, metafor): 1.370 (1.028 to 1.825).
/// let sites = [(14, 38, 9, 36), (12, 35, 8, 34), (9, 30, 7, 31), (16, 37, 12, 38), (11, 31, 8, 30), (14, 35, 11, 35)]
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// let pooled = mantel_haenszel_risk_ratio(&sites, Level::NINETY_FIVE)?;
/// assert!((pooled.value - 1.369_690_5).abs() < 1e-7);
/// assert!((pooled.interval.upper().unwrap() - 1.825_323_8).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Greenland, S. and Robins, J. M. (1985). Estimation of a common effect parameter from sparse follow-up data.
/// *Biometrics* 41, 55-68.
pub fn mantel_haenszel_risk_ratio(strata: &[Stratum], level: Level) -> Result<Estimated, Undefined> {
    Pooled::risk_ratio(strata)?.ratio(level)
}

/// The z test that matches [`mantel_haenszel_risk_ratio`]; two-sided.
pub fn mantel_haenszel_risk_ratio_test(strata: &[Stratum]) -> Result<TestResult, Undefined> {
    Pooled::risk_ratio(strata)?.test()
}

/// The variance of the Mantel-Haenszel risk difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DifferenceVariance {
    /// Sato, Greenland and Robins (1989): right for few large strata and for many small ones.
    Sato,
    /// Greenland and Robins (1985): `sum((a b n2^3 + c d n1^3) / (n1 n2 N^2)) / sum(n1 n2 / N)^2`, right for large
    /// strata; 0 when strata are pairs.
    GreenlandRobins,
}

/// The Mantel-Haenszel risk difference, `sum(n1 n2 / N (p1 - p2)) / sum(n1 n2 / N)`, with a normal interval.
///
/// Zero cells need no correction. [`Undefined::NoObservations`] without strata.
///
/// ```
/// use utfall::stats::stratified_proportions::{DifferenceVariance, Stratum, mantel_haenszel_risk_difference};
/// use utfall::stats::{Arm, Level};
///
/// // Six sites (R 4.2.2, metafor): 0.0996 (0.0102 to 0.1890).
/// let sites = [(14, 38, 9, 36), (12, 35, 8, 34), (9, 30, 7, 31), (16, 37, 12, 38), (11, 31, 8, 30), (14, 35, 11, 35)]
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// let pooled = mantel_haenszel_risk_difference(&sites, DifferenceVariance::Sato, Level::NINETY_FIVE)?;
/// assert!((pooled.value - 0.099_601_9).abs() < 1e-7);
/// assert!((pooled.interval.lower().unwrap() - 0.010_168_6).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Greenland and Robins (1985); Sato, T., Greenland, S. and Robins, J. M. (1989). *Biometrics* 45, 1323-1324.
pub fn mantel_haenszel_risk_difference(
    strata: &[Stratum],
    variance: DifferenceVariance,
    level: Level,
) -> Result<Estimated, Undefined> {
    let pooled = Pooled::risk_difference(strata, variance)?;
    Ok(Estimated {
        value: pooled.value,
        standard_error: Some(pooled.standard_error),
        interval: Interval::around(pooled.value, level.z() * pooled.standard_error),
    })
}

/// The z test that matches [`mantel_haenszel_risk_difference`]; two-sided. [`Undefined::NoVariation`] when the standard
/// error is 0.
pub fn mantel_haenszel_risk_difference_test(
    strata: &[Stratum],
    variance: DifferenceVariance,
) -> Result<TestResult, Undefined> {
    Pooled::risk_difference(strata, variance)?.test()
}

/// A pooled estimate, normal on its own scale: the logarithm for ratios.
struct Pooled {
    value: f64,
    standard_error: f64,
}

impl Pooled {
    fn odds_ratio(strata: &[Stratum]) -> Result<Pooled, Undefined> {
        let tables = nonempty(strata)?;
        let agree = |t: &Cells| t.a / t.total * t.d;
        let differ = |t: &Cells| t.b / t.total * t.c;
        let p = |t: &Cells| (t.a + t.d) / t.total;
        let q = |t: &Cells| (t.b + t.c) / t.total;
        let (r, s) = (total(&tables, agree), total(&tables, differ));
        if r == 0.0 || s == 0.0 {
            return Err(Undefined::ZeroCell);
        }
        let (pr, qs) = (total(&tables, |t| p(t) * agree(t)), total(&tables, |t| q(t) * differ(t)));
        let mixed = total(&tables, |t| p(t) * differ(t) + q(t) * agree(t));
        let variance = 0.5 * (pr / r / r + mixed / r / s + qs / s / s);
        Ok(Pooled { value: libm::log(r / s), standard_error: libm::sqrt(variance) })
    }

    fn risk_ratio(strata: &[Stratum]) -> Result<Pooled, Undefined> {
        let tables = nonempty(strata)?;
        let r = total(&tables, |t| t.a / t.total * t.n2);
        let s = total(&tables, |t| t.c / t.total * t.n1);
        if r == 0.0 || s == 0.0 {
            return Err(Undefined::ZeroCell);
        }
        let variance = total(&tables, |t| {
            let (w1, w2) = (t.n1 / t.total, t.n2 / t.total);
            w1 * (t.a / t.total * t.d) + w2 * (t.b / t.total * t.c)
        });
        Ok(Pooled { value: libm::log(r / s), standard_error: libm::sqrt(variance / r / s) })
    }

    fn risk_difference(strata: &[Stratum], variance: DifferenceVariance) -> Result<Pooled, Undefined> {
        let tables = nonempty(strata)?;
        let weight = total(&tables, |t| t.n1 / t.total * t.n2);
        let value = total(&tables, |t| t.a / t.total * t.n2 - t.c / t.total * t.n1) / weight;
        let variance = match variance {
            DifferenceVariance::Sato => {
                let p = total(&tables, |t| {
                    let (w1, w2) = (t.n1 / t.total, t.n2 / t.total);
                    t.c * w1 * w1 - t.a * w2 * w2 + 0.5 * w1 * w2 * (t.n2 - t.n1)
                });
                let q = 0.5 * total(&tables, |t| t.a / t.total * t.d + t.c / t.total * t.b);
                value * p + q
            }
            DifferenceVariance::GreenlandRobins => total(&tables, |t| {
                let (w1, w2) = (t.n1 / t.total, t.n2 / t.total);
                t.a / t.n1 * t.b * w2 * w2 + t.c / t.n2 * t.d * w1 * w1
            }),
        };
        Ok(Pooled { value, standard_error: libm::sqrt(variance.max(0.0)) / weight })
    }

    fn ratio(&self, level: Level) -> Result<Estimated, Undefined> {
        let interval = Interval::around(self.value, level.z() * self.standard_error);
        Ok(Estimated {
            value: libm::exp(self.value),
            standard_error: Some(self.standard_error),
            interval: interval.map_monotone(libm::exp),
        })
    }

    fn test(&self) -> Result<TestResult, Undefined> {
        if self.standard_error == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let z = self.value / self.standard_error;
        Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
    }
}

fn nonempty(strata: &[Stratum]) -> Result<Vec<Cells>, Undefined> {
    if strata.is_empty() { Err(Undefined::NoObservations) } else { Ok(tables(strata)) }
}
