//! From Tera's errors to ours, at the place in the template or in the chapter.

use std::ops::Range;
use std::sync::Arc;

use tera::{Error, ErrorKind, ReportError};

use super::lines;
use crate::diag::{Diagnostic, Location, Problem, Source};

/// Before the words of a problem that passes through Tera, and between its hints.
const UNIT: char = '\u{1F}';
/// In the words of an undefined name that passes through Tera.
const UNDEFINED: char = '\u{1E}';
/// The name that Tera gives to a text that is no template.
const ONE_OFF: &str = "__tera_one_off";

/// A problem as an error of Tera, hints and all.
pub(super) fn carrying(problem: Problem) -> Error {
    let mut message = format!("{UNIT}{}", problem.what);
    for hint in problem.hints {
        message.push(UNIT);
        message.push_str(&hint);
    }
    Error::message(message)
}

/// The error of a filter that is given nothing. Tera then reports the place of the name, not of the filter.
pub(super) fn undefined() -> Error {
    Error::new(ErrorKind::InvalidArgument { expected_type: UNDEFINED.to_string(), actual_type: "undefined".to_owned() })
}

/// A text that Tera reads, and where its lines stand.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// What Tera reads, with marks or without.
    pub marked: String,
    /// Where each line stands.
    pub lines: Vec<Option<Location>>,
}

impl Text {
    /// A whole file without marks.
    pub(super) fn unmarked(path: &str, text: &str) -> Text {
        Text { marked: text.to_owned(), lines: lines_of(path, text) }
    }

    /// Where these bytes of the marked text stand.
    fn location(&self, range: &Range<usize>) -> Option<Location> {
        let start = range.start.min(self.marked.len());
        let line_at = self.marked[..start].matches('\n').count();
        let line = self.lines.get(line_at)?.as_ref()?;
        let line_start = self.marked[..start].rfind('\n').map_or(0, |at| at + 1);
        let hidden = |byte: usize| lines::unmarked(&self.marked, byte);
        let own = self.marked[line_start..].split('\n').next().unwrap_or_default();
        let indent = own.len() - own.trim_start_matches(|c: char| c.is_whitespace()).len();
        let from = hidden(start) - hidden(line_start);
        let length = hidden(range.end.clamp(start, line_start + own.len())) - hidden(start);
        // A line found by its content starts after the indentation; one that is folded keeps the whole place.
        let text = line.text();
        let visible = &own[own.len() - (hidden(line_start + own.len()) - hidden(line_start))..];
        let skipped = if visible == text { 0 } else { visible.len() - visible.trim_start().len() };
        if visible != text && visible.trim() != text || indent > own.len() {
            return Some(line.clone());
        }
        let begin = line.bytes().start + from.saturating_sub(skipped);
        Some(line.source().location(begin..begin + length.max(1)))
    }

    /// The dotted name that stands around these bytes.
    fn name(&self, range: &Range<usize>) -> Option<&str> {
        let belongs = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        let start = range.start.min(self.marked.len());
        let before = self.marked.get(..start)?;
        let begin = before.len() - before.chars().rev().take_while(|c| belongs(*c)).map(char::len_utf8).sum::<usize>();
        let after = self.marked.get(begin..)?;
        let end = after.find(|c| !belongs(c)).unwrap_or(after.len());
        Some(after[..end].trim_matches('.')).filter(|name| !name.is_empty())
    }
}

/// The place of every line of a file.
pub(super) fn lines_of(path: &str, text: &str) -> Vec<Option<Location>> {
    let source = Arc::new(Source::new(path, text));
    let mut start = 0;
    let mut lines = Vec::new();
    for line in text.split('\n') {
        lines.push(Some(source.location(start..start + line.len())));
        start += line.len() + 1;
    }
    lines
}

/// What an error of Tera is explained with.
pub(super) struct Explain<'a> {
    /// The templates by name.
    pub template: &'a dyn Fn(&str) -> Option<&'a Text>,
    /// The text that is no template, where one is rendered.
    pub text: Option<&'a Text>,
    /// The names of all results.
    pub names: &'a dyn Fn() -> Vec<&'a str>,
}

impl Explain<'_> {
    /// The diagnostics that an error stands for.
    pub(super) fn diagnostics(&self, error: &Error) -> Vec<Diagnostic> {
        match error.kind() {
            ErrorKind::SyntaxError(report) => vec![self.report(report, Phase::Reading)],
            ErrorKind::RenderingError(report) => vec![self.report(report, Phase::Rendering)],
            ErrorKind::Msg(message) if message.starts_with("error: ") => {
                message.split("\n\n").filter_map(|report| self.written(report)).collect()
            }
            ErrorKind::Msg(message) => vec![carried(message).nowhere()],
            _ => vec![Problem::new(lower(&error.to_string())).nowhere()],
        }
    }

    fn report(&self, report: &ReportError, phase: Phase) -> Diagnostic {
        let text = self.text_named(report.filename());
        let range = &report.span().range;
        let message = report.message();
        let mut location = text.and_then(|text| text.location(range));
        let is_ours = message.contains(UNIT);
        let is_undefined = [UNDEFINED.to_string().as_str(), "is undefined", "is not defined"]
            .iter()
            .any(|words| message.contains(words))
            && !is_ours;
        let name = text.and_then(|text| text.name(range)).filter(|_| is_undefined);
        let problem = match (phase, name) {
            (Phase::Rendering, Some(name)) => {
                location = location.map(|place| around(&place, name));
                self.unknown(name, message)
            }
            _ => carried(message),
        };
        problem.at(location)
    }

    /// A name that nothing has.
    fn unknown(&self, name: &str, message: &str) -> Problem {
        let names = (self.names)();
        let first = name.split('.').next().unwrap_or(name);
        let is_entry = names.iter().any(|known| known.split('.').next() == Some(first));
        if is_entry {
            Problem::new(format!("there is no result `{name}`")).closest_of(name, names)
        } else {
            let listed = message.split_once("Available variables: ").or(message.split_once("Available fields: "));
            let available = listed.map(|(_, names)| names.split(", ").collect::<Vec<_>>()).unwrap_or_default();
            let entries = names.iter().filter_map(|known| known.split('.').next());
            let last = name.rsplit('.').next().unwrap_or(name);
            Problem::new(format!("`{name}` is not defined"))
                .closest_of(if available.contains(&first) { last } else { first }, entries.chain(available))
        }
    }

    /// An error that Tera has already written out: an unknown filter, test or function.
    fn written(&self, report: &str) -> Option<Diagnostic> {
        let mut lines = report.lines();
        let message = lines.next()?.strip_prefix("error: ")?;
        let place = lines.next()?.trim_start().strip_prefix("--> ")?;
        let mut place = place.rsplitn(3, ':');
        let column: usize = place.next()?.parse().ok()?;
        let line: usize = place.next()?.parse().ok()?;
        let text = self.text_named(place.next()?);
        let unknown = message.split('`').nth(1).unwrap_or_default();
        let location = text.and_then(|text| {
            let line_start: usize = text.marked.split_inclusive('\n').take(line - 1).map(str::len).sum();
            let rest = &text.marked[line_start..];
            let start = line_start + rest.char_indices().nth(column - 1).map_or(rest.len(), |(at, _)| at);
            let end = text.marked[start..].find('\n').map_or(text.marked.len(), |end| start + end);
            let named = text.marked[start..end].find(unknown).map_or(start, |at| start + at);
            text.location(&(named..named + unknown.len()))
        });
        let known: &[&str] = if message.contains("filter") {
            super::filters::FILTERS
        } else if message.contains("test") {
            super::filters::TESTS
        } else {
            super::engine::FUNCTIONS
        };
        Some(Problem::new(lower(message)).closest_of(unknown, known.iter().copied()).at(location))
    }

    fn text_named(&self, name: &str) -> Option<&Text> {
        if name == ONE_OFF { self.text } else { (self.template)(name) }
    }
}

#[derive(Clone, Copy)]
enum Phase {
    Reading,
    Rendering,
}

/// The place of the whole name, when the place of a part of it is known.
fn around(place: &Location, name: &str) -> Location {
    let source = place.source();
    let at = place.bytes().start;
    let from = source.line_start(at);
    let line = &source.text()[from..];
    let line = line.split('\n').next().unwrap_or_default();
    match line
        .match_indices(name)
        .map(|(start, _)| from + start)
        .find(|start| (*start..*start + name.len()).contains(&at))
    {
        Some(start) => source.location(start..start + name.len()),
        None => place.clone(),
    }
}

/// A problem that passed through Tera, or Tera's own words.
fn carried(message: &str) -> Problem {
    match message.split_once(UNIT) {
        Some((_, problem)) => {
            let mut parts = problem.split(UNIT);
            let problem = Problem::new(parts.next().unwrap_or_default());
            parts.fold(problem, Problem::hint)
        }
        None => Problem::new(lower(message)),
    }
}

fn lower(message: &str) -> String {
    let mut letters = message.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect::<String>().trim_end_matches('.').to_owned(),
        None => String::new(),
    }
}
