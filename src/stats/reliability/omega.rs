//! McDonald's omega, from a model with one factor.

use nalgebra::{DMatrix, DVector};

use super::Items;
use crate::stats::Undefined;
use crate::stats::sum::sum;

const MOST_STEPS: usize = 100_000;

/// The largest relative change of a loading in a step with which the climb ends.
const SMALL_CHANGE: f64 = 1e-13;

/// An item whose own variance is this share of its variance or less is explained by the factor alone.
const HEYWOOD: f64 = 1e-6;

/// The reliability of a scale whose items measure one thing, each to its own degree.
#[derive(Debug, Clone, PartialEq)]
pub struct Omega {
    /// The share of the variance of the sum that the factor explains.
    pub omega: f64,
    /// How much each item rises with the factor, in its own units; their sum is not negative.
    pub loadings: Vec<f64>,
    /// The variance of each item that the factor does not explain.
    pub uniquenesses: Vec<f64>,
}

/// McDonald's omega: `(sum l)^2 / ((sum l)^2 + sum u)`, with the loadings `l` and uniquenesses `u` of a
/// one-factor model by maximum likelihood.
///
/// Unlike alpha it does not ask that items measure to the same degree; it equals alpha when they do. It
/// supposes one factor: check that before reporting it. At least three items
/// ([`Undefined::TooFewObservations`]), none constant ([`Undefined::NoVariation`]) and none a combination of
/// others ([`Undefined::Collinear`]). [`Undefined::NoConvergence`] when an item's own variance goes to 0 (a
/// Heywood case) or the climb does not end.
///
/// ```
/// use utfall::stats::reliability::{Items, mcdonald_omega};
///
/// // Answers whose covariances are exactly those of loadings 2, 1, 1 and uniquenesses 1, 1, 2: of the
/// // variance 16 + 4 of the sum the factor explains 16.
/// let f = [1.0, 1.0, 1.0, 1.0, -1.0, -1.0, -1.0, -1.0];
/// let a = [1.0, 1.0, -1.0, -1.0, 1.0, 1.0, -1.0, -1.0];
/// let b = [1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0];
/// let c: Vec<f64> = (0..8).map(|i| f[i] * a[i] * b[i]).collect();
/// let row = |i: usize| vec![Some(2.0 * f[i] + a[i]), Some(f[i] + b[i]), Some(f[i] + 2_f64.sqrt() * c[i])];
/// let omega = mcdonald_omega(&Items::complete(&(0..8).map(row).collect::<Vec<_>>())?)?;
/// assert!((omega.omega - 16.0 / 20.0).abs() < 1e-9);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// McDonald, R. P. (1999). *Test Theory: A Unified Treatment*, equation 6.20. The climb: Rubin, D. B. and
/// Thayer, D. T. (1982). EM algorithms for ML factor analysis. *Psychometrika* 47, 69-76.
pub fn mcdonald_omega(items: &Items) -> Result<Omega, Undefined> {
    let count = items.items();
    if count < 3 {
        return Err(Undefined::TooFewObservations);
    }
    let covariance = items.covariance()?;
    let sd: Vec<f64> = covariance.diagonal().iter().map(|variance| libm::sqrt(*variance)).collect();
    if sd.contains(&0.0) {
        return Err(Undefined::NoVariation);
    }
    let correlation = DMatrix::from_fn(count, count, |i, j| covariance[(i, j)] / sd[i] / sd[j]);
    crate::stats::linear::Cholesky::new(&correlation)?;
    let (loadings, uniquenesses) = one_factor(&correlation)?;
    let mut loadings: Vec<f64> = loadings.iter().zip(&sd).map(|(loading, sd)| loading * sd).collect();
    let total = sum(loadings.iter().copied());
    if total < 0.0 {
        loadings.iter_mut().for_each(|loading| *loading = -*loading);
    }
    let uniquenesses: Vec<f64> = uniquenesses.iter().zip(&sd).map(|(u, sd)| u * sd * sd).collect();
    let explained = total * total;
    Ok(Omega { omega: explained / (explained + sum(uniquenesses.iter().copied())), loadings, uniquenesses })
}

/// The loadings and uniquenesses of a correlation matrix.
fn one_factor(correlation: &DMatrix<f64>) -> Result<(DVector<f64>, DVector<f64>), Undefined> {
    let count = correlation.nrows();
    // From the row sums, which are the loadings of a matrix with one factor but for a multiple.
    let sums = DVector::from_fn(count, |i, _| sum(correlation.row(i).iter().copied()));
    let mut loadings = if sums.iter().all(|sum| *sum > 0.0) {
        sums.map(|row| 0.9 * row / sums.max())
    } else {
        DVector::from_fn(count, |i, _| if correlation[(i, 0)] < 0.0 { -0.5 } else { 0.5 })
    };
    let mut uniquenesses = loadings.map(|loading| (1.0 - loading * loading).max(0.1));
    for _ in 0..MOST_STEPS {
        // The regression of the factor on the items, b = l' (l l' + U)^-1, by the rank-one inverse.
        let scaled = loadings.component_div(&uniquenesses);
        let b = &scaled / (1.0 + loadings.dot(&scaled));
        let with_items =
            DVector::from_fn(count, |i, _| sum(correlation.row(i).iter().zip(b.iter()).map(|(r, b)| r * b)));
        let second_moment = 1.0 - b.dot(&loadings) + b.dot(&with_items);
        let next = &with_items / second_moment;
        let change = (&next - &loadings).amax();
        uniquenesses = DVector::from_fn(count, |i, _| 1.0 - next[i] * with_items[i]);
        loadings = next;
        if uniquenesses.iter().any(|u| *u <= HEYWOOD) || !change.is_finite() {
            return Err(Undefined::NoConvergence);
        }
        if change <= SMALL_CHANGE {
            return Ok((loadings, uniquenesses));
        }
    }
    Err(Undefined::NoConvergence)
}
