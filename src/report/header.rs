//! `report:` — who made the report, for whom, and how it looks.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use super::identifiers;
use super::one_or_many::OneOrMany;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Edition, Language, Text};

/// What is true of the whole report: its title page and colophon, its languages and its style.
#[derive(Clone, Debug, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The title, in sentence case.
    pub title: Spanned<Text>,
    /// The subtitle, under the title.
    pub subtitle: Option<Text>,
    /// A shorter title for the running head of every page.
    pub short_title: Option<Text>,
    /// The title in English, for the colophon.
    pub english_title: Option<String>,
    /// One language, or several: `nb` (default), `nn`, `en`. Every language gives a report of its own, with the same
    /// numbers.
    #[serde(default)]
    language: Option<Spanned<OneOrMany<Language>>>,
    /// One report for each value of a column, such as each service or county, beside the joint one.
    #[serde(default)]
    pub for_each: Option<ForEach>,
    /// The template: the name of one that comes with utfall.
    #[serde(default = "default_template")]
    pub template: Spanned<String>,
    /// The date of publication, as year-month-day.
    #[serde(deserialize_with = "date")]
    #[schemars(schema_with = "date_schema")]
    pub date: Date,
    /// The authors, in the order in which they are named.
    #[serde(default)]
    pub authors: Vec<Author>,
    /// Who publishes the report.
    pub institute: Option<Text>,
    /// The person who answers for the publication, such as the director.
    pub responsible: Option<Text>,
    /// The series that the report is part of, such as `AFI-rapport`.
    pub series: Option<Text>,
    /// Its number in the series, such as `2024:01`.
    #[serde(default)]
    #[schemars(schema_with = "text_or_number")]
    pub number: Option<String>,
    /// Who commissioned the report; one or several.
    #[serde(default)]
    pub commissioned_by: OneOrMany<Text>,
    /// Who paid for it, where that is not who commissioned it; one or several.
    #[serde(default)]
    pub funding: OneOrMany<Text>,
    /// The number of the project or the case.
    #[serde(default)]
    #[schemars(schema_with = "text_or_number")]
    pub project_number: Option<String>,
    /// The project leader.
    pub project_leader: Option<String>,
    /// Who assured the quality, and of what; one or several.
    #[serde(default)]
    pub quality_assurer: OneOrMany<Text>,
    /// The ISBN, of thirteen digits.
    #[serde(default)]
    pub isbn: Editions,
    /// The ISSN of the series.
    #[serde(default)]
    pub issn: Editions,
    /// The DOI, such as `10.1000/182`.
    pub doi: Option<Spanned<String>>,
    /// Keywords; those that stand in the title are not needed again.
    #[serde(default)]
    pub keywords: OneOrMany<Text>,
    /// A description of at most 150 words, for the colophon and the metadata of the PDF.
    #[serde(rename = "abstract")]
    pub description: Option<Text>,
    /// The type of publication, such as `Systematisk oversikt`.
    pub publication_type: Option<Text>,
    /// Who may read it, such as `Offentlig`.
    pub classification: Option<Text>,
    /// The copyright or the licence, such as `CC BY 4.0`.
    pub copyright: Option<Text>,
    /// The postal address of the institute.
    pub address: Option<Text>,
    /// The web site of the institute.
    pub website: Option<String>,
    /// How to reach the authors.
    pub contact: Option<Text>,
    /// How the report is cited, where it is not to be put together from the fields above.
    pub citation: Option<Text>,
    /// A note on the cover, such as that this is an example.
    pub cover_note: Option<Text>,
    /// A file with the references, beside the specification: BibTeX (`.bib`) or Hayagriva (`.yml`).
    pub references: Option<Spanned<String>>,
    /// The style of citations and of the list of references.
    #[serde(default)]
    pub citation_style: CitationStyle,
    /// How a percentage is written in running text.
    #[serde(default)]
    pub percent_style: PercentStyle,
    /// The edition of the default methods: `"2026.1"` unless given, whatever utfall computes it.
    #[serde(default)]
    #[schemars(schema_with = "edition_schema")]
    pub methods: Option<Spanned<Edition>>,
}

/// One report for each value of a column, beside the joint one.
///
/// Each holds the rows with that value alone: `output/<name>-<value>/`. Its subtitle is the value's label, unless the
/// report's own subtitle is kept with `keep_subtitle`.
#[derive(Clone, Debug, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForEach {
    /// The data source that has the column; other sources that have it are restricted as well.
    pub from: Spanned<String>,
    /// The column whose values each get a report.
    pub column: Spanned<String>,
    /// Whether there is a joint report too.
    #[serde(default = "yes")]
    pub joint: bool,
    /// Whether the report's own subtitle stands, instead of the value's label.
    #[serde(default)]
    pub keep_subtitle: bool,
}

fn yes() -> bool {
    true
}

impl Header {
    /// The languages of the report, in the order in which they are written; at least one.
    pub fn languages(&self) -> &[Language] {
        match &self.language {
            Some(languages) if !languages.is_empty() => languages,
            _ => &[Language::Bokmal],
        }
    }

    /// The edition of the default methods.
    pub fn edition(&self) -> Edition {
        self.methods.as_ref().map_or_else(Edition::default, |edition| edition.value)
    }

    /// The same report with another edition of the default methods.
    pub fn set_edition(&mut self, edition: Edition) {
        self.methods = Some(Spanned::new(edition, None));
    }

    /// Everything that is well-formed but cannot be.
    pub(super) fn check(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if self.title.is_empty() {
            found.push(
                Problem::new("the report has no title").hint("write one after `title:`").at(self.title.location()),
            );
        }
        if let Some(languages) = &self.language {
            if languages.is_empty() {
                let problem = Problem::new("the list of languages is empty").hint("write `language: nb`");
                found.push(problem.at(languages.location()));
            }
            let twice = languages.iter().enumerate().find(|(index, language)| languages[..*index].contains(language));
            if let Some((_, language)) = twice {
                let problem =
                    Problem::new(format!("the language `{language}` stands twice")).hint("remove one of them");
                found.push(problem.at(languages.location()));
            }
        }
        let mut check = |number: Option<&Spanned<String>>, check: fn(&str) -> Result<(), Problem>| {
            if let Some(number) = number
                && let Err(problem) = check(number)
            {
                found.push(problem.at(number.location()));
            }
        };
        check(self.isbn.print.as_ref(), identifiers::isbn);
        check(self.isbn.electronic.as_ref(), identifiers::isbn);
        check(self.issn.print.as_ref(), identifiers::issn);
        check(self.issn.electronic.as_ref(), identifiers::issn);
        check(self.doi.as_ref(), identifiers::doi);
        check(self.references.as_ref(), references_file);
        for author in &self.authors {
            check(author.orcid.as_ref(), identifiers::orcid);
        }
        found
    }
}

/// The number of the printed and of the electronic edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Editions {
    /// The printed edition.
    #[serde(default)]
    #[schemars(schema_with = "text_or_number")]
    pub print: Option<Spanned<String>>,
    /// The electronic edition.
    #[serde(default)]
    #[schemars(schema_with = "text_or_number")]
    pub electronic: Option<Spanned<String>>,
}

/// An author: a name alone, or a name with a role and an ORCID iD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The name, given names first.
    pub name: String,
    /// What the author did or is, such as `prosjektleder`.
    pub role: Option<Text>,
    /// The ORCID iD.
    pub orcid: Option<Spanned<String>>,
}

/// An author as a map.
#[derive(serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AuthorFields {
    /// The name, given names first.
    name: String,
    /// What the author did or is, such as `prosjektleder`.
    role: Option<Text>,
    /// The ORCID iD, such as `0000-0002-1825-0097`.
    orcid: Option<Spanned<String>>,
}

impl<'de> Deserialize<'de> for Author {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Author, D::Error> {
        struct AuthorVisitor;
        impl<'de> Visitor<'de> for AuthorVisitor {
            type Value = Author;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a name, or a map with `name`")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Author, E> {
                Ok(Author { name: name.to_owned(), role: None, orcid: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Author, A::Error> {
                let AuthorFields { name, role, orcid } =
                    AuthorFields::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Author { name, role, orcid })
            }
        }
        deserializer.deserialize_any(AuthorVisitor)
    }
}

impl JsonSchema for Author {
    fn schema_name() -> Cow<'static, str> {
        "Author".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let fields = generator.subschema_for::<AuthorFields>();
        json_schema!({
            "description": "An author: a name alone, or a name with a role and an ORCID iD.",
            "anyOf": [{ "type": "string" }, fields]
        })
    }
}

/// The style of citations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CitationStyle {
    /// Author and year, as most Norwegian social science cites.
    #[default]
    Apa,
    /// Numbers, as FHI cites.
    Vancouver,
    /// A style of one's own, from a CSL file beside the specification.
    File(Spanned<String>),
}

impl<'de> Deserialize<'de> for CitationStyle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<CitationStyle, D::Error> {
        let style = Spanned::<String>::deserialize(deserializer)?;
        match style.as_str() {
            "apa" => Ok(CitationStyle::Apa),
            "vancouver" => Ok(CitationStyle::Vancouver),
            file if file.ends_with(".csl") => Ok(CitationStyle::File(style)),
            other => Err(de::Error::custom(format!(
                "unknown citation style `{other}`\nexpected `apa`, `vancouver` or the path of a file that ends in `.csl`"
            ))),
        }
    }
}

impl JsonSchema for CitationStyle {
    fn schema_name() -> Cow<'static, str> {
        "CitationStyle".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "`apa`, `vancouver`, or the path of a CSL file beside the specification.",
            "anyOf": [{ "enum": ["apa", "vancouver"] }, { "type": "string", "pattern": "\\.csl$" }]
        })
    }
}

/// How a percentage is written in running text; tables and figures always have the sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PercentStyle {
    /// `37 prosent`
    #[default]
    Text,
    /// `37 %`
    Sign,
}

fn default_template() -> Spanned<String> {
    Spanned::from("rapport".to_owned())
}

fn references_file(path: &str) -> Result<(), Problem> {
    let known = [".bib", ".yml", ".yaml"].iter().any(|ending| path.ends_with(ending));
    if known {
        return Ok(());
    }
    Err(Problem::new(format!("`{path}` is no file of references"))
        .hint("give a BibTeX file (`.bib`) or a Hayagriva file (`.yml`)"))
}

/// A date as `2016-06-01`.
fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    struct DateVisitor;
    impl Visitor<'_> for DateVisitor {
        type Value = Date;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("a date such as `2016-06-01`")
        }

        fn visit_str<E: de::Error>(self, written: &str) -> Result<Date, E> {
            let ten = written.len() == 10 && written.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            if let Some(date) = written.parse::<Date>().ok().filter(|_| ten) {
                return Ok(date);
            }
            Err(E::custom(match norwegian_date(written) {
                Some(date) => format!("`{written}` is not written as year-month-day\nwrite `{date}`"),
                None => format!("`{written}` is no date\nwrite year-month-day, such as `2016-06-01`"),
            }))
        }
    }
    deserializer.deserialize_str(DateVisitor)
}

/// The date in `14.12.2023`, or in `2023-12-4`.
fn norwegian_date(written: &str) -> Option<Date> {
    let parts: Vec<i16> = written
        .split(['.', '-', '/', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [first, month, last] = parts[..] else { return None };
    let (year, day) = if first > 31 { (first, last) } else { (last, first) };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().filter(|_| year > 999)
}

fn date_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "date", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" })
}

fn text_or_number(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "integer"] })
}

/// The name of an edition looks like a number, and may be written without quotes.
fn edition_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": ["2026.1", 2026.1, "2026.2", 2026.2] })
}
