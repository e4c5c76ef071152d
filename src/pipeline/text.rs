//! Everything that an author wrote in Typst markup, checked piece by piece before it is put together.

use super::Project;
use crate::diag::{Diagnostic, Location, Problem};
use crate::locale::Locale;
use crate::report::Part;
use crate::results::{Language, Results, Text, Value};
use crate::template::phrasing;
use crate::typeset::syntax_problems;

/// What is wrong with the texts of chapters and with the notes and sources of analyses, each by itself; else what there is
/// to look at in them.
pub(super) fn warnings(
    project: &Project,
    results: &Results,
    locale: Locale,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let mut found = Vec::new();
    let language = locale.language();
    for text in project.report.all_chapters().flat_map(|chapter| chapter.written(language)) {
        for (place, problem) in syntax_problems(&without_expressions(text.as_str())) {
            found.push(problem.at(text.location(place)));
        }
    }
    let (errors, warnings): (Vec<_>, Vec<_>) =
        phrases(project, results, language).into_iter().partition(Diagnostic::is_error);
    found.extend(errors);
    for (id, section) in &results.sections {
        let entry = project.report.analyses.iter().find(|planned| planned.id.value == section.entry);
        let place = || entry.and_then(|planned| planned.id.location());
        let mut check = |what: &str, text: Option<&Text>| {
            let text = text.map(|text| text.get(locale.language())).unwrap_or_default();
            found.extend(in_entry(id, what, text, place()));
        };
        check("source", section.source.as_ref());
        check("note", section.label("note"));
        for (_, value) in &section.values {
            let Value::Table(table) = value else { continue };
            for row in &table.rows {
                check("source", row.source.as_ref());
            }
        }
    }
    let mut unique: Vec<Diagnostic> = Vec::new();
    for problem in found {
        if !unique.contains(&problem) {
            unique.push(problem);
        }
    }
    if unique.is_empty() { Ok(warnings) } else { Err(unique) }
}

/// Phrases in chapters that say more, or something else, than the numbers do: errors, and warnings to look at.
fn phrases(project: &Project, results: &Results, language: Language) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for chapter in &project.report.chapters {
        let is_english = *chapter.part == Part::EnglishSummary;
        let spoken = if is_english { Language::English } else { language };
        for text in chapter.with_sections().into_iter().flat_map(|chapter| chapter.written(language)) {
            for phrase in phrasing(text.as_str(), results, spoken) {
                let diagnostic = phrase.problem.at(text.location(phrase.range));
                found.push(if phrase.is_warning { diagnostic.warning() } else { diagnostic });
            }
        }
    }
    found
}

/// What is wrong with a note or a source, which knows the place of its entry alone.
fn in_entry(id: &str, what: &str, text: &str, place: Option<Location>) -> Vec<Diagnostic> {
    if text.contains("{{") || text.contains("{%") {
        let problem =
            Problem::new(format!("the `{what}` of `{id}` holds an expression, which is written as it stands"));
        return vec![problem.hint("results can be written in the text of chapters").at(place)];
    }
    syntax_problems(text)
        .into_iter()
        .map(|(_, problem)| {
            Problem { what: format!("the `{what}` of `{id}`: {}", problem.what), ..problem }.at(place.clone())
        })
        .collect()
}

/// The text with every template expression replaced by as many letters, and every statement by blanks.
fn without_expressions(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        masked.push_str(before);
        let (end, letter) = match from.as_bytes().get(1) {
            Some(b'{') => ("}}", 'x'),
            Some(b'%') => ("%}", ' '),
            Some(b'#') => ("#}", ' '),
            _ => {
                masked.push('{');
                rest = &from[1..];
                continue;
            }
        };
        rest = from;
        // Tera says it better when an expression does not end.
        let Some(length) = from.find(end).map(|at| at + end.len()) else { break };
        masked.extend(from[..length].bytes().map(|byte| if byte == b'\n' { '\n' } else { letter }));
        rest = &from[length..];
    }
    masked.push_str(rest);
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_keep_their_length() {
        assert_eq!(without_expressions("a {{ b }} c {% if d %}e"), "a xxxxxxx c           e");
        assert_eq!(without_expressions("#f({ 1 }) {{ open"), "#f({ 1 }) {{ open");
        assert_eq!(without_expressions("{{ \"æ\" }}").len(), "{{ \"æ\" }}".len());
    }
}
