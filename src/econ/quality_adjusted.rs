//! Quality-adjusted life years from utilities measured at a few times.

use super::increment::finite;
use crate::stats::{Undefined, sum};

/// A utility at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Utility {
    /// Months since the start.
    pub month: f64,
    /// The utility: 1 is full health, 0 as bad as being dead, below 0 worse.
    pub value: f64,
}

/// The quality-adjusted life years between the first time and the last: the area under straight lines between the utilities.
///
/// Without discounting. Utilities at the start that differ between groups must be adjusted for by regression, not by taking
/// them from the area. [`Undefined::TooFewObservations`] for fewer than two times, [`Undefined::OutsideDomain`] unless the times
/// rise, [`Undefined::NotFinite`] for numbers that are not finite.
///
/// ```
/// use utfall::econ::quality_adjusted::{Utility, qaly};
///
/// // Half a year at 0.56 on average, then half a year at 0.615, then half a year at 0.645.
/// let times = [(0.0, 0.52), (6.0, 0.60), (12.0, 0.63), (18.0, 0.66)];
/// let years = qaly(&times.map(|(month, value)| Utility { month, value }))?;
/// assert!((years - 0.91).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Manca, A., Hawkins, N. and Sculpher, M. J. (2005). Estimating mean QALYs in trial-based cost-effectiveness analysis: the
/// importance of controlling for baseline utility. *Health Economics* 14, 487-496.
pub fn qaly(utilities: &[Utility]) -> Result<f64, Undefined> {
    if utilities.len() < 2 {
        return Err(Undefined::TooFewObservations);
    }
    if utilities.iter().any(|utility| !(utility.month.is_finite() && utility.value.is_finite())) {
        return Err(Undefined::NotFinite);
    }
    if utilities.windows(2).any(|pair| pair[1].month <= pair[0].month) {
        return Err(Undefined::OutsideDomain);
    }
    let part = |pair: &[Utility]| (pair[1].month - pair[0].month) * (0.5 * pair[0].value + 0.5 * pair[1].value);
    finite(sum(utilities.windows(2).map(part)) / 12.0)
}
