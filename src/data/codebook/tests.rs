//! The codebook against small tables: what is read, and every mistake in its own words.

use std::sync::Arc;

use polars::prelude::{NamedFrom, Series};

use super::*;
use crate::data::raw::{RawColumn, Recognised};
use crate::data::{Cell, Delimiter};
use crate::diag::{Source, reading, render};
use crate::results::{Language, Text, Unit};

/// A data source as it is written, with the options that specifications are read with.
pub(in crate::data) fn source(yaml: &str) -> DataSource {
    let text = Arc::new(Source::new("a.yaml", yaml));
    let options = serde_yaml::options! { strict_booleans: true, leading_zero_numbers_as_strings: true };
    reading(&text, || serde_yaml::from_str_with_options(text.text(), options)).unwrap()
}

/// The name of a source.
pub(in crate::data) fn named(name: &str) -> Spanned<String> {
    Spanned::from(name.to_owned())
}

/// What is wrong with the YAML itself.
pub(in crate::data) fn refused(yaml: &str) -> String {
    let text = Arc::new(Source::new("a.yaml", yaml));
    reading(&text, || serde_yaml::from_str::<DataSource>(text.text())).unwrap_err().to_string()
}

/// A text file with commas between its cells and the names of its columns in the first line.
pub(in crate::data) fn table(csv: &str) -> RawTable {
    let mut lines = csv.lines().map(|line| line.split(';').collect::<Vec<_>>());
    let names = lines.next().unwrap_or_default();
    let rows: Vec<Vec<&str>> = lines.collect();
    let column = |(place, name): (usize, &&str)| {
        let cell = |row: &Vec<&str>| row.get(place).filter(|cell| !cell.is_empty()).map(|cell| (*cell).to_owned());
        raw(name, Series::new("".into(), rows.iter().map(cell).collect::<Vec<Option<String>>>()))
    };
    RawTable {
        columns: names.iter().enumerate().map(column).collect(),
        height: rows.len(),
        places: Places::Lines((2..).take(rows.len()).collect()),
        recognised: Recognised { format: "CSV", delimiter: Some(Delimiter::Semicolon), ..Recognised::default() },
    }
}

fn raw(name: &str, values: Series) -> RawColumn {
    RawColumn { name: name.to_owned(), values, label: None, codes: Vec::new(), missing: None }
}

/// A file with types.
fn typed(columns: Vec<RawColumn>) -> RawTable {
    let height = columns.first().map_or(0, |column| column.values.len());
    RawTable { columns, height, places: Places::Numbers, recognised: Recognised::default() }
}

fn read(yaml: &str, csv: &str) -> Frame {
    let (frame, problems) = declare(table(csv), &source(yaml), &named("p"));
    assert_eq!(render(&problems, false), "");
    frame
}

/// What is wrong, each with its line in the specification.
fn wrong(yaml: &str, raw: RawTable) -> Vec<String> {
    let (_, problems) = declare(raw, &source(yaml), &named("p"));
    let told = |problem: &Diagnostic| {
        let line = problem.location.as_ref().map_or(0, crate::diag::Location::line);
        format!("{line}: {}", problem.problem)
    };
    problems.iter().map(told).collect()
}

fn only(yaml: &str, csv: &str) -> String {
    let mut all = wrong(yaml, table(csv));
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

/// The values of a column as they are shown.
pub(in crate::data) fn values(frame: &Frame, column: &str) -> Vec<String> {
    let values = frame.rows.column(column).unwrap().as_materialized_series();
    values.iter().map(|value| if value.is_null() { String::new() } else { value.str_value().into_owned() }).collect()
}

fn kinds(frame: &Frame) -> Vec<ColumnType> {
    frame.columns.iter().map(|column| column.kind).collect()
}

#[test]
fn undeclared_columns_of_a_text_file_become_what_they_leave_no_doubt_of() {
    let frame = read("file: p.csv", "kommune;n;x;dato;ord\n0301;1;1,5;14.12.2023;a\n1103;;2;01.01.2024;\n");
    use ColumnType::{Date, Integer, Number, Text};
    assert_eq!(kinds(&frame), [Text, Integer, Number, Date, Text]);
    assert_eq!(values(&frame, "kommune"), ["0301", "1103"]);
    assert_eq!(values(&frame, "n"), ["1", ""]);
    assert_eq!(values(&frame, "x"), ["1.5", "2.0"]);
    assert_eq!(values(&frame, "dato"), ["2023-12-14", "2024-01-01"]);
    assert_eq!(values(&frame, ROW), ["0", "1"]);
    assert_eq!(frame.place(1), "line 3");
    assert_eq!(frame.facts, [Fact::RowsRead(2)]);
}

#[test]
fn declared_columns_are_converted() {
    let yaml = "
file: p.csv
columns:
  kommune: text
  arm: {type: category, codes: {ips: {nb: IPS, en: IPS}, tau: Vanlig}, label: Gruppe}
  fodt: {type: date}
  mott: {type: date, format: dd/mm/yyyy}
  alder: {type: integer, range: [18, 67], unit: years}
  lonn: number
  jobb: boolean
  hads: {type: integer, range: [0, 3], missing: {97: vet ikke, 98: ubesvart}}
";
    let csv = "kommune;arm;fodt;mott;alder;lonn;jobb;hads\n\
               0301;ips;14.2.1990;03/04/2023;33;1 234,5;ja;3\n\
               1103;tau;1991-02-14;04/04/2023;67,0;12 000;Nei;97\n\
               ;tau;;;;;;98\n";
    let frame = read(yaml, csv);
    assert_eq!(values(&frame, "kommune"), ["0301", "1103", ""]);
    assert_eq!(values(&frame, "fodt"), ["1990-02-14", "1991-02-14", ""]);
    assert_eq!(values(&frame, "mott"), ["2023-04-03", "2023-04-04", ""]);
    assert_eq!(values(&frame, "alder"), ["33", "67", ""]);
    assert_eq!(values(&frame, "lonn"), ["1234.5", "12000.0", ""]);
    assert_eq!(values(&frame, "jobb"), ["true", "false", ""]);
    assert_eq!(values(&frame, "hads"), ["3", "", ""]);
    assert_eq!(values(&frame, "\u{1}missing:hads"), ["", "vet ikke", "ubesvart"]);
    assert!(frame.rows.column("\u{1}missing:alder").is_err());
    let arm = &frame.columns[1];
    assert_eq!(arm.label, Some(Text::from("Gruppe")));
    let ips = Text::per_language([(Language::Bokmal, "IPS"), (Language::English, "IPS")]);
    assert_eq!(arm.codes, [(Cell::text("ips"), ips), (Cell::text("tau"), Text::from("Vanlig"))]);
    assert_eq!(frame.columns[4].unit, Some(Unit::Years));
}

#[test]
fn the_words_and_missing_values_of_the_file_stay_where_the_specification_says_nothing() {
    let labelled = || RawColumn {
        label: Some("Tilfreds".to_owned()),
        codes: vec![
            (Cell::Integer(1), "Ja".into()),
            (Cell::Integer(2), "Nei".into()),
            (Cell::Integer(9), "Vet ikke".into()),
        ],
        missing: Some(Series::new("".into(), [None, None, Some("Ubesvart"), None])),
        ..raw("q", Series::new("".into(), [Some(1i64), Some(2), None, Some(9)]))
    };
    let (frame, problems) = declare(typed(vec![labelled()]), &source("file: p.sav"), &named("p"));
    assert_eq!(problems, []);
    assert_eq!(frame.columns[0].label, Some(Text::from("Tilfreds")));
    assert_eq!(frame.columns[0].codes.len(), 3);
    assert_eq!(frame.columns[0].kind, ColumnType::Integer);
    assert_eq!(values(&frame, "\u{1}missing:q"), ["", "", "Ubesvart", ""]);

    let yaml = "{file: p.sav, columns: {q: {type: category, missing: [9]}}}";
    let (frame, problems) = declare(typed(vec![labelled()]), &source(yaml), &named("p"));
    assert_eq!(problems, []);
    assert_eq!(values(&frame, "q"), ["1", "2", "", ""]);
    assert_eq!(values(&frame, "\u{1}missing:q"), ["", "", "Ubesvart", "Vet ikke"]);
    assert_eq!(frame.columns[0].codes, [(Cell::text("1"), Text::from("Ja")), (Cell::text("2"), Text::from("Nei"))]);
}

#[test]
fn types_of_a_file_are_converted_where_that_is_sure() {
    let columns = || {
        vec![
            raw("a", Series::new("".into(), [Some(1.0), Some(f64::NAN), None])),
            raw("b", Series::new("".into(), [Some(0i64), Some(1), Some(9)])),
            raw("c", Series::new("".into(), [Some(true), None, Some(false)])),
            raw("d", Series::new("".into(), [Some(20_231_214i64), None, Some(20_240_101)])),
            raw("e", Series::new("".into(), [Some(2.5), Some(3.0), None])),
        ]
    };
    let yaml = "
file: p.dta
columns: {a: integer, b: {type: boolean, missing: 9}, c: integer, d: {type: date, format: yyyymmdd}, e: text}
";
    let (frame, problems) = declare(typed(columns()), &source(yaml), &named("p"));
    assert_eq!(render(&problems, false), "");
    assert_eq!(values(&frame, "a"), ["1", "", ""]);
    assert_eq!(values(&frame, "b"), ["false", "true", ""]);
    assert_eq!(values(&frame, "c"), ["1", "", "0"]);
    assert_eq!(values(&frame, "d"), ["2023-12-14", "", "2024-01-01"]);
    assert_eq!(values(&frame, "e"), ["2.5", "3", ""]);
    let told = wrong("{file: p.dta, columns: {c: date, d: date}}", typed(columns()));
    assert_eq!(told.len(), 2);
    assert!(told[0].contains("`c` of `p.dta` holds true or false, and is declared to hold dates"), "{told:?}");
    let told = wrong("file: p.dta", typed(vec![raw("x", Series::new("".into(), [1.0, f64::INFINITY]))]));
    assert_eq!(told, ["1: `p.dta` has a value in `x` that is infinite: `inf` in row 2; correct the file"]);
}

#[test]
fn many_mistakes_of_one_kind_are_one_message() {
    let ages: String = (0..117).map(|row| format!("{}\n", 70 + row)).collect();
    let told = only("file: p.csv\ncolumns:\n  age: {type: integer, range: [18, 67]}\n", &format!("age\n{ages}"));
    assert_eq!(
        told,
        "3: `p.csv` has 117 values in `age` outside its range, 18 to 67: `70` in line 2, `71` in line 3, `72` in line 4, \
         `73` in line 5, `74` in line 6, and 112 more; correct the file, or widen `range`"
    );
}

#[test]
fn every_mistake_is_told_in_its_own_words() {
    let one = |column: &str, csv: &str| only(&format!("file: p.csv\ncolumns:\n  x: {column}\n"), csv);
    for (column, csv, expected) in [
        ("integer", "x\n1\nto\n", "a value in `x` that is no whole number: `to` in line 3"),
        ("integer", "x\n1\n3.5\n", "a value in `x` that is not whole: `3.5` in line 3"),
        ("integer", "x\n99999999999999999999\n", "a value in `x` too large to be held"),
        ("number", "x\n1\nNaN\n", "a value in `x` that is no number: `NaN` in line 3"),
        ("number", "x\n1,5\n2,5\n3.5\n", "with a decimal point, where the decimal mark is a comma: `3.5` in line 4"),
        (
            "number",
            "x\n1,5\n1.234\n",
            "that can be read in two ways: `1.234` in line 3; state the decimal mark of the file: \
          `decimal: comma` if `1.234` is in the thousands, and `decimal: point` if it has three decimals",
        ),
        ("date", "x\n31.02.2023\n", "a value in `x` that is no day of the calendar: `31.02.2023` in line 2"),
        ("date", "x\ni dag\n", "a value in `x` that is no date: `i dag` in line 2"),
        ("date", "x\n03/04/2023\n", "that can mean two dates: `03/04/2023` in line 2; state how"),
        ("{type: date, format: d/m/yyyy}", "x\n2023-04-03\n", "that is no date of the stated format"),
        ("boolean", "x\nja\nkanskje\n", "that is neither true nor false: `kanskje` in line 3"),
        (
            "{type: category, codes: [ips, tau]}",
            "x\nips\nisp\n",
            "that is not among its codes: `isp` in line 3; \
          did you mean `ips`?; expected `ips` or `tau`",
        ),
        ("{type: integer, codes: {0: nei, 1: ja}}", "x\n0\n2\n", "that is not among its codes: `2` in line 3"),
        (
            "{type: number, range: [0, null]}",
            "x\n-1\n",
            "a value in `x` below 0, the smallest it may hold: `-1` in line 2",
        ),
        (
            "{type: date, range: [null, 2020-12-31]}",
            "x\n2021-01-01\n",
            "above 2020-12-31, the largest it may hold: `2021-01-01`",
        ),
        ("{type: integer, required: true}", "x;y\n1;\n;2\n", "has no `x` in line 3; correct"),
        ("{type: integer, required: true, missing: [9]}", "x;y\n9;\n;2\n", "has no `x` in 2 rows: line 2, line 3"),
    ] {
        let told = one(column, csv);
        assert!(told.contains(expected), "{told}");
        assert!(told.starts_with("3: "), "{told}");
    }
}

#[test]
fn one_run_names_all_mistakes_of_a_column() {
    let yaml = "
file: p.csv
columns:
  x: {type: integer, range: [0, 10], required: true}
  y: {type: date}
";
    let told = wrong(yaml, table("x;y\na;b\n1.5;31.04.2023\n11;1/2/2023\n;2023-01-01\n99999999999999999999;\n"));
    assert_eq!(told.len(), 8, "{told:#?}");
    assert!(told.iter().filter(|told| told.starts_with("4: ")).count() == 5, "{told:#?}");
}

#[test]
fn columns_that_are_not_there_and_columns_that_may_not_be() {
    let yaml = "
file: p.csv
only_declared: true
columns:
  alder: integer
  arm: text
";
    let told = wrong(yaml, table("alderr;arm;x\n1;2;3\n"));
    assert_eq!(
        told,
        [
            "5: `p.csv` has no column `alder`; did you mean `alderr`?",
            "2: `p.csv` has 2 columns that the codebook does not name: `alderr`, `x`; add what is needed under `columns:`, \
             or remove `only_declared`",
        ]
    );
    let (frame, _) = declare(table("x\n1\n"), &source(yaml), &named("p"));
    assert_eq!(values(&frame, "alder"), [""]);
    assert_eq!(frame.columns.len(), 3);
}

#[test]
fn a_key_names_each_row_once() {
    let yaml = "file: p.csv\nid: person";
    let told = only(yaml, "person;x\n17;1\n18;1\n17;2\n");
    assert!(told.starts_with("2: `p.csv` has a `person` twice: `17` in line 2 and line 4; every row"), "{told}");
    let told = wrong(yaml, table("person;x\na;1\na;1\na;2\n;3\n"));
    assert!(
        told[0].contains("2 rows with the `person` of an earlier one: `a` in line 2 and line 3, `a` in line 2 and")
    );
    assert!(told[1].contains("has no `person` in line 5"));
    assert!(only(yaml, "persn\n1\n").contains("has no column `person`; did you mean `persn`?"));
    // A value that could not be read is told once.
    let told = wrong("{file: p.csv, id: person, columns: {person: integer}}", table("person\n1\nx\n"));
    assert_eq!(told.len(), 1, "{told:?}");
    for repeated in ["person\n1,5\n1,5\n", "person\n2023-01-01\n2023-01-01\n"] {
        assert!(only(yaml, repeated).contains("twice"));
    }
}

#[test]
fn a_codebook_that_contradicts_itself_is_told_at_its_place() {
    let one = |column: &str| {
        let told = only(&format!("file: p.csv\ncolumns:\n  x: {column}\n"), "x\n");
        assert!(told.starts_with("3: "), "{told}");
        told
    };
    for (column, expected) in [
        ("{type: integer, range: [67, 18]}", "the range of `x` ends before it starts; write `[18, 67]`"),
        ("{type: integer, range: [1]}", "the range of `x` has 1 ends"),
        ("{type: integer, range: [a, 2]}", "the range of `x` ends at `a`, which is not a whole number"),
        ("{type: text, range: [1, 2]}", "`x` has a range, and holds text"),
        ("{type: integer, codes: {a: A}}", "the code `a` of `x` is not a whole number"),
        ("{type: integer, codes: {1: A, 1.0: B}}", "the code `1.0` of `x` stands twice"),
        ("{type: date, codes: [a]}", "`x` has codes, and holds dates"),
        ("{type: text, codes: {}}", "`x` has no codes"),
        ("{type: text, missing: [9, 9]}", "`9` stands twice under `missing` of `x`"),
        ("{type: text, unit: years}", "`x` has a unit, and holds text"),
        ("{type: text, format: dd.mm.yyyy}", "`x` has the format of a date, and holds text"),
        ("{type: date, format: dd.mm.yy}", "`dd.mm.yy` is not the format of a date"),
    ] {
        let told = one(column);
        assert!(told.contains(expected), "{told}");
    }
    assert!(refused("{file: a, columns: {x: {typ: text}}}").contains("unknown field `typ`"));
    assert!(refused("{file: a, columns: {x: tekst}}").contains("unknown variant `tekst`"));
    assert!(refused("{file: a, columns: {x: {type: text, required: 3}}}").contains("bool"));
}

#[test]
fn codes_and_a_range_together_name_some_of_the_values() {
    let yaml = "{file: p.csv, columns: {x: {type: integer, range: [0, 10], codes: {0: aldri, 10: alltid, 88: annet}}}}";
    assert_eq!(values(&read(yaml, "x\n0\n5\n10\n88\n"), "x"), ["0", "5", "10", "88"]);
    assert!(only(yaml, "x\n11\n").contains("outside its range, 0 to 10"));
}

#[test]
fn a_column_without_a_type_is_as_the_file_has_it() {
    let yaml = "{file: p.csv, columns: {x: {missing: [NA], label: X}, y: {codes: {1: ja, 2: nei}}, z: }}";
    let frame = read(yaml, "x;y;z\n1;1;1\nNA;2;a\n");
    assert_eq!(kinds(&frame), [ColumnType::Integer, ColumnType::Category, ColumnType::Text]);
    assert_eq!(values(&frame, "\u{1}missing:x"), ["", "NA"]);
}

#[test]
fn tables_without_rows_or_columns_are_tables() {
    assert_eq!(read("file: p.csv", "a;b\n").height(), 0);
    assert_eq!(read("file: p.csv", "").columns.len(), 0);
    let (frame, _) = declare(typed(Vec::new()), &source("{file: p.csv, columns: {x: text}, id: x}"), &named("p"));
    assert_eq!(frame.columns.len(), 1);
    let (_, problems) = declare(table("\u{1}row;a\n1;2\n"), &source("file: p.csv"), &named("p"));
    assert!(problems[0].to_string().contains("starts with a control character"));
    let (_, problems) = declare(table("a;a\n1;2\n"), &source("file: p.csv"), &named("p"));
    assert!(problems[0].to_string().contains("is no table"));
}

#[test]
fn ten_thousand_columns_are_no_trouble() {
    let names: Vec<String> = (0..10_000).map(|place| format!("column{place}")).collect();
    let csv = format!("{}\n{}\n", names.join(";"), vec!["1"; 10_000].join(";"));
    let declared: String = names.iter().step_by(10).map(|name| format!("  {name}x: integer\n")).collect();
    let (frame, problems) = declare(table(&csv), &source(&format!("file: p.csv\ncolumns:\n{declared}")), &named("p"));
    assert_eq!((frame.columns.len(), problems.len()), (11_000, 1_000));
}
