//! The drawing of shares over time: lines, intervals, direct labels, and the persons observed under the axis.

use super::super::axis::{self, Axis, Scale};
use super::super::canvas::{Anchor, At, Canvas, Label, Stroke, centred};
use super::super::metrics::{self, Weight};
use super::super::place::{Placer, Rect, spread};
use super::super::ticks::{self, Tick};
use super::{Locale, Style, Unit, around, theme};
use crate::results::Estimate;
use theme::Colour;

/// Up to this many times have points with intervals; more have bands.
const MOST_POINTS: usize = 6;
/// From the plot to the names of the lines, in millimetres.
const TO_NAMES: f64 = 4.0;
/// From one line of a name or row of numbers to the next, in millimetres.
const LINE: f64 = 4.2;
/// The widest a name may be before it is broken, in millimetres.
const WIDEST_NAME: f64 = 32.0;

/// What is drawn.
pub(in crate::charts) struct Course<'a> {
    /// The unit of time.
    pub(in crate::charts) unit: Unit,
    /// The times, rising.
    pub(in crate::charts) times: Vec<f64>,
    /// The groups.
    pub(in crate::charts) series: Vec<Series<'a>>,
    /// Whether the values at a time are written at their points.
    pub(in crate::charts) shown: Vec<bool>,
    /// The vertical axis.
    pub(in crate::charts) range: Range,
}

/// The vertical axis of a course.
#[derive(Clone, Copy, Debug)]
pub(in crate::charts) enum Range {
    /// Shares, from zero to this upper end in per cent; from the data where the author sets none.
    Shares(Option<f64>),
    /// Other numbers, around the data; or between the ends that the author sets.
    Numbers(Option<(f64, f64)>),
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::charts) enum Look {
    /// As the treated group, or the only one: solid, with filled points.
    Treated,
    /// As the control group: dashed, with open points.
    Control,
    /// As one of further lines, by number: no two have the same dash.
    Further(usize),
}

/// Dash and gap of further lines, in millimetres.
const DASHES: [(f64, f64); 5] = [(2.6, 0.7), (1.4, 1.2), (0.6, 0.8), (4.2, 1.0), (0.9, 2.0)];

/// One group.
pub(in crate::charts) struct Series<'a> {
    /// How it is drawn.
    pub(in crate::charts) look: Look,
    /// Its name inside a sentence.
    pub(in crate::charts) name: String,
    /// Its share at each time, where there is one.
    pub(in crate::charts) estimates: Vec<Option<&'a Estimate>>,
    /// The persons observed at each time.
    pub(in crate::charts) totals: Option<Vec<u64>>,
}

impl<'a> Series<'a> {
    /// The shares that there are.
    pub(in crate::charts) fn estimates(&self) -> impl Iterator<Item = &'a Estimate> {
        self.estimates.iter().copied().flatten()
    }

    fn colour(&self) -> Colour {
        match self.look {
            Look::Treated => theme::PETROL,
            Look::Control => theme::CONTROL,
            Look::Further(_) => theme::INK,
        }
    }

    fn text_colour(&self) -> Colour {
        match self.look {
            Look::Treated => theme::PETROL,
            Look::Control => theme::GREY,
            Look::Further(_) => theme::INK,
        }
    }

    fn weight(&self) -> Weight {
        if self.is_treated() { Weight::Semibold } else { Weight::Regular }
    }

    fn is_treated(&self) -> bool {
        self.look == Look::Treated
    }

    fn stroke(&self) -> Stroke {
        match self.look {
            Look::Treated => Stroke::solid(theme::PETROL, theme::TREATED_LINE),
            Look::Control => Stroke::dashed(theme::CONTROL, theme::CONTROL_LINE, theme::CONTROL_DASH),
            Look::Further(number) => Stroke::dashed(theme::INK, theme::CONTROL_LINE, DASHES[number % DASHES.len()]),
        }
    }

    fn name_lines(&self) -> Vec<String> {
        metrics::wrap(&around::as_label(&self.name), theme::TEXT, self.weight(), WIDEST_NAME)
    }
}

impl Course<'_> {
    /// Whether intervals are bands.
    pub(in crate::charts) fn has_bands(&self) -> bool {
        self.times.len() > MOST_POINTS
    }
}

/// The plot's own measures.
struct Plot {
    x: Axis,
    y: Axis,
    names: f64,
}

/// Draws the course on a page `width` millimetres wide.
pub(in crate::charts) fn draw(course: &Course<'_>, width: f64, locale: Locale) -> Canvas {
    let unit_words = locale.unit_name(course.unit, Style::Text);
    let names = course.series.iter().flat_map(|series| {
        let weight = series.weight();
        series.name_lines().into_iter().map(move |line| metrics::width(&line, theme::TEXT, weight))
    });
    let half_total = widest_total(course, locale) / 2.0;
    let to_names = if course.has_bands() { TO_NAMES.max(half_total + 3.0) } else { TO_NAMES };
    let gutter = names.fold(metrics::width(&unit_words, theme::TEXT, Weight::Regular), f64::max) + to_names;

    let (from, top, y_ticks) = vertical(course, locale);
    let plot_height = if width > theme::MEASURE { 50.0 } else { 44.0 };
    let y = Axis { scale: Scale::Linear, from, to: top, start: 2.0 + plot_height, end: 2.0 };

    let left = (axis::widest(&y_ticks) + 2.0).max(if course.has_bands() { half_total } else { 0.0 });
    let right = width - gutter;
    let pads = if course.has_bands() { (0.0, 0.0) } else { (7.0, 9.0) };
    let (first, last) = (course.times[0], course.times[course.times.len() - 1]);
    let x = if last > first {
        Axis { scale: Scale::Linear, from: first, to: last, start: left + pads.0, end: right - pads.1 }
    } else {
        // one time: in the middle of the axis
        Axis { scale: Scale::Linear, from: first - 1.0, to: first + 1.0, start: left, end: right }
    };
    let plot = Plot { x, y, names: right + to_names };

    let ticks = time_ticks(course, &x, locale);
    let counted = course.series.iter().any(|series| series.totals.is_some());
    let mut below = axis::under_axis(y.start);
    let rows = course.series.iter().map(Series::name_lines).map(|lines| lines.len()).sum::<usize>() as f64;
    let height = if counted { below + 8.5 + LINE * rows + 1.4 } else { below + 1.2 };
    let mut canvas = Canvas::new(width, height);

    for (tick, _) in y_ticks.iter().filter(|(tick, _)| tick.value > from) {
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
    canvas.label(Label::new(unit_words, (plot.names, below), Anchor::Start));

    draw_series(&mut canvas, course, &plot);
    let guides: Vec<f64> = y_ticks.iter().map(|(tick, _)| y.at(tick.value)).collect();
    label_points(&mut canvas, course, &plot, &guides, left, locale);
    label_ends(&mut canvas, course, &plot);
    if counted {
        below += 6.0;
        canvas.label(Label::new(locale.observed_head(), (left, below), Anchor::Start).weight(Weight::Semibold));
        let rule = below + 1.6;
        canvas.line([(left, rule), (width, rule)], Stroke::solid(theme::GUIDE, theme::GUIDE_LINE));
        label_totals(&mut canvas, course, &plot, &ticks, below + 1.2, locale);
    }
    canvas
}

/// The ends of the vertical axis and its ticks.
fn vertical(course: &Course<'_>, locale: Locale) -> (f64, f64, Vec<(Tick, String)>) {
    let estimates = || course.series.iter().flat_map(Series::estimates);
    match course.range {
        Range::Shares(top) => {
            let highest = estimates().fold(0.0_f64, |highest, estimate| {
                let upper = around::ends(estimate).map_or(0.0, |(_, upper)| upper);
                highest.max(around::shown(estimate)).max(if upper.is_finite() { upper } else { 0.0 })
            });
            let (rounded, ticks) =
                axis::from_zero(top.unwrap_or(if highest > 0.0 { highest.min(100.0) } else { 100.0 }), 6, locale);
            let top = top.unwrap_or(rounded);
            (0.0, top, ticks.into_iter().filter(|(tick, _)| tick.value <= top).collect())
        }
        Range::Numbers(Some((from, to))) => (from, to, axis::worded(ticks::linear(from, to, 7), locale)),
        Range::Numbers(None) => {
            let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
            for estimate in estimates() {
                let (lower, upper) = around::ends(estimate).unwrap_or((f64::NAN, f64::NAN));
                for value in [around::shown(estimate), lower, upper].into_iter().filter(|value| value.is_finite()) {
                    (low, high) = (low.min(value), high.max(value));
                }
            }
            let (low, high) = match (low < high, low.is_finite()) {
                (true, _) => (low, high),
                (false, true) => (low - 1.0, low + 1.0),
                _ => (0.0, 1.0),
            };
            let (from, to) = ticks::rounded_out(low, high, 6);
            (from, to, axis::worded(ticks::linear(from, to, 7), locale))
        }
    }
}

/// The width of the widest number of persons, in millimetres.
fn widest_total(course: &Course<'_>, locale: Locale) -> f64 {
    let totals = course.series.iter().filter_map(|series| series.totals.as_ref()).flatten();
    let width = |total: &u64| metrics::width(&locale.count(*total, Style::Table), theme::TEXT, Weight::Regular);
    totals.map(width).fold(0.0, f64::max)
}

/// The times that are written under the axis: the times of the data where they fit, else round ones.
fn time_ticks(course: &Course<'_>, x: &Axis, locale: Locale) -> Vec<(f64, String)> {
    let worded = |time: f64| (time, locale.number(time, decimals(time), Style::Table));
    let width = |words: &str| metrics::width(words, theme::TEXT, Weight::Regular);
    let widest_total = widest_total(course, locale);
    let fits = |ticks: &[(f64, String)]| {
        ticks.windows(2).all(|pair| {
            let needed = ((width(&pair[0].1) + width(&pair[1].1)) / 2.0).max(widest_total) + 1.5;
            x.at(pair[1].0) - x.at(pair[0].0) >= needed
        })
    };
    let all: Vec<_> = course.times.iter().copied().map(worded).collect();
    if all.len() <= 12 && fits(&all) {
        return all;
    }
    let steps: &[f64] = match course.unit {
        Unit::Months => &[1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 36.0, 60.0, 120.0],
        _ => &[],
    };
    let (low, high) = (course.times[0], course.times[course.times.len() - 1]);
    let multiples = |step: f64| -> Vec<(f64, String)> {
        let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
        (first..=last).map(|multiple| worded(multiple as f64 * step)).collect()
    };
    let monthly = steps.iter().map(|step| multiples(*step));
    let round = (2..=9).rev().map(|most| {
        ticks::linear(low, high, most)
            .into_iter()
            .map(|tick| (tick.value, locale.number(tick.value, tick.decimals, Style::Table)))
            .collect()
    });
    let mut ticks = monthly.chain(round).find(|ticks| ticks.len() <= 12 && fits(ticks)).unwrap_or_default();
    if ticks.last().is_some_and(|(time, _)| *time < high) {
        // the course ends between two round times: its end takes the place of those too near to it
        ticks.push(worded(high));
        while ticks.len() > 2 && !fits(&ticks) {
            ticks.remove(ticks.len() - 2);
        }
    }
    ticks
}

/// As many decimals as the number has, two at most.
fn decimals(value: f64) -> i8 {
    if value.fract() == 0.0 {
        0
    } else if (value * 10.0).fract() == 0.0 {
        1
    } else {
        2
    }
}

/// Where a group's points stand: beside the time, so that two intervals never lie on each other.
fn position(course: &Course<'_>, plot: &Plot, series: &Series<'_>, index: usize) -> Option<At> {
    let estimate = series.estimates[index]?;
    let aside = match (course.has_bands() || course.series.len() == 1, series.is_treated()) {
        (true, _) => 0.0,
        (false, true) => -0.7,
        (false, false) => 0.7,
    };
    Some((plot.x.at(course.times[index]) + aside, plot.y.clamped(around::shown(estimate))))
}

/// The pieces of a line between gaps.
fn pieces(course: &Course<'_>, plot: &Plot, series: &Series<'_>) -> Vec<Vec<At>> {
    let all: Vec<Option<At>> = (0..course.times.len()).map(|index| position(course, plot, series, index)).collect();
    all.split(Option::is_none).map(|piece| piece.iter().copied().flatten().collect()).collect()
}

fn interval(plot: &Plot, estimate: &Estimate) -> Option<(f64, f64)> {
    let (lower, upper) = around::ends(estimate)?;
    Some((plot.y.clamped(lower), plot.y.clamped(upper)))
}

fn draw_series(canvas: &mut Canvas, course: &Course<'_>, plot: &Plot) {
    if course.has_bands() {
        for series in course.series.iter().rev() {
            let points: Vec<Option<(f64, f64, f64)>> = (0..course.times.len())
                .map(|index| {
                    let (lower, upper) = interval(plot, series.estimates[index]?)?;
                    Some((plot.x.at(course.times[index]), lower, upper))
                })
                .collect();
            let opacity = if series.is_treated() { theme::PETROL_BAND } else { theme::CONTROL_BAND };
            for band in points.split(Option::is_none).filter(|band| band.len() > 1) {
                let band: Vec<(f64, f64, f64)> = band.iter().copied().flatten().collect();
                let upper = band.iter().map(|(x, _, upper)| (*x, *upper));
                let lower = band.iter().rev().map(|(x, lower, _)| (*x, *lower));
                canvas.area(upper.chain(lower), series.colour(), opacity);
            }
        }
    } else {
        for series in course.series.iter().rev() {
            for (index, estimate) in series.estimates.iter().enumerate() {
                if let (Some(estimate), Some((x, _))) = (estimate, position(course, plot, series, index))
                    && let Some((lower, upper)) = interval(plot, estimate)
                {
                    let width = if series.is_treated() { theme::INTERVAL_LINE } else { 0.8 * theme::INTERVAL_LINE };
                    canvas.line([(x, lower), (x, upper)], Stroke::solid(series.colour(), width));
                }
            }
        }
    }
    for series in course.series.iter().rev() {
        for piece in pieces(course, plot, series).into_iter().filter(|piece| piece.len() > 1) {
            canvas.line(piece, series.stroke());
        }
        for index in 0..course.times.len() {
            let Some(at) = position(course, plot, series, index) else { continue };
            if course.has_bands() && !course.shown[index] {
                continue;
            }
            if series.is_treated() {
                canvas.disc(at, theme::MARK, theme::PETROL);
            } else {
                canvas.ring(at, theme::MARK - 0.05, Stroke::solid(series.colour(), theme::INTERVAL_LINE));
            }
        }
    }
}

/// Writes the chosen values at their points.
fn label_points(canvas: &mut Canvas, course: &Course<'_>, plot: &Plot, guides: &[f64], left: f64, locale: Locale) {
    let mut placer = Placer::new(Rect { left, top: 0.0, right: plot.names - 0.5, bottom: plot.y.start - 0.3 });
    for y in guides {
        placer.avoid_guide((left, *y), (plot.names, *y));
    }
    for series in &course.series {
        for piece in pieces(course, plot, series) {
            placer.avoid(&piece);
        }
        for (index, estimate) in series.estimates.iter().enumerate() {
            let Some((x, y)) = position(course, plot, series, index) else { continue };
            if !course.has_bands() || course.shown[index] {
                let mark = theme::MARK;
                placer.take(Rect { left: x - mark, top: y - mark, right: x + mark, bottom: y + mark });
            }
            if let (false, Some((lower, upper))) =
                (course.has_bands(), estimate.and_then(|estimate| interval(plot, estimate)))
            {
                placer.avoid(&[(x, lower), (x, upper)]);
            }
        }
    }
    let decimals = around::decimals(course.series.iter().flat_map(Series::estimates));
    for index in (0..course.times.len()).filter(|index| course.shown[*index]) {
        let height = |series: &Series<'_>| series.estimates[index].map_or(f64::NEG_INFINITY, around::shown);
        let highest = course.series.iter().map(height).fold(f64::NEG_INFINITY, f64::max);
        for series in &course.series {
            let Some(estimate) = series.estimates[index] else {
                let aside = if series.is_treated() { -1.5 } else { 1.5 };
                let at = (plot.x.at(course.times[index]) + aside, plot.y.start - 1.2);
                let dash = Label::new(locale.no_value(), at, Anchor::Middle).colour(series.text_colour());
                if placer.place(&[dash.extent()]).is_some() {
                    canvas.label(dash);
                }
                continue;
            };
            let Some((x, y)) = position(course, plot, series, index) else { continue };
            let words = locale.shown(estimate.value, estimate.unit, decimals, Style::Table);
            let write = |at: At, anchor: Anchor| {
                Label::new(&words, at, anchor).size(theme::STRONG).colour(series.text_colour()).weight(series.weight())
            };
            let above = height(series) >= highest;
            let labels: Vec<Label> =
                candidates(x, y, above, course.has_bands()).into_iter().map(|(at, anchor)| write(at, anchor)).collect();
            let places: Vec<Rect> = labels.iter().map(Label::extent).collect();
            if let Some(best) = placer.place(&places) {
                canvas.label(labels[best].clone());
            }
        }
    }
}

/// Where a value may stand beside its point, the dearest first: on its own side of the line, close before far.
fn candidates(x: f64, y: f64, above: bool, bands: bool) -> Vec<(At, Anchor)> {
    let cap = metrics::CAP_HEIGHT * theme::STRONG * theme::POINT;
    let (left, right) = (x - theme::MARK - 0.6, x + theme::MARK + 0.6);
    let middle = centred(y, theme::STRONG);
    let away = |above: bool, lift: f64| {
        if above { y - theme::MARK - 0.9 - lift } else { y + theme::MARK + 0.9 + cap + lift }
    };
    let straight = |above: bool, lift: f64| ((x, away(above, lift)), Anchor::Middle);
    let aside = |above: bool, lift: f64| {
        [((right, away(above, lift - 0.5)), Anchor::Start), ((left, away(above, lift - 0.5)), Anchor::End)]
    };
    let beside = [((right, middle), Anchor::Start), ((left, middle), Anchor::End)];
    let mut all = Vec::new();
    for side in [above, !above] {
        for lift in [0.0, 0.7, 1.4, 2.1] {
            if bands {
                all.push(straight(side, lift));
                all.extend(aside(side, lift));
            } else {
                all.extend(aside(side, lift));
                all.extend(beside.iter().filter(|_| lift == 0.0));
            }
        }
    }
    all.extend([straight(above, 0.0), straight(!above, 0.0)]);
    all
}

/// Writes the names of the groups at the ends of their lines.
fn label_ends(canvas: &mut Canvas, course: &Course<'_>, plot: &Plot) {
    let lines: Vec<Vec<String>> = course.series.iter().map(Series::name_lines).collect();
    let wanted: Vec<f64> = course
        .series
        .iter()
        .map(|series| {
            let last = (0..course.times.len()).rev().find_map(|index| position(course, plot, series, index));
            last.map_or(plot.y.start, |(_, y)| y)
        })
        .collect();
    let heights: Vec<f64> = lines.iter().map(|lines| LINE * lines.len() as f64 + 0.6).collect();
    let centres = spread(&wanted, &heights, 0.0, plot.y.start + 0.8);
    for ((series, lines), centre) in course.series.iter().zip(&lines).zip(centres) {
        let first = centre - LINE * (lines.len() as f64 - 1.0) / 2.0;
        for (index, line) in lines.iter().enumerate() {
            let y = centred(first + LINE * index as f64, theme::TEXT);
            let label = Label::new(line, (plot.names, y), Anchor::Start);
            canvas.label(label.colour(series.text_colour()).weight(series.weight()));
        }
    }
}

/// Writes the persons observed under their times, and the names beside them.
fn label_totals(
    canvas: &mut Canvas,
    course: &Course<'_>,
    plot: &Plot,
    ticks: &[(f64, String)],
    above: f64,
    locale: Locale,
) {
    let mut y = above + 0.4 + LINE;
    for series in &course.series {
        let colour = series.text_colour();
        for (index, time) in course.times.iter().enumerate() {
            if let Some(totals) = &series.totals
                && ticks.iter().any(|(tick, _)| tick == time)
            {
                let words = locale.count(totals[index], Style::Table);
                canvas.label(Label::new(words, (plot.x.at(*time), y), Anchor::Middle).colour(colour));
            }
        }
        let name = series.name_lines();
        for (line, words) in name.iter().enumerate() {
            let at = (plot.names, y + LINE * line as f64);
            canvas.label(Label::new(words, at, Anchor::Start).colour(colour).weight(series.weight()));
        }
        y += LINE * name.len() as f64;
    }
}
