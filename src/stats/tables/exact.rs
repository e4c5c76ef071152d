//! Exact tests given all margins, by going through the tables.

use super::Contingency;
use crate::stats::distribution::ln_gamma;
use crate::stats::{TestResult, Undefined};

/// The most tables that are gone through: some seconds.
const MOST_TABLES: u64 = 2_000_000;

/// Tables that agree to this much in the statistic are ties, as in R.
const TIES: f64 = 1e-7;

/// What says how far a table is from independence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExactStatistic {
    /// Its probability given the margins: the Fisher-Freeman-Halton test.
    Probability,
    /// Pearson's chi-squared.
    Pearson,
    /// The likelihood-ratio chi-squared.
    LikelihoodRatio,
}

/// The exact test of independence: the probability, given all margins, of tables at least as far from independence.
///
/// A table with one occupied row or column has a p of 1. [`Undefined::TooLarge`] when there are more than two million
/// tables with these margins.
///
/// ```
/// use utfall::stats::tables::{Contingency, ExactStatistic, exact_test};
///
/// // Fisher's tea tasting as a table: 34 of 70 by any of the statistics.
/// let tea = Contingency::new(&[[3, 1], [1, 3]])?;
/// for statistic in [ExactStatistic::Probability, ExactStatistic::Pearson, ExactStatistic::LikelihoodRatio] {
///     assert!((exact_test(&tea, statistic)?.p - 34.0 / 70.0).abs() < 1e-12);
/// }
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Freeman and Halton (1951); Agresti (1992).
pub fn exact_test(table: &Contingency, statistic: ExactStatistic) -> Result<TestResult, Undefined> {
    let tails = Tails::new(table, statistic)?;
    Ok(TestResult::exact(tails.farther + tails.as_far))
}

/// [`exact_test`] in which tables exactly as far count half.
///
/// ```
/// use utfall::stats::tables::{Contingency, ExactStatistic, exact_mid_p_test};
///
/// // R package contingencytables, mid-p by the likelihood ratio: 0.9237914.
/// let table = Contingency::new(&[[3, 1, 2], [3, 1, 1], [6, 1, 1]])?;
/// assert!((exact_mid_p_test(&table, ExactStatistic::LikelihoodRatio)?.p - 0.923_791_4).abs() < 5e-8);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Lancaster (1961).
pub fn exact_mid_p_test(table: &Contingency, statistic: ExactStatistic) -> Result<TestResult, Undefined> {
    let tails = Tails::new(table, statistic)?;
    Ok(TestResult::exact(tails.farther + 0.5 * tails.as_far))
}

/// The logarithm of the probability of a table given its margins.
pub(super) fn ln_probability(table: &Contingency) -> f64 {
    let factorials = |counts: &[u64]| counts.iter().map(|count| ln_gamma(*count as f64 + 1.0)).sum::<f64>();
    let cells: f64 = (0..table.rows()).map(|row| factorials(table.row(row))).sum();
    factorials(&table.row_totals()) + factorials(&table.column_totals()) - factorials(&[table.total()]) - cells
}

/// A statistic that is larger the farther a table is from independence, as a sum over its cells.
pub(super) struct Distance {
    statistic: ExactStatistic,
    /// The sums of the columns as shares of all.
    shares: Vec<f64>,
}

impl Distance {
    pub(super) fn new(table: &Contingency, statistic: ExactStatistic) -> Distance {
        let total = table.total() as f64;
        let shares = table.column_totals().into_iter().map(|sum| sum as f64 / total).collect();
        Distance { statistic, shares }
    }

    /// What one row with this sum contributes, the probability aside: up to a constant for the margins.
    pub(super) fn of_row(&self, row: &[u64], sum: u64) -> f64 {
        let cells = row.iter().zip(&self.shares).filter(|(_, share)| **share > 0.0);
        match self.statistic {
            ExactStatistic::Probability => cells.map(|(count, _)| ln_gamma(*count as f64 + 1.0)).sum(),
            ExactStatistic::Pearson => cells
                .map(|(count, share)| {
                    let expected = share * sum as f64;
                    let apart = *count as f64 - expected;
                    apart * apart / expected
                })
                .sum(),
            ExactStatistic::LikelihoodRatio => cells
                .filter(|(count, _)| **count > 0)
                .map(|(count, share)| {
                    let count = *count as f64;
                    count * libm::log(count / (share * sum as f64))
                })
                .sum(),
        }
    }

    /// The statistic of a table.
    pub(super) fn of(&self, table: &Contingency) -> f64 {
        (0..table.rows()).map(|row| self.of_row(table.row(row), table.row(row).iter().sum())).sum()
    }

    /// How much may separate two tables that are as far: an absolute distance for probabilities, whose logarithms these
    /// are, and a relative one for the others.
    pub(super) fn tolerance(&self, observed: f64) -> f64 {
        match self.statistic {
            ExactStatistic::Probability => TIES,
            ExactStatistic::Pearson | ExactStatistic::LikelihoodRatio => TIES * observed.abs().max(1e-9),
        }
    }
}

/// The probabilities of tables farther from independence than the observed one, and as far.
struct Tails {
    farther: f64,
    as_far: f64,
}

impl Tails {
    fn new(table: &Contingency, statistic: ExactStatistic) -> Result<Tails, Undefined> {
        let table = table.occupied()?;
        if table.rows() == 1 || table.columns() == 1 {
            return Ok(Tails { farther: 0.0, as_far: 1.0 });
        }
        // Fewer, longer rows make fewer steps.
        let table = if table.rows() > table.columns() { table.transposed() } else { table };
        let distance = Distance::new(&table, statistic);
        let observed = distance.of(&table);
        let factorials: Vec<f64> = match usize::try_from(table.total()) {
            Ok(total) if total <= 1_000_000 => (0..=total).map(|count| ln_gamma(count as f64 + 1.0)).collect(),
            _ => return Err(Undefined::TooLarge),
        };
        let sums = table.row_totals();
        let margins: f64 = sums.iter().chain(&table.column_totals()).map(|sum| factorials[*sum as usize]).sum();
        let mut walk = Walk {
            sums,
            distance,
            factorials,
            base: 0.0,
            observed,
            tolerance: 0.0,
            tables: 0,
            tails: Tails { farther: 0.0, as_far: 0.0 },
        };
        walk.base = margins - walk.factorials[table.total() as usize];
        walk.tolerance = walk.distance.tolerance(observed);
        let mut row = vec![0; table.columns()];
        walk.go(&mut row, 0, 0, &table.column_totals(), walk.sums[0], (0.0, 0.0))?;
        Ok(walk.tails)
    }
}

/// A walk through all tables with given margins, row by row and cell by cell.
struct Walk {
    sums: Vec<u64>,
    distance: Distance,
    /// `ln(n!)`.
    factorials: Vec<f64>,
    /// The part of the logarithm of the probability that the margins give.
    base: f64,
    observed: f64,
    tolerance: f64,
    tables: u64,
    tails: Tails,
}

impl Walk {
    /// Fills the row from `column` on, `left` being what is left of the columns before this row and `rest` of the row;
    /// `done` holds the statistic and the sum of the logarithms of the factorials of the rows before.
    fn go(
        &mut self,
        row: &mut Vec<u64>,
        place: usize,
        column: usize,
        left: &[u64],
        rest: u64,
        done: (f64, f64),
    ) -> Result<(), Undefined> {
        if place + 1 == self.sums.len() {
            // The last row is what is left.
            self.tables += 1;
            if self.tables > MOST_TABLES {
                return Err(Undefined::TooLarge);
            }
            let (statistic, cells) = self.with_row(left, self.sums[place], done);
            let probability = libm::exp(self.base - cells);
            if statistic > self.observed + self.tolerance {
                self.tails.farther += probability;
            } else if statistic >= self.observed - self.tolerance {
                self.tails.as_far += probability;
            }
            return Ok(());
        }
        if column + 1 == row.len() {
            row[column] = rest;
            let below: Vec<u64> = left.iter().zip(row.iter()).map(|(left, cell)| left - cell).collect();
            let done = self.with_row(row, self.sums[place], done);
            let kept = row.clone();
            self.go(row, place + 1, 0, &below, self.sums[place + 1], done)?;
            *row = kept;
            return Ok(());
        }
        // The columns to the right must be able to take the rest.
        let room: u64 = left[column + 1..].iter().sum();
        for count in rest.saturating_sub(room)..=rest.min(left[column]) {
            row[column] = count;
            self.go(row, place, column + 1, left, rest - count, done)?;
        }
        Ok(())
    }

    fn with_row(&self, row: &[u64], sum: u64, (statistic, cells): (f64, f64)) -> (f64, f64) {
        let factorials: f64 = row.iter().map(|count| self.factorials[*count as usize]).sum();
        let own = match self.distance.statistic {
            ExactStatistic::Probability => factorials,
            ExactStatistic::Pearson | ExactStatistic::LikelihoodRatio => self.distance.of_row(row, sum),
        };
        (statistic + own, cells + factorials)
    }
}
