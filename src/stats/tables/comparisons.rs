//! Differences of proportions between all pairs of rows, with one level for all of them.

use super::Contingency;
use crate::stats::distribution::ChiSquared;
use crate::stats::{Arm, Estimated, Interval, Level, Undefined};

/// How a family of intervals keeps its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Simultaneous {
    /// Each interval at level `1 - alpha / pairs`: Bonferroni.
    Bonferroni,
    /// By the chi-squared quantile with `rows - 1` degrees of freedom, which holds for all contrasts: Scheffe. Wider
    /// than Bonferroni's for few rows.
    Scheffe,
}

/// The difference between two rows, the first minus the second, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowDifference {
    /// The first row.
    pub first: usize,
    /// The second row.
    pub second: usize,
    /// The difference of the proportions in the first column.
    pub difference: Estimated,
}

/// The differences of the proportion in the first of two columns between all pairs of rows, with simultaneous Wald
/// intervals.
///
/// `p_i - p_j +- sqrt(q (p_i q_i / n_i + p_j q_j / n_j))`, with a chi-squared quantile `q` that [`Simultaneous`] chooses.
/// [`Undefined::OutsideDomain`] unless there are two columns, [`Undefined::TooFewGroups`] for fewer than two rows,
/// [`Undefined::NoObservations`] when a row is empty.
///
/// ```
/// use utfall::stats::{Level, tables::{Contingency, Simultaneous, row_differences}};
///
/// // Fagerland, Lydersen & Laake (2017), table 7.3, treatments of ear infection: rows 1 and 3, -0.2476 (-0.4213 to -0.0740).
/// let table = Contingency::new(&[[40, 25], [54, 7], [63, 10]])?;
/// let all = row_differences(&table, Simultaneous::Bonferroni, Level::NINETY_FIVE)?;
/// let first_to_third = all.iter().find(|pair| (pair.first, pair.second) == (0, 2)).unwrap().difference;
/// assert!((first_to_third.interval.lower().unwrap() + 0.4213).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Goodman, L. A. (1964). Simultaneous confidence intervals for contrasts among multinomial populations. *Annals of
/// Mathematical Statistics* 35, 716-725.
pub fn row_differences(
    table: &Contingency,
    simultaneous: Simultaneous,
    level: Level,
) -> Result<Vec<RowDifference>, Undefined> {
    let rows = table.rows();
    if table.columns() != 2 {
        return Err(Undefined::OutsideDomain);
    }
    if rows < 2 {
        return Err(Undefined::TooFewGroups);
    }
    let pairs = rows as f64 * (rows - 1) as f64 / 2.0;
    let quantile = match simultaneous {
        Simultaneous::Bonferroni => ChiSquared::new(1.0)?.upper_quantile(level.alpha() / pairs)?,
        Simultaneous::Scheffe => ChiSquared::new((rows - 1) as f64)?.upper_quantile(level.alpha())?,
    };
    let arms: Vec<Arm> = (0..rows)
        .map(|row| Arm::new(table.cell(row, 0), table.cell(row, 0) + table.cell(row, 1)))
        .collect::<Result<_, _>>()?;
    let variance = |arm: Arm| arm.proportion() * (arm.non_events() as f64 / arm.total() as f64) / arm.total() as f64;
    let mut differences = Vec::new();
    for first in 0..rows {
        for second in first + 1..rows {
            let value = arms[first].proportion() - arms[second].proportion();
            let standard_error = libm::sqrt(variance(arms[first]) + variance(arms[second]));
            let interval = Interval::around(value, libm::sqrt(quantile) * standard_error);
            let difference = Estimated { value, standard_error: Some(standard_error), interval };
            differences.push(RowDifference { first, second, difference });
        }
    }
    Ok(differences)
}
