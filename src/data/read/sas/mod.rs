//! SAS files (`.sas7bdat`).
//!
//! Variable labels are kept. Value labels stand in a file of their own: a catalogue beside the file that has its name, with
//! `.sas7bcat` at the end, is read with it. The missing values `.A` to `.Z` and `._` are missing, each with its label as
//! the reason, or its name where it has none. Dates are dates.

mod columns;

use std::ops::ControlFlow;
use std::path::Path;

use encoding_rs::{Encoding as Code, UTF_8, WINDOWS_1252};
use sas7bdat::{Dataset, Error, IoBackendPreference, OpenOptions};

use self::columns::{Coding, Column};
use super::chunks::rows;
use super::fault::Fault;
use super::format::Format;
use super::found::Found;
use super::guard::{damaged, guarded};
use super::names::insist_on_names;
use super::opened::Opened;
use crate::data::raw::{Places, RawTable, Recognised};
use crate::data::source::Encoding;
use crate::diag::Problem;

/// Reads a SAS file whole.
pub(super) fn read(opened: &Opened<'_>) -> Result<RawTable, Fault> {
    let mut tables = Vec::new();
    let mut keep = |table| {
        tables.push(table);
        Ok(())
    };
    guarded("SAS", || Ok(tables_of(opened, usize::MAX, true, &mut keep)))??;
    Ok(tables.remove(0))
}

/// Reads a SAS file in tables of so many cells, at least one; only the last one has fewer.
///
/// Its numbers stay numbers: that all of them are whole is known only at the end.
pub(super) fn stream(
    opened: &Opened<'_>,
    cells: usize,
    each: &mut dyn FnMut(RawTable) -> Result<(), Fault>,
) -> Result<(), Fault> {
    guarded("SAS", || Ok(tables_of(opened, cells, false, each)))?
}

/// The catalogue of value labels beside a file, if there is one.
pub(super) fn catalogue(file: &Found) -> Option<Found> {
    let path = file.path.with_extension("sas7bcat");
    // A link could lead out of the folder.
    path.symlink_metadata().ok().filter(|metadata| metadata.is_file())?;
    let shown = Path::new(&file.shown).with_extension("sas7bcat").to_string_lossy().into_owned();
    Some(Found { shown, path })
}

fn broken(error: Error) -> Problem {
    damaged("SAS", error)
}

fn tables_of(
    opened: &Opened<'_>,
    cells: usize,
    narrow: bool,
    each: &mut dyn FnMut(RawTable) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut file = match opened.held() {
        Some(bytes) => Dataset::from_bytes(bytes.to_vec()),
        None => {
            let options = OpenOptions::builder().io_backend(IoBackendPreference::Buffered).build();
            Dataset::open_with(&opened.file.path, options)
        }
    }
    .map_err(broken)?;
    if let Some(catalogue) = catalogue(opened.file) {
        file.attach_catalog(&catalogue.path).map_err(|error| {
            Problem::new(format!("has a catalogue `{}` that cannot be read: {error}", catalogue.shown))
        })?;
    }
    let told = file.metadata();
    let label = told.encoding.as_deref().unwrap_or("UTF-8");
    let code = Code::for_label(label.to_ascii_lowercase().as_bytes()).ok_or_else(|| {
        Problem::new(format!("holds text in the encoding `{label}`, which is not read"))
            .hint("save it again in SAS with the encoding UTF-8")
    })?;
    let coding = Coding { code, endianness: told.endianness, narrow };
    let names: Vec<String> = file.columns().iter().map(|column| column.name.clone()).collect();
    insist_on_names(&names, |index| format!("variable {}", index + 1))?;
    let mut columns: Vec<Column> = file.columns().iter().map(|column| Column::new(column, &told.label_sets)).collect();
    let recognised = Recognised {
        format: Format::Sas.name(),
        encoding: match code {
            code if code == UTF_8 => Some(Encoding::Utf8),
            code if code == WINDOWS_1252 => Some(Encoding::Windows1252),
            _ => None,
        },
        ..Recognised::default()
    };
    let rows = rows(cells, columns.len());
    let (mut height, mut read) = (0, 0usize);
    let mut fault = None;
    let mut visit = |row: &[u8]| -> Result<(), Fault> {
        for column in &mut columns {
            column.push(row, coding).ok_or_else(|| damaged("SAS", format!("row {} is too short", read + 1)))?;
        }
        height += 1;
        read += 1;
        if height == rows {
            each(table(&mut columns, height, read - height, coding, &recognised))?;
            height = 0;
        }
        Ok(())
    };
    file.visit_raw_rows(|row| {
        Ok(match visit(row.bytes) {
            Ok(()) => ControlFlow::Continue(()),
            Err(why) => {
                fault = Some(why);
                ControlFlow::Break(())
            }
        })
    })
    .map_err(broken)?;
    if let Some(fault) = fault {
        return Err(fault);
    }
    let stated = told.row_count.saturating_sub(told.deleted_row_count);
    if (read as u64) < stated {
        return Err(damaged("SAS", format!("it says that it has {stated} rows, and has {read}")).into());
    }
    match height > 0 || read == 0 {
        true => each(table(&mut columns, height, read - height, coding, &recognised)),
        false => Ok(()),
    }
}

fn table(
    columns: &mut [Column],
    height: usize,
    rows_before: usize,
    coding: Coding,
    recognised: &Recognised,
) -> RawTable {
    let mut recognised = recognised.clone();
    let mut kept = Vec::with_capacity(columns.len());
    for column in columns {
        match column.take(coding) {
            Ok(column) => kept.push(column),
            Err((name, why)) => recognised.left_out.push((name, why.said(rows_before))),
        }
    }
    RawTable { columns: kept, height, places: Places::Numbers, recognised }
}
