//! Where a section's numbers come from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the numbers that a section starts from are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Counted or measured in data that the project holds.
    #[default]
    Observed,
    /// Printed in a publication.
    Published,
    /// Worked out from published numbers, such as counts from percentages.
    Reconstructed,
    /// Chosen so that published results come out; other choices do as well.
    Inferred,
    /// Assumed by the authors.
    Assumed,
    /// Laid down in a rule of the state.
    Rule,
    /// Simulated; no real persons.
    Simulated,
}

/// What a section was computed from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// How the numbers that the section starts from are known.
    pub basis: Basis,
    /// The inputs, in the order in which the analysis reads them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<Input>,
}

/// One input of a section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// What it is to the analysis, such as `treated` or `effect`.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where one input comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// It stands in the specification.
    Specification,
    /// It is a default of the edition, such as a rate that a rule of the state lays down.
    Edition,
    /// It is an earlier result with this id.
    Result(String),
    /// It was read from a data source of the specification.
    Data {
        /// The name of the source under `data`.
        source: String,
        /// The columns read.
        columns: Vec<String>,
        /// How many rows were used.
        rows: u64,
    },
    /// It was read from a data source, and how many rows were used would tell of single persons.
    ProtectedData {
        /// The name of the source under `data`.
        source: String,
        /// The columns read.
        columns: Vec<String>,
    },
}
