//! The drawing of curves over time: steps, bands, direct labels, and the persons still followed under the axis.

use super::super::axis::{self, Axis, Scale};
use super::super::canvas::{Anchor, At, Canvas, Label, Stroke, centred};
use super::super::metrics::{self, Weight};
use super::super::place::spread;
use super::super::ticks;
use super::{Level, Locale, Point, Style, Unit, around, theme};
use theme::Colour;

/// The most curves that lines can tell apart.
pub(super) const MOST_CURVES: usize = 3;
/// From the plot to the names of the curves, in millimetres.
const TO_NAMES: f64 = 4.0;
/// From one line of a name or row of numbers to the next, in millimetres.
const LINE: f64 = 4.2;
/// The widest a name may be before it is broken, in millimetres.
const WIDEST_NAME: f64 = 34.0;
/// Half the height of the tick of a person who left, in millimetres.
const LEFT_TICK: f64 = 0.9;
/// Dot and gap of the third curve, in millimetres.
const DOTS: (f64, f64) = (0.5, 0.9);

/// What is drawn.
pub(super) struct Plan {
    /// The unit of time.
    pub(super) unit: Unit,
    /// The level of the intervals.
    pub(super) level: Option<Level>,
    /// The decimals of shares.
    pub(super) decimals: i8,
    /// The curves.
    pub(super) series: Vec<Series>,
    /// Whether intervals are drawn.
    pub(super) bands: bool,
    /// Whether the persons still followed are listed.
    pub(super) counts: bool,
    /// Whether the axis goes to 100 per cent whatever the data.
    pub(super) full: bool,
    /// The upper end of the axis in per cent, where the author sets it.
    pub(super) top: Option<f64>,
}

/// One curve.
pub(super) struct Series {
    /// Its line: solid, dashed or dotted.
    pub(super) style: usize,
    /// Its name inside a sentence.
    pub(super) name: String,
    /// Its steps in per cent.
    pub(super) points: Vec<Point>,
    /// Its last value in per cent, where it is shown.
    pub(super) end: Option<f64>,
    /// Where persons left, in per cent.
    pub(super) left: Vec<(f64, f64)>,
    /// The persons still followed, by time; nothing where the number is not shown.
    pub(super) at_risk: Vec<(f64, Option<u64>)>,
    /// Whose number it is.
    pub(super) at_risk_name: String,
}

impl Series {
    fn colour(&self) -> Colour {
        [theme::PETROL, theme::CONTROL, theme::INK][self.style.min(MOST_CURVES - 1)]
    }

    fn text_colour(&self) -> Colour {
        [theme::PETROL, theme::GREY, theme::INK][self.style.min(MOST_CURVES - 1)]
    }

    fn weight(&self) -> Weight {
        if self.style == 0 { Weight::Semibold } else { Weight::Regular }
    }

    fn stroke(&self) -> Stroke {
        match self.style {
            0 => Stroke::solid(theme::PETROL, theme::TREATED_LINE),
            1 => Stroke::dashed(theme::CONTROL, theme::CONTROL_LINE, theme::CONTROL_DASH),
            _ => Stroke::dashed(theme::INK, theme::CONTROL_LINE, DOTS),
        }
    }

    fn opacity(&self) -> f64 {
        if self.style == 0 { theme::PETROL_BAND } else { theme::CONTROL_BAND }
    }

    fn name_lines(&self) -> Vec<String> {
        metrics::wrap(&around::as_label(&self.name), theme::TEXT, self.weight(), WIDEST_NAME)
    }
}

/// Draws the curves on a page `width` millimetres wide.
pub(super) fn draw(plan: &Plan, width: f64, locale: Locale) -> Canvas {
    let unit_words = locale.unit_name(plan.unit, Style::Text);
    let last_value =
        |series: &Series| Some(locale.with_unit(series.end? / 100.0, Unit::Proportion, plan.decimals, Style::Table));
    let names = plan.series.iter().flat_map(|series| {
        let weight = series.weight();
        let value = last_value(series).map(|value| metrics::width(&value, theme::STRONG, weight));
        let lines = series.name_lines().into_iter().map(move |line| metrics::width(&line, theme::TEXT, weight));
        lines.chain(value)
    });
    let counted: Vec<&Series> = plan.series.iter().filter(|series| plan.counts && !series.at_risk.is_empty()).collect();
    let half = counted.iter().flat_map(|series| &series.at_risk).map(|(_, count)| half_width(*count, locale));
    let half = half.fold(0.0, f64::max);
    let to_names = TO_NAMES.max(half + 2.0);
    let gutter = names.fold(metrics::width(&unit_words, theme::TEXT, Weight::Regular), f64::max) + to_names;

    let highest = plan
        .series
        .iter()
        .flat_map(|series| &series.points)
        .fold(0.0_f64, |highest, point| highest.max(point.y).max(point.band.map_or(0.0, |(_, upper)| upper)));
    let highest = if plan.full || highest <= 0.0 { 100.0 } else { highest.min(100.0) };
    let (rounded, y_ticks) = axis::from_zero(plan.top.unwrap_or(highest), 6, locale);
    let top = plan.top.unwrap_or(rounded);
    let y_ticks: Vec<_> = y_ticks.into_iter().filter(|(tick, _)| tick.value <= top).collect();
    let plot_height = if width > theme::MEASURE { 56.0 } else { 48.0 };
    let y = Axis { scale: Scale::Linear, from: 0.0, to: top, start: 2.0 + plot_height, end: 2.0 };
    let left = (axis::widest(&y_ticks) + 2.0).max(half);
    let right = width - gutter;
    let last = last_time(plan);
    let x = Axis { scale: Scale::Linear, from: 0.0, to: last, start: left, end: right };

    let ticks = time_ticks(plan, &counted, &x, half, locale);
    let below = axis::under_axis(y.start);
    let names_at = right + to_names;
    let rows: Vec<(&Series, Vec<String>)> =
        counted.iter().map(|series| (*series, at_risk_lines(series, width - names_at))).collect();
    let lines: usize = rows.iter().map(|(_, lines)| lines.len()).sum();
    let height = if rows.is_empty() { below + 1.2 } else { below + 8.5 + LINE * lines as f64 + 1.4 };
    let mut canvas = Canvas::new(width, height);
    for (tick, _) in y_ticks.iter().filter(|(tick, _)| tick.value > 0.0) {
        let at = y.at(tick.value);
        canvas.line([(left, at), (right, at)], Stroke::solid(theme::GUIDE, theme::GUIDE_LINE));
    }
    axis::label_upwards(&mut canvas, &y, left - 2.0, &y_ticks);
    canvas.line([(left, y.start), (right, y.start)], Stroke::solid(theme::INK, theme::AXIS_LINE));
    for (time, words) in &ticks {
        let at = x.at(*time);
        canvas.line([(at, y.start), (at, y.start + theme::TICK)], Stroke::solid(theme::INK, theme::AXIS_LINE));
        canvas.label(Label::new(words, (at, below), Anchor::Middle));
    }
    canvas.label(Label::new(unit_words, (names_at, below), Anchor::Start));

    draw_curves(&mut canvas, plan, &x, &y);
    let ends: Vec<Option<String>> = plan.series.iter().map(last_value).collect();
    label_ends(&mut canvas, plan, &ends, &y, names_at);
    if !rows.is_empty() {
        label_counts(&mut canvas, &rows, &ticks, &x, (left, names_at, width), below + 6.0, locale);
    }
    canvas
}

fn half_width(count: Option<u64>, locale: Locale) -> f64 {
    metrics::width(&count_words(count, locale), theme::TEXT, Weight::Regular) / 2.0
}

/// A number of persons, or the sign for one that is not shown.
fn count_words(count: Option<u64>, locale: Locale) -> String {
    count.map_or_else(|| ":".to_owned(), |count| locale.count(count, Style::Table))
}

/// Where the axis ends: at the last step, or at the last time of the table if that is later.
fn last_time(plan: &Plan) -> f64 {
    let steps = plan.series.iter().flat_map(|series| &series.points).map(|point| point.x);
    let counted = plan.series.iter().flat_map(|series| &series.at_risk).map(|(time, _)| *time);
    let last = steps.chain(counted).fold(0.0, f64::max);
    if last > 0.0 { last } else { 1.0 }
}

/// The times under the axis: those of the table where they fit, else round ones.
fn time_ticks(plan: &Plan, counted: &[&Series], x: &Axis, half: f64, locale: Locale) -> Vec<(f64, String)> {
    let worded = |time: f64| {
        let decimals = (0..2).find(|decimals| (time * 10f64.powi(*decimals)).fract() == 0.0).unwrap_or(2);
        (time, locale.number(time, decimals as i8, Style::Table))
    };
    let width = |words: &str| metrics::width(words, theme::TEXT, Weight::Regular);
    let fits = |ticks: &[(f64, String)]| {
        ticks.windows(2).all(|pair| {
            let needed = ((width(&pair[0].1) + width(&pair[1].1)) / 2.0).max(2.0 * half) + 1.5;
            x.at(pair[1].0) - x.at(pair[0].0) >= needed
        })
    };
    if let Some(first) = counted.first() {
        let all: Vec<(f64, String)> = first.at_risk.iter().map(|(time, _)| worded(*time)).collect();
        // Too many times: every second, every third … from the end, which counts most.
        for step in 1..=all.len() {
            let mut some: Vec<_> = all.iter().rev().step_by(step).rev().cloned().collect();
            if step > 1 && some.first().is_none_or(|(time, _)| *time > 0.0) {
                some.insert(0, all[0].clone());
            }
            if fits(&some) {
                return some;
            }
        }
    }
    let months = if plan.unit == Unit::Months { ticks::months(0.0, x.to) } else { Vec::new() };
    let round = (2..=9).rev().map(|most| ticks::linear(0.0, x.to, most));
    let sets = months.into_iter().chain(round).map(|set| {
        set.into_iter().map(|tick| (tick.value, locale.number(tick.value, tick.decimals, Style::Table))).collect()
    });
    sets.filter(|set: &Vec<(f64, String)>| fits(set)).find(|set| !set.is_empty()).unwrap_or_default()
}

/// The corners of steps: each value holds until the next.
fn corners(points: &[(f64, f64)]) -> Vec<At> {
    let mut corners: Vec<At> = Vec::new();
    for (x, y) in points {
        if let Some((_, before)) = corners.last().copied() {
            corners.push((*x, before));
        }
        corners.push((*x, *y));
    }
    corners
}

fn draw_curves(canvas: &mut Canvas, plan: &Plan, x: &Axis, y: &Axis) {
    for series in plan.series.iter().rev().filter(|_| plan.has_bands().is_some()) {
        let ends: Vec<Option<(f64, f64, f64)>> = series
            .points
            .iter()
            .map(|point| point.band.map(|(lower, upper)| (x.at(point.x), y.clamped(lower), y.clamped(upper))))
            .collect();
        for piece in ends.split(Option::is_none).filter(|piece| piece.len() > 1) {
            let piece: Vec<(f64, f64, f64)> = piece.iter().copied().flatten().collect();
            let upper = corners(&piece.iter().map(|(x, _, upper)| (*x, *upper)).collect::<Vec<_>>());
            let lower = corners(&piece.iter().map(|(x, lower, _)| (*x, *lower)).collect::<Vec<_>>());
            canvas.area(upper.into_iter().chain(lower.into_iter().rev()), series.colour(), series.opacity());
        }
    }
    for series in plan.series.iter().rev() {
        let points: Vec<At> = series.points.iter().map(|point| (x.at(point.x), y.clamped(point.y))).collect();
        if points.len() > 1 {
            canvas.line(corners(&points), series.stroke());
        }
        for (time, share) in &series.left {
            let (at, middle) = (x.at(*time), y.clamped(*share));
            let ends = [(at, middle - LEFT_TICK), (at, middle + LEFT_TICK)];
            canvas.line(ends, Stroke::solid(series.colour(), theme::AXIS_LINE));
        }
    }
}

/// Writes the names of the curves and their last values at their ends.
fn label_ends(canvas: &mut Canvas, plan: &Plan, values: &[Option<String>], y: &Axis, names_at: f64) {
    let lines: Vec<Vec<String>> = plan.series.iter().map(Series::name_lines).collect();
    let wanted: Vec<f64> =
        plan.series.iter().map(|series| series.points.last().map_or(y.start, |point| y.clamped(point.y))).collect();
    let count = |place: usize| lines[place].len() as f64 + f64::from(u8::from(values[place].is_some()));
    let heights: Vec<f64> = (0..lines.len()).map(|place| LINE * count(place) + 1.0).collect();
    let centres = spread(&wanted, &heights, 0.0, y.start + 0.8);
    for (place, centre) in centres.into_iter().enumerate() {
        let series = &plan.series[place];
        let first = centre - LINE * (count(place) - 1.0) / 2.0;
        let styled = |words: &str, row: usize, size: f64| {
            let at = centred(first + LINE * row as f64, theme::TEXT);
            let label = Label::new(words, (names_at, at), Anchor::Start).size(size);
            label.colour(series.text_colour()).weight(series.weight())
        };
        for (row, line) in lines[place].iter().enumerate() {
            canvas.label(styled(line, row, theme::TEXT));
        }
        if let Some(value) = &values[place] {
            canvas.label(styled(value, lines[place].len(), theme::STRONG));
        }
    }
}

/// Writes the persons still followed under their times, and whose number it is beside them.
fn label_counts(
    canvas: &mut Canvas,
    rows: &[(&Series, Vec<String>)],
    ticks: &[(f64, String)],
    x: &Axis,
    (left, names_at, width): (f64, f64, f64),
    head: f64,
    locale: Locale,
) {
    canvas.label(Label::new(locale.at_risk_head(), (left, head), Anchor::Start).weight(Weight::Semibold));
    let rule = head + 1.6;
    canvas.line([(left, rule), (width, rule)], Stroke::solid(theme::GUIDE, theme::GUIDE_LINE));
    let mut base = rule + LINE;
    for (series, lines) in rows {
        let (colour, weight) = (series.text_colour(), series.weight());
        for (time, count) in series.at_risk.iter().filter(|(time, _)| ticks.iter().any(|(tick, _)| tick == time)) {
            let words = count_words(*count, locale);
            canvas.label(Label::new(words, (x.at(*time), base), Anchor::Middle).colour(colour));
        }
        for (line, words) in lines.iter().enumerate() {
            let at = base + LINE * line as f64;
            canvas.label(Label::new(words, (names_at, at), Anchor::Start).colour(colour).weight(weight));
        }
        base += LINE * lines.len() as f64;
    }
}

/// Whose numbers a row has, on as many lines as the name needs.
fn at_risk_lines(series: &Series, room: f64) -> Vec<String> {
    metrics::wrap(&around::as_label(&series.at_risk_name), theme::TEXT, series.weight(), room)
}
