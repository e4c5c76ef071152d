//! Curves of an economic analysis: what a programme is worth over time, and how likely it is to carry its costs by wage.

use schemars::JsonSchema;
use serde::Deserialize;

use super::around::{self, Around};
use super::axis::{self, Axis, Scale};
use super::canvas::{Anchor, At, Canvas, Label, Stroke, centred};
use super::figure::{Body, Figure, Width};
use super::metrics::{self, Weight};
use super::place::spread;
use super::reference::{Picked, References};
use super::ticks;
use super::{Draw, theme};
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Locale, Style};
use crate::results::{Curve, Results, Text, Unit, Value};

/// The net present value of a programme by how long it is counted, one line for each analysis.
///
/// Every line starts at the cost that is paid at once and ends at the horizon, where its name and its value stand. The line of
/// nought is drawn: where a line crosses it the programme has carried its costs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NetPresentValueCurve {
    /// The analyses of the kind `net_present_value` that are shown.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; kroner per participant, in thousands with the price year, unless given.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analysis unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

/// The probability that a programme carries its costs, by the wage of those who got work: one line for each horizon.
///
/// The wages that the analysis compares with are dashed lines, named over the plot.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakEvenProbability {
    /// The analysis of the kind `break_even_wage` that is shown, or some of its horizons.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; per cent unless given.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analysis unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

/// How the first four lines are told apart, beside the names at their ends: colour, width, and dash.
const STROKES: [Stroke; 4] = [
    Stroke::solid(theme::PETROL, theme::TREATED_LINE),
    Stroke::dashed(theme::CONTROL, theme::TREATED_LINE, theme::CONTROL_DASH),
    Stroke::solid(theme::CONTROL, theme::CONTROL_LINE),
    Stroke::dashed(theme::PETROL, theme::CONTROL_LINE, theme::REFERENCE_DASH),
];

/// From one line of a name to the next, in millimetres.
const LINE: f64 = 3.9;
/// From the plot to the names, in millimetres.
const TO_NAMES: f64 = 4.2;

/// How far a name may stand from the end of its line, in millimetres, and still be seen to be its name.
const MOVED: f64 = 1.2;
/// The widest a name may be before it is broken, in millimetres.
const WIDEST_NAME: f64 = 34.0;

/// What is drawn, in shown units.
struct Sheet {
    courses: Vec<Course>,
    /// Dashed lines across the horizontal axis, with their names.
    verticals: Vec<(String, f64)>,
    /// What the horizontal axis counts.
    across: String,
    /// The range of the vertical axis.
    upwards: (f64, f64),
}

/// One line.
struct Course {
    name: String,
    /// A second line under the name, such as the last value.
    second: Option<String>,
    points: Vec<At>,
}

impl Draw for NetPresentValueCurve {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let curves = curves(&picked, "cumulative", "net_present_value_curve", "net_present_value")?;
        let price_year = price_year(curves.iter().map(|(_, curve)| curve.y_unit));
        let far = curves.iter().flat_map(|(_, curve)| &curve.points).map(|point| point.y.abs()).fold(0.0, f64::max);
        let step = if far >= 1e4 { 1e3 } else { 1.0 };
        let time = |unit: Unit| if unit == Unit::Months { 1.0 / 12.0 } else { 1.0 };
        let in_years = curves.iter().any(|(_, curve)| curve.x_unit == Unit::Years);
        let kroner = |value: f64| locale.with_unit(value, Unit::Kroner { price_year }, -2, Style::Table);
        let courses: Vec<Course> = curves
            .iter()
            .map(|(picked, curve)| {
                let scale = if in_years { time(curve.x_unit) } else { 1.0 };
                let points: Vec<At> = curve.points.iter().map(|point| (point.x * scale, point.y / step)).collect();
                let second = curve.points.last().map(|last| kroner(last.y));
                Course { name: around::subject(picked.section, locale), second, points }
            })
            .collect();
        let told: Vec<String> = courses
            .iter()
            .filter_map(|course| {
                let (at, _) = *course.points.last()?;
                let time = locale.plain(at, if in_years { Unit::Years } else { Unit::Months });
                Some(locale.alt_value_at(&around::inside(&course.name), course.second.as_deref()?, &time))
            })
            .collect();
        let alt = locale.alt_value_curves(&locale.list(&told));
        let (low, high) = extent(&courses);
        let sheet = Sheet {
            courses,
            verticals: Vec::new(),
            across: locale.horizon_axis(in_years).to_owned(),
            upwards: ticks::rounded_out(low.min(0.0), high.max(0.0), 6),
        };
        let canvas = sheet.draw(self.width.millimetres(), locale);
        let unit = locale.kroner_per_participant(price_year, step > 1.0);
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let unit = Some(around::capitalised(&unit));
        Ok(around.figure(&picked, unit, Vec::new(), alt, Body::Picture(picture), locale))
    }
}

impl Draw for BreakEvenProbability {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let curves = curves(&picked, "probability", "break_even_probability", "break_even_wage")?;
        let price_year = price_year(curves.iter().map(|(_, curve)| curve.x_unit));
        let courses: Vec<Course> = curves
            .iter()
            .map(|(picked, curve)| {
                let points = curve.points.iter().map(|point| (point.x / 1e3, 100.0 * point.y)).collect();
                let facets = around::facets(picked.section, locale);
                let name = if facets.is_empty() { around::subject(picked.section, locale) } else { facets };
                Course { name: around::capitalised(&name), second: None, points }
            })
            .collect();
        let entry = &curves[0].0.section.entry;
        let overview = results.sections_of(entry).find(|section| section.value("reference_wages").is_some());
        let mut verticals = Vec::new();
        let mut told = Vec::new();
        if let Some(Value::Table(table)) = overview.and_then(|section| section.value("reference_wages")) {
            for row in &table.rows {
                let Some(Value::Quantity(wage)) = row.cells.first() else { continue };
                let name = row.label.as_ref().map_or(row.name.as_str(), |label| label.get(locale.language()));
                verticals.push((name.to_owned(), wage.value / 1e3));
                let chances: Vec<String> = curves
                    .iter()
                    .filter_map(|(picked, curve)| {
                        let point = curve
                            .points
                            .iter()
                            .min_by(|a, b| (a.x - wage.value).abs().total_cmp(&(b.x - wage.value).abs()))?;
                        let chance = locale.with_unit(point.y, Unit::Proportion, 0, Style::Text);
                        Some(locale.alt_wage_at(&chance, &around::facets(picked.section, locale)))
                    })
                    .collect();
                told.push(locale.alt_chances_at(&around::inside(name), &locale.list(&chances)));
            }
        }
        let alt = format!("{} {}", locale.alt_chances(), told.join(" ")).trim().to_owned();
        let sheet = Sheet { courses, verticals, across: locale.wage_axis(price_year), upwards: (0.0, 100.0) };
        let canvas = sheet.draw(self.width.millimetres(), locale);
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let unit = Some(around::capitalised(&locale.unit_name(Unit::Proportion, Style::Text)));
        Ok(around.figure(&picked, unit, Vec::new(), alt, Body::Picture(picture), locale))
    }
}

/// The curves of this name in the sections that are shown.
fn curves<'a>(
    picked: &'a [Picked<'a>],
    name: &str,
    chart: &str,
    kind: &str,
) -> Result<Vec<(&'a Picked<'a>, &'a Curve)>, Vec<Diagnostic>> {
    let found: Vec<(&Picked<'_>, &Curve)> = picked
        .iter()
        .filter_map(|picked| match picked.section.value(name) {
            Some(Value::Curve(curve)) if curve.points.len() > 1 => Some((picked, curve)),
            _ => None,
        })
        .collect();
    let without = picked.iter().find(|one| found.iter().all(|(found, _)| found.token.value != one.token.value));
    if let Some(without) = without {
        let problem = Problem::new(format!("`{}` has no curve for `{chart}`", without.token));
        let hint = format!("it shows an analysis of the kind `{kind}` with an uncertain effect or a horizon");
        return Err(vec![without.error(problem.hint(hint))]);
    }
    if found.len() > STROKES.len() {
        let problem = Problem::new(format!("{} lines are too many to tell apart", found.len()));
        return Err(vec![picked[0].error(problem.hint("show at most four: name some of them"))]);
    }
    Ok(found)
}

fn price_year(units: impl IntoIterator<Item = Unit>) -> u16 {
    let year = |unit| match unit {
        Unit::Kroner { price_year } | Unit::KronerPerYear { price_year } => Some(price_year),
        _ => None,
    };
    units.into_iter().find_map(year).unwrap_or_default()
}

fn extent(courses: &[Course]) -> (f64, f64) {
    let values = || courses.iter().flat_map(|course| course.points.iter().map(|(_, value)| *value));
    (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
}

impl Sheet {
    fn draw(&self, width: f64, locale: Locale) -> Canvas {
        let regular = |text: &str| metrics::width(text, theme::TEXT, Weight::Regular);
        let names: Vec<Vec<String>> = self
            .courses
            .iter()
            .map(|course| {
                let mut lines = metrics::wrap(&course.name, theme::TEXT, Weight::Regular, WIDEST_NAME);
                lines.extend(course.second.clone());
                lines
            })
            .collect();
        let across = metrics::wrap(&self.across, theme::TEXT, Weight::Regular, WIDEST_NAME);
        let gutter = names.iter().flatten().chain(&across).map(|line| regular(line)).fold(0.0, f64::max) + TO_NAMES;
        let rows = self.verticals.len() as f64;
        let top = 3.0 + LINE * rows;
        let plot = if width > theme::MEASURE { 62.0 } else { 52.0 };
        let y = Axis { scale: Scale::Linear, from: self.upwards.0, to: self.upwards.1, start: top + plot, end: top };
        let y_ticks = y.ticks_upwards(locale, 8.0);
        let left = axis::widest(&y_ticks) + 2.0;
        let furthest = self.courses.iter().flat_map(|course| &course.points).map(|(at, _)| *at).fold(0.0, f64::max);
        let right = width - gutter;
        let x = Axis { scale: Scale::Linear, from: 0.0, to: furthest, start: left, end: right };
        let below = axis::under_axis(y.start);
        let mut canvas = Canvas::new(width, below + LINE * (across.len() as f64 - 1.0) + 1.2);
        for (tick, _) in &y_ticks {
            let at = y.at(tick.value);
            canvas.line([(left, at), (right, at)], Stroke::solid(theme::GUIDE, theme::GUIDE_LINE));
        }
        axis::label_upwards(&mut canvas, &y, left - 2.0, &y_ticks);
        let last = regular(&locale.number(furthest, 0, Style::Table));
        let mut x_ticks = x.ticks_across(locale, 2.0);
        // A label that would run into the name of the axis is left out.
        x_ticks.retain(|(tick, words)| {
            let reach = x.at(tick.value) + regular(words) / 2.0;
            reach <= right + TO_NAMES - 1.0 || regular(words) <= last && reach <= right + TO_NAMES - 0.5
        });
        x.draw_across(&mut canvas, y.start, &x_ticks);
        for (index, line) in across.iter().enumerate() {
            canvas.label(Label::new(line, (right + TO_NAMES, below + LINE * index as f64), Anchor::Start));
        }
        if self.upwards.0 < 0.0 {
            let zero = y.at(0.0);
            canvas.line([(left, zero), (right, zero)], Stroke::solid(theme::INK, theme::AXIS_LINE));
        }
        for (name, at) in &self.verticals {
            let at = x.at(*at);
            // The one that stands furthest to the right is named lowest, so that no line runs through a name.
            let place = 3.0 + LINE * self.verticals.iter().filter(|(_, other)| x.at(*other) < at).count() as f64;
            let dash = Stroke::dashed(theme::CONTROL, theme::REFERENCE_LINE, theme::REFERENCE_DASH);
            canvas.line([(at, place + 1.2), (at, y.start)], dash);
            let half = regular(name) / 2.0;
            let middle = at.clamp(half, (width - half).max(half));
            canvas.label(Label::new(name, (middle, place), Anchor::Middle).colour(theme::INK));
        }
        let mut ends = Vec::new();
        for (course, stroke) in self.courses.iter().zip(STROKES) {
            let points: Vec<At> = course.points.iter().map(|(at, value)| (x.at(*at), y.clamped(*value))).collect();
            ends.push(points.last().map_or(y.start, |(_, at)| *at));
            canvas.line(points, stroke);
        }
        let heights: Vec<f64> = names.iter().map(|lines| LINE * lines.len() as f64 + 1.0).collect();
        let centres = spread(&ends, &heights, top - 2.0, y.start);
        for ((((lines, course), centre), stroke), end) in
            names.iter().zip(&self.courses).zip(centres).zip(STROKES).zip(ends)
        {
            let first = centre - LINE * (lines.len() as f64 - 1.0) / 2.0;
            let colour = if stroke.colour == theme::PETROL { theme::PETROL } else { theme::GREY };
            let reaches = course.points.last().map_or(right, |(at, _)| x.at(*at));
            if (centre - end).abs() > MOVED {
                // A name that had to give way is led to by a hairline.
                let leader = [(reaches + 0.6, end), (right.max(reaches) + TO_NAMES - 0.6, centre)];
                canvas.line(leader, Stroke::solid(stroke.colour, theme::GUIDE_LINE));
            }
            for (index, text) in lines.iter().enumerate() {
                let at = (right.max(reaches) + TO_NAMES, centred(first + LINE * index as f64, theme::TEXT));
                canvas.label(Label::new(text, at, Anchor::Start).colour(colour));
            }
        }
        canvas
    }
}
