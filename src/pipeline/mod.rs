//! The program on one screen: specification → data → results → charts and text → PDF.

mod document;
mod manifest;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::analysis::Entry;
use crate::charts::Figure;
use crate::data::Frames;
use crate::diag::{Diagnostic, Location, Problem, Spanned};
use crate::export;
use crate::locale::Locale;
use crate::report::Report;
use crate::results::{self, Language, ReportInfo, Results};
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
    let report = Report::load(&path.to_string_lossy())?;
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let frames = Frames::read(&report.data, &folder)?;
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Project { report, frames, folder, file })
}

/// Runs all analyses in the order of the specification, and returns their results with warnings.
///
/// # Errors
/// Everything that is wrong with any entry; one that refers to a failed entry says no more.
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
    let mut problems = Vec::new();
    for (index, (id, analysis)) in report.analyses.iter().enumerate() {
        let entry = Entry {
            id: &id.value,
            kind: analysis.kind(),
            location: id.location(),
            earlier: &results,
            later: &places[index + 1..],
            frames: &project.frames,
            warnings: &warnings,
        };
        match analysis.run(&entry) {
            Ok(sections) => results.sections.extend(sections.into_iter().map(|section| (section.id(), section))),
            Err(more) => problems.extend(more),
        }
    }
    if problems.is_empty() { Ok((results, warnings.into_inner())) } else { Err(problems) }
}

/// Everything but typesetting: reads, computes, draws and writes the text, in every language.
///
/// # Errors
/// Everything that is wrong.
pub fn check(path: &Path) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let project = load(path)?;
    let (results, mut warnings) = compute(&project)?;
    let results = Arc::new(results);
    let overrides = Overrides::read(&templates_of(path))?;
    for language in project.report.header.languages() {
        let locale = Locale::new(*language);
        let document = document::assemble(&project, &results, draw(&project, &results, locale)?, locale)?;
        template::render(&document, &overrides)?;
        warnings.extend(unbound_numbers(&project, &results, locale));
    }
    Ok(warnings)
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
    let document = document::assemble(project, results, figures, locale)?;
    let template::Rendered { main, files, origins } = template::render(&document, overrides)?;
    let options =
        typeset::Options { date: Some(project.report.header.date), ident: manifest::ident(&files, language) };
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
    let root = path.ancestors().find(|folder| folder.file_name().is_some_and(|name| name == crate::discover::ANALYSES));
    let root = root.and_then(Path::parent).unwrap_or_else(|| path.parent().unwrap_or(Path::new("")));
    root.join("templates")
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
                Some((path, shown)) => problem.hint(format!("the nearest is `{path}`, {shown}: write `{{{{ {path} | … }}}}`")),
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
    let path = Path::new(name.as_str());
    if path.components().any(|part| !matches!(part, std::path::Component::Normal(_) | std::path::Component::CurDir)) {
        return Err(Problem::new(format!("`{name}` is outside the folder of the specification"))
            .hint("put the file beside the specification, and write its relative path")
            .at(name.location()));
    }
    std::fs::read(project.folder.join(path))
        .map_err(|error| Problem::new(format!("`{name}` cannot be read: {error}")).at(name.location()))
}
