//! Cronbach's alpha.

use nalgebra::DMatrix;

use super::Items;
use crate::stats::distribution::FisherF;
use crate::stats::sum::sum;
use crate::stats::{Estimated, Interval, Level, Undefined};

/// The internal consistency of a scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Alpha {
    /// Alpha from the covariances of the items.
    pub alpha: f64,
    /// Alpha from their correlations; [`Undefined::NoVariation`] when an item is constant.
    pub standardised: Result<f64, Undefined>,
    /// The mean of the sum of the items.
    pub mean_score: f64,
    /// The standard error of measurement of the sum, `sd sqrt(1 - alpha)`.
    pub measurement_error: f64,
    /// Item by item.
    pub items: Vec<ItemDiagnostics>,
    persons: f64,
}

/// What an item does to its scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemDiagnostics {
    /// Alpha of the other items; [`Undefined::TooFewObservations`] when they are fewer than two.
    pub alpha_if_dropped: Result<f64, Undefined>,
    /// The correlation of the item with the sum of the others; [`Undefined::NoVariation`] when either is
    /// constant.
    pub rest_correlation: Result<f64, Undefined>,
}

/// Cronbach's alpha: `k / (k - 1) (1 - sum of item variances / variance of the sum)`, for `k` items.
///
/// A lower bound of reliability; equal to it when all items measure the same to the same degree (with
/// errors that do not correlate). It rises with the number of items and says nothing about whether they
/// measure one thing. A negative value means that items run in opposite directions: reverse them first.
/// [`Undefined::TooFewObservations`] with fewer than two items or persons, [`Undefined::NoVariation`] when
/// the sum is the same for all.
///
/// ```
/// use utfall::stats::Level;
/// use utfall::stats::reliability::{Items, cronbach_alpha};
///
/// // Two items by hand: variances of 2.5 each, covariance 2.25, so that the sum has 9.5.
/// let answers = [(1.0, 2.0), (2.0, 1.0), (3.0, 3.0), (4.0, 4.0), (5.0, 5.0)];
/// let items = Items::complete(&answers.map(|(a, b)| vec![Some(a), Some(b)]))?;
/// let alpha = cronbach_alpha(&items)?;
/// assert!((alpha.alpha - 2.0 * (1.0 - 5.0 / 9.5)).abs() < 1e-14);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
///
/// Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. *Psychometrika* 16,
/// 297-334, equation 2.
pub fn cronbach_alpha(items: &Items) -> Result<Alpha, Undefined> {
    let count = items.items();
    if count < 2 {
        return Err(Undefined::TooFewObservations);
    }
    let covariance = items.covariance()?;
    let all: Vec<usize> = (0..count).collect();
    let (alpha, variance) = of_items(&covariance, &all)?;
    let correlation = correlations(&covariance);
    let diagnostics = |item: usize| {
        let others: Vec<usize> = all.iter().copied().filter(|other| *other != item).collect();
        let rest = sum(others.iter().flat_map(|i| others.iter().map(|j| covariance[(*i, *j)])));
        let shared = sum(others.iter().map(|other| covariance[(item, *other)]));
        let spread = libm::sqrt(covariance[(item, item)]) * libm::sqrt(rest.max(0.0));
        ItemDiagnostics {
            alpha_if_dropped: match others.len() {
                0 | 1 => Err(Undefined::TooFewObservations),
                _ => of_items(&covariance, &others).map(|(alpha, _)| alpha),
            },
            rest_correlation: if spread > 0.0 { Ok(shared / spread) } else { Err(Undefined::NoVariation) },
        }
    };
    Ok(Alpha {
        alpha,
        standardised: correlation.and_then(|correlation| of_items(&correlation, &all)).map(|(alpha, _)| alpha),
        mean_score: sum(items.means()),
        measurement_error: libm::sqrt(variance * (1.0 - alpha)),
        items: all.iter().map(|item| diagnostics(*item)).collect(),
        persons: items.persons() as f64,
    })
}

/// Alpha of some items, and the variance of their sum.
fn of_items(covariance: &DMatrix<f64>, items: &[usize]) -> Result<(f64, f64), Undefined> {
    let own = sum(items.iter().map(|i| covariance[(*i, *i)]));
    let whole = sum(items.iter().flat_map(|i| items.iter().map(|j| covariance[(*i, *j)])));
    // Sums that are the same for all leave rounding only.
    if whole <= 1e-14 * own || own == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let k = items.len() as f64;
    Ok((k / (k - 1.0) * (1.0 - own / whole), whole))
}

fn correlations(covariance: &DMatrix<f64>) -> Result<DMatrix<f64>, Undefined> {
    let sd: Vec<f64> = covariance.diagonal().iter().map(|variance| libm::sqrt(*variance)).collect();
    if sd.contains(&0.0) {
        return Err(Undefined::NoVariation);
    }
    Ok(DMatrix::from_fn(sd.len(), sd.len(), |i, j| covariance[(i, j)] / sd[i] / sd[j]))
}

impl Alpha {
    /// Alpha with Feldt's interval: `1 - (1 - alpha) F` at the quantiles of F with `n - 1` and
    /// `(n - 1)(k - 1)` degrees of freedom.
    ///
    /// Exact when persons and errors are normal and all items measure the same to the same degree.
    ///
    /// Feldt, L. S., Woodruff, D. J. and Salih, F. A. (1987). Statistical inference for coefficient alpha.
    /// *Applied Psychological Measurement* 11, 93-103, equation 11.
    pub fn estimated(&self, level: Level) -> Result<Estimated, Undefined> {
        let (n, k) = (self.persons, self.items.len() as f64);
        let f = FisherF::new(n - 1.0, (n - 1.0) * (k - 1.0))?;
        let half = 0.5 * level.alpha();
        Ok(Estimated {
            value: self.alpha,
            standard_error: None,
            interval: Interval::Bounded {
                lower: 1.0 - (1.0 - self.alpha) * f.upper_quantile(half)?,
                upper: 1.0 - (1.0 - self.alpha) * f.quantile(half)?,
            },
        })
    }
}
