//! `utfall explain`: where one number comes from.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use crate::diag::{Problem, one_of};
use crate::locale::Locale;
use crate::pipeline;
use crate::results::{Language, LookupError};

/// Print where one number comes from, and what the defaults of other programs would have given
#[derive(Debug, Args)]
pub struct Explain {
    /// The result, such as `work.pooled` or `employment.month_18.risk_difference`
    id: String,
    /// The specification
    spec: PathBuf,
}

impl Explain {
    /// Runs the command.
    pub fn run(&self) -> Outcome {
        let projects = pipeline::load(&self.spec)?;
        let (results, warnings) = pipeline::compute(&projects)?;
        let (Some(computed), Some(project)) = (results.first(), projects.first()) else { return Ok(warnings) };
        let language = project.report.header.languages().first().copied().unwrap_or(Language::Bokmal);
        let found = computed.results.find(&self.id).map_err(|error| {
            let problem = match error {
                LookupError::Unknown { candidates } => {
                    let known = candidates.iter().map(String::as_str);
                    Problem::new(format!("there is no result `{}`", self.id)).closest_of(&self.id, known)
                }
                LookupError::Ambiguous { candidates } => {
                    Problem::new(format!("`{}` may mean {} results", self.id, candidates.len()))
                        .hint(format!("write {}", one_of(candidates.iter().map(String::as_str))))
                }
            };
            vec![problem.nowhere()]
        })?;
        let lines = Locale::new(language).explained(&self.id, &found, &project.data_files());
        let mut out = std::io::stdout().lock();
        // A closed pipe is the reader's choice, not an error.
        let _ = writeln!(out, "{}", lines.join("\n"));
        Ok(warnings)
    }
}
