//! Methods that use the order of the values alone: two groups, pairs, several groups.
//!
//! Groups are [`Sample`](crate::stats::Sample)s, so that rows and frequency tables give the same bits. Ties get
//! midranks throughout. Treated minus control: a positive effect means larger values among the treated.

mod hodges_lehmann;
mod kruskal_wallis;
mod mann_whitney;
mod midranks;
mod permutation;
mod pooled;
mod selection;
mod signed_rank;
mod superiority;

pub use hodges_lehmann::{
    HodgesLehmann, hodges_lehmann, hodges_lehmann_estimate, hodges_lehmann_normal, hodges_lehmann_normal_estimate,
};
pub use kruskal_wallis::{KruskalWallis, kruskal_wallis};
pub use mann_whitney::{mann_whitney_corrected_test, mann_whitney_exact_test, mann_whitney_test, mann_whitney_u};
pub(in crate::stats) use midranks::midranks;
pub use signed_rank::{
    SignedRanks, paired_hodges_lehmann, paired_hodges_lehmann_interval, signed_rank_corrected_test,
    signed_rank_exact_test, signed_rank_test, signed_ranks,
};
pub use superiority::{
    cliffs_delta, cliffs_delta_sizes_exchanged, dominance, probability_of_superiority, rank_biserial,
};
