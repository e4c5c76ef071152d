//! What was done so that no result tells of single persons.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Text;

/// What disclosure control did to the results of a report, in a form that can be said in every language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// Nothing in the report comes from data on single persons.
    NotNeeded,
    /// It was left out, for this reason.
    Off(Text),
    /// Small counts are not shown.
    Suppressed {
        /// The smallest count that is shown.
        minimum: u64,
        /// Whether it is hidden as well that nobody is in a group.
        zeros: bool,
        /// How many numbers are not shown.
        hidden: u64,
    },
    /// Counts are rounded to multiples of the base.
    Rounded {
        /// The smallest count that is protected.
        minimum: u64,
        /// 3 or 5.
        base: u64,
        /// How many numbers are not shown, because rounding alone would not protect what they betray.
        hidden: u64,
    },
}
