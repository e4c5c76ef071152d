//! Numbers in, numbers out: every estimator, test and distribution.
//!
//! A pure layer. There is no I/O, no clock and no randomness that is not seeded; what cannot be
//! computed is an [`Undefined`] with its reason, never a NaN. Arguments are validated once, by the
//! types that carry them ([`Arm`], [`Level`]), and each method is one function that the caller names.
//!
//! Transcendental functions go through `libm`, so that every platform computes the same bits.

mod arm;
mod estimated;
mod interval;
mod level;
mod undefined;

pub mod distribution;
pub mod one_proportion;
pub mod root;
pub mod two_proportions;

pub use arm::Arm;
pub use estimated::{Alternative, Estimated, TestResult};
pub use interval::Interval;
pub use level::Level;
pub use undefined::Undefined;
