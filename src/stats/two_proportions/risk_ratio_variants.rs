//! More intervals of the risk ratio, all in closed form.

use super::table::Table;
use crate::stats::{Arm, Estimated, Interval, Level, Undefined};

/// Walter's interval: [`katz`](super::risk_ratio::katz) with half an event added to every count of events and of people.
///
/// `ln((x1 + 1/2) / (n1 + 1/2)) - ln((x2 + 1/2) / (n2 + 1/2))` and its standard error, of the **logarithm**,
/// `sqrt(1/(x1 + 1/2) - 1/(n1 + 1/2) + 1/(x2 + 1/2) - 1/(n2 + 1/2))`; the estimate is the plain ratio.
/// Defined at zero cells; [`Undefined::NoEvents`] when neither group has any.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::risk_ratio};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 4: 7/34 against 1/34, 0.9241 to 27.0523.
/// let walter = risk_ratio::walter(Arm::new(7, 34)?, Arm::new(1, 34)?, Level::NINETY_FIVE)?;
/// assert!((walter.interval.lower().unwrap() - 0.9241).abs() < 5e-5);
/// assert!((walter.interval.upper().unwrap() - 27.0523).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Walter, S. D. (1975). The distribution of Levin's measure of attributable risk. *Biometrika* 62, 371-375.
pub fn walter(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let table = with_events(treated, control)?;
    let half = |n: f64| n + 0.5;
    let (x1, x2, n1, n2) = (half(table.a), half(table.c), half(table.treated), half(table.control));
    let standard_error = libm::sqrt(table.b / x1 / n1 + table.d / x2 / n2);
    Ok(around(&table, x1 / n1 / (x2 / n2), standard_error, level.z() * standard_error))
}

/// The inverse hyperbolic sine interval: `ln(p1 / p2) +- 2 asinh(z / 2 sqrt(1/x1 - 1/n1 + 1/x2 - 1/n2))`.
///
/// A little shorter than [`katz`](super::risk_ratio::katz), whose standard error of the **logarithm** it returns. With
/// no events in one group, `z^2` takes the place of its events in the finite limit. [`Undefined::NoEvents`] when neither
/// group has any.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::risk_ratio};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 4: 7/34 against 1/34, 1.17 to 42.
/// let sinh = risk_ratio::inverse_sinh(Arm::new(7, 34)?, Arm::new(1, 34)?, Level::NINETY_FIVE)?;
/// assert!((sinh.interval.lower().unwrap() - 1.17).abs() < 5e-3);
/// assert!((sinh.interval.upper().unwrap() - 42.0).abs() < 0.5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Newcombe, R. G. (2001). Logit confidence intervals and the inverse sinh transformation. *The American Statistician*
/// 55, 200-202.
pub fn inverse_sinh(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let table = with_events(treated, control)?;
    let standard_error = libm::sqrt(table.b / table.a / table.treated + table.d / table.c / table.control);
    Ok(sinh(&table, standard_error, level))
}

/// [`inverse_sinh`] with a person added to each group under the root: `1/x1 - 1/(n1 + 1) + 1/x2 - 1/(n2 + 1)`.
///
/// A little wider, to cover with the level more often.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::risk_ratio};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 4: 0/16 against 15/72, 0 to 1.1524.
/// let sinh = risk_ratio::inverse_sinh_adjusted(Arm::new(0, 16)?, Arm::new(15, 72)?, Level::NINETY_FIVE)?;
/// assert!((sinh.interval.upper().unwrap() - 1.1524).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland and Newcombe (2013), see [`odds_ratio::mover_wilson`](super::odds_ratio::mover_wilson).
pub fn inverse_sinh_adjusted(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let table = with_events(treated, control)?;
    let one = (table.b + 1.0) / table.a / (table.treated + 1.0);
    let two = (table.d + 1.0) / table.c / (table.control + 1.0);
    Ok(sinh(&table, libm::sqrt(one + two), level))
}

fn sinh(table: &Table, standard_error: f64, level: Level) -> Estimated {
    let z = level.z();
    let ratio = ratio(table);
    let mut interval = around(table, ratio, standard_error, 2.0 * libm::asinh(0.5 * z * standard_error));
    if table.a == 0.0 {
        let upper = z * z / table.treated / (table.c / table.control);
        interval.interval = Interval::Bounded { lower: 0.0, upper };
    } else if table.c == 0.0 {
        let lower = table.a / table.treated / (z * z / table.control);
        interval.interval = Interval::Bounded { lower, upper: f64::INFINITY };
    }
    Estimated { standard_error: Some(standard_error).filter(|error| error.is_finite()), ..interval }
}

/// Price and Bonett's approximate Bayes interval, of beta priors with 1.25 and 2.5.
///
/// With `x = events + 1/4` and `y = non_events + 3/2` of each group and `n = x + y`, it is normal around
/// `ln(x1 / n1) - ln(x2 / n2)` with variance `y1 / (x1 n1) + y2 / (x2 n2)`; the estimate is the plain ratio, the
/// standard error that of the **logarithm**. Defined at zero cells; [`Undefined::NoEvents`] when neither group has any.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::risk_ratio};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 4: 7/34 against 1/34, 0.9205 to 36.5449.
/// let bayes = risk_ratio::price_bonett(Arm::new(7, 34)?, Arm::new(1, 34)?, Level::NINETY_FIVE)?;
/// assert!((bayes.interval.lower().unwrap() - 0.9205).abs() < 5e-5);
/// assert!((bayes.interval.upper().unwrap() - 36.5449).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Price, R. M. and Bonett, D. G. (2008). Confidence intervals for a ratio of two independent binomial proportions.
/// *Statistics in Medicine* 27, 5497-5508.
pub fn price_bonett(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let table = with_events(treated, control)?;
    let (x1, y1) = (table.a + 0.25, table.b + 1.5);
    let (x2, y2) = (table.c + 0.25, table.d + 1.5);
    let (n1, n2) = (x1 + y1, x2 + y2);
    let standard_error = libm::sqrt(y1 / x1 / n1 + y2 / x2 / n2);
    Ok(around(&table, x1 / n1 / (x2 / n2), standard_error, level.z() * standard_error))
}

fn with_events(treated: Arm, control: Arm) -> Result<Table, Undefined> {
    let table = Table::new(treated, control);
    if table.events() == 0.0 { Err(Undefined::NoEvents) } else { Ok(table) }
}

fn ratio(table: &Table) -> f64 {
    table.a / table.treated / (table.c / table.control)
}

/// An interval around `centre` on the log scale.
fn around(table: &Table, centre: f64, standard_error: f64, margin: f64) -> Estimated {
    let reach = libm::exp(margin);
    Estimated {
        value: ratio(table),
        standard_error: Some(standard_error),
        interval: Interval::Bounded { lower: centre / reach, upper: centre * reach },
    }
}
