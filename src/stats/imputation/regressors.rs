//! The explanatory columns of an imputation model, without those that say nothing new.

use super::triangle::Triangle;
use crate::stats::orthogonal::dot;

/// A column of which no larger share is left, squared, when the others are held constant, is a combination of them.
const SMALLEST_SHARE: f64 = 1e-9;

/// Why a column was left out of an imputation model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It is the same in all rows where the outcome is observed.
    Constant,
    /// It is a combination of others there.
    Collinear,
    /// There are not enough rows for it.
    TooFewRows,
}

/// Columns of which none is a combination of the others: over the rows where the outcome is observed, and where it is
/// not.
pub(super) struct Regressors {
    pub observed: Vec<Vec<f64>>,
    pub missing: Vec<Vec<f64>>,
    /// Of `X'X` over the observed rows.
    triangle: Triangle,
}

impl Regressors {
    /// Takes the columns in order, each unless it is a combination of those before it; the first is the intercept.
    ///
    /// At least one residual degree of freedom is left, but for a single row. Also says which columns were left out and
    /// why.
    pub fn new(observed: Vec<Vec<f64>>, missing: Vec<Vec<f64>>) -> (Regressors, Vec<(usize, Reason)>) {
        let rows = observed.first().map_or(0, Vec::len);
        let most = rows.saturating_sub(1).max(1);
        let mut kept: Vec<usize> = Vec::new();
        let mut triangle = Triangle::default();
        let mut dropped = Vec::new();
        for (place, column) in observed.iter().enumerate() {
            let products: Vec<f64> = kept.iter().map(|other| dot(column, &observed[*other])).collect();
            if kept.len() >= most {
                dropped.push((place, Reason::TooFewRows));
            } else if triangle.push(&products, dot(column, column), SMALLEST_SHARE) {
                kept.push(place);
            } else {
                let constant = column.iter().all(|entry| *entry == column[0]);
                dropped.push((place, if constant { Reason::Constant } else { Reason::Collinear }));
            }
        }
        let chosen = |columns: Vec<Vec<f64>>| {
            let mut columns: Vec<Option<Vec<f64>>> = columns.into_iter().map(Some).collect();
            kept.iter().filter_map(|place| columns[*place].take()).collect()
        };
        (Regressors { observed: chosen(observed), missing: chosen(missing), triangle }, dropped)
    }

    /// The number of columns.
    pub fn width(&self) -> usize {
        self.observed.len()
    }

    /// The number of rows where the outcome is observed.
    pub fn rows(&self) -> usize {
        self.observed.first().map_or(0, Vec::len)
    }

    /// The number of rows where it is missing.
    pub fn missing_rows(&self) -> usize {
        self.missing.first().map_or(0, Vec::len)
    }

    /// `b` with `L b = X' outcome`, where `X'X = L L'`: [`Regressors::coefficients`] of it are those of least squares.
    pub fn project(&self, outcome: &[f64]) -> Vec<f64> {
        self.triangle.solve(&self.observed.iter().map(|column| dot(column, outcome)).collect::<Vec<f64>>())
    }

    /// `x` with `L' x = right`.
    pub fn coefficients(&self, right: &[f64]) -> Vec<f64> {
        self.triangle.solve_transposed(right)
    }
}

/// The sum of the columns, each times its coefficient.
pub(super) fn predictions(columns: &[Vec<f64>], coefficients: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; columns.first().map_or(0, Vec::len)];
    for (column, coefficient) in columns.iter().zip(coefficients) {
        for (sum, entry) in sums.iter_mut().zip(column) {
            *sum += coefficient * entry;
        }
    }
    sums
}

/// The largest of the [`predictions`], in size.
pub(super) fn largest_prediction(columns: &[Vec<f64>], coefficients: &[f64]) -> f64 {
    predictions(columns, coefficients).iter().fold(0.0, |largest: f64, value| largest.max(value.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_what_says_nothing_new() {
        let ones = vec![1.0; 6];
        let x = vec![1.0, -1.0, 2.0, 0.5, -0.5, 0.0];
        let sum: Vec<f64> = x.iter().map(|x| 3.0 * x - 0.25).collect();
        let other = vec![0.0, 1.0, 0.0, 1.0, 1.0, 0.0];
        let columns = vec![ones.clone(), vec![0.3; 6], x, sum, other];
        let (kept, dropped) = Regressors::new(columns.clone(), columns);
        assert_eq!(dropped, [(1, Reason::Constant), (3, Reason::Collinear)]);
        assert_eq!(kept.width(), 3);
        // A line is found again.
        let y: Vec<f64> = (0..6).map(|i| 2.0 - kept.observed[1][i] + 0.5 * kept.observed[2][i]).collect();
        let found = kept.coefficients(&kept.project(&y));
        for (found, expected) in found.iter().zip([2.0, -1.0, 0.5]) {
            assert!((found - expected).abs() < 1e-12);
        }
        let few = vec![vec![1.0, 1.0, 1.0], vec![0.0, 1.0, 0.0], vec![0.0, 0.0, 1.0]];
        assert_eq!(Regressors::new(few.clone(), few).1, [(2, Reason::TooFewRows)]);
    }
}
