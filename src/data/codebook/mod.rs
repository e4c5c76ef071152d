//! What the columns of a file mean, and whether its values agree.
//!
//! [`declare`] turns the columns of a file into the types that the codebook of the specification declares, and holds every
//! value against it. Nothing that disagrees is passed over: each kind of mistake in each column is one diagnostic, with the
//! first few places and how many there are.
//!
//! * A declared column takes its type, codes, labels, unit and missing values from the specification, and whatever that
//!   does not say from the file: its types, variable labels, value labels and user-missing values.
//! * A column that is not declared stays as the file has it. Only a text file has no types: there `guess.rs` says, by a
//!   strict rule, which columns are numbers or dates.
//! * An empty text is no value, and neither is a number that is NaN; an infinite number is a mistake.
//!
//! Beside its columns a frame holds hidden ones: the row of the file, and for each column that has them the reasons why
//! values are missing.

mod allowed;
mod codes;
mod convert;
mod date;
mod declared;
mod guess;
mod marks;
mod mistake;
mod number;
mod reading;
mod reasons;
mod rules;
mod sightings;
mod table;
#[cfg(test)]
pub(in crate::data) mod tests;
mod unique;

use std::collections::HashSet;

use polars::prelude::{Column as Values, DataFrame, DataType, IntoColumn, NamedFrom, Series};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use self::table::{Outcome, Table};
use super::frame::{Fact, Frame, ROW};
use super::raw::{Places, RawTable};
use super::{Column, ColumnType, DataSource};
use crate::diag::{Diagnostic, Problem, Spanned};

pub(in crate::data) use date::days_to;
pub use declared::DeclaredColumn;
pub(in crate::data) use rules::value_of;
pub(in crate::data) use sightings::Sightings;
pub(in crate::data) use unique::Clashes;

/// Makes a frame of a table, and holds its values against the codebook.
///
/// The frame is there even where something is wrong, so that what is derived from it can be checked in the same run: a
/// value that is a mistake is missing in it, and so are all values of a column that the file lacks.
pub(in crate::data) fn declare(raw: RawTable, source: &DataSource, name: &Spanned<String>) -> (Frame, Vec<Diagnostic>) {
    let height = raw.height;
    let table = Table::new(called(&raw.places, source, name), &raw, source, name);
    let mut problems = table.absent();
    problems.extend(table.undeclared());
    let mut outcomes: Vec<Outcome> = raw.columns.par_iter().map(|column| table.column(column)).collect();
    outcomes.extend(table.lacking(height));
    let (mut columns, mut visible, mut hidden) = (Vec::new(), Vec::new(), vec![row_numbers(height)]);
    let mut wrong = HashSet::new();
    for outcome in outcomes {
        if outcome.lacks_values() {
            wrong.insert(outcome.column.name.clone());
        }
        problems.extend(outcome.problems);
        hidden.extend(outcome.reasons.map(IntoColumn::into_column));
        visible.push(outcome.values.into_column());
        columns.push(outcome.column);
    }
    visible.extend(hidden);
    let rows = DataFrame::new(height, visible).unwrap_or_else(|error| {
        columns.clear();
        problems.push(Problem::new(format!("`{}` is no table: {error}", table.called)).at(table.location()));
        DataFrame::empty_with_height(height)
    });
    if let Some(id) = source.id.as_ref().filter(|_| !columns.is_empty()) {
        problems.extend(unique(id, &rows, &columns, &table, wrong.contains(id.as_str())));
    }
    let frame = Frame {
        remote: None,
        name: name.value.clone(),
        rows,
        columns,
        files: Vec::new(),
        places: raw.places,
        recognised: raw.recognised,
        states: Vec::new(),
        facts: vec![Fact::RowsRead(height as u64)],
    };
    (frame, problems)
}

/// What stands in the way of the column that `id` names. Where some of its values could not be read, a missing one is
/// no news.
fn unique(
    id: &Spanned<String>,
    rows: &DataFrame,
    columns: &[Column],
    table: &Table<'_>,
    incomplete: bool,
) -> Vec<Diagnostic> {
    match rows.column(id) {
        Ok(values) if columns.iter().any(|column| column.name == id.value) => {
            let clashes = Clashes::of(values.as_materialized_series());
            clashes.diagnostics(&table.called, id, !incomplete, |row| table.place(row))
        }
        _ => {
            let names = columns.iter().map(|column| column.name.as_str());
            let problem = Problem::new(format!("`{}` has no column `{id}`", table.called)).closest_of(id, names);
            vec![problem.at(id.location())]
        }
    }
}

/// What the table is called in a message: its file, or its name where it is made of several or of none.
fn called(places: &Places, source: &DataSource, name: &str) -> String {
    match (&source.file, places) {
        (None, _) | (_, Places::Files(_)) => name.to_owned(),
        (Some(file), _) => file.value.clone(),
    }
}

/// The hidden column that holds the row of the file.
fn row_numbers(height: usize) -> Values {
    let last = u32::try_from(height).unwrap_or(u32::MAX);
    Series::new(ROW.into(), (0..last).collect::<Vec<u32>>()).into_column()
}

/// The type of the values of a column of this kind.
pub(in crate::data) fn dtype_of(kind: ColumnType) -> DataType {
    match kind {
        ColumnType::Integer => DataType::Int64,
        ColumnType::Number => DataType::Float64,
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Date => DataType::Date,
        ColumnType::Text | ColumnType::Category => DataType::String,
    }
}
