//! One entry of `columns:`, as it is written.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::super::ColumnType;
use super::codes::Codes;
use crate::diag::Spanned;
use crate::results::{Text, Unit};

/// What a column means: its type alone, such as `text`, or all that is known of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeclaredColumn(pub(super) Fields);

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum DeclaredType {
    /// Any text, as it stands: names, municipality codes such as `0301`.
    Text,
    /// One of a few codes.
    Category,
    /// Whole numbers.
    Integer,
    /// Numbers: `1234.5`, `1 234,5`, `1.234,5`.
    Number,
    /// True or false: `true`, `1`, `ja`, `yes`, `sann`, and `false`, `0`, `nei`, `no`, `usann`.
    Boolean,
    /// Dates: `2023-12-14`, `14.12.2023`, or as `format` says.
    Date,
}

impl DeclaredColumn {
    /// The type that is stated.
    pub(in crate::data) fn kind(&self) -> Option<ColumnType> {
        self.0.kind.as_ref().map(|kind| kind.value.into())
    }

    /// The codes that mean that there is no value, each with the reason, or itself where there is none.
    pub(in crate::data) fn reasons(&self) -> Vec<(String, Text)> {
        let codes = self.0.missing.as_ref().map(|codes| codes.0.iter()).into_iter().flatten();
        let words = |code: &Spanned<String>| Text::from(code.as_str());
        codes.map(|(code, reason)| (code.value.clone(), reason.clone().unwrap_or_else(|| words(code)))).collect()
    }
}

impl From<DeclaredType> for ColumnType {
    fn from(declared: DeclaredType) -> ColumnType {
        match declared {
            DeclaredType::Text => ColumnType::Text,
            DeclaredType::Category => ColumnType::Category,
            DeclaredType::Integer => ColumnType::Integer,
            DeclaredType::Number => ColumnType::Number,
            DeclaredType::Boolean => ColumnType::Boolean,
            DeclaredType::Date => ColumnType::Date,
        }
    }
}

/// What a column means. A value that this does not allow is an error.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "DeclaredColumnFields")]
pub(super) struct Fields {
    /// What its values are; as the file has it where this is not stated.
    #[serde(default, rename = "type")]
    pub kind: Option<Spanned<DeclaredType>>,
    /// The values that there may be, each with what it is called in a report, in the order in which they are shown; or
    /// a list of the values. Together with `range`, names for some of the values.
    #[serde(default)]
    pub codes: Option<Codes>,
    /// The smallest and the largest value that there may be; `null` where there is no bound.
    #[serde(default)]
    #[schemars(schema_with = "range")]
    pub range: Option<Spanned<Vec<Option<Spanned<String>>>>>,
    /// The values that mean that there is none, each with the reason; or a list of them.
    #[serde(default)]
    pub missing: Option<Codes>,
    /// The unit of its numbers.
    #[serde(default)]
    pub unit: Option<Spanned<Unit>>,
    /// What it is called in a report.
    #[serde(default)]
    pub label: Option<Text>,
    /// Whether every row must have a value.
    #[serde(default)]
    pub required: bool,
    /// How dates are written, in `d` or `dd`, `m` or `mm`, and `yyyy`, such as `dd/mm/yyyy`.
    #[serde(default)]
    pub format: Option<Spanned<String>>,
}

fn range(_: &mut SchemaGenerator) -> Schema {
    let end = json_schema!({ "type": ["number", "string", "null"] });
    json_schema!({ "type": ["array", "null"], "items": end, "minItems": 2, "maxItems": 2 })
}

impl<'de> Deserialize<'de> for DeclaredColumn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DeclaredColumn, D::Error> {
        struct ColumnVisitor;
        impl<'de> Visitor<'de> for ColumnVisitor {
            type Value = DeclaredColumn;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(
                    "the type of a column, such as `integer`, or a map such as `{type: integer, range: [18, 67]}`",
                )
            }

            fn visit_unit<E: Error>(self) -> Result<DeclaredColumn, E> {
                Ok(DeclaredColumn::default())
            }

            fn visit_str<E: Error>(self, kind: &str) -> Result<DeclaredColumn, E> {
                let kind = DeclaredType::deserialize(kind.into_deserializer())?;
                Ok(DeclaredColumn(Fields { kind: Some(Spanned::from(kind)), ..Fields::default() }))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<DeclaredColumn, A::Error> {
                Fields::deserialize(MapAccessDeserializer::new(map)).map(DeclaredColumn)
            }
        }
        deserializer.deserialize_any(ColumnVisitor)
    }
}

impl JsonSchema for DeclaredColumn {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DeclaredColumn".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let kind = generator.subschema_for::<DeclaredType>();
        let fields = generator.subschema_for::<Fields>();
        json_schema!({
            "description": "What a column means: its type alone, such as `text`, or all that is known of it.",
            "anyOf": [kind, fields, { "type": "null" }]
        })
    }
}
