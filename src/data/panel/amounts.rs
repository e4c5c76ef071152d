//! The amounts of a stretch of rows, in the units of the totals that they are added to.

use polars::prelude::DataType;

use super::exact_sum::LIMIT;
use super::faults::{Fault, Faults};
use super::gather::{MISSING_PERSON, Origin, Plan, Sum};
use super::money::Worth;
use super::readings::{Readings, shown};
use super::stretch::{Stretch, Values};
use crate::diag::Problem;

/// The rows that amounts are of.
pub(super) struct Amounts<'a> {
    pub plan: &'a Plan,
    pub readings: &'a Readings,
    pub stretch: &'a Stretch,
    pub origin: &'a Origin<'a>,
}

impl Amounts<'_> {
    /// The amounts of a total in its unit, row by row; NaN where there is none.
    pub fn read(&self, at: usize, sum: &Sum, amounts: &mut Vec<f64>, faults: &mut Faults) -> Result<(), Problem> {
        amounts.clear();
        let Some(values) = self.stretch.columns.get(sum.column) else {
            return Err(Problem::new("a stretch of rows lacks an amount"));
        };
        each_number(values, amounts)?;
        let mut suspect = amounts.iter().any(|amount| amount.abs() >= LIMIT);
        let mut years = Vec::new();
        if let Worth::ByYear(_) = &sum.worth {
            self.years(sum, &mut years)?;
            for (amount, year) in amounts.iter_mut().zip(&years) {
                match year.and_then(|year| sum.worth.of(year)) {
                    Some(worth) => *amount *= worth,
                    // A row without an amount needs no worth.
                    None => suspect |= !amount.is_nan(),
                }
            }
        }
        if suspect {
            self.note(at, sum, (amounts, &years), faults);
        }
        Ok(())
    }

    /// The calendar year of each row, from its month or from the column with the year.
    fn years(&self, sum: &Sum, years: &mut Vec<Option<i32>>) -> Result<(), Problem> {
        let Some(column) = sum.year.and_then(|year| self.stretch.columns.get(year)) else {
            years.extend(self.readings.months.iter().map(|month| self.plan.year_of(*month)));
            return Ok(());
        };
        let mut numbers = Vec::with_capacity(self.stretch.rows);
        each_number(column, &mut numbers)?;
        let year = |number: &f64| (number.trunc() == *number && number.abs() < 1e6).then_some(*number as i32);
        years.extend(numbers.iter().map(year));
        Ok(())
    }

    /// Notes the rows that count in a total and cannot be added to it.
    fn note(&self, at: usize, sum: &Sum, (amounts, years): (&[f64], &[Option<i32>]), faults: &mut Faults) {
        let mut start = 0;
        for run in &self.readings.runs {
            let rows = start..run.end as usize;
            start = rows.end;
            if run.place >= MISSING_PERSON {
                continue;
            }
            for row in rows {
                let offset = self.plan.offset(run.place, self.readings.months[row]);
                if !(sum.window.first..=sum.window.last).contains(&offset) || amounts[row].is_nan() {
                    continue;
                }
                let fault = match years.get(row) {
                    Some(None) => Fault::Year(at),
                    Some(Some(year)) if sum.worth.of(*year).is_none() => Fault::UnknownYear(at, *year),
                    _ if amounts[row].abs() >= LIMIT => Fault::Amount(at),
                    _ => continue,
                };
                let column = match fault {
                    Fault::Amount(_) => Some(sum.column),
                    Fault::Year(_) => sum.year,
                    _ => None,
                };
                let place = || {
                    let value = column.map(|column| shown(&self.stretch.columns[column], row));
                    ((self.origin.places)(row), value.unwrap_or_default())
                };
                faults.add(fault, self.origin.file, self.origin.first_row + row as u64, place);
            }
        }
    }
}

/// Each value as a number; NaN where it is missing.
fn each_number(values: &Values, numbers: &mut Vec<f64>) -> Result<(), Problem> {
    match values {
        Values::Coded { codes, list } => {
            let mut of_code = Vec::with_capacity(list.len() + 1);
            each_number(&Values::Plain((**list).clone()), &mut of_code)?;
            numbers.extend(codes.iter().map(|code| of_code.get(*code as usize).copied().unwrap_or(f64::NAN)));
        }
        Values::Plain(series) => {
            let wrong = || Problem::new(format!("an amount is no {}", series.dtype()));
            match series.dtype() {
                DataType::Int64 => {
                    let values = series.i64().map_err(|_| wrong())?;
                    numbers.extend(values.iter().map(|value| value.map_or(f64::NAN, |value| value as f64)));
                }
                DataType::Float64 => {
                    let values = series.f64().map_err(|_| wrong())?;
                    numbers.extend(values.iter().map(|value| value.unwrap_or(f64::NAN)));
                }
                _ => return Err(wrong()),
            }
        }
    }
    Ok(())
}
