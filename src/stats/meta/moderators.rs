//! Meta-regression: what explains the differences between studies.

use super::heterogeneity::{Heterogeneity, HeterogeneityLimits};
use super::limits;
use super::moderated::Moderated;
use super::pool::{Caution, Model};
use super::reference::{Inference, Quantiles, finite};
use super::tau_squared::{self, Estimator, Linear, TauSquared};
use super::{Study, fitter};
use crate::stats::regression::{Coefficients, Design, JointTest, Reference};
use crate::stats::{Estimated, Interval, Level, Undefined};

/// A fitted meta-regression.
#[derive(Debug, Clone)]
pub struct MetaRegression {
    /// The model that was fitted.
    pub model: Model,
    /// How uncertainty was assessed.
    pub inference: Inference,
    /// The coefficients, in the order of the columns of the design.
    pub coefficients: Coefficients,
    /// The variance between studies that the moderators leave; 0 under a common effect.
    pub tau_squared: f64,
    /// How much the studies differ beyond what the moderators explain.
    pub heterogeneity: Heterogeneity,
    /// The share of the heterogeneity that the moderators explain, between 0 and 1.
    ///
    /// `(tau0^2 - tau^2) / tau0^2` with `tau0^2` from the same estimator without moderators, or 0 where that is negative;
    /// under a common effect the adjusted R squared of the weighted regression. None where there is no heterogeneity to
    /// explain, or no moderator. It is very uncertain below some forty studies.
    ///
    /// Raudenbush, S. W. (2009). Analyzing effect sizes: random-effects models. In *The Handbook of Research Synthesis and
    /// Meta-Analysis*, 2nd edition, chapter 16.
    pub r_squared: Option<f64>,
    /// The test of all coefficients but the intercept; none without moderators.
    pub moderators: Option<JointTest>,
    /// The log-likelihood: the restricted one for [`Estimator::RestrictedMaximumLikelihood`], else the plain one.
    pub ln_likelihood: f64,
    /// Akaike's information criterion, `2 parameters - 2 ln_likelihood`.
    pub akaike: f64,
    /// What must be said beside the results.
    pub cautions: Vec<Caution>,
}

/// A weighted regression of the effects on moderators, `b = (X'W X)^-1 X'W y` with `W = diag(1 / (v_i + tau^2))`.
///
/// The rows of `design` belong to the studies in their order. [`Undefined::Collinear`] when a moderator is constant or a
/// combination of others; [`Undefined::TooFewObservations`] when random effects or degrees of freedom are wanted and there
/// are no more studies than coefficients. An association over studies is not one within them, and with fewer than ten
/// studies for each moderator it is hardly more than chance. The level matters only to
/// [`Inference::HartungKnappWidest`], which compares two intervals.
///
/// ```
/// use utfall::stats::meta::{Estimator, Inference, Model, examples, meta_regression};
/// use utfall::stats::{Level, regression::Design};
///
/// // Viechtbauer (2010), section 3.3, BCG by absolute latitude: -0.0291 (standard error 0.0072), tau squared 0.0764,
/// // which explains 75.63 % (metafor).
/// let latitude = [44.0, 55.0, 42.0, 52.0, 13.0, 44.0, 19.0, 13.0, 27.0, 42.0, 18.0, 33.0, 33.0];
/// let design = Design::with_intercept(13).numeric("latitude", &latitude)?;
/// let model = Model::RandomEffects(Estimator::RestrictedMaximumLikelihood);
/// let fit = meta_regression(&examples::bcg(), &design, model, Inference::Wald, Level::NINETY_FIVE)?;
/// let slope = fit.coefficients.coefficient(1)?;
/// assert!((slope.value + 0.0291).abs() < 5e-5);
/// assert!((slope.standard_error - 0.0072).abs() < 5e-5);
/// assert!((fit.r_squared.unwrap() - 0.7563).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Knapp and Hartung (2003); Thompson, S. G. and Higgins, J. P. T. (2002). How should meta-regression analyses be undertaken
/// and interpreted? *Statistics in Medicine* 21, 1559-1573.
pub fn meta_regression(
    studies: &[Study],
    design: &Design,
    model: Model,
    inference: Inference,
    level: Level,
) -> Result<MetaRegression, Undefined> {
    let mut fitted = Moderated::new(studies, design)?;
    let fit = Regressed::new(&mut fitted, model, inference, level)?;
    let zero = fitted.restricted(0.0);
    let random = (model != Model::CommonEffect).then_some(fit.tau.value);
    let places: Vec<usize> = (usize::from(design.has_intercept())..fitted.width()).collect();
    let moderators = if places.is_empty() { None } else { Some(fit.coefficients.joint_test(&places)?) };
    let (ln_likelihood, parameters) = ln_likelihood(&mut fitted, model, fit.tau.value);
    Ok(MetaRegression {
        model,
        inference,
        coefficients: fit.coefficients,
        tau_squared: finite(fit.tau.value * fitted.scale * fitted.scale)?,
        heterogeneity: Heterogeneity::new(&zero, random, fitted.scale)?,
        r_squared: r_squared(studies, &fitted, model, fit.tau.value, zero.squares, places.is_empty()),
        moderators,
        ln_likelihood,
        akaike: 2.0 * parameters - 2.0 * ln_likelihood,
        cautions: if fit.tau.maxima > 1 { vec![Caution::SeveralMaxima] } else { Vec::new() },
    })
}

/// The coefficients of a model and what they rest on.
pub(super) struct Regressed {
    pub tau: TauSquared,
    pub coefficients: Coefficients,
}

impl Regressed {
    pub(super) fn new(
        model: &mut Moderated,
        kind: Model,
        inference: Inference,
        level: Level,
    ) -> Result<Regressed, Undefined> {
        let df = model.df();
        let tau = match kind {
            Model::CommonEffect => TauSquared { value: 0.0, maxima: 1 },
            Model::RandomEffects(_) if df <= 0.0 => return Err(Undefined::TooFewObservations),
            Model::RandomEffects(estimator) => tau_squared::estimate(model, estimator)?,
        };
        let fit = model.weighted(tau.value)?;
        let quantiles = Quantiles::new(inference, df, level)?;
        let (factor, reference) = quantiles.choose(if df > 0.0 { fit.squares() / df } else { 0.0 })?;
        let values = model.coefficients(&fit);
        if !values.iter().all(|value| value.is_finite()) {
            return Err(Undefined::NotFinite);
        }
        let reference = if reference.is_normal() { Reference::Normal } else { Reference::Student(df) };
        let covariance = model.covariance(&fit, factor * factor);
        Ok(Regressed { tau, coefficients: Coefficients::new(values, covariance, reference) })
    }
}

/// The log-likelihood on the scale of the effects, and the number of parameters.
fn ln_likelihood(model: &mut Moderated, kind: Model, tau: f64) -> (f64, f64) {
    const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;
    let (k, p) = (model.len() as f64, model.width() as f64);
    let per_study = HALF_LN_TAU + libm::log(model.scale);
    match kind {
        Model::RandomEffects(Estimator::RestrictedMaximumLikelihood) => {
            // The likelihood of the residuals, whatever their basis: with half of ln det X'X.
            let plain = model.ln_determinant_of_design();
            (model.ln_restricted(tau) + 0.5 * plain - (k - p) * per_study, p + 1.0)
        }
        Model::RandomEffects(_) => (model.ln_plain(tau) - k * per_study, p + 1.0),
        Model::CommonEffect => (model.ln_plain(tau) - k * per_study, p),
    }
}

/// The share of the heterogeneity that is explained.
fn r_squared(
    studies: &[Study],
    model: &Moderated,
    kind: Model,
    tau: f64,
    residual: f64,
    no_moderators: bool,
) -> Option<f64> {
    if no_moderators {
        return None;
    }
    let sorted = super::Studies::new(studies).ok()?;
    match kind {
        Model::CommonEffect => {
            let all = fitter::weighted_slope(&sorted).squares;
            let df = (studies.len() - 1) as f64;
            let share = 1.0 - residual / model.df() / (all / df);
            (model.df() > 0.0 && all > 0.0).then_some(share.max(0.0))
        }
        Model::RandomEffects(estimator) => {
            let without = fitter::scaled_tau_squared(&sorted, estimator).ok()?;
            (without > 0.0).then(|| ((without - tau) / without).max(0.0))
        }
    }
}

impl MetaRegression {
    /// The effect that is expected at a row of the design, with its interval and the interval in which the effect of
    /// another study with these moderators is expected.
    ///
    /// The prediction interval takes its quantile from the distribution of the coefficients; none under a common effect.
    pub fn predict(&self, row: &[f64], level: Level) -> Result<(Estimated, Option<Interval>), Undefined> {
        let contrast = self.coefficients.contrast(row)?;
        let estimated = contrast.estimated(level)?;
        if self.model == Model::CommonEffect || contrast.standard_error == 0.0 {
            return Ok((estimated, None));
        }
        let spread = libm::hypot(contrast.standard_error, libm::sqrt(self.tau_squared));
        let half = estimated.interval.upper().ok_or(Undefined::NotFinite)? - estimated.value;
        let reach = finite(half / contrast.standard_error * spread)?;
        Ok((estimated, Some(Interval::around(estimated.value, reach))))
    }
}

/// [`q_profile`](super::q_profile) of what the moderators leave.
pub fn residual_q_profile(studies: &[Study], design: &Design, level: Level) -> Result<HeterogeneityLimits, Undefined> {
    let mut model = Moderated::new(studies, design)?;
    let scale = model.scale;
    limits::q_profile(&mut model, scale, level)
}

/// [`profile_likelihood`](super::profile_likelihood) of what the moderators leave.
pub fn residual_profile_likelihood(
    studies: &[Study],
    design: &Design,
    estimator: Estimator,
    level: Level,
) -> Result<HeterogeneityLimits, Undefined> {
    let mut model = Moderated::new(studies, design)?;
    let scale = model.scale;
    limits::profile_likelihood(&mut model, estimator, scale, level)
}
