//! Bars from zero, with intervals.

mod bars;

use schemars::JsonSchema;
use serde::Deserialize;

use self::bars::{Bars, Group, Kind, OneBar};
use super::Draw;
use super::around::{self, Around};
use super::effect::Measure;
use super::figure::{Body, Figure, Width};
use super::reference::{self, Picked, References};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::locale::{Locale, Style};
use crate::results::{Results, Text, Unit};

/// Shares of the treated and the control group as bars, or the difference between them.
///
/// Bars lie, so that long names have room, and start at zero; the interval is a thin line on its bar and the value
/// stands behind both. A ratio has no zero to start from: it belongs in a `forest_plot`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bar {
    /// The analyses or sections that are shown, each as one group of bars.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; `Prosent` or `Prosentpoeng` unless given.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analyses unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// `proportion` (a bar for each group) or `risk_difference`.
    #[serde(default)]
    pub measure: Shown,
    /// The right end of the axis in per cent; from the data unless given.
    #[serde(default)]
    pub top: Option<Spanned<f64>>,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

/// What the bars of a [`Bar`] chart show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// The share with the outcome, a bar for each group.
    #[default]
    Proportion,
    /// The share of the treated less that of the control group, in percentage points.
    RiskDifference,
}

impl Draw for Bar {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let bars = self.bars(&picked, locale)?;
        let estimates: Vec<_> = bars.estimates().collect();
        let mut reading = Vec::new();
        if let Some(level) = around::level(estimates.iter().copied()) {
            reading.push(locale.note_lines(level));
        }
        if bars.groups.iter().flat_map(|group| &group.bars).any(|bar| bar.estimate.is_none()) {
            reading.push(locale.note_no_estimate());
        }
        let alt = self.alt(&bars, locale);
        let canvas = bars::draw(&bars, self.width.millimetres(), locale);
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let unit = match self.measure {
            Shown::Proportion => locale.unit_name(Unit::Proportion, Style::Text),
            Shown::RiskDifference => locale.unit_name(Unit::ProportionDifference, Style::Text),
        };
        Ok(around.figure(&picked, Some(around::capitalised(&unit)), reading, alt, Body::Picture(picture), locale))
    }
}

impl Bar {
    fn bars<'a>(&self, picked: &'a [Picked<'a>], locale: Locale) -> Result<Bars<'a>, Vec<Diagnostic>> {
        let mut errors = Vec::new();
        let mut groups = Vec::new();
        let subjects: Vec<String> = picked.iter().map(|picked| around::subject(picked.section, locale)).collect();
        let one_subject = subjects.iter().all(|subject| *subject == subjects[0]);
        for (picked, subject) in picked.iter().zip(subjects) {
            let section = picked.section;
            let facets = around::facets(section, locale);
            let named = |subject: String| match (facets.is_empty(), one_subject) {
                (true, _) => subject,
                (false, true) => facets.clone(),
                (false, false) => format!("{subject}, {facets}"),
            };
            let words = named(around::subject_words(section, locale));
            let label = named(subject);
            let values: &[(&str, Kind)] = match self.measure {
                Shown::RiskDifference => &[("risk_difference", Kind::Effect)],
                Shown::Proportion if section.value("control.proportion").is_some() => {
                    &[("treated.proportion", Kind::Treated), ("control.proportion", Kind::Control)]
                }
                Shown::Proportion => &[("group.proportion", Kind::Effect)],
            };
            let mut bars = Vec::new();
            for (name, kind) in values {
                let words = match kind {
                    Kind::Treated => around::group_words(section, "treated", locale),
                    Kind::Control => around::group_words(section, "control", locale),
                    Kind::Effect => String::new(),
                };
                match reference::estimate(picked, name) {
                    Ok(estimate) => bars.push(OneBar { kind: *kind, name: words, estimate }),
                    Err(error) => errors.push(error),
                }
            }
            groups.push(Group { label, words, bars });
        }
        if let Some(top) = self.top.as_ref().filter(|top| !(top.value > 0.0 && top.value <= 100.0)) {
            let problem = Problem::new(format!("the axis of a share cannot end at {}", top.value));
            errors.push(problem.hint("write a number of per cent above 0, at most 100").at(top.location()));
        }
        if errors.is_empty() { Ok(Bars { groups, top: self.top.as_ref().map(|top| top.value) }) } else { Err(errors) }
    }

    fn alt(&self, bars: &Bars<'_>, locale: Locale) -> String {
        let shares = bars.groups.iter().flat_map(|group| &group.bars).any(|bar| bar.kind != Kind::Effect);
        let mut sentences = Vec::new();
        let number = bars.groups.len() as u64;
        if shares {
            let names: Vec<&str> = bars.names().collect();
            sentences.push(locale.alt_bars_of_shares(&locale.list(&names)));
        } else if self.measure == Shown::Proportion {
            let labels: Vec<&str> = bars.groups.iter().map(|group| group.words.as_str()).collect();
            sentences.push(locale.alt_bars_of_shares(&locale.list(&labels)));
        } else {
            sentences.push(locale.alt_bars_of_effect(Measure::effect(Some(Measure::RiskDifference)), number));
        }
        let worded = |bar: &OneBar<'_>| {
            let value = bar
                .estimate
                .map_or_else(|| locale.no_value().to_owned(), |estimate| locale.value_and_interval(estimate));
            if bar.name.is_empty() { value } else { locale.alt_value_of(&value, &bar.name) }
        };
        if bars.groups.len() <= 3 {
            for group in &bars.groups {
                let values: Vec<String> = group.bars.iter().map(worded).collect();
                sentences.push(locale.alt_row(&group.label, &locale.list(&values)));
            }
        } else {
            for name in bars.names() {
                let of_name = || {
                    let all = bars.groups.iter().flat_map(|group| &group.bars);
                    all.filter(|bar| bar.name == name).filter_map(|bar| bar.estimate)
                };
                let least = of_name().min_by(|a, b| a.value.total_cmp(&b.value));
                let most = of_name().max_by(|a, b| a.value.total_cmp(&b.value));
                if let (Some(least), Some(most)) = (least, most) {
                    let value = |estimate| locale.value_and_interval(estimate);
                    sentences.push(if name.is_empty() {
                        locale.alt_range(&value(least), &value(most))
                    } else {
                        locale.alt_range_of_group(name, &value(least), &value(most))
                    });
                }
            }
        }
        if self.measure == Shown::RiskDifference {
            let covering: Vec<bool> = bars.estimates().filter_map(|estimate| estimate.excludes_no_effect()).collect();
            if !covering.is_empty() {
                let some = covering.iter().filter(|excludes| !**excludes).count() as u64;
                sentences.push(locale.alt_no_effect(some, covering.len() as u64, "0"));
            }
        }
        sentences.join(" ")
    }
}
