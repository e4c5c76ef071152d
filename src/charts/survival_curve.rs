//! Curves of the time to an event, with the persons still followed under the axis.

mod steps;

use schemars::JsonSchema;
use serde::Deserialize;

use self::steps::{Plan, Series};
use super::around::{self, Around};
use super::figure::{Body, Figure, Width};
use super::reference::{Picked, References};
use super::{Draw, theme};
use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::locale::{Locale, Style};
use crate::results::{Curve, Estimate, Point, Results, Section, Table, Text, Unit, Value};
use crate::stats::Level;

/// The share to whom something has happened, as steps over time: the groups of a `kaplan_meier`, or the groups or the
/// events of a `competing_risks`.
///
/// The treated group has a solid line, the control group a dashed one; each curve has its name and its last value at its
/// end. Bands are pointwise intervals, small ticks on a curve are persons who left, and the persons still followed stand
/// under the axis at the times of the analysis's table.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurvivalCurve {
    /// The analysis that is shown.
    pub of: References,
    /// The title: what is shown, of whom, when.
    pub title: Text,
    /// The unit after the title; `Prosent` unless given.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analysis unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// Whose share is shown: those to whom it has happened, or those to whom it has not.
    #[serde(default)]
    pub show: Share,
    /// Which event of a `competing_risks` is shown, by its name in the results; the first where there are two groups, and
    /// all of them where there are none.
    #[serde(default)]
    pub cause: Option<Spanned<String>>,
    /// Whether the intervals are shown as bands.
    #[serde(default = "yes")]
    pub bands: bool,
    /// Whether small ticks mark where persons left.
    #[serde(default = "yes")]
    pub censored: bool,
    /// Whether the persons still followed are listed under the axis.
    #[serde(default = "yes")]
    pub at_risk: bool,
    /// The upper end of the axis in per cent; from the data unless given.
    #[serde(default)]
    pub top: Option<Spanned<f64>>,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

/// Whose share a curve shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// Those to whom it has happened: the curve rises from nought.
    #[default]
    WithEvent,
    /// Those to whom it has not happened: the curve falls from 100 per cent.
    WithoutEvent,
}

fn yes() -> bool {
    true
}

/// A curve that is shown: the group and the event that it is of.
struct Wanted {
    arm: &'static str,
    /// The name of the event, where there are several.
    cause: Option<String>,
}

impl Draw for SurvivalCurve {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let [only] = picked.as_slice() else {
            let problem = Problem::new("a chart of curves over time shows one analysis");
            return Err(vec![picked[1].error(problem.hint("make one chart for each"))]);
        };
        if let Some(top) = self.top.as_ref().filter(|top| !(top.value > 0.0 && top.value <= 100.0)) {
            let problem = Problem::new(format!("the axis of a share cannot end at {}", top.value));
            let problem = problem.hint("write a number of per cent above 0, at most 100");
            return Err(vec![problem.at(top.location())]);
        }
        let wanted = self.wanted(only).map_err(|error| vec![error])?;
        let plan = self.plan(only, &wanted, locale).map_err(|error| vec![error])?;
        let mut reading = Vec::new();
        if let (true, Some(level)) = (self.bands, plan.level) {
            reading.push(locale.note_bands(level));
        }
        if plan.series.iter().any(|series| !series.left.is_empty()) {
            reading.push(locale.note_censoring_ticks());
        }
        let alt = self.alt(only.section, &wanted, &plan, locale);
        let canvas = steps::draw(&plan, self.width.millimetres(), locale);
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let unit = around::capitalised(&locale.unit_name(Unit::Proportion, Style::Text));
        Ok(around.figure(&picked, Some(unit), reading, alt, Body::Picture(picture), locale))
    }
}

impl SurvivalCurve {
    /// The curves that are shown.
    fn wanted(&self, picked: &Picked<'_>) -> Result<Vec<Wanted>, Diagnostic> {
        let section = picked.section;
        let arms: Vec<&'static str> = ["treated", "control", "everyone"]
            .into_iter()
            .filter(|arm| section.values.iter().any(|(name, _)| is_course(name, arm)))
            .collect();
        let Some(first) = arms.first() else {
            let problem = Problem::new(format!("`{}` has no curves over time", picked.id));
            return Err(picked.error(problem.hint("name an analysis of the kind `kaplan_meier` or `competing_risks`")));
        };
        let cause_of =
            |name: &str| Some(name.strip_prefix(first)?.strip_prefix('.')?.strip_suffix(".course")?.to_owned());
        let causes: Vec<String> = section.values.iter().filter_map(|(name, _)| cause_of(name)).collect();
        let of_arms = |cause: Option<String>| {
            arms.iter().map(|arm| Wanted { arm, cause: cause.clone() }).collect::<Vec<Wanted>>()
        };
        match (&self.cause, causes.as_slice()) {
            (None, []) => Ok(of_arms(None)),
            (Some(cause), []) => {
                let problem = Problem::new(format!("`{}` has one event, and `cause` chooses among several", picked.id));
                Err(problem.hint("remove `cause`").at(cause.location()))
            }
            (Some(cause), known) => match known.iter().find(|known| **known == cause.value) {
                Some(known) => Ok(of_arms(Some(known.clone()))),
                None => {
                    let names = || known.iter().map(String::as_str);
                    Err(Problem::new(format!("`{}` has no event `{cause}`", picked.id))
                        .closest_of(cause, names())
                        .hint(format!("it has {}", one_of(names())))
                        .at(cause.location()))
                }
            },
            (None, [known, ..]) if arms.len() > 1 => Ok(of_arms(Some(known.clone()))),
            (None, known) if known.len() <= steps::MOST_CURVES => {
                Ok(known.iter().map(|cause| Wanted { arm: first, cause: Some(cause.clone()) }).collect())
            }
            (None, known) => {
                let problem = Problem::new(format!("{} curves in one chart cannot be told apart", known.len()));
                let names = one_of(known.iter().map(String::as_str));
                Err(picked.error(problem.hint(format!("choose one event with `cause`: {names}"))))
            }
        }
    }

    /// What is drawn.
    fn plan(&self, picked: &Picked<'_>, wanted: &[Wanted], locale: Locale) -> Result<Plan, Diagnostic> {
        let section = picked.section;
        let by_cause = are_events(wanted);
        let mut unit = Unit::Months;
        let (mut level, mut decimals) = (None, 0);
        let mut series = Vec::new();
        for (place, wanted) in wanted.iter().enumerate() {
            let name = match &wanted.cause {
                Some(cause) if by_cause => {
                    section.label(cause).map_or(cause.clone(), |text| text.get(locale.language()).to_owned())
                }
                _ => around::group_words(section, wanted.arm, locale),
            };
            let curve = course(section, wanted);
            let (points, left): (Vec<Point>, _) = match curve {
                Some(curve) => {
                    (unit, level) = (curve.x_unit, level.or(curve.level));
                    decimals = decimals.max(curve.decimals);
                    (curve.points.iter().map(|point| self.turned(*point)).collect(), self.left(section, wanted))
                }
                None => (Vec::new(), Vec::new()),
            };
            let style = if by_cause { place } else { usize::from(wanted.arm == "control") };
            let at_risk = if by_cause && place > 0 { Vec::new() } else { at_risk(section, wanted.arm) };
            let at_risk_name = match by_cause {
                true => around::group_words(section, wanted.arm, locale),
                false => name.clone(),
            };
            let end = self.end(section, wanted, &points);
            series.push(Series { style, name, points, end, left, at_risk, at_risk_name });
        }
        if series.iter().all(|series| series.points.is_empty()) {
            let problem =
                Problem::new(format!("the curves of `{}` are not shown, so as to protect persons", picked.id));
            return Err(picked.error(problem.hint("leave the chart out")));
        }
        Ok(Plan {
            unit,
            level,
            decimals,
            series,
            bands: self.bands,
            counts: self.at_risk,
            full: self.show == Share::WithoutEvent,
            top: self.top.as_ref().map(|top| top.value),
        })
    }

    /// A point of a curve in per cent, from the side that is shown.
    fn turned(&self, point: Point) -> Point {
        let share = |share: f64| match self.show {
            Share::WithEvent => 100.0 * share,
            Share::WithoutEvent => 100.0 - 100.0 * share,
        };
        let band = point.band.filter(|_| self.bands).map(|(lower, upper)| match self.show {
            Share::WithEvent => (share(lower), share(upper)),
            Share::WithoutEvent => (share(upper), share(lower)),
        });
        Point { x: point.x, y: share(point.y), band }
    }

    /// The value at the end of a curve, unless its last steps are not shown: then the table has another.
    fn end(&self, section: &Section, wanted: &Wanted, points: &[Point]) -> Option<f64> {
        let last = points.last()?;
        let table = told(section, std::slice::from_ref(wanted)).into_iter().next_back();
        let stated = table.filter(|(time, _)| *time >= last.x).and_then(|(_, estimates)| *estimates.first()?);
        let differs = |estimate: &Estimate| (100.0 * self.turned_estimate(estimate).value - last.y).abs() > 1e-6;
        (!stated.is_some_and(differs)).then_some(last.y)
    }

    /// Where persons left.
    fn left(&self, section: &Section, wanted: &Wanted) -> Vec<(f64, f64)> {
        match section.value(&format!("{}.censored", wanted.arm)) {
            Some(Value::Curve(curve)) if self.censored && wanted.cause.is_none() => {
                curve.points.iter().map(|point| self.turned(*point)).map(|point| (point.x, point.y)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn alt(&self, section: &Section, wanted: &[Wanted], plan: &Plan, locale: Locale) -> String {
        let event = wanted.first().and_then(|wanted| wanted.cause.as_deref());
        let by_cause = are_events(wanted);
        let names: Vec<String> = plan.series.iter().map(|series| series.name.clone()).collect();
        let last = plan.series.iter().filter_map(|series| series.points.last()).map(|point| point.x);
        let last = locale.plain(last.fold(0.0, f64::max), plan.unit);
        let outcome = match event {
            Some(_) if by_cause => None,
            Some(event) => section.label(event),
            None => section.label("outcome"),
        };
        let outcome = outcome.map(|text| text.get(locale.language()).to_owned());
        let happened = self.show == Share::WithEvent;
        let mut sentences = vec![locale.alt_curves(happened, outcome.as_deref(), &last, &locale.list(&names))];
        let told = told(section, wanted);
        for (time, estimates) in told {
            let groups: Vec<(String, String)> = estimates
                .into_iter()
                .zip(&names)
                .filter_map(|(estimate, name)| {
                    Some((locale.value_and_interval(&self.turned_estimate(estimate?)), name.clone()))
                })
                .collect();
            if !groups.is_empty() {
                sentences.push(locale.alt_at(&locale.plain(time, plan.unit), &groups));
            }
        }
        let tested = match event {
            Some(event) => match section.value("causes") {
                Some(Value::Table(table)) => {
                    let row = table.rows.iter().position(|row| row.name == event);
                    row.and_then(|row| cell(table, row, "curve_test"))
                }
                _ => None,
            },
            None => section.value("curve_test"),
        };
        if let (Some(Value::Estimate(Estimate { tests, .. })), false) = (tested, by_cause)
            && let Some(test) = tests.first()
        {
            sentences.push(locale.alt_curve_test(test.method, test.p));
        }
        sentences.join(" ")
    }

    /// An estimate from the side that is shown.
    fn turned_estimate(&self, estimate: &Estimate) -> Estimate {
        let mut estimate = estimate.clone();
        if self.show == Share::WithoutEvent {
            estimate.value = 1.0 - estimate.value;
            if let Some(interval) = &mut estimate.interval {
                interval.bounds = interval.bounds.map_monotone(|share| 1.0 - share);
            }
        }
        estimate
    }
}

/// Whether the curves are the events of one group, and not the groups.
fn are_events(wanted: &[Wanted]) -> bool {
    wanted.len() > 1 && wanted.iter().all(|wanted| wanted.cause.is_some() && wanted.arm == "everyone")
}

fn is_course(name: &str, arm: &str) -> bool {
    name.strip_prefix(arm).is_some_and(|rest| rest.starts_with('.') && rest.ends_with(".course") || rest == ".course")
}

fn course<'a>(section: &'a Section, wanted: &Wanted) -> Option<&'a Curve> {
    let name = match &wanted.cause {
        Some(cause) => format!("{}.{cause}.course", wanted.arm),
        None => format!("{}.course", wanted.arm),
    };
    match section.value(&name) {
        Some(Value::Curve(curve)) => Some(curve),
        _ => None,
    }
}

/// The persons still followed by time; nothing for a number that is not shown.
fn at_risk(section: &Section, arm: &str) -> Vec<(f64, Option<u64>)> {
    let count = |value: Option<&Value>| match value {
        Some(Value::Count(count)) => Some(*count),
        _ => None,
    };
    let mut all = vec![(0.0, count(section.value(&format!("{arm}.total"))))];
    let found = match (section.value("at_risk"), section.value("times")) {
        (Some(Value::Table(table)), _) => Some((table, arm.to_owned())),
        (None, Some(Value::Table(table))) => Some((table, format!("{arm}_at_risk"))),
        _ => None,
    };
    if let Some((table, column)) = found {
        let cell = |row: usize, column: &str| cell(table, row, column);
        all.extend((0..table.rows.len()).filter_map(|row| {
            let Some(Value::Quantity(time)) = cell(row, "time") else { return None };
            (time.value > 0.0).then(|| (time.value, count(cell(row, &column))))
        }));
    }
    all
}

fn cell<'a>(table: &'a Table, row: usize, column: &str) -> Option<&'a Value> {
    let place = table.columns.iter().position(|known| known == column)?;
    table.rows.get(row)?.cells.get(place)
}

/// The shares in the middle and at the last of the times of the table, for each of the curves.
fn told<'a>(section: &'a Section, wanted: &[Wanted]) -> Vec<(f64, Vec<Option<&'a Estimate>>)> {
    let Some(Value::Table(table)) = section.value("times") else { return Vec::new() };
    let mut times: Vec<f64> = (0..table.rows.len())
        .filter_map(|row| match cell(table, row, "time") {
            Some(Value::Quantity(time)) => Some(time.value),
            _ => None,
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let mut places = vec![times.len() / 2, times.len().saturating_sub(1)];
    places.dedup();
    let at = |place: usize| {
        let time = *times.get(place)?;
        let estimates = wanted.iter().map(|wanted| {
            let name = match &wanted.cause {
                Some(cause) => format!("{cause}_{}", place + 1),
                None => format!("time_{}", place + 1),
            };
            let row = table.rows.iter().position(|row| row.name == name)?;
            match cell(table, row, wanted.arm) {
                Some(Value::Estimate(estimate)) => Some(estimate),
                _ => None,
            }
        });
        Some((time, estimates.collect()))
    };
    places.into_iter().filter_map(at).collect()
}

impl Plan {
    /// The level of the bands, where there are some.
    fn has_bands(&self) -> Option<Level> {
        self.level.filter(|_| self.bands)
    }
}
