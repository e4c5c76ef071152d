//! The bootstrap of a difference in means.

use super::bootstrap::quantile;
use super::{Bootstrap, BootstrapPlan};
use crate::stats::random::Random;
use crate::stats::{Estimated, Interval, Level, Sample, Sum, Undefined};

/// A difference in means with the t statistics of resampled data.
#[derive(Debug, Clone, PartialEq)]
pub struct StudentisedReplicates {
    difference: f64,
    standard_error: f64,
    /// Sorted; infinite where a resample has no spread.
    statistics: Vec<f64>,
}

/// The bootstrap of `treated - control`, drawn with replacement within each group.
///
/// [`Undefined::TooFewObservations`] for a group of one, which would always be drawn, [`Undefined::NotFinite`] for values
/// whose sum is too large, and the errors of a plan: [`Undefined::OutsideDomain`] without replicates,
/// [`Undefined::TooLarge`] for more than two billion draws.
///
/// ```
/// use utfall::stats::resampling::{BootstrapPlan, bootstrap_mean_difference};
/// use utfall::stats::{Level, Sample};
///
/// // Efron and Tibshirani (1993), table 2.1: survival in days of sixteen mice; 30.63 with standard error 26.85.
/// let treated = Sample::new(&[94.0, 197.0, 16.0, 38.0, 99.0, 141.0, 23.0])?;
/// let control = Sample::new(&[52.0, 104.0, 146.0, 10.0, 51.0, 30.0, 40.0, 27.0, 46.0])?;
/// let bootstrap = bootstrap_mean_difference(&treated, &control, BootstrapPlan { replicates: 10_000, seed: 1 })?;
/// assert!((bootstrap.estimate() - 30.63).abs() < 5e-3);
/// assert!((bootstrap.standard_error()? - 26.85).abs() < 0.5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Efron and Tibshirani (1993), section 8.3.
pub fn bootstrap_mean_difference(
    treated: &Sample,
    control: &Sample,
    plan: BootstrapPlan,
) -> Result<Bootstrap, Undefined> {
    let (one, two) = (Group::of(treated)?, Group::of(control)?);
    let replicates =
        plan.each(one.size() + two.size(), |random| (one.mean + one.draw(random).0) - (two.mean + two.draw(random).0))?;
    let influences: Vec<f64> = one.influences(1.0).chain(two.influences(-1.0)).collect();
    Bootstrap::new(one.mean - two.mean, replicates, &influences)
}

/// The t statistics of a difference in means in resampled data: `(difference* - difference) / se*`, with Welch's standard
/// error.
///
/// Errors as for [`bootstrap_mean_difference`], and [`Undefined::NoVariation`] when neither group varies.
///
/// Efron and Tibshirani (1993), section 12.5; Hall, P. (1988). Theoretical comparison of bootstrap confidence intervals.
/// *Annals of Statistics* 16, 927-953.
pub fn studentised_mean_difference(
    treated: &Sample,
    control: &Sample,
    plan: BootstrapPlan,
) -> Result<StudentisedReplicates, Undefined> {
    let (one, two) = (Group::of(treated)?, Group::of(control)?);
    let standard_error = libm::sqrt(one.squared_error + two.squared_error);
    if standard_error == 0.0 {
        return Err(Undefined::NoVariation);
    }
    if !standard_error.is_finite() {
        return Err(Undefined::NotFinite);
    }
    let mut statistics = plan.each(one.size() + two.size(), |random| {
        let ((a, a_error), (b, b_error)) = (one.draw(random), two.draw(random));
        let (moved, error) = (a - b, libm::sqrt(a_error + b_error));
        if moved == 0.0 { 0.0 } else { moved / error }
    })?;
    if statistics.iter().any(|statistic| statistic.is_nan()) {
        return Err(Undefined::NotFinite);
    }
    statistics.sort_unstable_by(f64::total_cmp);
    Ok(StudentisedReplicates { difference: one.mean - two.mean, standard_error, statistics })
}

impl StudentisedReplicates {
    /// The studentised interval: `difference - t se` with `t` the upper and the lower quantile of the statistics.
    ///
    /// The most accurate of the bootstrap intervals of a mean, for it allows for the error of the spread too; it is the
    /// widest with few observations. [`Undefined::NoVariation`] when so many resamples have no spread that an end would
    /// be infinite.
    pub fn interval(&self, level: Level) -> Result<Estimated, Undefined> {
        let tail = 0.5 * level.alpha();
        let (low, high) = (quantile(&self.statistics, tail), quantile(&self.statistics, 1.0 - tail));
        if !(low.is_finite() && high.is_finite()) {
            return Err(Undefined::NoVariation);
        }
        let (lower, upper) =
            (self.difference - high * self.standard_error, self.difference - low * self.standard_error);
        let interval = Interval::Bounded { lower, upper };
        Ok(Estimated { value: self.difference, standard_error: Some(self.standard_error), interval })
    }
}

/// The values of one group about their mean.
struct Group {
    mean: f64,
    /// Sorted.
    deviations: Vec<f64>,
    /// The squared standard error of the mean.
    squared_error: f64,
}

impl Group {
    fn of(sample: &Sample) -> Result<Group, Undefined> {
        let n = sample.total();
        if n < 2 {
            return Err(Undefined::TooFewObservations);
        }
        if n > 100_000_000 {
            return Err(Undefined::TooLarge);
        }
        let largest = sample.minimum().abs().max(sample.maximum().abs());
        // The squares of all deviations together must be a number.
        if !(4.0 * largest * largest * n as f64).is_finite() {
            return Err(Undefined::NotFinite);
        }
        let summary = sample.summary();
        let deviations = sample.observations().map(|value| value - summary.mean()).collect();
        let error = summary.standard_error()?;
        Ok(Group { mean: summary.mean(), deviations, squared_error: error * error })
    }

    fn size(&self) -> u64 {
        self.deviations.len() as u64
    }

    /// The mean deviation of a resample, and its squared standard error.
    fn draw(&self, random: &mut Random) -> (f64, f64) {
        let n = self.deviations.len() as f64;
        let (mut total, mut squares) = (Sum::default(), Sum::default());
        for _ in &self.deviations {
            let drawn = self.deviations[random.place(self.deviations.len())];
            total.add(drawn);
            squares.add(drawn * drawn);
        }
        let (total, squares) = (total.value(), squares.value());
        let spread = squares - total * total / n;
        // Of equal values rounding leaves a spread that is none.
        let spread = if spread > 1e-12 * squares { spread } else { 0.0 };
        (total / n, spread / ((n - 1.0) * n))
    }

    fn influences(&self, sign: f64) -> impl Iterator<Item = f64> {
        let n = self.deviations.len() as f64;
        self.deviations.iter().map(move |deviation| sign * deviation / n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples() -> (Sample, Sample) {
        let treated: Vec<f64> = (0..40).map(|i| f64::from(i * i % 37) + 4.0).collect();
        let control: Vec<f64> = (0..30).map(|i| f64::from(i * 7 % 23)).collect();
        (Sample::new(&treated).unwrap(), Sample::new(&control).unwrap())
    }

    #[test]
    fn the_same_bits_on_one_thread_and_on_two() {
        let (treated, control) = samples();
        let plan = BootstrapPlan { replicates: 500, seed: 3 };
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let bootstrap = bootstrap_mean_difference(&treated, &control, plan).unwrap();
                let studentised = studentised_mean_difference(&treated, &control, plan).unwrap();
                let permuted = super::super::permutation_test_of_means(&treated, &control, plan).unwrap();
                (bootstrap, studentised, permuted.p.to_bits())
            })
        };
        assert_eq!(on(1), on(2));
    }

    #[test]
    fn swapped_groups_and_another_scale_change_the_interval_as_they_should() {
        let (treated, control) = samples();
        let plan = BootstrapPlan { replicates: 4_000, seed: 3 };
        let ends = |one: &Sample, two: &Sample| {
            let bootstrap = bootstrap_mean_difference(one, two, plan).unwrap();
            let interval = bootstrap.bca(Level::NINETY_FIVE).unwrap().interval;
            (interval.lower().unwrap(), interval.upper().unwrap())
        };
        let (lower, upper) = ends(&treated, &control);
        let (back_lower, back_upper) = ends(&control, &treated);
        assert!((lower + back_upper).abs() < 0.4 && (upper + back_lower).abs() < 0.4, "within Monte Carlo error");
        let double = |sample: &Sample| {
            Sample::new(&sample.observations().map(|value| 2.0 * value).collect::<Vec<f64>>()).unwrap()
        };
        let (twice_lower, twice_upper) = ends(&double(&treated), &double(&control));
        assert!((twice_lower - 2.0 * lower).abs() < 1e-9 && (twice_upper - 2.0 * upper).abs() < 1e-9);
    }

    #[test]
    fn groups_without_variation() {
        let equal = Sample::new(&[2.0; 5]).unwrap();
        let plan = BootstrapPlan { replicates: 50, seed: 1 };
        let bootstrap = bootstrap_mean_difference(&equal, &equal, plan).unwrap();
        assert_eq!(
            bootstrap.percentile(Level::NINETY_FIVE).unwrap().interval,
            Interval::Bounded { lower: 0.0, upper: 0.0 }
        );
        assert_eq!(studentised_mean_difference(&equal, &equal, plan), Err(Undefined::NoVariation));
        let two = Sample::new(&[1.0, 2.0]).unwrap();
        let few = studentised_mean_difference(&two, &two, plan).unwrap();
        assert_eq!(few.interval(Level::NINETY_FIVE), Err(Undefined::NoVariation));
        let one = Sample::new(&[1.0]).unwrap();
        assert_eq!(bootstrap_mean_difference(&one, &two, plan), Err(Undefined::TooFewObservations));
        let huge = Sample::new(&[1e300, -1e300]).unwrap();
        assert_eq!(bootstrap_mean_difference(&huge, &two, plan), Err(Undefined::NotFinite));
    }
}
