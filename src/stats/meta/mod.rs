//! Meta-analysis: from what studies report to a pooled effect, and what it is worth.
//!
//! A [`Study`] is an effect with its sampling variance; [`effect`] makes one from counts, means, medians, estimates with
//! intervals or p-values. Ratios are natural logarithms throughout: back-transformation is the business of whoever prints.
//! Shares (weights, I squared, R squared) are between 0 and 1.
//!
//! | Question | Functions |
//! |---|---|
//! | What is the effect? | [`pool`] by inverse variances with a [`Model`] and an [`Inference`]; [`mantel_haenszel`], [`mantel_haenszel_random`], [`peto`] |
//! | How much do studies differ? | [`Heterogeneity`], [`q_profile`], [`profile_likelihood`], [`prediction_interval`] |
//! | Why do they differ? | [`subgroups`], [`meta_regression`], [`permutation_test`] |
//! | What do single studies matter? | [`sensitivity`] |
//! | Are small studies different? | [`bias`] |
//! | Are effects dependent? | [`multilevel`], [`cluster_robust`] |
//!
//! Studies are sorted before anything is computed, so that their order changes no bit of a result; what is reported for each
//! study is in the order of the input. Everything is scaled by a power of two, so that neither 1e300 nor 1e-300 overflows when it
//! is squared. A likelihood with several maxima gives the highest, and [`Caution::SeveralMaxima`] says so.

pub mod bias;
mod counts;
pub mod effect;
pub mod examples;
mod fitter;
mod heterogeneity;
mod lanes;
mod limits;
mod mantel_haenszel_random;
mod maximum;
mod moderated;
mod moderators;
pub mod multilevel;
mod one_mean;
mod permutation;
mod pool;
mod prediction;
mod reference;
mod robust;
pub mod sensitivity;
mod studies;
mod subgroups;
mod tau_squared;
mod weighted;
mod without;

pub use counts::{
    CountMeasure, PooledCounts, mantel_haenszel, mantel_haenszel_rate_difference, mantel_haenszel_rate_ratio, peto,
};
pub use heterogeneity::{Heterogeneity, HeterogeneityLimits, profile_likelihood, q_profile};
pub use mantel_haenszel_random::mantel_haenszel_random;
pub use moderators::{MetaRegression, meta_regression, residual_profile_likelihood, residual_q_profile};
pub use permutation::{PermutationTest, Permutations, permutation_test};
pub use pool::{Caution, Fit, Model, Pooled, pool, pool_each};
pub use prediction::{Prediction, prediction_interval};
pub use reference::{Inference, cochrane_inference};
pub use robust::{RobustVariance, cluster_robust};
pub use studies::{Studies, Study, repeated};
pub use subgroups::{Subgroup, Subgroups, TauSharing, subgroups};
pub use tau_squared::Estimator;
