//! The studies of outcomes as columns: a row for each study in each outcome.

use polars::prelude::Series;

use super::NAME;
use super::numbers::NUMBERS;
use super::review::{Outcome, Row};
use crate::data::raw::{Places, RawColumn, RawTable, Recognised};
use crate::data::read::series::{self, Unfit};

/// The table of these outcomes. It has all columns whatever the outcomes are, so that several reviews are one table.
pub(super) fn table(outcomes: &[&Outcome], remarks: Vec<String>) -> RawTable {
    let rows: Vec<(&Outcome, &Row)> =
        outcomes.iter().flat_map(|outcome| outcome.rows.iter().map(|row| (*outcome, row))).collect();
    let mut table = Table { rows: &rows, columns: Vec::new(), left_out: Vec::new() };
    table.texts("comparison", |outcome, _| Some(&outcome.comparison));
    table.texts("comparison_name", |outcome, _| outcome.comparison_name.as_deref());
    table.texts("outcome", |outcome, _| Some(&outcome.number));
    table.texts("outcome_name", |outcome, _| outcome.name.as_deref());
    table.texts("data_type", |outcome, _| Some(outcome.data.name()));
    table.texts("measure", |outcome, _| outcome.measure.as_deref());
    table.texts("method", |outcome, _| outcome.method.as_deref());
    table.texts("model", |outcome, _| outcome.model());
    table.texts("group_1", |outcome, _| outcome.groups[0].as_deref());
    table.texts("group_2", |outcome, _| outcome.groups[1].as_deref());
    table.texts("subgroup", |_, row| row.subgroup.as_deref());
    table.texts("study", |_, row| row.name());
    table.add("label", Ok(series::texts(outcomes.iter().flat_map(|outcome| labels(outcome)))));
    table.texts("study_id", |_, row| row.id.as_deref());
    let years = rows.iter().map(|(_, row)| row.study.as_ref().and_then(|study| study.year));
    table.add("year", Ok(series::integers(years)));
    for (place, number) in NUMBERS.iter().enumerate() {
        table.numbers(number.column, number.whole, |_, row| row.numbers[place]);
    }
    table.numbers("ci_level", false, |outcome, _| outcome.level);
    table.add("estimable", Ok(series::booleans(rows.iter().map(|(_, row)| row.estimable))));
    table.numbers("order", true, |_, row| row.order);
    let Table { columns, left_out, .. } = table;
    let recognised = Recognised { format: NAME, left_out, remarks, ..Recognised::default() };
    RawTable { columns, height: rows.len(), places: Places::Numbers, recognised }
}

/// What each study is called, with its subgroup where it stands in several of them.
fn labels(outcome: &Outcome) -> Vec<Option<String>> {
    let repeated = outcome.repeated();
    let label = |row: &Row| match (row.name()?, &row.subgroup) {
        (name, Some(subgroup)) if repeated.contains(name) => Some(format!("{name} ({subgroup})")),
        (name, _) => Some(name.to_owned()),
    };
    outcome.rows.iter().map(label).collect()
}

struct Table<'a> {
    rows: &'a [(&'a Outcome, &'a Row)],
    columns: Vec<RawColumn>,
    left_out: Vec<(String, String)>,
}

impl<'a> Table<'a> {
    fn add(&mut self, name: &str, values: Result<Series, Unfit>) {
        match values {
            Ok(values) => self.columns.push(series::plain(name.to_owned(), values)),
            Err(why) => self.left_out.push((name.to_owned(), why.said(0))),
        }
    }

    fn texts(&mut self, name: &str, text: impl Fn(&'a Outcome, &'a Row) -> Option<&'a str>) {
        let values = series::texts(self.rows.iter().map(|(outcome, row)| text(outcome, row)));
        self.add(name, Ok(values));
    }

    fn numbers(&mut self, name: &str, whole: bool, number: impl Fn(&Outcome, &Row) -> Option<f64>) {
        let values: Vec<f64> =
            self.rows.iter().map(|(outcome, row)| number(outcome, row).unwrap_or(f64::NAN)).collect();
        self.add(name, if whole { series::narrowed(&values) } else { series::numbers(&values) });
    }
}
