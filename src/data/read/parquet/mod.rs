//! Parquet files.

mod lengths;

use std::io::Cursor;

use polars::prelude::{DataFrame, PolarsError};
use polars_io::SerReader;
use polars_io::mmap::MmapBytesReader;
use polars_io::parquet::read::ParquetReader;

use super::columnar;
use super::format::Format;
use super::guard::{damaged, guarded};
use super::opened::Opened;
use crate::data::raw::{RawTable, Recognised};
use crate::diag::Problem;

/// Reads a Parquet file.
pub(super) fn read(opened: &Opened<'_>) -> Result<RawTable, Problem> {
    insist_on_end(opened)?;
    guarded("Parquet", || {
        let (frame, recognised) = match opened.held() {
            Some(bytes) => frame(opened, Cursor::new(bytes))?,
            None => frame(opened, opened.handle()?)?,
        };
        let height = frame.height();
        let columns = frame.into_columns().into_iter().map(|column| column.take_materialized_series());
        let recognised = Recognised { format: Format::Parquet.name(), ..recognised };
        Ok(columnar::table(columns, height, recognised))
    })
}

fn frame<R: MmapBytesReader>(opened: &Opened<'_>, reader: R) -> Result<(DataFrame, Recognised), Problem> {
    let broken = |error: PolarsError| damaged("Parquet", error);
    let mut reader = ParquetReader::new(reader);
    lengths::insist_on_lengths(reader.get_metadata().map_err(broken)?, opened)?;
    let schema = reader.schema().map_err(broken)?;
    let fields = schema.iter_values().map(|field| (field.name.as_str(), &field.dtype));
    let (kept, recognised) = columnar::readable(fields)?;
    let frame = reader.with_projection(Some(kept)).set_rechunk(true).finish().map_err(broken)?;
    Ok((frame, recognised))
}

/// Insists that a file ends as it starts: one that was cut off does not.
fn insist_on_end(opened: &Opened<'_>) -> Result<(), Problem> {
    match opened.tail.ends_with(b"PAR1") && opened.size >= 12 {
        true => Ok(()),
        false => Err(damaged("Parquet", "its end is missing")),
    }
}
