//! The studies of a review, as the charts of a meta-analysis read them from its section.

use super::around;
use super::axis::Scale;
use super::reference::Picked;
use crate::diag::{Diagnostic, Problem, one_of};
use crate::locale::{Effect, Locale};
use crate::results::{Estimate, Method, Row, Section, Table, Unit, Value};
use crate::stats::Level;

/// A meta-analysis with its studies in the order given.
pub(super) struct Review<'a> {
    /// The section.
    pub(super) section: &'a Section,
    /// The studies.
    pub(super) studies: Vec<Study<'a>>,
    /// The pooled effect, where there is one.
    pub(super) pooled: Option<&'a Estimate>,
    /// The name of the effect that is compared, such as `risk_ratio`.
    pub(super) measure: &'a str,
    /// Its unit.
    pub(super) unit: Unit,
}

/// One study.
pub(super) struct Study<'a> {
    /// Its name in the author's words.
    pub(super) name: String,
    /// Its effect, where it has one.
    pub(super) effect: Option<&'a Estimate>,
    /// Its share of the pooled effect, where it has one.
    pub(super) weight: Option<f64>,
    /// Events and total of the treated and of the control group, where they were counted.
    pub(super) counts: Option<[(u64, u64); 2]>,
}

impl Study<'_> {
    /// The effect on the scale on which it is nearly normal, and its standard error there; see [`normal`].
    pub(super) fn normal(&self) -> Option<(f64, f64)> {
        normal(self.effect?)
    }

    /// The persons in both groups, where they are known.
    pub(super) fn participants(&self) -> Option<u64> {
        self.counts.map(|[(_, treated), (_, control)]| treated + control)
    }
}

/// An effect on the scale on which it is nearly normal, and its standard error there.
///
/// Logarithms for ratios, shown units for all others; nothing where the error is missing or either is no such number.
pub(super) fn normal(effect: &Estimate) -> Option<(f64, f64)> {
    let error = effect.standard_error?;
    let (value, error) = match scale(effect.unit) {
        Scale::Logarithmic => (libm::log(effect.value), error),
        Scale::Linear => (around::shown(effect), error * effect.unit.shown_factor()),
    };
    (value.is_finite() && error.is_finite() && error > 0.0).then_some((value, error))
}

/// The spacing of an axis of effects in this unit.
pub(super) fn scale(unit: Unit) -> Scale {
    if unit == Unit::Ratio { Scale::Logarithmic } else { Scale::Linear }
}

/// The one section that a chart is of, which is of the kind that the chart shows.
///
/// # Errors
/// Where several sections are named, or one of another kind.
pub(super) fn only<'a>(picked: &'a [Picked<'a>], chart: &str, kind: &str) -> Result<&'a Picked<'a>, Diagnostic> {
    if let Some(other) = picked.iter().find(|picked| picked.section.kind != kind) {
        let problem = Problem::new(format!("`{}` is of the kind `{}`", other.id, other.section.kind));
        return Err(other.error(problem.hint(format!("`{chart}` shows an analysis of the kind `{kind}`"))));
    }
    match picked {
        [only] => Ok(only),
        [first, ..] => {
            let problem = Problem::new(format!("`{chart}` shows one section, and {} are named", picked.len()));
            let ids = one_of(picked.iter().map(|picked| picked.id));
            Err(first.error(problem.hint(format!("write {ids}, and make a chart for each"))))
        }
        [] => Err(Problem::new(format!("`{chart}` is of nothing")).nowhere()),
    }
}

/// The table under this name in a section; `needs` says what has to be done where there is none.
///
/// # Errors
/// Where the section has no such table.
pub(super) fn table<'a>(picked: &Picked<'a>, name: &str, needs: &str) -> Result<&'a Table, Diagnostic> {
    match picked.section.value(name) {
        Some(Value::Table(table)) => Ok(table),
        Some(_) => Err(picked.error(Problem::new(format!("`{}.{name}` is no table", picked.id)))),
        None => {
            let problem = Problem::new(format!("`{}` has no table `{name}`, which this chart shows", picked.id));
            Err(picked.error(problem.hint(needs)))
        }
    }
}

/// The cell of a row in the column of this name.
pub(super) fn cell<'a>(table: &Table, row: &'a Row, column: &str) -> Option<&'a Value> {
    row.cells.get(table.columns.iter().position(|known| known == column)?)
}

/// The number in a cell in shown units, where there is one.
pub(super) fn number(table: &Table, row: &Row, column: &str) -> Option<f64> {
    match cell(table, row, column)? {
        Value::Quantity(quantity) => Some(quantity.value * quantity.unit.shown_factor()).filter(|x| x.is_finite()),
        Value::Count(count) => Some(*count as f64),
        _ => None,
    }
}

/// What a row is called in the author's words.
pub(super) fn name(row: &Row, locale: Locale) -> String {
    row.label.as_ref().map_or(row.name.as_str(), |label| label.get(locale.language())).to_owned()
}

impl<'a> Review<'a> {
    /// The meta-analysis of a section.
    ///
    /// # Errors
    /// Where it has no table of studies.
    pub(super) fn of(picked: &Picked<'a>, locale: Locale) -> Result<Review<'a>, Diagnostic> {
        let table = table(picked, "studies", "every `meta_analysis` has one: compute the results anew")?;
        let studies: Vec<Study<'a>> = table
            .rows
            .iter()
            .map(|row| {
                let count = |column: &str| match cell(table, row, column) {
                    Some(Value::Count(count)) => Some(*count),
                    _ => None,
                };
                let arm = |name: &str| Some((count(&format!("{name}_events"))?, count(&format!("{name}_total"))?));
                Study {
                    name: name(row, locale),
                    effect: estimate(cell(table, row, "effect")),
                    weight: number(table, row, "weight"),
                    counts: arm("treated").zip(arm("control")).map(|(treated, control)| [treated, control]),
                }
            })
            .collect();
        let pooled = estimate(picked.section.value("pooled"));
        let measure = picked.section.label("measure").map_or("", |name| name.get(locale.language()));
        let unit = match pooled.or(studies.iter().find_map(|study| study.effect)) {
            Some(known) => known.unit,
            None if measure.contains("ratio") => Unit::Ratio,
            None => Unit::Number,
        };
        Ok(Review { section: picked.section, studies, pooled, measure, unit })
    }

    /// The effect that is compared, where it is one of two shares.
    pub(super) fn effect(&self) -> Effect {
        match self.measure {
            "risk_ratio" => Effect::RiskRatio,
            "odds_ratio" => Effect::OddsRatio,
            "risk_difference" => Effect::RiskDifference,
            _ => Effect::Other,
        }
    }

    /// The spacing of an axis of its effects.
    pub(super) fn scale(&self) -> Scale {
        scale(self.unit)
    }

    /// The value that means no effect, in shown units.
    pub(super) fn no_effect(&self) -> f64 {
        if scale(self.unit) == Scale::Logarithmic { 1.0 } else { 0.0 }
    }

    /// The level of the intervals; 95 per cent where there are none.
    pub(super) fn level(&self) -> Level {
        let estimates = self.studies.iter().filter_map(|study| study.effect).chain(self.pooled);
        estimates
            .filter_map(|estimate| estimate.interval)
            .map(|interval| interval.level)
            .next()
            .unwrap_or(Level::NINETY_FIVE)
    }

    /// The estimate that all studies would share if nothing but chance set them apart, in shown units.
    ///
    /// The pooled effect of a model of one effect; else the mean of the effects weighted by their inverse variances,
    /// `sum(y / se^2) / sum(1 / se^2)`, as Sterne et al. (2011, *BMJ* 343, d4002) want a funnel to be centred. Nothing
    /// without a study that has a standard error.
    pub(super) fn common_effect(&self) -> Option<f64> {
        if let Some(pooled) = self.pooled.filter(|pooled| pooled.method.is_some_and(is_of_one_effect)) {
            return Some(around::shown(pooled));
        }
        let known: Vec<(f64, f64)> = self.studies.iter().filter_map(Study::normal).collect();
        let (effects, weights) = known.iter().fold((0.0, 0.0), |(effects, weights), (effect, error)| {
            (effects + effect / (error * error), weights + 1.0 / (error * error))
        });
        let mean = effects / weights;
        (!known.is_empty() && mean.is_finite())
            .then(|| if scale(self.unit) == Scale::Logarithmic { libm::exp(mean) } else { mean })
    }
}

/// Whether a method of pooling assumes one effect.
fn is_of_one_effect(method: Method) -> bool {
    matches!(method, Method::InverseVariance | Method::MantelHaenszel | Method::Peto)
}

fn estimate(value: Option<&Value>) -> Option<&Estimate> {
    match value {
        Some(Value::Estimate(estimate)) if estimate.value.is_finite() => Some(estimate),
        _ => None,
    }
}
