//! Results, and the sections they consist of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Language, Note, PersonCell, Point, Provenance, Text, Value, json};

/// Everything a specification computes, in the order of the specification.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Results {
    /// The name and version of this format: `utfall-results-1`.
    pub schema: String,
    /// The edition of the method defaults, such as `2026.1`.
    pub edition: String,
    /// What the results belong to.
    pub report: ReportInfo,
    /// The sections by id, in the order of the specification.
    #[serde(with = "json::ordered")]
    #[schemars(with = "std::collections::BTreeMap<String, Section>")]
    pub sections: Vec<(String, Section)>,
}

/// What the results belong to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportInfo {
    /// The report's title.
    pub title: Text,
    /// The languages it is written in.
    pub languages: Vec<Language>,
    /// Its date, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// The standing of an analysis in the study's plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The primary outcome.
    Primary,
    /// A secondary outcome, specified beforehand.
    Secondary,
    /// Not specified beforehand.
    Exploratory,
}

/// What one analysis gives for one combination of its facets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The id of the entry under `analyses` that it comes from.
    pub entry: String,
    /// The kind of that entry.
    pub kind: String,
    /// What the analysis is of, where the entry stands for several: one outcome of `for_each`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub combination: Vec<Facet>,
    /// What tells it from the analysis' other sections, such as the month of follow-up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facets: Vec<Facet>,
    /// The standing of the analysis in the study's plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The author's words by what they name: `outcome`, `treated`, `control`, `population`.
    #[serde(default, with = "json::ordered", skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "std::collections::BTreeMap<String, Text>")]
    pub labels: Vec<(String, Text)>,
    /// The results by name, such as `risk_difference` or `treated.proportion`.
    #[serde(with = "json::ordered")]
    #[schemars(with = "std::collections::BTreeMap<String, Value>")]
    pub values: Vec<(String, Value)>,
    /// What has to be said with the numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// The source line under tables and figures, in the author's markup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Text>,
    /// What it was computed from.
    pub provenance: Provenance,
    /// The results, points of curves (`shares[12]`) and cells of tables (`table/row/column`) that are not shown so that
    /// they tell of no single persons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub protected: Vec<String>,
    /// The counts of persons behind the results. They never leave the program, and are gone after disclosure control.
    #[serde(skip)]
    pub cells: Vec<PersonCell>,
}

/// One coordinate of a section among the sections of its entry, such as `month = 18`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Facet {
    /// The name, which is also the first part of its place in the id: `month` in `employment.month_18`.
    pub name: String,
    /// The value as a number or a name.
    pub value: FacetValue,
    /// The author's own words for the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Text>,
}

/// The value of a [`Facet`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FacetValue {
    /// A point in time or another number, with its unit.
    Number {
        /// The number.
        #[serde(with = "json::number")]
        #[schemars(with = "json::JsonNumber")]
        value: f64,
        /// What it counts.
        unit: super::Unit,
    },
    /// A name, such as a column or a subgroup.
    Name(String),
}

impl Facet {
    /// The facet's part of an id: `month_18`, or the name of a named value alone.
    ///
    /// ```
    /// use utfall::results::{Facet, FacetValue, Unit};
    /// let facet = Facet {
    ///     name: "month".into(),
    ///     value: FacetValue::Number { value: 18.0, unit: Unit::Months },
    ///     label: None,
    /// };
    /// assert_eq!(facet.slug(), "month_18");
    /// ```
    pub fn slug(&self) -> String {
        match &self.value {
            FacetValue::Number { value, .. } => format!("{}_{}", self.name, value.to_string().replace('.', "_")),
            FacetValue::Name(name) => name.clone(),
        }
    }

    /// The id of what these facets tell apart in an entry: the entry and their slugs, joined by full stops.
    ///
    /// ```
    /// use utfall::results::{Facet, FacetValue};
    /// let women = Facet { name: "sex".into(), value: FacetValue::Name("women".into()), label: None };
    /// assert_eq!(Facet::id("work", [&women]), "work.women");
    /// assert_eq!(Facet::id("work", []), "work");
    /// ```
    pub fn id<'a>(entry: &str, facets: impl IntoIterator<Item = &'a Facet>) -> String {
        facets.into_iter().fold(entry.to_owned(), |id, facet| format!("{id}.{}", facet.slug()))
    }
}

impl Section {
    /// The id of the section: its entry and the slugs of its coordinates, joined by full stops.
    pub fn id(&self) -> String {
        Facet::id(&self.entry, self.coordinates())
    }

    /// The id of the analysis that it comes from: its entry, and which of the entry's analyses it is.
    pub fn analysis(&self) -> String {
        Facet::id(&self.entry, &self.combination)
    }

    /// Everything that tells it from the other sections of its entry.
    pub fn coordinates(&self) -> impl Iterator<Item = &Facet> {
        self.combination.iter().chain(&self.facets)
    }

    /// What stands after a short form of the section's id in a path: its entry, with none or some of its first
    /// coordinates. The longest form counts.
    pub(super) fn after_short_id<'a>(&self, path: &'a str) -> Option<&'a str> {
        let mut rest = path.strip_prefix(self.entry.as_str())?.strip_prefix('.')?;
        for facet in self.coordinates() {
            match rest.strip_prefix(facet.slug().as_str()).and_then(|rest| rest.strip_prefix('.')) {
                Some(longer) => rest = longer,
                None => break,
            }
        }
        Some(rest)
    }

    /// Whether it belongs to what this id names: its entry, its analysis, or several analyses of the entry.
    pub fn belongs_to(&self, id: &str) -> bool {
        let Some(rest) = id.strip_prefix(self.entry.as_str()) else { return false };
        rest.is_empty()
            || format!("{}.", self.analysis())
                .strip_prefix(self.entry.as_str())
                .is_some_and(|own| own.starts_with(&format!("{rest}.")))
    }

    /// The value with this name.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The points of a curve in the pieces that may be joined by a line: it is broken where a point is not shown.
    ///
    /// No pieces where there is no such curve.
    pub fn pieces(&self, curve: &str) -> Vec<&[Point]> {
        let Some(Value::Curve(found)) = self.value(curve) else { return Vec::new() };
        let gaps: Vec<f64> = self
            .protected
            .iter()
            .filter_map(|name| name.strip_prefix(curve)?.strip_prefix('[')?.strip_suffix(']')?.parse().ok())
            .collect();
        let joined = |a: &Point, b: &Point| !gaps.iter().any(|gap| a.x < *gap && *gap < b.x);
        found.points.chunk_by(joined).collect()
    }

    /// The author's words for `name`.
    pub fn label(&self, name: &str) -> Option<&Text> {
        self.labels.iter().find(|(known, _)| known == name).map(|(_, text)| text)
    }
}

impl Results {
    /// The section with this id.
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|(known, _)| known == id).map(|(_, section)| section)
    }

    /// All sections of an entry of the specification or of one of its analyses, in order.
    pub fn sections_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Section> {
        self.sections.iter().map(|(_, section)| section).filter(move |section| section.belongs_to(id))
    }
}
