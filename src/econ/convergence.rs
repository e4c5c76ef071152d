//! How much of a simulated number is chance: Monte Carlo errors, and how they fall as draws are added.

use super::increment::finite;
use crate::stats::{Arm, Interval, Level, QuantileType, Sample, Undefined, one_proportion, sum};

/// A simulated mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simulated {
    /// How many draws it is the mean of.
    pub draws: usize,
    /// The mean.
    pub mean: f64,
    /// Its Monte Carlo standard error, sd / √draws.
    pub standard_error: f64,
}

impl Simulated {
    /// The mean of independent draws.
    ///
    /// [`Undefined::NoObservations`] or [`Undefined::TooFewObservations`] for none or one, [`Undefined::NotFinite`] for draws that
    /// are not finite or too large.
    ///
    /// ```
    /// use utfall::econ::convergence::Simulated;
    ///
    /// let found = Simulated::new(&[1.0, 2.0, 3.0, 4.0])?;
    /// assert_eq!(found.mean, 2.5);
    /// assert!((found.standard_error - (5.0_f64 / 3.0 / 4.0).sqrt()).abs() < 1e-15);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Koehler, E., Brown, E. and Haneuse, S. J.-P. A. (2009). On the assessment of Monte Carlo error in simulation-based
    /// statistical analyses. *The American Statistician* 63, 155-162.
    pub fn new(draws: &[f64]) -> Result<Simulated, Undefined> {
        match draws.len() {
            0 => return Err(Undefined::NoObservations),
            1 => return Err(Undefined::TooFewObservations),
            _ => (),
        }
        let n = draws.len() as f64;
        let mean = finite(sum(draws.iter().copied()) / n)?;
        let squares = finite(sum(draws.iter().map(|draw| (draw - mean) * (draw - mean))))?;
        Ok(Simulated { draws: draws.len(), mean, standard_error: libm::sqrt(squares / (n - 1.0) / n) })
    }

    /// How many draws would bring the standard error down to a target.
    ///
    /// [`Undefined::OutsideDomain`] unless the target is positive, [`Undefined::TooLarge`] for more than 2^53.
    pub fn draws_for(&self, target: f64) -> Result<u64, Undefined> {
        if target <= 0.0 || target.is_nan() {
            return Err(Undefined::OutsideDomain);
        }
        let ratio = self.standard_error / target;
        let draws = libm::ceil(self.draws as f64 * ratio * ratio).max(2.0);
        if draws <= 9_007_199_254_740_992.0 { Ok(draws as u64) } else { Err(Undefined::TooLarge) }
    }
}

/// The mean and its error after so many draws, at each of some checkpoints: what is drawn to show that a simulation has
/// converged.
///
/// Errors as for [`Simulated::new`], and [`Undefined::OutsideDomain`] for a checkpoint beyond the draws.
pub fn running(draws: &[f64], checkpoints: &[usize]) -> Result<Vec<Simulated>, Undefined> {
    let at = |checkpoint: &usize| Simulated::new(draws.get(..*checkpoint).ok_or(Undefined::OutsideDomain)?);
    checkpoints.iter().map(at).collect()
}

/// The interval, by Wilson, of the probability that infinitely many draws would give, from the share of draws in which
/// something holds.
///
/// For a point of an acceptability curve. [`Undefined::NoObservations`] without draws.
pub fn probability_interval(holds: u64, draws: u64, level: Level) -> Result<Interval, Undefined> {
    one_proportion::wilson(Arm::new(holds, draws)?, level).map(|estimated| estimated.interval)
}

/// A quantile of the draws, [type 7](QuantileType::Seven), with the interval of what infinitely many draws would give: the
/// order statistics n p ± z √(n p (1 − p)).
///
/// [`Undefined::OutsideDomain`] for `p` outside (0, 1), [`Undefined::TooFewObservations`] where an order statistic lies beyond the
/// draws, so that they do not bound the quantile.
///
/// David, H. A. and Nagaraja, H. N. (2003). *Order Statistics*, 3rd edition, section 7.1.
pub fn quantile(draws: &[f64], p: f64, level: Level) -> Result<(f64, Interval), Undefined> {
    if !(p > 0.0 && p < 1.0) {
        return Err(Undefined::OutsideDomain);
    }
    let sample = Sample::new(draws)?;
    let n = draws.len() as f64;
    let reach = level.z() * libm::sqrt(n * p * (1.0 - p));
    let (low, high) = (libm::floor(n * p - reach), libm::ceil(n * p + reach) + 1.0);
    if low < 1.0 || high > n {
        return Err(Undefined::TooFewObservations);
    }
    // The k-th smallest is the quantile of type 7 at (k − 1)/(n − 1).
    let order = |k: f64| sample.quantile((k - 1.0) / (n - 1.0), QuantileType::Seven);
    Ok((sample.quantile(p, QuantileType::Seven)?, Interval::Bounded { lower: order(low)?, upper: order(high)? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_fall_with_the_root_of_the_draws() {
        let draws: Vec<f64> = (0..4_000).map(|i| f64::from(i * 7_919 % 4_001)).collect();
        let found = running(&draws, &[1_000, 4_000]).unwrap();
        assert!((found[0].standard_error / found[1].standard_error - 2.0).abs() < 0.1);
        let needed = found[0].draws_for(found[0].standard_error / 2.0).unwrap();
        assert!((3_999..=4_001).contains(&needed), "{needed}");
        assert_eq!(running(&draws, &[4_001]), Err(Undefined::OutsideDomain));
        assert_eq!(found[0].draws_for(0.0), Err(Undefined::OutsideDomain));
    }

    #[test]
    fn the_interval_of_a_quantile_holds_it() {
        let draws: Vec<f64> = (0..10_001).map(f64::from).collect();
        let (value, interval) = quantile(&draws, 0.975, Level::NINETY_FIVE).unwrap();
        assert_eq!(value, 9_750.0);
        let Interval::Bounded { lower, upper } = interval else { panic!() };
        // 1.96 √(10 001 · 0.975 · 0.025) is 30.6.
        assert!((9_718.0..9_721.0).contains(&lower) && (9_780.0..9_784.0).contains(&upper), "{lower} {upper}");
        assert_eq!(quantile(&draws[..50], 0.975, Level::NINETY_FIVE), Err(Undefined::TooFewObservations));
        assert!(probability_interval(9_000, 10_000, Level::NINETY_FIVE).unwrap().contains(0.9));
    }
}
