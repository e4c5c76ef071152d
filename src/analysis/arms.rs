//! One group of persons and how many of them had the outcome: stated, worked out from a percentage, or counted.

use schemars::JsonSchema;
use serde::Deserialize;

use super::input::{Entry, Event, add_note, written_decimals};
use super::persons::Persons;
use crate::data::{By, Cell, Tally};
use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::results::{Estimate, Input, Note, Origin, PersonCell, Section, Unit, Value};
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
    /// The persons that were counted, and the outcome that they were counted by, for numbers that come from data.
    pub persons: Option<(Persons, String)>,
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
                let problem = problem.hint("write `{events: 85, total: 227}`, or `{percent: 37.4, total: 227}`");
                return Err(problem.at(self.total.location()));
            }
        };
        let arm = Arm::new(events, total).map_err(|undefined| match undefined {
            Undefined::EventsExceedTotal => Problem::new(format!("{events} events are more than the total of {total}"))
                .hint("check both: `events` are those of `total` who have the outcome")
                .at(self.events.as_ref().and_then(Spanned::location)),
            Undefined::NoObservations => {
                let problem = Problem::new("a group without persons has no proportion");
                problem
                    .hint("leave the analysis out, or give the number of persons as `total`")
                    .at(self.total.location())
            }
            other => Problem::new(other.to_string()).at(self.total.location()),
        })?;
        Ok(CountedArm { arm, origin: Origin::Specification, reconstructed, missing: None, persons: None })
    }
}

fn events_from_percent(entry: &Entry<'_>, percent: &Spanned<f64>, total: u64) -> Result<u64, Diagnostic> {
    let value = percent.value;
    if !(0.0..=100.0).contains(&value) {
        let problem = Problem::new(format!("a percentage lies between 0 and 100, not {value}"));
        return Err(problem.hint("write 37.4 for 37.4 per cent").at(percent.location()));
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

/// Counts an outcome in each group of the rows of a population or data source: in the treated and the control group, or
/// among all rows where no groups are named.
///
/// Rows without a value of the outcome are left out of the total and counted as missing.
pub(super) fn count_rows(
    entry: &Entry<'_>,
    from: &Spanned<String>,
    groups: Option<&Groups>,
    event: &Event,
) -> Result<Vec<CountedArm>, Vec<Diagnostic>> {
    let rows = entry.rows(from).map_err(|problem| vec![problem])?;
    let outcome = event.by().map_err(|problem| vec![problem])?;
    let by: Vec<By<'_>> = groups.map(|groups| By::Column(&groups.column)).into_iter().chain([outcome]).collect();
    let tally = rows.tally(&by)?;
    event.look_at(entry, &rows, &tally.values(by.len() - 1));
    let members = match groups {
        Some(groups) => groups.values(entry, from, &tally).map_err(|problem| vec![problem])?.map(Some).to_vec(),
        None => vec![None],
    };
    let mut arms = Vec::new();
    let mut problems = Vec::new();
    for member in &members {
        let is_member = |cells: &[Cell]| member.as_ref().is_none_or(|member| cells[0] == *member);
        let outcome = |cells: &[Cell]| event.holds(&cells[cells.len() - 1]);
        let events = tally.sum(|cells| is_member(cells) && outcome(cells) == Some(true));
        let total = tally.sum(|cells| is_member(cells) && outcome(cells).is_some());
        let missing = tally.sum(|cells| is_member(cells) && outcome(cells).is_none());
        let Ok(arm) = Arm::new(events, total) else {
            let whose = member.as_ref().map_or("group".to_owned(), |member| format!("group `{member}`"));
            let problem = Problem::new(format!("no row of the {whose} has a value of {}", event.shown()));
            let hint = "check how the column is read and which rows are in the data source or the population";
            problems.push(problem.hint(hint).at(event.location()));
            continue;
        };
        let columns = groups.map(|groups| groups.column.value.clone()).into_iter().chain([event.name()]).collect();
        let origin = Origin::Data { source: from.value.clone(), columns, rows: total };
        let everyone = Persons::of(&rows);
        let persons = match (groups, member) {
            (Some(groups), Some(member)) => everyone.with(&groups.column, member),
            _ => everyone,
        };
        let persons = Some((persons, event.dimension()));
        arms.push(CountedArm { arm, origin, reconstructed: false, missing: Some(missing), persons });
    }
    if problems.is_empty() { Ok(arms) } else { Err(problems) }
}

impl Groups {
    /// The values of the treated and of the control group, as the data have them.
    pub(super) fn values(
        &self,
        entry: &Entry<'_>,
        from: &Spanned<String>,
        tally: &Tally,
    ) -> Result<[Cell; 2], Diagnostic> {
        let known = tally.values(0);
        let value = |written: &Spanned<String>| {
            known.iter().find(|cell| cell.is_written(written)).cloned().ok_or_else(|| {
                let names: Vec<String> = known.iter().filter(|cell| !cell.is_missing()).map(Cell::to_string).collect();
                let names = || names.iter().map(String::as_str);
                let what = format!("`{}` never has the value `{written}`", self.column);
                Problem::new(what)
                    .closest_of(written, names())
                    .hint(format!("it has {}", one_of(names().take(8))))
                    .at(written.location())
            })
        };
        let groups = [value(&self.treated)?, value(&self.control)?];
        if groups[0] == groups[1] {
            let problem = Problem::new("both groups have the same value, so the group would be compared with itself");
            return Err(problem.hint("write the value of the control group").at(self.control.location()));
        }
        let neither = tally.sum(|cells| !groups.contains(&cells[0]));
        if neither > 0 {
            let problem = Problem::new(format!("{neither} rows of `{from}` belong to neither group and are left out"));
            entry.warn(problem.at(self.column.location()));
        }
        Ok(groups)
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

    /// The persons behind `prefix.events`, `prefix.total`, `prefix.missing` and `prefix.proportion`, and behind the
    /// `effects` that are computed from them.
    pub(super) fn cells(&self, prefix: &str, effects: &[&str]) -> Vec<PersonCell> {
        let (Some((persons, outcome)), Some(missing)) = (&self.persons, self.missing) else { return Vec::new() };
        let name = |name: &str| format!("{prefix}.{name}");
        let derived = || effects.iter().map(|effect| (*effect).to_owned()).chain([name("proportion")]);
        let known = persons.known(outcome, true);
        let (events, total) = (self.arm.events(), self.arm.total());
        vec![
            known.in_category(outcome, "yes").cell(events, derived().chain([name("events")])),
            known.in_category(outcome, "no").cell(total - events, derived()),
            known.cell(total, derived().chain([name("total")])),
            persons.known(outcome, false).cell(missing, [name("missing")]),
        ]
    }

    /// The share with the outcome, still without interval, shown with these decimals.
    pub(super) fn proportion(&self, decimals: i8) -> Estimate {
        Estimate::new(self.arm.proportion(), Unit::Proportion, decimals)
    }
}
