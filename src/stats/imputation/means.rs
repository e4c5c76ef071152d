//! Means from imputed data.

use super::{ImputedEstimate, Pooled, pool};
use crate::stats::Undefined;
use crate::stats::means::MeanSummary;

/// The two arms of one imputed data set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImputedMeans {
    /// Those who were treated.
    pub treated: MeanSummary,
    /// Those who were not.
    pub control: MeanSummary,
}

/// One mean, with `n - 1` complete-data degrees of freedom.
///
/// [`Undefined::TooFewObservations`] for a group of one or fewer than two data sets.
///
/// ```
/// use utfall::stats::imputation::pooled_mean;
/// use utfall::stats::means::MeanSummary;
///
/// // With nothing missing it is the mean with its standard error, 1.31 / sqrt(172).
/// let pooled = pooled_mean(&[MeanSummary::new(172, 5.12, 1.31)?; 2])?;
/// assert!((pooled.standard_error() - 0.099_886).abs() < 1e-6);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn pooled_mean(sets: &[MeanSummary]) -> Result<Pooled, Undefined> {
    let of_set =
        |summary: &MeanSummary| Ok(ImputedEstimate::from_standard_error(summary.mean(), summary.standard_error()?));
    let smallest = sets.iter().map(|summary| summary.n()).min().unwrap_or(0);
    if smallest < 2 {
        return Err(Undefined::TooFewObservations);
    }
    pool(&sets.iter().map(of_set).collect::<Result<Vec<_>, Undefined>>()?, smallest as f64 - 1.0)
}

/// The difference in means, with Welch's variance `sd1^2 / n1 + sd2^2 / n2` of each data set and `n1 + n2 - 2`
/// complete-data degrees of freedom.
///
/// Errors as for [`pooled_mean`].
///
/// ```
/// use utfall::stats::imputation::{ImputedMeans, pooled_mean_difference};
/// use utfall::stats::means::MeanSummary;
///
/// let control = MeanSummary::new(50, 10.0, 4.0)?;
/// let sets = [12.0, 13.0].map(|mean| ImputedMeans { treated: MeanSummary::new(100, mean, 3.0).unwrap(), control });
/// let pooled = pooled_mean_difference(&sets)?;
/// assert!((pooled.value - 2.5).abs() < 1e-14);
/// // 9/100 + 16/50 within, and (1 + 1/2) times 0.5 between.
/// assert!((pooled.total() - (0.41 + 0.75)).abs() < 1e-14);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn pooled_mean_difference(sets: &[ImputedMeans]) -> Result<Pooled, Undefined> {
    let of_set = |means: &ImputedMeans| {
        let (se1, se2) = (means.treated.standard_error()?, means.control.standard_error()?);
        let value = means.treated.mean() - means.control.mean();
        Ok(ImputedEstimate { value, variance: se1 * se1 + se2 * se2 })
    };
    let estimates = sets.iter().map(of_set).collect::<Result<Vec<_>, Undefined>>()?;
    let smallest = sets.iter().map(|means| means.treated.n().saturating_add(means.control.n())).min();
    pool(&estimates, smallest.map_or(1.0, |people| people as f64 - 2.0))
}
