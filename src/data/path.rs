//! Which files a specification may name.

use std::path::{Component, Path};

use crate::diag::Problem;

/// Insists that a path stays in the folder of the specification that names it.
///
/// # Errors
/// A problem when the path is absolute or goes up.
///
/// ```
/// use utfall::data::insist_on_beside;
/// assert!(insist_on_beside("kart/fylker.png").is_ok());
/// assert!(insist_on_beside("../participants.csv").is_err());
/// assert!(insist_on_beside("/etc/passwd").is_err());
/// ```
pub fn insist_on_beside(path: &str) -> Result<(), Problem> {
    if Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return Ok(());
    }
    Err(Problem::new(format!("`{path}` is outside the folder of the specification"))
        .hint("put the file beside the specification, and write its relative path"))
}
