//! What the typed reader says, in words of our own: what was found, what was expected, and what to write instead.

use std::sync::Arc;

use serde_yaml::Error;

use super::outline::{Content, Node, Pair, Place};
use super::yaml::Failure;
use crate::diag::{Diagnostic, Location, Problem, Source, closest, one_of};

/// More keys than this are not listed when one of them is close to what was written.
const SHORT_LIST: usize = 12;

/// Puts the errors of the typed reader into words, with what the outline knows about their places.
pub(super) struct Explain<'a> {
    pub source: &'a Arc<Source>,
    pub root: &'a Node,
}

impl Explain<'_> {
    /// The diagnostic for this error; none for what the outline has reported already.
    pub fn failure(&self, failure: &Failure) -> Option<Diagnostic> {
        self.error(&failure.error, failure.lines)
    }

    fn error(&self, error: &Error, lines: usize) -> Option<Diagnostic> {
        let byte = error.location().map_or(0, |place| {
            let number = |value: u64| usize::try_from(value).unwrap_or(u32::MAX as usize);
            self.source.offset(number(place.line()) + lines, number(place.column()))
        });
        Some(match error {
            Error::DuplicateMappingKey { .. } => return None,
            Error::WithSnippet { error, .. } => return self.error(error, lines),
            Error::AliasError { error, .. } => {
                let inside = self.error(error, lines)?;
                let alias = self.root.value_at(byte).map(|place| self.at(place.node))?;
                let words = "the alias stands for this";
                let diagnostic = inside.problem.at(alias);
                match inside.location {
                    Some(original) => diagnostic.see(original, words),
                    None => diagnostic,
                }
            }
            Error::SerdeUnknownField { field, expected, .. } => self.unknown_key(field, expected, byte),
            Error::SerdeMissingField { field, .. } => self.missing_key(field, byte),
            Error::SerdeUnknownVariant { variant, expected, .. } => self.unknown_word(variant, expected, byte),
            Error::SerdeInvalidType { unexpected, expected, .. }
            | Error::SerdeInvalidValue { unexpected, expected, .. } => match self.culprit(unexpected, byte) {
                Some((node, key)) => self.unexpected(node, expected, key),
                None => self.plain(&format!("expected {expected}, found {unexpected}"), byte),
            },
            Error::InvalidScalar { ty, .. } => self.wrong_type(number_name(ty), byte),
            Error::InvalidBooleanStrict { .. } => self.wrong_type("`true` or `false`", byte),
            Error::NullIntoString { .. } => self.wrong_type("a text", byte),
            Error::Unexpected { expected, .. } => self.wrong_type(
                match *expected {
                    "mapping start" => "a map",
                    "sequence start" => "a list",
                    "string scalar" | "scalar" => "a single value",
                    other => other,
                },
                byte,
            ),
            Error::ExternallyTaggedEnumExpectedScalarOrMapping { .. }
            | Error::UnexpectedValueForUnitEnumVariant { .. } => self.wrong_type("a word", byte),
            Error::MergeValueNotMapOrSeqOfMaps { .. } => self.wrong_type("an alias of a map", byte),
            Error::Budget { .. } => Problem::new("this entry is too large to read")
                .hint("move data out of the specification, into a file under `data`")
                .at(self.point(byte)),
            Error::Message { msg, .. } => self.plain(msg, byte),
            other => self.plain(&other.render_with_formatter(&serde_yaml::UserMessageFormatter), byte),
        })
    }

    /// The place of a value or a key.
    pub fn at(&self, node: &Node) -> Location {
        self.source.location(node.bytes.clone())
    }

    /// A value where another was expected.
    pub fn unexpected(&self, node: &Node, expected: &str, key: Option<&Node>) -> Diagnostic {
        let found = describe(node);
        let mut problem = Problem::new(format!("expected {expected}, found {found}"));
        if let Content::Scalar { text, plain } = &node.content {
            if *plain && expected.contains("text") && !node.is_nothing() {
                problem = problem.hint(format!("put it in quotes: `\"{text}\"`"));
            }
            if expected.contains("number") {
                problem = number_hints(problem, text, expected.contains("whole"));
            }
            if expected.contains("`true`") {
                problem = match text.to_lowercase().as_str() {
                    "no" | "off" | "n" | "nei" => problem.hint("write `false`"),
                    "yes" | "on" | "y" | "ja" => problem.hint("write `true`"),
                    _ => problem,
                };
            }
        }
        // Where nothing stands, or more than a line, the key is underlined instead.
        problem.at(self.at(key.filter(|_| node.is_nothing() || self.is_block(node)).unwrap_or(node)))
    }

    fn wrong_type(&self, expected: &str, byte: usize) -> Diagnostic {
        match self.value(byte) {
            Some(place) => self.unexpected(place.node, expected, place.key.filter(|_| !place.item)),
            None => self.plain(&format!("expected {expected}"), byte),
        }
    }

    fn unknown_key(&self, field: &str, expected: &[&'static str], byte: usize) -> Diagnostic {
        let Some((map, pair)) = self.root.key_at(byte) else {
            return Problem::new(format!("unknown key `{field}`"))
                .closest_of(field, expected.iter().copied())
                .nowhere();
        };
        if let Some(diagnostic) = self.decimal_comma(pair) {
            return diagnostic;
        }
        let problem = Problem::new(format!("unknown key `{field}` in {}", name(map)));
        let free = expected.iter().copied().filter(|key| map.node.get(key).is_none());
        let problem = match closest(field, expected.iter().copied()).and_then(|near| map.node.get(near).map(|_| near)) {
            Some(near) => problem.hint(format!("remove it: `{near}` is there already")),
            None => suggest(problem, field, free),
        };
        problem.at(self.at(&pair.key))
    }

    /// `{total: 0,05}` is two keys to YAML, `total` and `05`.
    fn decimal_comma(&self, pair: &Pair) -> Option<Diagnostic> {
        let decimals = pair.key.text().filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))?;
        let before = self.source.text()[..pair.key.bytes.start].trim_end_matches(' ').strip_suffix(',')?;
        let whole: &str = &before[before.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
        (!whole.is_empty()).then(|| {
            Problem::new(format!("`{whole},{decimals}` is not a number"))
                .hint(format!("write `{whole}.{decimals}`; the report prints the comma"))
                .at(self.source.location(before.len() - whole.len()..pair.key.bytes.end))
        })
    }

    fn missing_key(&self, field: &str, byte: usize) -> Diagnostic {
        let map = self.root.key_at(byte).map(|(map, _)| map).or_else(|| self.root.value_at(byte));
        let Some(map) = map else { return Problem::new(format!("missing key `{field}`")).nowhere() };
        let problem = Problem::new(format!("{} lacks `{field}`", name(map))).hint(format!("add `{field}: \u{2026}`"));
        let location = match map.key {
            Some(key) if !map.item => self.at(key),
            _ => self.at(map.node.pairs().first().map_or(map.node, |pair| &pair.key)),
        };
        problem.at(location)
    }

    fn unknown_word(&self, word: &str, expected: &[&'static str], byte: usize) -> Diagnostic {
        let (what, location) = match self.root.key_at(byte) {
            Some((map, pair)) if pair.key.text() == Some(word) => {
                let what = if expected == ["nb", "nn", "en"] { "language" } else { "key" };
                (format!("unknown {what} `{word}` in {}", name(map)), self.at(&pair.key))
            }
            Some((_, pair)) => {
                let node = pair.value.everything().into_iter().find(|node| node.text() == Some(word));
                (unknown(&pair.key, word), self.at(node.unwrap_or(&pair.value)))
            }
            None => match self.root.value_at(byte) {
                Some(Place { node, key: Some(key), .. }) => (unknown(key, word), self.at(node)),
                _ => (format!("unknown word `{word}`"), self.point(byte)),
            },
        };
        suggest(Problem::new(what), word, expected.iter().copied()).at(location)
    }

    /// A message of our own making; its lines after the first are hints.
    fn plain(&self, message: &str, byte: usize) -> Diagnostic {
        let mut lines = message.lines();
        let mut problem = Problem::new(lines.next().unwrap_or_default());
        problem.hints.extend(lines.map(str::to_owned));
        match self.value(byte) {
            Some(Place { node, key: Some(key), item: false }) if self.is_block(node) => problem.at(self.at(key)),
            Some(place) => problem.at(self.at(place.node)),
            None => problem.at(self.point(byte)),
        }
    }

    /// The value at this byte, or that of the key at this byte.
    fn value(&self, byte: usize) -> Option<Place<'_>> {
        let of_key = || {
            let (_, pair) = self.root.key_at(byte)?;
            Some(Place { node: &pair.value, key: Some(&pair.key), item: false })
        };
        self.root.value_at(byte).or_else(of_key)
    }

    /// The value that a visitor refused. Its error stands at the nearest key, and the value somewhere below.
    fn culprit(&self, unexpected: &str, byte: usize) -> Option<(&Node, Option<&Node>)> {
        let (value, key) = match self.root.key_at(byte) {
            Some((_, pair)) => (&pair.value, Some(&pair.key)),
            None => (self.root.value_at(byte)?.node, None),
        };
        let quoted = unexpected.split(['`', '"']).nth(1);
        let wanted = |node: &&Node| match &node.content {
            Content::Scalar { text, .. } => {
                quoted == Some(text) || (unexpected.starts_with("unit") && node.is_nothing())
            }
            Content::List(_) => unexpected == "sequence",
            Content::Map(_) => unexpected == "map",
            Content::Alias(_) => false,
        };
        let inside = value.everything().into_iter().find(wanted).filter(|inside| !std::ptr::eq(*inside, value));
        Some(inside.map_or((value, key), |inside| (inside, None)))
    }

    fn is_block(&self, node: &Node) -> bool {
        match node.content {
            Content::List(_) | Content::Map(_) => !self.source.text()[node.bytes.start..].starts_with(['[', '{']),
            _ => false,
        }
    }

    fn point(&self, byte: usize) -> Location {
        self.source.location(byte..byte)
    }
}

/// The same problem with the nearest candidate, and with all of them when they are few or none is near.
pub(super) fn suggest<'a>(problem: Problem, word: &str, candidates: impl Iterator<Item = &'a str>) -> Problem {
    let candidates: Vec<&str> = candidates.collect();
    let near = closest(word, candidates.iter().copied());
    let problem = problem.closest_of(word, candidates.iter().copied());
    if candidates.is_empty() || (near.is_some() && (candidates.len() == 1 || candidates.len() > SHORT_LIST)) {
        return problem;
    }
    problem.hint(format!("expected {}", one_of(candidates)))
}

fn unknown(key: &Node, word: &str) -> String {
    match key.text() {
        Some("kind") => format!("unknown kind `{word}`"),
        Some("language") => format!("unknown language `{word}`"),
        Some(key) => format!("unknown value `{word}` for `{key}`"),
        None => format!("unknown word `{word}`"),
    }
}

/// What a map is called in a message.
fn name(map: Place<'_>) -> String {
    match (map.key.and_then(Node::text), map.item) {
        (None, _) => "the specification".to_owned(),
        (Some("chapters"), true) => "a chapter".to_owned(),
        (Some("sections"), true) => "a section".to_owned(),
        (Some(key), true) => format!("an item of `{key}`"),
        (Some(key), false) => format!("`{key}`"),
    }
}

/// What stands there, in a few words.
pub(super) fn describe(node: &Node) -> String {
    match &node.content {
        Content::List(_) => "a list".to_owned(),
        Content::Map(_) => "a map".to_owned(),
        Content::Alias(_) => "an alias".to_owned(),
        Content::Scalar { .. } if node.is_nothing() => "nothing".to_owned(),
        Content::Scalar { text, plain } => {
            let short: String = text.chars().take(40).collect();
            let short = if short.len() < text.len() { format!("{short}\u{2026}") } else { short };
            let short = short.replace('\n', " ");
            match text.as_str() {
                "true" | "false" if *plain => format!("`{short}`"),
                _ if *plain && text.parse::<f64>().is_ok_and(f64::is_finite) => format!("the number `{short}`"),
                _ => format!("the text `{short}`"),
            }
        }
    }
}

fn number_name(ty: &str) -> &str {
    match ty {
        "floating point" | "f64" | "f32" => "a number",
        "boolean" => "`true` or `false`",
        _ if ty.starts_with('u') => "a whole number, zero or more",
        _ if ty.starts_with('i') => "a whole number",
        other => other,
    }
}

/// What to write instead of a number that is written as in a Norwegian text.
fn number_hints(problem: Problem, text: &str, whole: bool) -> Problem {
    let plain: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '_').collect::<String>().replace('\u{2212}', "-");
    let (number, per_cent) = match plain.strip_suffix('%') {
        Some(number) => (number.replace(',', "."), true),
        None => (plain.replace(',', "."), false),
    };
    match number.parse::<f64>() {
        Ok(value) if per_cent => problem.hint(format!("write a share of one: `{}`", value / 100.0)),
        Ok(value) if whole && value.fract() == 0.0 && (0.0..1e15).contains(&value) => {
            problem.hint(format!("write `{value:.0}`"))
        }
        Ok(_) if !whole && number != text => problem.hint(format!("write `{number}`")),
        _ => problem,
    }
}
