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
mod progress;
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

/// The stack of one worker. A worker that waits for a part of its report takes up another whole report meanwhile, on top of
/// what it already has on its stack; memory is used only as far as the stack grows.
const STACK: usize = 256 << 20;

/// Starts the workers that share the work of every command: as many as asked for, or one for each core.
pub fn start_workers(threads: Option<usize>) -> Result<(), Vec<Diagnostic>> {
    if threads == Some(0) {
        let problem = Problem::new("`--threads 0` leaves no thread to work with; expected 1 or more");
        return Err(vec![problem.hint("leave `--threads` out to use one for each core").nowhere()]);
    }
    // For rayon 0 is one for each core.
    let workers = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).stack_size(STACK);
    workers.build_global().map_err(|error| {
        let problem = Problem::new(format!("cannot start the threads to work with: {error}"));
        vec![problem.hint("ask for fewer with `utfall build --threads N`").nowhere()]
    })
}
