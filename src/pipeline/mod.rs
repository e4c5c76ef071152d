//! The program on one screen: specification → data → results → charts and text → PDF.

mod document;
mod images;
mod manifest;
mod text;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::analysis::Entry;
use crate::charts::Figure;
use crate::data::{Frames, insist_on_beside};
use crate::diag::{Diagnostic, Location, Problem, Severity, Spanned};
use crate::export;
use crate::locale::Locale;
use crate::report::{Partly, Report};
use crate::results::{self, Language, ReportInfo, Results, Section};
use crate::template::{self, Overrides};
use crate::typeset;

/// A specification with everything it reads.
#[derive(Debug)]
pub struct Project {
    /// The specification.
    pub report: Report,
    /// The data sources.
    pub frames: Frames,
    /// The folder of the specification.
    folder: PathBuf,
    /// The file name of the specification.
    file: String,
    /// The ids of the analyses that could not be read.
    broken: Vec<String>,
}

/// What a check found.
#[derive(Debug)]
pub struct Checked {
    /// The languages of the report.
    pub languages: Vec<Language>,
    /// Everything that is wrong.
    pub problems: Vec<Diagnostic>,
    /// What its author should look at.
    pub warnings: Vec<Diagnostic>,
}

/// The finished files of a report in one language, by their path in the output folder.
#[derive(Debug)]
pub struct Output {
    /// The files.
    pub files: BTreeMap<String, Vec<u8>>,
    /// How many pages the PDF has.
    pub pages: usize,
    /// What its author should look at.
    pub warnings: Vec<Diagnostic>,
}

/// Reads a specification, its chapter files and its data.
///
/// # Errors
/// Everything that is wrong with any of them.
pub fn load(path: &Path) -> Result<Project, Vec<Diagnostic>> {
    match load_partly(path) {
        (Some(project), problems) if problems.is_empty() => Ok(project),
        (_, problems) => Err(problems),
    }
}

/// As much as is right of a specification and its data, and all that is wrong with the rest.
fn load_partly(path: &Path) -> (Option<Project>, Vec<Diagnostic>) {
    let Partly { report, broken, mut problems } = Report::load_partly(&path.to_string_lossy());
    let Some(report) = report else { return (None, problems) };
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let (frames, more) = Frames::read(&report.data, &folder);
    problems.extend(more);
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    (Some(Project { report, frames, folder, file, broken }), problems)
}

/// Runs all analyses in the order of the specification, and returns their results with warnings.
///
/// # Errors
/// Everything that is wrong with any entry, with the warnings; one that needs a failed entry says nothing of that.
pub fn compute(project: &Project) -> Result<(Results, Vec<Diagnostic>), Vec<Diagnostic>> {
    let report = &project.report;
    let mut results = Results {
        schema: results::SCHEMA.to_owned(),
        edition: report.header.method_edition.name().to_owned(),
        report: ReportInfo {
            title: report.header.title.value.clone(),
            languages: report.header.languages().to_vec(),
            date: Some(report.header.date.to_string()),
        },
        sections: Vec::new(),
    };
    let places: Vec<(String, Option<Location>)> =
        report.analyses.iter().map(|(id, _)| (id.value.clone(), id.location())).collect();
    let warnings = RefCell::new(Vec::new());
    let mut failed = project.broken.clone();
    let mut problems = Vec::new();
    for (index, (id, analysis)) in report.analyses.iter().enumerate() {
        let entry = Entry {
            id: &id.value,
            kind: analysis.kind(),
            location: id.location(),
            earlier: &results,
            later: &places[index + 1..],
            failed: &failed,
            frames: &project.frames,
            warnings: &warnings,
        };
        match analysis.run(&entry).and_then(|sections| insist_on_names(&entry, sections)) {
            Ok(sections) => results.sections.extend(sections.into_iter().map(|section| (section.id(), section))),
            Err(more) => {
                failed.push(id.value.clone());
                problems.extend(more.into_iter().filter(|diagnostic| !follows(project, diagnostic)));
            }
        }
    }
    let warnings = warnings.into_inner();
    // An entry that was not read, or not run, is reported by whoever found out why.
    if problems.is_empty() && failed.is_empty() {
        return Ok((results, warnings));
    }
    problems.extend(warnings);
    Err(problems)
}

/// Whether it only says that something is missing which is reported where it went wrong: an entry, or a data source.
fn follows(project: &Project, diagnostic: &Diagnostic) -> bool {
    let named = diagnostic.location.as_ref().map(|location| location.text().trim_matches(['"', '\'']));
    diagnostic.severity == Severity::Consequence
        || project.frames.unread().iter().any(|name| named == Some(name.as_str()))
}

/// Sections, values and labels are found by their names, so no two may share one.
fn insist_on_names(entry: &Entry<'_>, sections: Vec<Section>) -> Result<Vec<Section>, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut twice = |what: &str, names: &mut dyn Iterator<Item = String>| {
        let mut known = HashSet::new();
        let repeated: BTreeSet<String> = names.filter(|name| !known.insert(name.clone())).collect();
        problems.extend(repeated.into_iter().map(|name| {
            Problem::new(format!("`{}` gives two {what} the name `{name}`", entry.id))
                .hint("give each of them a name or a time of its own")
                .at(entry.location.clone())
        }));
    };
    twice("sections", &mut sections.iter().map(Section::id));
    for section in &sections {
        let id = section.id();
        twice("results", &mut section.values.iter().map(|(name, _)| format!("{id}.{name}")));
        twice("labels", &mut section.labels.iter().map(|(name, _)| format!("{id}.{name}")));
    }
    if problems.is_empty() { Ok(sections) } else { Err(problems) }
}

/// Everything that a build does but writing files, going on after each problem as far as that makes sense.
pub fn check(path: &Path) -> Checked {
    let (project, problems) = load_partly(path);
    let mut checked = Checked { languages: vec![Language::Bokmal], problems, warnings: Vec::new() };
    let Some(project) = project else { return checked };
    checked.languages = project.report.header.languages().to_vec();
    let overrides = Overrides::read(&templates_of(path)).map_err(|more| checked.problems.extend(more)).ok();
    let results = match compute(&project) {
        Ok((results, warnings)) => {
            checked.warnings.extend(warnings);
            Some(Arc::new(results))
        }
        Err(more) => {
            checked.problems.extend(more);
            None
        }
    };
    // Charts and texts would mostly say that what they need is not there.
    let (Some(results), Some(overrides)) = (results.filter(|_| checked.problems.is_empty()), overrides) else {
        return checked;
    };
    let rendered: Vec<_> =
        checked.languages.par_iter().map(|language| render(&project, &results, *language, &overrides)).collect();
    for outcome in rendered {
        match outcome {
            Ok(output) => checked.warnings.extend(output.warnings),
            Err(more) => checked.problems.extend(more),
        }
    }
    checked
}

/// The finished report in one language.
///
/// # Errors
/// Everything that is wrong with its charts, texts, templates or typesetting.
pub fn render(
    project: &Project,
    results: &Arc<Results>,
    language: Language,
    overrides: &Overrides,
) -> Result<Output, Vec<Diagnostic>> {
    let locale = Locale::new(language);
    let figures = draw(project, results, locale)?;
    let document = document::assemble(project, results, figures, locale, overrides)?;
    let template::Rendered { main, files, origins } = template::render(&document, overrides)?;
    let options = typeset::Options { date: Some(project.report.header.date), ident: manifest::ident(&files, language) };
    let typeset_project = typeset::Project::new(main, files).with_origins(origins);
    let typeset::Typeset { pdf, pages, mut warnings } = typeset::typeset(&typeset_project, &options)?;
    warnings.extend(unbound_numbers(project, results, locale));
    let mut files = typeset_project.into_files();
    for (name, table) in export::csv::tables(results, locale) {
        files.insert(format!("tables/{name}"), table.into_bytes());
    }
    files.extend(typeset::font_files());
    files.insert("report.pdf".to_owned(), pdf);
    Ok(Output { files, pages, warnings })
}

/// The folder of templates that takes precedence: `templates` beside the `analyses` that holds the specification, else
/// beside the specification itself.
pub fn templates_of(path: &Path) -> PathBuf {
    let project = |path: &Path| {
        let analyses = |folder: &&Path| folder.file_name().is_some_and(|name| name == crate::discover::ANALYSES);
        path.ancestors().find(analyses).and_then(Path::parent).map(Path::to_owned)
    };
    // A path that was written inside `analyses` does not name it.
    let root = project(path).or_else(|| project(&std::path::absolute(path).ok()?));
    root.unwrap_or_else(|| path.parent().unwrap_or(Path::new("")).to_owned()).join("templates")
}

/// All charts of the specification, in order.
fn draw(project: &Project, results: &Results, locale: Locale) -> Result<Vec<(String, Figure)>, Vec<Diagnostic>> {
    let drawn: Vec<_> = project
        .report
        .charts
        .par_iter()
        .map(|(id, chart)| chart.draw(results, locale).map(|figure| (id.value.clone(), figure)))
        .collect();
    collect(drawn)
}

/// Warnings for numbers in hand-written text that come from no result.
fn unbound_numbers(project: &Project, results: &Results, locale: Locale) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for chapter in project.report.all_chapters() {
        let Some(text) = chapter.text(locale.language()) else { continue };
        for number in template::unbound_numbers(text.as_str(), results, locale) {
            let problem = Problem::new(format!("the number `{}` comes from no result", number.literal));
            let problem = match &number.nearest {
                Some((path, shown)) => {
                    problem.hint(format!("the nearest is `{path}`, {shown}: write `{{{{ {path} | … }}}}`"))
                }
                None => problem.hint("state it under `analyses` with `kind: stated_numbers`"),
            };
            warnings.push(problem.at(text.location(number.range.clone())).warning());
        }
    }
    warnings
}

/// All of them, or everything that is wrong with any.
fn collect<T>(each: Vec<Result<T, Vec<Diagnostic>>>) -> Result<Vec<T>, Vec<Diagnostic>> {
    let mut good = Vec::new();
    let mut bad = Vec::new();
    for one in each {
        match one {
            Ok(value) => good.push(value),
            Err(more) => bad.extend(more),
        }
    }
    if bad.is_empty() { Ok(good) } else { Err(bad) }
}

/// A file beside the specification.
///
/// # Errors
/// A diagnostic at the place that names it.
fn read_beside(project: &Project, name: &Spanned<String>) -> Result<Vec<u8>, Diagnostic> {
    insist_on_beside(name).map_err(|problem| problem.at(name.location()))?;
    std::fs::read(project.folder.join(name.as_str()))
        .map_err(|error| Problem::new(format!("`{name}` cannot be read: {error}")).at(name.location()))
}
