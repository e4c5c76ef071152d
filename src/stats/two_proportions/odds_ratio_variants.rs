//! More intervals of the odds ratio in closed form, and Cornfield's with continuity correction.

use super::odds_ratio::{estimate, score_at};
use super::score::{self, Score};
use super::table::Table;
use crate::stats::{Arm, Estimated, Interval, Level, Undefined};

/// The inverse hyperbolic sine interval: `ln(OR) +- 2 asinh(z / 2 sqrt(1/a + 1/b + 1/c + 1/d))`.
///
/// A little shorter than [`woolf`](super::odds_ratio::woolf), whose standard error of the **logarithm** it returns.
/// [`Undefined::ZeroCell`] when a cell is zero; [`inverse_sinh_adjusted`] is not.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::odds_ratio};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 4: 9/13 against 4/14, 1.2472 to 25.3686.
/// let sinh = odds_ratio::inverse_sinh(Arm::new(9, 13)?, Arm::new(4, 14)?, Level::NINETY_FIVE)?;
/// assert!((sinh.interval.lower().unwrap() - 1.2472).abs() < 5e-5);
/// assert!((sinh.interval.upper().unwrap() - 25.3686).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Newcombe, R. G. (2001). Logit confidence intervals and the inverse sinh transformation. *The American Statistician*
/// 55, 200-202.
pub fn inverse_sinh(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let table = Table::new(treated, control);
    if table.has_zero_cell() {
        return Err(Undefined::ZeroCell);
    }
    Ok(sinh(&table, 0.0, 0.0, level))
}

/// [`inverse_sinh`] with 0.45 added to the cells in the centre and 0.25 in the standard error.
///
/// Covers better with few events, and is defined at zero cells. The estimate is the plain odds ratio.
/// [`Undefined::ZeroMargin`] when everyone or no one had the event.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::odds_ratio};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 4: 9/13 against 4/14, 1.1414 to 21.7873.
/// let sinh = odds_ratio::inverse_sinh_adjusted(Arm::new(9, 13)?, Arm::new(4, 14)?, Level::NINETY_FIVE)?;
/// assert!((sinh.interval.lower().unwrap() - 1.1414).abs() < 5e-5);
/// assert!((sinh.interval.upper().unwrap() - 21.7873).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland and Newcombe (2013), see [`mover_wilson`](super::odds_ratio::mover_wilson).
pub fn inverse_sinh_adjusted(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    Ok(sinh(&with_margins(treated, control)?, 0.45, 0.25, level))
}

fn sinh(table: &Table, to_centre: f64, to_error: f64, level: Level) -> Estimated {
    let centre = added(table, [to_centre; 4]);
    let standard_error = added(table, [to_error; 4]).standard_error;
    let reach = libm::exp(2.0 * libm::asinh(0.5 * level.z() * standard_error));
    Estimated {
        value: estimate(table).0,
        standard_error: Some(standard_error),
        interval: Interval::Bounded { lower: centre.ratio / reach, upper: centre.ratio * reach },
    }
}

/// Agresti's interval: [`woolf`](super::odds_ratio::woolf) after adding to each cell twice what independence gives it,
/// `2 row column / N^2`.
///
/// Defined at zero cells. The estimate is the plain odds ratio, the standard error that of the **logarithm** after
/// adding. [`Undefined::ZeroMargin`] when everyone or no one had the event.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::odds_ratio};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 4: 9/13 against 4/14, 1.0206 to 23.7777.
/// let smoothed = odds_ratio::independence_smoothed(Arm::new(9, 13)?, Arm::new(4, 14)?, Level::NINETY_FIVE)?;
/// assert!((smoothed.interval.lower().unwrap() - 1.0206).abs() < 5e-5);
/// assert!((smoothed.interval.upper().unwrap() - 23.7777).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Agresti, A. (1999). On logit confidence intervals for the odds ratio with small samples. *Biometrics* 55, 597-602.
pub fn independence_smoothed(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let table = with_margins(treated, control)?;
    let share = |row: f64, column: f64| 2.0 * (row / table.total) * (column / table.total);
    let smoothed = added(
        &table,
        [
            share(table.treated, table.events()),
            share(table.treated, table.non_events()),
            share(table.control, table.events()),
            share(table.control, table.non_events()),
        ],
    );
    let reach = libm::exp(level.z() * smoothed.standard_error);
    Ok(Estimated {
        value: estimate(&table).0,
        standard_error: Some(smoothed.standard_error),
        interval: Interval::Bounded { lower: smoothed.ratio / reach, upper: smoothed.ratio * reach },
    })
}

/// An odds ratio of counts to which something was added.
struct Adjusted {
    ratio: f64,
    standard_error: f64,
}

fn added(table: &Table, [to_a, to_b, to_c, to_d]: [f64; 4]) -> Adjusted {
    let (a, b, c, d) = (table.a + to_a, table.b + to_b, table.c + to_c, table.d + to_d);
    Adjusted { ratio: a / b / (c / d), standard_error: libm::sqrt(1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d) }
}

/// Cornfield's interval with continuity correction: all odds ratios with
/// `(|a - a~| - 1/2)^2 (1/a~ + 1/b~ + 1/c~ + 1/d~) <= z^2`, the correction not overshooting zero.
///
/// Imitates the exact [`cornfield_exact`](super::odds_ratio::cornfield_exact) interval; without correction it is
/// [`score`](super::odds_ratio::score). Zero cells as there. [`Undefined::ZeroMargin`] when everyone or no one had the
/// event.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::odds_ratio};
///
/// // Gart (1962): 28/99 against 23/182, 1.41 to 5.30.
/// let corrected = odds_ratio::cornfield_cc(Arm::new(28, 99)?, Arm::new(23, 182)?, Level::NINETY_FIVE)?;
/// assert!((corrected.interval.lower().unwrap() - 1.41).abs() < 5e-3);
/// assert!((corrected.interval.upper().unwrap() - 5.30).abs() < 5e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cornfield (1956); Gart, J. J. and Thomas, D. G. (1982). The performance of three approximate confidence limit methods
/// for the odds ratio. *American Journal of Epidemiology* 115, 453-470.
pub fn cornfield_cc(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let table = with_margins(treated, control)?;
    let (value, [at_zero, at_infinity]) = estimate(&table);
    let half = added(&table, [0.5; 4]);
    let z = level.z();
    let step = (z * half.standard_error).clamp(1e-9, 2.0);
    // For the lower limit half a person is taken from the treated with the event, for the upper one given to them.
    let limits = |shift: f64| {
        let statistic = |log: f64| {
            let plain = score_at(&table, log, 1.0);
            Score { numerator: plain.numerator + shift, ..plain }
        };
        score::limits(statistic, z, libm::log(half.ratio), step, (-708.0, 708.0))
    };
    let (lower, upper) = (limits(-0.5)?.0, limits(0.5)?.1);
    Ok(Estimated {
        value,
        standard_error: None,
        interval: Interval::Bounded {
            lower: if at_zero { 0.0 } else { libm::exp(lower) },
            upper: if at_infinity { f64::INFINITY } else { libm::exp(upper) },
        },
    })
}

fn with_margins(treated: Arm, control: Arm) -> Result<Table, Undefined> {
    let table = Table::new(treated, control);
    if table.has_zero_margin() { Err(Undefined::ZeroMargin) } else { Ok(table) }
}
