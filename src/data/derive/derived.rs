//! A new column, and the places that messages about it name.

use polars::prelude::{
    BooleanChunked, DataType, Float64Chunked, Int64Chunked, IntoSeries, NewChunkedArray, PolarsResult, Series,
    StringChunked,
};

use super::super::codebook::{Sightings, dtype_of};
use super::super::frame::missing_reasons;
use super::super::{Cell, Column, ColumnType, Frame};
use crate::diag::{Diagnostic, Problem, Spanned};

/// A new column of a frame.
pub(super) struct Derived {
    pub column: Column,
    pub values: Series,
    /// Why values are missing, where that is known of the column that it was made of.
    pub reasons: Option<Series>,
}

impl Derived {
    /// A column whose values are of this kind.
    pub fn new(column: Column, values: Series) -> Derived {
        Derived { column, values, reasons: None }
    }
}

/// Puts a new column into a frame, under a name that is not taken.
pub(super) fn insert(frame: &mut Frame, name: &Spanned<String>, derived: Derived) -> Result<(), Diagnostic> {
    let Derived { column, values, reasons } = derived;
    let failed = |error| Problem::new(format!("`{name}` cannot be made: {error}")).at(name.location());
    let values = values.cast(&dtype_of(column.kind)).map_err(failed)?.with_name(column.name.as_str().into());
    frame.rows.with_column(finite(values).into()).map_err(failed)?;
    if let Some(reasons) = reasons {
        frame.rows.with_column(reasons.with_name(missing_reasons(&column.name).into()).into()).map_err(failed)?;
    }
    frame.columns.push(column);
    Ok(())
}

/// Insists that a new column has a name of its own.
pub(super) fn insist_on_new(frame: &Frame, name: &Spanned<String>) -> Result<(), Diagnostic> {
    let problem = if frame.columns.iter().any(|column| column.name == name.value) {
        Problem::new(format!("`{}` has a column `{name}` already", called(frame))).hint("choose another name")
    } else if name.is_empty() || name.starts_with('\u{1}') {
        Problem::new("a column has no name").hint("write a name")
    } else {
        return Ok(());
    };
    Err(problem.at(name.location()))
}

/// A number that is infinite or none is no value.
fn finite(values: Series) -> Series {
    let Ok(numbers) = values.f64() else { return values };
    if numbers.iter().flatten().all(f64::is_finite) {
        return values;
    }
    let kept = numbers.iter().map(|number| number.filter(|number| number.is_finite()));
    Float64Chunked::from_iter_options(values.name().clone(), kept).into_series()
}

/// What a frame is called in a message: its file, or its name where it has several or none.
pub(super) fn called(frame: &Frame) -> &str {
    match frame.files.as_slice() {
        [only] => &only.path,
        _ => &frame.name,
    }
}

/// The reasons why values of a column are missing, where there are any.
pub(super) fn reasons_of(frame: &Frame, column: &str) -> Option<Series> {
    frame.rows.column(&missing_reasons(column)).ok().map(|reasons| reasons.as_materialized_series().clone())
}

/// The numbers of a column: those of dates are days.
pub(super) fn numbers_of(frame: &Frame, name: &Spanned<String>) -> Result<Vec<Option<f64>>, Diagnostic> {
    let series = frame.series(name)?;
    let read = || -> PolarsResult<Vec<Option<f64>>> {
        let numbers = series.cast(&DataType::Float64)?;
        Ok(numbers.f64()?.iter().map(|number| number.filter(|number| number.is_finite())).collect())
    };
    read().map_err(|error| Problem::new(format!("`{name}` cannot be read: {error}")).at(name.location()))
}

/// What is wrong with values in these rows, which `what` says for one and for several of them.
pub(super) fn told(frame: &Frame, seen: &Sightings, column: &str, one: &str, many: &str) -> Problem {
    let values = seen.counted("a value", "values");
    let what = if seen.count() == 1 { one } else { many };
    let listed = seen.listed(|row| frame.place(row));
    Problem::new(format!("`{}` has {values} in `{column}` {what}: {listed}", called(frame)))
}

/// Values that stand in a specification, as a series of this kind; one for each row, by their places.
pub(super) fn spread(kind: ColumnType, values: &[Option<Cell>], of_row: &[Option<u32>]) -> Series {
    let value = |place: &Option<u32>| values.get((*place)? as usize)?.as_ref();
    let rows = of_row.iter().map(value);
    match kind {
        ColumnType::Boolean => {
            let truth = |cell: &Cell| match cell {
                Cell::Boolean(value) => Some(*value),
                _ => None,
            };
            BooleanChunked::from_iter_options("".into(), rows.map(|cell| cell.and_then(truth))).into_series()
        }
        ColumnType::Integer => {
            let whole = |cell: &Cell| match cell {
                Cell::Integer(value) => Some(*value),
                _ => None,
            };
            Int64Chunked::from_iter_options("".into(), rows.map(|cell| cell.and_then(whole))).into_series()
        }
        ColumnType::Number => {
            Float64Chunked::from_iter_options("".into(), rows.map(|cell| cell.and_then(Cell::as_number))).into_series()
        }
        ColumnType::Text | ColumnType::Category | ColumnType::Date => {
            let text = |cell: &Cell| match cell {
                Cell::Text(text) => Some(text.to_string()),
                _ => None,
            };
            let texts: Vec<Option<String>> = values.iter().map(|cell| cell.as_ref().and_then(text)).collect();
            let of_place = |place: &Option<u32>| texts.get((*place)? as usize)?.as_deref();
            StringChunked::from_iter_options("".into(), of_row.iter().map(of_place)).into_series()
        }
    }
}
