//! From lines of text to columns of cells.

use std::io::Cursor;
use std::sync::Arc;

use polars::prelude::{DataType, Field, IntoSeries, PlSmallStr, Schema, Series, StringChunked};
use polars_io::SerReader;
use polars_io::csv::read::{CsvParseOptions, CsvReadOptions};

use super::lines::Lines;
use crate::data::source::Delimiter;
use crate::diag::Problem;

/// The cells under the header, by column; an empty cell is missing.
///
/// The columns are named by their numbers: two in a file may have the same name, or none.
pub(super) fn read(text: &str, lines: &Lines, delimiter: Delimiter, width: usize) -> Result<Vec<Series>, Problem> {
    let name = |index: usize| PlSmallStr::from_string(index.to_string());
    if lines.rows.is_empty() {
        return Ok((0..width)
            .map(|index| StringChunked::from_iter(None::<Option<&str>>).into_series().with_name(name(index)))
            .collect());
    }
    if width == 1 {
        // A line without anything is a row of one empty cell here, which polars would skip.
        return Ok(vec![only_column(text, lines, delimiter).into_series().with_name(name(0))]);
    }
    let schema: Schema = (0..width).map(|index| Field::new(name(index), DataType::String)).collect();
    // Where no cell goes on over the end of a line, the text can be cut at any line and read by several threads.
    let threads = if lines.wrapped { Some(1) } else { None };
    let frame = CsvReadOptions::default()
        .with_has_header(true)
        .with_schema(Some(Arc::new(schema)))
        .with_infer_schema_length(Some(0))
        .with_n_threads(threads)
        .with_rechunk(true)
        .with_parse_options(CsvParseOptions::default().with_separator(delimiter.byte()))
        .into_reader_with_file_handle(Cursor::new(text.as_bytes()))
        .finish()
        .map_err(|error| {
            Problem::new(format!("is not a regular table: {error}"))
                .hint("every row needs as many cells as the header, with quotes around a cell that holds the delimiter")
        })?;
    // Polars must have seen the same rows, or cells would stand in the wrong ones.
    if frame.height() != lines.rows.len() || frame.width() != width {
        let what = format!("has {} rows under its header, but was read as {}", lines.rows.len(), frame.height());
        return Err(Problem::new(what).hint("save it again as «CSV UTF-8», with quotes around every text"));
    }
    // Two quotation marks alone are an empty cell too.
    let quoted = text.contains("\"\"");
    let columns = frame.columns().iter().map(|column| column.as_materialized_series().rechunk());
    Ok(columns.map(|column| if quoted { without_empty(&column) } else { column }).collect())
}

fn only_column(text: &str, lines: &Lines, delimiter: Delimiter) -> StringChunked {
    let mut rest = text.get(lines.header.end + 1..).unwrap_or_default();
    let mut rows = Vec::with_capacity(lines.rows.len());
    let next_lines = lines.rows.iter().skip(1).copied().map(Some).chain([None]);
    for (line, next) in lines.rows.iter().copied().zip(next_lines) {
        // The row takes up the lines to the next one.
        let end = next.map_or(rest.len(), |next| {
            let feeds = rest.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            feeds.map(|(at, _)| at).nth((next - line) as usize - 1).unwrap_or(rest.len())
        });
        rows.push(super::lines::cells(&rest[..end], delimiter.byte()).pop().filter(|cell| !cell.is_empty()));
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    StringChunked::from_iter(rows)
}

fn without_empty(column: &Series) -> Series {
    match column.str() {
        Ok(cells) if cells.iter().any(|cell| cell == Some("")) => {
            let cells: StringChunked = cells.iter().map(|cell| cell.filter(|text| !text.is_empty())).collect();
            cells.with_name(column.name().clone()).into_series()
        }
        _ => column.clone(),
    }
}
