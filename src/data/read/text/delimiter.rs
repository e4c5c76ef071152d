//! What stands between the cells of a text.

use super::super::fault::{Fault, Field};
use crate::data::source::Delimiter;
use crate::diag::Problem;

impl Delimiter {
    const ALL: [Delimiter; 3] = [Delimiter::Semicolon, Delimiter::Comma, Delimiter::Tab];

    /// The character itself.
    pub(in crate::data) fn byte(self) -> u8 {
        match self {
            Delimiter::Semicolon => b';',
            Delimiter::Comma => b',',
            Delimiter::Tab => b'\t',
        }
    }

    /// As a person would read it.
    pub(super) fn shown(self) -> &'static str {
        match self {
            Delimiter::Semicolon => "`;`",
            Delimiter::Comma => "`,`",
            Delimiter::Tab => "a tab",
        }
    }
}

/// The delimiter of a table with this header line: the stated one where that can be right, else the one that the line
/// holds most of, else a comma.
pub(super) fn recognise(header: &str, stated: Option<Delimiter>) -> Result<Delimiter, Fault> {
    // What stands in quotes is part of a name.
    let bare: String = header.split('"').step_by(2).collect();
    let count = |delimiter: Delimiter| bare.bytes().filter(|byte| *byte == delimiter.byte()).count();
    let most = Delimiter::ALL.into_iter().rev().max_by_key(|delimiter| count(*delimiter));
    let most = most.filter(|most| count(*most) > 0);
    match (stated, most) {
        (Some(stated), Some(most)) if count(stated) == 0 => {
            let what = format!("has {} in its first line, and not {}", most.shown(), stated.shown());
            Err(Fault::at(Field::Delimiter, Problem::new(what).hint("leave `delimiter` out: it is recognised")))
        }
        (Some(stated), _) => Ok(stated),
        (None, Some(most)) => Ok(most),
        (None, None) if bare.contains('|') => {
            let problem = Problem::new("has `|` between its cells, which is not read");
            Err(problem.hint("write the file with semicolons, commas or tabs").into())
        }
        (None, None) => Ok(Delimiter::Comma),
    }
}

/// The delimiter that a first line such as `sep=;` states, as some programs write for Excel, and the rest of the text.
pub(super) fn stated_in_text(text: &str) -> Option<(Delimiter, &str)> {
    let (first, rest) = text.split_once('\n')?;
    let sign = first.trim_end_matches('\r').strip_prefix("sep=")?;
    Delimiter::ALL
        .into_iter()
        .find(|delimiter| sign.as_bytes() == [delimiter.byte()])
        .map(|delimiter| (delimiter, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_one_the_header_has_most_of() {
        assert_eq!(recognise("a;b;c,d", None).unwrap(), Delimiter::Semicolon);
        assert_eq!(recognise("a\tb", None).unwrap(), Delimiter::Tab);
        assert_eq!(recognise("alone", None).unwrap(), Delimiter::Comma);
        assert_eq!(recognise("\"a,b,c\";d", None).unwrap(), Delimiter::Semicolon);
        assert_eq!(stated_in_text("sep=;\r\na;b\n"), Some((Delimiter::Semicolon, "a;b\n")));
    }

    #[test]
    fn a_stated_delimiter_that_cannot_be_right_is_wrong() {
        let fault = recognise("a;b", Some(Delimiter::Tab)).unwrap_err();
        assert_eq!(fault.field, Field::Delimiter);
        assert_eq!(fault.problem.what, "has `;` in its first line, and not a tab");
        assert_eq!(recognise("a;b,c", Some(Delimiter::Comma)).unwrap(), Delimiter::Comma);
        assert_eq!(recognise("alone", Some(Delimiter::Tab)).unwrap(), Delimiter::Tab);
        assert!(recognise("a|b", None).is_err());
    }
}
