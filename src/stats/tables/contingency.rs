//! A table of counts.

use crate::stats::Undefined;

/// People counted by two characteristics: `rows` by `columns`, at least one of each.
///
/// ```
/// use utfall::stats::{Undefined, tables::Contingency};
///
/// let table = Contingency::new(&[vec![10, 20, 0], vec![30, 5, 0]])?;
/// assert_eq!(table.row_totals(), [30, 35]);
/// assert_eq!(table.column_totals(), [40, 25, 0]);
/// assert_eq!(table.occupied()?.columns(), 2);
/// assert_eq!(Contingency::new(&[vec![1, 2], vec![3]]), Err(Undefined::OutsideDomain));
/// # Ok::<(), Undefined>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Contingency {
    /// Row by row.
    cells: Vec<u64>,
    columns: usize,
    total: u64,
}

impl Contingency {
    /// From rows of counts.
    ///
    /// [`Undefined::OutsideDomain`] when rows differ in length, [`Undefined::NoObservations`] when nobody is counted,
    /// [`Undefined::TooLarge`] when the sum is beyond a `u64`.
    pub fn new<R: AsRef<[u64]>>(rows: &[R]) -> Result<Contingency, Undefined> {
        let columns = rows.first().map_or(0, |row| row.as_ref().len());
        if rows.iter().any(|row| row.as_ref().len() != columns) {
            return Err(Undefined::OutsideDomain);
        }
        let cells: Vec<u64> = rows.iter().flat_map(|row| row.as_ref().iter().copied()).collect();
        let total = cells.iter().try_fold(0_u64, |sum, cell| sum.checked_add(*cell)).ok_or(Undefined::TooLarge)?;
        if total == 0 { Err(Undefined::NoObservations) } else { Ok(Contingency { cells, columns, total }) }
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.cells.len() / self.columns
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The number of people.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The counts of one row.
    pub fn row(&self, row: usize) -> &[u64] {
        &self.cells[row * self.columns..(row + 1) * self.columns]
    }

    /// The count in one cell.
    pub fn cell(&self, row: usize, column: usize) -> u64 {
        self.row(row)[column]
    }

    /// The sums of the rows.
    pub fn row_totals(&self) -> Vec<u64> {
        self.cells.chunks(self.columns).map(|row| row.iter().sum()).collect()
    }

    /// The sums of the columns.
    pub fn column_totals(&self) -> Vec<u64> {
        (0..self.columns).map(|column| self.cells.iter().skip(column).step_by(self.columns).sum()).collect()
    }

    /// The table without the rows and columns in which nobody is counted.
    ///
    /// Tests of independence say [`Undefined::ZeroMargin`] of a table with such a row or column: an unused category
    /// has no share to compare. To leave it out is the caller's decision, which changes the degrees of freedom.
    pub fn occupied(&self) -> Result<Contingency, Undefined> {
        let columns = self.column_totals();
        let rows: Vec<Vec<u64>> = self
            .cells
            .chunks(self.columns)
            .filter(|row| row.iter().any(|cell| *cell > 0))
            .map(|row| row.iter().zip(&columns).filter(|(_, sum)| **sum > 0).map(|(cell, _)| *cell).collect())
            .collect();
        Contingency::new(&rows)
    }

    /// Rows and columns exchanged.
    pub fn transposed(&self) -> Contingency {
        let cells = (0..self.columns).flat_map(|column| self.cells.iter().skip(column).step_by(self.columns).copied());
        Contingency { cells: cells.collect(), columns: self.rows(), total: self.total }
    }

    /// The margins as numbers, if no row and no column is empty and there are two of each at least.
    pub(super) fn margins(&self) -> Result<Margins, Undefined> {
        let margins = Margins {
            rows: self.row_totals().into_iter().map(|n| n as f64).collect(),
            columns: self.column_totals().into_iter().map(|n| n as f64).collect(),
            total: self.total as f64,
        };
        if margins.rows.contains(&0.0) || margins.columns.contains(&0.0) {
            Err(Undefined::ZeroMargin)
        } else if margins.rows.len() < 2 || margins.columns.len() < 2 {
            Err(Undefined::TooFewGroups)
        } else {
            Ok(margins)
        }
    }

    /// Observed and expected counts, cell by cell.
    pub(super) fn with_expected<'a>(&'a self, margins: &'a Margins) -> impl Iterator<Item = (f64, f64)> + 'a {
        self.cells.iter().enumerate().map(|(place, cell)| {
            let (row, column) = (place / self.columns, place % self.columns);
            (*cell as f64, margins.rows[row] / margins.total * margins.columns[column])
        })
    }
}

/// The sums of rows and columns, all positive.
pub(super) struct Margins {
    pub rows: Vec<f64>,
    pub columns: Vec<f64>,
    pub total: f64,
}

impl Margins {
    /// `(rows - 1) (columns - 1)`.
    pub(super) fn df(&self) -> f64 {
        (self.rows.len() - 1) as f64 * (self.columns.len() - 1) as f64
    }
}
