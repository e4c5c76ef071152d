//! `utfall compute`: the results, and nothing rendered.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use crate::diag::{Problem, one_of};
use crate::pipeline;
use crate::results;

/// Print results.json on standard output, rendering nothing
#[derive(Debug, Args)]
pub struct Compute {
    /// The specification
    spec: PathBuf,
    /// The site whose results are wanted, where the specification gives a report for each; else the joint report
    #[arg(long, value_name = "SITE")]
    site: Option<String>,
}

impl Compute {
    /// Runs the command.
    pub fn run(&self) -> Outcome {
        let projects = pipeline::load(&self.spec)?;
        let (results, warnings) = pipeline::compute(&projects)?;
        let sites = projects.iter().map(|project| project.site.as_ref().map(|site| site.slug.as_str()));
        let Some(place) = sites.clone().position(|site| site == self.site.as_deref()) else {
            let wanted = self.site.as_deref().unwrap_or("the joint report");
            let problem = Problem::new(format!("`{}` has no report for `{wanted}`", self.spec.display()));
            let known = one_of(sites.flatten());
            let hint =
                if known.is_empty() { "leave `--site` out".to_owned() } else { format!("write `--site` and {known}") };
            return Err(vec![problem.hint(hint).nowhere()]);
        };
        let json = results::to_json(&results[place].results)
            .map_err(|error| vec![Problem::new(error.to_string()).nowhere()])?;
        // A closed pipe is the reader's choice, not an error.
        let _ = std::io::stdout().lock().write_all(json.as_bytes());
        Ok(warnings)
    }
}
