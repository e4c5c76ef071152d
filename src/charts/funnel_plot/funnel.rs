//! The drawing of a funnel: points, the region around a value, and contours of significance.

use super::super::axis::{self, Scale};
use super::super::canvas::{Anchor, At, Canvas, Label, Stroke};
use super::super::metrics::{self, Weight};
use super::super::place::{Rect, spread};
use super::super::scatter::{Frame, Plot, Range};
use super::{Locale, theme};
use crate::stats::Level;

/// Radius of a point, in millimetres.
const DOT: f64 = 0.95;
/// The p-values of the contours, from the middle outwards.
const CONTOURS: [f64; 3] = [0.10, 0.05, 0.01];
/// The tints from the middle outwards; outside the last contour is paper.
const TINTS: [theme::Colour; 3] =
    [theme::Colour(0xDA, 0xDF, 0xE2), theme::Colour(0xE7, 0xEB, 0xED), theme::Colour(0xF3, 0xF5, 0xF6)];
/// The room for the words under the contours, in millimetres.
const STRIP: f64 = 7.4;
/// The dots of the line at the pooled effect: dash and gap, in millimetres.
const DOTTED: (f64, f64) = (0.5, 0.65);

/// What is drawn; effects are on the scale of standard errors, logarithms for ratios.
pub(super) struct Funnel {
    /// How effects are spaced.
    pub(super) scale: Scale,
    /// The name of the horizontal axis.
    pub(super) x_name: String,
    /// The name of the vertical axis.
    pub(super) y_name: String,
    /// The studies.
    pub(super) dots: Vec<Dot>,
    /// The studies that trim and fill adds.
    pub(super) filled: Vec<Dot>,
    /// The effect that means none.
    pub(super) no_effect: f64,
    /// The lines at estimates.
    pub(super) uprights: Vec<Upright>,
    /// The value that the region is centred on.
    pub(super) region: Option<f64>,
    /// Half the width of the region in standard errors.
    pub(super) z: f64,
    /// Whether there are contours.
    pub(super) contours: bool,
}

/// A study.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dot {
    /// Its effect.
    pub(super) effect: f64,
    /// Its standard error.
    pub(super) error: f64,
}

/// A vertical line with its words above.
pub(super) struct Upright {
    /// Where.
    pub(super) at: f64,
    /// The words.
    pub(super) words: String,
    /// Whether it is the estimate that the analysis is about.
    pub(super) strong: bool,
}

/// How many standard errors from no effect a study has this p-value.
pub(super) fn contour(p: f64) -> f64 {
    Level::new(1.0 - p).map_or(0.0, Level::z)
}

/// Draws the funnel on a page `width` millimetres wide.
pub(super) fn draw(funnel: &Funnel, width: f64, locale: Locale) -> Canvas {
    let all = || funnel.dots.iter().chain(&funnel.filled);
    let largest = all().map(|dot| dot.error).fold(0.0, f64::max);
    let (deepest, _) = axis::from_zero(largest * 1.02, 6, locale);
    let widest = contour(CONTOURS[2]) * 1.12;
    let edges = funnel.region.map(|centre| (centre, funnel.z)).into_iter();
    let edges = edges.chain(funnel.contours.then_some((funnel.no_effect, widest)));
    let numbers = all()
        .map(|dot| dot.effect)
        .chain(funnel.uprights.iter().map(|upright| upright.at))
        .chain([funnel.no_effect])
        .chain(edges.flat_map(|(centre, z)| [centre - z * deepest, centre + z * deepest]));
    let plain = |number: f64| if funnel.scale == Scale::Logarithmic { libm::exp(number) } else { number };
    let x = Range::around(funnel.scale, numbers.map(plain), plain(funnel.no_effect), 0.03);
    let frame = Frame {
        width,
        height: if width > theme::MEASURE { 76.0 } else { 66.0 },
        above: 4.2,
        strip: if funnel.contours { STRIP } else { 1.6 },
        inset: 0.0,
        across: None,
        ticks: Vec::new(),
        x,
        x_name: &funnel.x_name,
        y: Range { scale: Scale::Linear, from: 0.0, to: deepest },
        y_name: &funnel.y_name,
        down: true,
        guides: false,
    };
    let (mut canvas, plot) = frame.draw(locale);
    let at = |dot: &Dot| (plot.x.at(plain(dot.effect)), plot.y.at(dot.error));
    let per_unit = (plot.x.end - plot.x.start) / (normal(funnel, plot.x.to) - normal(funnel, plot.x.from));
    let wedge = |centre: f64, z: f64| Wedge {
        tip: (plot.x.at(plain(centre)), plot.area.top),
        half: z * deepest * per_unit,
        area: plot.area,
    };

    if funnel.contours {
        let wedges = CONTOURS.map(|p| wedge(funnel.no_effect, contour(p)));
        for (wedge, tint) in wedges.iter().zip(TINTS).rev() {
            canvas.area(wedge.outline(), tint, 1.0);
        }
        for wedge in &wedges {
            for edge in wedge.edges() {
                canvas.line(edge, Stroke::solid(theme::GREY, theme::GUIDE_LINE));
            }
        }
        label_contours(&mut canvas, &wedges, &plot, locale);
    }
    if let Some(centre) = funnel.region {
        let wedge = wedge(centre, funnel.z);
        if !funnel.contours {
            canvas.area(wedge.outline(), theme::TINT, 1.0);
        }
        for edge in wedge.edges() {
            canvas.line(edge, Stroke::dashed(theme::CONTROL, theme::REFERENCE_LINE, theme::REFERENCE_DASH));
        }
    }
    let none = plot.x.at(plain(funnel.no_effect));
    canvas.line([(none, plot.area.top), (none, plot.area.bottom)], Stroke::solid(theme::INK, theme::AXIS_LINE));
    draw_uprights(&mut canvas, funnel, &plot, |at| plot.x.at(plain(at)));
    for dot in &funnel.dots {
        canvas.disc(at(dot), DOT + 0.15, theme::PAPER);
        canvas.disc(at(dot), DOT, theme::PETROL);
    }
    for dot in &funnel.filled {
        canvas.ring(at(dot), DOT, Stroke::solid(theme::PETROL, theme::INTERVAL_LINE));
    }
    canvas
}

fn normal(funnel: &Funnel, number: f64) -> f64 {
    if funnel.scale == Scale::Logarithmic { libm::log(number) } else { number }
}

/// The lines at estimates, and their words above the plot.
fn draw_uprights(canvas: &mut Canvas, funnel: &Funnel, plot: &Plot, at: impl Fn(f64) -> f64) {
    let places: Vec<f64> = funnel.uprights.iter().map(|upright| at(upright.at)).collect();
    let weight = |upright: &Upright| if upright.strong { Weight::Semibold } else { Weight::Regular };
    let widths: Vec<f64> = funnel
        .uprights
        .iter()
        .map(|upright| metrics::width(&upright.words, theme::TEXT, weight(upright)) + 3.0)
        .collect();
    let right = plot.area.right + 2.4;
    let middles = spread(&places, &widths, plot.area.left, right);
    for ((upright, place), middle) in funnel.uprights.iter().zip(places).zip(middles) {
        let (colour, stroke) = if upright.strong {
            (theme::PETROL, Stroke::dashed(theme::PETROL, 1.1, DOTTED))
        } else {
            (theme::GREY, Stroke::solid(theme::CONTROL, theme::GUIDE_LINE))
        };
        canvas.line([(place, plot.area.top), (place, plot.area.bottom)], stroke);
        if (middle - place).abs() > 0.4 {
            canvas.line(
                [(middle, plot.area.top - 2.2), (place, plot.area.top)],
                Stroke::solid(colour, theme::GUIDE_LINE),
            );
        }
        let label = Label::new(&upright.words, (middle, plot.area.top - 3.2), Anchor::Middle);
        canvas.label(label.colour(colour).weight(weight(upright)));
    }
}

/// A triangle with its tip on the upper edge of the plot, cut where the plot ends.
struct Wedge {
    tip: At,
    /// Half its width at the lower edge of the plot.
    half: f64,
    area: Rect,
}

impl Wedge {
    /// Where the left or the right side leaves the plot.
    fn leaves(&self, half: f64) -> At {
        let foot = self.tip.0 + half;
        let limit = if half < 0.0 { self.area.left } else { self.area.right };
        if half == 0.0 || (foot - limit) * half <= 0.0 {
            return (foot, self.area.bottom);
        }
        let share = ((limit - self.tip.0) / half).clamp(0.0, 1.0);
        (limit, self.tip.1 + share * (self.area.bottom - self.tip.1))
    }

    fn edges(&self) -> [[At; 2]; 2] {
        [[self.tip, self.leaves(-self.half)], [self.tip, self.leaves(self.half)]]
    }

    fn outline(&self) -> Vec<At> {
        let (left, right) = (self.leaves(-self.half), self.leaves(self.half));
        vec![self.tip, left, (left.0, self.area.bottom), (right.0, self.area.bottom), right]
    }
}

/// The words under the contours: one in the middle, the others to the right unless there is much more room to the left.
fn label_contours(canvas: &mut Canvas, wedges: &[Wedge; 3], plot: &Plot, locale: Locale) {
    let area = &plot.area;
    let tip = wedges[0].tip.0;
    let side = if area.right - tip >= 0.6 * (tip - area.left) { 1.0 } else { -1.0 };
    let foot = |wedge: &Wedge| wedge.leaves(side * wedge.half).0;
    let edge = if side > 0.0 { area.right } else { area.left };
    let words = [
        locale.p_above(CONTOURS[0]),
        locale.p_below(CONTOURS[0]),
        locale.p_below(CONTOURS[1]),
        locale.p_below(CONTOURS[2]),
    ];
    let (first, second, third) = (foot(&wedges[0]), foot(&wedges[1]), foot(&wedges[2]));
    let places = [tip, (first + second) / 2.0, (second + third) / 2.0, (third + edge) / 2.0];
    let widths = words.each_ref().map(|words| metrics::width(words, theme::SMALL, Weight::Regular) + 2.6);
    let middles = spread(&places, &widths, 0.0, area.right + 2.8);
    let line = area.bottom + 2.6;
    for ((words, place), middle) in words.iter().zip(places).zip(middles) {
        canvas.line([(place, area.bottom - 1.2), (middle, line)], Stroke::solid(theme::GREY, theme::GUIDE_LINE));
        let at = (middle, line + 0.6 + metrics::CAP_HEIGHT * theme::SMALL * theme::POINT);
        canvas.label(Label::new(words, at, Anchor::Middle).size(theme::SMALL));
    }
}
