//! What the pooled effect owes to single studies.

mod influence;
mod residuals;
mod subsets;

pub use influence::{Baujat, Influence, baujat, influence};
pub use residuals::{StudyResidual, residuals};
pub use subsets::{PooledSubset, cumulative, leave_one_out};
