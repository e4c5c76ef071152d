//! Imputation by a linear model: normal errors, or the values of donors.

use super::donors::Donors;
use super::draws;
use super::regressors::{Regressors, predictions};
use crate::stats::Undefined;
use crate::stats::random::Random;
use crate::stats::sum::sum;

/// Residuals below this share of the outcome are rounding: the fit is perfect.
const PERFECT: f64 = 1e-12;

/// A linear model with the parameters that fit best and those drawn from their posterior.
struct Drawn {
    fitted: Vec<f64>,
    coefficients: Vec<f64>,
    sd: f64,
}

/// Draws the coefficients and the residual variance from their posterior with a flat prior.
///
/// `variance = residual sum of squares / chi-squared` on the residual degrees of freedom, and
/// `coefficients = fitted + sd L'^-1 normal`.
///
/// Rubin, D. B. (1987). *Multiple Imputation for Nonresponse in Surveys*, example 5.1.
fn draw(regressors: &Regressors, outcome: &[f64], random: &mut Random) -> Result<Drawn, Undefined> {
    let along = regressors.project(outcome);
    let fitted = regressors.coefficients(&along);
    let predicted = predictions(&regressors.observed, &fitted);
    let squares = sum(outcome.iter().zip(&predicted).map(|(y, fit)| (y - fit) * (y - fit)));
    let all = sum(outcome.iter().map(|y| y * y));
    let df = regressors.rows().saturating_sub(regressors.width()).max(1) as f64;
    let chi_squared = draws::chi_squared(random, df)?;
    let sd = if squares <= PERFECT * PERFECT * all { 0.0 } else { libm::sqrt(squares / chi_squared) };
    let shifted: Vec<f64> =
        along.iter().zip(draws::normals(random, along.len())).map(|(along, normal)| along + sd * normal).collect();
    Ok(Drawn { fitted, coefficients: regressors.coefficients(&shifted), sd })
}

/// Values with normal errors for the rows where the outcome is missing.
pub(super) fn normal(regressors: &Regressors, outcome: &[f64], random: &mut Random) -> Result<Vec<f64>, Undefined> {
    let drawn = draw(regressors, outcome, random)?;
    let means = predictions(&regressors.missing, &drawn.coefficients);
    finite(means.into_iter().map(|mean| mean + drawn.sd * draws::normal(random)).collect())
}

/// For the rows where the outcome is missing, where the donor stands among the rows where it is observed.
///
/// The predictions of the observed are by the coefficients that fit best, those of the missing by coefficients drawn
/// from their posterior («type 1» matching).
///
/// Little, R. J. A. (1988). Missing-data adjustments in large surveys. *Journal of Business & Economic Statistics* 6,
/// 287-296. van Buuren, S. (2018). *Flexible Imputation of Missing Data*, 2nd edition, algorithm 3.3.
pub(super) fn matched(
    regressors: &Regressors,
    outcome: &[f64],
    donors: usize,
    random: &mut Random,
) -> Result<Vec<usize>, Undefined> {
    let drawn = draw(regressors, outcome, random)?;
    let observed = finite(predictions(&regressors.observed, &drawn.fitted))?;
    let wanted = finite(predictions(&regressors.missing, &drawn.coefficients))?;
    let pool = Donors::new(&observed);
    Ok(wanted.into_iter().map(|prediction| pool.draw(prediction, donors, random)).collect())
}

fn finite(values: Vec<f64>) -> Result<Vec<f64>, Undefined> {
    if values.iter().all(|value| value.is_finite()) { Ok(values) } else { Err(Undefined::NotFinite) }
}
