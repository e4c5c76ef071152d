//! Fisher's exact test for tables of any size.

use super::exact::{ExactStatistic, exact_test, ln_probability};
use super::{Contingency, chi_squared};
use crate::stats::{TestResult, Undefined};

/// The Fisher-Freeman-Halton test: the probability, given all margins, of tables that are no more probable than the
/// observed one.
///
/// Exact and conservative. A table with one occupied row or column has a p of 1. [`Undefined::TooLarge`] when there are
/// more than two million tables with these margins: [`monte_carlo_test`](super::monte_carlo_test) serves there.
///
/// ```
/// use utfall::stats::tables::{Contingency, fisher_freeman_halton};
///
/// // Job satisfaction (Agresti 2002, p. 57; R's ?fisher.test): p = 0.7827.
/// let table = Contingency::new(&[[1, 2, 1, 0], [3, 3, 6, 1], [10, 10, 14, 9], [6, 7, 12, 11]])?;
/// # // 4 by 4 tables with these margins are many; here the first two rows.
/// let table = Contingency::new(&[table.row(0), table.row(1)])?;
/// assert!(fisher_freeman_halton(&table)?.p > 0.5);
/// // Biggerstaff (2000), as R package contingencytables has it: p = 0.1100976.
/// let table = Contingency::new(&[[196, 3], [398, 10], [287, 14]])?;
/// assert!((fisher_freeman_halton(&table)?.p - 0.110_097_6).abs() < 5e-8);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Freeman, G. H. and Halton, J. H. (1951). Note on an exact treatment of contingency, goodness of fit and other problems
/// of significance. *Biometrika* 38, 141-149.
pub fn fisher_freeman_halton(table: &Contingency) -> Result<TestResult, Undefined> {
    exact_test(table, ExactStatistic::Probability)
}

/// The Fisher-Freeman-Halton statistic against the chi-squared distribution: `-2 ln(g f)`, where `f` is the probability
/// of the table given its margins and `g` the root of `(2 pi)^df N^(1 - r c)` times the rows' sums to the power `c - 1`
/// and the columns' to the power `r - 1`; `df = (r - 1) (c - 1)`.
///
/// Close to the exact test where that cannot be computed. A table with one occupied row or column has a statistic of 0
/// and a p of 1.
///
/// ```
/// use utfall::stats::tables::{Contingency, fisher_freeman_halton_asymptotic};
///
/// // R package contingencytables: 12.991 with 3 degrees of freedom, p = 0.0047... for another table, here 4.383.
/// let test = fisher_freeman_halton_asymptotic(&Contingency::new(&[[196, 3], [398, 10], [287, 14]])?)?;
/// assert!((test.statistic.unwrap() - 4.383).abs() < 5e-4 && (test.p - 0.1117).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Freeman and Halton (1951); Agresti, A. (1992). A survey of exact inference for contingency tables. *Statistical Science* 7,
/// 131-153.
pub fn fisher_freeman_halton_asymptotic(table: &Contingency) -> Result<TestResult, Undefined> {
    let df = (table.rows() - 1) as f64 * (table.columns() - 1) as f64;
    if df == 0.0 {
        return Err(Undefined::TooFewGroups);
    }
    let occupied = table.occupied()?;
    if occupied.rows() == 1 || occupied.columns() == 1 {
        return Ok(TestResult { statistic: Some(0.0), df: Some(df), p: 1.0 });
    }
    let margins = table.margins()?;
    let (r, c) = (margins.rows.len() as f64, margins.columns.len() as f64);
    let logs = |sums: &[f64]| sums.iter().map(|sum| libm::log(*sum)).sum::<f64>();
    let ln_g = 0.5
        * (df * libm::log(2.0 * std::f64::consts::PI)
            + (1.0 - r * c) * libm::log(margins.total)
            + (c - 1.0) * logs(&margins.rows)
            + (r - 1.0) * logs(&margins.columns));
    chi_squared::tested((-2.0 * (ln_g + ln_probability(table))).max(0.0), df)
}
