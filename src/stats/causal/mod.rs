//! Effects without randomisation, or with it and imperfect compliance.
//!
//! Of groups before and after ([`difference_in_differences`], [`two_way_fixed_effects`], [`event_study`]); of groups
//! that are made comparable ([`inverse_probability_means`], [`nearest_neighbours`], [`entropy_balance`], each with its
//! [`balance`]); and of what was received rather than assigned ([`complier_average_causal_effect`],
//! [`two_stage_least_squares`]). Each says what must be true for its number to be an effect; no method can tell whether
//! it is.
//!
//! Not here: regression discontinuity, synthetic controls, and estimators for staggered treatment.

mod balance;
mod differences;
mod entropy;
mod instrument;
mod matching;
mod panel;
mod propensity;
mod weighting;

pub use balance::{Balance, balance, effective_sample_size};
pub use differences::{BeforeAfter, difference_in_changes, difference_in_differences};
pub use entropy::{EntropyBalance, entropy_balance};
pub use instrument::{InstrumentalEffect, RobustErrors, complier_average_causal_effect, two_stage_least_squares};
pub use matching::{MatchedSet, Matches, MatchingPlan, nearest_neighbours};
pub use panel::{EventCoefficient, EventStudy, EventWindow, Panel, event_study, two_way_fixed_effects};
pub use propensity::{Overlap, Propensity};
pub use weighting::{Estimand, Trimming, Weighting, inverse_probability_means, inverse_probability_weights};
