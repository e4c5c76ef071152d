//! A result by two assumptions that are changed together, as a grid of tinted numbers.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Draw;
use super::around::{self, Around};
use super::canvas::{Anchor, Canvas, Label, Stroke, centred};
use super::economics::price_year;
use super::figure::{Body, Figure, Width};
use super::metrics::{self, Weight};
use super::reference::References;
use super::theme::{self, Colour};
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Locale, Step, Style};
use crate::results::{Results, Row, Text, Unit, Value};

/// The result of a `sensitivity` analysis by two assumptions, with the number in each field.
///
/// The darker a field, the further its number is from nought; fields above nought are blue-green, those below it grey. A field
/// without a result has a dash, and the note says why.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TwoWayGrid {
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

/// The height of a field, in millimetres.
const FIELD: f64 = 9.0;
/// Between two fields, in millimetres.
const GAP: f64 = 0.7;
/// From one line of text to the next, in millimetres.
const LINE: f64 = 3.7;
/// The strongest tint of a field, under which a number is still read.
const STRONGEST: f64 = 0.42;

/// What is drawn.
struct Grid {
    /// The names of the assumptions: down the side, and across.
    names: [String; 2],
    /// The values of the one across.
    heads: Vec<String>,
    /// The value of the one down the side, and the results, in what is shown.
    rows: Vec<(String, Vec<Option<f64>>)>,
    decimals: i8,
}

impl Draw for TwoWayGrid {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let section = picked[0].section;
        let (Some(Value::Table(table)), Some(Value::Table(heads))) =
            (section.value("two_way"), section.value("two_way_columns"))
        else {
            let problem =
                Problem::new(format!("`{}` has no two assumptions that are varied together", picked[0].token));
            return Err(vec![picked[0].error(problem.hint("`two_way_grid` shows a `sensitivity` with `two_way`"))]);
        };
        let name = |of: &str| {
            let found = table.rows.first().and_then(|row| row.words.iter().find(|(name, _)| name == of));
            found.map_or_else(String::new, |(_, text)| {
                around::capitalised(locale.parameter(text.get(locale.language())))
            })
        };
        let words = |cell: Option<&Value>| match cell {
            Some(Value::Quantity(shown)) => locale.with_unit(shown.value, shown.unit, shown.decimals, Style::Table),
            _ => String::new(),
        };
        let results = || table.rows.iter().flat_map(|row| row.cells.iter().skip(1));
        let unit = results().find_map(|cell| match cell {
            Value::Quantity(shown) => Some(shown.unit),
            _ => None,
        });
        let unit = unit.unwrap_or(Unit::Number);
        let highest = results().filter_map(amount).map(f64::abs).fold(0.0, f64::max);
        let step = Step::of(highest);
        let shown = |cell: &Value| amount(cell).map(|amount| amount / step.kroner());
        let line = |row: &Row| (words(row.cells.first()), row.cells.iter().skip(1).map(shown).collect());
        let grid = Grid {
            names: [name("rows"), name("columns")],
            heads: heads.rows.iter().flat_map(|row| &row.cells).map(|cell| words(Some(cell))).collect(),
            rows: table.rows.iter().map(line).collect(),
            decimals: if step == Step::Million { 1 } else { 0 },
        };
        let canvas = draw(&grid, self.width.millimetres(), locale);
        let amounts = locale.step_of_kroner(step, price_year(unit));
        let told = |place: Option<&(String, Vec<Option<f64>>)>, last: bool| {
            let (row, cells) = place?;
            let (column, cell) =
                if last { (grid.heads.last()?, cells.last()?) } else { (grid.heads.first()?, cells.first()?) };
            let number = (*cell)? * step.kroner();
            Some(locale.alt_field(
                &locale.with_unit(number, unit, -3, Style::Text),
                &format!("{} {row}", around::inside(&grid.names[0])),
                &format!("{} {column}", around::inside(&grid.names[1])),
            ))
        };
        let mut sentences = vec![locale.alt_grid(&around::inside(&grid.names[0]), &around::inside(&grid.names[1]))];
        sentences.extend(told(grid.rows.first(), false));
        sentences.extend(told(grid.rows.last(), true));
        let alt = sentences.join(" ");
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let mut reading = Vec::new();
        if results().filter_map(amount).any(|amount| amount < 0.0) {
            reading.push(locale.note_grid().to_owned());
        }
        let mut reasons: Vec<String> = Vec::new();
        for cell in results() {
            if let Value::Undefined(undefined) = cell {
                let reason = format!("– = {}.", locale.reason(undefined.reason));
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        }
        reading.extend(reasons);
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

fn amount(cell: &Value) -> Option<f64> {
    match cell {
        Value::Quantity(quantity) => Some(quantity.value),
        _ => None,
    }
}

fn draw(grid: &Grid, width: f64, locale: Locale) -> Canvas {
    let regular = |words: &str| metrics::width(words, theme::TEXT, Weight::Regular);
    let side = metrics::wrap(&grid.names[0], theme::TEXT, Weight::Regular, 40.0);
    let left =
        grid.rows.iter().map(|(name, _)| name).chain(&side).map(|words| regular(words)).fold(0.0, f64::max) + 3.0;
    let across = metrics::on_one_line(&grid.names[1], theme::TEXT, Weight::Regular, width - left);
    let columns = grid.heads.len().max(1) as f64;
    let field = ((width - left) / columns).min(28.0);
    // The name of the one across, its values, the fields.
    let heads: Vec<Vec<String>> =
        grid.heads.iter().map(|head| metrics::wrap(head, theme::TEXT, Weight::Regular, field - 1.0)).collect();
    let lines = heads.iter().map(Vec::len).max().unwrap_or(1);
    let over = LINE.max(LINE * (side.len() as f64 - lines as f64));
    let top = over + LINE * lines as f64 + 3.0;
    let mut canvas = Canvas::new(width, top + FIELD * grid.rows.len() as f64 + 0.6);
    canvas.label(Label::new(across, (left + GAP, over - 0.6), Anchor::Start).colour(theme::INK));
    for (row, words) in side.iter().enumerate() {
        let at = top - 1.8 - LINE * (side.len() - 1 - row) as f64;
        canvas.label(Label::new(words, (0.0, at), Anchor::Start).colour(theme::INK));
    }
    for (place, head) in heads.iter().enumerate() {
        let middle = left + field * (place as f64 + 0.5);
        for (row, words) in head.iter().enumerate() {
            let at = top - 1.8 - LINE * (head.len() - 1 - row) as f64;
            canvas.label(Label::new(words, (middle, at), Anchor::Middle));
        }
    }
    let most = grid.rows.iter().flat_map(|(_, cells)| cells).flatten().map(|amount| amount.abs()).fold(0.0, f64::max);
    for (row, (name, cells)) in grid.rows.iter().enumerate() {
        let from = top + FIELD * row as f64;
        let base = centred(from + FIELD / 2.0, theme::TEXT);
        canvas.label(Label::new(name, (left - 2.2, base), Anchor::End));
        for (place, cell) in cells.iter().enumerate() {
            let start = left + field * place as f64;
            let (x0, x1) = (start + GAP / 2.0, start + field - GAP / 2.0);
            let (y0, y1) = (from + GAP / 2.0, from + FIELD - GAP / 2.0);
            let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)];
            let (words, tint): (String, Option<(Colour, f64)>) = match cell {
                Some(amount) if most > 0.0 => {
                    let colour = if *amount < 0.0 { theme::CONTROL } else { theme::PETROL };
                    (
                        locale.number(*amount, grid.decimals, Style::Table),
                        Some((colour, STRONGEST * amount.abs() / most)),
                    )
                }
                Some(amount) => (locale.number(*amount, grid.decimals, Style::Table), None),
                None => ("–".to_owned(), None),
            };
            if let Some((colour, opacity)) = tint.filter(|(_, opacity)| *opacity > 0.0) {
                canvas.area(corners, colour, opacity);
            }
            let around = corners.into_iter().chain([corners[0]]);
            canvas.line(around, Stroke::solid(theme::GUIDE, theme::GUIDE_LINE));
            canvas.label(Label::new(words, (start + field / 2.0, base), Anchor::Middle).colour(theme::INK));
        }
    }
    canvas
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Language;

    #[test]
    fn no_label_meets_another() {
        let locale = Locale::new(Language::English);
        for (width, columns) in [(theme::WIDE, 9), (theme::MEASURE, 4), (theme::MEASURE, 1)] {
            let cells =
                |row: i32| (0..columns).map(|place| (place != 2).then(|| f64::from(row * 120 - place * 90))).collect();
            let grid = Grid {
                names: ["The value of a quality-adjusted life year".to_owned(), "Time horizon".to_owned()],
                heads: (1..=columns).map(|place| format!("{} years", 3 * place)).collect(),
                rows: (0..5).map(|row| (format!("NOK {}00,000", row + 1), cells(row))).collect(),
                decimals: 0,
            };
            assert_eq!(draw(&grid, width, locale).collisions(), [""; 0]);
        }
    }
}
