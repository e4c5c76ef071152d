//! Why a number does not exist.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The reason that a quantity has no value for these data.
///
/// One variant per *reason*, not per method: every reason gets its own wording in the reports, so
/// the list is short and general.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undefined {
    /// There is nothing to compute from: no observations.
    NoObservations,
    /// Too few observations for this quantity (a variance of one value, say).
    TooFewObservations,
    /// More events than observations.
    EventsExceedTotal,
    /// No events in any group.
    NoEvents,
    /// A cell of the table is zero, and the method divides by it or takes its logarithm.
    ZeroCell,
    /// A row or column of the table sums to zero, so the data say nothing about the quantity.
    ZeroMargin,
    /// The difference is exactly zero and its reciprocal does not exist.
    ZeroDifference,
    /// All values are equal: there is no variation to work with.
    NoVariation,
    /// An argument lies outside the domain of the function.
    OutsideDomain,
    /// The numbers are too large for this method to be computed exactly.
    TooLarge,
    /// The follow-up is too short: a median that is not reached, a time after the last observation.
    BeyondFollowUp,
    /// There are too few groups or clusters (one, say, where two must be compared).
    TooFewGroups,
    /// A variable is a combination of the others, so that their effects cannot be told apart.
    Collinear,
    /// One observation alone determines a coefficient, so that nothing is left to judge its error by.
    FullLeverage,
    /// A variable, or several together, separate those with the outcome from those without: the estimate is infinite.
    Separation,
    /// An iteration did not converge.
    NoConvergence,
    /// The result is too large to be represented, or an argument is not a finite number.
    NotFinite,
}

impl fmt::Display for Undefined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Undefined::NoObservations => "there are no observations",
            Undefined::TooFewObservations => "there are too few observations",
            Undefined::EventsExceedTotal => "there are more events than observations",
            Undefined::NoEvents => "there are no events",
            Undefined::ZeroCell => "a cell of the table is zero",
            Undefined::ZeroMargin => "a row or column of the table is zero",
            Undefined::ZeroDifference => "the difference is zero",
            Undefined::NoVariation => "all values are equal",
            Undefined::OutsideDomain => "an argument is outside the domain of the function",
            Undefined::TooLarge => "the numbers are too large for an exact computation",
            Undefined::BeyondFollowUp => "the follow-up is too short for it",
            Undefined::TooFewGroups => "there are too few groups or clusters",
            Undefined::Collinear => "a variable is a combination of the others",
            Undefined::FullLeverage => "one observation alone determines a coefficient",
            Undefined::Separation => "the outcome is perfectly predicted, and the estimate is infinite",
            Undefined::NoConvergence => "the iteration did not converge",
            Undefined::NotFinite => "the result is not a finite number",
        })
    }
}

impl std::error::Error for Undefined {}
