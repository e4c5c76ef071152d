//! How two groups developed after a programme started, compared with how they developed before.

mod panel;

use schemars::JsonSchema;
use serde::Deserialize;

use self::panel::PanelRows;
use super::Analyse;
use super::arms::Groups;
use super::follow_up_time::TimeUnit;
use super::input::{Common, Entry, add_note};
use super::one_proportion::level;
use super::persons::{Persons, keep_known_names};
use super::proportion_methods::{test, with_interval};
use super::regression::Allocation;
use crate::data::By;
use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::results::{Basis, Estimate, Input, Method, Note, Origin, Quantity, Role, Section, Text, Unit, Value};
use crate::stats::causal::{BeforeAfter, difference_in_differences};
use crate::stats::means::MeanSummary;
use crate::stats::{Level, Sample, Undefined};

/// How an outcome developed in two groups, before and after a programme started in one of them: the difference between
/// their changes, and with several periods the difference in each of them (an event study).
///
/// The numbers are the mean, standard deviation and size of both groups before and after, as a publication states them; or
/// rows of two periods with other persons in each (`period` with `before` and `after`); or a panel, in which the same units
/// (persons, services, municipalities) are seen in several periods (`unit`). In a panel units start in the period `starts`,
/// or each in its own (`start`, a column that is empty for those who never do), and the standard errors allow for the
/// dependence within each unit, or within each `cluster`.
///
/// ```yaml
/// sick_leave:
///   kind: difference_in_differences
///   outcome: sykefravær
///   from: municipalities
///   column: sick_leave
///   unit: municipality
///   aggregated: true
///   period: {column: year}
///   period_unit: years
///   start: first_year
///   cluster: county
///   window: {first: -4, last: 3}
///   treated: {label: kommunene med tiltaket}
///   control: {label: de andre kommunene}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DifferenceInDifferences {
    /// What the analysis is called where several stand together.
    #[serde(default)]
    label: Option<Text>,
    /// The title of the table.
    #[serde(default)]
    title: Option<Text>,
    /// The unit in the table's title.
    #[serde(default)]
    unit_words: Option<Text>,
    /// A remark under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    note: Option<Text>,
    /// The source line under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    source: Option<Text>,
    /// How the numbers are known.
    #[serde(default)]
    basis: Basis,
    /// The standing of the analysis in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// The outcome, worded so that it can follow «gjennomsnittlig» or «mean»: `sykefravær`.
    outcome: Text,
    /// The unit of the outcome; points of its own scale unless given.
    #[serde(default)]
    outcome_unit: Option<Spanned<Unit>>,
    /// Decimals of means and differences; one unless given.
    #[serde(default)]
    decimals: Option<Spanned<i8>>,
    /// How the groups were formed.
    #[serde(default)]
    allocation: Allocation,
    /// Those who got the programme, with their numbers where these are stated.
    treated: Developed,
    /// Those they are compared with.
    control: Developed,
    /// The data source or population.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// The column of the outcome.
    #[serde(default)]
    column: Option<Spanned<String>>,
    /// Which rows belong to which group; in a panel, `start` may tell it instead.
    #[serde(default)]
    group: Option<Groups>,
    /// The column of the period, a whole number such as a year.
    #[serde(default)]
    period: Option<Period>,
    /// What a period is; said in words where it is given.
    #[serde(default)]
    period_unit: Option<TimeUnit>,
    /// The column of the unit that is seen in several periods: this makes the rows a panel.
    #[serde(default)]
    unit: Option<Spanned<String>>,
    /// Whether each unit is an aggregate of many persons, such as a municipality, so that no count of units tells of persons.
    #[serde(default)]
    aggregated: bool,
    /// The first period with the programme, where all treated units start at once.
    #[serde(default)]
    starts: Option<Spanned<i64>>,
    /// The column of the first period with the programme; empty for units that never have it.
    #[serde(default)]
    start: Option<Spanned<String>>,
    /// The column of the cluster; each unit is one unless given.
    #[serde(default)]
    cluster: Option<Spanned<String>>,
    /// How many periods before and after the start are told apart; those beyond are gathered at the ends.
    #[serde(default)]
    window: Option<Window>,
    /// The period before the start that the others are compared with; −1, the last one before, unless given.
    #[serde(default)]
    reference: Option<Spanned<i64>>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// A group with its numbers, where they are stated.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Developed {
    /// What the group is called, worded so that it can follow «i» or «in»: `kommunene med tiltaket`.
    label: Text,
    /// The numbers before the programme started.
    #[serde(default)]
    before: Option<StatedMean>,
    /// The numbers after.
    #[serde(default)]
    after: Option<StatedMean>,
}

/// A stated mean.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StatedMean {
    /// How many persons.
    total: Spanned<u64>,
    /// Their mean.
    mean: Spanned<f64>,
    /// Their standard deviation.
    sd: Spanned<f64>,
}

/// The column of the period.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Period {
    /// The column.
    column: Spanned<String>,
    /// Its value before the programme started, for rows that are no panel.
    #[serde(default)]
    before: Option<Spanned<String>>,
    /// Its value after.
    #[serde(default)]
    after: Option<Spanned<String>>,
}

/// The periods that are told apart, counted from the start.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Window {
    /// The first, such as −4.
    first: Spanned<i64>,
    /// The last, such as 3.
    last: Spanned<i64>,
}

impl StatedMean {
    fn summary(&self) -> Result<MeanSummary, Diagnostic> {
        MeanSummary::new(self.total.value, self.mean.value, self.sd.value).map_err(|why| {
            Problem::new(format!("these are no mean and spread of {} persons: {why}", self.total))
                .hint("a group has at least two persons, and its standard deviation is not negative")
                .at(self.sd.location())
        })
    }
}

/// What a difference is measured in.
#[derive(Clone, Copy)]
struct Scale {
    unit: Unit,
    decimals: i8,
    level: Level,
}

impl Scale {
    /// An effect that is still without its numbers.
    fn effect(self) -> Estimate {
        let unit = if self.unit == Unit::Proportion { Unit::ProportionDifference } else { self.unit };
        Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, unit, self.decimals) }
    }
}

impl Analyse for DifferenceInDifferences {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let scale = self.scale().map_err(one)?;
        let mut section = self.start_section(entry);
        let stated = [&self.treated.before, &self.treated.after, &self.control.before, &self.control.after];
        match (&self.from, &self.unit, stated.iter().any(|numbers| numbers.is_some())) {
            (None, None, true) => {
                let [Some(tb), Some(ta), Some(cb), Some(ca)] = stated else {
                    let problem = Problem::new("a difference in differences needs both groups before and after");
                    let hint = "give `treated` and `control` each `before` and `after`: {mean: \u{2026}, sd: \u{2026}, total: \u{2026}}";
                    return Err(one(problem.hint(hint).at(entry.location.clone())));
                };
                let all = super::one_proportion::collect([tb, ta, cb, ca].into_iter().map(StatedMean::summary))?;
                let of = |place: usize| BeforeAfter { before: all[place], after: all[place + 1] };
                compare_means(&mut section, [of(0), of(2)], scale);
                for name in ["treated", "control"] {
                    section.provenance.inputs.push(Input { name: name.to_owned(), origin: Origin::Specification });
                }
            }
            (Some(from), Some(unit), false) => {
                let rows = PanelRows::read(self, entry, from, unit)?;
                panel::describe(self, entry, &rows, scale, &mut section)?;
            }
            (Some(from), None, false) => self.cross_sections(entry, from, scale, &mut section)?,
            (Some(from), _, true) => {
                let problem = Problem::new("the numbers are either stated or counted in rows, not both");
                let hint = "leave `before` and `after` out of the groups, or leave `from` out";
                return Err(one(problem.hint(hint).at(from.location())));
            }
            (None, ..) => {
                let problem = Problem::new(format!("`{}` has no numbers", entry.id));
                let hint = "give each group `before` and `after`, or name a data source with `from`";
                return Err(one(problem.hint(hint).at(entry.location.clone())));
            }
        }
        if self.allocation == Allocation::Observational {
            add_note(&mut section, Note::ParallelTrends);
            add_note(&mut section, Note::Associations);
        }
        Ok(vec![section])
    }
}

impl DifferenceInDifferences {
    fn scale(&self) -> Result<Scale, Diagnostic> {
        let level = level(self.level.as_ref())?;
        if let Some(unit) = self.outcome_unit.as_ref().filter(|unit| unit.is_worded()) {
            let problem = Problem::new("this unit is a judgement, which has no mean");
            return Err(problem
                .hint("leave it out for points of a scale, or write such as `days`")
                .at(unit.location()));
        }
        if let Some(decimals) = self.decimals.as_ref().filter(|decimals| !(-6..=6).contains(&decimals.value)) {
            let problem = Problem::new(format!("`decimals` lies between -6 and 6, not {decimals}"));
            return Err(problem.at(decimals.location()));
        }
        Ok(Scale {
            unit: self.outcome_unit.as_ref().map_or(Unit::Points, |unit| unit.value),
            decimals: self.decimals.as_ref().map_or(1, |decimals| decimals.value),
            level,
        })
    }

    fn start_section(&self, entry: &Entry<'_>) -> Section {
        let mut section = entry.section(Vec::new());
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit_words.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis,
        };
        common.describe(&mut section);
        section.labels.extend(self.label.clone().map(|label| ("label".to_owned(), label)));
        for (name, text) in
            [("outcome", &self.outcome), ("treated", &self.treated.label), ("control", &self.control.label)]
        {
            section.labels.push((name.to_owned(), text.clone()));
        }
        section
    }

    /// Rows of two periods with other persons in each.
    fn cross_sections(
        &self,
        entry: &Entry<'_>,
        from: &Spanned<String>,
        scale: Scale,
        section: &mut Section,
    ) -> Result<(), Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let (Some(column), Some(group), Some(period)) = (&self.column, &self.group, &self.period) else {
            let problem = Problem::new("rows of two periods need `column`, `group` and `period`");
            let hint = "add them; or add `unit`, the column of units that are seen in several periods";
            return Err(one(problem.hint(hint).at(from.location())));
        };
        for (what, place) in [
            ("starts", self.starts.as_ref().and_then(Spanned::location)),
            ("start", self.start.as_ref().and_then(Spanned::location)),
            ("cluster", self.cluster.as_ref().and_then(Spanned::location)),
            ("window", self.window.as_ref().and_then(|window| window.first.location())),
            ("reference", self.reference.as_ref().and_then(Spanned::location)),
        ] {
            if place.is_some() {
                let problem = Problem::new(format!("`{what}` is for a panel, and there is no `unit`"));
                return Err(one(problem.hint("add `unit`, or leave it out").at(place)));
            }
        }
        let (Some(before), Some(after)) = (&period.before, &period.after) else {
            let problem = Problem::new(format!("which values of `{}` are before and after?", period.column));
            let hint =
                "write `period: {column: \u{2026}, before: \u{2026}, after: \u{2026}}`, or add `unit` for a panel";
            return Err(one(problem.hint(hint).at(period.column.location())));
        };
        let rows = entry.rows(from).map_err(one)?;
        let tally = rows.tally(&[By::Column(&group.column)])?;
        let members = group.values(entry, from, &tally).map_err(one)?;
        let periods = rows.tally(&[By::Column(&period.column)])?.values(0);
        let mut times = Vec::new();
        for written in [before, after] {
            let Some(cell) = periods.iter().find(|cell| cell.is_written(written)) else {
                let names: Vec<String> =
                    periods.iter().filter(|cell| !cell.is_missing()).map(|cell| cell.to_string()).collect();
                let names = || names.iter().map(String::as_str);
                return Err(one(Problem::new(format!("`{}` never has the value `{written}`", period.column))
                    .closest_of(written, names())
                    .hint(format!("it has {}", one_of(names().take(8))))
                    .at(written.location())));
            };
            times.push(cell.clone());
        }
        let found = rows.distributions(column, &[By::Column(&group.column), By::Column(&period.column)])?;
        let everyone = Persons::of(&rows);
        let mut means: Vec<Result<MeanSummary, Undefined>> = Vec::new();
        let (mut missing, mut total) = (0, 0);
        for (name, member) in ["treated", "control"].into_iter().zip(&members) {
            for (when, time) in ["before", "after"].into_iter().zip(&times) {
                let own = found.iter().find(|found| found.group[0] == *member && found.group[1] == *time);
                let values: Vec<f64> = own
                    .iter()
                    .flat_map(|own| &own.values)
                    .flat_map(|(value, count)| std::iter::repeat_n(*value, *count as usize))
                    .collect();
                let lacking = own.map_or(0, |own| own.missing);
                missing += lacking;
                total += values.len() as u64;
                means.push(Sample::new(&values).map(|sample| sample.summary()));
                let persons = everyone.with(&group.column, member).with(&period.column, time);
                let shown = [format!("{name}.{when}.total"), format!("{name}.{when}.mean"), format!("{name}.change")];
                let shown = shown.into_iter().chain(["difference".to_owned()]);
                section.cells.push(persons.known(column, true).cell(values.len() as u64, shown));
                section.cells.push(persons.known(column, false).cell(lacking, ["missing"]));
            }
        }
        match <[Result<MeanSummary, Undefined>; 4]>::try_from(means) {
            Ok([Ok(tb), Ok(ta), Ok(cb), Ok(ca)]) => {
                let groups = [BeforeAfter { before: tb, after: ta }, BeforeAfter { before: cb, after: ca }];
                compare_means(section, groups, scale);
            }
            _ => {
                let problem = Problem::new(format!("a group has nobody with `{column}` before or after"));
                return Err(one(problem.hint("choose other periods, or another column").at(column.location())));
            }
        }
        section.values.push(("missing".to_owned(), Value::Count(missing)));
        if missing > 0 {
            add_note(section, Note::MissingOutcomes);
        }
        keep_known_names(section);
        section.provenance.inputs.push(Input {
            name: "rows".to_owned(),
            origin: Origin::Data {
                source: from.value.clone(),
                columns: [&group.column, &period.column, column].map(|column| column.value.clone()).to_vec(),
                rows: total,
            },
        });
        Ok(())
    }
}

/// The four means, the change of each group, and the difference between the changes.
fn compare_means(section: &mut Section, groups: [BeforeAfter; 2], scale: Scale) {
    let quantity = |value: f64| Value::from(Quantity { value, unit: scale.unit, decimals: scale.decimals });
    for (name, group) in ["treated", "control"].into_iter().zip(&groups) {
        for (when, summary) in [("before", group.before), ("after", group.after)] {
            section.values.push((format!("{name}.{when}.total"), Value::Count(summary.n())));
            section.values.push((format!("{name}.{when}.mean"), quantity(summary.mean())));
        }
        let change = Quantity {
            value: group.after.mean() - group.before.mean(),
            unit: scale.effect().unit,
            decimals: scale.decimals,
        };
        section.values.push((format!("{name}.change"), change.into()));
    }
    let computed = difference_in_differences(groups[0], groups[1])
        .and_then(|contrast| Ok((contrast.estimated(scale.level)?, contrast.test()?)));
    let value = match computed {
        Ok((estimated, tested)) => {
            let mut estimate = with_interval(scale.effect(), estimated, scale.level, Method::SatterthwaiteT);
            estimate.tests.push(test(Method::SatterthwaiteTest, tested));
            estimate.into()
        }
        Err(why) => why.into(),
    };
    section.values.push(("difference".to_owned(), value));
}
