//! Least squares by an orthogonal basis of the columns.

use nalgebra::DMatrix;

use super::{Undefined, power_of_two};

/// A column that the earlier ones explain but for this share of its size is a combination of them.
const SMALLEST_SHARE: f64 = 1e-9;

/// What is left of a column at less than this share of its length is rounding.
const ROUNDING: f64 = 1e-14;

/// Columns factored as `Q R`: `Q` orthonormal, `R` upper triangular.
#[derive(Debug, Clone)]
pub(in crate::stats) struct Orthogonal {
    basis: Vec<Vec<f64>>,
    upper: DMatrix<f64>,
    /// What each column was divided by; a power of two.
    scale: Vec<f64>,
}

/// A vector in two parts: what a basis explains, as coefficients of the basis, and what it does not.
#[derive(Debug, Clone)]
pub(in crate::stats) struct Projected {
    pub along: Vec<f64>,
    pub residuals: Vec<f64>,
}

impl Orthogonal {
    /// Gram and Schmidt's method, each column twice, which makes it as exact as any.
    ///
    /// [`Undefined::Collinear`] when a column is a combination of those before it. With `constant` the
    /// first column is the intercept (times weights), and what others have in common with it does not
    /// count in judging what is left of them.
    pub(in crate::stats) fn new(columns: Vec<Vec<f64>>, constant: bool) -> Result<Orthogonal, Undefined> {
        let mut factored =
            Orthogonal { basis: Vec::new(), upper: DMatrix::zeros(columns.len(), columns.len()), scale: Vec::new() };
        for column in columns {
            factored.add(column, constant)?;
        }
        Ok(factored)
    }

    /// The places of the columns that are no combination of those before them; the others are left out.
    ///
    /// The same measure as for [`Orthogonal::new`], which therefore takes what is left.
    pub(in crate::stats) fn independent(columns: Vec<Vec<f64>>, constant: bool) -> Result<Vec<usize>, Undefined> {
        let mut factored =
            Orthogonal { basis: Vec::new(), upper: DMatrix::zeros(columns.len(), columns.len()), scale: Vec::new() };
        let mut kept = Vec::new();
        for (place, column) in columns.into_iter().enumerate() {
            match factored.add(column, constant) {
                Ok(()) => kept.push(place),
                Err(Undefined::Collinear) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(kept)
    }

    /// Adds a column; where it is a combination of those before it nothing changes.
    fn add(&mut self, column: Vec<f64>, constant: bool) -> Result<(), Undefined> {
        let place = self.basis.len();
        let largest = column.iter().fold(0.0, |largest: f64, entry| largest.max(entry.abs()));
        if !largest.is_finite() || column.iter().any(|entry| entry.is_nan()) {
            return Err(Undefined::NotFinite);
        }
        let scale = power_of_two::above(largest);
        let scaled: Vec<f64> = column.iter().map(|entry| entry / scale).collect();
        let whole = length(&scaled);
        let size = match self.basis.first().filter(|_| constant) {
            Some(first) => length(&without(&scaled, first)),
            None => whole,
        };
        let Projected { along, residuals } = self.project_scaled(scaled);
        let left = length(&residuals);
        if left <= (SMALLEST_SHARE * size).max(ROUNDING * whole) {
            return Err(Undefined::Collinear);
        }
        for (i, part) in along.iter().enumerate() {
            self.upper[(i, place)] = *part;
        }
        self.upper[(place, place)] = left;
        self.basis.push(residuals.into_iter().map(|entry| entry / left).collect());
        self.scale.push(scale);
        Ok(())
    }

    /// The number of columns.
    pub(in crate::stats) fn width(&self) -> usize {
        self.basis.len()
    }

    /// The entries of one row of `Q`.
    pub(in crate::stats) fn row(&self, row: usize) -> impl Iterator<Item = f64> {
        self.basis.iter().map(move |column| column[row])
    }

    /// One entry of `Q`.
    pub(in crate::stats) fn entry(&self, row: usize, column: usize) -> f64 {
        self.basis[column][row]
    }

    /// `ln det` of the triangle, the units of the columns included.
    pub(in crate::stats) fn ln_determinant(&self) -> f64 {
        (0..self.width()).map(|i| libm::log(self.upper[(i, i)]) + libm::log(self.scale[i])).sum()
    }

    /// Splits a vector into what the columns explain and the rest.
    pub(in crate::stats) fn project(&self, vector: &[f64]) -> Projected {
        let scale = power_of_two::above(vector.iter().fold(0.0, |largest: f64, entry| largest.max(entry.abs())));
        let mut projected = self.project_scaled(vector.iter().map(|entry| entry / scale).collect());
        projected.along.iter_mut().for_each(|entry| *entry *= scale);
        projected.residuals.iter_mut().for_each(|entry| *entry *= scale);
        projected
    }

    fn project_scaled(&self, vector: Vec<f64>) -> Projected {
        let (mut along, mut residuals) = (vec![0.0; self.basis.len()], vector);
        for _ in 0..2 {
            for (total, direction) in along.iter_mut().zip(&self.basis) {
                let part = dot(&residuals, direction);
                *total += part;
                for (entry, unit) in residuals.iter_mut().zip(direction) {
                    *entry -= part * unit;
                }
            }
        }
        Projected { along, residuals }
    }

    /// `x` with `R x = right`: coefficients of the columns from coefficients of the basis.
    pub(in crate::stats) fn coefficients(&self, right: &[f64]) -> Vec<f64> {
        let width = self.width();
        let mut x = right.to_vec();
        for i in (0..width).rev() {
            let known: f64 = (i + 1..width).map(|j| self.upper[(i, j)] * x[j]).sum();
            x[i] = (x[i] - known) / self.upper[(i, i)];
        }
        x.iter().zip(&self.scale).map(|(x, scale)| x / scale).collect()
    }

    /// `R^-1 inner (R^-1)'` for a symmetric `inner`: a covariance of coefficients of the basis becomes one of
    /// coefficients of the columns.
    pub(in crate::stats) fn covariance(&self, inner: &DMatrix<f64>) -> DMatrix<f64> {
        let width = self.width();
        let solved = |matrix: &DMatrix<f64>| {
            let columns: Vec<Vec<f64>> =
                (0..width).map(|j| self.coefficients(matrix.column(j).clone_owned().as_slice())).collect();
            DMatrix::from_fn(width, width, |i, j| columns[j][i])
        };
        let both = solved(&solved(inner).transpose());
        DMatrix::from_fn(width, width, |i, j| both[(i.max(j), i.min(j))])
    }

    /// `outer (R^-1)'`, for an `outer` that takes coefficients of the basis.
    pub(in crate::stats) fn through(&self, outer: &DMatrix<f64>) -> DMatrix<f64> {
        let rows: Vec<Vec<f64>> = (0..outer.nrows())
            .map(|i| self.coefficients(&(0..outer.ncols()).map(|j| outer[(i, j)]).collect::<Vec<f64>>()))
            .collect();
        DMatrix::from_fn(outer.nrows(), self.width(), |i, j| rows[i][j])
    }
}

/// The inner product, in eight sums that a processor can run side by side, always the same eight.
pub(in crate::stats) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (a_chunks, b_chunks) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a_chunks.zip(b_chunks) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += a * b;
        }
    }
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + b) + (c + d)) + ((e + f) + (g + h)) + rest
}

/// The Euclidean length of a vector whose entries neither overflow nor vanish when squared.
fn length(vector: &[f64]) -> f64 {
    libm::sqrt(dot(vector, vector))
}

fn without(vector: &[f64], direction: &[f64]) -> Vec<f64> {
    let part = dot(vector, direction);
    vector.iter().zip(direction).map(|(entry, unit)| entry - part * unit).collect()
}
