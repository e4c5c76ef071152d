//! Exact tests by random tables, where going through all of them takes too long.

use rayon::prelude::*;

use super::Contingency;
use super::exact::{Distance, ExactStatistic};
use crate::stats::random::Random;
use crate::stats::{Arm, Interval, Level, Undefined, one_proportion};

/// The most people times replicates that are shuffled, some ten seconds.
const MOST_WORK: u64 = 2_000_000_000;

/// A p-value from random tables.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MonteCarlo {
    /// `(1 + extreme) / (1 + replicates)`, which is never 0 and makes the test exact at any number of replicates.
    pub p: f64,
    /// The 99 % interval, by Wilson, of the p-value that infinitely many replicates would give.
    pub interval: Interval,
    /// The number of random tables at least as far from independence as the observed one.
    pub extreme: u64,
    /// The number of random tables.
    pub replicates: u64,
}

/// The exact test of independence by random tables with the observed margins, from a stated seed.
///
/// Each replicate has its own stream of random numbers, so that the result is the same on any number of threads, and is
/// reproduced by anyone with the seed. 10 000 replicates settle the second digit. For tables whose exact
/// test is [`Undefined::TooLarge`]. [`Undefined::OutsideDomain`] without replicates, [`Undefined::TooLarge`] when people
/// times replicates exceed two billion.
///
/// ```
/// use utfall::stats::tables::{Contingency, ExactStatistic, monte_carlo_test};
///
/// // Job satisfaction (Agresti 2002, p. 57; R's ?fisher.test): exact p = 0.7827.
/// let table = Contingency::new(&[[1, 2, 1, 0], [3, 3, 6, 1], [10, 10, 14, 9], [6, 7, 12, 11]])?;
/// let test = monte_carlo_test(&table, ExactStatistic::Probability, 10_000, 1)?;
/// assert!(test.interval.contains(0.7827));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Agresti, A., Wackerly, D. and Boyett, J. M. (1979). Exact conditional tests for cross-classifications: approximation of
/// attained significance levels. *Psychometrika* 44, 75-83; Phipson, B. and Smyth, G. K. (2010). *Statistical Applications in
/// Genetics and Molecular Biology* 9, 39.
pub fn monte_carlo_test(
    table: &Contingency,
    statistic: ExactStatistic,
    replicates: u64,
    seed: u64,
) -> Result<MonteCarlo, Undefined> {
    if replicates == 0 {
        return Err(Undefined::OutsideDomain);
    }
    let table = table.occupied()?;
    if table.total().saturating_mul(replicates) > MOST_WORK {
        return Err(Undefined::TooLarge);
    }
    let distance = Distance::new(&table, statistic);
    let observed = distance.of(&table);
    let limit = observed - distance.tolerance(observed);
    // Everyone's column, in the order of the rows.
    let columns: Vec<usize> =
        table.column_totals().iter().enumerate().flat_map(|(column, sum)| vec![column; *sum as usize]).collect();
    let sums = table.row_totals();
    let is_extreme = |replicate: u64| {
        let mut shuffled = columns.clone();
        let mut random = Random::new(seed, replicate);
        let mut from = 0;
        let mut total = 0.0;
        for sum in &sums {
            let mut row = vec![0; table.columns()];
            for _ in 0..*sum {
                let drawn = from + random.below((shuffled.len() - from) as u64) as usize;
                shuffled.swap(from, drawn);
                row[shuffled[from]] += 1;
                from += 1;
            }
            total += distance.of_row(&row, *sum);
        }
        total >= limit
    };
    let extreme = (0..replicates).into_par_iter().filter(|replicate| is_extreme(*replicate)).count() as u64;
    let ninety_nine = Level::new(0.99)?;
    Ok(MonteCarlo {
        p: (1 + extreme) as f64 / (1 + replicates) as f64,
        interval: one_proportion::wilson(Arm::new(extreme, replicates)?, ninety_nine)?.interval,
        extreme,
        replicates,
    })
}
