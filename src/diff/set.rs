//! The changes of one report or of several, as one answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Changes;

/// The name and version of the JSON of a [`ChangeSet`].
pub const SET_SCHEMA: &str = "utfall-change-set-1";

/// What `utfall diff --format json` prints: the changes of each report that both sides have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeSet {
    /// The name and version of this format: `utfall-change-set-1`.
    pub schema: String,
    /// The exit code of the command: 0 without differences, 1 with, 3 where a conclusion changed.
    pub exit_code: u8,
    /// What was compared, as it was given: `v1.0`, `output/ips`.
    pub old: String,
    /// What it was compared with.
    pub new: String,
    /// The reports that only the old side has, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
    /// The reports that only the new side has, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    /// The reports that both have, in the order of their names.
    pub reports: Vec<Reported>,
}

/// The changes of one report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reported {
    /// Its name: that of its specification or output folder.
    pub name: String,
    /// What changed.
    pub changes: Changes,
}

impl ChangeSet {
    /// The set of these reports; a report that came or went is a difference.
    pub fn new(
        (old, new): (String, String),
        removed: Vec<String>,
        added: Vec<String>,
        reports: Vec<Reported>,
    ) -> ChangeSet {
        let of_reports = reports.iter().map(|report| report.changes.exit_code).max().unwrap_or(0);
        let exit_code = of_reports.max(u8::from(!removed.is_empty() || !added.is_empty()));
        ChangeSet { schema: SET_SCHEMA.to_owned(), exit_code, old, new, removed, added, reports }
    }

    /// The set as JSON, indented, with a final line feed.
    ///
    /// # Errors
    /// When a number is NaN, which no result holds.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

/// The JSON Schema (draft 2020-12) of [`ChangeSet`].
pub fn set_schema() -> String {
    let schema = schemars::schema_for!(ChangeSet);
    // A map of strings, numbers and maps has a text.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
