//! How long it takes until something happens.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::arms::Groups;
use super::baseline_table::GroupLabel;
use super::follow_up_time::{CurveTest, TimeUnit, group_labels, insist_on_times, shown_steps, table_times};
use super::input::{Common, Entry, Event, add_note};
use super::one_proportion::level;
use super::persons::{Persons, keep_known_names, values_of};
use super::proportion_methods::{test, with_interval};
use crate::data::{By, Cell, Tally};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, ConfidenceInterval, Curve, CurveStyle, Estimate, Input, Method, Note, Origin, PersonCell, Point, Quantity,
    Role, Row, Section, Table, Text, Unit, Value, decimals_for_share,
};
use crate::stats::survival::{
    EventTable, KaplanMeier, LimitScale, RestrictedMean, SurvivalStep, TimeRow, kaplan_meier, restricted_mean,
};
use crate::stats::{Estimated, Interval, Level, TestResult, Undefined};

/// How long it takes until something happens, such as the first job: the share to whom it has happened by each time, after
/// Kaplan and Meier, with the median, a test of the curves, and the difference and the ratio of restricted mean times.
///
/// Who left before it happened counts as long as they were observed. It describes the time to what nothing else prevents;
/// where death precludes it, the share is too high.
///
/// ```yaml
/// first_job:
///   kind: kaplan_meier
///   from: randomised
///   time: first_time
///   time_unit: months
///   event: {column: first_observed}
///   outcome: hatt en jobb
///   group: {column: arm, treated: ips, control: tau}
///   treated: {label: IPS}
///   control: {label: kontrollgruppen}
///   at: [12, 24, 43]
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KaplanMeierAnalysis {
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
    /// The column with the time of the event, or the last time without it.
    time: Spanned<String>,
    /// What that time is counted in.
    time_unit: TimeUnit,
    /// Whether the event happened at that time.
    event: Event,
    /// What happens, worded so that it can follow «hadde» or «had»: `hatt en jobb`.
    outcome: Text,
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
    /// The times of the table; by default the quarters of the horizon.
    #[serde(default)]
    at: Vec<Spanned<f64>>,
    /// The time to which the mean is restricted; by default the last time at which every group is observed.
    #[serde(default)]
    horizon: Option<Spanned<f64>>,
    /// How much early and late events count in the test of the curves: `log_rank` unless given.
    #[serde(default)]
    test: CurveTest,
    /// The confidence level.
    #[serde(default)]
    level: Option<Spanned<f64>>,
}

/// An effect with its test, where it has one.
type Effect = Result<(Estimated, Option<TestResult>), Undefined>;

/// The follow-up of one group.
struct Followed {
    name: &'static str,
    table: EventTable,
    curve: KaplanMeier,
    missing: u64,
    value: Option<Cell>,
}

impl Analyse for KaplanMeierAnalysis {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let level = level(self.level.as_ref()).map_err(one)?;
        let labels =
            group_labels(entry, self.group.as_ref(), &self.treated, &self.control, &self.everyone).map_err(one)?;
        let followed = self.follow(entry)?;
        let horizon = self.horizon(&followed).map_err(one)?;
        let times = table_times(&self.at, horizon).map_err(one)?;
        let least = followed.iter().map(|group| group.table.total()).min().unwrap_or_default();
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
        section.labels.push(("outcome".to_owned(), self.outcome.clone()));
        section.labels.extend(labels);
        for group in &followed {
            for (what, count) in
                [("total", group.table.total()), ("events", group.table.events()), ("missing", group.missing)]
            {
                section.values.push((format!("{}.{what}", group.name), Value::Count(count)));
            }
        }
        section.values.push(("times".to_owned(), self.table(&followed, &times, level, decimals)));
        for group in &followed {
            section.values.push((format!("{}.median", group.name), self.median(&group.curve, level)));
        }
        self.means(&followed, horizon, level, &mut section);
        for group in &followed {
            section.values.push((format!("{}.course", group.name), self.course(entry, group, &times, level, decimals)));
            // A mark is where single persons left: none where persons are protected.
            if entry.minimum.is_none() {
                section.values.push((format!("{}.censored", group.name), self.censored(group, decimals)));
            }
        }
        section.cells = self.cells(entry, &followed, &times, &section)?;
        keep_known_names(&mut section);
        if entry.minimum.is_some() {
            add_note(&mut section, Note::StepsGathered);
        }
        if followed.iter().any(|group| group.missing > 0) {
            add_note(&mut section, Note::MissingOutcomes);
        }
        add_note(&mut section, Note::PointwiseIntervals);
        let columns = self.group.iter().map(|group| group.column.value.clone());
        section.provenance.inputs.push(Input {
            name: "persons".to_owned(),
            origin: Origin::Data {
                source: self.from.value.clone(),
                columns: columns.chain([self.time.value.clone(), self.event.name()]).collect(),
                rows: followed.iter().map(|group| group.table.total()).sum(),
            },
        });
        Ok(vec![section])
    }
}

impl KaplanMeierAnalysis {
    /// The persons behind the numbers: those to whom it happened between one time of the table and the next.
    fn cells(
        &self,
        entry: &Entry<'_>,
        followed: &[Followed],
        times: &[f64],
        section: &Section,
    ) -> Result<Vec<PersonCell>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let rows = entry.rows(&self.from).map_err(one)?;
        let everyone = Persons::of(&rows);
        let mut cells = Vec::new();
        for group in followed {
            let name = group.name;
            let persons = match (&self.group, &group.value) {
                (Some(groups), Some(value)) => everyone.with(&groups.column, value),
                _ => everyone.clone(),
            };
            let dimension = format!("{} by {}", self.event.name(), self.time);
            cells.push(persons.known(&dimension, false).cell(group.missing, [format!("{name}.missing")]));
            let known = persons.known(&dimension, true);
            let row = |place: usize, column: &str| format!("times/time_{}/{name}{column}", place + 1);
            let shares = |from: usize| (from..times.len()).map(|place| row(place, "")).collect::<Vec<String>>();
            let means = ["restricted_mean_difference", "restricted_mean_ratio", "curve_test"].map(str::to_owned);
            let means = means.into_iter().chain([format!("{name}.total")]);
            let all = values_of(
                section,
                &[&format!("{name}.median"), &format!("{name}.restricted_mean"), &format!("{name}.course")],
            );
            cells.push(known.cell(group.table.total(), shares(0).into_iter().chain(means).chain(all)));
            let happened = known.in_category(&dimension, "yes");
            cells.push(happened.cell(group.table.events(), [format!("{name}.events")]));
            cells.push(
                known
                    .in_category(&dimension, "no")
                    .cell(group.table.total() - group.table.events(), [format!("{name}.events")]),
            );
            let mut before = f64::NEG_INFINITY;
            for (place, time) in times.iter().enumerate() {
                let within = |row: &&TimeRow| row.time > before && row.time <= *time;
                let events = group.table.rows().iter().filter(within).map(|row| row.events).sum();
                cells.push(
                    happened.in_category("when it happened", &format!("until {time}")).cell(events, [row(place, "")]),
                );
                let at_risk = known.in_category(&format!("followed to {time}"), "yes");
                cells.push(at_risk.cell(group.table.at_risk(*time), [row(place, "_at_risk")]));
                before = *time;
            }
        }
        Ok(cells)
    }

    /// The follow-up of each group, counted.
    fn follow(&self, entry: &Entry<'_>) -> Result<Vec<Followed>, Vec<Diagnostic>> {
        let one = |problem: Diagnostic| vec![problem];
        let rows = entry.rows(&self.from).map_err(one)?;
        insist_on_times(&rows, &self.time).map_err(one)?;
        let mut by = vec![By::Column(&self.time), self.event.by().map_err(one)?];
        by.extend(self.group.iter().map(|group| By::Column(&group.column)));
        let tally = rows.tally(&by)?;
        self.event.look_at(entry, &rows, &tally.values(1));
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

    fn group_of(&self, name: &'static str, value: Option<&Cell>, tally: &Tally) -> Result<Followed, Undefined> {
        let mut rows = Vec::new();
        let mut missing = 0;
        for (cells, count) in &tally.counts {
            if value.is_some_and(|value| cells[2] != *value) {
                continue;
            }
            match (cells[0].as_number(), self.event.holds(&cells[1])) {
                (Some(time), Some(true)) => rows.push(TimeRow { time, events: *count, censored: 0 }),
                (Some(time), Some(false)) => rows.push(TimeRow { time, events: 0, censored: *count }),
                _ => missing += count,
            }
        }
        let table = EventTable::new(rows)?;
        let curve = kaplan_meier(&table)?;
        Ok(Followed { name, table, curve, missing, value: value.cloned() })
    }

    /// The time to which means are restricted.
    fn horizon(&self, followed: &[Followed]) -> Result<f64, Diagnostic> {
        let last = followed.iter().map(|group| group.curve.last_time()).fold(f64::INFINITY, f64::min);
        match &self.horizon {
            None => Ok(last),
            Some(horizon) if horizon.value > 0.0 && horizon.value <= last => Ok(horizon.value),
            Some(horizon) => Err(Problem::new(format!("the mean cannot be restricted to {horizon}"))
                .hint(format!("every group is observed until {last}: write a time above 0, and no later"))
                .at(horizon.location())),
        }
    }

    /// The share to whom it has happened, and how many are still observed, at some times.
    fn table(&self, followed: &[Followed], times: &[f64], level: Level, decimals: i8) -> Value {
        let mut columns = vec!["time".to_owned()];
        for group in followed {
            columns.extend([group.name.to_owned(), format!("{}_at_risk", group.name)]);
        }
        let row = |(place, time): (usize, &f64)| {
            let time_decimals = if time.fract() == 0.0 { 0 } else { 1 };
            let mut cells =
                vec![Quantity { value: *time, unit: self.time_unit.unit(), decimals: time_decimals }.into()];
            for group in followed {
                cells.push(happened(&group.curve, *time, level, decimals));
                cells.push(Value::Count(group.table.at_risk(*time)));
            }
            Row {
                name: format!("time_{}", place + 1),
                label: None,
                basis: None,
                source: None,
                words: Vec::new(),
                cells,
            }
        };
        Value::Table(Table { columns, rows: times.iter().enumerate().map(row).collect() })
    }

    fn median(&self, curve: &KaplanMeier, level: Level) -> Value {
        let quantile = curve.median(level, LimitScale::LogLog);
        let value = match quantile.value {
            Ok(value) => value,
            Err(undefined) => return undefined.into(),
        };
        let estimate = Estimate::new(value, self.time_unit.unit(), 1);
        let interval = quantile.lower.map(|lower| ConfidenceInterval {
            bounds: Interval::Bounded { lower, upper: quantile.upper.unwrap_or(f64::INFINITY) },
            level,
            method: Method::BrookmeyerCrowley,
        });
        Estimate { interval, ..estimate }.into()
    }

    /// The restricted mean time of each group, their difference and their ratio.
    fn means(&self, followed: &[Followed], horizon: f64, level: Level, section: &mut Section) {
        let unit = self.time_unit.unit();
        let horizon_decimals = if horizon.fract() == 0.0 { 0 } else { 1 };
        section
            .values
            .push(("horizon".to_owned(), Quantity { value: horizon, unit, decimals: horizon_decimals }.into()));
        let means: Vec<Result<RestrictedMean, Undefined>> =
            followed.iter().map(|group| restricted_mean(&group.curve, horizon)).collect();
        for (group, mean) in followed.iter().zip(&means) {
            let value = mean.map(|mean| {
                with_interval(Estimate::new(0.0, unit, 1), mean.estimated(level), level, Method::RestrictedMean).into()
            });
            section.values.push((format!("{}.restricted_mean", group.name), value.unwrap_or_else(Value::from)));
        }
        let [treated, control] = means.as_slice() else { return };
        let effect = |empty: Estimate, method, computed: &dyn Fn(RestrictedMean, RestrictedMean) -> Effect| {
            let computed = treated.and_then(|treated| computed(treated, (*control)?));
            computed.map_or_else(Value::from, |(estimated, tested)| {
                let mut estimate = with_interval(empty, estimated, level, method);
                estimate.tests.extend(tested.map(|result| test(Method::WaldTest, result)));
                estimate.into()
            })
        };
        let zero = Estimate { no_effect: Some(0.0), ..Estimate::new(0.0, unit, 1) };
        let difference = effect(zero, Method::RestrictedMean, &|treated, control| {
            Ok((treated.difference(control, level)?, treated.difference_test(control).ok()))
        });
        section.values.push(("restricted_mean_difference".to_owned(), difference));
        let one = Estimate { no_effect: Some(1.0), ..Estimate::new(1.0, Unit::Ratio, 2) };
        let ratio = effect(one, Method::RestrictedMeanRatio, &|treated, control| {
            Ok((treated.ratio(control, level)?, treated.ratio_test(control).ok()))
        });
        section.values.push(("restricted_mean_ratio".to_owned(), ratio));
        let tables: Vec<EventTable> = followed.iter().map(|group| group.table.clone()).collect();
        section.values.push(("curve_test".to_owned(), self.test.compared(&tables)));
    }

    /// The share to whom it has happened, as steps from zero on.
    ///
    /// Where persons are protected, a step stands for at least as many events as a count that is shown: the curve goes up
    /// where so many have gathered, and never over a time of the table.
    fn course(&self, entry: &Entry<'_>, group: &Followed, times: &[f64], level: Level, decimals: i8) -> Value {
        let curve = &group.curve;
        let start = Point { x: 0.0, y: 0.0, band: Some((0.0, 0.0)) };
        let counted: Vec<(f64, u64)> = curve.steps().iter().map(|step| (step.time, step.events)).collect();
        let shown = shown_steps(&counted, times, entry.minimum.unwrap_or(1));
        let steps = curve.steps().iter().zip(shown).filter(|(_, shown)| *shown).map(|(step, _)| step);
        let point = |step: &SurvivalStep| Point { x: step.time, y: 1.0 - step.survival, band: band(step, level) };
        let points: Vec<Point> = std::iter::once(start)
            .filter(|_| curve.steps().first().is_none_or(|step| step.time > 0.0))
            .chain(steps.map(point))
            .collect();
        Value::Curve(Curve {
            x_unit: self.time_unit.unit(),
            y_unit: Unit::Proportion,
            decimals,
            style: CurveStyle::Step,
            level: Some(level),
            points,
        })
    }

    /// The times at which persons left before it happened to them, on the curve.
    fn censored(&self, group: &Followed, decimals: i8) -> Value {
        let left = group.curve.steps().iter().filter(|step| step.censored > 0);
        Value::Curve(Curve {
            x_unit: self.time_unit.unit(),
            y_unit: Unit::Proportion,
            decimals,
            style: CurveStyle::Step,
            level: None,
            points: left.map(|step| Point { x: step.time, y: 1.0 - step.survival, band: None }).collect(),
        })
    }
}

/// The limits of the share to whom it has happened: those of the others, from the other side.
fn band(step: &SurvivalStep, level: Level) -> Option<(f64, f64)> {
    match step.interval(level, LimitScale::LogLog)? {
        Interval::Bounded { lower, upper } => Some((1.0 - upper, 1.0 - lower)),
        _ => None,
    }
}

/// The share to whom it has happened by a time; not defined beyond the last observation, unless it has happened to all.
fn happened(curve: &KaplanMeier, time: f64, level: Level, decimals: i8) -> Value {
    if time > curve.last_time() && curve.survival(time) > 0.0 {
        return Undefined::BeyondFollowUp.into();
    }
    let mut estimate = Estimate::new(1.0 - curve.survival(time), Unit::Proportion, decimals);
    estimate.interval = curve.step(time).and_then(|step| band(step, level)).map(|(lower, upper)| ConfidenceInterval {
        bounds: Interval::Bounded { lower, upper },
        level,
        method: Method::KaplanMeierLogLog,
    });
    estimate.into()
}
