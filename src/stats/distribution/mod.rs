//! Distributions whose tails and quantiles can be trusted for any finite input.
//!
//! One file per distribution. Lower and upper tails are computed separately, so that a small
//! probability never comes out of `1 - p`; every quantile is a bracketed search with a bounded number
//! of steps. A NaN argument of a probability gives a NaN; validated callers never pass one.
//!
//! `statrs` serves where it is right: it starts the normal quantile, and the tests compare with it in
//! the range where it holds. It is deliberately absent elsewhere, for reasons that the files state.

mod beta;
mod binomial;
#[cfg(test)]
mod checks;
mod chi_squared;
mod counts;
mod fisher_f;
mod gamma;
mod hypergeometric;
mod mixture;
mod noncentral_chi_squared;
mod noncentral_f;
mod noncentral_hypergeometric;
mod noncentral_t;
mod normal;
mod poisson;
mod quadrature;
mod signed_rank;
mod special;
mod student_t;
mod studentized_range;
mod wilcoxon;

pub use beta::Beta;
pub use binomial::Binomial;
pub use chi_squared::ChiSquared;
pub use fisher_f::FisherF;
pub use gamma::Gamma;
pub use hypergeometric::Hypergeometric;
pub use noncentral_chi_squared::NoncentralChiSquared;
pub use noncentral_f::NoncentralF;
pub use noncentral_hypergeometric::NoncentralHypergeometric;
pub use noncentral_t::{NoncentralT, noncentrality_of_t};
pub use normal::Normal;
pub use poisson::Poisson;
pub use signed_rank::SignedRank;
pub use special::{digamma, ln_gamma, trigamma};
pub use student_t::StudentT;
pub use studentized_range::StudentizedRange;
pub use wilcoxon::Wilcoxon;

pub(in crate::stats) use noncentral_hypergeometric::fitted_cells;
pub(in crate::stats) use special::ln_1p_minus;
