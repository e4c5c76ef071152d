//! Diagnostics as text: the only place where they are written out.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Location, Severity, Source};

/// All diagnostics as text, from the top of the first file to the bottom of the last; those without a place come first.
pub fn render(diagnostics: &[Diagnostic], colour: bool) -> String {
    let shown = |diagnostic: &&Diagnostic| diagnostic.severity != Severity::Consequence;
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().filter(shown).collect();
    sorted.sort_by(|a, b| match (&a.location, &b.location) {
        (Some(a), Some(b)) => a.order(b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    });
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(120);
    let blocks: Vec<String> = sorted.into_iter().map(|diagnostic| one(diagnostic, &renderer, colour)).collect();
    blocks.join("\n")
}

fn one(diagnostic: &Diagnostic, renderer: &Renderer, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning | Severity::Consequence => Level::WARNING,
    };
    let mut title = Group::with_title(level.primary_title(diagnostic.problem.what.as_str()));
    if let Some(location) = &diagnostic.location {
        title = title.element(snippet(location, &diagnostic.related));
    }
    let elsewhere = diagnostic.related.iter().filter(|(place, _)| !shares_source(place, diagnostic.location.as_ref()));
    for (place, _) in elsewhere.clone() {
        title = title.element(snippet(place, &diagnostic.related));
    }
    let mut text = renderer.render(&[title]);
    for hint in &diagnostic.problem.hints {
        text.push('\n');
        text.push_str(&renderer.render(&[Group::with_title(Level::HELP.secondary_title(hint.as_str()))]));
    }
    let _ = colour;
    text.push('\n');
    text
}

fn shares_source(place: &Location, main: Option<&Location>) -> bool {
    main.is_some_and(|main| main.path() == place.path())
}

/// The lines from the first to the last marked place, and only those: a renderer should not have to read 4 MB.
fn snippet<'a>(main: &'a Location, related: &'a [(Location, String)]) -> Snippet<'a, Annotation<'a>> {
    let source: &Source = main.source();
    let others: Vec<&(Location, String)> =
        related.iter().filter(|(place, _)| shares_source(place, Some(main)) && place != main).collect();
    let places = std::iter::once(main).chain(others.iter().map(|(place, _)| place));
    let first = places.clone().map(|place| place.bytes().start).min().unwrap_or_default();
    let last = places.map(|place| place.bytes().start).max().unwrap_or_default();
    let from = source.line_start(first);
    let (line, _) = source.line_and_column(first);
    let (last_line, _) = source.line_and_column(last);
    let to = source.line_start(last) + source.line(last_line).len();
    let within = |place: &Location| shown(place, from);
    Snippet::source(&source.text()[from..to])
        .line_start(line)
        .path(source.path())
        .annotation(AnnotationKind::Primary.span(within(main)))
        .annotations(
            others.into_iter().map(|(place, words)| AnnotationKind::Context.span(within(place)).label(words.as_str())),
        )
}

/// The part of a place that is underlined: its first line, without the white space at its end.
fn shown(place: &Location, from: usize) -> Range<usize> {
    let Range { start, .. } = place.bytes();
    let first_line = place.text().lines().next().unwrap_or_default().trim_end();
    start - from..start - from + first_line.len()
}
