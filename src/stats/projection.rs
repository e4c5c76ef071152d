//! What is left of a variable when others are held constant.

use super::sum::sum;
use super::{Undefined, power_of_two};

/// A column that the earlier ones explain but for this share of its size is a combination of them.
const SMALLEST_SHARE: f64 = 1e-9;

/// The space spanned by a constant and some covariates, through which variables are adjusted.
#[derive(Debug, Clone)]
pub(in crate::stats) struct Projection {
    /// Orthonormal columns.
    basis: Vec<Vec<f64>>,
    rows: usize,
}

impl Projection {
    /// The space of a constant and these columns, each of `rows` numbers.
    ///
    /// Columns that are combinations of others (a constant one, the last of a full set of indicators) add nothing
    /// and are left out, which changes no residual. [`Undefined::OutsideDomain`] when lengths differ,
    /// [`Undefined::NotFinite`] when a number is not finite.
    pub(in crate::stats) fn new(rows: usize, columns: &[Vec<f64>]) -> Result<Projection, Undefined> {
        if rows == 0 {
            return Err(Undefined::NoObservations);
        }
        let mut space = Projection { basis: Vec::new(), rows };
        space.add(&vec![1.0; rows]);
        for column in columns {
            space.check(column)?;
            space.add(column);
        }
        Ok(space)
    }

    /// The number of independent columns, the constant among them.
    pub(in crate::stats) fn rank(&self) -> usize {
        self.basis.len()
    }

    /// What is left of `column` when the columns of the space are held constant.
    ///
    /// Exactly zero throughout when rounding is all that is left.
    pub(in crate::stats) fn residuals(&self, column: &[f64]) -> Result<Vec<f64>, Undefined> {
        self.check(column)?;
        let (scale, scaled) = scaled(column);
        let residuals = self.orthogonal_part(&scaled);
        let negligible = size(&residuals) <= SMALLEST_SHARE * size(&self.without_mean(&scaled));
        Ok(residuals.into_iter().map(|residual| if negligible { 0.0 } else { residual * scale }).collect())
    }

    fn check(&self, column: &[f64]) -> Result<(), Undefined> {
        if column.len() != self.rows {
            Err(Undefined::OutsideDomain)
        } else if column.iter().any(|value| !value.is_finite()) {
            Err(Undefined::NotFinite)
        } else {
            Ok(())
        }
    }

    fn add(&mut self, column: &[f64]) {
        let (_, scaled) = scaled(column);
        let residuals = self.orthogonal_part(&scaled);
        let length = size(&residuals);
        let whole = if self.basis.is_empty() { length } else { size(&self.without_mean(&scaled)) };
        if length > SMALLEST_SHARE * whole {
            self.basis.push(residuals.iter().map(|residual| residual / length).collect());
        }
    }

    /// Gram and Schmidt's step, twice, which makes it as exact as any.
    fn orthogonal_part(&self, column: &[f64]) -> Vec<f64> {
        let mut rest = column.to_vec();
        for _ in 0..2 {
            for direction in &self.basis {
                remove(&mut rest, direction);
            }
        }
        rest
    }

    /// The deviations from the mean; zero throughout for equal values.
    fn without_mean(&self, column: &[f64]) -> Vec<f64> {
        let mut rest = column.to_vec();
        if column.iter().all(|value| *value == column[0]) {
            rest.fill(0.0);
        } else {
            for _ in 0..2 {
                remove(&mut rest, &self.basis[0]);
            }
        }
        rest
    }
}

fn remove(rest: &mut [f64], direction: &[f64]) {
    let along = sum(rest.iter().zip(direction).map(|(x, q)| x * q));
    for (x, q) in rest.iter_mut().zip(direction) {
        *x -= along * q;
    }
}

/// The column over a power of two that makes its largest entry about 1, and that power.
fn scaled(column: &[f64]) -> (f64, Vec<f64>) {
    let scale = power_of_two::above(column.iter().fold(0.0, |largest: f64, x| largest.max(x.abs())));
    (scale, column.iter().map(|x| x / scale).collect())
}

fn size(column: &[f64]) -> f64 {
    let (scale, scaled) = scaled(column);
    scale * libm::sqrt(sum(scaled.iter().map(|x| x * x)))
}
