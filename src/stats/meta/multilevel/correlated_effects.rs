//! Robust variance estimation with the weights for correlated effects.

use nalgebra::DMatrix;

use crate::stats::Undefined;
use crate::stats::meta::Study;
use crate::stats::meta::moderated::Moderated;
use crate::stats::meta::reference::finite;
use crate::stats::meta::robust::{Block, RobustVariance, robust};
use crate::stats::orthogonal::Orthogonal;
use crate::stats::regression::{Coefficients, Design, Factor, Reference};
use crate::stats::sum::sum;

/// A robust meta-regression of correlated effects.
#[derive(Debug, Clone)]
pub struct CorrelatedEffects {
    /// The coefficients with their robust covariance.
    pub coefficients: Coefficients,
    /// The variance between clusters, which serves for the weights only.
    pub tau_squared: f64,
}

/// A meta-regression in which every cluster has the weight of one effect, `1 / (k_j (mean(v_j) + tau^2))` for each of its `k_j`
/// effects, with a robust covariance.
///
/// `correlation`, that of the sampling errors within clusters, enters tau squared alone and hardly matters; 0.8 is usual.
/// [`Undefined::TooFewGroups`] when there are no more clusters than coefficients; [`Undefined::OutsideDomain`] unless
/// `0 <= correlation <= 1` and there is one label for each study.
///
/// ```
/// use utfall::stats::meta::{RobustVariance, Study, multilevel::correlated_effects};
/// use utfall::stats::regression::{Design, Factor};
///
/// // With one effect in each cluster it is a meta-analysis with DerSimonian and Laird's tau squared.
/// let studies = [(0.31, 0.04), (0.78, 0.06), (0.2, 0.05)].map(|(effect, variance)| Study::new(effect, variance).unwrap());
/// let fit = correlated_effects(
///     &studies,
///     &Design::with_intercept(3),
///     &Factor::new(&["a", "b", "c"]),
///     0.8,
///     RobustVariance::Cr2,
/// )?;
/// let weights = studies.map(|study| 1.0 / (study.variance() + fit.tau_squared));
/// let mean = studies.iter().zip(weights).map(|(study, w)| w * study.effect()).sum::<f64>() / weights.iter().sum::<f64>();
/// assert!((fit.coefficients.coefficient(0)?.value - mean).abs() < 1e-14);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Hedges, L. V., Tipton, E. and Johnson, M. C. (2010). Robust variance estimation in meta-regression with dependent effect size
/// estimates. *Research Synthesis Methods* 1, 39-65, equations 13 to 15; Tipton (2015), see [`RobustVariance::Cr2`].
pub fn correlated_effects(
    studies: &[Study],
    design: &Design,
    clusters: &Factor,
    correlation: f64,
    variance: RobustVariance,
) -> Result<CorrelatedEffects, Undefined> {
    let model = Moderated::new(studies, design)?;
    if clusters.len() != studies.len() || !(0.0..=1.0).contains(&correlation) {
        return Err(Undefined::OutsideDomain);
    }
    let groups = model.clusters_in_order(clusters);
    if groups.len() <= model.width() || groups.len() < 2 {
        return Err(Undefined::TooFewGroups);
    }
    let means: Vec<f64> =
        groups.iter().map(|rows| sum(rows.iter().map(|row| model.variance(*row))) / rows.len() as f64).collect();
    let tau_squared = method_of_moments(&model, &groups, &means, correlation)?;
    let blocks: Vec<Block> = groups
        .iter()
        .zip(&means)
        .map(|(rows, mean)| {
            let size = rows.len();
            let total = size as f64 * (mean + tau_squared);
            Block { rows: rows.clone(), covariance: DMatrix::from_diagonal_element(size, size, total) }
        })
        .collect();
    let mut roots = vec![0.0; model.len()];
    for block in &blocks {
        block.rows.iter().for_each(|row| roots[*row] = 1.0 / libm::sqrt(block.covariance[(0, 0)]));
    }
    let times = |column: &[f64]| column.iter().zip(&roots).map(|(x, root)| x * root).collect::<Vec<f64>>();
    let factored = Orthogonal::new(model.columns().iter().map(|column| times(column)).collect(), false)?;
    let along = factored.project(&times(model.effects())).along;
    let values = model.unscaled(factored.coefficients(&along));
    let none = DMatrix::zeros(model.width(), model.width());
    let fitted = Coefficients::new(values, none, Reference::Normal);
    Ok(CorrelatedEffects {
        coefficients: robust(model.columns(), model.effects(), &blocks, variance, &fitted, model.scale)?,
        tau_squared: finite(tau_squared * model.scale * model.scale)?,
    })
}

/// The variance between clusters by equation 15 of Hedges, Tipton and Johnson, scaled.
///
/// With `w_j = 1 / (k_j mean(v_j))`, `V = (sum w_j X_j'X_j)^-1`, `J` a matrix of ones and `m` clusters:
///
/// ```text
/// numerator   = Q - m + tr(V sum (w_j / k_j) X_j'X_j) + rho tr(V sum (w_j / k_j) (X_j'J X_j - X_j'X_j)),
/// denominator = sum k_j w_j - tr(V sum w_j^2 X_j'J X_j).
/// ```
fn method_of_moments(
    model: &Moderated,
    groups: &[Vec<usize>],
    means: &[f64],
    correlation: f64,
) -> Result<f64, Undefined> {
    let mut roots = vec![0.0; model.len()];
    for (rows, mean) in groups.iter().zip(means) {
        rows.iter().for_each(|row| roots[*row] = 1.0 / libm::sqrt(rows.len() as f64 * mean));
    }
    let times = |column: &[f64]| column.iter().zip(&roots).map(|(x, root)| x * root).collect::<Vec<f64>>();
    let factored = Orthogonal::new(model.columns().iter().map(|column| times(column)).collect(), false)?;
    let residuals = factored.project(&times(model.effects())).residuals;
    let q = sum(residuals.iter().map(|r| r * r));
    // In the weighted basis Q, with rows q_i: tr(V X_j'X_j) is the sum of |q_i|^2 / w_j, and tr(V X_j'J X_j) the squared length
    // of the sum of q_i over w_j.
    let (mut plain, mut mixed, mut total, mut explained) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (rows, mean) in groups.iter().zip(means) {
        let size = rows.len() as f64;
        let weight = 1.0 / (size * mean);
        let basis: Vec<Vec<f64>> = rows.iter().map(|row| factored.row(*row).collect()).collect();
        let own = sum(basis.iter().flatten().map(|q| q * q));
        let together = sum((0..model.width()).map(|j| {
            let along = sum(basis.iter().map(|q| q[j]));
            along * along
        }));
        plain.push(own / size);
        mixed.push((together - own) / size);
        total.push(size * weight);
        explained.push(weight * together);
    }
    let numerator = q - groups.len() as f64 + sum(plain) + correlation * sum(mixed);
    finite((numerator / (sum(total) - sum(explained))).max(0.0))
}
