//! The effects of studies against their standard errors.

mod funnel;

use schemars::JsonSchema;
use serde::Deserialize;

use self::funnel::{Dot, Funnel, Upright};
use super::around::{self, Around};
use super::axis::Scale;
use super::figure::{Body, Figure, Width};
use super::reference::{Picked, References};
use super::studies::{self, Review};
use super::{Draw, theme};
use crate::diag::Diagnostic;
use crate::locale::Locale;
use crate::results::{Estimate, Note, Results, Text, Value};

/// Fewer studies than these say little of asymmetry.
const FEW: usize = 10;

/// The effects of the studies of a `meta_analysis` against their standard errors, small studies below large ones.
///
/// Without asymmetry the studies fill a funnel with its tip upwards, around the effect that all of them share. Ratios
/// have a logarithmic axis. The dashed region holds 95 per cent of the studies that only chance sets apart from the
/// value it is centred on. With `contours`, tints show instead how clearly a study by itself differs from no effect
/// (Peters et al. 2008): studies that are missing where p is above 0.10 point to publication bias. The note has the tests
/// of asymmetry that the analysis has made, and warns where there are fewer than ten studies.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FunnelPlot {
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
    /// What the dashed region is centred on: `common_effect` unless given; no region with `contours` unless given.
    #[serde(default)]
    pub region: Option<Centre>,
    /// Whether tints show where a study by itself has p below 0.10, 0.05 and 0.01.
    #[serde(default)]
    pub contours: bool,
    /// Whether the studies that trim and fill adds are shown, as open points.
    #[serde(default)]
    pub filled: bool,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

/// What the region of a [`FunnelPlot`] is centred on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Centre {
    /// The effect that all studies would share: the mean weighted by inverse variances, also where the analysis has
    /// another model.
    #[default]
    CommonEffect,
    /// The pooled effect of the analysis.
    Pooled,
    /// No effect.
    NoEffect,
}

impl Draw for FunnelPlot {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let only = studies::only(&picked, "funnel_plot", "meta_analysis").map_err(|error| vec![error])?;
        let review = Review::of(only, locale).map_err(|error| vec![error])?;
        let filled = self.filled(only).map_err(|error| vec![error])?;
        let funnel = self.funnel(&review, &filled, locale);
        let alt = self.alt(&review, &funnel, locale);
        let canvas = funnel::draw(&funnel, self.width.millimetres(), locale);
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let reading = self.reading(only, &review, &funnel, locale);
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

impl FunnelPlot {
    /// The value that the region is centred on, and which it is.
    fn centre(&self, review: &Review<'_>) -> Option<(Centre, f64)> {
        let centre = match (self.region, self.contours) {
            (None, true) => return None,
            (region, _) => region.unwrap_or_default(),
        };
        let value = match centre {
            Centre::CommonEffect => review.common_effect()?,
            Centre::Pooled => around::shown(review.pooled?),
            Centre::NoEffect => review.no_effect(),
        };
        Some((centre, value))
    }

    /// The studies that trim and fill adds.
    fn filled(&self, picked: &Picked<'_>) -> Result<Vec<Dot>, Diagnostic> {
        if !self.filled || matches!(picked.section.value("trim_and_fill.pooled"), Some(Value::Undefined(_))) {
            return Ok(Vec::new());
        }
        let table = studies::table(picked, "filled", "let the analysis make trim and fill, or leave out `filled`")?;
        let dots = table.rows.iter().filter_map(|row| match studies::cell(table, row, "effect")? {
            Value::Estimate(effect) => studies::normal(effect).map(|(effect, error)| Dot { effect, error }),
            _ => None,
        });
        Ok(dots.collect())
    }

    fn funnel(&self, review: &Review<'_>, filled: &[Dot], locale: Locale) -> Funnel {
        let scale = review.scale();
        let normal = |value: f64| if scale == Scale::Logarithmic { libm::log(value) } else { value };
        let dots = review.studies.iter().filter_map(|study| study.normal());
        let centre = self.centre(review);
        let mut uprights = Vec::new();
        if let Some(pooled) = review.pooled {
            let words = locale.value_in_figure(pooled);
            uprights.push(Upright {
                at: normal(around::shown(pooled)),
                words: locale.line_pooled(&words),
                strong: true,
            });
        }
        if let (Some((Centre::CommonEffect, value)), Some(pooled)) = (centre, review.pooled)
            && (normal(value) - normal(around::shown(pooled))).abs() > 1e-9
        {
            let common = Estimate { value: value / pooled.unit.shown_factor(), ..pooled.clone() };
            let words = locale.value_in_figure(&common);
            uprights.push(Upright { at: normal(value), words: locale.line_common(&words), strong: false });
        }
        uprights.retain(|upright| upright.at.is_finite());
        Funnel {
            scale,
            x_name: around::capitalised(&locale.effect_axis(review.measure, review.unit)),
            y_name: around::capitalised(&locale.standard_error_axis(review.unit)),
            dots: dots.map(|(effect, error)| Dot { effect, error }).collect(),
            filled: filled.to_vec(),
            no_effect: normal(review.no_effect()),
            uprights,
            region: centre.map(|(_, value)| normal(value)).filter(|value| value.is_finite()),
            z: review.level().z(),
            contours: self.contours,
        }
    }

    /// How to read the chart, and what tests say of it.
    fn reading(&self, picked: &Picked<'_>, review: &Review<'_>, funnel: &Funnel, locale: Locale) -> Vec<String> {
        let section = picked.section;
        let mut reading = vec![locale.note_funnel_points().to_owned()];
        match self.centre(review).map(|(centre, _)| centre) {
            Some(Centre::NoEffect) => reading.push(locale.note_funnel_around_no_effect(review.level())),
            Some(Centre::CommonEffect) => reading.push(locale.note_funnel_around_common(review.level())),
            Some(Centre::Pooled) => reading.push(locale.note_funnel_around_pooled(review.level())),
            None => {}
        }
        if self.contours {
            reading.push(locale.note_contours());
        }
        if self.filled {
            match section.value("trim_and_fill.pooled") {
                Some(Value::Undefined(undefined)) => {
                    reading.push(locale.note_not_filled(&locale.reason(undefined.reason)));
                }
                Some(Value::Estimate(estimate)) => {
                    reading.push(locale.note_filled(funnel.filled.len() as u64, &locale.value_and_interval(estimate)));
                }
                _ => reading.push(locale.note_filled_without_estimate(funnel.filled.len() as u64)),
            }
        }
        for name in ["egger", "harbord", "peters"] {
            match section.value(name) {
                Some(Value::Estimate(estimate)) => {
                    reading.extend(estimate.tests.first().map(|test| locale.note_asymmetry(test)));
                }
                Some(Value::Undefined(undefined)) => {
                    reading.push(locale.note_no_asymmetry_test(name, &locale.reason(undefined.reason)));
                }
                _ => {}
            }
        }
        if funnel.dots.len() < FEW {
            reading.push(locale.note(Note::FewStudiesForAsymmetry).to_owned());
        }
        let hidden = (review.studies.len() - funnel.dots.len()) as u64;
        if hidden > 0 {
            reading.push(locale.note_studies_not_shown(hidden));
        }
        reading
    }

    fn alt(&self, review: &Review<'_>, funnel: &Funnel, locale: Locale) -> String {
        let all = funnel.dots.len() as u64;
        let mut sentences = vec![locale.alt_funnel(all, &locale.effect_axis(review.measure, review.unit))];
        let known: Vec<_> = review.studies.iter().filter(|study| study.normal().is_some()).collect();
        let by_effect = |a: &&&studies::Study<'_>, b: &&&studies::Study<'_>| {
            let value = |study: &studies::Study<'_>| study.effect.map_or(0.0, |effect| effect.value);
            value(a).total_cmp(&value(b))
        };
        if let (Some(least), Some(most)) = (known.iter().min_by(by_effect), known.iter().max_by(by_effect)) {
            let words = |study: &studies::Study<'_>| study.effect.map(|effect| locale.value_in_sentence(effect));
            if let (Some(low), Some(high), true) = (words(least), words(most), known.len() > 1) {
                sentences.push(locale.alt_extremes(&low, &least.name, &high, &most.name));
            }
        } else {
            sentences.push(locale.alt_nothing());
        }
        if let Some(pooled) = review.pooled {
            sentences.push(locale.alt_pooled(&locale.value_and_interval(pooled)));
        }
        if let Some(centre) = funnel.region
            && all > 0
        {
            let outside = funnel.dots.iter().filter(|dot| (dot.effect - centre).abs() > funnel.z * dot.error).count();
            sentences.push(locale.alt_outside_region(outside as u64, all));
        }
        if self.contours && all > 0 {
            let z = funnel::contour(0.10);
            let inside = funnel.dots.iter().filter(|dot| (dot.effect - funnel.no_effect).abs() < z * dot.error).count();
            sentences.push(locale.alt_not_significant(inside as u64, all));
        }
        if self.filled {
            sentences.push(locale.alt_filled(funnel.filled.len() as u64));
        }
        if sentences.len() > 5 {
            sentences.remove(1);
        }
        sentences.truncate(5);
        sentences.join(" ")
    }
}
