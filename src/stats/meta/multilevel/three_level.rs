//! Three-level models: effects within clusters within the population of clusters.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::likelihood::{TwoVariances, Variances};
use crate::stats::meta::Study;
use crate::stats::meta::heterogeneity::Heterogeneity;
use crate::stats::meta::moderated::Moderated;
use crate::stats::meta::reference::finite;
use crate::stats::meta::robust::{Block, RobustVariance, robust};
use crate::stats::orthogonal::Orthogonal;
use crate::stats::regression::{Coefficients, Design, Factor, JointTest, Reference};
use crate::stats::{Interval, Level, TestResult, Undefined};

/// How the sampling errors of the effects of one cluster hang together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SamplingCovariance<'a> {
    /// They are independent: the effects come from different people.
    Independent,
    /// They have this correlation, between 0 and 1, throughout each cluster: several outcomes of the same people. It is
    /// rarely known; try several.
    Correlated(f64),
    /// These pairs of studies, by their places, have these covariances (shared controls, say); all others are independent.
    Pairs(&'a [(usize, usize, f64)]),
}

/// Which likelihood is maximised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThreeLevelLikelihood {
    /// The restricted one, of the residuals; the default.
    Restricted,
    /// The plain one, with which models of different moderators can be compared; its variances are too small.
    Plain,
}

/// A fitted three-level model.
#[derive(Debug, Clone)]
pub struct ThreeLevel {
    /// The coefficients, in the order of the columns of the design.
    pub coefficients: Coefficients,
    /// The variance between clusters.
    pub between: f64,
    /// The variance between the effects of a cluster.
    pub within: f64,
    /// The test that all effects are equal but for sampling and moderators.
    pub q: TestResult,
    /// The share of the variance of a typical effect that lies between clusters.
    pub i_squared_between: f64,
    /// The share that lies within clusters.
    pub i_squared_within: f64,
    /// The test of all coefficients but the intercept; none without moderators.
    pub moderators: Option<JointTest>,
    /// The log-likelihood, of the kind that was maximised.
    pub ln_likelihood: f64,
    /// Akaike's information criterion.
    pub akaike: f64,
    columns: Vec<Vec<f64>>,
    effects: Vec<f64>,
    blocks: Vec<Block>,
    scale: f64,
}

/// A model of effects within clusters: `y = X b + u + w + e`, with `u` shared by the effects of a cluster, `w` each effect's own
/// and `e` the sampling error.
///
/// With `student` estimates are compared with Student's t on as many degrees of freedom as there are effects less
/// coefficients, otherwise with the normal; [`ThreeLevel::robust`] does better. The likelihood is searched over a grid of both
/// variances, so that the highest of several maxima is found.
///
/// [`Undefined::TooFewGroups`] for one cluster; [`Undefined::Collinear`] when no cluster has two effects, so that the variances
/// cannot be told apart, or moderators are combinations of each other; [`Undefined::OutsideDomain`] for a covariance that
/// sampling errors cannot have, for pairs that are not in one cluster, or unless there is one label for each study.
///
/// ```
/// use utfall::stats::meta::multilevel::{SamplingCovariance, ThreeLevelLikelihood, three_level};
/// use utfall::stats::meta::examples;
/// use utfall::stats::regression::Design;
///
/// // Konstantopoulos (2011), table 4: schools in districts, 0.1847 (0.0846), variances 0.0651 and 0.0327.
/// let (schools, districts) = examples::konstantopoulos();
/// let fit = three_level(
///     &schools,
///     &Design::with_intercept(56),
///     &districts,
///     SamplingCovariance::Independent,
///     ThreeLevelLikelihood::Restricted,
///     false,
/// )?;
/// assert!((fit.coefficients.coefficient(0)?.value - 0.1847).abs() < 5e-5);
/// assert!((fit.coefficients.coefficient(0)?.standard_error - 0.0846).abs() < 5e-5);
/// assert!((fit.between - 0.0651).abs() < 5e-5);
/// assert!((fit.within - 0.0327).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Konstantopoulos, S. (2011). Fixed effects and variance components estimation in three-level meta-analysis. *Research
/// Synthesis Methods* 2, 61-76.
pub fn three_level(
    studies: &[Study],
    design: &Design,
    clusters: &Factor,
    sampling: SamplingCovariance,
    likelihood: ThreeLevelLikelihood,
    student: bool,
) -> Result<ThreeLevel, Undefined> {
    let model = Moderated::new(studies, design)?;
    if clusters.len() != studies.len() {
        return Err(Undefined::OutsideDomain);
    }
    if clusters.levels().len() < 2 {
        return Err(Undefined::TooFewGroups);
    }
    let df = model.df();
    if df <= 0.0 {
        return Err(Undefined::TooFewObservations);
    }
    let groups = model.clusters_in_order(clusters);
    if groups.iter().all(|rows| rows.len() == 1) {
        return Err(Undefined::Collinear);
    }
    let covariances = sampling.blocks(&model, &groups)?;
    let factored = Orthogonal::new(model.columns().to_vec(), design.has_intercept())?;
    let restricted = likelihood == ThreeLevelLikelihood::Restricted;
    let variances = TwoVariances::new(&covariances, model.effects(), &factored, restricted)?;
    let typical = df / variances.sampling_trace()?;
    let residual = factored.project(model.effects()).residuals;
    let spread = residual.iter().map(|r| r * r).sum::<f64>() / df;
    let (at, solved) = variances.highest(spread.max(typical))?;
    let squares = variances.solve(Variances { between: 0.0, within: 0.0 })?.squares;
    let scale = model.scale;
    let values = model.unscaled(factored.coefficients(&solved.along));
    let reference = if student { Reference::Student(df) } else { Reference::Normal };
    let covariance = factored.covariance(&(solved.covariance.clone() * (scale * scale)));
    let coefficients = Coefficients::new(values, covariance, reference);
    let places: Vec<usize> = (usize::from(design.has_intercept())..model.width()).collect();
    let moderators = if places.is_empty() { None } else { Some(coefficients.joint_test(&places)?) };
    let whole = at.between + at.within + typical;
    let counted = if restricted { df } else { studies.len() as f64 };
    const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;
    let ln_likelihood = variances.ln(&solved) - counted * (HALF_LN_TAU + libm::log(scale));
    let blocks = covariances.into_iter().map(|(rows, sampling)| block(rows, &sampling, at)).collect();
    Ok(ThreeLevel {
        coefficients,
        between: finite(at.between * scale * scale)?,
        within: finite(at.within * scale * scale)?,
        q: Heterogeneity::around(squares, df)?.q,
        i_squared_between: at.between / whole,
        i_squared_within: at.within / whole,
        moderators,
        ln_likelihood,
        akaike: 2.0 * (model.width() as f64 + 2.0) - 2.0 * ln_likelihood,
        columns: model.columns().to_vec(),
        effects: model.effects().to_vec(),
        blocks,
        scale,
    })
}

/// The covariance of the effects of a cluster.
fn block(rows: Vec<usize>, sampling: &DMatrix<f64>, at: Variances) -> Block {
    let covariance = DMatrix::from_fn(rows.len(), rows.len(), |i, j| {
        sampling[(i, j)] + at.between + if i == j { at.within } else { 0.0 }
    });
    Block { rows, covariance }
}

impl SamplingCovariance<'_> {
    /// The sampling covariance of each cluster, scaled, over the sorted rows.
    fn blocks(self, model: &Moderated, groups: &[Vec<usize>]) -> Result<Vec<(Vec<usize>, DMatrix<f64>)>, Undefined> {
        if let SamplingCovariance::Correlated(rho) = self
            && !(0.0..1.0).contains(&rho)
        {
            return Err(Undefined::OutsideDomain);
        }
        let mut blocks: Vec<(Vec<usize>, DMatrix<f64>)> = groups
            .iter()
            .map(|rows| {
                let covariance = DMatrix::from_fn(rows.len(), rows.len(), |i, j| {
                    let (one, two) = (model.variance(rows[i]), model.variance(rows[j]));
                    match self {
                        _ if i == j => one,
                        SamplingCovariance::Correlated(rho) => rho * libm::sqrt(one) * libm::sqrt(two),
                        _ => 0.0,
                    }
                });
                (rows.clone(), covariance)
            })
            .collect();
        if let SamplingCovariance::Pairs(pairs) = self {
            for (one, two, covariance) in pairs {
                let place = |study: &usize| model.order.iter().position(|place| place == study);
                let (Some(one), Some(two)) = (place(one), place(two)) else { return Err(Undefined::OutsideDomain) };
                let shared = blocks.iter_mut().find_map(|(rows, matrix)| {
                    let find = |row: usize| rows.iter().position(|own| *own == row);
                    Some((find(one)?, find(two)?, matrix))
                });
                match shared {
                    Some((i, j, matrix)) if i != j && covariance.is_finite() => {
                        let scaled = covariance / model.scale / model.scale;
                        (matrix[(i, j)], matrix[(j, i)]) = (scaled, scaled);
                    }
                    _ => return Err(Undefined::OutsideDomain),
                }
            }
        }
        Ok(blocks)
    }
}

impl ThreeLevel {
    /// The coefficients with a cluster-robust covariance, for which the model serves as a guess at the truth.
    ///
    /// [`Undefined::TooFewGroups`] when there are no more clusters than coefficients.
    pub fn robust(&self, variance: RobustVariance) -> Result<Coefficients, Undefined> {
        robust(&self.columns, &self.effects, &self.blocks, variance, &self.coefficients, self.scale)
    }

    /// The interval in which a new effect of a new cluster is expected, at a row of the design: `estimate ± quantile
    /// sqrt(se^2 + between + within)`, with the quantile of the coefficients' own distribution.
    pub fn prediction_interval(&self, row: &[f64], level: Level) -> Result<Interval, Undefined> {
        let contrast = self.coefficients.contrast(row)?;
        let estimated = contrast.estimated(level)?;
        let half = estimated.interval.upper().ok_or(Undefined::NotFinite)? - estimated.value;
        let spread = libm::hypot(contrast.standard_error, libm::sqrt(self.between + self.within));
        Ok(Interval::around(estimated.value, finite(half / contrast.standard_error * spread)?))
    }
}
