//! The drawing of the field: services on the left, a square with its number for each item, totals on the right, and the
//! names of the numbered items under it.

use super::super::canvas::{Anchor, Canvas, Label, Stroke, centred};
use super::super::metrics::{self, Weight};
use super::super::place::Rect;
use super::super::theme::{self, Colour, Tint};
use super::{Locale, Unit};
use crate::locale::Style;

/// The highest that the picture may be, in millimetres.
const HIGHEST: f64 = 197.0;
/// The heights that a row may have.
const ROW: (f64, f64) = (3.4, 5.6);
/// From a line of the names of items to the next.
const LINE: f64 = 3.5;
/// Between the names of services, the squares and the totals.
const GAP: f64 = 1.6;
/// The widest the names of services may be, as a share of the chart.
const WIDEST: f64 = 0.3;
/// How much paper the colours are mixed with, from the fewest points to the most.
const SHADES: [f64; 5] = [0.92, 0.70, 0.45, 0.20, 0.0];

/// All that is drawn.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// The least and the most points of an item.
    pub(super) points: [f64; 2],
    pub(super) items: Vec<Item>,
    pub(super) services: Vec<Service>,
}

/// An item.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) name: String,
    /// The heading that it stands under.
    pub(super) group: String,
    pub(super) mean: Option<f64>,
}

/// A service with its points.
#[derive(Clone, Debug)]
pub(super) struct Service {
    pub(super) name: String,
    pub(super) points: Vec<Option<f64>>,
    pub(super) total: Option<f64>,
}

/// The colour of a square and of the number on it.
fn look(points: f64, [least, most]: [f64; 2]) -> (Tint, Colour) {
    let part = if most > least { (points - least) / (most - least) } else { 1.0 };
    let step = (part * (SHADES.len() as f64 - 1.0)).round().clamp(0.0, SHADES.len() as f64 - 1.0) as usize;
    (theme::PETROL.with_paper(SHADES[step]), if step < 3 { theme::INK } else { theme::PAPER })
}

/// Draws the field on a page `width` millimetres wide.
///
/// # Errors
/// How many services fit on a page, where there are more.
pub(super) fn draw(field: &Field, width: f64, locale: Locale) -> Result<Canvas, usize> {
    let number = |value: f64, decimals: i8| locale.shown(value, Unit::Points, decimals, Style::Table);
    let decimals = i8::from(field.services.iter().any(|service| service.total.is_some_and(|sum| sum.fract() != 0.0)));
    let total = |service: &Service| service.total.map_or_else(|| "\u{2013}".to_owned(), |sum| number(sum, decimals));
    let widest = |words: &str| metrics::width(words, theme::SMALL, Weight::Regular);
    let sum = locale.total_of_items();
    let totals = field
        .services
        .iter()
        .map(|service| metrics::width(&total(service), theme::SMALL, Weight::Semibold))
        .fold(metrics::width(sum, theme::SMALL, Weight::Regular), f64::max);
    let longest = field.services.iter().map(|service| widest(&service.name)).fold(0.0, f64::max);
    let names = longest.min(WIDEST * width);
    let (left, right) = (names + GAP, width - totals - GAP);
    let column = ((right - left) / field.items.len() as f64).min(7.0);
    let key = key(field, width);
    let head = LINE * if groups(field).len() > 1 { 2.0 } else { 1.0 } + 1.0;
    let room = HIGHEST - head - key.1;
    let most = (room / ROW.0).floor().max(0.0) as usize;
    if field.services.len() > most {
        return Err(most);
    }
    let pitch = (room / field.services.len().max(1) as f64).clamp(ROW.0, ROW.1);
    let bottom = head + pitch * field.services.len() as f64;
    let mut canvas = Canvas::new(width, bottom + key.1);
    heads(&mut canvas, field, (left, column), head);
    let right = left + column * field.items.len() as f64;
    let label = Label::new(sum, (right + GAP + totals, head - 1.3), Anchor::End).size(theme::SMALL);
    canvas.label(label);
    for (row, service) in field.services.iter().enumerate() {
        let top = head + pitch * row as f64;
        let base = centred(top + pitch / 2.0, theme::SMALL);
        let name = metrics::on_one_line(&service.name, theme::SMALL, Weight::Regular, names);
        let text = |words: String, x: f64, anchor: Anchor| {
            Label::new(words, (x, base), anchor).size(theme::SMALL).colour(theme::INK)
        };
        canvas.label(text(name, 0.0, Anchor::Start));
        canvas.label(text(total(service), right + GAP + totals, Anchor::End).weight(Weight::Semibold));
        for (item, points) in service.points.iter().enumerate() {
            let x = left + column * item as f64;
            let middle = x + column / 2.0;
            let Some(points) = points else {
                canvas.label(text("\u{2013}".to_owned(), middle, Anchor::Middle).colour(theme::GREY));
                continue;
            };
            let (fill, ink) = look(*points, field.points);
            // A hair of paper between two squares.
            canvas.tinted(Rect { left: x, top, right: x + column - 0.25, bottom: top + pitch - 0.25 }, fill);
            canvas.label(text(number(*points, 0), middle, Anchor::Middle).colour(ink));
        }
    }
    for mut label in key.0 {
        label.at.1 += bottom;
        canvas.label(label);
    }
    Ok(canvas)
}

/// The headings with how many items stand under each.
fn groups(field: &Field) -> Vec<(&str, usize)> {
    let mut groups: Vec<(&str, usize)> = Vec::new();
    for item in &field.items {
        match groups.last_mut() {
            Some((name, items)) if *name == item.group => *items += 1,
            _ => groups.push((&item.group, 1)),
        }
    }
    groups
}

/// The numbers of the items over their columns, and the headings over those.
fn heads(canvas: &mut Canvas, field: &Field, (left, column): (f64, f64), head: f64) {
    let groups = groups(field);
    let mut from = 0;
    for (name, items) in &groups {
        let start = left + column * from as f64;
        let end = start + column * *items as f64 - 0.6;
        if groups.len() > 1 {
            let words = metrics::on_one_line(name, theme::SMALL, Weight::Regular, end - start);
            let label = Label::new(words, (start, head - LINE - 1.6), Anchor::Start);
            canvas.label(label.size(theme::SMALL).colour(theme::INK));
            canvas.line(
                [(start, head - LINE - 0.7), (end, head - LINE - 0.7)],
                Stroke::solid(theme::HAIR, theme::AXIS_LINE),
            );
        }
        from += items;
    }
    for item in 0..field.items.len() {
        let at = (left + column * (item as f64 + 0.5), head - 1.3);
        canvas.label(Label::new((item + 1).to_string(), at, Anchor::Middle).size(theme::SMALL));
    }
}

/// The names of the items by their numbers, in three columns, and how much room they take.
fn key(field: &Field, width: f64) -> (Vec<Label>, f64) {
    const COLUMNS: usize = 3;
    let rows = field.items.len().div_ceil(COLUMNS);
    let column = width / COLUMNS as f64;
    let numbers = metrics::width("00", theme::SMALL, Weight::Regular);
    let mut labels = Vec::new();
    for (place, item) in field.items.iter().enumerate() {
        let x = column * (place / rows) as f64;
        let base = centred(3.6 + LINE * (place % rows) as f64, theme::SMALL);
        labels.push(Label::new((place + 1).to_string(), (x + numbers, base), Anchor::End).size(theme::SMALL));
        let words = metrics::on_one_line(&item.name, theme::SMALL, Weight::Regular, column - numbers - 1.4 - GAP);
        let label = Label::new(words, (x + numbers + 1.4, base), Anchor::Start).size(theme::SMALL);
        labels.push(label.colour(theme::INK));
    }
    (labels, 2.6 + LINE * rows as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_read_and_every_step_is_seen() {
        for points in 1..=5 {
            let (fill, ink) = look(f64::from(points), [1.0, 5.0]);
            assert!(fill.seen().contrast(ink) >= 4.5, "{points}: {}", fill.seen().contrast(ink));
        }
        let fills: Vec<Colour> = (1..=5).map(|points| look(f64::from(points), [1.0, 5.0]).0.seen()).collect();
        for pair in fills.windows(2) {
            assert!(pair[0].contrast(pair[1]) >= 1.3, "{pair:?}");
        }
        assert_eq!(look(0.0, [1.0, 5.0]), look(1.0, [1.0, 5.0]));
        assert_eq!(look(7.0, [7.0, 7.0]), look(5.0, [1.0, 5.0]));
    }

    #[test]
    fn the_names_of_the_items_fit_their_columns() {
        let scale = include_str!("../../analysis/fidelity/ips_25.json");
        let scale: serde_json::Value = serde_json::from_str(scale).unwrap();
        for language in ["nb", "nn", "en"] {
            for group in scale["groups"].as_array().unwrap() {
                for item in group["items"].as_array().unwrap() {
                    let name = item[language].as_str().unwrap();
                    let room = theme::WIDE / 3.0 - metrics::width("00", theme::SMALL, Weight::Regular) - 1.4 - GAP;
                    assert!(metrics::width(name, theme::SMALL, Weight::Regular) <= room, "{name}");
                }
            }
        }
    }
}
