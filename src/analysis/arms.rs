//! One group of persons and how many of them had the outcome: stated, worked out from a percentage, or counted.

use schemars::JsonSchema;
use serde::Deserialize;

use super::input::{Entry, Event, add_note, written_decimals};
use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::results::{Estimate, Input, Note, Origin, Section, Unit, Value};
use crate::stats::{Arm, Undefined};

/// How many had the outcome: `{events: 85, total: 227}`, or `{percent: 37.4, total: 227}` from a publication.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// How many had the outcome.
    #[serde(default)]
    pub events: Option<Spanned<u64>>,
    /// The published percentage with the outcome, with the digits that were printed, instead of `events`.
    #[serde(default)]
    pub percent: Option<Spanned<f64>>,
    /// How many there were.
    pub total: Spanned<u64>,
}

/// The persons of a group, and where the numbers come from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CountedArm {
    pub arm: Arm,
    pub origin: Origin,
    /// Whether the events were worked out from a percentage.
    pub reconstructed: bool,
    /// Rows of the data source that lack the outcome; `None` for numbers that come from no data.
    pub missing: Option<u64>,
}

impl Counts {
    /// The counts, worked out from the percentage where that is what is given.
    ///
    /// A percentage printed as `37.4` stands for every count k with 100·k/n from 37.35 to 37.45. The one nearest to the
    /// percentage is taken; where no count fits, the two numbers cannot belong together.
    pub(super) fn count(&self, entry: &Entry<'_>) -> Result<CountedArm, Diagnostic> {
        let total = self.total.value;
        let (events, reconstructed) = match (&self.events, &self.percent) {
            (Some(events), None) => (events.value, false),
            (None, Some(percent)) => (events_from_percent(entry, percent, total)?, true),
            (Some(_), Some(percent)) => {
                let problem = Problem::new("a group has `events` or `percent`, not both").hint("remove one of them");
                return Err(problem.at(percent.location()));
            }
            (None, None) => {
                let problem = Problem::new("a group needs `events` or `percent` beside `total`");
                return Err(problem.at(self.total.location()));
            }
        };
        let arm = Arm::new(events, total).map_err(|undefined| match undefined {
            Undefined::EventsExceedTotal => Problem::new(format!("{events} events are more than the total of {total}"))
                .at(self.events.as_ref().and_then(Spanned::location)),
            Undefined::NoObservations => {
                Problem::new("a group without persons has no proportion").at(self.total.location())
            }
            other => Problem::new(other.to_string()).at(self.total.location()),
        })?;
        Ok(CountedArm { arm, origin: Origin::Specification, reconstructed, missing: None })
    }
}

fn events_from_percent(entry: &Entry<'_>, percent: &Spanned<f64>, total: u64) -> Result<u64, Diagnostic> {
    let value = percent.value;
    if !(0.0..=100.0).contains(&value) {
        return Err(Problem::new(format!("a percentage lies between 0 and 100, not {value}")).at(percent.location()));
    }
    let decimals = written_decimals(percent);
    let printed = format!("{value:.decimals$}");
    let half_a_digit = 0.5 * 10f64.powi(-i32::try_from(decimals).unwrap_or(i32::MAX));
    // A hair of slack: 100·k/n may miss a tie by the last bit.
    let fits = |events: u64| (100.0 * events as f64 / total as f64 - value).abs() <= half_a_digit * (1.0 + 1e-9);
    let nearest = ((value / 100.0 * total as f64).round() as u64).min(total);
    if total == 0 || !fits(nearest) {
        let shown = 100.0 * nearest as f64 / total.max(1) as f64;
        return Err(Problem::new(format!("no whole number of {total} persons is {printed} per cent"))
            .hint(format!("the nearest is {nearest}, which is {shown:.4} per cent: check `percent` and `total`"))
            .at(percent.location()));
    }
    if (nearest > 0 && fits(nearest - 1)) || (nearest < total && fits(nearest + 1)) {
        entry.warn(
            Problem::new(format!("several counts of {total} persons print as {printed} per cent; {nearest} is used"))
                .hint("give `events` if the count is known, or `percent` with more decimals")
                .at(percent.location()),
        );
    }
    Ok(nearest)
}

/// Which rows of a data source belong to which group.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Groups {
    /// The column that names the group.
    pub column: Spanned<String>,
    /// Its value for those who got the programme.
    pub treated: Spanned<String>,
    /// Its value for the control group.
    pub control: Spanned<String>,
}

/// Counts an outcome among the rows of a data source for which `is_member` holds.
///
/// Rows without a value of the outcome are left out of the total and counted as missing.
pub(super) fn count_rows(
    entry: &Entry<'_>,
    from: &Spanned<String>,
    event: &Event,
    is_member: &[bool],
    columns: &[&str],
) -> Result<CountedArm, Diagnostic> {
    let frame = entry.frame(from)?;
    let cells = frame.column(&event.column)?;
    if !cells.iter().flatten().any(|cell| *cell == event.equals.value) {
        entry.warn(
            Problem::new(format!("no row of `{}` has `{}` in `{}`", frame.name(), event.equals, event.column))
                .at(event.equals.location()),
        );
    }
    let mut others: Vec<&str> = cells.iter().flatten().copied().filter(|cell| *cell != event.equals.value).collect();
    others.sort_unstable();
    others.dedup();
    if others.len() > 1 {
        let listed = one_of(others.iter().take(8).copied());
        entry.warn(
            Problem::new(format!(
                "`{}` has several values beside `{}`, and all count as no event",
                event.column, event.equals
            ))
            .hint(format!("they are {listed}; leave the cell empty where the outcome is not known"))
            .at(event.column.location()),
        );
    }
    let mut counts = (0, 0, 0);
    for (cell, _) in cells.iter().zip(is_member).filter(|(_, member)| **member) {
        match cell {
            Some(cell) if *cell == event.equals.value => counts = (counts.0 + 1, counts.1 + 1, counts.2),
            Some(_) => counts.1 += 1,
            None => counts.2 += 1,
        }
    }
    let (events, total, missing) = counts;
    let arm = Arm::new(events, total).map_err(|_| {
        Problem::new(format!("no row of the group has a value of `{}`", event.column)).at(event.column.location())
    })?;
    let columns = columns.iter().map(|column| (*column).to_owned()).chain([event.column.value.clone()]).collect();
    let origin = Origin::Data { source: frame.name().to_owned(), columns, rows: total };
    Ok(CountedArm { arm, origin, reconstructed: false, missing: Some(missing) })
}

impl Groups {
    /// For each row whether it belongs to the treated, and whether to the control group.
    pub(super) fn members(
        &self,
        entry: &Entry<'_>,
        from: &Spanned<String>,
    ) -> Result<(Vec<bool>, Vec<bool>), Diagnostic> {
        let cells = entry.frame(from)?.column(&self.column)?;
        for wanted in [&self.treated, &self.control] {
            if !cells.iter().flatten().any(|cell| *cell == wanted.value) {
                let mut values: Vec<&str> = cells.iter().flatten().copied().collect();
                values.sort_unstable();
                values.dedup();
                values.truncate(8);
                return Err(Problem::new(format!("`{}` never has the value `{wanted}`", self.column))
                    .closest_of(wanted, values.iter().copied())
                    .hint(format!("it has {}", one_of(values.iter().copied())))
                    .at(wanted.location()));
            }
        }
        if self.treated.value == self.control.value {
            let problem = Problem::new("both groups have the same value, so the group would be compared with itself");
            return Err(problem.hint("write the value of the control group").at(self.control.location()));
        }
        let is = |wanted: &str| cells.iter().map(|cell| *cell == Some(wanted)).collect::<Vec<bool>>();
        let (treated, control) = (is(&self.treated), is(&self.control));
        let neither = treated.iter().zip(&control).filter(|(treated, control)| !**treated && !**control).count();
        if neither > 0 {
            let problem = Problem::new(format!("{neither} rows of `{from}` belong to neither group and are left out"));
            entry.warn(problem.at(self.column.location()));
        }
        Ok((treated, control))
    }
}

impl CountedArm {
    /// Puts `prefix.events`, `prefix.total`, `prefix.missing` (where rows lack the outcome) and `prefix.proportion` into
    /// a section, with notes and provenance.
    pub(super) fn describe(&self, section: &mut Section, prefix: &str, proportion: Estimate) {
        let mut put = |name: &str, value: Value| section.values.push((format!("{prefix}.{name}"), value));
        put("events", Value::Count(self.arm.events()));
        put("total", Value::Count(self.arm.total()));
        if let Some(missing) = self.missing {
            put("missing", Value::Count(missing));
        }
        put("proportion", proportion.into());
        if self.missing.is_some_and(|missing| missing > 0) {
            add_note(section, Note::MissingOutcomes);
        }
        if self.reconstructed {
            add_note(section, Note::CountsReconstructed);
        }
        section.provenance.inputs.push(Input { name: prefix.to_owned(), origin: self.origin.clone() });
    }

    /// The share with the outcome, still without interval, shown with these decimals.
    pub(super) fn proportion(&self, decimals: i8) -> Estimate {
        Estimate::new(self.arm.proportion(), Unit::Proportion, decimals)
    }
}
