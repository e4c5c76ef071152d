//! Why numbers changed, as far as two results can tell.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::RowChanges;
use crate::results::Method;

/// Why numbers changed, as far as two results can tell.
///
/// What two results hold of data is which source, which columns and how many rows. Where all of it is the same, a cause
/// can only be what they do not hold; then [`Cause::Values`], [`Cause::Specification`] and [`Cause::Unknown`] say where
/// to look, and whoever has the checksums of the files can say more.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A data source has another number of rows.
    Rows {
        /// Its name under `data`.
        source: String,
        /// The rows used before.
        old: u64,
        /// The rows used now.
        new: u64,
    },
    /// Other columns of a data source are read.
    Columns {
        /// Its name under `data`.
        source: String,
        /// The columns before.
        old: Vec<String>,
        /// The columns now.
        new: Vec<String>,
    },
    /// An input comes from another place, came to be or ceased to.
    Input {
        /// The section.
        section: String,
        /// What the input is to it, such as `effect`.
        input: String,
    },
    /// It follows from an earlier result, which is another.
    Result {
        /// The result, the section or the entry that it follows from.
        id: String,
    },
    /// It follows from a number that the specification or the edition states, which is another.
    Stated {
        /// Where that number stands in the results.
        path: String,
    },
    /// It is computed by another method.
    Method {
        /// What of it.
        of: MethodOf,
        /// The method before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        old: Option<Method>,
        /// The method now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        new: Option<Method>,
    },
    /// The confidence level is another.
    Level {
        /// The level before, such as `0.95`.
        old: String,
        /// The level now.
        new: String,
    },
    /// The edition of the method defaults is another.
    Edition {
        /// The edition before.
        old: String,
        /// The edition now.
        new: String,
    },
    /// The format of the results is another.
    Schema {
        /// The format before.
        old: String,
        /// The format now.
        new: String,
    },
    /// A file that data are read from is another.
    File {
        /// Its path beside the specification.
        path: String,
        /// Its SHA-256 before; nothing where it was not read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        old: Option<String>,
        /// Its SHA-256 now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        new: Option<String>,
        /// What happened to its rows, where both versions of it are at hand.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rows: Option<RowChanges>,
    },
    /// Lines of the specification that stand together are others.
    Lines {
        /// The file.
        file: String,
        /// The number of the first line now; of lines that are gone, before.
        line: u64,
        /// The lines before, without comments; none of new lines.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        old: Vec<String>,
        /// The lines now; none of lines that are gone.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        new: Vec<String>,
    },
    /// The seed of random numbers is another.
    Seed {
        /// The seed before.
        old: String,
        /// The seed now.
        new: String,
    },
    /// The program is of another version.
    Tool {
        /// The version before.
        old: String,
        /// The version now.
        new: String,
    },
    /// The number is no longer shown, because it would tell of single persons.
    Hidden,
    /// The number was not shown, because it would have told of single persons.
    Shown,
    /// As many rows and the same columns as before, so other values in them, or another version of the program.
    Values {
        /// The source under `data`.
        source: String,
    },
    /// A number or a choice of the specification, or another version of the program.
    Specification,
    /// Nothing that two results hold.
    Unknown,
}

/// What a method computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MethodOf {
    /// The estimate itself.
    Estimate,
    /// Its interval.
    Interval,
    /// A test.
    Test,
}
