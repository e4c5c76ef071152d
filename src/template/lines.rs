//! Where generated lines come from.
//!
//! Before Tera sees a text, each of its lines is given an invisible mark with the number of the text and of the line.
//! Tera copies the marks with the words around them, through loops and branches. Afterwards they are taken out, and what
//! stands between two marks is known to stem from the first one's line.

use std::borrow::Cow;
use std::ops::Range;

use super::handles;
use crate::diag::{Diagnostic, Location, Problem, one_of};

const MARK: char = '\u{F0010}';
const MARK_END: char = '\u{F0011}';
/// What follows belongs to something inserted; the line before it goes on after [`POP`].
const PUSH: char = '\u{F0012}';
const POP: char = '\u{F0013}';

/// Generated text without marks.
#[derive(Debug)]
pub(super) struct Generated {
    /// The text.
    pub text: String,
    /// The place that each stretch of it stems from, where it stems from one.
    pub origins: Vec<(Range<usize>, Location)>,
}

/// The lines of all texts that are marked, by the number of the text.
#[derive(Debug, Default)]
pub(super) struct Lines {
    texts: Vec<Vec<Option<Location>>>,
}

impl Lines {
    /// The text with marks, given where its lines stand.
    pub(super) fn mark(&mut self, text: &str, lines: &[Option<Location>]) -> String {
        let number = self.texts.len();
        self.texts.push(lines.to_vec());
        marked(text, number)
    }

    /// The generated text without marks, and the origin of each stretch of it.
    ///
    /// # Errors
    /// One diagnostic for each result that was printed without a filter.
    pub(super) fn resolve(&self, generated: &str) -> Result<Generated, Vec<Diagnostic>> {
        let mut text = String::with_capacity(generated.len());
        let mut origins: Vec<(Range<usize>, Location)> = Vec::new();
        let mut problems = Vec::new();
        let mut stack = Vec::new();
        let mut current: Option<&Location> = None;
        let mut since = 0;
        // A whole group of results that is printed comes out with its handles escaped.
        let generated =
            [handles::RESULT, handles::AMBIGUOUS].into_iter().fold(Cow::Borrowed(generated), |text, handle| {
                let escaped = handle.escape_default().to_string();
                if text.contains(&escaped) {
                    Cow::Owned(text.replace(&escaped, handle.encode_utf8(&mut [0; 4])))
                } else {
                    text
                }
            });
        let mut rest: &str = &generated;
        let special = |c: char| matches!(c, MARK | PUSH | POP) || handles::is_handle(c);
        while let Some(at) = rest.find(special) {
            text.push_str(&rest[..at]);
            let mark = rest[at..].chars().next().unwrap_or(POP);
            rest = &rest[at + mark.len_utf8()..];
            if handles::is_handle(mark) {
                let path = handles::path_at(rest);
                problems.push(bare(mark, path, current));
                rest = &rest[path.len()..];
                continue;
            }
            if let Some(location) = current
                && text.len() > since
            {
                origins.push((since..text.len(), location.clone()));
            }
            since = text.len();
            match mark {
                MARK => {
                    let (place, after) = rest.split_once(MARK_END).unwrap_or((rest, ""));
                    rest = after;
                    current = self.location(place);
                }
                PUSH => {
                    stack.push(current);
                    current = None;
                }
                _ => current = stack.pop().flatten(),
            }
        }
        text.push_str(rest);
        if let Some(location) = current
            && text.len() > since
        {
            origins.push((since..text.len(), location.clone()));
        }
        if problems.is_empty() {
            return Ok(Generated { text, origins });
        }
        Err(if matches!(generated, Cow::Owned(_)) { one_for_each_place(problems) } else { problems })
    }

    fn location(&self, place: &str) -> Option<&Location> {
        let (number, line) = place.split_once(':')?;
        self.texts.get(number.parse::<usize>().ok()?)?.get(line.parse::<usize>().ok()?)?.as_ref()
    }
}

/// The text without the marks of lines.
pub(super) fn without_marks(generated: &str) -> String {
    let mut text = String::with_capacity(generated.len());
    let mut rest = generated;
    while let Some(at) = rest.find(|c: char| matches!(c, MARK | PUSH | POP)) {
        text.push_str(&rest[..at]);
        let mark = rest[at..].chars().next().unwrap_or(POP);
        rest = &rest[at + mark.len_utf8()..];
        if mark == MARK {
            rest = rest.split_once(MARK_END).map_or("", |(_, after)| after);
        }
    }
    text.push_str(rest);
    text
}

/// Generated text that is inserted in the middle of other text.
pub(super) fn inserted(generated: &str) -> String {
    format!("{PUSH}{generated}{POP}")
}

/// Generated text as one paragraph: without the empty lines that tags leave behind.
pub(super) fn paragraph(generated: &str) -> String {
    let is_blank = |line: &str| {
        let mut rest = line;
        while let Some(marked) = rest.trim_start().strip_prefix(MARK) {
            rest = marked.split_once(MARK_END).map_or("", |(_, after)| after);
        }
        rest.trim().is_empty()
    };
    generated.lines().filter(|line| !is_blank(line)).collect::<Vec<_>>().join("\n")
}

/// The byte of the unmarked text at which a byte of the marked text stands.
pub(super) fn unmarked(marked: &str, byte: usize) -> usize {
    let byte = marked.floor_char_boundary(byte);
    let mut hidden = 0;
    let mut at = 0;
    while let Some(start) = marked[at..byte].find(MARK).map(|start| at + start) {
        let end = marked[start..].find(MARK_END).map_or(marked.len(), |end| start + end + MARK_END.len_utf8());
        hidden += end.min(byte) - start;
        at = end;
        if at >= byte {
            break;
        }
    }
    byte - hidden
}

/// What is said of a whole group that is printed: it once, and not each of its results.
fn one_for_each_place(problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::new();
    for problem in problems {
        if kept.iter().any(|known| known.location == problem.location) {
            continue;
        }
        let what = Problem::new("a whole group of results is printed, not one of them");
        let hint = problem.problem.hints.first().map_or("name one of them, with a filter", String::as_str);
        kept.push(what.hint(hint).at(problem.location.clone()));
    }
    kept
}

fn bare(mark: char, path: &str, location: Option<&Location>) -> Diagnostic {
    let problem = if mark == handles::AMBIGUOUS {
        Problem::new(format!("`{path}` may mean several results")).hint("write the whole path of one of them")
    } else {
        let filters = one_of(["percent", "points", "kroner", "number"]);
        Problem::new(format!("`{path}` is printed without saying how"))
            .hint(format!("let it pass through a filter: `{{{{ {path} | percent }}}}`, or {filters}"))
    };
    let place = location.map(|line| match line.text().find(path) {
        Some(start) => {
            let start = line.bytes().start + start;
            line.source().location(start..start + path.len())
        }
        None => line.clone(),
    });
    problem.at(place)
}

/// Marks every line that does not start inside a tag or beside a tag that eats white space.
fn marked(text: &str, number: usize) -> String {
    let mut out = String::with_capacity(text.len() + 12 * text.len() / 40);
    let mut tag: Option<&str> = None;
    let mut eaten = false;
    for (line, content) in text.split_inclusive('\n').enumerate() {
        let start = content.trim_start();
        let eats = ["{%-", "{{-", "{#-"].iter().any(|open| start.starts_with(open));
        if tag.is_none() && !eats && !eaten {
            out.push(MARK);
            out.push_str(&format!("{number}:{line}"));
            out.push(MARK_END);
        }
        out.push_str(content);
        tag = after(content, tag);
        let end = content.trim_end();
        let blank_after_eater = eaten && end.is_empty();
        eaten = tag.is_none() && (["-%}", "-}}", "-#}"].iter().any(|close| end.ends_with(close)) || blank_after_eater);
    }
    out
}

/// What closes the tag that is open at the end of this line, if one is.
fn after<'a>(line: &str, mut tag: Option<&'a str>) -> Option<&'a str> {
    let mut rest = line;
    loop {
        match tag {
            None => {
                let opened = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")]
                    .into_iter()
                    .filter_map(|(open, close)| Some((rest.find(open)?, close)))
                    .min();
                let (at, close) = opened?;
                tag = Some(close);
                rest = &rest[at + 2..];
            }
            Some(close) => {
                let Some(at) = rest.find(close) else { return Some(close) };
                let quote = if close == "#}" { None } else { rest.find(['"', '\'', '`']).filter(|quote| *quote < at) };
                match quote {
                    Some(quote) => {
                        let mark = &rest[quote..=quote];
                        let Some(end) = rest[quote + 1..].find(mark) else { return Some(close) };
                        rest = &rest[quote + end + 2..];
                    }
                    None => {
                        tag = None;
                        rest = &rest[at + close.len()..];
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(marked: &str) -> String {
        Lines::default().resolve(marked).unwrap().text
    }

    #[test]
    fn marks_leave_the_text_as_it_was() {
        let text = "Ein {{ a\n  | b }} to\n{%- if x -%}\n\n tre\n{# }} #}\n{{ \"}}\" }}";
        let marked = marked(text, 3);
        assert_eq!(plain(&marked), text);
        let lines: Vec<bool> = marked.lines().map(|line| line.starts_with(MARK)).collect();
        assert_eq!(lines, [true, false, false, false, false, true, true]);
    }

    #[test]
    fn positions_are_found_behind_marks() {
        let marked = marked("ab\ncd\n", 0);
        let d = marked.find('d').unwrap();
        assert_eq!(unmarked(&marked, d), 4);
        assert_eq!(unmarked(&marked, 0), 0);
        assert_eq!(unmarked(&marked, marked.len()), 6);
    }
}
