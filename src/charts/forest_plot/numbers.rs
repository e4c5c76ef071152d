//! Effects and intervals as they stand in columns: the same decimals, and the ends of intervals under each other.

use super::{around, theme};
use crate::charts::metrics::{self, Weight};
use crate::locale::{Locale, Style};
use crate::results::{ConfidenceInterval, Estimate, Unit, Value};
use crate::stats::Level;

/// A space as wide as a figure.
const FIGURE_SPACE: char = '\u{2007}';

/// How the numbers of a column of estimates are written.
#[derive(Clone, Debug)]
pub(super) struct Numbers {
    locale: Locale,
    unit: Unit,
    decimals: i8,
    /// Whether the ends of intervals are joined by a dash.
    dash: bool,
    /// The level of all intervals, where it is the same.
    pub(super) level: Option<Level>,
    /// The width of the widest lower end.
    widest: f64,
}

impl Numbers {
    /// For these estimates, and those that stand under them without being theirs, such as a prediction interval.
    pub(super) fn of(estimates: &[&Estimate], others: &[&Estimate], unit: Unit, locale: Locale) -> Numbers {
        let all = || estimates.iter().chain(others).copied();
        let mut numbers = Numbers {
            locale,
            unit,
            decimals: around::decimals(all()),
            dash: all().all(|estimate| around::ends(estimate).is_none_or(|(lower, _)| lower > 0.0)),
            level: around::level(estimates.iter().copied()),
            widest: 0.0,
        };
        let widths = all().filter_map(|estimate| {
            let (from, rest) = numbers.ends(estimate.interval.as_ref()?);
            rest.map(|_| width(&from))
        });
        numbers.widest = widths.fold(0.0, f64::max);
        numbers
    }

    fn ends(&self, interval: &ConfidenceInterval) -> (String, Option<String>) {
        self.locale.forest_interval(&interval.bounds, self.unit, self.decimals, self.dash)
    }

    /// The estimate itself.
    pub(super) fn value(&self, estimate: &Estimate) -> String {
        self.locale.forest_number(estimate.value, self.unit, self.decimals)
    }

    /// Its interval, moved right so that dashes stand under each other; empty without one.
    pub(super) fn interval(&self, estimate: &Estimate) -> String {
        let Some(interval) = &estimate.interval else { return String::new() };
        if self.level.is_none() {
            // intervals of several levels: each says its own
            return self.locale.confidence(estimate).unwrap_or_default();
        }
        match self.ends(interval) {
            (from, Some(rest)) => {
                format!("{}{from}{rest}", room(self.widest, &from))
            }
            (whole, None) => whole,
        }
    }

    /// The header over intervals.
    pub(super) fn head(&self) -> String {
        self.level.map_or_else(String::new, |level| self.locale.confidence_name(level, Style::Table))
    }
}

/// The width of a text in a cell.
pub(super) fn width(text: &str) -> f64 {
    metrics::width(text, theme::TEXT, Weight::Regular)
}

/// Spaces before a number that move its end to where that of the widest one is.
pub(super) fn room(widest: f64, text: &str) -> String {
    let lacking = ((widest - width(text)) / width("0")).round().max(0.0) as usize;
    std::iter::repeat_n(FIGURE_SPACE, lacking).collect()
}

/// The estimate in a cell, if it is one.
pub(super) fn estimate(value: Option<&Value>) -> Option<&Estimate> {
    match value {
        Some(Value::Estimate(estimate)) => Some(estimate),
        _ => None,
    }
}

/// What a measured effect is called.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Named {
    /// In lower case, inside a sentence.
    pub(super) name: String,
    /// Over its column.
    pub(super) head: String,
    /// The abbreviation over the column, where that is one, and what it stands for.
    pub(super) short: Option<(String, String)>,
    /// After the title.
    pub(super) unit: String,
}

impl Named {
    /// The effect of a review by the name of its measure, else by its unit.
    pub(super) fn of(measure: Option<&str>, unit: Unit, locale: Locale) -> Named {
        use crate::locale::Effect;
        let known = measure.and_then(|measure| locale.pooled_effect(measure)).or(match unit {
            Unit::EffectSize => locale.pooled_effect("standardised_mean_difference"),
            _ => None,
        });
        match known {
            Some((name, _)) if unit == Unit::ProportionDifference => {
                let head = locale.estimate_head(Effect::RiskDifference).to_owned();
                Named { name: name.to_owned(), head, short: None, unit: around::capitalised(name) }
            }
            Some((name, short)) => {
                let scale = locale.unit_name(unit, Style::Text);
                let scale = match unit {
                    Unit::Ratio | Unit::EffectSize => String::new(),
                    _ if scale.is_empty() => scale,
                    _ => format!(", {scale}"),
                };
                Named {
                    name: name.to_owned(),
                    head: short.to_owned(),
                    short: Some((short.to_owned(), name.to_owned())),
                    unit: format!("{} ({short}){scale}", around::capitalised(name)),
                }
            }
            None => Named {
                name: locale.effect_name(Effect::Other).to_owned(),
                head: locale.estimate_head(Effect::Other).to_owned(),
                short: None,
                unit: around::capitalised(&locale.unit_name(unit, Style::Text)),
            },
        }
    }
}
