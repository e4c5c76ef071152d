//! From the cells of a sheet to columns.

use polars::prelude::Series;

use super::super::fault::{Fault, Field, counted, first_few};
use super::super::names::insist_on_names;
use super::super::series::{self, Moment, Unfit};
use super::cells::{Placed, Value};
use super::range::{Area, address, letters};
use crate::data::Cell;
use crate::data::raw::{Places, RawColumn, RawTable, Recognised};
use crate::diag::Problem;

/// The table of these cells: the first row with any of them names the columns.
pub(super) fn table(cells: Vec<Placed>, merged: &[Area], sheet: &str, stated: Option<Area>) -> Result<RawTable, Fault> {
    let Some(used) = used(&cells) else {
        return Err(match stated {
            Some(area) => {
                Fault::at(Field::Range, Problem::new(format!("has no values in `{area}` of the sheet `{sheet}`")))
            }
            None => Problem::new(format!("has no values in the sheet `{sheet}`"))
                .hint("the first row must name the columns")
                .into(),
        });
    };
    insist_on_values(&cells, sheet)?;
    insist_on_single(merged, used, sheet)?;
    insist_on_table(used, cells.len(), sheet)?;
    let header_row = used.rows.0;
    let height = (used.rows.1 - header_row) as usize;
    let mut columns: Vec<Vec<Placed>> = Vec::new();
    columns.resize_with((used.columns.1 - used.columns.0 + 1) as usize, Vec::new);
    let mut names: Vec<Option<String>> = vec![None; columns.len()];
    for cell in cells {
        let at = (cell.column - used.columns.0) as usize;
        match cell.row == header_row {
            true => names[at] = Some(written(&cell.value)).filter(|name| !name.trim().is_empty()),
            false => columns[at].push(cell),
        }
    }
    let mut recognised = Recognised::default();
    let mut kept: Vec<(String, Vec<Placed>)> = Vec::new();
    let mut places = Vec::new();
    for (at, (name, cells)) in (used.columns.0..).zip(names.into_iter().zip(columns)) {
        match (name, cells.first()) {
            (Some(name), _) => {
                kept.push((name, cells));
                places.push(address(header_row, at));
            }
            (None, None) => {}
            // Programs write the numbers of the rows here.
            (None, Some(_)) if at == used.columns.0 => {
                recognised.remarks.push(format!("has no name above the column {}, which is left out", letters(at)));
            }
            (None, Some(first)) => return Err(nameless(first, header_row, sheet).into()),
        }
    }
    let names: Vec<String> = kept.iter().map(|(name, _)| name.clone()).collect();
    insist_on_names(&names, |index| format!("`{}`", places[index]))?;
    let columns = kept
        .into_iter()
        .filter_map(|(name, cells)| match column(&name, &cells, header_row + 1, height, &mut recognised) {
            Ok(values) => Some(series::plain(name, values)),
            Err(why) => {
                recognised.left_out.push((name, why.said(header_row as usize + 1)));
                None
            }
        })
        .collect::<Vec<RawColumn>>();
    Ok(RawTable { columns, height, places: Places::Sheet { first: header_row as usize + 2 }, recognised })
}

/// The smallest area that holds all cells.
fn used(cells: &[Placed]) -> Option<Area> {
    let (first, last) = (cells.first()?, cells.last()?);
    let columns = || cells.iter().map(|cell| cell.column);
    Some(Area { rows: (first.row, last.row), columns: (columns().min()?, columns().max()?) })
}

fn nameless(first: &Placed, header_row: u32, sheet: &str) -> Problem {
    let (name, value) = (address(header_row, first.column), address(first.row, first.column));
    let what = format!(
        "has no name in `{name}` of the sheet `{sheet}`, and `{}` in `{value}` below it",
        written(&first.value)
    );
    Problem::new(what)
        .hint("name each column in a cell of its own; a cell that is merged over several columns names only the first")
        .hint(format!("where the table starts further down, state its cells, such as `range: A{}`", header_row + 3))
}

/// Insists that no cell holds an error, a formula that was never computed, or a date that is none.
fn insist_on_values(cells: &[Placed], sheet: &str) -> Result<(), Problem> {
    let of = |wanted: fn(&Value) -> bool| -> Vec<&Placed> { cells.iter().filter(|cell| wanted(&cell.value)).collect() };
    let places =
        |cells: &[&Placed]| first_few(cells.iter().map(|cell| format!("`{}`", address(cell.row, cell.column))));
    let errors = of(|value| matches!(value, Value::Error(_)));
    if !errors.is_empty() {
        let shown =
            errors.iter().map(|cell| format!("`{}` in `{}`", written(&cell.value), address(cell.row, cell.column)));
        let (cells, shown) = (counted(errors.len(), "cell"), first_few(shown));
        let what = format!("has errors in {cells} of the sheet `{sheet}`: {shown}");
        return Err(Problem::new(what).hint("correct the formulas, or empty the cells where the value is missing"));
    }
    let uncomputed = of(|value| *value == Value::Uncomputed);
    if !uncomputed.is_empty() {
        let what = format!("has formulas without values in the sheet `{sheet}`: {}", places(&uncomputed));
        return Err(Problem::new(what).hint("open it in Excel or LibreOffice and save it: that computes them"));
    }
    let dates = of(|value| *value == Value::NoDate);
    match dates.is_empty() {
        true => Ok(()),
        false => Err(Problem::new(format!("has dates that do not exist in the sheet `{sheet}`: {}", places(&dates)))
            .hint("give the cells the format of numbers if they are none")),
    }
}

/// Insists that every cell stands alone: of merged ones only the first has a value.
fn insist_on_single(merged: &[Area], used: Area, sheet: &str) -> Result<(), Problem> {
    let inside: Vec<String> = merged.iter().filter(|area| area.meets(&used)).map(|area| format!("`{area}`")).collect();
    match inside.is_empty() {
        true => Ok(()),
        false => Err(Problem::new(format!("has merged cells in the sheet `{sheet}`: {}", first_few(inside)))
            .hint("unmerge them, and write each value into its own cell")
            .hint("or state the cells of the table alone, such as `range: A3:H412`")),
    }
}

/// Insists that the cells make up a table, rather than the corners of a sheet.
fn insist_on_table(used: Area, cells: usize, sheet: &str) -> Result<(), Problem> {
    let size = u64::from(used.rows.1 - used.rows.0 + 1) * u64::from(used.columns.1 - used.columns.0 + 1);
    match size > 10_000_000 && size / 100 > cells as u64 {
        true => Err(Problem::new(format!("has {cells} values scattered over `{used}` of the sheet `{sheet}`"))
            .hint("state the cells of the table, such as `range: A3:H412`")),
        false => Ok(()),
    }
}

/// The values of a column, one for each row; cells without any are missing.
fn column(
    name: &str,
    cells: &[Placed],
    first_row: u32,
    height: usize,
    recognised: &mut Recognised,
) -> Result<Series, Unfit> {
    let all = |is: fn(&Value) -> bool| !cells.is_empty() && cells.iter().all(|cell| is(&cell.value));
    if all(|value| matches!(value, Value::Number(_))) {
        let mut numbers = vec![f64::NAN; height];
        for cell in cells {
            if let Value::Number(number) = cell.value {
                numbers[(cell.row - first_row) as usize] = number;
            }
        }
        return series::narrowed(&numbers);
    }
    if all(|value| matches!(value, Value::Boolean(_))) {
        return Ok(series::booleans(spread(cells, first_row, height, |value| match value {
            Value::Boolean(value) => Some(*value),
            _ => None,
        })));
    }
    if all(|value| matches!(value, Value::Moment(_))) {
        let moments: Vec<Option<Moment>> = spread(cells, first_row, height, |value| match value {
            Value::Moment(moment) => Some(*moment),
            _ => None,
        });
        return series::moments(&moments);
    }
    let text = cells.iter().find(|cell| matches!(cell.value, Value::Text(_)));
    let other = cells.iter().find(|cell| !matches!(cell.value, Value::Text(_)));
    if let (Some(text), Some(other)) = (text, other) {
        recognised.remarks.push(format!(
            "has a column `{name}` of texts (`{}` in row {}) and of other values (`{}` in row {}), read as texts",
            written(&text.value),
            text.row + 1,
            written(&other.value),
            other.row + 1
        ));
    }
    Ok(series::texts(spread(cells, first_row, height, |value| Some(written(value)))))
}

fn spread<T: Clone>(
    cells: &[Placed],
    first_row: u32,
    height: usize,
    value: impl Fn(&Value) -> Option<T>,
) -> Vec<Option<T>> {
    let mut values = vec![None; height];
    for cell in cells {
        values[(cell.row - first_row) as usize] = value(&cell.value);
    }
    values
}

/// A value as a text.
fn written(value: &Value) -> String {
    match value {
        Value::Boolean(value) => value.to_string(),
        Value::Number(number) => Cell::number(*number).to_string(),
        Value::Text(text) => text.clone(),
        Value::Moment(moment) => series::shown(*moment),
        Value::Time(time) => series::time_of(*time).to_string(),
        Value::Error(error) => error.to_string(),
        Value::Uncomputed | Value::NoDate => String::new(),
    }
}
