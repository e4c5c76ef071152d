//! Tests of the language: values, random expressions against a second evaluator, mistakes, SQL.

mod golden;
mod limits;
mod mistakes;
mod places;
mod random;
mod reference;
mod soup;
mod values;

use std::collections::BTreeMap;

use jiff::civil::Date;
use polars::prelude::{AnyValue, Column as PolarsColumn, DataFrame, DataType, IntoLazy, NamedFrom, Series, TimeUnit};

use super::{Expression, Parsed, Schema, Typed, calendar};
use crate::data::{Cell, ColumnType};
use crate::diag::{Diagnostic, Spanned};

/// Rows that meet the edges of every type.
struct Table {
    columns: Vec<(&'static str, ColumnType)>,
    rows: Vec<BTreeMap<&'static str, Cell>>,
}

impl Schema for Table {
    fn column(&self, name: &str) -> Option<ColumnType> {
        self.columns.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|(name, _)| *name).collect()
    }

    fn codes(&self, name: &str) -> Vec<String> {
        let codes: &[&str] = match name {
            "arm" => &["ips", "tau"],
            "kjonn" => &["1", "2"],
            _ => &[],
        };
        codes.iter().map(|code| (*code).to_owned()).collect()
    }
}

/// A column's name, its type, and its value in each row, written as in a file; `-` is missing.
const COLUMNS: &[(&str, ColumnType, [&str; 12])] = &[
    ("alder", ColumnType::Integer, ["17", "18", "30", "45", "67", "-", "0", "-7", "29", "18", "120", "3"]),
    ("barn", ColumnType::Integer, ["0", "2", "3", "-", "-2", "1", "0", "3", "-3", "12", "1", "-1"]),
    (
        "stort",
        ColumnType::Integer,
        [
            "9223372036854775807",
            "-9223372036854775808",
            "4611686018427387904",
            "9007199254740993",
            "-",
            "-1",
            "0",
            "1",
            "-9223372036854775807",
            "2147483647",
            "-2147483648",
            "3037000500",
        ],
    ),
    (
        "timer",
        ColumnType::Number,
        [
            "37.5",
            "0",
            "-0.5",
            "2.5",
            "-",
            "1.005",
            "-2.5",
            "0.49999999999999994",
            "150",
            "1e15",
            "2251799813685249.5",
            "0.1",
        ],
    ),
    (
        "rart",
        ColumnType::Number,
        [
            "1e308",
            "-1e308",
            "NaN",
            "inf",
            "-inf",
            "-",
            "1e-300",
            "-0",
            "9223372036854775808",
            "-9223372036854775808",
            "5e-324",
            "800",
        ],
    ),
    (
        "samtykke",
        ColumnType::Boolean,
        ["true", "false", "-", "true", "false", "-", "true", "false", "-", "true", "true", "false"],
    ),
    (
        "trukket",
        ColumnType::Boolean,
        ["true", "true", "true", "false", "false", "false", "-", "-", "-", "true", "false", "false"],
    ),
    (
        "status",
        ColumnType::Text,
        [
            "jobb",
            "Jobb",
            "",
            "-",
            "utdanning",
            "a'b\\c\"d",
            "\u{c6}\u{d8}\u{c5}",
            "\u{e6}\u{f8}\u{e5}",
            "jobbs\u{f8}ker",
            "\u{1f600}\u{df}",
            "z",
            "JOBB",
        ],
    ),
    (
        "tekst",
        ColumnType::Text,
        [
            "12",
            " -0,5\u{a0}",
            "+1.25\t",
            "-",
            "",
            "1 234",
            "12 timer",
            ".5",
            "1e5",
            "NaN",
            "000000000000000001",
            "1,5,",
        ],
    ),
    (
        "kommune",
        ColumnType::Text,
        ["0301", "1103", "5001", "-", "0301", "4601", "0301", "1", "", "3107", "0301", "0301"],
    ),
    ("arm", ColumnType::Category, ["ips", "tau", "ips", "-", "tau", "ips", "tau", "ips", "tau", "ips", "tau", "ips"]),
    ("kjonn", ColumnType::Category, ["1", "2", "-", "1", "2", "1", "2", "1", "2", "1", "2", "1"]),
    (
        "fodt",
        ColumnType::Date,
        [
            "1996-02-29",
            "1970-01-01",
            "0001-01-01",
            "9999-12-31",
            "-",
            "2000-12-31",
            "1999-01-31",
            "2004-02-28",
            "1969-12-31",
            "1900-03-01",
            "2023-01-31",
            "2024-01-31",
        ],
    ),
    (
        "dato",
        ColumnType::Date,
        [
            "2024-02-28",
            "2024-02-29",
            "2023-12-14",
            "2023-02-28",
            "2020-01-01",
            "-",
            "1999-02-28",
            "2003-02-27",
            "9999-12-31",
            "0001-01-01",
            "2023-02-28",
            "2024-02-28",
        ],
    ),
    ("Antall barn", ColumnType::Integer, ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "-"]),
];

/// How many rows there are.
const HEIGHT: usize = 12;

fn table() -> Table {
    let cell = |kind: ColumnType, written: &str| match (kind, written) {
        (_, "-") => Cell::Missing,
        (ColumnType::Boolean, truth) => Cell::Boolean(truth == "true"),
        (ColumnType::Integer, number) => Cell::Integer(number.parse().expect("a whole number")),
        (ColumnType::Number, number) => Cell::Number(number.parse().expect("a number")),
        (ColumnType::Date, date) => Cell::Date(date.parse().expect("a date")),
        (ColumnType::Text | ColumnType::Category, text) => Cell::text(text),
    };
    Table {
        columns: COLUMNS.iter().map(|(name, kind, _)| (*name, *kind)).collect(),
        rows: (0..HEIGHT)
            .map(|row| COLUMNS.iter().map(|(name, kind, values)| (*name, cell(*kind, values[row]))).collect())
            .collect(),
    }
}

impl Table {
    fn frame(&self) -> DataFrame {
        let columns = self.columns.iter().map(|(name, kind)| {
            let cells = self.rows.iter().map(|row| &row[name]);
            let series = match kind {
                ColumnType::Boolean => {
                    let truths: Vec<Option<bool>> =
                        cells.map(|cell| if let Cell::Boolean(truth) = cell { Some(*truth) } else { None }).collect();
                    Series::new((*name).into(), truths)
                }
                ColumnType::Integer => {
                    let numbers: Vec<Option<i64>> =
                        cells.map(|cell| if let Cell::Integer(number) = cell { Some(*number) } else { None }).collect();
                    Series::new((*name).into(), numbers)
                }
                ColumnType::Number => {
                    let numbers: Vec<Option<f64>> = cells.map(Cell::as_number).collect();
                    Series::new((*name).into(), numbers)
                }
                ColumnType::Text | ColumnType::Category => {
                    let texts: Vec<Option<String>> =
                        cells.map(|cell| (!cell.is_missing()).then(|| cell.to_string())).collect();
                    Series::new((*name).into(), texts)
                }
                ColumnType::Date => {
                    let days: Vec<Option<i32>> = cells.map(|cell| calendar::read(&cell.to_string())).collect();
                    Series::new((*name).into(), days).cast(&DataType::Date).expect("dates")
                }
            };
            PolarsColumn::from(series)
        });
        DataFrame::new(HEIGHT, columns.collect()).expect("columns of one length")
    }
}

fn parsed(text: &str) -> Result<Parsed, Diagnostic> {
    Expression::from(Spanned::from(text.to_owned())).parse()
}

fn typed(text: &str, schema: &dyn Schema) -> Result<Typed, Vec<Diagnostic>> {
    parsed(text).map_err(|diagnostic| vec![diagnostic])?.check(schema)
}

/// The value of an expression in each row.
fn evaluated(typed: &Typed, frame: &DataFrame) -> Vec<Cell> {
    let out = frame.clone().lazy().with_columns([typed.expr().alias("\u{1}out")]).collect();
    let out = out.expect("polars evaluates whatever has a type");
    let column = out.column("\u{1}out").expect("the column").as_materialized_series().clone();
    let expected = match typed.kind() {
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Number => DataType::Float64,
        ColumnType::Text | ColumnType::Category => DataType::String,
        ColumnType::Date => DataType::Date,
    };
    assert_eq!(column.dtype(), &expected);
    column.iter().map(|value| cell(&value)).collect()
}

fn cell(value: &AnyValue) -> Cell {
    match value {
        AnyValue::Null => Cell::Missing,
        AnyValue::Boolean(truth) => Cell::Boolean(*truth),
        AnyValue::Int64(number) => Cell::Integer(*number),
        AnyValue::Float64(number) => {
            assert!(number.is_finite(), "{number} came out");
            Cell::Number(*number)
        }
        AnyValue::Date(days) => Cell::Date(date(*days)),
        AnyValue::Datetime(_, TimeUnit::Milliseconds, _) => panic!("a time came out"),
        other => Cell::text(other.get_str().unwrap_or_else(|| panic!("{other:?} came out"))),
    }
}

fn date(days: i32) -> Date {
    calendar::Day::of(days).iso().parse().expect("a date")
}

/// Bit for bit: −0 and 0 are the same number, but 0.1 + 0.2 and 0.3 are not.
fn same(a: &[Cell], b: &[Cell]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|pair| match pair {
            (Cell::Integer(a), Cell::Integer(b)) => a == b,
            (Cell::Number(a), Cell::Number(b)) => a == b,
            (Cell::Integer(_), Cell::Number(_)) | (Cell::Number(_), Cell::Integer(_)) => false,
            (a, b) => a == b,
        })
}

fn shown(cells: &[Cell]) -> String {
    let texts: Vec<String> = cells
        .iter()
        .map(|cell| match cell {
            Cell::Missing => "-".to_owned(),
            Cell::Text(text) => format!("{text:?}"),
            // A number shows its decimal point, a whole number has none.
            // Zero has no sign that means anything.
            Cell::Number(number) => format!("{:?}", number + 0.0),
            other => other.to_string(),
        })
        .collect();
    texts.join(" ")
}
