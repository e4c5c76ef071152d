//! What is known of a column.

use std::fmt;

use polars::prelude::{DataType, Series};

use super::Cell;
use crate::results::{Text, Unit};

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// True or false.
    Boolean,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// Texts as they stand.
    Text,
    /// One of a few codes.
    Category,
    /// Calendar dates.
    Date,
}

impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ColumnType::Boolean => "true or false",
            ColumnType::Integer => "whole numbers",
            ColumnType::Number => "numbers",
            ColumnType::Text => "text",
            ColumnType::Category => "categories",
            ColumnType::Date => "dates",
        })
    }
}

/// A column of a frame: its name, type and words.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its values are.
    pub kind: ColumnType,
    /// What it is called in a report.
    pub label: Option<Text>,
    /// What its codes are called in a report, in the order in which they are shown.
    pub codes: Vec<(Cell, Text)>,
    /// The unit of its numbers.
    pub unit: Option<Unit>,
    /// The values that mean that there is none, each with the reason.
    pub missing: Vec<(String, Text)>,
}

impl Column {
    /// A column without words.
    pub fn plain(name: impl Into<String>, kind: ColumnType) -> Column {
        Column { name: name.into(), kind, label: None, codes: Vec::new(), unit: None, missing: Vec::new() }
    }
}

/// A column of this type without rows.
pub(in crate::data) fn empty_series(name: &str, kind: ColumnType) -> Series {
    let kind = match kind {
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Number => DataType::Float64,
        ColumnType::Text | ColumnType::Category => DataType::String,
        ColumnType::Date => DataType::Date,
    };
    Series::new_empty(name.into(), &kind)
}
