//! The pooled effect of all studies but one, and of the first studies in some order.

use crate::stats::meta::fitter::{Fitter, each_without};
use crate::stats::meta::pool::Model;
use crate::stats::meta::reference::Inference;
use crate::stats::meta::{Heterogeneity, Studies, Study};
use crate::stats::{Estimated, Level, TestResult, Undefined};

/// The pooled effect of some of the studies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PooledSubset {
    /// The pooled effect with its standard error and interval.
    pub estimated: Estimated,
    /// The test of no effect.
    pub test: TestResult,
    /// The variance between studies.
    pub tau_squared: f64,
    /// How much these studies differ.
    pub heterogeneity: Heterogeneity,
}

/// The pooled effect without each of the studies in turn, in their order.
///
/// A single study that remains stands for itself, with a tau squared of 0. Each entry fails as
/// [`pool`](crate::stats::meta::pool) does; all fail with [`Undefined::TooFewObservations`] for one study.
///
/// ```
/// use utfall::stats::meta::{Estimator, Inference, Model, Studies, examples, sensitivity::leave_one_out};
/// use utfall::stats::Level;
///
/// // The BCG trials in metafor, leave1out: without the first -0.7071, without the last -0.7775.
/// let model = Model::RandomEffects(Estimator::RestrictedMaximumLikelihood);
/// let without = leave_one_out(&Studies::new(&examples::bcg())?, model, Inference::Wald, Level::NINETY_FIVE);
/// assert!((without[0]?.estimated.value + 0.7071).abs() < 5e-5);
/// assert!((without[12]?.estimated.value + 0.7775).abs() < 5e-5);
/// # Ok::<(), utfall::stats::Undefined>(())
/// ```
pub fn leave_one_out(
    studies: &Studies,
    model: Model,
    inference: Inference,
    level: Level,
) -> Vec<Result<PooledSubset, Undefined>> {
    if studies.len() == 1 {
        return vec![Err(Undefined::TooFewObservations)];
    }
    // The study that remains of two stands for itself, with its normal interval.
    let (model, inference) =
        if studies.len() == 2 { (Model::CommonEffect, Inference::Wald) } else { (model, inference) };
    let fitter = || Fitter::new(model, inference, level);
    studies.in_order_of_input(&each_without(studies, fitter, |fitter, _, others| fitter.subset_of_others(others)))
}

/// The pooled effect of the first study, the first two, and so on, in the order given (of publication, usually).
///
/// The first entry is the first study itself. Each entry fails as [`pool`](crate::stats::meta::pool) does.
///
/// Lau, J. et al. (1992). Cumulative meta-analysis of therapeutic trials for myocardial infarction. *New England Journal of
/// Medicine* 327, 248-254.
pub fn cumulative(
    studies: &[Study],
    model: Model,
    inference: Inference,
    level: Level,
) -> Vec<Result<PooledSubset, Undefined>> {
    // A study alone stands for itself, with its normal interval.
    let alone = (Model::CommonEffect, Inference::Wald);
    (1..=studies.len())
        .map(|count| {
            let (model, inference) = if count == 1 { alone } else { (model, inference) };
            Fitter::new(model, inference, level).subset(&Studies::new(&studies[..count])?)
        })
        .collect()
}
