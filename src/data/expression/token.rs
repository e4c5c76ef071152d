//! From the text of an expression to its words and signs.

use std::ops::Range;

use super::calendar;
use crate::diag::Problem;

/// A word or sign, and the bytes of the text where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Range<usize>,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A whole number, at most 2^63 so that its negative can be written.
    Integer(u64),
    Number(f64),
    /// A text in quotes, without them.
    Text(String),
    /// `14.12.2023`, in days since 1970.
    Date(i32),
    /// A name, of a column or a function.
    Name(String),
    /// A name in backticks: of a column, whatever it looks like.
    Quoted(String),
    /// One of [`WORDS`] or [`SIGNS`].
    Sign(&'static str),
    End,
}

/// Words that are no names unless they stand in backticks.
pub(super) const WORDS: &[&str] =
    &["and", "between", "div", "else", "false", "if", "in", "is", "missing", "mod", "not", "or", "then", "true"];

/// Signs; longer ones before those that they start with.
const SIGNS: &[&str] = &["==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", ","];

/// What other languages write, and what is written here.
const FOREIGN: &[(&str, &str)] = &[
    ("<>", "write `!=`"),
    ("=>", "write `>=`"),
    ("=<", "write `<=`"),
    ("=", "write `==` to compare"),
    ("&&", "write `and`"),
    ("&", "write `and`"),
    ("||", "write `or`"),
    ("|", "write `or`"),
    ("!", "write `not`"),
    ("%%", "write `mod`"),
    ("%", "write `mod`, and a share of `5 %` as `0.05`"),
    ("**", "multiply instead: `x * x`"),
    ("^", "multiply instead: `x * x`"),
    ("\u{2212}", "write `-`"),
    ("\u{2013}", "write `-`"),
    ("\u{d7}", "write `*`"),
    ("\u{b7}", "write `*`"),
    ("\u{f7}", "write `/`"),
    ("\u{2264}", "write `<=`"),
    ("\u{2265}", "write `>=`"),
    ("\u{2260}", "write `!=`"),
    ("\u{201c}", "write texts in straight quotes: `\"\u{2026}\"`"),
    ("\u{201d}", "write texts in straight quotes: `\"\u{2026}\"`"),
    ("\u{2018}", "write texts in straight quotes: `'\u{2026}'`"),
    ("\u{2019}", "write texts in straight quotes: `'\u{2026}'`"),
    ("\u{ab}", "write texts in straight quotes: `\"\u{2026}\"`"),
    ("\u{bb}", "write texts in straight quotes: `\"\u{2026}\"`"),
    ("{", "group with `(` and `)`, and list values within `[` and `]`"),
    (":", "write `if \u{2026} then \u{2026} else \u{2026}` to choose, and `between \u{2026} and \u{2026}` for a range"),
    ("?", "write `if \u{2026} then \u{2026} else \u{2026}`"),
];

type Failure = (Problem, Range<usize>);

/// All tokens of a text, the last of them [`Kind::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Failure> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let Some(first) = text[at..].chars().next() else {
            tokens.push(Token { kind: Kind::End, span: text.len()..text.len() });
            return Ok(tokens);
        };
        let (kind, length) = match first {
            '"' | '\'' | '`' => quoted(text, at, first)?,
            _ if first.is_ascii_digit() => number(text, at)?,
            _ if is_letter(first) => word(&text[at..]),
            _ => sign(text, at)?,
        };
        tokens.push(Token { kind, span: at..at + length });
        at += length;
    }
}

/// Whether this may start a name.
pub(super) fn is_letter(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

fn is_within_name(character: char) -> bool {
    is_letter(character) || character.is_numeric()
}

fn word(rest: &str) -> (Kind, usize) {
    let length = rest.find(|character| !is_within_name(character)).unwrap_or(rest.len());
    let word = &rest[..length];
    let kind = match WORDS.iter().find(|known| **known == word) {
        Some(known) => Kind::Sign(known),
        None => Kind::Name(word.to_owned()),
    };
    (kind, length)
}

fn sign(text: &str, at: usize) -> Result<(Kind, usize), Failure> {
    let rest = &text[at..];
    let within_name = text[..at].ends_with(is_within_name);
    if rest.starts_with('.') && !within_name && rest[1..].starts_with(|next: char| next.is_ascii_digit()) {
        let problem = Problem::new("a number starts with a digit").hint("write `0.5`, not `.5`");
        return Err((problem, at..at + 1));
    }
    if rest.starts_with('.') && within_name {
        let start =
            text[..at].rfind(|before| !is_within_name(before)).map_or(0, |before| text.ceil_char_boundary(before + 1));
        let end = rest.find(|after| after != '.' && !is_within_name(after)).map_or(text.len(), |after| at + after);
        let name = &text[start..end];
        let problem = Problem::new(format!("`{name}` is not a name"))
            .hint(format!("write a name with other signs than letters, digits and `_` in backticks: `` `{name}` ``"));
        return Err((problem, start..end));
    }
    let foreign = FOREIGN.iter().find(|(written, _)| rest.starts_with(written));
    let known = SIGNS.iter().find(|sign| rest.starts_with(**sign));
    match (known, foreign) {
        // `<>` starts with `<`, and `**` with `*`, but `==` is no `=`.
        (Some(sign), foreign) if foreign.is_none_or(|(written, _)| written.len() <= sign.len()) => {
            Ok((Kind::Sign(sign), sign.len()))
        }
        (_, Some((written, hint))) => Err((
            Problem::new(format!("`{written}` has no meaning in an expression")).hint(*hint),
            at..at + written.len(),
        )),
        (_, None) => {
            let first = rest.chars().next().unwrap_or_default();
            let shown = match first.is_control() {
                true => format!("the character U+{:04X}", u32::from(first)),
                false => format!("`{first}`"),
            };
            let problem = Problem::new(format!("{shown} has no meaning in an expression"))
                .hint("write a name with other signs than letters, digits and `_` in backticks: `` `a b` ``");
            Err((problem, at..at + first.len_utf8()))
        }
    }
}

/// A text or a name, up to the same quote; a quote that stands twice is one within the text.
fn quoted(text: &str, at: usize, quote: char) -> Result<(Kind, usize), Failure> {
    let mut content = String::new();
    let mut characters = text[at..].char_indices().skip(1).peekable();
    while let Some((offset, character)) = characters.next() {
        let ends = character == quote;
        let twice = ends && characters.next_if(|(_, next)| *next == quote).is_some();
        if character == '\0' {
            let problem = Problem::new("a text cannot hold the character U+0000").hint("remove it");
            return Err((problem, at + offset..at + offset + 1));
        }
        if !ends || twice {
            content.push(character);
            continue;
        }
        let length = offset + quote.len_utf8();
        return match (quote, content.is_empty()) {
            ('`', true) => {
                Err((Problem::new("a name is empty").hint("write a column's name in the backticks"), at..at + length))
            }
            ('`', false) => Ok((Kind::Quoted(content), length)),
            _ => Ok((Kind::Text(content), length)),
        };
    }
    let problem = match quote {
        '`' => Problem::new("a name is not closed").hint("add a backtick at its end"),
        _ => Problem::new("a text is not closed").hint(format!("add `{quote}` at its end")),
    };
    Err((problem, at..text.len()))
}

/// A number, or a date such as `14.12.2023`.
fn number(text: &str, at: usize) -> Result<(Kind, usize), Failure> {
    let rest = &text[at..];
    let digits = |from: usize| {
        let tail = rest.get(from..).unwrap_or_default();
        from + tail.bytes().take_while(u8::is_ascii_digit).count()
    };
    let follows = |from: usize| rest.as_bytes().get(from).copied();
    let mut length = digits(0);
    if follows(length) == Some(b'.') && digits(length + 1) > length + 1 {
        let second = digits(length + 1);
        let third = digits(second + 1);
        if follows(second) == Some(b'.') && third > second + 1 {
            return date(text, at, third);
        }
        length = second;
    }
    let whole = digits(0) == length;
    let sign = usize::from(matches!(follows(length + 1), Some(b'+' | b'-')));
    let exponent = matches!(follows(length), Some(b'e' | b'E')) && digits(length + 1 + sign) > length + 1 + sign;
    if exponent {
        length = digits(length + 1 + sign);
    }
    let written = &rest[..length];
    let next = rest[length..].chars().next();
    if next.is_some_and(is_letter) {
        let length = rest.find(|character| !is_within_name(character)).unwrap_or(rest.len());
        let word = &rest[..length];
        let problem = Problem::new(format!("`{word}` is neither a number nor a name"))
            .hint(format!("write the name of a column that starts with a digit in backticks: `` `{word}` ``"));
        return Err((problem, at..at + length));
    }
    if next == Some('.') {
        let problem = Problem::new(format!("`{written}.` is not a number"))
            .hint(format!("write `{written}`, or a date as `14.12.2023`"));
        return Err((problem, at..at + length + 1));
    }
    let too_large = |problem: Problem| (problem, at..at + length);
    if whole && !exponent {
        let value = written.parse().ok().filter(|value| *value <= i64::MIN.unsigned_abs());
        let problem = || {
            Problem::new(format!("`{written}` is too large for a whole number"))
                .hint(format!("write `{written}.0`, which is a number with about 16 exact digits"))
        };
        return Ok((Kind::Integer(value.ok_or_else(|| too_large(problem()))?), length));
    }
    match written.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((Kind::Number(value), length)),
        _ => {
            Err(too_large(Problem::new(format!("`{written}` is too large for a number")).hint("write at most `1e308`")))
        }
    }
}

fn date(text: &str, at: usize, length: usize) -> Result<(Kind, usize), Failure> {
    let written = &text[at..at + length];
    let Some(days) = calendar::read(written) else {
        let problem = Problem::new(format!("`{written}` is not a date")).hint("write a date as `14.12.2023`");
        return Err((problem, at..at + length));
    };
    Ok((Kind::Date(days), length))
}
