//! The cells of one sheet, from any kind of workbook.

use std::io::{Read, Seek};

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime, Ods, Range, Reader, Xlsx};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use super::super::guard::damaged;
use super::super::series::{Moment, days_of};
use super::range::Area;
use crate::diag::Problem;

/// A cell that is not empty.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub row: u32,
    pub column: u32,
    pub value: Value,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Boolean(bool),
    Number(f64),
    Text(String),
    Moment(Moment),
    /// A time of the day, in nanoseconds.
    Time(u64),
    Error(CellErrorType),
    /// A formula that no program has computed.
    Uncomputed,
    /// A date that is none.
    NoDate,
}

/// A workbook that is open.
pub(super) enum Workbook<R: Read + Seek> {
    Excel(Box<Xlsx<R>>),
    OpenDocument(Box<Ods<R>>),
}

impl<R: Read + Seek> Workbook<R> {
    /// The sheets, and whether each is shown and holds cells.
    pub fn sheets(&self) -> Vec<(String, bool)> {
        let sheets = match self {
            Workbook::Excel(book) => book.sheets_metadata(),
            Workbook::OpenDocument(book) => book.sheets_metadata(),
        };
        let usable = |sheet: &calamine::Sheet| {
            sheet.typ == calamine::SheetType::WorkSheet && sheet.visible == calamine::SheetVisible::Visible
        };
        sheets.iter().map(|sheet| (sheet.name.clone(), usable(sheet))).collect()
    }

    /// The cells of a sheet within an area, by row and then by column.
    pub fn cells(&mut self, sheet: &str, area: Area) -> Result<Vec<Placed>, Problem> {
        let mut cells = Vec::new();
        let mut keep = |row: u32, column: u32, value: Option<Value>| {
            cells.extend(value.filter(|_| area.holds(row, column)).map(|value| Placed { row, column, value }));
        };
        match self {
            // Read cell by cell: two cells far apart would else take up the whole sheet between them.
            Workbook::Excel(book) => {
                let broken = |error| damaged("Excel", error);
                let mut reader = book.worksheet_cells_reader(sheet).map_err(broken)?;
                while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(broken)? {
                    let formula = cell.formula.is_some() && cell.value == DataRef::Empty;
                    let value = if formula { Some(Value::Uncomputed) } else { value(Data::from(cell.value)) };
                    keep(cell.pos.0, cell.pos.1, value);
                }
            }
            Workbook::OpenDocument(book) => {
                let range = book.worksheet_range(sheet).map_err(|error| damaged("OpenDocument", error))?;
                each(&range, &mut keep);
            }
        }
        cells.sort_by_key(|cell| (cell.row, cell.column));
        cells.dedup_by_key(|cell| (cell.row, cell.column));
        Ok(cells)
    }

    /// The merged cells of a sheet, where the format tells them.
    pub fn merged(&mut self, sheet: &str) -> Vec<Area> {
        let Workbook::Excel(book) = self else { return Vec::new() };
        let merged = book.merge_cells_by_sheet_name(sheet).unwrap_or_default();
        merged
            .into_iter()
            .map(|merged| Area { rows: (merged.start.0, merged.end.0), columns: (merged.start.1, merged.end.1) })
            .collect()
    }
}

fn each(range: &Range<Data>, keep: &mut impl FnMut(u32, u32, Option<Value>)) {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, cell) in range.used_cells() {
        let place = |from: u32, offset: usize| from.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
        keep(place(top, row), place(left, column), value(cell.clone()));
    }
}

/// What a cell holds; nothing if it is empty.
fn value(cell: Data) -> Option<Value> {
    Some(match cell {
        Data::Empty => return None,
        Data::Int(number) => Value::Number(number as f64),
        Data::Float(number) if number.is_finite() => Value::Number(number),
        Data::Float(_) => Value::Error(CellErrorType::Num),
        Data::Bool(value) => Value::Boolean(value),
        Data::String(text) if text.is_empty() => return None,
        Data::String(text) => Value::Text(text),
        Data::DateTime(date) => moment(date),
        Data::DateTimeIso(text) => iso(&text).map_or(Value::Text(text), Value::Moment),
        Data::DurationIso(text) => text.parse::<SignedDuration>().map_or(Value::Text(text), length),
        Data::Error(error) => Value::Error(error),
    })
}

/// A date of Excel: a day, a moment or, before the first day, a time.
fn moment(date: ExcelDateTime) -> Value {
    let (year, month, day, hour, minute, second, millisecond) = date.to_ymd_hms_milli();
    let seconds = (u64::from(hour) * 60 + u64::from(minute)) * 60 + u64::from(second);
    let time = seconds * 1_000_000_000 + u64::from(millisecond) * 1_000_000;
    if date.is_duration() {
        return Value::Text(duration(date.as_f64()));
    }
    if (0.0..1.0).contains(&date.as_f64()) {
        return Value::Time(time);
    }
    let civil = |part: u8| i8::try_from(part).unwrap_or_default();
    // Excel has a 29 February 1900, and no dates below zero or after the year 9999.
    match Date::new(i16::try_from(year).unwrap_or_default(), civil(month), civil(day)) {
        Ok(day) if (0.0..2_958_466.0).contains(&date.as_f64()) => Value::Moment((days_of(day), time)),
        _ => Value::NoDate,
    }
}

/// A length of time, which OpenDocument has for times of the day too.
fn length(length: SignedDuration) -> Value {
    match u64::try_from(length.as_nanos()) {
        Ok(time) if length.as_hours() < 24 => Value::Time(time),
        _ => Value::Text(duration(length.as_secs_f64() / 86_400.0)),
    }
}

/// A length of time, given in days, as hours, minutes and seconds.
fn duration(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round() as u64;
    let sign = if days < 0.0 { "-" } else { "" };
    format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn iso(text: &str) -> Option<Moment> {
    let moment = text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(DateTime::from)).ok()?;
    let time = moment.time();
    let unsigned = |part: i64| part.unsigned_abs();
    let seconds =
        (unsigned(time.hour().into()) * 60 + unsigned(time.minute().into())) * 60 + unsigned(time.second().into());
    Some((days_of(moment.date()), seconds * 1_000_000_000 + unsigned(time.subsec_nanosecond().into())))
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn dates_are_days_moments_or_times() {
        let date = |serial| moment(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false));
        assert_eq!(date(45274.0), Value::Moment((19705, 0)));
        assert_eq!(date(45274.4375), Value::Moment((19705, 37_800_000_000_000)));
        assert_eq!(date(0.4375), Value::Time(37_800_000_000_000));
        assert_eq!([date(60.0), date(-1.0), date(1e9)], [Value::NoDate, Value::NoDate, Value::NoDate]);
        let length = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(moment(length), Value::Text("36:00:00".into()));
        assert_eq!(iso("2023-12-14T10:30:00"), Some((19705, 37_800_000_000_000)));
        assert_eq!([iso("2023-12-14"), iso("PT1H")], [Some((19705, 0)), None]);
    }
}
