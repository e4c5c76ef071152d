//! One file for each command, each with the arguments it takes and one `run`.

pub mod build;
pub mod check;
pub mod compute;
pub mod diff;
pub mod explain;
pub mod kinds;
pub mod new;
mod output;
#[cfg(feature = "postgres")]
mod postgres;
pub mod query;
pub mod review;
pub mod schema;
pub mod upgrade;
pub mod verify;

use std::io::IsTerminal;
use std::path::Path;

use crate::diag::{Diagnostic, Problem};

/// What a command comes to: warnings where the command did what it was asked, else everything that is wrong.
pub type Outcome = Result<Vec<Diagnostic>, Vec<Diagnostic>>;

/// Whether what is written there may have colours: it is a terminal, and its owner did not say no.
pub fn is_colourful(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Writes a file whole, or leaves what was there.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let cannot = |error: std::io::Error| {
        Problem::new(format!("cannot write `{}`: {error}", path.display()))
            .hint("make sure that you may write there; what was there is as it was")
    };
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    std::fs::write(&beside, bytes).map_err(cannot)?;
    std::fs::rename(&beside, path).map_err(cannot)
}
