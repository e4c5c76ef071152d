//! All differences between two results.

use std::collections::{BTreeMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::attribution::attribute;
use super::change::{Change, ChangeKind};
use super::comparison::Comparison;
use super::passages::{ChangedSentence, Passages, StaleNumber, passages};
use super::sentences::{Sentences, changed_sentences};
use super::{Cause, Grounds, Tolerance};
use crate::diag::Problem;
use crate::results::{Facet, Language, ReportInfo, Results, Role, Text};

/// The name and version of the JSON of [`Changes`].
pub const SCHEMA: &str = "utfall-changes-1";

/// All differences between two results, the weightiest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Changes {
    /// The name and version of this format: `utfall-changes-1`.
    pub schema: String,
    /// 0 without differences, 1 with, 3 where a conclusion changed.
    pub exit_code: u8,
    /// The report before.
    pub old: ReportInfo,
    /// The report now.
    pub new: ReportInfo,
    /// How many numbers and curves are the same.
    pub unchanged: u64,
    /// The differences, the weightiest first; those of one weight by role, then as they stand in the report.
    pub changes: Vec<Change>,
    /// Why numbers changed, in the order in which the changes name them.
    pub causes: Vec<Cause>,
    /// What the sections of the changes are about, by id.
    pub sections: BTreeMap<String, Heading>,
    /// The sentences of the report that its results changed, in the order of reading.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<ChangedSentence>,
    /// Numbers that stand in hand-written text, equal what a result was, and are no longer right.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<StaleNumber>,
}

/// What a section is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Heading {
    /// The author's words for the outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Text>,
    /// What tells it from the entry's other sections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facets: Vec<Facet>,
    /// The standing in the study's plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

/// All differences from `old` to `new`.
///
/// # Errors
/// A [`Problem`] when the two have nothing in common: no section, neither by id nor by content, and not the title.
///
/// ```
/// use utfall::diff::{ChangeKind, Tolerance, compare};
/// # use utfall::results::{Language, Provenance, Quantity, ReportInfo, Results, Section, Text, Unit, Value};
/// # let report = |share: f64| {
/// #     let value = Value::Quantity(Quantity { value: share, unit: Unit::Proportion, decimals: 1 });
/// #     let section = Section { entry: "work".into(), kind: "stated_numbers".into(), combination: vec![],
/// #         facets: vec![], role: None,
/// #         labels: vec![], values: vec![("share".into(), value)], notes: vec![], source: None,
/// #         provenance: Provenance::default(), protected: vec![], cells: vec![] };
/// #     let report = ReportInfo { title: Text::from("x"), languages: vec![Language::Bokmal], date: None };
/// #     Results { schema: utfall::results::SCHEMA.into(), edition: "2026.1".into(), report,
/// #         sections: vec![("work".into(), section)] }
/// # };
/// let (old, new) = (report(0.3744), report(0.3871));
/// let changes = compare(&old, &new, &Tolerance::default())?;
/// assert_eq!(changes.changes[0].path, "work.share");
/// assert_eq!(changes.changes[0].kind, ChangeKind::Material);
/// assert_eq!(changes.exit_code, 1);
/// assert!(compare(&old, &old, &Tolerance::default())?.changes.is_empty());
/// # Ok::<(), utfall::diag::Problem>(())
/// ```
pub fn compare(old: &Results, new: &Results, tolerance: &Tolerance) -> Result<Changes, Problem> {
    compare_versions(old, new, tolerance, None, &Grounds::default())
}

/// As [`compare`], and what the two reports say of their results in words, by the same templates: where the words are
/// others once numbers, labels and names of methods are taken out, the report says something else.
///
/// # Errors
/// As [`compare`].
pub fn compare_with_sentences(
    old: &Results,
    new: &Results,
    tolerance: &Tolerance,
    sentences: Option<(&Sentences, &Sentences)>,
) -> Result<Changes, Problem> {
    compare_versions(old, new, tolerance, sentences, &Grounds::default())
}

/// As [`compare_with_sentences`], and how the two versions were made, which tells why their numbers differ.
///
/// # Errors
/// As [`compare`].
pub fn compare_versions(
    old: &Results,
    new: &Results,
    tolerance: &Tolerance,
    sentences: Option<(&Sentences, &Sentences)>,
    grounds: &Grounds,
) -> Result<Changes, Problem> {
    let mut found = Comparison::of(old, new, tolerance);
    let begun = !old.sections.is_empty() && !new.sections.is_empty();
    if found.sections.is_empty() && begun && old.report.title != new.report.title {
        return Err(nothing_in_common(old, new));
    }
    let mut causes = attribute(&mut found, old, new, grounds);
    let said = sentences.map(|(was, is)| changed_sentences(&found.sections, was, is)).unwrap_or_default();
    let mut changes = found.changes;
    changes.extend(said);
    let sentences = match sentences {
        Some((was, is)) => passages(&changes, was, is),
        None => Passages::default(),
    };
    changes.extend(sentences.edited);
    let sections = headings(&changes, new, old);
    let role = |change: &Change| match section_of(&change.path, &sections).and_then(|section| section.role) {
        Some(Role::Primary) => 0,
        Some(Role::Secondary) => 1,
        Some(Role::Exploratory) => 3,
        None => 2,
    };
    changes.sort_by_cached_key(|change| (change.kind, role(change)));
    number_causes(&mut changes, &mut causes);
    let mut changes = Changes {
        schema: SCHEMA.to_owned(),
        exit_code: 0,
        old: old.report.clone(),
        new: new.report.clone(),
        unchanged: found.unchanged,
        changes,
        causes,
        sections,
        sentences: sentences.moved,
        stale: Vec::new(),
    };
    changes.exit_code = changes.exit_code();
    Ok(changes)
}

impl Changes {
    /// 0 without differences, 1 with, 3 where a conclusion changed.
    ///
    /// Digits that nobody sees and changes within a stated tolerance are no differences.
    pub fn exit_code(&self) -> u8 {
        match (self.count(ChangeKind::Conclusion), self.changes.iter().any(Change::is_difference)) {
            (1.., _) => 3,
            (0, true) => 1,
            (0, false) => 0,
        }
    }

    /// How many changes are of this kind.
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.changes.iter().filter(|change| change.kind == kind).count()
    }

    /// The causes of a change.
    pub fn why<'a>(&'a self, change: &'a Change) -> impl Iterator<Item = &'a Cause> {
        change.why.iter().filter_map(|place| self.causes.get(*place))
    }

    /// What the section of a change is about.
    pub fn heading(&self, change: &Change) -> Option<&Heading> {
        section_of(&change.path, &self.sections)
    }

    /// The changes as JSON, indented, with a final line feed.
    ///
    /// # Errors
    /// When a result holds a NaN, which no analysis may return.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// The language of the report now, and otherwise English.
    pub fn language(&self) -> Language {
        self.new.languages.first().copied().unwrap_or(Language::English)
    }
}

/// The headings that the changes need.
fn headings(changes: &[Change], new: &Results, old: &Results) -> BTreeMap<String, Heading> {
    let all = || new.sections.iter().chain(&old.sections);
    let ids: HashSet<&str> = all().map(|(id, _)| id.as_str()).collect();
    let needed: HashSet<&str> =
        changes.iter().filter_map(|change| prefixes(&change.path).find(|id| ids.contains(id))).collect();
    let mut headings = BTreeMap::new();
    for (id, section) in all().filter(|(id, _)| needed.contains(id.as_str())) {
        headings.entry(id.clone()).or_insert_with(|| Heading {
            outcome: section.label("outcome").cloned(),
            facets: section.coordinates().cloned().collect(),
            role: section.role,
        });
    }
    headings
}

/// The path itself and what it starts with, the longest first.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('.').map(|(start, _)| start))
}

fn section_of<'a>(path: &str, sections: &'a BTreeMap<String, Heading>) -> Option<&'a Heading> {
    prefixes(path).find_map(|id| sections.get(id))
}

/// Puts the causes in the order in which the changes name them, and leaves out those that none names.
pub(super) fn number_causes(changes: &mut [Change], causes: &mut Vec<Cause>) {
    let mut places = vec![None; causes.len()];
    let mut order = Vec::new();
    let named = changes.iter_mut().flat_map(|change| {
        let alone = change.alone.iter_mut().map(|one| &mut one.cause);
        change.why.iter_mut().chain(alone)
    });
    for place in named {
        *place = *places[*place].get_or_insert_with(|| {
            order.push(*place);
            order.len() - 1
        });
    }
    *causes = order.into_iter().map(|place| causes[place].clone()).collect();
}

fn nothing_in_common(old: &Results, new: &Results) -> Problem {
    let title = |results: &Results| {
        let language = results.report.languages.first().copied().unwrap_or(Language::English);
        results.report.title.get(language).to_owned()
    };
    let ids = |results: &Results| {
        let ids: Vec<String> = results.sections.iter().take(3).map(|(id, _)| format!("`{id}`")).collect();
        let more = if results.sections.len() > 3 { ", …" } else { "" };
        format!("{}{more}", ids.join(", "))
    };
    Problem::new(format!(
        "the two reports have nothing in common: «{}» has {}, and «{}» has {}",
        title(old),
        ids(old),
        title(new),
        ids(new)
    ))
    .hint("compare two versions of one report")
}
