//! From the values of a Stata file to columns.

use std::borrow::Cow;
use std::collections::HashMap;

use dta::stata::dta::long_string_table::LongStringTable;
use dta::stata::dta::value::Value;
use dta::stata::dta::variable::Variable;
use dta::stata::dta::variable_type::VariableType;
use dta::stata::missing_value::MissingValue;
use dta::stata::stata_byte::StataByte;
use dta::stata::stata_double::StataDouble;
use dta::stata::stata_float::StataFloat;
use dta::stata::stata_int::StataInt;
use dta::stata::stata_long::StataLong;
use dta::stata::temporal::TemporalKind;
use encoding_rs::Encoding;
use polars::prelude::Series;

use super::super::reasons::Reasons;
use super::super::series::{self, Unfit};
use crate::data::Cell;
use crate::data::raw::RawColumn;

/// The sets of value labels of a file, by name.
pub(super) type Labels = HashMap<String, Vec<(i32, String)>>;

/// The long texts of a file, which stand apart from its rows.
pub(super) struct LongTexts {
    pub table: LongStringTable,
    pub encoding: &'static Encoding,
}

/// A column as its rows are read.
pub(super) struct Column {
    name: String,
    label: Option<String>,
    meaning: Meaning,
    codes: Vec<(Cell, String)>,
    /// What each of the missing values `.a` to `.z` is called.
    reasons: [Option<String>; 26],
    values: Values,
    missing: Reasons,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Value,
    Time(TemporalKind),
}

enum Values {
    Whole(Vec<Option<i64>>),
    Numbers(Vec<f64>),
    Texts(Vec<Option<String>>),
}

/// Stata counts from the start of 1960: so many days before that of 1970.
const DAYS: i64 = 3653;

impl Column {
    pub fn new(variable: &Variable, labels: &Labels) -> Column {
        let labels = labels.get(variable.value_label_name()).map(Vec::as_slice).unwrap_or_default();
        // The labels of missing values are those above the largest number: `.` is the first of them.
        let missing = |value: i32| usize::try_from(i64::from(value) - i64::from(i32::MAX) + 26).ok();
        let mut reasons: [Option<String>; 26] = Default::default();
        let mut codes = Vec::new();
        for (value, label) in labels {
            match missing(*value) {
                None => codes.push((Cell::Integer((*value).into()), label.clone())),
                Some(0) => {}
                Some(letter) => reasons[letter - 1] = Some(label.clone()).filter(|label| !label.is_empty()),
            }
        }
        let values = match variable.variable_type() {
            VariableType::Byte | VariableType::Int | VariableType::Long => Values::Whole(Vec::new()),
            VariableType::Float | VariableType::Double => Values::Numbers(Vec::new()),
            VariableType::FixedString(_) | VariableType::LongString => Values::Texts(Vec::new()),
        };
        let meaning = match (&values, TemporalKind::from_format(variable.format())) {
            (Values::Whole(_) | Values::Numbers(_), Some(kind)) => Meaning::Time(kind),
            _ => Meaning::Value,
        };
        Column {
            name: variable.name().to_owned(),
            label: Some(variable.label().trim().to_owned()).filter(|label| !label.is_empty()),
            meaning,
            codes,
            reasons,
            values,
            missing: Reasons::default(),
        }
    }

    /// Adds the value of the next row.
    pub fn push(&mut self, value: Value<'_>, texts: &LongTexts) -> Result<(), String> {
        let (whole, number, missing) = match value {
            Value::Byte(StataByte::Present(value)) => (Some(i64::from(value)), f64::from(value), None),
            Value::Int(StataInt::Present(value)) => (Some(i64::from(value)), f64::from(value), None),
            Value::Long(StataLong::Present(value)) => (Some(i64::from(value)), f64::from(value), None),
            Value::Float(StataFloat::Present(value)) => (None, f64::from(value), None),
            Value::Double(StataDouble::Present(value)) => (None, value, None),
            Value::Byte(StataByte::Missing(missing))
            | Value::Int(StataInt::Missing(missing))
            | Value::Long(StataLong::Missing(missing))
            | Value::Float(StataFloat::Missing(missing))
            | Value::Double(StataDouble::Missing(missing)) => (None, f64::NAN, Some(missing)),
            Value::String(text) => return self.push_text(&text),
            Value::LongStringRef(reference) => {
                // The reference to no text at all is the empty one.
                if reference.variable() == 0 && reference.observation() == 0 {
                    return self.push_text("");
                }
                let Some(text) = texts.table.get(&reference) else { return Err("a text is missing".to_owned()) };
                // Some programs write long texts in UTF-8 even where all other text is in Windows-1252.
                let read = match std::str::from_utf8(text.data()) {
                    Ok(read) => Cow::Borrowed(read),
                    Err(_) => texts
                        .encoding
                        .decode_without_bom_handling_and_without_replacement(text.data())
                        .ok_or("a text is in another encoding")?,
                };
                return self.push_text(read.trim_end_matches('\0'));
            }
        };
        let row = match &mut self.values {
            Values::Whole(values) => {
                values.push(whole);
                values.len() - 1
            }
            Values::Numbers(values) => {
                values.push(number);
                values.len() - 1
            }
            Values::Texts(_) => return Err("a number stands among texts".to_owned()),
        };
        if let Some(missing) = missing.filter(|missing| *missing != MissingValue::System) {
            let label = self.reasons.get(usize::from(missing.code()) - 1).and_then(Option::as_deref);
            match label {
                Some(label) => self.missing.note(row, label),
                None => self.missing.note(row, &missing.to_string()),
            }
        }
        Ok(())
    }

    fn push_text(&mut self, text: &str) -> Result<(), String> {
        match &mut self.values {
            Values::Texts(values) => values.push(Some(text.to_owned())),
            _ => return Err("a text stands among numbers".to_owned()),
        }
        Ok(())
    }

    /// The rows so far as a column, or why the column is left out; the next row starts another one.
    pub fn take(&mut self) -> Result<RawColumn, (String, Unfit)> {
        let values = match &mut self.values {
            Values::Whole(values) => {
                let values = std::mem::take(values);
                match self.meaning {
                    Meaning::Value => Ok(series::integers(values)),
                    Meaning::Time(kind) => {
                        let numbers: Vec<f64> =
                            values.into_iter().map(|value| value.map_or(f64::NAN, |value| value as f64)).collect();
                        times(&numbers, kind)
                    }
                }
            }
            Values::Numbers(values) => {
                let values = std::mem::take(values);
                match self.meaning {
                    Meaning::Value => series::numbers(&values),
                    Meaning::Time(kind) => times(&values, kind),
                }
            }
            Values::Texts(values) => Ok(series::texts(std::mem::take(values))),
        };
        let missing = std::mem::take(&mut self.missing);
        let values = values.map_err(|why| (self.name.clone(), why))?;
        let missing = missing.series(values.len());
        let label = self.label.clone();
        Ok(RawColumn { label, codes: self.codes.clone(), missing, ..series::plain(self.name.clone(), values) })
    }
}

/// Numbers that stand for times, as dates; a week, month, quarter or half-year is the date of its first day.
fn times(values: &[f64], kind: TemporalKind) -> Result<Series, Unfit> {
    let whole = |value: &f64| (!value.is_nan()).then(|| value.floor().clamp(-1e15, 1e15) as i64);
    let periods = |months: i64| {
        // What is no month of any year is no day either.
        let day = |value: &f64| whole(value).map(|value| series::start_of_period(value, months).unwrap_or(i64::MAX));
        series::dates(values.iter().map(day))
    };
    match kind {
        TemporalKind::Date => series::dates(values.iter().map(|value| whole(value).map(|day| day - DAYS))),
        TemporalKind::DateTime => {
            let start = DAYS as f64 * 86_400_000.0;
            let moments: Vec<_> = values.iter().map(|value| series::moment(value - start)).collect();
            series::moments(&moments)
        }
        TemporalKind::Week => {
            let week = |value: &f64| {
                let week = whole(value)?;
                let year = series::start_of_period(week.div_euclid(52), 12);
                Some(year.map_or(i64::MAX, |year| year + week.rem_euclid(52) * 7))
            };
            series::dates(values.iter().map(week))
        }
        TemporalKind::Month => periods(1),
        TemporalKind::Quarter => periods(3),
        TemporalKind::HalfYear => periods(6),
        TemporalKind::Year => series::narrowed(values),
        _ => Err(Unfit::at("holds times that count leap seconds", 0)),
    }
}
