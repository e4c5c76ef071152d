//! Several effects from the same study: three-level models, sampling covariances, robust variance estimation.
//!
//! Effects that share people, or a research group, are not independent. [`three_level`] estimates the variance between
//! clusters and between the effects within them; with [`SamplingCovariance`] it takes into account that estimates on the same
//! people err together. [`correlated_effects`] needs no model of the dependence and pays with degrees of freedom. Either way a
//! [robust](ThreeLevel::robust) covariance is the safeguard.

mod correlated_effects;
mod likelihood;
mod three_level;

pub use correlated_effects::{CorrelatedEffects, correlated_effects};
pub use three_level::{SamplingCovariance, ThreeLevel, ThreeLevelLikelihood, three_level};
