//! The picture in a forest plot: squares, intervals, the line of no effect and the axis, at a fixed pitch of rows.

use super::super::canvas::{Canvas, Stroke};
use super::super::figure::Forest;
use super::super::place::Rect;
use super::{Axis, Locale, Scale, around, theme};
use crate::results::Estimate;
use crate::stats::Interval;

/// From the edge of the panel to the ends of the axis, in millimetres.
pub(super) const MARGIN: f64 = 3.5;
/// Half the side of a square, in millimetres.
const SQUARE: f64 = 1.05;
/// Length and half height of an arrowhead, in millimetres.
const ARROW: (f64, f64) = (1.9, 0.85);

/// What a row of the panel shows.
pub(super) struct Mark<'a> {
    /// The estimate with its interval.
    pub(super) estimate: &'a Estimate,
}

/// The panel beside these rows; a row without a mark stays empty.
pub(super) fn draw(
    marks: &[Option<Mark<'_>>],
    axis: &Axis,
    no_effect: Option<f64>,
    width: f64,
    locale: Locale,
) -> Canvas {
    let bottom = Forest::GAP_MM + Forest::PITCH_MM * marks.len() as f64;
    let line = bottom + 1.5;
    let mut canvas = Canvas::new(width, bottom + Forest::AXIS_MM);
    let ticks = axis.ticks_across(locale, 1.2);
    for (tick, _) in ticks.iter().filter(|(tick, _)| no_effect != Some(tick.value)) {
        let x = axis.at(tick.value);
        canvas.line([(x, 0.0), (x, line)], Stroke::solid(theme::GUIDE, theme::GUIDE_LINE));
    }
    if let Some(no_effect) = no_effect.filter(|value| axis.from <= *value && *value <= axis.to) {
        let x = axis.at(no_effect);
        canvas.line([(x, 0.0), (x, line)], Stroke::solid(theme::INK, theme::AXIS_LINE));
    }
    for (index, mark) in marks.iter().enumerate() {
        let y = Forest::GAP_MM + Forest::PITCH_MM * (index as f64 + 0.5);
        if let Some(mark) = mark {
            draw_row(&mut canvas, axis, mark.estimate, y);
        }
    }
    axis.draw_across(&mut canvas, line, &ticks);
    canvas
}

fn draw_row(canvas: &mut Canvas, axis: &Axis, estimate: &Estimate, y: f64) {
    for (lower, upper) in parts(estimate) {
        // a piece that lies wholly beyond one end is an arrow alone
        let (clipped_left, clipped_right) = (lower < axis.from, upper > axis.to);
        let left = if clipped_left { axis.start - ARROW.0 + 0.6 } else { axis.at(lower) };
        let right = if clipped_right { axis.end + ARROW.0 - 0.6 } else { axis.at(upper) };
        let inset = |clipped: bool| if clipped { ARROW.0 * 0.6 } else { 0.0 };
        let (from, to) = (left + inset(clipped_left), right - inset(clipped_right));
        if from < to {
            canvas.line([(from, y), (to, y)], Stroke::solid(theme::PETROL, theme::INTERVAL_LINE));
        }
        if clipped_left {
            canvas.area([(left, y), (left + ARROW.0, y - ARROW.1), (left + ARROW.0, y + ARROW.1)], theme::PETROL, 1.0);
        }
        if clipped_right {
            canvas.area(
                [(right, y), (right - ARROW.0, y - ARROW.1), (right - ARROW.0, y + ARROW.1)],
                theme::PETROL,
                1.0,
            );
        }
    }
    let value = around::shown(estimate);
    if axis.from <= value && value <= axis.to {
        let x = axis.at(value);
        let square = Rect { left: x - SQUARE, top: y - SQUARE, right: x + SQUARE, bottom: y + SQUARE };
        canvas.rectangle(square, theme::PETROL);
    }
}

/// The pieces of the confidence set, in shown units.
fn parts(estimate: &Estimate) -> Vec<(f64, f64)> {
    let factor = estimate.unit.shown_factor();
    match estimate.interval.map(|interval| interval.bounds) {
        None => Vec::new(),
        Some(Interval::Bounded { lower, upper }) => vec![(lower * factor, upper * factor)],
        Some(Interval::Complement { lower, upper }) => {
            vec![(f64::NEG_INFINITY, lower * factor), (upper * factor, f64::INFINITY)]
        }
        Some(Interval::Whole) => vec![(f64::NEG_INFINITY, f64::INFINITY)],
    }
}

/// Whether an interval, or the estimate itself, reaches beyond the axis.
pub(super) fn leaves(estimate: &Estimate, axis: &Axis) -> bool {
    parts(estimate).iter().any(|(lower, upper)| *lower < axis.from || *upper > axis.to)
}

/// The range of an axis that shows the estimates and most of their intervals.
///
/// All estimates and «no effect» are inside, for ratios also a half and the double. An interval much longer than the
/// others is clipped: on either side the axis goes no further beyond the outermost estimate than the upper quartile of
/// the lengths, on the axis' own scale.
pub(super) fn range(estimates: &[&Estimate], no_effect: Option<f64>, scale: Scale) -> (f64, f64) {
    let drawable = |value: f64| value.is_finite() && (scale == Scale::Linear || value > 0.0);
    let warped = |value: f64| drawable(value).then(|| scale.warp(value));
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    let centre = match scale {
        Scale::Logarithmic => [warped(0.5), warped(2.0)],
        Scale::Linear => [no_effect, None],
    };
    let values = estimates.iter().filter_map(|estimate| warped(around::shown(estimate)));
    for value in centre.into_iter().flatten().chain(values) {
        (low, high) = (low.min(value), high.max(value));
    }
    if low > high {
        (low, high) = (-1.0, 1.0);
    }
    let mut lengths: Vec<f64> = estimates
        .iter()
        .filter_map(|estimate| around::ends(estimate))
        .filter_map(|(lower, upper)| Some(warped(upper)? - warped(lower)?))
        .collect();
    lengths.sort_by(f64::total_cmp);
    let room = lengths.get(lengths.len() * 3 / 4).copied().unwrap_or(0.5 * (high - low));
    let (lowest, highest) = (low - room, high + room);
    for (lower, upper) in estimates.iter().filter_map(|estimate| around::ends(estimate)) {
        low = low.min(warped(lower).unwrap_or(f64::NEG_INFINITY).max(lowest));
        high = high.max(warped(upper).unwrap_or(f64::INFINITY).min(highest));
    }
    let air = if high > low { 0.04 * (high - low) } else { 1.0 };
    (scale.unwarp(low - air), scale.unwarp(high + air))
}
