//! Delimited text: cells between delimiters, rows on lines, the names of the columns on the first one.
//!
//! Cells stay text as they stand, and an empty cell is missing: what they mean, the codebook says. What the file does not
//! say of itself is recognised from its bytes: the encoding, the delimiter, and the decimal mark of its numbers.

mod blocks;
mod columns;
mod decimal;
mod delimiter;
mod encoding;
mod lines;

pub(super) use blocks::blocks;

use std::borrow::Cow;

use polars::prelude::Series;

use self::decimal::Signs;
use self::lines::Lines;
use super::fault::Fault;
use super::format::Format;
use super::names::insist_on_names;
use super::opened::Opened;
use super::series::plain;
use crate::data::raw::{Places, RawColumn, RawTable, Recognised};
use crate::data::source::{DataSource, Decimal, Delimiter, Encoding};
use crate::diag::{Problem, Spanned};

/// What a specification states of a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stated {
    pub encoding: Option<Encoding>,
    pub delimiter: Option<Delimiter>,
    pub decimal: Option<Decimal>,
}

impl Stated {
    pub fn by(source: &DataSource) -> Stated {
        fn value<T: Copy>(field: Option<&Spanned<T>>) -> Option<T> {
            field.map(|stated| stated.value)
        }
        Stated {
            encoding: value(source.encoding.as_ref()),
            delimiter: value(source.delimiter.as_ref()),
            decimal: value(source.decimal.as_ref()),
        }
    }
}

/// Reads a delimited text.
pub(super) fn read(opened: &Opened<'_>, stated: Stated) -> Result<RawTable, Fault> {
    parse(opened.bytes()?, stated)
}

/// The table that these bytes hold.
fn parse(bytes: Cow<'_, [u8]>, stated: Stated) -> Result<RawTable, Fault> {
    let (text, encoding) = encoding::decode(bytes, stated.encoding)?;
    let text = lines_of_today(text);
    let start = Start::of(&text, stated.delimiter)?;
    let body = trimmed(&text[start.skipped..]);
    let lines = lines::regular(body, start.delimiter, start.line)?;
    let names = names(&body[lines.header.clone()], start.delimiter)?;
    let columns = columns::read(body, &lines, start.delimiter, names.len())?;
    let (columns, mut remarks) = named(names, columns, &lines.rows)?;
    let (decimal, remark) = signs(&columns, &lines).decimal(stated.decimal)?;
    remarks.extend(remark);
    Ok(table(columns, lines, (encoding, start.delimiter, decimal), remarks))
}

/// What the numbers of the columns show of their decimal mark.
fn signs(columns: &[RawColumn], lines: &Lines) -> Signs {
    Signs::of(columns, |row| format!("line {}", lines.rows.get(row).copied().unwrap_or_default()))
}

/// The table, with what its text was recognised to be.
fn table(
    columns: Vec<RawColumn>,
    lines: Lines,
    (encoding, delimiter, decimal): (Encoding, Delimiter, Option<Decimal>),
    remarks: Vec<String>,
) -> RawTable {
    let recognised = Recognised {
        format: Format::Text.name(),
        encoding: Some(encoding),
        delimiter: Some(delimiter),
        decimal,
        remarks,
        ..Recognised::default()
    };
    RawTable { columns, height: lines.rows.len(), places: Places::Lines(lines.rows), recognised }
}

/// Where the table starts: after a line that states its delimiter, if there is one.
#[derive(Clone, Copy)]
struct Start {
    skipped: usize,
    line: usize,
    delimiter: Delimiter,
}

impl Start {
    fn of(text: &str, stated: Option<Delimiter>) -> Result<Start, Fault> {
        let (in_text, rest) = match delimiter::stated_in_text(text) {
            Some((delimiter, rest)) => (Some(delimiter), rest),
            None => (None, text),
        };
        let header = rest.lines().next().filter(|line| !line.trim().is_empty());
        let header = header.ok_or_else(|| Problem::new("is empty").hint("the first line must name the columns"))?;
        let delimiter = delimiter::recognise(header, stated.or(in_text))?;
        Ok(Start { skipped: text.len() - rest.len(), line: 1 + usize::from(in_text.is_some()), delimiter })
    }
}

/// The same text with line feeds, where it has the carriage returns of old Macintoshes alone.
fn lines_of_today(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.contains('\r') && !text.contains('\n') {
        true => Cow::Owned(text.replace('\r', "\n")),
        false => text,
    }
}

/// Empty lines at the end are no rows, and DOS put a mark there.
fn trimmed(text: &str) -> &str {
    text.trim_end_matches(['\n', '\r', '\u{1a}'])
}

/// The names of the columns, from the header.
fn names(header: &str, delimiter: Delimiter) -> Result<Vec<String>, Problem> {
    let names = lines::cells(header, delimiter.byte());
    let named: Vec<String> = names.iter().filter(|name| !name.is_empty()).cloned().collect();
    let place = |name: usize| {
        let mut known = names.iter().enumerate().filter(|(_, name)| !name.is_empty());
        format!("column {}", known.nth(name).map_or(0, |(index, _)| index + 1))
    };
    insist_on_names(&named, place)?;
    Ok(names)
}

/// The columns with their names, and remarks. A column without a name is left out if it is empty, or if it is the first
/// one, where many programs write the numbers of the rows.
fn named(names: Vec<String>, columns: Vec<Series>, lines: &[u32]) -> Result<(Vec<RawColumn>, Vec<String>), Problem> {
    let mut kept = Vec::with_capacity(columns.len());
    let mut remarks = Vec::new();
    for (index, (name, values)) in names.into_iter().zip(columns).enumerate() {
        if !name.is_empty() {
            kept.push(plain(name, values));
            continue;
        }
        let first = values.str().ok().and_then(|cells| {
            cells.iter().zip(lines).find_map(|(cell, line)| cell.map(|cell| (cell.to_owned(), *line)))
        });
        match first {
            None => {}
            Some(_) if index == 0 => remarks.push("has a first column without a name, which is left out".into()),
            Some((cell, line)) => {
                let what =
                    format!("has no name for column {} in its first line, but `{cell}` in line {line}", index + 1);
                return Err(Problem::new(what).hint("name the column in the first line"));
            }
        }
    }
    Ok((kept, remarks))
}

#[cfg(test)]
mod tests;
