//! `results.json`: full double precision, infinities as `"Inf"`, maps in the order of the specification.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Results;
use crate::stats::Interval;

/// The name and version of the format.
pub const SCHEMA: &str = "utfall-results-1";

/// The results as they stand in `results.json`: indented, with a final line feed.
///
/// # Errors
/// When a number is NaN, which no analysis may return.
pub fn to_json(results: &Results) -> Result<String, serde_json::Error> {
    let mut json = serde_json::to_string_pretty(results)?;
    json.push('\n');
    Ok(json)
}

/// The JSON Schema (draft 2020-12) of `results.json`.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Results);
    // A map of strings, numbers and maps has a text.
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads `results.json`.
///
/// # Errors
/// When the text is not JSON, or not of the format [`SCHEMA`].
pub fn from_json(json: &str) -> Result<Results, serde_json::Error> {
    let results: Results = serde_json::from_str(json)?;
    if results.schema == SCHEMA {
        Ok(results)
    } else {
        let message = format!("the format is `{}`, but this utfall reads `{SCHEMA}`", results.schema);
        Err(serde::de::Error::custom(message))
    }
}

/// A number in JSON, where infinity is a string.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum JsonNumber {
    /// A finite number.
    Finite(f64),
    /// `"Inf"` or `"-Inf"`.
    Infinite(Infinity),
}

/// The two infinities.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) enum Infinity {
    /// Positive infinity.
    #[serde(rename = "Inf")]
    Positive,
    /// Negative infinity.
    #[serde(rename = "-Inf")]
    Negative,
}

impl TryFrom<f64> for JsonNumber {
    type Error = &'static str;

    fn try_from(value: f64) -> Result<JsonNumber, &'static str> {
        if value.is_nan() {
            Err("a result must not be NaN")
        } else if value.is_finite() {
            Ok(JsonNumber::Finite(value))
        } else if value > 0.0 {
            Ok(JsonNumber::Infinite(Infinity::Positive))
        } else {
            Ok(JsonNumber::Infinite(Infinity::Negative))
        }
    }
}

impl From<JsonNumber> for f64 {
    fn from(number: JsonNumber) -> f64 {
        match number {
            JsonNumber::Finite(value) => value,
            JsonNumber::Infinite(Infinity::Positive) => f64::INFINITY,
            JsonNumber::Infinite(Infinity::Negative) => f64::NEG_INFINITY,
        }
    }
}

/// An interval in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum JsonInterval {
    /// From `lower` to `upper`.
    Bounded {
        /// The lower end.
        lower: JsonNumber,
        /// The upper end.
        upper: JsonNumber,
    },
    /// Everything at or below `lower` and everything at or above `upper`.
    Complement {
        /// Where the lower part ends.
        lower: JsonNumber,
        /// Where the upper part begins.
        upper: JsonNumber,
    },
    /// Every number.
    Whole,
}

/// `#[serde(with)]` for a number that may be infinite.
pub(super) mod number {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

    use super::JsonNumber;

    pub fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        JsonNumber::try_from(*value).map_err(ser::Error::custom)?.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        JsonNumber::deserialize(deserializer).map(f64::from)
    }
}

/// `#[serde(with)]` for an interval.
pub(super) mod interval {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

    use super::{Interval, JsonInterval, JsonNumber};

    pub fn serialize<S: Serializer>(interval: &Interval, serializer: S) -> Result<S::Ok, S::Error> {
        let number = |value: f64| JsonNumber::try_from(value).map_err(ser::Error::custom);
        let json = match *interval {
            Interval::Bounded { lower, upper } => {
                JsonInterval::Bounded { lower: number(lower)?, upper: number(upper)? }
            }
            Interval::Complement { lower, upper } => {
                JsonInterval::Complement { lower: number(lower)?, upper: number(upper)? }
            }
            Interval::Whole => JsonInterval::Whole,
        };
        json.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Interval, D::Error> {
        Ok(match JsonInterval::deserialize(deserializer)? {
            JsonInterval::Bounded { lower, upper } => Interval::Bounded { lower: lower.into(), upper: upper.into() },
            JsonInterval::Complement { lower, upper } => {
                Interval::Complement { lower: lower.into(), upper: upper.into() }
            }
            JsonInterval::Whole => Interval::Whole,
        })
    }
}

/// `#[serde(with)]` for an ordered list of pairs that is a map in JSON.
pub(super) mod ordered {
    use std::fmt;
    use std::marker::PhantomData;

    use serde::de::{Error, MapAccess, Visitor};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<T: Serialize, S: Serializer>(pairs: &[(String, T)], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
    }

    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(String, T)>, D::Error> {
        struct Pairs<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
            type Value = Vec<(String, T)>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs: Vec<(String, T)> = Vec::new();
                let mut known = std::collections::HashSet::new();
                while let Some((name, value)) = map.next_entry::<String, T>()? {
                    if !known.insert(name.clone()) {
                        return Err(A::Error::custom(format!("`{name}` stands twice")));
                    }
                    pairs.push((name, value));
                }
                Ok(pairs)
            }
        }
        deserializer.deserialize_map(Pairs(PhantomData))
    }
}
