//! Decisions under uncertainty: what simulated costs and effects of several strategies say at each threshold.

use rayon::prelude::*;

use super::increment::{Increment, Outcome, finite};
use crate::stats::{QuantileType, Sample, Sum, Undefined, sum};

/// How many draws are summed together before their sums are added with compensation.
const BLOCK: usize = 512;

/// How many partial sums stand side by side. Part of every sum: another number rounds differently.
const LANES: usize = 4;

/// The most draws times thresholds times strategies, some seconds.
const MOST_WORK: usize = 20_000_000_000;

/// Simulated costs and effects of strategies, draw by draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulation {
    /// By strategy; all as long.
    costs: Vec<Vec<f64>>,
    effects: Vec<Vec<f64>>,
}

/// What is best at one threshold, and how sure that is.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The threshold λ, in kroner per unit of effect.
    pub threshold: f64,
    /// The expected net monetary benefit of each strategy.
    pub expected: Vec<f64>,
    /// The probability that each strategy is the best: a point of each acceptability curve.
    pub probabilities: Vec<f64>,
    /// The strategy with the highest expected net benefit, the first of equal ones.
    pub best: usize,
    /// The expected value of perfect information, per person: what is lost on average by choosing `best`.
    pub evpi: f64,
    /// The Monte Carlo standard error of `evpi`.
    pub evpi_standard_error: f64,
}

impl Decision {
    /// The probability that the strategy with the highest expected net benefit is the best: a point of the acceptability
    /// frontier.
    ///
    /// Fenwick, E., Claxton, K. and Sculpher, M. (2001). Representing uncertainty: the role of cost-effectiveness
    /// acceptability curves. *Health Economics* 10, 779-787.
    pub fn frontier_probability(&self) -> f64 {
        self.probabilities[self.best]
    }
}

impl Simulation {
    /// The draws of each strategy, all as many and in the same order; the comparator first.
    ///
    /// [`Undefined::NoObservations`] without strategies or draws, [`Undefined::OutsideDomain`] where the numbers of draws
    /// differ, [`Undefined::NotFinite`] for a draw that is not finite.
    pub fn new(strategies: &[Vec<Outcome>]) -> Result<Simulation, Undefined> {
        let column = |of: fn(&Outcome) -> f64| strategies.iter().map(|draws| draws.iter().map(of).collect()).collect();
        Simulation::from_columns(column(|draw| draw.cost), column(|draw| draw.effect))
    }

    /// Draws of increments over a comparator, which is strategy 0 with neither cost nor effect.
    ///
    /// Errors as for [`Simulation::new`].
    pub fn of_increments(increments: &[Increment]) -> Result<Simulation, Undefined> {
        let zeros = vec![0.0; increments.len()];
        let costs = increments.iter().map(|increment| increment.cost).collect();
        let effects = increments.iter().map(|increment| increment.effect).collect();
        Simulation::from_columns(vec![zeros.clone(), costs], vec![zeros, effects])
    }

    pub(in crate::econ) fn from_columns(costs: Vec<Vec<f64>>, effects: Vec<Vec<f64>>) -> Result<Simulation, Undefined> {
        let draws = costs.first().map_or(0, Vec::len);
        if draws == 0 {
            return Err(Undefined::NoObservations);
        }
        let mut columns = costs.iter().chain(&effects);
        if columns.clone().any(|column| column.len() != draws) {
            return Err(Undefined::OutsideDomain);
        }
        if columns.any(|column| column.iter().any(|value| !value.is_finite())) {
            return Err(Undefined::NotFinite);
        }
        Ok(Simulation { costs, effects })
    }

    /// The number of draws.
    pub fn draws(&self) -> usize {
        self.costs[0].len()
    }

    /// The number of strategies.
    pub fn strategies(&self) -> usize {
        self.costs.len()
    }

    /// The costs of one strategy, draw by draw.
    pub fn costs(&self, strategy: usize) -> &[f64] {
        &self.costs[strategy]
    }

    /// The effects of one strategy, draw by draw.
    pub fn effects(&self, strategy: usize) -> &[f64] {
        &self.effects[strategy]
    }

    /// The mean cost and effect of a strategy.
    pub fn mean(&self, strategy: usize) -> Outcome {
        let mean = |column: &[f64]| sum(column.iter().copied()) / column.len() as f64;
        Outcome { cost: mean(&self.costs[strategy]), effect: mean(&self.effects[strategy]) }
    }

    /// What is best at each threshold: acceptability curves and frontier, and the expected value of perfect information.
    ///
    /// A draw in which strategies are equally good counts for the first of them, so that with increments over a comparator
    /// the probability is the share of draws with λ ΔE − ΔC > 0. The value of perfect information is the mean of what the
    /// best strategy on average loses to the best in each draw, which is the mean of the maximum less the maximum of the
    /// mean without the difference of two large numbers. [`Undefined::NotFinite`] for a threshold at which a net benefit
    /// is too large, [`Undefined::TooLarge`] for more than twenty billion net benefits.
    ///
    /// ```
    /// use utfall::econ::increment::Outcome;
    /// use utfall::econ::simulation::Simulation;
    ///
    /// // Ten draws of warfarin and of a device that closes the left atrial appendage; 100 000 dollars a QALY.
    /// let net_benefit = [
    ///     [438_601.6, 437_745.5, 433_453.8, 435_035.0, 437_617.4, 435_430.2, 434_030.5, 433_893.7, 435_033.6, 437_555.7],
    ///     [419_543.2, 463_363.4, 467_280.0, 440_207.7, 449_992.3, 445_595.7, 424_200.5, 435_406.7, 434_547.6, 457_368.1],
    /// ];
    /// let draws = net_benefit.map(|row| row.map(|benefit| Outcome { cost: -benefit, effect: 0.0 }).to_vec());
    /// let decision = &Simulation::new(&draws)?.decisions(&[100_000.0])?[0];
    /// assert_eq!((decision.best, decision.frontier_probability()), (1, 0.7));
    /// assert!((decision.expected[1] - 443_750.50).abs() < 0.05);
    /// assert!((decision.evpi - 2_937.40).abs() < 0.05);
    /// # Ok::<(), utfall::stats::Undefined>(())
    /// ```
    ///
    /// Claxton, K. (1999). The irrelevance of inference: a decision-making approach to the stochastic evaluation of health
    /// care technologies. *Journal of Health Economics* 18, 341-364. The draws: PubMed Central PMC4323782, table 1.
    pub fn decisions(&self, thresholds: &[f64]) -> Result<Vec<Decision>, Undefined> {
        let (draws, strategies) = (self.draws(), self.strategies());
        if draws.saturating_mul(thresholds.len()).saturating_mul(strategies) > MOST_WORK {
            return Err(Undefined::TooLarge);
        }
        self.bounded(thresholds)?;
        let increments = Increments::of(self);
        let blocks: Vec<Vec<Losses>> = (0..draws.div_ceil(BLOCK))
            .into_par_iter()
            .map(|block| increments.losses(block * BLOCK..draws.min((block + 1) * BLOCK), thresholds))
            .collect();
        let means: Vec<Outcome> = (0..strategies).map(|strategy| self.mean(strategy)).collect();
        let n = draws as f64;
        let decide = |(place, threshold): (usize, &f64)| {
            let expected: Vec<f64> = means.iter().map(|mean| threshold * mean.effect - mean.cost).collect();
            let best = (1..strategies).fold(0, |best, next| if expected[next] > expected[best] { next } else { best });
            let at = |strategy: usize| blocks.iter().map(move |block| &block[place * strategies + strategy]);
            let loss = at(best).map(|losses| losses.sum).collect::<Sum>().value() / n;
            let square = at(best).map(|losses| losses.square).collect::<Sum>().value() / n;
            let wins = |strategy| at(strategy).map(|losses| losses.wins).sum::<u64>() as f64 / n;
            Decision {
                threshold: *threshold,
                probabilities: (0..strategies).map(wins).collect(),
                best,
                evpi: loss,
                evpi_standard_error: libm::sqrt((square - loss * loss).max(0.0) / n),
                expected,
            }
        };
        Ok(thresholds.iter().enumerate().map(decide).collect())
    }

    /// Whether no net benefit, no sum and no square of one can overflow.
    fn bounded(&self, thresholds: &[f64]) -> Result<(), Undefined> {
        let largest =
            |columns: &[Vec<f64>]| columns.iter().flatten().fold(0.0, |most: f64, value| most.max(value.abs()));
        let (cost, effect) = (largest(&self.costs), largest(&self.effects));
        for threshold in thresholds {
            let most = 2.0 * (threshold.abs() * effect + cost);
            finite(most * most * self.draws() as f64)?;
        }
        Ok(())
    }

    /// The share of draws in each quadrant, and quantiles of the increments of a strategy over the first.
    ///
    /// An increment on an axis counts west where it has no effect and south where it has no cost.
    /// [`Undefined::OutsideDomain`] for a strategy that does not exist.
    pub fn cloud(&self, strategy: usize) -> Result<Cloud, Undefined> {
        if strategy >= self.strategies() {
            return Err(Undefined::OutsideDomain);
        }
        let less = |columns: &[Vec<f64>]| -> Vec<f64> {
            columns[strategy].iter().zip(&columns[0]).map(|(treated, control)| treated - control).collect()
        };
        let (costs, effects) = (less(&self.costs), less(&self.effects));
        let share = |north: bool, east: bool| {
            let lies = |(cost, effect): &(&f64, &f64)| (**cost > 0.0) == north && (**effect > 0.0) == east;
            costs.iter().zip(&effects).filter(lies).count() as f64 / costs.len() as f64
        };
        Ok(Cloud {
            north_east: share(true, true),
            south_east: share(false, true),
            north_west: share(true, false),
            south_west: share(false, false),
            costs: Sample::new(&costs)?,
            effects: Sample::new(&effects)?,
        })
    }
}

/// Where the draws of an increment lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Cloud {
    /// The share that is better and dearer.
    pub north_east: f64,
    /// The share that is better and no dearer: how often the treatment dominates.
    pub south_east: f64,
    /// The share that is no better and dearer.
    pub north_west: f64,
    /// The share that is no better and no dearer.
    pub south_west: f64,
    costs: Sample,
    effects: Sample,
}

impl Cloud {
    /// The quantile of the extra cost, [type 7](QuantileType::Seven).
    pub fn cost_quantile(&self, p: f64) -> Result<f64, Undefined> {
        self.costs.quantile(p, QuantileType::Seven)
    }

    /// The quantile of the extra effect, [type 7](QuantileType::Seven).
    pub fn effect_quantile(&self, p: f64) -> Result<f64, Undefined> {
        self.effects.quantile(p, QuantileType::Seven)
    }
}

/// Draws of increments over the first strategy, whose net benefit is then 0 at every threshold.
struct Increments {
    /// By strategy, from the second on.
    costs: Vec<Vec<f64>>,
    effects: Vec<Vec<f64>>,
}

/// What one strategy loses to the best in a block of draws, and how many it wins.
struct Losses {
    sum: f64,
    square: f64,
    wins: u64,
}

impl Increments {
    fn of(simulation: &Simulation) -> Increments {
        let less = |columns: &[Vec<f64>]| -> Vec<Vec<f64>> {
            let first = &columns[0];
            columns[1..].iter().map(|own| own.iter().zip(first).map(|(own, first)| own - first).collect()).collect()
        };
        Increments { costs: less(&simulation.costs), effects: less(&simulation.effects) }
    }

    /// The losses in some draws, threshold by threshold and strategy by strategy.
    fn losses(&self, draws: std::ops::Range<usize>, thresholds: &[f64]) -> Vec<Losses> {
        let columns: Vec<(&[f64], &[f64])> = self
            .costs
            .iter()
            .zip(&self.effects)
            .map(|(costs, effects)| (&costs[draws.clone()], &effects[draws.clone()]))
            .collect();
        match columns[..] {
            [] => thresholds.iter().map(|_| Lanes::default().losses(draws.len() as u64)).collect(),
            [(costs, effects)] => thresholds.iter().flat_map(|threshold| of_two(costs, effects, *threshold)).collect(),
            _ => of_many(&columns, thresholds),
        }
    }
}

/// The losses of two strategies, of which the first has a net benefit of 0: those of [`of_many`], bit for bit, without columns
/// in between.
fn of_two(costs: &[f64], effects: &[f64], threshold: f64) -> [Losses; 2] {
    let mut pair = Pair::default();
    let ((blocks, last), (blocks_too, last_too)) = (costs.as_chunks::<LANES>(), effects.as_chunks::<LANES>());
    for (costs, effects) in blocks.iter().zip(blocks_too) {
        for lane in 0..LANES {
            pair.add(lane, threshold * effects[lane] - costs[lane]);
        }
    }
    for (lane, (cost, effect)) in last.iter().zip(last_too).enumerate() {
        pair.add(lane, threshold * effect - cost);
    }
    let won = pair.won.iter().sum();
    [pair.first.losses(costs.len() as u64 - won), pair.second.losses(won)]
}

/// The losses of two strategies as they add up, and how many draws the second wins.
#[derive(Default)]
struct Pair {
    first: Lanes,
    second: Lanes,
    won: [u64; LANES],
}

impl Pair {
    /// Adds the net benefit of the second over the first.
    #[inline]
    fn add(&mut self, lane: usize, benefit: f64) {
        let gained = if benefit > 0.0 { benefit } else { 0.0 };
        self.first.add(lane, gained);
        self.second.add(lane, gained - benefit);
        self.won[lane] += u64::from(benefit > 0.0);
    }
}

/// The losses of several strategies, of which the first has a net benefit of 0.
fn of_many(columns: &[(&[f64], &[f64])], thresholds: &[f64]) -> Vec<Losses> {
    let strategies = columns.len() + 1;
    let count = columns[0].0.len();
    let mut benefits = vec![vec![0.0; count]; strategies];
    // The best of the strategies up to each.
    let mut best = vec![vec![0.0; count]; strategies];
    let mut found = Vec::with_capacity(thresholds.len() * strategies);
    for threshold in thresholds {
        for (place, (costs, effects)) in columns.iter().enumerate() {
            let own = &mut benefits[place + 1];
            own.iter_mut().zip(*costs).zip(*effects).for_each(|((own, cost), effect)| *own = threshold * effect - cost);
            let (before, after) = best.split_at_mut(place + 1);
            after[0].iter_mut().zip(&*own).zip(&before[place]).for_each(|((best, own), before)| {
                *best = if own > before { *own } else { *before };
            });
        }
        // A draw is won by the first strategy up to which the best is the best of all.
        let all = &best[strategies - 1];
        let mut won = 0;
        for (benefits, best) in benefits.iter().zip(&best) {
            let by_now = best.iter().zip(all).map(|(best, all)| u64::from(best == all)).sum();
            let mut lanes = Lanes::default();
            for (draw, (benefit, all)) in benefits.iter().zip(all).enumerate() {
                lanes.add(draw % LANES, all - benefit);
            }
            found.push(lanes.losses(by_now - won));
            won = by_now;
        }
    }
    found
}

/// Partial sums of losses and of their squares, which the compiler turns into vector instructions.
#[derive(Default)]
struct Lanes {
    sums: [f64; LANES],
    squares: [f64; LANES],
}

impl Lanes {
    #[inline]
    fn add(&mut self, lane: usize, loss: f64) {
        self.sums[lane] += loss;
        self.squares[lane] += loss * loss;
    }

    fn losses(&self, wins: u64) -> Losses {
        Losses { sum: self.sums.iter().sum(), square: self.squares.iter().sum(), wins }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_go_to_the_first() {
        let draw = |cost, effect| Outcome { cost, effect };
        let strategies = [vec![draw(0.0, 0.0); 3], vec![draw(0.0, 0.0), draw(-1.0, 0.0), draw(1.0, 0.0)]];
        let decisions = Simulation::new(&strategies).unwrap().decisions(&[0.0, 1.0]).unwrap();
        assert!(decisions.iter().all(|at| at.probabilities == [2.0 / 3.0, 1.0 / 3.0] && at.best == 0));
        assert!((decisions[0].evpi - 1.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn two_strategies_are_two_of_many() {
        let increment =
            |i: u32| Increment { cost: f64::from(i * 37 % 101) - 50.0, effect: f64::from(i * 53 % 97) - 48.0 };
        let increments: Vec<Increment> = (0..1_300).map(increment).collect();
        let (costs, effects): (Vec<f64>, Vec<f64>) = increments.iter().map(|draw| (draw.cost, draw.effect)).unzip();
        let thresholds = [0.0, 0.3, 1.0, 7.0];
        let many = of_many(&[(&costs, &effects)], &thresholds);
        let two = thresholds.iter().flat_map(|threshold| of_two(&costs, &effects, *threshold));
        for (one, other) in many.iter().zip(two) {
            assert_eq!((one.sum, one.square, one.wins), (other.sum, other.square, other.wins));
        }
        // A third that is never the best changes nothing.
        let draw = |increment: &Increment| Outcome { cost: increment.cost, effect: increment.effect };
        let none = vec![Outcome { cost: 0.0, effect: 0.0 }; increments.len()];
        let some: Vec<Outcome> = increments.iter().map(draw).collect();
        let worst: Vec<Outcome> = some.iter().map(|draw| Outcome { cost: 1e6, ..*draw }).collect();
        let decide = |strategies: &[Vec<Outcome>]| Simulation::new(strategies).unwrap().decisions(&thresholds).unwrap();
        for (two, three) in decide(&[none.clone(), some.clone()]).iter().zip(decide(&[none, some, worst])) {
            assert_eq!((two.evpi, two.best), (three.evpi, three.best));
            assert_eq!(two.probabilities, three.probabilities[..2]);
        }
    }

    #[test]
    fn bad_simulations() {
        assert_eq!(Simulation::new(&[]), Err(Undefined::NoObservations));
        assert_eq!(Simulation::new(&[vec![]]), Err(Undefined::NoObservations));
        let draw = Outcome { cost: 1e300, effect: 1e300 };
        assert_eq!(Simulation::new(&[vec![draw], vec![draw; 2]]), Err(Undefined::OutsideDomain));
        let large = Simulation::new(&[vec![draw]]).unwrap();
        assert_eq!(large.decisions(&[1e300]), Err(Undefined::NotFinite));
    }
}
