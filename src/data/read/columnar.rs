//! Columns of polars as columns of a table.

use polars::prelude::{ArrowDataType, DataType, Series, TimeUnit};

use super::names::insist_on_names;
use super::series::{self, Moment, Unfit};
use crate::data::raw::{Places, RawColumn, RawTable, Recognised};
use crate::diag::Problem;

/// Why columns of this type are not read, if they are not.
pub(super) fn unsupported(kind: &ArrowDataType) -> Option<&'static str> {
    use ArrowDataType as Arrow;
    match kind {
        Arrow::List(_) | Arrow::LargeList(_) | Arrow::FixedSizeList(..) | Arrow::Map(..) => Some("holds lists"),
        Arrow::Struct(_) | Arrow::Union(_) => Some("holds several values a row"),
        Arrow::Binary | Arrow::LargeBinary | Arrow::FixedSizeBinary(_) | Arrow::BinaryView => Some("holds bytes"),
        Arrow::Duration(_) | Arrow::Interval(_) => Some("holds lengths of time"),
        Arrow::Dictionary(_, values, _) => unsupported(values),
        Arrow::Null
        | Arrow::Boolean
        | Arrow::Int8
        | Arrow::Int16
        | Arrow::Int32
        | Arrow::Int64
        | Arrow::UInt8
        | Arrow::UInt16
        | Arrow::UInt32
        | Arrow::UInt64
        | Arrow::Float32
        | Arrow::Float64
        | Arrow::Date32
        | Arrow::Date64
        | Arrow::Timestamp(..)
        | Arrow::Time32(_)
        | Arrow::Time64(_)
        | Arrow::Decimal(..)
        | Arrow::Decimal32(..)
        | Arrow::Decimal64(..)
        | Arrow::Utf8
        | Arrow::LargeUtf8
        | Arrow::Utf8View => None,
        _ => Some("holds values of a rare type"),
    }
}

/// The columns of a file that can be read, by their numbers, and those that are left out.
pub(super) fn readable<'a>(
    fields: impl IntoIterator<Item = (&'a str, &'a ArrowDataType)>,
) -> Result<(Vec<usize>, Recognised), Problem> {
    let mut recognised = Recognised::default();
    let (mut names, mut kept) = (Vec::new(), Vec::new());
    for (index, (name, kind)) in fields.into_iter().enumerate() {
        names.push(name.to_owned());
        match unsupported(kind) {
            Some(why) => recognised.left_out.push((name.to_owned(), why.to_owned())),
            None => kept.push(index),
        }
    }
    insist_on_names(&names, |index| format!("column {}", index + 1))?;
    Ok((kept, recognised))
}

/// The table of these columns. A column with a value that no table holds is left out.
pub(super) fn table(columns: impl IntoIterator<Item = Series>, height: usize, mut recognised: Recognised) -> RawTable {
    let mut kept: Vec<RawColumn> = Vec::new();
    for column in columns {
        let name = column.name().to_string();
        if let DataType::Datetime(_, Some(zone)) = column.dtype()
            && !matches!(zone.as_str(), "UTC" | "Etc/UTC" | "+00:00")
        {
            let remark =
                format!("has moments of the time zone {zone} in column `{name}`, read as those of universal time");
            recognised.remarks.push(remark);
        }
        match values(&column) {
            Ok(values) => kept.push(series::plain(name, values)),
            Err(why) => recognised.left_out.push((name, why)),
        }
    }
    RawTable { columns: kept, height, places: Places::Numbers, recognised }
}

/// The same values as one of the types of a table: text, whole numbers, numbers, truth values or dates.
fn values(column: &Series) -> Result<Series, String> {
    let cast =
        |kind: &DataType| column.strict_cast(kind).map(|values| values.rechunk()).map_err(|error| error.to_string());
    match column.dtype() {
        DataType::String | DataType::Null | DataType::Categorical(..) | DataType::Enum(..) => {
            let texts = cast(&DataType::String)?;
            let texts = texts.str().map_err(|error| error.to_string())?;
            // An empty text is missing, as it is in every other format.
            Ok(series::texts(texts.iter()))
        }
        DataType::Boolean | DataType::Int64 => Ok(column.rechunk()),
        DataType::Date => {
            let days = column.date().map_err(|error| error.to_string())?;
            series::dates(days.physical().iter().map(|day| day.map(i64::from))).map_err(unfit)
        }
        // Identifiers beyond the whole numbers that are signed are kept to the last digit.
        DataType::UInt64 => cast(&DataType::Int64).or_else(|_| cast(&DataType::String)),
        kind if kind.is_integer() => cast(&DataType::Int64),
        DataType::Decimal(_, 0) => cast(&DataType::Int64).or_else(|_| cast(&DataType::Float64)),
        DataType::Float32 | DataType::Float64 | DataType::Decimal(..) => {
            let numbers = cast(&DataType::Float64)?;
            let numbers = numbers.f64().map_err(|error| error.to_string())?;
            series::numbers(&numbers.iter().map(|number| number.unwrap_or(f64::NAN)).collect::<Vec<f64>>())
                .map_err(unfit)
        }
        DataType::Datetime(unit, zone) => {
            let values = column.datetime().map_err(|error| error.to_string())?;
            let moments: Vec<Option<Moment>> =
                values.physical().iter().map(|value| value.map(|value| moment(value, *unit))).collect();
            // With a time zone these are moments of universal time, whose days are not those of the zone.
            match zone.as_ref().map(|zone| zone.as_str()) {
                None | Some("UTC" | "Etc/UTC" | "+00:00") => series::moments(&moments).map_err(unfit),
                Some(_) => series::moments_as_texts(&moments, "Z").map_err(unfit),
            }
        }
        DataType::Time => {
            let values = column.time().map_err(|error| error.to_string())?;
            Ok(series::times(values.physical().iter().map(|value| value.map(i64::unsigned_abs))))
        }
        other => Err(format!("holds values of the type {other}")),
    }
}

fn unfit(value: Unfit) -> String {
    value.said(0)
}

fn moment(value: i64, unit: TimeUnit) -> Moment {
    let (day, nanoseconds) = match unit {
        TimeUnit::Nanoseconds => (86_400_000_000_000, 1),
        TimeUnit::Microseconds => (86_400_000_000, 1_000),
        TimeUnit::Milliseconds => (86_400_000, 1_000_000),
    };
    (value.div_euclid(day), value.rem_euclid(day).unsigned_abs() * nanoseconds)
}
