//! The numbers that an author typed into Typst markup.

use std::ops::Range;

/// A number in text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Literal {
    pub range: Range<usize>,
    pub text: String,
    /// The number, without sign.
    pub value: f64,
}

/// All numbers in text position, with what their neighbours make of them left out.
pub(super) fn literals(text: &str, decimal_mark: char) -> Vec<Literal> {
    let mut found = Vec::new();
    for range in text_ranges(text) {
        let mut at = range.start;
        while let Some(offset) = text[at..range.end].find(|c: char| c.is_ascii_digit()) {
            let start = at + offset;
            let (end, value) = number(&text[..range.end], start, decimal_mark);
            at = end;
            if let Some(after) = part_of_something(text, start, end) {
                at = at.max(after).min(range.end);
                continue;
            }
            if let Some(value) = value
                && !is_year(&text[start..end])
            {
                found.push(Literal { range: start..end, text: text[start..end].to_owned(), value });
            }
        }
    }
    found
}

/// The end of the number that starts here, and its value.
fn number(text: &str, start: usize, decimal_mark: char) -> (usize, Option<f64>) {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut plain = String::new();
    let mut end = start + digits(start);
    plain.push_str(&text[start..end]);
    // Groups of three, after the first one to three digits.
    if end - start <= 3 {
        loop {
            let mut rest = text[end..].chars();
            let Some(mark) = rest.next() else { break };
            let is_mark = matches!(mark, '\u{a0}' | '\u{202f}' | ' ') || (mark == ',' && decimal_mark == '.');
            let group = end + mark.len_utf8();
            if !is_mark || digits(group) != 3 {
                break;
            }
            plain.push_str(&text[group..group + 3]);
            end = group + 3;
        }
    }
    let mut rest = text[end..].chars();
    if let Some(mark @ ('.' | ',')) = rest.next()
        && digits(end + mark.len_utf8()) > 0
    {
        let fraction = end + 1;
        let length = digits(fraction);
        plain.push('.');
        plain.push_str(&text[fraction..fraction + length]);
        end = fraction + length;
    }
    (end, plain.parse().ok())
}

fn is_year(number: &str) -> bool {
    number.len() == 4 && number.parse().is_ok_and(|year: u32| (1900..=2100).contains(&year))
}

const MONTHS: &[&str] = &[
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
    "january",
    "february",
    "march",
    "may",
    "june",
    "july",
    "october",
    "december",
];

/// Words after which a number names a place in the report or in another text.
const PLACES: &[&str] = &[
    "kapittel", "kapitla", "kap.", "avsnitt", "tabell", "figur", "vedlegg", "side", "sidene", "s.", "s", "nr.", "nr",
    "punkt", "fase", "trinn", "kl.", "chapter", "section", "table", "figure", "appendix", "page", "pages", "p.", "pp.",
    "no.", "phase", "step", "nou", "st.", "§", "§§", "issn", "isbn", "bind", "vol.", "del",
];

/// The end of what the number is a part of, when it is no quantity: a name, a date, a reference, a list marker.
fn part_of_something(text: &str, start: usize, end: usize) -> Option<usize> {
    let before = &text[..start];
    let after = &text[end..];
    let previous = before.chars().next_back();
    let line = before.rsplit('\n').next().unwrap_or_default();

    // «1.» and «1)» that start a line, and the number that a heading starts with.
    if line.trim_start_matches(['=', ' ', '\t']).is_empty() {
        let is_marker = after.starts_with(". ") || after.starts_with(".\n") || after.starts_with(") ");
        if is_marker || line.trim_start().starts_with('=') {
            return Some(end);
        }
    }
    // Part of a word, a path or a code: `R-109/21`, `H2`, `IPS-25`, `2019:12`, `09:30`.
    let joins = |c: char| matches!(c, '-' | '/' | ':' | '_' | '.');
    let in_word = previous.is_some_and(char::is_alphabetic)
        || (previous.is_some_and(joins) && before.chars().rev().nth(1).is_some_and(char::is_alphanumeric));
    let goes_on = match after.chars().next() {
        Some(next) if next.is_alphabetic() => true,
        Some(next) if joins(next) && next != '.' => after.chars().nth(1).is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    };
    if in_word || goes_on {
        let length = after.find(|c: char| !(c.is_alphanumeric() || joins(c))).unwrap_or(after.len());
        return Some(end + length);
    }
    // «14.12.2023» is read as 14.12 and .2023.
    let word_after = after.trim_start_matches(['.', ' ', '\u{a0}']);
    if after.starts_with('.') && after[1..].starts_with(|c: char| c.is_ascii_digit()) {
        let length = after.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(after.len());
        return Some(end + length);
    }
    let word: String = word_after.chars().take_while(|c| c.is_alphabetic()).collect();
    if MONTHS.contains(&word.to_lowercase().as_str()) && text[start..end].len() <= 2 {
        return Some(end);
    }
    // «2. kvartal»: an ordinal, when a small letter follows.
    if (after.starts_with(". ") || after.starts_with(".\u{a0}")) && word.chars().next().is_some_and(char::is_lowercase)
    {
        return Some(end);
    }
    let last = before
        .trim_end_matches([' ', '\u{a0}', '~'])
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '\u{a0}' | '~'))
        .next()?;
    let separated = before.ends_with([' ', '\u{a0}', '~']);
    if separated && PLACES.contains(&last.to_lowercase().as_str()) {
        // «tabell 3 og 4», «s. 25–28»: the next number belongs to the same place.
        let length = after.find(|c: char| !(c.is_ascii_digit() || matches!(c, '–' | '-' | '.'))).unwrap_or(after.len());
        let more = &after[length..];
        // «NOU 2012: 16» is one name; «tabell 4: 16 personer» is not.
        let joins: &[&str] = if last == "NOU" { &[": "] } else { &[" og ", " and ", ", "] };
        let joined = joins.iter().find_map(|and| {
            let rest = more.strip_prefix(and)?;
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            (digits > 0 && !rest[digits..].starts_with([',', ' ', '\u{a0}'])).then_some(and.len() + digits)
        });
        return Some(end + length + joined.unwrap_or(0));
    }
    None
}

/// The stretches of markup that are text.
pub(in crate::template) fn text_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        match skipped(text, at) {
            Some(end) => {
                ranges.push(from..at);
                at = end.max(at + 1).min(text.len());
                from = at;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    ranges.push(from..text.len());
    ranges.retain(|range| !range.is_empty());
    ranges
}

/// The end of what starts here, when it is not text.
fn skipped(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let until =
        |close: &str, from: usize| rest[from..].find(close).map_or(text.len(), |end| at + from + end + close.len());
    for (open, close) in [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("/*", "*/"), ("```", "```")] {
        if rest.starts_with(open) {
            return Some(until(close, open.len()));
        }
    }
    match rest.chars().next()? {
        '`' => Some(until("`", 1)),
        '$' => Some(until("$", 1)),
        '\\' => Some(at + 1 + rest[1..].chars().next().map_or(0, char::len_utf8)),
        '/' if rest.starts_with("//") && !text[..at].ends_with(':') => Some(until("\n", 2)),
        'h' if rest.starts_with("http://") || rest.starts_with("https://") => {
            Some(at + rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | ']')).unwrap_or(rest.len()))
        }
        '<' => {
            let length = rest[1..].find(|c: char| !is_label(c))?;
            (length > 0 && rest[1 + length..].starts_with('>')).then_some(at + length + 2)
        }
        '@' => {
            let length = rest[1..].find(|c: char| !is_label(c)).map_or(rest.len(), |length| length + 1);
            Some(supplement(text, at + length))
        }
        '#' => Some(code(text, at + 1)),
        _ => None,
    }
}

fn is_label(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':')
}

/// The end of the brackets that start here, if they do.
fn supplement(text: &str, at: usize) -> usize {
    if !text[at..].starts_with('[') {
        return at;
    }
    balanced(text, at, '[', ']')
}

/// The end of the code after `#`: a name with its arguments, or a whole line of `let`, `set`, `show` and the like.
fn code(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    if rest.starts_with('"') {
        return string(text, at);
    }
    if rest.starts_with('(') {
        return balanced(text, at, '(', ')');
    }
    if rest.starts_with('{') {
        return balanced(text, at, '{', '}');
    }
    let length = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))).unwrap_or(rest.len());
    let name = rest[..length].trim_end_matches('.');
    if matches!(name, "let" | "set" | "show" | "import" | "include") {
        return rest.find('\n').map_or(text.len(), |end| at + end);
    }
    let end = at + name.len();
    if text[end..].starts_with('(') { balanced(text, end, '(', ')') } else { end }
}

/// The end of a string literal.
fn string(text: &str, at: usize) -> usize {
    let mut escaped = false;
    for (offset, c) in text[at + 1..].char_indices() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return at + offset + 2,
            _ => escaped = false,
        }
    }
    text.len()
}

/// The end of the brackets that start here; those in strings do not count.
fn balanced(text: &str, at: usize, open: char, close: char) -> usize {
    let mut depth = 0;
    let mut at = at;
    while let Some(c) = text[at..].chars().next() {
        if c == '"' {
            at = string(text, at);
            continue;
        }
        at += c.len_utf8();
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    text.len()
}
