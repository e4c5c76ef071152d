//! One mean, or the mean of differences within pairs, and two means.

use super::{ArmSizes, SignificanceTest, attainable, size_for};
use crate::stats::distribution::{NoncentralT, Normal, StudentT};
use crate::stats::{Undefined, root};

/// The power of the two-sample t test: the noncentral t distribution with noncentrality
/// `|difference| / (sd sqrt(1/n1 + 1/n2))` and `n1 + n2 - 2` degrees of freedom.
///
/// For equal standard deviations. [`Undefined::OutsideDomain`] unless `sd` is positive,
/// [`Undefined::TooFewObservations`] without degrees of freedom.
///
/// ```
/// use utfall::stats::power::{ArmSizes, SignificanceTest, two_means_power};
///
/// // R: power.t.test(n = 20, delta = 1, sd = 1): 0.8689528.
/// let power = two_means_power(1.0, 1.0, ArmSizes::equal(20.0)?, SignificanceTest::USUAL)?;
/// assert!((power - 0.868_952_8).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cohen (1988), chapter 2; R's `power.t.test`.
pub fn two_means_power(difference: f64, sd: f64, sizes: ArmSizes, test: SignificanceTest) -> Result<f64, Undefined> {
    let ncp = standardised(difference, sd)? / libm::sqrt(1.0 / sizes.treated + 1.0 / sizes.control);
    t_power(ncp, sizes.treated + sizes.control - 2.0, test)
}

/// The size of the treated arm at which [`two_means_power`] is `power`, with `ratio` controls for each treated.
///
/// [`Undefined::ZeroDifference`] for no difference, [`Undefined::TooLarge`] beyond 1e15.
///
/// ```
/// use utfall::stats::power::{SignificanceTest, two_means_size};
///
/// // R: power.t.test(power = .90, delta = 1): n = 22.02110.
/// assert!((two_means_size(1.0, 1.0, 1.0, 0.90, SignificanceTest::USUAL)? - 22.021_10).abs() < 1e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cohen (1988), chapter 2; R's `power.t.test`.
pub fn two_means_size(
    difference: f64,
    sd: f64,
    ratio: f64,
    power: f64,
    test: SignificanceTest,
) -> Result<f64, Undefined> {
    if !(ratio > 0.0 && ratio.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    let power = attainable(power, test)?;
    let start = (1.0 + 1.0 / ratio) * normal_size(difference, sd, power, test)?;
    let least = 2.0 / (1.0 + ratio) * (1.0 + 1e-7);
    let at = |size: f64| two_means_power(difference, sd, ArmSizes::new(size, ratio * size)?, test);
    size_for(at, power, start, least)
}

/// The smallest difference, not negative, that the two-sample t test detects with this power.
///
/// ```
/// use utfall::stats::power::{ArmSizes, SignificanceTest, two_means_detectable};
///
/// // R 4.2.2: power.t.test(n = 100, sd = 10, power = 0.8): 3.98.
/// let detectable = two_means_detectable(10.0, ArmSizes::equal(100.0)?, 0.80, SignificanceTest::USUAL)?;
/// assert!((detectable - 3.981_386_248_7).abs() < 1e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bloom, H. S. (1995). Minimum detectable effects. *Evaluation Review* 19, 547-556.
pub fn two_means_detectable(sd: f64, sizes: ArmSizes, power: f64, test: SignificanceTest) -> Result<f64, Undefined> {
    standardised(0.0, sd)?;
    let ncp = detectable_ncp(sizes.treated + sizes.control - 2.0, power, test)?;
    Ok(ncp * sd * libm::sqrt(1.0 / sizes.treated + 1.0 / sizes.control))
}

/// The power of the t test of one mean against `difference` less, or of differences within pairs with standard
/// deviation `sd`: noncentrality `|difference| sqrt(n) / sd`, `n - 1` degrees of freedom.
///
/// ```
/// use utfall::stats::power::{SignificanceTest, one_mean_power};
///
/// // R: power.t.test(n = 20, delta = 1, type = "paired"): 0.9885913.
/// assert!((one_mean_power(1.0, 1.0, 20.0, SignificanceTest::USUAL)? - 0.988_591_3).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cohen (1988), section 2.3; R's `power.t.test`.
pub fn one_mean_power(difference: f64, sd: f64, n: f64, test: SignificanceTest) -> Result<f64, Undefined> {
    if !(n > 0.0 && n.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    t_power(standardised(difference, sd)? * libm::sqrt(n), n - 1.0, test)
}

/// The number of people, or of pairs, at which [`one_mean_power`] is `power`.
///
/// ```
/// use utfall::stats::power::{SignificanceTest, one_mean_size};
///
/// // R 4.2.2: power.t.test(delta = 1.5, sd = 4, power = 0.8, type = "paired"): 57.76.
/// assert!((one_mean_size(1.5, 4.0, 0.80, SignificanceTest::USUAL)? - 57.764_425_57).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn one_mean_size(difference: f64, sd: f64, power: f64, test: SignificanceTest) -> Result<f64, Undefined> {
    let power = attainable(power, test)?;
    let start = normal_size(difference, sd, power, test)?;
    size_for(|size| one_mean_power(difference, sd, size, test), power, start, 1.0 + 1e-7)
}

/// The smallest difference, not negative, that the t test of one mean or of pairs detects with this power.
pub fn one_mean_detectable(sd: f64, n: f64, power: f64, test: SignificanceTest) -> Result<f64, Undefined> {
    standardised(0.0, sd)?;
    if !(n > 0.0 && n.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    Ok(detectable_ncp(n - 1.0, power, test)? * sd / libm::sqrt(n))
}

fn standardised(difference: f64, sd: f64) -> Result<f64, Undefined> {
    if !(sd > 0.0 && sd.is_finite() && difference.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    Ok(difference.abs() / sd)
}

/// The power of a t test with this noncentrality, which is not negative.
pub(super) fn t_power(ncp: f64, df: f64, test: SignificanceTest) -> Result<f64, Undefined> {
    if df.is_nan() || df <= 0.0 {
        return Err(Undefined::TooFewObservations);
    }
    let limit = StudentT::new(df)?.upper_quantile(test.tail())?;
    if ncp > 1e7 && limit < 0.5 * ncp {
        return Ok(1.0);
    }
    let t = NoncentralT::new(df, ncp)?;
    let other = if test.counts_both() { t.cdf(-limit) } else { 0.0 };
    Ok((t.sf(limit) + other).min(1.0))
}

/// The noncentrality that gives a t test this power.
pub(super) fn detectable_ncp(df: f64, power: f64, test: SignificanceTest) -> Result<f64, Undefined> {
    let power = attainable(power, test)?;
    t_power(0.0, df, test)?;
    let excess = |ncp: f64| t_power(ncp, df, test).map_or(f64::NAN, |found| found - power);
    // The power at no effect is the level, which is below what is asked for but for both ways counted.
    if excess(0.0) >= 0.0 {
        return Ok(0.0);
    }
    root::outwards(excess, 0.0, 1.0, (0.0, 1e7), true)
}

/// The size by the normal approximation, `((z_alpha + z_beta) sd / difference)^2`: where the search starts.
fn normal_size(difference: f64, sd: f64, power: f64, test: SignificanceTest) -> Result<f64, Undefined> {
    let effect = standardised(difference, sd)?;
    if effect == 0.0 {
        return Err(Undefined::ZeroDifference);
    }
    let root = (Normal.upper_quantile(test.tail())? + Normal.quantile(power)?) / effect;
    Ok(root * root)
}
