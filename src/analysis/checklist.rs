//! The checklist of a reporting guideline: what the report says of each of its items, and where.

use std::sync::OnceLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::Analyse;
use super::input::{Common, Entry};
use crate::data::Ordered;
use crate::diag::{Diagnostic, Problem, Spanned, one_of};
use crate::results::{Basis, Input, Origin, Row, Section, Table, Text, Value};

/// The checklist of a reporting guideline, filled in: each item is answered by words, by a chapter, by an analysis of the
/// report, or by saying that it is not relevant or not reported. Items without an answer are listed as open.
///
/// `cheers_2022` is for economic evaluations, `consort_2025` for randomised trials, `prisma_2020` for systematic reviews and
/// `strobe` for observational studies. The items are worded in this program's own words; the guideline's own text is what
/// counts. Where a chapter or an analysis is named, the table gives its number and page; a chapter must show the analysis, or a
/// chart of it.
///
/// ```yaml
/// cheers:
///   kind: checklist
///   guideline: cheers_2022
///   items:
///     1: {chapter: metode}               # the `id` of a chapter or section
///     5: {chapter: metode, text: Deltakerne er beskrevet i tabell 1.}
///     10: {analysis: break_even}         # an entry above, that a chapter shows
///     19: not_relevant
///     21: Brukere var med i styringsgruppen.
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// The title of the table.
    #[serde(default)]
    title: Option<Text>,
    /// A remark under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    note: Option<Text>,
    /// The source line under the table, instead of the guideline's reference.
    #[serde(default)]
    source: Option<Text>,
    /// Whose items these are.
    guideline: Guideline,
    /// The answers by the numbers of the items.
    items: Ordered<Answer>,
}

/// The reporting guidelines whose items are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Guideline {
    /// CHEERS 2022, for economic evaluations.
    #[serde(rename = "cheers_2022")]
    Cheers2022,
    /// CONSORT 2025, for randomised trials.
    #[serde(rename = "consort_2025")]
    Consort2025,
    /// PRISMA 2020, for systematic reviews.
    #[serde(rename = "prisma_2020")]
    Prisma2020,
    /// STROBE, for observational studies.
    Strobe,
}

/// The items of a guideline, as its data file has them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Items {
    name: String,
    source: String,
    groups: Vec<Group>,
}

/// The items under one heading.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    title: Text,
    items: Vec<Item>,
}

/// One item.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    number: String,
    text: Text,
}

impl Guideline {
    /// The items of the data file; none where it cannot be read, which a test excludes.
    fn items(self) -> Option<&'static Items> {
        static READ: [OnceLock<Option<Items>>; 4] = [const { OnceLock::new() }; 4];
        let (place, text) = match self {
            Guideline::Cheers2022 => (0, include_str!("checklist/cheers_2022.json")),
            Guideline::Consort2025 => (1, include_str!("checklist/consort_2025.json")),
            Guideline::Prisma2020 => (2, include_str!("checklist/prisma_2020.json")),
            Guideline::Strobe => (3, include_str!("checklist/strobe.json")),
        };
        READ[place].get_or_init(|| serde_json::from_str(text).ok()).as_ref()
    }
}

/// What is said of an item.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FullAnswer {
    /// The answer in words.
    #[serde(default)]
    text: Option<Text>,
    /// The `id` of the chapter or section where the item is answered.
    #[serde(default)]
    chapter: Option<Spanned<String>>,
    /// The entry under `analyses` whose table answers it, or a chart of it where no chapter shows its table.
    #[serde(default)]
    analysis: Option<Spanned<String>>,
    /// Whether the item is answered at all.
    #[serde(default)]
    status: Status,
}

/// Whether an item is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Status {
    /// The report answers it.
    #[default]
    Reported,
    /// It does not concern this study.
    NotRelevant,
    /// It does, but the report says nothing of it.
    NotReported,
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Status::Reported => "reported",
            Status::NotRelevant => "not_relevant",
            Status::NotReported => "not_reported",
        }
    }
}

/// An answer: words, `not_relevant`, `not_reported`, or a map.
#[derive(Clone, Debug, PartialEq)]
struct Answer(FullAnswer);

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Answer, D::Error> {
        struct AnswerVisitor;
        impl<'de> Visitor<'de> for AnswerVisitor {
            type Value = Answer;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a text, `not_relevant`, `not_reported`, or a map such as `{chapter: metode}`")
            }

            fn visit_str<E: serde::de::Error>(self, words: &str) -> Result<Answer, E> {
                let status = |status| FullAnswer { status, ..FullAnswer::default() };
                Ok(Answer(match words {
                    "not_relevant" => status(Status::NotRelevant),
                    "not_reported" => status(Status::NotReported),
                    words => FullAnswer { text: Some(Text::from(words)), ..FullAnswer::default() },
                }))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Answer, A::Error> {
                FullAnswer::deserialize(MapAccessDeserializer::new(map)).map(Answer)
            }
        }
        deserializer.deserialize_any(AnswerVisitor)
    }
}

impl JsonSchema for Answer {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Answer".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let full = generator.subschema_for::<FullAnswer>();
        json_schema!({ "anyOf": [{ "type": "string" }, full] })
    }
}

impl Analyse for Checklist {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let Some(guideline) = self.guideline.items() else {
            let problem = Problem::new("the items of this guideline cannot be read");
            return Err(vec![problem.at(entry.location.clone())]);
        };
        let numbers: Vec<&str> =
            guideline.groups.iter().flat_map(|group| &group.items).map(|item| item.number.as_str()).collect();
        let mut problems = Vec::new();
        for (number, Answer(answer)) in &self.items {
            if !numbers.contains(&number.as_str()) {
                let problem = Problem::new(format!("{} has no item `{number}`", guideline.name));
                let like: Vec<&str> =
                    numbers.iter().copied().filter(|known| known.starts_with(number.as_str())).collect();
                let problem = match like.as_slice() {
                    [] => problem.hint(format!("its items are {} to {}", numbers[0], numbers[numbers.len() - 1])),
                    like => problem.hint(format!("write {}", one_of(like.iter().copied()))),
                };
                problems.push(problem.at(number.location()));
            } else {
                problems.extend(answer.check(entry, number));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(vec![self.section(entry, guideline)])
    }

    fn chapters(&self) -> Vec<&Spanned<String>> {
        self.items.iter().filter_map(|(_, Answer(answer))| answer.chapter.as_ref()).collect()
    }

    fn shown(&self) -> Vec<&Spanned<String>> {
        self.items.iter().filter_map(|(_, Answer(answer))| answer.analysis.as_ref()).collect()
    }
}

impl FullAnswer {
    fn check(&self, entry: &Entry<'_>, number: &Spanned<String>) -> Option<Diagnostic> {
        if let Some(analysis) = &self.analysis
            && entry.earlier.sections_of(analysis).next().is_none()
        {
            if entry.failed.contains(&analysis.value) {
                let problem = Problem::new(format!("`{analysis}` has no results"));
                return Some(problem.at(analysis.location()).consequence());
            }
            let mut known: Vec<&str> =
                entry.earlier.sections.iter().map(|(_, section)| section.entry.as_str()).collect();
            known.dedup();
            let problem = Problem::new(format!("there is no entry `{analysis}` above `{}`", entry.id));
            return Some(problem.closest_of(analysis, known).hint("put the checklist last").at(analysis.location()));
        }
        let says = self.chapter.is_some() || self.analysis.is_some();
        match (self.status, says, &self.text) {
            (Status::Reported, false, None) => {
                let problem = Problem::new(format!("the item `{number}` has no answer"));
                let hint = "write `text`, `chapter` or `analysis`, or `not_relevant`; leave the item out to have it listed as open";
                Some(problem.hint(hint).at(number.location()))
            }
            (Status::NotRelevant | Status::NotReported, true, _) => {
                let problem = Problem::new(format!("the item `{number}` is answered, and said not to be"));
                Some(problem.hint("leave out `status`, or `chapter` and `analysis`").at(number.location()))
            }
            _ => None,
        }
    }
}

impl Checklist {
    fn section(&self, entry: &Entry<'_>, guideline: &Items) -> Section {
        let mut section = entry.section(Vec::new());
        let source = self.source.clone().unwrap_or_else(|| Text::from(guideline.source.as_str()));
        let common = Common {
            title: self.title.as_ref(),
            unit: None,
            note: self.note.as_ref(),
            source: Some(&source),
            role: None,
            basis: Basis::Observed,
        };
        common.describe(&mut section);
        section.labels.push(("guideline".to_owned(), Text::from(guideline.name.as_str())));
        let mut counts = [("reported", 0), ("not_relevant", 0), ("not_reported", 0), ("open", 0)];
        let mut rows = Vec::new();
        for group in &guideline.groups {
            for (place, item) in group.items.iter().enumerate() {
                let answer = self.items.find(&item.number);
                let status = answer.map_or("open", |Answer(answer)| answer.status.name());
                for (name, count) in &mut counts {
                    *count += u64::from(*name == status);
                }
                let mut words = vec![
                    ("number".to_owned(), Text::from(item.number.as_str())),
                    ("status".to_owned(), Text::from(status)),
                ];
                if place == 0 {
                    words.push(("group".to_owned(), group.title.clone()));
                }
                if let Some(Answer(answer)) = answer {
                    words.extend(answer.text.clone().map(|text| ("text".to_owned(), text)));
                    let named = [("chapter", &answer.chapter), ("analysis", &answer.analysis)];
                    words.extend(named.into_iter().filter_map(|(name, named)| {
                        named.as_ref().map(|named| (name.to_owned(), Text::from(named.as_str())))
                    }));
                }
                rows.push(Row {
                    name: format!("item_{}", item.number),
                    label: Some(item.text.clone()),
                    basis: None,
                    source: None,
                    words,
                    cells: Vec::new(),
                });
            }
        }
        section.values.extend(counts.map(|(name, count)| (name.to_owned(), Value::Count(count))));
        section.values.push(("items".to_owned(), Value::Table(Table { columns: Vec::new(), rows })));
        section.provenance.inputs.push(Input { name: "items".to_owned(), origin: Origin::Specification });
        section
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Language;

    #[test]
    fn every_guideline_has_its_items_in_every_language() {
        for (guideline, count, last) in [
            (Guideline::Cheers2022, 28, "28"),
            (Guideline::Consort2025, 42, "30"),
            (Guideline::Prisma2020, 42, "27"),
            (Guideline::Strobe, 34, "22"),
        ] {
            let items = guideline.items().expect("a data file that can be read");
            let all: Vec<&Item> = items.groups.iter().flat_map(|group| &group.items).collect();
            assert_eq!((all.len(), all[all.len() - 1].number.as_str()), (count, last), "{}", items.name);
            for text in all.iter().map(|item| &item.text).chain(items.groups.iter().map(|group| &group.title)) {
                assert_eq!(text.missing(&Language::ALL), [], "{}: {text:?}", items.name);
            }
            let mut numbers: Vec<&str> = all.iter().map(|item| item.number.as_str()).collect();
            numbers.sort_unstable();
            numbers.dedup();
            assert_eq!(numbers.len(), count, "{}", items.name);
        }
    }
}
