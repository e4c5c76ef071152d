//! What a manifest says of a report.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What made a report.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Manifest {
    /// The version of utfall.
    pub version: Option<String>,
    /// The SHA-256 of every input, by its path beside the specification.
    #[serde(default)]
    pub inputs: BTreeMap<String, String>,
}

impl Manifest {
    /// The manifest in these bytes, where they are one.
    pub(super) fn read(bytes: &[u8]) -> Option<Manifest> {
        serde_json::from_slice(bytes).ok()
    }
}
