//! What is known of a column.

use std::fmt;

use polars::prelude::{DataType, Series};

use super::Cell;
use super::alphabet::by_name;
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

    /// Puts what is listed by values of the column into the order of names: values with a code stay first, as they stand, and
    /// the others follow by the alphabet ([`alphabetical`](super::alphabetical)).
    ///
    /// ```
    /// use utfall::data::{Cell, Column, ColumnType};
    /// use utfall::results::Text;
    ///
    /// let codes = vec![(Cell::text("Ås"), Text::from("Ås"))];
    /// let column = Column { codes, ..Column::plain("site", ColumnType::Category) };
    /// let mut sites = ["Ås", "Ålesund", "Bodø"].map(Cell::text);
    /// column.list_by_name(&mut sites, |site| site);
    /// assert_eq!(sites, ["Ås", "Bodø", "Ålesund"].map(Cell::text));
    /// ```
    pub fn list_by_name<T>(&self, listed: &mut [T], value: impl Fn(&T) -> &Cell) {
        let is_coded = |one: &&T| self.codes.iter().any(|(code, _)| code == value(one));
        let coded = listed.iter().take_while(is_coded).count();
        listed[coded..].sort_by(|one, other| by_name(value(one), value(other)));
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
