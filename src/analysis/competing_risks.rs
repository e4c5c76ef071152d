//! Which of several events happens first, where each prevents the others.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::baseline_table::GroupLabel;
use super::follow_up_time::{CurveTest, TimeUnit, group_labels, insist_on_times, shown_steps, table_times};
use super::input::{Common, Entry, add_note};
use super::names::name_of;
use super::one_proportion::level;
use super::persons::{Persons, keep_known_names};
use super::proportion_methods::{test, with_interval};
use crate::data::{By, Cell, Tally};
use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::results::{
    Basis, ConfidenceInterval, Curve, CurveStyle, Estimate, Input, Method, Note, Origin, PersonCell, Point, Quantity,
    Role, Row, Section, Table, Text, Unit, Value, decimals_for_share,
};
use crate::stats::regression::Contrast;
use crate::stats::survival::{
    CompetingRow, CumulativeIncidence, EventTable, IncidenceStep, LimitScale, TimeRow, cumulative_incidence,
};
use crate::stats::{Interval, Level, Undefined};

/// Which of several events happens first, such as a job or a disability pension: the share with each of them by each time,
/// after Aalen and Johansen, with the differences between two groups and a test for each event.
///
/// One event prevents the others, so their shares add up to at most everyone. `kaplan_meier` with the other events as the
/// end of follow-up would answer another question: how many, if nothing else could happen.
///
/// ```yaml
/// first_outcome:
///   kind: competing_risks
///   from: randomised
///   time: months_followed
///   time_unit: months
///   column: ended_by
///   causes:
///     - {value: job, label: fått en jobb}
///     - {value: pension, label: fått uføretrygd}
///   censored: none
///   group: {column: arm, treated: ips, control: tau}
///   treated: {label: IPS}
///   control: {label: kontrollgruppen}
///   at: [12, 24]
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompetingRisks {
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
    /// The population or data source of the persons.
    from: Spanned<String>,
    /// The column with the time of the first event, or the last time without one.
    time: Spanned<String>,
    /// What that time is counted in.
    time_unit: TimeUnit,
    /// The column that says what happened at that time.
    column: Spanned<String>,
    /// The events, the one of interest first.
    causes: Vec<Cause>,
    /// The value of those to whom none of them happened while they were followed.
    censored: Spanned<String>,
    /// Which persons belong to which of two groups.
    #[serde(default)]
    group: Option<Groups>,
    /// Those who got the programme.
    #[serde(default)]
    treated: Option<GroupLabel>,
    /// Those they are compared with.
    #[serde(default)]
    control: Option<GroupLabel>,
    /// All persons, where there are no groups.
    #[serde(default)]
    everyone: Option<GroupLabel>,
    /// The times of the table; by default the quarters of the time until which every group is followed.
    #[serde(default)]
    at: Vec<Spanned<f64>>,
    /// How much early and late events count in the tests of the curves: `log_rank` unless given.
    #[serde(default)]
    test: CurveTest,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// One of the events.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Cause {
    /// Its value in the column.
    value: Spanned<String>,
    /// What happens, worded so that it can follow «hadde» or «had»: `fått uføretrygd`.
    label: Text,
}

/// The follow-up of one group.
struct Followed {
    name: &'static str,
    value: Option<Cell>,
    rows: Vec<CompetingRow>,
    curves: Vec<CumulativeIncidence>,
    missing: u64,
}

impl Followed {
    fn total(&self) -> u64 {
        self.rows.iter().map(|row| row.events.iter().sum::<u64>() + row.censored).sum()
    }

    fn events(&self, cause: usize) -> u64 {
        self.rows.iter().map(|row| row.events[cause]).sum()
    }

    fn censored(&self) -> u64 {
        self.rows.iter().map(|row| row.censored).sum()
    }

    fn last(&self) -> f64 {
        self.rows.iter().map(|row| row.time).fold(0.0, f64::max)
    }

    /// Those without any event who are still followed just before a time.
    fn at_risk(&self, time: f64) -> u64 {
        let later = self.rows.iter().filter(|row| row.time >= time);
        later.map(|row| row.events.iter().sum::<u64>() + row.censored).sum()
    }

    /// The curve of a cause at a time: nothing before its first step; an error where nobody is followed so long.
    fn at(&self, cause: usize, time: f64) -> Result<Option<&IncidenceStep>, Undefined> {
        let free = 1.0 - self.curves.iter().map(|curve| curve.at(time)).sum::<f64>();
        if time > self.last() && free > 1e-12 {
            return Err(Undefined::BeyondFollowUp);
        }
        let steps = &self.curves[cause].steps;
        Ok(steps[..steps.partition_point(|step| step.time <= time)].last())
    }

    /// The follow-up to one cause, with the others as the end of it.
    fn of_cause(&self, cause: usize) -> Result<EventTable, Undefined> {
        let row = |row: &CompetingRow| {
            let others = row.events.iter().sum::<u64>() - row.events[cause];
            TimeRow { time: row.time, events: row.events[cause], censored: row.censored + others }
        };
        EventTable::new(self.rows.iter().map(row).collect::<Vec<TimeRow>>())
    }
}

impl Analyse for CompetingRisks {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let level = level(self.level.as_ref()).map_err(one)?;
        let labels =
            group_labels(entry, self.group.as_ref(), &self.treated, &self.control, &self.everyone).map_err(one)?;
        let slugs = self.slugs(entry).map_err(one)?;
        let followed = self.follow(entry)?;
        let last = followed.iter().map(Followed::last).fold(f64::INFINITY, f64::min);
        let times = table_times(&self.at, last).map_err(one)?;
        let least = followed.iter().map(Followed::total).min().unwrap_or_default();
        let decimals = decimals_for_share(least);

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
        for (slug, cause) in slugs.iter().zip(&self.causes) {
            section.labels.push((slug.clone(), cause.label.clone()));
        }
        section.labels.extend(labels);
        for group in &followed {
            let mut put =
                |what: &str, count| section.values.push((format!("{}.{what}", group.name), Value::Count(count)));
            put("total", group.total());
            put("censored", group.censored());
            put("missing", group.missing);
        }
        section.values.push(("times".to_owned(), self.table(&followed, &slugs, &times, level, decimals)));
        section.values.push(("at_risk".to_owned(), self.still_followed(&followed, &times)));
        section.values.push(("causes".to_owned(), self.events(&followed, &slugs)));
        for group in &followed {
            for (cause, slug) in slugs.iter().enumerate() {
                let course = self.course(entry, group, cause, &times, level, decimals);
                section.values.push((format!("{}.{slug}.course", group.name), course));
            }
        }
        section.cells = self.cells(entry, &followed, &slugs, &times).map_err(one)?;
        keep_known_names(&mut section);
        if entry.minimum.is_some() {
            add_note(&mut section, Note::StepsGathered);
        }
        if followed.iter().any(|group| group.missing > 0) {
            add_note(&mut section, Note::MissingOutcomes);
        }
        add_note(&mut section, Note::OtherEventsPrevent);
        let columns = self.group.iter().map(|group| group.column.value.clone());
        section.provenance.inputs.push(Input {
            name: "persons".to_owned(),
            origin: Origin::Data {
                source: self.from.value.clone(),
                columns: columns.chain([self.time.value.clone(), self.column.value.clone()]).collect(),
                rows: followed.iter().map(Followed::total).sum(),
            },
        });
        Ok(vec![section])
    }
}

impl CompetingRisks {
    /// The names of the events in results: their values in small letters and figures.
    fn slugs(&self, entry: &Entry<'_>) -> Result<Vec<String>, Diagnostic> {
        const TAKEN: [&str; 7] = ["title", "unit", "note", "label", "treated", "control", "everyone"];
        if self.causes.len() < 2 {
            return Err(Problem::new("competing risks need two events or more under `causes`")
                .hint("for one event alone, use the kind `kaplan_meier`")
                .at(self.causes.first().map_or(entry.location.clone(), |cause| cause.value.location())));
        }
        let mut slugs: Vec<String> = Vec::new();
        for cause in &self.causes {
            let mut slug = name_of(&cause.value);
            if TAKEN.contains(&slug.as_str()) {
                slug = format!("event_{slug}");
            }
            if slugs.contains(&slug) {
                let problem = Problem::new(format!("`{}` stands twice among the events", cause.value));
                return Err(problem
                    .hint("write each value once, and let values differ in letters or figures")
                    .at(cause.value.location()));
            }
            if *cause.value == *self.censored {
                let problem = Problem::new(format!("`{}` is both an event and the end of follow-up", cause.value));
                return Err(problem.hint("leave it out of `causes`, or correct `censored`").at(cause.value.location()));
            }
            slugs.push(slug);
        }
        Ok(slugs)
    }

    /// The follow-up of each group, counted.
    fn follow(&self, entry: &Entry<'_>) -> Result<Vec<Followed>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let rows = entry.rows(&self.from).map_err(one)?;
        insist_on_times(&rows, &self.time).map_err(one)?;
        let mut by = vec![By::Column(&self.time), By::Column(&self.column)];
        by.extend(self.group.iter().map(|group| By::Column(&group.column)));
        let tally = rows.tally(&by)?;
        self.insist_on_known(&tally.values(1)).map_err(one)?;
        let groups = match &self.group {
            Some(group) => {
                let of_groups = rows.tally(&[By::Column(&group.column)])?;
                let [treated, control] = group.values(entry, &self.from, &of_groups).map_err(one)?;
                vec![("treated", Some(treated)), ("control", Some(control))]
            }
            None => vec![("everyone", None)],
        };
        let followed = groups.into_iter().map(|(name, value)| {
            self.group_of(name, value.as_ref(), &tally).map_err(|undefined| {
                let whose = value.as_ref().map_or("everyone".to_owned(), |value| format!("`{value}`"));
                let problem = Problem::new(format!("the times of {whose} cannot be followed: {undefined}"));
                one(problem.hint("times are numbers from zero on, of somebody").at(self.time.location()))
            })
        });
        followed.collect()
    }

    /// Insists that the column holds the events, the end of follow-up, and nothing else.
    fn insist_on_known(&self, values: &[Cell]) -> Result<(), Diagnostic> {
        let there: Vec<&Cell> = values.iter().filter(|cell| !cell.is_missing()).collect();
        let names: Vec<String> = there.iter().map(|cell| cell.to_string()).collect();
        let names = || names.iter().map(String::as_str);
        let written = self.causes.iter().map(|cause| &cause.value).chain([&self.censored]);
        for value in written.clone() {
            if !there.iter().any(|cell| cell.is_written(value)) {
                return Err(Problem::new(format!("`{}` never has the value `{value}`", self.column))
                    .closest_of(value, names())
                    .hint(format!("it has {}", one_of(names().take(8))))
                    .at(value.location()));
            }
        }
        match there.iter().find(|cell| !written.clone().any(|value| cell.is_written(value))) {
            None => Ok(()),
            Some(other) => Err(Problem::new(format!("`{}` also has the value `{other}`", self.column))
                .hint("add it to `causes` with its label, or make it the value of `censored`")
                .at(self.column.location())),
        }
    }

    fn group_of(&self, name: &'static str, value: Option<&Cell>, tally: &Tally) -> Result<Followed, Undefined> {
        let mut rows: Vec<CompetingRow> = Vec::new();
        let mut missing = 0;
        for (cells, count) in &tally.counts {
            if value.is_some_and(|value| cells[2] != *value) {
                continue;
            }
            let Some(time) = cells[0].as_number().filter(|_| !cells[1].is_missing()) else {
                missing += count;
                continue;
            };
            let mut events = vec![0; self.causes.len()];
            let cause = self.causes.iter().position(|cause| cells[1].is_written(&cause.value));
            let censored = match cause {
                Some(cause) => {
                    events[cause] = *count;
                    0
                }
                None => *count,
            };
            match rows.iter_mut().find(|row| row.time == time) {
                Some(row) => {
                    row.events.iter_mut().zip(&events).for_each(|(sum, events)| *sum += events);
                    row.censored += censored;
                }
                None => rows.push(CompetingRow { time, events, censored }),
            }
        }
        let curves = cumulative_incidence(&rows)?;
        Ok(Followed { name, value: value.cloned(), rows, curves, missing })
    }

    /// The share with each event at some times, and the difference between the groups.
    fn table(&self, followed: &[Followed], slugs: &[String], times: &[f64], level: Level, decimals: i8) -> Value {
        let mut columns = vec!["time".to_owned()];
        columns.extend(followed.iter().map(|group| group.name.to_owned()));
        if followed.len() == 2 {
            columns.push("difference".to_owned());
        }
        let mut rows = Vec::new();
        for (cause, slug) in slugs.iter().enumerate() {
            for (place, time) in times.iter().enumerate() {
                let mut cells = vec![self.time_cell(*time)];
                cells.extend(followed.iter().map(|group| incidence(group, cause, *time, level, decimals)));
                if let [treated, control] = followed {
                    cells.push(difference(treated, control, (cause, *time), level, decimals));
                }
                let words = vec![("cause".to_owned(), self.causes[cause].label.clone())];
                rows.push(Row { words, ..plain_row(format!("{slug}_{}", place + 1), cells) });
            }
        }
        Value::Table(Table { columns, rows })
    }

    /// How many had each event, and the test of its curves.
    fn events(&self, followed: &[Followed], slugs: &[String]) -> Value {
        let mut columns: Vec<String> = followed.iter().map(|group| group.name.to_owned()).collect();
        if followed.len() == 2 {
            columns.push("curve_test".to_owned());
        }
        let row = |(cause, slug): (usize, &String)| {
            let mut cells: Vec<Value> = followed.iter().map(|group| Value::Count(group.events(cause))).collect();
            if followed.len() == 2 {
                let tables: Result<Vec<EventTable>, Undefined> =
                    followed.iter().map(|group| group.of_cause(cause)).collect();
                cells.push(tables.map_or_else(Value::from, |tables| self.test.compared(&tables)));
            }
            Row { label: Some(self.causes[cause].label.clone()), ..plain_row(slug.clone(), cells) }
        };
        Value::Table(Table { columns, rows: slugs.iter().enumerate().map(row).collect() })
    }

    /// How many are still followed without any event.
    fn still_followed(&self, followed: &[Followed], times: &[f64]) -> Value {
        let columns = ["time"].into_iter().chain(followed.iter().map(|group| group.name)).map(str::to_owned);
        let row = |(place, time): (usize, &f64)| {
            let counts = followed.iter().map(|group| Value::Count(group.at_risk(*time)));
            plain_row(format!("time_{}", place + 1), [self.time_cell(*time)].into_iter().chain(counts).collect())
        };
        Value::Table(Table { columns: columns.collect(), rows: times.iter().enumerate().map(row).collect() })
    }

    fn time_cell(&self, time: f64) -> Value {
        let decimals = if time.fract() == 0.0 { 0 } else { 1 };
        Quantity { value: time, unit: self.time_unit.unit(), decimals }.into()
    }

    /// The share with an event, as steps from zero on; where persons are protected, a step stands for as many events as a
    /// count that is shown.
    fn course(
        &self,
        entry: &Entry<'_>,
        group: &Followed,
        cause: usize,
        times: &[f64],
        level: Level,
        decimals: i8,
    ) -> Value {
        let steps = &group.curves[cause].steps;
        let counted: Vec<(f64, u64)> = steps.iter().map(|step| (step.time, step.events)).collect();
        let shown = shown_steps(&counted, times, entry.minimum.unwrap_or(1));
        let point = |step: &IncidenceStep| Point { x: step.time, y: step.incidence, band: band(step, level) };
        let start = Point { x: 0.0, y: 0.0, band: Some((0.0, 0.0)) };
        let kept = steps.iter().zip(shown).filter(|(_, shown)| *shown).map(|(step, _)| point(step));
        let first = steps.first().is_some_and(|step| step.time > 0.0).then_some(start);
        let points = first.into_iter().chain(kept).collect();
        Value::Curve(Curve {
            x_unit: self.time_unit.unit(),
            y_unit: Unit::Proportion,
            decimals,
            style: CurveStyle::Step,
            level: Some(level),
            points,
        })
    }

    /// The persons behind the numbers: those with each event between one time of the table and the next.
    fn cells(
        &self,
        entry: &Entry<'_>,
        followed: &[Followed],
        slugs: &[String],
        times: &[f64],
    ) -> Result<Vec<PersonCell>, Diagnostic> {
        let rows = entry.rows(&self.from)?;
        let everyone = Persons::of(&rows);
        let dimension = format!("{} by {}", self.column, self.time);
        let mut cells = Vec::new();
        for group in followed {
            let name = group.name;
            let persons = match (&self.group, &group.value) {
                (Some(groups), Some(value)) => everyone.with(&groups.column, value),
                _ => everyone.clone(),
            };
            cells.push(persons.known(&dimension, false).cell(group.missing, [format!("{name}.missing")]));
            let known = persons.known(&dimension, true);
            let own = |slug: &str, place: usize| {
                let row = format!("times/{slug}_{}", place + 1);
                [format!("{row}/{name}"), format!("{row}/difference")]
            };
            let shares = slugs.iter().flat_map(|slug| (0..times.len()).flat_map(move |place| own(slug, place)));
            let tests = slugs.iter().map(|slug| format!("causes/{slug}/curve_test"));
            let courses = slugs.iter().map(|slug| format!("{name}.{slug}.course"));
            let all = shares.chain(tests).chain(courses).chain([format!("{name}.total")]);
            cells.push(known.cell(group.total(), all));
            let left = known.in_category(&dimension, &self.censored);
            cells.push(left.cell(group.censored(), [format!("{name}.censored")]));
            for (cause, slug) in slugs.iter().enumerate() {
                let happened = known.in_category(&dimension, &self.causes[cause].value);
                cells.push(happened.cell(group.events(cause), [format!("causes/{slug}/{name}")]));
                let mut before = f64::NEG_INFINITY;
                for (place, time) in times.iter().enumerate() {
                    let within = group.rows.iter().filter(|row| row.time > before && row.time <= *time);
                    let events = within.map(|row| row.events[cause]).sum();
                    let when = happened.in_category("when it happened", &format!("until {time}"));
                    cells.push(when.cell(events, own(slug, place)));
                    before = *time;
                }
            }
            for (place, time) in times.iter().enumerate() {
                let at_risk = known.in_category(&format!("followed to {time}"), "yes");
                cells.push(at_risk.cell(group.at_risk(*time), [format!("at_risk/time_{}/{name}", place + 1)]));
            }
        }
        Ok(cells)
    }
}

fn plain_row(name: String, cells: Vec<Value>) -> Row {
    Row { name, label: None, basis: None, source: None, words: Vec::new(), cells }
}

/// The limits of a cumulative incidence.
fn band(step: &IncidenceStep, level: Level) -> Option<(f64, f64)> {
    match step.interval(level, LimitScale::LogLog)? {
        Interval::Bounded { lower, upper } => Some((lower, upper)),
        _ => None,
    }
}

/// The share with an event by a time.
fn incidence(group: &Followed, cause: usize, time: f64, level: Level, decimals: i8) -> Value {
    let step = match group.at(cause, time) {
        Ok(step) => step,
        Err(undefined) => return undefined.into(),
    };
    let value = step.map_or(0.0, |step| step.incidence);
    let mut estimate = Estimate::new(value, Unit::Proportion, decimals);
    estimate.interval = step.and_then(|step| band(step, level)).map(|(lower, upper)| ConfidenceInterval {
        bounds: Interval::Bounded { lower, upper },
        level,
        method: Method::AalenJohansen,
    });
    estimate.into()
}

/// The difference between the groups in the share with an event by a time.
fn difference(
    treated: &Followed,
    control: &Followed,
    (cause, time): (usize, f64),
    level: Level,
    decimals: i8,
) -> Value {
    let of = |group: &Followed| -> Result<(f64, f64), Undefined> {
        Ok(group.at(cause, time)?.map_or((0.0, 0.0), |step| (step.incidence, step.variance)))
    };
    let computed = of(treated).and_then(|(treated, one)| {
        let (control, other) = of(control)?;
        let contrast = Contrast { value: treated - control, standard_error: libm::sqrt(one + other), df: None };
        if contrast.standard_error == 0.0 {
            return Err(Undefined::NoVariation);
        }
        Ok((contrast.estimated(level)?, contrast.test()?))
    });
    match computed {
        Ok((estimated, tested)) => {
            let empty = Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, Unit::ProportionDifference, decimals) };
            let mut estimate = with_interval(empty, estimated, level, Method::Wald);
            estimate.tests.push(test(Method::WaldTest, tested));
            estimate.into()
        }
        Err(undefined) => undefined.into(),
    }
}
