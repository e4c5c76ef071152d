//! The search that all score intervals share.

use crate::stats::{Undefined, root};

/// A score statistic at one value of the parameter: `numerator / sqrt(variance)`.
#[derive(Debug, Clone, Copy)]
pub(in crate::stats) struct Score {
    pub numerator: f64,
    pub variance: f64,
}

impl Score {
    /// `s / sqrt(1 + s^2)` for the statistic `s`: monotone in it, and bounded where it is infinite.
    ///
    /// 0/0 occurs where the estimate itself is on the boundary (0 of 15 against 0 of 17 at a difference
    /// of 0): there the statistic is 0, its limit from the inside.
    pub(in crate::stats) fn bounded(self) -> f64 {
        if self.numerator == 0.0 {
            return 0.0;
        }
        let Score { numerator, variance } = self;
        numerator / libm::sqrt(numerator * numerator + variance.max(0.0))
    }
}

/// The parameter values where the decreasing `statistic` equals `z` and `-z`: a lower and an upper
/// limit.
///
/// `start` is the estimate, or a value near it; `step` is the size of the first move. Beyond `limits`
/// there is nothing to find, and the limit itself is returned.
pub(in crate::stats) fn limits(
    statistic: impl Fn(f64) -> Score,
    z: f64,
    start: f64,
    step: f64,
    range: (f64, f64),
) -> Result<(f64, f64), Undefined> {
    let target = z / libm::sqrt(1.0 + z * z);
    let lower = root::outwards(|x| statistic(x).bounded() - target, start, step, range, false)?;
    let upper = root::outwards(|x| statistic(x).bounded() + target, start, step, range, false)?;
    Ok((lower, upper))
}
