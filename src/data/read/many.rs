//! Several files of one shape as one table.

use polars::prelude::{DataType, Series};

use super::fault::{Fault, first_few};
use crate::data::Cell;
use crate::data::raw::{Places, RawColumn, RawTable};
use crate::diag::Problem;

/// One file of several: its path, and its table.
pub(super) type Part = (String, RawTable);

/// The rows of all files, one file after the other. The columns are those of the first file, in its order.
///
/// Returns the path of the file that does not fit with what is wrong with it.
pub(super) fn joined(parts: Vec<Part>) -> Result<RawTable, (String, Fault)> {
    let mut parts = parts.into_iter();
    let Some((first_path, first)) = parts.next() else {
        return Err((String::new(), Problem::new("names no file").into()));
    };
    let RawTable { mut columns, mut height, places, mut recognised } = first;
    let mut files = vec![(first_path.clone(), height, places)];
    for (path, part) in parts {
        let fail = |problem: Problem| (path.clone(), Fault::from(problem));
        insist_on_columns(&first_path, &columns, &part).map_err(fail)?;
        match (recognised.decimal, part.recognised.decimal) {
            (Some(before), Some(now)) if before != now => {
                let what = format!("has another decimal mark than `{first_path}`");
                return Err(fail(Problem::new(what).hint("state `decimal: comma` or `decimal: point`")));
            }
            (before, now) => recognised.decimal = before.or(now),
        }
        for left_out in part.recognised.left_out {
            if !recognised.left_out.contains(&left_out) {
                columns.retain(|column| column.name != left_out.0);
                recognised.left_out.push(left_out);
            }
        }
        for remark in part.recognised.remarks {
            recognised.remarks.push(format!("`{path}` {remark}"));
        }
        for column in &mut columns {
            let Some(more) = part.columns.iter().find(|more| more.name == column.name) else { continue };
            append(column, more, height, part.height).map_err(|why| {
                fail(Problem::new(format!("has a column `{}` that {why} `{first_path}`", column.name)))
            })?;
        }
        height += part.height;
        files.push((path, part.height, part.places));
    }
    Ok(RawTable { columns, height, places: Places::Files(files), recognised })
}

/// Insists that a file has the same columns as the first one, in whatever order.
fn insist_on_columns(first: &str, columns: &[RawColumn], part: &RawTable) -> Result<(), Problem> {
    let has = |columns: &[RawColumn], name: &str| columns.iter().any(|column| column.name == name);
    let left_out = |name: &str| part.recognised.left_out.iter().any(|(left_out, _)| left_out == name);
    let quoted = |name: &String| format!("`{name}`");
    let names = |columns: &[RawColumn]| columns.iter().map(|column| column.name.clone()).collect::<Vec<String>>();
    let lacks: Vec<String> =
        names(columns).iter().filter(|name| !has(&part.columns, name) && !left_out(name)).map(quoted).collect();
    let more: Vec<String> = names(&part.columns).iter().filter(|name| !has(columns, name)).map(quoted).collect();
    let plural = |names: &[String]| if names.len() == 1 { "" } else { "s" };
    let what = match (lacks.is_empty(), more.is_empty()) {
        (true, true) => return Ok(()),
        (false, _) => format!("has no column{} {}, which `{first}` has", plural(&lacks), first_few(lacks.clone())),
        (true, false) => {
            format!("has the column{} {}, which `{first}` has not", plural(&more), first_few(more.clone()))
        }
    };
    let problem = Problem::new(what).hint("files that are read as one table have the same columns");
    Err(match (lacks.as_slice(), more.as_slice()) {
        ([lacked], [_, ..]) => {
            problem.closest_of(lacked.trim_matches('`'), more.iter().map(|name| name.trim_matches('`')))
        }
        _ => problem,
    })
}

/// Puts more rows under a column.
fn append(column: &mut RawColumn, more: &RawColumn, height: usize, more_height: usize) -> Result<(), String> {
    let values = match (column.values.dtype().clone(), more.values.dtype().clone()) {
        (before, now) if before == now => more.values.clone(),
        // A column without any values has no type of its own.
        (kind, _) if more.values.null_count() == more.values.len() => empty(&kind, more.values.len()),
        (_, kind) if column.values.null_count() == column.values.len() => {
            column.values = empty(&kind, column.values.len()).with_name(column.values.name().clone());
            more.values.clone()
        }
        (DataType::Int64, DataType::Float64) | (DataType::Float64, DataType::Int64) => {
            column.values = column.values.cast(&DataType::Float64).map_err(|error| error.to_string())?;
            more.values.cast(&DataType::Float64).map_err(|error| error.to_string())?
        }
        (before, now) => return Err(format!("holds {}, and {} in", called(&now), called(&before))),
    };
    column.values.append(&values).map_err(|error| error.to_string())?;
    column.values = column.values.rechunk();
    column.missing = match (column.missing.take(), more.missing.clone()) {
        (None, None) => None,
        (before, now) => {
            let mut reasons = before.unwrap_or_else(|| empty(&DataType::String, height));
            let now = now.unwrap_or_else(|| empty(&DataType::String, more_height));
            reasons.append(&now).map_err(|error| error.to_string())?;
            Some(reasons.rechunk())
        }
    };
    column.label = column.label.take().or_else(|| more.label.clone());
    for (code, label) in &more.codes {
        match column.codes.iter().find(|(known, _)| known == code) {
            None => column.codes.push((code.clone(), label.clone())),
            Some((_, known)) if known == label => {}
            Some((_, known)) => return Err(calls(code, label, known)),
        }
    }
    Ok(())
}

fn calls(code: &Cell, label: &str, known: &str) -> String {
    format!("calls `{code}` \u{ab}{label}\u{bb}, which is \u{ab}{known}\u{bb} in")
}

fn empty(kind: &DataType, height: usize) -> Series {
    Series::full_null("".into(), height, kind)
}

/// What the values of a type are called.
pub(super) fn called(kind: &DataType) -> &'static str {
    match kind {
        DataType::Boolean => "true and false",
        DataType::Int64 => "whole numbers",
        DataType::Float64 => "numbers",
        DataType::Date => "dates",
        _ => "texts",
    }
}

#[cfg(test)]
mod tests {
    use super::super::series;
    use super::*;
    use crate::data::raw::Recognised;

    fn part(path: &str, columns: Vec<(&str, Series)>) -> Part {
        let height = columns.first().map_or(0, |(_, values)| values.len());
        let columns = columns.into_iter().map(|(name, values)| series::plain(name.to_owned(), values)).collect();
        (path.to_owned(), RawTable { columns, height, places: Places::Numbers, recognised: Recognised::default() })
    }

    fn wrong(parts: Vec<Part>) -> String {
        let (path, fault) = joined(parts).unwrap_err();
        format!("{path} {}", fault.problem.what)
    }

    #[test]
    fn rows_follow_each_other() {
        let whole = |values: &[i64]| series::integers(values.iter().copied().map(Some));
        let texts = |values: &[&str]| series::texts(values.iter().copied().map(Some));
        let table = joined(vec![
            part("a.csv", vec![("x", whole(&[1, 2])), ("y", texts(&["", ""]))]),
            part("b.csv", vec![("y", whole(&[7])), ("x", series::numbers(&[0.5]).unwrap())]),
        ])
        .unwrap();
        assert_eq!(table.height, 3);
        assert_eq!(table.columns[0].values.f64().unwrap().to_vec(), [Some(1.0), Some(2.0), Some(0.5)]);
        assert_eq!(table.columns[1].values.i64().unwrap().to_vec(), [None, None, Some(7)]);
        assert_eq!(table.places.of(2), "row 1 of `b.csv`");
        assert_eq!(
            wrong(vec![part("a.csv", vec![("x", whole(&[1]))]), part("b.csv", vec![("x", texts(&["a"]))])]),
            "b.csv has a column `x` that holds texts, and whole numbers in `a.csv`"
        );
    }

    #[test]
    fn every_file_has_the_same_columns() {
        let one = || series::integers([Some(1)]);
        let first = || part("a.csv", vec![("jobb", one()), ("alder", one())]);
        assert_eq!(
            wrong(vec![first(), part("b.csv", vec![("job", one()), ("alder", one())])]),
            "b.csv has no column `jobb`, which `a.csv` has"
        );
        assert_eq!(
            wrong(vec![first(), part("b.csv", vec![("jobb", one()), ("alder", one()), ("ny", one())])]),
            "b.csv has the column `ny`, which `a.csv` has not"
        );
    }
}
