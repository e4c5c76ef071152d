//! Extra cost against extra effect, with what else the estimates are compatible with.

use schemars::JsonSchema;
use serde::Deserialize;

use super::around::{self, Around};
use super::axis::Scale;
use super::canvas::{Anchor, At, Canvas, Label, Stroke};
use super::economics::{Analysis, price_year};
use super::figure::{Body, Figure, Width};
use super::metrics::{self, Weight};
use super::place::{Placer, Rect};
use super::reference::References;
use super::scatter::{Frame, Plot, Range};
use super::{Draw, theme};
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Corner, Locale, Step, Style};
use crate::results::{Curve, Estimate, Quantity, Results, Section, Text, Unit, Value};
use crate::stats::Level;

/// The cost-effectiveness plane of a `cost_effectiveness` analysis: the difference in effect across, the extra cost upwards.
///
/// With one comparison, draws are shown as small points and the estimate with its ellipse; with several, each alternative has
/// its point and its ellipse. The axes cross at no difference and part the plane in quarters, which are named where there is room. The dashed line
/// is a threshold: below it net benefit is positive.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostEffectivenessPlane {
    /// The analysis of the kind `cost_effectiveness` that is shown.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; kroner with the price year unless given.
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

/// One comparison.
struct Shown<'a> {
    name: String,
    section: &'a Section,
    cost: &'a Estimate,
    effect: &'a Estimate,
    ellipse: Option<&'a Curve>,
    cloud: Option<&'a Curve>,
}

impl<'a> Shown<'a> {
    fn of(section: &'a Section, locale: Locale) -> Option<Shown<'a>> {
        let estimate = |name: &str| match section.value(name) {
            Some(Value::Estimate(estimate)) => Some(estimate),
            _ => None,
        };
        let curve = |name: &str| match section.value(name) {
            Some(Value::Curve(curve)) => Some(curve),
            _ => None,
        };
        Some(Shown {
            name: section.label("treated")?.get(locale.language()).to_owned(),
            section,
            cost: estimate("extra_cost")?,
            effect: estimate("extra_effect")?,
            ellipse: curve("ellipse"),
            cloud: curve("cloud"),
        })
    }

    /// Every point that must be in the picture: effects and costs.
    fn reach(&self) -> impl Iterator<Item = (f64, f64)> {
        let ellipse = self.ellipse.into_iter().flat_map(|curve| &curve.points).flat_map(|point| {
            let (low, high) = point.band.unwrap_or((point.y, point.y));
            [(point.x, low), (point.x, high)]
        });
        let cloud = self.cloud.into_iter().flat_map(|curve| &curve.points).map(|point| (point.x, point.y));
        ellipse.chain(cloud).chain([(self.effect.value, self.cost.value)])
    }

    fn outline(&self) -> Vec<(f64, f64)> {
        let Some(ellipse) = self.ellipse else { return Vec::new() };
        let end = |low: bool| {
            move |point: &crate::results::Point| {
                let (from, to) = point.band.unwrap_or((point.y, point.y));
                (point.x, if low { from } else { to })
            }
        };
        let lower = ellipse.points.iter().map(end(true));
        let upper = ellipse.points.iter().rev().map(end(false));
        let first = ellipse.points.first().map(end(true));
        lower.chain(upper).chain(first).collect()
    }

    /// The share of draws in each quarter.
    fn corners(&self) -> Vec<(Corner, Quantity)> {
        [
            ("better_and_dearer", Corner::DearerBetter),
            ("better_and_cheaper", Corner::CheaperBetter),
            ("worse_and_dearer", Corner::DearerWorse),
            ("worse_and_cheaper", Corner::CheaperWorse),
        ]
        .into_iter()
        .filter_map(|(name, corner)| match self.section.value(name) {
            Some(Value::Quantity(quantity)) => Some((corner, *quantity)),
            _ => None,
        })
        .collect()
    }
}

impl Draw for CostEffectivenessPlane {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let analysis = Analysis::of(&picked, "cost_effectiveness_plane").map_err(|error| vec![error])?;
        let shown: Vec<Shown<'_>> =
            analysis.comparisons.iter().filter_map(|section| Shown::of(section, locale)).collect();
        let Some(first) = shown.first() else {
            let problem = Problem::new(format!("`{}` has no differences that can be drawn", picked[0].token));
            return Err(vec![picked[0].error(problem.hint("they are hidden, or could not be estimated"))]);
        };
        let threshold = analysis.thresholds().first().copied();
        let highest = shown.iter().flat_map(Shown::reach).map(|(_, cost)| cost.abs()).fold(0.0, f64::max);
        let step = Step::of(highest);
        let amounts = locale.step_of_kroner(step, price_year(first.cost.unit));
        let names =
            [locale.axis_of_extra_effect(&analysis.word("effect", locale)), locale.axis_of_extra_cost(&amounts)];
        let per = analysis.per(locale);
        let line = threshold.map(|threshold| {
            let amount = locale.with_unit(threshold, first.cost.unit, 0, Style::Text);
            (threshold, amount)
        });
        let canvas = draw(&shown, line.as_ref(), step, &names, self.width.millimetres(), locale);
        let control = first.section.label("control").map_or("", |text| text.get(locale.language()));
        let treated: Vec<String> = shown.iter().map(|shown| shown.name.clone()).collect();
        let mut sentences = vec![locale.alt_plane(&locale.list(&treated), control)];
        for shown in &shown {
            let effect = locale.value_and_interval(shown.effect);
            let words = around::capitalised(&shown.name);
            sentences.push(locale.alt_increment(&words, &locale.value_and_interval(shown.cost), &effect));
        }
        let mut reading = Vec::new();
        let level = first.ellipse.and_then(|ellipse| ellipse.level).unwrap_or(Level::NINETY_FIVE);
        let level = locale.with_unit(level.get(), Unit::Proportion, 0, Style::Text);
        match (shown.as_slice(), first.cloud) {
            ([_], Some(cloud)) => {
                reading.push(locale.note_plane(&locale.count(cloud.points.len() as u64, Style::Text), &level));
                let shares: Vec<(Corner, String)> = first
                    .corners()
                    .into_iter()
                    .map(|(corner, share)| {
                        (corner, locale.with_unit(share.value, share.unit, share.decimals, Style::Text))
                    })
                    .collect();
                if !shares.is_empty() {
                    reading.push(locale.note_corners(&shares));
                    sentences.push(locale.note_corners(&shares));
                }
            }
            _ => reading.push(locale.note_plane_several(&level)),
        }
        if let Some((_, amount)) = &line {
            reading.push(locale.note_threshold_line(amount, &per));
        }
        sentences.truncate(6);
        let alt = sentences.join(" ");
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let unit = Some(around::capitalised(&amounts));
        Ok(around.figure(&picked, unit, reading, alt, Body::Picture(picture), locale))
    }
}

/// Side of the small square of a draw, in millimetres.
const DRAW: f64 = 0.55;
/// Radius of the point of an estimate, in millimetres.
const POINT: f64 = 1.05;

fn draw(
    shown: &[Shown<'_>],
    line: Option<&(f64, String)>,
    step: Step,
    names: &[String; 2],
    width: f64,
    locale: Locale,
) -> Canvas {
    let factor = shown[0].effect.unit.shown_factor();
    let place = |(effect, cost): (f64, f64)| (effect * factor, cost / step.kroner());
    let reach = || shown.iter().flat_map(Shown::reach).map(place);
    let range = |numbers: Vec<f64>| Range::around(Scale::Linear, numbers.into_iter().chain([0.0]), 0.0, 0.07);
    let frame = Frame {
        width,
        height: if width > theme::MEASURE { 88.0 } else { 74.0 },
        above: 0.0,
        strip: 0.0,
        inset: 0.0,
        across: None,
        ticks: Vec::new(),
        x: range(reach().map(|(effect, _)| effect).collect()),
        x_name: &names[0],
        y: range(reach().map(|(_, cost)| cost).collect()),
        y_name: &names[1],
        down: false,
        guides: false,
    };
    let (mut canvas, plot) = frame.draw(locale);
    let at = |point: (f64, f64)| -> At { (plot.x.at(point.0), plot.y.at(point.1)) };
    let mut placer = Placer::new(Rect {
        left: plot.area.left + 0.6,
        top: plot.area.top,
        right: plot.area.right - 0.4,
        bottom: plot.area.bottom - 0.6,
    });
    if let [only] = shown {
        for point in only.cloud.into_iter().flat_map(|cloud| &cloud.points) {
            let (x, y) = at(place((point.x, point.y)));
            let half = DRAW / 2.0;
            canvas.rectangle(Rect { left: x - half, top: y - half, right: x + half, bottom: y + half }, theme::HAIR);
        }
    }
    let zero = at((0.0, 0.0));
    let axes =
        [[(plot.area.left, zero.1), (plot.area.right, zero.1)], [(zero.0, plot.area.bottom), (zero.0, plot.area.top)]];
    for axis in axes {
        canvas.line(axis, Stroke::solid(theme::INK, theme::AXIS_LINE));
        placer.avoid(&axis);
    }
    if let Some((threshold, _)) = line {
        let slope = |effect: f64| (effect, threshold * effect / factor / step.kroner());
        let ends = inside(&plot, slope);
        if let Some(ends) = ends {
            canvas.line(ends, Stroke::dashed(theme::CONTROL, theme::REFERENCE_LINE, theme::REFERENCE_DASH));
            placer.avoid(&ends);
        }
    }
    for own in shown {
        let outline: Vec<At> = own.outline().into_iter().map(|point| at(place(point))).collect();
        placer.avoid(&outline);
        canvas.line(outline, Stroke::solid(theme::PETROL, 1.2));
    }
    let points: Vec<At> = shown.iter().map(|own| at(place((own.effect.value, own.cost.value)))).collect();
    for point in &points {
        canvas.disc(*point, POINT, theme::PETROL);
        let reach = POINT + 0.1;
        placer.take(Rect {
            left: point.0 - reach,
            top: point.1 - reach,
            right: point.0 + reach,
            bottom: point.1 + reach,
        });
    }
    for (own, point) in shown.iter().zip(&points) {
        name(&mut canvas, &mut placer, &around::capitalised(&own.name), *point);
    }
    if let Some((_, amount)) = line {
        label_threshold(
            &mut canvas,
            &mut placer,
            &plot,
            amount,
            line.map_or(0.0, |line| line.0) / factor / step.kroner(),
        );
    }
    corners(&mut canvas, &mut placer, &plot, zero, locale);
    canvas
}

/// The part of a line through the origin that lies in the plot.
fn inside(plot: &Plot, of: impl Fn(f64) -> (f64, f64)) -> Option<[At; 2]> {
    const STEPS: u32 = 400;
    let (from, to) = (plot.x.from, plot.x.to);
    let points: Vec<(f64, f64)> = (0..=STEPS)
        .map(|step| of(from + (to - from) * f64::from(step) / f64::from(STEPS)))
        .filter(|(_, y)| (plot.y.from..=plot.y.to).contains(y))
        .collect();
    let (first, last) = (points.first()?, points.last()?);
    (first != last).then(|| [*first, *last].map(|(x, y)| (plot.x.at(x), plot.y.at(y))))
}

/// The name of an alternative beside its point.
fn name(canvas: &mut Canvas, placer: &mut Placer, words: &str, (x, y): At) {
    let write = |at: At, anchor: Anchor| {
        Label::new(words, at, anchor).colour(theme::PETROL).weight(Weight::Semibold).size(theme::STRONG)
    };
    let high = metrics::CAP_HEIGHT * theme::STRONG * theme::POINT;
    let mut candidates = Vec::new();
    for away in [0.0, 1.5, 3.0, 5.0, 8.0] {
        let (beside, over) = (POINT + 0.8 + away, POINT + 0.9 + away);
        candidates.extend([
            write((x + beside, y + high / 2.0), Anchor::Start),
            write((x - beside, y + high / 2.0), Anchor::End),
            write((x, y - over), Anchor::Middle),
            write((x, y + over + high), Anchor::Middle),
            write((x + beside, y - over), Anchor::Start),
            write((x - beside, y - over), Anchor::End),
        ]);
    }
    let places: Vec<Rect> = candidates.iter().map(Label::extent).collect();
    if let Some(index) = placer.place(&places) {
        canvas.label(candidates.swap_remove(index));
    }
}

/// The amount of the threshold beside its line, as far out as there is room.
fn label_threshold(canvas: &mut Canvas, placer: &mut Placer, plot: &Plot, amount: &str, slope: f64) {
    let high = metrics::CAP_HEIGHT * theme::TEXT * theme::POINT;
    let mut candidates = Vec::new();
    for share in [0.97, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.05, 0.15, 0.25] {
        let x = plot.x.from + (plot.x.to - plot.x.from) * share;
        let y = slope * x;
        if !(plot.y.from..=plot.y.to).contains(&y) {
            continue;
        }
        let at = (plot.x.at(x), plot.y.at(y));
        candidates.push(Label::new(amount, (at.0 - 1.2, at.1 - 1.0), Anchor::End));
        candidates.push(Label::new(amount, (at.0 + 1.2, at.1 + high + 1.0), Anchor::Start));
    }
    let places: Vec<Rect> = candidates.iter().map(Label::extent).collect();
    if let Some(index) = placer.place(&places) {
        canvas.label(candidates.swap_remove(index));
    }
}

/// The words of each quarter in its outer corner, where there is room.
fn corners(canvas: &mut Canvas, placer: &mut Placer, plot: &Plot, zero: At, locale: Locale) {
    let high = metrics::CAP_HEIGHT * theme::TEXT * theme::POINT;
    let area = plot.area;
    for (corner, better, dearer) in [
        (Corner::DearerBetter, true, true),
        (Corner::DearerWorse, false, true),
        (Corner::CheaperWorse, false, false),
        (Corner::CheaperBetter, true, false),
    ] {
        let words = locale.corner(corner);
        let (from, to) = if better { (zero.0, area.right) } else { (area.left, zero.0) };
        let (top, bottom) = if dearer { (area.top, zero.1) } else { (zero.1, area.bottom) };
        let width = metrics::width(words, theme::TEXT, Weight::Regular);
        if to - from < width + 3.0 || bottom - top < high + 4.0 {
            continue;
        }
        let rows = if dearer { [top + high + 1.0, top + high + 6.0] } else { [bottom - 2.2, bottom - 7.2] };
        let mut candidates = Vec::new();
        for row in rows {
            let ends = if better {
                [(to - 1.2, Anchor::End), (from + 1.6, Anchor::Start)]
            } else {
                [(from + 1.2, Anchor::Start), (to - 1.6, Anchor::End)]
            };
            candidates.extend(ends.map(|(x, anchor)| Label::new(words, (x, row), anchor)));
        }
        let places: Vec<Rect> = candidates.iter().map(Label::extent).collect();
        if let Some(index) = placer.place(&places) {
            canvas.label(candidates.swap_remove(index));
        }
    }
}
