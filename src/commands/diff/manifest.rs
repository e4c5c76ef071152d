//! What a manifest says of a report.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What made a report.
#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    /// The version of the utfall that made it.
    pub version: Option<String>,
    /// The language of the report.
    #[serde(default)]
    pub language: String,
    /// The site that the report is about, where its specification gives one report for each.
    #[serde(default)]
    pub site: Option<String>,
    /// The SHA-256 of every input, by its path beside the specification.
    #[serde(default)]
    pub inputs: BTreeMap<String, String>,
}

impl Manifest {
    /// The manifest in these bytes, where they are one.
    pub(in crate::commands) fn read(bytes: &[u8]) -> Option<Manifest> {
        serde_json::from_slice(bytes).ok()
    }
}
