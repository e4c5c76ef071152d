//! How the studies of a review were found.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Analyse;
use super::flow::{Box, insist_on_closing};
use super::input::{Common, Entry};
use crate::data::Ordered;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::{Basis, Input, Origin, Role, Row, Section, Table, Text, Value};

/// How many records a review found, and why most of them were left out: the flow diagram of PRISMA 2020.
///
/// What is left after each step is computed, and compared with what is stated. What does not add up is an error. A review that
/// searched no database leaves out `identified` and all steps after it, and has `other_methods` alone.
///
/// ```yaml
/// search:
///   kind: review_flow
///   identified:
///     databases: {count: 3120, label: Databaser}
///     registers: {count: 40, label: Registre}
///   removed: {duplicates: {count: 960, label: Duplikater}}
///   excluded_on_screening: 2050
///   not_retrieved: 10
///   excluded_on_full_text: {not_randomised: {count: 90, label: Ikke randomisert}}
///   other_methods:
///     identified: {citations: {count: 12, label: Referanselister}}
///     excluded_on_full_text: {duplicate_sample: {count: 2, label: Samme utvalg}}
///   included: {studies: 27, reports: 60}
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewFlow {
    /// The title of the table.
    #[serde(default)]
    title: Option<Text>,
    /// The unit in the table's title.
    #[serde(default)]
    unit: Option<Text>,
    /// A remark under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    note: Option<Text>,
    /// The source line under the table, in Typst markup: `@key` cites.
    #[serde(default)]
    source: Option<Text>,
    /// How the numbers are known.
    #[serde(default)]
    basis: Basis,
    /// The standing of the analysis in the study's plan.
    #[serde(default)]
    role: Option<Role>,
    /// The records found in databases and registers; without them, `other_methods` is all there is.
    #[serde(default)]
    identified: Ordered<Records>,
    /// Those removed before anyone read them.
    #[serde(default)]
    removed: Ordered<Records>,
    /// How many titles and abstracts were read; what is left where it is not stated.
    #[serde(default)]
    screened: Option<Spanned<u64>>,
    /// How many of them were excluded.
    #[serde(default)]
    excluded_on_screening: Option<Spanned<u64>>,
    /// How many reports were sought; what is left where it is not stated.
    #[serde(default)]
    sought: Option<Spanned<u64>>,
    /// How many of them could not be had.
    #[serde(default)]
    not_retrieved: Option<Spanned<u64>>,
    /// How many reports were read in full; what is left where it is not stated.
    #[serde(default)]
    assessed: Option<Spanned<u64>>,
    /// Those excluded after that, by reason.
    #[serde(default)]
    excluded_on_full_text: Ordered<Records>,
    /// Reports found in other ways.
    #[serde(default)]
    other_methods: Option<OtherMethods>,
    /// What the review holds.
    included: Included,
}

/// Some records, and what they are.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Records {
    /// How many.
    count: Spanned<u64>,
    /// Where they were found, or why they were left out.
    label: Text,
}

/// Reports found in other ways than in databases and registers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OtherMethods {
    /// Where they were found.
    identified: Ordered<Records>,
    /// How many of them could not be had.
    #[serde(default)]
    not_retrieved: Option<Spanned<u64>>,
    /// Those excluded after they were read in full, by reason.
    #[serde(default)]
    excluded_on_full_text: Ordered<Records>,
}

/// What a review holds.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Included {
    /// How many studies.
    studies: Spanned<u64>,
    /// How many reports of them; as many as studies where it is not stated.
    #[serde(default)]
    reports: Option<Spanned<u64>>,
}

/// The rows of one column of the diagram.
#[derive(Default)]
struct Steps(Vec<Row>);

impl Steps {
    fn push(&mut self, name: impl Into<String>, label: Option<&Text>, count: u64) {
        self.0.push(Row {
            name: name.into(),
            label: label.cloned(),
            basis: None,
            source: None,
            words: Vec::new(),
            cells: vec![Value::Count(count)],
        });
    }

    /// A sum, and the records that it consists of; the sum.
    fn sum(&mut self, name: &str, records: &Ordered<Records>) -> u64 {
        let sum = records.iter().fold(0u64, |sum, (_, record)| sum.saturating_add(record.count.value));
        self.push(name, None, sum);
        for (of, record) in records {
            self.push(format!("{name}.{of}"), Some(&record.label), record.count.value);
        }
        sum
    }

    fn table(self) -> Value {
        Value::Table(Table { columns: vec!["records".to_owned()], rows: self.0 })
    }
}

/// The first of them, where a mistake in their sum is shown.
fn first(records: &Ordered<Records>) -> Option<&Records> {
    records.iter().next().map(|(_, record)| record)
}

impl ReviewFlow {
    /// Whether databases or registers were searched.
    fn has_searched(&self) -> bool {
        !self.identified.is_empty()
    }

    /// What does not go together: steps of a search that was not made, and a search of which they are not told.
    fn mistakes(&self, entry: &Entry<'_>) -> Vec<Diagnostic> {
        if self.has_searched() {
            if self.excluded_on_screening.is_some() {
                return Vec::new();
            }
            let problem =
                Problem::new("`excluded_on_screening` is missing: how many titles and abstracts were excluded");
            return vec![problem.hint("write `excluded_on_screening: 0` if none was").at(entry.location.clone())];
        }
        let counts = [
            ("screened", &self.screened),
            ("excluded_on_screening", &self.excluded_on_screening),
            ("sought", &self.sought),
            ("not_retrieved", &self.not_retrieved),
            ("assessed", &self.assessed),
        ];
        let counts = counts.into_iter().filter_map(|(name, count)| Some((name, count.as_ref()?.location())));
        let records = [("removed", &self.removed), ("excluded_on_full_text", &self.excluded_on_full_text)];
        let records = records.into_iter().filter_map(|(name, records)| Some((name, first(records)?.count.location())));
        let mut problems: Vec<Diagnostic> = counts
            .chain(records)
            .map(|(name, place)| {
                let problem = Problem::new(format!("`{name}` is of a search in databases, and `identified` has none"));
                problem.hint(format!("say what was `identified`, or remove `{name}`")).at(place)
            })
            .collect();
        if self.other_methods.is_none() {
            let problem =
                Problem::new("the review found its studies nowhere: it has neither `identified` nor `other_methods`");
            let hint = "write what was found in databases under `identified`, and what was found otherwise under `other_methods`";
            problems.push(problem.hint(hint).at(entry.location.clone()));
        }
        problems
    }
}

impl Analyse for ReviewFlow {
    fn run(&self, entry: &Entry<'_>) -> Result<Vec<Section>, Vec<Diagnostic>> {
        let mut problems = self.mistakes(entry);
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut main = Steps::default();
        let mut left = main.sum("identified", &self.identified);
        let mut take = |left: u64, taken: u64, what: &str, place: Option<&Spanned<u64>>| {
            left.checked_sub(taken).unwrap_or_else(|| {
                let problem =
                    Problem::new(format!("the flow does not close: {taken} of {left} records cannot be {what}"));
                let place = place.and_then(Spanned::location).or_else(|| entry.location.clone());
                problems.push(problem.hint("check the numbers above it").at(place));
                0
            })
        };
        let removed = main.sum("removed", &self.removed);
        left = take(left, removed, "removed", first(&self.removed).map(|record| &record.count));
        let screened = left;
        main.push("screened", None, screened);
        let excluded = self.excluded_on_screening.as_ref().map_or(0, |count| count.value);
        main.push("excluded_on_screening", None, excluded);
        left = take(left, excluded, "excluded", self.excluded_on_screening.as_ref());
        let sought = left;
        main.push("sought", None, sought);
        let not_retrieved = self.not_retrieved.as_ref().map_or(0, |count| count.value);
        main.push("not_retrieved", None, not_retrieved);
        left = take(left, not_retrieved, "missing", self.not_retrieved.as_ref());
        let assessed = left;
        main.push("assessed", None, assessed);
        let excluded = main.sum("excluded_on_full_text", &self.excluded_on_full_text);
        left = take(left, excluded, "excluded", first(&self.excluded_on_full_text).map(|record| &record.count));
        let mut others = None;
        if let Some(other) = &self.other_methods {
            let mut steps = Steps::default();
            let mut more = steps.sum("identified", &other.identified);
            steps.push("sought", None, more);
            let not_retrieved = other.not_retrieved.as_ref().map_or(0, |count| count.value);
            steps.push("not_retrieved", None, not_retrieved);
            more = take(more, not_retrieved, "missing", other.not_retrieved.as_ref());
            steps.push("assessed", None, more);
            let excluded = steps.sum("excluded_on_full_text", &other.excluded_on_full_text);
            more = take(more, excluded, "excluded", first(&other.excluded_on_full_text).map(|record| &record.count));
            left = left.saturating_add(more);
            others = Some(steps);
        }
        for (stated, computed, what) in [
            (&self.screened, screened, "screened"),
            (&self.sought, sought, "sought"),
            (&self.assessed, assessed, "assessed"),
        ] {
            if let Some(stated) = stated {
                let what = format!("records to be {what}");
                let of = Box { what, count: computed, place: stated.location() };
                problems.extend(insist_on_closing(&of, std::iter::empty(), "stated", stated.value).err());
            }
        }
        let reports = self.included.reports.as_ref().unwrap_or(&self.included.studies);
        let of = Box { what: "reports left".to_owned(), count: left, place: reports.location() };
        problems.extend(insist_on_closing(&of, std::iter::empty(), "included", reports.value).err());
        if self.included.studies.value > reports.value {
            let problem = Problem::new(format!(
                "{} studies cannot have been found in {} reports",
                self.included.studies, reports
            ));
            problems.push(problem.hint("every study has at least one report").at(self.included.studies.location()));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut section = entry.section(Vec::new());
        let common = Common {
            title: self.title.as_ref(),
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            role: self.role,
            basis: self.basis,
        };
        common.describe(&mut section);
        if self.has_searched() {
            section.values.push(("databases".to_owned(), main.table()));
        }
        section.values.extend(others.map(|steps| ("other_methods".to_owned(), steps.table())));
        section.values.push(("studies".to_owned(), Value::Count(self.included.studies.value)));
        section.values.push(("reports".to_owned(), Value::Count(reports.value)));
        section.provenance.inputs.push(Input { name: "records".to_owned(), origin: Origin::Specification });
        Ok(vec![section])
    }
}
