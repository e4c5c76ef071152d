//! `utfall check`: everything that a build does but writing files, and every problem at once.

use std::path::PathBuf;

use clap::Args;
use rayon::prelude::*;

use super::{Outcome, build};
use crate::{discover, pipeline, typeset};

/// Check specifications and list every problem: everything that `build` does but writing files
#[derive(Debug, Args)]
pub struct Check {
    /// Specifications, or folders that hold some; by default `analyses`
    paths: Vec<PathBuf>,
}

impl Check {
    /// Runs the command.
    pub fn run(&self) -> Outcome {
        typeset::warm_up();
        let specifications = discover::specifications(&self.paths)?;
        let checked: Vec<_> = specifications.par_iter().map(|path| pipeline::check(path)).collect();
        typeset::forget(0);
        let mut warnings = Vec::new();
        let mut problems = Vec::new();
        let reports = specifications.iter().zip(&checked).map(|(path, checked)| {
            let sites = checked.sites.iter().map(Option::as_deref);
            let names = sites.flat_map(|site| build::folder_names(path, site, &checked.languages));
            (path.as_path(), names.map(|(_, name)| name).collect())
        });
        problems.extend(build::insist_on_folders(reports).err().into_iter().flatten());
        for (path, checked) in specifications.iter().zip(checked) {
            for line in &checked.account {
                eprintln!("{}: {line}", path.display());
            }
            if checked.problems.is_empty() {
                eprintln!("{}: fine", path.display());
            }
            problems.extend(checked.problems);
            warnings.extend(checked.warnings);
        }
        if problems.is_empty() {
            return Ok(warnings);
        }
        problems.extend(warnings);
        Err(problems)
    }
}
