//! The rows of a source as SQL: a chain of named steps, each built on the one before.

use super::super::expression::Expression;
use super::{Dialect, Sql};
use crate::data::frame::Frame;
use crate::data::{Cell, Column, DataSource};
use crate::diag::Diagnostic;
use crate::results::Language;

/// The rows of a source as SQL.
#[derive(Clone, Debug)]
pub(in crate::data) struct Statement {
    pub dialect: Dialect,
    /// The table that the rows are in.
    pub table: String,
    /// The steps: each has a name and a query over those before it.
    steps: Vec<(String, String)>,
    /// The name of the step that holds the rows.
    last: String,
    /// The conditions of restrictions.
    conditions: Vec<String>,
}

impl Statement {
    /// The rows of a table with what the codebook calls missing left out, with derived columns, and those that are kept.
    pub fn of(source: &DataSource, sql: &Sql, frame: &Frame) -> Result<Statement, Vec<Diagnostic>> {
        let dialect = sql.dialect;
        let table = sql.table.split('.').map(|part| dialect.identifier(part)).collect::<Vec<_>>().join(".");
        let mut columns = Vec::new();
        for (name, declared) in &source.columns {
            let column = dialect.identifier(name);
            let known = frame.columns().iter().find(|known| known.name == **name);
            let codes = declared.reasons();
            if codes.is_empty() {
                columns.push(column);
                continue;
            }
            let codes: Vec<String> = codes.iter().map(|(code, _)| literal_of(dialect, known, code)).collect();
            columns
                .push(format!("CASE WHEN {column} IN ({}) THEN NULL ELSE {column} END AS {column}", codes.join(", ")));
            columns.push(format!("{column} AS {}", dialect.identifier(&as_written(name))));
        }
        let mut statement =
            Statement { dialect, table, steps: Vec::new(), last: String::new(), conditions: Vec::new() };
        statement.step("source_rows", format!("SELECT {} FROM {}", columns.join(", "), statement.table));
        for (number, (name, derivation)) in source.derive.iter().enumerate() {
            let Some(expression) = derivation.expression() else { continue };
            let value = statement.expression(frame, expression)?;
            let query = format!("SELECT s.*, {value} AS {} FROM {} s", dialect.identifier(name), statement.last);
            statement.step(&format!("derived_{}", number + 1), query);
        }
        if let Some(keep) = &source.keep {
            let condition = statement.expression(frame, keep)?;
            statement.step("kept_rows", format!("SELECT * FROM {} WHERE {condition}", statement.last));
        }
        Ok(statement)
    }

    /// Adds a step, which then holds the rows.
    pub fn step(&mut self, name: &str, query: String) {
        self.steps.push((name.to_owned(), query));
        name.clone_into(&mut self.last);
    }

    /// Adds a step that the rows are not in.
    pub fn aside(&mut self, name: &str, query: String) {
        self.steps.push((name.to_owned(), query));
    }

    /// The steps under names that start with that of a panel, which stand beside those of its persons.
    pub fn steps_under(&self, panel: &str) -> Vec<(String, String)> {
        let renamed = |query: &str| {
            let mut query = query.to_owned();
            for (name, _) in &self.steps {
                for end in [" ", ")"] {
                    query = query.replace(&format!("FROM {name}{end}"), &format!("FROM {panel}_{name}{end}"));
                }
                if let Some(start) = query.strip_suffix(&format!("FROM {name}")) {
                    query = format!("{start}FROM {panel}_{name}");
                }
            }
            query
        };
        self.steps.iter().map(|(name, query)| (format!("{panel}_{name}"), renamed(query))).collect()
    }

    /// The step that holds the rows.
    pub fn last(&self) -> &str {
        &self.last
    }

    /// An expression over the columns of the rows.
    pub fn expression(&self, frame: &Frame, expression: &Expression) -> Result<String, Vec<Diagnostic>> {
        let typed = expression.parse().map_err(|problem| vec![problem])?.check(frame)?;
        Ok(typed.sql(self.dialect, &|name| self.dialect.identifier(name)))
    }

    /// The rows for which a condition holds.
    #[must_use]
    pub fn only(&self, condition: String) -> Statement {
        let mut statement = self.clone();
        statement.conditions.push(condition);
        statement
    }

    /// The rows with this value in a column.
    #[must_use]
    pub fn with(&self, column: &str, value: &Cell) -> Statement {
        self.only(format!("{} = {}", self.dialect.identifier(column), literal(self.dialect, value)))
    }

    /// Why a column has no value: the reason of the codebook, or `otherwise`; nothing where it has a value.
    pub fn why_missing(&self, column: &Column, otherwise: &str) -> String {
        let dialect = self.dialect;
        let written = dialect.identifier(&as_written(&column.name));
        let reasons = column.missing.iter().map(|(code, reason)| {
            let reason = dialect.text(reason.get(Language::Bokmal));
            format!(" WHEN {written} IN ({}) THEN {reason}", literal_of(dialect, Some(column), code))
        });
        let column = dialect.identifier(&column.name);
        format!(
            "CASE WHEN {column} IS NOT NULL THEN NULL{} ELSE {} END",
            reasons.collect::<String>(),
            dialect.text(otherwise)
        )
    }

    /// How many rows have each combination of values.
    pub fn tally(&self, keys: &[String]) -> String {
        self.grouped(keys, "COUNT(*)", &self.last.clone(), &[])
    }

    /// A query over a step that groups by `keys` and computes `value`; `more` are conditions beside those of the rows.
    pub fn grouped(&self, keys: &[String], value: &str, from: &str, more: &[String]) -> String {
        let with: Vec<String> = self.steps.iter().map(|(name, query)| format!("{name} AS (\n  {query}\n)")).collect();
        let mut columns: Vec<String> =
            keys.iter().enumerate().map(|(number, key)| format!("{key} AS key_{}", number + 1)).collect();
        columns.push(format!("{value} AS number"));
        let mut sql = format!("WITH {}\nSELECT {}\nFROM {from}", with.join(",\n"), columns.join(", "));
        let conditions: Vec<String> =
            self.conditions.iter().chain(more).map(|condition| format!("({condition})")).collect();
        if !conditions.is_empty() {
            sql += &format!("\nWHERE {}", conditions.join(" AND "));
        }
        if !keys.is_empty() {
            // By the expressions themselves: not every database may name the result columns here.
            let numbers: Vec<String> = (1..=keys.len()).map(|number| number.to_string()).collect();
            sql += &format!("\nGROUP BY {0}\nORDER BY {0}", numbers.join(", "));
        }
        sql
    }
}

/// The column as the table has it, with the values that mean that there is none.
fn as_written(column: &str) -> String {
    format!("{column}_as_written")
}

/// A value as a literal.
fn literal(dialect: Dialect, value: &Cell) -> String {
    match value {
        Cell::Boolean(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        Cell::Integer(value) => value.to_string(),
        Cell::Number(value) => value.to_string(),
        Cell::Date(value) => format!("DATE '{value}'"),
        Cell::Text(value) => dialect.text(value),
        Cell::Missing => "NULL".to_owned(),
    }
}

/// A code of a codebook as a literal of the type of its column.
fn literal_of(dialect: Dialect, column: Option<&Column>, code: &str) -> String {
    use crate::data::ColumnType::{Integer, Number};
    match column.map(|column| column.kind) {
        Some(Integer | Number) if code.parse::<f64>().is_ok() => code.to_owned(),
        _ => dialect.text(code),
    }
}
