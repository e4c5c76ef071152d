//! One column of a row group, page by page.

use std::io::Cursor;
use std::sync::Arc;

use polars::prelude::{ArrayRef, ArrowField, DataType, PolarsResult, Series};
use polars_io::parquet::read::_internal::to_deserializer;
use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::parquet::page::{DataPage, DataPageHeader};
use polars_parquet::parquet::schema::types::PhysicalType;
use polars_parquet::read::{BasicDecompressor, ColumnChunkMetadata, Filter, PageReader};

use super::damaged;
use super::packed::Packed;
use super::plain::Layout;
use crate::data::panel::stretch::Values;
use crate::diag::Problem;

/// How many rows polars is asked for at a time.
const BY_POLARS: usize = 1 << 18;

/// One column of a row group, page by page.
pub(super) struct ColumnReader<'a> {
    pages: BasicDecompressor,
    layout: Option<Layout>,
    optional: bool,
    /// The list that coded pages point into.
    list: Option<Arc<Series>>,
    page: Option<OpenPage>,
    /// The same column read by polars, from some row to another.
    by_polars: Box<dyn Fn(usize, usize) -> PolarsResult<Vec<ArrayRef>> + 'a>,
    field: ArrowField,
    rows: usize,
    done: usize,
}

/// A page of which some rows have been read.
struct OpenPage {
    body: Body,
    rows: usize,
    read: usize,
}

enum Body {
    /// Positions in the list; where rows may be missing, which are not.
    Coded { page: DataPage, codes: Packed, valid: Option<Vec<bool>> },
    /// Values as they stand, from some byte on.
    Plain { page: DataPage, at: usize, valid: Option<Vec<bool>> },
    /// Values that polars has read.
    Read(Series),
}

impl<'a> ColumnReader<'a> {
    /// A column chunk, whose bytes these are.
    pub fn new(
        chunk: &'a ColumnChunkMetadata,
        field: &ArrowField,
        bytes: Vec<u8>,
        rows: usize,
    ) -> Result<ColumnReader<'a>, Problem> {
        let held = bytes.into();
        // Bytes that are shared; the type has no name that could be used here.
        let reader = PageReader::new(Cursor::new(Clone::clone(&held)), chunk, Vec::new(), usize::MAX);
        let mut pages = BasicDecompressor::new(reader, Vec::new());
        let descriptor = &chunk.descriptor().descriptor;
        let flat = descriptor.max_rep_level == 0 && (0..=1).contains(&descriptor.max_def_level);
        let layout = layout(chunk.physical_type(), &DataType::from_arrow_field(field)).filter(|_| flat);
        let list = match layout {
            None => None,
            Some(layout) => pages
                .read_dict_page()
                .map_err(damaged)?
                .map(|page| layout.read(&page.buffer, 0, page.num_values, None).map(|(list, _)| Arc::new(list)))
                .transpose()?,
        };
        let of = field.clone();
        let by_polars = move |from: usize, to: usize| {
            let filter = Some(Filter::Range(from..to));
            to_deserializer(vec![(chunk, Clone::clone(&held))], of.clone(), filter).map(|(arrays, _)| arrays)
        };
        Ok(ColumnReader {
            pages,
            layout,
            optional: descriptor.max_def_level > 0,
            list,
            page: None,
            by_polars: Box::new(by_polars),
            field: field.clone(),
            rows,
            done: 0,
        })
    }

    /// How many rows can be read at once; none behind the last row.
    pub fn ready(&mut self) -> Result<usize, Problem> {
        loop {
            if let Some(page) = self.page.as_ref().filter(|page| page.read < page.rows) {
                return Ok(page.rows - page.read);
            }
            if self.done >= self.rows {
                return Ok(0);
            }
            let Some(body) = self.open()? else { return Ok(0) };
            self.page = Some(body);
        }
    }

    /// Reads the next rows, no more than are ready.
    pub fn next(&mut self, rows: usize) -> Result<Values, Problem> {
        let (Some(open), Some(end)) = (&mut self.page, self.done.checked_add(rows)) else {
            return Err(damaged("a column has too few rows"));
        };
        self.done = end;
        let (start, end) = (open.read, (open.read + rows).min(open.rows));
        open.read = end;
        match &mut open.body {
            Body::Read(series) => Ok(Values::Plain(series.slice(start as i64, end - start))),
            Body::Plain { page, at, valid } => {
                let valid = valid.as_ref().and_then(|valid| valid.get(start..end));
                let layout = self.layout.unwrap_or(Layout::Int64);
                let (series, behind) = layout.read(page.buffer(), *at, end - start, valid)?;
                *at = behind;
                Ok(Values::Plain(series))
            }
            Body::Coded { page, codes: packed, valid } => {
                let list = match (&self.list, self.layout) {
                    (Some(list), _) => list,
                    // A column without any value may lack it.
                    (None, layout) => {
                        let (none, _) = layout.unwrap_or(Layout::Int64).read(&[], 0, 0, None)?;
                        self.list.insert(Arc::new(none))
                    }
                };
                let missing = u32::try_from(list.len()).map_err(damaged)?;
                let mut codes = Vec::with_capacity(end - start);
                match valid.as_ref().and_then(|valid| valid.get(start..end)) {
                    None => packed.next(page.buffer(), end - start, &mut codes)?,
                    Some(valid) => {
                        let mut present = Vec::new();
                        packed.next(page.buffer(), valid.iter().filter(|valid| **valid).count(), &mut present)?;
                        insist_on_codes(&present, missing)?;
                        let mut present = present.into_iter();
                        let code = |valid: &bool| if *valid { present.next() } else { None }.unwrap_or(missing);
                        codes.extend(valid.iter().map(code));
                        return Ok(Values::Coded { codes, list: Arc::clone(list) });
                    }
                }
                insist_on_codes(&codes, missing)?;
                Ok(Values::Coded { codes, list: Arc::clone(list) })
            }
        }
    }

    /// Opens the next page.
    fn open(&mut self) -> Result<Option<OpenPage>, Problem> {
        if self.layout.is_none() {
            return self.read_by_polars().map(Some);
        }
        let Some(page) = self.pages.next() else { return Ok(None) };
        let page = page.map_err(damaged)?.decompress(&mut self.pages).map_err(damaged)?;
        // A negative number of rows, read as a very large one, is out of range too.
        let rows = page.num_values();
        if rows > self.rows - self.done {
            return Err(damaged("a column has too many rows"));
        }
        let levels = self.levels(&page)?;
        let valid = match &levels {
            Some((start, end)) => validity(page.buffer().get(*start..*end).unwrap_or_default(), rows)?,
            None => None,
        };
        let at = levels.map_or(0, |(_, end)| end).max(behind_levels(&page));
        let body = match page.encoding() {
            Encoding::Plain => Body::Plain { page, at, valid },
            Encoding::RleDictionary | Encoding::PlainDictionary => {
                let none = valid.as_ref().is_some_and(|valid| !valid.contains(&true));
                let bits = match page.buffer().get(at) {
                    Some(bits) => usize::from(*bits),
                    // A page in which all values are missing may hold nothing else.
                    None if none || rows == 0 => 0,
                    None => return Err(damaged("a page is cut off")),
                };
                Body::Coded { page, codes: Packed::new(at + 1, bits)?, valid }
            }
            _ => {
                self.layout = None;
                return self.read_by_polars().map(Some);
            }
        };
        Ok(Some(OpenPage { body, rows, read: 0 }))
    }

    /// The bytes of a page that say which rows have a value.
    fn levels(&self, page: &DataPage) -> Result<Option<(usize, usize)>, Problem> {
        if !self.optional {
            return Ok(None);
        }
        let cut_off = || damaged("a page is cut off");
        let (start, length): (usize, usize) = match page.header() {
            DataPageHeader::V1(_) => {
                let head = page.buffer().first_chunk::<4>().ok_or_else(cut_off)?;
                (4, usize::try_from(u32::from_le_bytes(*head)).map_err(damaged)?)
            }
            DataPageHeader::V2(header) => (0, usize::try_from(header.definition_levels_byte_length).map_err(damaged)?),
        };
        let end = start.checked_add(length).filter(|end| *end <= page.buffer().len()).ok_or_else(cut_off)?;
        Ok(Some((start, end)))
    }

    /// The rest of the column, or a part of it.
    fn read_by_polars(&mut self) -> Result<OpenPage, Problem> {
        let rows = BY_POLARS.min(self.rows - self.done);
        let arrays = (self.by_polars)(self.done, self.done + rows).map_err(damaged)?;
        let series = Series::try_from((&self.field, arrays)).map_err(damaged)?.rechunk();
        let wanted = match series.dtype() {
            DataType::Boolean | DataType::String | DataType::Date => series.dtype().clone(),
            dtype if dtype.is_integer() => DataType::Int64,
            DataType::Float32 | DataType::Float64 | DataType::Decimal(..) => DataType::Float64,
            DataType::Datetime(..) => DataType::Date,
            _ => DataType::String,
        };
        let series = series.strict_cast(&wanted).map_err(damaged)?;
        match series.len() == rows {
            true => Ok(OpenPage { body: Body::Read(series), rows, read: 0 }),
            false => Err(damaged("a column has too few rows")),
        }
    }
}

/// Where the values start in a page that says nothing of missing rows, or of which nothing says it.
fn behind_levels(page: &DataPage) -> usize {
    match page.header() {
        DataPageHeader::V1(_) => 0,
        DataPageHeader::V2(header) => usize::try_from(header.definition_levels_byte_length).unwrap_or(usize::MAX),
    }
}

/// Which rows have a value; `None` where all have one.
fn validity(levels: &[u8], rows: usize) -> Result<Option<Vec<bool>>, Problem> {
    let mut numbers = Vec::new();
    let mut packed = Packed::new(0, 1)?;
    if rows == 0 || packed.is_run_of(1, levels, rows)? {
        return Ok(None);
    }
    packed.next(levels, rows, &mut numbers)?;
    let all = numbers.iter().all(|level| *level == 1);
    Ok((!all).then(|| numbers.into_iter().map(|level| level == 1).collect()))
}

/// Insists that codes point into the list.
fn insist_on_codes(codes: &[u32], length: u32) -> Result<(), Problem> {
    match codes.iter().copied().max() {
        Some(highest) if highest >= length => Err(damaged("a value is not in the list of its column")),
        _ => Ok(()),
    }
}

/// How the values of a column stand in its pages, where that is simple.
fn layout(physical: PhysicalType, dtype: &DataType) -> Option<Layout> {
    match (physical, dtype) {
        (PhysicalType::Int32, DataType::Int8 | DataType::Int16 | DataType::Int32) => Some(Layout::Int32),
        (PhysicalType::Int32, DataType::UInt8 | DataType::UInt16 | DataType::UInt32) => Some(Layout::UInt32),
        (PhysicalType::Int64, DataType::Int64) => Some(Layout::Int64),
        (PhysicalType::Float, DataType::Float32) => Some(Layout::Float),
        (PhysicalType::Double, DataType::Float64) => Some(Layout::Double),
        (PhysicalType::Int32, DataType::Date) => Some(Layout::Date),
        (PhysicalType::ByteArray, DataType::String | DataType::Categorical(..) | DataType::Enum(..)) => {
            Some(Layout::Text)
        }
        _ => None,
    }
}
