//! Arrow files and streams (IPC, also known as Feather).

mod lengths;

use std::io::Cursor;

use polars::prelude::{ArrowSchema, DataFrame, PolarsError};
use polars_io::SerReader;
use polars_io::ipc::{IpcReader, IpcStreamReader};
use polars_io::mmap::MmapBytesReader;

use super::columnar;
use super::format::Format;
use super::guard::{damaged, guarded};
use super::opened::Opened;
use crate::data::raw::{RawTable, Recognised};
use crate::diag::Problem;

/// Reads an Arrow file or stream.
pub(super) fn read(opened: &Opened<'_>, format: Format) -> Result<RawTable, Problem> {
    if format == Format::ArrowFile && !opened.tail.ends_with(b"ARROW1") {
        return Err(damaged("Arrow", "its end is missing"));
    }
    lengths::insist_on_lengths(opened.reader()?, opened.size, format == Format::ArrowStream)?;
    guarded("Arrow", || {
        let (frame, recognised) = match (format, opened.held()) {
            (Format::ArrowStream, Some(bytes)) => stream(|| Ok(Cursor::new(bytes)))?,
            (Format::ArrowStream, None) => stream(|| opened.handle())?,
            (_, Some(bytes)) => file(Cursor::new(bytes))?,
            (_, None) => file(opened.handle()?)?,
        };
        let height = frame.height();
        let columns = frame.into_columns().into_iter().map(|column| column.take_materialized_series());
        let recognised = Recognised { format: format.name(), ..recognised };
        Ok(columnar::table(columns, height, recognised))
    })
}

fn file<R: MmapBytesReader>(reader: R) -> Result<(DataFrame, Recognised), Problem> {
    let mut reader = IpcReader::new(reader);
    let schema = reader.schema().map_err(broken)?;
    let (kept, recognised) = readable(&schema)?;
    Ok((reader.with_projection(Some(kept)).finish().map_err(broken)?, recognised))
}

/// The schema of a stream is read from a first look at it: the reader does not take it up again.
fn stream<R: MmapBytesReader>(open: impl Fn() -> Result<R, Problem>) -> Result<(DataFrame, Recognised), Problem> {
    let schema = IpcStreamReader::new(open()?).arrow_schema().map_err(broken)?;
    let (kept, recognised) = readable(&schema)?;
    let reader = IpcStreamReader::new(open()?).with_projection(Some(kept));
    Ok((reader.finish().map_err(broken)?, recognised))
}

fn readable(schema: &ArrowSchema) -> Result<(Vec<usize>, Recognised), Problem> {
    columnar::readable(schema.iter_values().map(|field| (field.name.as_str(), &field.dtype)))
}

fn broken(error: PolarsError) -> Problem {
    damaged("Arrow", error)
}
