//! Answers to questionnaire items as bars that diverge from a middle line.

mod diverging;

use schemars::JsonSchema;
use serde::Deserialize;

use self::diverging::{Answer, Bars, Item, Side};
use super::Draw;
use super::around::{self, Around};
use super::figure::{Body, Figure, Width};
use super::reference::{Picked, References};
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Locale, Style};
use crate::results::{Quantity, Results, Row, Table, Text, Unit, Value};

/// The answers to the items of a `likert` analysis, each item as one bar: negative answers go left from a middle line,
/// positive ones right, and neutral ones stand across it.
///
/// The shares stand in the bars as far as there is room, and their sums at the ends. Both sides are darkest outside, so
/// that the answers are told apart without colour.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Likert {
    /// The analysis of the kind `likert`.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; `Prosent` unless given.
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

impl Draw for Likert {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let mut errors = Vec::new();
        let mut bars: Option<Bars> = None;
        for picked in &picked {
            match read(picked, locale) {
                Ok(found) => match &mut bars {
                    None => bars = Some(found),
                    Some(known) if known.answers == found.answers => known.items.extend(found.items),
                    Some(_) => {
                        let problem = Problem::new(format!("`{}` has other answers than the one before it", picked.id));
                        errors.push(picked.error(problem.hint("show each scale in a chart of its own")));
                    }
                },
                Err(error) => errors.push(error),
            }
        }
        let (Some(bars), Some(first)) = (bars, picked.first()) else { return Err(errors) };
        if bars.items.len() > diverging::MOST_ITEMS {
            let problem =
                Problem::new(format!("a chart has room for {} items, not {}", diverging::MOST_ITEMS, bars.items.len()));
            errors.push(first.error(problem.hint("divide the items among several analyses")));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let positive = first.section.label("positive");
        let positive = positive
            .map_or_else(|| locale.positive_answers().to_owned(), |text| text.get(locale.language()).to_owned());
        let mut reading = vec![locale.note_diverging()];
        if bars.items.iter().any(|item| item.shares.is_none()) {
            reading.push(locale.note_hidden());
        }
        let alt = alt(&bars, &positive, locale);
        let canvas = diverging::draw(&bars, self.width.millimetres(), locale);
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let unit = around::capitalised(&locale.unit_name(Unit::Proportion, Style::Text));
        Ok(around.figure(&picked, Some(unit), reading, alt, Body::Picture(picture), locale))
    }
}

/// The answers and the items of a section.
fn read(picked: &Picked<'_>, locale: Locale) -> Result<Bars, Diagnostic> {
    let section = picked.section;
    let Some(Value::Table(table)) = section.value("items").filter(|_| section.kind == "likert") else {
        let problem = Problem::new(format!("`{}` is of the kind `{}`", picked.id, section.kind));
        return Err(picked.error(problem.hint("this chart shows an analysis of the kind `likert`")));
    };
    let side = |column: &str| match column.split_once('_')?.0 {
        "negative" => Some(Side::Negative),
        "neutral" => Some(Side::Neutral),
        "positive" => Some(Side::Positive),
        _ => None,
    };
    let answer = |column: &String| {
        let words = section.label(column)?.get(locale.language()).to_owned();
        Some((column.clone(), Answer { words, side: side(column)? }))
    };
    let (columns, answers): (Vec<String>, Vec<Answer>) = table.columns.iter().filter_map(answer).unzip();
    let items = table.rows.iter().map(|row| Item {
        words: row.label.as_ref().map_or(row.name.as_str(), |label| label.get(locale.language())).to_owned(),
        shares: columns.iter().map(|column| share(table, row, column)).collect(),
        negative: share(table, row, "negative"),
        positive: share(table, row, "positive"),
        total: match cell(table, row, "total") {
            Some(Value::Count(total)) => Some(*total),
            _ => None,
        },
    });
    Ok(Bars { items: items.collect(), answers })
}

fn cell<'a>(table: &Table, row: &'a Row, column: &str) -> Option<&'a Value> {
    row.cells.get(table.columns.iter().position(|known| known == column)?)
}

/// A share; nothing where it is not shown.
fn share(table: &Table, row: &Row, column: &str) -> Option<f64> {
    match cell(table, row, column)? {
        Value::Quantity(quantity) => Some(quantity.value),
        Value::Estimate(estimate) => Some(estimate.value),
        _ => None,
    }
}

/// A share as it is written in and beside the bars.
fn percent(share: f64, style: Style, locale: Locale) -> String {
    locale.value_with_unit(&Quantity { value: share, unit: Unit::Proportion, decimals: 0 }.into(), style)
}

fn alt(bars: &Bars, positive: &str, locale: Locale) -> String {
    let words = |answer: Option<&Answer>| answer.map_or_else(String::new, |answer| answer.words.clone());
    let answers = locale.between_answers(&words(bars.answers.first()), &words(bars.answers.last()));
    let mut sentences = vec![locale.alt_diverging(bars.items.len() as u64, &answers)];
    let known: Vec<(&Item, f64, f64)> =
        bars.items.iter().filter_map(|item| Some((item, item.positive?, item.negative?))).collect();
    let text = |share: f64| percent(share, Style::Text, locale);
    if known.len() <= 4 {
        for (item, high, low) in &known {
            sentences.push(locale.alt_shares_of_item(&item.words, positive, &text(*high), &text(*low)));
        }
    } else {
        let most = known.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let least = known.iter().min_by(|a, b| a.1.total_cmp(&b.1));
        if let (Some(most), Some(least)) = (most, least) {
            let pair = |found: &(&Item, f64, f64)| (found.0.words.clone(), text(found.1));
            let (most, least) = (pair(most), pair(least));
            sentences.push(locale.alt_share_range(positive, (&most.0, &most.1), (&least.0, &least.1)));
        }
    }
    sentences.join(" ")
}
