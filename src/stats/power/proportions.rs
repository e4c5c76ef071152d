//! Two proportions.

use super::{ArmSizes, SignificanceTest, attainable, normal_power, size_for};
use crate::stats::distribution::Normal;
use crate::stats::{Undefined, root};

/// The power of the test of two proportions, by the normal approximation.
///
/// With `p` the mean of the proportions weighted by the sizes, the test rejects when the difference exceeds
/// `z sqrt(p q (1/n1 + 1/n2))`, while its standard deviation is `sqrt(p1 q1 / n1 + p2 q2 / n2)`. What R's
/// `power.prop.test` computes for equal arms. Too high for small expected counts.
/// [`Undefined::OutsideDomain`] for proportions that are not, [`Undefined::NoVariation`] when both are 0 or both 1.
///
/// ```
/// use utfall::stats::power::{ArmSizes, SignificanceTest, two_proportions_power};
///
/// // R: power.prop.test(n = 50, p1 = .50, p2 = .75) gives 0.740.
/// let power = two_proportions_power(0.75, 0.50, ArmSizes::equal(50.0)?, SignificanceTest::USUAL)?;
/// assert!((power - 0.740_165_9).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fleiss, J. L., Levin, B. and Paik, M. C. (2003). *Statistical Methods for Rates and Proportions*, 3rd ed., chapter 4.
pub fn two_proportions_power(
    treated: f64,
    control: f64,
    sizes: ArmSizes,
    test: SignificanceTest,
) -> Result<f64, Undefined> {
    checked(treated)?;
    checked(control)?;
    let ArmSizes { treated: n1, control: n2 } = sizes;
    let pooled = (n1 * treated + n2 * control) / (n1 + n2);
    let null = libm::sqrt(pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2));
    let actual = libm::sqrt(treated * (1.0 - treated) / n1 + control * (1.0 - control) / n2);
    let difference = (treated - control).abs();
    if null == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let z = Normal.upper_quantile(test.tail())?;
    if actual == 0.0 {
        // Everyone among one, no one among the other: the test rejects or it does not.
        return Ok(if difference > z * null { 1.0 } else { 0.0 });
    }
    Ok(normal_power(difference / actual, z * null / actual, test.counts_both()))
}

/// The size of the treated arm at which [`two_proportions_power`] is `power`, with `ratio` controls for each treated.
///
/// [`Undefined::ZeroDifference`] when the proportions are equal, [`Undefined::OutsideDomain`] for a power not between
/// the level of the test and 1 or a ratio that is not positive.
///
/// ```
/// use utfall::stats::power::{SignificanceTest, two_proportions_size};
///
/// // R: power.prop.test(p1 = .50, p2 = .75, power = .90) gives 76.7.
/// let size = two_proportions_size(0.75, 0.50, 1.0, 0.90, SignificanceTest::USUAL)?;
/// assert!((size - 76.7).abs() < 0.05);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fleiss, Levin and Paik (2003), formula 4.14.
pub fn two_proportions_size(
    treated: f64,
    control: f64,
    ratio: f64,
    power: f64,
    test: SignificanceTest,
) -> Result<f64, Undefined> {
    let power = attainable(power, test)?;
    checked(treated)?;
    checked(control)?;
    if !(ratio > 0.0 && ratio.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    if treated == control {
        return Err(Undefined::ZeroDifference);
    }
    let at = |size: f64| two_proportions_power(treated, control, ArmSizes::new(size, ratio * size)?, test);
    // The formula, which is exact when rejections one way count.
    let pooled = (treated + ratio * control) / (1.0 + ratio);
    let null = Normal.upper_quantile(test.tail())? * libm::sqrt(pooled * (1.0 - pooled) * (1.0 + 1.0 / ratio));
    let actual = libm::sqrt(treated * (1.0 - treated) + control * (1.0 - control) / ratio);
    let root = (null - Normal.quantile(1.0 - power)? * actual) / (treated - control);
    if test.counts_both() { size_for(at, power, root * root, 1e-3) } else { Ok(root * root) }
}

/// The proportion of the treated nearest to that of the controls, above it or below, that is detected with this power.
///
/// [`Undefined::TooFewObservations`] when even 1 (or 0) is not.
///
/// ```
/// use utfall::stats::power::{ArmSizes, SignificanceTest, two_proportions_detectable};
///
/// // 205 an arm and 27 % among the controls (R 4.2.2): 40.0 %.
/// let sizes = ArmSizes::equal(205.0)?;
/// let detectable = two_proportions_detectable(0.27, sizes, true, 0.80, SignificanceTest::USUAL)?;
/// assert!((detectable - 0.400_246_281_0).abs() < 1e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fleiss, Levin and Paik (2003), chapter 4; R's `power.prop.test`.
pub fn two_proportions_detectable(
    control: f64,
    sizes: ArmSizes,
    above: bool,
    power: f64,
    test: SignificanceTest,
) -> Result<f64, Undefined> {
    let power = attainable(power, test)?;
    checked(control)?;
    let end = if above { 1.0 } else { 0.0 };
    let excess = |treated: f64| two_proportions_power(treated, control, sizes, test).map_or(f64::NAN, |p| p - power);
    nearest(excess, control, end)
}

/// Where `excess` turns positive on the way from `near`, where there is no effect, to `end`.
pub(super) fn nearest(excess: impl Fn(f64) -> f64, near: f64, end: f64) -> Result<f64, Undefined> {
    let at_end = excess(end);
    // At no effect at all the variance may vanish, and with it the power.
    let at_near = if excess(near).is_nan() { -1.0 } else { excess(near) };
    if near == end || at_end.is_nan() || at_end < 0.0 {
        return Err(Undefined::TooFewObservations);
    }
    if at_near >= 0.0 {
        return Ok(near);
    }
    root::bracketed_from(excess, (near, at_near), (end, at_end))
}

/// The power of the test of two proportions on the scale of Cohen's `h = 2 asin(sqrt(p1)) - 2 asin(sqrt(p2))`:
/// a z test of variance 1, shifted by `|h| sqrt(n1 n2 / (n1 + n2))`.
///
/// What the R package pwr computes, which counts all rejections of a two-sided test.
///
/// ```
/// use utfall::stats::power::{ArmSizes, Rejection, SignificanceTest, cohens_h_power};
///
/// // R package pwr: pwr.2p.test(h = ES.h(0.37, 0.27), n = 205): 0.5857.
/// let test = SignificanceTest::new(0.05, Rejection::TwoSidedEitherWay)?;
/// assert!((cohens_h_power(0.37, 0.27, ArmSizes::equal(205.0)?, test)? - 0.585_707_604_7).abs() < 1e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cohen (1988), section 6.3.
pub fn cohens_h_power(treated: f64, control: f64, sizes: ArmSizes, test: SignificanceTest) -> Result<f64, Undefined> {
    let angle = |p: f64| 2.0 * libm::asin(libm::sqrt(p));
    let h = angle(checked(treated)?) - angle(checked(control)?);
    let shift = h.abs() / libm::sqrt(1.0 / sizes.treated + 1.0 / sizes.control);
    Ok(normal_power(shift, Normal.upper_quantile(test.tail())?, test.counts_both()))
}

/// A proportion, if it is one.
pub(super) fn checked(p: f64) -> Result<f64, Undefined> {
    if (0.0..=1.0).contains(&p) { Ok(p) } else { Err(Undefined::OutsideDomain) }
}
