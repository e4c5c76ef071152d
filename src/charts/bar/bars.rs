//! The drawing of a bar chart: names on the left, lying bars from zero, values behind them.

use super::super::axis::{self, Axis, Scale};
use super::super::canvas::{Anchor, Canvas, Label, Stroke, centred};
use super::super::metrics::{self, Weight};
use super::super::place::Rect;
use super::super::{theme, ticks};
use super::{Locale, Style, Unit, around};
use crate::results::Estimate;
use theme::Colour;

/// Height of a bar, in millimetres.
const THICK: f64 = 3.6;
/// From one bar of a group to the next, edge to edge.
const BETWEEN: f64 = 1.0;
/// From one group to the next, edge to edge.
const APART: f64 = 3.6;
/// From one line of a name to the next.
const LINE: f64 = 4.0;
/// From names to bars, and from bars to values.
const GAP: f64 = 2.0;
/// More groups than this name their bars once, in a line above.
const MOST_NAMED: usize = 4;
/// The widest the column of groups may be, as a share of the chart.
const WIDEST: f64 = 0.32;

/// What a bar stands for, which decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The treated group: filled.
    Treated,
    /// The control group: open.
    Control,
    /// A difference, or the only group: filled.
    Effect,
}

/// One bar.
pub(super) struct OneBar<'a> {
    /// What it stands for.
    pub(super) kind: Kind,
    /// The group's name inside a sentence; empty where there is only one bar.
    pub(super) name: String,
    /// Its value, where there is one.
    pub(super) estimate: Option<&'a Estimate>,
}

/// Bars that stand together.
pub(super) struct Group<'a> {
    /// What they are of.
    pub(super) label: String,
    /// The same as it stands inside a sentence.
    pub(super) words: String,
    /// One or two bars.
    pub(super) bars: Vec<OneBar<'a>>,
}

/// All bars of a chart.
pub(super) struct Bars<'a> {
    /// The groups from top to bottom.
    pub(super) groups: Vec<Group<'a>>,
    /// The right end of the axis in shown units, where the author sets it.
    pub(super) top: Option<f64>,
}

impl<'a> Bars<'a> {
    /// The values that there are.
    pub(super) fn estimates(&self) -> impl Iterator<Item = &'a Estimate> {
        self.groups.iter().flat_map(|group| &group.bars).filter_map(|bar| bar.estimate)
    }

    /// The names of the bars, each once.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let mut known: Vec<&str> = Vec::new();
        for bar in self.groups.iter().flat_map(|group| &group.bars) {
            if !known.contains(&bar.name.as_str()) {
                known.push(&bar.name);
            }
        }
        known.into_iter()
    }
}

impl OneBar<'_> {
    fn text_colour(&self) -> Colour {
        if self.kind == Kind::Control { theme::GREY } else { theme::PETROL }
    }

    fn weight(&self) -> Weight {
        if self.kind == Kind::Control { Weight::Regular } else { Weight::Semibold }
    }

    fn value(&self, decimals: i8, locale: Locale) -> String {
        match self.estimate {
            Some(estimate) if self.kind == Kind::Effect && estimate.unit != Unit::Proportion => {
                locale.shown(estimate.value, estimate.unit, decimals, Style::Table)
            }
            Some(estimate) => locale.with_unit(estimate.value, estimate.unit, decimals, Style::Table),
            None => locale.no_value().to_owned(),
        }
    }
}

/// Draws the bars on a page `width` millimetres wide.
pub(super) fn draw(bars: &Bars<'_>, width: f64, locale: Locale) -> Canvas {
    let groups = &bars.groups;
    let name_limit = 0.2 * width;
    let name =
        |bar: &OneBar<'_>| metrics::on_one_line(&around::as_label(&bar.name), theme::TEXT, bar.weight(), name_limit);
    let several = groups.iter().any(|group| group.bars.len() > 1);
    let whole = groups.iter().flat_map(|group| &group.bars).all(|bar| name(bar) == around::as_label(&bar.name));
    // bars that are not named alike in all groups cannot share a key
    let named = several && (bars.names().count() > 2 || whole && groups.len() <= MOST_NAMED);
    let keyed = several && !named;

    let labels: Vec<Vec<String>> =
        groups.iter().map(|group| metrics::wrap(&group.label, theme::TEXT, Weight::Regular, WIDEST * width)).collect();
    let widest = |lines: &[String]| {
        lines.iter().map(|line| metrics::width(line, theme::TEXT, Weight::Regular)).fold(0.0, f64::max)
    };
    let label_column = labels.iter().map(|lines| widest(lines)).fold(0.0, f64::max);
    let all = || groups.iter().flat_map(|group| &group.bars);
    let name_column = if named {
        all().map(|bar| metrics::width(&name(bar), theme::TEXT, bar.weight())).fold(0.0, f64::max) + 4.0
    } else {
        0.0
    };
    let decimals = around::decimals(bars.estimates());
    let value_column =
        all().map(|bar| metrics::width(&bar.value(decimals, locale), theme::STRONG, bar.weight())).fold(0.0, f64::max);

    let (low, high) = reach(bars);
    let left_values = if low < 0.0 { value_column + GAP } else { 0.0 };
    let start = label_column + name_column + GAP + left_values;
    let axis = Axis { scale: Scale::Linear, from: low, to: high, start, end: width - value_column - GAP - 0.1 };

    let key = if keyed { groups.iter().find(|group| group.bars.len() > 1) } else { None };
    let key = key.map_or_else(Vec::new, |group| key_places(group, axis.at(0.0), width));
    let first = key.last().map_or(0.6, |(_, (_, y))| y + 5.5);
    let heights: Vec<f64> = groups
        .iter()
        .zip(&labels)
        .map(|(group, lines)| {
            let bars = group.bars.len() as f64;
            (bars * THICK + (bars - 1.0) * BETWEEN).max(lines.len() as f64 * LINE)
        })
        .collect();
    let bottom = first + heights.iter().sum::<f64>() + APART * (groups.len() as f64 - 1.0) + 2.4;
    let mut canvas = Canvas::new(width, axis::under_axis(bottom) + 1.2);
    for (bar, at) in key {
        draw_key(&mut canvas, bar, at, width);
    }
    let mut top = first;
    for ((group, lines), height) in groups.iter().zip(&labels).zip(heights) {
        let middle = top + height / 2.0;
        for (index, line) in lines.iter().enumerate() {
            let y = middle + LINE * (index as f64 - (lines.len() as f64 - 1.0) / 2.0);
            canvas.label(Label::new(line, (0.0, centred(y, theme::TEXT)), Anchor::Start).colour(theme::INK));
        }
        let tall = group.bars.len() as f64 * (THICK + BETWEEN) - BETWEEN;
        for (index, bar) in group.bars.iter().enumerate() {
            let y = middle - tall / 2.0 + index as f64 * (THICK + BETWEEN);
            draw_bar(&mut canvas, bar, &axis, y, decimals, locale);
            if named {
                let at = (label_column + 4.0, centred(y + THICK / 2.0, theme::TEXT));
                canvas.label(Label::new(name(bar), at, Anchor::Start).colour(bar.text_colour()).weight(bar.weight()));
            }
        }
        top += height + APART;
    }
    let ticks = axis.ticks_across(locale, 8.0);
    axis.draw_across(&mut canvas, bottom, &ticks);
    let zero = axis.at(0.0);
    canvas.line([(zero, first - 0.6), (zero, bottom)], Stroke::solid(theme::INK, theme::AXIS_LINE));
    canvas
}

/// The ends of the axis: zero and the round numbers that hold all bars and all finite ends of intervals.
fn reach(bars: &Bars<'_>) -> (f64, f64) {
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    for estimate in bars.estimates() {
        let (lower, upper) = around::ends(estimate).unwrap_or((0.0, 0.0));
        for value in [around::shown(estimate), lower, upper].into_iter().filter(|value| value.is_finite()) {
            (low, high) = (low.min(value), high.max(value));
        }
    }
    if low == high {
        high = 100.0;
    }
    let (low, high) = ticks::rounded_out(low.max(-100.0), high.min(100.0), 6);
    (low, bars.top.unwrap_or(high))
}

fn draw_bar(canvas: &mut Canvas, bar: &OneBar<'_>, axis: &Axis, top: f64, decimals: i8, locale: Locale) {
    let middle = top + THICK / 2.0;
    let zero = axis.at(0.0);
    let (mut left, mut right) = (zero, zero);
    let mut negative = false;
    if let Some(estimate) = bar.estimate {
        let value = around::shown(estimate);
        let end = axis.clamped(value);
        negative = value < 0.0;
        (left, right) = (zero.min(end), zero.max(end));
        let rect = Rect { left, top, right, bottom: top + THICK };
        match bar.kind {
            Kind::Treated | Kind::Effect => canvas.rectangle(rect, theme::PETROL),
            Kind::Control => draw_open(canvas, &rect),
        }
        if let Some((lower, upper)) = around::ends(estimate) {
            let (from, to) = (axis.clamped(lower), axis.clamped(upper));
            draw_interval(canvas, bar.kind, (from, to), (left, right), middle);
            (left, right) = (left.min(from), right.max(to));
        }
    }
    let (x, anchor) = if negative { (left - GAP, Anchor::End) } else { (right + GAP, Anchor::Start) };
    let label = Label::new(bar.value(decimals, locale), (x, centred(middle, theme::STRONG)), anchor);
    canvas.label(label.size(theme::STRONG).colour(bar.text_colour()).weight(bar.weight()));
}

/// An open bar: a pale fill inside a line.
fn draw_open(canvas: &mut Canvas, rect: &Rect) {
    let stroke = Stroke::solid(theme::CONTROL, theme::REFERENCE_LINE);
    let half = theme::REFERENCE_LINE * theme::POINT / 2.0;
    let Rect { left, top, right, bottom } = *rect;
    let inner = Rect { left, top: top + half, right: (right - half).max(left), bottom: bottom - half };
    canvas.area(corners(&inner), theme::CONTROL, theme::CONTROL_BAND);
    let mut outline = corners(&inner).to_vec();
    outline.push(outline[0]);
    canvas.line(outline, stroke);
}

fn corners(rect: &Rect) -> [(f64, f64); 4] {
    [(rect.left, rect.top), (rect.right, rect.top), (rect.right, rect.bottom), (rect.left, rect.bottom)]
}

/// The interval as a thin line with end ticks; inside a filled bar it is paper white, so that it is seen.
fn draw_interval(canvas: &mut Canvas, kind: Kind, (from, to): (f64, f64), (left, right): (f64, f64), y: f64) {
    let colour = match kind {
        Kind::Control => theme::GREY,
        Kind::Treated | Kind::Effect => theme::INK,
    };
    let stroke = Stroke::solid(colour, 0.8 * theme::INTERVAL_LINE);
    let tick = 0.8;
    canvas.line([(from, y), (to, y)], stroke);
    for end in [from, to] {
        canvas.line([(end, y - tick), (end, y + tick)], stroke);
    }
    if kind != Kind::Control {
        let paper = Stroke::solid(theme::PAPER, 0.8 * theme::INTERVAL_LINE);
        let (inside_from, inside_to) = (from.max(left), to.min(right));
        if inside_from < inside_to {
            canvas.line([(inside_from, y), (inside_to, y)], paper);
        }
        for end in [from, to].into_iter().filter(|end| left < *end && *end < right) {
            canvas.line([(end, y - tick), (end, y + tick)], paper);
        }
    }
}

/// From the left edge of a key's bar to its name, in millimetres.
const TO_KEY: f64 = 6.5;

/// Where the keys stand above the bars: on one line from `left`, or one under the other where they are too long.
fn key_places<'b, 'a>(group: &'b Group<'a>, left: f64, width: f64) -> Vec<(&'b OneBar<'a>, (f64, f64))> {
    let mut x = left;
    let mut places = Vec::new();
    for bar in &group.bars {
        places.push((bar, (x, 2.2)));
        x += TO_KEY + metrics::width(&around::as_label(&bar.name), theme::TEXT, bar.weight()) + 6.0;
    }
    if x - 6.0 > width {
        for (index, place) in places.iter_mut().enumerate() {
            place.1 = (0.0, 2.2 + index as f64 * (THICK + BETWEEN));
        }
    }
    places
}

/// What a kind of bar is, centred on this height.
fn draw_key(canvas: &mut Canvas, bar: &OneBar<'_>, (x, y): (f64, f64), width: f64) {
    let rect = Rect { left: x, top: y - 1.4, right: x + 5.0, bottom: y + 1.4 };
    match bar.kind {
        Kind::Control => draw_open(canvas, &rect),
        Kind::Treated | Kind::Effect => canvas.rectangle(rect, theme::PETROL),
    }
    let name = around::as_label(&bar.name);
    let name = metrics::on_one_line(&name, theme::TEXT, bar.weight(), width - x - TO_KEY - 0.1);
    let label = Label::new(name, (x + TO_KEY, centred(y, theme::TEXT)), Anchor::Start);
    canvas.label(label.colour(bar.text_colour()).weight(bar.weight()));
}
