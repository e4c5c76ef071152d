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

use crate::diag::Diagnostic;

/// What a command comes to: warnings where the command did what it was asked, else everything that is wrong.
pub type Outcome = Result<Vec<Diagnostic>, Vec<Diagnostic>>;
