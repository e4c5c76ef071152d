//! Panels in files: every order of rows, every way to read them, and files that are damaged.

use std::fs;
use std::path::PathBuf;

use polars::prelude::{Column, DataFrame, DataType, IdxCa, NamedFrom, ParquetWriter};

use super::*;

/// A folder of its own for a test, emptied afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("utfall-panel-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, frame: &DataFrame, rows_per_group: usize) {
        let file = fs::File::create(self.0.join(name)).unwrap();
        let writer = ParquetWriter::new(file).with_row_group_size(Some(rows_per_group)).with_data_page_size(Some(2000));
        writer.finish(&mut frame.clone()).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const PERSONS: i64 = 211;
const MONTHS: i64 = 40;
const STATUS: [&str; 4] = ["jobb", "ledig", "tiltak", "syk"];

/// A number that looks like chance.
fn chance(at: i64, what: i64) -> i64 {
    let mixed = (at * 7 + what + 1).wrapping_mul(0x5851_f42d_4c95_7f2d);
    (mixed ^ (mixed >> 29)).wrapping_mul(0x2545_f491_4f6c_dd1d).unsigned_abs() as i64 >> 33
}

/// All rows: person, month, status, timer, lonn; some values are missing.
fn rows() -> DataFrame {
    let all: Vec<(i64, i64)> = (0..PERSONS).flat_map(|person| (1..=MONTHS).map(move |month| (person, month))).collect();
    let some = |at: i64, what: i64| chance(at, what) % 17 != 0;
    let at = |(person, month): &(i64, i64)| person * MONTHS + month;
    let status = all.iter().map(|row| some(at(row), 1).then(|| STATUS[(chance(at(row) / 3, 2) % 4) as usize]));
    let hours = all.iter().map(|row| some(at(row), 3).then(|| chance(at(row), 4) % 170));
    let wages = all.iter().map(|row| some(at(row), 5).then(|| (chance(at(row), 6) % 4_000_000) as f64 / 100.0));
    let columns: Vec<Column> = vec![
        Series::new("person".into(), all.iter().map(|(person, _)| 1000 + person * 3).collect::<Vec<i64>>()).into(),
        Series::new("month".into(), all.iter().map(|(_, month)| *month).collect::<Vec<i64>>()).into(),
        Series::new("status".into(), status.collect::<Vec<Option<&str>>>()).into(),
        Series::new("timer".into(), hours.collect::<Vec<Option<i64>>>()).into(),
        Series::new("lonn".into(), wages.collect::<Vec<Option<f64>>>()).into(),
    ];
    DataFrame::new(all.len(), columns).unwrap()
}

/// Every second person of the register, and one that is not in it.
fn half() -> Frame {
    let rows: Vec<String> =
        (0..=PERSONS).rev().step_by(2).map(|person| format!("- {{person: {}}}", 1000 + person * 3)).collect();
    persons(&format!("rows:\n{}\n", rows.join("\n")))
}

const PANEL: &str = "panel:\n  of: personer\n  person: person\n  month: month\n  months: [2, 39]\n  absent: missing\n  \
    states: {i_jobb: 'status == \"jobb\"', heltid: timer >= 150, begge: 'status == \"jobb\" or timer < lonn / 1000'}\n  \
    outcomes: {n: {months_in: begge}, f: {first_month_in: heltid}, s: {spells_in: i_jobb, at_least: 2}, \
    l: {total: lonn, from: 3, to: 9}, t: {total: timer}}\n";

fn shown(outcome: &PanelOutcome) -> String {
    let columns: Vec<String> =
        outcome.columns.iter().map(|(known, _)| format!("{} {:?}", known.name, column(outcome, &known.name))).collect();
    format!("{columns:?} {:?} {:?}", outcome.states, outcome.facts)
}

fn permuted(frame: &DataFrame, key: impl Fn(i64) -> i64) -> DataFrame {
    let mut order: Vec<u32> = (0..frame.height() as u32).collect();
    order.sort_by_key(|row| key(i64::from(*row)));
    frame.take(&IdxCa::from_vec("".into(), order)).unwrap()
}

#[test]
fn neither_order_nor_format_nor_grouping_shows() {
    let folder = Folder::new("orders");
    let (rows, persons) = (rows(), half());
    let read = |yaml: &str| shown(&outcome_in(&folder.0, &format!("{yaml}{PANEL}"), &persons).unwrap());
    folder.write("person.parquet", &rows, 1000);
    let expected = read("file: person.parquet\n");
    folder.write("month.parquet", &permuted(&rows, |row| row % MONTHS), 211);
    folder.write("any.parquet", &permuted(&rows, |row| chance(row, 9)), 100_000);
    for file in ["month.parquet", "any.parquet"] {
        assert_eq!(read(&format!("file: {file}\n")), expected, "{file}");
    }
    // Through the codebook, with a derived column, and with all rows kept by a condition.
    assert_eq!(read("file: person.parquet\ncolumns: {timer: {type: integer}}\n"), expected);
    assert_eq!(read("file: month.parquet\nderive: {dobbelt: timer * 2}\n"), expected);
    assert_eq!(read("file: any.parquet\nwhere: month > 0\n"), expected);
    // In two files.
    folder.write("del-1.parquet", &rows.slice(0, 3333), 500);
    folder.write("del-2.parquet", &rows.slice(3333, rows.height()), 700);
    assert_eq!(read("file: del-*.parquet\n"), expected);
    // Persons whose numbers are text, and months that are read as text.
    let mut texts = rows.clone();
    texts.with_column(rows.column("person").unwrap().cast(&DataType::String).unwrap()).unwrap();
    folder.write("text.parquet", &texts, 1000);
    assert_eq!(read("file: text.parquet\n"), expected);
    let csv: Vec<String> = (0..rows.height())
        .map(|row| {
            let cell = |column: &Column| column.get(row).unwrap().str_value().into_owned();
            rows.columns().iter().map(|column| cell(column).replace("null", "")).collect::<Vec<_>>().join(";")
        })
        .collect();
    fs::write(folder.0.join("rows.csv"), format!("person;month;status;timer;lonn\n{}\n", csv.join("\n"))).unwrap();
    assert_eq!(read("file: rows.csv\n"), expected);
}

#[test]
fn outcomes_are_those_of_counting_row_by_row() {
    let folder = Folder::new("counting");
    let (rows, persons) = (rows(), half());
    folder.write("rows.parquet", &rows, 640);
    let panel = PANEL.replace("absent: missing", "absent: not_in_state");
    let outcome = outcome_in(&folder.0, &format!("file: rows.parquet\n{panel}"), &persons).unwrap();
    let number = |name: &str, row: usize| rows.column(name).unwrap().get(row).unwrap().extract::<f64>();
    let status = rows.column("status").unwrap().str().unwrap();
    for (place, person) in (0..=PERSONS).rev().step_by(2).enumerate() {
        let (mut n, mut first, mut wage, mut hours) = (0, None, 0.0, 0.0);
        for month in 2..40 {
            let row = (person * MONTHS + month - 1) as usize;
            if person == PERSONS {
                continue;
            }
            let (timer, lonn) = (number("timer", row), number("lonn", row));
            let little = timer.zip(lonn).is_some_and(|(timer, lonn)| timer < lonn / 1000.0);
            n += i32::from(status.get(row) == Some("jobb") || little);
            first = first.or((timer >= Some(150.0)).then_some(month));
            wage += if (3..10).contains(&month) { lonn.unwrap_or(0.0) } else { 0.0 };
            hours += timer.unwrap_or(0.0);
        }
        let value = |name: &str| {
            let (_, values) = outcome.columns.iter().find(|(column, _)| column.name == name).unwrap();
            values.get(place).unwrap().extract::<f64>()
        };
        assert_eq!(value("n"), Some(f64::from(n)), "{person}");
        assert_eq!(value("f"), first.map(|month| month as f64), "{person}");
        assert!((value("l").unwrap() - wage).abs() < 1e-6, "{person}");
        assert_eq!(value("t"), Some(hours), "{person}");
    }
}

#[test]
fn a_damaged_file_is_an_error_and_never_a_panic() {
    let folder = Folder::new("damaged");
    let few = rows().slice(0, 200);
    folder.write("whole.parquet", &few, 90);
    let bytes = fs::read(folder.0.join("whole.parquet")).unwrap();
    let persons = half();
    let yaml = format!("file: damaged.parquet\n{PANEL}");
    for length in (0..bytes.len()).step_by(97) {
        fs::write(folder.0.join("damaged.parquet"), &bytes[..length]).unwrap();
        assert!(outcome_in(&folder.0, &yaml, &persons).is_err(), "{length}");
    }
    // A wrong byte may go unnoticed in a value, but nothing may break on it.
    for (at, flipped) in (0..bytes.len()).step_by(7).zip([0xff, 0x01, 0x80].into_iter().cycle()) {
        let mut wrong = bytes.clone();
        wrong[at] ^= flipped;
        fs::write(folder.0.join("damaged.parquet"), &wrong).unwrap();
        let _ = outcome_in(&folder.0, &yaml, &persons);
    }
}
