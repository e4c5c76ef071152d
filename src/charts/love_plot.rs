//! How alike two groups are, before and after they are made comparable.

use schemars::JsonSchema;
use serde::Deserialize;

use super::around::{self, Around};
use super::axis::{self, Axis, Scale};
use super::canvas::{Anchor, Canvas, Label, Stroke, centred};
use super::figure::{Body, Figure, Width};
use super::metrics::{self, Weight};
use super::reference::{Picked, References};
use super::ticks;
use super::{Draw, theme};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::locale::{Locale, Style};
use crate::results::{Results, Row, Section, Text, Unit, Value};

/// The standardised difference of each characteristic between two groups, before and after weighting or matching: a Love
/// plot of a `balance`.
///
/// Open points are before, filled ones after; both of a characteristic stand on one line, the largest difference before on
/// top. Dashed lines mark a difference of 0.1 to either side.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LovePlot {
    /// The analysis that is shown.
    pub of: References,
    /// The title: what is shown, of whom.
    pub title: Text,
    /// The unit after the title.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analysis unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// The difference from which groups are not alike; 0.1 unless given.
    #[serde(default)]
    pub limit: Option<Spanned<f64>>,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

/// A characteristic.
struct Characteristic {
    name: String,
    before: Option<f64>,
    after: Option<f64>,
}

/// The height of a row, in millimetres.
const ROW: f64 = 5.2;
/// The widest a name may be, in millimetres.
const WIDEST_NAME: f64 = 56.0;

impl Draw for LovePlot {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let [only] = picked.as_slice() else {
            let problem = Problem::new("a Love plot shows one analysis");
            return Err(vec![picked[1].error(problem.hint("make one chart for each"))]);
        };
        if let Some(limit) = self.limit.as_ref().filter(|limit| !(limit.value > 0.0 && limit.value.is_finite())) {
            let problem =
                Problem::new(format!("a standardised difference is limited by a number above 0, not {limit}"));
            return Err(vec![problem.hint("0.1 is the custom").at(limit.location())]);
        }
        let limit = self.limit.as_ref().map_or(0.1, |limit| limit.value);
        let mut rows = characteristics(only, locale).map_err(|error| vec![error])?;
        let size = |row: &Characteristic| row.before.or(row.after).unwrap_or(0.0).abs();
        // Stable: equal ones stay in the order of the table.
        rows.sort_by(|a, b| size(b).total_cmp(&size(a)));
        let mut reading = vec![locale.note_love_plot(&locale.number(limit, 2, Style::Text))];
        if rows.iter().any(|row| row.before.is_none() || row.after.is_none()) {
            reading.push(locale.note_no_estimate());
        }
        let alt = alt(&rows, limit, locale);
        let canvas = draw(&rows, limit, self.width.millimetres(), locale);
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let unit = locale.standardised_differences().to_owned();
        Ok(around.figure(&picked, Some(unit), reading, alt, Body::Picture(picture), locale))
    }
}

/// The characteristics of an analysis.
fn characteristics(picked: &Picked<'_>, locale: Locale) -> Result<Vec<Characteristic>, Diagnostic> {
    let section: &Section = picked.section;
    let missing = || {
        let problem = Problem::new(format!("`{}` has no standardised differences", picked.id));
        picked.error(problem.hint("name an analysis of the kind `balance`"))
    };
    let Some(Value::Table(table)) = section.value("covariates") else { return Err(missing()) };
    let column = |name: &str| table.columns.iter().position(|column| column == name).ok_or_else(missing);
    let (before, after) = (column("before")?, column("after")?);
    let number = |value: Option<&Value>| match value {
        Some(Value::Quantity(quantity)) if quantity.unit == Unit::EffectSize => Some(quantity.value),
        _ => None,
    };
    let mut rows = Vec::new();
    let is_reference =
        |row: &&Row| row.words.iter().any(|(name, text)| name == "role" && *text == Text::from("reference"));
    for row in table.rows.iter().filter(|row| !is_reference(row)) {
        let label = row.label.as_ref().map_or(row.name.clone(), |label| label.get(locale.language()).to_owned());
        let variable = row.words.iter().find(|(name, _)| name == "variable");
        let name = match variable {
            Some((_, variable)) => format!("{}: {label}", around::capitalised(variable.get(locale.language()))),
            None => around::capitalised(&label),
        };
        rows.push(Characteristic { name, before: number(row.cells.get(before)), after: number(row.cells.get(after)) });
    }
    if rows.iter().all(|row| row.before.is_none() && row.after.is_none()) {
        let problem = Problem::new(format!("no standardised difference of `{}` is shown", picked.id));
        return Err(picked.error(problem.hint("leave the chart out")));
    }
    Ok(rows)
}

fn alt(rows: &[Characteristic], limit: f64, locale: Locale) -> String {
    let number = |value: f64| locale.number(value, 2, Style::Text);
    let largest = |of: fn(&Characteristic) -> Option<f64>| {
        let known = rows.iter().filter_map(|row| Some((row.name.as_str(), of(row)?)));
        known.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
    };
    let beyond = |of: fn(&Characteristic) -> Option<f64>| {
        rows.iter().filter(|row| of(row).is_some_and(|value| value.abs() > limit)).count() as u64
    };
    let mut sentences = vec![locale.alt_love_plot(rows.len() as u64)];
    for (is_after, of) in [(false, (|row| row.before) as fn(&Characteristic) -> Option<f64>), (true, |row| row.after)] {
        if let Some((name, value)) = largest(of) {
            sentences.push(locale.alt_balance(
                is_after,
                &around::inside(name),
                &number(value),
                beyond(of),
                &number(limit),
            ));
        }
    }
    sentences.join(" ")
}

fn draw(rows: &[Characteristic], limit: f64, width: f64, locale: Locale) -> Canvas {
    let names: Vec<String> =
        rows.iter().map(|row| metrics::on_one_line(&row.name, theme::TEXT, Weight::Regular, WIDEST_NAME)).collect();
    let widest = names.iter().map(|name| metrics::width(name, theme::TEXT, Weight::Regular)).fold(0.0, f64::max);
    let values = || rows.iter().flat_map(|row| [row.before, row.after]).flatten();
    let low = values().fold(-limit, f64::min);
    let high = values().fold(limit, f64::max);
    let (low, high) = ticks::rounded_out(low * 1.04, high * 1.04, 7);
    let (top, height) = (6.5, ROW * rows.len() as f64);
    let x = Axis { scale: Scale::Linear, from: low, to: high, start: widest + 6.0, end: width - 5.0 };
    let bottom = top + height;
    let mut canvas = Canvas::new(width, axis::under_axis(bottom) + 1.2);
    for place in 0..rows.len() {
        let y = top + ROW * (place as f64 + 0.5);
        canvas.line([(x.start, y), (x.end, y)], Stroke::solid(theme::GUIDE, theme::GUIDE_LINE));
    }
    let upright = |canvas: &mut Canvas, value: f64, stroke: Stroke| {
        if low <= value && value <= high {
            canvas.line([(x.at(value), top - 1.0), (x.at(value), bottom)], stroke);
        }
    };
    upright(&mut canvas, 0.0, Stroke::solid(theme::INK, theme::AXIS_LINE));
    for value in [-limit, limit] {
        let stroke = Stroke::dashed(theme::CONTROL, theme::REFERENCE_LINE, theme::REFERENCE_DASH);
        upright(&mut canvas, value, stroke);
    }
    let ticks = x.ticks_across(locale, 1.5);
    x.draw_across(&mut canvas, bottom, &ticks);
    for (place, (row, name)) in rows.iter().zip(&names).enumerate() {
        let y = top + ROW * (place as f64 + 0.5);
        canvas.label(Label::new(name, (0.0, centred(y, theme::TEXT)), Anchor::Start).colour(theme::INK));
        if let (Some(before), Some(after)) = (row.before, row.after) {
            canvas.line([(x.at(before), y), (x.at(after), y)], Stroke::solid(theme::HAIR, theme::REFERENCE_LINE));
        }
        if let Some(before) = row.before {
            canvas.ring((x.at(before), y), theme::MARK, Stroke::solid(theme::CONTROL, theme::INTERVAL_LINE));
        }
        if let Some(after) = row.after {
            canvas.disc((x.at(after), y), theme::MARK, theme::PETROL);
        }
    }
    label_points(&mut canvas, &rows[0], &x, locale);
    canvas
}

/// Writes «before» and «after» over the points of the first row, beside each other where they are near.
fn label_points(canvas: &mut Canvas, row: &Characteristic, x: &Axis, locale: Locale) {
    let (before, after) = locale.before_and_after_balancing();
    let base = 3.2;
    let width = |words: &str, weight| metrics::width(words, theme::TEXT, weight);
    let half_before = width(before, Weight::Regular) / 2.0;
    let half_after = width(after, Weight::Semibold) / 2.0;
    let inside = |at: f64, half: f64| at.clamp(half, (x.end + 4.0 - half).max(half));
    let (Some(first), Some(last)) = (row.before, row.after) else { return };
    let (mut one, mut other) = (inside(x.at(first), half_before), inside(x.at(last), half_after));
    let needed = half_before + half_after + 2.0;
    if (one - other).abs() < needed {
        let middle = 0.5 * (one + other);
        let sign = if x.at(first) >= x.at(last) { 1.0 } else { -1.0 };
        one = inside(middle + sign * needed / 2.0, half_before);
        other = inside(one - sign * needed, half_after);
    }
    canvas.label(Label::new(before, (one, base), Anchor::Middle));
    let label = Label::new(after, (other, base), Anchor::Middle);
    canvas.label(label.colour(theme::PETROL).weight(Weight::Semibold));
}
