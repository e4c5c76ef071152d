//! What a specification says of a panel.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::outcome::Outcome;
use crate::data::{Expression, Ordered};
use crate::diag::{Diagnostic, Location, Problem, Spanned};

/// A register with one row per person and month, which becomes outcomes of the persons.
///
/// The rows are read once and never held: each person keeps one bit per month and state, and one sum per total.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// The data source of the persons, one row each, above this one.
    pub of: Spanned<String>,
    /// The column that names the person; `{fnr: person}` where the persons call it something else.
    pub person: PersonKey,
    /// The column with the number of the month; `{date: periode, since: randomisert}` counts calendar months.
    pub month: Month,
    /// The first and the last month that count, such as `[1, 43]`. Rows outside are left out, and counted.
    pub months: Spanned<[i64; 2]>,
    /// What it means that a person has no row in a month.
    pub absent: Absent,
    /// The states that a person may be in, each with the condition on a row. A condition that is missing does not hold.
    #[serde(default)]
    pub states: Ordered<Expression>,
    /// New columns of the persons, by name.
    #[serde(default)]
    pub outcomes: Ordered<Outcome>,
    /// Consumer prices by year instead of those of Statistics Norway (2015 = 100), such as `{2025: 137.8}`.
    #[serde(default)]
    pub prices: Ordered<Spanned<f64>>,
    /// The average basic amount (G) by year instead of the one known here, such as `{2026: 134000}`.
    #[serde(default)]
    pub basic_amounts: Ordered<Spanned<f64>>,
}

impl Panel {
    /// Whether a month without a row is a month without an answer.
    pub(super) fn absence_is_missing(&self) -> bool {
        self.absent == Absent::Missing
    }

    /// How many months there are, if that is a number of months that can be held.
    pub(super) fn length(&self) -> Result<usize, Diagnostic> {
        /// A hundred years.
        const MOST: i64 = 1200;
        let [first, last] = self.months.value;
        let problem = match last.checked_sub(first).and_then(|length| length.checked_add(1)) {
            Some(length @ 1..=MOST) if first.abs() <= 1_000_000 => {
                return Ok(usize::try_from(length).unwrap_or_default());
            }
            Some(length) if length < 1 => {
                Problem::new(format!("the first month, {first}, comes after the last, {last}"))
                    .hint(format!("write `months: [{last}, {first}]`"))
            }
            _ => Problem::new(format!("`months` goes from {first} to {last}, which is more than a hundred years"))
                .hint("write the first and the last number of the months, such as `months: [1, 43]`"),
        };
        Err(problem.at(self.months.location()))
    }
}

/// What it means that a person has no row in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// The person was in none of the states, and had nothing: the register holds only those who have something.
    NotInState,
    /// Nobody knows: the person was not observed in that month.
    Missing,
}

/// The column that names the person, in the panel and among the persons.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "Spanned<AnyKey>")]
pub struct PersonKey {
    /// Its name in the panel.
    pub(in crate::data) panel: Spanned<String>,
    /// Its name among the persons.
    pub(in crate::data) persons: Spanned<String>,
}

/// Either form of a [`PersonKey`], as it is read.
enum AnyKey {
    Same(String),
    Renamed(Spanned<String>, Spanned<String>),
}

impl From<Spanned<AnyKey>> for PersonKey {
    fn from(read: Spanned<AnyKey>) -> PersonKey {
        let location = read.location();
        match read.value {
            AnyKey::Same(name) => {
                let name = Spanned::new(name, location);
                PersonKey { panel: name.clone(), persons: name }
            }
            AnyKey::Renamed(panel, persons) => PersonKey { panel, persons },
        }
    }
}

impl<'de> Deserialize<'de> for AnyKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<AnyKey, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = AnyKey;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("the name of a column, or its two names such as `{fnr: person}`")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<AnyKey, E> {
                Ok(AnyKey::Same(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AnyKey, A::Error> {
                let two = "a person has one column in the panel and one among the persons, such as `{fnr: person}`";
                let (panel, persons) = map.next_entry()?.ok_or_else(|| A::Error::custom(two))?;
                match map.next_entry::<String, String>()? {
                    None => Ok(AnyKey::Renamed(panel, persons)),
                    Some(_) => Err(A::Error::custom(two)),
                }
            }
        }
        deserializer.deserialize_any(KeyVisitor)
    }
}

impl JsonSchema for PersonKey {
    fn schema_name() -> Cow<'static, str> {
        "PersonKey".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "string" },
            { "type": "object", "additionalProperties": { "type": "string" }, "minProperties": 1, "maxProperties": 1 },
        ] })
    }
}

/// How a row says which month it is of.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "Spanned<AnyMonth>")]
pub enum Month {
    /// A column of whole numbers.
    Number(Spanned<String>),
    /// Calendar months since the month of a date of the person, which itself is month 0.
    Calendar(CalendarMonth),
}

/// Calendar months since the month of a date of the person, which itself is month 0.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarMonth {
    /// The column of the panel that holds the period: a date, or a month such as `2016-03`, `2016M03` or `201603`.
    pub(in crate::data) date: Spanned<String>,
    /// The column of the persons that holds the date from which months are counted.
    pub(in crate::data) since: Spanned<String>,
}

/// Either form of a [`Month`], as it is read.
enum AnyMonth {
    Number(String),
    Calendar(CalendarMonth),
}

impl From<Spanned<AnyMonth>> for Month {
    fn from(read: Spanned<AnyMonth>) -> Month {
        let location = read.location();
        match read.value {
            AnyMonth::Number(name) => Month::Number(Spanned::new(name, location)),
            AnyMonth::Calendar(calendar) => Month::Calendar(calendar),
        }
    }
}

impl<'de> Deserialize<'de> for AnyMonth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<AnyMonth, D::Error> {
        struct MonthVisitor;
        impl<'de> Visitor<'de> for MonthVisitor {
            type Value = AnyMonth;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("the name of a column, or a map such as `{date: periode, since: randomisert}`")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<AnyMonth, E> {
                Ok(AnyMonth::Number(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<AnyMonth, A::Error> {
                CalendarMonth::deserialize(MapAccessDeserializer::new(map)).map(AnyMonth::Calendar)
            }
        }
        deserializer.deserialize_any(MonthVisitor)
    }
}

impl JsonSchema for Month {
    fn schema_name() -> Cow<'static, str> {
        "Month".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let calendar = generator.subschema_for::<CalendarMonth>();
        json_schema!({ "anyOf": [{ "type": "string" }, calendar] })
    }
}

impl Month {
    /// The column of the panel.
    pub(super) fn column(&self) -> &Spanned<String> {
        match self {
            Month::Number(name) => name,
            Month::Calendar(calendar) => &calendar.date,
        }
    }

    pub(super) fn location(&self) -> Option<Location> {
        self.column().location()
    }
}
