//! The two sides of a comparison, read from whatever they were given as.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::manifest::Manifest;
use super::revision::Revision;
use super::scratch::Scratch;
use crate::commands::build::folder_names;
use crate::diag::{Diagnostic, Problem};
use crate::diff;
use crate::discover;
use crate::pdf;
use crate::pipeline::{self, Computed, Project};
use crate::report::Report;
use crate::results::{Language, Results};

/// One side of a comparison: reports by name.
#[derive(Debug)]
pub(super) struct Side {
    /// What the user gave.
    pub given: String,
    /// The reports in the order of their names.
    pub reports: Vec<(String, Version)>,
    /// Kept as long as its files are needed.
    #[expect(dead_code, reason = "held for the sake of its end")]
    revision: Option<Revision>,
}

/// One version of a report, with what is at hand of it.
#[derive(Clone, Debug)]
pub(super) struct Version {
    /// The results.
    pub results: Arc<Results>,
    /// What made it.
    pub manifest: Option<Manifest>,
    /// The name of the report.
    pub name: String,
    /// The specification: its file name and its text.
    pub specification: Option<(String, String)>,
    /// The same, as far as it can be read without the files beside it.
    pub report: Option<Arc<Report>>,
    /// The specification with its data, where it was computed here.
    pub project: Option<Arc<Project>>,
    /// Where the specification lies, where its data lie beside it.
    pub specification_path: Option<PathBuf>,
    /// The finished report, where there is one.
    pub finished: Finished,
}

/// The finished report.
#[derive(Clone, Debug)]
pub(super) enum Finished {
    /// None: the results alone.
    None,
    /// A PDF.
    Pdf(Arc<Vec<u8>>),
    /// An output folder, and those of other languages beside it.
    Folder(PathBuf),
    /// Not yet: it can be rendered.
    Computed(Arc<Computed>),
}

const RESULTS: &str = "results.json";
const MANIFEST: &str = "manifest.json";

type Found<T> = Result<T, Vec<Diagnostic>>;

fn one(problem: Problem) -> Vec<Diagnostic> {
    vec![problem.nowhere()]
}

impl Side {
    /// Reads what the user gave; `paths` are the specifications of a git revision.
    ///
    /// # Errors
    /// What it is instead of something that can be compared, and what to give.
    pub(super) fn read(given: &str, paths: &[PathBuf]) -> Found<Side> {
        let path = Path::new(given);
        let side = |reports, revision| Side { given: given.to_owned(), reports, revision };
        if path.is_dir() {
            return Ok(side(in_folder(path)?, None));
        }
        if path.exists() {
            return Ok(side(in_file(path)?, None));
        }
        let Some(revision) = Revision::named(given).map_err(one)? else {
            let problem = Problem::new(format!("`{given}` is no file, no folder and no git revision here"));
            return Err(one(problem.hint(
                "give a `results.json`, an output folder, a `report.pdf`, a specification, or a revision such as `HEAD`",
            )));
        };
        let places = match paths {
            [] => vec![revision.folder.join(discover::ANALYSES)],
            paths => paths.iter().map(|path| revision.folder.join(path)).collect(),
        };
        let reports = computed(&places).map_err(|problems| of_revision(given, &places, problems))?;
        Ok(side(reports, Some(revision)))
    }
}

/// Problems of a revision say that they are; the last one says what to do.
fn of_revision(given: &str, places: &[PathBuf], problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut problems: Vec<Diagnostic> = problems.into_iter().map(|problem| problem.of(&format!("`{given}`"))).collect();
    let missing = places.iter().any(|place| !place.exists());
    let (what, hint) = match missing {
        true => (
            format!("the revision `{given}` does not hold what is to be compared"),
            "name the specifications after `--`: `utfall diff OLD NEW -- PATH`",
        ),
        false => (
            format!("the revision `{given}` does not build with this utfall"),
            "check out that revision, build it with the utfall of its time and with its data, and give the two output \
             folders instead",
        ),
    };
    problems.push(Problem::new(what).hint(hint).nowhere());
    problems
}

fn in_file(path: &Path) -> Found<Vec<(String, Version)>> {
    let shown = path.display().to_string();
    let bytes = fs::read(path).map_err(|error| one(Problem::new(format!("cannot read `{shown}`: {error}"))))?;
    let is = |ending: &str| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending));
    if bytes.starts_with(b"%PDF-") || is("pdf") {
        return Ok(vec![(stem(path), in_pdf(&shown, bytes).map_err(one)?)]);
    }
    if is("yaml") || is("yml") {
        return computed(&[path.to_owned()]);
    }
    // The results of a finished report have more beside them.
    if path.file_name().is_some_and(|name| name == RESULTS)
        && let Some(folder) = path.parent()
        && folder.join(MANIFEST).is_file()
    {
        return Ok(vec![(name_of(folder), finished(folder).map_err(one)?)]);
    }
    let text = text(&shown, bytes).map_err(one)?;
    let results = diff::read(&shown, &text).map_err(one)?;
    Ok(vec![(stem(path), Version::of(results))])
}

fn text(shown: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    String::from_utf8(bytes).map_err(|_| {
        Problem::new(format!("`{shown}` is neither a PDF nor text"))
            .hint("give a `results.json`, an output folder, a `report.pdf` or a specification")
    })
}

/// What a report carries in its PDF.
fn in_pdf(shown: &str, bytes: Vec<u8>) -> Result<Version, Problem> {
    let mut attached = pdf::attachments(shown, bytes.clone())?;
    let mut take = |fits: &dyn Fn(&str) -> bool| {
        attached.iter().position(|file| fits(&file.name)).map(|place| attached.remove(place))
    };
    let Some(results) = take(&|name| name == RESULTS) else {
        let what = format!("`{shown}` carries no `{RESULTS}`, so that it cannot be compared");
        return Err(Problem::new(what).hint(
            "take the `report.pdf` as utfall wrote it: printing or saving a PDF anew drops the files attached to it",
        ));
    };
    let manifest = take(&|name| name == MANIFEST);
    let specification = take(&|name| name.ends_with(".yaml") || name.ends_with(".yml"));
    let name = format!("{shown}: {RESULTS}");
    let mut version = Version::of(diff::read(&name, &text(&name, results.bytes)?)?);
    version.manifest = manifest.and_then(|file| Manifest::read(&file.bytes));
    version.specification = specification.and_then(|file| Some((file.name, String::from_utf8(file.bytes).ok()?)));
    version.report = version.specification.as_ref().and_then(|(name, text)| {
        // A report is read from a file, with what lies beside it.
        let scratch = Scratch::new().ok()?;
        let path = scratch.path().join(name);
        fs::write(&path, text).ok()?;
        Report::load_partly(&path.to_string_lossy()).report.map(Arc::new)
    });
    version.finished = Finished::Pdf(Arc::new(bytes));
    Ok(version)
}

/// A finished report, a folder with several, or a project.
fn in_folder(folder: &Path) -> Found<Vec<(String, Version)>> {
    if folder.join(RESULTS).is_file() {
        return Ok(vec![(name_of(folder), finished(folder).map_err(one)?)]);
    }
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(|error| one(Problem::new(format!("cannot read `{}`: {error}", folder.display()))))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join(RESULTS).is_file())
        .collect();
    names.sort();
    if !names.is_empty() {
        return finished_reports(&names).map_err(one);
    }
    let analyses = folder.join(discover::ANALYSES);
    let place = if analyses.is_dir() { analyses } else { folder.to_owned() };
    match discover::specifications(std::slice::from_ref(&place)) {
        Ok(_) => computed(&[place]),
        Err(_) => {
            let what = format!("`{}` holds neither finished reports nor specifications", folder.display());
            Err(one(Problem::new(what).hint("build the report first, or give its output folder")))
        }
    }
}

/// The finished reports in these folders; another language of a report is no report of its own.
fn finished_reports(folders: &[PathBuf]) -> Result<Vec<(String, Version)>, Problem> {
    let mut reports: Vec<(String, Version)> = Vec::new();
    for folder in folders {
        let (name, version) = (name_of(folder), finished(folder)?);
        let translated = [Language::Bokmal, Language::Nynorsk, Language::English].iter().find_map(|language| {
            let of = name.strip_suffix(&format!("-{language}"))?;
            reports.iter().find(|(known, first)| known == of && first.results == version.results)
        });
        if translated.is_none() {
            reports.push((name, version));
        }
    }
    Ok(reports)
}

/// The report in an output folder.
fn finished(folder: &Path) -> Result<Version, Problem> {
    let path = folder.join(RESULTS);
    let shown = path.display().to_string();
    let bytes = fs::read(&path).map_err(|error| Problem::new(format!("cannot read `{shown}`: {error}")))?;
    let mut version = Version::of(diff::read(&shown, &text(&shown, bytes)?)?);
    version.manifest = fs::read(folder.join(MANIFEST)).ok().and_then(|bytes| Manifest::read(&bytes));
    version.specification = version.manifest.as_ref().and_then(|manifest| {
        let is_yaml = |name: &&String| name.ends_with(".yaml") || name.ends_with(".yml");
        // The one that lies beside the report.
        let mut names = manifest.inputs.keys().filter(is_yaml);
        names.find_map(|name| Some((name.clone(), fs::read_to_string(folder.join(name)).ok()?)))
    });
    version.report = version
        .specification
        .as_ref()
        .and_then(|(name, _)| Report::load_partly(&folder.join(name).to_string_lossy()).report.map(Arc::new));
    version.finished = Finished::Folder(folder.to_owned());
    Ok(version)
}

/// The reports that these specifications give, computed with this utfall.
pub(super) fn computed(places: &[PathBuf]) -> Found<Vec<(String, Version)>> {
    let mut reports = Vec::new();
    let mut problems = Vec::new();
    for path in discover::specifications(places)? {
        let outcome = pipeline::load(&path).and_then(|projects| {
            let (computed, _) = pipeline::compute(&projects)?;
            Ok((projects, computed))
        });
        match outcome {
            Ok((projects, computed)) => {
                for (project, computed) in projects.into_iter().zip(computed) {
                    let site = project.site.as_ref().map(|site| site.slug.as_str());
                    let names = folder_names(&path, site, project.report.header.languages());
                    let name = names.into_iter().next().map_or_else(|| stem(&path), |(_, name)| name);
                    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    let mut version = Version::of_shared(Arc::clone(&computed.results));
                    version.name.clone_from(&name);
                    version.specification = Some((file, project.report.source.text().to_owned()));
                    version.report = Some(Arc::new(project.report.clone()));
                    version.project = Some(Arc::new(project));
                    version.specification_path = Some(path.clone());
                    version.finished = Finished::Computed(Arc::new(computed));
                    reports.push((name, version));
                }
            }
            Err(more) => pipeline::add_new(&mut problems, more),
        }
    }
    reports.sort_by(|(one, _), (other, _)| one.cmp(other));
    if problems.is_empty() { Ok(reports) } else { Err(problems) }
}

impl Version {
    fn of(results: Results) -> Version {
        Version::of_shared(Arc::new(results))
    }

    fn of_shared(results: Arc<Results>) -> Version {
        Version {
            results,
            manifest: None,
            name: String::new(),
            specification: None,
            report: None,
            project: None,
            specification_path: None,
            finished: Finished::None,
        }
    }
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The name of a folder, also where it is given as `.`.
fn name_of(folder: &Path) -> String {
    let path = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
