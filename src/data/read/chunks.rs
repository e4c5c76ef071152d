//! A file in tables of some rows each, for what is aggregated and never held.

use polars::prelude::DataType;

use super::fault::Fault;
use super::format::{self, Format};
use super::found::Found;
use super::opened::Opened;
use super::{arrow, excel, insist_on_fields, many, parquet, revman, sas, spss, stata, text};
use crate::data::raw::RawTable;
use crate::data::source::DataSource;
use crate::diag::{Diagnostic, Problem, Spanned};

/// The bytes of a text, and the rows of other formats, in one table.
const BYTES: usize = 1 << 24;
const CELLS: usize = 1 << 21;

/// Reads one of the files of a source in tables with the same columns, and passes each on, at least one.
///
/// | Format | Held at a time |
/// |---|---|
/// | Text in UTF-8, Windows-1252 or Latin-1 | blocks of about 16 MB of whole lines |
/// | Stata, SAS | about 2 million cells, and all of the long texts (`strL`) of Stata |
/// | SPSS | about 2 million cells; of a `.sav` that is compressed, also its bytes |
/// | Text in UTF-16, Arrow, Excel, OpenDocument, Parquet, RevMan 5 | all of it |
///
/// The columns of all tables have the types of those of the first one. Numbers of SPSS and SAS stay numbers, for that all
/// of them are whole is known only at the end; a date with a time of the day that comes up after dates without is an
/// error, and so is a value that no column holds.
pub(in crate::data) fn chunks(
    source: &DataSource,
    file: &Found,
    each: &mut dyn FnMut(RawTable) -> Result<(), Vec<Diagnostic>>,
) -> Result<(), Vec<Diagnostic>> {
    let mut passed = Ok(());
    let mut steady = Steady::default();
    let outcome = read(file, source, &mut |table| {
        let table = steady.adapt(table)?;
        passed = each(table);
        // The problem itself is kept beside: this only ends the reading.
        passed.as_ref().map_err(|_| Fault::from(Problem::new("is not read any further"))).copied()
    });
    passed?;
    outcome.map_err(|fault| vec![fault.of(&file.shown, source)])
}

fn read(file: &Found, source: &DataSource, each: &mut dyn FnMut(RawTable) -> Result<(), Fault>) -> Result<(), Fault> {
    let opened = Opened::new(file)?;
    let (format, remark) = format::recognise(&opened)?;
    insist_on_fields(format, source)?;
    let stated = text::Stated::by(source);
    let mut each = |mut table: RawTable| {
        table.recognised.remarks.splice(0..0, remark.clone());
        table.recognised.decimal =
            table.recognised.decimal.or(source.decimal.as_ref().map(|stated: &Spanned<_>| stated.value));
        each(table)
    };
    match format {
        Format::Text => text::blocks(&opened, stated, BYTES, &mut each),
        Format::Stata => stata::stream(&opened, stated.encoding, CELLS, &mut each),
        Format::Spss => spss::stream(&opened, CELLS, &mut each),
        Format::Sas => sas::stream(&opened, CELLS, &mut each),
        Format::Parquet => each(parquet::read(&opened)?),
        Format::ArrowFile | Format::ArrowStream => each(arrow::read(&opened, format)?),
        Format::Excel | Format::OpenDocument => each(excel::read(&opened, format, source)?),
        Format::RevMan => each(revman::read(&opened, source)?),
    }
}

/// How many rows of so many columns have so many cells; all rows have, where there is no end to the cells.
pub(super) fn rows(cells: usize, columns: usize) -> usize {
    if cells == usize::MAX { usize::MAX } else { (cells / columns.max(1)).max(1) }
}

/// The columns of the first table, which all others must have.
#[derive(Default)]
struct Steady {
    columns: Option<Vec<(String, DataType)>>,
    rows: usize,
}

impl Steady {
    fn adapt(&mut self, mut table: RawTable) -> Result<RawTable, Fault> {
        let from = self.rows + 1;
        self.rows += table.height;
        let Some(first) = &self.columns else {
            let kinds = table.columns.iter().map(|column| (column.name.clone(), column.values.dtype().clone()));
            self.columns = Some(kinds.collect());
            return Ok(table);
        };
        for (name, kind) in first {
            let column = table.columns.iter_mut().find(|column| column.name == *name);
            let Some(column) = column else {
                let why = table.recognised.left_out.iter().find(|(left_out, _)| left_out == name);
                let why = why.map_or("is missing", |(_, why)| why.as_str());
                return Err(Problem::new(format!("has a column `{name}` that {why}")).into());
            };
            let now = column.values.dtype().clone();
            column.values = match (&now, kind) {
                (now, kind) if now == kind => continue,
                // A date among moments is one at midnight.
                (DataType::Date, DataType::String) => {
                    let days =
                        column.values.cast(&DataType::String).map_err(|error| Problem::new(error.to_string()))?;
                    let texts = days.str().map_err(|error| Problem::new(error.to_string()))?;
                    let moments = texts.iter().map(|day| day.map(|day| format!("{day}T00:00:00")));
                    super::series::texts(moments).with_name(name.as_str().into())
                }
                (now, kind) => {
                    let (now, before) = (many::called(now), many::called(kind));
                    let what = format!("holds {now} in column `{name}` from row {from} on, and {before} before");
                    return Err(Problem::new(what).hint("write all values of a column alike").into());
                }
            };
        }
        Ok(table)
    }
}
