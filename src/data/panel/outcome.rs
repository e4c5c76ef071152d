//! One outcome of a panel, as a specification states it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diag::Spanned;

/// One outcome: exactly one of `in`, `months_in`, `first_month_in`, `spells_in` and `total`.
///
/// Where `absent` is `missing`, a number of months or periods, and a total, is missing unless every month that it covers
/// was observed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Whether the person was in this state in `month`, or in one at most `grace` months from it. Where `absent` is
    /// `missing` the answer is no only if `month` itself was observed. Beside `total`: `basic_amounts`.
    #[serde(default, rename = "in")]
    pub r#in: Option<Spanned<String>>,
    /// The month of `in`.
    #[serde(default)]
    pub month: Option<Spanned<i64>>,
    /// How many months from `month` still count as being there; 0 where it is not stated.
    #[serde(default)]
    pub grace: Option<Spanned<i64>>,
    /// The number of months in this state.
    #[serde(default)]
    pub months_in: Option<Spanned<String>>,
    /// The first month in this state, missing where there is none. Two more columns serve survival analysis:
    /// `<name>_time`, the first month or else the last month observed, and `<name>_observed`, whether it happened.
    #[serde(default)]
    pub first_month_in: Option<Spanned<String>>,
    /// The number of periods in this state: months in a row that no month out of the state breaks.
    #[serde(default)]
    pub spells_in: Option<Spanned<String>>,
    /// The fewest months that make a period of `spells_in`, counted from its first to its last; 1 where it is not stated.
    #[serde(default)]
    pub at_least: Option<Spanned<i64>>,
    /// How many months out of the state a period of `spells_in` survives; 0 where it is not stated.
    #[serde(default)]
    pub gap: Option<Spanned<i64>>,
    /// The sum of this column of the panel. A row without a value adds nothing; where `absent` is `missing` it makes its
    /// month unobserved.
    #[serde(default)]
    pub total: Option<Spanned<String>>,
    /// The year whose kroner a `total` is counted in.
    #[serde(default)]
    pub price_year: Option<Spanned<i64>>,
    /// The column of the panel with the year of the row, where months are no calendar months.
    #[serde(default)]
    pub year: Option<Spanned<String>>,
    /// The first month that counts; the panel's own where it is not stated.
    #[serde(default)]
    pub from: Option<Spanned<i64>>,
    /// The last month that counts; the panel's own where it is not stated.
    #[serde(default)]
    pub to: Option<Spanned<i64>>,
}
