//! Sums and means of items: `{sum: [a, b, c], reverse: {items: [b], low: 0, high: 3}, missing: {at_most: 1, fill: …}}`.

use polars::prelude::{Float64Chunked, Int64Chunked, IntoSeries, NewChunkedArray};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::codebook::Sightings;
use super::super::{Cell, Column, ColumnType, Frame};
use super::derived::{Derived, numbers_of, told};
use crate::diag::{Diagnostic, Problem, Spanned};

/// Items that are asked the other way round: their value becomes `low + high - value`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reverse {
    /// The items, which stand in the sum or mean too.
    pub items: Vec<Spanned<String>>,
    /// The lowest value of the scale.
    pub low: Spanned<f64>,
    /// The highest value of the scale.
    pub high: Spanned<f64>,
}

impl Reverse {
    fn is_a_scale(&self) -> bool {
        self.low.value < self.high.value && self.low.value.is_finite() && self.high.value.is_finite()
    }
}

/// What is done where items are missing.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MissingItems {
    /// So many items may be missing; where more are, the result is missing.
    pub at_most: Spanned<usize>,
    /// What a missing item counts as.
    pub fill: Fill,
}

/// What a missing item counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fill {
    /// The mean of the items that the person has answered.
    PersonMean,
    /// Nothing: the sum is that of the others.
    None,
}

/// The sum or the mean of items, row by row.
///
/// A sum of whole numbers is whole unless missing items are filled in. Items are added in the order of the list. A row
/// without any item has no sum.
pub(super) fn items(
    frame: &Frame,
    name: &Spanned<String>,
    mean: bool,
    items: &Spanned<Vec<Spanned<String>>>,
    reverse: Option<&Reverse>,
    missing: Option<&MissingItems>,
) -> Result<Derived, Vec<Diagnostic>> {
    let mut problems = checks(name, &items.value, reverse, missing);
    if items.value.is_empty() {
        let problem = Problem::new(format!("`{name}` has no items")).hint("name the columns that are added up");
        problems.push(problem.at(items.location().or_else(|| name.location())));
    }
    let mut columns: Vec<Vec<Option<f64>>> = Vec::with_capacity(items.value.len());
    let mut whole = true;
    for item in &items.value {
        match item_of(frame, item, reverse.filter(|reverse| reverse.is_a_scale())) {
            Ok((values, is_whole)) => {
                whole &= is_whole;
                columns.push(values);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let (at_most, fill) = missing.map_or((0, Fill::None), |missing| (missing.at_most.value, missing.fill));
    let count = columns.len();
    let result = |row: usize| {
        let (mut sum, mut present) = (0.0, 0usize);
        for value in columns.iter().filter_map(|column| column[row]) {
            sum += value;
            present += 1;
        }
        let enough = present > 0 && count - present <= at_most;
        enough.then(|| match (mean, fill) {
            (true, _) => sum / present as f64,
            (false, Fill::PersonMean) if present < count => sum / present as f64 * count as f64,
            (false, _) => sum,
        })
    };
    let results = (0..frame.height()).map(result);
    // Whole numbers below 2^53 are added without error.
    let is_whole = !mean && whole && (fill == Fill::None || at_most == 0);
    let (kind, values) = if is_whole {
        let whole = |sum: Option<f64>| sum.map(Cell::number);
        let sums: Vec<Option<Cell>> = results.map(whole).collect();
        if sums.iter().flatten().all(|sum| matches!(sum, Cell::Integer(_))) {
            let sums = sums.iter().map(|sum| match sum {
                Some(Cell::Integer(sum)) => Some(*sum),
                _ => None,
            });
            (ColumnType::Integer, Int64Chunked::from_iter_options("".into(), sums).into_series())
        } else {
            let sums = sums.iter().map(|sum| sum.as_ref().and_then(Cell::as_number));
            (ColumnType::Number, Float64Chunked::from_iter_options("".into(), sums).into_series())
        }
    } else {
        (ColumnType::Number, Float64Chunked::from_iter_options("".into(), results).into_series())
    };
    Ok(Derived::new(Column::plain(name.value.clone(), kind), values))
}

/// What is wrong with the description itself.
fn checks(
    name: &Spanned<String>,
    items: &[Spanned<String>],
    reverse: Option<&Reverse>,
    missing: Option<&MissingItems>,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (place, item) in items.iter().enumerate().filter(|(place, item)| items[..*place].contains(item)) {
        let problem = Problem::new(format!("the item `{item}` of `{name}` stands twice"));
        problems.push(problem.hint(format!("remove it in place {}", place + 1)).at(item.location()));
    }
    if let Some(Reverse { items: reversed, low, high }) = reverse {
        for item in reversed.iter().filter(|item| !items.contains(item)) {
            let problem = Problem::new(format!("`{item}` is reversed, and is no item of `{name}`"));
            problems.push(problem.closest_of(item, items.iter().map(|item| item.as_str())).at(item.location()));
        }
        if !reverse.is_some_and(Reverse::is_a_scale) {
            let problem =
                Problem::new(format!("the scale of the reversed items of `{name}` goes from {low} to {high}"));
            problems
                .push(problem.hint("write the lowest value as `low` and the highest as `high`").at(high.location()));
        }
    }
    if let Some(at_most) = missing.map(|missing| &missing.at_most).filter(|at_most| at_most.value >= items.len().max(1))
    {
        let problem = Problem::new(format!("`{name}` has {} items, of which {at_most} may be missing", items.len()));
        let hint = format!("write a number below {}", items.len());
        problems.push(problem.hint(hint).at(at_most.location()));
    }
    problems
}

/// The values of an item, and whether they are whole.
fn item_of(
    frame: &Frame,
    item: &Spanned<String>,
    reverse: Option<&Reverse>,
) -> Result<(Vec<Option<f64>>, bool), Diagnostic> {
    let kind = frame.column(item)?.kind;
    if !Frame::is_numeric(kind) {
        let problem = Problem::new(format!("`{item}` holds {kind}, and cannot be added up"));
        return Err(problem.hint("declare it as `integer` or `number` under `columns:`").at(item.location()));
    }
    let mut values = numbers_of(frame, item)?;
    let mut whole = kind != ColumnType::Number;
    if let Some(Reverse { low, high, .. }) = reverse.filter(|reverse| reverse.items.contains(item)) {
        let mut outside = Sightings::default();
        for (row, place) in values.iter_mut().enumerate() {
            let Some(value) = *place else { continue };
            if !(low.value..=high.value).contains(&value) {
                outside.see(row, || Cell::number(value).to_string());
            }
            *place = Some(low.value + high.value - value);
        }
        if !outside.is_empty() {
            let what = format!("outside the scale on which it is reversed, {low} to {high}");
            let problem = told(frame, &outside, item, &what, &what);
            return Err(problem.hint("correct the file, or the scale of `reverse`").at(item.location()));
        }
        whole &= (low.value + high.value).fract() == 0.0;
    }
    Ok((values, whole))
}
