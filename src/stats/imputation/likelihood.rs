//! Log-likelihoods of regressions at stated parameters, which the pooled likelihood ratio test needs.

use crate::stats::Undefined;
use crate::stats::regression::Design;
use crate::stats::sum::sum;

/// The log-likelihood of a linear model with these coefficients and this residual variance.
///
/// `-(n ln(2 pi variance) + sum((y - x . coefficients)^2) / variance) / 2`. For [D3](super::pooled_likelihood_ratio)
/// take the mean coefficients and the mean of the variances `residual sum of squares / n` over the imputed data sets.
///
/// [`Undefined::OutsideDomain`] unless there is an outcome for each row and a coefficient for each column and the
/// variance is above 0.
///
/// ```
/// use utfall::stats::imputation::log_likelihood_normal;
/// use utfall::stats::regression::{Design, ordinary_least_squares};
///
/// let x = [1.0, 2.0, 3.0, 4.0, 5.0];
/// let y = [1.1, 1.9, 3.2, 3.8, 5.3];
/// let design = Design::with_intercept(5).numeric("x", &x)?;
/// let model = ordinary_least_squares(&design, &y)?;
/// let variance = model.residual_sd().powi(2) * 3.0 / 5.0;
/// let at_fit = log_likelihood_normal(&design, &y, model.coefficients().values(), variance)?;
/// assert!((at_fit - model.log_likelihood()).abs() < 1e-12);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn log_likelihood_normal(
    design: &Design,
    outcome: &[f64],
    coefficients: &[f64],
    variance: f64,
) -> Result<f64, Undefined> {
    check(design, outcome.len(), coefficients)?;
    if variance.is_nan() || variance <= 0.0 {
        return Err(Undefined::OutsideDomain);
    }
    let sd = libm::sqrt(variance);
    let squares = sum(outcome.iter().enumerate().map(|(row, y)| {
        let residual = (y - design.predictor(row, coefficients)) / sd;
        residual * residual
    }));
    let n = outcome.len() as f64;
    finite(-0.5 * (n * (libm::log(2.0 * std::f64::consts::PI) + libm::log(variance)) + squares))
}

/// The log-likelihood of a logistic regression with these coefficients.
///
/// `sum(y x . coefficients - ln(1 + exp(x . coefficients)))`. Errors as for [`log_likelihood_normal`].
///
/// ```
/// use utfall::stats::imputation::log_likelihood_logistic;
/// use utfall::stats::regression::Design;
///
/// // Without any effect each of four has even odds: 4 ln(1/2).
/// let design = Design::with_intercept(4);
/// let at_even = log_likelihood_logistic(&design, &[true, false, true, true], &[0.0])?;
/// assert!((at_even + 4.0 * 2.0_f64.ln()).abs() < 1e-15);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn log_likelihood_logistic(design: &Design, outcome: &[bool], coefficients: &[f64]) -> Result<f64, Undefined> {
    check(design, outcome.len(), coefficients)?;
    finite(sum(outcome.iter().enumerate().map(|(row, happened)| {
        let predictor = design.predictor(row, coefficients);
        // ln of the probability of what happened, exact in both tails.
        let towards = if *happened { predictor } else { -predictor };
        towards.min(0.0) - libm::log1p(libm::exp(-towards.abs()))
    })))
}

fn check(design: &Design, rows: usize, coefficients: &[f64]) -> Result<(), Undefined> {
    let fits = rows == design.rows() && coefficients.len() == design.columns().len();
    if fits { Ok(()) } else { Err(Undefined::OutsideDomain) }
}

fn finite(value: f64) -> Result<f64, Undefined> {
    if value.is_finite() { Ok(value) } else { Err(Undefined::NotFinite) }
}
