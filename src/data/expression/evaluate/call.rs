//! Functions.

use polars::prelude::{
    ChunkedArray, DataType, Expr, Float64Chunked, Int32Chunked, IntoSeries, NULL, StringChunked, coalesce, lit,
};

use super::super::typed::{Call, Node};
use super::super::{calendar, numbers, texts};
use super::{balanced, expr, kernel};
use crate::data::ColumnType;

/// The polars expression of a call.
pub(super) fn expr_of_call(call: Call, arguments: &[Node]) -> Expr {
    let all: Vec<Expr> = arguments.iter().map(expr).collect();
    match call {
        Call::Coalesce(_) => return coalesce(&all),
        Call::CountMissing => {
            let counts = all.into_iter().map(|one| one.is_null().cast(DataType::Int64)).collect();
            return balanced(counts, |left, right| left + right).unwrap_or_else(|| lit(NULL));
        }
        Call::Least(kind) => return extreme(all, kind, false),
        Call::Greatest(kind) => return extreme(all, kind, true),
        Call::Date => return date(all),
        Call::DaysBetween => return kernel::whole_of_dates(all, calendar::days_between),
        Call::MonthsBetween => return kernel::whole_of_dates(all, calendar::months_between),
        Call::YearsBetween => return kernel::whole_of_dates(all, calendar::years_between),
        Call::AddDays => return kernel::date_of_date(all, calendar::add_days),
        Call::AddMonths => return kernel::date_of_date(all, calendar::add_months),
        Call::StartsWith => return kernel::of_texts(all, |text, start| text.starts_with(start)),
        Call::Contains => return kernel::of_texts(all, |text, part| text.contains(part)),
        _ => {}
    }
    let Some(only) = all.into_iter().next() else { return lit(NULL) };
    of_one(call, only)
}

fn of_one(call: Call, argument: Expr) -> Expr {
    match call {
        Call::Abs(ColumnType::Integer) => kernel::whole_of_one(argument, i64::checked_abs),
        Call::Abs(_) => kernel::number_of_number(argument, |value| Some(value.abs())),
        Call::RoundWhole => kernel::whole_of_number(argument, |value| numbers::whole(value.round())),
        Call::Round(decimals) => kernel::number_of_number(argument, move |value| numbers::round(value, decimals)),
        Call::Floor => kernel::whole_of_number(argument, |value| numbers::whole(value.floor())),
        Call::Ceil => kernel::whole_of_number(argument, |value| numbers::whole(value.ceil())),
        Call::Sqrt => kernel::number_of_number(argument, numbers::sqrt),
        Call::Ln => kernel::number_of_number(argument, numbers::ln),
        Call::Exp => kernel::number_of_number(argument, numbers::exp),
        Call::Year => kernel::whole_of_date(argument, |days| calendar::Day::of(days).year),
        Call::Month => kernel::whole_of_date(argument, |days| calendar::Day::of(days).month),
        Call::Day => kernel::whole_of_date(argument, |days| calendar::Day::of(days).day),
        Call::Lower => kernel::text_of_text(argument, texts::lower),
        Call::Upper => kernel::text_of_text(argument, texts::upper),
        Call::Trim => kernel::text_of_text(argument, |text| texts::trim(text).to_owned()),
        Call::Substring(start, length) => {
            kernel::text_of_text(argument, move |text| texts::substring(text, start, length).to_owned())
        }
        Call::Length => argument.str().len_chars().cast(DataType::Int64),
        Call::Text(ColumnType::Date) => kernel::of_one(argument, DataType::String, |column| {
            let iso = |days: Option<i32>| days.map(|days| calendar::Day::of(days).iso());
            Ok(kernel::days(column)?.iter().map(iso).collect::<StringChunked>().into_series())
        }),
        Call::Text(_) => argument.cast(DataType::String),
        Call::Number => kernel::of_one(argument, DataType::Float64, |column| {
            let number = |text: Option<&str>| texts::number(text?);
            Ok(column.str()?.iter().map(number).collect::<Float64Chunked>().into_series())
        }),
        Call::NumberOfBoolean => argument.cast(DataType::Float64),
        // What takes several arguments stands above.
        _ => argument,
    }
}

/// The least or the greatest, if none is missing.
fn extreme(all: Vec<Expr>, kind: ColumnType, greatest: bool) -> Expr {
    let of_two = |left: Expr, right: Expr| match (kind, greatest) {
        (ColumnType::Integer, false) => kernel::whole_of_two([left, right], |left, right| Some(left.min(right))),
        (ColumnType::Integer, true) => kernel::whole_of_two([left, right], |left, right| Some(left.max(right))),
        (ColumnType::Date, false) => kernel::date_of_dates([left, right], i32::min),
        (ColumnType::Date, true) => kernel::date_of_dates([left, right], i32::max),
        (_, false) => kernel::number_of_two([left, right], f64::min),
        (_, true) => kernel::number_of_two([left, right], f64::max),
    };
    balanced(all, of_two).unwrap_or_else(|| lit(NULL))
}

/// `date(year, month, day)`
fn date(all: Vec<Expr>) -> Expr {
    kernel::of_many(all, DataType::Date, |columns| {
        let parts = [columns[0].i64()?, columns[1].i64()?, columns[2].i64()?];
        let heights = parts.map(ChunkedArray::len);
        let height = if heights.contains(&0) { 0 } else { heights.into_iter().max().unwrap_or_default() };
        let of_row = |row: usize| {
            // One value stands for all rows.
            let [year, month, day] = parts.map(|part| part.get(if part.len() == 1 { 0 } else { row }));
            calendar::date(year?, month?, day?)
        };
        Ok(kernel::dates((0..height).map(of_row).collect::<Int32Chunked>()))
    })
}
