//! Tests against an order of which only the direction is known.

use super::Contingency;
use crate::stats::distribution::{ChiSquared, ln_gamma};
use crate::stats::sum::sum;
use crate::stats::{TestResult, Undefined};

/// The most tables of an exact test that are gone through.
const MOST_TABLES: u64 = 5_000_000;

/// Statistics that agree to this much are equal.
const TIES: f64 = 1e-9;

/// What measures the distance between fitted and expected counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderStatistic {
    /// Pearson's chi-squared.
    Pearson,
    /// The likelihood ratio.
    LikelihoodRatio,
}

/// The test of equal proportions in ordered groups against proportions that fall from row to row, or rise if `rising`:
/// Bartholomew's.
///
/// The proportions are fitted in that order (by pooling neighbours that violate it), and the distance of the fit from
/// equality is referred to the chi-bar-squared distribution, a mixture of chi-squared ones; its weights are those of
/// groups of equal size. The rows are the groups, the first of two columns the events.
/// [`Undefined::ZeroMargin`] when a row or column is empty, [`Undefined::OutsideDomain`] unless there are two columns.
///
/// ```
/// use utfall::stats::tables::{Contingency, OrderStatistic, ordered_proportions_test};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 5, troponin and stroke: 11.192, p = 0.00252.
/// let table = Contingency::new(&[[8, 53], [10, 48], [11, 100], [22, 102], [6, 129]])?;
/// let test = ordered_proportions_test(&table, false, OrderStatistic::LikelihoodRatio)?;
/// assert!((test.statistic.unwrap() - 11.192).abs() < 5e-4);
/// assert!((test.p - 0.00252).abs() < 5e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Bartholomew, D. J. (1959). A test of homogeneity for ordered alternatives. *Biometrika* 46, 36-48 and 328-335; Barlow, R. E.,
/// Bartholomew, D. J., Bremner, J. M. and Brunk, H. D. (1972). *Statistical Inference under Order Restrictions*, section 3.3.
pub fn ordered_proportions_test(
    table: &Contingency,
    rising: bool,
    statistic: OrderStatistic,
) -> Result<TestResult, Undefined> {
    let groups = Groups::new(table, rising)?;
    let value = groups.distance(&groups.events, statistic);
    chi_bar_squared(value, groups.sizes.len())
}

/// The exact test by the statistic of [`ordered_proportions_test`]: its probability to be at least as large, given the
/// sizes of the groups and the number of events.
///
/// [`Undefined::TooLarge`] when there are more than five million tables with these margins.
///
/// ```
/// use utfall::stats::tables::{Contingency, OrderStatistic, ordered_proportions_exact_test};
///
/// // Two groups of two with one event each: no table is nearer to equality.
/// let table = Contingency::new(&[[1, 1], [1, 1]])?;
/// assert!((ordered_proportions_exact_test(&table, false, OrderStatistic::Pearson)?.p - 1.0).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Agresti, A. and Coull, B. A. (1998). Order-restricted inference for monotone trend alternatives in contingency tables.
/// *Computational Statistics and Data Analysis* 28, 139-155.
pub fn ordered_proportions_exact_test(
    table: &Contingency,
    rising: bool,
    statistic: OrderStatistic,
) -> Result<TestResult, Undefined> {
    let (farther, as_far) = by_proportions(table, rising, statistic)?;
    Ok(TestResult::exact(farther + as_far))
}

/// [`ordered_proportions_exact_test`] in which tables exactly as far count half.
///
/// ```
/// use utfall::stats::tables::{Contingency, OrderStatistic, ordered_proportions_mid_p_test};
///
/// // Two of two against none of two: of the six ways to place two events only this one falls as much.
/// let table = Contingency::new(&[[2, 0], [0, 2]])?;
/// let test = ordered_proportions_mid_p_test(&table, false, OrderStatistic::LikelihoodRatio)?;
/// assert!((test.p - 0.5 / 6.0).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Lancaster (1961).
pub fn ordered_proportions_mid_p_test(
    table: &Contingency,
    rising: bool,
    statistic: OrderStatistic,
) -> Result<TestResult, Undefined> {
    let (farther, as_far) = by_proportions(table, rising, statistic)?;
    Ok(TestResult::exact(farther + 0.5 * as_far))
}

/// The test that an ordered outcome, in columns, has the same distribution in two rows, against one row being above the
/// other throughout: Grove's, for cumulative odds ratios.
///
/// Neighbouring columns are pooled so that the cumulative odds of the first row to the second are smallest at the end of
/// each pool; the statistic is the distance from independence within the pools, referred to the
/// chi-bar-squared distribution of as many columns. The alternative is that the first row has fewer in the low columns
/// and more in the high ones if `first_above`, or the opposite. [`Undefined::ZeroMargin`] when a row or column is empty,
/// [`Undefined::OutsideDomain`] unless there are two rows.
///
/// ```
/// use utfall::stats::tables::{Contingency, OrderStatistic, cumulative_odds_test};
///
/// // Fagerland, Lydersen & Laake (2017), chapter 6, postoperative nausea: 3.813, p = 0.07223.
/// let table = Contingency::new(&[[14, 10, 3, 2], [11, 7, 8, 4]])?;
/// let test = cumulative_odds_test(&table, false, OrderStatistic::Pearson)?;
/// assert!((test.statistic.unwrap() - 3.813).abs() < 5e-4);
/// assert!((test.p - 0.07223).abs() < 5e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Grove, D. M. (1980). A test of independence against a class of ordered alternatives in a 2 x C contingency table.
/// *Journal of the American Statistical Association* 75, 454-459.
pub fn cumulative_odds_test(
    table: &Contingency,
    first_above: bool,
    statistic: OrderStatistic,
) -> Result<TestResult, Undefined> {
    if table.rows() != 2 {
        return Err(Undefined::OutsideDomain);
    }
    table.margins()?;
    let (below, above) = if first_above { (table.row(1), table.row(0)) } else { (table.row(0), table.row(1)) };
    chi_bar_squared(pooled_distance(below, above, statistic), below.len())
}

/// The exact test by the statistic of [`cumulative_odds_test`]: its probability to be at least as large, given all
/// margins.
///
/// [`Undefined::TooLarge`] when there are more than five million tables with these margins.
///
/// ```
/// use utfall::stats::tables::{Contingency, OrderStatistic, cumulative_odds_exact_test};
///
/// // Two rows of two that share no column: 1 of 6 tables in that order, and all of them in the other.
/// let table = Contingency::new(&[[2, 0], [0, 2]])?;
/// let low = cumulative_odds_exact_test(&table, false, OrderStatistic::Pearson)?;
/// let high = cumulative_odds_exact_test(&table, true, OrderStatistic::Pearson)?;
/// assert_eq!((low.p * 6.0).round(), 1.0);
/// assert!((high.p - 1.0).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Agresti and Coull (1998).
pub fn cumulative_odds_exact_test(
    table: &Contingency,
    first_above: bool,
    statistic: OrderStatistic,
) -> Result<TestResult, Undefined> {
    if table.rows() != 2 {
        return Err(Undefined::OutsideDomain);
    }
    table.margins()?;
    let below = table.row(usize::from(first_above));
    let sizes = table.column_totals();
    let distance = |below: &[u64]| {
        let above: Vec<u64> = sizes.iter().zip(below).map(|(size, below)| size - below).collect();
        pooled_distance(below, &above, statistic)
    };
    let (farther, as_far) = exact(below, &sizes, distance)?;
    Ok(TestResult::exact(farther + as_far))
}

/// The distance from independence within pools of neighbouring columns, each of which ends where the cumulative odds of
/// the row `below` to the row `above` are smallest.
fn pooled_distance(below: &[u64], above: &[u64], statistic: OrderStatistic) -> f64 {
    let reals = |counts: &[u64]| counts.iter().map(|count| *count as f64).collect::<Vec<f64>>();
    let (one, two) = (reals(below), reals(above));
    let mut from = 0;
    let mut total = 0.0;
    while from < one.len() {
        // Compared as products, so that nobody in the upper row yet is more than any number; the last of equals ends.
        let mut last = from;
        let (mut x, mut y) = (0.0, 0.0);
        let (mut best_x, mut best_y) = (f64::INFINITY, 1.0);
        for column in from..one.len() {
            x += one[column];
            y += two[column];
            if x * best_y < best_x * y {
                (last, best_x, best_y) = (column, x, y);
            }
        }
        total += within(&one[from..=last], &two[from..=last], statistic);
        from = last + 1;
    }
    total
}

/// The distance from independence within some columns.
fn within(one: &[f64], two: &[f64], statistic: OrderStatistic) -> f64 {
    let (n1, n2) = (one.iter().sum::<f64>(), two.iter().sum::<f64>());
    sum(one.iter().zip(two).map(|(x, y)| {
        let column = (x + y) / (n1 + n2);
        distance(*x, column * n1, statistic) + distance(*y, column * n2, statistic)
    }))
}

fn distance(count: f64, expected: f64, statistic: OrderStatistic) -> f64 {
    match statistic {
        _ if expected == 0.0 => 0.0,
        OrderStatistic::Pearson => (count - expected) * (count - expected) / expected,
        OrderStatistic::LikelihoodRatio if count == 0.0 => 0.0,
        OrderStatistic::LikelihoodRatio => 2.0 * count * libm::log(count / expected),
    }
}

/// The tail of the mixture of chi-squared distributions with 0 to `groups - 1` degrees of freedom.
fn chi_bar_squared(statistic: f64, groups: usize) -> Result<TestResult, Undefined> {
    // The weights for equal groups: P(l, k) = P(l - 1, k - 1) / k + (k - 1) / k P(l, k - 1).
    let mut weights = vec![1.0];
    for k in 2..=groups {
        let size = k as f64;
        let mut next = vec![0.0; k];
        for (l, weight) in weights.iter().enumerate() {
            next[l] += weight * (size - 1.0) / size;
            next[l + 1] += weight / size;
        }
        weights = next;
    }
    let mut p = if statistic <= 0.0 { weights[0] } else { 0.0 };
    for (df, weight) in weights.iter().enumerate().skip(1) {
        p += weight * ChiSquared::new(df as f64)?.sf(statistic);
    }
    Ok(TestResult { statistic: Some(statistic), df: None, p: p.min(1.0) })
}

/// Ordered groups, in the direction in which the proportions fall.
struct Groups {
    events: Vec<u64>,
    sizes: Vec<u64>,
}

impl Groups {
    fn new(table: &Contingency, rising: bool) -> Result<Groups, Undefined> {
        if table.columns() != 2 {
            return Err(Undefined::OutsideDomain);
        }
        table.margins()?;
        let mut groups =
            Groups { events: (0..table.rows()).map(|row| table.cell(row, 0)).collect(), sizes: table.row_totals() };
        if rising {
            groups.events.reverse();
            groups.sizes.reverse();
        }
        Ok(groups)
    }

    /// The distance of the falling fit to these events from equal proportions.
    fn distance(&self, events: &[u64], statistic: OrderStatistic) -> f64 {
        // Pools of neighbours: events, people, and how many groups.
        let mut pools: Vec<(u64, u64, usize)> = Vec::new();
        for (x, n) in events.iter().zip(&self.sizes) {
            let mut pool = (*x, *n, 1);
            // The pool before must have the larger proportion.
            while let Some(before) = pools.last().copied() {
                if u128::from(before.0) * u128::from(pool.1) >= u128::from(pool.0) * u128::from(before.1) {
                    break;
                }
                pools.pop();
                pool = (before.0 + pool.0, before.1 + pool.1, before.2 + pool.2);
            }
            pools.push(pool);
        }
        let share = events.iter().sum::<u64>() as f64 / self.sizes.iter().sum::<u64>() as f64;
        sum(pools.iter().map(|(x, n, _)| {
            let (x, n) = (*x as f64, *n as f64);
            distance(x, n * share, statistic) + distance(n - x, n * (1.0 - share), statistic)
        }))
    }
}

fn by_proportions(table: &Contingency, rising: bool, statistic: OrderStatistic) -> Result<(f64, f64), Undefined> {
    let groups = Groups::new(table, rising)?;
    exact(&groups.events, &groups.sizes, |events| groups.distance(events, statistic))
}

/// The probabilities of tables farther than the observed one, and as far, given the sizes of the groups and the number
/// of events.
fn exact(observed: &[u64], sizes: &[u64], distance: impl Fn(&[u64]) -> f64) -> Result<(f64, f64), Undefined> {
    let (events, total): (u64, u64) = (observed.iter().sum(), sizes.iter().sum());
    let observed = distance(observed);
    let ln_choose =
        |n: u64, x: u64| ln_gamma(n as f64 + 1.0) - ln_gamma(x as f64 + 1.0) - ln_gamma((n - x) as f64 + 1.0);
    let all = ln_choose(total, events);
    let (mut farther, mut as_far, mut tables) = (0.0, 0.0, 0_u64);
    let mut counts = vec![0; sizes.len()];
    // Depth first, without recursion: `counts[..depth]` are chosen, and `left` is to be placed from there on.
    let mut stack = vec![(0_usize, events, 0.0)];
    while let Some((depth, left, ln_ways)) = stack.pop() {
        if depth > 0 {
            counts[depth - 1] = left_before(&counts, depth, events, left);
        }
        let room: u64 = sizes[depth..].iter().sum();
        if depth == sizes.len() {
            tables += 1;
            if tables > MOST_TABLES {
                return Err(Undefined::TooLarge);
            }
            let probability = libm::exp(ln_ways - all);
            let value = distance(&counts);
            if value > observed + TIES * (1.0 + observed) {
                farther += probability;
            } else if value >= observed - TIES * (1.0 + observed) {
                as_far += probability;
            }
            continue;
        }
        let size = sizes[depth];
        let (least, most) = (left.saturating_sub(room - size), size.min(left));
        // Every choice leads to a table.
        if most.saturating_sub(least) > MOST_TABLES {
            return Err(Undefined::TooLarge);
        }
        for x in least..=most {
            stack.push((depth + 1, left - x, ln_ways + ln_choose(size, x)));
        }
    }
    Ok((farther, as_far))
}

/// The count of the group before `depth`, from what is left after it.
fn left_before(counts: &[u64], depth: usize, events: u64, left: u64) -> u64 {
    events - left - counts[..depth - 1].iter().sum::<u64>()
}
