//! Tests that the rows of a table have the same distribution, or equally that rows and columns are independent.

use super::Contingency;
use crate::stats::distribution::ChiSquared;
use crate::stats::sum::sum;
use crate::stats::{TestResult, Undefined};

/// Pearson's chi-squared test: `sum((observed - expected)^2 / expected)` over the cells, with
/// `(rows - 1) (columns - 1)` degrees of freedom.
///
/// Doubtful when many cells are expected to hold fewer than five ([`expected_below`]). For a 2 by 2 table it is
/// [`two_proportions::tests::pearson`](crate::stats::two_proportions::tests::pearson).
/// [`Undefined::ZeroMargin`] when a row or column is empty, [`Undefined::TooFewGroups`] when there is only one.
///
/// ```
/// use utfall::stats::tables::{Contingency, pearson};
///
/// // Agresti (2007), table 2.5: gender by party, X^2 = 30.1 with 2 degrees of freedom.
/// let table = Contingency::new(&[[762, 327, 468], [484, 239, 477]])?;
/// let test = pearson(&table)?;
/// assert!((test.statistic.unwrap() - 30.070_149).abs() < 1e-6);
/// assert_eq!(test.df, Some(2.0));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Pearson, K. (1900). *Philosophical Magazine* 50, 157-175; Agresti, A. (2013). *Categorical Data Analysis*, 3rd ed.,
/// section 3.2.1.
pub fn pearson(table: &Contingency) -> Result<TestResult, Undefined> {
    let margins = table.margins()?;
    let statistic = sum(table.with_expected(&margins).map(|(observed, expected)| {
        let apart = observed - expected;
        apart * apart / expected
    }));
    tested(statistic, margins.df())
}

/// The likelihood-ratio test: `G^2 = 2 sum(observed ln(observed / expected))`, with the degrees of freedom of
/// [`pearson`] and the same conditions.
///
/// ```
/// use utfall::stats::tables::{Contingency, likelihood_ratio};
///
/// // Agresti (2007), table 2.5: G^2 = 30.0.
/// let table = Contingency::new(&[[762, 327, 468], [484, 239, 477]])?;
/// assert!((likelihood_ratio(&table)?.statistic.unwrap() - 30.016_69).abs() < 1e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Wilks, S. S. (1938). *Annals of Mathematical Statistics* 9, 60-62; Agresti (2013), section 3.2.1.
pub fn likelihood_ratio(table: &Contingency) -> Result<TestResult, Undefined> {
    let margins = table.margins()?;
    let half = sum(table
        .with_expected(&margins)
        .map(|(observed, expected)| if observed == 0.0 { 0.0 } else { observed * libm::log(observed / expected) }));
    tested((2.0 * half).max(0.0), margins.df())
}

/// The number of cells that are expected to hold fewer than `least`, of all.
///
/// Cochran's rule of thumb finds the chi-squared tests acceptable when no cell is expected below 1 and at most a fifth
/// of them below 5.
///
/// Cochran, W. G. (1954). Some methods for strengthening the common chi-squared tests. *Biometrics* 10, 417-451.
pub fn expected_below(table: &Contingency, least: f64) -> Result<usize, Undefined> {
    let margins = table.margins()?;
    Ok(table.with_expected(&margins).filter(|(_, expected)| *expected < least).count())
}

pub(super) fn tested(statistic: f64, df: f64) -> Result<TestResult, Undefined> {
    if !statistic.is_finite() {
        return Err(Undefined::NotFinite);
    }
    Ok(TestResult { statistic: Some(statistic), df: Some(df), p: ChiSquared::new(df)?.sf(statistic) })
}
