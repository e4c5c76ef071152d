//! Dominance among several strategies, and the frontier of those that are left.

use std::cmp::Ordering;

use super::increment::{Increment, Outcome};
use crate::stats::Undefined;

/// Why a strategy lies on the frontier or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing {
    /// The cheapest of the frontier, with which the next is compared.
    Reference,
    /// On the frontier; its increment is over the one before it.
    Frontier {
        /// The extra cost and effect.
        increment: Increment,
        /// ΔC / ΔE; infinite where it is too large to be represented.
        icer: f64,
    },
    /// A mix of two others achieves more at the same cost.
    ExtendedlyDominated,
    /// Another achieves as much at no more cost.
    Dominated,
}

/// A strategy with its standing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// Which of the strategies, by its place in the input.
    pub strategy: usize,
    /// Its standing.
    pub standing: Standing,
}

/// Which strategies are dominated, and the ratio of each of the others to the one before it.
///
/// The frontier comes first, then the extendedly dominated, then the dominated, each by cost and then by falling effect.
/// Of equal strategies the first is kept. Strategies on a straight line between two others stay on the frontier. Errors:
/// [`Undefined::NoObservations`] for no strategy, [`Undefined::NotFinite`] for numbers that are not finite.
///
/// ```
/// use utfall::econ::frontier::{Standing, frontier};
/// use utfall::econ::increment::Outcome;
///
/// // VA Health Economics Resource Center: E, D, C, B, A and usual care.
/// let costs = [55_000.0, 35_000.0, 25_000.0, 10_000.0, 12_000.0, 5_000.0];
/// let effects = [5.0, 4.0, 3.0, 2.0, 1.5, 1.0];
/// let strategies: Vec<_> = costs.into_iter().zip(effects).map(|(cost, effect)| Outcome { cost, effect }).collect();
/// let placed = frontier(&strategies)?;
/// assert_eq!(placed.iter().map(|placed| placed.strategy).collect::<Vec<_>>(), [5, 3, 1, 0, 2, 4]);
/// assert!(matches!(placed[2].standing, Standing::Frontier { icer: 12_500.0, .. }));
/// assert_eq!([placed[4].standing, placed[5].standing], [Standing::ExtendedlyDominated, Standing::Dominated]);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cantor, S. B. (1994). Cost-effectiveness analysis, extended dominance, and ethics. *Medical Decision Making* 14, 259-265.
/// Suen, S. and Goldhaber-Fiebert, J. D. (2016). An efficient, noniterative method of identifying the cost-effectiveness
/// frontier. *Medical Decision Making* 36, 132-136.
pub fn frontier(strategies: &[Outcome]) -> Result<Vec<Placed>, Undefined> {
    if strategies.is_empty() {
        return Err(Undefined::NoObservations);
    }
    if strategies.iter().any(|strategy| !(strategy.cost.is_finite() && strategy.effect.is_finite())) {
        return Err(Undefined::NotFinite);
    }
    // Halved, so that no difference overflows.
    let at = |i: usize| Outcome { cost: 0.5 * strategies[i].cost, effect: 0.5 * strategies[i].effect };
    let mut order: Vec<usize> = (0..strategies.len()).collect();
    order.sort_by(|i, j| {
        let (one, two) = (at(*i), at(*j));
        compare(one.cost, two.cost).then(compare(two.effect, one.effect)).then(i.cmp(j))
    });
    let mut dominated = Vec::new();
    let mut extendedly = Vec::new();
    let mut kept: Vec<usize> = Vec::new();
    let mut best = f64::NEG_INFINITY;
    for strategy in order {
        if at(strategy).effect <= best {
            dominated.push(strategy);
            continue;
        }
        best = at(strategy).effect;
        // The last one kept falls to a mix where the step to it is steeper than the step from it.
        while let [.., before, last] = kept[..]
            && steeper(at(last).minus(at(before)), at(strategy).minus(at(last)))
        {
            kept.pop();
            extendedly.push(last);
        }
        kept.push(strategy);
    }
    extendedly.sort_by(|i, j| compare(at(*i).cost, at(*j).cost));
    let mut placed = vec![Placed { strategy: kept[0], standing: Standing::Reference }];
    placed.extend(kept.windows(2).map(|pair| {
        let half = at(pair[1]).minus(at(pair[0]));
        let increment = Increment { cost: 2.0 * half.cost, effect: 2.0 * half.effect };
        let standing = Standing::Frontier { increment, icer: half.cost / half.effect };
        Placed { strategy: pair[1], standing }
    }));
    let others = |standing| move |strategy| Placed { strategy, standing };
    placed.extend(extendedly.into_iter().map(others(Standing::ExtendedlyDominated)));
    placed.extend(dominated.into_iter().map(others(Standing::Dominated)));
    Ok(placed)
}

fn compare(one: f64, two: f64) -> Ordering {
    one.partial_cmp(&two).unwrap_or(Ordering::Equal)
}

/// Whether the ratio of the first step is above that of the second; both effects are positive.
fn steeper(first: Increment, second: Increment) -> bool {
    first.cost / first.effect > second.cost / second.effect
}

/// The thresholds of a grid at which another strategy becomes the best than at the one before.
///
/// The break-even points of an acceptability frontier; `best` names the best strategy at each threshold. Between two grid
/// points the change is not located: the ratios of the [`frontier`] are exact. [`Undefined::OutsideDomain`] where the two
/// lists differ in length.
///
/// ```
/// use utfall::econ::frontier::changes;
///
/// // The test of BCEA's `compute_kstar`.
/// assert_eq!(changes(&[0.0, 1.0, 2.0, 3.0], &[1, 1, 2, 3]), Ok(vec![2.0, 3.0]));
/// assert_eq!(changes(&[0.0, 1.0], &[4, 4]), Ok(vec![]));
/// ```
///
/// Baio, G., Berardi, A. and Heath, A. (2017). *Bayesian Cost-Effectiveness Analysis with the R package BCEA*, section 4.2.
pub fn changes(thresholds: &[f64], best: &[usize]) -> Result<Vec<f64>, Undefined> {
    if thresholds.len() != best.len() {
        return Err(Undefined::OutsideDomain);
    }
    let steps = best.windows(2).zip(thresholds.iter().skip(1));
    Ok(steps.filter(|(pair, _)| pair[0] != pair[1]).map(|(_, threshold)| *threshold).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standings(points: &[(f64, f64)]) -> Vec<(usize, Standing)> {
        let strategies: Vec<Outcome> =
            points.iter().map(|(cost, effect)| Outcome { cost: *cost, effect: *effect }).collect();
        frontier(&strategies).unwrap().iter().map(|placed| (placed.strategy, placed.standing)).collect()
    }

    #[test]
    fn one_strategy_equal_strategies_and_a_line() {
        assert_eq!(standings(&[(1.0, 2.0)]), [(0, Standing::Reference)]);
        assert_eq!(standings(&[(1.0, 2.0), (1.0, 2.0)]), [(0, Standing::Reference), (1, Standing::Dominated)]);
        assert_eq!(standings(&[(1.0, 1.0), (1.0, 2.0)]), [(1, Standing::Reference), (0, Standing::Dominated)]);
        let line = standings(&[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]);
        assert!(line.iter().skip(1).all(|(_, standing)| matches!(standing, Standing::Frontier { icer: 1.0, .. })));
        // dampack's «three strategies»: test and treat is cheapest and best.
        let three = [(163_771.0, 6.48273), (164_848.7, 6.52861), (163_765.1, 6.52861)];
        assert_eq!(standings(&three)[0], (2, Standing::Reference));
        assert_eq!(frontier(&[]), Err(Undefined::NoObservations));
        assert_eq!(frontier(&[Outcome { cost: f64::NAN, effect: 0.0 }]), Err(Undefined::NotFinite));
    }

    #[test]
    fn the_frontier_is_best_at_some_threshold_and_the_others_at_none() {
        // A fixed cloud.
        let points: Vec<(f64, f64)> =
            (0..40).map(|i| (f64::from(i * 37 % 101), f64::from(i * 53 % 97) + 0.001 * f64::from(i * i))).collect();
        let best = |threshold: f64| {
            let benefit = |i: &usize| threshold * points[*i].1 - points[*i].0;
            (0..points.len()).max_by(|i, j| benefit(i).total_cmp(&benefit(j))).unwrap()
        };
        let placed = standings(&points);
        let mut ratio = 0.0;
        for (place, (strategy, standing)) in placed.iter().enumerate() {
            if let Standing::Frontier { icer, .. } = standing {
                assert!(*icer > ratio);
                ratio = *icer;
                assert_eq!(best(icer * 1.000_001), *strategy);
                assert_eq!(best(icer * 0.999_999), placed[place - 1].0);
            }
        }
    }
}
