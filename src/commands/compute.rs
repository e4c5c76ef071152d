//! `utfall compute`: the results, and nothing rendered.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use crate::diag::Problem;
use crate::pipeline;
use crate::results;

/// Print results.json on standard output, rendering nothing
#[derive(Debug, Args)]
pub struct Compute {
    /// The specification
    spec: PathBuf,
}

impl Compute {
    /// Runs the command.
    pub fn run(&self) -> Outcome {
        let project = pipeline::load(&self.spec)?;
        let (results, warnings) = pipeline::compute(&project)?;
        let json = results::to_json(&results).map_err(|error| vec![Problem::new(error.to_string()).nowhere()])?;
        // A closed pipe is the reader's choice, not an error.
        let _ = std::io::stdout().lock().write_all(json.as_bytes());
        Ok(warnings)
    }
}
