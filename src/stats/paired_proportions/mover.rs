//! Intervals made of Wilson's of the two sides and the correlation between them.

use super::PairedCounts;
use crate::stats::one_proportion::wilson;
use crate::stats::{Estimated, Interval, Level, Undefined};

/// Newcombe's interval of the difference, method 10: square-and-add with Wilson's intervals and the phi coefficient,
/// which a continuity correction moves towards 0 when it is positive.
///
/// `d - sqrt(dl1^2 - 2 phi dl1 du2 + du2^2)` to `d + sqrt(du1^2 - 2 phi du1 dl2 + dl2^2)`, where `dl1 = p1 - l1` and so on.
/// No iteration; [`tango`](super::risk_difference::tango) covers a little better.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, risk_difference}};
///
/// // Newcombe (1998), example: 20, 12, 2, 16, method 10: 0.0562 to 0.3292.
/// let newcombe = risk_difference::newcombe(PairedCounts::new(20, 12, 2, 16)?, Level::NINETY_FIVE)?;
/// assert!((newcombe.interval.lower().unwrap() - 0.0562).abs() < 5e-5);
/// assert!((newcombe.interval.upper().unwrap() - 0.3292).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Newcombe, R. G. (1998). *Statistics in Medicine* 17, 2635-2650, method 10.
pub fn newcombe(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    square_and_add(pairs, level, phi(pairs, true))
}

/// [`newcombe`] with the plain phi coefficient: method 8.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, risk_difference}};
///
/// // Newcombe (1998), example: 20, 12, 2, 16, method 8: 0.0618 to 0.3242.
/// let newcombe = risk_difference::newcombe_method_8(PairedCounts::new(20, 12, 2, 16)?, Level::NINETY_FIVE)?;
/// assert!((newcombe.interval.lower().unwrap() - 0.0618).abs() < 5e-5);
/// assert!((newcombe.interval.upper().unwrap() - 0.3242).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Newcombe, R. G. (1998). *Statistics in Medicine* 17, 2635-2650, method 8.
pub fn newcombe_method_8(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    square_and_add(pairs, level, phi(pairs, false))
}

fn square_and_add(pairs: PairedCounts, level: Level, phi: f64) -> Result<Estimated, Undefined> {
    let (one, two) = (Side::new(wilson(pairs.first(), level)?), Side::new(wilson(pairs.second(), level)?));
    let margin = |x: f64, y: f64| libm::sqrt((x * x + y * y - 2.0 * phi * x * y).max(0.0));
    let difference = pairs.difference();
    Ok(Estimated {
        value: difference,
        standard_error: None,
        interval: Interval::Bounded {
            lower: difference - margin(one.below(), two.above()),
            upper: difference + margin(one.above(), two.below()),
        },
    })
}

/// The ratio of the two proportions from Wilson's intervals and the plain phi coefficient.
///
/// With `A = p1 p2 - phi dl1 du2` and `B = p1 p2 - phi du1 dl2` the limits are
/// `(A - sqrt(A^2 - l1 (2 p1 - l1) u2 (2 p2 - u2))) / (u2 (2 p2 - u2))` and
/// `(B + sqrt(B^2 - u1 (2 p1 - u1) l2 (2 p2 - l2))) / (l2 (2 p2 - l2))`. [`Undefined::NoEvents`] without events on
/// either side.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, risk_ratio}};
///
/// // DelRocco et al. (2022): 1, 1, 7, 12, 0.0686 to 0.8695.
/// let mover = risk_ratio::mover_wilson(PairedCounts::new(1, 1, 7, 12)?, Level::NINETY_FIVE)?;
/// assert!((mover.interval.lower().unwrap() - 0.0686).abs() < 5e-5);
/// assert!((mover.interval.upper().unwrap() - 0.8695).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Tang, M.-L., Li, H.-Q. and Tang, N.-S. (2012). Confidence interval construction for proportion ratio in paired studies
/// based on hybrid method. *Statistical Methods in Medical Research* 21, 361-378.
pub fn mover_wilson(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    if pairs.first().events() == 0 && pairs.second().events() == 0 {
        return Err(Undefined::NoEvents);
    }
    let (one, two) = (Side::new(wilson(pairs.first(), level)?), Side::new(wilson(pairs.second(), level)?));
    let phi = phi(pairs, false);
    let product = one.value * two.value;
    let root = |a: f64, b: f64, c: f64| libm::sqrt((a * a - b * c).max(0.0));
    let a = product - phi * one.below() * two.above();
    let (b, c) = (one.lower * (2.0 * one.value - one.lower), two.upper * (2.0 * two.value - two.upper));
    // (A - root) / c = b / (A + root), which does not cancel.
    let lower = if b <= 0.0 { 0.0 } else { b / (a + root(a, b, c)) };
    let a = product - phi * one.above() * two.below();
    let (b, c) = (one.upper * (2.0 * one.value - one.upper), two.lower * (2.0 * two.value - two.lower));
    let upper = if c == 0.0 { f64::INFINITY } else { (a + root(a, b, c)) / c };
    Ok(Estimated { value: one.value / two.value, standard_error: None, interval: Interval::Bounded { lower, upper } })
}

/// The phi coefficient of the pairs; 0 when a side does not vary. If `corrected`, `n / 2` is taken from a positive
/// `a d - b c`, as far as 0.
fn phi(pairs: PairedCounts, corrected: bool) -> f64 {
    let product = |x: u64, y: u64| u128::from(x) * u128::from(y);
    let (agree, differ) = (product(pairs.both(), pairs.neither()), product(pairs.first_only(), pairs.second_only()));
    let size = agree.abs_diff(differ) as f64;
    let half = if corrected && agree > differ { 0.5 * pairs.total() as f64 } else { 0.0 };
    let (one, two) = (pairs.first(), pairs.second());
    let margins = [one.events(), one.non_events(), two.events(), two.non_events()];
    if margins.contains(&0) {
        return 0.0;
    }
    let root = margins.iter().map(|margin| libm::sqrt(*margin as f64)).product::<f64>();
    let phi = (size - half).max(0.0) / root;
    if agree >= differ { phi } else { -phi }
}

/// A proportion with its interval.
struct Side {
    value: f64,
    lower: f64,
    upper: f64,
}

impl Side {
    fn new(estimated: Estimated) -> Side {
        Side {
            value: estimated.value,
            lower: estimated.interval.lower().unwrap_or(0.0),
            upper: estimated.interval.upper().unwrap_or(1.0),
        }
    }

    fn below(&self) -> f64 {
        self.value - self.lower
    }

    fn above(&self) -> f64 {
        self.upper - self.value
    }
}
