//! The share of one group that has an outcome.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::{CountedArm, Counts, count_rows};
use super::input::{Common, Entry, Event, FollowUp};
use super::proportion_methods::{ProportionInterval, test, with_interval};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Basis, Method, Role, Section, Text, decimals_for_share};
use crate::stats::{Level, one_proportion as stats};

/// The share of one group that has an outcome, with its interval.
///
/// The group's numbers are counts, a published percentage with the group's size, or rows of a data source.
///
/// ```yaml
/// young:
///   kind: one_proportion
///   outcome: i ordinært arbeid
///   group: {label: deltakere under 30 år, events: 40, total: 49}
///   against: 0.5          # tests the share against this value
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OneProportion {
    /// The title of the table.
    #[serde(default)]
    title: Option<Text>,
    /// The unit in the table's title.
    #[serde(default)]
    unit: Option<Text>,
    /// A remark under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    note: Option<Text>,
    /// The source line under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    source: Option<Text>,
    /// How the numbers are known; by default reconstructed where they come from a percentage, else observed.
    #[serde(default)]
    basis: Option<Basis>,
    /// The standing of the analysis in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// The outcome, worded so that it can follow «var» or «were»: `i ordinært arbeid`.
    outcome: Text,
    /// The group, and its numbers where they do not stand under `follow_up` or come from data.
    group: LabelledGroup,
    /// The data source whose rows are counted.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// What counts as the outcome in the data source.
    #[serde(default)]
    event: Option<Event>,
    /// Several times of follow-up, each with its numbers.
    #[serde(default)]
    follow_up: Vec<GroupAt>,
    /// The share to test against.
    #[serde(default)]
    against: Option<Spanned<f64>>,
    /// The interval.
    #[serde(default)]
    interval: ProportionInterval,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// A group with its name.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LabelledGroup {
    /// What the group is called.
    label: Text,
    /// How many had the outcome.
    #[serde(default)]
    events: Option<Spanned<u64>>,
    /// The published percentage, instead of `events`.
    #[serde(default)]
    percent: Option<Spanned<f64>>,
    /// How many there were.
    #[serde(default)]
    total: Option<Spanned<u64>>,
}

/// The group at one time of follow-up.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GroupAt {
    /// Days since the start.
    #[serde(default)]
    day: Option<Spanned<f64>>,
    /// Weeks since the start.
    #[serde(default)]
    week: Option<Spanned<f64>>,
    /// Months since the start.
    #[serde(default)]
    month: Option<Spanned<f64>>,
    /// Years since the start.
    #[serde(default)]
    year: Option<Spanned<f64>>,
    /// The numbers at this time.
    #[serde(default)]
    group: Option<Counts>,
    /// What counts as the outcome at this time, in the data source.
    #[serde(default)]
    event: Option<Event>,
}

impl Analyse for OneProportion {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let level = level(self.level.as_ref()).map_err(|problem| vec![problem])?;
        let group = &self.group;
        let stated = counts(&group.events, &group.percent, &group.total).map_err(|problem| vec![problem])?;
        if self.follow_up.is_empty() {
            let section = self.section(entry, level, None, stated.as_ref(), self.event.as_ref());
            return section.map(|section| vec![section]);
        }
        let every_time_has_its_own = self.follow_up.iter().all(|at| at.group.is_some() || at.event.is_some());
        insist_on_use(every_time_has_its_own, stated.as_ref(), self.event.as_ref()).map_err(|problem| vec![problem])?;
        let mut sections = Vec::new();
        let mut problems = Vec::new();
        for at in &self.follow_up {
            let event = at.event.as_ref().or(self.event.as_ref());
            let section = FollowUp::one_of([&at.day, &at.week, &at.month, &at.year], entry)
                .map_err(|problem| vec![problem])
                .and_then(|time| self.section(entry, level, Some(time), at.group.as_ref().or(stated.as_ref()), event));
            match section {
                Ok(section) => sections.push(section),
                Err(more) => problems.extend(more),
            }
        }
        if problems.is_empty() { Ok(sections) } else { Err(problems) }
    }

    fn follows_up(&self) -> bool {
        true
    }
}

impl OneProportion {
    fn section(
        &self,
        entry: &Entry<'_>,
        level: Level,
        time: Option<FollowUp>,
        stated: Option<&Counts>,
        event: Option<&Event>,
    ) -> Result<Section, Vec<Diagnostic>> {
        let arm = self.count(entry, stated, event)?;
        let mut section = entry.section(time.map(FollowUp::facet).into_iter().collect());
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis.unwrap_or(basis_of(&[&arm])),
        };
        common.describe(&mut section);
        section.labels.push(("outcome".to_owned(), self.outcome.clone()));
        section.labels.push(("group".to_owned(), self.group.label.clone()));
        let computed = self.interval.compute(arm.arm, level).map_err(|undefined| {
            vec![Problem::new(format!("the interval is undefined: {undefined}")).at(entry.location.clone())]
        })?;
        let mut proportion =
            with_interval(arm.proportion(decimals_for_share(arm.arm.total())), computed, level, self.interval.method());
        if let Some(against) = &self.against {
            proportion.no_effect = Some(against.value);
            let outside =
                |_| vec![Problem::new(format!("a share lies between 0 and 1, not {against}")).at(against.location())];
            proportion.tests.push(test(
                Method::BinomialExact,
                stats::binom_test(arm.arm, against.value, crate::stats::Alternative::TwoSided).map_err(outside)?,
            ));
        }
        arm.describe(&mut section, "group", proportion);
        section.cells = arm.cells("group", &[]);
        Ok(section)
    }

    fn count(
        &self,
        entry: &Entry<'_>,
        stated: Option<&Counts>,
        event: Option<&Event>,
    ) -> Result<CountedArm, Vec<Diagnostic>> {
        match (stated, &self.from, event) {
            (Some(counts), None, None) => counts.count(entry).map_err(|problem| vec![problem]),
            (None, Some(from), Some(event)) => {
                let counted = count_rows(entry, from, None, event)?.pop();
                counted.ok_or_else(|| vec![which_numbers(entry, self.from.as_ref())])
            }
            _ => Err(vec![which_numbers(entry, self.from.as_ref())]),
        }
    }
}

/// How the numbers of these groups are known, where the author does not say.
pub(super) fn basis_of(arms: &[&CountedArm]) -> Basis {
    if arms.iter().any(|arm| arm.reconstructed) { Basis::Reconstructed } else { Basis::Observed }
}

/// The confidence level that a specification states, or 95 %.
pub(super) fn level(stated: Option<&Spanned<f64>>) -> Result<Level, Diagnostic> {
    let Some(stated) = stated else { return Ok(Level::NINETY_FIVE) };
    Level::new(stated.value).map_err(|_| {
        let problem = Problem::new(format!("a confidence level lies between 0 and 1, not {stated}"));
        problem.hint("write 0.95 for 95 per cent").at(stated.location())
    })
}

/// The numbers of a group, where any are stated.
pub(super) fn counts(
    events: &Option<Spanned<u64>>,
    percent: &Option<Spanned<f64>>,
    total: &Option<Spanned<u64>>,
) -> Result<Option<Counts>, Diagnostic> {
    let place = events.as_ref().map(Spanned::location).or(percent.as_ref().map(Spanned::location));
    match (total, place) {
        (Some(total), _) => Ok(Some(Counts { events: events.clone(), percent: percent.clone(), total: total.clone() })),
        (None, Some(place)) => Err(Problem::new("a group needs its size")
            .hint("add `total`, the number of persons in the group")
            .at(place)),
        (None, None) => Ok(None),
    }
}

/// The problem of an entry whose numbers are stated twice or not at all.
pub(super) fn which_numbers(entry: &Entry<'_>, from: Option<&Spanned<String>>) -> Diagnostic {
    match from {
        Some(from) => Problem::new("an entry that counts rows of a data source needs `event`, and no stated numbers")
            .hint("write `event: {column: …, equals: …}` and leave out `events`, `percent` and `total`")
            .at(from.location()),
        None => Problem::new(format!("`{}` has no numbers that belong together", entry.id))
            .hint("give each group `events` and `total`, or count the rows of a data source with `from` and `event`")
            .at(entry.location.clone()),
    }
}

/// Numbers or an event of the whole entry that no follow-up falls back on.
pub(super) fn insist_on_use(
    every_time_has_its_own: bool,
    stated: Option<&Counts>,
    event: Option<&Event>,
) -> Result<(), Diagnostic> {
    let place = stated.map(|counts| counts.total.location()).or(event.map(Event::location));
    match place {
        Some(place) if every_time_has_its_own => {
            Err(Problem::new("these are not used: every entry of `follow_up` has its own")
                .hint("remove them, or the ones under `follow_up`")
                .at(place))
        }
        _ => Ok(()),
    }
}

/// All of them, or all that is wrong with any.
pub(super) fn collect<T>(each: impl Iterator<Item = Result<T, Diagnostic>>) -> Result<Vec<T>, Vec<Diagnostic>> {
    let mut good = Vec::new();
    let mut bad = Vec::new();
    for one in each {
        match one {
            Ok(value) => good.push(value),
            Err(problem) => bad.push(problem),
        }
    }
    if bad.is_empty() { Ok(good) } else { Err(bad) }
}
