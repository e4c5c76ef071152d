//! The power of a planned study by its size, or by the difference that it is to find.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Draw;
use super::around::{self, Around};
use super::axis::Scale;
use super::curves::{self, Curves, Line, Look};
use super::figure::{Body, Figure, Width};
use super::reference::{Picked, References};
use super::scatter::Range;
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Locale, Style};
use crate::results::{Curve, Results, Row, Section, Table, Text, Unit, Value};

/// The power of a `power` analysis: by the number of persons or clusters in the treated group, or by the difference where
/// the analysis looks for the smallest one.
///
/// Each combination of assumptions has a curve with its name at the right end. Upright dashed lines stand at the sizes or
/// differences of the table, and level ones at the power that is wanted.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PowerCurve {
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
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

/// The most upright lines.
const MOST_UPRIGHTS: usize = 6;

/// What a section has of a power analysis.
struct Shown<'a> {
    section: &'a Section,
    table: &'a Table,
    /// Each curve with the row that it is first of.
    curves: Vec<(&'a Row, &'a Curve)>,
    by_effect: bool,
    by_clusters: bool,
}

impl Draw for PowerCurve {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let [only] = picked.as_slice() else {
            let problem = Problem::new("a chart of power shows one analysis");
            return Err(vec![picked[1].error(problem.hint("make one chart for each"))]);
        };
        let shown = Shown::of(only).map_err(|error| vec![error])?;
        let names = shown.names(locale);
        let unit = shown.curves[0].1.x_unit;
        let factor = unit.shown_factor();
        let lines = shown.curves.iter().zip(&names).enumerate().map(|(place, ((_, curve), name))| Line {
            name: name.clone(),
            pieces: vec![curve.points.iter().map(|point| (factor * point.x, 100.0 * point.y)).collect()],
            look: if place == 0 { Look::Strong } else { Look::Further(place - 1) },
        });
        let lines: Vec<Line> = lines.collect();
        let ends = || lines.iter().flat_map(|line| line.pieces[0].iter()).map(|(x, _)| *x);
        let (from, to) = (ends().fold(f64::INFINITY, f64::min), ends().fold(f64::NEG_INFINITY, f64::max));
        let wanted = shown.wanted();
        let level = |power: &f64| Line {
            name: None,
            pieces: vec![vec![(from, 100.0 * power), (to, 100.0 * power)]],
            look: Look::Compared,
        };
        let x_name = shown.x_name(locale);
        let drawn = Curves {
            x: Range { scale: Scale::Linear, from, to },
            x_name: &x_name,
            y: Range { scale: Scale::Linear, from: 0.0, to: 100.0 },
            y_name: locale.axis_of_power(),
            lines: wanted.iter().map(level).chain(lines.iter().cloned()).collect(),
            bands: Vec::new(),
            uprights: shown.uprights().iter().map(|x| factor * x).collect(),
        };
        let canvas = curves::draw(&drawn, self.width.millimetres(), locale);
        let alt = shown.alt(&names, &x_name, locale);
        let picture = canvas.picture(self.title.get(locale.language()), &alt);
        let reading = vec![locale.note_power(shown.by_effect, !wanted.is_empty()).to_owned()];
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

impl<'a> Shown<'a> {
    fn of(picked: &Picked<'a>) -> Result<Shown<'a>, Diagnostic> {
        let section: &'a Section = picked.section;
        let none = |hint: &str| {
            let problem = Problem::new(format!("`{}` has no curve of power", picked.id));
            picked.error(problem.hint(hint.to_owned()))
        };
        let Some(Value::Table(table)) = section.value("scenarios").filter(|_| section.kind == "power") else {
            return Err(none("name an analysis of the kind `power`"));
        };
        let curve = |row: &'a Row| match section.value(&format!("power_curve.{}", row.name)) {
            Some(Value::Curve(curve)) if !curve.points.is_empty() => Some((row, curve)),
            _ => None,
        };
        let curves: Vec<(&Row, &Curve)> = table.rows.iter().filter_map(curve).collect();
        if curves.is_empty() {
            return Err(none("its table says why there are no numbers; leave the chart out"));
        }
        let solved = section.label("solved").map(|text| text.get(crate::results::Language::English));
        let by_clusters = table.columns.iter().any(|column| column == "treated_clusters");
        Ok(Shown { section, table, curves, by_effect: solved == Some("effect"), by_clusters })
    }

    fn cell(&self, row: &'a Row, column: &str) -> Option<&'a Value> {
        row.cells.get(self.table.columns.iter().position(|known| known == column)?)
    }

    fn number(&self, row: &'a Row, column: &str) -> Option<f64> {
        self.cell(row, column)?.amount()
    }

    /// The column of the size that curves and lines go by.
    fn size(&self) -> &'static str {
        if self.by_clusters { "treated_clusters" } else { "treated_total" }
    }

    /// What tells each curve from the others; nothing where there is one.
    fn names(&self, locale: Locale) -> Vec<Option<String>> {
        let along: &[&str] = match self.by_effect {
            true => &[self.size(), "icc", "control_share"],
            false => &["treated_share", "icc", "control_share"],
        };
        let is_of_shares = self.table.columns.iter().any(|column| column == "control_share");
        let differs = |column: &&&str| {
            let mut numbers = self.curves.iter().map(|(row, _)| self.number(row, column));
            let first = numbers.next();
            numbers.any(|number| Some(number) != first)
        };
        let extra: &[&str] = if is_of_shares || self.by_effect { &[] } else { &["difference"] };
        let told: Vec<&&str> = along.iter().chain(extra).filter(differs).collect();
        let name = |row: &'a Row| {
            let parts: Vec<String> = told.iter().filter_map(|column| self.part(row, column, locale)).collect();
            (!parts.is_empty()).then(|| parts.join(", "))
        };
        self.curves.iter().map(|(row, _)| name(row)).collect()
    }

    /// An assumption in words.
    fn part(&self, row: &'a Row, column: &str, locale: Locale) -> Option<String> {
        let written = match self.cell(row, column)? {
            Value::Count(count) if self.by_clusters => locale.clusters_in_name(*count),
            Value::Count(count) => locale.with_unit(*count as f64, Unit::Persons, 0, Style::Text),
            Value::Quantity(quantity) if column == "icc" => {
                format!("ICC {}", locale.number(quantity.value, quantity.decimals, Style::Text))
            }
            Value::Quantity(quantity) => {
                let share = locale.with_unit(quantity.value, quantity.unit, quantity.decimals, Style::Table);
                match (column, self.section.label("control")) {
                    ("control_share", Some(control)) => locale.share_in_name(&share, control.get(locale.language())),
                    _ => share,
                }
            }
            _ => return None,
        };
        Some(written)
    }

    /// The powers that are wanted, once each.
    fn wanted(&self) -> Vec<f64> {
        let mut found: Vec<f64> = Vec::new();
        for row in &self.table.rows {
            if let Some(Value::Quantity(power)) = self.cell(row, "power")
                && !found.contains(&power.value)
            {
                found.push(power.value);
            }
        }
        found
    }

    /// The sizes or effects of the table, once each.
    fn uprights(&self) -> Vec<f64> {
        let column = match (self.by_effect, self.table.columns.iter().any(|column| column == "treated_share")) {
            (false, _) => self.size(),
            (true, true) => "treated_share",
            (true, false) => "difference",
        };
        let mut found: Vec<f64> = Vec::new();
        for number in self.table.rows.iter().filter_map(|row| self.number(row, column)) {
            if !found.contains(&number) {
                found.push(number);
            }
        }
        found.truncate(MOST_UPRIGHTS);
        found
    }

    fn x_name(&self, locale: Locale) -> String {
        let treated = around::group_words(self.section, "treated", locale);
        match (self.by_effect, self.by_clusters, self.curves[0].1.x_unit) {
            (false, false, _) => locale.axis_of_persons(&treated),
            (false, true, _) => locale.axis_of_clusters(&treated),
            (true, _, Unit::Proportion) => locale.axis_of_share(&treated),
            (true, _, unit) => locale.axis_of_difference(&locale.unit_name(unit, Style::Text)),
        }
    }

    /// The description: what is drawn, and the power at three places of each curve.
    fn alt(&self, names: &[Option<String>], x_name: &str, locale: Locale) -> String {
        let mut sentences = vec![locale.alt_power(&around::inside(x_name), self.curves.len() as u64)];
        for ((_, curve), name) in self.curves.iter().zip(names).take(3) {
            let last = curve.points.len() - 1;
            for at in [last / 3, 2 * last / 3, last] {
                let point = curve.points[at];
                let decimals = if self.by_effect { curve.decimals } else { 0 };
                let x = match self.by_effect {
                    true => locale.with_unit(point.x, curve.x_unit, decimals, Style::Text),
                    false => locale.number(point.x, 0, Style::Text),
                };
                let power = locale.with_unit(point.y, Unit::Proportion, 0, Style::Text);
                sentences.push(locale.alt_power_at(name.as_deref(), &x, &power));
            }
        }
        sentences.join(" ")
    }
}
