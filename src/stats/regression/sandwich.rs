//! Covariances of coefficients: that of the model, and those that survive its failures.

use nalgebra::{DMatrix, DVector};

use super::{ClusterPieces, Coefficients, Factor, Reference};
use crate::stats::Undefined;
use crate::stats::linear::eigen;
use crate::stats::orthogonal::Orthogonal;
use crate::stats::sum::Sum;

/// A leverage, or an eigenvalue of a cluster's leverage, closer to 1 than this is 1.
const FULL: f64 = 1e-10;

/// Covariances that allow the variance of the outcome to differ from row to row; with `e` the residual
/// and `h` the leverage of a row, and `k` coefficients of `n` rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Heteroskedastic {
    /// White's: `e^2`. Too small in small samples.
    Hc0,
    /// `e^2 n / (n - k)`: Stata's `robust`.
    Hc1,
    /// `e^2 / (1 - h)`: unbiased when the variances are in fact equal.
    Hc2,
    /// `e^2 / (1 - h)^2`: close to the jackknife, and the best of the first four in small samples.
    Hc3,
    /// `e^2 / (1 - h)^min(4, n h / k)`: for rows of very different leverage.
    Hc4,
}

/// Covariances that allow the rows of a cluster to depend on each other; with `G` clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clustered {
    /// Liang and Zeger's, uncorrected: too small with fewer than some forty clusters.
    Cr0,
    /// `Cr0` times `G / (G - 1)`.
    Cr1,
    /// `Cr0` times `G / (G - 1) (n - 1) / (n - k)`: Stata's, and what most papers mean by «clustered».
    Cr1Stata,
    /// Bell and McCaffrey's: unbiased when rows are in fact independent, with degrees of freedom by
    /// Satterthwaite for each contrast. The choice with few clusters.
    Cr2,
}

/// What the covariances of a fit are made of: an orthonormal basis of its (weighted) columns and its
/// (weighted) residuals, row by row.
#[derive(Debug, Clone)]
pub(super) struct Pieces {
    /// Where each row stands in the input.
    pub order: Vec<usize>,
    pub factored: Orthogonal,
    pub residuals: Vec<f64>,
    /// What the leverage of each row has on top of that of the columns, from effects that are absorbed.
    pub absorbed: Option<Vec<f64>>,
    /// The number of coefficients, absorbed ones included.
    pub parameters: usize,
}

impl Pieces {
    pub fn rows(&self) -> usize {
        self.order.len()
    }

    pub fn residual_df(&self) -> f64 {
        self.rows() as f64 - self.parameters as f64
    }

    /// The leverage of each row, in the order of the pieces.
    pub fn leverages(&self) -> Vec<f64> {
        let own = (0..self.rows()).map(|row| self.factored.row(row).map(|q| q * q).sum::<f64>());
        match &self.absorbed {
            None => own.collect(),
            Some(absorbed) => own.zip(absorbed).map(|(own, absorbed)| own + absorbed).collect(),
        }
    }

    /// The covariance when all (weighted) residuals have the variance `dispersion`.
    pub fn model_based(&self, dispersion: f64) -> DMatrix<f64> {
        let width = self.factored.width();
        self.factored.covariance(&DMatrix::from_diagonal_element(width, width, dispersion))
    }

    pub fn heteroskedastic(&self, kind: Heteroskedastic) -> Result<DMatrix<f64>, Undefined> {
        self.heteroskedastic_with(kind, self.leverages())
    }

    /// [`Pieces::heteroskedastic`] by another definition of the leverage of weighted rows.
    pub fn heteroskedastic_with(&self, kind: Heteroskedastic, leverages: Vec<f64>) -> Result<DMatrix<f64>, Undefined> {
        let (n, k) = (self.rows() as f64, self.parameters as f64);
        if self.residual_df() <= 0.0 {
            return Err(Undefined::TooFewObservations);
        }
        let needs_leverage = !matches!(kind, Heteroskedastic::Hc0 | Heteroskedastic::Hc1);
        if needs_leverage && leverages.iter().any(|h| *h > 1.0 - FULL) {
            return Err(Undefined::FullLeverage);
        }
        let factor = |h: f64| match kind {
            Heteroskedastic::Hc0 => 1.0,
            Heteroskedastic::Hc1 => n / (n - k),
            Heteroskedastic::Hc2 => 1.0 / (1.0 - h),
            Heteroskedastic::Hc3 => 1.0 / ((1.0 - h) * (1.0 - h)),
            Heteroskedastic::Hc4 => libm::pow(1.0 - h, -(n * h / k).min(4.0)),
        };
        let width = self.factored.width();
        let mut meat = vec![Sum::default(); width * width];
        for (row, (e, h)) in self.residuals.iter().zip(leverages).enumerate() {
            let weight = e * e * factor(h);
            let q: Vec<f64> = self.factored.row(row).collect();
            add_square(&mut meat, &q, weight);
        }
        Ok(self.factored.covariance(&matrix(&meat, width)))
    }

    /// The coefficients with a cluster-robust covariance; `otherwise` says with what the estimates are
    /// compared where the method has no degrees of freedom of its own.
    pub fn clustered(
        &self,
        values: &[f64],
        clusters: &Factor,
        kind: Clustered,
        otherwise: impl Fn(f64) -> Reference,
    ) -> Result<Coefficients, Undefined> {
        if clusters.len() != self.rows() {
            return Err(Undefined::OutsideDomain);
        }
        let (n, k, count) = (self.rows() as f64, self.parameters as f64, clusters.levels().len());
        if count < 2 {
            return Err(Undefined::TooFewGroups);
        }
        if kind == Clustered::Cr1Stata && n <= k {
            return Err(Undefined::TooFewObservations);
        }
        let width = self.factored.width();
        let mut scores = vec![vec![Sum::default(); width]; count];
        let mut squares = vec![vec![Sum::default(); width * width]; if kind == Clustered::Cr2 { count } else { 0 }];
        for (row, e) in self.residuals.iter().enumerate() {
            let cluster = clusters.codes()[self.order[row]];
            let q: Vec<f64> = self.factored.row(row).collect();
            scores[cluster].iter_mut().zip(&q).for_each(|(sum, q)| sum.add(q * e));
            if let Some(square) = squares.get_mut(cluster) {
                add_square(square, &q, 1.0);
            }
        }
        let scores: Vec<DVector<f64>> =
            scores.iter().map(|sums| DVector::from_fn(width, |j, _| sums[j].value())).collect();
        let groups = count as f64;
        let factor = match kind {
            Clustered::Cr0 | Clustered::Cr2 => 1.0,
            Clustered::Cr1 => groups / (groups - 1.0),
            Clustered::Cr1Stata => groups / (groups - 1.0) * ((n - 1.0) / (n - k)),
        };
        if kind != Clustered::Cr2 {
            let covariance = self.factored.covariance(&(outer_products(&scores) * factor));
            return Ok(Coefficients::new(values.to_vec(), covariance, otherwise(groups - 1.0)));
        }
        let mut pieces = ClusterPieces { within: Vec::new(), between: Vec::new() };
        let mut adjusted = Vec::new();
        for (score, square) in scores.iter().zip(&squares) {
            // With Q'Q = V diag(l) V' in the cluster, the adjustment (I - Q Q')^-1/2 of its residuals acts
            // on the score as V diag(1 / sqrt(1 - l)) V'. A direction that the cluster alone determines
            // has no residuals, and is left out.
            let (values, vectors) = eigen(&matrix(square, width));
            let turned = |f: &dyn Fn(f64) -> f64| {
                DMatrix::from_fn(width, width, |i, j| {
                    let term = |v: usize| {
                        let l = values[v];
                        if l > 1.0 - FULL { 0.0 } else { vectors[(i, v)] * vectors[(j, v)] * f(l.max(0.0)) }
                    };
                    (0..width).map(term).sum::<f64>()
                })
            };
            adjusted.push(multiply(&turned(&|l| 1.0 / libm::sqrt(1.0 - l)), score));
            pieces.within.push(self.factored.covariance(&turned(&|l| l / (1.0 - l))));
            pieces.between.push(self.factored.through(&turned(&|l| l / libm::sqrt(1.0 - l))));
        }
        let covariance = self.factored.covariance(&outer_products(&adjusted));
        Ok(Coefficients::new(values.to_vec(), covariance, Reference::Satterthwaite(pieces)))
    }
}

/// Adds `weight x x'` to the lower triangle.
fn add_square(sums: &mut [Sum], x: &[f64], weight: f64) {
    for (i, a) in x.iter().enumerate() {
        for (j, b) in x[..=i].iter().enumerate() {
            sums[i * x.len() + j].add(weight * a * b);
        }
    }
}

fn matrix(sums: &[Sum], width: usize) -> DMatrix<f64> {
    DMatrix::from_fn(width, width, |i, j| sums[i.max(j) * width + i.min(j)].value())
}

fn outer_products(vectors: &[DVector<f64>]) -> DMatrix<f64> {
    let width = vectors.first().map_or(0, |vector| vector.len());
    let mut sums = vec![Sum::default(); width * width];
    for vector in vectors {
        add_square(&mut sums, vector.as_slice(), 1.0);
    }
    matrix(&sums, width)
}

fn multiply(matrix: &DMatrix<f64>, vector: &DVector<f64>) -> DVector<f64> {
    DVector::from_fn(matrix.nrows(), |i, _| (0..matrix.ncols()).map(|j| matrix[(i, j)] * vector[j]).sum())
}
