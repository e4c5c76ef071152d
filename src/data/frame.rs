//! One data source, read and made sense of.

use std::path::PathBuf;

use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray, Series};

use super::coded::Coded;
use super::panel::StateMonths;
use super::query::Remote;
use super::raw::{Places, Recognised};
use super::{Cell, Column, ColumnType, DataSource, DeclaredColumn};
use crate::diag::{Diagnostic, Problem, Spanned};

/// The hidden column that holds the row of the file.
pub(in crate::data) const ROW: &str = "\u{1}row";

/// The hidden column that holds why values of this column are missing.
pub(in crate::data) fn missing_reasons(column: &str) -> String {
    format!("\u{1}missing:{column}")
}

/// One data source, read and made sense of.
#[derive(Clone, Debug)]
pub struct Frame {
    pub(in crate::data) name: String,
    /// The values; names that start with U+0001 are our own.
    pub(in crate::data) rows: DataFrame,
    /// What is known of each visible column, in the order of `rows`.
    pub(in crate::data) columns: Vec<Column>,
    pub(in crate::data) files: Vec<InputFile>,
    pub(in crate::data) places: Places,
    pub(in crate::data) recognised: Recognised,
    /// The months that each person was in each state, one entry a row, where a panel gives them.
    pub(in crate::data) states: Vec<StateMonths>,
    /// What happened on the way from the file to these rows.
    pub(in crate::data) facts: Vec<Fact>,
    /// The rows in a database, which are not held.
    pub(in crate::data) remote: Option<Remote>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Its path, relative to the specification.
    pub path: String,
    /// Its bytes.
    pub contents: Contents,
}

/// The bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contents {
    /// A file small enough to keep.
    Held(Vec<u8>),
    /// A file that is read again where its bytes are needed.
    OnDisk(PathBuf),
}

/// What happened to rows on the way from the file to the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Rows of the file, before anything was left out.
    RowsRead(u64),
    /// Rows that `where` left out.
    RowsLeftOut(u64),
    /// A join: how many rows found a partner in the other source, and how many did not.
    Joined {
        /// The other source.
        with: String,
        /// Rows with a partner.
        matched: u64,
        /// Rows without.
        unmatched: u64,
        /// Rows of the other source that no row asked for.
        unused: u64,
    },
    /// Rows of a panel: read, left out, of persons that the persons' source does not hold, outside the months.
    Panel {
        /// The source of the panel.
        source: String,
        /// Rows read.
        rows: u64,
        /// Rows that `where` left out.
        left_out: u64,
        /// Rows of unknown persons.
        unknown_persons: u64,
        /// Rows before the first or after the last month.
        outside_months: u64,
        /// Persons without any row.
        persons_without_rows: u64,
    },
}

impl Frame {
    /// The name of the source under `data`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many rows there are.
    pub fn height(&self) -> usize {
        self.rows.height()
    }

    /// What is known of the columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// What happened on the way from the file to these rows.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// What is known of a column.
    ///
    /// # Errors
    /// A diagnostic at the name when there is no such column.
    pub fn column(&self, name: &Spanned<String>) -> Result<&Column, Diagnostic> {
        self.columns.iter().find(|column| column.name == name.value).ok_or_else(|| self.lacks(name))
    }

    /// The values of a column that is known to be there.
    pub(in crate::data) fn series(&self, name: &Spanned<String>) -> Result<&Series, Diagnostic> {
        let column = self.column(name)?;
        self.rows.column(&column.name).map(|values| values.as_materialized_series()).map_err(|_| self.lacks(name))
    }

    /// The months that the rows were in this state.
    ///
    /// # Errors
    /// A diagnostic at the name when no panel has such a state.
    pub fn state(&self, name: &Spanned<String>) -> Result<&StateMonths, Diagnostic> {
        self.states.iter().find(|state| state.name == name.value).ok_or_else(|| {
            let problem = Problem::new(format!("`{}` has no state `{name}`", self.name));
            let known = self.states.iter().map(|state| state.name.as_str());
            match self.states.is_empty() {
                true => problem.hint(format!("declare a source with `panel: {{of: {}, states: …}}`", self.name)),
                false => problem.closest_of(name, known),
            }
            .at(name.location())
        })
    }

    /// Where this row stands in the file, for a person who looks it up.
    pub(in crate::data) fn place(&self, row: usize) -> String {
        let of_file = self.rows.column(ROW).ok().and_then(|rows| rows.u32().ok()).and_then(|rows| rows.get(row));
        self.places.of(of_file.map_or(row, |row| row as usize))
    }

    fn lacks(&self, name: &Spanned<String>) -> Diagnostic {
        let called = match self.files.as_slice() {
            [only] => &only.path,
            _ => &self.name,
        };
        Problem::new(format!("`{called}` has no column `{name}`"))
            .closest_of(name, self.columns.iter().map(|column| column.name.as_str()))
            .at(name.location())
    }

    /// Takes the reasons of missing values from the codebook.
    pub(in crate::data) fn give_reasons(&mut self, source: &DataSource) {
        for column in &mut self.columns {
            column.missing = source.columns.find(&column.name).map(DeclaredColumn::reasons).unwrap_or_default();
        }
    }

    /// The rows that have this value in a column; all of them where there is no such column.
    pub(in crate::data) fn restricted(&self, column: &str, value: &Cell) -> Frame {
        if let Some(remote) = &self.remote {
            let has = self.columns.iter().any(|known| known.name == column);
            let statement = if has { remote.statement.with(column, value) } else { remote.statement.clone() };
            return Frame { remote: Some(Remote { statement, ..remote.clone() }), ..self.clone() };
        }
        let coded = self.rows.column(column).ok().and_then(|column| Coded::of(column.as_materialized_series()).ok());
        let Some(coded) = coded else { return self.clone() };
        let wanted = coded.values.iter().position(|known| known == value);
        let chosen: Vec<bool> = coded.codes.iter().map(|code| Some(*code as usize) == wanted).collect();
        let mask = BooleanChunked::from_slice("chosen".into(), &chosen);
        let Ok(rows) = self.rows.filter(&mask) else { return self.clone() };
        let states = self.states.iter().map(|state| state.of_rows(&chosen)).collect();
        Frame { rows, states, ..self.clone() }
    }

    /// Whether the numbers of this column are whole or not, or true and false.
    pub(in crate::data) fn is_numeric(kind: ColumnType) -> bool {
        matches!(kind, ColumnType::Boolean | ColumnType::Integer | ColumnType::Number)
    }
}
