//! Intervals from the replicates of a bootstrap.

use crate::stats::distribution::Normal;
use crate::stats::{Estimated, Interval, Level, Sample, Undefined, sum};

/// How a bootstrap or a permutation test draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BootstrapPlan {
    /// The number of replicates; 10 000 settle the limits of an interval.
    pub replicates: u64,
    /// The seed; the same seed gives the same result everywhere.
    pub seed: u64,
}

/// An estimate with what resampled data give instead of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Bootstrap {
    estimate: f64,
    /// Sorted.
    replicates: Vec<f64>,
    acceleration: f64,
}

impl Bootstrap {
    /// The estimate, its replicates in any order, and by how much each observation moves it.
    ///
    /// The influence `d_j` of an observation is the estimate less that without it, or any multiple of it that is the same
    /// for all: of a mean `(x_j - mean) / n`, with the other sign in the control group. They give the acceleration
    /// `a = sum(d^3) / (6 sum(d^2)^1.5)`, 0 where nothing moves the estimate.
    ///
    /// [`Undefined::NoObservations`] without replicates, [`Undefined::NotFinite`] for a number that is not finite.
    ///
    /// Efron, B. (1987). Better bootstrap confidence intervals. *Journal of the American Statistical Association* 82,
    /// 171-185, formula 6.6. Several samples: Davison, A. C. and Hinkley, D. V. (1997). *Bootstrap Methods and their
    /// Application*, formula 5.25.
    pub fn new(estimate: f64, mut replicates: Vec<f64>, influences: &[f64]) -> Result<Bootstrap, Undefined> {
        let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
        if !estimate.is_finite() || !finite(&replicates) || !finite(influences) {
            return Err(Undefined::NotFinite);
        }
        if replicates.is_empty() {
            return Err(Undefined::NoObservations);
        }
        replicates.sort_unstable_by(f64::total_cmp);
        let largest = influences.iter().fold(0.0, |most: f64, influence| most.max(influence.abs()));
        let acceleration = if largest == 0.0 {
            0.0
        } else {
            let power = |power: i32| sum(influences.iter().map(|influence| (influence / largest).powi(power)));
            let squares = power(2);
            power(3) / (6.0 * squares * libm::sqrt(squares))
        };
        Ok(Bootstrap { estimate, replicates, acceleration })
    }

    /// The estimate from the data themselves.
    pub fn estimate(&self) -> f64 {
        self.estimate
    }

    /// The replicates, from the smallest to the largest.
    pub fn replicates(&self) -> &[f64] {
        &self.replicates
    }

    /// The standard deviation of the replicates; [`Undefined::TooFewObservations`] for one.
    pub fn standard_error(&self) -> Result<f64, Undefined> {
        Sample::new(&self.replicates)?.summary().sd()
    }

    /// The percentile interval: from the `alpha / 2` to the `1 - alpha / 2` quantile of the replicates.
    ///
    /// It follows the shape of the distribution, but corrects neither for bias nor for a spread that changes with the
    /// estimate; [`Bootstrap::bca`] does. With few observations both are too narrow.
    ///
    /// ```
    /// use utfall::stats::resampling::Bootstrap;
    /// use utfall::stats::{Interval, Level};
    ///
    /// // The 25th smallest and the 25th largest of 999.
    /// let bootstrap = Bootstrap::new(500.0, (1..=999).map(f64::from).collect(), &[])?;
    /// let interval = bootstrap.percentile(Level::NINETY_FIVE)?.interval;
    /// assert_eq!(interval, Interval::Bounded { lower: 25.0, upper: 975.0 });
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Efron, B. and Tibshirani, R. J. (1993). *An Introduction to the Bootstrap*, section 13.3; the quantiles as in
    /// Davison and Hinkley (1997), section 5.2.1.
    pub fn percentile(&self, level: Level) -> Result<Estimated, Undefined> {
        let tail = 0.5 * level.alpha();
        Ok(self.between(self.quantile(tail), self.quantile(1.0 - tail)))
    }

    /// The bias-corrected and accelerated interval (BCa).
    ///
    /// From the quantile at `Phi(z0 + (z0 - z) / (1 - a (z0 - z)))` to that at `Phi(z0 + (z0 + z) / (1 - a (z0 + z)))`,
    /// with `z0` the normal quantile of the share of replicates below the estimate (half of those that equal it among
    /// them) and `a` the acceleration.
    ///
    /// [`Undefined::OutsideDomain`] when all replicates lie on one side of the estimate, or the acceleration is too large
    /// for the level.
    ///
    /// ```
    /// use utfall::stats::resampling::Bootstrap;
    /// use utfall::stats::Level;
    ///
    /// // Without bias and acceleration it is the percentile interval.
    /// let bootstrap = Bootstrap::new(500.0, (1..=999).map(f64::from).collect(), &[1.0, -1.0])?;
    /// let (bca, percentile) = (bootstrap.bca(Level::NINETY_FIVE)?, bootstrap.percentile(Level::NINETY_FIVE)?);
    /// assert!((bca.interval.lower().unwrap() - percentile.interval.lower().unwrap()).abs() < 1e-9);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Efron (1987), section 2; DiCiccio, T. J. and Efron, B. (1996). Bootstrap confidence intervals. *Statistical
    /// Science* 11, 189-228.
    pub fn bca(&self, level: Level) -> Result<Estimated, Undefined> {
        let below = self.replicates.partition_point(|replicate| *replicate < self.estimate);
        let equal = self.replicates[below..].partition_point(|replicate| *replicate <= self.estimate);
        let share = (below as f64 + 0.5 * equal as f64) / self.replicates.len() as f64;
        if share <= 0.0 || share >= 1.0 {
            return Err(Undefined::OutsideDomain);
        }
        let bias = Normal.quantile(share)?;
        let moved = |z: f64| {
            let room = 1.0 - self.acceleration * (bias + z);
            if room > 0.0 { Ok(Normal.cdf(bias + (bias + z) / room)) } else { Err(Undefined::OutsideDomain) }
        };
        let (lower, upper) = (moved(-level.z())?, moved(level.z())?);
        Ok(self.between(self.quantile(lower), self.quantile(upper)))
    }

    fn between(&self, lower: f64, upper: f64) -> Estimated {
        let interval = Interval::Bounded { lower, upper: upper.max(lower) };
        Estimated { value: self.estimate, standard_error: self.standard_error().ok(), interval }
    }

    fn quantile(&self, p: f64) -> f64 {
        quantile(&self.replicates, p)
    }
}

/// The quantile of sorted values at `(R + 1) p`, counted from 1; beyond the ends the extreme ones.
pub(super) fn quantile(sorted: &[f64], p: f64) -> f64 {
    // A place such as 0.025 * 1000 that should be whole is taken as whole.
    let place = p * (sorted.len() as f64 + 1.0);
    let nearest = libm::round(place);
    let place = if (place - nearest).abs() < 1e-9 * place.max(1.0) { nearest } else { place };
    let last = sorted.len() - 1;
    let whole = libm::floor(place);
    let at = |place: f64| sorted[((place - 1.0).max(0.0) as usize).min(last)];
    let (one, two) = (at(whole), at(whole + 1.0));
    let share = place - whole;
    if share == 0.0 || one == two { one } else { one + share * (two - one) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_stay_within_the_values() {
        let ten: Vec<f64> = (1..=10).map(f64::from).collect();
        assert_eq!((quantile(&ten, 0.0), quantile(&ten, 1.0)), (1.0, 10.0));
        assert_eq!(quantile(&ten, 0.5), 5.5);
        assert_eq!(quantile(&[3.0], 0.7), 3.0);
    }

    #[test]
    fn a_bias_moves_both_ends_up_and_a_skew_stretches_the_upper_one() {
        let replicates: Vec<f64> = (1..=999).map(f64::from).collect();
        let ends = |estimate: f64, influences: &[f64]| {
            let bootstrap = Bootstrap::new(estimate, replicates.clone(), influences).unwrap();
            let interval = bootstrap.bca(Level::NINETY_FIVE).unwrap().interval;
            (interval.lower().unwrap(), interval.upper().unwrap())
        };
        let even = ends(500.0, &[1.0, -1.0]);
        let biased = ends(600.0, &[1.0, -1.0]);
        let skewed = ends(500.0, &[3.0, -1.0, -1.0, -1.0]);
        assert!(biased.0 > even.0 && biased.1 > even.1);
        assert!(skewed.0 > even.0 && skewed.1 > even.1);
    }

    #[test]
    fn what_cannot_be_corrected_is_undefined() {
        let bootstrap = Bootstrap::new(0.0, vec![1.0, 2.0], &[]).unwrap();
        assert_eq!(bootstrap.bca(Level::NINETY_FIVE), Err(Undefined::OutsideDomain));
        assert_eq!(Bootstrap::new(0.0, Vec::new(), &[]), Err(Undefined::NoObservations));
        assert_eq!(Bootstrap::new(0.0, vec![f64::NAN], &[]), Err(Undefined::NotFinite));
        let point = Bootstrap::new(2.0, vec![2.0; 9], &[0.0]).unwrap();
        assert_eq!(point.bca(Level::NINETY_FIVE).unwrap().interval, Interval::Bounded { lower: 2.0, upper: 2.0 });
    }
}
