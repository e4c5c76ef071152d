//! The difference in means adjusted for covariates.

use super::difference::Difference;
use crate::stats::projection::Projection;
use crate::stats::sum::sum;
use crate::stats::{Estimated, Level, TestResult, Undefined};

/// A difference in means that covariates have adjusted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdjustedDifference {
    value: f64,
    standard_error: f64,
    df: f64,
    residual_sd: f64,
}

impl AdjustedDifference {
    /// The adjusted difference, treated minus control.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Its standard error.
    pub fn standard_error(&self) -> f64 {
        self.standard_error
    }

    /// The residual degrees of freedom: people less the constant, treatment and independent covariates.
    pub fn df(&self) -> f64 {
        self.df
    }

    /// The standard deviation of the residuals, by the degrees of freedom.
    pub fn residual_sd(&self) -> f64 {
        self.residual_sd
    }

    /// The estimate and its t interval; [`Undefined::NoVariation`] when the model fits every value.
    pub fn estimated(&self, level: Level) -> Result<Estimated, Undefined> {
        Difference::new(self.value, self.standard_error, self.df)?.estimated(level)
    }

    /// The t test of no difference, two-sided.
    pub fn test(&self) -> Result<TestResult, Undefined> {
        Difference::new(self.value, self.standard_error, self.df)?.test()
    }
}

/// Analysis of covariance: the coefficient of treatment in ordinary least squares of the outcome on a constant,
/// treatment and covariates, such as the value at baseline and indicators of the site.
///
/// With `y` and `a` the outcome and the treatment indicator after the covariates have been regressed out, the estimate
/// is `sum(a y) / sum(a^2)` (Frisch, Waugh and Lovell). In a randomised trial it is more precise than the difference of
/// changes, which is [`pooled`](super::difference::pooled) of the changes. It supposes equal variances
/// and, for the interval to be exact, a linear relation; indicator covariates name all levels of a factor but one
/// (one too many does no harm). Rows may be in any order but for the last bits.
///
/// [`Undefined::OutsideDomain`] when lengths differ, [`Undefined::Collinear`] when the covariates determine the
/// treatment (or an arm is empty), [`Undefined::TooFewObservations`] when no degree of freedom is left.
///
/// ```
/// use utfall::stats::means;
///
/// // Snedecor and Cochran (1989), section 18.2: leprosy scores before and after drug A, drug D and a placebo.
/// let before = vec![
///     11.0, 8.0, 5.0, 14.0, 19.0, 6.0, 10.0, 6.0, 11.0, 3.0, 6.0, 6.0, 7.0, 8.0, 18.0, 8.0, 19.0, 8.0, 5.0, 15.0, 16.0,
///     13.0, 11.0, 9.0, 21.0, 16.0, 12.0, 12.0, 7.0, 12.0,
/// ];
/// let after = [
///     6.0, 0.0, 2.0, 8.0, 11.0, 4.0, 13.0, 1.0, 8.0, 0.0, 0.0, 2.0, 3.0, 1.0, 18.0, 4.0, 14.0, 9.0, 1.0, 9.0, 13.0, 10.0,
///     18.0, 5.0, 23.0, 12.0, 5.0, 16.0, 1.0, 20.0,
/// ];
/// let on = |drug: usize| (0..30).map(move |person| person / 10 == drug);
/// let drug_d = on(1).map(|on| if on { 1.0 } else { 0.0 }).collect();
/// // SAS: A against placebo is -3.446138 with standard error 1.886781, t = -1.83, p = 0.0793.
/// let difference = means::ancova(&after, &on(0).collect::<Vec<bool>>(), &[before, drug_d])?;
/// assert!((difference.value() + 3.446_138_280).abs() < 1e-9);
/// assert!((difference.standard_error() - 1.886_780_65).abs() < 1e-8);
/// assert!((difference.test()?.p - 0.0793).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Fisher, R. A. (1932). *Statistical Methods for Research Workers*, 4th ed., section 49.1; Senn, S. (2006). Change from
/// baseline and analysis of covariance revisited. *Statistics in Medicine* 25, 4334-4344.
pub fn ancova(outcome: &[f64], treated: &[bool], covariates: &[Vec<f64>]) -> Result<AdjustedDifference, Undefined> {
    let covariates = Projection::new(outcome.len(), covariates)?;
    let indicator: Vec<f64> = treated.iter().map(|treated| if *treated { 1.0 } else { 0.0 }).collect();
    let outcome = covariates.residuals(outcome)?;
    let arm = covariates.residuals(&indicator)?;
    let df = outcome.len() as f64 - covariates.rank() as f64 - 1.0;
    let information = sum(arm.iter().map(|a| a * a));
    if information == 0.0 {
        return Err(Undefined::Collinear);
    }
    if df < 1.0 {
        return Err(Undefined::TooFewObservations);
    }
    // Outcomes of 1e200 have squares of no size: everything is in units of the largest residual.
    let unit = outcome.iter().fold(0.0, |largest: f64, y| largest.max(y.abs()));
    if unit == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let outcome: Vec<f64> = outcome.iter().map(|y| y / unit).collect();
    let slope = sum(arm.iter().zip(&outcome).map(|(a, y)| a * y)) / information;
    let left = sum(arm.iter().zip(&outcome).map(|(a, y)| (y - slope * a) * (y - slope * a)));
    let residual_sd = libm::sqrt(left / df) * unit;
    let standard_error = residual_sd / libm::sqrt(information);
    Ok(AdjustedDifference { value: slope * unit, standard_error, df, residual_sd })
}
