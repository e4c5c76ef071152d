//! Common effects whose intervals invert a score test over the strata.

use super::{Cells, Stratum, tables};
use crate::stats::distribution::{ChiSquared, fitted_cells};
use crate::stats::sum::sum;
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined, root};

/// The largest logarithm of a ratio that is searched.
const FARTHEST: f64 = 300.0;

/// Gart and Nam's score interval of a common risk ratio.
///
/// With the most likely proportions `p1 = r p2` of each stratum at the ratio `r`, the efficient score is
/// `S = (x1/n1 - r x2/n2) p2 / v` and its variance `p2^2 / v`, where `v = p1 q1 / n1 + r^2 p2 q2 / n2`; the limits are the
/// ratios with `sum(S) / sqrt(sum(p2^2 / v)) = +-z`, and the estimate that with `sum(S) = 0`. For one stratum this is
/// [`risk_ratio::koopman`](crate::stats::two_proportions::risk_ratio::koopman). [`Undefined::NoEvents`] without events.
///
/// ```
/// use utfall::stats::{Arm, Level, stratified_proportions::{Stratum, score_risk_ratio}};
///
/// // Gart and Nam (1988): 1.35 to 5.03.
/// let strata = [(4, 16, 5, 79), (2, 16, 3, 87), (4, 18, 10, 90), (1, 15, 3, 82)]
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// let ratio = score_risk_ratio(&strata, Level::NINETY_FIVE)?;
/// assert!((ratio.interval.lower().unwrap() - 1.35).abs() < 5e-3);
/// assert!((ratio.interval.upper().unwrap() - 5.03).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Gart, J. J. and Nam, J. (1988). Approximate interval estimation of the ratio of binomial parameters: a review and
/// corrections for skewness. *Biometrics* 44, 323-338, section 5.
pub fn score_risk_ratio(strata: &[Stratum], level: Level) -> Result<Estimated, Undefined> {
    let tables = with_events(strata)?;
    interval(&tables, level, risk_ratio_part, ScoreCorrections::NONE)
}

/// The test that the risk ratio is the same in all strata: `sum(S^2 / variance)` at the estimate of
/// [`score_risk_ratio`], with as many degrees of freedom as strata with events, less one.
///
/// ```
/// use utfall::stats::{Arm, stratified_proportions::{Stratum, score_risk_ratio_homogeneity}};
///
/// // Gart and Nam (1988): 0.95, p = 0.81.
/// let strata = [(4, 16, 5, 79), (2, 16, 3, 87), (4, 18, 10, 90), (1, 15, 3, 82)]
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// let test = score_risk_ratio_homogeneity(&strata)?;
/// assert!((test.statistic.unwrap() - 0.95).abs() < 5e-3 && (test.p - 0.81).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Gart and Nam (1988), section 5.
pub fn score_risk_ratio_homogeneity(strata: &[Stratum]) -> Result<TestResult, Undefined> {
    let tables = with_events(strata)?;
    if tables.len() < 2 {
        return Err(Undefined::TooFewGroups);
    }
    let (at_zero, at_infinity) = at_ends(&tables);
    if at_zero || at_infinity {
        return Err(Undefined::ZeroCell);
    }
    let log = zero(&tables, risk_ratio_part, ScoreCorrections::NONE)?;
    let statistic = sum(tables.iter().map(|t| {
        let part = risk_ratio_part(t, log);
        if part.variance == 0.0 { 0.0 } else { part.score / part.variance * part.score }
    }));
    let df = (tables.len() - 1) as f64;
    Ok(TestResult { statistic: Some(statistic), df: Some(df), p: ChiSquared::new(df)?.sf(statistic) })
}

/// What is corrected in a score interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ScoreCorrections {
    /// The bias of the score, of the order of one observation.
    pub bias: bool,
    /// The skewness of the score, so that both tails have the same probability.
    pub skewness: bool,
    /// Half a person is taken from the size of the sum of the scores.
    pub continuity: bool,
}

impl ScoreCorrections {
    /// None of them.
    pub const NONE: ScoreCorrections = ScoreCorrections { bias: false, skewness: false, continuity: false };
}

/// Gart's score interval of a common odds ratio, with the corrections asked for.
///
/// With the fitted cells of each stratum at the odds ratio, the score is `a - a~` and its variance `V` the reciprocal of
/// `1/a~ + 1/b~ + 1/c~ + 1/d~`. The bias is `(p1 - p2) V / (n1 p1 q1 + n2 p2 q2)`; with skewness `g` of the sum the limits
/// are where the standardised sum is `+-z + (z^2 - 1) g / 6`. Without corrections and for one stratum this is
/// [`odds_ratio::score`](crate::stats::two_proportions::odds_ratio::score).
/// [`Undefined::ZeroMargin`] when in every stratum everyone or no one had the event.
///
/// ```
/// use utfall::stats::{Arm, Level, stratified_proportions::{ScoreCorrections, Stratum, score_odds_ratio}};
///
/// // Gart (1985), example 2: 1.24 to 7.12.
/// let strata = [(4, 16, 5, 79), (2, 16, 3, 87), (4, 18, 10, 90), (1, 15, 3, 82)]
///     .map(|(x1, n1, x2, n2)| Stratum { treated: Arm::new(x1, n1).unwrap(), control: Arm::new(x2, n2).unwrap() });
/// let all = ScoreCorrections { bias: true, skewness: true, continuity: true };
/// let ratio = score_odds_ratio(&strata, all, Level::NINETY_FIVE)?;
/// assert!((ratio.interval.lower().unwrap() - 1.24).abs() < 5e-3);
/// assert!((ratio.interval.upper().unwrap() - 7.12).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Gart, J. J. (1985). Approximate tests and interval estimation of the common relative risk in the combination of 2 x 2
/// tables. *Biometrika* 72, 673-677; Laud, P. J. (2018). *Pharmaceutical Statistics* 17, 290-293.
pub fn score_odds_ratio(
    strata: &[Stratum],
    corrections: ScoreCorrections,
    level: Level,
) -> Result<Estimated, Undefined> {
    let informative: Vec<Cells> = tables(strata).into_iter().filter(Cells::is_informative).collect();
    if informative.is_empty() {
        return Err(Undefined::ZeroMargin);
    }
    interval(&informative, level, odds_ratio_part, corrections)
}

fn with_events(strata: &[Stratum]) -> Result<Vec<Cells>, Undefined> {
    let tables: Vec<Cells> = tables(strata).into_iter().filter(|t| t.events() > 0.0).collect();
    if tables.is_empty() { Err(Undefined::NoEvents) } else { Ok(tables) }
}

/// What one stratum adds at a ratio.
struct Part {
    score: f64,
    variance: f64,
    bias: f64,
    /// The third central moment of the score.
    third: f64,
}

fn risk_ratio_part(t: &Cells, log: f64) -> Part {
    // Weights of the two arms: (1, r) or (1/r, 1), whichever is at most 1.
    let (one, two) = if log > 0.0 { (libm::exp(-log), 1.0) } else { (1.0, libm::exp(log)) };
    let (u, v) = (two * (t.n1 + t.c), one * (t.n2 + t.a));
    let root = libm::sqrt((u - v) * (u - v) + 4.0 * one * two * t.b * t.d);
    let common = 2.0 * (t.a + t.c) / (u + v + root);
    let (p1, p2) = ((two * common).min(1.0), (one * common).min(1.0));
    let spread = one * one * p1 * (1.0 - p1) / t.n1 + two * two * p2 * (1.0 - p2) / t.n2;
    let apart = one * t.a / t.n1 - two * t.c / t.n2;
    if spread == 0.0 {
        // Everyone in both arms had the event: no ratio but this one.
        return Part { score: 0.0, variance: 0.0, bias: 0.0, third: 0.0 };
    }
    // The score by the logarithm of the ratio: everything times the ratio.
    let scale = one * p1;
    Part { score: apart * scale / spread, variance: scale * scale / spread, bias: 0.0, third: 0.0 }
}

fn odds_ratio_part(t: &Cells, log: f64) -> Part {
    let cells = fitted_cells(t.n1, t.n2, t.events(), t.non_events(), libm::exp(log));
    let variance = 1.0 / cells.iter().map(|cell| 1.0 / cell).sum::<f64>();
    let residuals = [t.a - cells[0], cells[1] - t.b, cells[2] - t.c, t.d - cells[3]];
    let smallest = (0..4).min_by(|&i, &j| cells[i].total_cmp(&cells[j])).unwrap_or(0);
    let (p1, p2) = (cells[0] / t.n1, cells[2] / t.n2);
    let (i1, i2) = (cells[0] * (cells[1] / t.n1), cells[2] * (cells[3] / t.n2));
    // a - a~ is V (r1 / i1 - r2 / i2), of which the third moment follows from the binomial ones.
    let third = (1.0 - 2.0 * p1) / i1 / i1 - (1.0 - 2.0 * p2) / i2 / i2;
    Part {
        score: residuals[smallest],
        variance,
        bias: variance * (p1 - p2) / (i1 + i2),
        third: variance * variance * variance * third,
    }
}

/// The standardised sum of the scores, with what is corrected, and its skewness over 6.
fn standardised(
    tables: &[Cells],
    log: f64,
    part: fn(&Cells, f64) -> Part,
    corrections: ScoreCorrections,
) -> (f64, f64) {
    let parts: Vec<Part> = tables.iter().map(|t| part(t, log)).collect();
    let variance = sum(parts.iter().map(|part| part.variance));
    let bias = if corrections.bias { sum(parts.iter().map(|part| part.bias)) } else { 0.0 };
    let score = sum(parts.iter().map(|part| part.score)) - bias;
    let half = if corrections.continuity { 0.5 } else { 0.0 };
    let size = (score.abs() - half).max(0.0).copysign(score);
    let skewness = if corrections.skewness {
        sum(parts.iter().map(|part| part.third)) / (variance * libm::sqrt(variance)) / 6.0
    } else {
        0.0
    };
    if score == 0.0 { (0.0, skewness) } else { (size / libm::sqrt(variance), skewness) }
}

/// Whether the sums of the scores rise or fall without end: no events among the treated, or among the controls, or the
/// like.
fn at_ends(tables: &[Cells]) -> (bool, bool) {
    let zero = tables.iter().all(|t| t.a == 0.0);
    let infinite = tables.iter().all(|t| t.c == 0.0);
    (zero, infinite)
}

/// The logarithm of the ratio at which the sum of the scores is 0.
fn zero(tables: &[Cells], part: fn(&Cells, f64) -> Part, corrections: ScoreCorrections) -> Result<f64, Undefined> {
    let plain = ScoreCorrections { continuity: false, ..corrections };
    let f = |log: f64| bounded(standardised(tables, log, part, plain).0);
    root::outwards(f, 0.0, 0.5, (-FARTHEST, FARTHEST), false)
}

/// `s / sqrt(1 + s^2)`, which is finite where `s` is not.
fn bounded(s: f64) -> f64 {
    if s.is_infinite() { s.signum() } else { s / libm::sqrt(1.0 + s * s) }
}

fn interval(
    tables: &[Cells],
    level: Level,
    part: fn(&Cells, f64) -> Part,
    corrections: ScoreCorrections,
) -> Result<Estimated, Undefined> {
    let z = level.z();
    let limit = |sign: f64, start: f64| {
        let f = |log: f64| {
            let (score, skewness) = standardised(tables, log, part, corrections);
            bounded(score) - bounded(sign * z + (z * z - 1.0) * skewness)
        };
        root::outwards(f, start, 0.5, (-FARTHEST, FARTHEST), false).map(libm::exp)
    };
    let ends = |log: f64| {
        // Where the search ran to its end, there is none.
        if log <= -FARTHEST + 1.0 {
            0.0
        } else if log >= FARTHEST - 1.0 {
            f64::INFINITY
        } else {
            libm::exp(log)
        }
    };
    let centre = zero(tables, part, corrections)?;
    let start = centre.clamp(-20.0, 20.0);
    let value = ends(centre);
    let lower = if value == 0.0 { 0.0 } else { limit(1.0, start)? };
    let upper = if value == f64::INFINITY { f64::INFINITY } else { limit(-1.0, start)? };
    Ok(Estimated {
        value,
        standard_error: None,
        interval: Interval::Bounded { lower: ends(libm::log(lower)), upper: ends(libm::log(upper)) },
    })
}
