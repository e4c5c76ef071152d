//! From what a study reports to an effect and its sampling variance.
//!
//! Every function returns a [`Study`], or the reason why there is none. Differences are treated minus
//! control; ratios are treated over control and come as natural logarithms.
//!
//! | Reported | Functions |
//! |---|---|
//! | events and totals of two arms | [`TwoByTwo`], with [`ZeroCells`] for empty cells |
//! | events and person-time of two arms | [`TwoRates`] |
//! | means and standard deviations of two arms | [`TwoMeans`] |
//! | the same people twice | [`RepeatedMeans`] |
//! | medians, quartiles, ranges | [`Quantiles`], which become means |
//! | an estimate with its interval, p-value or O - E and V | [`reported`] |
//! | one group: a proportion, a rate, a mean, a correlation, a reliability | [`one_group`] |
//!
//! [`design_effect`] shrinks the arms of cluster-randomised trials to their effective size, and
//! [`shared_control::controls_counted_once`] keeps a control group that several arms share from being counted more than once.

mod arms;
mod clusters;
mod means;
mod medians;
pub mod one_group;
mod rates;
mod repeated;
pub mod reported;
pub mod rounded;
pub mod shared_control;
mod two_by_two;

pub use arms::{AddTo, Addition, EffectiveArm, WithoutContrast, ZeroCells, two_by_two_tables};
pub use clusters::{design_effect, inflated};
pub use means::{GroupMean, StandardisedVariance, TwoMeans, standardised_mean_differences_average_variance};
pub use medians::{Quantiles, skewness_test};
pub use rates::{ArmRate, TwoRates};
pub use repeated::RepeatedMeans;
pub use two_by_two::TwoByTwo;

use super::Study;
use crate::stats::Undefined;

/// A study whose variance may come out as zero because nothing varies.
fn study(effect: f64, variance: f64) -> Result<Study, Undefined> {
    if variance == 0.0 { Err(Undefined::NoVariation) } else { Study::new(effect, variance) }
}
