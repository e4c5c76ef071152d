//! Text that an author wrote in Typst markup with Tera, and the lines of the file where each line of it stands.

use crate::diag::Location;

/// Text in Typst markup with Tera expressions.
///
/// It remembers which line of the specification each of its lines is, so that an error in it is reported there.
#[derive(Clone, Debug, Default)]
pub struct Markup {
    text: String,
    lines: Vec<Option<Location>>,
}

impl Markup {
    /// Text that stands in no file.
    pub fn new(text: impl Into<String>) -> Markup {
        Markup { text: normalised(text.into()), lines: Vec::new() }
    }

    /// Text that stands in a file; `start` is the value in YAML, or the file itself.
    ///
    /// The lines are found by their content, from the start of the value on: a block scalar is indented, a map of
    /// languages holds several texts, a quoted scalar may be folded. A line that is not found keeps the place of the
    /// line before it.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use utfall::diag::Source;
    /// use utfall::template::Markup;
    /// let yaml = Arc::new(Source::new("ips.yaml", "text:\n  nb: |\n    Hei.\n\n    Ha det.\n"));
    /// let text = Markup::located("Hei.\n\nHa det.\n", &yaml.location(8..9));
    /// assert_eq!(text.line(3).unwrap().to_string(), "ips.yaml:5:5");
    /// ```
    pub fn located(text: impl Into<String>, start: &Location) -> Markup {
        let text = normalised(text.into());
        let source = start.source();
        let all = source.text();
        let mut at = source.line_start(start.bytes().start);
        let mut known = start.clone();
        let mut lines = Vec::new();
        for line in text.lines() {
            let wanted = line.trim();
            let found = if wanted.is_empty() { None } else { find_line(&all[at..], wanted) };
            if let Some(offset) = found {
                let begin = at + offset;
                known = source.location(begin..begin + wanted.len());
                at = all[begin..].find('\n').map_or(all.len(), |end| begin + end + 1);
            }
            lines.push(Some(known.clone()));
        }
        Markup { text, lines }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is nothing but white space.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Where the line with this number, counted from one, stands.
    pub fn line(&self, number: usize) -> Option<&Location> {
        self.lines.get(number.checked_sub(1)?)?.as_ref()
    }

    pub(super) fn lines(&self) -> &[Option<Location>] {
        &self.lines
    }
}

fn normalised(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// The start of the first line that ends with the wanted text; before it may stand a key, a quote or indentation.
fn find_line(text: &str, wanted: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split('\n') {
        let trimmed = line.trim_end().trim_end_matches(['"', '\'']).trim_end();
        let trimmed = if trimmed.ends_with(wanted) { trimmed } else { line.trim_end() };
        if let Some(before) = trimmed.strip_suffix(wanted)
            && (before.trim().is_empty() || before.trim_end().ends_with([':', '"', '\'', '-', '{', ',']))
        {
            return Some(start + before.len());
        }
        start += line.len() + 1;
    }
    None
}
