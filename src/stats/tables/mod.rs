//! Tables of counts with any number of rows and columns.
//!
//! Rows are groups and columns are outcomes; [`Contingency::transposed`] exchanges them. Unordered tables:
//! [`pearson`], [`fisher_freeman_halton`], [`cramers_v`]. An ordered outcome: [`linear_by_linear`],
//! [`jonckheere_terpstra`]. Ordered groups with a yes-or-no outcome: [`trend`].

mod chi_squared;
mod comparisons;
mod contingency;
mod cramers_v;
mod exact;
mod fisher_freeman_halton;
mod monte_carlo;
mod order_restricted;
mod ordered;
pub mod trend;

pub use chi_squared::{expected_below, likelihood_ratio, pearson};
pub use comparisons::{RowDifference, Simultaneous, row_differences};
pub use contingency::Contingency;
pub use cramers_v::{cramers_v, cramers_v_corrected};
pub use exact::{ExactStatistic, exact_mid_p_test, exact_test};
pub use fisher_freeman_halton::{fisher_freeman_halton, fisher_freeman_halton_asymptotic};
pub use monte_carlo::{MonteCarlo, monte_carlo_test};
pub use order_restricted::{
    OrderStatistic, cumulative_odds_exact_test, cumulative_odds_test, ordered_proportions_exact_test,
    ordered_proportions_mid_p_test, ordered_proportions_test,
};
pub use ordered::{Concordance, concordance, jonckheere_terpstra, linear_by_linear, midrank_scores};
