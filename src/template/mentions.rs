//! Where a report says a number: the sentences and tables that print one result.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Overrides;
use super::document::{Document, Item, Part, PartRole};
use super::engine::Engine;
use super::errors::Text;
use super::lines::{self, Lines};
use super::plain;
use super::rendering::engines;
use crate::diag::Diagnostic;
use crate::results::Language;

/// Starts and ends what was printed of the result that is looked for.
pub(super) const SAID: char = '\u{F0020}';
pub(super) const SAID_END: char = '\u{F0021}';

/// A place in a report that prints a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What part of the report it stands in.
    pub role: PartRole,
    /// The heading of the chapter or section, nothing where it has none of its own.
    pub heading: Option<String>,
    /// The sentence, or the title of the table.
    pub words: String,
    /// Whether it is a table.
    pub is_table: bool,
}

/// The sentences and tables of a report that print this result, in the order of reading.
///
/// `path` is the full path of a result, such as `employment.month_18.risk_difference`. Charts draw what their analysis
/// holds and are not looked into.
///
/// # Errors
/// Everything that is wrong with the texts and templates.
pub fn mentions(document: &Document, overrides: &Overrides, path: &str) -> Result<Vec<Mention>, Vec<Diagnostic>> {
    let engines = engines(document, overrides, &mut Lines::default(), Some(&Arc::from(path)))?;
    let mut search = Search { engines: &engines, found: Vec::new(), problems: Vec::new() };
    for part in &document.parts {
        search.part(part);
    }
    if !search.problems.is_empty() {
        return Err(search.problems);
    }
    let mut found: Vec<Mention> = Vec::new();
    for mention in search.found {
        if !found.contains(&mention) {
            found.push(mention);
        }
    }
    Ok(found)
}

struct Search<'a> {
    engines: &'a BTreeMap<Language, Engine>,
    found: Vec<Mention>,
    problems: Vec<Diagnostic>,
}

impl Search<'_> {
    fn part(&mut self, part: &Part) {
        let Some(engine) = self.engines.get(&part.language) else { return };
        let markups = part.lead.iter().chain([&part.text]);
        for markup in markups {
            match engine.text(&Text::unmarked("", markup.text())) {
                Ok(text) => self.sentences(part, &lines::without_marks(&text)),
                Err(problems) => self.problems.extend(problems),
            }
        }
        for item in &part.show {
            let Item::Analysis(id) = item else { continue };
            match engine.shown(id) {
                Ok(text) if text.contains(SAID) => self.found.push(Mention {
                    role: part.role,
                    heading: part.title.clone(),
                    words: title_of(&lines::without_marks(&text)).unwrap_or_else(|| id.clone()),
                    is_table: true,
                }),
                Ok(_) => {}
                Err(problems) => self.problems.extend(problems),
            }
        }
        for section in &part.sections {
            self.part(section);
        }
    }

    fn sentences(&mut self, part: &Part, text: &str) {
        for (at, _) in text.match_indices(SAID) {
            let words = plain(sentence_at(text, at));
            self.found.push(Mention { role: part.role, heading: part.title.clone(), words, is_table: false });
        }
    }
}

/// The sentence around a place: between full stops that a capital letter follows, within its paragraph, or within the
/// brackets of a call that it is handed to.
fn sentence_at(text: &str, at: usize) -> &str {
    let mut start = text[..at].rfind("\n\n").map_or(0, |break_at| break_at + 2);
    let mut end = text[at..].find("\n\n").map_or(text.len(), |break_at| at + break_at);
    if text[start..].trim_start().starts_with("#")
        && let Some((open, close)) = brackets(&text[start..end], at - start)
    {
        (start, end) = (start + open, start + close);
    }
    let ends: Vec<usize> = text[start..end]
        .char_indices()
        .filter(|(_, c)| matches!(c, '.' | '!' | '?'))
        .map(|(offset, _)| start + offset + 1)
        .filter(|stop| {
            let rest = text[*stop..end].trim_start_matches(['*', '_', ')', '\u{bb}', '\u{201d}']);
            let after = rest.trim_start_matches(char::is_whitespace);
            let separated = after.len() < rest.len();
            let first = after.trim_start_matches(['#', '"', SAID, '*', '_']).chars().next();
            separated && first.is_some_and(|c| !c.is_lowercase() && !c.is_ascii_digit())
        })
        .collect();
    let from = ends.iter().copied().rfind(|stop| *stop <= at).unwrap_or(start);
    let to = ends.iter().copied().find(|stop| *stop > at).unwrap_or(end);
    text[from..to].trim()
}

/// The inside of the innermost square brackets around a place.
fn brackets(text: &str, at: usize) -> Option<(usize, usize)> {
    let mut open = Vec::new();
    for (offset, letter) in text.char_indices() {
        match letter {
            '[' => open.push(offset + 1),
            ']' => {
                let from = open.pop()?;
                if from <= at && at < offset {
                    return Some((from, offset));
                }
            }
            _ => {}
        }
    }
    None
}

/// A sentence as it is read, on one line.
fn plain(markup: &str) -> String {
    let words = plain::words(markup).replace([SAID, SAID_END], "").replace(['\u{a0}', '\u{202f}'], " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The title that a table is called with.
fn title_of(code: &str) -> Option<String> {
    let (_, rest) = code.split_once("title: \"")?;
    let (title, _) = rest.split_once('"')?;
    Some(plain(title))
}

/// What a filter gives, marked where it is what is looked for.
pub(super) fn said(looked_for: Option<&str>, path: &str, text: String) -> String {
    if looked_for == Some(path) { format!("{SAID}{text}{SAID_END}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_where_a_capital_follows() {
        let text = "Ved 18 m\u{e5}neder. Forskjellen var \u{F0020}10,4\u{F0021} (p = 0,03, jf. tabell 2. og 3). S\u{e5} videre.";
        let at = text.find(SAID).unwrap();
        assert_eq!(plain(sentence_at(text, at)), "Forskjellen var 10,4 (p = 0,03, jf. tabell 2. og 3).");
    }

    #[test]
    fn what_a_call_is_handed_stands_for_itself() {
        let text = "#key-figures(([37 prosent], [Forskjell \u{F0020}10,4\u{F0021} poeng], [x]))";
        let at = text.find(SAID).unwrap();
        assert_eq!(plain(sentence_at(text, at)), "Forskjell 10,4 poeng");
    }

    #[test]
    fn escapes_and_hard_spaces_are_not_read() {
        assert_eq!(plain("10\u{a0}\\% av\n*alle*"), "10 % av alle");
        assert_eq!(plain("om lag #\"\u{F0020}ti\u{F0021}\"; flere (#\"p = 0,03\";)."), "om lag ti flere (p = 0,03).");
        assert_eq!(title_of("#result-table(title: \"I arbeid\", x)").as_deref(), Some("I arbeid"));
    }
}
