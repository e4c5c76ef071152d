//! Numbers in, numbers out: every estimator, test and distribution.
//!
//! A pure layer. There is no I/O, no clock and no randomness that is not seeded; what cannot be
//! computed is an [`Undefined`] with its reason, never a NaN. Arguments are validated once, by the
//! types that carry them ([`Arm`], [`Level`]), and each method is one function that the caller names.
//!
//! Transcendental functions go through `libm`, so that every platform computes the same bits.

mod acceptance;
mod arm;
mod estimated;
mod interval;
mod level;
mod linear;
mod newton;
mod nuisance;
mod optimize;
mod orthogonal;
mod power_of_two;
mod projection;
mod random;
mod sample;
mod sum;
mod undefined;

pub mod absolute_risk;
pub mod causal;
pub mod correlation;
pub mod distribution;
pub mod equivalence;
pub mod imputation;
pub mod interaction;
pub mod means;
pub mod meta;
pub mod mixed;
pub mod multiplicity;
pub mod one_proportion;
pub mod paired_categories;
pub mod paired_proportions;
pub mod power;
pub mod rank;
pub mod rates;
pub mod regression;
pub mod reliability;
pub mod resampling;
pub mod root;
pub mod stratified_proportions;
pub mod survey;
pub mod survival;
pub mod tables;
pub mod two_proportions;

pub use arm::Arm;
pub use estimated::{Alternative, Estimated, TestResult};
pub use interval::Interval;
pub use level::Level;
pub(crate) use random::Random;
pub use sample::{QuantileType, Sample};
pub(crate) use sum::{Sum, sum};
pub use undefined::Undefined;
