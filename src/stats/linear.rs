//! Small dense linear algebra: systems whose matrix is symmetric and positive definite.
//!
//! The loops are written out, in one order, so that every platform computes the same bits: a library
//! that picks its kernel by the processor does not promise that.

use nalgebra::{DMatrix, DVector};

use super::Undefined;
use super::sum::sum;

/// A pivot below this share of its variable's own size is rounding, not information.
const SMALLEST_PIVOT: f64 = 1e-13;

/// A symmetric positive definite matrix `A`, factored as `A = D L L' D` with a unit diagonal inside `D`.
///
/// The scaling `D` makes the factor indifferent to the units of the variables.
#[derive(Debug, Clone)]
pub(in crate::stats) struct Cholesky {
    lower: DMatrix<f64>,
    scale: Vec<f64>,
}

impl Cholesky {
    /// Factors `matrix`, of which only the lower triangle is read.
    ///
    /// [`Undefined::Collinear`] when a row is, to rounding, a combination of those before it, and
    /// [`Undefined::NotFinite`] when an entry is not a finite number.
    pub(in crate::stats) fn new(matrix: &DMatrix<f64>) -> Result<Cholesky, Undefined> {
        let size = matrix.nrows();
        if matrix.iter().any(|entry| !entry.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        if (0..size).any(|i| matrix[(i, i)] <= 0.0) {
            return Err(Undefined::Collinear);
        }
        let scale: Vec<f64> = (0..size).map(|i| libm::sqrt(matrix[(i, i)])).collect();
        let mut lower = DMatrix::zeros(size, size);
        for i in 0..size {
            for j in 0..=i {
                let known = sum((0..j).map(|k| lower[(i, k)] * lower[(j, k)]));
                let rest = matrix[(i, j)] / scale[i] / scale[j] - known;
                if i > j {
                    lower[(i, j)] = rest / lower[(j, j)];
                } else if rest > SMALLEST_PIVOT {
                    lower[(i, i)] = libm::sqrt(rest);
                } else {
                    return Err(Undefined::Collinear);
                }
            }
        }
        Ok(Cholesky { lower, scale })
    }

    /// `x` with `A x = right`.
    pub(in crate::stats) fn solve(&self, right: &DVector<f64>) -> DVector<f64> {
        let size = self.scale.len();
        let mut x = self.half_solve(right);
        for i in (0..size).rev() {
            let known = sum((i + 1..size).map(|k| self.lower[(k, i)] * x[k]));
            x[i] = (x[i] - known) / self.lower[(i, i)];
        }
        for i in 0..size {
            x[i] /= self.scale[i];
        }
        x
    }

    /// `x` with `D L x = right`, so that `x'x = right' A^-1 right`.
    pub(in crate::stats) fn half_solve(&self, right: &DVector<f64>) -> DVector<f64> {
        let mut x = DVector::zeros(self.scale.len());
        for i in 0..self.scale.len() {
            let known = sum((0..i).map(|k| self.lower[(i, k)] * x[k]));
            x[i] = (right[i] / self.scale[i] - known) / self.lower[(i, i)];
        }
        x
    }

    /// `right' A^-1 right`.
    pub(in crate::stats) fn quadratic_form(&self, right: &DVector<f64>) -> f64 {
        sum(self.half_solve(right).iter().map(|x| x * x))
    }

    /// `A^-1`, exactly symmetric.
    pub(in crate::stats) fn inverse(&self) -> DMatrix<f64> {
        let size = self.scale.len();
        let unit = |j: usize| DVector::from_fn(size, |i, _| if i == j { 1.0 } else { 0.0 });
        let columns: Vec<DVector<f64>> = (0..size).map(|j| self.solve(&unit(j))).collect();
        DMatrix::from_fn(size, size, |i, j| columns[i.min(j)][i.max(j)])
    }

    /// `ln det A`.
    pub(in crate::stats) fn ln_determinant(&self) -> f64 {
        2.0 * sum((0..self.scale.len()).map(|i| libm::log(self.lower[(i, i)]) + libm::log(self.scale[i])))
    }
}

/// `A B`, in an order of operations that is the same everywhere.
pub(in crate::stats) fn product(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(a.nrows(), b.ncols(), |i, j| (0..a.ncols()).map(|k| a[(i, k)] * b[(k, j)]).sum())
}

/// The eigenvalues of a symmetric matrix and, as columns, their vectors.
///
/// Jacobi's method: sweeps of rotations, each of which makes one entry off the diagonal zero; made for
/// the small matrices of coefficients. The order of the eigenvalues means nothing.
///
/// Golub, G. H. and Van Loan, C. F. (2013). *Matrix Computations*, 4th edition, section 8.5.
pub(in crate::stats) fn eigen(matrix: &DMatrix<f64>) -> (Vec<f64>, DMatrix<f64>) {
    const MOST_SWEEPS: usize = 60;
    let size = matrix.nrows();
    let mut rest = matrix.clone();
    let mut vectors = DMatrix::identity(size, size);
    for _ in 0..MOST_SWEEPS {
        let mut rotated = false;
        for p in 0..size {
            for q in p + 1..size {
                let (diagonal, off) = (rest[(p, p)].abs() * rest[(q, q)].abs(), rest[(p, q)]);
                if off == 0.0 || off * off <= f64::EPSILON * f64::EPSILON * diagonal {
                    continue;
                }
                rotated = true;
                let theta = (rest[(q, q)] - rest[(p, p)]) / (2.0 * off);
                let t = theta.signum() / (theta.abs() + libm::hypot(1.0, theta));
                let c = 1.0 / libm::hypot(1.0, t);
                let s = t * c;
                for k in 0..size {
                    let (a, b) = (rest[(k, p)], rest[(k, q)]);
                    (rest[(k, p)], rest[(k, q)]) = (c * a - s * b, s * a + c * b);
                }
                for k in 0..size {
                    let (a, b) = (rest[(p, k)], rest[(q, k)]);
                    (rest[(p, k)], rest[(q, k)]) = (c * a - s * b, s * a + c * b);
                    let (a, b) = (vectors[(k, p)], vectors[(k, q)]);
                    (vectors[(k, p)], vectors[(k, q)]) = (c * a - s * b, s * a + c * b);
                }
            }
        }
        if !rotated {
            break;
        }
    }
    ((0..size).map(|i| rest[(i, i)]).collect(), vectors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_and_inverts_the_hilbert_matrix() {
        // The inverse of the Hilbert matrix has whole entries: -27720 at (2, 3) for order 5... by the
        // closed form of Choi (1983); here the first row for order 4: 16, -120, 240, -140.
        let hilbert = DMatrix::from_fn(4, 4, |i, j| 1.0 / (i + j + 1) as f64);
        let inverse = Cholesky::new(&hilbert).unwrap().inverse();
        for (found, expected) in inverse.row(0).iter().zip([16.0, -120.0, 240.0, -140.0]) {
            assert!((found - expected).abs() < 1e-9, "{found}");
        }
        let determinant: f64 = 1.0 / 6_048_000.0;
        assert!((Cholesky::new(&hilbert).unwrap().ln_determinant() - determinant.ln()).abs() < 1e-11);
    }

    #[test]
    fn eigenvalues_of_a_second_difference_matrix() {
        // Tridiagonal -1, 2, -1 of order n: 2 - 2 cos(k pi / (n + 1)).
        let size = 7;
        let entry = |i: usize, j: usize| {
            if i == j {
                2.0
            } else if i.abs_diff(j) == 1 {
                -1.0
            } else {
                0.0
            }
        };
        let matrix = DMatrix::from_fn(size, size, entry);
        let (mut values, vectors) = eigen(&matrix);
        for (j, value) in values.iter().enumerate() {
            for i in 0..size {
                let product: f64 = (0..size).map(|k| entry(i, k) * vectors[(k, j)]).sum();
                assert!((product - value * vectors[(i, j)]).abs() < 1e-14);
            }
        }
        values.sort_by(f64::total_cmp);
        for (k, value) in values.iter().enumerate() {
            let expected = 2.0 - 2.0 * ((k + 1) as f64 * std::f64::consts::PI / (size + 1) as f64).cos();
            assert!((value - expected).abs() < 1e-14);
        }
    }

    #[test]
    fn units_do_not_matter_and_combinations_are_found() {
        let wild = DMatrix::from_row_slice(2, 2, &[1e200, 1e-10, 1e-10, 1e-200]);
        let form = Cholesky::new(&wild).unwrap().quadratic_form(&DVector::from_vec(vec![1e100, 1e-100]));
        assert!((form - 2.0).abs() < 1e-9, "{form}");
        let singular = DMatrix::from_row_slice(2, 2, &[1.0, 3.0, 3.0, 9.0]);
        assert_eq!(Cholesky::new(&singular).unwrap_err(), Undefined::Collinear);
    }
}
