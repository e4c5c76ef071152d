//! What a project regards as material.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::glob::Glob;
use crate::results::{Results, Unit};

/// How far a number may move before the change is material: per unit, and per id.
///
/// Without a file, the built-in limits sort what changed into «material» and «displayed», but allow nothing: printed
/// digits that differ are a difference. A limit that a project *states* also allows what is within it: such a change is
/// listed, but is no difference for the exit code. A conclusion that changed is one whatever the limits say.
///
/// Amounts are in the units in which results are stored: 0.005 is half a percentage point. Of two amounts the wider
/// counts. An id rule holds for the number, its interval and its standard error, and the last one that fits an id wins
/// over its unit; `*` is any part of an id between full stops, `**` anything, `?` a character.
///
/// ```
/// use utfall::diff::{Measure, Tolerance};
/// let file = r#"{
///     "units": { "proportion_difference": { "absolute": 0.005 }, "kroner": { "absolute": 500, "relative": 0.001 } },
///     "ids": { "employment.*.risk_difference": { "absolute": 0.001 } }
/// }"#;
/// let tolerance: Tolerance = serde_json::from_str(file)?;
/// let (limit, stated) = tolerance.limit("employment.month_12.risk_difference", Measure::ProportionDifference);
/// assert!(stated && limit.allows(0.104, 0.105) && !limit.allows(0.104, 0.106));
/// let (limit, stated) = tolerance.limit("work.pooled", Measure::Ratio);
/// assert!(!stated && limit.allows(1.93, 1.95));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(try_from = "File")]
pub struct Tolerance {
    units: Vec<(Measure, Limit)>,
    ids: Vec<(String, Glob, Limit)>,
}

impl JsonSchema for Tolerance {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Tolerance".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        File::json_schema(generator)
    }
}

/// The file as it is written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    /// Limits by what is measured.
    #[serde(default)]
    units: std::collections::BTreeMap<Measure, Limit>,
    /// Limits by id, with wildcards; the last one that fits wins.
    #[serde(default, deserialize_with = "in_order")]
    #[schemars(with = "std::collections::BTreeMap<String, Limit>")]
    ids: Vec<(String, Limit)>,
}

/// A map in the order in which it is written.
fn in_order<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, Limit)>, D::Error> {
    struct Pairs;
    impl<'de> serde::de::Visitor<'de> for Pairs {
        type Value = Vec<(String, Limit)>;

        fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
            f.write_str("a limit for each id, such as `work.**: {relative: 0.01}`")
        }

        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            std::iter::from_fn(|| map.next_entry().transpose()).collect()
        }
    }
    deserializer.deserialize_map(Pairs)
}

impl TryFrom<File> for Tolerance {
    type Error = String;

    fn try_from(file: File) -> Result<Tolerance, String> {
        let units: Vec<_> = file.units.into_iter().collect();
        let ids: Vec<_> = file.ids.into_iter().map(|(id, limit)| (id.clone(), Glob::new(&id), limit)).collect();
        for limit in units.iter().map(|(_, limit)| limit).chain(ids.iter().map(|(.., limit)| limit)) {
            let amounts = [limit.absolute, limit.relative];
            if amounts == [None, None] {
                return Err("a limit needs `absolute`, `relative` or both".to_owned());
            }
            if let Some(amount) = amounts.into_iter().flatten().find(|amount| !(amount.is_finite() && *amount >= 0.0)) {
                return Err(format!("a limit is {amount}, but must be a number from 0"));
            }
        }
        Ok(Tolerance { units, ids })
    }
}

/// The distance between two numbers that is still no material change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// In the unit of the number as it is stored: 0.005 is half a percentage point.
    #[serde(default)]
    pub absolute: Option<f64>,
    /// As a share of the larger of the two numbers: 0.01 is one per cent.
    #[serde(default)]
    pub relative: Option<f64>,
}

impl Limit {
    const fn absolute(amount: f64) -> Limit {
        Limit { absolute: Some(amount), relative: None }
    }

    const fn relative(share: f64) -> Limit {
        Limit { absolute: None, relative: Some(share) }
    }

    /// Whether the distance is within the wider of the two amounts; the same both ways.
    pub fn allows(self, old: f64, new: f64) -> bool {
        old == new || (old - new).abs() <= self.most(old, new)
    }

    /// The wider of the two amounts.
    ///
    /// 0.374 and 0.384 are 0.010000000000000009 apart: a part in a billion of the amount does not count.
    pub(super) fn most(self, old: f64, new: f64) -> f64 {
        let relative = self.relative.map_or(0.0, |share| share * old.abs().max(new.abs()));
        // A share of infinity is not a distance.
        let relative = if relative.is_finite() { relative } else { 0.0 };
        self.absolute.unwrap_or(0.0).max(relative) * (1.0 + 1e-9)
    }
}

/// What a limit is for: a unit whatever its price year, or a number of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the variants are those of `results::Unit`, and three more that say what they are")]
pub enum Measure {
    Count,
    PValue,
    TestStatistic,
    Number,
    Persons,
    Proportion,
    ProportionDifference,
    Ratio,
    NumberNeeded,
    EffectSize,
    PerThousand,
    Points,
    Certainty,
    EffectMagnitude,
    RiskOfBias,
    RiskOfBiasNonRandomised,
    PersonYears,
    PerHundredPersonYears,
    MarginConclusion,
    Kroner,
    KronerPerYear,
    PerKrone,
    ShareOfWage,
    RatePerYear,
    RelativeChange,
    QualityAdjustedLifeYears,
    Significance,
    Extent,
    Consequence,
    BasicAmounts,
    Years,
    Months,
    Weeks,
    Days,
}

impl From<Unit> for Measure {
    fn from(unit: Unit) -> Measure {
        match unit {
            Unit::Number => Measure::Number,
            Unit::Persons => Measure::Persons,
            Unit::Proportion => Measure::Proportion,
            Unit::ProportionDifference => Measure::ProportionDifference,
            Unit::Ratio => Measure::Ratio,
            Unit::NumberNeeded => Measure::NumberNeeded,
            Unit::EffectSize => Measure::EffectSize,
            Unit::PerThousand => Measure::PerThousand,
            Unit::Points => Measure::Points,
            Unit::Certainty => Measure::Certainty,
            Unit::EffectMagnitude => Measure::EffectMagnitude,
            Unit::RiskOfBias => Measure::RiskOfBias,
            Unit::RiskOfBiasNonRandomised => Measure::RiskOfBiasNonRandomised,
            Unit::PersonYears => Measure::PersonYears,
            Unit::PerHundredPersonYears => Measure::PerHundredPersonYears,
            Unit::MarginConclusion => Measure::MarginConclusion,
            Unit::Kroner { .. } => Measure::Kroner,
            Unit::KronerPerYear { .. } => Measure::KronerPerYear,
            Unit::PerKrone => Measure::PerKrone,
            Unit::ShareOfWage => Measure::ShareOfWage,
            Unit::RatePerYear => Measure::RatePerYear,
            Unit::RelativeChange => Measure::RelativeChange,
            Unit::QualityAdjustedLifeYears => Measure::QualityAdjustedLifeYears,
            Unit::Significance => Measure::Significance,
            Unit::Extent => Measure::Extent,
            Unit::Consequence => Measure::Consequence,
            Unit::BasicAmounts => Measure::BasicAmounts,
            Unit::Years => Measure::Years,
            Unit::Months => Measure::Months,
            Unit::Weeks => Measure::Weeks,
            Unit::Days => Measure::Days,
        }
    }
}

impl Measure {
    /// Where a change starts to be material when the project says nothing.
    fn built_in(self) -> Limit {
        match self {
            Measure::Count
            | Measure::Persons
            | Measure::Certainty
            | Measure::EffectMagnitude
            | Measure::RiskOfBias
            | Measure::RiskOfBiasNonRandomised
            | Measure::MarginConclusion
            | Measure::Significance
            | Measure::Extent
            | Measure::Consequence => Limit::absolute(0.0),
            Measure::Proportion
            | Measure::ProportionDifference
            | Measure::PerThousand
            | Measure::PerKrone
            | Measure::ShareOfWage
            | Measure::RelativeChange
            | Measure::PValue => Limit::absolute(0.01),
            Measure::RatePerYear => Limit::absolute(0.001),
            Measure::EffectSize => Limit::absolute(0.05),
            Measure::NumberNeeded => Limit::absolute(1.0),
            Measure::Kroner | Measure::KronerPerYear | Measure::BasicAmounts => Limit::relative(0.01),
            Measure::Ratio
            | Measure::Points
            | Measure::Number
            | Measure::QualityAdjustedLifeYears
            | Measure::TestStatistic
            | Measure::PersonYears
            | Measure::PerHundredPersonYears
            | Measure::Years
            | Measure::Months
            | Measure::Weeks
            | Measure::Days => Limit::relative(0.02),
        }
    }
}

impl Tolerance {
    /// The limit for a number of the result with this id, and whether the project has stated it.
    pub fn limit(&self, id: &str, measure: Measure) -> (Limit, bool) {
        let of_a_test = matches!(measure, Measure::PValue | Measure::TestStatistic);
        let by_id = self.ids.iter().rev().filter(|_| !of_a_test).find(|(_, glob, _)| glob.fits(id));
        let by_unit = || self.units.iter().find(|(known, _)| *known == measure);
        match by_id.map(|(.., limit)| *limit).or_else(|| by_unit().map(|(_, limit)| *limit)) {
            Some(limit) => (limit, true),
            None => (measure.built_in(), false),
        }
    }

    /// The ids of rules that fit no result of either report, most likely misspelt.
    pub fn unused<'a>(&'a self, old: &Results, new: &Results) -> Vec<&'a str> {
        if self.ids.is_empty() {
            return Vec::new();
        }
        let paths: Vec<String> = old.paths().into_iter().chain(new.paths()).collect();
        let idle = self.ids.iter().filter(|(_, glob, _)| !paths.iter().any(|path| glob.fits(path)));
        idle.map(|(id, ..)| id.as_str()).collect()
    }
}
