//! The wage that carries a programme's costs, by how long its effect lasts.

mod wages;

use schemars::JsonSchema;
use serde::Deserialize;

use self::wages::{Horizon, Reference, Wages};
use super::around::{self, Around};
use super::figure::{Body, Figure, Width};
use super::reference::{Picked, References};
use super::{Draw, theme};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::locale::{Locale, Style};
use crate::results::{Facet, FacetValue, Note, Reason, Results, Section, Text, Unit, Value};

/// The break-even wage by how long the effect lasts, with reference wages.
///
/// Every horizon has its point with the wage in kroner and in basic amounts (G); the curve between them is the model's.
/// Reference wages are dashed lines, named at their right ends, with a tinted band from the lowest to the highest. The axis starts at zero. A horizon without such a wage
/// is said in the note.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakEvenCurve {
    /// The analysis of the kind `break_even_wage` that is shown.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; kroner a year, in thousands or millions with the price year, unless given.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analysis unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// Whether the reference wages are drawn.
    #[serde(default = "yes")]
    pub references: bool,
    /// The upper end of the axis in kroner a year; from the data unless given. Wages above it are not drawn.
    #[serde(default)]
    pub top: Option<Spanned<f64>>,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

fn yes() -> bool {
    true
}

impl Draw for BreakEvenCurve {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let wages = self.wages(&picked, locale)?;
        let mut reading = Vec::new();
        for reason in [Reason::NoWageCarriesTheCosts, Reason::EveryWageCarriesTheCosts] {
            let horizons: Vec<String> = wages.without(reason).map(|horizon| horizon.words.clone()).collect();
            if !horizons.is_empty() {
                reading.push(locale.note_no_wage(&locale.list(&horizons), &locale.reason(reason)));
            }
        }
        let alt = alt(&wages, &reading, locale);
        let canvas = wages::draw(&wages, self.width.millimetres(), locale);
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let unit = match wages.step() {
            step if step >= 1e6 => locale.million_kroner(wages.price_year),
            step if step >= 1e3 => locale.thousand_kroner(wages.price_year),
            _ => locale.unit_name(Unit::KronerPerYear { price_year: wages.price_year }, Style::Text),
        };
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        Ok(around.figure(&picked, Some(around::capitalised(&unit)), reading, alt, Body::Picture(picture), locale))
    }
}

impl BreakEvenCurve {
    fn wages<'a>(&self, picked: &'a [Picked<'a>], locale: Locale) -> Result<Wages<'a>, Vec<Diagnostic>> {
        let entry = &picked[0].section.entry;
        if let Some(other) = picked.iter().find(|picked| picked.section.entry != *entry) {
            let problem = Problem::new(format!("`{}` is another analysis than `{entry}`", other.id));
            return Err(vec![other.error(problem.hint("make one chart for each analysis"))]);
        }
        let mut wages = Wages {
            price_year: 0,
            time: Unit::Years,
            fades: picked.iter().any(|picked| fades(picked.section)),
            horizons: Vec::new(),
            curve: Vec::new(),
            references: Vec::new(),
            top: self.top.as_ref().map(|top| top.value),
        };
        let mut price_year = None;
        let mut note_unit = |unit: Unit| {
            if let Unit::KronerPerYear { price_year: year } = unit {
                price_year.get_or_insert(year);
            }
        };
        for picked in picked {
            let section = picked.section;
            if let Some(Value::Curve(curve)) = section.value("curve") {
                note_unit(curve.y_unit);
                wages.curve = curve.points.iter().map(|point| (point.x, point.y)).collect();
            }
            if let (true, Some(Value::Table(table))) = (self.references, section.value("reference_wages")) {
                let column = table.columns.iter().position(|column| column == "wage");
                for row in &table.rows {
                    if let Some(Value::Quantity(wage)) = column.and_then(|column| row.cells.get(column)) {
                        note_unit(wage.unit);
                        let name = row.label.as_ref().map_or(row.name.as_str(), |label| label.get(locale.language()));
                        wages.references.push(Reference { name: name.to_owned(), wage: *wage });
                    }
                }
            }
            let time = |facet: &Facet| match facet.value {
                FacetValue::Number { value, unit } => Some((value, unit)),
                FacetValue::Name(_) => None,
            };
            let (Some((at, unit)), Some(wage)) = (section.coordinates().find_map(time), section.value("wage")) else {
                continue;
            };
            let wage = match wage {
                Value::Estimate(wage) => {
                    note_unit(wage.unit);
                    Ok(wage)
                }
                Value::Undefined(undefined) => Err(undefined.reason),
                _ => continue,
            };
            wages.time = unit;
            let basic_amounts = section.value("wage_in_basic_amounts");
            let in_basic_amounts = basic_amounts.map(|amounts| locale.value_with_unit(amounts, Style::Table));
            wages.horizons.push(Horizon { at, words: locale.plain(at, unit), wage, in_basic_amounts });
        }
        wages.horizons.sort_by(|a, b| a.at.total_cmp(&b.at));
        wages.price_year = price_year.unwrap_or_default();
        if wages.horizons.is_empty() {
            let problem = Problem::new(format!("`{}` has no break-even wages", picked[0].token));
            let kind = &picked[0].section.kind;
            return Err(vec![picked[0].error(problem.hint(format!(
                "`break_even_curve` shows an analysis of the kind `break_even_wage`, and this one is a `{kind}`"
            )))]);
        }
        if let Some(top) = self.top.as_ref().filter(|top| !(top.value > 0.0 && top.value.is_finite())) {
            let problem = Problem::new(format!("the axis cannot end at {}", top.value));
            return Err(vec![problem.hint("write an amount of kroner above 0").at(top.location())]);
        }
        Ok(wages)
    }
}

/// Whether the analysis says how its effect goes on, so that a horizon is not how long it lasts.
fn fades(section: &Section) -> bool {
    let said = [Note::EffectEnds, Note::EffectPersists, Note::EffectFadesLinearly, Note::EffectFadesExponentially];
    section.notes.iter().any(|note| said.contains(note))
}

fn alt(wages: &Wages<'_>, undefined: &[String], locale: Locale) -> String {
    let horizons = &wages.horizons;
    let mut sentences = vec![match horizons.as_slice() {
        [only] => locale.alt_wage(&locale.duration(only.at, wages.time)),
        [first, ..] => locale.alt_wages(&first.words, &horizons[horizons.len() - 1].words),
        [] => String::new(),
    }];
    let known: Vec<&Horizon<'_>> = horizons.iter().filter(|horizon| horizon.wage.is_ok()).collect();
    let told: Vec<String> = known
        .iter()
        .enumerate()
        .filter(|(index, _)| known.len() <= 5 || *index == 0 || index + 1 == known.len())
        .filter_map(|(_, horizon)| {
            Some(locale.alt_wage_at(&locale.value_and_interval(horizon.wage.ok()?), &horizon.words))
        })
        .collect();
    if !told.is_empty() {
        sentences.push(locale.alt_wages_are(&locale.list(&told)));
    }
    sentences.extend(undefined.iter().cloned());
    if !wages.references.is_empty() {
        let listed: Vec<String> = wages
            .references
            .iter()
            .map(|reference| {
                let wage = &reference.wage;
                let amount = locale.with_unit(wage.value, wage.unit, wage.decimals, Style::Text);
                format!("{} ({amount})", around::inside(&reference.name))
            })
            .collect();
        sentences.push(locale.alt_references(&locale.list(&listed)));
        let below: Vec<String> = wages
            .references
            .iter()
            .filter_map(|reference| {
                let above = |horizon: &&Horizon<'_>| horizon.wage.is_ok_and(|wage| wage.value > reference.wage.value);
                let first = known.iter().rposition(above).map_or(0, |last_above| last_above + 1);
                Some(locale.alt_below_from(&around::inside(&reference.name), &known.get(first)?.words))
            })
            .collect();
        if !below.is_empty() {
            sentences.push(locale.alt_below(&locale.list(&below)));
        }
    }
    sentences.truncate(5);
    sentences.join(" ")
}
