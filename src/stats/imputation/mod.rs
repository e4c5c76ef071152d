//! Missing values: multiple imputation, the pooling of results, and what the missing would have to be like for a
//! conclusion to change.
//!
//! [`impute`] makes [`Imputations`] of [`Incomplete`] data; each is analysed as if nothing had been missing, and the
//! results are pooled by Rubin's rules ([`pool`]). What another program has imputed is pooled the same way. Supposing
//! that values are not missing at random: [`Imputations::shifted`] and [`tipping_point`],
//! [`informative_risk_difference`] and [`TippingGrid`] for counts, [`Assumption`] for the best and the worst case.
//!
//! Not here: imputation of clustered data by mixed models, and values derived from others («passive» imputation).

mod chained;
mod convergence;
mod delta;
mod donors;
mod draws;
mod extremes;
mod grouped;
mod imputations;
mod incomplete;
mod informative;
mod joint;
mod likelihood;
mod linear;
mod logistic;
mod means;
mod multinomial;
mod plan;
mod problem;
mod proportions;
mod regressors;
mod rubin;
mod tipping;
mod triangle;

pub use chained::impute;
pub use convergence::{Chain, potential_scale_reduction};
pub use delta::{Conclusion, Shift, ShiftableMeans};
pub use extremes::{Assumption, IncompleteArm, TippingGrid};
pub use imputations::{Completed, Event, Imputations, Note};
pub use incomplete::{Incomplete, Pattern};
pub use informative::{informative_risk_difference, informative_risk_difference_test, informative_risk_ratio};
pub use joint::{
    ImputedCoefficients, ImputedLikelihoodRatio, PooledTest, pool_coefficients, pooled_chi_squared,
    pooled_likelihood_ratio, pooled_wald,
};
pub use likelihood::{log_likelihood_logistic, log_likelihood_normal};
pub use means::{ImputedMeans, pooled_mean, pooled_mean_difference};
pub use plan::{Method, Plan};
pub use proportions::{
    ImputedArms, pooled_log_odds_ratio, pooled_log_risk_ratio, pooled_newcombe, pooled_proportion,
    pooled_risk_difference, pooled_wilson,
};
pub use regressors::Reason;
pub use rubin::{ImputedEstimate, Pooled, barnard_rubin_df, pool};
pub use tipping::{TippingPoint, TippingSearch, tipping_point};
