//! Time to an event: curves, comparisons and models when follow-up ends before the event for some.
//!
//! Everything starts from an [`EventTable`]: the distinct times, and how many had the event and how
//! many left observation at each. A million persons over 43 months are 43 rows, and the curves, the
//! tests and the restricted means cost no more than that.

mod competing_risks;
mod cox;
mod difference;
mod event_table;
mod kaplan_meier;
mod log_rank;
mod restricted_mean;

pub use competing_risks::{CompetingRow, CumulativeIncidence, IncidenceStep, cumulative_incidence};
pub use cox::{Cox, ProportionalHazards, Subject, Ties, TimeScale, cox, martingale_residuals};
pub use event_table::{EventTable, Observation, TimeRow};
pub use kaplan_meier::{KaplanMeier, LimitScale, SurvivalQuantile, SurvivalStep, kaplan_meier};
pub use log_rank::{LogRank, TestWeights, log_rank, peto_peto, weighted_log_rank};
pub use restricted_mean::{RestrictedMean, restricted_mean};
