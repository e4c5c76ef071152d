//! Numbers and dates cut into groups: `{cut: age, at: [18, 30, 40]}`.

use super::super::codebook::{Sightings, days_to, value_of};
use super::super::{Cell, Column, ColumnType, Frame};
use super::derived::{Derived, numbers_of, reasons_of, spread, told};
use super::words::{Labels, code_of};
use crate::data::coded::day_of;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::Text;

/// Cuts a column at these starts of groups. Each group holds its start and not that of the next one; the last has no end.
///
/// Where the groups have no words, those below the first start are a group of their own if there are any. Where there are
/// as many words as starts, such a value is an error; one word more is for them.
pub(super) fn cut(
    frame: &Frame,
    name: &Spanned<String>,
    column: &Spanned<String>,
    at: &Spanned<Vec<Spanned<String>>>,
    labels: Option<&Spanned<Labels>>,
) -> Result<Derived, Vec<Diagnostic>> {
    let one = |problem: Diagnostic| vec![problem];
    let source = frame.column(column).map_err(one)?;
    let kind = source.kind;
    if !matches!(kind, ColumnType::Integer | ColumnType::Number | ColumnType::Date) {
        let problem = Problem::new(format!("`{column}` holds {kind}, and cannot be cut"));
        let hint = "name a column of numbers or dates, or declare its type under `columns:`";
        return Err(vec![problem.hint(hint).at(column.location())]);
    }
    let starts = starts(kind, at)?;
    let bounds: Vec<f64> = starts.iter().map(as_number).collect();
    let numbers = numbers_of(frame, column).map_err(one)?;
    let below_all = |number: &Option<f64>| number.is_some_and(|number| number < bounds[0]);
    let with_below = match labels {
        Some(labels) => labels.value.0.len() > starts.len(),
        None => numbers.iter().any(below_all),
    };
    let groups = match labels {
        Some(labels) => stated(name, labels, starts.len()).map_err(one)?,
        None => generated(kind, &starts, with_below),
    };
    let mut outside = Sightings::default();
    let of_row: Vec<Option<u32>> = numbers
        .iter()
        .enumerate()
        .map(|(row, number)| {
            let number = (*number)?;
            let group = bounds.partition_point(|bound| *bound <= number) + usize::from(with_below);
            if group == 0 {
                outside.see(row, || shown(kind, number));
            }
            u32::try_from(group.checked_sub(1)?).ok()
        })
        .collect();
    if !outside.is_empty() {
        let first = &at.value[0];
        let what = format!("below `{first}`, where the first group of `{name}` starts");
        let problem = told(frame, &outside, column, &what, &what)
            .hint(format!("add a start below `{first}` to `at`, or a first label for what lies below"));
        return Err(vec![problem.at(at.location().or_else(|| name.location()))]);
    }
    let values: Vec<Option<Cell>> = groups.iter().map(|(code, _)| Some(Cell::text(code))).collect();
    let codes = groups.iter().map(|(code, words)| (Cell::text(code), words.clone())).collect();
    let made = Column { label: source.label.clone(), codes, ..Column::plain(name.value.clone(), ColumnType::Category) };
    let values = spread(ColumnType::Category, &values, &of_row);
    Ok(Derived { reasons: reasons_of(frame, column), ..Derived::new(made, values) })
}

/// The words of the specification, each with the code of its group.
fn stated(name: &Spanned<String>, labels: &Spanned<Labels>, starts: usize) -> Result<Vec<(String, Text)>, Diagnostic> {
    let words = &labels.value.0;
    let location = labels.location().or_else(|| name.location());
    if words.len() != starts && words.len() != starts + 1 {
        let problem = Problem::new(format!("`{name}` has {} labels for {starts} starts of groups", words.len()));
        let hint = format!("write {starts} labels, or {} with the first for what lies below them all", starts + 1);
        return Err(problem.hint(hint).at(location));
    }
    let known = |place: usize, code: &str| words[..place].iter().any(|(known, _)| known == code);
    match words.iter().enumerate().find(|(place, (code, _))| known(*place, code)) {
        Some((_, (code, _))) => {
            let problem = Problem::new(format!("two groups of `{name}` are called `{code}`"));
            Err(problem.hint("rename one of them").at(location))
        }
        None => Ok(words.clone()),
    }
}

/// The starts of the groups, from the lowest to the highest.
fn starts(kind: ColumnType, at: &Spanned<Vec<Spanned<String>>>) -> Result<Vec<Cell>, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut starts: Vec<Cell> = Vec::with_capacity(at.value.len());
    // A whole number may be cut at a half.
    let of = if kind == ColumnType::Date { kind } else { ColumnType::Number };
    for written in &at.value {
        match value_of(of, written) {
            None => {
                let what =
                    format!("`{written}` is not {}", if kind == ColumnType::Date { "a date" } else { "a number" });
                problems.push(Problem::new(what).hint("write where a group starts").at(written.location()));
            }
            Some(start) if starts.last().is_some_and(|last| *last >= start) => {
                let problem =
                    Problem::new(format!("the group that starts at `{written}` follows one that starts later"));
                problems.push(problem.hint("write the starts from the lowest to the highest").at(written.location()));
            }
            Some(start) => starts.push(start),
        }
    }
    if at.value.is_empty() {
        problems.push(Problem::new("`at` has no starts of groups").hint("write `at: [18, 30, 40]`").at(at.location()));
    }
    if problems.is_empty() { Ok(starts) } else { Err(problems) }
}

fn as_number(start: &Cell) -> f64 {
    match start {
        Cell::Date(date) => f64::from(days_to(*date)),
        other => other.as_number().unwrap_or_default(),
    }
}

fn shown(kind: ColumnType, number: f64) -> String {
    match kind {
        ColumnType::Date => day_of(number as i64).to_string(),
        _ => Cell::number(number).to_string(),
    }
}

/// Words that need no language: `<18`, `18–29`, `40+`; for numbers with decimals `18–<30`.
fn generated(kind: ColumnType, starts: &[Cell], with_below: bool) -> Vec<(String, Text)> {
    let plain = |cell: &Cell| cell.to_string().replacen('-', "\u{2212}", usize::from(kind != ColumnType::Date));
    let dash = |from: &str, to: &str| {
        let is_single = !from.contains('\u{2212}') && !to.contains('\u{2212}');
        if is_single { format!("{from}\u{2013}{to}") } else { format!("{from} \u{2013} {to}") }
    };
    // The last value of a group, where values have gaps between them.
    let last = |next: &Cell| match next {
        Cell::Integer(next) if kind == ColumnType::Integer => next.checked_sub(1).map(Cell::Integer),
        Cell::Date(next) => next.yesterday().ok().map(Cell::Date),
        _ => None,
    };
    let first = starts.iter().take(usize::from(with_below)).map(|start| format!("<{}", plain(start)));
    let between = starts.windows(2).map(|pair| match last(&pair[1]) {
        Some(last) if last == pair[0] => plain(&last),
        Some(last) => dash(&plain(&pair[0]), &plain(&last)),
        None => dash(&plain(&pair[0]), &format!("<{}", plain(&pair[1]))),
    });
    let end = starts.last().map(|start| match start {
        Cell::Date(_) => format!("\u{2265}{}", plain(start)),
        _ => format!("{}+", plain(start)),
    });
    // The code of a group is its name in Norwegian.
    let coded = |words: String| {
        let text = Text::with_decimal_mark(&words);
        (code_of(&text).to_owned(), text)
    };
    first.chain(between).chain(end).map(coded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Language;

    fn words(kind: ColumnType, starts: &[Cell], with_below: bool) -> Vec<String> {
        generated(kind, starts, with_below).into_iter().map(|(code, _)| code).collect()
    }

    #[test]
    fn groups_are_called_by_their_ends() {
        let ages = [18, 30, 40].map(Cell::Integer);
        assert_eq!(words(ColumnType::Integer, &ages, false), ["18\u{2013}29", "30\u{2013}39", "40+"]);
        assert_eq!(words(ColumnType::Number, &ages[..2], true), ["<18", "18\u{2013}<30", "30+"]);
        let near = [-5, 1, 2].map(Cell::Integer);
        assert_eq!(words(ColumnType::Integer, &near, true), ["<\u{2212}5", "\u{2212}5 \u{2013} 0", "1", "2+"]);
        let halves = [Cell::Number(0.5), Cell::Integer(2)];
        let texts = generated(ColumnType::Number, &halves, false);
        assert_eq!(texts[0].0, "0,5\u{2013}<2");
        assert_eq!(texts[0].1.get(Language::English), "0.5\u{2013}<2");
        let days = ["2020-01-01", "2020-07-01"].map(|day| Cell::Date(day.parse().unwrap()));
        assert_eq!(words(ColumnType::Date, &days, false), ["2020-01-01\u{2013}2020-06-30", "\u{2265}2020-07-01"]);
    }
}
