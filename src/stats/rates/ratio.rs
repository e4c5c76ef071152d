//! The ratio of two rates.
//!
//! Given the number of events in both groups together, those among the treated are binomial with probability
//! `r t1 / (r t1 + t2)`, where `r` is the rate ratio: intervals of that probability become intervals of `r`.

use super::PersonTime;
use crate::stats::distribution::{Gamma, Normal};
use crate::stats::{Alternative, Arm, Estimated, Interval, Level, TestResult, Undefined, one_proportion};

/// The simple interval, normal on the log scale: `ln(r1 / r2) +- z sqrt(1 / x1 + 1 / x2)`.
///
/// The standard error is that of the **logarithm**. [`Undefined::NoEvents`] when a group has none.
///
/// ```
/// use utfall::stats::{Level, rates::{PersonTime, rate_ratio}};
///
/// // 60 in 51,477.5 years against 30 in 54,308.7: 2.11, times and over exp(0.438).
/// let ratio = rate_ratio(PersonTime::new(60, 51_477.5)?, PersonTime::new(30, 54_308.7)?, Level::NINETY_FIVE)?;
/// assert!((ratio.value - 2.109_998).abs() < 1e-6);
/// assert!((ratio.standard_error.unwrap() - (0.05_f64).sqrt()).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Rothman, Greenland and Lash (2008), chapter 14.
pub fn rate_ratio(treated: PersonTime, control: PersonTime, level: Level) -> Result<Estimated, Undefined> {
    if treated.events() == 0 || control.events() == 0 {
        return Err(Undefined::NoEvents);
    }
    let ratio = value(treated, control);
    let standard_error = libm::sqrt(1.0 / treated.events() as f64 + 1.0 / control.events() as f64);
    let reach = libm::exp(level.z() * standard_error);
    finite(Estimated {
        value: ratio,
        standard_error: Some(standard_error),
        interval: Interval::Bounded { lower: ratio / reach, upper: ratio * reach },
    })
}

/// The z test that matches [`rate_ratio`]; two-sided.
pub fn rate_ratio_test(treated: PersonTime, control: PersonTime) -> Result<TestResult, Undefined> {
    let ratio = rate_ratio(treated, control, Level::NINETY_FIVE)?;
    let z = libm::log(ratio.value) / ratio.standard_error.unwrap_or(f64::INFINITY);
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

/// The exact interval: Clopper and Pearson's for the share of events among the treated, carried to the ratio.
///
/// Conservative; works without events in one group. [`Undefined::NoEvents`] without any.
///
/// ```
/// use utfall::stats::{Level, rates::{PersonTime, rate_ratio_exact}};
///
/// // Fay (2010), by R's poisson.test: 2 in 17,877 against 10 in 20,000, 0.2237512 (0.02383738 to 1.04995468).
/// let ratio = rate_ratio_exact(PersonTime::new(2, 17_877.0)?, PersonTime::new(10, 20_000.0)?, Level::NINETY_FIVE)?;
/// assert!((ratio.value - 0.223_751_2).abs() < 5e-8);
/// assert!((ratio.interval.lower().unwrap() - 0.023_837_38).abs() < 5e-9);
/// assert!((ratio.interval.upper().unwrap() - 1.049_954_68).abs() < 5e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Przyborowski, J. and Wilenski, H. (1940). Homogeneity of results in testing samples from Poisson series. *Biometrika* 31,
/// 313-323.
pub fn rate_ratio_exact(treated: PersonTime, control: PersonTime, level: Level) -> Result<Estimated, Undefined> {
    transformed(treated, control, level, one_proportion::clopper_pearson)
}

/// The exact test that rates are equal: the binomial test of the share of events among the treated, its two sides by
/// probability as in R's `poisson.test`.
///
/// It can reject where [`rate_ratio_exact`] holds 1; [`rate_ratio_by_probability`](super::rate_ratio_by_probability) is
/// the interval that agrees with it.
///
/// ```
/// use utfall::stats::rates::{PersonTime, rate_ratio_exact_test};
///
/// // Fay (2010), by R's poisson.test: 2 in 17,877 against 10 in 20,000, p = 0.04213.
/// let test = rate_ratio_exact_test(PersonTime::new(2, 17_877.0)?, PersonTime::new(10, 20_000.0)?)?;
/// assert!((test.p - 0.04213).abs() < 5e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Przyborowski and Wilenski (1940); Fay, M. P. (2010). Two-sided exact tests and matching confidence intervals for
/// discrete data. *R Journal* 2(1), 53-58.
pub fn rate_ratio_exact_test(treated: PersonTime, control: PersonTime) -> Result<TestResult, Undefined> {
    one_proportion::binom_test(share(treated, control)?, treated.share(control), Alternative::TwoSided)
}

/// The mid-p interval: shorter than [`rate_ratio_exact`]'s, with coverage near the level rather than nowhere below it.
///
/// ```
/// use utfall::stats::{Level, rates::{PersonTime, rate_ratio_exact, rate_ratio_mid_p}};
///
/// let (x_rays, others) = (PersonTime::new(41, 28_010.0)?, PersonTime::new(15, 19_017.0)?);
/// let (mid_p, exact) = (rate_ratio_mid_p(x_rays, others, Level::NINETY_FIVE)?, rate_ratio_exact(x_rays, others,
///     Level::NINETY_FIVE)?);
/// assert!(mid_p.interval.lower() > exact.interval.lower() && mid_p.interval.upper() < exact.interval.upper());
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Rothman, Greenland and Lash (2008), chapter 14.
pub fn rate_ratio_mid_p(treated: PersonTime, control: PersonTime, level: Level) -> Result<Estimated, Undefined> {
    transformed(treated, control, level, one_proportion::mid_p)
}

/// The mid-p test that matches [`rate_ratio_mid_p`].
pub fn rate_ratio_mid_p_test(treated: PersonTime, control: PersonTime) -> Result<TestResult, Undefined> {
    one_proportion::binom_test_mid_p(share(treated, control)?, treated.share(control))
}

/// The score interval: Wilson's for the share of events among the treated, carried to the ratio.
///
/// The default. It contains exactly the ratios that the score test does not reject, [`rate_ratio_score_test`] for 1.
///
/// ```
/// use utfall::stats::{Level, rates::{PersonTime, rate_ratio_score, rate_ratio_score_test}};
///
/// let (x_rays, others) = (PersonTime::new(41, 28_010.0)?, PersonTime::new(15, 19_017.0)?);
/// let ratio = rate_ratio_score(x_rays, others, Level::NINETY_FIVE)?;
/// assert!(ratio.interval.lower().unwrap() > 1.0 && rate_ratio_score_test(x_rays, others)?.p < 0.05);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Graham, P. L., Mengersen, K. and Morton, A. P. (2003). Confidence limits for the ratio of two rates based on likelihood
/// scores: non-iterative method. *Statistics in Medicine* 22, 2071-2083.
pub fn rate_ratio_score(treated: PersonTime, control: PersonTime, level: Level) -> Result<Estimated, Undefined> {
    transformed(treated, control, level, one_proportion::wilson)
}

/// The score test that rates are equal; two-sided.
pub fn rate_ratio_score_test(treated: PersonTime, control: PersonTime) -> Result<TestResult, Undefined> {
    one_proportion::score_test(share(treated, control)?, treated.share(control))
}

/// The ratio from Jeffreys's intervals of the two rates and their posterior medians: the method of variance estimates
/// recovery.
///
/// With `m` the medians, `A = m1 m2`, the limits are `(A - sqrt(A^2 - l1 (2 m1 - l1) u2 (2 m2 - u2))) / (u2 (2 m2 - u2))`
/// and `(A + sqrt(A^2 - u1 (2 m1 - u1) l2 (2 m2 - l2))) / (l2 (2 m2 - l2))`. The estimate is the plain ratio.
/// [`Undefined::NoEvents`] without events in either group.
///
/// ```
/// use utfall::stats::{Level, rates::{PersonTime, rate_ratio_mover_jeffreys}};
///
/// // R package ratesci, data of Li, Tang and Wong (2014): 15 in 19,017 against 41 in 28,010, 0.2933 to 0.9571.
/// let (others, x_rays) = (PersonTime::new(15, 19_017.0)?, PersonTime::new(41, 28_010.0)?);
/// let ratio = rate_ratio_mover_jeffreys(others, x_rays, Level::NINETY_FIVE)?;
/// assert!((ratio.interval.lower().unwrap() - 0.2933).abs() < 5e-5);
/// assert!((ratio.interval.upper().unwrap() - 0.9571).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Li, H.-Q., Tang, M.-L. and Wong, W.-K. (2014). Confidence intervals for ratio of two Poisson rates using the method of
/// variance estimates recovery. *Computational Statistics* 29, 869-889; Laud (2017).
pub fn rate_ratio_mover_jeffreys(
    treated: PersonTime,
    control: PersonTime,
    level: Level,
) -> Result<Estimated, Undefined> {
    share(treated, control)?;
    let tail = 0.5 * level.alpha();
    let ends = |group: PersonTime| -> Result<[f64; 3], Undefined> {
        let gamma = Gamma::new(group.events() as f64 + 0.5)?;
        Ok([gamma.quantile(tail)?, gamma.quantile(0.5)?, gamma.upper_quantile(tail)?])
    };
    // In counts: the ratio of the times is divided out at the end.
    let ([l1, m1, u1], [l2, m2, u2]) = (ends(treated)?, ends(control)?);
    let product = m1 * m2;
    let root = |b: f64, c: f64| libm::sqrt((product * product - b * c).max(0.0));
    let (b, c) = (l1 * (2.0 * m1 - l1), u2 * (2.0 * m2 - u2));
    let lower = b / (product + root(b, c));
    let (b, c) = (u1 * (2.0 * m1 - u1), l2 * (2.0 * m2 - l2));
    let upper = (product + root(b, c)) / c;
    let times = control.time() / treated.time();
    let interval = Interval::Bounded { lower: lower * times, upper: upper * times };
    Ok(Estimated { value: value(treated, control), standard_error: None, interval })
}

/// The ratio of the rates; infinite without events among the controls.
pub(super) fn value(treated: PersonTime, control: PersonTime) -> f64 {
    treated.events() as f64 / control.events() as f64 * (control.time() / treated.time())
}

/// The treated's share of all events.
pub(super) fn share(treated: PersonTime, control: PersonTime) -> Result<Arm, Undefined> {
    let events = treated.events().checked_add(control.events()).ok_or(Undefined::TooLarge)?;
    Arm::new(treated.events(), events).map_err(|_| Undefined::NoEvents)
}

fn transformed(
    treated: PersonTime,
    control: PersonTime,
    level: Level,
    interval: impl Fn(Arm, Level) -> Result<Estimated, Undefined>,
) -> Result<Estimated, Undefined> {
    let share = share(treated, control)?;
    let lower = interval(share, level)?.interval.lower().unwrap_or(0.0);
    // The other end from the share of the other group, which may be the exact one.
    let other = interval(share.complement(), level)?.interval.lower().unwrap_or(0.0);
    let odds = |p: f64| p / (1.0 - p);
    let times = control.time() / treated.time();
    let interval = Interval::Bounded { lower: odds(lower) * times, upper: times / odds(other) };
    Ok(Estimated { value: value(treated, control), standard_error: None, interval })
}

fn finite(estimated: Estimated) -> Result<Estimated, Undefined> {
    if estimated.value.is_finite() && estimated.value > 0.0 { Ok(estimated) } else { Err(Undefined::NotFinite) }
}
