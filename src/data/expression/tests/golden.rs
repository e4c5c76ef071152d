//! The SQL of every expression of [`VALUES`](super::values::VALUES) in every dialect, beside the values that a database must
//! give for it: `tests/sql/expressions.json`, which `tests/sql/expressions.py` runs in DuckDB and PostgreSQL.
//!
//! `UPDATE=1 cargo test` rewrites the file. With `EXPRESSIONS=/tmp/more.json`, a thousand random expressions (others with
//! another `SEED`) are written there, for the same script.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::random::Random;
use super::values::VALUES;
use super::{COLUMNS, HEIGHT, Table, evaluated, table, typed};
use crate::data::query::Dialect;
use crate::data::{Cell, ColumnType};

/// How many random expressions are written on request.
const RANDOM: u64 = 1000;

fn path() -> PathBuf {
    // This file is src/data/expression/tests/golden.rs.
    Path::new(file!()).ancestors().nth(5).unwrap_or(Path::new("")).join("tests/sql/expressions.json")
}

fn name(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Boolean => "boolean",
        ColumnType::Integer => "integer",
        ColumnType::Number => "number",
        ColumnType::Text => "text",
        ColumnType::Category => "category",
        ColumnType::Date => "date",
    }
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Missing => Value::Null,
        Cell::Boolean(truth) => json!(truth),
        Cell::Integer(number) => json!(number),
        Cell::Number(number) if number.is_finite() => json!(number + 0.0),
        other => json!(other.to_string()),
    }
}

/// Everything that the script needs, one line for each thing to compare.
fn file(texts: &[String]) -> String {
    let table: Table = table();
    let frame = table.frame();
    let mut file = String::from("{\n\"columns\": {");
    for (number, (column, kind, _)) in COLUMNS.iter().enumerate() {
        let comma = if number > 0 { "," } else { "" };
        let values: Vec<Value> = table.rows.iter().map(|row| value(&row[column])).collect();
        let column = json!(column);
        write!(file, "{comma}\n  {column}: {{\"type\": \"{}\", \"values\": {}}}", name(*kind), json!(values))
            .expect("text");
    }
    file.push_str("\n},\n\"expressions\": [");
    for (number, text) in texts.iter().enumerate() {
        let Ok(typed) = typed(text, &table) else { continue };
        let values: Vec<Value> = evaluated(&typed, &frame).iter().map(value).collect();
        assert_eq!(values.len(), HEIGHT);
        let comma = if number > 0 { "," } else { "" };
        let (text, kind) = (json!(text), name(typed.kind()));
        write!(file, "{comma}\n{{\"expression\": {text},\n  \"type\": \"{kind}\", \"values\": {}", json!(values))
            .expect("text");
        for dialect in Dialect::ALL {
            let sql = typed.sql(dialect, &|column| dialect.identifier(column));
            write!(file, ",\n  \"{}\": {}", dialect.name(), json!(sql)).expect("text");
        }
        file.push('}');
    }
    file.push_str("\n]\n}\n");
    file
}

#[test]
fn the_sql_is_the_one_that_was_run_in_databases() {
    let texts: Vec<String> = VALUES.iter().map(|(text, _)| (*text).to_owned()).collect();
    let found = file(&texts);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path(), &found).expect("the golden file is written");
    }
    let expected = std::fs::read_to_string(path()).unwrap_or_default();
    let differs = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
    assert_eq!(differs, None, "`UPDATE=1 cargo test` rewrites {}", path().display());
    assert_eq!(found.len(), expected.len());
}

#[test]
fn random_expressions_are_written_on_request() {
    let Some(path) = std::env::var_os("EXPRESSIONS") else { return };
    let mut random = Random::new();
    let texts: Vec<String> = (0..RANDOM).map(|number| random.any(1 + (number % 3) as usize).to_string()).collect();
    std::fs::write(path, file(&texts)).expect("the file is written");
}

#[test]
fn names_and_texts_cannot_leave_their_quotes() {
    let table = Table { columns: vec![("a\"b`c'd--", ColumnType::Integer), ("t", ColumnType::Text)], rows: Vec::new() };
    let typed = typed("`a\"b``c'd--` > 0 and t == \"'; drop table x; --\\\"", &table).expect("typed");
    let sql = |dialect: Dialect| typed.sql(dialect, &|column| dialect.identifier(column));
    assert_eq!(
        sql(Dialect::Postgresql),
        "CAST(\"a\"\"b`c'd--\" AS bigint) > 0 AND CAST(\"t\" AS text) = '''; drop table x; --\\'"
    );
    assert_eq!(
        sql(Dialect::Spark),
        "CAST(`a\"b``c'd--` AS BIGINT) > 0 AND CAST(`t` AS STRING) = '\\'; drop table x; --\\\\'"
    );
}
