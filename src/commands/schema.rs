//! `utfall schema`: what editors need to complete and check a specification.

use std::io::Write;

use clap::Args;

use super::Outcome;
use crate::{report, results};

/// Print the JSON Schema of a specification, for editors
///
/// Save it as `utfall.schema.json` and begin a specification with
/// `# yaml-language-server: $schema=../../utfall.schema.json`.
#[derive(Debug, Args)]
pub struct Schema {
    /// Print the schema of results.json instead
    #[arg(long)]
    results: bool,
}

impl Schema {
    /// Runs the command.
    pub fn run(&self) -> Outcome {
        let schema = if self.results { results::schema() } else { report::schema() };
        // A closed pipe is the reader's choice, not an error.
        let _ = std::io::stdout().lock().write_all(schema.as_bytes());
        Ok(Vec::new())
    }
}
