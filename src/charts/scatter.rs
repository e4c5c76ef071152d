//! The frame of a chart of points: two value axes with their names, and the plot between them.

use super::axis::{self, Axis, Scale};
use super::canvas::{Anchor, Canvas, Label, Stroke};
use super::metrics::{self, Weight};
use super::place::Rect;
use super::theme::{self, POINT};
use super::ticks::Tick;
use crate::locale::Locale;

/// From the top of the picture to the base line of the name of the vertical axis.
const NAME: f64 = metrics::CAP_HEIGHT * theme::TEXT * POINT + 0.2;
/// From the labels of the vertical axis to the plot, in millimetres.
const TO_PLOT: f64 = 2.4;
/// From the labels of the horizontal axis to its name, in millimetres.
const TO_NAME: f64 = 4.6;
/// The least distance between two labels of the horizontal axis, in millimetres.
const TICKS_APART: f64 = 1.6;
/// From the plot to the right edge, in millimetres.
const MARGIN: f64 = 3.0;
/// The least distance between two labels of the vertical axis, in millimetres.
const APART: f64 = 5.5;

/// Ticks with their labels.
pub(super) type Worded = Vec<(Tick, String)>;

/// The numbers of an axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    /// How they are spaced.
    pub(super) scale: Scale,
    /// The first.
    pub(super) from: f64,
    /// The last.
    pub(super) to: f64,
}

impl Range {
    /// The range of these numbers with some air at both ends; around `middle` where there are none, or all are equal.
    ///
    /// `air` is a share of the range; what is no number on the scale is left out.
    pub(super) fn around(scale: Scale, numbers: impl IntoIterator<Item = f64>, middle: f64, air: f64) -> Range {
        let warped = numbers.into_iter().map(|number| scale.warp(number)).filter(|warped| warped.is_finite());
        let (low, high) = warped.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        let (low, high) = if low <= high { (low, high) } else { (scale.warp(middle), scale.warp(middle)) };
        let least = match scale {
            Scale::Linear => 1e-6 * low.abs().max(high.abs()),
            Scale::Logarithmic => 1e-3,
        };
        let spread = if high - low > least { high - low } else { 0.0 };
        let half = if spread > 0.0 {
            spread * air
        } else {
            match scale {
                Scale::Linear => (0.5 * low.abs()).max(if low == 0.0 { 1.0 } else { 0.0 }),
                Scale::Logarithmic => 0.35,
            }
        };
        Range { scale, from: scale.unwarp(low - half), to: scale.unwarp(high + half) }
    }
}

/// What stands around the plot.
#[derive(Clone, Debug)]
pub(super) struct Frame<'a> {
    /// The width of the picture in millimetres.
    pub(super) width: f64,
    /// The height of the plot.
    pub(super) height: f64,
    /// Room above the plot beside that for the name of the vertical axis.
    pub(super) above: f64,
    /// Room between the plot and the horizontal axis.
    pub(super) strip: f64,
    /// Room between the labels of the vertical axis and the plot beside the usual.
    pub(super) inset: f64,
    /// The width of the plot, where it does not go on to the right edge.
    pub(super) across: Option<f64>,
    /// Ticks that the horizontal axis may have, from the densest to the sparsest; its own where there are none.
    pub(super) ticks: Vec<Worded>,
    /// The horizontal axis.
    pub(super) x: Range,
    /// Its name.
    pub(super) x_name: &'a str,
    /// The vertical axis.
    pub(super) y: Range,
    /// Its name, over it; empty where the title has said it.
    pub(super) y_name: &'a str,
    /// Whether the vertical axis runs downwards.
    pub(super) down: bool,
    /// Whether a thin line goes through the plot at every label of the vertical axis.
    pub(super) guides: bool,
}

/// Where the points are drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plot {
    /// The horizontal axis.
    pub(super) x: Axis,
    /// The vertical axis.
    pub(super) y: Axis,
    /// The plot in millimetres.
    pub(super) area: Rect,
}

impl Frame<'_> {
    /// The picture with its axes, and where the points are drawn.
    pub(super) fn draw(&self, locale: Locale) -> (Canvas, Plot) {
        let names = if self.y_name.is_empty() { 1.6 } else { NAME + 3.6 };
        let top = names + self.above;
        let bottom = top + self.height;
        let (start, end) = if self.down { (top, bottom) } else { (bottom, top) };
        let y = Axis { scale: self.y.scale, from: self.y.from, to: self.y.to, start, end };
        let y_ticks = y.ticks_upwards(locale, APART);
        let left = axis::widest(&y_ticks) + TO_PLOT + self.inset;
        let mut x = Axis {
            scale: self.x.scale,
            from: self.x.from,
            to: self.x.to,
            start: left,
            end: self.across.map_or(self.width - MARGIN, |across| left + across),
        };
        let x_ticks = self.fitted(&mut x, locale);
        let line = bottom + self.strip;
        let below = axis::under_axis(line);
        let named = if self.x_name.is_empty() { 0.0 } else { TO_NAME };
        let mut canvas = Canvas::new(self.width, below + named + 1.2);
        if self.guides {
            for (tick, _) in &y_ticks {
                let at = y.at(tick.value);
                canvas.line([(left, at), (x.end, at)], Stroke::solid(theme::GUIDE, theme::GUIDE_LINE));
            }
        }
        axis::label_upwards(&mut canvas, &y, left - self.inset - TO_PLOT, &y_ticks);
        x.draw_across(&mut canvas, line, &x_ticks);
        if !self.y_name.is_empty() {
            let name = metrics::on_one_line(self.y_name, theme::TEXT, Weight::Regular, self.width);
            canvas.label(Label::new(name, (0.0, NAME), Anchor::Start));
        }
        let name = metrics::on_one_line(self.x_name, theme::TEXT, Weight::Regular, self.width);
        let half = metrics::width(&name, theme::TEXT, Weight::Regular) / 2.0;
        let middle = ((left + x.end) / 2.0).clamp(half, (self.width - half).max(half));
        canvas.label(Label::new(name, (middle, below + named), Anchor::Middle));
        (canvas, Plot { x, y, area: Rect { left, top, right: x.end, bottom } })
    }

    /// The ticks of the horizontal axis, which is shortened until the last label stays on the page.
    fn fitted(&self, x: &mut Axis, locale: Locale) -> Worded {
        let choose = |x: &Axis| match self.ticks.as_slice() {
            [] => x.ticks_across(locale, TICKS_APART),
            sets => x.first_that_fits(sets.to_vec(), TICKS_APART),
        };
        for _ in 0..4 {
            let ticks = choose(x);
            let over = ticks.last().map_or(0.0, |(tick, words)| {
                x.at(tick.value) + metrics::width(words, theme::TEXT, Weight::Regular) / 2.0 - self.width
            });
            if over <= 0.0 {
                return ticks;
            }
            x.end -= over + 0.1;
        }
        choose(x)
    }
}
