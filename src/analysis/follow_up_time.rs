//! What analyses of the time to an event say alike: their unit of time, their groups, the times of their tables and the
//! test that compares their curves.

use schemars::JsonSchema;
use serde::Deserialize;

use super::arms::Groups;
use super::baseline_table::GroupLabel;
use super::input::Entry;
use super::proportion_methods::test;
use crate::data::{ColumnType, Rows};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Estimate, Method, Text, Unit, Value};
use crate::stats::survival::{EventTable, TestWeights, weighted_log_rank};

/// What time is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Days.
    Days,
    /// Weeks.
    Weeks,
    /// Months.
    Months,
    /// Years.
    Years,
}

impl TimeUnit {
    pub(super) fn unit(self) -> Unit {
        match self {
            TimeUnit::Days => Unit::Days,
            TimeUnit::Weeks => Unit::Weeks,
            TimeUnit::Months => Unit::Months,
            TimeUnit::Years => Unit::Years,
        }
    }
}

/// The test that the curves of the groups are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CurveTest {
    /// The log-rank test: all events count alike.
    #[default]
    LogRank,
    /// Peto and Peto's: early events count more, by the pooled curve.
    PetoPeto,
    /// Gehan and Breslow's: early events count more, by how many are still followed.
    GehanBreslow,
    /// Tarone and Ware's: early events count somewhat more, by the square root of how many are still followed.
    TaroneWare,
}

impl CurveTest {
    /// The statistic with its test; why there is none where nothing can be compared.
    pub(super) fn compared(self, groups: &[EventTable]) -> Value {
        let (weights, method) = match self {
            CurveTest::LogRank => (TestWeights::LogRank, Method::LogRank),
            CurveTest::PetoPeto => (TestWeights::PetoPeto, Method::PetoPeto),
            CurveTest::GehanBreslow => (TestWeights::GehanBreslow, Method::GehanBreslow),
            CurveTest::TaroneWare => (TestWeights::TaroneWare, Method::TaroneWare),
        };
        match weighted_log_rank(&[groups], weights) {
            Ok(compared) => {
                let statistic = compared.test.statistic.unwrap_or_default();
                let estimate = Estimate::new(statistic, Unit::Number, 2);
                Estimate { tests: vec![test(method, compared.test)], ..estimate }.into()
            }
            Err(undefined) => undefined.into(),
        }
    }
}

/// The words for the groups, which have to be those that there are.
pub(super) fn group_labels(
    entry: &Entry<'_>,
    group: Option<&Groups>,
    treated: &Option<GroupLabel>,
    control: &Option<GroupLabel>,
    everyone: &Option<GroupLabel>,
) -> Result<Vec<(String, Text)>, Diagnostic> {
    let label = |name: &str, group: &GroupLabel| (name.to_owned(), group.label.clone());
    match (group, treated, control, everyone) {
        (Some(_), Some(treated), Some(control), None) => Ok(vec![label("treated", treated), label("control", control)]),
        (None, None, None, Some(everyone)) => Ok(vec![label("everyone", everyone)]),
        (Some(group), ..) => {
            Err(Problem::new("two groups need `treated: {label: \u{2026}}` and `control: {label: \u{2026}}`")
                .hint("give both a label, and leave `everyone` out")
                .at(group.column.location()))
        }
        (None, ..) => Err(Problem::new("an analysis without groups needs `everyone: {label: \u{2026}}`")
            .hint("or say which persons belong to which group with `group: {column: \u{2026}, treated: \u{2026}, control: \u{2026}}`")
            .at(entry.location.clone())),
    }
}

/// Insists that a column holds numbers.
pub(super) fn insist_on_times(rows: &Rows<'_>, time: &Spanned<String>) -> Result<(), Diagnostic> {
    let column = rows.column(time)?;
    if matches!(column.kind, ColumnType::Integer | ColumnType::Number) {
        return Ok(());
    }
    let problem = Problem::new(format!("`{time}` holds {}, and times are numbers", column.kind));
    Err(problem.hint("declare it under `columns:`, or name another column").at(time.location()))
}

/// The times of a table: those that are given, or the quarters of the horizon.
pub(super) fn table_times(at: &[Spanned<f64>], horizon: f64) -> Result<Vec<f64>, Diagnostic> {
    if at.is_empty() {
        return Ok([0.25, 0.5, 0.75, 1.0].map(|part| part * horizon).to_vec());
    }
    if let Some(pair) = at.windows(2).find(|pair| pair[1].value <= pair[0].value) {
        let problem = Problem::new("the times of a table rise").hint("write each time once, in order");
        return Err(problem.at(pair[1].location()));
    }
    match at.iter().find(|time| !(0.0..=f64::MAX).contains(&time.value)) {
        Some(time) => Err(Problem::new(format!("a time is a number from zero on, not {time}")).at(time.location())),
        None => Ok(at.iter().map(|time| time.value).collect()),
    }
}

/// Which steps of a curve are shown, where a step stands for at least `least` events: the curve goes up where so many have
/// gathered, and never over a time of the table. A step is its time and its events; the last one of a curve that has no
/// events left is kept as its end.
pub(super) fn shown_steps(steps: &[(f64, u64)], times: &[f64], least: u64) -> Vec<bool> {
    let mut gathered = 0;
    let last = steps.len().saturating_sub(1);
    let shown = |(place, (time, events)): (usize, &(f64, u64))| {
        gathered += events;
        if least <= 1 {
            return *events > 0 || place == last;
        }
        let until = times.iter().copied().find(|limit| limit >= time).unwrap_or(f64::INFINITY);
        let left: u64 =
            steps[place + 1..].iter().take_while(|(later, _)| *later <= until).map(|(_, events)| events).sum();
        // What is left before the next time of the table must be enough for a step of its own, or nothing.
        if gathered >= least && (left == 0 || left >= least) {
            gathered = 0;
            return true;
        }
        place == last && gathered == 0
    };
    steps.iter().enumerate().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_stands_for_enough_events_and_never_crosses_a_time_of_the_table() {
        let steps = [(1.0, 3), (2.0, 3), (3.0, 0), (4.0, 5), (5.0, 2)];
        assert_eq!(shown_steps(&steps, &[3.0, 5.0], 1), [true, true, false, true, true]);
        // Six have gathered at 2; of the seven after 3 the last two are too few, so they join the five.
        assert_eq!(shown_steps(&steps, &[3.0, 5.0], 5), [false, true, false, false, true]);
        assert_eq!(shown_steps(&steps, &[3.0, 5.0], 100), [false; 5]);
        assert!(shown_steps(&[], &[3.0], 5).is_empty());
    }
}
