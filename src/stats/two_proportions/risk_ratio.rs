//! The risk ratio, `p1 / p2`.

pub use super::mover::ratio_mover_wilson as mover_wilson;
pub use super::risk_ratio_variants::{inverse_sinh, inverse_sinh_adjusted, price_bonett, walter};

use super::score::{self, Score};
use super::table::Table;
use crate::stats::distribution::Normal;
use crate::stats::{Arm, Estimated, Interval, Level, TestResult, Undefined};

/// Katz's interval: normal on the log scale, `ln(p1 / p2) +- z sqrt(1/x1 - 1/n1 + 1/x2 - 1/n2)`.
///
/// It is what most published tables print. The standard error is that of the **logarithm**.
/// [`Undefined::ZeroCell`] when a group has no events; the width is zero when everyone has one.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::risk_ratio};
///
/// // Davis et al. (2012): 32/42 against 12/43, RR 2.73 (1.64 to 4.54).
/// let katz = risk_ratio::katz(Arm::new(32, 42)?, Arm::new(12, 43)?, Level::NINETY_FIVE)?;
/// assert!((katz.value - 2.73).abs() < 5e-3);
/// assert!((katz.interval.lower().unwrap() - 1.64).abs() < 5e-3);
/// assert!((katz.interval.upper().unwrap() - 4.54).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Katz, D., Baptista, J., Azen, S. P. and Pike, M. C. (1978). Obtaining confidence intervals for the
/// risk ratio in cohort studies. *Biometrics* 34, 469-474, method C.
pub fn katz(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let log = LogRatio::new(&Table::new(treated, control), 0.0)?;
    Ok(log.estimated(level))
}

/// [`katz`] after adding half an event and half a non-event to each group, when a cell is zero; plain
/// Katz otherwise.
///
/// A device for tables that would otherwise be lost. The estimate is the adjusted one.
/// [`koopman`] and [`miettinen_nurminen`] need no such device.
pub fn katz_half(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let table = Table::new(treated, control);
    Ok(LogRatio::new(&table, half_where_needed(&table))?.estimated(level))
}

/// The z test that matches [`katz`]; two-sided.
///
/// [`Undefined::ZeroCell`] when a group has no events, [`Undefined::NoVariation`] when everyone has one.
///
/// ```
/// use utfall::stats::{Arm, two_proportions::risk_ratio};
///
/// // 76/206 against 55/204 (R 4.2.2): p = 0.03277.
/// let test = risk_ratio::katz_test(Arm::new(76, 206)?, Arm::new(55, 204)?)?;
/// assert!((test.p - 0.032_769_316_531_763_06).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn katz_test(treated: Arm, control: Arm) -> Result<TestResult, Undefined> {
    LogRatio::new(&Table::new(treated, control), 0.0)?.test()
}

/// The z test that matches [`katz_half`].
pub fn katz_half_test(treated: Arm, control: Arm) -> Result<TestResult, Undefined> {
    let table = Table::new(treated, control);
    LogRatio::new(&table, half_where_needed(&table))?.test()
}

fn half_where_needed(table: &Table) -> f64 {
    if table.has_zero_cell() { 0.5 } else { 0.0 }
}

/// A ratio that is treated as normal on the log scale.
pub(super) struct LogRatio {
    pub ratio: f64,
    pub standard_error: f64,
}

impl LogRatio {
    fn new(table: &Table, added: f64) -> Result<LogRatio, Undefined> {
        let (x1, x2) = (table.a + added, table.c + added);
        let (n1, n2) = (table.treated + 2.0 * added, table.control + 2.0 * added);
        if x1 == 0.0 || x2 == 0.0 {
            return Err(Undefined::ZeroCell);
        }
        // 1/x - 1/n = (n - x) / (n x)
        let (y1, y2) = (table.b + added, table.d + added);
        Ok(LogRatio { ratio: x1 / n1 / (x2 / n2), standard_error: libm::sqrt(y1 / n1 / x1 + y2 / n2 / x2) })
    }

    pub(super) fn estimated(&self, level: Level) -> Estimated {
        let reach = libm::exp(level.z() * self.standard_error);
        Estimated {
            value: self.ratio,
            standard_error: Some(self.standard_error),
            interval: Interval::Bounded { lower: self.ratio / reach, upper: self.ratio * reach },
        }
    }

    pub(super) fn test(&self) -> Result<TestResult, Undefined> {
        if self.standard_error == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let z = libm::log(self.ratio) / self.standard_error;
        Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
    }
}

/// Koopman's score interval: all `r` with `(p1 - r p2)^2 <= z^2 (p1~ q1~ / n1 + r^2 p2~ q2~ / n2)`, the
/// proportions under the root being the most likely ones with ratio `r`.
///
/// Works at zero cells: with no events among the controls the estimate and the upper limit are
/// infinite, with none among the treated both are 0. [`Undefined::NoEvents`] when neither has any. At
/// a ratio of 1 the test it inverts is [`pearson`](super::tests::pearson).
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::risk_ratio};
///
/// // Koopman (1984), example 1: 36/40 against 16/80, 2.94 to 7.15.
/// let koopman = risk_ratio::koopman(Arm::new(36, 40)?, Arm::new(16, 80)?, Level::NINETY_FIVE)?;
/// assert!((koopman.interval.lower().unwrap() - 2.94).abs() < 5e-3);
/// assert!((koopman.interval.upper().unwrap() - 7.15).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Koopman, P. A. R. (1984). Confidence intervals for the ratio of two binomial proportions.
/// *Biometrics* 40, 513-517.
pub fn koopman(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    score_interval(&Table::new(treated, control), level, 1.0)
}

/// Miettinen and Nurminen's score interval: Koopman's with the variance multiplied by `N / (N - 1)`.
///
/// The default. At a ratio of 1 the test it inverts is [`n_minus_1`](super::tests::n_minus_1). Zero
/// cells as for [`koopman`].
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::risk_ratio};
///
/// // 76/206 against 55/204: 1.02834 to 1.82860 (R 4.2.2, to 1e-7 in the oracle).
/// let (treated, control) = (Arm::new(76, 206)?, Arm::new(55, 204)?);
/// let score = risk_ratio::miettinen_nurminen(treated, control, Level::NINETY_FIVE)?;
/// assert!((score.interval.lower().unwrap() - 1.028_344).abs() < 1e-6);
/// assert!((score.interval.upper().unwrap() - 1.828_595).abs() < 1e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Miettinen and Nurminen (1985), appendix II.
pub fn miettinen_nurminen(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let table = Table::new(treated, control);
    score_interval(&table, level, table.variance_factor())
}

fn score_interval(table: &Table, level: Level, factor: f64) -> Result<Estimated, Undefined> {
    if table.events() == 0.0 {
        return Err(Undefined::NoEvents);
    }
    let ratio = table.a / table.treated / (table.c / table.control);
    // The search is over the logarithm of the ratio, from the estimate or, where that is 0 or
    // infinite, from the ratio with half an event more.
    let near = LogRatio::new(table, if table.a == 0.0 || table.c == 0.0 { 0.5 } else { 0.0 })?;
    let z = level.z();
    let step = (z * near.standard_error).clamp(1e-9, 2.0);
    let statistic = |log: f64| score_at(table, log, factor);
    let (lower, upper) = score::limits(statistic, z, libm::log(near.ratio), step, (-745.0, 709.0))?;
    Ok(Estimated {
        value: ratio,
        standard_error: None,
        interval: Interval::Bounded {
            lower: if table.a == 0.0 { 0.0 } else { libm::exp(lower) },
            upper: if table.c == 0.0 { f64::INFINITY } else { libm::exp(upper) },
        },
    })
}

/// The score statistic at the ratio `exp(log)`, numerator and root divided by the ratio if that is
/// above 1.
pub(super) fn score_at(table: &Table, log: f64, factor: f64) -> Score {
    let Table { b: y1, d: y2, treated: n1, control: n2, .. } = *table;
    let (x1, x2) = (table.a, table.c);
    // The weights of the treated and of the controls: (1, r) or (1/r, 1).
    let (one, two) = if log > 0.0 { (libm::exp(-log), 1.0) } else { (1.0, libm::exp(log)) };
    // The most likely proportions with ratio r, from the quadratic
    // N r p2^2 - (r (n1 + x2) + n2 + x1) p2 + x1 + x2 = 0, whose discriminant is
    // (r (n1 + x2) - (n2 + x1))^2 + 4 r y1 y2: a sum, so that nothing cancels.
    let (u, v) = (two * (n1 + x2), one * (n2 + x1));
    let root = libm::sqrt((u - v) * (u - v) + 4.0 * one * two * y1 * y2);
    let common = 2.0 * (x1 + x2) / (u + v + root);
    let p1 = (two * common).min(1.0);
    let p2 = (one * common).min(1.0);
    Score {
        numerator: one * x1 / n1 - two * x2 / n2,
        variance: factor * (one * one * p1 * (1.0 - p1) / n1 + two * two * p2 * (1.0 - p2) / n2),
    }
}
