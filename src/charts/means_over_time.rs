//! Means of two groups by time of follow-up.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Draw;
use super::around::{self, Around};
use super::axis::Scale;
use super::effect::Limits;
use super::figure::{Body, Figure, Width};
use super::reference::{self, Picked, References};
use super::share_over_time::course::{self, Course, Look, Range, Series};
use super::share_over_time::times;
use crate::diag::{Diagnostic, Spanned};
use crate::locale::{Locale, Style};
use crate::results::{Results, Text, Unit, Value};

/// The mean of each group by time of follow-up, with its interval: of a `repeated_measures`, or of the follow-ups of a
/// `two_means`.
///
/// The treated group has a solid line with filled points, the control group a dashed line with open ones. Up to six times
/// have their intervals as thin lines, more than six as bands. The axis is around the data and does not start at zero.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeansOverTime {
    /// The analyses or sections that are shown, one for each time of follow-up.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; that of the means unless given.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analyses unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// Whether the persons measured are listed under the axis.
    #[serde(default = "yes")]
    pub counts: bool,
    /// The ends of the vertical axis; from the data unless given.
    #[serde(default)]
    pub axis: Option<Spanned<Limits>>,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

fn yes() -> bool {
    true
}

impl Draw for MeansOverTime {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let (unit, times) = times(&picked)?;
        let range = match &self.axis {
            None => None,
            Some(limits) => {
                Some(limits.value.of(Scale::Linear).map_err(|problem| vec![problem.at(limits.location())])?)
            }
        };
        let course = self.course(&picked, unit, &times, range, locale)?;
        let estimates: Vec<_> = course.series.iter().flat_map(Series::estimates).collect();
        let mut reading = Vec::new();
        if let Some(level) = around::level(estimates.iter().copied()) {
            reading.push(if course.has_bands() { locale.note_bands(level) } else { locale.note_lines(level) });
        }
        if estimates.len() < course.series.len() * course.times.len() {
            reading.push(locale.note_no_estimate());
        }
        let measured = estimates.first().map(|estimate| estimate.unit);
        let alt = alt(&course, &picked, &times, locale);
        let canvas = course::draw(&course, self.width.millimetres(), locale);
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let unit = measured.map(|unit| around::capitalised(&locale.unit_name(unit, Style::Text)));
        Ok(around.figure(&picked, unit, reading, alt, Body::Picture(picture), locale))
    }
}

impl MeansOverTime {
    /// What is drawn, ordered by time.
    fn course<'a>(
        &self,
        picked: &'a [Picked<'a>],
        unit: Unit,
        times: &[f64],
        range: Option<(f64, f64)>,
        locale: Locale,
    ) -> Result<Course<'a>, Vec<Diagnostic>> {
        let mut order: Vec<usize> = (0..picked.len()).collect();
        order.sort_by(|&a, &b| times[a].total_cmp(&times[b]));
        let mut errors = Vec::new();
        let mut series = Vec::new();
        for arm in ["treated", "control"] {
            let mut estimates = Vec::new();
            for &index in &order {
                match reference::estimate(&picked[index], &format!("{arm}.mean")) {
                    Ok(estimate) => estimates.push(estimate),
                    Err(error) => errors.push(error),
                }
            }
            let totals = order.iter().map(|&index| reference::count(picked[index].section, &format!("{arm}.total")));
            series.push(Series {
                look: if arm == "treated" { Look::Treated } else { Look::Control },
                name: around::group_words(picked[0].section, arm, locale),
                estimates,
                totals: if self.counts { totals.collect::<Option<Vec<u64>>>() } else { None },
            });
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let times: Vec<f64> = order.iter().map(|&index| times[index]).collect();
        let shown = (0..times.len()).map(|index| times.len() <= 6 || index == 0 || index + 1 == times.len()).collect();
        Ok(Course { unit, times, series, shown, range: Range::Numbers(range) })
    }
}

/// Whether the interval of the difference at this time covers no difference; nothing where there is none.
fn covers_zero(picked: &[Picked<'_>], times: &[f64], at: f64) -> Option<bool> {
    let section = picked.iter().zip(times).find(|(_, time)| **time == at)?.0.section;
    match section.value("mean_difference") {
        Some(Value::Estimate(difference)) => difference.excludes_no_effect().map(|excludes| !excludes),
        _ => None,
    }
}

fn alt(course: &Course<'_>, picked: &[Picked<'_>], times: &[f64], locale: Locale) -> String {
    let time = |index: usize| locale.plain(course.times[index], course.unit);
    let names: Vec<&str> = course.series.iter().map(|series| series.name.as_str()).collect();
    let all = course.times.len();
    let outcome = around::subject_words(picked[0].section, locale);
    let mut sentences = vec![locale.alt_means(&outcome, all as u64, &time(0), &time(all - 1), &locale.list(&names))];
    let mut told: Vec<usize> = if all <= 3 { (0..all).collect() } else { vec![0, all - 1] };
    told.dedup();
    for index in told {
        let groups: Vec<(String, String)> = course
            .series
            .iter()
            .filter_map(|series| Some((locale.value_and_interval(series.estimates[index]?), series.name.clone())))
            .collect();
        if !groups.is_empty() {
            sentences.push(locale.alt_mean_at(&time(index), &groups));
        }
    }
    if course.series.iter().all(|series| series.estimates().next().is_none()) {
        sentences.push(locale.alt_nothing());
    }
    let known: Vec<(usize, bool)> =
        (0..all).filter_map(|at| Some((at, covers_zero(picked, times, course.times[at])?))).collect();
    if !known.is_empty() {
        let covering: Vec<String> = known.iter().filter(|(_, covers)| *covers).map(|(at, _)| time(*at)).collect();
        sentences.push(locale.alt_differences(&covering, known.len() as u64));
    }
    sentences.join(" ")
}
