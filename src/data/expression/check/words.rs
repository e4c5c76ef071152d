//! What is said about types that do not fit.

use std::ops::Range;

use super::super::calendar;
use super::super::tree::Arithmetic;
use super::super::typed::{Constant, Node};
use super::Checked;
use crate::data::ColumnType;
use crate::diag::Problem;

/// The most characters of an expression that a message repeats.
const SHOWN: usize = 40;

/// A part of the expression as it is written, shortened.
pub(super) fn shown(text: &str, span: &Range<usize>) -> String {
    let written = &text[span.clone()];
    // A message is one line.
    let line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        None => line,
        Some((end, _)) => format!("{}\u{2026}", &line[..end]),
    }
}

/// What one value of a type is called.
fn one(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Boolean => "true or false",
        ColumnType::Integer => "a whole number",
        ColumnType::Number => "a number",
        ColumnType::Text => "a text",
        ColumnType::Category => "a category",
        ColumnType::Date => "a date",
    }
}

/// «`alder` is whole numbers», «`"ung"` is a text».
fn described(text: &str, checked: &Checked) -> String {
    let shown = shown(text, &checked.span);
    match &checked.node {
        None => format!("`{shown}` is no value"),
        Some(Node::Column(_, kind)) => format!("`{shown}` is {kind}"),
        Some(Node::Constant(constant)) => format!("`{shown}` is {}", one(constant.kind())),
        Some(node) => format!("`{shown}` gives {}", node.kind()),
    }
}

fn column(checked: &Checked) -> Option<&str> {
    match &checked.node {
        Some(Node::Column(name, _)) => Some(name),
        _ => None,
    }
}

/// «declare `alder: {type: integer}` under `columns`»
fn declare(name: &str, kind: &str) -> String {
    format!("declare `{name}: {{type: {kind}}}` under `columns`")
}

/// A column that is not there.
pub(super) fn meant(problem: Problem, name: &str, names: &[&str]) -> Problem {
    let plain = name.to_lowercase();
    match plain.as_str() {
        "null" | "na" | "none" | "nan" | "nil" => {
            problem.hint("write `x is missing` to ask for a missing value, and `missing` to give one")
        }
        "true" | "false" | "missing" | "if" | "then" | "else" if plain != name => {
            problem.hint(format!("write `{plain}` in small letters"))
        }
        _ => problem.closest_of(name, names.iter().copied()),
    }
}

/// Values that cannot be compared or take each other's place; `anchor` is what the other is measured against.
pub(super) fn mismatch(text: &str, anchor: &Checked, other: &Checked) -> Problem {
    let problem = Problem::new(format!("{}, and {}", described(text, anchor), described(text, other)));
    // The column, if one of them is, and the value beside it.
    let (known, value) = if column(anchor).is_some() { (anchor, other) } else { (other, anchor) };
    let written = shown(text, &value.span);
    let column = column(known);
    let literal = match &value.node {
        Some(Node::Constant(constant)) => Some(constant),
        _ => None,
    };
    match (column, known.kind(), literal, value.kind()) {
        (Some(name), Some(ColumnType::Text), Some(Constant::Integer(_)), _) => {
            problem.hint(format!("write `\"{written}\"`, or {}", declare(name, "integer")))
        }
        (Some(name), Some(ColumnType::Text), Some(Constant::Number(_)), _) => {
            problem.hint(format!("write `\"{written}\"`, or {}", declare(name, "number")))
        }
        (Some(name), Some(ColumnType::Text), _, Some(ColumnType::Date)) => problem.hint(declare(name, "date")),
        (Some(name), Some(ColumnType::Text), _, Some(ColumnType::Integer | ColumnType::Number)) => {
            problem.hint(format!("{}, or write `number({name})`", declare(name, "number")))
        }
        (Some(_), Some(ColumnType::Integer | ColumnType::Number), Some(Constant::Text(digits)), _)
            if as_number(digits).is_some() =>
        {
            problem.hint(format!("write `{}` without quotes", as_number(digits).unwrap_or_default()))
        }
        (Some(name), Some(ColumnType::Integer | ColumnType::Number), Some(Constant::Text(_)), _) => {
            problem.hint(format!("write a number, or {}", declare(name, "text")))
        }
        (Some(name), Some(ColumnType::Integer | ColumnType::Number), Some(Constant::Boolean(truth)), _) => {
            problem.hint(format!("write `{name} == {}`", u8::from(*truth)))
        }
        (Some(name), Some(ColumnType::Boolean), Some(Constant::Integer(0)), _) => {
            problem.hint(format!("write `not {name}`, or `{name} == false`"))
        }
        (Some(name), Some(ColumnType::Boolean), Some(Constant::Integer(1)), _) => {
            problem.hint(format!("write `{name}`, or `{name} == true`"))
        }
        (Some(name), Some(ColumnType::Boolean), Some(Constant::Integer(_) | Constant::Text(_)), _) => {
            problem.hint(format!("write `{name}` or `not {name}`"))
        }
        (_, Some(ColumnType::Date), _, Some(ColumnType::Integer)) if calendar::read(&written).is_some() => {
            problem.hint(format!("write the date in quotes: `\"{written}\"`"))
        }
        (_, Some(ColumnType::Date), _, Some(ColumnType::Integer | ColumnType::Number)) => {
            problem.hint("write a date as `\"2023-12-14\"`, or compare its `year(\u{2026})`")
        }
        (_, Some(ColumnType::Date), _, Some(ColumnType::Text)) => match self::column(value) {
            Some(name) => problem.hint(declare(name, "date")),
            None => problem.hint("write the date in quotes, as `\"2023-12-14\"`"),
        },
        (_, Some(ColumnType::Text | ColumnType::Category), None, Some(ColumnType::Integer | ColumnType::Number))
        | (_, Some(ColumnType::Integer | ColumnType::Number), None, Some(ColumnType::Text | ColumnType::Category)) => {
            problem.hint("write `number(\u{2026})` around the text, or `text(\u{2026})` around a whole number")
        }
        _ => problem.hint("write values of one type"),
    }
}

/// The number that a text says, as it is written in an expression.
fn as_number(text: &str) -> Option<String> {
    let pointed = text.trim().replace(',', ".");
    let starts = pointed.trim_start_matches('-').starts_with(|first: char| first.is_ascii_digit());
    (starts && pointed.parse::<f64>().is_ok()).then_some(pointed)
}

/// A value that cannot be a condition.
pub(super) fn no_condition(text: &str, checked: &Checked, word: &str) -> Problem {
    let what =
        if word.is_empty() { "a condition was expected".to_owned() } else { format!("`{word}` takes conditions") };
    let problem = Problem::new(format!("{what}, and {}", described(text, checked)));
    let written = shown(text, &checked.span);
    match (&checked.node, checked.kind()) {
        (Some(Node::Constant(_)), _) if word == "or" => problem.hint(format!(
            "repeat the comparison, `\u{2026} == {written}`, or list the values: `in [\u{2026}, {written}]`"
        )),
        (Some(Node::Constant(_)), _) => problem.hint(format!("repeat the comparison: `\u{2026} == {written}`")),
        (_, Some(ColumnType::Integer | ColumnType::Number)) => {
            problem.hint(format!("write `{written} == 1`, or another comparison"))
        }
        (_, Some(ColumnType::Date)) => {
            problem.hint(format!("write `{written} is not missing`, or compare it with a date"))
        }
        _ => problem.hint(format!("write `{written} == \"\u{2026}\"`, or another comparison")),
    }
}

/// A value that cannot be calculated with.
pub(super) fn no_operand(text: &str, checked: &Checked, operation: Arithmetic) -> Problem {
    let takes = if matches!(operation, Arithmetic::Div | Arithmetic::Mod) { "whole numbers" } else { "numbers" };
    let problem = Problem::new(format!("`{}` takes {takes}, and {}", operation.sign(), described(text, checked)));
    let written = shown(text, &checked.span);
    if let Some(Node::Constant(Constant::Text(digits))) = &checked.node {
        return match as_number(digits) {
            Some(number) => problem.hint(format!("write `{number}` without quotes")),
            None => problem.hint("write a number"),
        };
    }
    match (checked.kind(), column(checked)) {
        (Some(ColumnType::Number), _) => problem.hint(format!("write `/`, or `floor({written})`")),
        (Some(ColumnType::Date), _) => problem.hint(
            "write `days_between(from, to)` or `months_between(from, to)`, and `add_days(date, n)` or `add_months(date, n)`",
        ),
        (Some(ColumnType::Boolean), _) => problem.hint(format!("write `if {written} then 1 else 0`")),
        (Some(ColumnType::Text), Some(name)) => {
            problem.hint(format!("{}, or write `number({written})`", declare(name, "number")))
        }
        (Some(ColumnType::Text | ColumnType::Category), _) => problem.hint(format!("write `number({written})`")),
        _ => problem.hint("write a number"),
    }
}

/// Values of a type that has no order.
pub(super) fn no_order(text: &str, checked: &Checked, sign: &str) -> Option<Problem> {
    let hint = match checked.kind()? {
        ColumnType::Category => "name those that you mean: `in [\"\u{2026}\", \"\u{2026}\"]`",
        ColumnType::Boolean => "compare with `==` or `!=`",
        _ => return None,
    };
    Some(Problem::new(format!("`{sign}` takes values with an order, and {}", described(text, checked))).hint(hint))
}

/// A value that a function does not take.
pub(super) fn no_argument(text: &str, checked: &Checked, kind: ColumnType, name: &str) -> Problem {
    let takes = match name {
        "min" | "max" => "numbers or dates",
        "text" => "whole numbers, dates, and true or false",
        "number" => "texts, numbers, and true or false",
        _ => one(kind),
    };
    let problem = Problem::new(format!("`{name}` takes {takes}, and {}", described(text, checked)));
    let written = shown(text, &checked.span);
    match (kind, checked.kind(), column(checked)) {
        (_, Some(ColumnType::Number), _) if name == "text" => {
            problem.hint(format!("round it first: `text(round({written}))`"))
        }
        (ColumnType::Number | ColumnType::Integer, Some(ColumnType::Text), Some(column)) => {
            let declared = if kind == ColumnType::Integer { "integer" } else { "number" };
            problem.hint(format!("{}, or write `number({written})`", declare(column, declared)))
        }
        (ColumnType::Number | ColumnType::Integer, Some(ColumnType::Text | ColumnType::Category), _) => {
            problem.hint(format!("write `number({written})`"))
        }
        (ColumnType::Integer, Some(ColumnType::Number), _) => problem.hint(format!("write `round({written})`")),
        (ColumnType::Number | ColumnType::Integer, Some(ColumnType::Boolean), _) => {
            problem.hint(format!("write `if {written} then 1 else 0`"))
        }
        (ColumnType::Number, Some(ColumnType::Date), _) => {
            problem.hint(format!("write `year({written})`, or `days_between(from, {written})`"))
        }
        (ColumnType::Date, Some(ColumnType::Text), Some(column)) => problem.hint(declare(column, "date")),
        (ColumnType::Date, Some(ColumnType::Integer), None) if calendar::read(&written).is_some() => {
            problem.hint(format!("write the date in quotes: `\"{written}\"`"))
        }
        (ColumnType::Text, Some(ColumnType::Integer | ColumnType::Date | ColumnType::Boolean), _) => {
            problem.hint(format!("write `text({written})`"))
        }
        (ColumnType::Text, Some(ColumnType::Number), _) => problem.hint(format!("write `text(round({written}))`")),
        (ColumnType::Date, ..) => problem.hint("write a column of dates, or a date as `\"2023-12-14\"`"),
        _ => problem.hint(format!("write {}", one(kind))),
    }
}

/// `date(x)` of something that is no text in quotes.
pub(super) fn no_date_in_quotes(text: &str, checked: &Checked) -> Problem {
    let problem = Problem::new(format!(
        "`date` takes a date in quotes, or a year, a month and a day, and {}",
        described(text, checked)
    ));
    let written = shown(text, &checked.span);
    match (checked.kind(), column(checked)) {
        (Some(ColumnType::Date), _) => problem.hint(format!("write `{written}` alone: it is a date already")),
        (Some(ColumnType::Text), Some(column)) => problem.hint(declare(column, "date")),
        _ if calendar::read(&written).is_some() => problem.hint(format!("write `date(\"{written}\")`")),
        _ => problem.hint("write `date(\"2023-12-14\")`"),
    }
}
