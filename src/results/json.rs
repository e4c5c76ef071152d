//! `results.json`: full double precision, infinities as `"Inf"`, maps in the order of the specification.

use std::io;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::ser::{Formatter, PrettyFormatter};

use super::Results;
use crate::stats::Interval;

/// The name and version of the format.
pub const SCHEMA: &str = "utfall-results-1";

/// The results as they stand in `results.json`: indented, with a final line feed.
///
/// # Errors
/// When a number is NaN, or infinite where no number can be, which no analysis may return; or when two sections, values
/// or labels have one name.
pub fn to_json(results: &Results) -> Result<String, serde_json::Error> {
    let mut json = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut json, NoNull(PrettyFormatter::new()));
    results.serialize(&mut serializer)?;
    json.push(b'\n');
    String::from_utf8(json).map_err(serde::ser::Error::custom)
}

/// Indents, and refuses `null`: nothing in a result is null, and a number that is none would become one without a word.
struct NoNull(PrettyFormatter<'static>);

impl Formatter for NoNull {
    fn write_null<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        Err(io::Error::other("a number in the results is NaN or infinite, where it must be finite"))
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
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
    /// The one key that tells the format; what else there is depends on it.
    #[derive(Deserialize)]
    struct Head {
        schema: Option<String>,
    }
    let wrong = |message: String| Err(serde::de::Error::custom(message));
    match serde_json::from_str::<Head>(json)?.schema.as_deref() {
        Some(SCHEMA) => serde_json::from_str(json),
        Some(other) => wrong(format!(
            "the format is `{other}`, but this utfall reads `{SCHEMA}`: build the report again, or use the utfall that made it"
        )),
        None => wrong(format!("there is no `schema`, so this is no results.json: expected `{SCHEMA}`")),
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

/// `#[serde(with)]` for a number that may be infinite, or not be there.
pub(super) mod optional_number {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

    use super::JsonNumber;

    pub fn serialize<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
        value.map(JsonNumber::try_from).transpose().map_err(ser::Error::custom)?.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
        Ok(Option::<JsonNumber>::deserialize(deserializer)?.map(f64::from))
    }
}

/// `#[serde(with)]` for numbers that may be infinite.
pub(super) mod numbers {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

    use super::JsonNumber;

    pub fn serialize<S: Serializer>(values: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
        let numbers: Result<Vec<_>, _> = values.iter().map(|value| JsonNumber::try_from(*value)).collect();
        numbers.map_err(ser::Error::custom)?.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
        Ok(Vec::<JsonNumber>::deserialize(deserializer)?.into_iter().map(f64::from).collect())
    }
}

/// `#[serde(with)]` for the two ends of a band, which may be infinite.
pub(super) mod band {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

    use super::JsonNumber;

    pub fn serialize<S: Serializer>(ends: &Option<(f64, f64)>, serializer: S) -> Result<S::Ok, S::Error> {
        let number = |value: f64| JsonNumber::try_from(value).map_err(ser::Error::custom);
        match *ends {
            Some((lower, upper)) => Some((number(lower)?, number(upper)?)).serialize(serializer),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<(f64, f64)>, D::Error> {
        let ends = Option::<(JsonNumber, JsonNumber)>::deserialize(deserializer)?;
        Ok(ends.map(|(lower, upper)| (lower.into(), upper.into())))
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
    use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

    pub fn serialize<T: Serialize, S: Serializer>(pairs: &[(String, T)], serializer: S) -> Result<S::Ok, S::Error> {
        let mut known = std::collections::HashSet::new();
        if let Some((name, _)) = pairs.iter().find(|(name, _)| !known.insert(name.as_str())) {
            return Err(ser::Error::custom(format!(
                "`{name}` stands twice among the results, and each name must be its own"
            )));
        }
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
