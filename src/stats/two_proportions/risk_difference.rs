//! The risk difference, `p1 - p2`.

pub use super::mover::mover_jeffreys;

use super::score::{self, Score};
use super::table::Table;
use crate::stats::distribution::Normal;
use crate::stats::{Arm, Estimated, Interval, Level, TestResult, Undefined, one_proportion, root};

/// The simple interval `p1 - p2 +- z sqrt(p1 q1 / n1 + p2 q2 / n2)`, not clamped to `[-1, 1]`.
///
/// It is what most published tables print. Its coverage is poor in small groups and near 0 and 1, and
/// it has no width when both proportions are 0 or 1.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::risk_difference};
///
/// // Newcombe (1998), table II, example (a), method 1: 56/70 - 48/80, 0.0575 to 0.3425.
/// let (treated, control) = (Arm::new(56, 70)?, Arm::new(48, 80)?);
/// let wald = risk_difference::wald(treated, control, Level::NINETY_FIVE)?;
/// assert!((wald.interval.lower().unwrap() - 0.0575).abs() < 5e-5);
/// assert!((wald.interval.upper().unwrap() - 0.3425).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions:
/// comparison of eleven methods. *Statistics in Medicine* 17, 873-890, method 1.
pub fn wald(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let table = Table::new(treated, control);
    let standard_error = wald_standard_error(&table);
    Ok(Estimated {
        value: table.difference(),
        standard_error: Some(standard_error),
        interval: Interval::around(table.difference(), level.z() * standard_error),
    })
}

/// [`wald`] with a continuity correction: the margin is larger by `(1 / n1 + 1 / n2) / 2`.
///
/// Imitates exact intervals, and is as conservative; here to reproduce published tables.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::risk_difference};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 4: 7/34 against 1/34, -0.0002 to 0.3532.
/// let wald = risk_difference::wald_cc(Arm::new(7, 34)?, Arm::new(1, 34)?, Level::NINETY_FIVE)?;
/// assert!((wald.interval.lower().unwrap() + 0.0002).abs() < 5e-5);
/// assert!((wald.interval.upper().unwrap() - 0.3532).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions. *Statistics in
/// Medicine* 17, 873-890, method 2.
pub fn wald_cc(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let plain = wald(treated, control, level)?;
    let correction = 0.5 / treated.total() as f64 + 0.5 / control.total() as f64;
    let margin = level.z() * plain.standard_error.unwrap_or(0.0) + correction;
    Ok(Estimated { interval: Interval::around(plain.value, margin), ..plain })
}

/// The z test that matches [`wald`], with the unpooled standard error; two-sided.
///
/// [`Undefined::NoVariation`] when both proportions are 0 or 1, so that the standard error is zero.
///
/// ```
/// use utfall::stats::{Arm, two_proportions::risk_difference};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 4: 0/16 against 15/72, z = -4.353.
/// let test = risk_difference::wald_test(Arm::new(0, 16)?, Arm::new(15, 72)?)?;
/// assert!((test.statistic.unwrap() + 4.353).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn wald_test(treated: Arm, control: Arm) -> Result<TestResult, Undefined> {
    let table = Table::new(treated, control);
    let standard_error = wald_standard_error(&table);
    if standard_error == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let z = table.difference() / standard_error;
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

/// `sqrt(p1 q1 / n1 + p2 q2 / n2)`.
fn wald_standard_error(table: &Table) -> f64 {
    let part = |events: f64, rest: f64, n: f64| events / n * (rest / n) / n;
    libm::sqrt(part(table.a, table.b, table.treated) + part(table.c, table.d, table.control))
}

/// Newcombe's hybrid interval: the Wilson intervals of the two proportions, combined by squaring and
/// adding.
///
/// With Wilson limits `(l1, u1)` and `(l2, u2)`, the limits are
/// `d - sqrt((p1 - l1)^2 + (u2 - p2)^2)` and `d + sqrt((u1 - p1)^2 + (p2 - l2)^2)`. Closed form, good
/// coverage, never outside `[-1, 1]`; no test matches it exactly.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::risk_difference};
///
/// // Newcombe (1998), table II, example (a), method 10: 0.0524 to 0.3339.
/// let (treated, control) = (Arm::new(56, 70)?, Arm::new(48, 80)?);
/// let newcombe = risk_difference::newcombe(treated, control, Level::NINETY_FIVE)?;
/// assert!((newcombe.interval.lower().unwrap() - 0.0524).abs() < 5e-5);
/// assert!((newcombe.interval.upper().unwrap() - 0.3339).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Newcombe (1998), method 10.
pub fn newcombe(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let difference = Table::new(treated, control).difference();
    let (below1, above1) = wilson_distances(treated, level)?;
    let (below2, above2) = wilson_distances(control, level)?;
    Ok(Estimated {
        value: difference,
        standard_error: None,
        interval: Interval::Bounded {
            lower: (difference - libm::hypot(below1, above2)).max(-1.0),
            upper: (difference + libm::hypot(above1, below2)).min(1.0),
        },
    })
}

/// How far the Wilson limits lie below and above the proportion.
fn wilson_distances(arm: Arm, level: Level) -> Result<(f64, f64), Undefined> {
    let p = arm.proportion();
    match one_proportion::wilson(arm, level)?.interval {
        Interval::Bounded { lower, upper } => Ok((p - lower, upper - p)),
        Interval::Complement { .. } | Interval::Whole => Err(Undefined::NotFinite),
    }
}

/// The Wald interval after adding one event and one non-event to each group, not clamped.
///
/// The estimate reported is the unadjusted difference. Near a difference of -1 or 1 the interval
/// misses it at levels below some 84 %, for its centre is shrunk towards 0.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::risk_difference};
///
/// // Fagerland, Lydersen & Laake (2015): 7/34 - 1/34, 0.012 to 0.32.
/// let (treated, control) = (Arm::new(7, 34)?, Arm::new(1, 34)?);
/// let caffo = risk_difference::agresti_caffo(treated, control, Level::NINETY_FIVE)?;
/// assert!((caffo.interval.lower().unwrap() - 0.012).abs() < 5e-4);
/// assert!((caffo.interval.upper().unwrap() - 0.32).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Agresti, A. and Caffo, B. (2000). Simple and effective confidence intervals for proportions and
/// differences of proportions result from adding two successes and two failures. *The American
/// Statistician* 54, 280-288.
pub fn agresti_caffo(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let table = Table::new(treated, control);
    let (n1, n2) = (table.treated + 2.0, table.control + 2.0);
    let (p1, q1) = ((table.a + 1.0) / n1, (table.b + 1.0) / n1);
    let (p2, q2) = ((table.c + 1.0) / n2, (table.d + 1.0) / n2);
    let margin = level.z() * libm::sqrt(p1 * q1 / n1 + p2 * q2 / n2);
    Ok(Estimated { value: table.difference(), standard_error: None, interval: Interval::around(p1 - p2, margin) })
}

/// Miettinen and Nurminen's score interval: Mee's with the variance multiplied by `N / (N - 1)`.
///
/// The default. It contains exactly the differences that the score test does not reject, and at a
/// difference of 0 that test is [`n_minus_1`](super::tests::n_minus_1).
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::risk_difference};
///
/// // Newcombe (1998), table II, example (a), method 6: 0.0528 to 0.3382.
/// let (treated, control) = (Arm::new(56, 70)?, Arm::new(48, 80)?);
/// let score = risk_difference::miettinen_nurminen(treated, control, Level::NINETY_FIVE)?;
/// assert!((score.interval.lower().unwrap() - 0.0528).abs() < 5e-5);
/// assert!((score.interval.upper().unwrap() - 0.3382).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Miettinen, O. and Nurminen, M. (1985). Comparative analysis of two rates. *Statistics in Medicine*
/// 4, 213-226, appendix I.
pub fn miettinen_nurminen(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let factor = Table::new(treated, control).variance_factor();
    score_interval(treated, control, level, factor)
}

/// Mee's score interval: all `d` with `(p1 - p2 - d)^2 <= z^2 (p1~ q1~ / n1 + p2~ q2~ / n2)`, the
/// proportions under the root being the most likely ones with difference `d`.
///
/// At a difference of 0 the test it inverts is [`pearson`](super::tests::pearson).
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::risk_difference};
///
/// // Newcombe (1998), table II, example (a), method 5: 0.0533 to 0.3377.
/// let (treated, control) = (Arm::new(56, 70)?, Arm::new(48, 80)?);
/// let mee = risk_difference::mee(treated, control, Level::NINETY_FIVE)?;
/// assert!((mee.interval.lower().unwrap() - 0.0533).abs() < 5e-5);
/// assert!((mee.interval.upper().unwrap() - 0.3377).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Mee, R. W. (1984). Confidence bounds for the difference between two probabilities. *Biometrics* 40,
/// 1175-1176; Newcombe (1998), method 5.
pub fn mee(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    score_interval(treated, control, level, 1.0)
}

fn score_interval(treated: Arm, control: Arm, level: Level, factor: f64) -> Result<Estimated, Undefined> {
    // Small proportions are held more exactly than those near 1: count the rarer outcome.
    let table = Table::new(treated, control);
    if table.events() > table.non_events() {
        let mirrored = score_interval_of_rarer(&Table::new(treated.complement(), control.complement()), level, factor)?;
        return Ok(Estimated {
            value: table.difference(),
            interval: mirrored.interval.map_monotone(|d| -d),
            ..mirrored
        });
    }
    score_interval_of_rarer(&table, level, factor)
}

fn score_interval_of_rarer(table: &Table, level: Level, factor: f64) -> Result<Estimated, Undefined> {
    let difference = table.difference();
    let statistic = |d: f64| score_at(table, d, factor);
    let z = level.z();
    let step = z * libm::sqrt(constrained_variance(table, difference));
    let step = step.clamp(1e-3 / table.total, 0.5);
    let (lower, upper) = score::limits(statistic, z, difference, step, (-1.0, 1.0))?;
    Ok(Estimated { value: difference, standard_error: None, interval: Interval::Bounded { lower, upper } })
}

/// The score statistic at the difference `d`.
pub(super) fn score_at(table: &Table, d: f64, factor: f64) -> Score {
    Score { numerator: table.difference() - d, variance: factor * constrained_variance(table, d) }
}

/// `p1 q1 / n1 + p2 q2 / n2` at the most likely proportions whose difference is `d`.
fn constrained_variance(table: &Table, d: f64) -> f64 {
    let (p1, p2) = constrained_proportions(table, d);
    p1 * (1.0 - p1).max(0.0) / table.treated + p2 * (1.0 - p2).max(0.0) / table.control
}

/// The maximum-likelihood estimates of both proportions given that `p1 - p2 = d`.
///
/// The likelihood equation is `(x1 - n1 p1) p2 q2 + (x2 - n2 p2) p1 q1 = 0`, a cubic in `p2`. Its root
/// lies between the observed `p2` and the `p2` that goes with the observed `p1`. Miettinen and
/// Nurminen's trigonometric solution (appendix I) loses half of its digits where two of the three
/// roots are close, so the cubic is bracketed instead.
fn constrained_proportions(table: &Table, d: f64) -> (f64, f64) {
    if d < 0.0 {
        let swapped = Table {
            a: table.c,
            b: table.d,
            c: table.a,
            d: table.b,
            treated: table.control,
            control: table.treated,
            ..*table
        };
        let (p2, p1) = constrained_proportions(&swapped, -d);
        return (p1, p2);
    }
    let (n1, n2) = (table.treated, table.control);
    if d == 0.0 {
        let pooled = table.events() / table.total;
        return (pooled, pooled);
    }
    // A cell of zero puts a root of the cubic on the boundary, where it is divided out.
    let none_in_control = table.c == 0.0;
    let all_in_treated = table.b == 0.0;
    let equation = |p2: f64| {
        let p1 = p2 + d;
        let (q1, q2) = (1.0 - p1, 1.0 - p2);
        let (residual1, q1) = if all_in_treated { (n1, 1.0) } else { (table.a - n1 * p1, q1) };
        let (residual2, p2) = if none_in_control { (-n2, 1.0) } else { (table.c - n2 * p2, p2) };
        residual1 * p2 * q2 + residual2 * p1 * q1
    };
    let highest = (1.0 - d).max(0.0);
    let (observed, implied) = (table.c / n2, table.a / n1 - d);
    let low = observed.min(implied).clamp(0.0, highest);
    let high = observed.max(implied).clamp(0.0, highest);
    let (at_low, at_high) = (equation(low), equation(high));
    let p2 = if at_low <= 0.0 {
        low
    } else if at_high >= 0.0 {
        high
    } else {
        root::bracketed_from(equation, (low, at_low), (high, at_high)).unwrap_or(0.5 * (low + high))
    };
    (p2 + d, p2)
}
