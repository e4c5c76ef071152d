//! Columns turned into rows, and rows into columns.

use std::fmt;

use polars::prelude::{Column as Values, DataFrame, DataType, IdxCa, IdxSize, NewChunkedArray, PolarsError, Series};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::super::codebook::{Clashes, dtype_of};
use super::super::frame::ROW;
use super::super::ordered::Ordered;
use super::super::{Column, ColumnType, Frame};
use super::derived::{called, reasons_of};
use super::names::Names;
use super::{long, wide};
use crate::diag::{Diagnostic, Problem, Spanned};

/// Turns the columns of several times into one row per time (`to: long`), or such rows into columns (`to: wide`).
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reshape {
    /// Into which shape.
    pub(super) to: Spanned<Shape>,
    /// The column or columns that name a person: one row each before `to: long`, and after `to: wide`.
    pub(super) id: Names,
    /// With `to: long` the new columns, each with the columns it is made of, by the value that `name` gets:
    /// `{hads: {6: hads_6, 12: hads_12}}`. With `to: wide` the columns that are spread out: `[hads]`.
    pub(super) columns: Measures,
    /// With `to: long` the name of the column that says which of the old columns a row is from.
    #[serde(default)]
    pub(super) name: Option<Spanned<String>>,
    /// With `to: wide` the column whose values tell a person's rows apart, and end the names of the new columns.
    #[serde(default)]
    pub(super) from: Option<Spanned<String>>,
}

/// The two shapes of repeated measurements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Shape {
    /// One row per person and time.
    Long,
    /// One row per person.
    Wide,
}

/// The columns that are reshaped.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Measures {
    /// New columns, each with its old ones.
    Long(Ordered<Ordered<Spanned<String>>>),
    /// The columns that are spread out.
    Wide(Vec<Spanned<String>>),
}

impl Reshape {
    /// The frame in its new shape.
    pub(super) fn apply(&self, frame: Frame) -> Result<Frame, Vec<Diagnostic>> {
        let wrong = |what: &str, hint: &str| vec![Problem::new(what).hint(hint).at(self.to.location())];
        match (self.to.value, &self.columns, &self.name, &self.from) {
            (Shape::Long, Measures::Long(columns), Some(name), None) => {
                self.insist_on_persons(&frame)?;
                long::long(frame, &self.id.0, columns, name)
            }
            (Shape::Wide, Measures::Wide(columns), None, Some(from)) => wide::wide(frame, &self.id.0, columns, from),
            (Shape::Long, _, None, _) => Err(wrong(
                "`to: long` lacks `name`",
                "name the column that says which column a row is from: `name: month`",
            )),
            (Shape::Long, Measures::Wide(_), ..) => {
                let hint = "write `columns: {hads: {6: hads_6, 12: hads_12}}`";
                Err(wrong("`to: long` needs the old columns of each new one", hint))
            }
            (Shape::Long, _, _, Some(_)) => Err(wrong("`from` belongs to `to: wide`", "remove `from`")),
            (Shape::Wide, _, _, None) => {
                Err(wrong("`to: wide` lacks `from`", "name the column that tells a person's rows apart: `from: month`"))
            }
            (Shape::Wide, Measures::Long(_), ..) => {
                Err(wrong("`to: wide` needs a list of columns", "write `columns: [hads]`"))
            }
            (Shape::Wide, _, Some(_), _) => Err(wrong("`name` belongs to `to: long`", "remove `name`")),
        }
    }

    /// Insists that the columns that name a person are there, and that one of them alone names one row.
    fn insist_on_persons(&self, frame: &Frame) -> Result<(), Vec<Diagnostic>> {
        let mut problems: Vec<Diagnostic> = self.id.0.iter().filter_map(|id| frame.column(id).err()).collect();
        if let ([id], true) = (self.id.0.as_slice(), problems.is_empty()) {
            let clashes = Clashes::of(frame.series(id).map_err(|problem| vec![problem])?);
            problems = clashes.diagnostics(called(frame), id, true, |row| frame.place(row));
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

/// A new frame that is put together column by column.
pub(super) struct Reshaped {
    columns: Vec<Column>,
    visible: Vec<Values>,
    hidden: Vec<Values>,
    height: usize,
}

impl Reshaped {
    /// A frame without columns yet.
    pub fn new(height: usize) -> Reshaped {
        Reshaped { columns: Vec::new(), visible: Vec::new(), hidden: Vec::new(), height }
    }

    /// Whether there is a column of this name.
    pub fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|column| column.name == name)
    }

    /// Adds a column, and why its values are missing.
    pub fn push(&mut self, column: Column, values: Series, reasons: Option<Series>) -> Result<(), PolarsError> {
        let values = values.cast(&dtype_of(column.kind))?;
        self.visible.push(values.with_name(column.name.as_str().into()).into());
        if let Some(reasons) = reasons {
            let name = super::super::frame::missing_reasons(&column.name);
            self.hidden.push(reasons.with_name(name.into()).into());
        }
        self.columns.push(column);
        Ok(())
    }

    /// Adds a column of a frame as it is, taken from these rows.
    pub fn keep(&mut self, frame: &Frame, column: &Column, rows: &IdxCa) -> Result<(), PolarsError> {
        let values = frame.rows.column(&column.name)?.as_materialized_series().take(rows)?;
        let reasons = reasons_of(frame, &column.name).map(|reasons| reasons.take(rows)).transpose()?;
        self.push(column.clone(), values, reasons)
    }

    /// The frame, whose rows come from these rows of the old one.
    pub fn finish(self, frame: Frame, rows: &IdxCa) -> Result<Frame, PolarsError> {
        let mut hidden = self.hidden;
        if let Ok(places) = frame.rows.column(ROW) {
            hidden.insert(0, places.as_materialized_series().take(rows)?.into());
        }
        let mut all = self.visible;
        all.extend(hidden);
        Ok(Frame { rows: DataFrame::new(self.height, all)?, columns: self.columns, states: Vec::new(), ..frame })
    }
}

/// Rows of a frame by their numbers, some of them nowhere.
pub(super) fn rows_at(rows: impl Iterator<Item = Option<usize>>) -> IdxCa {
    let row = |row: Option<usize>| row.and_then(|row| IdxSize::try_from(row).ok());
    let rows: Vec<Option<IdxSize>> = rows.map(row).collect();
    IdxCa::from_iter_options("".into(), rows.into_iter())
}

/// The type that can hold the values of both.
pub(super) fn common(a: ColumnType, b: ColumnType) -> Option<ColumnType> {
    use ColumnType::{Category, Integer, Number, Text};
    match (a, b) {
        (a, b) if a == b => Some(a),
        (Integer, Number) | (Number, Integer) => Some(Number),
        (Text, Category) | (Category, Text) => Some(Text),
        _ => None,
    }
}

/// A series of reasons for those columns that have none.
pub(super) fn no_reasons(height: usize) -> Series {
    Series::full_null("".into(), height, &DataType::String)
}

impl<'de> Deserialize<'de> for Measures {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Measures, D::Error> {
        struct MeasuresVisitor;
        impl<'de> Visitor<'de> for MeasuresVisitor {
            type Value = Measures;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a map such as `{hads: {6: hads_6, 12: hads_12}}`, or a list such as `[hads]`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Measures, A::Error> {
                let mut columns = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    columns.push(entry);
                }
                Ok(Measures::Long(Ordered(columns)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Measures, A::Error> {
                let mut columns = Vec::new();
                while let Some(name) = list.next_element()? {
                    columns.push(name);
                }
                Ok(Measures::Wide(columns))
            }
        }
        deserializer.deserialize_any(MeasuresVisitor)
    }
}

impl JsonSchema for Measures {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Measures".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                {
                    "type": "object",
                    "additionalProperties": { "type": "object", "additionalProperties": { "type": "string" } }
                },
                { "type": "array", "items": { "type": "string" } }
            ]
        })
    }
}
