//! What is wrong with a file, and which field of its source says otherwise.

use crate::data::source::DataSource;
use crate::diag::{Diagnostic, Location, Problem, Spanned};

/// What is wrong with a file: a sentence without its subject, which is the file.
#[derive(Debug)]
pub(super) struct Fault {
    pub field: Field,
    pub problem: Problem,
}

/// The field of a source that a fault points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    File,
    Delimiter,
    Decimal,
    Encoding,
    Sheet,
    Range,
    Outcome,
}

impl Fault {
    pub fn at(field: Field, problem: Problem) -> Fault {
        Fault { field, problem }
    }

    /// The diagnostic: the sentence with its subject, at its place in the specification.
    pub fn of(self, file: &str, source: &DataSource) -> Diagnostic {
        let Problem { what, hints } = self.problem;
        let problem = Problem { what: format!("`{file}` {what}"), hints };
        problem.at(self.field.place(source))
    }
}

impl Field {
    /// Where the specification states this field; where it states the file if it does not.
    fn place(self, source: &DataSource) -> Option<Location> {
        let stated = match self {
            Field::File => None,
            Field::Delimiter => source.delimiter.as_ref().and_then(Spanned::location),
            Field::Decimal => source.decimal.as_ref().and_then(Spanned::location),
            Field::Encoding => source.encoding.as_ref().and_then(Spanned::location),
            Field::Sheet => source.sheet.as_ref().and_then(Spanned::location),
            Field::Range => source.range.as_ref().and_then(Spanned::location),
            Field::Outcome => source.outcome.as_ref().and_then(Spanned::location),
        };
        stated.or_else(|| source.file.as_ref().and_then(Spanned::location))
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Fault {
        Fault { field: Field::File, problem }
    }
}

/// The first few of many things, and how many more there are: `line 4, line 9, line 12 and 7 more`.
pub(super) fn first_few(things: impl IntoIterator<Item = String>) -> String {
    const SHOWN: usize = 3;
    let mut things = things.into_iter();
    let mut shown: Vec<String> = things.by_ref().take(SHOWN).collect();
    match (things.count(), shown.pop()) {
        (0, Some(last)) if shown.is_empty() => last,
        (0, Some(last)) => format!("{} and {last}", shown.join(", ")),
        (more, Some(last)) => format!("{}, {last} and {more} more", shown.join(", ")),
        (_, None) => String::new(),
    }
}

/// `1 row`, `2 rows`.
pub(super) fn counted(count: usize, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_things_are_summarised() {
        let lines = |count: usize| first_few((1..=count).map(|line| line.to_string()));
        assert_eq!([lines(0), lines(1), lines(2), lines(3)], ["", "1", "1 and 2", "1, 2 and 3"]);
        assert_eq!(lines(9), "1, 2, 3 and 6 more");
        assert_eq!([counted(1, "cell"), counted(0, "cell")], ["1 cell", "0 cells"]);
    }
}
