//! From the bits and sums of the persons to outcomes.

use std::sync::Arc;

use polars::prelude::{BooleanChunked, Float64Chunked, Int64Chunked, IntoSeries, NewChunkedArray, Series};

use super::exact_sum;
use super::gather::Gathered;
use super::months::{StateMonths, first_of, last_of, spells, words};
use super::plan::Asked;
use super::question::{MoneyUnit, Question, Window};
use crate::data::{Column, ColumnType};
use crate::results::Unit;

/// The months of the persons, as far as answers need them.
struct Months<'a> {
    words: usize,
    observed: Option<&'a [u64]>,
    first: i64,
}

impl Months<'_> {
    /// The words of a person.
    fn of<'w>(&self, all: &'w [u64], person: usize) -> &'w [u64] {
        all.get(person * self.words..(person + 1) * self.words).unwrap_or_default()
    }

    /// Whether all months of the window were observed.
    fn are_observed(&self, person: usize, window: Window) -> bool {
        self.observed.is_none_or(|observed| window.is_full(self.of(observed, person)))
    }

    fn number(&self, month: usize) -> i64 {
        self.first + month as i64
    }
}

/// The columns that answer a question: their names, what is known of them, and one value a person.
pub(super) fn columns(asked: &Asked<'_>, gathered: &Gathered, persons: usize) -> Vec<(Column, Series)> {
    let months = Months {
        words: words(asked.months),
        observed: gathered.observed.as_deref(),
        first: asked.panel.months.value[0],
    };
    let mut columns = Vec::new();
    for (name, question) in &asked.questions.named {
        match question {
            Question::In { state, month, window } => {
                let bits = &gathered.states[*state];
                let at = Window { first: *month, last: *month };
                let answer = |person| {
                    let is_in = window.of(months.of(bits, person)).any(|word| word != 0);
                    (is_in || months.are_observed(person, at)).then_some(is_in)
                };
                columns.push(booleans(name, persons, answer));
            }
            Question::MonthsIn { state, window } => {
                let bits = &gathered.states[*state];
                let count = |person| {
                    let count: u32 = window.of(months.of(bits, person)).map(u64::count_ones).sum();
                    months.are_observed(person, *window).then_some(i64::from(count))
                };
                columns.push(integers(name, persons, Some(Unit::Months), count));
            }
            Question::FirstMonthIn { state, window } => {
                let bits = &gathered.states[*state];
                let first = |person| first_of(months.of(bits, person), *window);
                let last_observed = |person| match months.observed {
                    None => Some(window.last),
                    Some(observed) => last_of(months.of(observed, person), *window),
                };
                let time = |person| first(person).or_else(|| last_observed(person)).map(|month| months.number(month));
                let happened = |person| match first(person) {
                    Some(_) => Some(true),
                    None => last_observed(person).map(|_| false),
                };
                columns.push(integers(name, persons, None, |person| first(person).map(|month| months.number(month))));
                columns.push(integers(&format!("{name}{TIME}"), persons, Some(Unit::Months), time));
                columns.push(booleans(&format!("{name}{OBSERVED}"), persons, happened));
            }
            Question::SpellsIn { state, window, at_least, gap } => {
                let bits = &gathered.states[*state];
                let count = |person| {
                    let count = spells(months.of(bits, person), *window, *at_least, *gap);
                    months.are_observed(person, *window).then_some(count as i64)
                };
                columns.push(integers(name, persons, None, count));
            }
            Question::Total { total, window } => {
                let with_amount = gathered.with_amount.get(*total);
                let sum = |person| {
                    let known = with_amount.is_none_or(|with| window.is_full(months.of(with, person)));
                    known.then(|| exact_sum::nearest(gathered.sums[*total].get(person).copied().unwrap_or(0)))
                };
                let values = Float64Chunked::from_iter_options(name.as_str().into(), (0..persons).map(sum));
                let unit = match asked.questions.totals.get(*total).map(|total| &total.unit) {
                    Some(MoneyUnit::Kroner(year)) => {
                        u16::try_from(year.value).ok().map(|price_year| Unit::Kroner { price_year })
                    }
                    Some(MoneyUnit::BasicAmounts) => Some(Unit::BasicAmounts),
                    _ => None,
                };
                let column = Column { unit, ..Column::plain(name.as_str(), ColumnType::Number) };
                columns.push((column, values.into_series()));
            }
        }
    }
    columns
}

/// What the column with the time to the first month ends in.
pub(super) const TIME: &str = "_time";

/// What the column that says whether there was a first month ends in.
pub(super) const OBSERVED: &str = "_observed";

fn booleans(name: &str, persons: usize, value: impl Fn(usize) -> Option<bool>) -> (Column, Series) {
    let values: BooleanChunked = (0..persons).map(value).collect();
    (Column::plain(name, ColumnType::Boolean), values.with_name(name.into()).into_series())
}

fn integers(name: &str, persons: usize, unit: Option<Unit>, value: impl Fn(usize) -> Option<i64>) -> (Column, Series) {
    let values = Int64Chunked::from_iter_options(name.into(), (0..persons).map(value));
    (Column { unit, ..Column::plain(name, ColumnType::Integer) }, values.into_series())
}

/// The states of the persons, by name.
pub(super) fn states(asked: &Asked<'_>, gathered: Gathered) -> Vec<StateMonths> {
    let observed = gathered.observed.map(Arc::new);
    let names = asked.panel.states.iter().map(|(name, _)| name.value.clone());
    let state = |(name, bits)| StateMonths {
        name,
        first_month: asked.panel.months.value[0],
        months: asked.months,
        bits,
        observed: observed.clone(),
        remote: None,
    };
    names.zip(gathered.states).map(state).collect()
}
