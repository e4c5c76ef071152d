//! Stretches of rows of a Parquet file.
//!
//! A row group is read column by column, and each column page by page, so that what is held does not depend on how many
//! rows a row group has. Pages that are coded (every value as its position in a list, packed in a few bits) stay coded;
//! those are what registers are made of. What else the format allows is left to polars.

mod column;
mod packed;
mod plain;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use polars::prelude::{ArrowField, DataType};
use polars_parquet::read::{FileMetadata, infer_schema, read_metadata};

use self::column::ColumnReader;
use super::stretch::Stretch;
use crate::data::ColumnType;
use crate::diag::Problem;

/// The most rows of a stretch: its columns should fit in the cache of a processor.
const STRETCH: usize = 1 << 16;

/// A Parquet file, of which only the end has been read.
pub(super) struct ParquetFile {
    metadata: FileMetadata,
    fields: Vec<ArrowField>,
}

impl ParquetFile {
    /// Reads the end of the file, which says what is in it.
    pub fn open(file: &mut File) -> Result<ParquetFile, Problem> {
        let metadata = read_metadata(file).map_err(damaged)?;
        let fields = infer_schema(&metadata).map_err(damaged)?.iter_values().cloned().collect();
        Ok(ParquetFile { metadata, fields })
    }

    /// The columns and their types; `None` for a type that no column of a table has, such as a list.
    pub fn columns(&self) -> impl Iterator<Item = (&str, Option<ColumnType>)> {
        self.fields.iter().map(|field| (field.name.as_str(), kind(&DataType::from_arrow_field(field))))
    }

    /// How many rows each row group has.
    pub fn row_groups(&self) -> impl Iterator<Item = usize> {
        self.metadata.row_groups.iter().map(|group| group.num_rows())
    }

    /// Reads these columns of a row group, stretch by stretch, each with the number of its first row in the group.
    pub fn stretches(
        &self,
        file: &mut File,
        group: usize,
        names: &[String],
        mut each: impl FnMut(Stretch, usize) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let Some(group) = self.metadata.row_groups.get(group) else { return Ok(()) };
        let rows = group.num_rows();
        let mut columns = Vec::with_capacity(names.len());
        for name in names {
            let field = self.fields.iter().find(|field| field.name == name.as_str());
            let mut of_name = group.columns_under_root_iter(name).into_iter().flatten();
            let (Some(field), Some(chunk), None) = (field, of_name.next(), of_name.next()) else {
                return Err(damaged(format!("a row group lacks the column `{name}`")));
            };
            let range = chunk.byte_range();
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(range.start)).map_err(damaged)?;
            file.by_ref().take(range.end - range.start).read_to_end(&mut bytes).map_err(damaged)?;
            columns.push(ColumnReader::new(chunk, field, bytes, rows)?);
        }
        let mut done = 0;
        while done < rows {
            // A stretch ends where a page of any column ends, so that each column of it comes from one page.
            let mut length = STRETCH.min(rows - done);
            for column in &mut columns {
                length = length.min(column.ready()?);
            }
            if length == 0 {
                return Err(damaged(format!("a row group has {done} rows, and not {rows}")));
            }
            let values = columns.iter_mut().map(|column| column.next(length)).collect::<Result<_, _>>()?;
            each(Stretch { rows: length, columns: values }, done)?;
            done += length;
        }
        Ok(())
    }
}

/// What the values of a type are to a specification.
fn kind(dtype: &DataType) -> Option<ColumnType> {
    match dtype {
        DataType::Boolean => Some(ColumnType::Boolean),
        dtype if dtype.is_integer() => Some(ColumnType::Integer),
        DataType::Float32 | DataType::Float64 | DataType::Decimal(..) => Some(ColumnType::Number),
        DataType::String | DataType::Categorical(..) | DataType::Enum(..) => Some(ColumnType::Text),
        DataType::Date | DataType::Datetime(..) => Some(ColumnType::Date),
        _ => None,
    }
}

fn damaged(error: impl std::fmt::Display) -> Problem {
    Problem::new(format!("is a damaged Parquet file: {error}")).hint("copy or export it again")
}
