//! Small YAML files beside specifications, such as a tolerance.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::explain::Explain;
use super::files::read_source;
use super::outline::outline;
use super::yaml;
use crate::diag::{Diagnostic, Problem};

/// Reads a YAML file of settings, such as what a comparison is to regard as material.
///
/// # Errors
/// What is wrong with it, at its own place: that it is not there, is empty, or is not as it should be.
pub fn read_settings<T: DeserializeOwned>(path: &str) -> Result<T, Diagnostic> {
    let source =
        Arc::new(read_source(path, path, "check the path, from the folder you stand in").map_err(Problem::nowhere)?);
    let root = outline(source.text())
        .map_err(|(problem, bytes)| problem.at(bytes.map(|bytes| source.location(bytes))))?
        .filter(|root| !root.is_nothing());
    let Some(root) = root else {
        return Err(Problem::new(format!("`{path}` is empty"))
            .hint("leave it out, or write what it shall say")
            .nowhere());
    };
    yaml::read(&source, &root, &[], &[], None).map_err(|failure| {
        let explain = Explain { source: &source, root: &root };
        let plain = || Problem::new(failure.error.to_string()).at(source.location(root.bytes.clone()));
        let mut found = explain.failure(&failure).unwrap_or_else(plain);
        found.problem.what = found.problem.what.replace(" in the specification", "");
        found
    })
}
