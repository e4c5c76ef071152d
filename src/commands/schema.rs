//! `utfall schema`: what editors need to complete and check a specification.

use std::io::Write;

use clap::Args;

use super::Outcome;
use crate::{diff, report, results};

/// Print the JSON Schema of a specification, for editors
///
/// Save it as `utfall.schema.json` and begin a specification with
/// `# yaml-language-server: $schema=../../utfall.schema.json`.
#[derive(Debug, Args)]
pub struct Schema {
    /// Print the schema of results.json instead
    #[arg(long)]
    results: bool,
    /// Print the schema of what `utfall diff --format json` prints instead
    #[arg(long, conflicts_with = "results")]
    changes: bool,
}

impl Schema {
    /// Runs the command.
    pub fn run(&self) -> Outcome {
        let schema = match (self.results, self.changes) {
            (true, _) => results::schema(),
            (_, true) => diff::set_schema(),
            _ => report::schema(),
        };
        // A closed pipe is the reader's choice, not an error.
        let _ = std::io::stdout().lock().write_all(schema.as_bytes());
        Ok(Vec::new())
    }
}
