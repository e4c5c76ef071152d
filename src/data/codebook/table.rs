//! The columns of one table, converted one by one.

use std::collections::{HashMap, HashSet};

use polars::prelude::{DataType, Series};

use super::super::frame::missing_reasons;
use super::super::raw::{RawColumn, RawTable};
use super::super::{Cell, Column, ColumnType, DataSource, Decimal};
use super::convert::{Converted, convert};
use super::declared::{DeclaredColumn, Fields};
use super::dtype_of;
use super::guess::guess;
use super::marks::{Marks, marks};
use super::mistake::Mistakes;
use super::rules::Rules;
use super::sightings::{Sightings, shown};
use crate::diag::{Diagnostic, Location, Problem, Spanned};
use crate::results::Text;

/// More columns than this that a file lacks get no «did you mean».
const SUGGESTED: usize = 20;

/// A table while its columns are converted.
pub(super) struct Table<'a> {
    /// What it is called in a message.
    pub called: String,
    raw: &'a RawTable,
    source: &'a DataSource,
    name: &'a Spanned<String>,
    declared: HashMap<&'a str, &'a (Spanned<String>, DeclaredColumn)>,
}

/// One column, converted, and what is wrong with it.
pub(super) struct Outcome {
    pub column: Column,
    pub values: Series,
    /// Why values are missing, where that is known.
    pub reasons: Option<Series>,
    pub problems: Vec<Diagnostic>,
    lacking: bool,
}

impl Outcome {
    /// Whether values are missing that the file has, or should have.
    pub fn lacks_values(&self) -> bool {
        self.lacking || !self.problems.is_empty()
    }
}

impl<'a> Table<'a> {
    /// The table of the source with this name; messages may call it otherwise.
    pub fn new(called: String, raw: &'a RawTable, source: &'a DataSource, name: &'a Spanned<String>) -> Table<'a> {
        let declared = source.columns.iter().map(|entry| (entry.0.as_str(), entry)).collect();
        Table { called, raw, source, name, declared }
    }

    /// Where this row stands in the file.
    pub fn place(&self, row: usize) -> String {
        self.raw.places.of(row)
    }

    /// Where the specification names the file, or the source that has none.
    pub fn location(&self) -> Option<Location> {
        self.source.file.as_ref().map_or_else(|| self.name.location(), Spanned::location)
    }

    fn names(&self) -> impl Iterator<Item = &'a str> {
        self.raw.columns.iter().map(|column| column.name.as_str())
    }

    /// The columns of the file that the codebook does not name.
    fn not_declared(&self) -> Vec<&'a str> {
        self.names().filter(|name| !self.declared.contains_key(name)).collect()
    }

    fn not_there(&self) -> impl Iterator<Item = &'a (Spanned<String>, DeclaredColumn)> {
        let known: HashSet<&str> = self.names().collect();
        self.source.columns.iter().filter(move |(key, _)| !known.contains(key.as_str()))
    }

    /// Says which declared columns the file lacks.
    pub fn absent(&self) -> Vec<Diagnostic> {
        let free = self.not_declared();
        let diagnostic = |(place, (key, _)): (usize, &(Spanned<String>, DeclaredColumn))| {
            let near = free.iter().copied().filter(|_| place < SUGGESTED);
            Problem::new(format!("`{}` has no column `{key}`", self.called)).closest_of(key, near).at(key.location())
        };
        self.not_there().enumerate().map(diagnostic).collect()
    }

    /// The declared columns that the file lacks, without values.
    pub fn lacking(&self, height: usize) -> impl Iterator<Item = Outcome> {
        self.not_there().map(move |(key, DeclaredColumn(fields))| {
            let kind = fields.kind.as_ref().map_or(ColumnType::Text, |kind| kind.value.into());
            let mut problems = Vec::new();
            let rules = Rules::of(fields, kind, key, &[], &mut problems);
            let column = described(key, fields, &rules, &[], None);
            Outcome { column, values: no_values(key, kind, height), reasons: None, problems, lacking: true }
        })
    }

    /// Says which columns may not be there: those that the codebook does not name, where it must name all, and those
    /// whose names are kept for our own.
    pub fn undeclared(&self) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        if let Some(name) = self.names().find(|name| name.starts_with('\u{1}')) {
            let name = shown(name);
            let what = format!("`{}` has a column whose name starts with a control character: `{name}`", self.called);
            problems.push(Problem::new(what).hint("rename it in the file").at(self.location()));
        }
        let mut free = Sightings::default();
        if self.source.only_declared {
            self.not_declared().iter().enumerate().for_each(|(at, name)| free.see(at, || (*name).to_owned()));
        }
        if !free.is_empty() {
            let (columns, names) = (free.counted("a column", "columns"), free.values());
            let what = format!("`{}` has {columns} that the codebook does not name: {names}", self.called);
            let hint = "add what is needed under `columns:`, or remove `only_declared`";
            problems.push(Problem::new(what).hint(hint).at(self.location()));
        }
        problems
    }

    /// Converts one column.
    pub fn column(&self, raw: &RawColumn) -> Outcome {
        let nothing_said = DeclaredColumn::default();
        let declared = self.declared.get(raw.name.as_str());
        let location = declared.and_then(|(key, _)| key.location()).or_else(|| self.location());
        let key = Spanned::new(raw.name.clone(), location);
        let fields = &declared.map_or(&nothing_said, |(_, declared)| declared).0;
        let values = plain(&raw.values);
        let mut problems = Vec::new();
        let (kind, guessed) = self.kind(fields, raw, &values);
        let rules = Rules::of(fields, kind, &key, &raw.codes, &mut problems);
        let marks = guessed.unwrap_or_else(|| self.marks(kind, &values));
        let column = described(&key, fields, &rules, &raw.codes, raw.label.as_deref());
        let converted = match convert(&values, raw.missing.as_ref(), &rules, marks) {
            Ok(Some(converted)) => converted,
            failed => {
                let problem = match failed {
                    Err(error) => Problem::new(format!("`{key}` of `{}` cannot be read: {error}", self.called)),
                    Ok(_) => {
                        let found = kind_of(values.dtype());
                        Problem::new(format!(
                            "`{key}` of `{}` holds {found}, and is declared to hold {kind}",
                            self.called
                        ))
                        .hint("state the type that the file has, or none")
                    }
                };
                problems.push(problem.at(key.location()));
                let values = no_values(&key, kind, values.len());
                Converted { values, reasons: None, mistakes: Mistakes::default() }
            }
        };
        let mistakes = converted.mistakes.problems(&self.called, &key, &rules, |row| self.place(row));
        problems.extend(mistakes.into_iter().map(|problem| problem.at(key.location())));
        Outcome {
            column,
            values: converted.values.with_name(raw.name.as_str().into()),
            reasons: converted.reasons.map(|reasons| reasons.with_name(missing_reasons(&raw.name).into())),
            problems,
            lacking: false,
        }
    }

    /// What a column holds: as declared, or as the file has it. A text file has no types, so its columns tell.
    fn kind(&self, fields: &Fields, raw: &RawColumn, values: &Series) -> (ColumnType, Option<Marks>) {
        let texts = values.str().ok();
        match (&fields.kind, texts) {
            (Some(kind), _) => (kind.value.into(), None),
            (None, None) => (kind_of(values.dtype()), None),
            (None, Some(_)) if fields.codes.is_some() || !raw.codes.is_empty() => (ColumnType::Category, None),
            (None, Some(texts)) if self.raw.recognised.delimiter.is_some() => {
                let missing = fields.missing.as_ref().map_or(&[][..], |missing| &missing.0);
                let is_missing = |text: &&str| missing.iter().any(|(code, _)| code.as_str() == text.trim());
                let present = texts.iter().flatten().filter(|text| !is_missing(text));
                let (kind, marks) = guess(present, self.stated().or(self.raw.recognised.decimal));
                (kind, Some(marks))
            }
            (None, Some(_)) => (ColumnType::Text, None),
        }
    }

    /// The decimal mark that the specification states.
    fn stated(&self) -> Option<Decimal> {
        self.source.decimal.as_ref().map(|mark| mark.value)
    }

    fn marks(&self, kind: ColumnType, values: &Series) -> Marks {
        match (kind, values.str()) {
            (ColumnType::Integer | ColumnType::Number, Ok(texts)) => {
                marks(texts.iter().flatten(), self.stated(), self.raw.recognised.decimal)
            }
            _ => Marks::default(),
        }
    }
}

/// The words of a column: those of the specification, and those of the file where it has none.
fn described(
    key: &Spanned<String>,
    fields: &Fields,
    rules: &Rules,
    codes: &[(Cell, String)],
    label: Option<&str>,
) -> Column {
    let of_file = || label.filter(|label| !label.trim().is_empty()).map(Text::from);
    Column {
        missing: Vec::new(),
        name: key.value.clone(),
        kind: rules.kind,
        label: fields.label.clone().or_else(of_file),
        codes: rules.shown_codes(codes),
        unit: fields.unit.as_ref().map(|unit| unit.value),
    }
}

/// The values of a file in one of the types that a frame has; as texts where they fit into none of the others.
fn plain(values: &Series) -> Series {
    let wanted = match values.dtype() {
        DataType::String | DataType::Int64 | DataType::Float64 | DataType::Boolean | DataType::Date => {
            return values.clone();
        }
        other if other.is_integer() => DataType::Int64,
        other if other.is_float() || other.is_decimal() || other.is_null() => DataType::Float64,
        DataType::Datetime(_, _) => DataType::Date,
        _ => DataType::String,
    };
    let cast = values.strict_cast(&wanted).or_else(|_| values.cast(&DataType::String));
    cast.unwrap_or_else(|_| Series::full_null(values.name().clone(), values.len(), &DataType::String))
}

fn kind_of(dtype: &DataType) -> ColumnType {
    match dtype {
        DataType::Int64 => ColumnType::Integer,
        DataType::Float64 => ColumnType::Number,
        DataType::Boolean => ColumnType::Boolean,
        DataType::Date => ColumnType::Date,
        _ => ColumnType::Text,
    }
}

fn no_values(name: &str, kind: ColumnType, height: usize) -> Series {
    Series::full_null(name.into(), height, &dtype_of(kind))
}
