//! SPSS files (`.sav`, `.zsav`).
//!
//! Variable and value labels are kept. Values that the file calls missing, one by one or as a range, are missing, each with
//! its label as the reason, or the value itself where it has none. Dates are dates.

mod columns;
mod walk;

use ambers::error::SpssError;
use ambers::{Scanner, scan_sav_from_reader};
use encoding_rs::Encoding as Code;

use self::columns::Column;
use self::walk::{Dictionary, Overlaid};
use super::chunks::rows;
use super::fault::Fault;
use super::format::Format;
use super::guard::{damaged, guarded};
use super::names::insist_on_names;
use super::opened::{Opened, Reader};
use crate::data::raw::{Places, RawTable, Recognised};
use crate::data::source::Encoding;
use crate::diag::Problem;

/// Reads an SPSS file whole.
pub(super) fn read(opened: &Opened<'_>) -> Result<RawTable, Fault> {
    let mut tables = Vec::new();
    let mut keep = |table| {
        tables.push(table);
        Ok(())
    };
    guarded("SPSS", || Ok(tables_of(opened, usize::MAX, true, &mut keep)))??;
    Ok(tables.remove(0))
}

/// Reads an SPSS file in tables of so many cells, at least one; only the last one has fewer.
///
/// Its numbers stay numbers: that all of them are whole is known only at the end.
pub(super) fn stream(
    opened: &Opened<'_>,
    cells: usize,
    each: &mut dyn FnMut(RawTable) -> Result<(), Fault>,
) -> Result<(), Fault> {
    guarded("SPSS", || Ok(tables_of(opened, cells, false, each)))?
}

fn broken(error: SpssError) -> Problem {
    damaged("SPSS", error)
}

fn tables_of(
    opened: &Opened<'_>,
    cells: usize,
    narrow: bool,
    each: &mut dyn FnMut(RawTable) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let dictionary = walk::walk(opened.reader()?, opened.size).map_err(|why| damaged("SPSS", why))?;
    insist_on_encoding(&dictionary)?;
    // Every variable is described in 32 bytes or more.
    let rows = rows(cells, dictionary.bytes.len() / 32);
    let overlaid = Overlaid { head: dictionary.bytes, rest: opened.reader()?, at: 0 };
    let mut scanner: Scanner<Overlaid<Reader<'_>>> = scan_sav_from_reader(overlaid, rows).map_err(broken)?;
    let file = scanner.metadata().clone();
    insist_on_names(&file.variable_names, |index| format!("variable {}", index + 1))?;
    let columns: Vec<Column> = file.variable_names.iter().map(|name| Column::new(name, &file, narrow)).collect();
    let recognised = Recognised {
        format: Format::Spss.name(),
        encoding: match file.file_encoding.as_str() {
            "UTF-8" => Some(Encoding::Utf8),
            "windows-1252" => Some(Encoding::Windows1252),
            _ => None,
        },
        ..Recognised::default()
    };
    let mut read = 0;
    loop {
        let batch = match rows {
            usize::MAX => Some(scanner.collect_single().map_err(broken)?),
            _ => scanner.next_batch().map_err(broken)?,
        };
        // A file without rows is a table all the same.
        let batch = match batch {
            None if read == 0 => Some(scanner.collect_single().map_err(broken)?),
            other => other,
        };
        let Some(batch) = batch else { break };
        let mut recognised = recognised.clone();
        let mut kept = Vec::with_capacity(columns.len());
        for (column, array) in columns.iter().zip(batch.columns()) {
            let data = array.to_data();
            let buffers: Vec<&[u8]> = data.buffers().iter().map(|buffer| buffer.as_slice()).collect();
            let is_there = |row: usize| data.nulls().is_none_or(|nulls| nulls.is_valid(row));
            let values = column.values(&buffers, data.offset()..data.offset() + data.len(), is_there);
            match column.with(values.ok_or_else(|| damaged("SPSS", "its rows are not what it says"))?) {
                Ok(column) => kept.push(column),
                Err((name, why)) => recognised.left_out.push((name, why.said(read))),
            }
        }
        each(RawTable { columns: kept, height: batch.num_rows(), places: Places::Numbers, recognised })?;
        read += batch.num_rows();
        if rows == usize::MAX || batch.num_rows() == 0 {
            break;
        }
    }
    // A file that is written as it goes says −1, and some programs say zero.
    match file.number_rows.and_then(|rows| usize::try_from(rows).ok()) {
        Some(stated) if stated > read => {
            Err(damaged("SPSS", format!("it says that it has {stated} rows, and has {read}")).into())
        }
        _ => Ok(()),
    }
}

/// Insists that the text of a file is in an encoding that its reader knows.
fn insist_on_encoding(dictionary: &Dictionary) -> Result<(), Fault> {
    // 2 and 3 say ASCII, and 20127 is its code page.
    const READ: [i32; 14] = [2, 3, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 20127, 28591, 65001];
    let encoding = match (&dictionary.encoding, dictionary.code_page) {
        (Some(name), _) if Code::for_label(name.to_ascii_lowercase().as_bytes()).is_none() => name.clone(),
        (None, Some(page)) if !READ.contains(&page) => format!("code page {page}"),
        _ => return Ok(()),
    };
    Err(Problem::new(format!("holds text in the encoding `{encoding}`, which is not read"))
        .hint("save it again in SPSS, which writes UTF-8")
        .into())
}
