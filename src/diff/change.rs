//! One difference between two results.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Alone, Conclusion};
use crate::results::{Basis, Method, Note, Origin, Role, Row, Text, Value};

/// How much a change matters, the weightiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// The report says something else: see [`Conclusion`].
    Conclusion,
    /// A number moved beyond the tolerance, came to exist or ceased to, or has another unit.
    Material,
    /// A section, value, row or column is only in the old results.
    Removed,
    /// A section, value, row or column is only in the new results.
    Added,
    /// The same content has another id.
    Renamed,
    /// The printed digits differ, within the tolerance.
    Displayed,
    /// The plotted data of a figure differ in what can be seen.
    Figure,
    /// How something is computed or what it is computed from: method, level, basis, input, role, kind, edition.
    MethodOrInput,
    /// Words and their order: labels, notes, sources, titles.
    Text,
    /// Only digits that nobody sees.
    Rounding,
}

/// What of the thing at a path is another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// The thing itself: a number, a curve, a row, a section.
    Itself,
    /// What the report says of it in words.
    Sentence,
    /// The estimator.
    Estimator,
    /// The method of the interval.
    IntervalMethod,
    /// The confidence level.
    Level,
    /// Which tests there are, and in which order.
    Tests,
    /// The value that means «no effect».
    NoEffect,
    /// How the numbers are known.
    Basis,
    /// The input with this name.
    Input(String),
    /// The standing in the study's plan.
    Role,
    /// The kind of analysis.
    Kind,
    /// The entry of the specification.
    Entry,
    /// The facet with this name.
    Facet(String),
    /// The words for the facet with this name.
    FacetLabel(String),
    /// What is not shown so that it tells of no single persons.
    Protected,
    /// The edition of the method defaults.
    Edition,
    /// The format of the results.
    Schema,
    /// The label with this name; of a row, the row's own label where it is empty.
    Label(String),
    /// A note.
    Note,
    /// The source line.
    Source,
    /// The report's title.
    Title,
    /// The report's languages.
    Languages,
    /// The report's date.
    Date,
    /// The order of its parts: sections, values, rows, columns, notes or labels.
    Order(Parts),
}

/// Parts that have an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum Parts {
    Sections,
    Values,
    Rows,
    Columns,
    Notes,
    Labels,
    Inputs,
    Facets,
}

/// What stood, or stands, at a path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// A result. Of a curve, only the points that differ.
    Value(Value),
    /// A row of a table.
    Row(Row),
    /// A whole section.
    Section {
        /// Its kind of analysis.
        kind: String,
        /// How many values it has.
        values: u64,
    },
    /// Words in one language or several.
    Text(Text),
    /// A name: an id, a kind, a column, an edition.
    Name(String),
    /// Several names, in order.
    Names(Vec<String>),
    /// Methods: one, or those of the tests in order.
    Methods(Vec<Method>),
    /// A number without unit, such as a confidence level.
    Number(f64),
    /// A note.
    Note(Note),
    /// How numbers are known.
    Basis(Basis),
    /// A standing in the study's plan.
    Role(Role),
    /// Where an input comes from.
    Origin(Origin),
}

/// One difference between two results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// The id of what changed, as [`Results::find`](crate::results::Results::find) takes it; of what was removed, its
    /// old id. `edition` and the like for what belongs to the whole report.
    pub path: String,
    /// The old id, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_path: Option<String>,
    /// The author's words for the row of a table that it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<Text>,
    /// How much it matters.
    pub kind: ChangeKind,
    /// What of it is another.
    pub aspect: Aspect,
    /// What the report says otherwise; empty unless the kind is a conclusion.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conclusions: Vec<Conclusion>,
    /// What stood there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Content>,
    /// What stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Content>,
    /// Whether it can be seen, but is within a tolerance that the project has stated.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub within_tolerance: bool,
    /// Why, as places in [`Changes::causes`](super::Changes::causes); empty where two results cannot tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<usize>,
    /// What each cause alone makes of the number, where the inputs of both versions are at hand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alone: Vec<Alone>,
}

impl Change {
    pub(super) fn new(path: String, kind: ChangeKind, aspect: Aspect, contents: Contents) -> Change {
        let (old, new) = contents;
        Change {
            path,
            old_path: None,
            row: None,
            kind,
            aspect,
            conclusions: Vec::new(),
            old,
            new,
            within_tolerance: false,
            why: Vec::new(),
            alone: Vec::new(),
        }
    }

    /// Whether it counts as a difference: digits nobody sees and what is within a stated tolerance do not.
    pub fn is_difference(&self) -> bool {
        self.kind != ChangeKind::Rounding && !self.within_tolerance
    }

    /// Whether numbers or plotted data moved, so that there is something to give a cause for.
    pub(super) fn is_of_numbers(&self) -> bool {
        self.aspect == Aspect::Itself && self.old.is_some() && self.new.is_some() && self.kind != ChangeKind::Renamed
    }
}

/// What stood, and what stands.
pub(super) type Contents = (Option<Content>, Option<Content>);
