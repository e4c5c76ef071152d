//! One row per person and time, from one column per time.

use polars::prelude::{PolarsResult, Series};

use super::super::codebook::{dtype_of, value_of};
use super::super::ordered::Ordered;
use super::super::{Cell, Column, ColumnType, Frame};
use super::derived::{called, reasons_of, spread};
use super::reshape::{Reshaped, common, no_reasons, rows_at};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::Text;

/// Puts the columns of several times below each other.
///
/// A person's rows follow each other, in the order in which the times were first named. Columns that are not reshaped are
/// repeated; a time that a new column does not have is missing in it.
pub(super) fn long(
    frame: Frame,
    id: &[Spanned<String>],
    measures: &Ordered<Ordered<Spanned<String>>>,
    name: &Spanned<String>,
) -> Result<Frame, Vec<Diagnostic>> {
    let mut times: Vec<&str> = Vec::new();
    for (time, _) in measures.iter().flat_map(|(_, columns)| columns) {
        if !times.contains(&time.as_str()) {
            times.push(time);
        }
    }
    let old: Vec<&Spanned<String>> = measures.iter().flat_map(|(_, columns)| columns).map(|(_, old)| old).collect();
    let kept: Vec<&Column> =
        frame.columns.iter().filter(|column| !old.iter().any(|old| old.value == column.name)).collect();
    let kinds = checked(&frame, id, measures, name, &kept)?;
    let (height, count) = (frame.height(), times.len());
    let failed =
        |error| vec![Problem::new(format!("`{}` cannot be reshaped: {error}", called(&frame))).at(name.location())];
    let rows = rows_at((0..height).flat_map(|row| std::iter::repeat_n(Some(row), count)));
    let mut reshaped = Reshaped::new(height * count);
    for column in &kept {
        reshaped.keep(&frame, column, &rows).map_err(failed)?;
    }
    let (time, values) = time_column(name, &times, height);
    reshaped.push(time, values, None).map_err(failed)?;
    for ((new, columns), kind) in measures.iter().zip(kinds) {
        let of_time: Vec<Option<&Spanned<String>>> = times.iter().map(|time| columns.find(time)).collect();
        let first = columns.iter().find_map(|(_, old)| frame.column(old).ok());
        let described = first.cloned().unwrap_or_else(|| Column::plain("", kind));
        let column = Column { name: new.value.clone(), kind, ..described };
        let (values, reasons) = interleaved(&frame, &of_time, kind).map_err(failed)?;
        reshaped.push(column, values, reasons).map_err(failed)?;
    }
    reshaped.finish(frame.clone(), &rows).map_err(failed)
}

/// The types of the new columns, where nothing is wrong.
fn checked(
    frame: &Frame,
    id: &[Spanned<String>],
    measures: &Ordered<Ordered<Spanned<String>>>,
    name: &Spanned<String>,
    kept: &[&Column],
) -> Result<Vec<ColumnType>, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut kinds = Vec::new();
    let mut used: Vec<&str> = Vec::new();
    if measures.iter().all(|(_, columns)| columns.is_empty()) {
        let problem = Problem::new("`to: long` names no columns").hint("write `columns: {hads: {6: hads_6}}`");
        problems.push(problem.at(name.location()));
    }
    for (new, columns) in measures {
        let mut kind: Option<(ColumnType, &Spanned<String>)> = None;
        for (_, old) in columns {
            match frame.column(old) {
                Err(problem) => problems.push(problem),
                Ok(_) if used.contains(&old.as_str()) => {
                    let problem = Problem::new(format!("`{old}` stands twice in the new shape")).hint("remove one");
                    problems.push(problem.at(old.location()));
                }
                Ok(_) if id.contains(old) => {
                    let problem = Problem::new(format!("`{old}` names the person, and cannot be reshaped"));
                    problems.push(problem.hint("remove it from `columns`").at(old.location()));
                }
                Ok(column) => {
                    let joint = kind.map_or(Some(column.kind), |(kind, _)| common(kind, column.kind));
                    match (joint, kind) {
                        (None, Some((kind, before))) => {
                            let what = format!("`{before}` holds {kind}, and `{old}` {}", column.kind);
                            let hint = format!("declare the same type for all columns of `{new}`");
                            problems.push(Problem::new(what).hint(hint).at(old.location()));
                        }
                        (joint, _) => kind = joint.map(|kind| (kind, old)),
                    }
                }
            }
            used.push(old);
        }
        kinds.push(kind.map_or(ColumnType::Number, |(kind, _)| kind));
    }
    let names: Vec<&Spanned<String>> = std::iter::once(name).chain(measures.iter().map(|(new, _)| new)).collect();
    for (place, new) in names.iter().enumerate() {
        let taken = kept.iter().any(|column| column.name == new.value) || names[..place].contains(new);
        if taken || new.is_empty() || new.starts_with('\u{1}') {
            let problem =
                Problem::new(format!("the new shape has a column `{new}` already")).hint("choose another name");
            problems.push(problem.at(new.location()));
        }
    }
    if problems.is_empty() { Ok(kinds) } else { Err(problems) }
}

/// The column that says which time a row is of: whole numbers where all times are, and categories otherwise.
fn time_column(name: &Spanned<String>, times: &[&str], height: usize) -> (Column, Series) {
    let number = |time: &&str| value_of(ColumnType::Integer, time).filter(|cell| cell.to_string() == **time);
    let whole: Option<Vec<Option<Cell>>> = times.iter().map(|time| number(time).map(Some)).collect();
    let of_row: Vec<Option<u32>> =
        (0..height).flat_map(|_| (0..times.len()).map(|time| u32::try_from(time).ok())).collect();
    match whole {
        Some(numbers) => {
            let column = Column::plain(name.value.clone(), ColumnType::Integer);
            (column, spread(ColumnType::Integer, &numbers, &of_row))
        }
        None => {
            let codes: Vec<(Cell, Text)> = times.iter().map(|time| (Cell::text(time), Text::from(*time))).collect();
            let cells: Vec<Option<Cell>> = codes.iter().map(|(code, _)| Some(code.clone())).collect();
            let column = Column { codes, ..Column::plain(name.value.clone(), ColumnType::Category) };
            (column, spread(ColumnType::Category, &cells, &of_row))
        }
    }
}

/// The values of several columns, row by row, and why they are missing; `None` is a time that is not there.
fn interleaved(
    frame: &Frame,
    columns: &[Option<&Spanned<String>>],
    kind: ColumnType,
) -> PolarsResult<(Series, Option<Series>)> {
    let (height, count) = (frame.height(), columns.len());
    let dtype = dtype_of(kind);
    // All columns below each other, and then the rows of one person after those of another.
    let mut all = Series::new_empty("".into(), &dtype);
    let mut reasons = no_reasons(0);
    let mut any_reason = false;
    for column in columns {
        let values = match column {
            Some(name) => frame.rows.column(name)?.as_materialized_series().cast(&dtype)?,
            None => Series::full_null("".into(), height, &dtype),
        };
        all.append(&values)?;
        let its = column.and_then(|name| reasons_of(frame, name));
        any_reason |= its.is_some();
        reasons.append(&its.unwrap_or_else(|| no_reasons(height)))?;
    }
    let order = rows_at((0..height).flat_map(|row| (0..count).map(move |time| Some(time * height + row))));
    let values = all.rechunk().take(&order)?;
    let reasons = any_reason.then(|| reasons.rechunk().take(&order)).transpose()?;
    Ok((values, reasons))
}
