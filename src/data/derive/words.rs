//! New values and their words, as they are written in a specification.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::super::ordered::Ordered;
use crate::results::{Language, Text};

/// Old values, each with its new one, in the order in which they were written.
pub(super) type Recodes = Ordered<NewValue>;

/// The words for groups: one after the other, or each under the code that the group gets.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Labels(pub Vec<(String, Text)>);

/// A value that a recoded column gets: a word, number or truth value, words in each language, or none.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NewValue(pub Option<Text>);

/// What a text is called in the data: as it stands, or in the first language that it is written in.
pub(super) fn code_of(text: &Text) -> &str {
    text.get(Language::Bokmal)
}

impl<'de> Deserialize<'de> for NewValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<NewValue, D::Error> {
        struct ValueVisitor;
        impl<'de> Visitor<'de> for ValueVisitor {
            type Value = NewValue;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a value, one text per language, or `null` for no value")
            }

            fn visit_unit<E: Error>(self) -> Result<NewValue, E> {
                Ok(NewValue(None))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<NewValue, E> {
                Ok(NewValue(Some(Text::from(text))))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<NewValue, E> {
                self.visit_str(if value { "true" } else { "false" })
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<NewValue, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<NewValue, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<NewValue, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<NewValue, A::Error> {
                Text::deserialize(MapAccessDeserializer::new(map)).map(|text| NewValue(Some(text)))
            }
        }
        deserializer.deserialize_any(ValueVisitor)
    }
}

impl JsonSchema for NewValue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RecodedValue".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let words = generator.subschema_for::<Text>();
        json_schema!({
            "description": "A value, its words in each language, or `null` for no value.",
            "anyOf": [words, { "type": ["number", "boolean", "null"] }]
        })
    }
}

impl<'de> Deserialize<'de> for Labels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Labels, D::Error> {
        struct LabelsVisitor;
        impl<'de> Visitor<'de> for LabelsVisitor {
            type Value = Labels;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list of words, or a map from codes to words")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Labels, A::Error> {
                let mut labels = Vec::new();
                while let Some(text) = list.next_element::<Text>()? {
                    labels.push((code_of(&text).to_owned(), text));
                }
                Ok(Labels(labels))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Labels, A::Error> {
                let mut labels = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    labels.push(entry);
                }
                Ok(Labels(labels))
            }
        }
        deserializer.deserialize_any(LabelsVisitor)
    }
}

impl JsonSchema for Labels {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "GroupLabels".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let words = generator.subschema_for::<Text>();
        json_schema!({
            "description": "The words for groups, in order; or each under the code that the group gets.",
            "anyOf": [{ "type": "array", "items": words }, { "type": "object", "additionalProperties": words }]
        })
    }
}
