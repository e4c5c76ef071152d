//! One CSV file for each entry, for spreadsheets: full precision, the language's decimal mark, UTF-8 with BOM.

use crate::locale::Locale;
use crate::results::{Estimate, Point, Reason, Results, Section, Test, Unit, Value};
use crate::stats::Interval;

/// The columns, one line a number.
const HEADER: [&str; 13] = [
    "id",
    "name",
    "value",
    "unit",
    "standard_error",
    "lower",
    "upper",
    "level",
    "interval_method",
    "p",
    "test",
    "price_year",
    "undefined",
];

/// The file names (`employment.csv`) and contents, in the order of the specification.
///
/// Cells are separated by semicolons and numbers have the language's decimal mark, so that a Norwegian spreadsheet
/// reads them as numbers; infinite limits are `Inf`. A number that does not exist is empty, and `undefined` says why.
///
/// An estimate has its first test on its own line, and each of its tests, with the statistic as `value`, on a line of its
/// own: `risk_difference.tests.fisher_exact`.
pub fn tables(results: &Results, locale: Locale) -> Vec<(String, String)> {
    let mut tables: Vec<(String, String)> = Vec::new();
    for (id, section) in &results.sections {
        let name = format!("{}.csv", section.entry);
        if tables.last().is_none_or(|(last, _)| *last != name) {
            tables.push((name, format!("\u{feff}{}\r\n", HEADER.join(";"))));
        }
        if let Some((_, text)) = tables.last_mut() {
            write_section(text, id, section, locale);
        }
    }
    tables
}

fn write_section(text: &mut String, id: &str, section: &Section, locale: Locale) {
    for (name, value) in &section.values {
        write_value(text, id, name, value, locale);
    }
}

fn write_value(text: &mut String, id: &str, name: &str, value: &Value, locale: Locale) {
    let mark = locale.decimal_mark();
    let number = |value: f64| number(value, mark);
    let mut line = |cells: Line| text.push_str(&cells.join(id, name));
    match value {
        Value::Count(count) => line(Line { value: count.to_string(), unit: "count".into(), ..Line::default() }),
        Value::Quantity(quantity) => {
            line(Line { value: number(quantity.value), ..Line::of(quantity.unit) });
        }
        Value::Estimate(estimate) => {
            line(of_estimate(estimate, mark));
            for test in &estimate.tests {
                let method = snake_case(&test.method);
                text.push_str(&of_test(test, mark).join(id, &format!("{name}.tests.{method}")));
            }
        }
        Value::Undefined(undefined) => line(Line { undefined: reason(&undefined.reason), ..Line::default() }),
        Value::Curve(curve) => {
            for Point { x, y, band } in &curve.points {
                let (lower, upper) = band.map_or_else(Default::default, |(low, high)| (number(low), number(high)));
                let cells = Line { value: number(*y), lower, upper, ..Line::of(curve.y_unit) };
                text.push_str(&cells.join(id, &format!("{name}[{}]", number(*x))));
            }
        }
        Value::Table(table) => {
            for row in &table.rows {
                for (column, cell) in table.columns.iter().zip(&row.cells) {
                    write_value(text, id, &format!("{name}.{}.{column}", row.name), cell, locale);
                }
            }
        }
    }
}

/// The cells of one line after the id and the name, in the order of [`HEADER`].
#[derive(Default)]
struct Line {
    value: String,
    unit: String,
    standard_error: String,
    lower: String,
    upper: String,
    level: String,
    method: String,
    p: String,
    test: String,
    price_year: String,
    undefined: String,
}

impl Line {
    fn of(unit: Unit) -> Line {
        let (unit, price_year) = match unit {
            Unit::Kroner { price_year } => ("kroner".to_owned(), price_year.to_string()),
            Unit::KronerPerYear { price_year } => ("kroner_per_year".to_owned(), price_year.to_string()),
            other => (snake_case(&other), String::new()),
        };
        Line { unit, price_year, ..Line::default() }
    }

    fn join(self, id: &str, name: &str) -> String {
        let Line { value, unit, standard_error, lower, upper, level, method, p, test, price_year, undefined } = self;
        let numbers = [value, unit, standard_error, lower, upper, level, method, p, test, price_year, undefined];
        format!("{id};{name};{}\r\n", numbers.join(";"))
    }
}

fn of_estimate(estimate: &Estimate, mark: char) -> Line {
    let mut line = Line { value: number(estimate.value, mark), ..Line::of(estimate.unit) };
    line.standard_error = estimate.standard_error.map(|error| number(error, mark)).unwrap_or_default();
    if let Some(interval) = &estimate.interval {
        match interval.bounds {
            Interval::Bounded { lower, upper } => {
                (line.lower, line.upper) = (number(lower, mark), number(upper, mark));
            }
            // A set with a hole: what lies outside (lower, upper), written with the ends swapped.
            Interval::Complement { lower, upper } => {
                (line.lower, line.upper) = (number(upper, mark), number(lower, mark));
            }
            Interval::Whole => (line.lower, line.upper) = ("-Inf".to_owned(), "Inf".to_owned()),
        }
        line.level = number(interval.level.get(), mark);
        line.method = snake_case(&interval.method);
    }
    if let Some(test) = estimate.tests.first() {
        line.p = number(test.p, mark);
        line.test = snake_case(&test.method);
    }
    line
}

fn of_test(test: &Test, mark: char) -> Line {
    Line {
        value: test.statistic.map(|statistic| number(statistic, mark)).unwrap_or_default(),
        p: number(test.p, mark),
        test: snake_case(&test.method),
        ..Line::default()
    }
}

/// Why a number does not exist, as `results.json` says it.
fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Statistics(reason) => snake_case(reason),
        other => snake_case(other),
    }
}

/// The name that an enum without fields has in `results.json`.
fn snake_case(name: &impl serde::Serialize) -> String {
    match serde_json::to_value(name) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

fn number(value: f64, mark: char) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "Inf" } else { "-Inf" }.to_owned();
    }
    value.to_string().replace('.', mark.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::{Language, Method};

    #[test]
    fn numbers_keep_every_digit() {
        assert_eq!(number(0.1 + 0.2, ','), "0,30000000000000004");
        assert_eq!(number(f64::NEG_INFINITY, ','), "-Inf");
    }

    #[test]
    fn a_line_says_all_that_is_known() {
        let mut estimate = Estimate::new(0.5, Unit::ProportionDifference, 1);
        estimate.standard_error = Some(0.25);
        estimate.tests = [Method::ChiSquaredPearson, Method::FisherExact]
            .map(|method| Test { method, statistic: None, degrees_of_freedom: Vec::new(), p: 0.125 })
            .into();
        let mut text = String::new();
        let locale = Locale::new(Language::Bokmal);
        write_value(&mut text, "a", "difference", &Value::Estimate(estimate), locale);
        write_value(&mut text, "a", "ratio", &crate::stats::Undefined::ZeroCell.into(), locale);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "a;difference;0,5;proportion_difference;0,25;;;;;0,125;chi_squared_pearson;;",
                "a;difference.tests.chi_squared_pearson;;;;;;;;0,125;chi_squared_pearson;;",
                "a;difference.tests.fisher_exact;;;;;;;;0,125;fisher_exact;;",
                "a;ratio;;;;;;;;;;;zero_cell",
            ]
        );
        assert!(lines.iter().all(|line| line.split(';').count() == HEADER.len()));
    }
}
