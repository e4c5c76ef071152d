//! Two independent proportions: differences, ratios, odds ratios and tests.
//!
//! Treated minus control and treated over control, always. The functions of one measure share the shape
//! `(treated: Arm, control: Arm, level: Level) -> Result<Estimated, Undefined>`, so that a
//! specification can choose among them.
//!
//! The `miettinen_nurminen` intervals of all three measures are inversions of the same score test as
//! [`tests::n_minus_1`], so that an interval excludes «no effect» exactly when `p < 1 - level`. The
//! same holds of [`risk_difference::mee`], [`risk_ratio::koopman`] and [`odds_ratio::score`] with
//! [`tests::pearson`], and of Wald, Katz and Woolf each with its own z test.

mod cohens_h;
mod conditional;
mod exact_odds_ratio;
mod mover;
pub mod number_needed_to_treat;
pub mod odds_ratio;
mod odds_ratio_variants;
pub mod risk_difference;
pub mod risk_ratio;
mod risk_ratio_variants;
pub(in crate::stats) mod score;
mod table;
pub mod tests;
pub mod unconditional;

pub use cohens_h::{cohens_h, cohens_h_test};
