//! Which studies make results differ, and which move the pooled effect.

use schemars::JsonSchema;
use serde::Deserialize;

use super::around::Around;
use super::axis::{self, Scale};
use super::canvas::Canvas;
use super::figure::{Body, Figure, Width};
use super::names::{self, Named};
use super::place::{Placer, Rect};
use super::reference::{Picked, References};
use super::scatter::{Frame, Range};
use super::{Draw, studies, theme};
use crate::diag::Diagnostic;
use crate::locale::Locale;
use crate::results::{Results, Text};

/// A study stands out when it contributes more than this many times the mean.
const OUT: f64 = 2.0;
/// Contributions below this are rounding errors of studies with the same effect.
const NOTHING: f64 = 1e-9;
/// Radius of a point, in millimetres.
const DOT: f64 = 0.95;

/// Each study's contribution to the heterogeneity of a `meta_analysis` against its influence on the pooled effect.
///
/// The contribution is the study's share of Cochran's Q; the influence is the squared change of the pooled effect without
/// the study, in standard errors (Baujat et al. 2002). Studies that contribute more than twice the mean in either
/// direction have a strong colour, and those that stand out most their names.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BaujatPlot {
    /// The analysis of the kind `meta_analysis` that is shown.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; none unless given, since both axes have their names.
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

/// One study.
struct Contribution {
    name: String,
    heterogeneity: f64,
    influence: f64,
    stands_out: bool,
}

impl Draw for BaujatPlot {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let only = studies::only(&picked, "baujat_plot", "meta_analysis").map_err(|error| vec![error])?;
        let (contributions, hidden) = contributions(only, locale).map_err(|error| vec![error])?;
        let alt = alt(&contributions, locale);
        let canvas = draw(&contributions, self.width.millimetres(), locale);
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let mut reading = vec![locale.note_baujat().to_owned()];
        if contributions.iter().any(|study| study.stands_out) {
            reading.push(locale.note_baujat_names().to_owned());
        }
        if hidden > 0 {
            reading.push(locale.note_studies_not_shown(hidden));
        }
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        Ok(around.figure(&picked, None, reading, alt, Body::Picture(picture), locale))
    }
}

/// What each study contributes, and how many have no such numbers.
fn contributions(picked: &Picked<'_>, locale: Locale) -> Result<(Vec<Contribution>, u64), Diagnostic> {
    let table = studies::table(picked, "baujat", "a Baujat plot needs an analysis with at least two studies")?;
    let mut contributions: Vec<Contribution> = table
        .rows
        .iter()
        .filter_map(|row| {
            let number = |column: &str| studies::number(table, row, column);
            let (heterogeneity, influence) = (number("heterogeneity")?, number("influence")?);
            Some(Contribution { name: studies::name(row, locale), heterogeneity, influence, stands_out: false })
        })
        .collect();
    let hidden = (table.rows.len() - contributions.len()) as u64;
    let all = contributions.len().max(1) as f64;
    let mean = |of: fn(&Contribution) -> f64| contributions.iter().map(of).sum::<f64>() / all;
    let (heterogeneity, influence) = (mean(|study| study.heterogeneity), mean(|study| study.influence));
    for study in &mut contributions {
        study.stands_out = study.heterogeneity > (OUT * heterogeneity).max(NOTHING)
            || study.influence > (OUT * influence).max(NOTHING);
    }
    Ok((contributions, hidden))
}

fn draw(contributions: &[Contribution], width: f64, locale: Locale) -> Canvas {
    let most = |of: fn(&Contribution) -> f64| {
        let most = contributions.iter().map(of).fold(0.0, f64::max);
        if most > NOTHING { most } else { 0.0 }
    };
    let (right, upper) = (most(|study| study.heterogeneity), most(|study| study.influence));
    let (x_end, _) = axis::from_zero(right * 1.02, 8, locale);
    let (y_end, _) = axis::from_zero(upper * 1.02, 6, locale);
    let frame = Frame {
        width,
        height: if width > theme::MEASURE { 72.0 } else { 62.0 },
        above: 0.0,
        strip: 1.6,
        inset: 0.0,
        across: None,
        ticks: Vec::new(),
        x: Range { scale: Scale::Linear, from: 0.0, to: x_end },
        x_name: locale.heterogeneity_axis(),
        y: Range { scale: Scale::Linear, from: 0.0, to: y_end },
        y_name: locale.influence_axis(),
        down: false,
        guides: true,
    };
    let (mut canvas, plot) = frame.draw(locale);
    let at = |study: &Contribution| (plot.x.at(study.heterogeneity), plot.y.at(study.influence));
    let mut placer = Placer::new(Rect { top: plot.area.top - 2.0, right: width - 0.5, ..plot.area });
    for study in contributions {
        placer.take(names::mark(at(study), DOT));
    }
    for study in contributions.iter().filter(|study| !study.stands_out) {
        canvas.disc(at(study), DOT, theme::CONTROL);
    }
    let mut out: Vec<&Contribution> = contributions.iter().filter(|study| study.stands_out).collect();
    let distance = |study: &Contribution| (study.heterogeneity / x_end).hypot(study.influence / y_end);
    out.sort_by(|a, b| distance(b).total_cmp(&distance(a)));
    for study in &out {
        canvas.disc(at(study), DOT + 0.15, theme::PAPER);
        canvas.disc(at(study), DOT, theme::PETROL);
    }
    let named: Vec<Named<'_>> =
        out.iter().map(|study| Named { at: at(study), radius: DOT, name: &study.name }).collect();
    names::write(&mut canvas, &mut placer, &named);
    canvas
}

fn alt(contributions: &[Contribution], locale: Locale) -> String {
    let all = contributions.len() as u64;
    let mut sentences = vec![locale.alt_baujat(all)];
    let by = |of: fn(&Contribution) -> f64| {
        contributions.iter().max_by(|a, b| of(a).total_cmp(&of(b))).map(|study| (study, of(study)))
    };
    let sum: f64 = contributions.iter().map(|study| study.heterogeneity).sum();
    match (by(|study| study.heterogeneity), by(|study| study.influence)) {
        (Some((differing, most)), Some((moving, _))) => {
            let share = if sum > 0.0 { most / sum } else { 0.0 };
            sentences.push(locale.alt_most_heterogeneity(&differing.name, share));
            sentences.push(locale.alt_most_influence(&moving.name));
        }
        _ => sentences.push(locale.alt_nothing()),
    }
    let mut out: Vec<&Contribution> = contributions.iter().filter(|study| study.stands_out).collect();
    out.sort_by(|a, b| b.heterogeneity.total_cmp(&a.heterogeneity));
    if all > 1 {
        let names: Vec<&str> = out.iter().take(6).map(|study| study.name.as_str()).collect();
        sentences.push(locale.alt_standing_out(out.len() as u64, &locale.list(&names)));
    }
    sentences.join(" ")
}
