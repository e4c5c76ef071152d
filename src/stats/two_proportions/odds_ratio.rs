//! The odds ratio, `(p1 / q1) / (p2 / q2)`.

pub use super::conditional::conditional;
pub use super::exact_odds_ratio::{baptista_pike, baptista_pike_mid_p, cornfield_exact, cornfield_mid_p};
pub use super::mover::odds_mover_wilson as mover_wilson;
pub use super::odds_ratio_variants::{cornfield_cc, independence_smoothed, inverse_sinh, inverse_sinh_adjusted};
use super::risk_ratio::LogRatio;
use super::score::{self, Score};
use super::table::Table;
use crate::stats::distribution::fitted_cells;
use crate::stats::{Arm, Estimated, Interval, Level, TestResult, Undefined};

/// Woolf's interval: normal on the log scale, with variance `1/a + 1/b + 1/c + 1/d`.
///
/// It is what most published tables print. The standard error is that of the **logarithm**.
/// [`Undefined::ZeroCell`] when a cell is zero.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::odds_ratio};
///
/// // The SEED trial of supported employment: 22/46 against 3/37, OR 10.39 (2.79 to 38.68).
/// let woolf = odds_ratio::woolf(Arm::new(22, 46)?, Arm::new(3, 37)?, Level::NINETY_FIVE)?;
/// assert!((woolf.value - 10.39).abs() < 5e-3);
/// assert!((woolf.interval.lower().unwrap() - 2.79).abs() < 5e-3);
/// assert!((woolf.interval.upper().unwrap() - 38.68).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Woolf, B. (1955). On estimating the relation between blood group and disease. *Annals of Human
/// Genetics* 19, 251-253.
pub fn woolf(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    Ok(log_ratio(&Table::new(treated, control), 0.0)?.estimated(level))
}

/// [`woolf`] after adding 1/2 to every cell, when one of them is zero; plain Woolf otherwise.
///
/// The estimate is the adjusted one.
pub fn woolf_half(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let table = Table::new(treated, control);
    Ok(log_ratio(&table, half_where_needed(&table))?.estimated(level))
}

/// [`woolf`] after adding 1/2 to every cell of any table (Haldane and Anscombe), estimate included.
///
/// Nearly unbiased on the log scale, and biased towards 1 off it.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::odds_ratio};
///
/// // 0/20 against 5/25: 1/11, 0.004715 to 1.753 (R 4.2.2).
/// let haldane = odds_ratio::haldane(Arm::new(0, 20)?, Arm::new(5, 25)?, Level::NINETY_FIVE)?;
/// assert!((haldane.value - 1.0 / 11.0).abs() < 1e-15);
/// assert!((haldane.interval.lower().unwrap() - 0.004_715).abs() < 5e-7);
/// assert!((haldane.interval.upper().unwrap() - 1.753).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Haldane, J. B. S. (1956). The estimation and significance of the logarithm of a ratio of
/// frequencies. *Annals of Human Genetics* 20, 309-311; Gart, J. J. (1966). *Biometrika* 53.
pub fn haldane(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    Ok(log_ratio(&Table::new(treated, control), 0.5)?.estimated(level))
}

/// The z test that matches [`woolf`]; two-sided. [`Undefined::ZeroCell`] when a cell is zero.
pub fn woolf_test(treated: Arm, control: Arm) -> Result<TestResult, Undefined> {
    log_ratio(&Table::new(treated, control), 0.0)?.test()
}

/// The z test that matches [`woolf_half`].
pub fn woolf_half_test(treated: Arm, control: Arm) -> Result<TestResult, Undefined> {
    let table = Table::new(treated, control);
    log_ratio(&table, half_where_needed(&table))?.test()
}

/// The z test that matches [`haldane`].
pub fn haldane_test(treated: Arm, control: Arm) -> Result<TestResult, Undefined> {
    log_ratio(&Table::new(treated, control), 0.5)?.test()
}

fn half_where_needed(table: &Table) -> f64 {
    if table.has_zero_cell() { 0.5 } else { 0.0 }
}

fn log_ratio(table: &Table, added: f64) -> Result<LogRatio, Undefined> {
    if added == 0.0 && table.has_zero_cell() {
        return Err(Undefined::ZeroCell);
    }
    let (a, b) = (table.a + added, table.b + added);
    let (c, d) = (table.c + added, table.d + added);
    Ok(LogRatio { ratio: a / b / (c / d), standard_error: libm::sqrt(1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d) })
}

/// Miettinen and Nurminen's score interval: [`score`] with the variance multiplied by `N / (N - 1)`.
///
/// The default. At an odds ratio of 1 the test it inverts is
/// [`n_minus_1`](super::tests::n_minus_1). Zero cells as for [`score`].
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::odds_ratio};
///
/// // Fagerland & Newcombe (2013): 24/73 against 53/65, 0.050 to 0.245.
/// let (treated, control) = (Arm::new(24, 73)?, Arm::new(53, 65)?);
/// let score = odds_ratio::miettinen_nurminen(treated, control, Level::NINETY_FIVE)?;
/// assert!((score.interval.lower().unwrap() - 0.050).abs() < 5e-4);
/// assert!((score.interval.upper().unwrap() - 0.245).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Miettinen and Nurminen (1985), appendix III.
pub fn miettinen_nurminen(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let table = Table::new(treated, control);
    score_interval(&table, level, table.variance_factor())
}

/// The score interval without `N / (N - 1)`, which is Cornfield's without continuity correction: all
/// odds ratios with `(a - a~)^2 (1/a~ + 1/b~ + 1/c~ + 1/d~) <= z^2`, the fitted cells having the
/// observed margins and that odds ratio.
///
/// At zero cells the estimate is 0 or infinite, and so is the limit on its side.
/// [`Undefined::ZeroMargin`] when everyone or no one had the event. At an odds ratio of 1 the test it
/// inverts is [`pearson`](super::tests::pearson).
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::odds_ratio};
///
/// // Gart & Thomas (1982), Cornfield's limits: 28/51 against 71/230, 1.476 to 5.035.
/// let (treated, control) = (Arm::new(28, 51)?, Arm::new(71, 230)?);
/// let score = odds_ratio::score(treated, control, Level::NINETY_FIVE)?;
/// assert!((score.interval.lower().unwrap() - 1.476).abs() < 5e-4);
/// assert!((score.interval.upper().unwrap() - 5.035).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cornfield, J. (1956). A statistical problem arising from retrospective studies. *Proceedings of the
/// Third Berkeley Symposium* 4, 135-148.
pub fn score(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    score_interval(&Table::new(treated, control), level, 1.0)
}

fn score_interval(table: &Table, level: Level, factor: f64) -> Result<Estimated, Undefined> {
    if table.has_zero_margin() {
        return Err(Undefined::ZeroMargin);
    }
    let near = log_ratio(table, half_where_needed(table))?;
    let statistic = |log: f64| score_at(table, log, factor);
    let z = level.z();
    let step = (z * near.standard_error).clamp(1e-9, 2.0);
    let (lower, upper) = score::limits(statistic, z, libm::log(near.ratio), step, (-708.0, 708.0))?;
    let (value, [at_zero, at_infinity]) = estimate(table);
    Ok(Estimated {
        value,
        standard_error: None,
        interval: Interval::Bounded {
            lower: if at_zero { 0.0 } else { libm::exp(lower) },
            upper: if at_infinity { f64::INFINITY } else { libm::exp(upper) },
        },
    })
}

/// The score statistic at the odds ratio `exp(log)`; 0 for a table with a zero margin, which says nothing.
pub(super) fn score_at(table: &Table, log: f64, factor: f64) -> Score {
    if table.has_zero_margin() {
        return Score { numerator: 0.0, variance: 1.0 };
    }
    let cells = fitted_cells(table.treated, table.control, table.events(), table.non_events(), libm::exp(log));
    let information: f64 = cells.iter().map(|cell| 1.0 / cell).sum();
    // The residual is the same in every cell; the smallest fitted cell gives it most exactly.
    let residuals = [table.a - cells[0], cells[1] - table.b, cells[2] - table.c, table.d - cells[3]];
    let smallest = (0..4).min_by(|&i, &j| cells[i].total_cmp(&cells[j])).unwrap_or(0);
    Score { numerator: residuals[smallest], variance: factor / information }
}

/// The sample odds ratio of a table without zero margins, and whether it is 0 or infinite.
pub(super) fn estimate(table: &Table) -> (f64, [bool; 2]) {
    let at_zero = table.a == 0.0 || table.d == 0.0;
    let at_infinity = table.b == 0.0 || table.c == 0.0;
    let value = if at_zero {
        0.0
    } else if at_infinity {
        f64::INFINITY
    } else {
        table.a / table.b / (table.c / table.d)
    };
    (value, [at_zero, at_infinity])
}
