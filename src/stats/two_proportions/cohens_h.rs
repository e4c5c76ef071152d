//! Cohen's h.

use std::f64::consts::FRAC_PI_2;

use crate::stats::distribution::Normal;
use crate::stats::{Arm, Estimated, Interval, Level, TestResult, Undefined};

/// Cohen's effect size for two proportions, `2 asin(sqrt(p1)) - 2 asin(sqrt(p2))`.
///
/// The standard error is `sqrt(1/n1 + 1/n2)`, whatever the proportions; the interval is normal and is
/// not clamped to `[-pi, pi]`. A size for planning studies and for meta-analyses, not one that readers
/// can feel.
///
/// ```
/// use utfall::stats::{Arm, Level, two_proportions::cohens_h};
///
/// // Cohen (1988), table 6.2.2: phi(0.65) = 1.875 and phi(0.45) = 1.471.
/// let h = cohens_h(Arm::new(65, 100)?, Arm::new(45, 100)?, Level::NINETY_FIVE)?;
/// assert!((h.value - (1.875 - 1.471)).abs() < 1e-3);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cohen, J. (1988). *Statistical Power Analysis for the Behavioral Sciences*, 2nd ed., section 6.2.
pub fn cohens_h(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined> {
    let (value, standard_error) = size(treated, control);
    Ok(Estimated {
        value,
        standard_error: Some(standard_error),
        interval: Interval::around(value, level.z() * standard_error),
    })
}

/// The z test of [`cohens_h`] against 0; two-sided.
pub fn cohens_h_test(treated: Arm, control: Arm) -> Result<TestResult, Undefined> {
    let (value, standard_error) = size(treated, control);
    let z = value / standard_error;
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

fn size(treated: Arm, control: Arm) -> (f64, f64) {
    let (n1, n2) = (treated.total() as f64, control.total() as f64);
    (angle(treated) - angle(control), libm::sqrt(1.0 / n1 + 1.0 / n2))
}

/// `2 asin(sqrt(p)) = pi/2 + atan((x - y) / (2 sqrt(x y)))`, exact at both ends and in the middle.
fn angle(arm: Arm) -> f64 {
    let (events, non_events) = (arm.events() as f64, arm.non_events() as f64);
    let across = 2.0 * libm::sqrt(events) * libm::sqrt(non_events);
    FRAC_PI_2 + libm::atan2(events - non_events, across)
}
