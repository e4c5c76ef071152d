//! Two proportions of the same people, or of matched pairs: tests and intervals.
//!
//! First minus second and first over second, always. [`tests::mid_p`], [`risk_difference::tango`],
//! [`risk_ratio::tang`] and [`odds_ratio::wilson`] are the ones to start from. Only the discordant pairs, which had the
//! event once, speak of a difference.

mod counts;
mod mover;
pub mod odds_ratio;
pub mod risk_difference;
pub mod risk_ratio;
pub mod tests;

pub use counts::PairedCounts;
