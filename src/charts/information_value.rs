//! What a certain answer would be worth, by what one unit of effect is worth.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Draw;
use super::around::{self, Around};
use super::axis::{self, Scale};
use super::curves::{self, Curves, Line, Look};
use super::economics::{Analysis, price_year, threshold_axis};
use super::figure::{Body, Figure, Width};
use super::reference::References;
use super::scatter::Range;
use crate::diag::Diagnostic;
use crate::locale::{Locale, Step, Style};
use crate::results::{Curve, Point, Results, Text, Value};

/// The expected value of perfect information of a `cost_effectiveness` analysis, per person, by what one unit of effect is
/// worth, with the value of information about costs and about effects alone.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InformationValue {
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

impl Draw for InformationValue {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let analysis = Analysis::of(&picked, "information_value").map_err(|error| vec![error])?;
        let perfect = analysis.curve(&picked[0], "evpi").map_err(|error| vec![error])?;
        let (step, x_name) = threshold_axis(&analysis, perfect, locale);
        let highest = perfect.points.iter().map(|point| point.y).fold(0.0, f64::max);
        let money = Step::of(highest);
        let (top, _) = axis::from_zero(highest / money.kroner(), 6, locale);
        let amounts = locale.step_of_kroner(money, price_year(perfect.y_unit));
        let y_name = locale.axis_of_information(&amounts);
        let mut lines = Vec::new();
        let mut found: Vec<(&str, &Curve)> = Vec::new();
        for (name, look) in
            [("evppi_costs", Look::Compared), ("evppi_effects", Look::Further(0)), ("evpi", Look::Strong)]
        {
            let Some(Value::Curve(curve)) = analysis.overview.value(name) else { continue };
            let points = curve.points.iter().map(|point| (point.x / step.kroner(), point.y / money.kroner()));
            let words = locale.information_about(name);
            lines.push(Line { name: Some(words.to_owned()), pieces: vec![points.collect()], look });
            found.push((words, curve));
        }
        let to = perfect.points.last().map_or(1.0, |point| point.x);
        let thresholds = analysis.thresholds();
        let drawn = Curves {
            x: Range { scale: Scale::Linear, from: 0.0, to: to / step.kroner() },
            x_name: &x_name,
            y: Range { scale: Scale::Linear, from: 0.0, to: top },
            y_name: &y_name,
            lines,
            bands: Vec::new(),
            uprights: thresholds.iter().map(|threshold| threshold / step.kroner()).collect(),
        };
        let canvas = curves::draw(&drawn, self.width.millimetres(), locale);
        let kroner = |amount: f64, decimals: i8| locale.with_unit(amount, perfect.x_unit, decimals, Style::Text);
        let peak = perfect.points.iter().max_by(|one, two| one.y.total_cmp(&two.y).then(two.x.total_cmp(&one.x)));
        let peak = peak.map_or((0.0, 0.0), |point| (point.x, point.y));
        let mut sentences =
            vec![locale.alt_information(&kroner(peak.1, perfect.decimals), &kroner(peak.0, 0), &kroner(to, 0))];
        if let Some(threshold) = thresholds.first() {
            for (name, curve) in found.iter().rev() {
                let near = |a: &&Point, b: &&Point| (a.x - threshold).abs().total_cmp(&(b.x - threshold).abs());
                if let Some(point) = curve.points.iter().min_by(near) {
                    let amount = kroner(point.y, perfect.decimals);
                    sentences.push(locale.alt_information_about(name, &amount, &kroner(point.x, 0)));
                }
            }
        }
        let alt = sentences.join(" ");
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let amounts: Vec<String> = thresholds.iter().map(|threshold| kroner(*threshold, 0)).collect();
        let reading = vec![locale.note_thresholds(&locale.list(&amounts))];
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let unit = Some(around::capitalised(&locale.step_of_kroner(money, price_year(perfect.y_unit))));
        Ok(around.figure(&picked, unit, reading, alt, Body::Picture(picture), locale))
    }
}
