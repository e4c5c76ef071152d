//! A text with a name, and places in it.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A text that diagnostics can point into: a specification, a chapter file or a template.
pub struct Source {
    path: String,
    text: String,
    /// The text as the file has it, where that differs from `text`.
    as_written: Option<String>,
    line_starts: Vec<usize>,
}

impl Source {
    /// A source whose path is shown as it is given here, relative if the user gave it so.
    ///
    /// A byte order mark is dropped and every kind of line end becomes `\n`, so that lines and columns are those that
    /// an editor shows.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Source {
        let written: String = text.into();
        let plain = !written.starts_with('\u{feff}') && !written.contains('\r');
        let (text, as_written) = if plain {
            (written, None)
        } else {
            let text = written.strip_prefix('\u{feff}').unwrap_or(&written);
            (text.replace("\r\n", "\n").replace('\r', "\n"), Some(written))
        };
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1))
            .collect();
        Source { path: path.into(), text, as_written, line_starts }
    }

    /// The path, as the user gave it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the file, exactly: with its byte order mark and its own line ends.
    pub fn bytes(&self) -> &[u8] {
        self.as_written.as_ref().unwrap_or(&self.text).as_bytes()
    }

    /// The place that these bytes of the text take up; a range outside the text is moved into it.
    pub fn location(self: &Arc<Self>, bytes: Range<usize>) -> Location {
        let start = self.floor(bytes.start);
        let end = self.floor(bytes.end).max(start);
        Location { source: Arc::clone(self), start, end }
    }

    /// The place at this line and column, both counted from one and columns in characters.
    pub fn location_at(self: &Arc<Self>, line: usize, column: usize, characters: usize) -> Location {
        let start = self.offset(line, column);
        let end = self.text[start..].char_indices().nth(characters).map_or(self.text.len(), |(i, _)| start + i);
        Location { source: Arc::clone(self), start, end }
    }

    /// The byte at which this line and column stand, both counted from one and columns in characters.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let Some(&start) = self.line_starts.get(line.saturating_sub(1)) else { return self.text.len() };
        let content = self.line(line);
        start + content.char_indices().nth(column.saturating_sub(1)).map_or(content.len(), |(i, _)| i)
    }

    /// The text of this line, counted from one, without its end.
    pub fn line(&self, line: usize) -> &str {
        let Some(&start) = self.line_starts.get(line.saturating_sub(1)) else { return "" };
        let end = self.line_starts.get(line).map_or(self.text.len(), |next| next - 1);
        &self.text[start..end]
    }

    /// Line and column of this byte, both counted from one and columns in characters.
    pub fn line_and_column(&self, byte: usize) -> (usize, usize) {
        let byte = self.floor(byte);
        let line = self.line_starts.partition_point(|start| *start <= byte);
        let start = self.line_starts[line - 1];
        (line, self.text[start..byte].chars().count() + 1)
    }

    /// The byte at which the line holding this byte starts.
    pub fn line_start(&self, byte: usize) -> usize {
        self.line_starts[self.line_starts.partition_point(|start| *start <= byte) - 1]
    }

    /// An opening bracket, with all up to its closing one on the same line; anything else is as it was.
    pub(super) fn bracketed(&self, bytes: Range<usize>) -> Range<usize> {
        let mut depth = 0;
        let mut quote = None;
        for (at, character) in self.text[bytes.start..].char_indices() {
            match (quote, character) {
                (_, '\n') => break,
                (Some(open), _) => quote = Some(open).filter(|open| *open != character),
                (None, '"' | '\'') => quote = Some(character),
                (None, '[' | '{') => depth += 1,
                (None, ']' | '}') => depth -= 1,
                (None, _) => {}
            }
            if depth == 0 {
                return bytes.start..bytes.end.max(bytes.start + at + usize::from(at > 0));
            }
        }
        bytes
    }

    fn floor(&self, byte: usize) -> usize {
        self.text.floor_char_boundary(byte)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({})", self.path)
    }
}

/// A stretch of one [`Source`].
#[derive(Clone)]
pub struct Location {
    source: Arc<Source>,
    start: usize,
    end: usize,
}

impl Location {
    /// The text this place is in.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The path of the source, as the user gave it.
    pub fn path(&self) -> &str {
        self.source.path()
    }

    /// The bytes of the source that this place takes up.
    pub fn bytes(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The line it starts on, counted from one.
    pub fn line(&self) -> usize {
        self.source.line_and_column(self.start).0
    }

    /// The column it starts at, in characters counted from one.
    pub fn column(&self) -> usize {
        self.source.line_and_column(self.start).1
    }

    /// The words that stand there.
    pub fn text(&self) -> &str {
        &self.source.text()[self.start..self.end]
    }

    /// The order in which places are listed to a reader: by file, then from top to bottom.
    pub fn order(&self, other: &Location) -> Ordering {
        self.path().cmp(other.path()).then(self.start.cmp(&other.start))
    }
}

impl PartialEq for Location {
    fn eq(&self, other: &Location) -> bool {
        self.path() == other.path() && self.bytes() == other.bytes()
    }
}

impl Eq for Location {}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path(), self.line(), self.column())
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let source = Arc::new(Source::new("a.yaml", "\u{feff}title: \u{c5}r\r\nbl\u{e5}: r\u{f8}d\r"));
        assert_eq!(source.text(), "title: \u{c5}r\nbl\u{e5}: r\u{f8}d\n");
        let red = source.location_at(2, 6, 3);
        assert_eq!(red.text(), "r\u{f8}d");
        assert_eq!(red.to_string(), "a.yaml:2:6");
        assert_eq!(source.location(red.bytes()), red);
    }

    #[test]
    fn the_bytes_are_those_of_the_file() {
        for text in ["\u{feff}a: 1\r\nb: 2\r", "\u{feff}a: 1\n", "a: 1\r\n", "a: 1\n", ""] {
            assert_eq!(Source::new("a.yaml", text).bytes(), text.as_bytes());
        }
    }

    #[test]
    fn places_outside_the_text_are_moved_into_it() {
        let source = Arc::new(Source::new("a.yaml", "\u{e6}"));
        assert_eq!(source.location(1..99).bytes(), 0..2);
        assert_eq!(source.location_at(9, 9, 9).bytes(), 2..2);
        assert_eq!(source.location_at(1, 9, 9).bytes(), 2..2);
        assert_eq!(Source::new("empty", "").line_and_column(7), (1, 1));
    }
}
