//! Standard errors that hold when effects of the same cluster depend on each other.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::Study;
use super::moderated::Moderated;
use super::moderators::Regressed;
use super::pool::Model;
use super::reference::Inference;
use crate::stats::linear::eigen;
use crate::stats::orthogonal::Orthogonal;
use crate::stats::regression::{ClusterPieces, Coefficients, Design, Factor, Reference};
use crate::stats::sum::sum;
use crate::stats::{Level, Undefined};

/// How a cluster-robust covariance is corrected for few clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RobustVariance {
    /// Times `G / (G - p)` for `G` clusters and `p` coefficients, with Student's t of `G - p` degrees of freedom: metafor's
    /// `robust`.
    ///
    /// Hedges, L. V., Tipton, E. and Johnson, M. C. (2010). Robust variance estimation in meta-regression with dependent effect
    /// size estimates. *Research Synthesis Methods* 1, 39-65.
    Cr1,
    /// Bell and McCaffrey's adjustment, with Satterthwaite's degrees of freedom for each coefficient; the choice below some
    /// forty clusters. Below four degrees of freedom the p-value is not to be trusted.
    ///
    /// Tipton, E. (2015). Small sample adjustments for robust variance estimation with meta-regression. *Psychological Methods*
    /// 20, 375-393; Pustejovsky, J. E. and Tipton, E. (2018). Small-sample methods for cluster-robust variance estimation and
    /// hypothesis testing in fixed effects models. *Journal of Business & Economic Statistics* 36, 672-683.
    Cr2,
}

/// The coefficients of a [`meta_regression`](super::meta_regression), or the pooled effect for a design of an intercept, with
/// a cluster-robust covariance.
///
/// Right whatever the dependence within clusters, as long as clusters are independent; the model serves for the weights. The
/// way out when several effects come from the same people and their correlation is not known.
/// [`Undefined::OutsideDomain`] unless there is one label of a cluster for each study; [`Undefined::TooFewGroups`] when there
/// are no more clusters than coefficients, or one.
///
/// ```
/// use utfall::stats::meta::{Model, RobustVariance, cluster_robust, examples};
/// use utfall::stats::regression::{Design, Factor};
///
/// // Each study a cluster of its own: metafor's robust() of the fixed-effect BCG model.
/// let clusters = Factor::new(&(1..=13).map(|i: u32| i.to_string()).collect::<Vec<_>>());
/// let design = Design::with_intercept(13);
/// let fit = cluster_robust(&examples::bcg(), &design, &clusters, Model::CommonEffect, RobustVariance::Cr1)?;
/// assert!((fit.coefficient(0)?.value + 0.4303).abs() < 5e-5);
/// assert_eq!(fit.coefficient(0)?.df, Some(12.0));
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn cluster_robust(
    studies: &[Study],
    design: &Design,
    clusters: &Factor,
    model: Model,
    variance: RobustVariance,
) -> Result<Coefficients, Undefined> {
    let mut fitted = Moderated::new(studies, design)?;
    if clusters.len() != studies.len() {
        return Err(Undefined::OutsideDomain);
    }
    let fit = Regressed::new(&mut fitted, model, Inference::Wald, Level::NINETY_FIVE)?;
    let tau = fit.tau.value;
    let mut blocks: Vec<Block> = Vec::new();
    for rows in fitted.clusters_in_order(clusters) {
        let covariance =
            DMatrix::from_fn(rows.len(), rows.len(), |i, j| if i == j { fitted.variance(rows[i]) + tau } else { 0.0 });
        blocks.push(Block { rows, covariance });
    }
    robust(fitted.columns(), fitted.effects(), &blocks, variance, &fit.coefficients, fitted.scale)
}

/// The rows of a cluster and the covariance that the model gives them.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub rows: Vec<usize>,
    pub covariance: DMatrix<f64>,
}

/// The robust covariance of a generalised least squares fit whose weights are the inverse of the covariance of `blocks`.
///
/// Columns and effects are scaled by `scale`; `fitted` holds the coefficients on the scale of the effects.
pub(super) fn robust(
    columns: &[Vec<f64>],
    effects: &[f64],
    blocks: &[Block],
    variance: RobustVariance,
    fitted: &Coefficients,
    scale: f64,
) -> Result<Coefficients, Undefined> {
    let (groups, width) = (blocks.len() as f64, columns.len());
    if groups <= width as f64 || groups < 2.0 {
        return Err(Undefined::TooFewGroups);
    }
    let roots = blocks.iter().map(|block| Root::new(&block.covariance)).collect::<Result<Vec<_>, _>>()?;
    let whitened = |column: &[f64]| -> Vec<f64> {
        let mut out = vec![0.0; column.len()];
        for (block, root) in blocks.iter().zip(&roots) {
            let own: Vec<f64> = block.rows.iter().map(|row| column[*row]).collect();
            block.rows.iter().zip(root.solve(&own)).for_each(|(row, value)| out[*row] = value);
        }
        out
    };
    let factored = Orthogonal::new(columns.iter().map(|column| whitened(column)).collect(), false)?;
    let residuals = factored.project(&whitened(effects)).residuals;
    let mut meat = DMatrix::zeros(width, width);
    let mut pieces = ClusterPieces { within: Vec::new(), between: Vec::new() };
    for (block, root) in blocks.iter().zip(&roots) {
        // Rows of Q, and residuals, of the cluster: both whitened.
        let basis = DMatrix::from_fn(block.rows.len(), width, |i, j| factored.row(block.rows[i]).nth(j).unwrap_or(0.0));
        let own: Vec<f64> = block.rows.iter().map(|row| residuals[*row]).collect();
        let own = DMatrix::from_column_slice(own.len(), 1, &own);
        let adjusted = match variance {
            RobustVariance::Cr1 => basis.clone(),
            RobustVariance::Cr2 => root.adjusted(&basis),
        };
        let score = product(&adjusted.transpose(), &own);
        meat += product(&score, &score.transpose());
        if variance == RobustVariance::Cr2 {
            pieces.within.push(factored.covariance(&product(&adjusted.transpose(), &adjusted)));
            pieces.between.push(factored.through(&product(&basis.transpose(), &adjusted)));
        }
    }
    let df = groups - width as f64;
    let (factor, reference) = match variance {
        RobustVariance::Cr1 => (groups / df, Reference::Student(df)),
        RobustVariance::Cr2 => (1.0, Reference::Satterthwaite(pieces)),
    };
    let covariance = factored.covariance(&(meat * (factor * scale * scale)));
    Ok(Coefficients::new(fitted.values().to_vec(), covariance, reference))
}

/// The lower triangle `L` of a covariance `L L'`.
struct Root(DMatrix<f64>);

/// Eigenvalues below this share of the largest are rounding.
const NEGLIGIBLE: f64 = 1e-10;

impl Root {
    fn new(covariance: &DMatrix<f64>) -> Result<Root, Undefined> {
        let size = covariance.nrows();
        let mut lower = DMatrix::zeros(size, size);
        for i in 0..size {
            for j in 0..=i {
                let known = sum((0..j).map(|k| lower[(i, k)] * lower[(j, k)]));
                let rest: f64 = covariance[(i, j)] - known;
                if i > j {
                    lower[(i, j)] = rest / lower[(j, j)];
                } else if rest > f64::EPSILON * covariance[(i, i)] {
                    lower[(i, i)] = libm::sqrt(rest);
                } else {
                    return Err(Undefined::Collinear);
                }
            }
        }
        Ok(Root(lower))
    }

    /// `L^-1 x`.
    fn solve(&self, x: &[f64]) -> Vec<f64> {
        let mut solved = Vec::with_capacity(x.len());
        for (i, x) in x.iter().enumerate() {
            let known = sum((0..i).map(|k| self.0[(i, k)] * solved[k]));
            solved.push((x - known) / self.0[(i, i)]);
        }
        solved
    }

    /// The whitened rows `Z` of an orthonormal basis, with the adjustment of Bell and McCaffrey: `C G^-1/2 Z` with
    /// `C = L'L` and `G = C (I - Z Z') C`.
    ///
    /// In the notation of Pustejovsky and Tipton, with `D = L'`, this is `A = D' (D (I - H) Phi (I - H)' D')^-1/2 D`. A
    /// direction that the cluster alone determines has no residual, and is left out.
    fn adjusted(&self, basis: &DMatrix<f64>) -> DMatrix<f64> {
        let gram = product(&self.0.transpose(), &self.0);
        let size = gram.nrows();
        let outer = product(basis, &basis.transpose());
        let rest = DMatrix::from_fn(size, size, |i, j| f64::from(u8::from(i == j)) - outer[(i, j)]);
        let (values, vectors) = eigen(&product(&product(&gram, &rest), &gram));
        let largest = values.iter().fold(0.0, |largest: f64, value| largest.max(*value));
        let inverse_root = DMatrix::from_fn(size, size, |i, j| {
            let kept = (0..size).filter(|v| values[*v] > NEGLIGIBLE * largest);
            sum(kept.map(|v| vectors[(i, v)] * vectors[(j, v)] / libm::sqrt(values[v])))
        });
        product(&product(&gram, &inverse_root), basis)
    }
}

/// The product of two matrices, in an order of summation of our own.
fn product(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(a.nrows(), b.ncols(), |i, j| sum((0..a.ncols()).map(|k| a[(i, k)] * b[(k, j)])))
}
