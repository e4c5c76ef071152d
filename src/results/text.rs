//! Words that the author of a specification wrote, in one language or several.

use std::cell::RefCell;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language a report can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Language {
    /// Norwegian bokmål (`nb`).
    #[serde(rename = "nb")]
    Bokmal,
    /// Norwegian nynorsk (`nn`).
    #[serde(rename = "nn")]
    Nynorsk,
    /// English (`en`).
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// All languages, in the order in which they are listed to a reader.
    pub const ALL: [Language; 3] = [Language::Bokmal, Language::Nynorsk, Language::English];

    /// The two-letter code used in specifications, folder names and the PDF.
    ///
    /// ```
    /// assert_eq!(utfall::results::Language::Nynorsk.code(), "nn");
    /// ```
    pub fn code(self) -> &'static str {
        match self {
            Language::Bokmal => "nb",
            Language::Nynorsk => "nn",
            Language::English => "en",
        }
    }

    /// The language with this code, if there is one.
    pub fn from_code(code: &str) -> Option<Language> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A text that is the same in every language, or one text per language.
///
/// In YAML either a string or a map with the keys `nb`, `nn` and `en`. While a specification is read, a map that
/// lacks one of the report's languages is an error at its own place (see [`with_required_languages`]).
///
/// ```
/// use utfall::results::{Language, Text};
/// let text = Text::per_language([(Language::Bokmal, "uke"), (Language::Nynorsk, "veke")]);
/// assert_eq!(text.get(Language::Nynorsk), "veke");
/// assert_eq!(Text::from("IPS").get(Language::English), "IPS");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// The same words in every language, such as a name.
    Same(String),
    /// One text per language, in the order of [`Language::ALL`].
    PerLanguage(Vec<(Language, String)>),
}

impl Text {
    /// One text per language; later entries for the same language replace earlier ones.
    pub fn per_language<S: Into<String>>(texts: impl IntoIterator<Item = (Language, S)>) -> Text {
        let mut all: Vec<(Language, String)> = Vec::new();
        for (language, text) in texts {
            all.retain(|(known, _)| *known != language);
            all.push((language, text.into()));
        }
        all.sort_by_key(|(language, _)| *language);
        Text::PerLanguage(all)
    }

    /// Words with numbers whose decimal point becomes a comma in Norwegian; the same in all languages without one.
    ///
    /// ```
    /// use utfall::results::{Language, Text};
    /// let half = Text::with_decimal_mark("0.5–<2");
    /// assert_eq!(half.get(Language::Nynorsk), "0,5–<2");
    /// assert_eq!(half.get(Language::English), "0.5–<2");
    /// assert_eq!(Text::with_decimal_mark("18–29"), Text::from("18–29"));
    /// ```
    pub fn with_decimal_mark(words: &str) -> Text {
        if !words.contains('.') {
            return Text::from(words);
        }
        let written = |language| match language {
            Language::Bokmal | Language::Nynorsk => words.replace('.', ","),
            Language::English => words.to_owned(),
        };
        Text::per_language(Language::ALL.map(|language| (language, written(language))))
    }

    /// The text in this language; where it is missing, the first one there is.
    pub fn get(&self, language: Language) -> &str {
        match self {
            Text::Same(text) => text,
            Text::PerLanguage(texts) => texts
                .iter()
                .find(|(known, _)| *known == language)
                .or_else(|| texts.first())
                .map_or("", |(_, text)| text),
        }
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        match self {
            Text::Same(text) => text.trim().is_empty(),
            Text::PerLanguage(texts) => texts.iter().all(|(_, text)| text.trim().is_empty()),
        }
    }

    /// The languages among `required` that have no text of their own.
    pub fn missing(&self, required: &[Language]) -> Vec<Language> {
        match self {
            Text::Same(_) => Vec::new(),
            Text::PerLanguage(texts) => required
                .iter()
                .copied()
                .filter(|language| !texts.iter().any(|(known, text)| known == language && !text.trim().is_empty()))
                .collect(),
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::Same(text.to_owned())
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Text::Same(text) => serializer.serialize_str(text),
            Text::PerLanguage(texts) => {
                let mut map = serializer.serialize_map(Some(texts.len()))?;
                for (language, text) in texts {
                    map.serialize_entry(language.code(), text)?;
                }
                map.end()
            }
        }
    }
}

thread_local! {
    static REQUIRED: RefCell<Vec<Language>> = const { RefCell::new(Vec::new()) };
}

/// Runs `read` so that every [`Text`] it deserializes must have each of these languages.
///
/// A report's languages stand in its header, but its texts stand in every entry of every kind. Checking here means
/// that no kind can forget to, and that the parser reports the place.
pub fn with_required_languages<T>(languages: &[Language], read: impl FnOnce() -> T) -> T {
    struct Restore(Vec<Language>);
    impl Drop for Restore {
        fn drop(&mut self) {
            REQUIRED.set(std::mem::take(&mut self.0));
        }
    }
    let _restore = Restore(REQUIRED.replace(languages.to_vec()));
    read()
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text, or one text per language such as `{nb: uke, nn: veke}`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text::Same(text.to_owned()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Text, E> {
                Ok(Text::Same(number.to_string()))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Text, E> {
                Ok(Text::Same(number.to_string()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
                let mut texts = Vec::new();
                while let Some((language, text)) = map.next_entry::<Language, String>()? {
                    texts.push((language, text));
                }
                let text = Text::per_language(texts);
                let missing = REQUIRED.with_borrow(|required| text.missing(required));
                if missing.is_empty() {
                    return Ok(text);
                }
                let codes: Vec<String> = missing.iter().map(|language| format!("`{language}`")).collect();
                Err(de::Error::custom(format!(
                    "this text lacks {}, a language of the report (`report.language`)\nadd `{}: …`",
                    codes.join(" and "),
                    missing[0]
                )))
            }
        }
        deserializer.deserialize_any(TextVisitor)
    }
}

impl JsonSchema for Text {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A text that is the same in every language, or one text per language.",
            "oneOf": [
                { "type": ["string", "integer"] },
                {
                    "type": "object",
                    "properties": {
                        "nb": { "type": "string" },
                        "nn": { "type": "string" },
                        "en": { "type": "string" }
                    },
                    "additionalProperties": false,
                    "minProperties": 1
                }
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_is_an_error_only_while_it_is_required() {
        let json = r#"{"nb": "uke"}"#;
        assert!(serde_json::from_str::<Text>(json).is_ok());
        let both = [Language::Bokmal, Language::Nynorsk];
        let error = with_required_languages(&both, || serde_json::from_str::<Text>(json)).unwrap_err();
        assert!(error.to_string().contains("lacks `nn`"), "{error}");
        assert!(serde_json::from_str::<Text>(json).is_ok(), "the requirement ends with its scope");
    }
}
