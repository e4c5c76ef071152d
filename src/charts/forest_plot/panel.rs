//! The picture in a forest plot: marks, intervals, the lines of no effect and of the pooled estimate, and the axis, at a
//! fixed pitch of rows.

use super::super::canvas::{Canvas, Stroke};
use super::super::figure::Forest;
use super::super::metrics::{self, Weight};
use super::super::place::Rect;
use super::super::ticks::Tick;
use super::{Axis, Locale, Scale, around, theme};
use crate::results::Estimate;
use crate::stats::Interval;

/// From the edge of the panel to the ends of the axis, in millimetres.
pub(super) const MARGIN: f64 = 3.5;
/// The side of a square where all are alike, in millimetres.
pub(super) const SQUARE: f64 = 2.1;
/// The side of the square of the study with the largest weight, in millimetres.
pub(super) const LARGEST: f64 = 2.4;
/// The side under which no square falls, in millimetres: it would not be seen.
const SMALLEST: f64 = 0.6;
/// Length and half height of an arrowhead, in millimetres.
const ARROW: (f64, f64) = (1.9, 0.85);
/// Height of the diamond of the pooled estimate, and of that of a subgroup, in millimetres.
const DIAMOND: f64 = 3.2;
const SUBGROUP_DIAMOND: f64 = 2.5;
/// The least width of a diamond, in millimetres.
const NARROWEST: f64 = 0.5;
/// Half the height of the ends of a prediction interval, in millimetres.
const BAR: f64 = 0.8;
/// Dot and gap of the line of the pooled estimate, in millimetres.
const DOTS: (f64, f64) = (0.35, 0.65);

/// What a row of the panel shows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark<'a> {
    /// A square with this side around the estimate, and a line for its interval.
    Square(&'a Estimate, f64),
    /// A small diamond, and a line for the interval: an estimate that is pooled, beside others that are.
    Point(&'a Estimate),
    /// A diamond as wide as the interval, of all studies or of some; a point where that reaches beyond the axis.
    Diamond(&'a Estimate, Whole),
    /// A line with ends: a prediction interval.
    Span(&'a Estimate),
}

/// Which studies a diamond is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// All of the review.
    Review,
    /// Those of a subgroup.
    Subgroup,
}

/// The side of the square of a study by its weight: its area is proportional to the weight.
pub(super) fn side(weight: f64, largest: f64) -> f64 {
    if weight > 0.0 && largest > 0.0 { (LARGEST * (weight / largest).sqrt()).max(SMALLEST) } else { SMALLEST }
}

/// The panels of a forest plot.
pub(super) struct Panel {
    /// The value axis.
    pub(super) axis: Axis,
    /// The value that means no effect, in shown units.
    pub(super) no_effect: Option<f64>,
    /// The pooled estimate in shown units, for the dotted line.
    pub(super) pooled: Option<f64>,
    /// The width in millimetres.
    pub(super) width: f64,
    /// The height of a row in millimetres.
    pub(super) pitch: f64,
    /// The least air between two numbers under the axis, in millimetres.
    pub(super) air: f64,
}

impl Panel {
    /// The panel beside these rows and the summary under them; a row without a mark stays empty.
    pub(super) fn draw(&self, rows: &[Option<Mark<'_>>], summary: &[Option<Mark<'_>>], locale: Locale) -> Canvas {
        let Panel { axis, pitch, .. } = self;
        let after_rows = Forest::GAP_MM + pitch * rows.len() as f64;
        let summary_top = after_rows + Forest::GAP_MM;
        let bottom = if summary.is_empty() { after_rows } else { summary_top + pitch * summary.len() as f64 };
        let line = bottom + 1.5;
        let mut canvas = Canvas::new(self.width, bottom + Forest::AXIS_MM);
        let ticks = axis.ticks_across(locale, self.air);
        for (tick, _) in ticks.iter().filter(|(tick, _)| self.no_effect != Some(tick.value)) {
            let x = axis.at(tick.value);
            canvas.line([(x, 0.0), (x, line)], Stroke::solid(theme::GUIDE, theme::GUIDE_LINE));
        }
        let within = |value: &f64| axis.from <= *value && *value <= axis.to;
        if let Some(no_effect) = self.no_effect.filter(within) {
            let x = axis.at(no_effect);
            canvas.line([(x, 0.0), (x, line)], Stroke::solid(theme::INK, theme::AXIS_LINE));
        }
        if let Some(pooled) = self.pooled.filter(within) {
            let x = axis.at(pooled);
            let end = if summary.is_empty() { after_rows } else { summary_top + 0.5 * pitch };
            canvas.line([(x, 0.0), (x, end)], Stroke::dashed(theme::PETROL, theme::REFERENCE_LINE, DOTS));
        }
        let centres = |top: f64| move |index: usize| top + pitch * (index as f64 + 0.5);
        for (marks, centre) in [(rows, centres(Forest::GAP_MM)), (summary, centres(summary_top))] {
            for (index, mark) in marks.iter().enumerate() {
                if let Some(mark) = mark {
                    draw_row(&mut canvas, axis, *mark, centre(index));
                }
            }
        }
        // a number that would reach over the edge of the picture is left out
        let inside = |(tick, words): &(Tick, String)| {
            let half = metrics::width(words, theme::TEXT, Weight::Regular) / 2.0;
            let x = axis.at(tick.value);
            let words = if half <= x && x + half <= self.width { words.clone() } else { String::new() };
            (*tick, words)
        };
        let ticks: Vec<(Tick, String)> = ticks.iter().map(inside).collect();
        axis.draw_across(&mut canvas, line, &ticks);
        canvas
    }
}

fn draw_row(canvas: &mut Canvas, axis: &Axis, mark: Mark<'_>, y: f64) {
    match mark {
        Mark::Square(estimate, side) => {
            draw_interval(canvas, axis, estimate, y);
            if let Some(x) = place(axis, estimate) {
                let half = side / 2.0;
                let square = Rect { left: x - half, top: y - half, right: x + half, bottom: y + half };
                canvas.rectangle(square, theme::PETROL);
            }
        }
        Mark::Point(estimate) => {
            draw_interval(canvas, axis, estimate, y);
            if let Some(x) = place(axis, estimate) {
                let half = 0.6 * SQUARE;
                canvas.area([(x - half, y), (x, y - half), (x + half, y), (x, y + half)], theme::PETROL, 1.0);
            }
        }
        Mark::Diamond(estimate, whole) => {
            let height = if whole == Whole::Review { DIAMOND } else { SUBGROUP_DIAMOND };
            match (parts(estimate).as_slice(), place(axis, estimate)) {
                ([(lower, upper)], Some(x)) if axis.from <= *lower && *upper <= axis.to => {
                    let half = height / 2.0;
                    let left = axis.at(*lower).min(x - NARROWEST / 2.0);
                    let right = axis.at(*upper).max(x + NARROWEST / 2.0);
                    canvas.area([(left, y), (x, y - half), (right, y), (x, y + half)], theme::PETROL, 1.0);
                }
                // a diamond that leaves the axis would be a bar
                _ => draw_row(canvas, axis, Mark::Point(estimate), y),
            }
        }
        Mark::Span(estimate) => {
            draw_interval(canvas, axis, estimate, y);
            for end in parts(estimate).into_iter().flat_map(|(lower, upper)| [lower, upper]) {
                if axis.from <= end && end <= axis.to {
                    let x = axis.at(end);
                    canvas.line([(x, y - BAR), (x, y + BAR)], Stroke::solid(theme::PETROL, theme::INTERVAL_LINE));
                }
            }
        }
    }
}

/// Where the estimate stands, where that is on the axis.
fn place(axis: &Axis, estimate: &Estimate) -> Option<f64> {
    let value = around::shown(estimate);
    (axis.from <= value && value <= axis.to).then(|| axis.at(value))
}

fn draw_interval(canvas: &mut Canvas, axis: &Axis, estimate: &Estimate, y: f64) {
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

/// How many of the intervals set how far an axis may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Share {
    /// The shorter half: of many studies the long intervals are the small studies.
    Half,
    /// Three quarters.
    ThreeQuarters,
}

/// The range of an axis that shows the estimates and most of their intervals.
///
/// All estimates and «no effect» are inside, with `centre` for ratios also a half and the double. An interval much longer than the
/// others is clipped: on either side the axis goes no further beyond the outermost estimate than a `share` of the lengths
/// are long, on the axis' own scale; twice as far for the intervals of `whole`, the pooled ones.
pub(super) fn range(
    estimates: &[&Estimate],
    whole: &[&Estimate],
    no_effect: Option<f64>,
    scale: Scale,
    share: Share,
    centre: bool,
) -> (f64, f64) {
    let drawable = |value: f64| value.is_finite() && (scale == Scale::Linear || value > 0.0);
    let warped = |value: f64| drawable(value).then(|| scale.warp(value));
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    let centre = match scale {
        Scale::Logarithmic if centre => [warped(0.5), warped(2.0)],
        Scale::Logarithmic => [no_effect.and_then(warped), None],
        Scale::Linear => [no_effect, None],
    };
    let values = estimates.iter().chain(whole).filter_map(|estimate| warped(around::shown(estimate)));
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
    let rank = match share {
        Share::Half => lengths.len() / 2,
        Share::ThreeQuarters => lengths.len() * 3 / 4,
    };
    let room = lengths.get(rank).copied().unwrap_or(0.5 * (high - low));
    let (lowest, highest) = (low - room, high + room);
    for (lower, upper) in estimates.iter().filter_map(|estimate| around::ends(estimate)) {
        low = low.min(warped(lower).unwrap_or(f64::NEG_INFINITY).max(lowest));
        high = high.max(warped(upper).unwrap_or(f64::INFINITY).min(highest));
    }
    for (lower, upper) in whole.iter().filter_map(|estimate| around::ends(estimate)) {
        low = low.min(warped(lower).unwrap_or(f64::NEG_INFINITY).max(lowest - room));
        high = high.max(warped(upper).unwrap_or(f64::INFINITY).min(highest + room));
    }
    let air = if high > low { 0.04 * (high - low) } else { 1.0 };
    (scale.unwarp(low - air), scale.unwarp(high + air))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_of_a_square_follows_the_weight() {
        let area = |weight: f64| side(weight, 0.2).powi(2);
        assert!((area(0.2) / area(0.1) - 2.0).abs() < 1e-12);
        assert_eq!(side(0.2, 0.2), LARGEST);
        assert_eq!((side(1e-9, 0.2), side(0.0, 0.0)), (SMALLEST, SMALLEST));
    }
}
