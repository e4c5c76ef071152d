//! One table as its file has it, before the specification says what it means.

use polars::prelude::Series;

use super::Cell;
use super::source::{Decimal, Delimiter, Encoding};

/// One table as its file has it.
#[derive(Debug)]
pub(in crate::data) struct RawTable {
    pub columns: Vec<RawColumn>,
    pub height: usize,
    pub places: Places,
    pub recognised: Recognised,
}

/// One column as its file has it.
#[derive(Debug)]
pub(in crate::data) struct RawColumn {
    pub name: String,
    /// String, Int64, Float64, Boolean or Date; null where a value is missing.
    pub values: Series,
    /// The variable label, where the format has them.
    pub label: Option<String>,
    /// The value labels, where the format has them.
    pub codes: Vec<(Cell, String)>,
    /// Where a value that the file calls missing stood: its label, or its code; null elsewhere.
    pub missing: Option<Series>,
}

/// Where a row stands, for a person who looks it up.
#[derive(Clone, Debug)]
pub(in crate::data) enum Places {
    /// The line of a text file on which each row starts.
    Lines(Vec<u32>),
    /// Rows of a sheet, the first of which has this number.
    Sheet { first: usize },
    /// Rows that have no other place than their number.
    Numbers,
    /// The same, for rows that so many others stand before.
    From(usize),
    /// Rows of several files, each with its path and how many it has.
    Files(Vec<(String, usize, Places)>),
}

impl Places {
    /// The place of this row, counted from zero: `line 12`, or ``line 12 of `b.csv` ``.
    pub fn of(&self, row: usize) -> String {
        match self {
            Places::Lines(lines) => {
                let line = lines.get(row).map_or(row + 2, |line| usize::try_from(*line).unwrap_or(row + 2));
                format!("line {line}")
            }
            Places::Sheet { first } => format!("row {} of the sheet", first + row),
            Places::Numbers => format!("row {}", row + 1),
            Places::From(before) => format!("row {}", before.saturating_add(row) + 1),
            Places::Files(files) => {
                let mut row = row;
                for (file, height, places) in files {
                    if row < *height {
                        return format!("{} of `{file}`", places.of(row));
                    }
                    row -= height;
                }
                format!("row {}", row + 1)
            }
        }
    }
}

/// What a file turned out to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::data) struct Recognised {
    /// The format: `CSV`, `Parquet`, `SPSS`…
    pub format: &'static str,
    /// The encoding of a text.
    pub encoding: Option<Encoding>,
    /// What stands between the cells of a text.
    pub delimiter: Option<Delimiter>,
    /// The decimal mark of a text's numbers, where it has any with decimals.
    pub decimal: Option<Decimal>,
    /// Columns that are not read, each with why, such as `holds lists`. Naming one of them is an error.
    pub left_out: Vec<(String, String)>,
    /// What else a person should know, as sentences without a subject: `is called .csv, but is a Parquet file`.
    pub remarks: Vec<String>,
}
