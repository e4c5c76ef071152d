//! Whether a printed estimate can belong to its printed interval.

use super::reported::Scale;
use crate::stats::Undefined;

/// What a printed interval says of the estimate that it was printed with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrintedEstimate {
    /// The middle of the interval as printed, which is the estimate of a symmetric interval: the geometric mean of the
    /// limits of a ratio, the plain mean of those of a difference.
    pub middle: f64,
    /// The smallest middle that limits can have which are printed so.
    pub least: f64,
    /// The largest middle that limits can have which are printed so.
    pub most: f64,
    /// Whether some estimate that is printed so is the middle of some interval that is printed so.
    pub is_possible: bool,
}

/// Whether an estimate and an interval, rounded to `decimals`, can belong together as a Wald interval does.
///
/// With `h = 0.5 / 10^decimals` the middle lies between `sqrt((lower - h) (upper - h))` and `sqrt((lower + h) (upper + h))`
/// for ratios, and correspondingly for differences; the estimate lies within `h` of what is printed. What is possible may
/// still be wrong, and what is not may be an interval of another kind (score, exact, profile, bootstrap).
/// [`Undefined::OutsideDomain`] for limits in the wrong order, or for a ratio that is not positive;
/// [`Undefined::NotFinite`] for a number that is no finite one.
///
/// ```
/// use utfall::stats::meta::effect::{reported::Scale, rounded::printed_estimate};
///
/// // A risk ratio printed as 1.18 with (0.72 to 4.49): the interval belongs to 1.80.
/// let wrong = printed_estimate(1.18, (0.72, 4.49), 2, Scale::Logarithmic)?;
/// assert!(!wrong.is_possible && (wrong.middle - 1.80).abs() < 0.005);
/// assert!(printed_estimate(1.80, (0.72, 4.49), 2, Scale::Logarithmic)?.is_possible);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Altman, D. G. and Bland, J. M. (2011). How to obtain the P value from a confidence interval. *BMJ* 343, d2304, for
/// intervals of ratios as symmetric on the logarithmic scale.
pub fn printed_estimate(
    estimate: f64,
    (lower, upper): (f64, f64),
    decimals: i32,
    scale: Scale,
) -> Result<PrintedEstimate, Undefined> {
    if ![estimate, lower, upper].iter().all(|number| number.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if lower > upper {
        return Err(Undefined::OutsideDomain);
    }
    let half = 0.5 * libm::pow(10.0, -f64::from(decimals));
    let middle = |by: f64| match scale {
        Scale::Plain => 0.5 * (lower + upper) + by,
        Scale::Logarithmic => libm::sqrt((lower + by).max(0.0) * (upper + by).max(0.0)),
    };
    if scale == Scale::Logarithmic && (lower < 0.0 || upper <= 0.0 || estimate <= 0.0) {
        return Err(Undefined::OutsideDomain);
    }
    let (least, most) = (middle(-half), middle(half));
    // A tie in decimal may lie a hair beside it in binary.
    let slack = 1e-9 * (estimate.abs() + half);
    let is_possible = estimate + half + slack >= least && estimate - half - slack <= most;
    Ok(PrintedEstimate { middle: middle(0.0), least, most, is_possible })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_rounded_from_a_symmetric_interval_is_always_possible() {
        for decimals in 0..4 {
            let unit = 10f64.powi(decimals);
            let round = |x: f64| (x * unit).round() / unit;
            for step in 1..200 {
                let (estimate, error) = (0.3 + 0.07 * f64::from(step), 0.02 + 0.011 * f64::from(step % 40));
                let limits = (round(estimate * (-1.96 * error).exp()), round(estimate * (1.96 * error).exp()));
                let printed = printed_estimate(round(estimate), limits, decimals, Scale::Logarithmic);
                if let Ok(printed) = printed {
                    assert!(printed.is_possible, "{estimate} {error} {decimals}: {printed:?}");
                }
                let limits = (round(estimate - 1.96 * error), round(estimate + 1.96 * error));
                let printed = printed_estimate(round(estimate), limits, decimals, Scale::Plain).unwrap();
                assert!(printed.is_possible, "{estimate} {error} {decimals}: {printed:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be() {
        assert_eq!(printed_estimate(1.0, (2.0, 1.0), 2, Scale::Plain), Err(Undefined::OutsideDomain));
        assert_eq!(printed_estimate(-1.0, (0.5, 2.0), 2, Scale::Logarithmic), Err(Undefined::OutsideDomain));
        assert_eq!(printed_estimate(f64::NAN, (0.5, 2.0), 2, Scale::Logarithmic), Err(Undefined::NotFinite));
    }
}
