//! An entry read once for each combination of its `for_each`: `{outcome}` in its texts is filled in while it is read.
//!
//! The reader itself is wrapped, so that the same bytes are read each time and every place in them stays right. Texts,
//! keys, words of a list and numbers in quotes are filled; everything else goes through untouched. Words that differ by
//! language make a text that differs by language, and inside `{nb: …, nn: …}` each is filled in its own.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, Unexpected, VariantAccess,
    Visitor, value::MapDeserializer,
};

use crate::analysis::{Combination, Word};
use crate::diag::Problem;
use crate::results::{Language, Text};

/// A combination, and which of its variables the entry has used.
#[derive(Debug)]
pub(super) struct Filling<'a> {
    combination: &'a Combination<'a>,
    used: &'a RefCell<BTreeSet<String>>,
}

/// A text with everything filled in.
#[derive(Debug, PartialEq)]
enum Filled {
    One(String),
    PerLanguage(Vec<(Language, String)>),
}

/// One part of a text.
enum Piece<'a> {
    As(&'a str),
    Words(&'a Text),
}

impl<'a> Filling<'a> {
    /// Fills this combination in, and remembers what was used.
    pub fn new(combination: &'a Combination<'a>, used: &'a RefCell<BTreeSet<String>>) -> Filling<'a> {
        Filling { combination, used }
    }

    /// The text with its variables filled in, in one language where that is given; nothing where it has none.
    fn fill(&self, text: &str, language: Option<Language>) -> Result<Option<Filled>, Problem> {
        let mut pieces = Vec::new();
        let mut rest = text;
        let mut any = false;
        while let Some(start) = rest.find('{') {
            let (before, from) = rest.split_at(start);
            let inside = from[1..].split_once('}').map(|(inside, _)| inside).filter(|inside| is_variable(inside));
            let Some(inside) = inside else {
                pieces.push(Piece::As(&rest[..=start]));
                rest = &rest[start + 1..];
                continue;
            };
            let (variable, field) = inside.split_once('.').map_or((inside, None), |(name, field)| (name, Some(field)));
            any = true;
            pieces.push(Piece::As(before));
            pieces.push(match self.combination.word(variable, field)? {
                Word::Name(name) => Piece::As(name),
                Word::Words(Text::Same(words)) => Piece::As(words),
                Word::Words(words) => Piece::Words(words),
            });
            self.used.borrow_mut().insert(variable.to_owned());
            rest = &from[inside.len() + 2..];
        }
        if !any {
            return Ok(None);
        }
        pieces.push(Piece::As(rest));
        let joined = |language: Language| -> String {
            let own = |piece: &Piece<'_>| match piece {
                Piece::As(text) => (*text).to_owned(),
                Piece::Words(words) => words.get(language).to_owned(),
            };
            pieces.iter().map(own).collect()
        };
        let words: Vec<&Text> = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::As(_) => None,
                Piece::Words(words) => Some(*words),
            })
            .collect();
        Ok(Some(match language {
            Some(language) => Filled::One(joined(language)),
            None if words.is_empty() => Filled::One(joined(Language::Bokmal)),
            None => {
                let known = Language::ALL.into_iter();
                let known = known.filter(|language| words.iter().all(|text| text.missing(&[*language]).is_empty()));
                Filled::PerLanguage(known.map(|language| (language, joined(language))).collect())
            }
        }))
    }
}

/// Whether a text between braces is a variable, or words of one.
fn is_variable(inside: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    inside.split_once('.').map_or_else(|| is_word(inside), |(name, field)| is_word(name) && is_word(field))
}

fn refused<E: de::Error>(problem: Problem) -> E {
    let lines: Vec<String> = std::iter::once(problem.what).chain(problem.hints).collect();
    E::custom(lines.join("\n"))
}

/// Where in an entry something is read.
#[derive(Clone, Copy)]
struct Context<'a> {
    filling: &'a Filling<'a>,
    /// The language of the text, inside a map from languages to texts.
    language: Option<Language>,
    /// Whether it is the entry itself, whose second key is `for_each`.
    root: bool,
    /// Where a key puts the language that it names.
    key: Option<&'a Cell<Option<Language>>>,
}

impl<'a> Context<'a> {
    fn inside(self) -> Context<'a> {
        Context { root: false, ..self }
    }

    fn with<T>(self, inner: T) -> Wrapped<'a, T> {
        Wrapped { inner, context: self }
    }
}

/// A deserializer, a visitor or a seed, with the texts that it reads filled in.
pub(super) struct Wrapped<'a, T> {
    inner: T,
    context: Context<'a>,
}

impl<'a, D> Wrapped<'a, D> {
    /// The reader of a whole entry.
    pub fn entry(inner: D, filling: &'a Filling<'a>) -> Wrapped<'a, D> {
        Context { filling, language: None, root: true, key: None }.with(inner)
    }
}

macro_rules! forward {
    ($($method:ident($($argument:ident: $type:ty),*);)+) => {
        $(fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            self.inner.$method($($argument,)* Read { visitor, context: self.context, any: false })
        })+
    };
}

macro_rules! numbers {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.inner.deserialize_any(self.context.with(Number(visitor)))
        })+
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Wrapped<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_any(Read { visitor, context: self.context, any: true })
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    forward! {
        deserialize_bool();
        deserialize_char();
        deserialize_str();
        deserialize_string();
        deserialize_bytes();
        deserialize_byte_buf();
        deserialize_option();
        deserialize_unit();
        deserialize_unit_struct(name: &'static str);
        deserialize_newtype_struct(name: &'static str);
        deserialize_seq();
        deserialize_tuple(length: usize);
        deserialize_tuple_struct(name: &'static str, length: usize);
        deserialize_map();
        deserialize_struct(name: &'static str, fields: &'static [&'static str]);
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
        deserialize_identifier();
        deserialize_ignored_any();
    }
}

/// Whoever asked for a number: in quotes it may have variables.
struct Number<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Wrapped<'_, Number<V>> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<V::Value, E> {
        self.inner.0.visit_u64(number)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<V::Value, E> {
        self.inner.0.visit_i64(number)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<V::Value, E> {
        self.inner.0.visit_f64(number)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<V::Value, E> {
        let Context { filling, language, .. } = self.context;
        let text = match filling.fill(text, language).map_err(refused)? {
            Some(Filled::One(filled)) => filled,
            _ => text.to_owned(),
        };
        if let Ok(whole) = text.parse::<u64>() {
            return self.inner.0.visit_u64(whole);
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => self.inner.0.visit_f64(number),
            _ => Err(E::invalid_type(Unexpected::Str(&text), &"a number")),
        }
    }
}

/// Whether one who takes several things names a number as the first: `share: "{what.share}"` is a number or a list of them.
fn names_a_number<'de>(visitor: &impl Visitor<'de>) -> bool {
    (visitor as &dyn de::Expected).to_string().starts_with("a number")
}

/// A visitor whose texts are filled in.
struct Read<'a, V> {
    visitor: V,
    context: Context<'a>,
    /// Whether it takes whatever there is, so that a text may become one text per language.
    any: bool,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Read<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<V::Value, E> {
        self.visitor.visit_bool(value)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<V::Value, E> {
        self.visitor.visit_i64(value)
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<V::Value, E> {
        self.visitor.visit_i128(value)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<V::Value, E> {
        self.visitor.visit_u64(value)
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<V::Value, E> {
        self.visitor.visit_u128(value)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<V::Value, E> {
        self.visitor.visit_f64(value)
    }

    fn visit_char<E: de::Error>(self, value: char) -> Result<V::Value, E> {
        self.visitor.visit_char(value)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<V::Value, E> {
        let Context { filling, language, key, .. } = self.context;
        if let Some(key) = key {
            key.set(Language::from_code(text));
        }
        match filling.fill(text, language).map_err(refused)? {
            None => self.visitor.visit_str(text),
            Some(Filled::One(filled)) if self.any && names_a_number(&self.visitor) => {
                match (filled.parse::<u64>(), filled.parse::<f64>()) {
                    (Ok(whole), _) => self.visitor.visit_u64(whole),
                    (_, Ok(number)) if number.is_finite() => self.visitor.visit_f64(number),
                    _ => self.visitor.visit_string(filled),
                }
            }
            Some(Filled::One(filled)) => self.visitor.visit_string(filled),
            Some(Filled::PerLanguage(texts)) if self.any => {
                let texts = texts.into_iter().map(|(language, text)| (language.code(), text));
                self.visitor.visit_map(MapDeserializer::new(texts))
            }
            Some(Filled::PerLanguage(_)) => Err(refused(
                Problem::new(format!("`{text}` has one text per language, and here one stands for all"))
                    .hint("use the name alone, or words that are the same in every language"),
            )),
        }
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<V::Value, E> {
        match self.context.filling.fill(text, self.context.language).map_err(refused)? {
            None => {
                if let Some(key) = self.context.key {
                    key.set(Language::from_code(text));
                }
                self.visitor.visit_borrowed_str(text)
            }
            Some(_) => self.visit_str(text),
        }
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<V::Value, E> {
        self.visit_str(&text)
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<V::Value, E> {
        self.visitor.visit_bytes(bytes)
    }

    fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<V::Value, E> {
        self.visitor.visit_byte_buf(bytes)
    }

    fn visit_none<E: de::Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_some(self.context.with(inner))
    }

    fn visit_unit<E: de::Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_unit()
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_newtype_struct(self.context.with(inner))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_seq(self.context.inside().with(inner))
    }

    fn visit_map<A: MapAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(Fields { inner, context: self.context, read: 0, language: Cell::new(None) })
    }

    fn visit_enum<A: EnumAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_enum(self.context.with(inner))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Wrapped<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.inner.deserialize(self.context.with(deserializer))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Wrapped<'_, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.inner.next_element_seed(self.context.with(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// The keys and values of a map; of the entry itself, without `for_each`.
struct Fields<'a, A> {
    inner: A,
    context: Context<'a>,
    /// How many keys were read.
    read: usize,
    /// The language that the last key names.
    language: Cell<Option<Language>>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Fields<'_, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        if self.context.root && self.read == 1 {
            self.inner.next_entry::<IgnoredAny, IgnoredAny>()?;
        }
        self.read += 1;
        self.language.set(None);
        let context = Context { key: Some(&self.language), ..self.context.inside() };
        self.inner.next_key_seed(context.with(seed))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let language = self.language.get().or(self.context.language);
        let context = Context { language, key: None, ..self.context.inside() };
        self.inner.next_value_seed(context.with(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

impl<'a, 'de, A: EnumAccess<'de>> EnumAccess<'de> for Wrapped<'a, A> {
    type Error = A::Error;
    type Variant = Wrapped<'a, A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self::Variant), A::Error> {
        let (value, variant) = self.inner.variant_seed(self.context.inside().with(seed))?;
        Ok((value, Context { key: None, ..self.context.inside() }.with(variant)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Wrapped<'_, A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.inner.unit_variant()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.inner.newtype_variant_seed(self.context.with(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.inner.tuple_variant(length, Read { visitor, context: self.context, any: false })
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.inner.struct_variant(fields, Read { visitor, context: self.context, any: false })
    }
}
