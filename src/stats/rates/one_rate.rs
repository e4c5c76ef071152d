//! One rate.

use super::PersonTime;
use crate::stats::distribution::{Gamma, Poisson};
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined, root};

/// The simple interval of a rate, normal on the log scale: `rate exp(+-z / sqrt(events))`.
///
/// The standard error is that of the **logarithm**. [`Undefined::NoEvents`] without events; [`garwood`] needs none.
///
/// ```
/// use utfall::stats::{Level, rates::{PersonTime, rate}};
///
/// // 100 events: a factor of exp(0.196) either way.
/// let interval = rate(PersonTime::new(100, 50.0)?, Level::NINETY_FIVE)?.interval;
/// assert!((interval.upper().unwrap() / 2.0 - 0.195_996_4_f64.exp()).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Breslow, N. E. and Day, N. E. (1987). *Statistical Methods in Cancer Research* 2, section 2.3.
pub fn rate(group: PersonTime, level: Level) -> Result<Estimated, Undefined> {
    if group.events() == 0 {
        return Err(Undefined::NoEvents);
    }
    let standard_error = 1.0 / libm::sqrt(group.events() as f64);
    let reach = libm::exp(level.z() * standard_error);
    Ok(Estimated {
        value: group.rate(),
        standard_error: Some(standard_error),
        interval: Interval::Bounded { lower: group.rate() / reach, upper: group.rate() * reach },
    })
}

/// Garwood's exact interval of a rate: quantiles of gamma distributions with shapes `events` and `events + 1`.
///
/// Conservative. The lower limit is 0 without events.
///
/// ```
/// use utfall::stats::{Level, rates::{PersonTime, garwood}};
///
/// // Garwood (1936): 10 events, 4.795 to 18.390.
/// let interval = garwood(PersonTime::new(10, 1.0)?, Level::NINETY_FIVE)?.interval;
/// assert!((interval.lower().unwrap() - 4.795).abs() < 5e-4);
/// assert!((interval.upper().unwrap() - 18.390).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Garwood, F. (1936). Fiducial limits for the Poisson distribution. *Biometrika* 28, 437-442.
pub fn garwood(group: PersonTime, level: Level) -> Result<Estimated, Undefined> {
    let (events, tail) = (group.events() as f64, 0.5 * level.alpha());
    let lower = if group.events() == 0 { 0.0 } else { Gamma::new(events)?.quantile(tail)? };
    let upper = Gamma::new(events + 1.0)?.upper_quantile(tail)?;
    Ok(over_time(group, lower, upper))
}

/// The mid-p interval of a rate: the rates at which the probability of more (fewer) events, and half of as many, is
/// `alpha / 2`.
///
/// Shorter than [`garwood`]'s, with coverage near the level rather than nowhere below it.
///
/// ```
/// use utfall::stats::{Level, rates::{PersonTime, mid_p}};
///
/// // Without events the upper limit is -ln(alpha): exp(-x) / 2 = alpha / 2.
/// let interval = mid_p(PersonTime::new(0, 1.0)?, Level::NINETY_FIVE)?.interval;
/// assert!((interval.upper().unwrap() - 20.0_f64.ln()).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cohen, G. R. and Yang, S.-Y. (1994). Mid-p confidence intervals for the Poisson expectation. *Statistics in Medicine* 13,
/// 2189-2203.
pub fn mid_p(group: PersonTime, level: Level) -> Result<Estimated, Undefined> {
    let events = group.events();
    let tail = 0.5 * level.alpha();
    let at = |ln_mean: f64| Poisson::new(libm::exp(ln_mean));
    let start = libm::log(events as f64 + 0.5);
    let step = 0.5 / libm::sqrt(events as f64 + 1.0);
    let above = |ln_mean: f64| at(ln_mean).map_or(f64::NAN, |x| x.sf(events) + 0.5 * x.pmf(events) - tail);
    let below = |ln_mean: f64| {
        at(ln_mean).map_or(f64::NAN, |x| {
            let fewer = if events == 0 { 0.0 } else { x.cdf(events - 1) };
            fewer + 0.5 * x.pmf(events) - tail
        })
    };
    let range = (-700.0, 700.0);
    let lower = if events == 0 { 0.0 } else { libm::exp(root::outwards(above, start, step, range, true)?) };
    let upper = libm::exp(root::outwards(below, start, step, range, false)?);
    Ok(over_time(group, lower, upper))
}

/// Jeffreys's interval of a rate: quantiles of the gamma distribution with shape `events + 1/2`.
///
/// The estimate is the plain rate. The lower limit is above 0 even without events.
///
/// ```
/// use utfall::stats::{Level, rates::{PersonTime, jeffreys, garwood}};
///
/// let (group, level) = (PersonTime::new(10, 1.0)?, Level::NINETY_FIVE);
/// let (inner, outer) = (jeffreys(group, level)?.interval, garwood(group, level)?.interval);
/// assert!(inner.lower() > outer.lower() && inner.upper() < outer.upper());
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Brown, L. D., Cai, T. T. and DasGupta, A. (2003). Interval estimation in exponential families. *Statistica Sinica* 13,
/// 19-49.
pub fn jeffreys(group: PersonTime, level: Level) -> Result<Estimated, Undefined> {
    let gamma = Gamma::new(group.events() as f64 + 0.5)?;
    let tail = 0.5 * level.alpha();
    Ok(over_time(group, gamma.quantile(tail)?, gamma.upper_quantile(tail)?))
}

fn over_time(group: PersonTime, lower: f64, upper: f64) -> Estimated {
    Estimated {
        value: group.rate(),
        standard_error: None,
        interval: Interval::Bounded { lower: lower / group.time(), upper: upper / group.time() },
    }
}

/// The exact test that a rate is `null`: twice the smaller Poisson tail from the number of events.
///
/// [`Undefined::OutsideDomain`] unless `null` is positive and the expected number finite.
///
/// ```
/// use utfall::stats::rates::{PersonTime, one_rate_test};
///
/// // Rothman and Greenland (1998), Poisson tables: 11 events where 6.6 are expected, P(X >= 11) = 0.0726.
/// let test = one_rate_test(PersonTime::new(11, 1.0)?, 6.6)?;
/// assert!((test.p - 2.0 * 0.0726).abs() < 1e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Garwood (1936).
pub fn one_rate_test(group: PersonTime, null: f64) -> Result<TestResult, Undefined> {
    let expected = null * group.time();
    if !(expected > 0.0 && expected.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    let poisson = Poisson::new(expected)?;
    let events = group.events();
    let above = if events == 0 { 1.0 } else { poisson.sf(events - 1) };
    Ok(TestResult::exact(2.0 * poisson.cdf(events).min(above)))
}
