//! The pooled effect of a review.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Studies;
use super::fitter::{Fitted, Fitter};
use super::heterogeneity::Heterogeneity;
use super::one_mean::{Evaluate, OneMean};
use super::reference::{Inference, Quantiles};
use super::tau_squared::{Estimator, Linear, TauSquared};
use super::weighted::Slope;
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined};

/// What the studies are thought to have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// One effect, and nothing but sampling error around it; weights `1 / v_i`.
    ///
    /// Also right as a weighted average of effects that differ, when nothing is to be said beyond these studies.
    CommonEffect,
    /// A normal distribution of effects with variance tau squared; weights `1 / (v_i + tau^2)`.
    RandomEffects(Estimator),
}

/// A pooled effect without its tests and weights: what is needed when very many are computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// The pooled effect.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The lower confidence limit.
    pub lower: f64,
    /// The upper confidence limit.
    pub upper: f64,
    /// The variance between studies; 0 under a common effect.
    pub tau_squared: f64,
}

/// Something that a reader must know before the interval is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// There are two studies: the variance between them is hardly estimable, and an interval may be far too narrow
    /// (they happen to agree) or useless (they do not).
    TwoStudies,
    /// The Hartung-Knapp interval is narrower than that of Wald, which is too narrow itself.
    NarrowerThanWald,
    /// The likelihood has more than one maximum; the highest is reported.
    SeveralMaxima,
}

/// The pooled effect of a review.
#[derive(Debug, Clone, PartialEq)]
pub struct Pooled {
    /// The model that was fitted.
    pub model: Model,
    /// How its uncertainty was assessed.
    pub inference: Inference,
    /// The pooled effect with its standard error and interval, all on the scale of the effects.
    pub estimated: Estimated,
    /// The test of no effect.
    pub test: TestResult,
    /// The variance between studies; 0 under a common effect.
    pub tau_squared: f64,
    /// How much the studies differ.
    pub heterogeneity: Heterogeneity,
    /// The share of each study in the estimate, in the order of the input; they sum to 1. It is 0 for one that
    /// [`mantel_haenszel_random`](super::mantel_haenszel_random) left out.
    pub weights: Vec<f64>,
    /// The log-likelihood: the restricted one for [`Estimator::RestrictedMaximumLikelihood`], else the plain one.
    pub ln_likelihood: f64,
    /// Akaike's information criterion, `2 parameters - 2 ln_likelihood`.
    pub akaike: f64,
    /// What must be said beside the interval, without repetition, in the order of [`Caution`].
    pub cautions: Vec<Caution>,
}

/// The pooled effect, `sum(w_i y_i) / sum(w_i)`.
///
/// [`Undefined::TooFewObservations`] when one study is all there is and either random effects or degrees of freedom are
/// wanted; [`Undefined::NoVariation`] when a Hartung-Knapp standard error is zero as all effects are equal.
///
/// ```
/// use utfall::stats::meta::{Estimator, Inference, Model, Studies, examples, pool};
/// use utfall::stats::Level;
///
/// // Viechtbauer (2010), section 3.2, the BCG trials: -0.7145 (-1.0669 to -0.3622), tau squared 0.3132, I squared 92.22 %.
/// let model = Model::RandomEffects(Estimator::RestrictedMaximumLikelihood);
/// let pooled = pool(&Studies::new(&examples::bcg())?, model, Inference::Wald, Level::NINETY_FIVE)?;
/// assert!((pooled.estimated.value + 0.7145).abs() < 5e-5);
/// assert!((pooled.estimated.interval.lower().unwrap() + 1.0669).abs() < 5e-5);
/// assert!((pooled.tau_squared - 0.3132).abs() < 5e-5);
/// assert!((pooled.heterogeneity.i_squared - 0.9222).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Viechtbauer, W. (2010). Conducting meta-analyses in R with the metafor package. *Journal of Statistical Software* 36
/// (3).
pub fn pool(studies: &Studies, model: Model, inference: Inference, level: Level) -> Result<Pooled, Undefined> {
    let quantiles = Quantiles::new(inference, (studies.len() - 1) as f64, level)?;
    let mut room = Vec::new();
    let mut mean = OneMean::new(studies, &mut room);
    let fitted = Fitted::new(&mut mean, model, &quantiles)?;
    let zero = mean.restricted(0.0);
    reported(&mut mean, (model, inference, level), &zero, fitted)
}

/// What is reported of a fit, with Cochran's Q and the measures of heterogeneity from the slope at a `t` of 0.
pub(super) fn reported(
    mean: &mut OneMean,
    (model, inference, level): (Model, Inference, Level),
    zero: &Slope,
    Fitted { fit, reference, tau, weighing }: Fitted,
) -> Result<Pooled, Undefined> {
    let studies = mean.studies();
    let random = (model != Model::CommonEffect).then_some(tau.value);
    let heterogeneity = Heterogeneity::new(zero, random, studies.scale)?;
    let weights: Vec<f64> =
        studies.scaled().map(|(variance, _)| 1.0 / (variance + tau.value) / weighing.weight).collect();
    let (weights, cautions) =
        (studies.in_order_of_input(&weights), cautions(studies, model, inference, weighing.weight, &fit, tau, level));
    let (ln_likelihood, parameters) = ln_likelihood(mean, model, tau.value);
    Ok(Pooled {
        model,
        inference,
        estimated: fit.estimated(),
        test: reference.test(fit.estimate, fit.standard_error)?,
        tau_squared: fit.tau_squared,
        heterogeneity,
        weights,
        ln_likelihood,
        akaike: 2.0 * parameters - 2.0 * ln_likelihood,
        cautions,
    })
}

/// [`pool`] for each of many reviews, without tests and weights, on all threads.
///
/// For simulation, resampling and sensitivity analyses. The results are those of [`pool`] to the bit, in the order of
/// the reviews, whatever the number of threads.
pub fn pool_each(reviews: &[Studies], model: Model, inference: Inference, level: Level) -> Vec<Result<Fit, Undefined>> {
    reviews
        .par_chunks(128)
        .flat_map_iter(|chunk| {
            let mut fitter = Fitter::new(model, inference, level);
            chunk.iter().map(move |studies| fitter.fit(studies))
        })
        .collect()
}

impl Fit {
    /// The estimate with its standard error and interval.
    pub fn estimated(self) -> Estimated {
        Estimated {
            value: self.estimate,
            standard_error: Some(self.standard_error),
            interval: Interval::Bounded { lower: self.lower, upper: self.upper },
        }
    }
}

/// The log-likelihood on the scale of the effects, and the number of parameters.
fn ln_likelihood(mean: &mut OneMean, model: Model, tau: f64) -> (f64, f64) {
    const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;
    let (k, scale) = (mean.count() as f64, mean.studies().scale);
    let per_study = HALF_LN_TAU + libm::log(scale);
    match model {
        Model::RandomEffects(Estimator::RestrictedMaximumLikelihood) => {
            (mean.ln_restricted(tau) + 0.5 * libm::log(k) - (k - 1.0) * per_study, 2.0)
        }
        Model::RandomEffects(_) => (mean.ln_plain(tau) - k * per_study, 2.0),
        Model::CommonEffect => (mean.ln_plain(tau) - k * per_study, 1.0),
    }
}

/// What must be said beside the interval.
fn cautions(
    studies: &Studies,
    model: Model,
    inference: Inference,
    weight: f64,
    fit: &Fit,
    tau: TauSquared,
    level: Level,
) -> Vec<Caution> {
    let mut cautions = Vec::new();
    if studies.len() == 2 && (model != Model::CommonEffect || inference != Inference::Wald) {
        cautions.push(Caution::TwoStudies);
    }
    let wald = level.z() / libm::sqrt(weight) * studies.scale;
    if inference != Inference::Wald && 0.5 * (fit.upper - fit.lower) < wald * (1.0 - 1e-12) {
        cautions.push(Caution::NarrowerThanWald);
    }
    if tau.maxima > 1 {
        cautions.push(Caution::SeveralMaxima);
    }
    cautions
}
