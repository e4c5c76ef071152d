//! `utfall check`: everything but the PDF, and every problem at once.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use crate::{discover, pipeline};

/// Check specifications and list every problem: everything but typesetting
#[derive(Debug, Args)]
pub struct Check {
    /// Specifications, or folders that hold some; by default `analyses`
    paths: Vec<PathBuf>,
}

impl Check {
    /// Runs the command.
    pub fn run(&self) -> Outcome {
        let mut warnings = Vec::new();
        let mut problems = Vec::new();
        let specifications = discover::specifications(&self.paths)?;
        for path in &specifications {
            match pipeline::check(path) {
                Ok(more) => {
                    eprintln!("{}: fine", path.display());
                    warnings.extend(more);
                }
                Err(more) => problems.extend(more),
            }
        }
        if problems.is_empty() {
            return Ok(warnings);
        }
        problems.extend(warnings);
        Err(problems)
    }
}
