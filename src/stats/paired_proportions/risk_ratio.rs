//! The ratio of the two proportions, `p1 / p2 = (a + b) / (a + c)`.

pub use super::mover::mover_wilson;

use super::PairedCounts;
use crate::stats::one_proportion::{corrected_lower, wilson_lower, wilson_upper};
use crate::stats::two_proportions::score::{self, Score};
use crate::stats::{Arm, Estimated, Interval, Level, Undefined};

/// The simple interval, normal on the log scale: `ln(p1 / p2) +- z sqrt((b + c) / ((a + b) (a + c)))`.
///
/// The standard error is that of the **logarithm**. [`Undefined::NoEvents`] when a side has no events.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, risk_ratio}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: 0.8667 (0.7597 to 0.9886).
/// let wald = risk_ratio::wald(PairedCounts::new(59, 6, 16, 80)?, Level::NINETY_FIVE)?;
/// assert!((wald.interval.lower().unwrap() - 0.7597).abs() < 5e-5);
/// assert!((wald.interval.upper().unwrap() - 0.9886).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Desu, M. M. and Raghavarao, D. (2004). *Nonparametric Statistical Methods for Complete and Censored Data*, section 5.2.
pub fn wald(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    let ([_, b, c, _], _) = pairs.reals();
    let (x1, x2) = events(pairs);
    if x1 == 0.0 || x2 == 0.0 {
        return Err(Undefined::NoEvents);
    }
    let standard_error = libm::sqrt((b / x1 + c / x1) / x2);
    let reach = libm::exp(level.z() * standard_error);
    let ratio = x1 / x2;
    Ok(Estimated {
        value: ratio,
        standard_error: Some(standard_error),
        interval: Interval::Bounded { lower: ratio / reach, upper: ratio * reach },
    })
}

/// Tang's score interval: all ratios `r` with `(x1 - r x2)^2 <= z^2 n ((1 + r) q + (r - 1) (a + b + c) / n)`, where `q` is
/// the most likely proportion of pairs with the event on the second side only, given `r`.
///
/// The default: good for few pairs. At a ratio of 1 the test it inverts is [`mcnemar`](super::tests::mcnemar).
/// [`Undefined::NoEvents`] without events on either side; without events on one the ratio and the limit on its side are
/// 0 or infinite.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, risk_ratio}};
///
/// // Tang, Tang and Chan (2003), table II: 43, 0, 1, 0, 90 %, 0.904 to 1.039.
/// let tang = risk_ratio::tang(PairedCounts::new(43, 0, 1, 0)?, Level::new(0.90)?)?;
/// assert!((tang.interval.lower().unwrap() - 0.904).abs() < 5e-4);
/// assert!((tang.interval.upper().unwrap() - 1.039).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Tang, N.-S., Tang, M.-L. and Chan, I. S. F. (2003). On tests of equivalence via non-unity relative risk for
/// matched-pair design. *Statistics in Medicine* 22, 1217-1233.
pub fn tang(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    let (x1, x2) = events(pairs);
    if x1 == 0.0 && x2 == 0.0 {
        return Err(Undefined::NoEvents);
    }
    let half = |x: f64| if x1 == 0.0 || x2 == 0.0 { x + 0.5 } else { x };
    let statistic = |log: f64| score(pairs, log);
    let (lower, upper) = score::limits(statistic, level.z(), libm::log(half(x1) / half(x2)), 0.1, (-700.0, 700.0))?;
    Ok(Estimated {
        value: x1 / x2,
        standard_error: None,
        interval: Interval::Bounded {
            lower: if x1 == 0.0 { 0.0 } else { libm::exp(lower) },
            upper: if x2 == 0.0 { f64::INFINITY } else { libm::exp(upper) },
        },
    })
}

/// The score at the ratio `exp(log)`, both its parts divided by a ratio above 1.
fn score(pairs: PairedCounts, log: f64) -> Score {
    if log > 0.0 {
        // The sides exchanged, and the sign with them.
        let Score { numerator, variance } = score(pairs.exchanged(), -log);
        return Score { numerator: -numerator, variance };
    }
    let ([a, b, c, _], _) = pairs.reals();
    let ratio = libm::exp(log);
    // q n is the larger root of (1 + r) q^2 + ((a + c) r^2 - (a + b + 2 c)) q + c (1 - r) (a + b + c).
    let (square, linear) = (1.0 + ratio, (a + c) * ratio * ratio - (a + b + 2.0 * c));
    let constant = c * (1.0 - ratio) * (a + b + c);
    let root = libm::sqrt((linear * linear - 4.0 * square * constant).max(0.0));
    let q = (root - linear) / (2.0 * square);
    let variance = (1.0 + ratio) * q - (1.0 - ratio) * (a + b + c);
    Score { numerator: a + b - ratio * (a + c), variance: variance.max(0.0) }
}

/// Bonett and Price's hybrid interval: Wilson's of both proportions among the pairs with an event, at a z that makes them
/// combine to the level.
///
/// Closed form. With `m = a + b + c` and `A`, `B`, `C` the standard errors of `ln(p1 / p2)`, `ln p1` and `ln p2` after
/// adding a pair to each discordant cell, the z is `z A / (B + C)`, and the limits are `l1 / u2` and `u1 / l2`.
/// [`Undefined::NoEvents`] without events.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, risk_ratio}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: 0.7579 to 0.9910.
/// let hybrid = risk_ratio::bonett_price(PairedCounts::new(59, 6, 16, 80)?, Level::NINETY_FIVE)?;
/// assert!((hybrid.interval.lower().unwrap() - 0.7579).abs() < 5e-5);
/// assert!((hybrid.interval.upper().unwrap() - 0.9910).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bonett, D. G. and Price, R. M. (2006). Confidence intervals for a ratio of binomial proportions based on paired data.
/// *Statistics in Medicine* 25, 3039-3047.
pub fn bonett_price(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    hybrid(pairs, level, wilson_lower, wilson_upper)
}

/// [`bonett_price`] with Wilson's intervals corrected for continuity.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, risk_ratio}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: 0.7475 to 1.0058.
/// let hybrid = risk_ratio::bonett_price_cc(PairedCounts::new(59, 6, 16, 80)?, Level::NINETY_FIVE)?;
/// assert!((hybrid.interval.lower().unwrap() - 0.7475).abs() < 5e-5);
/// assert!((hybrid.interval.upper().unwrap() - 1.0058).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bonett and Price (2006); Fagerland, Lydersen and Laake (2017), section 8.7.4.
pub fn bonett_price_cc(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    let lower = |arm: Arm, z: f64| corrected_lower(arm, 0.5, z);
    hybrid(pairs, level, lower, |arm, z| 1.0 - lower(arm.complement(), z))
}

fn hybrid(
    pairs: PairedCounts,
    level: Level,
    lower: impl Fn(Arm, f64) -> f64,
    upper: impl Fn(Arm, f64) -> f64,
) -> Result<Estimated, Undefined> {
    let ([_, b, c, _], _) = pairs.reals();
    let (x1, x2) = events(pairs);
    let with_event = pairs.both() + pairs.first_only() + pairs.second_only();
    let one = Arm::new(pairs.first().events(), with_event).map_err(|_| Undefined::NoEvents)?;
    let two = Arm::new(pairs.second().events(), with_event).map_err(|_| Undefined::NoEvents)?;
    let m = with_event as f64 + 2.0;
    let ratio_error = libm::sqrt((b + c + 2.0) / (x1 + 1.0) / (x2 + 1.0));
    let own_error = |x: f64| libm::sqrt((1.0 - (x + 1.0) / m) / (x + 1.0));
    let z = level.z() * ratio_error / (own_error(x1) + own_error(x2));
    let interval = Interval::Bounded {
        lower: if x1 == 0.0 { 0.0 } else { lower(one, z) / upper(two, z) },
        upper: if x2 == 0.0 { f64::INFINITY } else { upper(one, z) / lower(two, z) },
    };
    Ok(Estimated { value: x1 / x2, standard_error: None, interval })
}

fn events(pairs: PairedCounts) -> (f64, f64) {
    (pairs.first().events() as f64, pairs.second().events() as f64)
}
