//! Numbers of an economic model that the author states, each with how it is known.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::input::Entry;
use crate::diag::{Diagnostic, Location, Problem, ResultRef, Spanned};
use crate::econ::payroll::Zone;
use crate::econ::rules::{Rules, Topic};
use crate::results::{
    Basis, ConfidenceInterval, Curve, Estimate, FacetValue, Method, Origin, Point, Quantity, Row, Section, Text, Unit,
    Value,
};
use crate::stats::Interval;

/// A number, or a number with how it is known: `{value: 87250, basis: inferred, source: …}`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "Spanned<AnyAssumption>")]
pub(super) struct Assumption {
    pub value: Spanned<f64>,
    pub basis: Basis,
    pub label: Option<Text>,
    pub source: Option<Text>,
}

/// A number with how it is known.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Full {
    /// The number.
    value: Spanned<f64>,
    /// How it is known.
    #[serde(default = "assumed")]
    basis: Basis,
    /// What it is called in the table of assumptions, instead of the usual name.
    #[serde(default)]
    label: Option<Text>,
    /// Where it comes from.
    #[serde(default)]
    source: Option<Text>,
}

fn assumed() -> Basis {
    Basis::Assumed
}

/// Either form of an [`Assumption`], as it is read.
enum AnyAssumption {
    Number(f64),
    Full(Full),
}

impl From<Spanned<AnyAssumption>> for Assumption {
    fn from(read: Spanned<AnyAssumption>) -> Assumption {
        let location = read.location();
        match read.value {
            AnyAssumption::Number(value) => {
                Assumption { value: Spanned::new(value, location), basis: Basis::Assumed, label: None, source: None }
            }
            AnyAssumption::Full(Full { value, basis, label, source }) => Assumption { value, basis, label, source },
        }
    }
}

impl<'de> Deserialize<'de> for AnyAssumption {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<AnyAssumption, D::Error> {
        struct AnyVisitor;
        impl<'de> Visitor<'de> for AnyVisitor {
            type Value = AnyAssumption;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number, or a map such as `{value: 0.25, basis: assumed, source: …}`")
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<AnyAssumption, E> {
                Ok(AnyAssumption::Number(number))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<AnyAssumption, E> {
                Ok(AnyAssumption::Number(number as f64))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<AnyAssumption, E> {
                Ok(AnyAssumption::Number(number as f64))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<AnyAssumption, A::Error> {
                Full::deserialize(MapAccessDeserializer::new(map)).map(AnyAssumption::Full)
            }
        }
        deserializer.deserialize_any(AnyVisitor)
    }
}

impl JsonSchema for Assumption {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Assumption".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let full = generator.subschema_for::<Full>();
        json_schema!({ "anyOf": [{ "type": "number" }, full] })
    }
}

impl Assumption {
    /// A number that a rule of the state lays down.
    pub(super) fn rule(value: f64) -> Assumption {
        Assumption { value: value.into(), basis: Basis::Rule, label: None, source: None }
    }

    /// The number as a result, with the digits that were written: a reader must be able to compute with it.
    pub(super) fn quantity(&self, unit: Unit) -> Quantity {
        let value = self.value.value;
        // The decimals of the shown number; 1e-9 relative forgives 0.141 · 100 = 14.099999999999998.
        let shown = value * unit.shown_factor();
        let decimals = (0..=6).find(|decimals| {
            let scaled = shown * 10f64.powi(i32::from(*decimals));
            (scaled - scaled.round()).abs() <= 1e-9 * scaled.abs().max(1.0)
        });
        Quantity { value, unit, decimals: decimals.unwrap_or(6) }
    }

    /// The row of the table of assumptions.
    pub(super) fn row(&self, name: &str, unit: Unit) -> Row {
        let mut quantity = self.quantity(unit);
        if unit == Unit::ProportionDifference {
            // An effect is not written but estimated: two decimals of a percentage point are what a reader needs.
            quantity.decimals = quantity.decimals.min(2);
        }
        Row {
            name: name.to_owned(),
            label: self.label.clone(),
            basis: Some(self.basis),
            source: self.source.clone(),
            words: Vec::new(),
            cells: vec![Value::Quantity(quantity)],
        }
    }
}

/// The effect of the programme: the id of an earlier result, a stated number, or several of them with their months.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Effect {
    /// `employment.month_18.risk_difference`.
    Result(String),
    /// `0.1037`, or `{result: …}` or `{value: …}` with words for the table of assumptions.
    Full(Box<FullEffect>),
    /// `[{month: 12, result: …}, {month: 24, result: …}]`.
    List(Vec<FullEffect>),
}

/// The effect with words for the table of assumptions.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FullEffect {
    /// The id of an earlier result: a difference of two shares, the course of one month by month, or the months gained.
    #[serde(default)]
    result: Option<ResultRef>,
    /// A number: a share, such as 0.1037.
    #[serde(default)]
    value: Option<Spanned<f64>>,
    /// The month at which it was observed; by default that of the earlier result.
    #[serde(default)]
    month: Option<Spanned<f64>>,
    /// Within how many months a result in months was gained.
    #[serde(default)]
    within: Option<Spanned<f64>>,
    /// How a stated number is known.
    #[serde(default)]
    basis: Option<Basis>,
    /// What it is called in the table of assumptions, instead of the usual name.
    #[serde(default)]
    label: Option<Text>,
    /// Where it comes from.
    #[serde(default)]
    source: Option<Text>,
}

/// An effect, found.
#[derive(Clone, Debug)]
pub(super) struct FoundEffect {
    /// The extra share in work.
    pub estimate: Estimate,
    /// The month of its observation, where that is known.
    pub month: Option<f64>,
    /// The estimates of each month, where the result is a course.
    pub course: Vec<(f64, Estimate)>,
    /// The number in the table of assumptions, and its unit.
    pub assumption: Assumption,
    pub unit: Unit,
    pub origin: Origin,
}

impl Effect {
    /// Whether it is a list of effects at several months.
    pub(super) fn is_a_list(&self) -> bool {
        matches!(self, Effect::List(_))
    }

    /// The effects with their intervals, from the earlier results they name or as they are stated.
    pub(super) fn find_all(
        &self,
        entry: &Entry<'_>,
        location: Option<Location>,
    ) -> Result<Vec<FoundEffect>, Diagnostic> {
        match self {
            Effect::Result(id) => {
                let full =
                    FullEffect { result: Some(ResultRef::at(id.clone(), location.clone())), ..FullEffect::default() };
                Ok(vec![full.find(entry, location)?])
            }
            Effect::Full(full) => Ok(vec![full.find(entry, location)?]),
            Effect::List(list) => {
                let found: Result<Vec<FoundEffect>, Diagnostic> =
                    list.iter().map(|full| full.find(entry, location.clone())).collect();
                let found = found?;
                if found.is_empty() {
                    return Err(Problem::new("the list has no effect").at(location));
                }
                if found.iter().any(|one| !one.course.is_empty()) && found.len() > 1 {
                    let problem = Problem::new("a course month by month stands alone");
                    return Err(problem.hint("name one course, or effects at a few months").at(location));
                }
                Ok(found)
            }
        }
    }
}

impl FullEffect {
    fn find(&self, entry: &Entry<'_>, place: Option<Location>) -> Result<FoundEffect, Diagnostic> {
        let words = |value: f64, place: Option<Location>, basis: Basis| Assumption {
            value: Spanned::new(value, place),
            basis: self.basis.unwrap_or(basis),
            label: self.label.clone(),
            source: self.source.clone(),
        };
        let month = self.month.as_ref().map(|month| month.value);
        if let Some(stated) = self.month.as_ref().filter(|month| !(0.0..=2_400.0).contains(&month.value)) {
            let problem = Problem::new(format!("a month of follow-up lies between 0 and 2400, not {stated}"));
            return Err(problem.at(stated.location()));
        }
        match (&self.result, &self.value) {
            (Some(reference), None) => {
                let found = entry.find(reference)?;
                let basis = found.section.provenance.basis;
                let origin = Origin::Result(format!("{}.{}", found.id, found.name));
                if let Value::Curve(curve) = found.value {
                    let course = course(curve).ok_or_else(|| {
                        Problem::new(format!("`{reference}` is no course of a difference month by month"))
                            .hint("name the `difference.course` of a `trajectory` with two groups")
                            .at(reference.location())
                    })?;
                    self.without_within()?;
                    let (last_month, last) = course
                        .last()
                        .cloned()
                        .ok_or_else(|| Problem::new(format!("`{reference}` has no month")).at(reference.location()))?;
                    return Ok(FoundEffect {
                        assumption: words(last.value, reference.location(), basis),
                        estimate: last,
                        month: Some(last_month),
                        course,
                        unit: Unit::ProportionDifference,
                        origin,
                    });
                }
                let stated = match found.value {
                    Value::Quantity(quantity) if matches!(quantity.unit, Unit::ProportionDifference | Unit::Months) => {
                        Some(Value::Estimate(Estimate {
                            no_effect: Some(0.0),
                            ..Estimate::new(quantity.value, quantity.unit, quantity.decimals)
                        }))
                    }
                    _ => None,
                };
                let Value::Estimate(estimate) = stated.as_ref().unwrap_or(found.value) else {
                    return Err(Problem::new(format!("`{reference}` is not an estimate"))
                        .hint("an effect is a difference of two shares, such as `employment.risk_difference`")
                        .at(reference.location()));
                };
                let assumption = words(estimate.value, reference.location(), basis);
                match estimate.unit {
                    Unit::ProportionDifference => {
                        self.without_within()?;
                        Ok(FoundEffect {
                            estimate: estimate.clone(),
                            month: month.or_else(|| month_of(found.section)),
                            course: Vec::new(),
                            assumption,
                            unit: estimate.unit,
                            origin,
                        })
                    }
                    Unit::Months => {
                        let Some(within) = &self.within else {
                            let problem = Problem::new(format!("`{reference}` is in months, but not of how many"));
                            let hint = "write `{result: \u{2026}, within: 24}`, the months of follow-up";
                            return Err(problem.hint(hint).at(reference.location()));
                        };
                        if !(within.value > 0.0 && within.value <= 2_400.0) {
                            let problem =
                                Problem::new(format!("a follow-up lies between 0 and 2400 months, not {within}"));
                            return Err(problem.at(within.location()));
                        }
                        Ok(FoundEffect {
                            estimate: as_share(estimate, within.value),
                            month: Some(within.value),
                            course: Vec::new(),
                            assumption,
                            unit: Unit::Months,
                            origin,
                        })
                    }
                    _ => Err(Problem::new(format!("`{reference}` is not a difference of two shares"))
                        .hint("use the `risk_difference` of the same entry")
                        .at(reference.location())),
                }
            }
            (None, Some(value)) => {
                self.without_within()?;
                if !(-1.0..=1.0).contains(&value.value) {
                    return Err(Problem::new(format!("an effect is a share between −1 and 1, not {value}"))
                        .hint("write 0.1037 for 10.37 percentage points")
                        .at(value.location().or(place)));
                }
                if value.value == 0.0 {
                    return Err(Problem::new("without an effect no wage carries the costs")
                        .hint(
                            "write the extra share in work, such as 0.1037, or the id of the result that estimates it",
                        )
                        .at(value.location().or(place)));
                }
                let assumption = words(value.value, value.location().or(place), Basis::Assumed);
                let Quantity { value, unit, decimals } = assumption.quantity(Unit::ProportionDifference);
                let estimate = Estimate { no_effect: Some(0.0), ..Estimate::new(value, unit, decimals) };
                let origin = Origin::Specification;
                Ok(FoundEffect { estimate, month, course: Vec::new(), assumption, unit, origin })
            }
            (Some(reference), Some(_)) => {
                Err(Problem::new("an effect is a `result` or a `value`, not both").at(reference.location()))
            }
            (None, None) => Err(Problem::new("an effect needs `result` or `value`").at(entry.location.clone())),
        }
    }

    /// `within` belongs to a result in months alone.
    fn without_within(&self) -> Result<(), Diagnostic> {
        match &self.within {
            None => Ok(()),
            Some(within) => Err(Problem::new("`within` belongs to an effect in months")
                .hint("write `month:` for the time at which a share was observed")
                .at(within.location())),
        }
    }
}

/// The estimates of a course of differences, by how many months have begun: the panel's month 1, or 0 where it counts from
/// there, is the first.
fn course(curve: &Curve) -> Option<Vec<(f64, Estimate)>> {
    if curve.y_unit != Unit::ProportionDifference || curve.x_unit != Unit::Months {
        return None;
    }
    let first = curve.points.iter().map(|point| point.x).find(|month| *month >= 0.0)?;
    let shift = if first == 0.0 { 1.0 } else { 0.0 };
    let points: Vec<&Point> = curve.points.iter().filter(|point| point.x >= 0.0).collect();
    let follow = points.iter().enumerate().all(|(index, point)| point.x + shift == index as f64 + 1.0);
    let estimate = |point: &&Point| {
        let interval = point.band.zip(curve.level).map(|((lower, upper), level)| ConfidenceInterval {
            bounds: Interval::Bounded { lower, upper },
            level,
            method: Method::AsPublished,
        });
        let estimate = Estimate::new(point.y, curve.y_unit, curve.decimals);
        (point.x + shift, Estimate { interval, no_effect: Some(0.0), ..estimate })
    };
    follow.then(|| points.iter().map(estimate).collect())
}

/// An estimate of months gained as the mean extra share in so many months.
fn as_share(estimate: &Estimate, within: f64) -> Estimate {
    let interval = estimate.interval.map(|interval| ConfidenceInterval {
        bounds: match interval.bounds {
            Interval::Bounded { lower, upper } => Interval::Bounded { lower: lower / within, upper: upper / within },
            other => other,
        },
        ..interval
    });
    Estimate {
        value: estimate.value / within,
        unit: Unit::ProportionDifference,
        decimals: 1,
        standard_error: estimate.standard_error.map(|error| error / within),
        interval,
        no_effect: Some(0.0),
        ..estimate.clone()
    }
}

/// The month of a section that is of one point in time.
fn month_of(section: &Section) -> Option<f64> {
    section.facets.iter().find_map(|facet| match facet.value {
        FacetValue::Number { value, unit: Unit::Months } => Some(value),
        FacetValue::Number { value, unit: Unit::Years } => Some(12.0 * value),
        FacetValue::Number { .. } | FacetValue::Name(_) => None,
    })
}

impl<'de> Deserialize<'de> for Effect {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Effect, D::Error> {
        struct EffectVisitor;
        impl<'de> Visitor<'de> for EffectVisitor {
            type Value = Effect;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("the id of an earlier result, such as `employment.risk_difference`, or a number")
            }

            fn visit_str<E: Error>(self, id: &str) -> Result<Effect, E> {
                Ok(Effect::Result(id.to_owned()))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Effect, E> {
                Ok(Effect::Full(Box::new(FullEffect { value: Some(value.into()), ..FullEffect::default() })))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Effect, E> {
                self.visit_f64(value as f64)
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Effect, E> {
                self.visit_f64(value as f64)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Effect, A::Error> {
                FullEffect::deserialize(MapAccessDeserializer::new(map)).map(|full| Effect::Full(Box::new(full)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Effect, A::Error> {
                let mut list = Vec::new();
                while let Some(one) = seq.next_element()? {
                    list.push(one);
                }
                Ok(Effect::List(list))
            }
        }
        deserializer.deserialize_any(EffectVisitor)
    }
}

impl JsonSchema for Effect {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Effect".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let full = generator.subschema_for::<FullEffect>();
        json_schema!({
            "anyOf": [
                { "type": "string", "description": "The id of an earlier result." },
                { "type": "number", "description": "A share, such as 0.1037." },
                full,
                { "type": "array", "items": full, "minItems": 1, "description": "Effects at several months." }
            ]
        })
    }
}

/// The employer contribution: a share of the wage, or the ordinary rate of a zone in a year.
#[derive(Clone, Debug)]
pub(super) enum PayrollTax {
    /// A stated share.
    Stated(Assumption),
    /// The rate of a zone in a year.
    Zone(ZoneRate),
}

/// The ordinary rate of a zone in a year: `{zone: I, year: 2026}`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PayrollFields {
    /// The share of the wage.
    #[serde(default)]
    value: Option<Spanned<f64>>,
    /// How a stated share is known.
    #[serde(default)]
    basis: Option<Basis>,
    /// What it is called in the table of assumptions.
    #[serde(default)]
    label: Option<Text>,
    /// Where it comes from.
    #[serde(default)]
    source: Option<Text>,
    /// The zone whose ordinary rate is used.
    #[serde(default)]
    zone: Option<Zone>,
    /// The year whose rate is used.
    #[serde(default)]
    year: Option<Spanned<u16>>,
}

/// A zone and a year, and words for the table of assumptions.
#[derive(Clone, Debug)]
pub(super) struct ZoneRate {
    zone: Zone,
    year: Spanned<u16>,
    label: Option<Text>,
    source: Option<Text>,
}

impl PayrollTax {
    /// Whether the share is the rate of a zone, and not stated.
    pub(super) fn is_a_zone(&self) -> bool {
        matches!(self, PayrollTax::Zone(_))
    }

    /// The share of the wage, checked; that of a zone is in these rates.
    pub(super) fn find(&self, rules: &Rules, location: Option<Location>) -> Result<Assumption, Diagnostic> {
        match self {
            PayrollTax::Stated(stated) => {
                let value = stated.value.value;
                if (0.0..=1.0).contains(&value) {
                    return Ok(stated.clone());
                }
                Err(Problem::new(format!("the employer contribution lies between 0 and 1, not {value}"))
                    .hint("write 0.141 for 14.1 per cent")
                    .at(stated.value.location().or(location)))
            }
            PayrollTax::Zone(ZoneRate { zone, year, label, source }) => {
                let rule = rules.find(Topic::PayrollTax, &zone.to_string(), year.value).ok_or_else(|| {
                    let known = rules.years(Topic::PayrollTax, &zone.to_string());
                    let years: Vec<String> = known.iter().map(u16::to_string).collect();
                    Problem::new(format!("the rate of zone {zone} in {year} is not known here"))
                        .hint(format!("use one of the years {}, or write the rate: `value: 0.141`", years.join(", ")))
                        .at(year.location())
                })?;
                let basis = if rule.seen { Basis::Rule } else { Basis::Assumed };
                let source = source.clone().or_else(|| Some(Text::from(rule.source.as_str())));
                let label = label.clone();
                Ok(Assumption { value: Spanned::new(rule.value, year.location()), basis, label, source })
            }
        }
    }
}

impl<'de> Deserialize<'de> for PayrollTax {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PayrollTax, D::Error> {
        struct PayrollVisitor;
        impl<'de> Visitor<'de> for PayrollVisitor {
            type Value = PayrollTax;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a share such as 0.141, or a zone and a year such as `{zone: I, year: 2026}`")
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<PayrollTax, E> {
                let stated = Assumption { value: value.into(), basis: Basis::Assumed, label: None, source: None };
                Ok(PayrollTax::Stated(stated))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<PayrollTax, E> {
                self.visit_f64(value as f64)
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<PayrollTax, E> {
                self.visit_f64(value as f64)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<PayrollTax, A::Error> {
                let fields = PayrollFields::deserialize(MapAccessDeserializer::new(map))?;
                let PayrollFields { value, basis, label, source, zone, year } = fields;
                match (value, zone, year) {
                    (Some(value), None, None) => {
                        let basis = basis.unwrap_or(Basis::Assumed);
                        Ok(PayrollTax::Stated(Assumption { value, basis, label, source }))
                    }
                    (None, Some(zone), Some(year)) if basis.is_none() => {
                        Ok(PayrollTax::Zone(ZoneRate { zone, year, label, source }))
                    }
                    _ => Err(A::Error::custom("an employer contribution is a `value`, or a `zone` and a `year`")),
                }
            }
        }
        deserializer.deserialize_any(PayrollVisitor)
    }
}

impl JsonSchema for PayrollTax {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PayrollTax".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let fields = generator.subschema_for::<PayrollFields>();
        json_schema!({ "anyOf": [{ "type": "number" }, fields] })
    }
}
