//! An expression as it stands in a specification.

use std::borrow::Cow;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::{Parsed, parse};
use crate::diag::{Diagnostic, Location, Spanned};

/// A condition or a value, computed for each row from its columns: `alder < 30`.
///
/// It is parsed when it is used, so that a mistake is reported at its own place in the text.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Expression(Spanned<String>);

impl From<Spanned<String>> for Expression {
    fn from(written: Spanned<String>) -> Expression {
        Expression(written)
    }
}

impl Expression {
    /// The text.
    pub fn text(&self) -> &str {
        &self.0.value
    }

    /// Where it was written.
    pub fn location(&self) -> Option<Location> {
        self.0.location()
    }

    /// Reads its structure.
    ///
    /// # Errors
    /// The first thing that cannot be read, at its token.
    pub(in crate::data) fn parse(&self) -> Result<Parsed, Diagnostic> {
        match parse::parse(self.text()) {
            Ok(tree) => Ok(Parsed { written: self.clone(), tree }),
            Err((problem, span)) => Err(problem.at(self.part(span))),
        }
    }

    /// Where these bytes of the text stand in the file; the whole expression, where YAML wrote them otherwise.
    pub(super) fn part(&self, span: Range<usize>) -> Option<Location> {
        let whole = self.location()?;
        let within = || {
            let places = places(self.text(), whole.text())?;
            // At the end of the text stands nothing; the last character then shows the place.
            let first = span.start.min(self.text().len().saturating_sub(1));
            let last = span.end.saturating_sub(1).max(first);
            let (from, to) = (places.get(first)?.start, places.get(last)?.end);
            let start = whole.bytes().start;
            Some(whole.source().location(start + from..start + to))
        };
        Some(within().unwrap_or_else(|| whole.clone()))
    }
}

/// For each byte of a text, the bytes of the YAML scalar that its character stands in; nothing if they differ by more
/// than quotes, white space and doubled or escaped quotes.
fn places(text: &str, raw: &str) -> Option<Vec<Range<usize>>> {
    let plain = of_quote(text, raw, 0, None);
    plain.or_else(|| match raw.chars().next()? {
        // The header of a block stands on a line of its own.
        '|' | '>' => of_quote(text, raw, raw.find('\n')?, None),
        quote @ ('"' | '\'') => of_quote(text, raw, quote.len_utf8(), Some(quote)),
        _ => None,
    })
}

fn of_quote(text: &str, raw: &str, body: usize, quote: Option<char>) -> Option<Vec<Range<usize>>> {
    let mut places = Vec::with_capacity(text.len());
    let mut at = body;
    for character in text.chars() {
        // Line breaks and indentation are folded, or left out at the start of a block's lines.
        let mut next = raw[at..].chars().next()?;
        if next != character && next.is_whitespace() {
            let skipped = raw[at..].len() - raw[at..].trim_start().len();
            if character.is_whitespace() {
                places.extend(std::iter::repeat_n(at..at + skipped, character.len_utf8()));
                at += skipped;
                continue;
            }
            at += skipped;
            next = raw[at..].chars().next()?;
        }
        let doubled = quote == Some('\'') && character == '\'' && raw[at..].starts_with("''");
        let escaped = quote == Some('"') && next == '\\' && raw[at + 1..].starts_with(['"', '\\']);
        if doubled || escaped {
            at += 1;
            next = raw[at..].chars().next()?;
        }
        if next != character {
            return None;
        }
        let end = at + character.len_utf8();
        places.extend(std::iter::repeat_n(at..end, character.len_utf8()));
        at = end;
    }
    Some(places)
}

impl JsonSchema for Expression {
    fn schema_name() -> Cow<'static, str> {
        "Expression".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // YAML reads `true` and `1` as something else than texts.
        json_schema!({
            "description": "A condition or a value, computed for each row from its columns, such as `alder < 30`.",
            "type": ["string", "boolean", "number"]
        })
    }
}
