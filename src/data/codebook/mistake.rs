//! What can be wrong with a value, and how that is told.

use std::collections::BTreeMap;

use super::super::cell::Cell;
use super::super::column::ColumnType;
use super::rules::Rules;
use super::sightings::Sightings;
use crate::diag::{Problem, one_of};

/// What is wrong with a value, in the order in which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mistake {
    /// It is not of the type.
    Unlike,
    /// A decimal mark that the other values do not have.
    OtherMark,
    /// It can be read in two ways.
    Ambiguous,
    /// Decimals in a whole number.
    NotWhole,
    /// Larger than can be held.
    TooLarge,
    /// An infinite number.
    NotFinite,
    /// `31.02.2023`
    NoSuchDay,
    /// Not among the codes.
    UnknownCode,
    /// Below the smallest or above the largest value.
    OutsideRange,
    /// No value where every row must have one.
    Missing,
}

/// All that is wrong with the values of a column.
#[derive(Clone, Debug, Default)]
pub(super) struct Mistakes {
    seen: BTreeMap<Mistake, Sightings>,
    /// The rows of the values, in the order in which they were found.
    pub rows: Vec<usize>,
}

/// More codes than this are not listed.
const SHORT_LIST: usize = 12;

impl Mistakes {
    /// One more value.
    pub fn see(&mut self, mistake: Mistake, row: usize, value: impl FnOnce() -> String) {
        self.seen.entry(mistake).or_default().see(row, value);
        self.rows.push(row);
    }

    /// A row without a value.
    pub fn see_nothing(&mut self, row: usize) {
        self.seen.entry(Mistake::Missing).or_default().see_nothing(row);
    }

    /// Each kind of mistake in words.
    pub fn problems(&self, file: &str, column: &str, rules: &Rules, place: impl Fn(usize) -> String) -> Vec<Problem> {
        let problem = |(mistake, seen): (&Mistake, &Sightings)| mistake.problem(seen, file, column, rules, &place);
        self.seen.iter().map(problem).collect()
    }
}

impl Mistake {
    fn problem(
        self,
        seen: &Sightings,
        file: &str,
        column: &str,
        rules: &Rules,
        place: impl Fn(usize) -> String,
    ) -> Problem {
        let listed = seen.listed(place);
        if self == Mistake::Missing {
            let rows = match seen.count() {
                1 => String::new(),
                count => format!("{count} rows: "),
            };
            return Problem::new(format!("`{file}` has no `{column}` in {rows}{listed}"))
                .hint(format!("correct the file, or remove `required` from `{column}`"));
        }
        let values = seen.counted("a value", "values");
        let what = self.words(seen.count() == 1, seen.first_value().unwrap_or_default(), rules);
        let problem = Problem::new(format!("`{file}` has {values} in `{column}` {what}: {listed}"));
        self.hints(problem, seen, column, rules)
    }

    /// What is wrong with the value, or the values.
    fn words(self, single: bool, first: &str, rules: &Rules) -> String {
        let number = |one: &str, many: &str| if single { one.to_owned() } else { many.to_owned() };
        match self {
            Mistake::Unlike => match rules.kind {
                ColumnType::Integer => number("that is no whole number", "that are no whole numbers"),
                ColumnType::Number => number("that is no number", "that are no numbers"),
                ColumnType::Boolean => number("that is neither true nor false", "that are neither true nor false"),
                ColumnType::Date if rules.format.is_some() => {
                    number("that is no date of the stated format", "that are no dates of the stated format")
                }
                ColumnType::Date => number("that is no date", "that are no dates"),
                ColumnType::Text | ColumnType::Category => number("that is no text", "that are no texts"),
            },
            Mistake::OtherMark if first.rfind('.') > first.rfind(',') => {
                "with a decimal point, where the decimal mark is a comma".to_owned()
            }
            Mistake::OtherMark => "with a decimal comma, where the decimal mark is a point".to_owned(),
            Mistake::Ambiguous if rules.kind == ColumnType::Date => {
                number("that can mean two dates", "that can mean two dates each")
            }
            Mistake::Ambiguous => number("that can be read in two ways", "that can be read in two ways each"),
            Mistake::NotWhole => number("that is not whole", "that are not whole"),
            Mistake::TooLarge => "too large to be held".to_owned(),
            Mistake::NotFinite => number("that is infinite", "that are infinite"),
            Mistake::NoSuchDay => number("that is no day of the calendar", "that are no days of the calendar"),
            Mistake::UnknownCode => number("that is not among its codes", "that are not among its codes"),
            Mistake::OutsideRange => match (&rules.low, &rules.high) {
                (Some(low), Some(high)) => format!("outside its range, {low} to {high}"),
                (Some(low), None) => format!("below {low}, the smallest it may hold"),
                (None, Some(high)) => format!("above {high}, the largest it may hold"),
                (None, None) => "outside its range".to_owned(),
            },
            Mistake::Missing => String::new(),
        }
    }

    fn hints(self, problem: Problem, seen: &Sightings, column: &str, rules: &Rules) -> Problem {
        let first = seen.first_value().unwrap_or_default();
        match self {
            Mistake::Unlike => {
                problem.hint("correct the file, or name the value under `missing` if it means that there is none")
            }
            Mistake::OtherMark => {
                problem.hint("write all numbers of the file with the same decimal mark, or state it: `decimal: comma`")
            }
            Mistake::Ambiguous if rules.kind == ColumnType::Date => {
                problem.hint("state how the dates are written, such as `format: dd/mm/yyyy`")
            }
            Mistake::Ambiguous => {
                let (thousands, decimals) = if first.contains(',') { ("point", "comma") } else { ("comma", "point") };
                problem.hint(format!(
                    "state the decimal mark of the file: `decimal: {thousands}` if `{first}` is in the thousands, and \
                     `decimal: {decimals}` if it has three decimals"
                ))
            }
            Mistake::NotWhole => problem.hint(format!("correct the file, or declare `{column}` as `number`")),
            Mistake::TooLarge => problem.hint(format!("declare `{column}` as `text` if it is a name and no quantity")),
            Mistake::NotFinite | Mistake::NoSuchDay | Mistake::Missing => problem.hint("correct the file"),
            Mistake::UnknownCode => {
                let codes: Vec<String> = rules.codes.iter().map(|(code, _)| code.to_string()).collect();
                let names = || codes.iter().map(String::as_str);
                let problem = problem.closest_of(first, names());
                if codes.len() > SHORT_LIST {
                    return problem.hint(format!("correct the file, or add the value to the codes of `{column}`"));
                }
                problem.hint(format!("expected {}", one_of(names())))
            }
            Mistake::OutsideRange => problem.hint("correct the file, or widen `range`"),
        }
    }
}

/// A number as it is shown in a message.
pub(super) fn number_shown(number: f64) -> String {
    match Cell::number(number) {
        Cell::Missing => number.to_string(),
        cell => cell.to_string(),
    }
}
