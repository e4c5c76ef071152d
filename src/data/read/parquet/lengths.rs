//! Whether what a Parquet file says of its own size can be true.
//!
//! The reader makes room for as many rows, values and bytes as the file states, at its end and at the head of each page.

use std::io::{Cursor, Read, Seek, SeekFrom};

use polars_io::parquet::metadata::FileMetadataRef;
use polars_parquet::parquet::error::ParquetError;
use polars_parquet::parquet::metadata::ColumnChunkMetadata;
use polars_parquet::parquet::page::CompressedPage;
use polars_parquet::parquet::read::PageReader;

use super::super::guard::{can_hold, damaged};
use super::super::opened::Opened;
use crate::diag::Problem;

/// What cannot be as the file says.
type Wrong = &'static str;

const ROWS: Wrong = "the number of rows";
const VALUES: Wrong = "the number of values of a column";
const PLACE: Wrong = "the place of a column";
const PAGE: Wrong = "the size of a page";

/// Insists that all lengths of a file can be true.
pub(super) fn insist_on_lengths(metadata: &FileMetadataRef, opened: &Opened<'_>) -> Result<(), Problem> {
    let wrong = |what: Wrong| damaged("Parquet", format!("{what} cannot be as it says"));
    insist_on_rows(metadata).map_err(wrong)?;
    let mut reader = opened.reader()?;
    for group in &metadata.row_groups {
        for column in group.parquet_columns() {
            // A column of lists has another number of values than of rows.
            let lists = column.descriptor().descriptor.max_rep_level > 0;
            if !lists && u64::try_from(column.num_values()) != Ok(group.num_rows() as u64) {
                return Err(wrong(VALUES));
            }
            let range = column.byte_range();
            let length = range.end.checked_sub(range.start).filter(|_| range.end <= opened.size);
            let length = length.ok_or_else(|| wrong(PLACE))?;
            let mut bytes = Vec::new();
            reader
                .seek(SeekFrom::Start(range.start))
                .and_then(|_| reader.by_ref().take(length).read_to_end(&mut bytes))
                .map_err(|_| wrong(PLACE))?;
            insist_on_pages(column, bytes)
                .map_err(|error| error.map_or_else(wrong, |error| damaged("Parquet", error)))?;
        }
    }
    Ok(())
}

/// Insists that the numbers of rows that a file states agree, and that so many rows can be held.
fn insist_on_rows(metadata: &FileMetadataRef) -> Result<(), Wrong> {
    let rows = metadata.row_groups.iter().map(|group| group.num_rows() as u64).try_fold(0u64, u64::checked_add);
    // Polars counts rows in 32 bits, and a text takes up 16 bytes in a table.
    let rows = rows.filter(|rows| u32::try_from(*rows).is_ok() && can_hold(rows * 16)).ok_or(ROWS)?;
    if rows == metadata.num_rows as u64 { Ok(()) } else { Err(ROWS) }
}

/// Insists that no page of a column has more values than the column, and that each can be held.
fn insist_on_pages(column: &ColumnChunkMetadata, bytes: Vec<u8>) -> Result<(), Result<ParquetError, Wrong>> {
    let mut left = u64::try_from(column.num_values()).map_err(|_| Err(VALUES))?;
    let size = bytes.len();
    for page in PageReader::new(Cursor::new(bytes.into()), column, Vec::new(), size) {
        if let CompressedPage::Data(page) = page.map_err(Ok)? {
            let values = page.num_values() as u64;
            left = left.checked_sub(values).ok_or(Err(VALUES))?;
            if !can_hold(page.uncompressed_size() as u64) {
                return Err(Err(PAGE));
            }
        }
    }
    if left == 0 { Ok(()) } else { Err(Err(VALUES)) }
}
