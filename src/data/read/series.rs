//! Columns of the few types that a table has, from the values of any format.

use jiff::civil::{Date, Time};
use polars::prelude::{
    BooleanChunked, Float64Chunked, Int32Chunked, Int64Chunked, IntoSeries, NewChunkedArray, Series, StringChunked,
};

use crate::data::coded::day_of;
use crate::data::raw::RawColumn;

/// A column of which nothing but its name and values is known.
pub(super) fn plain(name: String, values: Series) -> RawColumn {
    let values = values.with_name(name.as_str().into());
    RawColumn { name, values, label: None, codes: Vec::new(), missing: None }
}

/// A column of texts; an empty text is missing.
pub(super) fn texts<T: AsRef<str>>(values: impl IntoIterator<Item = Option<T>>) -> Series {
    let values = values.into_iter().map(|text| text.filter(|text| !text.as_ref().is_empty()));
    StringChunked::from_iter(values).into_series()
}

/// A column of truth values.
pub(super) fn booleans(values: impl IntoIterator<Item = Option<bool>>) -> Series {
    BooleanChunked::from_iter(values).into_series()
}

/// A column of whole numbers.
pub(super) fn integers(values: impl IntoIterator<Item = Option<i64>>) -> Series {
    Int64Chunked::from_iter_options("".into(), values.into_iter()).into_series()
}

/// A value that no column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unfit {
    what: &'static str,
    row: usize,
}

impl Unfit {
    const INFINITE: &'static str = "holds an infinite number";
    const NO_DATE: &'static str = "holds a date out of range";

    pub fn at(what: &'static str, row: usize) -> Unfit {
        Unfit { what, row }
    }

    /// Why a column is left out, where so many rows went before.
    pub fn said(&self, rows_before: usize) -> String {
        format!("{} in row {}", self.what, rows_before + self.row + 1)
    }
}

/// A column of numbers; NaN is missing.
pub(super) fn numbers(values: &[f64]) -> Result<Series, Unfit> {
    if let Some(row) = values.iter().position(|value| value.is_infinite()) {
        return Err(Unfit::at(Unfit::INFINITE, row));
    }
    let known = values.iter().map(|value| Some(*value).filter(|value| !value.is_nan()));
    Ok(Float64Chunked::from_iter_options("".into(), known).into_series())
}

/// A column of numbers as whole numbers, where all of them are.
pub(super) fn narrowed(values: &[f64]) -> Result<Series, Unfit> {
    // Beyond 2^53 not every whole number is a float.
    let whole = |value: &f64| value.is_nan() || value.trunc() == *value && value.abs() <= 9_007_199_254_740_992.0;
    match values.iter().all(whole) && values.iter().any(|value| !value.is_nan()) {
        true => Ok(integers(values.iter().map(|value| Some(*value as i64).filter(|_| !value.is_nan())))),
        false => numbers(values),
    }
}

/// A column of dates, given as days after 1 January 1970.
pub(super) fn dates(days: impl IntoIterator<Item = Option<i64>>) -> Result<Series, Unfit> {
    let mut kept = Vec::new();
    for (row, day) in days.into_iter().enumerate() {
        kept.push(match day {
            None => None,
            Some(day) if is_day(day) => i32::try_from(day).ok(),
            Some(_) => return Err(Unfit::at(Unfit::NO_DATE, row)),
        });
    }
    Ok(Int32Chunked::from_iter_options("".into(), kept.into_iter()).into_date().into_series())
}

fn is_day(day: i64) -> bool {
    // The years 1 to 9999.
    (-719_162..=2_932_896).contains(&day)
}

/// A day after 1 January 1970 and the nanoseconds after midnight on it.
pub(super) type Moment = (i64, u64);

/// The moment so many thousandths of a second after the start of 1970.
pub(super) fn moment(milliseconds: f64) -> Option<Moment> {
    const DAY: i64 = 86_400_000;
    // NaN is missing; what lies further away than all dates is found out by its day.
    let whole = Some(milliseconds).filter(|value| !value.is_nan())?.round().clamp(-1e18, 1e18) as i64;
    Some((whole.div_euclid(DAY), whole.rem_euclid(DAY).unsigned_abs() * 1_000_000))
}

/// A column of dates, if all moments are at midnight; else texts such as `2023-12-14T10:30:00`.
pub(super) fn moments(values: &[Option<Moment>]) -> Result<Series, Unfit> {
    match values.iter().flatten().all(|(_, time)| *time == 0) {
        true => dates(values.iter().map(|moment| moment.map(|(day, _)| day))),
        false => moments_as_texts(values, ""),
    }
}

/// A column of texts such as `2023-12-14T10:30:00`, with this ending.
pub(super) fn moments_as_texts(values: &[Option<Moment>], ending: &str) -> Result<Series, Unfit> {
    match values.iter().position(|moment| moment.is_some_and(|(day, _)| !is_day(day))) {
        Some(row) => Err(Unfit::at(Unfit::NO_DATE, row)),
        None => Ok(texts(
            values.iter().map(|moment| moment.map(|(day, time)| format!("{}T{}{ending}", day_of(day), time_of(time)))),
        )),
    }
}

/// A column of times of the day as texts such as `10:30:00`.
pub(super) fn times(nanoseconds: impl IntoIterator<Item = Option<u64>>) -> Series {
    texts(nanoseconds.into_iter().map(|time| time.map(|time| time_of(time).to_string())))
}

/// A moment as a text: a date alone at midnight.
pub(super) fn shown((day, time): Moment) -> String {
    match time {
        0 => day_of(day).to_string(),
        _ => format!("{}T{}", day_of(day), time_of(time)),
    }
}

/// The time of the day so many nanoseconds after midnight.
pub(super) fn time_of(nanoseconds: u64) -> Time {
    const SECOND: u64 = 1_000_000_000;
    let seconds = nanoseconds / SECOND;
    let part = |value: u64| i8::try_from(value).unwrap_or_default();
    let fraction = i32::try_from(nanoseconds % SECOND).unwrap_or_default();
    Time::new(part(seconds / 3600 % 24), part(seconds / 60 % 60), part(seconds % 60), fraction).unwrap_or_default()
}

/// The first day of a part of a calendar year, for a format that counts such parts of so many months from 1960 on.
pub(super) fn start_of_period(since_1960: i64, months: i64) -> Option<i64> {
    let month = since_1960.checked_mul(months)?;
    let year = i16::try_from(1960 + month.div_euclid(12)).ok()?;
    let date = Date::new(year, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1).ok()?;
    Some(days_of(date))
}

/// The days from 1 January 1970 to a date.
pub(super) fn days_of(date: Date) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.until(date).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use polars::prelude::DataType;

    use super::*;

    #[test]
    fn moments_at_midnight_are_dates() {
        let midnights = [moment(0.0), None, moment(-86_400_000.0)];
        let dates = moments(&midnights).unwrap();
        assert_eq!(dates.dtype(), &DataType::Date);
        assert_eq!(dates.date().unwrap().physical().to_vec(), [Some(0), None, Some(-1)]);
        let texts = moments(&[moment(37_800_500.0), moment(-1.0)]).unwrap();
        let texts: Vec<_> = texts.str().unwrap().iter().flatten().map(str::to_owned).collect();
        assert_eq!(texts, ["1970-01-01T10:30:00.5", "1969-12-31T23:59:59.999"]);
        assert!(moments(&[moment(1e300)]).unwrap_err().said(0) == "holds a date out of range in row 1");
        assert_eq!(moment(f64::NAN), None);
    }

    #[test]
    fn numbers_keep_what_they_are() {
        assert_eq!(narrowed(&[1.0, f64::NAN, -2.0]).unwrap().dtype(), &DataType::Int64);
        assert_eq!(narrowed(&[1.0, 0.5]).unwrap().dtype(), &DataType::Float64);
        assert_eq!(narrowed(&[f64::NAN]).unwrap().dtype(), &DataType::Float64);
        assert_eq!(narrowed(&[1e300]).unwrap().dtype(), &DataType::Float64);
        assert_eq!(numbers(&[1.0, f64::INFINITY]).unwrap_err().said(10), "holds an infinite number in row 12");
        assert!(dates([Some(i64::MAX)]).is_err());
    }

    #[test]
    fn periods_start_on_their_first_day() {
        assert_eq!(start_of_period(0, 1), Some(-3653));
        assert_eq!(start_of_period(-1, 3).map(day_of), Some(jiff::civil::date(1959, 10, 1)));
        assert_eq!(start_of_period(i64::MAX, 6), None);
    }
}
