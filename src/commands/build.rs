//! `utfall build`: finished reports.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use rayon::prelude::*;

use super::progress::Progress;
use super::{Outcome, output};
use crate::diag::{Diagnostic, Problem};
use crate::pipeline::Project;
use crate::results::Language;
use crate::template::Overrides;
use crate::{discover, pipeline, typeset};

/// Build finished reports: output/NAME/report.pdf and everything behind it
#[derive(Debug, Args)]
pub struct Build {
    /// Specifications, or folders that hold some; by default `analyses`
    paths: Vec<PathBuf>,
    /// The folder that the reports are written to
    #[arg(long, value_name = "FOLDER", default_value = "output")]
    output: PathBuf,
    /// How many threads to use; by default one for each core
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

/// One specification: what its reports are made from, and the folder of each report and language.
struct Job {
    path: PathBuf,
    start: Instant,
    projects: Vec<Project>,
    folders: Vec<Folder>,
}

/// Where one report goes: which of the reports of its specification, its language, and its folder.
struct Folder {
    report: usize,
    language: Language,
    path: PathBuf,
}

impl Build {
    /// Runs the command.
    pub fn run(&self) -> Outcome {
        typeset::warm_up();
        let specifications = discover::specifications(&self.paths)?;
        let loaded: Vec<_> = specifications.par_iter().map(|path| self.job(path)).collect();
        let (jobs, failed): (Vec<_>, Vec<_>) = loaded.into_iter().partition(Result::is_ok);
        let jobs: Vec<Job> = jobs.into_iter().filter_map(Result::ok).collect();
        let mut problems: Vec<Diagnostic> = failed.into_iter().filter_map(Result::err).flatten().collect();
        let folders = insist_on_folders(jobs.iter().map(|job| (job.path.as_path(), folders_of(job))));
        if let Err(more) = folders.and_then(|()| self.insist_on_replaceable(&jobs, &specifications)) {
            problems.extend(more);
            return Err(problems);
        }
        let mut warnings = Vec::new();
        let progress = Progress::start(jobs.iter().map(|job| job.folders.len()).sum());
        let built: Vec<Outcome> = jobs.into_par_iter().map(|job| build(job, &progress)).collect();
        drop(progress);
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

    fn job(&self, path: &Path) -> Result<Job, Vec<Diagnostic>> {
        let start = Instant::now();
        let projects = pipeline::load(path)?;
        let mut folders = Vec::new();
        for (report, project) in projects.iter().enumerate() {
            let site = project.site.as_ref().map(|site| site.slug.as_str());
            let names = folder_names(path, site, project.report.header.languages());
            folders.extend(names.into_iter().map(|(language, name)| Folder {
                report,
                language,
                path: self.output.join(name),
            }));
        }
        Ok(Job { path: path.to_owned(), start, projects, folders })
    }

    /// No folder is replaced that utfall did not write, or that holds a specification.
    fn insist_on_replaceable(&self, jobs: &[Job], specifications: &[PathBuf]) -> Result<(), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        for folder in jobs.iter().flat_map(|job| &job.folders) {
            let stands = |path: &PathBuf| output::insist_on_replaceable(&folder.path, path).err();
            problems.extend(specifications.iter().find_map(stands).map(Problem::nowhere));
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

/// Builds all reports of one specification in all their languages, and writes nothing unless all of them succeed.
fn build(job: Job, progress: &Progress) -> Outcome {
    let Job { path, start, projects, folders } = job;
    let (results, mut warnings) = pipeline::compute(&projects)?;
    let overrides = Overrides::read(&pipeline::templates_of(&path))?;
    let render = |folder: &Folder| {
        let rendered = pipeline::render(&projects[folder.report], &results[folder.report], folder.language, &overrides);
        progress.tick();
        rendered
    };
    let rendered: Vec<_> = folders.par_iter().map(render).collect();
    // What the specifications that are made at the same time have used is kept for them.
    typeset::forget(1);
    let mut finished = Vec::new();
    let mut problems: Vec<Diagnostic> = Vec::new();
    for (folder, outcome) in folders.iter().zip(rendered) {
        match outcome {
            Ok(output) => finished.push((&folder.path, output)),
            Err(more) => pipeline::add_new(&mut problems, more),
        }
    }
    for (_, output) in &mut finished {
        pipeline::add_new(&mut warnings, std::mem::take(&mut output.warnings));
    }
    if problems.is_empty() {
        problems.extend(write(&path, &finished).err());
    }
    if !problems.is_empty() {
        problems.extend(warnings);
        return Err(problems);
    }
    let seconds = start.elapsed().as_secs_f64();
    for (folder, output) in finished {
        let report = folder.join("report.pdf");
        progress.line(&format!("{}: {} pages in {seconds:.2} s", report.display(), output.pages));
    }
    Ok(warnings)
}

/// Writes the reports of all languages, and then puts all of them in their places.
fn write(path: &Path, finished: &[(&PathBuf, pipeline::Output)]) -> Result<(), Diagnostic> {
    let mut prepared = Vec::new();
    for (folder, output) in finished {
        // Once more, as late as possible: much may happen while a report is made, and `..` may lead elsewhere when the
        // folders before it are there.
        let parent = folder.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(|error| cannot_write(&[folder], &error))?;
        output::insist_on_replaceable(folder, path).map_err(Problem::nowhere)?;
        prepared.push(output::prepare(folder, &output.files).map_err(|error| cannot_write(&[folder], &error))?);
    }
    let folders: Vec<&PathBuf> = finished.iter().map(|(folder, _)| *folder).collect();
    output::commit(prepared).map_err(|error| cannot_write(&folders, &error))
}

fn cannot_write(folders: &[&PathBuf], error: &std::io::Error) -> Diagnostic {
    let shown: Vec<String> = folders.iter().map(|folder| format!("`{}`", folder.display())).collect();
    Problem::new(format!("cannot write {}: {error}", shown.join(", ")))
        .hint("make sure that the disk has room and that you may write there; what was there is as it was")
        .nowhere()
}

/// `<name>` for the first language of a report, `<name>-nn` for another; `<name>-<site>` for the report of a site.
pub(super) fn folder_names(path: &Path, site: Option<&str>, languages: &[Language]) -> Vec<(Language, String)> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = site.map_or(stem.to_string(), |site| format!("{stem}-{site}"));
    let named = |(index, language): (usize, &Language)| {
        (*language, if index == 0 { name.clone() } else { format!("{name}-{language}") })
    };
    languages.iter().enumerate().map(named).collect()
}

fn folders_of(job: &Job) -> Vec<String> {
    let name = |folder: &Folder| folder.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    job.folders.iter().map(name).collect()
}

/// Two reports in one folder would overwrite each other, also where a file system does not tell `A` from `a`.
pub(super) fn insist_on_folders<'a>(
    reports: impl Iterator<Item = (&'a Path, Vec<String>)>,
) -> Result<(), Vec<Diagnostic>> {
    let mut known: BTreeMap<String, &Path> = BTreeMap::new();
    let mut problems = Vec::new();
    for (path, folders) in reports {
        for folder in folders {
            if let Some(other) = known.insert(folder.to_lowercase(), path) {
                let what = format!("`{}` and `{}` would both be built as `{folder}`", other.display(), path.display());
                problems.push(Problem::new(what).hint("rename one of the files; nothing was built").nowhere());
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_reports_share_a_folder() {
        let check = |reports: &[(&str, &[Language])]| {
            let folders = reports.iter().map(|(path, languages)| {
                let names = folder_names(Path::new(path), None, languages);
                (Path::new(*path), names.into_iter().map(|(_, name)| name).collect())
            });
            insist_on_folders(folders)
        };
        let both: &[Language] = &[Language::Bokmal, Language::Nynorsk];
        let one: &[Language] = &[Language::Bokmal];
        assert!(check(&[("a.yaml", both), ("b.yaml", both)]).is_ok());
        for other in ["a-nn.yaml", "x/A-NN.yml", "x/a.yaml", "a.yml"] {
            let problems = check(&[("a.yaml", both), (other, one)]).unwrap_err();
            assert_eq!(problems.len(), 1, "{other}");
            assert!(problems[0].problem.what.contains("`a.yaml` and"), "{other}");
        }
    }
}
