//! Regression of an outcome that happens or does not.

use super::family::Family;
use super::generalized::fit;
use super::rows::{Response, binomial, check_weights};
use super::{Design, GeneralizedModel};
use crate::stats::{Arm, Undefined};

/// Each person as an arm of one.
pub fn persons(outcome: &[bool]) -> Vec<Arm> {
    let arm = |happened: &bool| Arm::new(u64::from(*happened), 1);
    outcome.iter().filter_map(|happened| arm(happened).ok()).collect()
}

/// Logistic regression: `logit(p) = x . coefficients`, by maximum likelihood; coefficients are log odds
/// ratios, compared with the normal.
///
/// Each row is a person ([`persons`]) or a group of them. [`Undefined::NoVariation`] when all have the
/// outcome or none; [`Undefined::Separation`] when the covariates tell who has it, so that an odds ratio
/// is infinite: [`firth`](super::firth()) gives a finite one. [`Undefined::Collinear`] when a column is a
/// combination of others, [`Undefined::OutsideDomain`] for another number of rows than the design.
///
/// Where the outcome is common an odds ratio is far from a risk ratio: report
/// [standardised risks](super::standardised_risks) beside it.
///
/// ```
/// use utfall::stats::Arm;
/// use utfall::stats::regression::{Design, logistic};
///
/// // Two groups: the log odds ratio of Woolf, ln(10 * 12 / (4 * 7)), with sqrt(1/10 + 1/7 + 1/4 + 1/12).
/// let design = Design::with_intercept(2).numeric("arm", &[1.0, 0.0])?;
/// let model = logistic(&design, &[Arm::new(10, 17)?, Arm::new(4, 16)?])?;
/// let arm = model.coefficients()?.coefficient(1)?;
/// assert!((arm.value - (10.0 * 12.0 / (4.0 * 7.0) as f64).ln()).abs() < 1e-13);
/// assert!((arm.standard_error - (1.0 / 10.0 + 1.0 / 7.0 + 1.0 / 4.0 + 1.0 / 12.0 as f64).sqrt()).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// McCullagh, P. and Nelder, J. A. (1989). *Generalized Linear Models*, 2nd edition, chapter 4.
pub fn logistic(design: &Design, outcome: &[Arm]) -> Result<GeneralizedModel, Undefined> {
    fit(Family::Logistic, design, &binomial(outcome, None)?)
}

/// [`logistic`] with weights, as for sampling or for inverse probabilities: take a
/// [robust](GeneralizedModel::robust) covariance.
///
/// [`Undefined::OutsideDomain`] for a weight that is not above 0.
pub fn weighted_logistic(design: &Design, outcome: &[Arm], weights: &[f64]) -> Result<GeneralizedModel, Undefined> {
    fit(Family::Logistic, design, &binomial(outcome, Some(weights))?)
}

/// Log-binomial regression: `ln(p) = x . coefficients`, by maximum likelihood; coefficients are log risk
/// ratios.
///
/// Every `p` stays below 1. Where the likelihood is largest with a `p` of 1, as happens with measurements
/// among the covariates, it is [`Undefined::NoConvergence`]: take [`modified_poisson`]. Other errors as
/// for [`logistic`], and [`Undefined::OutsideDomain`] for a design without an intercept.
///
/// ```
/// use utfall::stats::Arm;
/// use utfall::stats::regression::{Design, log_binomial};
///
/// // Two groups: the log risk ratio of Katz, with sqrt(1/32 - 1/42 + 1/12 - 1/43).
/// let design = Design::with_intercept(2).numeric("arm", &[1.0, 0.0])?;
/// let arm = log_binomial(&design, &[Arm::new(32, 42)?, Arm::new(12, 43)?])?.coefficients()?.coefficient(1)?;
/// assert!((arm.value.exp() - 2.73).abs() < 5e-3);
/// assert!((arm.standard_error.powi(2) - (1.0 / 32.0 - 1.0 / 42.0 + 1.0 / 12.0 - 1.0 / 43.0)).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Wacholder, S. (1986). Binomial regression in GLIM: estimating risk ratios and risk differences. *American
/// Journal of Epidemiology* 123, 174-184.
pub fn log_binomial(design: &Design, outcome: &[Arm]) -> Result<GeneralizedModel, Undefined> {
    if !design.has_intercept() {
        return Err(Undefined::OutsideDomain);
    }
    fit(Family::LogBinomial, design, &binomial(outcome, None)?)
}

/// Modified Poisson regression of a yes-or-no outcome: log risk ratios, with White's covariance (HC0).
///
/// The estimating equations of Poisson regression are unbiased for risk ratios; its variance is not that
/// of a yes-or-no, and is never given. [`Undefined::Separation`] when a group has no events. Unlike
/// [`log_binomial`] it always converges otherwise, at the price that a fitted risk may exceed 1. Use
/// [`GeneralizedModel::clustered`] for dependent rows.
///
/// ```
/// use utfall::stats::regression::{Design, modified_poisson};
///
/// // Two groups: Katz's interval of the risk ratio, exactly.
/// let yes = |count, of| (0..of).map(move |i| i < count);
/// let outcome: Vec<bool> = yes(32, 42).chain(yes(12, 43)).collect();
/// let arm: Vec<f64> = (0..85).map(|i| if i < 42 { 1.0 } else { 0.0 }).collect();
/// let model = modified_poisson(&Design::with_intercept(85).numeric("arm", &arm)?, &outcome)?;
/// let arm = model.coefficients()?.coefficient(1)?;
/// assert!((arm.standard_error.powi(2) - (1.0 / 32.0 - 1.0 / 42.0 + 1.0 / 12.0 - 1.0 / 43.0)).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Zou, G. (2004). A modified Poisson regression approach to prospective studies with binary data. *American
/// Journal of Epidemiology* 159, 702-706.
pub fn modified_poisson(design: &Design, outcome: &[bool]) -> Result<GeneralizedModel, Undefined> {
    weighted_modified_poisson(design, outcome, &vec![1.0; outcome.len()])
}

/// [`modified_poisson`] with weights, as for sampling or for inverse probabilities.
///
/// [`Undefined::OutsideDomain`] for a weight that is not above 0.
pub fn weighted_modified_poisson(
    design: &Design,
    outcome: &[bool],
    weights: &[f64],
) -> Result<GeneralizedModel, Undefined> {
    check_weights(outcome.len(), weights)?;
    let response = |(happened, weight): (&bool, &f64)| Response { y: f64::from(*happened), m: 1.0, weight: *weight };
    let responses: Vec<Response> = outcome.iter().zip(weights).map(response).collect();
    if outcome.iter().all(|happened| *happened) {
        return Err(Undefined::NoVariation);
    }
    let model = fit(Family::Poisson, design, &responses)?;
    Ok(model.without_likelihood())
}
