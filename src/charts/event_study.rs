//! The difference between two groups in each period before and after a start.

use schemars::JsonSchema;
use serde::Deserialize;

use super::around::{self, Around};
use super::axis::{self, Axis, Scale};
use super::canvas::{Anchor, Canvas, Label, Stroke};
use super::figure::{Body, Figure, Width};
use super::metrics::{self, Weight};
use super::reference::{Picked, References};
use super::ticks;
use super::{Draw, theme};
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Locale, Style};
use crate::results::{Estimate, Results, Section, Text, Unit, Value};

/// The difference between two groups in each period before and after a programme starts, with intervals: the event study
/// of a `difference_in_differences` over a panel.
///
/// A dashed line marks the start. The open point is the period that the others are compared with, where the difference is
/// zero by definition; points before it tell whether the groups developed alike beforehand.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventStudyChart {
    /// The analysis that is shown.
    pub of: References,
    /// The title: what is shown, of whom, when.
    pub title: Text,
    /// The unit after the title; that of the outcome unless given.
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

/// A period.
struct At<'a> {
    time: f64,
    /// The difference; nothing where it has no number.
    effect: Option<&'a Estimate>,
    is_reference: bool,
}

impl Draw for EventStudyChart {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let [only] = picked.as_slice() else {
            let problem = Problem::new("an event study shows one analysis");
            return Err(vec![picked[1].error(problem.hint("make one chart for each"))]);
        };
        let (periods, time_unit) = periods(only).map_err(|error| vec![error])?;
        let estimates: Vec<&Estimate> = periods.iter().filter_map(|at| at.effect).collect();
        let mut reading = Vec::new();
        if let Some(level) = around::level(estimates.iter().copied()) {
            reading.push(locale.note_lines(level));
        }
        reading.push(locale.note_reference_period());
        if periods.iter().any(|at| at.effect.is_none() && !at.is_reference) {
            reading.push(locale.note_no_estimate());
        }
        let alt = alt(only.section, &periods, time_unit, locale);
        let canvas = draw(&periods, time_unit, self.width.millimetres(), locale);
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let unit = estimates.first().map(|estimate| around::capitalised(&locale.unit_name(estimate.unit, Style::Text)));
        Ok(around.figure(&picked, unit, reading, alt, Body::Picture(picture), locale))
    }
}

/// The periods of an analysis, and what they are counted in.
fn periods<'a>(picked: &Picked<'a>) -> Result<(Vec<At<'a>>, Unit), Diagnostic> {
    let section: &'a Section = picked.section;
    let Some(Value::Table(table)) = section.value("event_study") else {
        let problem = Problem::new(format!("`{}` has no differences by period", picked.id));
        return Err(picked.error(problem.hint("name a `difference_in_differences` over a panel")));
    };
    let column = |name: &str| table.columns.iter().position(|column| column == name);
    let (Some(time), Some(effect)) = (column("time"), column("effect")) else {
        return Err(picked.error(Problem::new(format!("`{}` has no differences by period", picked.id))));
    };
    let mut unit = Unit::Number;
    let mut periods = Vec::new();
    for row in &table.rows {
        let (Some(Value::Quantity(at)), Some(value)) = (row.cells.get(time), row.cells.get(effect)) else { continue };
        unit = at.unit;
        let estimate = match value {
            Value::Estimate(estimate) => Some(estimate),
            _ => None,
        };
        periods.push(At { time: at.value, effect: estimate, is_reference: matches!(value, Value::Quantity(_)) });
    }
    if periods.iter().all(|at| at.effect.is_none()) {
        let problem = Problem::new(format!("no difference of `{}` is shown", picked.id));
        return Err(picked.error(problem.hint("leave the chart out")));
    }
    Ok((periods, unit))
}

fn alt(section: &Section, periods: &[At<'_>], unit: Unit, locale: Locale) -> String {
    let time = |time: f64| locale.plain(time.abs(), unit);
    let [treated, control] = ["treated", "control"].map(|name| around::group_words(section, name, locale));
    let before = periods.iter().filter(|at| at.time < 0.0).count() as u64;
    let after = periods.len() as u64 - before;
    let mut sentences = vec![locale.alt_event_study(&treated, &control, before, after)];
    let own = |wanted: fn(&&At<'_>) -> bool| periods.iter().filter(wanted).filter_map(|at| Some((at.time, at.effect?)));
    let first = own(|at| at.time < 0.0).next();
    let last = own(|at| at.time >= 0.0).next_back();
    for (at, estimate) in first.into_iter().chain(last) {
        sentences.push(locale.alt_event_at(&time(at), at, &locale.value_and_interval(estimate)));
    }
    for (is_before, wanted) in [(true, (|at| at.time < 0.0) as fn(&&At<'_>) -> bool), (false, |at| at.time >= 0.0)] {
        let known: Vec<bool> =
            own(wanted).filter_map(|(_, estimate)| estimate.excludes_no_effect().map(|excludes| !excludes)).collect();
        if !known.is_empty() {
            let covering = known.iter().filter(|covers| **covers).count() as u64;
            sentences.push(locale.alt_events_covering(is_before, covering, known.len() as u64));
        }
    }
    sentences.join(" ")
}

fn draw(periods: &[At<'_>], unit: Unit, width: f64, locale: Locale) -> Canvas {
    let ends: Vec<(f64, f64)> = periods
        .iter()
        .filter_map(|at| {
            let estimate = at.effect?;
            let value = around::shown(estimate);
            let (lower, upper) = around::ends(estimate).unwrap_or((value, value));
            let finite = |end: f64| if end.is_finite() { end } else { value };
            Some((finite(lower).min(value), finite(upper).max(value)))
        })
        .collect();
    let low = ends.iter().map(|(lower, _)| *lower).fold(0.0, f64::min);
    let high = ends.iter().map(|(_, upper)| *upper).fold(0.0, f64::max);
    let (low, high) = if low < high { ticks::rounded_out(low, high, 7) } else { (-1.0, 1.0) };
    let top = 6.5;
    let plot_height = if width > theme::MEASURE { 56.0 } else { 48.0 };
    let y = Axis { scale: Scale::Linear, from: low, to: high, start: top + plot_height, end: top };
    let y_ticks = y.ticks_upwards(locale, 6.0);
    let unit_words =
        if unit == Unit::Number { locale.periods_name().to_owned() } else { locale.unit_name(unit, Style::Text) };
    let left = axis::widest(&y_ticks) + 2.0;
    let gutter = metrics::width(&unit_words, theme::TEXT, Weight::Regular) + 4.0;
    let right = width - gutter;
    let (first, last) = (periods[0].time, periods[periods.len() - 1].time);
    let x = if last > first {
        Axis { scale: Scale::Linear, from: first - 0.5, to: last + 0.5, start: left, end: right }
    } else {
        Axis { scale: Scale::Linear, from: first - 1.0, to: first + 1.0, start: left, end: right }
    };
    let below = axis::under_axis(y.start);
    let mut canvas = Canvas::new(width, below + 1.2);
    for (tick, _) in y_ticks.iter().filter(|(tick, _)| tick.value != 0.0) {
        let at = y.at(tick.value);
        canvas.line([(left, at), (right, at)], Stroke::solid(theme::GUIDE, theme::GUIDE_LINE));
    }
    axis::label_upwards(&mut canvas, &y, left - 2.0, &y_ticks);
    let zero = y.at(0.0);
    canvas.line([(left, zero), (right, zero)], Stroke::solid(theme::INK, theme::REFERENCE_LINE));
    canvas.line([(left, y.start), (right, y.start)], Stroke::solid(theme::INK, theme::AXIS_LINE));
    let start = x.at(-0.5);
    if start > left && start < right {
        canvas.line(
            [(start, top), (start, y.start)],
            Stroke::dashed(theme::CONTROL, theme::REFERENCE_LINE, theme::REFERENCE_DASH),
        );
        label_sides(&mut canvas, start, left, right, locale);
    }
    let worded: Vec<(ticks::Tick, String)> = periods
        .iter()
        .map(|at| (ticks::Tick { value: at.time, decimals: 0 }, locale.number(at.time, 0, Style::Table)))
        .collect();
    let every = |step: usize| -> Vec<(ticks::Tick, String)> {
        worded.iter().filter(|(tick, _)| (tick.value as i64).rem_euclid(step as i64) == 0).cloned().collect()
    };
    let sets = [1, 2, 3, 4, 5, 6, 10, 12, 20, 50, 100].into_iter().map(every).collect();
    for (tick, words) in x.first_that_fits(sets, 1.5) {
        let at = x.at(tick.value);
        canvas.line([(at, y.start), (at, y.start + theme::TICK)], Stroke::solid(theme::INK, theme::AXIS_LINE));
        canvas.label(Label::new(words, (at, below), Anchor::Middle));
    }
    canvas.label(Label::new(unit_words, (right + 4.0, below), Anchor::Start));
    for at in periods {
        let across = x.at(at.time);
        let Some(estimate) = at.effect else {
            if at.is_reference {
                canvas.ring((across, zero), theme::MARK, Stroke::solid(theme::CONTROL, theme::INTERVAL_LINE));
            }
            continue;
        };
        if let Some((lower, upper)) = around::ends(estimate) {
            let line = [(across, y.clamped(lower)), (across, y.clamped(upper))];
            canvas.line(line, Stroke::solid(theme::PETROL, theme::INTERVAL_LINE));
        }
        canvas.disc((across, y.clamped(around::shown(estimate))), theme::MARK, theme::PETROL);
    }
    canvas
}

/// Writes on which side of the start is before, and on which after, where there is room.
fn label_sides(canvas: &mut Canvas, start: f64, left: f64, right: f64, locale: Locale) {
    let (before, after) = locale.before_and_after();
    let base = 3.2;
    if metrics::width(before, theme::TEXT, Weight::Regular) < start - left - 1.5 {
        canvas.label(Label::new(before, (start - 1.5, base), Anchor::End));
    }
    if metrics::width(after, theme::TEXT, Weight::Regular) < right - start - 1.5 {
        canvas.label(Label::new(after, (start + 1.5, base), Anchor::Start));
    }
}
