//! How likely each alternative is to be the best, by what one unit of effect is worth.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Draw;
use super::around::{self, Around};
use super::axis::Scale;
use super::curves::{self, Curves, Line, Look};
use super::economics::{Analysis, threshold_axis};
use super::figure::{Body, Figure, Width};
use super::reference::References;
use super::scatter::Range;
use crate::diag::Diagnostic;
use crate::locale::{Locale, Style};
use crate::results::{Curve, Results, Text, Unit};

/// Acceptability curves of a `cost_effectiveness` analysis: the share of draws in which each alternative has the highest net
/// benefit, by what one unit of effect is worth.
///
/// Each curve is named at its right end. The broad pale band is the acceptability frontier: it follows the alternative with
/// the highest expected net benefit, which need not be the one with the highest probability. Dashed lines stand at the
/// thresholds of the analysis.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptabilityCurve {
    /// The analysis of the kind `cost_effectiveness` that is shown.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; `Prosent av trekningene` unless given.
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

/// How the curve of an alternative is drawn: the first is what others are compared with.
pub(super) fn look(place: usize) -> Look {
    match place {
        0 => Look::Compared,
        1 => Look::Strong,
        place => Look::Further(place - 2),
    }
}

impl Draw for AcceptabilityCurve {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let analysis = Analysis::of(&picked, "acceptability_curve").map_err(|error| vec![error])?;
        let frontier = analysis.curve(&picked[0], "acceptability_frontier").map_err(|error| vec![error])?;
        let (step, x_name) = threshold_axis(&analysis, frontier, locale);
        let shown = |curve: &Curve| -> Vec<(f64, f64)> {
            curve.points.iter().map(|point| (point.x / step.kroner(), 100.0 * point.y)).collect()
        };
        let mut lines = vec![Line { name: None, pieces: vec![shown(frontier)], look: Look::Band }];
        let alternatives = analysis.alternatives(locale);
        let mut found: Vec<(&str, &Curve)> = Vec::new();
        for (place, (name, words)) in alternatives.iter().enumerate() {
            let curve = analysis.curve(&picked[0], &format!("acceptability.{name}")).map_err(|error| vec![error])?;
            lines.push(Line { name: Some(around::capitalised(words)), pieces: vec![shown(curve)], look: look(place) });
            found.push((words, curve));
        }
        let to = frontier.points.last().map_or(1.0, |point| point.x);
        let thresholds = analysis.thresholds();
        let drawn = Curves {
            x: Range { scale: Scale::Linear, from: 0.0, to: to / step.kroner() },
            x_name: &x_name,
            y: Range { scale: Scale::Linear, from: 0.0, to: 100.0 },
            y_name: locale.axis_of_acceptability(),
            lines,
            bands: Vec::new(),
            uprights: thresholds.iter().map(|threshold| threshold / step.kroner()).collect(),
        };
        let canvas = curves::draw(&drawn, self.width.millimetres(), locale);
        let kroner = |amount: f64| locale.with_unit(amount, frontier.x_unit, 0, Style::Text);
        let percent = |share: f64| locale.with_unit(share, Unit::Proportion, 0, Style::Text);
        let names: Vec<String> = alternatives.iter().map(|(_, words)| words.clone()).collect();
        let mut sentences = vec![locale.alt_acceptability(&locale.list(&names), &kroner(to))];
        // What is told of two alternatives is told by one of them.
        let told: Vec<&(&str, &Curve)> = found.iter().skip(usize::from(found.len() == 2)).collect();
        for threshold in thresholds.iter().take(2) {
            for (name, curve) in told.iter().take(3) {
                let near = |a: &&crate::results::Point, b: &&crate::results::Point| {
                    (a.x - threshold).abs().total_cmp(&(b.x - threshold).abs())
                };
                if let Some(point) = curve.points.iter().min_by(near) {
                    sentences.push(locale.alt_probability(name, &percent(point.y), &kroner(point.x)));
                }
            }
        }
        let alt = sentences.join(" ");
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let mut reading = vec![locale.note_acceptability().to_owned()];
        let amounts: Vec<String> = thresholds.iter().map(|threshold| kroner(*threshold)).collect();
        reading.push(locale.note_thresholds(&locale.list(&amounts)));
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let unit = Some(locale.unit_of_acceptability().to_owned());
        Ok(around.figure(&picked, unit, reading, alt, Body::Picture(picture), locale))
    }
}
