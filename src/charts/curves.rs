//! Several curves over one axis, each named at its right end.

use super::axis::{self, Axis};
use super::canvas::{Anchor, At, Canvas, Label, Stroke, centred};
use super::metrics::{self, Weight};
use super::place::spread;
use super::scatter::{Frame, Range};
use super::theme::{self, Colour};
use crate::locale::Locale;

/// The widest a name may be before it is broken, in millimetres.
const WIDEST_NAME: f64 = 30.0;
/// From the plot to the names, in millimetres.
const TO_NAMES: f64 = 2.6;
/// From one line of a name to the next, in millimetres.
const LINE: f64 = 3.7;
/// The width of the band under a line, in points.
const BAND: f64 = 6.0;

/// A curve.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its name; none for a band that the note explains.
    pub(super) name: Option<String>,
    /// Its points in shown units, rising; pieces are joined by nothing.
    pub(super) pieces: Vec<Vec<(f64, f64)>>,
    /// How it is drawn.
    pub(super) look: Look,
}

/// How a curve is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// The strong line.
    Strong,
    /// The dashed line of what others are compared with.
    Compared,
    /// One of further lines, by number: no two have the same dash.
    Further(usize),
    /// A broad pale band under the lines.
    Band,
}

impl Look {
    fn stroke(self) -> Stroke {
        /// Dash and gap in millimetres.
        const DASHES: [(f64, f64); 6] = [(0.6, 0.8), (2.6, 0.7), (1.4, 1.4), (4.2, 1.0), (0.9, 2.0), (5.0, 2.4)];
        match self {
            Look::Strong => Stroke::solid(theme::PETROL, theme::TREATED_LINE),
            Look::Compared => Stroke::dashed(theme::CONTROL, theme::CONTROL_LINE, theme::CONTROL_DASH),
            Look::Further(number) => Stroke::dashed(theme::INK, 1.1, DASHES[number % DASHES.len()]),
            Look::Band => Stroke::solid(theme::GUIDE, BAND),
        }
    }

    fn text(self) -> (Colour, Weight) {
        match self {
            Look::Strong => (theme::PETROL, Weight::Semibold),
            Look::Further(_) => (theme::INK, Weight::Regular),
            Look::Compared | Look::Band => (theme::GREY, Weight::Regular),
        }
    }
}

/// What is drawn.
#[derive(Clone, Debug)]
pub(super) struct Curves<'a> {
    /// The horizontal axis.
    pub(super) x: Range,
    /// Its name.
    pub(super) x_name: &'a str,
    /// The vertical axis.
    pub(super) y: Range,
    /// Its name, over it.
    pub(super) y_name: &'a str,
    /// The curves.
    pub(super) lines: Vec<Line>,
    /// Tinted bands between a lower and an upper curve.
    pub(super) bands: Vec<Vec<(f64, f64, f64)>>,
    /// Upright dashed lines.
    pub(super) uprights: Vec<f64>,
}

/// Draws curves on a page `width` millimetres wide.
pub(super) fn draw(curves: &Curves<'_>, width: f64, locale: Locale) -> Canvas {
    let height = if width > theme::MEASURE { 66.0 } else { 56.0 };
    let named: Vec<(&Line, Vec<String>)> = curves
        .lines
        .iter()
        .filter_map(|line| {
            let name = line.name.as_ref()?;
            Some((line, metrics::wrap(name, theme::TEXT, line.look.text().1, WIDEST_NAME)))
        })
        .collect();
    let widest = |(line, name): &(&Line, Vec<String>)| {
        let widths = name.iter().map(|words| metrics::width(words, theme::TEXT, line.look.text().1));
        widths.fold(0.0, f64::max)
    };
    let gutter = named.iter().map(widest).fold(0.0, f64::max) + TO_NAMES;
    let upwards = Axis { scale: curves.y.scale, from: curves.y.from, to: curves.y.to, start: height, end: 0.0 };
    let left = axis::widest(&upwards.ticks_upwards(locale, 5.5)) + 2.4;
    let frame = Frame {
        width,
        height,
        above: 0.0,
        strip: 0.0,
        inset: 0.0,
        across: Some(width - gutter - left),
        ticks: Vec::new(),
        x: curves.x,
        x_name: curves.x_name,
        y: curves.y,
        y_name: curves.y_name,
        down: false,
        guides: true,
    };
    let (mut canvas, plot) = frame.draw(locale);
    for upright in curves.uprights.iter().filter(|upright| (curves.x.from..=curves.x.to).contains(*upright)) {
        let at = plot.x.at(*upright);
        let line = [(at, plot.area.bottom), (at, plot.area.top)];
        canvas.line(line, Stroke::dashed(theme::CONTROL, theme::REFERENCE_LINE, theme::REFERENCE_DASH));
    }
    for band in &curves.bands {
        let lower = band.iter().map(|(x, low, _)| (plot.x.clamped(*x), plot.y.clamped(*low)));
        let upper = band.iter().rev().map(|(x, _, high)| (plot.x.clamped(*x), plot.y.clamped(*high)));
        canvas.area(lower.chain(upper), theme::PETROL, theme::PETROL_BAND);
    }
    for line in &curves.lines {
        for piece in line.pieces.iter().filter(|piece| piece.len() > 1) {
            let points: Vec<At> = piece.iter().map(|(x, y)| (plot.x.clamped(*x), plot.y.clamped(*y))).collect();
            canvas.line(points, line.look.stroke());
        }
    }
    let end = |line: &Line| {
        let last = line.pieces.iter().rev().find_map(|piece| piece.last());
        last.map_or(plot.area.bottom, |(_, y)| plot.y.clamped(*y))
    };
    let wanted: Vec<f64> = named.iter().map(|(line, _)| end(line)).collect();
    let heights: Vec<f64> = named.iter().map(|(_, name)| LINE * name.len() as f64 + 0.5).collect();
    let centres = spread(&wanted, &heights, plot.area.top - 1.6, plot.area.bottom + 1.6);
    for ((line, name), centre) in named.iter().zip(centres) {
        let (colour, weight) = line.look.text();
        let top = centre - LINE * (name.len() as f64 - 1.0) / 2.0;
        for (row, words) in name.iter().enumerate() {
            let at = (plot.area.right + TO_NAMES, centred(top + LINE * row as f64, theme::TEXT));
            canvas.label(Label::new(words, at, Anchor::Start).colour(colour).weight(weight));
        }
    }
    canvas
}
