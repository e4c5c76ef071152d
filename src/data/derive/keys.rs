//! Keys of rows, compared between two sources.

use std::borrow::Cow;

use polars::prelude::{DataType, PlHashMap, PolarsResult, Series};

use super::super::{Cell, ColumnType, Frame};
use crate::diag::Spanned;

/// The key of each row as a number, where it has one.
pub(super) type Keys = Vec<Option<u32>>;

/// The key of a row, in words.
pub(super) fn in_words<'a>(frame: &Frame, names: impl Iterator<Item = &'a Spanned<String>>, row: usize) -> String {
    let value = |name: &Spanned<String>| {
        let series = frame.series(name).ok()?;
        let value = series.get(row).ok().filter(|value| !value.is_null())?;
        Some(value.str_value().into_owned())
    };
    names.map(|name| value(name).unwrap_or_default()).collect::<Vec<_>>().join(", ")
}

/// Whether keys of these types can be equal: whole numbers and texts can, as texts (a municipality is `1103` in one file
/// and 1103 in another).
pub(super) fn are_comparable(a: ColumnType, b: ColumnType) -> bool {
    let is_text = |kind| matches!(kind, ColumnType::Text | ColumnType::Category);
    let is_number = |kind| matches!(kind, ColumnType::Integer | ColumnType::Number);
    let mixed = |a, b| is_text(a) && b == ColumnType::Integer;
    a == b || is_text(a) && is_text(b) || is_number(a) && is_number(b) || mixed(a, b) || mixed(b, a)
}

/// A value of a key.
#[derive(PartialEq, Eq, Hash)]
enum Value<'a> {
    Whole(i64),
    /// The bits of a number.
    Number(u64),
    Text(Cow<'a, str>),
}

/// The values of a column, as texts where the other side is texts.
fn values(series: &Series, as_text: bool) -> PolarsResult<Vec<Option<Value<'_>>>> {
    Ok(match series.dtype() {
        DataType::String => {
            series.str()?.iter().map(|text| text.map(|text| Value::Text(Cow::Borrowed(text)))).collect()
        }
        DataType::Int64 if as_text => {
            let text = |number: i64| Value::Text(Cow::Owned(number.to_string()));
            series.i64()?.iter().map(|number| number.map(text)).collect()
        }
        DataType::Int64 => series.i64()?.iter().map(|number| number.map(Value::Whole)).collect(),
        DataType::Float64 => {
            let key = |number: f64| match Cell::number(number) {
                Cell::Integer(whole) => Value::Whole(whole),
                _ => Value::Number(number.to_bits()),
            };
            series.f64()?.iter().map(|number| number.map(key)).collect()
        }
        DataType::Boolean => series.bool()?.iter().map(|value| value.map(|value| Value::Whole(value.into()))).collect(),
        _ => {
            let days = series.cast(&DataType::Int64)?;
            days.i64()?.iter().map(|day| day.map(Value::Whole)).collect()
        }
    })
}

/// Refines the keys on both sides by one more column. A row without a value has no key, and a row of ours whose value the
/// other side lacks has none either.
pub(super) fn refine(mine: &Series, its: &Series, ours: &mut Keys, theirs: &mut Keys) -> PolarsResult<()> {
    let as_text = mine.dtype() == &DataType::String || its.dtype() == &DataType::String;
    let mut known: PlHashMap<(u32, Value<'_>), u32> = PlHashMap::default();
    known.reserve(theirs.len());
    for (place, value) in theirs.iter_mut().zip(values(its, as_text)?) {
        let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
        *place = place.zip(value).map(|pair| *known.entry(pair).or_insert(next));
    }
    for (place, value) in ours.iter_mut().zip(values(mine, as_text)?) {
        *place = place.zip(value).and_then(|pair| known.get(&pair).copied());
    }
    Ok(())
}
