//! The bootstrap of costs and effects, by persons or by clusters of them.

use std::f64::consts::{FRAC_PI_2, PI};

use super::increment::{Increment, Outcome, finite};
pub use crate::stats::resampling::BootstrapPlan;
use crate::stats::{Interval, Level, QuantileType, Random, Sample, Sum, Undefined, sum};

/// What is drawn as one: a person, or a cluster of persons who depend on each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// Not 0.
    persons: u64,
    /// The sums over the persons.
    sums: Outcome,
}

impl Unit {
    /// One person.
    pub fn person(outcome: Outcome) -> Unit {
        Unit { persons: 1, sums: outcome }
    }

    /// A cluster of persons; [`Undefined::NoObservations`] for none.
    pub fn cluster(persons: &[Outcome]) -> Result<Unit, Undefined> {
        if persons.is_empty() {
            return Err(Undefined::NoObservations);
        }
        let cost = sum(persons.iter().map(|person| person.cost));
        let effect = sum(persons.iter().map(|person| person.effect));
        Ok(Unit { persons: persons.len() as u64, sums: Outcome { cost, effect } })
    }
}

/// Increments of resampled data: units are drawn with replacement within each group.
///
/// Every replicate has its own stream of random numbers. [`Undefined::NoObservations`] for a group without units,
/// [`Undefined::TooFewObservations`] for a group of one, which would always be drawn, [`Undefined::NotFinite`] for values
/// that are not finite or too large, [`Undefined::OutsideDomain`] without replicates, [`Undefined::TooLarge`] for
/// more than two billion draws.
///
/// ```
/// use utfall::econ::bootstrap::{BootstrapPlan, Unit, bootstrap};
/// use utfall::econ::increment::Outcome;
///
/// let unit = |cost| Unit::person(Outcome { cost, effect: 1.0 });
/// let plan = BootstrapPlan { replicates: 200, seed: 1 };
/// let replicates = bootstrap(&[unit(3.0), unit(5.0)], &[unit(1.0), unit(1.0)], plan)?;
/// assert!(replicates.iter().all(|replicate| [2.0, 3.0, 4.0].contains(&replicate.cost) && replicate.effect == 0.0));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Briggs, A. H., Wonderling, D. E. and Mooney, C. Z. (1997). Pulling cost-effectiveness analysis up by its bootstraps.
/// *Health Economics* 6, 327-340. Clusters: Davison, A. C. and Hinkley, D. V. (1997). *Bootstrap Methods and their
/// Application*, section 3.8.
pub fn bootstrap(treated: &[Unit], control: &[Unit], plan: BootstrapPlan) -> Result<Vec<Increment>, Undefined> {
    let means = resampled_means(&[treated, control], plan)?;
    Ok(means[0].iter().zip(&means[1]).map(|(treated, control)| treated.minus(*control)).collect())
}

/// The mean cost and effect of each of several groups in resampled data, group by group: what [`bootstrap`] is the difference
/// of, and what a [`Simulation`](super::simulation::Simulation) of several strategies is made of.
///
/// Within a replicate the groups are drawn in their order, from one stream. Errors as for [`bootstrap`], and
/// [`Undefined::NoObservations`] without groups.
///
/// ```
/// use utfall::econ::bootstrap::{BootstrapPlan, Unit, bootstrap, resampled_means};
/// use utfall::econ::increment::Outcome;
///
/// let unit = |cost| Unit::person(Outcome { cost, effect: 1.0 });
/// let (one, two) = ([unit(3.0), unit(5.0)], [unit(1.0), unit(2.0)]);
/// let plan = BootstrapPlan { replicates: 50, seed: 1 };
/// let means = resampled_means(&[&one, &two], plan)?;
/// assert_eq!(bootstrap(&one, &two, plan)?[7], means[0][7].minus(means[1][7]));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn resampled_means(groups: &[&[Unit]], plan: BootstrapPlan) -> Result<Vec<Vec<Outcome>>, Undefined> {
    if groups.is_empty() {
        return Err(Undefined::NoObservations);
    }
    for group in groups {
        match group.len() {
            0 => return Err(Undefined::NoObservations),
            1 => return Err(Undefined::TooFewObservations),
            _ => (),
        }
        // The largest sum that can be drawn must be a number.
        let largest = |of: fn(&Unit) -> f64| group.iter().map(of).fold(0.0, |most: f64, value| most.max(value.abs()));
        for of in [(|unit| unit.sums.cost) as fn(&Unit) -> f64, |unit| unit.sums.effect] {
            if group.iter().any(|unit| !of(unit).is_finite()) {
                return Err(Undefined::NotFinite);
            }
            finite(2.0 * largest(of) * group.len() as f64)?;
        }
    }
    let units = groups.iter().map(|group| group.len() as u64).sum();
    let drawn: Vec<Vec<Outcome>> =
        plan.each(units, |random| groups.iter().map(|group| resampled_mean(group, random)).collect())?;
    Ok((0..groups.len()).map(|group| drawn.iter().map(|means| means[group]).collect()).collect())
}

fn resampled_mean(units: &[Unit], random: &mut Random) -> Outcome {
    let (mut persons, mut cost, mut effect) = (0_u64, Sum::default(), Sum::default());
    for _ in units {
        let unit = units[random.place(units.len())];
        persons = persons.saturating_add(unit.persons);
        cost.add(unit.sums.cost);
        effect.add(unit.sums.effect);
    }
    Outcome { cost: cost.value() / persons as f64, effect: effect.value() / persons as f64 }
}

/// The bootstrap interval of the incremental cost-effectiveness ratio: the ratios within the wedge, seen from the origin,
/// that holds the middle share `level` of the replicates by their angle from the estimate.
///
/// Where all replicates have an effect of one sign the wedge is the percentile interval. Where they spread over the
/// vertical axis the percentiles of the ratio mean nothing, for a replicate far above every ratio and one far below are
/// neighbours; the wedge is then the outside of an interval, and the whole line once it is half a turn. Replicates at the
/// origin count as being where the estimate is. Cost and effect are measured in their standard deviations over the
/// replicates, which matters for interpolation between two replicates alone.
///
/// [`Undefined::ZeroDifference`] when the estimate is the origin, [`Undefined::NoObservations`] without replicates,
/// [`Undefined::NotFinite`] for numbers that are not finite or too large.
///
/// ```
/// use utfall::econ::bootstrap::icer_wedge;
/// use utfall::econ::increment::Increment;
/// use utfall::stats::{Interval, Level};
///
/// // A hundred and one replicates with an effect of 1 and costs of 0 to 100: the 90 % interval is 5 to 95.
/// let replicates: Vec<_> = (0..=100).map(|cost| Increment { cost: f64::from(cost), effect: 1.0 }).collect();
/// let interval = icer_wedge(Increment { cost: 50.0, effect: 1.0 }, &replicates, Level::new(0.9)?)?;
/// let Interval::Bounded { lower, upper } = interval else { panic!() };
/// assert!((lower - 5.0).abs() < 1e-10 && (upper - 95.0).abs() < 1e-10);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Obenchain, R. L., Melfi, C. A., Croghan, T. W. and Buesching, D. P. (1997). Bootstrap analyses of cost effectiveness in
/// antidepressant pharmacotherapy. *PharmacoEconomics* 11, 464-472. Cook, J. R. and Heyse, J. F. (2000). Use of an angular
/// transformation for ratio estimation in cost-effectiveness analysis. *Statistics in Medicine* 19, 2989-3003.
pub fn icer_wedge(estimate: Increment, replicates: &[Increment], level: Level) -> Result<Interval, Undefined> {
    if estimate.cost == 0.0 && estimate.effect == 0.0 {
        return Err(Undefined::ZeroDifference);
    }
    let up = scale(estimate.cost, replicates.iter().map(|replicate| replicate.cost))?;
    let across = scale(estimate.effect, replicates.iter().map(|replicate| replicate.effect))?;
    let back = finite(up / across)?;
    let place = |increment: &Increment| (increment.effect / across, increment.cost / up);
    let (east, north) = place(&estimate);
    let angle = |replicate: &Increment| {
        let (x, y) = place(replicate);
        libm::atan2(east * y - north * x, east * x + north * y)
    };
    let angles: Vec<f64> = replicates.iter().map(angle).collect();
    let angles = Sample::new(&angles)?;
    let tail = 0.5 * level.alpha();
    let (from, to) = (angles.quantile(tail, QuantileType::Seven)?, angles.quantile(1.0 - tail, QuantileType::Seven)?);
    if to - from >= PI {
        return Ok(Interval::Whole);
    }
    let direction = libm::atan2(north, east);
    let (from, to) = (direction + from, direction + to);
    let (first, last) = (finite(libm::tan(from) * back)?, finite(libm::tan(to) * back)?);
    // Half turns past the vertical: the number changes where the wedge holds a vertical direction.
    let half_turn = |angle: f64| libm::floor((angle + FRAC_PI_2) / PI);
    Ok(if half_turn(from) == half_turn(to) {
        Interval::Bounded { lower: first, upper: last.max(first) }
    } else if last < first {
        Interval::Complement { lower: last, upper: first }
    } else {
        // Half a turn but for rounding.
        Interval::Whole
    })
}

/// The standard deviation over the replicates, or the size of the estimate where they do not vary.
fn scale(estimate: f64, replicates: impl Iterator<Item = f64>) -> Result<f64, Undefined> {
    let values: Vec<f64> = replicates.collect();
    if !estimate.is_finite() || values.iter().any(|value| !value.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if values.is_empty() {
        return Err(Undefined::NoObservations);
    }
    let largest = values.iter().fold(estimate.abs(), |most, value| most.max(value.abs()));
    if largest == 0.0 {
        return Ok(1.0);
    }
    let mean = sum(values.iter().map(|value| value / largest)) / values.len() as f64;
    let squares = sum(values.iter().map(|value| (value / largest - mean) * (value / largest - mean)));
    let sd = largest * libm::sqrt(squares / values.len() as f64);
    Ok(if sd > 1e-12 * largest { sd } else { largest })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Replicates on a circle about the estimate.
    fn circle(cost: f64, effect: f64, radius: f64) -> (Increment, Vec<Increment>) {
        let replicates = (0..1_000).map(|i| {
            let turn = 2.0 * PI * f64::from(i) / 1_000.0;
            Increment { cost: cost + radius * turn.sin(), effect: effect + radius * turn.cos() }
        });
        (Increment { cost, effect }, replicates.collect())
    }

    #[test]
    fn wedges_of_every_shape() {
        let wedge = |cost, effect, radius| {
            let (estimate, replicates) = circle(cost, effect, radius);
            icer_wedge(estimate, &replicates, Level::NINETY_FIVE).unwrap()
        };
        let Interval::Bounded { lower, upper } = wedge(1.0, 3.0, 1.0) else { panic!() };
        assert!(0.0 < lower && lower < 1.0 / 3.0 && upper > 1.0 / 3.0);
        let Interval::Complement { lower, upper } = wedge(3.0, 0.5, 1.0) else { panic!() };
        assert!(lower < 0.0 && upper > 0.0 && upper < 6.0);
        assert_eq!(wedge(0.3, 0.3, 1.0), Interval::Whole);
        // Treated and control exchanged.
        let (estimate, replicates) = circle(3.0, 0.5, 1.0);
        let swapped: Vec<Increment> = replicates.iter().map(|replicate| replicate.swapped()).collect();
        let there = icer_wedge(estimate, &replicates, Level::NINETY_FIVE).unwrap();
        let back = icer_wedge(estimate.swapped(), &swapped, Level::NINETY_FIVE).unwrap();
        let (Interval::Complement { lower, upper }, Interval::Complement { lower: low, upper: high }) = (there, back)
        else {
            panic!()
        };
        assert!((lower / low - 1.0).abs() < 1e-12 && (upper / high - 1.0).abs() < 1e-12);
    }

    #[test]
    fn clusters_of_one_are_persons() {
        let outcome = |i: i32| Outcome { cost: f64::from(i * i % 17), effect: f64::from(i % 5) };
        let persons: Vec<Unit> = (0..20).map(|i| Unit::person(outcome(i))).collect();
        let clusters: Vec<Unit> = (0..20).map(|i| Unit::cluster(&[outcome(i)]).unwrap()).collect();
        let plan = BootstrapPlan { replicates: 50, seed: 9 };
        assert_eq!(bootstrap(&persons[..8], &persons[8..], plan), bootstrap(&clusters[..8], &clusters[8..], plan));
        assert_eq!(bootstrap(&persons, &[], plan), Err(Undefined::NoObservations));
        assert_eq!(bootstrap(&persons[..1], &persons, plan), Err(Undefined::TooFewObservations));
    }
}
