//! The points of services on the items of a fidelity scale, as a field of numbers on colours.

mod field;

use schemars::JsonSchema;
use serde::Deserialize;

use self::field::{Field, Item, Service};
use super::around::Around;
use super::figure::{Body, Figure, Width};
use super::reference::{Picked, References};
use super::risk_of_bias_plot::Part;
use super::{Draw, studies};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::locale::Locale;
use crate::results::{Results, Text, Unit, Value};

/// The points of the services of a `fidelity` analysis on each item, a row for each service and a column for each item.
///
/// Each square has its number, and is darker the more points there are, so that the chart is read without colour too. The
/// items are numbered, with their names under the field. What does not fit on a page is shown in parts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemHeatMap {
    /// The analysis of the kind `fidelity`.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; that of the points unless given.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analysis unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// The order of the services: the highest total first, or as in the table.
    #[serde(default)]
    pub order: Order,
    /// The part of the services that is shown, such as `{number: 1, of: 2}`; all unless given.
    #[serde(default)]
    pub part: Option<Spanned<Part>>,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

/// The order of the services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The highest total first.
    #[default]
    Total,
    /// As in the table.
    Stated,
}

impl Draw for ItemHeatMap {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let only = studies::only(&picked, "item_heat_map", "fidelity").map_err(|error| vec![error])?;
        let all = read(only, self.order, locale).map_err(|error| vec![error])?;
        let alt = alt(&all, locale);
        let shown = self.shown(&all).map_err(|error| vec![error])?;
        let canvas = field::draw(&shown, self.width.millimetres(), locale).map_err(|most| {
            let problem = Problem::new(format!("{} services do not fit on a page", shown.services.len()));
            let parts = shown.services.len().div_ceil(most.max(1));
            let hint = format!("show them in {parts} charts, the first with `part: {{number: 1, of: {parts}}}`");
            vec![only.error(problem.hint(hint))]
        })?;
        let mut reading = vec![locale.note_item_field(self.order == Order::Total && shown.services.len() > 1)];
        if shown.services.iter().any(|service| service.points.contains(&None)) {
            reading.push(locale.note_item_not_rated().to_owned());
        }
        if let Some(part) = &self.part {
            let places = part.value.places(all.services.len());
            let (first, last) = (places.start as u64 + 1, places.end as u64);
            reading.push(locale.note_part_of_services(first, last, all.services.len() as u64));
        }
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let unit = locale.unit_of_item_points(shown.points);
        Ok(around.figure(&picked, Some(unit), reading, alt, Body::Picture(picture), locale))
    }
}

impl ItemHeatMap {
    /// The services that are drawn.
    fn shown(&self, all: &Field) -> Result<Field, Diagnostic> {
        let places = match &self.part {
            None => 0..all.services.len(),
            Some(part) if (1..=part.value.of).contains(&part.value.number) => part.value.places(all.services.len()),
            Some(part) => {
                let Part { number, of } = part.value;
                let problem = Problem::new(format!("there is no part {number} of {of}"));
                return Err(problem.hint("number the parts from 1 to the number of parts").at(part.location()));
            }
        };
        Ok(Field { services: all.services[places].to_vec(), ..all.clone() })
    }
}

/// The points of the services of a section.
fn read(picked: &Picked<'_>, order: Order, locale: Locale) -> Result<Field, Diagnostic> {
    let hint = "name the columns of the items in the analysis, with `prefix` or `items`";
    let scores = studies::table(picked, "scores", hint)?;
    let of_items = studies::table(picked, "items", hint)?;
    let mut heading = String::new();
    let items: Vec<Item> = of_items
        .rows
        .iter()
        .map(|row| {
            if let Some((_, title)) = row.words.iter().find(|(name, _)| name == "group") {
                heading = title.get(locale.language()).to_owned();
            }
            let mean = studies::number(of_items, row, "mean");
            Item { name: studies::name(row, locale), group: heading.clone(), mean }
        })
        .collect();
    let mut services: Vec<Service> = scores
        .rows
        .iter()
        .map(|row| Service {
            name: studies::name(row, locale),
            points: (1..=items.len()).map(|item| studies::number(scores, row, &format!("item_{item}"))).collect(),
            total: studies::number(scores, row, "total"),
        })
        .collect();
    if order == Order::Total {
        // A stable sort: services with the same total stay as they are in the table; those without one come last.
        let total = |service: &Service| service.total.unwrap_or(f64::NEG_INFINITY);
        services.sort_by(|a, b| total(b).total_cmp(&total(a)));
    }
    let total = |name: &str| match picked.section.value(name) {
        Some(Value::Quantity(quantity)) => quantity.value / items.len() as f64,
        _ => 0.0,
    };
    Ok(Field { points: [total("least_total"), total("most_total")], items, services })
}

/// How many services and items there are, the range of the totals, and the items with the highest and the lowest mean.
fn alt(all: &Field, locale: Locale) -> String {
    let mut sentences = vec![locale.alt_item_field(all.services.len() as u64, all.items.len() as u64)];
    let totals: Vec<(&str, f64)> =
        all.services.iter().filter_map(|service| Some((service.name.as_str(), service.total?))).collect();
    let write = |value: f64, decimals: i8| locale.shown(value, Unit::Points, decimals, crate::locale::Style::Text);
    if let Some((highest, lowest)) = ends(&totals) {
        let (high, low) = (write(highest.1, 0), write(lowest.1, 0));
        sentences.push(locale.alt_total_range((highest.0, &high), (lowest.0, &low)));
    }
    let means: Vec<(&str, f64)> = all.items.iter().filter_map(|item| Some((item.name.as_str(), item.mean?))).collect();
    if let Some((highest, lowest)) = ends(&means) {
        let (high, low) = (write(highest.1, 1), write(lowest.1, 1));
        sentences.push(locale.alt_item_range((highest.0, &high), (lowest.0, &low)));
    }
    sentences.join(" ")
}

/// The highest and the lowest of named numbers, the first of equal ones; nothing where all are equal.
fn ends<'a>(values: &[(&'a str, f64)]) -> Option<((&'a str, f64), (&'a str, f64))> {
    let highest = values.iter().copied().reduce(|a, b| if b.1 > a.1 { b } else { a })?;
    let lowest = values.iter().copied().reduce(|a, b| if b.1 < a.1 { b } else { a })?;
    (highest.1 > lowest.1).then_some((highest, lowest))
}
