//! Operations on whole columns that polars does not have, or does otherwise.
//!
//! Columns of one value stand for that value in every row.

use std::collections::HashSet;

use polars::prelude::arity::{broadcast_binary_elementwise, unary_elementwise};
use polars::prelude::{
    BooleanChunked, Column, DataType, Expr, Field, Float64Chunked, Float64Type, Int32Chunked, Int64Chunked, IntoColumn,
    IntoSeries, NULL, PolarsResult, Series, StringChunked, lit,
};

use super::super::typed::Constant;

/// A function of one column.
pub(super) fn of_one(
    argument: Expr,
    gives: DataType,
    apply: impl Fn(&Column) -> PolarsResult<Series> + Send + Sync + 'static,
) -> Expr {
    of_many(vec![argument], gives, move |columns| apply(&columns[0]))
}

/// A function of several columns, at least one.
pub(super) fn of_many(
    arguments: Vec<Expr>,
    gives: DataType,
    apply: impl Fn(&[Column]) -> PolarsResult<Series> + Send + Sync + 'static,
) -> Expr {
    let mut arguments = arguments.into_iter();
    let Some(first) = arguments.next() else { return lit(NULL).cast(gives) };
    let others: Vec<Expr> = arguments.collect();
    first.map_many(
        move |columns| {
            let name = columns[0].name().clone();
            Ok(apply(columns)?.with_name(name).into_column())
        },
        &others,
        move |_, fields| Ok(Field::new(fields[0].name().clone(), gives.clone())),
    )
}

/// A number for a number.
pub(super) fn number_of_number(argument: Expr, calculate: impl Fn(f64) -> Option<f64> + Send + Sync + 'static) -> Expr {
    of_one(argument, DataType::Float64, move |column| {
        let numbers: Float64Chunked = unary_elementwise(column.f64()?, |value: Option<f64>| calculate(value?));
        Ok(numbers.into_series())
    })
}

/// A whole number for a number.
pub(super) fn whole_of_number(argument: Expr, calculate: impl Fn(f64) -> Option<i64> + Send + Sync + 'static) -> Expr {
    of_one(argument, DataType::Int64, move |column| {
        let numbers: Int64Chunked = unary_elementwise(column.f64()?, |value: Option<f64>| calculate(value?));
        Ok(numbers.into_series())
    })
}

/// A whole number for a whole number.
pub(super) fn whole_of_one(argument: Expr, calculate: fn(i64) -> Option<i64>) -> Expr {
    of_one(argument, DataType::Int64, move |column| {
        let numbers: Int64Chunked = unary_elementwise(column.i64()?, |value: Option<i64>| calculate(value?));
        Ok(numbers.into_series())
    })
}

/// A whole number for two of them.
pub(super) fn whole_of_two([left, right]: [Expr; 2], calculate: fn(i64, i64) -> Option<i64>) -> Expr {
    of_many(vec![left, right], DataType::Int64, move |columns| {
        let of_row = |left: Option<i64>, right: Option<i64>| calculate(left?, right?);
        let numbers: Int64Chunked = broadcast_binary_elementwise(columns[0].i64()?, columns[1].i64()?, of_row);
        Ok(numbers.into_series())
    })
}

/// A number for two of them.
pub(super) fn number_of_two([left, right]: [Expr; 2], calculate: fn(f64, f64) -> f64) -> Expr {
    of_many(vec![left, right], DataType::Float64, move |columns| {
        let of_row = |left: Option<f64>, right: Option<f64>| Some(calculate(left?, right?));
        let numbers: Float64Chunked = broadcast_binary_elementwise(columns[0].f64()?, columns[1].f64()?, of_row);
        Ok(numbers.into_series())
    })
}

/// The days since 1970 of a column of dates.
pub(super) fn days(column: &Column) -> PolarsResult<&Int32Chunked> {
    Ok(column.date()?.physical())
}

/// A column of dates from days since 1970.
pub(super) fn dates(days: Int32Chunked) -> Series {
    days.into_date().into_series()
}

/// A whole number for a date.
pub(super) fn whole_of_date(argument: Expr, calculate: fn(i32) -> i64) -> Expr {
    of_one(argument, DataType::Int64, move |column| {
        let numbers: Int64Chunked = unary_elementwise(days(column)?, |date: Option<i32>| date.map(calculate));
        Ok(numbers.into_series())
    })
}

/// A whole number for two dates.
pub(super) fn whole_of_dates(arguments: Vec<Expr>, calculate: fn(i32, i32) -> i64) -> Expr {
    of_many(arguments, DataType::Int64, move |columns| {
        let of_row = |from: Option<i32>, to: Option<i32>| Some(calculate(from?, to?));
        let numbers: Int64Chunked = broadcast_binary_elementwise(days(&columns[0])?, days(&columns[1])?, of_row);
        Ok(numbers.into_series())
    })
}

/// A date for a date and a whole number.
pub(super) fn date_of_date(arguments: Vec<Expr>, calculate: fn(i32, i64) -> Option<i32>) -> Expr {
    of_many(arguments, DataType::Date, move |columns| {
        let of_row = |from: Option<i32>, by: Option<i64>| calculate(from?, by?);
        Ok(dates(broadcast_binary_elementwise(days(&columns[0])?, columns[1].i64()?, of_row)))
    })
}

/// One of two dates.
pub(super) fn date_of_dates([left, right]: [Expr; 2], choose: fn(i32, i32) -> i32) -> Expr {
    of_many(vec![left, right], DataType::Date, move |columns| {
        let of_row = |left: Option<i32>, right: Option<i32>| Some(choose(left?, right?));
        Ok(dates(broadcast_binary_elementwise(days(&columns[0])?, days(&columns[1])?, of_row)))
    })
}

/// A text for a text.
pub(super) fn text_of_text(argument: Expr, change: impl Fn(&str) -> String + Send + Sync + 'static) -> Expr {
    of_one(argument, DataType::String, move |column| {
        let texts: StringChunked = column.str()?.iter().map(|text| text.map(&change)).collect();
        Ok(texts.into_series())
    })
}

/// Whether something holds of two texts.
pub(super) fn of_texts(arguments: Vec<Expr>, holds: fn(&str, &str) -> bool) -> Expr {
    of_many(arguments, DataType::Boolean, move |columns| {
        let of_row = |text: Option<&str>, part: Option<&str>| Some(holds(text?, part?));
        let truths: BooleanChunked = broadcast_binary_elementwise(columns[0].str()?, columns[1].str()?, of_row);
        Ok(truths.into_series())
    })
}

/// The same numbers, and no value where there was none: infinities and NaN.
pub(super) fn finite(argument: Expr) -> Expr {
    of_one(argument, DataType::Float64, |column| {
        let numbers = column.f64()?;
        // Anything times zero is zero, but for what is no number. So one pass that does not branch finds the usual column
        // that holds none. Where values are missing, it may find what they hide, and the slower way is taken.
        let plain =
            numbers.downcast_iter().all(|chunk| chunk.values().iter().map(|value| value * 0.0).sum::<f64>() == 0.0);
        Ok(match plain {
            true => numbers.clone().into_series(),
            false => unary_elementwise::<_, Float64Type, _>(numbers, |value: Option<f64>| {
                value.filter(|value| value.is_finite())
            })
            .into_series(),
        })
    })
}

/// What stands second where the condition holds, what stands third where it does not, and missing where it is missing.
pub(super) fn choice(three: [Expr; 3], gives: DataType) -> Expr {
    of_many(Vec::from(three), gives, |columns| {
        let heights = || columns.iter().map(Column::len);
        let height = if heights().any(|height| height == 0) { 0 } else { heights().max().unwrap_or_default() };
        let full = |column: &Column| match column.len() == height {
            true => column.as_materialized_series().clone(),
            // One value stands for all rows, and no row for none.
            false if height == 0 => column.as_materialized_series().clear(),
            false => column.as_materialized_series().new_from_index(0, height),
        };
        let (condition, holds, otherwise) = (full(&columns[0]), full(&columns[1]), full(&columns[2]));
        let condition = condition.bool()?;
        // A missing condition counts as one that does not hold.
        let chosen = holds.zip_with(condition, &otherwise)?;
        if condition.null_count() == 0 {
            return Ok(chosen);
        }
        let missing = Series::full_null(chosen.name().clone(), height, chosen.dtype());
        chosen.zip_with(&condition.is_not_null(), &missing)
    })
}

/// Whether a value is one of these, which all have its type.
pub(super) fn is_in(argument: Expr, list: &[Constant]) -> Expr {
    let list: Vec<Constant> = list.to_vec();
    let texts: HashSet<String> =
        list.iter().filter_map(|one| if let Constant::Text(text) = one { Some(text.clone()) } else { None }).collect();
    let integers: HashSet<i64> = list
        .iter()
        .filter_map(|one| match one {
            Constant::Integer(value) => Some(*value),
            Constant::Date(days) => Some(i64::from(*days)),
            Constant::Boolean(truth) => Some(i64::from(*truth)),
            Constant::Number(_) | Constant::Text(_) => None,
        })
        .collect();
    let numbers: Vec<f64> =
        list.iter().filter_map(|one| if let Constant::Number(value) = one { Some(*value) } else { None }).collect();
    of_one(argument, DataType::Boolean, move |column| {
        let is_whole = |value: i64| integers.contains(&value);
        let truths: BooleanChunked = match column.dtype() {
            DataType::String => column.str()?.iter().map(|text| text.map(|text| texts.contains(text))).collect(),
            DataType::Float64 => {
                column.f64()?.iter().map(|value| value.map(|value| numbers.contains(&value))).collect()
            }
            DataType::Date => days(column)?.iter().map(|day| day.map(|day| is_whole(i64::from(day)))).collect(),
            DataType::Boolean => {
                column.bool()?.iter().map(|truth| truth.map(|truth| is_whole(i64::from(truth)))).collect()
            }
            _ => column.i64()?.iter().map(|value| value.map(is_whole)).collect(),
        };
        Ok(truths.into_series())
    })
}
