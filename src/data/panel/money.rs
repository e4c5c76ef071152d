//! What a krone of a year is worth in the unit of a total.

use crate::data::Ordered;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::econ::{basic_amount, consumer_prices};

use super::question::MoneyUnit;
use super::spec::Panel;

/// The years for which a table may hold values.
const FIRST: i32 = 1900;
const LAST: i32 = 2199;

/// What one unit of an amount is worth, by its year.
#[derive(Clone, Debug)]
pub(in crate::data) enum Worth {
    /// The same in every year.
    Same,
    /// By year from [`FIRST`]; `None` for a year without a value.
    ByYear(Vec<Option<f64>>),
}

impl Worth {
    /// What a krone of each year is worth in this unit.
    pub fn in_unit(unit: &MoneyUnit, panel: &Panel) -> Result<Worth, Diagnostic> {
        match unit {
            MoneyUnit::AsIs => Ok(Worth::Same),
            MoneyUnit::Kroner(price_year) => {
                let prices = by_year(consumer_prices::average, &panel.prices);
                let target = i32::try_from(price_year.value).ok().and_then(|year| at(&prices, year));
                let Some(target) = target else {
                    let problem = Problem::new(format!("the consumer price index of {price_year} is not known here"));
                    return Err(problem.hint(known(&prices, "prices")).at(price_year.location()));
                };
                Ok(Worth::ByYear(prices.into_iter().map(|price| Some(target / price?)).collect()))
            }
            MoneyUnit::BasicAmounts => {
                let amounts = by_year(basic_amount::average, &panel.basic_amounts);
                Ok(Worth::ByYear(amounts.into_iter().map(|amount| Some(1.0 / amount?)).collect()))
            }
        }
    }

    /// What one unit of an amount of this year is worth; `None` where that is not known.
    pub fn of(&self, year: i32) -> Option<f64> {
        match self {
            Worth::Same => Some(1.0),
            Worth::ByYear(years) => at(years, year),
        }
    }
}

/// What is wrong with a year of a row that has no value.
pub(super) fn year_unknown(unit: &MoneyUnit, panel: &Panel, year: i32) -> Problem {
    let (what, values, key) = match unit {
        MoneyUnit::BasicAmounts => {
            ("the basic amount", by_year(basic_amount::average, &panel.basic_amounts), "basic_amounts")
        }
        _ => ("the consumer price index", by_year(consumer_prices::average, &panel.prices), "prices"),
    };
    Problem::new(format!("{what} of {year} is not known here, and rows of that year count"))
        .hint(known(&values, key))
        .hint("or let `from` and `to` leave those months out")
}

/// The values of all years, those of the specification before those known here.
fn by_year(known: impl Fn(u16) -> Option<f64>, stated: &Ordered<Spanned<f64>>) -> Vec<Option<f64>> {
    (FIRST..=LAST)
        .map(|year| {
            let stated = stated.find(&year.to_string()).map(|value| value.value);
            stated.or_else(|| u16::try_from(year).ok().and_then(&known)).filter(|value| *value > 0.0)
        })
        .collect()
}

fn at(years: &[Option<f64>], year: i32) -> Option<f64> {
    *usize::try_from(year - FIRST).ok().and_then(|index| years.get(index))?
}

/// The hint that says which years have a value, and how to add one.
fn known(values: &[Option<f64>], key: &str) -> String {
    let years: Vec<i32> = (FIRST..).zip(values).filter(|(_, value)| value.is_some()).map(|(year, _)| year).collect();
    let next = years.last().map_or(2025, |last| last + 1);
    match (years.first(), years.last()) {
        (Some(first), Some(last)) => {
            format!("the years {first} to {last} are known; state others: `{key}: {{{next}: \u{2026}}}`")
        }
        _ => format!("state it: `{key}: {{{next}: \u{2026}}}`"),
    }
}

/// What is wrong with the values that the specification states.
pub(super) fn check(panel: &Panel, problems: &mut Vec<Diagnostic>) {
    for (key, values) in [("prices", &panel.prices), ("basic_amounts", &panel.basic_amounts)] {
        for (year, value) in values {
            if !year.parse().is_ok_and(|year: i32| (FIRST..=LAST).contains(&year)) {
                let problem = Problem::new(format!("`{year}` under `{key}` is no year"));
                problems.push(problem.hint(format!("write `{key}: {{2025: \u{2026}}}`")).at(year.location()));
            }
            if !(value.is_finite() && value.value > 0.0) {
                let problem = Problem::new(format!("the value of {year} under `{key}` is {value}, and not above 0"));
                problems.push(problem.at(value.location()));
            }
        }
    }
}
