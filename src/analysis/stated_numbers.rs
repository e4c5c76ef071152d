//! Numbers that the report quotes rather than computes.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::input::{Common, Entry, written_decimals};
use super::one_proportion::level;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{
    Basis, ConfidenceInterval, Estimate, Input, Method, Origin, Quantity, Role, Section, Text, Unit, Value,
};
use crate::stats::Interval;

/// Numbers from other sources that the text quotes, each with its unit and its source.
///
/// A number in hand-written text has to come from a result. This kind makes results of numbers that are not computed
/// here, such as how many were randomised or what an earlier report found.
///
/// ```yaml
/// study:
///   kind: stated_numbers
///   basis: published
///   source: "@reme2019"
///   numbers:
///     randomised: {value: 410, unit: persons, label: Tilfeldig fordelt}
///     share_smi: {value: 0.45, unit: proportion, label: Alvorlig psykisk lidelse}
///     pooled: {value: 2.07, unit: ratio, lower: 1.82, upper: 2.35, label: Relativ risiko i 27 studier}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatedNumbers {
    /// The title of the table.
    #[serde(default)]
    title: Option<Text>,
    /// The unit in the table's title.
    #[serde(default)]
    unit: Option<Text>,
    /// A remark under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    note: Option<Text>,
    /// The source line under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    source: Option<Text>,
    /// How the numbers are known.
    #[serde(default = "published")]
    basis: Basis,
    /// The standing of the numbers in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// The numbers by name.
    numbers: Numbers,
}

fn published() -> Basis {
    Basis::Published
}

/// The numbers by name, in order.
#[derive(Clone, Debug, Default)]
struct Numbers(Vec<(Spanned<String>, StatedNumber)>);

/// One number with its unit.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StatedNumber {
    /// The number: a share as a fraction (0.45 for 45 per cent), an amount in kroner.
    value: Spanned<f64>,
    /// What it counts or measures.
    unit: Unit,
    /// The lower end of its published interval.
    #[serde(default)]
    lower: Option<Spanned<f64>>,
    /// The upper end of its published interval.
    #[serde(default)]
    upper: Option<Spanned<f64>>,
    /// The level of the published interval.
    #[serde(default)]
    level: Option<Spanned<f64>>,
    /// Decimals of the shown number (per cent for a share); by default those that were written.
    #[serde(default)]
    decimals: Option<Spanned<i8>>,
    /// What it is called in the table.
    #[serde(default)]
    label: Option<Text>,
}

impl Analyse for StatedNumbers {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let mut section = entry.section(Vec::new());
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis,
        };
        common.describe(&mut section);
        let mut problems = Vec::new();
        for (name, number) in &self.numbers.0 {
            let value = number.value.value;
            if !value.is_finite() {
                problems.push(Problem::new("a stated number must be finite").at(number.value.location()));
                continue;
            }
            let shown = match number.shown() {
                Ok(shown) => shown,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            section.values.push((name.value.clone(), shown));
            if let Some(label) = &number.label {
                section.labels.push((name.value.clone(), label.clone()));
            }
            section.provenance.inputs.push(Input { name: name.value.clone(), origin: Origin::Specification });
        }
        if problems.is_empty() { Ok(vec![section]) } else { Err(problems) }
    }
}

impl StatedNumber {
    fn shown(&self) -> Result<Value, Diagnostic> {
        let Spanned { value, .. } = self.value;
        let decimals = self.shown_decimals()?;
        let possible = match self.unit {
            Unit::Proportion | Unit::ShareOfWage | Unit::PerKrone => Some((0.0, 1.0)),
            Unit::ProportionDifference | Unit::RatePerYear => Some((-1.0, 1.0)),
            Unit::Ratio => Some((0.0, f64::MAX)),
            _ => None,
        };
        let numbers = [Some(&self.value), self.lower.as_ref(), self.upper.as_ref()];
        if let Some((least, most)) = possible
            && let Some(outside) = numbers.into_iter().flatten().find(|number| !(least..=most).contains(&number.value))
        {
            let problem = Problem::new(format!("a number with this unit cannot be {outside}"));
            return Err(problem.hint("shares are fractions: write 0.366 for 36.6 per cent").at(outside.location()));
        }
        match (&self.lower, &self.upper) {
            (None, None) => {
                if let Some(level) = &self.level {
                    let problem = Problem::new("a level belongs to an interval").hint("add `lower` and `upper`");
                    return Err(problem.at(level.location()));
                }
                match (self.unit, whole(value)) {
                    (Unit::Persons, Some(count)) => match &self.decimals {
                        None => Ok(Value::Count(count)),
                        Some(decimals) => Err(Problem::new("a number of persons is shown as it is")
                            .hint("remove `decimals`")
                            .at(decimals.location())),
                    },
                    (Unit::Persons, None) => {
                        Err(Problem::new(format!("a number of persons is whole and not negative, not {value}"))
                            .hint("write a whole number, or choose another `unit`")
                            .at(self.value.location()))
                    }
                    (unit, _) => Ok(Quantity { value, unit, decimals }.into()),
                }
            }
            (Some(lower), Some(upper)) => {
                if !(lower.value <= value && value <= upper.value) {
                    return Err(Problem::new(format!("the interval {lower} to {upper} does not hold {value}"))
                        .hint("write the smaller end as `lower`, the larger as `upper`")
                        .at(lower.location()));
                }
                let interval = ConfidenceInterval {
                    bounds: Interval::Bounded { lower: lower.value, upper: upper.value },
                    level: level(self.level.as_ref())?,
                    method: Method::AsPublished,
                };
                let no_effect = match self.unit {
                    Unit::Ratio => Some(1.0),
                    Unit::ProportionDifference | Unit::EffectSize => Some(0.0),
                    _ => None,
                };
                let estimate = Estimate::new(value, self.unit, decimals);
                Ok(Estimate { interval: Some(interval), no_effect, ..estimate }.into())
            }
            (Some(one), None) | (None, Some(one)) => {
                Err(Problem::new("an interval has two ends").hint("write both `lower` and `upper`").at(one.location()))
            }
        }
    }
}

impl StatedNumber {
    /// The decimals of the shown number: those that are stated, or the most that one of its numbers was written with.
    ///
    /// 0.374 as a share is shown as 37.4; the shares 0.370 and 0.37 are shown as 37.0 and 37.
    fn shown_decimals(&self) -> Result<i8, Diagnostic> {
        if let Some(decimals) = &self.decimals {
            if (-6..=6).contains(&decimals.value) {
                return Ok(decimals.value);
            }
            let problem = Problem::new(format!("`decimals` lies between -6 and 6, not {decimals}"));
            return Err(problem.hint("-3 rounds to thousands").at(decimals.location()));
        }
        let written = [Some(&self.value), self.lower.as_ref(), self.upper.as_ref()];
        let most = written.into_iter().flatten().map(written_decimals).max().unwrap_or_default();
        let shift = if self.unit.shown_factor() == 1.0 { 0 } else { 2 };
        Ok(i8::try_from(most.saturating_sub(shift)).unwrap_or(i8::MAX).min(6))
    }
}

fn whole(value: f64) -> Option<u64> {
    (value >= 0.0 && value.fract() == 0.0 && value < 2f64.powi(53)).then_some(value as u64)
}

impl<'de> Deserialize<'de> for Numbers {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Numbers, D::Error> {
        use serde::de::{Error, MapAccess, Visitor};
        struct NumbersVisitor;
        impl<'de> Visitor<'de> for NumbersVisitor {
            type Value = Numbers;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a map of numbers, such as `randomised: {value: 410, unit: persons}`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Numbers, A::Error> {
                let mut numbers: Vec<(Spanned<String>, StatedNumber)> = Vec::new();
                while let Some(name) = map.next_key::<Spanned<String>>()? {
                    let well_formed = name.starts_with(|c: char| c.is_ascii_lowercase())
                        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
                    if !well_formed {
                        return Err(A::Error::custom(format!("`{name}` is no name: write it in `snake_case`")));
                    }
                    numbers.push((name, map.next_value()?));
                }
                Ok(Numbers(numbers))
            }
        }
        deserializer.deserialize_map(NumbersVisitor)
    }
}

impl JsonSchema for Numbers {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Numbers".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let number = generator.subschema_for::<StatedNumber>();
        schemars::json_schema!({ "type": "object", "additionalProperties": number, "minProperties": 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_with_the_digits_that_were_written() {
        let shown = |yaml: &str| {
            let source = std::sync::Arc::new(crate::diag::Source::new("n.yaml", yaml));
            let number: StatedNumber = crate::diag::reading(&source, || serde_json::from_str(yaml)).unwrap();
            number.shown_decimals().unwrap()
        };
        assert_eq!(shown(r#"{"value": 0.374, "unit": "proportion"}"#), 1);
        assert_eq!(shown(r#"{"value": 0.37, "unit": "proportion"}"#), 0);
        assert_eq!(shown(r#"{"value": 2.1, "lower": 1.82, "upper": 2.35, "unit": "ratio"}"#), 2);
        assert_eq!(shown(r#"{"value": 395000, "unit": {"kroner_per_year": {"price_year": 2016}}}"#), 0);
    }
}
