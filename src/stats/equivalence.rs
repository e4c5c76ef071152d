//! Tests against a margin, by the interval that they belong to: non-inferiority and equivalence.

use super::{Estimated, Interval, Level, Undefined, root};
use crate::stats::distribution::Normal;

/// The side of a limit on which an effect should lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Above the limit.
    Above,
    /// Below it.
    Below,
}

/// The one-sided p-value that an effect is not on the wanted side of a limit, from the intervals of any method: half the
/// alpha of the two-sided interval that ends at the limit.
///
/// For a t interval this is the p-value of the shifted t test, for Miettinen and Nurminen's the one of the score test
/// against the limit (Farrington and Manning's statistic with their variance). The intervals must be nested, as those of
/// any test are. A p-value below 1e-15 is given as 1e-15; one half or more where the estimate itself is on the wrong side.
/// [`Undefined::NoVariation`] for an interval without width at the limit, else what the intervals are undefined for.
///
/// ```
/// use utfall::stats::means::{MeanSummary, difference};
/// use utfall::stats::equivalence::{Side, one_sided_p};
///
/// // Two groups of 30 with mean 10.2 and 10.0 and standard deviation 1.5, margin -1: t = 1.2 / 0.387298 = 3.0984 on 58
/// // degrees of freedom, one-sided p = 0.0014993 (scipy.stats.t.sf).
/// let (treated, control) = (MeanSummary::new(30, 10.2, 1.5)?, MeanSummary::new(30, 10.0, 1.5)?);
/// let p = one_sided_p(-1.0, Side::Above, |level| difference::welch(treated, control, level))?;
/// assert!((p - 0.001_499_3).abs() < 1e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power approach for assessing the
/// equivalence of average bioavailability. *Journal of Pharmacokinetics and Biopharmaceutics* 15, 657-680; Rothmann, M. D.,
/// Wiens, B. L. and Chan, I. S. F. (2012). *Design and Analysis of Non-Inferiority Trials*, section 2.3.
pub fn one_sided_p(
    limit: f64,
    side: Side,
    interval: impl Fn(Level) -> Result<Estimated, Undefined>,
) -> Result<f64, Undefined> {
    if !limit.is_finite() {
        return Err(Undefined::NotFinite);
    }
    let estimate = interval(Level::NINETY_FIVE)?.value;
    // How far the estimate is on the wanted side; then the nearer end of the interval decides.
    let (inside, lower_end) = match side {
        Side::Above => (estimate - limit, true),
        Side::Below => (limit - estimate, false),
    };
    let wrong_side = inside <= 0.0;
    let end = |z: f64| -> Result<f64, Undefined> {
        let level = Level::new(1.0 - 2.0 * Normal.sf(z))?;
        match interval(level)?.interval {
            Interval::Bounded { lower, upper } => Ok(if lower_end != wrong_side { lower } else { upper }),
            Interval::Complement { .. } | Interval::Whole => Err(Undefined::OutsideDomain),
        }
    };
    let distance = |z: f64| end(z).map(|end| if lower_end != wrong_side { end - limit } else { limit - end });
    // At almost no confidence the interval is the estimate; at the widest it may still not reach the limit.
    const NARROWEST: f64 = 1e-9;
    const WIDEST: f64 = 7.9;
    let tail = |z: f64| if wrong_side { 1.0 - Normal.sf(z) } else { Normal.sf(z) };
    let (near, far) = (distance(NARROWEST)?, distance(WIDEST)?);
    if near == far {
        return Err(Undefined::NoVariation);
    }
    if near <= 0.0 {
        return Ok(0.5);
    }
    if far >= 0.0 {
        return Ok(if wrong_side { 1.0 } else { 1e-15 });
    }
    let z = root::bracketed(|z| distance(z).unwrap_or(f64::NAN), NARROWEST, WIDEST)?;
    Ok(tail(z))
}

/// The two one-sided tests that an effect lies between two limits: the larger of both p-values.
///
/// At level alpha they hold exactly when the interval at confidence 1 − 2 alpha lies between the limits.
/// [`Undefined::OutsideDomain`] unless the lower limit is below the upper one; else as for [`one_sided_p`].
///
/// ```
/// use utfall::stats::means::{MeanSummary, difference};
/// use utfall::stats::equivalence::two_one_sided_p;
///
/// // As above with margins -1 and 1: t = 3.0984 and -2.0656; the larger p is 0.0216725 (scipy.stats.t.sf).
/// let (treated, control) = (MeanSummary::new(30, 10.2, 1.5)?, MeanSummary::new(30, 10.0, 1.5)?);
/// let p = two_one_sided_p(-1.0, 1.0, |level| difference::welch(treated, control, level))?;
/// assert!((p - 0.021_672_5).abs() < 1e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Schuirmann (1987).
pub fn two_one_sided_p(
    lower: f64,
    upper: f64,
    interval: impl Fn(Level) -> Result<Estimated, Undefined>,
) -> Result<f64, Undefined> {
    if lower.is_nan() || upper.is_nan() || lower >= upper {
        return Err(Undefined::OutsideDomain);
    }
    Ok(one_sided_p(lower, Side::Above, &interval)?.max(one_sided_p(upper, Side::Below, &interval)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Arm;
    use crate::stats::two_proportions::risk_difference::miettinen_nurminen;

    #[test]
    fn the_sides_mirror_each_other_and_the_interval_agrees() {
        let arm = |events, total| Arm::new(events, total).unwrap();
        for (treated, control) in [((8, 20), (9, 21)), ((0, 10), (0, 12)), ((12, 12), (3, 9)), ((40, 100), (45, 90))] {
            let (treated, control) = (arm(treated.0, treated.1), arm(control.0, control.1));
            for limit in [-0.4, -0.1, 0.02, 0.3] {
                let above =
                    one_sided_p(limit, Side::Above, |level| miettinen_nurminen(treated, control, level)).unwrap();
                let below =
                    one_sided_p(-limit, Side::Below, |level| miettinen_nurminen(control, treated, level)).unwrap();
                assert!((above - below).abs() < 1e-7, "{above} {below}");
                let other =
                    one_sided_p(limit, Side::Below, |level| miettinen_nurminen(treated, control, level)).unwrap();
                assert!((above + other - 1.0).abs() < 1e-6, "{above} {other}");
                let lower = miettinen_nurminen(treated, control, Level::new(0.9).unwrap()).unwrap().interval.lower();
                assert_eq!(above < 0.05, lower.unwrap() > limit, "{above} {lower:?} {limit}");
            }
        }
    }

    #[test]
    fn what_cannot_be_told_is_undefined() {
        let same = |_| {
            Ok(Estimated { value: 1.0, standard_error: None, interval: Interval::Bounded { lower: 1.0, upper: 1.0 } })
        };
        assert_eq!(one_sided_p(0.0, Side::Above, same), Err(Undefined::NoVariation));
        assert_eq!(one_sided_p(f64::NAN, Side::Above, same), Err(Undefined::NotFinite));
        assert_eq!(two_one_sided_p(1.0, 1.0, same), Err(Undefined::OutsideDomain));
    }
}
