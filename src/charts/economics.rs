//! What the charts of a `cost_effectiveness` analysis read from its sections.

use super::reference::Picked;
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Locale, Step};
use crate::results::{Curve, Section, Unit, Value};

/// The overview of an analysis and its comparisons.
pub(super) struct Analysis<'a> {
    /// The section with the alternatives and the curves.
    pub(super) overview: &'a Section,
    /// One section for each alternative but the first.
    pub(super) comparisons: Vec<&'a Section>,
}

impl<'a> Analysis<'a> {
    /// The sections of one analysis of the kind `cost_effectiveness`.
    pub(super) fn of(picked: &'a [Picked<'a>], chart: &str) -> Result<Analysis<'a>, Diagnostic> {
        let first = &picked[0];
        if first.section.kind != "cost_effectiveness" {
            let problem = Problem::new(format!("`{}` is a `{}`", first.token, first.section.kind));
            return Err(
                first.error(problem.hint(format!("`{chart}` shows an analysis of the kind `cost_effectiveness`")))
            );
        }
        if let Some(other) = picked.iter().find(|other| other.section.entry != first.section.entry) {
            let problem = Problem::new(format!("`{}` is another analysis than `{}`", other.id, first.section.entry));
            return Err(other.error(problem.hint("make one chart for each analysis")));
        }
        let Some(overview) = picked.iter().map(|picked| picked.section).find(|section| section.facets.is_empty())
        else {
            let problem =
                Problem::new(format!("`{}` is one comparison, and this chart needs the analysis", first.token));
            return Err(first.error(problem.hint(format!("write `{}`", first.section.entry))));
        };
        let comparisons = picked.iter().map(|picked| picked.section).filter(|section| !section.facets.is_empty());
        Ok(Analysis { overview, comparisons: comparisons.collect() })
    }

    /// The curve of this name, or an error that says that there is none.
    pub(super) fn curve(&self, picked: &Picked<'_>, name: &str) -> Result<&'a Curve, Diagnostic> {
        match self.overview.value(name) {
            Some(Value::Curve(curve)) => Ok(curve),
            _ => {
                let problem = Problem::new(format!("`{}` has no draws, so there is no such curve", picked.token));
                Err(picked.error(problem.hint("too few persons, or numbers that are hidden, leave nothing to draw")))
            }
        }
    }

    /// The names of the alternatives in results, with their words.
    pub(super) fn alternatives(&self, locale: Locale) -> Vec<(&'a str, String)> {
        let Some(Value::Table(table)) = self.overview.value("alternatives") else { return Vec::new() };
        let words = |row: &crate::results::Row| {
            row.label.as_ref().map_or_else(|| row.name.clone(), |label| label.get(locale.language()).to_owned())
        };
        table.rows.iter().map(|row| (row.name.as_str(), words(row))).collect()
    }

    /// The thresholds of the analysis, in kroner.
    pub(super) fn thresholds(&self) -> Vec<f64> {
        let Some(Value::Table(table)) = self.overview.value("decisions") else { return Vec::new() };
        let Some(column) = table.columns.iter().position(|column| column == "threshold") else { return Vec::new() };
        let amount = |row: &crate::results::Row| match row.cells.get(column) {
            Some(Value::Quantity(quantity)) => Some(quantity.value),
            _ => None,
        };
        table.rows.iter().filter_map(amount).collect()
    }

    /// The author's words for one unit of effect.
    pub(super) fn per(&self, locale: Locale) -> String {
        self.word("per", locale)
    }

    /// The author's words of this name.
    pub(super) fn word(&self, name: &str, locale: Locale) -> String {
        self.overview.label(name).map_or_else(String::new, |text| text.get(locale.language()).to_owned())
    }
}

/// The price year of a unit of kroner.
pub(super) fn price_year(unit: Unit) -> u16 {
    match unit {
        Unit::Kroner { price_year } | Unit::KronerPerYear { price_year } => price_year,
        _ => 0,
    }
}

/// The axis of thresholds: what it counts, and its name.
pub(super) fn threshold_axis(analysis: &Analysis<'_>, curve: &Curve, locale: Locale) -> (Step, String) {
    let to = curve.points.last().map_or(0.0, |point| point.x);
    let step = Step::of(to);
    let amounts = locale.step_of_kroner(step, price_year(curve.x_unit));
    (step, locale.axis_of_thresholds(&analysis.per(locale), &amounts))
}
