//! Shares of two groups by time of follow-up.

pub(super) mod course;
mod months;

use schemars::JsonSchema;
use serde::Deserialize;

use self::course::{Course, Look, Range, Series};
use super::around::{self, Around};
use super::figure::{Body, Figure, Width};
use super::reference::{self, Picked, References};
use super::{Draw, theme};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::locale::{Locale, Style};
use crate::results::{Facet, FacetValue, Results, Text, Unit, Value};

/// The share with the outcome by time of follow-up, for the treated and the control group: from the follow-ups of an
/// analysis of proportions, or from the months of a `trajectory`. Several trajectories without groups, such as one for each
/// state, stand in one chart with a line each.
///
/// The treated group has a solid line with filled points, the control group a dashed line with open ones. Up to six
/// times have their intervals as thin lines, more than six as bands. The axis starts at zero.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareOverTime {
    /// The analyses or sections that are shown, one for each time of follow-up.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; `Prosent` unless given.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analyses unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// The times whose values are written at their points; all unless given, or the first and the last of more than
    /// six.
    #[serde(default)]
    pub values_at: Option<Vec<Spanned<f64>>>,
    /// Whether the persons observed are listed under the axis, where the analyses know them.
    #[serde(default = "yes")]
    pub counts: bool,
    /// The upper end of the axis in per cent; from the data unless given.
    #[serde(default)]
    pub top: Option<Spanned<f64>>,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

fn yes() -> bool {
    true
}

impl Draw for ShareOverTime {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let monthly = months::courses(&picked)?;
        let (unit, times) = match &monthly {
            Some((unit, times, _)) => (*unit, times.clone()),
            None => times(&picked)?,
        };
        let course = match &monthly {
            Some((_, _, monthly)) => {
                let series = months::series(monthly, &picked, locale);
                self.settled(unit, times.clone(), series, Vec::new())?
            }
            None => self.course(&picked, unit, &times, locale)?,
        };
        let estimates: Vec<_> = course.series.iter().flat_map(|series| series.estimates()).collect();
        let level = around::level(estimates.iter().copied());
        let mut reading = Vec::new();
        if let Some(level) = level {
            reading.push(if course.has_bands() { locale.note_bands(level) } else { locale.note_lines(level) });
        }
        if estimates.len() < course.series.len() * course.times.len() {
            reading.push(if monthly.is_some() { locale.note_gaps() } else { locale.note_no_estimate() });
        }
        let covers = |at: f64| match &monthly {
            Some(_) => months::covers_zero(picked[0].section, at),
            None => covers_zero(&picked, &times, at),
        };
        let alt = alt(&course, covers, locale);
        let canvas = course::draw(&course, self.width.millimetres(), locale);
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

impl ShareOverTime {
    /// What is drawn, ordered by time.
    fn course<'a>(
        &self,
        picked: &'a [Picked<'a>],
        unit: Unit,
        times: &[f64],
        locale: Locale,
    ) -> Result<Course<'a>, Vec<Diagnostic>> {
        let mut order: Vec<usize> = (0..picked.len()).collect();
        order.sort_by(|&a, &b| times[a].total_cmp(&times[b]));
        let groups_in = |picked: &Picked<'_>| picked.section.value("control.proportion").is_some();
        let grouped = groups_in(&picked[0]);
        if let Some(other) = picked.iter().find(|other| groups_in(other) != grouped && is_of_shares(other)) {
            let (two, one) = if grouped { (&picked[0], other) } else { (other, &picked[0]) };
            let problem = Problem::new(format!("`{}` has two groups, and `{}` has one", two.id, one.id));
            return Err(vec![other.error(problem.hint("show each in a chart of its own"))]);
        }
        let arms: &[&str] = if grouped { &["treated", "control"] } else { &["group"] };
        let mut errors = Vec::new();
        let mut series = Vec::new();
        for arm in arms {
            let value = |name: &str| format!("{arm}.{name}");
            let mut estimates = Vec::new();
            for &index in &order {
                match reference::estimate(&picked[index], &value("proportion")) {
                    Ok(estimate) => estimates.push(estimate),
                    Err(error) => errors.push(error),
                }
            }
            let totals = order.iter().map(|&index| reference::count(picked[index].section, &value("total")));
            let name = around::group_words(picked[0].section, arm, locale);
            series.push(Series {
                look: if *arm == "control" { Look::Control } else { Look::Treated },
                name,
                estimates,
                totals: if self.counts { totals.collect::<Option<Vec<u64>>>() } else { None },
            });
        }
        let times: Vec<f64> = order.iter().map(|&index| times[index]).collect();
        self.settled(unit, times, series, errors)
    }

    /// What is drawn, with what the author chose of it.
    fn settled<'a>(
        &self,
        unit: Unit,
        times: Vec<f64>,
        series: Vec<Series<'a>>,
        mut errors: Vec<Diagnostic>,
    ) -> Result<Course<'a>, Vec<Diagnostic>> {
        let shown: Vec<bool> = match &self.values_at {
            None => (0..times.len()).map(|index| times.len() <= 6 || index == 0 || index + 1 == times.len()).collect(),
            Some(chosen) => {
                for time in chosen.iter().filter(|time| !times.contains(&time.value)) {
                    let known: Vec<String> = times.iter().map(f64::to_string).collect();
                    let problem = Problem::new(format!("there is no follow-up at {}", time.value));
                    errors.push(problem.hint(format!("the times are {}", known.join(", "))).at(time.location()));
                }
                times.iter().map(|time| chosen.iter().any(|chosen| chosen.value == *time)).collect()
            }
        };
        if let Some(top) = self.top.as_ref().filter(|top| !(top.value > 0.0 && top.value <= 100.0)) {
            let problem = Problem::new(format!("the axis of a share cannot end at {}", top.value));
            errors.push(problem.hint("write a number of per cent above 0, at most 100").at(top.location()));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Course { unit, times, series, shown, range: Range::Shares(self.top.as_ref().map(|top| top.value)) })
    }
}

/// Whether a section has the share of one group, or of two.
fn is_of_shares(picked: &Picked<'_>) -> bool {
    ["group.proportion", "control.proportion"].iter().any(|name| picked.section.value(name).is_some())
}

/// The time of each section, and their common unit.
pub(super) fn times(picked: &[Picked<'_>]) -> Result<(Unit, Vec<f64>), Vec<Diagnostic>> {
    let time = |facet: &Facet| match facet.value {
        FacetValue::Number { value, unit } => Some((value, unit)),
        FacetValue::Name(_) => None,
    };
    let mut errors = Vec::new();
    let mut known: Vec<(f64, Unit, &str)> = Vec::new();
    for picked in picked {
        let Some((value, unit)) = picked.section.coordinates().find_map(time) else {
            let problem = Problem::new(format!("`{}` has no time of follow-up", picked.id));
            errors.push(picked.error(problem.hint("show it as a `bar` chart")));
            continue;
        };
        if let Some((_, _, other)) = known.iter().find(|(time, _, _)| *time == value) {
            let problem = Problem::new(format!("`{other}` and `{}` are at the same time", picked.id));
            errors.push(picked.error(problem.hint("name the sections of one outcome under `of`")));
        } else if let Some((_, _, other)) = known.iter().find(|(_, other, _)| *other != unit) {
            let problem = Problem::new(format!("`{other}` and `{}` count time in different units", picked.id));
            errors.push(picked.error(problem.hint("use one of `day`, `week`, `month` and `year` for all follow-ups")));
        } else {
            known.push((value, unit, picked.id));
        }
    }
    match known.first() {
        Some((_, unit, _)) if errors.is_empty() => Ok((*unit, known.iter().map(|(value, _, _)| *value).collect())),
        _ => Err(errors),
    }
}

/// Whether the interval of the difference at this time covers no effect; nothing where there is none.
fn covers_zero(picked: &[Picked<'_>], times: &[f64], at: f64) -> Option<bool> {
    let section = picked.iter().zip(times).find(|(_, time)| **time == at)?.0.section;
    match section.value("risk_difference") {
        Some(Value::Estimate(difference)) => difference.excludes_no_effect().map(|excludes| !excludes),
        _ => None,
    }
}

fn alt(course: &Course<'_>, covers: impl Fn(f64) -> Option<bool>, locale: Locale) -> String {
    let time = |index: usize| locale.plain(course.times[index], course.unit);
    let names: Vec<&str> = course.series.iter().map(|series| series.name.as_str()).collect();
    let all = course.times.len();
    let mut sentences = vec![locale.alt_course(all as u64, &time(0), &time(all - 1), &locale.list(&names))];
    let mut told: Vec<usize> = if all <= 3 { (0..all).collect() } else { vec![0, all - 1] };
    told.dedup();
    for index in told {
        let groups: Vec<(String, String)> = course
            .series
            .iter()
            .filter_map(|series| Some((locale.value_and_interval(series.estimates[index]?), series.name.clone())))
            .collect();
        if !groups.is_empty() {
            sentences.push(locale.alt_at(&time(index), &groups));
        }
    }
    if course.series.iter().all(|series| series.estimates().next().is_none()) {
        sentences.push(locale.alt_nothing());
    }
    let known: Vec<(usize, bool)> = (0..all).filter_map(|at| Some((at, covers(course.times[at])?))).collect();
    if !known.is_empty() {
        let covering: Vec<String> = known.iter().filter(|(_, covers)| *covers).map(|(at, _)| time(*at)).collect();
        sentences.push(locale.alt_differences(&covering, known.len() as u64));
    }
    sentences.join(" ")
}
