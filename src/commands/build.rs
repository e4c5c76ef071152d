//! `utfall build`: finished reports.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use rayon::prelude::*;

use super::{Outcome, output};
use crate::diag::{Diagnostic, Problem};
use crate::results::Language;
use crate::template::Overrides;
use crate::{discover, pipeline, typeset};

/// Build finished reports: output/<name>/report.pdf and everything behind it
#[derive(Debug, Args)]
pub struct Build {
    /// Specifications, or folders that hold some; by default `analyses`
    paths: Vec<PathBuf>,
    /// The folder that the reports are written to
    #[arg(long, value_name = "FOLDER", default_value = "output")]
    output: PathBuf,
    /// How many threads to use; by default one for each core
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

impl Build {
    /// Runs the command.
    pub fn run(&self) -> Outcome {
        if let Some(threads) = self.threads {
            let built = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build_global();
            built.map_err(|error| vec![Problem::new(error.to_string()).nowhere()])?;
        }
        typeset::warm_up();
        let specifications = discover::specifications(&self.paths)?;
        insist_on_names(&specifications)?;
        let built: Vec<Outcome> = specifications.par_iter().map(|path| self.build(path)).collect();
        let mut warnings = Vec::new();
        let mut problems = Vec::new();
        for outcome in built {
            match outcome {
                Ok(more) => warnings.extend(more),
                Err(more) => problems.extend(more),
            }
        }
        if problems.is_empty() {
            return Ok(warnings);
        }
        problems.extend(warnings);
        Err(problems)
    }

    /// Builds one specification in all its languages, and writes nothing unless all of them succeed.
    fn build(&self, path: &Path) -> Outcome {
        let start = Instant::now();
        let project = pipeline::load(path)?;
        let (results, mut warnings) = pipeline::compute(&project)?;
        let results = Arc::new(results);
        let overrides = Overrides::read(&pipeline::templates_of(path))?;
        let languages = project.report.header.languages();
        let rendered: Vec<_> =
            languages.par_iter().map(|language| pipeline::render(&project, &results, *language, &overrides)).collect();
        typeset::forget(0);
        let mut finished = Vec::new();
        let mut problems: Vec<Diagnostic> = Vec::new();
        for (language, outcome) in languages.iter().zip(rendered) {
            match outcome {
                Ok(output) => finished.push((self.folder(path, *language, languages), output)),
                Err(more) => problems.extend(more),
            }
        }
        if !problems.is_empty() {
            problems.extend(warnings);
            return Err(problems);
        }
        for (folder, output) in finished {
            output::replace(&folder, &output.files).map_err(|error| {
                let problem = Problem::new(format!("cannot write `{}`: {error}", folder.display()));
                vec![problem.hint("the folder is as it was").nowhere()]
            })?;
            let seconds = start.elapsed().as_secs_f64();
            eprintln!("{}: {} pages in {seconds:.2} s", folder.join("report.pdf").display(), output.pages);
            warnings.extend(output.warnings);
        }
        Ok(warnings)
    }

    /// `output/<name>` for the first language of a report, `output/<name>-nn` for another.
    fn folder(&self, path: &Path, language: Language, languages: &[Language]) -> PathBuf {
        let name = name_of(path);
        let first = languages.first().is_none_or(|first| *first == language);
        self.output.join(if first { name } else { format!("{name}-{language}") })
    }
}

fn name_of(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Two specifications of the same name would overwrite each other's report.
fn insist_on_names(specifications: &[PathBuf]) -> Result<(), Vec<Diagnostic>> {
    let mut known: BTreeMap<String, &PathBuf> = BTreeMap::new();
    let mut problems = Vec::new();
    for path in specifications {
        if let Some(other) = known.insert(name_of(path), path) {
            let what = format!("`{}` and `{}` would both be built as `{}`", other.display(), path.display(), name_of(path));
            problems.push(Problem::new(what).hint("rename one of the files").nowhere());
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
