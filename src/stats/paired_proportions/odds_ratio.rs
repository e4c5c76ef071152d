//! The conditional odds ratio `b / c`: the odds of the event on the first side rather than the second, among the
//! discordant pairs.
//!
//! An interval of the proportion `b / (b + c)` becomes one of the odds ratio by `p / (1 - p)`. All functions say
//! [`Undefined::NoVariation`] without discordant pairs; with none of one kind the ratio is 0 or infinite.

use super::PairedCounts;
use crate::stats::distribution::Normal;
use crate::stats::{Arm, Estimated, Interval, Level, TestResult, Undefined, one_proportion, root};

/// The simple interval, normal on the log scale: `ln(b / c) +- z sqrt(1 / b + 1 / c)`.
///
/// The standard error is that of the **logarithm**. [`Undefined::ZeroCell`] when `b` or `c` is 0.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, odds_ratio}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: 12.5 (2.9608 to 52.7731).
/// let wald = odds_ratio::wald(PairedCounts::new(7, 25, 2, 68)?, Level::NINETY_FIVE)?;
/// assert!((wald.interval.lower().unwrap() - 2.9608).abs() < 5e-5);
/// assert!((wald.interval.upper().unwrap() - 52.7731).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Agresti (2013), section 11.2.3.
pub fn wald(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    added(pairs, 0.0, level)
}

/// The z test that matches [`wald`]; two-sided.
pub fn wald_test(pairs: PairedCounts) -> Result<TestResult, Undefined> {
    let log = added(pairs, 0.0, Level::NINETY_FIVE)?;
    let z = libm::log(log.value) / log.standard_error.unwrap_or(f64::INFINITY);
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

/// [`wald`] after adding a pair to each discordant cell (Laplace); the estimate is the plain ratio.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, odds_ratio}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: 2.6232 to 28.6333.
/// let wald = odds_ratio::wald_laplace(PairedCounts::new(7, 25, 2, 68)?, Level::NINETY_FIVE)?;
/// assert!((wald.interval.lower().unwrap() - 2.6232).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland, Lydersen and Laake (2017), section 8.8.2.
pub fn wald_laplace(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    pairs.discordant()?;
    added(pairs, 1.0, level)
}

fn added(pairs: PairedCounts, more: f64, level: Level) -> Result<Estimated, Undefined> {
    pairs.discordant()?;
    let ([_, b, c, _], _) = pairs.reals();
    let (x, y) = (b + more, c + more);
    if x == 0.0 || y == 0.0 {
        return Err(Undefined::ZeroCell);
    }
    let standard_error = libm::sqrt(1.0 / x + 1.0 / y);
    let reach = libm::exp(level.z() * standard_error);
    Ok(Estimated {
        value: b / c,
        standard_error: Some(standard_error),
        interval: Interval::Bounded { lower: x / y / reach, upper: x / y * reach },
    })
}

/// From Wilson's interval of the share of `b` among the discordant pairs. The default.
///
/// At a ratio of 1 the test it inverts is [`mcnemar`](super::tests::mcnemar).
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, odds_ratio}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: 0.375 (0.1514 to 0.9287).
/// let wilson = odds_ratio::wilson(PairedCounts::new(59, 6, 16, 80)?, Level::NINETY_FIVE)?;
/// assert!((wilson.interval.lower().unwrap() - 0.1514).abs() < 5e-5);
/// assert!((wilson.interval.upper().unwrap() - 0.9287).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland, Lydersen and Laake (2017), section 8.8.3.
pub fn wilson(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    transformed(pairs, level, one_proportion::wilson)
}

/// From Clopper and Pearson's interval: exact, conservative.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, odds_ratio}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: 3.1169 to 108.8892.
/// let exact = odds_ratio::clopper_pearson(PairedCounts::new(7, 25, 2, 68)?, Level::NINETY_FIVE)?;
/// assert!((exact.interval.upper().unwrap() - 108.8892).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Breslow and Day (1980), section 5.2.
pub fn clopper_pearson(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    transformed(pairs, level, one_proportion::clopper_pearson)
}

/// From the mid-p interval; it goes with [`tests::mid_p`](super::tests::mid_p).
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, odds_ratio}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: 3.4681 to 78.2972.
/// let mid_p = odds_ratio::mid_p(PairedCounts::new(7, 25, 2, 68)?, Level::NINETY_FIVE)?;
/// assert!((mid_p.interval.upper().unwrap() - 78.2972).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland, Lydersen and Laake (2017), section 8.8.5.
pub fn mid_p(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    transformed(pairs, level, one_proportion::mid_p)
}

/// From Blaker's exact interval: within Clopper and Pearson's.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, odds_ratio}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: 3.2994 to 74.0582.
/// let exact = odds_ratio::blaker(PairedCounts::new(7, 25, 2, 68)?, Level::NINETY_FIVE)?;
/// assert!((exact.interval.upper().unwrap() - 74.0582).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Blaker (2000).
pub fn blaker(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    transformed(pairs, level, one_proportion::blaker)
}

/// From Laud's score interval with correction for skewness: the shares `p` of `b` among `m` discordant pairs with
/// `(b / m - p) / sqrt(p q / m) = +-z + (z^2 - 1) (1 - 2 p) / (6 sqrt(m p q))`.
///
/// The tails are more equal than [`wilson`]'s.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, odds_ratio}};
///
/// // R package ratesci, data of Agresti and Min (2005): 53, 16, 8, 9, 0.8718 to 4.8816.
/// let score = odds_ratio::skewness_corrected(PairedCounts::new(53, 16, 8, 9)?, Level::NINETY_FIVE)?;
/// assert!((score.interval.lower().unwrap() - 0.8718).abs() < 5e-5);
/// assert!((score.interval.upper().unwrap() - 4.8816).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Laud, P. J. (2017). Equal-tailed confidence intervals for comparison of rates. *Pharmaceutical Statistics* 16, 334-348.
pub fn skewness_corrected(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    transformed(pairs, level, skewness_corrected_share)
}

fn skewness_corrected_share(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    let lower = skewness_corrected_lower(arm, level.z())?;
    let upper = 1.0 - skewness_corrected_lower(arm.complement(), level.z())?;
    Ok(Estimated { value: arm.proportion(), standard_error: None, interval: Interval::Bounded { lower, upper } })
}

fn skewness_corrected_lower(arm: Arm, z: f64) -> Result<f64, Undefined> {
    let (share, m) = (arm.proportion(), arm.total() as f64);
    if arm.events() == 0 {
        return Ok(0.0);
    }
    // Multiplied by sqrt(p q), so that it is finite where p is 0 or 1.
    let excess = |p: f64| {
        let spread = libm::sqrt((p * (1.0 - p) / m).max(0.0));
        share - p - z * spread - (z * z - 1.0) * (1.0 - 2.0 * p) / (6.0 * m)
    };
    if excess(0.0) <= 0.0 {
        return Ok(0.0);
    }
    root::bracketed(excess, 0.0, 1.0)
}

fn transformed(
    pairs: PairedCounts,
    level: Level,
    interval: impl Fn(Arm, Level) -> Result<Estimated, Undefined>,
) -> Result<Estimated, Undefined> {
    let discordant = pairs.discordant()?;
    let share = interval(discordant, level)?.interval;
    // The odds at the upper end come from the share of the other kind, which may be the exact one.
    let other = interval(discordant.complement(), level)?.interval;
    let (lower, upper) = (share.lower().unwrap_or(0.0), other.lower().unwrap_or(0.0));
    let odds = |p: f64| p / (1.0 - p);
    let ([_, b, c, _], _) = pairs.reals();
    Ok(Estimated {
        value: b / c,
        standard_error: None,
        interval: Interval::Bounded { lower: odds(lower), upper: 1.0 / odds(upper) },
    })
}
