//! The share with the outcome in the treated group of each study against that in its control group.

use schemars::JsonSchema;
use serde::Deserialize;

use super::around::{self, Around};
use super::axis::{self, Scale};
use super::bubbles;
use super::canvas::{Anchor, At, Canvas, Label, Stroke};
use super::figure::{Body, Figure, Width};
use super::metrics::{self, Weight};
use super::names::{self, Named};
use super::place::{Placer, Rect};
use super::reference::{Picked, References};
use super::scatter::{Frame, Plot, Range};
use super::studies::{self, Review, Study};
use super::{Draw, theme, ticks};
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Effect, Locale};
use crate::results::{Results, Text};

/// The share with the outcome among the treated of each study in a `meta_analysis` of counts, against that of its
/// controls.
///
/// Studies above the diagonal have more with the outcome among the treated. The dotted curve is the pooled effect: a
/// straight line through zero for a relative risk, a line beside the diagonal for a difference, an arc for an odds ratio.
/// The area of a study grows with its weight or with its participants. Studies whose interval does not hold the pooled
/// effect have their names, twelve at most.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LabbePlot {
    /// The analysis of the kind `meta_analysis` that is shown.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; `Prosent med utfallet` unless given.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analysis unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// What the area of a study grows with.
    #[serde(default)]
    pub area: Area,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

/// What the area of a study in a [`LabbePlot`] grows with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// Its weight in the pooled effect.
    #[default]
    Weight,
    /// The persons in both groups.
    Participants,
}

/// A study that is drawn.
struct Shares<'a> {
    study: &'a Study<'a>,
    /// In per cent: control group, treated group.
    at: (f64, f64),
    area: Option<f64>,
    stands_out: bool,
}

/// Everything that is drawn.
struct Shown<'a> {
    studies: Vec<Shares<'a>>,
    /// The pooled effect, where it can be drawn.
    pooled: Option<(Effect, f64, String)>,
    names: [String; 2],
}

impl Draw for LabbePlot {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let only = studies::only(&picked, "labbe_plot", "meta_analysis").map_err(|error| vec![error])?;
        let review = Review::of(only, locale).map_err(|error| vec![error])?;
        let shown = self.shown(only, &review, locale).map_err(|error| vec![error])?;
        let alt = alt(&shown, &review, locale);
        let canvas = draw(&shown, self.width.millimetres(), locale);
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let mut reading = vec![match self.area {
            Area::Weight => locale.note_area_of_weight().to_owned(),
            Area::Participants => locale.note_area_of_participants().to_owned(),
        }];
        reading.push(locale.note_labbe_diagonal(&shown.names[0], &shown.names[1]));
        if shown.studies.iter().any(|study| study.area.is_none()) {
            reading.push(locale.note_open_without_weight().to_owned());
        }
        if shown.studies.iter().any(|study| study.stands_out) {
            reading.push(locale.note_names_without_pooled().to_owned());
        }
        let hidden = (review.studies.len() - shown.studies.len()) as u64;
        if hidden > 0 {
            reading.push(locale.note_studies_without_counts(hidden));
        }
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let unit = around::capitalised(locale.percent_with_outcome());
        Ok(around.figure(&picked, Some(unit), reading, alt, Body::Picture(picture), locale))
    }
}

impl LabbePlot {
    fn shown<'a>(&self, picked: &Picked<'_>, review: &'a Review<'a>, locale: Locale) -> Result<Shown<'a>, Diagnostic> {
        let studies: Vec<Shares<'a>> = review
            .studies
            .iter()
            .filter_map(|study| {
                let [(events, total), (control_events, control_total)] = study.counts?;
                let share = |events: u64, total: u64| (total > 0).then(|| 100.0 * events as f64 / total as f64);
                let interval = study.effect.and_then(|effect| effect.interval);
                let stands_out = interval
                    .zip(review.pooled)
                    .is_some_and(|(interval, pooled)| !interval.bounds.contains(pooled.value));
                Some(Shares {
                    study,
                    at: (share(control_events, control_total)?, share(events, total)?),
                    area: match self.area {
                        Area::Weight => study.weight,
                        Area::Participants => study.participants().map(|persons| persons as f64),
                    },
                    stands_out,
                })
            })
            .collect();
        if studies.is_empty() {
            let problem = Problem::new(format!("no study of `{}` has its counts of persons", picked.id));
            return Err(picked.error(
                problem.hint("a L'Abb\u{e9} plot needs events and totals; show the effects in a `forest_plot`"),
            ));
        }
        let pooled = review.pooled.filter(|_| review.effect() != Effect::Other).map(|pooled| {
            let words = locale.line_pooled_effect(review.effect(), &locale.value_in_figure(pooled));
            (review.effect(), pooled.value, words)
        });
        let names = ["treated", "control"].map(|arm| around::group_words(review.section, arm, locale));
        Ok(Shown { studies, pooled, names })
    }
}

/// The share of the treated in per cent that this effect makes of a share of the controls.
fn treated_share(effect: Effect, value: f64, control: f64) -> f64 {
    let control = control / 100.0;
    let treated = match effect {
        Effect::RiskRatio => control * value,
        Effect::OddsRatio if control >= 1.0 => 1.0,
        Effect::OddsRatio => {
            let odds = value * control / (1.0 - control);
            if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 }
        }
        Effect::RiskDifference => control + value,
        Effect::Other => f64::NAN,
    };
    100.0 * treated
}

fn draw(shown: &Shown<'_>, width: f64, locale: Locale) -> Canvas {
    let highest = shown.studies.iter().map(|study| study.at.0.max(study.at.1)).fold(0.0, f64::max);
    let end = axis::from_zero((highest * 1.04).min(100.0), 6, locale).0.min(100.0);
    // one scale in both directions: the plot is as wide as it is high
    let range = Range { scale: Scale::Linear, from: 0.0, to: end };
    let side = if width > theme::MEASURE { 102.0 } else { 86.0 };
    let [treated, control] = shown.names.each_ref().map(|name| locale.header(name));
    let areas: Vec<Option<f64>> = shown.studies.iter().map(|study| study.area).collect();
    let radii = bubbles::radii(&areas, side * side);
    // how far circles reach over an edge from which they lie so many per cent
    let over = |share: fn(&Shares<'_>, f64) -> f64| {
        let reach = |(study, radius): (&Shares<'_>, &f64)| radius - share(study, end) / end * side;
        shown.studies.iter().zip(&radii).map(reach).fold(0.0, f64::max)
    };
    let frame = Frame {
        width,
        height: side,
        above: (over(|study, end| end - study.at.1) - 2.4).max(0.0),
        strip: over(|study, _| study.at.1),
        inset: (over(|study, _| study.at.0) - 1.6).max(0.0),
        across: Some(side),
        ticks: (2..=7).rev().map(|most| axis::worded(ticks::linear(0.0, end, most), locale)).collect(),
        x: range,
        x_name: &control,
        y: range,
        y_name: &treated,
        down: false,
        guides: false,
    };
    let (mut canvas, plot) = frame.draw(locale);
    let at = |study: &Shares<'_>| (plot.x.at(study.at.0), plot.y.at(study.at.1));
    let mut placer =
        Placer::new(Rect { left: plot.area.left + 0.4, top: 0.0, right: width, bottom: plot.area.bottom - 0.6 });
    for (study, radius) in shown.studies.iter().zip(&radii) {
        placer.take(names::mark(at(study), *radius));
    }
    let corner = plot.x.at(end);
    let diagonal = vec![(plot.area.left, plot.area.bottom), (corner, plot.y.at(end))];
    placer.avoid(&diagonal);
    canvas.line(diagonal.iter().copied(), Stroke::solid(theme::INK, theme::AXIS_LINE));
    canvas.line(
        [(plot.area.left, plot.area.bottom), (plot.area.left, plot.area.top)],
        Stroke::solid(theme::GUIDE, theme::AXIS_LINE),
    );
    let curve = shown.pooled.as_ref().map(|(effect, value, _)| curve(*effect, *value, end, &plot));
    if let Some(curve) = &curve {
        placer.avoid(curve);
        canvas.line(curve.iter().copied(), Stroke::dashed(theme::PETROL, 1.1, bubbles::DOTTED));
    }
    let mut order: Vec<usize> = (0..radii.len()).collect();
    order.sort_by(|&a, &b| radii[b].total_cmp(&radii[a]));
    for index in order {
        let study = &shown.studies[index];
        bubbles::draw(&mut canvas, at(study), radii[index], study.area.is_some());
    }
    let above =
        shown.pooled.as_ref().is_some_and(|(effect, value, _)| treated_share(*effect, *value, end / 2.0) >= end / 2.0);
    if let (Some(curve), Some((_, _, words))) = (&curve, &shown.pooled) {
        label_line(&mut canvas, &mut placer, curve, words, above, true);
    }
    let samples: Vec<At> =
        (0..=40).map(|step| end * f64::from(step) / 40.0).map(|share| (plot.x.at(share), plot.y.at(share))).collect();
    label_line(&mut canvas, &mut placer, &samples, locale.line_no_effect(), !above, false);
    let mut out: Vec<(usize, &Shares<'_>)> =
        shown.studies.iter().enumerate().filter(|(_, study)| study.stands_out).collect();
    let distance = |study: &Shares<'_>| match &shown.pooled {
        Some((effect, value, _)) => (study.at.1 - treated_share(*effect, *value, study.at.0)).abs(),
        None => (study.at.1 - study.at.0).abs(),
    };
    out.sort_by(|(_, a), (_, b)| distance(b).total_cmp(&distance(a)));
    let named: Vec<Named<'_>> = out
        .iter()
        .map(|(index, study)| Named { at: at(study), radius: radii[*index], name: &study.study.name })
        .collect();
    names::write(&mut canvas, &mut placer, &named);
    canvas
}

/// The curve of a pooled effect as far as it stays in the plot.
fn curve(effect: Effect, value: f64, end: f64, plot: &Plot) -> Vec<At> {
    const STEPS: u32 = 200;
    (0..=STEPS)
        .map(|step| end * f64::from(step) / f64::from(STEPS))
        .map(|control| (control, treated_share(effect, value, control)))
        .filter(|(_, treated)| (0.0..=end).contains(treated))
        .map(|(control, treated)| (plot.x.at(control), plot.y.at(treated)))
        .collect()
}

/// Writes the words of a line beside it, as near to its upper end as there is room.
fn label_line(canvas: &mut Canvas, placer: &mut Placer, line: &[At], words: &str, above: bool, strong: bool) {
    let weight = if strong { Weight::Semibold } else { Weight::Regular };
    let colour = if strong { theme::PETROL } else { theme::GREY };
    let label = |at: At, anchor: Anchor| Label::new(words, at, anchor).weight(weight).colour(colour);
    let high = metrics::CAP_HEIGHT * theme::TEXT * theme::POINT;
    let mut candidates = Vec::new();
    for (above, away) in [(above, 0.0), (above, 2.4), (!above, 0.0), (!above, 2.4)] {
        for &(x, y) in line.iter().rev().step_by(4) {
            candidates.push(if above {
                label((x - 1.6 - away, y - 0.4 - 0.4 * away), Anchor::End)
            } else {
                label((x + 1.6 + away, y + high + 0.4 * away), Anchor::Start)
            });
        }
    }
    let places: Vec<Rect> = candidates.iter().map(Label::extent).collect();
    if let Some(index) = placer.place(&places) {
        canvas.label(candidates.swap_remove(index));
    }
}

fn alt(shown: &Shown<'_>, review: &Review<'_>, locale: Locale) -> String {
    let all = shown.studies.len() as u64;
    let [treated, control] = &shown.names;
    let mut sentences = vec![locale.alt_labbe(all, treated, control)];
    let range = |of: fn(&Shares<'_>) -> f64| {
        let all = shown.studies.iter().map(of);
        all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
    };
    sentences.push(locale.alt_shares(range(|study| study.at.0), range(|study| study.at.1)));
    let above = shown.studies.iter().filter(|study| study.at.1 > study.at.0).count() as u64;
    sentences.push(locale.alt_above_diagonal(above, all));
    if let Some(pooled) = review.pooled {
        let effect = locale.effect_axis(review.measure, review.unit);
        sentences.push(locale.alt_pooled_effect(&effect, &locale.value_and_interval(pooled)));
    }
    let mut out: Vec<&Shares<'_>> = shown.studies.iter().filter(|study| study.stands_out).collect();
    out.sort_by(|a, b| (b.at.1 - b.at.0).abs().total_cmp(&(a.at.1 - a.at.0).abs()));
    if all > 1 {
        let names: Vec<&str> = out.iter().take(6).map(|study| study.study.name.as_str()).collect();
        sentences.push(locale.alt_standing_out(out.len() as u64, &locale.list(&names)));
    }
    sentences.join(" ")
}
