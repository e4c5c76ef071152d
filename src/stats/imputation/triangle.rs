//! Triangular factors of small matrices, for drawing from a normal distribution with a known information.

use nalgebra::DMatrix;

use crate::stats::Undefined;
use crate::stats::orthogonal::dot;

/// A pivot below this share of its variable's own size is rounding, not information.
const SMALLEST_PIVOT: f64 = 1e-13;

/// The rows of the lower triangle `L` with `L L' = A`.
#[derive(Debug, Clone, Default)]
pub(super) struct Triangle(Vec<Vec<f64>>);

impl Triangle {
    /// The triangle of a symmetric positive definite matrix; [`Undefined::Collinear`] for another.
    pub fn new(matrix: &DMatrix<f64>) -> Result<Triangle, Undefined> {
        let mut triangle = Triangle::default();
        for i in 0..matrix.nrows() {
            let row: Vec<f64> = (0..i).map(|j| matrix[(i, j)]).collect();
            if !triangle.push(&row, matrix[(i, i)], SMALLEST_PIVOT) {
                return Err(Undefined::Collinear);
            }
        }
        Ok(triangle)
    }

    /// Adds a row of `A`, unless no larger share of its diagonal entry is left than `smallest`.
    pub fn push(&mut self, row: &[f64], diagonal: f64, smallest: f64) -> bool {
        let mut own = self.solve(row);
        let left = diagonal - dot(&own, &own);
        if left.is_nan() || left <= smallest * diagonal {
            return false;
        }
        own.push(libm::sqrt(left));
        self.0.push(own);
        true
    }

    /// `x` with `L x = right`.
    pub fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut x: Vec<f64> = Vec::with_capacity(self.0.len() + 1);
        for (i, row) in self.0.iter().enumerate() {
            x.push((right[i] - dot(&x, &row[..i])) / row[i]);
        }
        x
    }

    /// `x` with `L' x = right`: a standard normal `right` gives an `x` with the covariance `A^-1`.
    pub fn solve_transposed(&self, right: &[f64]) -> Vec<f64> {
        let mut x = right.to_vec();
        for i in (0..x.len()).rev() {
            let known: f64 = (i + 1..x.len()).map(|k| self.0[k][i] * x[k]).sum();
            x[i] = (x[i] - known) / self.0[i][i];
        }
        x
    }

    /// `ln det A`.
    pub fn ln_determinant(&self) -> f64 {
        2.0 * self.0.iter().enumerate().map(|(i, row)| libm::log(row[i])).sum::<f64>()
    }
}

/// `X' diag(weights) X` of columns.
pub(super) fn weighted_squares(columns: &[Vec<f64>], weights: &[f64]) -> DMatrix<f64> {
    let width = columns.len();
    let mut squares = DMatrix::zeros(width, width);
    for (i, column) in columns.iter().enumerate() {
        let weighted: Vec<f64> = column.iter().zip(weights).map(|(x, weight)| x * weight).collect();
        for (j, other) in columns[..=i].iter().enumerate() {
            let square = dot(&weighted, other);
            (squares[(i, j)], squares[(j, i)]) = (square, square);
        }
    }
    squares
}
