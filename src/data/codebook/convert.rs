//! One column of a file as the codebook says that it is.

use jiff::civil::Date;
use polars::prelude::{
    BooleanChunked, DataType, Float64Chunked, Int32Chunked, Int64Chunked, IntoSeries, NewChunkedArray, PolarsResult,
    Series, StringChunked,
};

use super::super::column::ColumnType;
use super::allowed::Allowed;
use super::date::days_to;
use super::marks::Marks;
use super::mistake::{Mistake, Mistakes, number_shown};
use super::reading::Reading;
use super::reasons::Reasons;
use super::rules::Rules;
use crate::data::coded::day_of;

/// A column as it is declared.
pub(super) struct Converted {
    /// Its values; missing where one is a mistake.
    pub values: Series,
    /// Why values are missing, where that is known.
    pub reasons: Option<Series>,
    pub mistakes: Mistakes,
}

/// Converts the values of a column, and holds them against its rules; nothing where the file has another type that
/// cannot be converted, such as dates for numbers.
pub(super) fn convert(
    values: &Series,
    of_file: Option<&Series>,
    rules: &Rules,
    marks: Marks,
) -> PolarsResult<Option<Converted>> {
    let words = rules.missing.iter().map(|(_, reason)| reason.clone()).collect();
    let mut reasons = Reasons::new(words, values.len());
    let mut mistakes = Mistakes::default();
    let mut reading = Reading { rules, marks, mistakes: &mut mistakes, reasons: &mut reasons };
    let name = values.name().clone();
    let converted = match rules.kind {
        ColumnType::Integer => reading.integers(values)?.map(|mut all| {
            Allowed::integers(rules).hold(&mut all, &mut mistakes, &mut reasons, |number| number.to_string());
            Int64Chunked::from_iter_options(name, all.into_iter()).into_series()
        }),
        ColumnType::Number => reading.floats(values)?.map(|mut all| {
            Allowed::floats(rules).hold(&mut all, &mut mistakes, &mut reasons, number_shown);
            Float64Chunked::from_iter_options(name, all.into_iter()).into_series()
        }),
        ColumnType::Boolean => reading.booleans(values)?.map(|mut all| {
            Allowed::booleans(rules).hold(&mut all, &mut mistakes, &mut reasons, |value| value.to_string());
            BooleanChunked::from_iter_options(name, all.into_iter()).into_series()
        }),
        ColumnType::Date => match reading.dates(values)? {
            None => None,
            Some(mut all) => {
                let shown = |day: i32| day_of(i64::from(day)).to_string();
                Allowed::dates(rules).hold(&mut all, &mut mistakes, &mut reasons, shown);
                keep_the_calendar(&mut all, &mut mistakes);
                Some(Int32Chunked::from_iter_options(name, all.into_iter()).into_series().cast(&DataType::Date)?)
            }
        },
        ColumnType::Text | ColumnType::Category => {
            let texts = as_texts(values)?;
            Some(hold_texts(&texts, rules, &mut mistakes, &mut reasons)?)
        }
    };
    let Some(values) = converted else { return Ok(None) };
    if rules.required && values.null_count() > 0 {
        let mut wrong = mistakes.rows.clone();
        wrong.sort_unstable();
        let absent = values.is_null();
        let is_absent = |row: &usize| absent.get(*row) == Some(true) && wrong.binary_search(row).is_err();
        (0..values.len()).filter(is_absent).for_each(|row| mistakes.see_nothing(row));
    }
    let reasons = reasons.series(values.name(), of_file);
    Ok(Some(Converted { values, reasons, mistakes }))
}

/// Days so far away that no calendar has them are no dates.
fn keep_the_calendar(days: &mut [Option<i32>], mistakes: &mut Mistakes) {
    // The year 1 is the first that a file can write.
    let (first, last) = (days_to(Date::constant(1, 1, 1)), days_to(Date::MAX));
    for (row, place) in days.iter_mut().enumerate() {
        if let Some(day) = place.filter(|day| !(first..=last).contains(day)) {
            mistakes.see(Mistake::NoSuchDay, row, || format!("day {day} from 1970-01-01"));
            *place = None;
        }
    }
}

/// The values as texts: whole numbers without decimals, dates as `2023-12-14`.
pub(super) fn as_texts(values: &Series) -> PolarsResult<Series> {
    let name = values.name().clone();
    Ok(match values.dtype() {
        DataType::String => values.clone(),
        DataType::Float64 => {
            let texts = values.f64()?.iter().map(|number| number.filter(|n| !n.is_nan()).map(number_shown));
            StringChunked::from_iter_options(name, texts).into_series()
        }
        DataType::Boolean => {
            let word = |value: bool| if value { "true" } else { "false" };
            StringChunked::from_iter_options(name, values.bool()?.iter().map(|value| value.map(word))).into_series()
        }
        DataType::Date => {
            let shown = |day: i32| day_of(i64::from(day)).to_string();
            let days = values.date()?.physical().iter().map(|day| day.map(shown));
            StringChunked::from_iter_options(name, days).into_series()
        }
        _ => values.cast(&DataType::String)?,
    })
}

/// Texts held against their codes. An empty text is no value.
fn hold_texts(texts: &Series, rules: &Rules, mistakes: &mut Mistakes, reasons: &mut Reasons) -> PolarsResult<Series> {
    let all = texts.str()?;
    let codes: Vec<String> = rules.codes.iter().map(|(code, _)| code.to_string()).collect();
    let mut sorted: Vec<&str> = codes.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    let missing: Vec<&str> = rules.missing.iter().map(|(code, _)| code.as_str()).collect();
    if sorted.is_empty() && missing.is_empty() && !all.iter().any(|text| text == Some("")) {
        return Ok(texts.clone());
    }
    let mut last: Option<&str> = None;
    let held = all.iter().enumerate().map(|(row, text)| {
        let text = text.filter(|text| !text.is_empty())?;
        if last == Some(text) {
            return Some(text);
        }
        if let Some(reason) = missing.iter().position(|code| *code == text) {
            reasons.give(row, reason);
            return None;
        }
        if !sorted.is_empty() && sorted.binary_search(&text).is_err() {
            mistakes.see(Mistake::UnknownCode, row, || text.to_owned());
            return None;
        }
        last = Some(text);
        Some(text)
    });
    Ok(StringChunked::from_iter_options(texts.name().clone(), held).into_series())
}
