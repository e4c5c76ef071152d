//! A column as a short list of values and, for each row, the place of its value in that list.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use polars::prelude::{DataType, PlHashMap, PolarsResult, Series};

use super::Cell;

/// A column as its distinct values, in their canonical order, and the place of each row's value among them.
#[derive(Clone, Debug)]
pub(in crate::data) struct Coded {
    /// The distinct values, sorted; missing last.
    pub values: Vec<Cell>,
    /// For each row the place of its value in `values`.
    pub codes: Vec<u32>,
}

impl Coded {
    /// Codes a column of texts, whole numbers, numbers, dates or truth values.
    pub fn of(series: &Series) -> PolarsResult<Coded> {
        Ok(match series.dtype() {
            DataType::String => texts(series)?,
            DataType::Boolean => {
                let cells = [Cell::Boolean(false), Cell::Boolean(true), Cell::Missing];
                let code = |value: Option<bool>| value.map_or(2, u32::from);
                Coded::used(&cells, series.bool()?.iter().map(code).collect())
            }
            DataType::Date => {
                let days = series.date()?.physical().iter().map(|day| day.map(i64::from));
                whole(days.collect(), |day| Cell::Date(day_of(day)))
            }
            DataType::Int64 => whole(series.i64()?.iter().collect(), Cell::Integer),
            _ => {
                let numbers = series.cast(&DataType::Float64)?;
                numbers_of(numbers.f64()?.iter().map(|value| value.filter(|value| value.is_finite())).collect())
            }
        })
    }

    /// The same values without those that no row has.
    fn used(values: &[Cell], codes: Vec<u32>) -> Coded {
        let mut places = vec![u32::MAX; values.len()];
        for code in &codes {
            places[*code as usize] = 0;
        }
        let mut kept = Vec::new();
        for (place, value) in places.iter_mut().zip(values).filter(|(place, _)| **place == 0) {
            *place = u32::try_from(kept.len()).unwrap_or(u32::MAX);
            kept.push(value.clone());
        }
        Coded { values: kept, codes: codes.into_iter().map(|code| places[code as usize]).collect() }
    }
}

/// The day so many days after 1 January 1970; the first or last of all days where there is none.
pub(in crate::data) fn day_of(days: i64) -> Date {
    let epoch = date(1970, 1, 1);
    let bound = if days < 0 { Date::MIN } else { Date::MAX };
    i32::try_from(days).ok().and_then(|days| epoch.checked_add(days.days()).ok()).unwrap_or(bound)
}

fn texts(series: &Series) -> PolarsResult<Coded> {
    let texts = series.str()?;
    let mut known: PlHashMap<&str, u32> = PlHashMap::default();
    let mut found: Vec<Option<&str>> = Vec::new();
    let mut last: Option<(Option<&str>, u32)> = None;
    let mut missing = None;
    let mut codes = Vec::with_capacity(texts.len());
    for text in texts.iter() {
        let code = match last {
            Some((before, code)) if before == text => code,
            _ => {
                let next = u32::try_from(found.len()).unwrap_or(u32::MAX);
                let code = match text {
                    Some(text) => *known.entry(text).or_insert(next),
                    None => *missing.get_or_insert(next),
                };
                if code == next {
                    found.push(text);
                }
                code
            }
        };
        last = Some((text, code));
        codes.push(code);
    }
    let cells: Vec<Cell> =
        found.iter().map(|text| text.map_or(Cell::Missing, |text| Cell::Text(Arc::from(text)))).collect();
    Ok(sorted(cells, codes))
}

/// Puts the values into their canonical order.
fn sorted(values: Vec<Cell>, codes: Vec<u32>) -> Coded {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].cmp(&values[*b]));
    let mut place = vec![0; values.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = u32::try_from(new).unwrap_or(u32::MAX);
    }
    Coded {
        values: order.into_iter().map(|old| values[old].clone()).collect(),
        codes: codes.into_iter().map(|code| place[code as usize]).collect(),
    }
}

/// A span of whole numbers this wide is counted in a table, whatever the number of rows.
const SHORT_SPAN: u64 = 1 << 16;

fn whole(numbers: Vec<Option<i64>>, cell: impl Fn(i64) -> Cell) -> Coded {
    let known = || numbers.iter().flatten().copied();
    let (Some(low), Some(high)) = (known().min(), known().max()) else {
        return Coded { values: vec![Cell::Missing; usize::from(!numbers.is_empty())], codes: vec![0; numbers.len()] };
    };
    let span = high.abs_diff(low);
    if span < SHORT_SPAN.max(numbers.len() as u64 * 2) {
        let width = span as usize + 1;
        let mut places = vec![u32::MAX; width + 1];
        let at = |number: Option<i64>| number.map_or(width, |number| number.abs_diff(low) as usize);
        for number in &numbers {
            places[at(*number)] = 0;
        }
        let mut values = Vec::new();
        for (offset, place) in places.iter_mut().enumerate().filter(|(_, place)| **place == 0) {
            *place = u32::try_from(values.len()).unwrap_or(u32::MAX);
            values.push(if offset == width { Cell::Missing } else { cell(low + offset as i64) });
        }
        return Coded { values, codes: numbers.into_iter().map(|number| places[at(number)]).collect() };
    }
    let mut distinct: Vec<i64> = known().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let beyond = distinct.len();
    let codes = numbers
        .iter()
        .map(|number| number.map_or(beyond, |number| distinct.partition_point(|known| *known < number)))
        .map(|code| u32::try_from(code).unwrap_or(u32::MAX))
        .collect();
    let mut values: Vec<Cell> = distinct.into_iter().map(cell).collect();
    values.extend(numbers.iter().any(Option::is_none).then_some(Cell::Missing));
    Coded { values, codes }
}

fn numbers_of(numbers: Vec<Option<f64>>) -> Coded {
    // Adding zero makes −0 a plain 0.
    let mut distinct: Vec<f64> = numbers.iter().flatten().map(|number| number + 0.0).collect();
    distinct.sort_unstable_by(f64::total_cmp);
    distinct.dedup();
    let beyond = distinct.len();
    let codes = numbers
        .iter()
        .map(|number| number.map_or(beyond, |number| distinct.partition_point(|known| *known < number + 0.0)))
        .map(|code| u32::try_from(code).unwrap_or(u32::MAX))
        .collect();
    let mut values: Vec<Cell> = distinct.into_iter().map(Cell::number).collect();
    values.extend(numbers.iter().any(Option::is_none).then_some(Cell::Missing));
    Coded { values, codes }
}

#[cfg(test)]
mod tests {
    use polars::prelude::NamedFrom;

    use super::*;

    fn shown(series: &Series) -> (Vec<String>, Vec<u32>) {
        let coded = Coded::of(series).unwrap();
        (coded.values.iter().map(Cell::to_string).collect(), coded.codes)
    }

    #[test]
    fn values_are_sorted_and_missing_comes_last() {
        let texts = Series::new("a".into(), [Some("tau"), None, Some("ips"), Some("tau")]);
        assert_eq!(shown(&texts), (vec!["ips".into(), "tau".into(), String::new()], vec![1, 2, 0, 1]));
        let wide = Series::new("a".into(), [Some(i64::MAX), Some(i64::MIN), None, Some(0)]);
        assert_eq!(shown(&wide).1, [2, 0, 3, 1]);
        let near = Series::new("a".into(), [Some(3i64), None, Some(-1), Some(3)]);
        assert_eq!(shown(&near), (vec!["-1".into(), "3".into(), String::new()], vec![1, 2, 0, 1]));
        let numbers = Series::new("a".into(), [2.5, f64::NAN, -0.0, 0.0]);
        assert_eq!(shown(&numbers), (vec!["0".into(), "2.5".into(), String::new()], vec![1, 2, 0, 0]));
        let flags = Series::new("a".into(), [Some(true), None]);
        assert_eq!(shown(&flags), (vec!["true".into(), String::new()], vec![0, 1]));
    }

    #[test]
    fn days_far_away_do_not_overflow() {
        assert_eq!(day_of(0).to_string(), "1970-01-01");
        assert_eq!(day_of(i64::MAX), Date::MAX);
        assert_eq!(day_of(i64::MIN), Date::MIN);
    }
}
