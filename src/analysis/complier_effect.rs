//! The effect of taking part, where not everyone did as they were assigned to.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::input::{Common, Entry, Event, add_note};
use super::one_proportion::level;
use super::persons::{Persons, keep_known_names};
use super::proportion_methods::{test, with_interval};
use super::regression::Allocation;
use crate::data::By;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, ConfidenceInterval, Estimate, Input, Method, Note, Origin, PersonCell, Role, Section, Test, Text, Unit,
    Value, decimals_for_share,
};
use crate::stats::causal::{InstrumentalEffect, complier_average_causal_effect};
use crate::stats::regression::Contrast;
use crate::stats::{Level, Sample, Undefined};

/// The effect of taking part, where not everyone did as they were assigned to: the difference by assignment (intention to
/// treat), the share who take part exactly if they are offered to (compliers), and the effect on them.
///
/// The assignment is the instrument: it has to be as good as random, to act through taking part alone, and to make nobody
/// do the opposite. The numbers are counted in rows, or stated for a yes-or-no outcome. Below a first-stage F of ten the
/// assignment is a weak instrument, and the interval is that of Anderson and Rubin, which holds however weak it is.
///
/// ```yaml
/// took_part:
///   kind: complier_effect
///   outcome: i arbeid
///   allocation: randomised
///   treated:
///     label: dem som fikk tilbudet
///     received: {total: 180, events: 80}
///     not_received: {total: 47, events: 10}
///   control:
///     label: kontrollgruppen
///     received: {total: 5, events: 2}
///     not_received: {total: 176, events: 47}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplierEffect {
    /// What the analysis is called where several stand together.
    #[serde(default)]
    label: Option<Text>,
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
    /// How the numbers are known.
    #[serde(default)]
    basis: Basis,
    /// The standing of the analysis in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// The outcome: for a yes-or-no worded so that it can follow «var» or «were», else so that it can follow
    /// «gjennomsnittlig» or «mean».
    outcome: Text,
    /// How people were assigned to the groups.
    #[serde(default)]
    allocation: Allocation,
    /// Those who were assigned to the programme, with their numbers where these are stated.
    treated: Assigned,
    /// Those who were not.
    control: Assigned,
    /// The population or data source of the persons.
    #[serde(default)]
    from: Option<Spanned<String>>,
    /// Which rows were assigned to which group.
    #[serde(default)]
    group: Option<Groups>,
    /// Who took part.
    #[serde(default)]
    received: Option<Event>,
    /// The column of an outcome that is a number.
    #[serde(default)]
    column: Option<Spanned<String>>,
    /// What counts as the outcome, where it is a yes-or-no.
    #[serde(default)]
    event: Option<Event>,
    /// The unit of an outcome that is a number; points of its own scale unless given.
    #[serde(default)]
    outcome_unit: Option<Spanned<Unit>>,
    /// Decimals of an outcome that is a number; one unless given.
    #[serde(default)]
    decimals: Option<Spanned<i8>>,
    /// Decimals of shares and their differences; by the size of the groups unless given.
    #[serde(default)]
    share_decimals: Option<Spanned<i8>>,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// A group by assignment.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Assigned {
    /// What the group is called, worded so that it can follow «blant» or «among».
    label: Text,
    /// Those of them who took part, where they are stated.
    #[serde(default)]
    received: Option<Stated>,
    /// Those of them who did not.
    #[serde(default)]
    not_received: Option<Stated>,
}

/// Stated persons.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Stated {
    /// How many there were.
    total: Spanned<u64>,
    /// How many of them had the outcome.
    events: Spanned<u64>,
}

/// The most stated persons, who are counted one by one.
const MOST_STATED: u64 = 10_000_000;

/// Persons, one by one.
#[derive(Default)]
struct People {
    assigned: Vec<bool>,
    received: Vec<bool>,
    outcome: Vec<f64>,
    missing: u64,
}

impl People {
    fn add(&mut self, assigned: bool, received: bool, outcome: f64) {
        self.assigned.push(assigned);
        self.received.push(received);
        self.outcome.push(outcome);
    }

    /// How many have these two, and how many of them the outcome.
    fn count(&self, assigned: bool, received: bool) -> (u64, u64) {
        let own =
            (0..self.assigned.len()).filter(|row| self.assigned[*row] == assigned && self.received[*row] == received);
        own.fold((0, 0), |(all, events), row| (all + 1, events + u64::from(self.outcome[row] == 1.0)))
    }

    /// In one order, whatever that of the rows.
    fn sorted(mut self) -> People {
        let mut all: Vec<(bool, bool, f64)> =
            (0..self.assigned.len()).map(|row| (self.assigned[row], self.received[row], self.outcome[row])).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.total_cmp(&b.2)));
        self.assigned = all.iter().map(|(assigned, ..)| *assigned).collect();
        self.received = all.iter().map(|(_, received, _)| *received).collect();
        self.outcome = all.iter().map(|(.., outcome)| *outcome).collect();
        self
    }
}

impl Analyse for ComplierEffect {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let level = level(self.level.as_ref()).map_err(one)?;
        self.check(entry)?;
        let people = match &self.from {
            None => self.stated(entry).map_err(one)?,
            Some(from) => self.counted(entry, from)?,
        };
        let people = people.sorted();
        let mut section = entry.section(Vec::new());
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
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
        let measure = if self.column.is_some() { "mean" } else { "share" };
        section.labels.push(("measure".to_owned(), Text::from(measure)));
        self.numbers(&people, level, &mut section);
        self.effects(&people, level, &mut section);
        add_note(&mut section, Note::CompliersOnly);
        if people.missing > 0 {
            add_note(&mut section, Note::MissingOutcomes);
        }
        if self.allocation == Allocation::Observational {
            add_note(&mut section, Note::Associations);
        }
        self.close(entry, &people, &mut section).map_err(one)?;
        Ok(vec![section])
    }
}

impl ComplierEffect {
    /// What does not depend on the data.
    fn check(&self, entry: &Entry<'_>) -> Result<(), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut wrong = |what: &str, hint: &str, place| problems.push(Problem::new(what).hint(hint).at(place));
        let stated = [&self.treated, &self.control]
            .into_iter()
            .flat_map(|group| [group.received.as_ref(), group.not_received.as_ref()]);
        let place = stated.clone().flatten().next().and_then(|stated| stated.total.location());
        match &self.from {
            Some(from) => {
                if stated.flatten().next().is_some() {
                    let hint = "leave the numbers of the groups out, or leave `from` out";
                    wrong("the numbers are either stated or counted in rows, not both", hint, place);
                }
                if self.group.is_none() || self.received.is_none() {
                    let hint = "add `group: {column: \u{2026}, treated: \u{2026}, control: \u{2026}}` and `received: {column: \u{2026}}`";
                    wrong("rows need to say who was assigned and who took part", hint, from.location());
                }
                match (&self.column, &self.event) {
                    (Some(column), Some(_)) => {
                        let hint = "keep `column` or `event`";
                        wrong("an outcome is a number or a yes-or-no, not both", hint, column.location());
                    }
                    (None, None) => {
                        let hint = "add `column` for a number, or `event: {column: \u{2026}, equals: \u{2026}}` for a yes-or-no";
                        wrong("rows need an outcome", hint, from.location());
                    }
                    _ => {}
                }
            }
            None => {
                if stated.flatten().count() < 4 {
                    let hint = "give each group `received: {total: \u{2026}, events: \u{2026}}` and `not_received`, or name a data source with `from`";
                    wrong("the numbers of both groups by taking part are needed", hint, entry.location.clone());
                }
                if let Some(column) = &self.column {
                    wrong("`column` is for rows", "name a data source with `from`, or leave it out", column.location());
                }
            }
        }
        if let Some(unit) = self.outcome_unit.as_ref().filter(|unit| unit.is_worded() || self.column.is_none()) {
            wrong("an outcome of this kind has no unit of its own", "leave `outcome_unit` out", unit.location());
        }
        for decimals in [&self.decimals, &self.share_decimals].into_iter().flatten() {
            if !(-6..=6).contains(&decimals.value) {
                wrong("decimals lie between -6 and 6", "write a number between them", decimals.location());
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The stated persons.
    fn stated(&self, entry: &Entry<'_>) -> Result<People, Diagnostic> {
        let mut people = People::default();
        for (assigned, group) in [(true, &self.treated), (false, &self.control)] {
            for (received, stated) in [(true, &group.received), (false, &group.not_received)] {
                let Some(Stated { total, events }) = stated else { continue };
                if events.value > total.value {
                    let problem = Problem::new(format!("{events} events are more than the total of {total}"));
                    return Err(problem.hint("correct one of them").at(events.location()));
                }
                if total.value > MOST_STATED {
                    let problem = Problem::new(format!("at most {MOST_STATED} persons can be stated, not {total}"));
                    return Err(problem.hint("correct the number").at(total.location()));
                }
                (0..total.value).for_each(|at| people.add(assigned, received, f64::from(u8::from(at < events.value))));
            }
        }
        for wanted in [true, false] {
            if !people.assigned.contains(&wanted) {
                let problem = Problem::new("a group has nobody").hint("give both groups persons");
                return Err(problem.at(entry.location.clone()));
            }
        }
        Ok(people)
    }

    /// The persons of the rows.
    fn counted(&self, entry: &Entry<'_>, from: &Spanned<String>) -> Result<People, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let (Some(group), Some(received)) = (&self.group, &self.received) else { return Ok(People::default()) };
        let rows = entry.rows(from).map_err(one)?;
        let members = group.values(entry, from, &rows.tally(&[By::Column(&group.column)])?).map_err(one)?;
        let arms = rows.cells(&group.column).map_err(one)?;
        let yes_or_no = |event: &Event| -> Result<Vec<Option<f64>>, Vec<Diagnostic>> {
            let by = event.by().map_err(one)?;
            event.look_at(entry, &rows, &rows.tally(&[by])?.values(0));
            let cells = rows.cells_by(by)?;
            Ok(cells.iter().map(|cell| event.holds(cell).map(|holds| f64::from(u8::from(holds)))).collect())
        };
        let took_part = yes_or_no(received)?;
        let outcome = match (&self.column, &self.event) {
            (Some(column), _) => rows.numbers(column).map_err(one)?,
            (None, Some(event)) => yes_or_no(event)?,
            (None, None) => Vec::new(),
        };
        let mut people = People::default();
        for (row, arm) in arms.iter().enumerate().filter(|(_, arm)| members.contains(arm)) {
            match (took_part[row], outcome[row].filter(|value| value.is_finite())) {
                (Some(received), Some(outcome)) => people.add(*arm == members[0], received == 1.0, outcome),
                _ => people.missing += 1,
            }
        }
        if people.assigned.is_empty() {
            let problem = Problem::new(format!("no row of `{from}` has all that is needed"));
            return Err(one(problem.hint("check the columns of taking part and of the outcome").at(from.location())));
        }
        Ok(people)
    }

    fn share_decimals(&self, people: &People) -> i8 {
        let least = [true, false].map(|wanted| people.assigned.iter().filter(|own| **own == wanted).count());
        let usual = decimals_for_share(least.into_iter().min().unwrap_or_default() as u64);
        self.share_decimals.as_ref().map_or(usual, |decimals| decimals.value)
    }

    /// An effect, still without its number.
    fn effect(&self, people: &People) -> Estimate {
        let (unit, decimals) = match self.column {
            None => (Unit::ProportionDifference, self.share_decimals(people)),
            Some(_) => (
                self.outcome_unit.as_ref().map_or(Unit::Points, |unit| unit.value),
                self.decimals.as_ref().map_or(1, |decimals| decimals.value),
            ),
        };
        Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, unit, decimals) }
    }

    /// How many were assigned, took part and had the outcome.
    fn numbers(&self, people: &People, _level: Level, section: &mut Section) {
        let decimals = self.share_decimals(people);
        for (name, assigned) in [("treated", true), ("control", false)] {
            let [(with, with_events), (without, without_events)] =
                [true, false].map(|received| people.count(assigned, received));
            let total = with + without;
            let mut put = |what: &str, value: Value| section.values.push((format!("{name}.{what}"), value));
            put("total", Value::Count(total));
            put("received", Value::Count(with));
            let share = |events: u64| match total {
                0 => Undefined::NoObservations.into(),
                total => Value::from(Estimate::new(events as f64 / total as f64, Unit::Proportion, decimals)),
            };
            put("share_received", share(with));
            if self.column.is_none() {
                put("events", Value::Count(with_events + without_events));
                put("share", share(with_events + without_events));
            } else {
                let own = people.outcome.iter().zip(&people.assigned).filter(|(_, own)| **own == assigned);
                let values: Vec<f64> = own.map(|(value, _)| *value).collect();
                let empty = Estimate { no_effect: None, ..self.effect(people) };
                let value = Sample::new(&values)
                    .map_or_else(Value::from, |sample| Estimate { value: sample.summary().mean(), ..empty }.into());
                put("mean", value);
            }
        }
        section.values.push(("missing".to_owned(), Value::Count(people.missing)));
    }

    /// The effect of the assignment, the share of compliers, and the effect on them.
    fn effects(&self, people: &People, level: Level, section: &mut Section) {
        let found = complier_average_causal_effect(&people.assigned, &people.received, &people.outcome);
        let of = |contrast: fn(&InstrumentalEffect) -> Contrast, empty: Estimate, method, tested| -> Value {
            let computed = found.as_ref().map_err(|why| *why).and_then(|found| {
                let contrast = contrast(found);
                Ok((contrast.estimated(level)?, contrast.test()?))
            });
            match computed {
                Ok((estimated, result)) => {
                    let mut estimate = with_interval(empty, estimated, level, method);
                    estimate.tests.push(test(tested, result));
                    estimate.into()
                }
                Err(why) => why.into(),
            }
        };
        let plain = (Method::LeastSquaresHc1, Method::LeastSquaresHc1Test);
        let by_assignment = of(|found| found.on_outcome, self.effect(people), plain.0, plain.1);
        let share = Estimate {
            no_effect: Some(0.0),
            ..Estimate::new(0.0, Unit::ProportionDifference, self.share_decimals(people))
        };
        let compliers = of(|found| found.on_received, share, plain.0, plain.1);
        let mut effect =
            of(|found| found.effect, self.effect(people), Method::TwoStageLeastSquares, Method::LeastSquaresHc1Test);
        let first_stage = match found.as_ref().map(|found| found.first_stage) {
            Ok(Some(joint)) => {
                let degrees_of_freedom = [joint.df].into_iter().chain(joint.residual_df).collect();
                let test = Test {
                    method: Method::FirstStageTest,
                    statistic: Some(joint.statistic),
                    degrees_of_freedom,
                    p: joint.p,
                };
                let value = Estimate { tests: vec![test], ..Estimate::new(joint.statistic, Unit::Number, 1) };
                if joint.statistic < 10.0 {
                    add_note(section, Note::WeakInstrument);
                    if let (Value::Estimate(effect), Ok(found)) = (&mut effect, &found) {
                        effect.interval = found.anderson_rubin(level).ok().map(|bounds| ConfidenceInterval {
                            bounds,
                            level,
                            method: Method::AndersonRubin,
                        });
                        // The plain test may contradict that interval.
                        effect.tests.clear();
                    }
                }
                value.into()
            }
            // All do as they are assigned to: the first stage has no error.
            Ok(None) => Undefined::NoVariation.into(),
            Err(why) => (*why).into(),
        };
        let mut put = |name: &str, value: Value| section.values.push((name.to_owned(), value));
        put("intention_to_treat", by_assignment);
        put("compliers", compliers);
        put("complier_effect", effect);
        put("first_stage", first_stage);
    }

    /// Where the numbers come from, and the persons behind them.
    fn close(&self, entry: &Entry<'_>, people: &People, section: &mut Section) -> Result<(), Diagnostic> {
        let (Some(from), Some(group), Some(received)) = (&self.from, &self.group, &self.received) else {
            for name in ["treated", "control"] {
                section.provenance.inputs.push(Input { name: name.to_owned(), origin: Origin::Specification });
            }
            return Ok(());
        };
        let outcome = match (&self.column, &self.event) {
            (Some(column), _) => column.value.clone(),
            (None, event) => event.as_ref().map(Event::name).unwrap_or_default(),
        };
        let columns = vec![group.column.value.clone(), received.name(), outcome.clone()];
        let rows = entry.rows(from)?;
        let complete = format!("all of {}", columns.join(", "));
        let everyone = Persons::of(&rows);
        let known = everyone.known(&complete, true);
        let mut cells: Vec<PersonCell> = vec![everyone.known(&complete, false).cell(people.missing, ["missing"])];
        let effects = ["intention_to_treat", "compliers", "complier_effect", "first_stage"];
        for (name, member, assigned) in [("treated", &group.treated, true), ("control", &group.control, false)] {
            let persons = known.in_category(&group.column, member);
            let [(with, one), (without, other)] = [true, false].map(|received| people.count(assigned, received));
            let shown = |own: &[&str]| -> Vec<String> {
                own.iter().map(|part| format!("{name}.{part}")).chain(effects.map(str::to_owned)).collect()
            };
            cells.push(persons.cell(with + without, shown(&["total", "mean"])));
            let dimension = received.dimension();
            cells.push(persons.in_category(&dimension, "yes").cell(with, shown(&["received", "share_received"])));
            cells.push(persons.in_category(&dimension, "no").cell(without, shown(&["received", "share_received"])));
            if let Some(event) = self.event.as_ref().filter(|_| self.column.is_none()) {
                let (events, total) = (one + other, with + without);
                let dimension = event.dimension();
                cells.push(persons.in_category(&dimension, "yes").cell(events, shown(&["events", "share"])));
                cells.push(persons.in_category(&dimension, "no").cell(total - events, shown(&["events", "share"])));
            }
        }
        section.cells = cells;
        keep_known_names(section);
        section.provenance.inputs.push(Input {
            name: "persons".to_owned(),
            origin: Origin::Data { source: from.value.clone(), columns, rows: people.assigned.len() as u64 },
        });
        Ok(())
    }
}
