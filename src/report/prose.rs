//! Running text of a chapter: Typst markup with expressions, in one language or several.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use crate::diag::{Location, Source, Spanned};
use crate::results::{Language, Text};

/// A text, or one per language, each of which knows where it was written.
///
/// The same YAML as a [`Text`]: a string, or a map with the keys `nb`, `nn` and `en`.
#[derive(Clone, Debug, PartialEq)]
pub struct Prose {
    texts: Vec<(Option<Language>, Spanned<String>)>,
}

impl Prose {
    /// The text in this language, with its place.
    pub fn get(&self, language: Language) -> Option<&Spanned<String>> {
        let (_, text) = self.texts.iter().find(|(known, _)| known.is_none_or(|known| known == language))?;
        Some(text)
    }
}

impl<'de> Deserialize<'de> for Prose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Prose, D::Error> {
        let read = Spanned::<Unplaced>::deserialize(deserializer)?;
        let whole = read.location();
        Ok(match read.value {
            Unplaced::Same(text) => Prose { texts: vec![(None, Spanned::new(text, whole))] },
            Unplaced::PerLanguage(texts) => {
                Prose { texts: texts.into_iter().map(|(language, text)| (Some(language), text)).collect() }
            }
        })
    }
}

impl JsonSchema for Prose {
    fn inline_schema() -> bool {
        Text::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        Text::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Text::json_schema(generator)
    }
}

/// What stands in the YAML; the place of a single text is known one level further out.
enum Unplaced {
    Same(String),
    PerLanguage(Vec<(Language, Spanned<String>)>),
}

impl<'de> Deserialize<'de> for Unplaced {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Unplaced, D::Error> {
        struct ProseVisitor;
        impl<'de> Visitor<'de> for ProseVisitor {
            type Value = Unplaced;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text, or one text per language")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Unplaced, E> {
                Ok(Unplaced::Same(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unplaced, A::Error> {
                let mut texts = Vec::new();
                while let Some((language, text)) = map.next_entry::<Language, Spanned<String>>()? {
                    texts.push((language, text));
                }
                // `Text` knows which languages the report needs, and what to say when one is missing.
                let pairs = texts.iter().map(|(language, text)| (language.code(), text.as_str()));
                Text::deserialize(de::value::MapDeserializer::<_, A::Error>::new(pairs))?;
                Ok(Unplaced::PerLanguage(texts))
            }
        }
        deserializer.deserialize_any(ProseVisitor)
    }
}

/// The text of one chapter in one language, and the way from a place in it to the file where it was written.
///
/// A template engine counts lines and columns in the text that it was given. In YAML that text is indented, folded or
/// quoted; [`ChapterText::location`] finds the place in the specification, or in the chapter's own file.
#[derive(Clone, Debug)]
pub struct ChapterText {
    pub(super) text: String,
    pub(super) origin: Origin,
}

#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// A whole file.
    File(Arc<Source>),
    /// A scalar of the specification.
    Scalar(Location),
    /// Nowhere.
    Nowhere,
}

impl ChapterText {
    /// The text itself: Typst markup with template expressions.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where the text as a whole stands.
    pub fn whole(&self) -> Option<Location> {
        match &self.origin {
            Origin::File(source) => Some(source.location(0..source.line(1).len())),
            Origin::Scalar(location) => Some(location.clone()),
            Origin::Nowhere => None,
        }
    }

    /// Where this line and column of the text stand, both counted from one and columns in characters, with so many
    /// characters after it.
    pub fn location_at(&self, line: usize, column: usize, characters: usize) -> Option<Location> {
        let text = Source::new("", self.text.as_str());
        let start = text.offset(line, column);
        let end = self.text[start..].char_indices().nth(characters).map_or(self.text.len(), |(at, _)| start + at);
        self.location(start..end)
    }

    /// Where these bytes of the text stand.
    pub fn location(&self, bytes: Range<usize>) -> Option<Location> {
        match &self.origin {
            Origin::File(source) => Some(source.location(bytes)),
            Origin::Scalar(scalar) => {
                let start = self.in_scalar(scalar, bytes.start);
                let length = self.text.get(bytes).map_or(0, str::len);
                Some(scalar.source().location(start..start + length))
            }
            Origin::Nowhere => None,
        }
    }

    /// The byte of the specification that holds this byte of the text.
    ///
    /// Folding, indentation and chomping change white space only, so the place is found by counting the characters
    /// that are not white space. Escapes in double quotes stand for the character that they write.
    fn in_scalar(&self, scalar: &Location, byte: usize) -> usize {
        let byte = self.text.floor_char_boundary(byte);
        let before = self.text[..byte].chars().filter(|c| !c.is_whitespace()).count();
        // White space has no place of its own: what follows it has.
        let source = scalar.source().text();
        let start = scalar.bytes().start;
        let mut rest = source[start..].char_indices();
        let quote = rest.clone().next().map(|(_, c)| c).filter(|c| matches!(c, '"' | '\''));
        if quote.is_some() {
            rest.next();
        }
        let mut seen = 0;
        while let Some((at, character)) = rest.next() {
            if character.is_whitespace() {
                continue;
            }
            if seen == before {
                return start + at;
            }
            let escaped = match (quote, character) {
                (Some('"'), '\\') | (Some('\''), '\'') => rest.next().map(|(_, escaped)| escaped),
                _ => None,
            };
            if !(quote == Some('"') && matches!(escaped, Some('n' | 't' | 'r' | ' ' | '\n'))) {
                seen += 1;
            }
        }
        source.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::reading;

    /// Where the expression `{{ x }}` of the text under `a` is found.
    fn place(yaml: &str) -> String {
        #[derive(serde::Deserialize)]
        struct Entry {
            a: Prose,
        }
        let source = Arc::new(Source::new("r.yaml", yaml));
        let entry: Entry = reading(&source, || serde_yaml::from_str(source.text()).unwrap());
        let text = entry.a.get(Language::Bokmal).unwrap();
        let chapter = ChapterText { text: text.value.clone(), origin: Origin::Scalar(text.location().unwrap()) };
        let at = text.find("{{").unwrap();
        let location = chapter.location(at..at + 7).unwrap();
        assert!(location.text().starts_with("{{ x }}"), "{:?} in {yaml:?}", location.text());
        location.to_string()
    }

    #[test]
    fn every_style_of_scalar_is_mapped() {
        assert_eq!(place("a: |\n  bl\u{e5}\n    {{ x }}\n"), "r.yaml:3:5");
        assert_eq!(place("a: |\n\n\n  \u{f8}l {{ x }}\n"), "r.yaml:4:6");
        assert_eq!(place("a: >-\n  en\n  to\n\n  {{ x }} tre\n"), "r.yaml:5:3");
        assert_eq!(place("a: en to\n  {{ x }} tre\n"), "r.yaml:2:3");
        assert_eq!(place("a: 'it''s {{ x }}'\n"), "r.yaml:1:11");
        assert_eq!(place("a: \"a\\n\\\"b\\\" {{ x }}\"\n"), "r.yaml:1:14");
        assert_eq!(place("a:\n  nb: |\n    en\n    {{ x }}\n  nn: ein\n"), "r.yaml:4:5");
    }

    #[test]
    fn lines_and_columns_of_the_text_are_mapped() {
        let source = Arc::new(Source::new("kap.typ", "\u{c5}s\nto {{ x }}\n"));
        let chapter = ChapterText { text: source.text().to_owned(), origin: Origin::File(Arc::clone(&source)) };
        assert_eq!(chapter.location_at(2, 4, 7).unwrap().text(), "{{ x }}");
        assert_eq!(chapter.whole().unwrap().text(), "\u{c5}s");
    }
}
