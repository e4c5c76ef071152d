//! Names of columns, as they are written: one, a list, or a map from names to names.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::diag::Spanned;

/// One name, or a list of them.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Spanned<Written>")]
pub(super) struct Names(pub Vec<Spanned<String>>);

/// Pairs of names: one name or a list, which stand for themselves, or a map.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "Spanned<Written>")]
pub(super) struct Pairs(pub Vec<(Spanned<String>, Spanned<String>)>);

enum Written {
    One(String),
    List(Vec<Spanned<String>>),
    Map(Vec<(Spanned<String>, Spanned<String>)>),
}

impl TryFrom<Spanned<Written>> for Names {
    type Error = &'static str;

    fn try_from(read: Spanned<Written>) -> Result<Names, Self::Error> {
        let location = read.location();
        match read.value {
            Written::One(name) => Ok(Names(vec![Spanned::new(name, location)])),
            Written::List(names) => Ok(Names(names)),
            Written::Map(_) => Err("expected the name of a column or a list of them, found a map"),
        }
    }
}

impl From<Spanned<Written>> for Pairs {
    fn from(read: Spanned<Written>) -> Pairs {
        let location = read.location();
        let twice = |name: Spanned<String>| (name.clone(), name);
        Pairs(match read.value {
            Written::One(name) => vec![twice(Spanned::new(name, location))],
            Written::List(names) => names.into_iter().map(twice).collect(),
            Written::Map(pairs) => pairs,
        })
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Written, D::Error> {
        struct WrittenVisitor;
        impl<'de> Visitor<'de> for WrittenVisitor {
            type Value = Written;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("the name of a column, a list of names, or a map from names to names")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Written, E> {
                Ok(Written::One(name.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Written, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = list.next_element()? {
                    names.push(name);
                }
                Ok(Written::List(names))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Written, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Written::Map(pairs))
            }
        }
        deserializer.deserialize_any(WrittenVisitor)
    }
}

impl JsonSchema for Names {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Names".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
    }
}

impl JsonSchema for Pairs {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Pairs".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "string" },
                { "type": "array", "items": { "type": "string" } },
                { "type": "object", "additionalProperties": { "type": "string" } }
            ]
        })
    }
}
