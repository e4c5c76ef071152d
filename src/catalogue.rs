//! The one mechanism behind `kind:` in analyses and charts.
//!
//! `kinds!` is a table, one row per kind. Everything that has to know the kinds is made from it: the enum that YAML is
//! read into, the JSON Schema, `utfall kinds`, and «did you mean». Nothing else asks which kind an entry is: what varies
//! by kind is a method of the trait that every kind implements.
//!
//! An entry is *streamed*: its first key must be `kind`, and the rest of the map goes straight to the struct of that
//! kind, so that every error in it keeps its line and column. (Serde's own tagged enums would buffer it and lose them.)

use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value, json};

/// One row of a catalogue.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The name in YAML; the Rust file, the template partial and the fixture are called the same.
    pub name: &'static str,
    schema: fn(&mut SchemaGenerator) -> Schema,
    /// The keys that stand after `kind` in every entry of the catalogue.
    common: &'static [(&'static str, fn(&mut SchemaGenerator) -> Schema)],
}

impl Kind {
    /// The row of the kind whose fields are `T`.
    pub const fn of<T: JsonSchema>(name: &'static str) -> Kind {
        Kind { name, schema: T::json_schema, common: &[] }
    }

    /// The same row, of a catalogue whose entries all have these keys after `kind`.
    pub const fn with(self, common: &'static [(&'static str, fn(&mut SchemaGenerator) -> Schema)]) -> Kind {
        Kind { common, ..self }
    }

    /// What it is, in one line: the first paragraph of the struct's doc comment.
    pub fn summary(&self) -> String {
        self.documentation().split("\n\n").next().unwrap_or_default().replace('\n', " ")
    }

    /// Everything that the struct's doc comment says.
    pub fn documentation(&self) -> String {
        let schema = (self.schema)(&mut SchemaGenerator::default());
        schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// The JSON Schema of an entry of this kind, with `kind` as its first property.
    pub fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        let mut schema = (self.schema)(generator);
        let object = schema.ensure_object();
        object.insert("title".to_owned(), json!(self.name));
        let mut properties = Map::new();
        properties.insert("kind".to_owned(), json!({ "const": self.name, "description": self.summary() }));
        for (name, schema) in self.common {
            properties.insert((*name).to_owned(), schema(generator).to_value());
        }
        if let Some(Value::Object(fields)) = object.remove("properties") {
            properties.extend(fields);
        }
        object.insert("properties".to_owned(), Value::Object(properties));
        let mut required = vec![json!("kind")];
        if let Some(Value::Array(fields)) = object.remove("required") {
            required.extend(fields);
        }
        object.insert("required".to_owned(), Value::Array(required));
        schema
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The JSON Schema of an entry of any of these kinds.
pub fn schema_of(kinds: &[Kind], generator: &mut SchemaGenerator) -> Schema {
    let entries: Vec<Schema> = kinds.iter().map(|kind| kind.schema(generator)).collect();
    json_schema!({ "oneOf": entries })
}

/// What `kinds!` makes: an enum with one variant per row.
pub trait Catalogue: Sized {
    /// What one entry is called in messages, such as `analysis`.
    const NOUN: &'static str;
    /// The rows, in the order of the table.
    const KINDS: &'static [Kind];
    /// The names of the rows.
    const NAMES: &'static [&'static str];

    /// Reads the fields that follow `kind: name`, where `name` is one of [`Catalogue::NAMES`].
    fn read<'de, A: MapAccess<'de>>(name: &str, fields: A) -> Result<Self, A::Error>;
}

/// Reads an entry: first `kind`, then the fields of that kind.
pub fn read<'de, C: Catalogue, D: Deserializer<'de>>(deserializer: D) -> Result<C, D::Error> {
    deserializer.deserialize_map(EntryVisitor(PhantomData))
}

struct EntryVisitor<C>(PhantomData<C>);

impl<'de, C: Catalogue> Visitor<'de> for EntryVisitor<C> {
    type Value = C;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "a map whose first key is `kind`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<C, A::Error> {
        if map.next_key_seed(KindKey)?.is_none() {
            return Err(de::Error::missing_field("kind"));
        }
        let name = map.next_value_seed(KindName(C::NAMES))?;
        C::read(name, map)
    }
}

/// The key `kind`, and no other.
struct KindKey;

impl<'de> DeserializeSeed<'de> for KindKey {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KindKey {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the key `kind`")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<(), E> {
        match key {
            "kind" => Ok(()),
            _ => Err(E::custom("the first key must be `kind`")),
        }
    }
}

/// One of the names of a catalogue.
struct KindName(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for KindName {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'static str, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KindName {
    type Value = &'static str;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the name of a kind")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<&'static str, E> {
        self.0.iter().copied().find(|known| *known == name).ok_or_else(|| E::unknown_variant(name, self.0))
    }
}

/// Declares a catalogue: an enum with one boxed variant per kind, and all that has to know every kind.
///
/// ```text
/// kinds! {
///     /// One entry under `analyses`.
///     pub enum Analysis("analysis"): dyn Analyse {
///         "one_proportion" => one_proportion::OneProportion,
///         "two_proportions" => two_proportions::TwoProportions,
///     }
/// }
/// ```
///
/// After the trait may stand keys that every entry can have after `kind`, such as `, for_each: ForEach`; whoever reads the
/// entries takes them out.
///
/// The enum dereferences to the trait, so `analysis.run(…)` is all there is to it; `analysis.kind()` is its name in
/// YAML, and `Analysis::KINDS` is the table. The variant is called like the struct.
macro_rules! kinds {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $catalogue:ident($noun:literal): dyn $behaviour:path $(, $key:ident: $common:ty)* {
            $($name:literal => $module:ident::$kind:ident),+ $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        $visibility enum $catalogue {
            $(
                #[doc = concat!("`kind: ", $name, "`")]
                $kind(Box<$module::$kind>),
            )+
        }

        impl $catalogue {
            /// Every kind, in the order in which they are listed to a reader.
            pub const KINDS: &'static [$crate::catalogue::Kind] =
                &[$($crate::catalogue::Kind::of::<$module::$kind>($name).with(Self::COMMON)),+];

            /// The keys that stand after `kind` in every entry.
            const COMMON: &'static [(
                &'static str,
                fn(&mut ::schemars::SchemaGenerator) -> ::schemars::Schema,
            )] = &[$((stringify!($key), |generator| generator.subschema_for::<$common>())),*];

            /// The name of its kind in YAML.
            pub fn kind(&self) -> &'static str {
                match self {
                    $($catalogue::$kind(_) => $name,)+
                }
            }
        }

        impl $crate::catalogue::Catalogue for $catalogue {
            const NOUN: &'static str = $noun;
            const KINDS: &'static [$crate::catalogue::Kind] = $catalogue::KINDS;
            const NAMES: &'static [&'static str] = &[$($name),+];

            fn read<'de, A: ::serde::de::MapAccess<'de>>(name: &str, fields: A) -> Result<Self, A::Error> {
                let fields = ::serde::de::value::MapAccessDeserializer::new(fields);
                match name {
                    $($name => <$module::$kind as ::serde::Deserialize>::deserialize(fields)
                        .map(|kind| $catalogue::$kind(Box::new(kind))),)+
                    _ => Err(::serde::de::Error::unknown_variant(
                        name,
                        <Self as $crate::catalogue::Catalogue>::NAMES,
                    )),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $catalogue {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::catalogue::read(deserializer)
            }
        }

        impl ::schemars::JsonSchema for $catalogue {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($catalogue).into()
            }

            fn json_schema(generator: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                $crate::catalogue::schema_of(Self::KINDS, generator)
            }
        }

        impl ::std::ops::Deref for $catalogue {
            type Target = dyn $behaviour;

            fn deref(&self) -> &Self::Target {
                match self {
                    $($catalogue::$kind(kind) => kind.as_ref(),)+
                }
            }
        }
    };
}

pub(crate) use kinds;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde::Deserialize;

    use super::*;
    use crate::diag::{Source, Spanned, reading};

    mod apple {
        use super::*;

        /// A fruit with a core.
        ///
        /// Keeps through the winter.
        #[derive(Clone, Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct Apple {
            /// How heavy it is, in grams.
            pub weight: Spanned<u32>,
        }

        impl Fruit for Apple {
            fn weight(&self) -> u32 {
                self.weight.value
            }
        }
    }

    mod plum {
        use super::*;

        /// A fruit with a stone.
        #[derive(Clone, Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct Plum {}

        impl Fruit for Plum {
            fn weight(&self) -> u32 {
                40
            }
        }
    }

    trait Fruit {
        fn weight(&self) -> u32;
    }

    kinds! {
        /// Something from the garden.
        enum Harvest("fruit"): dyn Fruit {
            "apple" => apple::Apple,
            "plum" => plum::Plum,
        }
    }

    #[test]
    fn an_entry_is_its_trait_and_keeps_its_places() {
        let source = Arc::new(Source::new("garden.yaml", "kind: apple\nweight: 150\n"));
        let harvest: Harvest = reading(&source, || serde_yaml::from_str(source.text()).unwrap());
        assert_eq!((harvest.kind(), harvest.weight()), ("apple", 150));
        let Harvest::Apple(apple) = harvest else { panic!("an apple") };
        assert_eq!(apple.weight.location().map(|place| place.to_string()).as_deref(), Some("garden.yaml:2:9"));
    }

    #[test]
    fn documentation_comes_from_the_struct() {
        assert_eq!(Harvest::KINDS[0].summary(), "A fruit with a core.");
        assert_eq!(Harvest::KINDS[0].documentation(), "A fruit with a core.\n\nKeeps through the winter.");
        let schema = schemars::schema_for!(Harvest);
        let first = &schema.as_value()["oneOf"][0];
        assert_eq!(first["properties"].as_object().unwrap().keys().next().map(String::as_str), Some("kind"));
        assert_eq!(first["required"], json!(["kind", "weight"]));
        assert_eq!(first["additionalProperties"], json!(false));
    }

    #[test]
    fn the_kind_comes_first_and_is_known() {
        let read = |yaml: &str| serde_yaml::from_str::<Harvest>(yaml).unwrap_err().to_string();
        assert!(read("weight: 1\nkind: apple\n").contains("first key must be `kind`"));
        assert!(read("kind: aple\n").contains("apple"));
        assert!(read("{}").contains("kind"));
        assert_eq!(serde_yaml::from_str::<Harvest>("kind: plum\n").unwrap().weight(), 40);
    }
}
