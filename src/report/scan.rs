//! Text that is not YAML at all: what the scanner says, in words of our own.

use std::ops::Range;

use serde_yaml::granit_parser::{ErrorKind as Kind, ScanError};

use super::outline::{Misshapen, too_deep};
use crate::diag::Problem;

/// What the scanner says, in words of our own, and at the place where the mistake is rather than where it was noticed.
pub(super) fn scan_problem(error: &ScanError, text: &str) -> Misshapen {
    let byte = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    let here = byte..text[byte..].chars().next().map_or(byte, |character| byte + character.len_utf8());
    if let Some(tab) = tab_in_indentation(text, byte) {
        let problem = Problem::new("a tab in the indentation; YAML is indented with spaces")
            .hint("replace the tab with spaces, and set the editor to insert spaces");
        return (problem, Some(tab..tab + 1));
    }
    let found = text[byte..].chars().next();
    let problem = match error.kind() {
        Kind::RecursionLimitExceeded => too_deep(),
        Kind::UnclosedQuotedScalar | Kind::InvalidQuotedScalarIndent | Kind::DocumentIndicatorInQuotedScalar => {
            let Some(quote) = opening_quote(text, byte) else {
                return (Problem::new("a quotation mark is not closed").hint("close it"), Some(here));
            };
            let problem = Problem::new("this quotation mark is not closed").hint("close it on the same line");
            return (problem, Some(quote..quote + 1));
        }
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            Problem::new("text after a closing quotation mark")
                .hint("put the whole text in quotes; a quotation mark inside is written twice ('') or as \\\"")
        }
        Kind::UnclosedFlowCollection { open } => {
            let at = if found == Some(*open) { Some(byte) } else { text[..byte].rfind(*open) };
            let at = at.map_or(here.clone(), |at| at..at + 1);
            let close = if *open == '{' { '}' } else { ']' };
            return (Problem::new(format!("`{open}` is not closed")).hint(format!("add `{close}`")), Some(at));
        }
        Kind::MismatchedFlowCollectionEnd { open, close } => {
            Problem::new(format!("`{open}` is closed by `{close}`")).hint("brackets are closed by their own kind")
        }
        Kind::MisplacedFlowCollectionEnd => {
            Problem::new("this bracket closes nothing").hint("remove it, or add the bracket that it should close")
        }
        Kind::ExpectedFlowMappingSeparator
        | Kind::ExpectedFlowSequenceSeparator
        | Kind::UnexpectedEofFlowSequence
        | Kind::UnexpectedEofFlowMapping
        | Kind::UnexpectedEofImplicitFlowMapping => Problem::new("expected a comma or a closing bracket here")
            .hint("is a `}`, a `]` or a comma missing before?"),
        Kind::UnknownAnchor => {
            let end =
                text[byte..].find(|c: char| c.is_whitespace() || "],}".contains(c)).map_or(text.len(), |at| byte + at);
            let name = text[byte..end].trim_start_matches('*');
            let problem = Problem::new(format!("no anchor `&{name}` stands above this alias"))
                .hint("a text that starts with `*` must stand in quotes");
            return (problem, Some(byte..end));
        }
        Kind::MappingValueNotAllowed
        | Kind::InvalidColonPlacement
        | Kind::SimpleKeyExpected
        | Kind::InvalidSimpleKey => {
            return unexpected_colon(text, byte, here);
        }
        Kind::UnexpectedCharacter { character } => {
            Problem::new(format!("a text cannot start with `{character}`")).hint("put the text in quotes")
        }
        Kind::InvalidIndentation
        | Kind::ExpectedBlockMappingKey
        | Kind::ExpectedBlockSequenceEntry
        | Kind::InvalidBlockScalarIndent
        | Kind::InvalidFlowScalarIndent
        | Kind::MappingKeyNotAllowed => Problem::new("this line does not fit the indentation of the lines above")
            .hint("entries that belong together start in the same column"),
        Kind::BlockEntryInFlowCollection => Problem::new("an item that starts with `-` stands within brackets")
            .hint("close the bracket above; within `[` and `]` items are set off by commas"),
        Kind::BlockSequenceEntryNotAllowed => Problem::new("an item that starts with `-` cannot stand here")
            .hint("start the list on the line below its key; a text that starts with `- ` must stand in quotes"),
        Kind::InvalidBlockScalarHeader => Problem::new("nothing may stand on the line after `|` or `>`")
            .hint("start the text on the next line, indented; a text that starts with `|` or `>` must stand in quotes"),
        Kind::MissingAnchorOrAliasName => {
            Problem::new("a text cannot start with `&` or `*`").hint("put the text in quotes")
        }
        Kind::FlowMappingValueAdjacentCollection => {
            Problem::new("a blank is missing after `:`").hint("write `key: value`")
        }
        Kind::CommentNotSeparated => {
            Problem::new("a blank is missing before `#`").hint("a text that holds `#` must stand in quotes")
        }
        Kind::UnexpectedEofBlockMapping | Kind::UnexpectedEofBlockSequence | Kind::UnexpectedEof => {
            Problem::new("the file ends in the middle of something").hint("is the last line whole?")
        }
        Kind::MissingDirectiveName | Kind::InvalidDirectiveName | Kind::MissingYamlVersionSeparator => {
            Problem::new("a line cannot start with `%`").hint("put the text in quotes")
        }
        Kind::UnknownQuotedScalarEscape => {
            Problem::new("an unknown escape in a text in double quotes").hint("write `\\\\`, or use single quotes")
        }
        other => Problem::new(format!("not well-formed YAML: {other}")),
    };
    (problem, Some(here))
}

/// The quotation mark that opened the text which was not closed before `byte`.
fn opening_quote(text: &str, byte: usize) -> Option<usize> {
    let starts = |at: usize| {
        let before = text[..at].trim_end_matches(' ');
        before.len() < at && before.ends_with([':', '-', ','])
            || before.ends_with(['[', '{', '\n'])
            || before.is_empty()
    };
    text[..byte].rmatch_indices(['"', '\'']).map(|(at, _)| at).find(|at| starts(*at))
}

/// The first tab that stands where only spaces may, on the line of `byte` or the one after it.
fn tab_in_indentation(text: &str, byte: usize) -> Option<usize> {
    let mut start = text[..byte].rfind('\n').map_or(0, |end| end + 1);
    for line in text[start..].split_inclusive('\n').take(2) {
        let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..indentation].find('\t') {
            return Some(start + tab);
        }
        start += line.len();
    }
    None
}

/// A colon where YAML allows none: a text with a colon in it, or a line that was taken for more of the one above.
fn unexpected_colon(text: &str, byte: usize, here: Range<usize>) -> Misshapen {
    let start = text[..byte].rfind('\n').map_or(0, |end| end + 1);
    let line = &text[start..byte];
    if line.contains(": ") || !text[byte..].starts_with(':') {
        let problem = Problem::new("a second `:` on the line").hint("a text that holds `: ` must stand in quotes");
        return (problem, Some(here));
    }
    let above_start = text[..start.saturating_sub(1)].rfind('\n').map_or(0, |end| end + 1);
    let above = &text[above_start..start.saturating_sub(1).max(above_start)];
    let word = start + line.len() - line.trim_start().len();
    for (open, close) in [('[', ']'), ('{', '}')] {
        if above.matches(open).count() > above.matches(close).count() {
            let at = above_start + above.rfind(open).unwrap_or_default();
            return (Problem::new(format!("`{open}` is not closed")).hint(format!("add `{close}`")), Some(at..at + 1));
        }
    }
    if above.contains(':') {
        let problem = Problem::new("this line is indented more than the one above")
            .hint("keys that belong together start in the same column")
            .hint("a text of several lines starts with `|` on the line of its key");
        return (problem, Some(word..byte));
    }
    let at = above_start + above.len() - above.trim_start().len();
    let problem = Problem::new("expected `key: value` here").hint("is a `:` missing?");
    (problem, Some(at..above_start + above.trim_end().len()))
}
