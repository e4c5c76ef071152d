//! How far a result moves with each assumption at the ends of its range.

use schemars::JsonSchema;
use serde::Deserialize;

use super::around::{self, Around};
use super::axis::{self, Axis, Scale};
use super::canvas::{Anchor, Canvas, Label, Stroke, centred};
use super::economics::price_year;
use super::figure::{Body, Figure, Width};
use super::metrics::{self, Weight};
use super::place::Rect;
use super::reference::References;
use super::{Draw, theme, ticks};
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Locale, Step, Style};
use crate::results::{Quantity, Results, Text, Unit, Value};

/// The tornado diagram of a `sensitivity` analysis: a bar for each assumption, from the result at the low end of its range to
/// that at the high end, the longest first.
///
/// The dark part of a bar is the low end, the grey part the high end; the values of the assumption stand at the ends. The
/// upright line is the result as assumed. An end without a result reaches to the edge and is said in the note.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tornado {
    /// The analysis of the kind `sensitivity` that is shown.
    pub of: References,
    /// The title: what is shown, by whom, when.
    pub title: Text,
    /// The unit after the title; kroner with the price year unless given.
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

/// The bar of one assumption.
struct Bar {
    name: String,
    /// The assumption at its two ends, in words.
    ends: [String; 2],
    /// The result there, in kroner.
    results: [Option<f64>; 2],
    why: Option<String>,
}

/// From one bar to the next, in millimetres.
const PITCH: f64 = 8.6;
/// The height of a bar, in millimetres.
const BAR: f64 = 4.4;
/// The widest a name may be before it is broken, in millimetres.
const WIDEST_NAME: f64 = 46.0;

impl Draw for Tornado {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let section = picked[0].section;
        let (Some(Value::Table(table)), Some(Value::Quantity(main))) =
            (section.value("one_way"), section.value("main"))
        else {
            let problem =
                Problem::new(format!("`{}` has no assumptions that are varied one at a time", picked[0].token));
            return Err(vec![
                picked[0].error(problem.hint("`tornado` shows a `sensitivity` with `one_way`, and with a result")),
            ]);
        };
        let quantity = |value: Option<&Value>| match value {
            Some(Value::Quantity(quantity)) => Some(*quantity),
            _ => None,
        };
        let bars: Vec<Bar> = table
            .rows
            .iter()
            .map(|row| {
                let words = |place: usize| {
                    quantity(row.cells.get(place)).map_or_else(String::new, |Quantity { value, unit, decimals }| {
                        locale.with_unit(value, unit, decimals, Style::Table)
                    })
                };
                let why = row.cells.iter().find_map(|cell| match cell {
                    Value::Undefined(undefined) => Some(locale.reason(undefined.reason)),
                    _ => None,
                });
                Bar {
                    name: around::capitalised(locale.parameter(&row.name)),
                    ends: [words(0), words(1)],
                    results: [2, 3].map(|place| quantity(row.cells.get(place)).map(|found| found.value)),
                    why,
                }
            })
            .collect();
        let highest =
            bars.iter().flat_map(|bar| bar.results).flatten().chain([main.value]).map(f64::abs).fold(0.0, f64::max);
        let step = Step::of(highest);
        let amounts = locale.step_of_kroner(step, price_year(main.unit));
        let is_wage = matches!(main.unit, Unit::KronerPerYear { .. });
        let axis_name = locale.axis_of_result(is_wage, &amounts);
        let canvas = draw(&bars, main.value, step, &axis_name, self.width.millimetres(), locale);
        let kroner = |value: f64| locale.with_unit(value, main.unit, main.decimals, Style::Text);
        let mut sentences = vec![locale.alt_tornado(bars.len() as u64, &kroner(main.value))];
        for bar in bars.iter().take(3) {
            if let [Some(low), Some(high)] = bar.results {
                sentences.push(locale.alt_tornado_bar(&bar.name, &kroner(low), &kroner(high)));
            }
        }
        let alt = sentences.join(" ");
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let mut reading = vec![locale.note_tornado().to_owned()];
        reading.extend(bars.iter().filter_map(|bar| Some(format!("{}: {}.", bar.name, bar.why.as_ref()?))));
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let unit = Some(around::capitalised(&amounts));
        Ok(around.figure(&picked, unit, reading, alt, Body::Picture(picture), locale))
    }
}

fn draw(bars: &[Bar], main: f64, step: Step, axis_name: &str, width: f64, locale: Locale) -> Canvas {
    let names: Vec<Vec<String>> =
        bars.iter().map(|bar| metrics::wrap(&bar.name, theme::TEXT, Weight::Regular, WIDEST_NAME)).collect();
    let small = |words: &str| metrics::width(words, theme::SMALL, Weight::Regular);
    let gutter =
        names.iter().flatten().map(|name| metrics::width(name, theme::TEXT, Weight::Regular)).fold(0.0, f64::max);
    let beside = bars.iter().flat_map(|bar| &bar.ends).map(|words| small(words)).fold(0.0, f64::max) + 1.6;
    let left = gutter + 3.0 + beside;
    let right = width - beside - 1.0;
    let scaled = |value: f64| value / step.kroner();
    let found = || bars.iter().flat_map(|bar| bar.results).flatten().chain([main]).map(scaled);
    let (low, high) = (found().fold(f64::INFINITY, f64::min), found().fold(f64::NEG_INFINITY, f64::max));
    let air = if high > low { 0.04 * (high - low) } else { 1.0 };
    let mut x = Axis { scale: Scale::Linear, from: low - air, to: high + air, start: left, end: right };
    if low == high {
        x = Axis { from: low - low.abs().max(1.0), to: high + high.abs().max(1.0), ..x };
    }
    let bottom = 2.0 + PITCH * bars.len() as f64;
    let below = axis::under_axis(bottom);
    let mut canvas = Canvas::new(width, below + 5.8);
    let sets: Vec<_> = (2..=7).rev().map(|most| axis::worded(ticks::linear(x.from, x.to, most), locale)).collect();
    let worded = x.first_that_fits(sets, 1.6);
    x.draw_across(&mut canvas, bottom, &worded);
    let name = metrics::on_one_line(axis_name, theme::TEXT, Weight::Regular, width);
    let half = metrics::width(&name, theme::TEXT, Weight::Regular) / 2.0;
    let middle = ((left + right) / 2.0).clamp(half, (width - half).max(half));
    canvas.label(Label::new(name, (middle, below + 4.6), Anchor::Middle));
    let line = x.at(scaled(main));
    for (place, (bar, name)) in bars.iter().zip(&names).enumerate() {
        let centre = 2.0 + PITCH * (place as f64 + 0.5);
        let first = centre - 3.7 * (name.len() as f64 - 1.0) / 2.0;
        for (row, words) in name.iter().enumerate() {
            let at = (0.0, centred(first + 3.7 * row as f64, theme::TEXT));
            canvas.label(Label::new(words, at, Anchor::Start).colour(theme::INK));
        }
        let ends = bar.results.map(|result| result.map(|value| x.at(scaled(value))));
        // An end without a result reaches to the edge away from the other one.
        let to = |own: usize| {
            ends[own].unwrap_or_else(|| if ends[1 - own].is_some_and(|other| other > line) { left } else { right })
        };
        for (own, colour) in [(0, theme::PETROL), (1, theme::CONTROL)] {
            let end = to(own);
            if (end - line).abs() > 0.01 {
                let rect = Rect {
                    left: line.min(end),
                    right: line.max(end),
                    top: centre - BAR / 2.0,
                    bottom: centre + BAR / 2.0,
                };
                canvas.rectangle(rect, colour);
            }
        }
        // Both ends on one side of what is assumed: the words stand beside each other there.
        let (a, b) = (to(0), to(1));
        let base = centred(centre, theme::SMALL);
        let label = |words: &str, at: f64, anchor: Anchor| Label::new(words, (at, base), anchor).size(theme::SMALL);
        let (leftmost, rightmost) = if a <= b { (0, 1) } else { (1, 0) };
        canvas.label(label(&bar.ends[leftmost], to(leftmost).min(line) - 0.9, Anchor::End));
        canvas.label(label(&bar.ends[rightmost], to(rightmost).max(line) + 0.9, Anchor::Start));
    }
    canvas.line([(line, bottom), (line, 0.6)], Stroke::solid(theme::INK, theme::AXIS_LINE));
    canvas
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Language;

    #[test]
    fn no_label_meets_another() {
        let bar = |name: &str, ends: [&str; 2], results: [Option<f64>; 2]| Bar {
            name: name.to_owned(),
            ends: ends.map(str::to_owned),
            results,
            why: None,
        };
        let bars = [
            bar("More people in work", ["1 percentage point", "19 percentage points"], [Some(-9e4), Some(2.4e5)]),
            bar(
                "The value of a quality-adjusted life year",
                ["NOK 700,000", "NOK 2,100,000"],
                [Some(9e4), Some(1.1e5)],
            ),
            // Both ends above what is assumed, one that has no result, and one that changes nothing.
            bar("Time horizon", ["24 months", "120 months"], [Some(1.2e5), Some(1.5e5)]),
            bar("Discount rate", ["2% a year", "6% a year"], [None, Some(9e4)]),
            bar("Income tax", ["0%", "50%"], [Some(1e5), Some(1e5)]),
        ];
        let locale = Locale::new(Language::English);
        for width in [theme::WIDE, theme::MEASURE] {
            let canvas = draw(&bars, 1e5, Step::Thousand, "Net present value, NOK 1,000", width, locale);
            assert_eq!(canvas.collisions(), [""; 0]);
            let none = [bar("Income tax", ["0%", "50%"], [Some(1e5), Some(1e5)])];
            assert_eq!(draw(&none, 1e5, Step::Thousand, "Value", width, locale).collisions(), [""; 0]);
        }
    }
}
