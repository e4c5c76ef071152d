//! Values as they stand, one behind the other.

use polars::prelude::{
    DataType, Float64Chunked, Int32Chunked, Int64Chunked, IntoSeries, NewChunkedArray, Series, StringChunkedBuilder,
};

use super::damaged;
use crate::diag::Problem;

/// What the bytes of a value are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Four bytes, with a sign.
    Int32,
    /// Four bytes, without a sign.
    UInt32,
    Int64,
    Float,
    Double,
    /// Days since 1970.
    Date,
    /// Four bytes with the length, and so many bytes of UTF-8.
    Text,
}

impl Layout {
    /// Reads values from here on: one for each row that is not marked as missing. Returns where they end.
    pub fn read(
        self,
        bytes: &[u8],
        at: usize,
        rows: usize,
        valid: Option<&[bool]>,
    ) -> Result<(Series, usize), Problem> {
        let present = valid.map_or(rows, |valid| valid.iter().filter(|valid| **valid).count());
        let rest = bytes.get(at..).unwrap_or_default();
        if self == Layout::Text {
            return texts(rest, at, rows, valid);
        }
        let width = match self {
            Layout::Int64 | Layout::Double => 8,
            _ => 4,
        };
        let length = present.saturating_mul(width);
        let Some(values) = rest.get(..length) else { return Err(damaged("a page is cut off")) };
        let four = || values.chunks_exact(4).map(|value| value.try_into().unwrap_or_default());
        let eight = || values.chunks_exact(8).map(|value| value.try_into().unwrap_or_default());
        let series = match self {
            Layout::Int64 => integers(eight().map(i64::from_le_bytes), valid),
            Layout::Int32 => integers(four().map(|value| i64::from(i32::from_le_bytes(value))), valid),
            Layout::UInt32 => integers(four().map(|value| i64::from(u32::from_le_bytes(value))), valid),
            Layout::Double => numbers(eight().map(f64::from_le_bytes), valid),
            Layout::Float => numbers(four().map(|value| f64::from(f32::from_le_bytes(value))), valid),
            Layout::Date | Layout::Text => {
                let days = four().map(i32::from_le_bytes);
                let days = match valid {
                    None => Int32Chunked::from_iter_values("".into(), days),
                    Some(valid) => Int32Chunked::from_iter_options("".into(), spread(days, valid)),
                };
                days.into_series().cast(&DataType::Date).map_err(damaged)?
            }
        };
        Ok((series, at + length))
    }
}

/// The values in the rows that have one.
fn spread<T>(mut values: impl Iterator<Item = T>, valid: &[bool]) -> impl Iterator<Item = Option<T>> {
    valid.iter().map(move |valid| if *valid { values.next() } else { None })
}

fn integers(values: impl Iterator<Item = i64>, valid: Option<&[bool]>) -> Series {
    match valid {
        None => Int64Chunked::from_vec("".into(), values.collect()).into_series(),
        Some(valid) => Int64Chunked::from_iter_options("".into(), spread(values, valid)).into_series(),
    }
}

fn numbers(values: impl Iterator<Item = f64>, valid: Option<&[bool]>) -> Series {
    match valid {
        None => Float64Chunked::from_vec("".into(), values.collect()).into_series(),
        Some(valid) => Float64Chunked::from_iter_options("".into(), spread(values, valid)).into_series(),
    }
}

fn texts(bytes: &[u8], at: usize, rows: usize, valid: Option<&[bool]>) -> Result<(Series, usize), Problem> {
    let mut builder = StringChunkedBuilder::new("".into(), rows.min(bytes.len()));
    let mut read = 0;
    for row in 0..rows {
        if valid.is_some_and(|valid| !valid.get(row).copied().unwrap_or(false)) {
            builder.append_null();
            continue;
        }
        let head = bytes.get(read..).and_then(|rest| rest.first_chunk::<4>());
        let length = head.and_then(|head| usize::try_from(u32::from_le_bytes(*head)).ok());
        let text = length.and_then(|length| bytes.get(read + 4..)?.get(..length));
        let Some(text) = text else { return Err(damaged("a page is cut off")) };
        read += 4 + text.len();
        builder.append_value(std::str::from_utf8(text).map_err(|_| damaged("a text is no UTF-8"))?);
    }
    Ok((builder.finish().into_series(), at + read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_rows_without_one() {
        let bytes: Vec<u8> = [1i64, -2].iter().flat_map(|value| value.to_le_bytes()).collect();
        let (series, end) = Layout::Int64.read(&bytes, 0, 3, Some(&[true, false, true])).unwrap();
        assert_eq!((series.i64().unwrap().to_vec(), end), (vec![Some(1), None, Some(-2)], 16));
        let (series, _) = Layout::UInt32.read(&u32::MAX.to_le_bytes(), 0, 1, None).unwrap();
        assert_eq!(series.i64().unwrap().get(0), Some(i64::from(u32::MAX)));
        let (series, end) = Layout::Text.read(b"\x03\0\0\0abc\0\0\0\0", 0, 2, None).unwrap();
        assert_eq!((series.str().unwrap().iter().flatten().collect::<Vec<_>>(), end), (vec!["abc", ""], 11));
    }

    #[test]
    fn what_is_cut_off_is_damaged() {
        for (layout, bytes) in [
            (Layout::Int64, &b"1234567"[..]),
            (Layout::Date, b"123"),
            (Layout::Text, b"\xff\xff\xff\xffabc"),
            (Layout::Text, b"\x01\0\0\0\xe5"),
        ] {
            assert!(layout.read(bytes, 0, 1, None).is_err(), "{layout:?}");
            assert!(layout.read(bytes, 100, 1, None).is_err(), "{layout:?}");
        }
    }
}
