//! The difference of two rates.

use super::{PersonTime, garwood};
use crate::stats::distribution::Normal;
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined};

/// The simple interval of the difference of two rates: `r1 - r2 +- z sqrt(x1 / t1^2 + x2 / t2^2)`.
///
/// No width without events; [`rate_difference_mover`] has.
///
/// ```
/// use utfall::stats::{Level, rates::{PersonTime, rate_difference}};
///
/// // 60 in 51,477.5 years against 30 in 54,308.7: 6.13 per 10,000 years more.
/// let difference = rate_difference(PersonTime::new(60, 51_477.5)?, PersonTime::new(30, 54_308.7)?, Level::NINETY_FIVE)?;
/// assert!((difference.value * 1e4 - 6.1316).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Rothman, K. J., Greenland, S. and Lash, T. L. (2008). *Modern Epidemiology*, 3rd ed., chapter 14.
pub fn rate_difference(treated: PersonTime, control: PersonTime, level: Level) -> Result<Estimated, Undefined> {
    let value = treated.rate() - control.rate();
    let part = |group: PersonTime| libm::sqrt(group.events() as f64) / group.time();
    let standard_error = libm::hypot(part(treated), part(control));
    if !(value.is_finite() && standard_error.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    Ok(Estimated {
        value,
        standard_error: Some(standard_error),
        interval: Interval::around(value, level.z() * standard_error),
    })
}

/// The z test that matches [`rate_difference`]; two-sided. [`Undefined::NoEvents`] without events.
pub fn rate_difference_test(treated: PersonTime, control: PersonTime) -> Result<TestResult, Undefined> {
    let difference = rate_difference(treated, control, Level::NINETY_FIVE)?;
    let z = difference.value / difference.standard_error.unwrap_or(0.0);
    if !z.is_finite() {
        return Err(Undefined::NoEvents);
    }
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

/// The difference of two rates from their exact intervals ([`garwood`]) by the square-and-add rule.
///
/// Works without events, and is on the safe side.
///
/// ```
/// use utfall::stats::{Level, rates::{PersonTime, rate_difference_mover}};
///
/// // No events on either side: symmetric around 0.
/// let none = PersonTime::new(0, 100.0)?;
/// let interval = rate_difference_mover(none, none, Level::NINETY_FIVE)?.interval;
/// assert_eq!(interval.lower().map(|x| -x), interval.upper());
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Zou and Donner (2008), see [`mover_jeffreys`](crate::stats::two_proportions::risk_difference::mover_jeffreys).
pub fn rate_difference_mover(treated: PersonTime, control: PersonTime, level: Level) -> Result<Estimated, Undefined> {
    let (one, two) = (garwood(treated, level)?, garwood(control, level)?);
    let ends = |estimated: Estimated| {
        (estimated.interval.lower().unwrap_or(0.0), estimated.interval.upper().unwrap_or(f64::INFINITY))
    };
    let ((l1, u1), (l2, u2)) = (ends(one), ends(two));
    let value = one.value - two.value;
    Ok(Estimated {
        value,
        standard_error: None,
        interval: Interval::Bounded {
            lower: value - libm::hypot(one.value - l1, u2 - two.value),
            upper: value + libm::hypot(u1 - one.value, two.value - l2),
        },
    })
}
