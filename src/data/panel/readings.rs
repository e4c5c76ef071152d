//! What the rows of a stretch say: whose they are, of which month, and with which amounts.

use polars::prelude::{DataType, Series};

use super::calendar;
use super::faults::{Fault, Faults};
use super::gather::{MISSING_PERSON, Origin, Plan};
use super::persons::{NOBODY, Persons};
use super::stretch::{Known, Stretch, Values};
use crate::diag::Problem;

/// The month of a row that has none.
pub(super) const MISSING: i32 = i32::MIN;

/// The month of a row that holds something else.
pub(super) const BAD: i32 = i32::MIN + 1;

/// The month of a row that does not count; no month is as low.
pub(super) const LEFT_OUT: i32 = i32::MIN + 2;

/// Rows in a row that name the same person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub place: u32,
    /// The row behind the last.
    pub end: u32,
}

/// What the rows of a stretch say.
#[derive(Debug, Default)]
pub(super) struct Readings {
    pub runs: Vec<Run>,
    /// The number of the month, or the calendar month.
    pub months: Vec<i32>,
    of_person_code: Known<u32>,
    of_month_code: Known<i32>,
    /// The place of the last person; the next one often stands behind.
    last: u32,
}

impl Readings {
    /// Reads whose the rows are, and of which month.
    pub fn read(&mut self, plan: &Plan, stretch: &Stretch) -> Result<(), Problem> {
        let (Some(person), Some(month)) = (stretch.columns.first(), stretch.columns.get(1)) else {
            return Err(Problem::new("a stretch of rows lacks its person or its month"));
        };
        self.runs.clear();
        match person {
            Values::Coded { codes, list } => {
                let last = &mut self.last;
                let of_code = self.of_person_code.of(list, |list| {
                    let mut places = Vec::with_capacity(list.len() + 1);
                    each_place(list, &plan.persons, last, |place| places.push(place))?;
                    places.push(MISSING_PERSON);
                    Ok::<_, Problem>(places)
                })?;
                runs_of_codes(codes, of_code, &mut self.runs);
            }
            Values::Plain(series) => {
                let (runs, mut row) = (&mut self.runs, 0);
                each_place(series, &plan.persons, &mut self.last, |place| {
                    row += 1;
                    match runs.last_mut() {
                        Some(run) if run.place == place => run.end = row,
                        _ => runs.push(Run { place, end: row }),
                    }
                })?;
            }
        }
        self.months.clear();
        let calendar = plan.since.is_some();
        match month {
            Values::Coded { codes, list } => {
                let of_code = self.of_month_code.of(list, |list| {
                    let mut months = Vec::with_capacity(list.len() + 1);
                    each_month(list, calendar, &mut months)?;
                    months.push(MISSING);
                    Ok::<_, Problem>(months)
                })?;
                self.months.extend(codes.iter().map(|code| of_code.get(*code as usize).copied().unwrap_or(MISSING)));
            }
            Values::Plain(series) => each_month(series, calendar, &mut self.months)?,
        }
        let read = self.runs.last().map_or(0, |run| run.end as usize);
        match read == stretch.rows && self.months.len() == stretch.rows {
            true => Ok(()),
            false => Err(Problem::new("columns of the panel differ in length")),
        }
    }

    /// Leaves out the rows whose flag is 0.
    pub fn leave_out(&mut self, kept: &[u8]) {
        for (month, _) in self.months.iter_mut().zip(kept).filter(|(_, kept)| **kept == 0) {
            *month = LEFT_OUT;
        }
    }

    /// Notes the rows that lack a person or a month.
    pub fn faults(&self, stretch: &Stretch, origin: &Origin<'_>, faults: &mut Faults) {
        let place = |row: usize| (origin.places)(row);
        let all_have_months = self.months.iter().all(|month| *month > BAD);
        let mut start = 0;
        for run in &self.runs {
            let rows = start..run.end as usize;
            start = rows.end;
            if run.place == MISSING_PERSON {
                for row in rows.filter(|row| self.months[*row] != LEFT_OUT) {
                    faults.add(Fault::NoPerson, origin.file, origin.first_row + row as u64, || {
                        (place(row), String::new())
                    });
                }
            } else if run.place != NOBODY && !all_have_months {
                for row in rows {
                    let fault = match self.months[row] {
                        MISSING => Fault::NoMonth,
                        BAD => Fault::Month,
                        _ => continue,
                    };
                    let bad = fault == Fault::Month;
                    faults.add(fault, origin.file, origin.first_row + row as u64, || {
                        (place(row), if bad { shown(&stretch.columns[1], row) } else { String::new() })
                    });
                }
            }
        }
    }
}

impl Plan {
    /// The month of a row of this person, counted from the first as 0; very large outside.
    pub fn offset(&self, place: u32, month: i32) -> usize {
        let since = self.since.as_ref().and_then(|since| since.get(place as usize)).copied().unwrap_or(0);
        month.wrapping_sub(since.wrapping_add(self.first)) as u32 as usize
    }
}

/// The runs of one code after another.
fn runs_of_codes(codes: &[u32], of_code: &[u32], runs: &mut Vec<Run>) {
    let mut start = 0;
    while let Some(code) = codes.get(start) {
        let length = codes[start..].iter().take_while(|other| *other == code).count();
        start += length;
        let place = of_code.get(*code as usize).copied().unwrap_or(MISSING_PERSON);
        runs.push(Run { place, end: start as u32 });
    }
}

/// The place of each person of a column; rows that name the same person as the row before are not looked up again.
fn each_place(ids: &Series, persons: &Persons, last: &mut u32, mut found: impl FnMut(u32)) -> Result<(), Problem> {
    let wrong = || Problem::new(format!("a person is no {}", ids.dtype()));
    match ids.dtype() {
        DataType::Int64 => {
            let mut before: Option<(i64, u32)> = None;
            for id in ids.i64().map_err(|_| wrong())?.iter() {
                found(match (id, before) {
                    (None, _) => MISSING_PERSON,
                    (Some(id), Some((same, place))) if id == same => place,
                    (Some(id), _) => {
                        let place = persons.numbered(id, last.wrapping_add(1));
                        *last = if place == NOBODY { *last } else { place };
                        before = Some((id, place));
                        place
                    }
                });
            }
            Ok(())
        }
        DataType::String => {
            let mut before: Option<(&str, u32)> = None;
            for id in ids.str().map_err(|_| wrong())?.iter() {
                found(match (id, before) {
                    (None, _) => MISSING_PERSON,
                    (Some(""), _) => MISSING_PERSON,
                    (Some(id), Some((same, place))) if id == same => place,
                    (Some(id), _) => {
                        let place = persons.named(id, last.wrapping_add(1));
                        *last = if place == NOBODY { *last } else { place };
                        before = Some((id, place));
                        place
                    }
                });
            }
            Ok(())
        }
        DataType::Float64 => {
            for id in ids.f64().map_err(|_| wrong())?.iter() {
                found(match id {
                    None => MISSING_PERSON,
                    Some(id) if id.is_nan() => MISSING_PERSON,
                    Some(id) if id.trunc() == id && id.abs() < 9e15 => {
                        persons.numbered(id as i64, last.wrapping_add(1))
                    }
                    Some(_) => NOBODY,
                });
            }
            Ok(())
        }
        _ => Err(wrong()),
    }
}

/// The month of each value: the number of a month, or a calendar month.
fn each_month(values: &Series, calendar: bool, months: &mut Vec<i32>) -> Result<(), Problem> {
    let wrong = || Problem::new(format!("a month is no {}", values.dtype()));
    // A number of months that is no i32 lies outside every panel.
    let number = |number: i64| i32::try_from(number).unwrap_or(i32::MAX).max(LEFT_OUT + 1);
    let whole = |value: f64| (value.trunc() == value && value.abs() < 9e15).then_some(value as i64);
    let month = |number_of: Option<i64>| match (number_of, calendar) {
        (None, _) => BAD,
        (Some(value), false) => number(value),
        (Some(value), true) => calendar::of_number(value).unwrap_or(BAD),
    };
    match values.dtype() {
        DataType::Int64 => {
            let values = values.i64().map_err(|_| wrong())?;
            months.extend(values.iter().map(|value| value.map_or(MISSING, |value| month(Some(value)))));
        }
        DataType::Float64 => {
            let values = values.f64().map_err(|_| wrong())?;
            let present = |value: Option<f64>| value.filter(|value| !value.is_nan());
            months.extend(values.iter().map(|value| present(value).map_or(MISSING, |value| month(whole(value)))));
        }
        DataType::Date if calendar => {
            let values = values.date().map_err(|_| wrong())?;
            let month = |days: Option<i32>| days.map_or(MISSING, |days| calendar::of_days(days).unwrap_or(BAD));
            months.extend(values.physical().iter().map(month));
        }
        DataType::String => {
            let of_text = |text: &str| match calendar {
                true => calendar::of_text(text).unwrap_or(BAD),
                false => text.trim().parse().map_or(BAD, number),
            };
            let values = values.str().map_err(|_| wrong())?;
            let present = |text: Option<&str>| text.filter(|text| !text.is_empty()).map_or(MISSING, of_text);
            months.extend(values.iter().map(present));
        }
        _ => return Err(wrong()),
    }
    Ok(())
}

/// A value, for a person to read.
pub(super) fn shown(values: &Values, row: usize) -> String {
    let cell =
        |series: &Series, at: usize| series.get(at).map(|value| value.str_value().into_owned()).unwrap_or_default();
    match values {
        Values::Plain(series) => cell(series, row),
        Values::Coded { codes, list } => codes.get(row).map(|code| cell(list, *code as usize)).unwrap_or_default(),
    }
}
