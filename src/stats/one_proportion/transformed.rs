//! Intervals on another scale.

use super::{clopper_pearson, counts};
use crate::stats::{Arm, Estimated, Interval, Level, Undefined};

/// The logit interval: `ln(p / q) +- z / sqrt(n p q)`, transformed back.
///
/// What a logistic regression with a constant gives; the standard error is on its scale. At 0 and n events, where that
/// is infinite, it is [`clopper_pearson`]'s.
///
/// ```
/// use utfall::stats::{Arm, Level, one_proportion};
///
/// // R package binom: binom.confint(18, 20, method = "logit"): 0.6761980 to 0.9748664.
/// let interval = one_proportion::logit(Arm::new(18, 20)?, Level::NINETY_FIVE)?.interval;
/// assert!((interval.lower().unwrap() - 0.676_198_0).abs() < 1e-7);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Brown, Cai and DasGupta (2001), section 4.1.1.
pub fn logit(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    let (events, non_events, n) = counts(arm);
    if events == 0.0 || non_events == 0.0 {
        return clopper_pearson(arm, level);
    }
    let standard_error = libm::sqrt(n / events / non_events);
    let around = Interval::around(libm::log(events / non_events), level.z() * standard_error);
    let back = |logit: f64| {
        if logit >= 0.0 { 1.0 / (1.0 + libm::exp(-logit)) } else { libm::exp(logit) / (1.0 + libm::exp(logit)) }
    };
    Ok(Estimated { value: arm.proportion(), standard_error: Some(standard_error), interval: around.map_monotone(back) })
}

/// Anscombe's arcsine interval: `sin^2(asin(sqrt(p)) +- z / (2 sqrt(n)))` with `p = (events + 3/8) / (total + 3/4)`, cut at
/// 0 and 1.
///
/// The standard error is on the scale of the angle.
///
/// ```
/// use utfall::stats::{Arm, Level, one_proportion};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 2: 100 of 5000, 90 %: 0.0169 to 0.0235.
/// let interval = one_proportion::arcsine(Arm::new(100, 5000)?, Level::new(0.90)?)?.interval;
/// assert!((interval.lower().unwrap() - 0.0169).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Anscombe, F. J. (1948). The transformation of Poisson, binomial and negative-binomial data. *Biometrika* 35, 246-254.
pub fn arcsine(arm: Arm, level: Level) -> Result<Estimated, Undefined> {
    let (events, _, n) = counts(arm);
    let angle = libm::asin(libm::sqrt((events + 0.375) / (n + 0.75)));
    let standard_error = 0.5 / libm::sqrt(n);
    let margin = level.z() * standard_error;
    let back = |angle: f64| {
        let sine = libm::sin(angle.clamp(0.0, std::f64::consts::FRAC_PI_2));
        sine * sine
    };
    Ok(Estimated {
        value: arm.proportion(),
        standard_error: Some(standard_error),
        interval: Interval::Bounded { lower: back(angle - margin), upper: back(angle + margin) },
    })
}
