//! Regression: how an outcome depends on several variables at once.

mod binary;
mod coefficients;
mod design;
mod effects;
mod factor;
mod family;
mod firth;
mod fixed_effects;
mod generalized;
mod independent;
mod linear_model;
mod poisson;
mod rows;
mod sandwich;
mod wild_bootstrap;

pub use binary::{log_binomial, logistic, modified_poisson, persons, weighted_logistic, weighted_modified_poisson};
pub(in crate::stats) use coefficients::{ClusterPieces, Components, Reference};
pub use coefficients::{Coefficients, Contrast, JointTest};
pub use design::{Column, Design};
pub use effects::{StandardisedRisks, average_marginal_effect, standardised_levels, standardised_risks};
pub use factor::Factor;
pub use family::Link;
pub(in crate::stats) use family::ln_ways;
pub use firth::{Firth, Logistic, firth, logistic_or_firth};
pub use fixed_effects::fixed_effects;
pub use generalized::GeneralizedModel;
pub use independent::independent_columns;
pub use linear_model::{LinearModel, ordinary_least_squares, weighted_least_squares};
pub use poisson::poisson;
pub use sandwich::{Clustered, Heteroskedastic};
pub use wild_bootstrap::{WildBootstrap, WildPlan, WildWeights, wild_bootstrap};
