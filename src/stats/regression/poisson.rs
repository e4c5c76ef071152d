//! Regression of counts.

use super::family::Family;
use super::generalized::fit;
use super::rows::{Response, check_weights};
use super::{Design, GeneralizedModel};
use crate::stats::Undefined;

/// Poisson regression of counts: `ln(count / exposure) = x . coefficients`; coefficients are log rate ratios.
///
/// `exposure` is the time, or the number, in which each count arose. [`Undefined::NoEvents`] when all
/// counts are 0, [`Undefined::Separation`] when a group has none. Counts of people vary more than Poisson's
/// distribution says: take a [robust](GeneralizedModel::robust) covariance or
/// [`GeneralizedModel::quasi`].
///
/// ```
/// use utfall::stats::regression::{Design, poisson};
///
/// // Two rates: ln(15 / 19017 * 28010 / 41), with sqrt(1/15 + 1/41) (Rothman and Greenland, radiation).
/// let design = Design::with_intercept(2).numeric("exposed", &[1.0, 0.0])?;
/// let model = poisson(&design, &[41, 15], &[28_010.0, 19_017.0])?;
/// let exposed = model.coefficients()?.coefficient(1)?;
/// assert!((exposed.value.exp() - 1.86).abs() < 5e-3);
/// assert!((exposed.standard_error.powi(2) - (1.0 / 41.0 + 1.0 / 15.0)).abs() < 1e-13);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// McCullagh and Nelder (1989), chapter 6. The figures: Rothman, K. J. and Greenland, S. (1998). *Modern
/// Epidemiology*, 2nd edition, chapter 14.
pub fn poisson(design: &Design, counts: &[u64], exposure: &[f64]) -> Result<GeneralizedModel, Undefined> {
    check_weights(counts.len(), exposure)?;
    let response = |(count, exposure): (&u64, &f64)| Response { y: *count as f64, m: *exposure, weight: 1.0 };
    fit(Family::Poisson, design, &counts.iter().zip(exposure).map(response).collect::<Vec<_>>())
}
