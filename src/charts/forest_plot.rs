//! Effects with their intervals, one row each: a table with a picture in it.

mod panel;
mod table;

use schemars::JsonSchema;
use serde::Deserialize;

use self::panel::Mark;
use super::around::{self, Around};
use super::axis::{Axis, Scale};
use super::effect::{Limits, Measure};
use super::figure::{Body, Chunk, Favours, Figure, Forest, ForestRow, Width};
use super::reference::{self, Picked, References};
use super::{Draw, theme};
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Locale, Style};
use crate::results::{Estimate, Results, Text, Unit, Value};

/// A forest plot: one row for each effect, with its interval as a line around a square.
///
/// Ratios stand on a logarithmic axis, differences on a linear one; the hairline is «no effect». Intervals that reach
/// beyond the axis end in an arrow. Rows of several analyses are grouped by outcome. What cannot be computed keeps its
/// row, with an en dash and no mark.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForestPlot {
    /// What is shown: analyses, sections of them, or single estimates such as `employment.month_18.odds_ratio`.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; the name of the effect unless given.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analyses unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// The effect that is shown where `of` names analyses: `risk_ratio` unless given.
    #[serde(default)]
    pub measure: Measure,
    /// The ends of the axis; from the data unless given.
    #[serde(default)]
    pub axis: Option<Limits>,
    /// What lies on either side of no effect, such as `{left: favours control, right: favours IPS}`.
    #[serde(default)]
    pub favours: Option<Sides>,
    /// Whether the persons with the outcome are listed for each group, where the analyses know them.
    #[serde(default = "yes")]
    pub counts: bool,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

fn yes() -> bool {
    true
}

/// What lies on either side of the line of no effect.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sides {
    /// Left of the line: smaller values.
    pub left: Text,
    /// Right of the line: larger values.
    pub right: Text,
}

/// A row that has an estimate, or would have one.
struct Row<'a> {
    picked: &'a Picked<'a>,
    estimate: Option<&'a Estimate>,
    group: String,
    label: String,
}

impl Draw for ForestPlot {
    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick(results)?;
        let rows = self.rows(&picked, locale)?;
        let estimates: Vec<&Estimate> = rows.iter().filter_map(|row| row.estimate).collect();
        let unit = self.unit_of(&rows)?;
        let effect = self.effect(&picked);
        let no_effect =
            estimates.iter().find_map(|estimate| estimate.no_effect).map(|value| value * unit.shown_factor());
        let no_effect = no_effect.or(match unit {
            Unit::Ratio => Some(1.0),
            _ => None,
        });

        let named = Measure::effect(effect_of(effect, unit));
        let table = table::set(&rows, named, self.counts, self.width.millimetres(), locale);
        let width = table.panel_width;
        let scale = if unit == Unit::Ratio { Scale::Logarithmic } else { Scale::Linear };
        let (from, to) = match self.axis {
            Some(limits) => limits.of(scale).map_err(|problem| vec![self.of.error(problem)])?,
            None => panel::range(&estimates, no_effect, scale),
        };
        let axis = Axis { scale, from, to, start: panel::MARGIN, end: width - panel::MARGIN };

        let alt = self.alt(&rows, effect_of(effect, unit), no_effect, unit, locale);
        let title = self.title.get(locale.language());
        let mut chunks: Vec<Chunk> = Vec::new();
        let mut lines: Vec<(ForestRow, Option<Mark<'_>>)> = Vec::new();
        let mut group = "";
        let finish = |lines: &mut Vec<(ForestRow, Option<Mark<'_>>)>| {
            let (rows, marks): (Vec<_>, Vec<_>) = lines.drain(..).unzip();
            Chunk { rows, panel: panel::draw(&marks, &axis, no_effect, width, locale).picture(title, &alt) }
        };
        for (row, cells) in rows.iter().zip(table.cells) {
            let new_group = row.group != group;
            if lines.len() + 1 + usize::from(new_group) > Forest::MOST_ROWS {
                chunks.push(finish(&mut lines));
            }
            if !row.group.is_empty() && (new_group || lines.is_empty()) {
                lines.push((ForestRow::Group(row.group.clone()), None));
            }
            group = &row.group;
            lines.push((ForestRow::Estimate(cells), row.estimate.map(|estimate| Mark { estimate })));
        }
        chunks.push(finish(&mut lines));

        let mut reading = Vec::new();
        if table.counted {
            reading.push(locale.note_counts());
        }
        if estimates.iter().any(|estimate| panel::leaves(estimate, &axis)) {
            reading.push(locale.note_arrows());
        }
        if rows.iter().any(|row| row.estimate.is_none()) {
            reading.push(locale.note_no_estimate());
        }
        let favours = self.favours.as_ref().zip(no_effect).map(|(sides, no_effect)| Favours {
            left: sides.left.get(locale.language()).to_owned(),
            right: sides.right.get(locale.language()).to_owned(),
            at_mm: axis.clamped(no_effect),
        });
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let unit = around::capitalised(&effect_words(effect_of(effect, unit), unit, locale));
        Ok(around.figure(
            &picked,
            Some(unit),
            reading,
            alt,
            Body::Forest(Forest { columns: table.columns, chunks, favours }),
            locale,
        ))
    }
}

impl ForestPlot {
    /// The rows in the order of the specification, with what they are called.
    fn rows<'a>(&self, picked: &'a [Picked<'a>], locale: Locale) -> Result<Vec<Row<'a>>, Vec<Diagnostic>> {
        let subjects: Vec<String> = picked.iter().map(|picked| around::subject(picked.section, locale)).collect();
        let effect = self.effect(picked);
        let one_subject = subjects.iter().all(|subject| *subject == subjects[0]);
        let distinct = subjects.iter().enumerate().all(|(index, subject)| !subjects[..index].contains(subject));
        let mut errors = Vec::new();
        let mut rows = Vec::new();
        for (picked, subject) in picked.iter().zip(subjects) {
            let estimate = match &picked.value {
                None => reference::estimate(picked, self.measure.name()),
                Some((_, Value::Estimate(estimate))) => Ok(Some(estimate)),
                Some((_, Value::Undefined(_))) => Ok(None),
                Some(_) => {
                    let problem = Problem::new(format!("`{}` is no estimate with an interval", picked.token));
                    Err(picked.error(problem.hint("name an effect such as `employment.risk_ratio`")))
                }
            };
            let mut facets = around::facets(picked.section, locale);
            if let (None, Some(measure)) = (effect, named(picked, self.measure)) {
                // several effects of the same analysis are told apart by their names
                let name = locale.effect_name(Measure::effect(Some(measure)));
                facets = if facets.is_empty() { around::capitalised(name) } else { format!("{facets}, {name}") };
            }
            let (group, label) = match (one_subject || distinct, facets.is_empty()) {
                (_, true) => (String::new(), subject),
                (true, false) if one_subject => (String::new(), facets),
                (true, false) => (String::new(), format!("{subject}, {facets}")),
                (false, false) => (subject, facets),
            };
            match estimate {
                Ok(estimate) => rows.push(Row { picked, estimate, group, label }),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(rows) } else { Err(errors) }
    }

    /// The unit that all estimates have.
    fn unit_of(&self, rows: &[Row<'_>]) -> Result<Unit, Vec<Diagnostic>> {
        let mut known = rows.iter().filter_map(|row| Some((row.picked, row.estimate?.unit)));
        let Some((_, unit)) = known.next() else {
            return Ok(if self.measure == Measure::RiskDifference { Unit::ProportionDifference } else { Unit::Ratio });
        };
        let errors: Vec<Diagnostic> = known
            .filter(|(_, other)| *other != unit)
            .map(|(picked, _)| {
                let what = format!("`{}` has another unit than the rows before it", picked.token);
                picked.error(Problem::new(what).hint("make one forest plot for ratios and one for differences"))
            })
            .collect();
        if errors.is_empty() { Ok(unit) } else { Err(errors) }
    }

    /// The effect in all rows, if it is one that has a name of its own.
    fn effect(&self, picked: &[Picked<'_>]) -> Option<Measure> {
        let first = named(picked.first()?, self.measure)?;
        picked.iter().all(|picked| named(picked, self.measure) == Some(first)).then_some(first)
    }

    fn alt(
        &self,
        rows: &[Row<'_>],
        effect: Option<Measure>,
        no_effect: Option<f64>,
        unit: Unit,
        locale: Locale,
    ) -> String {
        let known: Vec<(&Row<'_>, &Estimate)> = rows.iter().filter_map(|row| Some((row, row.estimate?))).collect();
        let name = |row: &Row<'_>| match row.group.as_str() {
            "" => row.label.clone(),
            group => format!("{group}, {}", row.label),
        };
        let inside = |row: &Row<'_>| {
            let subject = around::subject(row.picked.section, locale);
            match name(row).strip_prefix(&subject) {
                Some(rest) => around::subject_words(row.picked.section, locale) + rest,
                None => name(row),
            }
        };
        let mut sentences = vec![locale.alt_forest(Measure::effect(effect), known.len() as u64)];
        let most_told = if known.len() < rows.len() { 2 } else { 3 };
        if known.len() <= most_told {
            sentences.extend(
                known.iter().map(|(row, estimate)| locale.alt_row(&name(row), &locale.value_and_interval(estimate))),
            );
        } else if let (Some(least), Some(most)) = (
            known.iter().min_by(|a, b| a.1.value.total_cmp(&b.1.value)),
            known.iter().max_by(|a, b| a.1.value.total_cmp(&b.1.value)),
        ) {
            let value = |(_, estimate): &(&Row<'_>, &Estimate)| locale.value_and_interval(estimate);
            sentences.push(locale.alt_extremes(&value(least), &inside(least.0), &value(most), &inside(most.0)));
        }
        if let Some(no_effect) = no_effect {
            let intervals: Vec<bool> = known.iter().filter_map(|(_, estimate)| estimate.excludes_no_effect()).collect();
            let covering = intervals.iter().filter(|excludes| !**excludes).count() as u64;
            if !intervals.is_empty() {
                let value = locale.shown(no_effect / unit.shown_factor(), unit, 0, Style::Text);
                sentences.push(locale.alt_no_effect(covering, intervals.len() as u64, &value));
            }
        }
        if known.len() < rows.len() {
            sentences.push(locale.alt_undefined((rows.len() - known.len()) as u64));
        }
        sentences.join(" ")
    }
}

/// The effect that a row shows: the one that its reference names, else that of the chart.
fn named(picked: &Picked<'_>, measure: Measure) -> Option<Measure> {
    match &picked.value {
        None => Some(measure),
        Some((name, _)) => Measure::ALL.into_iter().find(|measure| measure.name() == name),
    }
}

/// The effect by its name, unless the unit says that it is another.
fn effect_of(effect: Option<Measure>, unit: Unit) -> Option<Measure> {
    effect.filter(|effect| (*effect == Measure::RiskDifference) == (unit == Unit::ProportionDifference))
}

fn effect_words(effect: Option<Measure>, unit: Unit, locale: Locale) -> String {
    match effect {
        Some(_) => locale.effect_unit(Measure::effect(effect)),
        None => locale.unit_name(unit, Style::Text),
    }
}
