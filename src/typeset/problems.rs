//! From the compiler's diagnostics to ours: where the author of a template or of a chapter can change something.

use std::sync::Arc;

use typst::World as _;
use typst::WorldExt;
use typst::diag::{Severity, SourceDiagnostic};
use typst::syntax::{DiagSpan, FileId};

use super::Project;
use super::world::World;
use crate::diag::{Diagnostic, Location, Problem, Source};

/// All diagnostics, each at its place.
pub(super) fn located(
    diagnostics: impl IntoIterator<Item = SourceDiagnostic>,
    project: &Project,
    world: &World,
) -> Vec<Diagnostic> {
    // A missing date is reported once for the document and again for every file that it carries.
    let says_again = |diagnostic: &SourceDiagnostic| diagnostic.message.ends_with("document date is missing");
    diagnostics
        .into_iter()
        .filter(|diagnostic| !says_again(diagnostic))
        .map(|diagnostic| one(&diagnostic, project, world))
        .collect()
}

fn one(diagnostic: &SourceDiagnostic, project: &Project, world: &World) -> Diagnostic {
    let place = |span: DiagSpan| place(span, project, world);
    let mut problem = worded(diagnostic);
    let mut related = Vec::new();
    for hint in &diagnostic.hints {
        match place(hint.span) {
            Some(location) => related.push((location, hint.v.to_string())),
            None if is_for_us(&hint.v) => problem = problem.hint(hint.v.as_str()),
            None => {}
        }
    }
    let location = place(diagnostic.span);
    for call in &diagnostic.trace {
        if let Some(caller) = place(call.span.into()) {
            related.push((caller, call.v.to_string()));
        }
    }
    // An error without a place of its own stands where it was called from.
    let location = location.or_else(|| related.first().map(|(location, _)| location.clone()));
    let mut located = problem.at(location);
    for (location, words) in related {
        if Some(&location) != located.location.as_ref() && !located.related.iter().any(|(known, _)| *known == location)
        {
            located = located.see(location, words);
        }
    }
    match diagnostic.severity {
        Severity::Error => located,
        Severity::Warning => located.warning(),
    }
}

/// Whether a hint is about something that an author can change, not about the command line of another program.
fn is_for_us(hint: &str) -> bool {
    !hint.contains("`--root`") && !hint.starts_with("set the date of the document")
}

/// The compiler's own words, but for what is different in a report.
fn worded(diagnostic: &SourceDiagnostic) -> Problem {
    let message = diagnostic.message.as_str();
    if message.ends_with("missing document date") {
        return Problem::new("the report has no date, which an archive file (PDF/A-3) must have")
            .hint("give it a `date`, such as `date: 2026-11-22`");
    }
    match message.strip_prefix("package not found (searched for ").and_then(|rest| rest.strip_suffix(')')) {
        Some(package) => {
            Problem::new(format!("`{package}` is a package from the network, and a report must build without one"))
                .hint("put the files you need in the project's `templates/lib/` and import them by path")
        }
        None => Problem::new(message),
    }
}

fn place(span: DiagSpan, project: &Project, world: &World) -> Option<Location> {
    let id = span.id()?;
    let range = world.range(span)?;
    let name = name(id);
    if id == world.main()
        && let Some(line) = project.origin(range.start)
    {
        let text = String::from_utf8_lossy(project.files.get(&name)?);
        return Some(narrowed(line, text.get(range)?));
    }
    let text = match world.source(id) {
        Ok(source) => source.text().to_owned(),
        Err(_) => String::from_utf8_lossy(project.files.get(&name)?).into_owned(),
    };
    Some(Arc::new(Source::new(name, text)).location(range))
}

fn name(id: FileId) -> String {
    id.get().vpath().get_without_slash().to_owned()
}

/// The part of the author's line that reads like the generated text, or the whole line.
fn narrowed(line: &Location, generated: &str) -> Location {
    let generated = generated.lines().next().unwrap_or_default();
    match line.text().match_indices(generated).collect::<Vec<_>>().as_slice() {
        [(start, found)] if !found.is_empty() => {
            let start = line.bytes().start + start;
            line.source().location(start..start + found.len())
        }
        _ => line.clone(),
    }
}
