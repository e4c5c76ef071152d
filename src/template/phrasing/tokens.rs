//! A chapter's text as words, numbers and results, sentence by sentence.

use std::ops::Range;

use super::super::unbound::text_ranges;

/// A word, a number or a result in text position.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token<'a> {
    pub range: Range<usize>,
    pub what: What<'a>,
    /// The number of its sentence and of its paragraph in the text.
    pub sentence: usize,
    pub paragraph: usize,
    /// Whether it is quoted, so that the words are another's.
    pub quoted: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum What<'a> {
    /// A word in small letters, or a percent sign.
    Word(String),
    /// A number as it stands there.
    Number(&'a str),
    /// `{{ path | filter | filter }}`.
    Result { path: &'a str, filters: Vec<&'a str> },
}

impl Token<'_> {
    /// The word, where it is one.
    pub(super) fn word(&self) -> Option<&str> {
        match &self.what {
            What::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Whether it is a result that goes through this filter.
    pub(super) fn has_filter(&self, names: &[&str]) -> bool {
        matches!(&self.what, What::Result { filters, .. } if filters.iter().any(|filter| names.contains(filter)))
    }
}

/// All words, numbers and results of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found: Vec<(Range<usize>, What<'_>)> = Vec::new();
    for range in text_ranges(text) {
        words(text, range, &mut found);
    }
    found.extend(expressions(text));
    found.sort_by_key(|(range, _)| range.start);
    let (mut sentence, mut paragraph, mut end, mut quotes) = (0, 0, 0, 0_usize);
    let mut tokens = Vec::with_capacity(found.len());
    for (range, what) in found {
        let gap = text.get(end..range.start).unwrap_or_default();
        let starts = text[range.start..].chars().next().is_some_and(|c| !c.is_lowercase());
        if gap.contains("\n\n") || gap.contains("\n- ") || gap.contains("\n+ ") || gap.contains("\n=") {
            paragraph += 1;
            sentence += 1;
        } else if starts && gap.contains(['.', '!', '?', ':']) && gap.ends_with(char::is_whitespace) {
            sentence += 1;
        }
        for mark in gap.chars() {
            match mark {
                '«' | '“' => quotes += 1,
                '»' | '”' => quotes = quotes.saturating_sub(1),
                _ => {}
            }
        }
        end = range.end;
        tokens.push(Token { range, what, sentence, paragraph, quoted: quotes > 0 });
    }
    tokens
}

/// The words and numbers of a stretch of text.
fn words<'a>(text: &'a str, range: Range<usize>, found: &mut Vec<(Range<usize>, What<'a>)>) {
    let mut at = range.start;
    while let Some(first) = text[at..range.end].chars().next() {
        let rest = &text[at..range.end];
        let joins = |c: char| matches!(c, '-' | '\u{ad}');
        let length = if first.is_ascii_digit() {
            rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.' | '\u{a0}' | '\u{202f}')))
                .unwrap_or(rest.len())
        } else if first.is_alphabetic() {
            rest.find(|c: char| !(c.is_alphanumeric() || joins(c))).unwrap_or(rest.len())
        } else if first == '%' {
            1
        } else {
            at += first.len_utf8();
            continue;
        };
        let piece = &rest[..length];
        let what = if first.is_ascii_digit() {
            let number = piece.trim_end_matches(['.', ',', '\u{a0}', '\u{202f}']);
            found.push((at..at + number.len(), What::Number(number)));
            at += length;
            continue;
        } else {
            What::Word(piece.replace('\u{ad}', "").to_lowercase())
        };
        found.push((at..at + length, what));
        at += length;
    }
}

/// The expressions that print a result, with the names of their filters.
fn expressions(text: &str) -> Vec<(Range<usize>, What<'_>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find("{{") {
        let start = at + offset;
        let Some(length) = text[start..].find("}}") else { break };
        let inner = text[start + 2..start + length].trim_matches(['-', ' ', '\n', '\t']);
        let mut pieces = inner.split('|').map(str::trim);
        let path = pieces.next().unwrap_or_default();
        let name = |piece: &'_ str| piece.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(piece.len());
        let filters = pieces.map(|piece| &piece[..name(piece)]).collect();
        found.push((start..start + length + 2, What::Result { path, filters }));
        at = start + length + 2;
    }
    found
}
