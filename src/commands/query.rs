//! `utfall query`: what a specification asks of a database.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use crate::pipeline;

/// Print the queries that a specification asks of a database, each with the file that its answer is saved as
#[derive(Debug, Args)]
pub struct Query {
    /// The specification
    spec: PathBuf,
    /// Print also the queries whose answers are there
    #[arg(long)]
    all: bool,
    /// Run the queries on the PostgreSQL server of this connection, and save the answers: `host=db user=me`
    #[cfg(feature = "postgres")]
    #[arg(long, value_name = "CONNECTION")]
    run: Option<String>,
}

impl Query {
    /// Runs the command.
    pub fn run(&self) -> Outcome {
        #[cfg(feature = "postgres")]
        if let Some(connection) = &self.run {
            return super::postgres::answer(connection, &self.spec, self.all);
        }
        let queries = pipeline::queries(&self.spec)?;
        let wanted: Vec<_> = queries.iter().filter(|query| self.all || !query.answered).collect();
        let mut out = std::io::stdout().lock();
        for (number, query) in wanted.iter().enumerate() {
            let state = if query.answered { "the answer is there" } else { "save the answer, with a header, as" };
            // A closed pipe is the reader's choice, not an error.
            let _ = writeln!(out, "-- {} of {}: {state} {}\n{};\n", number + 1, wanted.len(), query.file, query.sql);
        }
        let answered = queries.iter().filter(|query| query.answered).count();
        eprintln!("{} queries, {answered} of them answered", queries.len());
        Ok(Vec::new())
    }
}
