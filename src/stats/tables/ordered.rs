//! Tables whose rows and columns are ordered.

use super::Contingency;
use crate::stats::distribution::Normal;
use crate::stats::sum::sum;
use crate::stats::{TestResult, Undefined};

/// The linear-by-linear test: `z = sqrt(N - 1) r`, with `r` Pearson's correlation of scores of rows and columns;
/// two-sided. Its square is the Mantel-Haenszel chi-squared.
///
/// Powerful against a steady trend. Scores `1, 2, 3, …` are usual; [`midrank_scores`] leave the spacing to the data. For a
/// table with two rows and midranks this is the Mann-Whitney test. [`Undefined::OutsideDomain`] when there are not as
/// many scores as rows and columns, [`Undefined::NoVariation`] when the rows or columns in use have one score.
///
/// ```
/// use utfall::stats::tables::{Contingency, linear_by_linear};
///
/// // Fagerland, Lydersen & Laake (2017), table 7.7, colorectal cancer: z = -2.854, p = 0.004321.
/// let table = Contingency::new(&[[2, 4, 29, 19], [7, 6, 116, 51], [19, 27, 201, 76], [18, 22, 133, 54]])?;
/// let test = linear_by_linear(&table, &[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 3.0, 4.0])?;
/// assert!((test.statistic.unwrap() + 2.854).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Mantel, N. (1963). Chi-square tests with one degree of freedom: extensions of the Mantel-Haenszel procedure. *Journal of
/// the American Statistical Association* 58, 690-700; Agresti (2013), section 3.4.1.
pub fn linear_by_linear(
    table: &Contingency,
    row_scores: &[f64],
    column_scores: &[f64],
) -> Result<TestResult, Undefined> {
    let rows = centred(row_scores, &table.row_totals(), table.total())?;
    let columns = centred(column_scores, &table.column_totals(), table.total())?;
    let squares = |scores: &[f64], totals: &[u64]| sum(scores.iter().zip(totals).map(|(a, n)| a * a * *n as f64));
    let (xx, yy) = (squares(&rows, &table.row_totals()), squares(&columns, &table.column_totals()));
    let xy = sum((0..table.rows()).flat_map(|row| {
        let (columns, a) = (&columns, rows[row]);
        table.row(row).iter().zip(columns).map(move |(n, b)| a * b * *n as f64)
    }));
    let z = libm::sqrt(table.total() as f64 - 1.0) * (xy / libm::sqrt(xx) / libm::sqrt(yy));
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}

/// Scores less their mean over the people.
fn centred(scores: &[f64], totals: &[u64], total: u64) -> Result<Vec<f64>, Undefined> {
    if scores.len() != totals.len() {
        return Err(Undefined::OutsideDomain);
    }
    if scores.iter().any(|score| !score.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    let mut used = scores.iter().zip(totals).filter(|(_, n)| **n > 0).map(|(score, _)| *score);
    let first = used.next().ok_or(Undefined::NoObservations)?;
    if used.all(|score| score == first) {
        return Err(Undefined::NoVariation);
    }
    let largest = scores.iter().fold(0.0, |largest: f64, score| largest.max(score.abs()));
    let scaled: Vec<f64> = scores.iter().map(|score| score / largest).collect();
    let mean = sum(scaled.iter().zip(totals).map(|(score, n)| score * *n as f64)) / total as f64;
    Ok(scaled.into_iter().map(|score| score - mean).collect())
}

/// The midranks of categories with these numbers of people: the mean rank of each, from 1.
///
/// ```
/// use utfall::stats::tables::midrank_scores;
///
/// assert_eq!(midrank_scores(&[25, 17, 11, 6]), [13.0, 34.0, 48.0, 56.5]);
/// ```
pub fn midrank_scores(totals: &[u64]) -> Vec<f64> {
    let mut before = 0.0;
    totals
        .iter()
        .map(|total| {
            let total = *total as f64;
            let rank = before + 0.5 * (total + 1.0);
            before += total;
            rank
        })
        .collect()
}

/// Pairs of people by how their rows and columns compare.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concordance {
    /// Pairs in which the one in the higher row is in the higher column.
    pub concordant: f64,
    /// Pairs in which the one in the higher row is in the lower column.
    pub discordant: f64,
}

impl Concordance {
    /// Goodman and Kruskal's gamma: concordant less discordant over their sum; [`Undefined::NoVariation`] when there
    /// are none of either.
    pub fn gamma(&self) -> Result<f64, Undefined> {
        let all = self.concordant + self.discordant;
        if all == 0.0 { Err(Undefined::NoVariation) } else { Ok((self.concordant - self.discordant) / all) }
    }
}

/// Counts the concordant and discordant pairs of people in a table with ordered rows and columns.
///
/// ```
/// use utfall::stats::tables::{Contingency, concordance};
///
/// // Agresti (2002), section 2.4.3, job satisfaction: C = 1331, D = 849, gamma = 0.221.
/// let table = Contingency::new(&[[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]])?;
/// let pairs = concordance(&table);
/// assert_eq!((pairs.concordant, pairs.discordant), (1331.0, 849.0));
/// assert!((pairs.gamma()? - 0.221).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Goodman, L. A. and Kruskal, W. H. (1954). Measures of association for cross classifications. *Journal of the American
/// Statistical Association* 49, 732-764.
pub fn concordance(table: &Contingency) -> Concordance {
    // Those in the rows above, by column.
    let mut above = vec![0.0; table.columns()];
    let (mut concordant, mut discordant) = (Vec::new(), Vec::new());
    for row in 0..table.rows() {
        let counts = table.row(row);
        for (column, count) in counts.iter().enumerate() {
            let count = *count as f64;
            concordant.push(count * sum(above[..column].iter().copied()));
            discordant.push(count * sum(above[column + 1..].iter().copied()));
        }
        for (above, count) in above.iter_mut().zip(counts) {
            *above += *count as f64;
        }
    }
    Concordance { concordant: sum(concordant), discordant: sum(discordant) }
}

/// The Jonckheere-Terpstra test that the outcome, in ordered columns, rises or falls over ordered rows; two-sided.
///
/// The statistic is the sum of Mann-Whitney's U over all pairs of rows, the later against the earlier, less its expectation
/// and over its standard deviation, which allows for ties. [`Undefined::NoVariation`] when one row or column is in use,
/// [`Undefined::TooFewObservations`] for fewer than three people.
///
/// ```
/// use utfall::stats::tables::{Contingency, jonckheere_terpstra};
///
/// // Fagerland, Lydersen & Laake (2017), table 7.7, colorectal cancer: z = -2.710, p = 0.006720.
/// let table = Contingency::new(&[[2, 4, 29, 19], [7, 6, 116, 51], [19, 27, 201, 76], [18, 22, 133, 54]])?;
/// let test = jonckheere_terpstra(&table)?;
/// assert!((test.statistic.unwrap() + 2.710).abs() < 5e-4);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Jonckheere, A. R. (1954). A distribution-free k-sample test against ordered alternatives. *Biometrika* 41, 133-145;
/// Lehmann (1975), section 6.2 (ties).
pub fn jonckheere_terpstra(table: &Contingency) -> Result<TestResult, Undefined> {
    let n = table.total() as f64;
    if table.total() < 3 {
        return Err(Undefined::TooFewObservations);
    }
    let pairs = concordance(table);
    let (rows, columns) = (table.row_totals(), table.column_totals());
    let total = |totals: &[u64], term: fn(f64) -> f64| sum(totals.iter().map(|n| term(*n as f64)));
    let v = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
    let two = |t: f64| t * (t - 1.0);
    let three = |t: f64| t * (t - 1.0) * (t - 2.0);
    let variance = (v(n) - total(&rows, v) - total(&columns, v)) / 72.0
        + total(&rows, three) * total(&columns, three) / (36.0 * three(n))
        + total(&rows, two) * total(&columns, two) / (8.0 * two(n));
    let in_use = |totals: &[u64]| totals.iter().filter(|total| **total > 0).count();
    if in_use(&rows) < 2 || in_use(&columns) < 2 || variance <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    // The sum of U less its expectation is half of concordant less discordant.
    let z = 0.5 * (pairs.concordant - pairs.discordant) / libm::sqrt(variance);
    Ok(TestResult { statistic: Some(z), df: None, p: Normal.two_sided(z) })
}
