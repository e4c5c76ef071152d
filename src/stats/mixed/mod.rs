//! Mixed models: outcomes of people who share a site, and repeated outcomes of one person.

mod hermite;
mod linear;
mod logistic;
mod repeated;

pub use linear::{Criterion, LinearMixed, RandomEffects, linear_mixed};
pub use logistic::{LogisticMixed, logistic_mixed};
pub use repeated::{Dependence, RepeatedMeasures, repeated_measures};
