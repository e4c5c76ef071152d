//! The value of information: of perfect information about some inputs, of a normal net benefit, and for a population.

use super::discount::{DiscountSchedule, Timing};
use super::increment::{UncertainIncrement, finite};
use super::simulation::Simulation;
use crate::stats::distribution::Normal;
use crate::stats::{Level, Undefined, sum};

/// The most terms of a polynomial.
const MOST_TERMS: usize = 120;

/// A term whose part that is not yet explained is below this share of it is a combination of the others.
const EXPLAINED: f64 = 1e-8;

/// How expected costs and effects depend on the inputs that one could learn about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Metamodel {
    /// One input: the draws are sorted by it and cut into so many blocks of equal size, within which the mean is taken. Too
    /// many blocks overstate the value, too few understate it; a hundred draws or more in each.
    Blocks(usize),
    /// One or several inputs: a polynomial of this total degree, products included, fitted by least squares.
    Polynomial(u32),
}

impl Simulation {
    /// The simulation as it looks to someone who knows some inputs: costs and effects are replaced by their expectation
    /// given those inputs, draw by draw.
    ///
    /// Its expected value of perfect information is the value of partial perfect information (EVPPI) of the simulation it
    /// came from: `simulation.given(&[&cost], …)?.decisions(&thresholds)?[i].evpi`. What strategies have in common cancels,
    /// so that their increments over the first are fitted.
    ///
    /// [`Undefined::OutsideDomain`] where an input has another number of draws, for no input or no block, and for blocks of
    /// several inputs; [`Undefined::TooFewObservations`] for more blocks than draws, or as many terms;
    /// [`Undefined::TooLarge`] for more than a hundred and twenty terms; [`Undefined::NotFinite`] for inputs that are not finite.
    ///
    /// ```
    /// use utfall::econ::increment::Increment;
    /// use utfall::econ::information::Metamodel;
    /// use utfall::econ::simulation::Simulation;
    ///
    /// // The benefit is x + y, and with x ±1 and y ±2: knowing y is worth half of 2, knowing x half of 1.
    /// let (x, y) = ([1.0, 1.0, -1.0, -1.0], [2.0, -2.0, 2.0, -2.0]);
    /// let draws: Vec<_> = (0..4).map(|i| Increment { cost: -x[i] - y[i], effect: 0.0 }).collect();
    /// let simulation = Simulation::of_increments(&draws)?;
    /// let value = |input: &[f64]| -> Result<f64, utfall::stats::Undefined> {
    ///     Ok(simulation.given(&[input], Metamodel::Blocks(2))?.decisions(&[0.0])?[0].evpi)
    /// };
    /// assert_eq!((value(&y)?, value(&x)?, simulation.decisions(&[0.0])?[0].evpi), (1.0, 0.5, 1.0));
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Blocks: Strong, M. and Oakley, J. E. (2013). An efficient method for computing single-parameter partial expected value
    /// of perfect information. *Medical Decision Making* 33, 755-766. Regression: Strong, M., Oakley, J. E. and Brennan, A.
    /// (2014). Estimating multiparameter partial expected value of perfect information from a probabilistic sensitivity
    /// analysis sample: a nonparametric regression approach. *Medical Decision Making* 34, 311-326.
    pub fn given(&self, inputs: &[&[f64]], metamodel: Metamodel) -> Result<Simulation, Undefined> {
        if inputs.is_empty() || inputs.iter().any(|input| input.len() != self.draws()) {
            return Err(Undefined::OutsideDomain);
        }
        if inputs.iter().any(|input| input.iter().any(|value| !value.is_finite())) {
            return Err(Undefined::NotFinite);
        }
        let smoother = match (metamodel, inputs) {
            (Metamodel::Blocks(count), [input]) => Smoother::blocks(input, count)?,
            (Metamodel::Blocks(_), _) => return Err(Undefined::OutsideDomain),
            (Metamodel::Polynomial(degree), _) => Smoother::polynomial(inputs, degree)?,
        };
        let strategies = self.strategies();
        let fitted = |column: fn(&Simulation, usize) -> &[f64]| -> Vec<Vec<f64>> {
            let first = column(self, 0);
            let increment = |strategy| -> Vec<f64> {
                let own: &[f64] = column(self, strategy);
                smoother.fit(&own.iter().zip(first).map(|(own, first)| own - first).collect::<Vec<f64>>())
            };
            std::iter::once(vec![0.0; self.draws()]).chain((1..strategies).map(increment)).collect()
        };
        Simulation::from_columns(fitted(Simulation::costs), fitted(Simulation::effects))
    }
}

/// What takes a column of draws to its expectation given the inputs.
enum Smoother {
    /// The draws in the order of the input, and where each block ends.
    Blocks { order: Vec<usize>, ends: Vec<usize> },
    /// Columns of length 1, each at right angles to the others.
    Basis(Vec<Vec<f64>>),
}

impl Smoother {
    fn blocks(input: &[f64], count: usize) -> Result<Smoother, Undefined> {
        let draws = input.len();
        if count == 0 {
            return Err(Undefined::OutsideDomain);
        }
        if count > draws {
            return Err(Undefined::TooFewObservations);
        }
        let mut order: Vec<usize> = (0..draws).collect();
        order.sort_by(|i, j| input[*i].total_cmp(&input[*j]).then(i.cmp(j)));
        let ends = (1..=count).map(|block| (block as u128 * draws as u128 / count as u128) as usize).collect();
        Ok(Smoother::Blocks { order, ends })
    }

    fn polynomial(inputs: &[&[f64]], degree: u32) -> Result<Smoother, Undefined> {
        let draws = inputs[0].len();
        let powers = exponents(inputs.len(), degree)?;
        if powers.len() >= draws {
            return Err(Undefined::TooFewObservations);
        }
        let scaled: Vec<Vec<f64>> = inputs.iter().map(|input| standardised(input)).collect();
        let term = |powers: &Vec<u32>| -> Vec<f64> {
            let at = |draw: usize| {
                let factors =
                    powers.iter().zip(&scaled).map(|(power, input)| libm::pow(input[draw], f64::from(*power)));
                factors.product()
            };
            (0..draws).map(at).collect()
        };
        let mut basis: Vec<Vec<f64>> = Vec::new();
        for powers in &powers {
            let mut column = term(powers);
            let before = length(&column);
            // Gram and Schmidt, twice, since once leaves what rounding put in.
            for _ in 0..2 {
                for known in &basis {
                    let along = inner(&column, known);
                    column.iter_mut().zip(known).for_each(|(entry, known)| *entry -= along * known);
                }
            }
            let rest = length(&column);
            if rest > EXPLAINED * before {
                column.iter_mut().for_each(|entry| *entry /= rest);
                basis.push(column);
            }
        }
        Ok(Smoother::Basis(basis))
    }

    fn fit(&self, column: &[f64]) -> Vec<f64> {
        let mut fitted = vec![0.0; column.len()];
        match self {
            Smoother::Blocks { order, ends } => {
                let mut from = 0;
                for end in ends {
                    let block = &order[from..*end];
                    let mean = sum(block.iter().map(|draw| column[*draw])) / block.len() as f64;
                    block.iter().for_each(|draw| fitted[*draw] = mean);
                    from = *end;
                }
            }
            Smoother::Basis(basis) => {
                for known in basis {
                    let along = inner(column, known);
                    fitted.iter_mut().zip(known).for_each(|(entry, known)| *entry += along * known);
                }
            }
        }
        fitted
    }
}

/// The exponents of all products of so many inputs up to a total degree, lowest first.
fn exponents(inputs: usize, degree: u32) -> Result<Vec<Vec<u32>>, Undefined> {
    let mut all: Vec<Vec<u32>> = vec![vec![0; inputs]];
    let mut last = all.clone();
    for _ in 0..degree {
        let mut next: Vec<Vec<u32>> = Vec::new();
        for powers in &last {
            // Each product once: only the inputs from the last one raised are raised further.
            let from = powers.iter().rposition(|power| *power > 0).unwrap_or(0);
            for input in from..inputs {
                let mut raised = powers.clone();
                raised[input] += 1;
                next.push(raised);
            }
            if all.len() + next.len() > MOST_TERMS {
                return Err(Undefined::TooLarge);
            }
        }
        all.extend(next.iter().cloned());
        last = next;
    }
    Ok(all)
}

/// An input less its mean, over its largest distance from it; 0 throughout where it does not vary.
fn standardised(input: &[f64]) -> Vec<f64> {
    let largest = input.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
    if largest == 0.0 {
        return vec![0.0; input.len()];
    }
    let mean = sum(input.iter().map(|value| value / largest)) / input.len() as f64;
    let centred: Vec<f64> = input.iter().map(|value| value / largest - mean).collect();
    let reach = centred.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
    // What is left of a constant is rounding.
    if reach <= 1e-14 { vec![0.0; input.len()] } else { centred.iter().map(|value| value / reach).collect() }
}

fn inner(one: &[f64], two: &[f64]) -> f64 {
    sum(one.iter().zip(two).map(|(one, two)| one * two))
}

fn length(column: &[f64]) -> f64 {
    libm::sqrt(inner(column, column))
}

/// The expected value of perfect information per person where the incremental net benefit is normal.
///
/// With its mean m and standard error s it is s φ(m/s) − |m| Φ(−|m|/s), the unit normal loss integral; 0 without error.
/// Errors as for [`UncertainIncrement::net_monetary_benefit`].
///
/// ```
/// use utfall::econ::increment::{Increment, Spread, UncertainIncrement};
/// use utfall::econ::information::evpi_normal;
///
/// // Raiffa and Schlaifer's table of the unit normal loss integral: 0.3989 at 0, 0.08332 at 1.
/// let benefit = |value: f64| {
///     let spread = Spread { cost_variance: 1.0, effect_variance: 0.0, covariance: 0.0 };
///     evpi_normal(&UncertainIncrement::new(Increment { cost: -value, effect: 0.0 }, spread)?, 0.0)
/// };
/// assert!((benefit(0.0)? - 0.3989).abs() < 5e-5 && (benefit(1.0)? - 0.08332).abs() < 5e-6);
/// assert_eq!(benefit(1.0)?, benefit(-1.0)?);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Raiffa, H. and Schlaifer, R. (1961). *Applied Statistical Decision Theory*, section 11.2. Claxton, K. and Posnett, J. (1996).
/// An economic approach to clinical trial design and research priority-setting. *Health Economics* 5, 513-524.
pub fn evpi_normal(increment: &UncertainIncrement, threshold: f64) -> Result<f64, Undefined> {
    let benefit = increment.net_monetary_benefit(threshold, Level::NINETY_FIVE)?.estimated;
    let (mean, error) = (benefit.value.abs(), benefit.standard_error.unwrap_or(0.0));
    if error == 0.0 {
        return Ok(0.0);
    }
    let z = mean / error;
    Ok((error * (Normal.density(z) - z * Normal.sf(z))).max(0.0))
}

/// The value of information for everyone the decision concerns: the value per person times the discounted number of
/// persons, year by year.
///
/// [`Undefined::NotFinite`] where the numbers are too large.
///
/// ```
/// use utfall::econ::information::population_value;
/// use utfall::econ::{DiscountSchedule, Timing};
///
/// let schedule = DiscountSchedule::flat(0.04).unwrap();
/// let value = population_value(2_000.0, &[100.0, 100.0], &schedule, Timing::Start)?;
/// assert!((value - 2_000.0 * (100.0 + 100.0 / 1.04)).abs() < 1e-8);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn population_value(
    per_person: f64,
    persons: &[f64],
    schedule: &DiscountSchedule,
    timing: Timing,
) -> Result<f64, Undefined> {
    finite(per_person * schedule.present_value(persons, 1.0, timing))
}
