//! `utfall explain`: where one number comes from.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use crate::diag::{Problem, one_of};
use crate::locale::Locale;
use crate::pipeline;
use crate::results::{Found, Language, LookupError};
use crate::template::Overrides;

/// Print where one number comes from, and what the defaults of other programs would have given
#[derive(Debug, Args)]
pub struct Explain {
    /// The result, such as `work.pooled` or `employment.month_18.risk_difference`
    id: String,
    /// The specification
    spec: PathBuf,
}

/// The path with the id of its section, where the short form was written.
fn full_path(written: &str, found: &Found<'_>) -> String {
    match written.strip_prefix(found.id) {
        Some(_) => written.to_owned(),
        None => written.replacen(&found.section.entry, found.id, 1),
    }
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
        let locale = Locale::new(language);
        let mut lines = locale.explained(&self.id, &found, &project.data_files());
        let templates = Overrides::read(&pipeline::templates_of(&self.spec))?;
        for mention in pipeline::mentions(project, computed, language, &templates, &full_path(&self.id, &found))? {
            let heading = mention.heading.as_deref().or_else(|| locale.part_heading(mention.role.name()));
            lines.push(locale.said_in(heading, &mention.words, mention.is_table));
        }
        let mut out = std::io::stdout().lock();
        // A closed pipe is the reader's choice, not an error.
        let _ = writeln!(out, "{}", lines.join("\n"));
        Ok(warnings)
    }
}
