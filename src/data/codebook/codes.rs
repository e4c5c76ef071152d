//! Codes of a specification: a list of them, or a map from each code to its words.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::diag::Spanned;
use crate::results::Text;

/// Codes in the order in which they were written, each with its words where it has any.
///
/// In YAML a map such as `{1: Ja, 2: Nei}`, a list such as `[1, 2]`, or one code. A code is kept as it was written:
/// `0301` is not `301`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::data) struct Codes(pub Vec<(Spanned<String>, Option<Text>)>);

impl Codes {
    fn one(code: String) -> Codes {
        Codes(vec![(Spanned::from(code), None)])
    }
}

impl<'de> Deserialize<'de> for Codes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Codes, D::Error> {
        struct CodesVisitor;
        impl<'de> Visitor<'de> for CodesVisitor {
            type Value = Codes;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("codes with their words such as `{1: Ja, 2: Nei}`, or a list of codes")
            }

            fn visit_str<E: Error>(self, code: &str) -> Result<Codes, E> {
                Ok(Codes::one(code.to_owned()))
            }

            fn visit_u64<E: Error>(self, code: u64) -> Result<Codes, E> {
                Ok(Codes::one(code.to_string()))
            }

            fn visit_i64<E: Error>(self, code: i64) -> Result<Codes, E> {
                Ok(Codes::one(code.to_string()))
            }

            fn visit_f64<E: Error>(self, code: f64) -> Result<Codes, E> {
                Ok(Codes::one(code.to_string()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Codes, A::Error> {
                let mut codes = Vec::new();
                while let Some(code) = list.next_element()? {
                    codes.push((code, None));
                }
                Ok(Codes(codes))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Codes, A::Error> {
                let mut codes = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    codes.push(entry);
                }
                Ok(Codes(codes))
            }
        }
        deserializer.deserialize_any(CodesVisitor)
    }
}

impl JsonSchema for Codes {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CodesWithWords".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let words = generator.subschema_for::<Text>();
        let code = json_schema!({ "type": ["string", "number", "boolean"] });
        json_schema!({
            "description": "Codes with what each is called, in the order in which they are shown; or a list of codes.",
            "anyOf": [
                { "type": "object", "additionalProperties": { "anyOf": [words, { "type": "null" }] } },
                { "type": "array", "items": code },
                code
            ]
        })
    }
}
