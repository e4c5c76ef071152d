//! What changes when a study is left out.

use crate::stats::distribution::ChiSquared;
use crate::stats::meta::Studies;
use crate::stats::meta::fitter::{Details, Fitter, each_without};
use crate::stats::meta::pool::Model;
use crate::stats::meta::reference::{Inference, finite};
use crate::stats::{Level, Undefined};

/// The influence of one study; index `(i)` marks what is estimated without it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Influence {
    /// The residual from the estimate without the study, over its standard error.
    pub studentised_residual: f64,
    /// How far the estimate moves, in standard errors of the fitted effect of the study.
    pub dffits: f64,
    /// The squared distance that the estimate moves, over its variance.
    pub cooks_distance: f64,
    /// The variance of the estimate without the study over that with it; below 1 the study costs precision.
    pub covariance_ratio: f64,
    /// The variance between the other studies.
    pub tau_squared_without: f64,
    /// Cochran's Q of the other studies.
    pub q_without: f64,
    /// The share of the study in the estimate, which is also its leverage.
    pub weight: f64,
    /// How far the estimate moves, in standard errors at the variance between the other studies.
    pub dfbetas: f64,
    /// Whether one of the usual bounds is passed: `|dffits| > 3 sqrt(1 / (k - 1))`, a Cook's distance above the median of
    /// its chi-squared distribution, a weight above `3 / k`, or `|dfbetas| > 1`.
    pub is_influential: bool,
}

/// The influence of each study on the pooled effect, in the order of the input.
///
/// Bounds are rules of thumb: a study that passes one deserves a look, not an exclusion.
/// [`Undefined::TooFewObservations`] below two studies; else each entry fails as [`pool`](crate::stats::meta::pool) does
/// for the other studies.
///
/// ```
/// use utfall::stats::meta::{Estimator, Inference, Model, Studies, examples, sensitivity::influence};
///
/// // The BCG trials in metafor, influence(): for the last one rstudent 1.1879, Cook's distance 0.1228, DFFITS 0.3549.
/// let model = Model::RandomEffects(Estimator::RestrictedMaximumLikelihood);
/// let last = influence(&Studies::new(&examples::bcg())?, model, Inference::Wald)?[12]?;
/// assert!((last.studentised_residual - 1.1879).abs() < 5e-5);
/// assert!((last.cooks_distance - 0.1228).abs() < 5e-5);
/// assert!((last.dffits - 0.3549).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Viechtbauer, W. and Cheung, M. W.-L. (2010). Outlier and influence diagnostics for meta-analysis. *Research Synthesis
/// Methods* 1, 112-125.
pub fn influence(
    studies: &Studies,
    model: Model,
    inference: Inference,
) -> Result<Vec<Result<Influence, Undefined>>, Undefined> {
    let k = studies.len();
    if k < 2 {
        return Err(Undefined::TooFewObservations);
    }
    let level = Level::NINETY_FIVE;
    let full = Fitter::new(model, inference, level).details(studies)?;
    // One study alone has neither a variance between studies nor degrees of freedom.
    let (model, inference) = if k == 2 { (Model::CommonEffect, Inference::Wald) } else { (model, inference) };
    let fitter = || Fitter::new(model, inference, level);
    let found = each_without(studies, fitter, |fitter, index, mut others| {
        let without = fitter.details_of_others(&mut others)?;
        let at_other_tau = others.weight_of_all(studies, without.tau_squared);
        one(studies, index, &full, &without, at_other_tau)
    });
    Ok(studies.in_order_of_input(&found))
}

/// `at_other_tau` is the weight of all studies at the variance between the others.
fn one(
    studies: &Studies,
    index: usize,
    full: &Details,
    without: &Details,
    at_other_tau: f64,
) -> Result<Influence, Undefined> {
    let k = studies.len() as f64;
    let study = studies.sorted()[index];
    let moved = full.estimate - without.estimate;
    // Everything is compared on the scale of the squared Hartung-Knapp factor of the other studies.
    let (factor, tau) = (without.factor, without.tau_squared);
    let weight = 1.0 / (study.variance() + full.tau_squared) / full.weight;
    let (error, error_without) = (full.standard_error(), without.standard_error());
    let spread = libm::sqrt(study.variance() + tau) * factor;
    let dffits = finite(moved / (spread * libm::sqrt(weight)))?;
    let dfbetas = finite(moved / factor * libm::sqrt(at_other_tau))?;
    let distance = finite(moved / error)?;
    let cooks_distance = finite(distance * distance)?;
    let ratio = error_without / error;
    let bounds = [
        dffits.abs() > 3.0 * libm::sqrt(1.0 / (k - 1.0)),
        ChiSquared::new(1.0)?.cdf(cooks_distance) > 0.5,
        weight > 3.0 / k,
        dfbetas.abs() > 1.0,
    ];
    Ok(Influence {
        studentised_residual: finite((study.effect() - without.estimate) / libm::hypot(spread, error_without))?,
        dffits,
        cooks_distance,
        covariance_ratio: finite(ratio * ratio)?,
        tau_squared_without: tau,
        q_without: without.q,
        weight: finite(weight)?,
        dfbetas,
        is_influential: bounds.contains(&true),
    })
}

/// The place of a study in Baujat's plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Baujat {
    /// What the study adds to Q: its squared residual from the common effect over its variance.
    pub heterogeneity: f64,
    /// The squared distance that the common effect moves without the study, over its variance then.
    pub influence: f64,
}

/// Baujat's plot: which studies differ and which of them matter, in the order of the input.
///
/// Both are under a common effect, as in the paper. [`Undefined::TooFewObservations`] below two studies.
///
/// Baujat, B., Mahe, C., Pignon, J.-P. and Hill, C. (2002). A graphical method for exploring heterogeneity in meta-analyses.
/// *Statistics in Medicine* 21, 2641-2652.
pub fn baujat(studies: &Studies) -> Result<Vec<Baujat>, Undefined> {
    let fitter = || Fitter::new(Model::CommonEffect, Inference::Wald, Level::NINETY_FIVE);
    let full = fitter().details(studies)?;
    if studies.len() < 2 {
        return Err(Undefined::TooFewObservations);
    }
    let points = each_without(studies, fitter, |fitter, index, mut others| {
        let study = studies.sorted()[index];
        let without = fitter.details_of_others(&mut others)?;
        let (residual, moved) = (study.effect() - full.estimate, full.estimate - without.estimate);
        Ok(Baujat {
            heterogeneity: finite(residual / study.variance() * residual)?,
            influence: finite(moved / without.variance() * moved)?,
        })
    });
    let points = points.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(studies.in_order_of_input(&points))
}
