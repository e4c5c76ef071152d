//! The Cholesky factor of a covariance matrix.

use crate::stats::{Undefined, sum};

/// A pivot below this share of its input's own variance is rounding, not information.
const SMALLEST_PIVOT: f64 = 1e-13;

/// L with L L' = the covariance, row by row up to the diagonal.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Factor(Vec<Vec<f64>>);

impl Factor {
    /// Factors a covariance matrix, in units of its own standard deviations.
    pub fn new(covariance: &[Vec<f64>]) -> Result<Factor, Undefined> {
        let size = covariance.len();
        if size == 0 {
            return Err(Undefined::NoObservations);
        }
        if covariance.iter().any(|row| row.len() != size) {
            return Err(Undefined::OutsideDomain);
        }
        if covariance.iter().flatten().any(|entry| !entry.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let scale: Vec<f64> = (0..size).map(|i| libm::sqrt(covariance[i][i].max(0.0))).collect();
        if scale.iter().any(|scale| *scale <= 0.0) {
            return Err(Undefined::OutsideDomain);
        }
        let correlation = |i: usize, j: usize| covariance[i][j] / scale[i] / scale[j];
        let symmetric = |i: usize, j: usize| (correlation(i, j) - correlation(j, i)).abs() <= 1e-12;
        if (0..size).any(|i| (0..i).any(|j| !symmetric(i, j))) {
            return Err(Undefined::OutsideDomain);
        }
        let mut lower: Vec<Vec<f64>> = Vec::with_capacity(size);
        for i in 0..size {
            let mut row: Vec<f64> = Vec::with_capacity(i + 1);
            for (j, before) in lower.iter().enumerate() {
                let known = sum(row.iter().zip(before).map(|(one, two)| one * two));
                row.push((correlation(i, j) - known) / before[j]);
            }
            let rest = 1.0 - sum(row.iter().map(|entry| entry * entry));
            if rest < -SMALLEST_PIVOT {
                return Err(Undefined::OutsideDomain);
            }
            if rest <= SMALLEST_PIVOT {
                return Err(Undefined::Collinear);
            }
            row.push(libm::sqrt(rest));
            lower.push(row);
        }
        for (row, scale) in lower.iter_mut().zip(&scale) {
            row.iter_mut().for_each(|entry| *entry *= scale);
        }
        Ok(Factor(lower))
    }

    /// Turns independent standard normal numbers into correlated ones about their means.
    pub fn correlate(&self, means: &[f64], row: &mut [f64]) {
        // From the last, since each needs the numbers before it as they were.
        for (i, lower) in self.0.iter().enumerate().rev() {
            row[i] = means[i] + lower.iter().zip(&*row).map(|(entry, z)| entry * z).sum::<f64>();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_times_itself_is_the_matrix() {
        let matrix = [vec![4.0, 12.0, -16.0], vec![12.0, 37.0, -43.0], vec![-16.0, -43.0, 98.0]];
        let Factor(lower) = Factor::new(&matrix).unwrap();
        // The textbook factor: 2; 6, 1; −8, 5, 3.
        for (row, expected) in lower.iter().zip([&[2.0][..], &[6.0, 1.0], &[-8.0, 5.0, 3.0]]) {
            assert!(row.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-13), "{lower:?}");
        }
    }

    #[test]
    fn matrices_that_are_no_covariance() {
        let new = |rows: &[Vec<f64>]| Factor::new(rows).map(|_| ());
        assert_eq!(new(&[]), Err(Undefined::NoObservations));
        assert_eq!(new(&[vec![1.0, 0.0]]), Err(Undefined::OutsideDomain));
        assert_eq!(new(&[vec![1.0, 0.5], vec![0.4, 1.0]]), Err(Undefined::OutsideDomain));
        assert_eq!(new(&[vec![1.0, 1.1], vec![1.1, 1.0]]), Err(Undefined::OutsideDomain));
        assert_eq!(new(&[vec![1.0, 1.0], vec![1.0, 1.0]]), Err(Undefined::Collinear));
        assert_eq!(new(&[vec![0.0]]), Err(Undefined::OutsideDomain));
        assert_eq!(new(&[vec![f64::NAN]]), Err(Undefined::NotFinite));
        assert_eq!(new(&[vec![1e200, 1e-10], vec![1e-10, 1e-200]]), Ok(()));
        // Every pair is possible, the three together are not.
        let triple = [vec![1.0, 0.9, -0.9], vec![0.9, 1.0, 0.9], vec![-0.9, 0.9, 1.0]];
        assert_eq!(new(&triple), Err(Undefined::OutsideDomain));
    }
}
