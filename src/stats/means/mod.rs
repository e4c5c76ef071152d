//! Means: of one group, of two independent or paired groups, standardised, and clustered.
//!
//! Treated minus control and treated over control, always. The functions take a [`MeanSummary`] of each group, which
//! [`Sample::summary`](crate::stats::Sample::summary) makes from people and [`MeanSummary::new`] from a publication, so
//! that both go through the same formulas.

mod ancova;
mod autocorrelation;
mod balance;
mod change;
mod clustered;
pub mod difference;
mod one_mean;
mod ratios;
mod standardised;
mod summary;

pub use ancova::{AdjustedDifference, ancova};
pub use autocorrelation::autocorrelation;
pub use balance::{
    standardised_difference_interval, standardised_difference_of_categories, standardised_difference_of_means,
    standardised_difference_of_proportions,
};
pub use change::{
    ChangeMeasure, Repeated, ratio_of_repeated_means, ratio_of_repeated_means_test, standardised_change,
    standardised_change_test,
};
pub use clustered::{ArmSums, ClusterMethod, ClusterSums, ClusteredDifference, clustered_difference};
pub use one_mean::{one_mean, one_mean_test, paired_differences, paired_summary};
pub use ratios::{
    ratio_of_means, ratio_of_means_test, ratio_of_sds, ratio_of_sds_test, ratio_of_variances, ratio_of_variances_test,
};
pub use standardised::{
    SmdVariance, bonett_d, bonett_d_test, cohens_d, glass_delta, glass_delta_normal, glass_delta_normal_test, hedges_g,
    hedges_g_normal, hedges_g_normal_test, hedges_g_within_pairs, small_sample_correction,
};
pub use summary::MeanSummary;
