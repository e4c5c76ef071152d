//! The difference of the two proportions, `p1 - p2 = (b - c) / n`.

pub use super::mover::{newcombe, newcombe_method_8};

use super::PairedCounts;
use crate::stats::two_proportions::score::{self, Score};
use crate::stats::{Estimated, Interval, Level, Undefined};

/// The simple interval `d +- z sqrt(b + c - (b - c)^2 / n) / n`, not clamped to `[-1, 1]`.
///
/// It is what most published tables print; no width without discordant pairs.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, risk_difference}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: -0.1184 to -0.0058.
/// let wald = risk_difference::wald(PairedCounts::new(59, 6, 16, 80)?, Level::NINETY_FIVE)?;
/// assert!((wald.interval.lower().unwrap() + 0.1184).abs() < 5e-5);
/// assert!((wald.interval.upper().unwrap() + 0.0058).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Newcombe, R. G. (1998). Improved confidence intervals for the difference between binomial proportions based on paired
/// data. *Statistics in Medicine* 17, 2635-2650, method 1.
pub fn wald(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    let ([_, b, c, _], n) = pairs.reals();
    Ok(around(pairs, pairs.difference(), spread(b, c, n, (b - c).abs()), level))
}

/// [`wald`] with a continuity correction inside the standard error, `sqrt(b + c - (|b - c| - 1)^2 / n) / n`.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, risk_difference}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: -0.1186 to -0.0057.
/// let wald = risk_difference::wald_cc(PairedCounts::new(59, 6, 16, 80)?, Level::NINETY_FIVE)?;
/// assert!((wald.interval.lower().unwrap() + 0.1186).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fagerland, Lydersen and Laake (2017), section 8.6.2.
pub fn wald_cc(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    let ([_, b, c, _], n) = pairs.reals();
    Ok(around(pairs, pairs.difference(), spread(b, c, n, ((b - c).abs() - 1.0).max(0.0)), level))
}

/// Agresti and Min's interval: [`wald`] after adding half a pair to each of the four cells.
///
/// The estimate is the plain difference, the interval is not clamped.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, risk_difference}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: -0.1182 to -0.0045.
/// let added = risk_difference::agresti_min(PairedCounts::new(59, 6, 16, 80)?, Level::NINETY_FIVE)?;
/// assert!((added.interval.upper().unwrap() + 0.0045).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Agresti, A. and Min, Y. (2005). Simple improved confidence intervals for comparing matched proportions. *Statistics in
/// Medicine* 24, 729-740.
pub fn agresti_min(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    let ([_, b, c, _], n) = pairs.reals();
    let (b, c, n) = (b + 0.5, c + 0.5, n + 2.0);
    Ok(around(pairs, (b - c) / n, spread(b, c, n, (b - c).abs()), level))
}

/// Bonett and Price's interval: [`wald`] after adding a pair to each discordant cell.
///
/// The estimate is the plain difference, the interval is not clamped.
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, risk_difference}};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 8: -0.1195 to -0.0032.
/// let added = risk_difference::bonett_price(PairedCounts::new(59, 6, 16, 80)?, Level::NINETY_FIVE)?;
/// assert!((added.interval.upper().unwrap() + 0.0032).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bonett, D. G. and Price, R. M. (2012). Adjusted Wald confidence interval for a difference of binomial proportions based
/// on paired data. *Journal of Educational and Behavioral Statistics* 37, 479-488.
pub fn bonett_price(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    let ([_, b, c, _], n) = pairs.reals();
    let (b, c, n) = (b + 1.0, c + 1.0, n + 2.0);
    Ok(around(pairs, (b - c) / n, spread(b, c, n, (b - c).abs()), level))
}

/// `sqrt(b + c - apart^2 / n) / n`.
fn spread(b: f64, c: f64, n: f64, apart: f64) -> f64 {
    libm::sqrt((b + c - apart * (apart / n)).max(0.0)) / n
}

fn around(pairs: PairedCounts, centre: f64, standard_error: f64, level: Level) -> Estimated {
    Estimated {
        value: pairs.difference(),
        standard_error: Some(standard_error),
        interval: Interval::around(centre, level.z() * standard_error),
    }
}

/// Tango's score interval: all `d` with `(b - c - n d)^2 <= z^2 n (2 q + d (1 - d))`, where `q` is the most likely
/// proportion of pairs with the event on the second side only, given the difference `d`.
///
/// The default. Within `[-1, 1]`, and good for few pairs. At a difference of 0 the test it inverts is
/// [`mcnemar`](super::tests::mcnemar).
///
/// ```
/// use utfall::stats::{Level, paired_proportions::{PairedCounts, risk_difference}};
///
/// // Tango (1998), table V: 43 pairs agree and 1 does not, 90 %, -0.096 to 0.037.
/// let tango = risk_difference::tango(PairedCounts::new(43, 0, 1, 0)?, Level::new(0.90)?)?;
/// assert!((tango.interval.lower().unwrap() + 0.096).abs() < 5e-4);
/// assert!((tango.interval.upper().unwrap() - 0.037).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Tango, T. (1998). Equivalence test and confidence interval for the difference in proportions for the paired-sample
/// design. *Statistics in Medicine* 17, 891-908.
pub fn tango(pairs: PairedCounts, level: Level) -> Result<Estimated, Undefined> {
    let ([_, b, c, _], n) = pairs.reals();
    let difference = pairs.difference();
    let statistic = |d: f64| Score { numerator: difference - d, variance: variance(b, c, n, d) };
    let z = level.z();
    let step = (z * libm::sqrt(variance(b, c, n, difference))).clamp(1e-3 / n, 0.5);
    let (lower, upper) = score::limits(statistic, z, difference, step, (-1.0, 1.0))?;
    Ok(Estimated { value: difference, standard_error: None, interval: Interval::Bounded { lower, upper } })
}

/// The variance of the difference when it is `d`: `(2 q + d (1 - d)) / n`, `q` the larger root of
/// `2 n q^2 + ((2 n - b + c) d - b - c) q - c d (1 - d)`.
fn variance(b: f64, c: f64, n: f64, d: f64) -> f64 {
    if d < 0.0 {
        // The sides exchanged, so that the constant term of the quadratic is not positive.
        return variance(c, b, n, -d);
    }
    let linear = (2.0 * n - b + c) * d - b - c;
    let constant = -c * d * (1.0 - d);
    let root = libm::sqrt((linear * linear - 8.0 * n * constant).max(0.0));
    let q = if linear <= 0.0 { (root - linear) / (4.0 * n) } else { -2.0 * constant / (linear + root) };
    (2.0 * q + d * (1.0 - d)).max(0.0) / n
}
