//! The program on one screen: specification → data → results → charts and text → PDF.

mod document;
mod figures;
mod images;
mod manifest;
mod sites;
mod text;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::analysis::Entry;
use crate::charts::Figure;
use crate::data::{Frame, Frames, Query, insist_on_beside};
use crate::diag::{Diagnostic, Location, Problem, Severity, Spanned};
use crate::disclosure;
use crate::export;
use crate::ledger::Ledger;
use crate::locale::Locale;
use crate::report::{CitationStyle, Partly, Planned, Report};
use crate::results::{self, Disagreement, Facet, Language, Note, Protection, ReportInfo, Results, Section};
use crate::template::{self, Mention, Overrides};
use crate::typeset;

pub use manifest::sha256_of_file;
pub use sites::Site;

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
    /// Who has accepted which conclusions, where a review has been written beside the specification.
    pub ledger: Option<Ledger>,
    /// The file that holds that, with its name.
    review: Option<(String, Vec<u8>)>,
    /// The part of the data that the report is about, where the specification gives one report for each site.
    pub site: Option<Site>,
}

/// The results of one report, in which small counts of persons are protected.
#[derive(Clone, Debug)]
pub struct Computed {
    /// The results.
    pub results: Arc<Results>,
    /// What was protected, and how.
    pub log: disclosure::Log,
}

/// What a check found.
#[derive(Debug)]
pub struct Checked {
    /// The languages of the report.
    pub languages: Vec<Language>,
    /// The sites that it has a report for, by their part of a folder's name; nothing for the joint report.
    pub sites: Vec<Option<String>>,
    /// What was read of each data source, in words.
    pub account: Vec<String>,
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

/// Reads a specification, its chapter files and its data: the joint report, and one for each site where it asks for them.
///
/// # Errors
/// Everything that is wrong with any of them.
pub fn load(path: &Path) -> Result<Vec<Project>, Vec<Diagnostic>> {
    match load_partly(path) {
        (Some(project), problems) if problems.is_empty() => sites::family(project),
        (_, problems) => Err(problems),
    }
}

/// As much as is right of a specification and its data, and all that is wrong with the rest.
fn load_partly(path: &Path) -> (Option<Project>, Vec<Diagnostic>) {
    let Partly { report, broken, mut problems } = Report::load_partly(&path.to_string_lossy());
    let Some(report) = report else { return (None, problems) };
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let (frames, more) = Frames::read(&report.data, &report.populations, &folder);
    problems.extend(more);
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (ledger, review) = match read_ledger(path) {
        Ok(Some((ledger, name, bytes))) => (Some(ledger), Some((name, bytes))),
        Ok(None) => (None, None),
        Err(problem) => {
            problems.push(problem.nowhere());
            (None, None)
        }
    };
    (Some(Project { report, frames, folder, file, broken, ledger, review, site: None }), problems)
}

/// Where the review of a specification is kept: `report.review.json` beside `report.yaml`.
pub fn ledger_of(path: &Path) -> PathBuf {
    path.with_extension("review.json")
}

/// The review beside a specification, with the name and the bytes of its file.
fn read_ledger(path: &Path) -> Result<Option<(Ledger, String, Vec<u8>)>, Problem> {
    let path = ledger_of(path);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Problem::new(format!("`{}` cannot be read: {error}", path.display()))),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let ledger = Ledger::read(&path.to_string_lossy(), &text)?;
    Ok(Some((ledger, name, bytes)))
}

/// How many conclusions changed that no reviewer has accepted, and how many of them were rejected; nothing where all is
/// well, and where nothing was ever reviewed.
fn unreviewed(project: &Project, results: &Results) -> Result<Option<(usize, usize)>, Problem> {
    let Some(ledger) = &project.ledger else { return Ok(None) };
    let report = project.site.as_ref().map_or("", |site| site.slug.as_str());
    Ok(ledger.standing(report, results)?.open())
}

/// What a specification asks of databases, in the order in which it asks.
///
/// Analyses that need an answer which is not there stop at it; run again when the answers are there, for they may ask more.
///
/// # Errors
/// Everything that is wrong with the specification beside missing answers.
pub fn queries(path: &Path) -> Result<Vec<Query>, Vec<Diagnostic>> {
    let projects = load(path)?;
    let mut problems = Vec::new();
    let mut queries: Vec<Query> = Vec::new();
    for project in &projects {
        if let Err(more) = compute_one(project) {
            add_new(
                &mut problems,
                more.into_iter()
                    .filter(|problem| problem.severity == Severity::Error && !is_unanswered(problem))
                    .collect(),
            );
        }
        for query in project.frames.queries() {
            if !queries.iter().any(|known| known.file == query.file) {
                queries.push(query);
            }
        }
    }
    if queries.is_empty() && problems.is_empty() {
        let problem = Problem::new(format!("`{}` asks nothing of a database", path.display()));
        problems
            .push(problem.hint("name a table under `data` with `sql: {table: \u{2026}, dialect: \u{2026}}`").nowhere());
    }
    if problems.is_empty() { Ok(queries) } else { Err(problems) }
}

/// How the problem begins that a database has not answered.
const UNANSWERED: &str = "the database has not answered";

fn is_unanswered(problem: &Diagnostic) -> bool {
    problem.problem.what.starts_with(UNANSWERED)
}

/// The results of all reports of a specification, in their order, with warnings.
///
/// # Errors
/// Everything that is wrong with any of them; what is wrong with the joint report is not said again of each site.
pub fn compute(projects: &[Project]) -> Result<(Vec<Computed>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let computed: Vec<_> = projects.par_iter().map(compute_one).collect();
    let mut all = Vec::new();
    let mut warnings: Vec<Diagnostic> = Vec::new();
    let mut problems: Vec<Diagnostic> = Vec::new();
    for (project, outcome) in projects.iter().zip(computed) {
        match outcome {
            Ok((results, more)) => {
                all.push(results);
                add_new(&mut warnings, more);
            }
            Err(more) => {
                let more = more.into_iter().map(|diagnostic| match &project.site {
                    Some(site) if !problems.contains(&diagnostic) => diagnostic.of(&format!("`{}`", site.value)),
                    _ => diagnostic,
                });
                let more: Vec<Diagnostic> = more.collect();
                add_new(&mut problems, more);
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    // All reports of a specification together: one site and the joint report would betray another site.
    let rule = projects.first().map(|project| project.report.disclosure.rule()).unwrap_or_default();
    let logs = disclosure::protect(&mut all, &rule);
    let computed = all.into_iter().zip(logs).map(|(results, log)| Computed { results: Arc::new(results), log });
    Ok((computed.collect(), warnings))
}

/// Adds those that are not there yet.
pub fn add_new(known: &mut Vec<Diagnostic>, more: Vec<Diagnostic>) {
    for diagnostic in more {
        if !known.contains(&diagnostic) {
            known.push(diagnostic);
        }
    }
}

/// Runs all analyses in the order of the specification, and returns their results with warnings.
///
/// # Errors
/// Everything that is wrong with any entry, with the warnings; one that needs a failed entry says nothing of that.
fn compute_one(project: &Project) -> Result<(Results, Vec<Diagnostic>), Vec<Diagnostic>> {
    let report = &project.report;
    let mut results = Results {
        schema: results::SCHEMA.to_owned(),
        edition: report.header.edition().name().to_owned(),
        report: ReportInfo {
            title: report.header.title.value.clone(),
            languages: report.header.languages().to_vec(),
            date: Some(report.header.date.to_string()),
        },
        sections: Vec::new(),
    };
    let places: Vec<(String, Option<Location>)> =
        report.analyses.iter().map(|planned| (planned.id.value.clone(), planned.id.location())).collect();
    let analyses: Vec<_> = report.analyses.iter().map(|planned| (planned.full_id(), &planned.analysis)).collect();
    let warnings = RefCell::new(Vec::new());
    let rule = report.disclosure.rule();
    let mut failed = project.broken.clone();
    let mut problems = Vec::new();
    for (index, Planned { id, combination, times, analysis }) in report.analyses.iter().enumerate() {
        let entry = Entry {
            id: &id.value,
            kind: analysis.kind(),
            combination,
            times,
            location: id.location(),
            earlier: &results,
            before: &analyses[..index],
            later: &places[index + 1..],
            failed: &failed,
            frames: &project.frames,
            minimum: rule.off.is_none().then_some(rule.minimum),
            edition: report.header.edition(),
            warnings: &warnings,
        };
        match analysis.run(&entry).and_then(|sections| insist_on_names(&entry, sections)) {
            Ok(sections) => results.sections.extend(sections.into_iter().map(said)),
            Err(more) => {
                failed.push(id.value.clone());
                // What is wrong with an entry may be wrong with each of its combinations.
                add_new(&mut problems, more.into_iter().filter(|diagnostic| !follows(project, diagnostic)).collect());
            }
        }
    }
    let mut warnings = warnings.into_inner();
    warnings.extend(disagreements(report, &results));
    let missing: Vec<Query> = project.frames.queries().into_iter().filter(|query| !query.answered).collect();
    if let Some(first) = missing.first() {
        let count = missing.len();
        let what = match count {
            1 => format!("{UNANSWERED}: there is no `{}`", first.file),
            _ => format!("{UNANSWERED}: there is no `{}`, nor {} others", first.file, count - 1),
        };
        let hint = format!("run the queries that `utfall query {}` prints, and save their answers", project.file);
        problems.push(Problem::new(what).hint(hint).nowhere());
    }
    // An entry that was not read, or not run, is reported by whoever found out why.
    if problems.is_empty() && failed.is_empty() {
        return Ok((results, warnings));
    }
    problems.extend(warnings);
    Err(problems)
}

/// A section by its id, with the remark about rounding where its shares do not add up to a hundred as they are shown.
fn said(mut section: Section) -> (String, Section) {
    if section.shares_show_rounding() && !section.notes.contains(&Note::Rounding) {
        section.notes.push(Note::Rounding);
    }
    (section.id(), section)
}

/// Warnings for results of one report that cannot both be right.
fn disagreements(report: &Report, results: &Results) -> Vec<Diagnostic> {
    let place = |path: &str| {
        let entry = path.split('.').next().unwrap_or(path);
        report.analyses.iter().find(|planned| planned.id.value == entry).and_then(|planned| planned.id.location())
    };
    let worded = |disagreement: Disagreement| match disagreement {
        Disagreement::ShareOfCounts { share, counts: (events, total) } => {
            Problem::new(format!("`{share}` is not {events} of {total}"))
                .hint("correct the counts or the share; both stand in the report")
                .at(place(&share))
        }
        Disagreement::MoreThanAllocated { section, persons, flow, allocated } => {
            Problem::new(format!("`{section}` compares {persons} persons, but `{flow}` has {allocated} allocated"))
                .hint("correct one of them, or say in a note who the others are")
                .at(place(&section))
        }
        Disagreement::TwoValues { one, other } => {
            Problem::new(format!("`{other}` has the same words as `{one}`, and another value"))
                .hint("state the number once and use it in both places, or word them apart")
                .at(place(&other))
        }
    };
    results.disagreements().into_iter().map(|found| worded(found).warning()).collect()
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
    problems.extend(sections.iter().flat_map(|section| clashes(entry, section)));
    if problems.is_empty() { Ok(sections) } else { Err(problems) }
}

/// What makes the ids of an entry with `for_each` mean two things.
fn clashes(entry: &Entry<'_>, section: &Section) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    // `health.treated.mean` must not be both a value of the entry and one of its analysis `treated`.
    let names = || section.values.iter().map(|(name, _)| name.split('.').next().unwrap_or_default());
    for slug in entry.combination.iter().map(Facet::slug).filter(|slug| names().any(|name| name == slug)) {
        let problem =
            Problem::new(format!("`{slug}` is a result of `{}`, and cannot be a value of `for_each`", entry.id));
        problems.push(problem.hint("rename the value").at(entry.location.clone()));
    }
    let twice = |time: &&Facet| section.facets.iter().filter(|facet| facet.name == time.name).count() > 1;
    if let Some(time) = entry.times.iter().find(twice) {
        let problem = Problem::new(format!("`{}` has times of its own and a `{}` in `for_each`", entry.id, time.name));
        problems.push(problem.hint("keep one of them").at(entry.location.clone()));
    }
    problems
}

/// Everything that a build does but writing files, going on after each problem as far as that makes sense.
pub fn check(path: &Path) -> Checked {
    let (project, problems) = load_partly(path);
    let mut checked = Checked {
        languages: vec![Language::Bokmal],
        sites: vec![None],
        account: Vec::new(),
        problems,
        warnings: Vec::new(),
    };
    let Some(project) = project else { return checked };
    checked.account = project.frames.sources().iter().flat_map(Frame::account).collect();
    checked.languages = project.report.header.languages().to_vec();
    let overrides = Overrides::read(&templates_of(path)).map_err(|more| checked.problems.extend(more)).ok();
    // Sites are looked for only in data that are right.
    let projects = if checked.problems.is_empty() { sites::family(project) } else { Ok(vec![project]) };
    let projects = match projects {
        Ok(projects) => projects,
        Err(more) => {
            checked.problems.extend(more);
            return checked;
        }
    };
    checked.sites = projects.iter().map(|project| project.site.as_ref().map(|site| site.slug.clone())).collect();
    let results = match compute(&projects) {
        Ok((results, warnings)) => {
            checked.warnings.extend(warnings);
            Some(results)
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
    let reports: Vec<(&Project, Computed)> = projects.iter().zip(results).collect();
    let rendered: Vec<_> = reports
        .par_iter()
        .flat_map(|(project, computed)| {
            let languages = checked.languages.par_iter();
            languages.map(|language| render(project, computed, *language, &overrides))
        })
        .collect();
    for outcome in rendered {
        match outcome {
            Ok(output) => add_new(&mut checked.warnings, output.warnings),
            Err(more) => add_new(&mut checked.problems, more),
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
    computed: &Computed,
    language: Language,
    overrides: &Overrides,
) -> Result<Output, Vec<Diagnostic>> {
    let Computed { results, log } = computed;
    let locale = Locale::new(language);
    let figures = draw(project, results, locale)?;
    let (document, met) = document::assemble(project, computed, figures, locale, overrides)?;
    let template::Rendered { main, mut files, origins } = template::render(&document, overrides)?;
    let options = typeset::Options { date: Some(project.report.header.date), ident: manifest::ident(&files, language) };
    let source = String::from_utf8_lossy(files.get(&main).map_or(&[], Vec::as_slice));
    let works = document.references.iter().map(|works| (works.name.as_str(), works.bytes.as_slice()));
    files.insert(typeset::FORECAST.to_owned(), typeset::forecast(&source, works).into_bytes());
    if project.report.header.citation_style == CitationStyle::Vancouver {
        let style = typeset::vancouver().map_err(|problem| vec![problem.nowhere()])?;
        files.entry(typeset::VANCOUVER.to_owned()).or_insert_with(|| style.into_bytes());
    }
    let typeset_project = typeset::Project::new(main, files).with_origins(origins);
    let typeset::Typeset { pdf, pages, mut warnings } = typeset::typeset(&typeset_project, &options)?;
    warnings.extend(unbound_numbers(project, results, locale));
    warnings.extend(met);
    let mut files = typeset_project.into_files();
    for (name, table) in export::csv::tables(results, locale) {
        files.insert(format!("tables/{name}"), table.into_bytes());
    }
    files.extend(typeset::font_files());
    if log.protection() != &Protection::NotNeeded {
        let json = log.to_json().map_err(|error| vec![Problem::new(error.to_string()).nowhere()])?;
        files.insert("disclosure.json".to_owned(), json.into_bytes());
    }
    files.insert("report.pdf".to_owned(), pdf);
    Ok(Output { files, pages, warnings })
}

/// The sentences and tables of a report that print this result.
///
/// # Errors
/// Everything that is wrong with its charts, texts or templates.
pub fn mentions(
    project: &Project,
    computed: &Computed,
    language: Language,
    overrides: &Overrides,
    path: &str,
) -> Result<Vec<Mention>, Vec<Diagnostic>> {
    let locale = Locale::new(language);
    let figures = draw(project, &computed.results, locale)?;
    let (document, _) = document::assemble(project, computed, figures, locale, overrides)?;
    template::mentions(&document, overrides, path)
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
    let language = locale.language();
    let known = template::KnownNumbers::of(results, locale);
    for text in project.report.all_chapters().flat_map(|chapter| chapter.written(language)) {
        for number in template::unbound_numbers(text.as_str(), &known) {
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
