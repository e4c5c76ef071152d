//! What draws of all uncertain assumptions make of the net present value, and how sure the draws are of it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Draw;
use super::around::{self, Around};
use super::axis::{self, Scale};
use super::curves::{self, Curves, Line, Look};
use super::economics::price_year;
use super::figure::{Body, Figure, Width};
use super::reference::References;
use super::scatter::Range;
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Locale, Step, Style};
use crate::results::{Curve, Results, Text, Value};

/// The net present value in the draws of a `sensitivity` analysis: how it is distributed, or how its mean settles as draws are
/// added.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulatedValue {
    /// The analysis of the kind `sensitivity` that is shown.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// What is shown.
    #[serde(default)]
    pub show: Shown,
    /// The unit after the title; from what is shown unless given.
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

/// What a [`SimulatedValue`] shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// The share of draws by net present value.
    #[default]
    Distribution,
    /// The mean after so many draws, with its Monte Carlo interval.
    Convergence,
}

impl Draw for SimulatedValue {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let section = picked[0].section;
        let name = match self.show {
            Shown::Distribution => "distribution",
            Shown::Convergence => "convergence",
        };
        let Some(Value::Curve(curve)) = section.value(name).filter(|value| has_points(value)) else {
            let problem = Problem::new(format!("`{}` has no draws that vary", picked[0].token));
            return Err(vec![
                picked[0].error(problem.hint("`simulated_value` shows a `sensitivity` with `probabilistic`")),
            ]);
        };
        let mean = match section.value("simulated.mean") {
            Some(Value::Estimate(mean)) => Some(mean),
            _ => None,
        };
        let said = mean.map_or_else(String::new, |mean| locale.value_and_interval(mean));
        let probability = match section.value("simulated.probability") {
            Some(Value::Quantity(share)) => locale.with_unit(share.value, share.unit, share.decimals, Style::Text),
            _ => String::new(),
        };
        let (canvas, unit, alt, reading) = match self.show {
            Shown::Distribution => {
                let alt = locale.alt_distribution(&said, &probability);
                let (canvas, unit) = distribution(curve, self.width.millimetres(), locale);
                (canvas, unit, alt, locale.note_distribution(&probability))
            }
            Shown::Convergence => {
                let alt = locale.alt_convergence(&said);
                let (canvas, unit) = convergence(curve, self.width.millimetres(), locale);
                (canvas, unit, alt, locale.note_convergence().to_owned())
            }
        };
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        Ok(around.figure(&picked, Some(unit), vec![reading], alt, Body::Picture(picture), locale))
    }
}

fn has_points(value: &Value) -> bool {
    matches!(value, Value::Curve(curve) if curve.points.len() > 1)
}

fn distribution(curve: &Curve, width: f64, locale: Locale) -> (super::canvas::Canvas, String) {
    let highest = curve.points.iter().map(|point| point.x.abs()).fold(0.0, f64::max);
    let step = Step::of(highest);
    let amounts = locale.step_of_kroner(step, price_year(curve.x_unit));
    let half = 0.5 * (curve.points[1].x - curve.points[0].x);
    let top = curve.points.iter().map(|point| 100.0 * point.y).fold(0.0, f64::max);
    let (top, _) = axis::from_zero(top, 6, locale);
    // The outline of the parts, and what of it lies where the value is positive.
    let corners: Vec<(f64, f64)> = curve
        .points
        .iter()
        .flat_map(|point| [point.x - half, point.x + half].map(|x| (x / step.kroner(), 100.0 * point.y)))
        .collect();
    let mut positive: Vec<(f64, f64, f64)> =
        corners.iter().filter(|(x, _)| *x >= 0.0).map(|(x, y)| (*x, 0.0, *y)).collect();
    if let (Some(first), true) = (positive.first().copied(), corners[0].0 < 0.0) {
        // The part that holds nought is tinted from there.
        positive.insert(0, (0.0, first.1, first.2));
    }
    let (from, to) = (corners[0].0, corners[corners.len() - 1].0);
    let x_name = locale.axis_of_result(false, &amounts);
    let drawn = Curves {
        x: Range::around(Scale::Linear, [from, to, 0.0], 0.0, 0.02),
        x_name: &x_name,
        y: Range { scale: Scale::Linear, from: 0.0, to: top },
        y_name: locale.axis_of_share_of_draws(),
        lines: vec![Line { name: None, pieces: vec![corners], look: Look::Strong }],
        bands: vec![positive],
        uprights: vec![0.0],
    };
    (curves::draw(&drawn, width, locale), locale.unit_of_acceptability().to_owned())
}

fn convergence(curve: &Curve, width: f64, locale: Locale) -> (super::canvas::Canvas, String) {
    let band = |point: &crate::results::Point| point.band.unwrap_or((point.y, point.y));
    let reach = || curve.points.iter().skip(2).flat_map(|point| [band(point).0, band(point).1]);
    let highest = reach().map(f64::abs).fold(0.0, f64::max);
    let step = Step::of(highest);
    let amounts = locale.step_of_kroner(step, price_year(curve.y_unit));
    let scaled = |value: f64| value / step.kroner();
    let to = curve.points.last().map_or(1.0, |point| point.x);
    let y_name = locale.axis_of_mean_value(&amounts);
    let drawn = Curves {
        x: Range { scale: Scale::Linear, from: 0.0, to },
        x_name: locale.axis_of_draws(),
        y: Range::around(Scale::Linear, reach().map(scaled), 0.0, 0.08),
        y_name: &y_name,
        lines: vec![Line {
            name: None,
            pieces: vec![curve.points.iter().map(|point| (point.x, scaled(point.y))).collect()],
            look: Look::Strong,
        }],
        bands: vec![curve.points.iter().map(|point| (point.x, scaled(band(point).0), scaled(band(point).1))).collect()],
        uprights: Vec::new(),
    };
    (curves::draw(&drawn, width, locale), around::capitalised(&amounts))
}
