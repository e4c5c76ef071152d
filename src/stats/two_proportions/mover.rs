//! Intervals made of those of the two proportions: the method of variance estimates recovery.

use super::table::Table;
use crate::stats::distribution::Beta;
use crate::stats::one_proportion::{jeffreys_unmodified, wilson};
use crate::stats::{Arm, Estimated, Interval, Level, Undefined};

/// Laud's risk difference from Jeffreys's intervals of the two proportions, by the square-and-add rule of
/// [`newcombe`](super::risk_difference::newcombe): `d - sqrt((p1 - l1)^2 + (u2 - p2)^2)` to
/// `d + sqrt((u1 - p1)^2 + (p2 - l2)^2)`, where `p1` and `p2` are the posterior medians and `d` their difference.
///
/// The estimate is the plain difference.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::risk_difference};
///
/// // R package ratesci, after Brown and Li (2005): 5/56 against 0/29, -0.010 to 0.177.
/// let mover = risk_difference::mover_jeffreys(Arm::new(5, 56)?, Arm::new(0, 29)?, Level::NINETY_FIVE)?;
/// assert!((mover.interval.lower().unwrap() + 0.010).abs() < 5e-4);
/// assert!((mover.interval.upper().unwrap() - 0.177).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures: a general approach.
/// *Statistics in Medicine* 27, 1693-1702, formulas 4 and 5; Laud, P. J. (2017). Equal-tailed confidence intervals for
/// comparison of rates. *Pharmaceutical Statistics* 16, 334-348 (the medians).
pub fn mover_jeffreys(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let limits = |arm: Arm| -> Result<Limits, Undefined> {
        let (events, non_events) = (arm.events() as f64, arm.non_events() as f64);
        let median = Beta::new(events + 0.5, non_events + 0.5)?.quantile(0.5)?;
        Ok(Limits { value: median, ..Limits::new(jeffreys_unmodified(arm, level)?) })
    };
    let (one, two) = (limits(treated)?, limits(control)?);
    let centre = one.value - two.value;
    Ok(Estimated {
        value: Table::new(treated, control).difference(),
        standard_error: None,
        interval: Interval::Bounded {
            lower: centre - libm::hypot(one.value - one.lower, two.upper - two.value),
            upper: centre + libm::hypot(one.upper - one.value, two.value - two.lower),
        },
    })
}

/// The risk ratio from Wilson's intervals of the two proportions.
///
/// With `A = p1 p2`, the limits are `(A - sqrt(A^2 - l1 (2 p1 - l1) u2 (2 p2 - u2))) / (u2 (2 p2 - u2))` and
/// `(A + sqrt(A^2 - u1 (2 p1 - u1) l2 (2 p2 - l2))) / (l2 (2 p2 - l2))`. No iteration, and close to
/// [`koopman`](super::risk_ratio::koopman). [`Undefined::NoEvents`] when neither group has any.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::risk_ratio};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 4: 7/34 against 1/34, 1.1537 to 41.9763.
/// let mover = risk_ratio::mover_wilson(Arm::new(7, 34)?, Arm::new(1, 34)?, Level::NINETY_FIVE)?;
/// assert!((mover.interval.lower().unwrap() - 1.1537).abs() < 5e-5);
/// assert!((mover.interval.upper().unwrap() - 41.9763).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Donner, A. and Zou, G. Y. (2012). Closed-form confidence intervals for functions of the normal mean and standard
/// deviation. *Statistical Methods in Medical Research* 21, 347-359, formula 9.
pub fn ratio_mover_wilson(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    if treated.events() == 0 && control.events() == 0 {
        return Err(Undefined::NoEvents);
    }
    Ok(ratio(Limits::new(wilson(treated, level)?), Limits::new(wilson(control, level)?)))
}

/// The odds ratio from Wilson's intervals, carried to the odds of the two groups.
///
/// The formulas of the risk ratio ([`risk_ratio::mover_wilson`](super::risk_ratio::mover_wilson)) for odds instead of
/// proportions. [`Undefined::ZeroMargin`] when everyone or no one had the event; where everyone in one group had, that
/// end is infinite.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::odds_ratio};
///
/// // Fagerland and Newcombe (2013): 24/73 against 53/65, 0.050 to 0.242.
/// let mover = odds_ratio::mover_wilson(Arm::new(24, 73)?, Arm::new(53, 65)?, Level::NINETY_FIVE)?;
/// assert!((mover.interval.lower().unwrap() - 0.050).abs() < 5e-4);
/// assert!((mover.interval.upper().unwrap() - 0.242).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland, M. W. and Newcombe, R. G. (2013). Confidence intervals for odds ratio and relative risk based on the inverse
/// hyperbolic sine transformation. *Statistics in Medicine* 32, 2823-2836, section 3.
pub fn odds_mover_wilson(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let everyone = treated.non_events() == 0 && control.non_events() == 0;
    if everyone || treated.events() == 0 && control.events() == 0 {
        return Err(Undefined::ZeroMargin);
    }
    // Infinite odds are avoided by counting the opposite outcome, which inverts the ratio.
    if treated.non_events() == 0 || control.non_events() == 0 {
        let inverse = odds_mover_wilson(control.complement(), treated.complement(), level)?;
        return Ok(inverse);
    }
    let odds = |arm: Arm| -> Result<Limits, Undefined> {
        let Limits { value, lower, upper } = Limits::new(wilson(arm, level)?);
        let odds = |p: f64| p / (1.0 - p);
        Ok(Limits { value: odds(value), lower: odds(lower), upper: odds(upper) })
    };
    Ok(ratio(odds(treated)?, odds(control)?))
}

/// A quantity that is not negative, with the limits of its own interval.
struct Limits {
    value: f64,
    lower: f64,
    upper: f64,
}

impl Limits {
    fn new(estimated: Estimated) -> Limits {
        Limits {
            value: estimated.value,
            lower: estimated.interval.lower().unwrap_or(0.0),
            upper: estimated.interval.upper().unwrap_or(1.0),
        }
    }
}

fn ratio(one: Limits, two: Limits) -> Estimated {
    let product = one.value * two.value;
    let root = |b: f64, c: f64| libm::sqrt((product * product - b * c).max(0.0));
    let (b, c) = (one.lower * (2.0 * one.value - one.lower), two.upper * (2.0 * two.value - two.upper));
    // (A - root) / c = b / (A + root), which does not cancel.
    let lower = if b == 0.0 { 0.0 } else { b / (product + root(b, c)) };
    let (b, c) = (one.upper * (2.0 * one.value - one.upper), two.lower * (2.0 * two.value - two.lower));
    let upper = if c == 0.0 { f64::INFINITY } else { (product + root(b, c)) / c };
    Estimated { value: one.value / two.value, standard_error: None, interval: Interval::Bounded { lower, upper } }
}
