//! What an analysis starts from: literals of its entry, rows of a data source, or earlier results.

use std::cell::RefCell;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::data::{By, Cell, Expression, Frames, Rows};
use crate::diag::{Diagnostic, Location, Problem, ResultRef, Spanned, one_of};
use crate::results::{
    Basis, Edition, Facet, FacetValue, Found, LookupError, Note, Provenance, Results, Role, Section, Text, Unit,
};

/// One entry of `analyses` while it runs: its id, and all that it may read.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The id of the entry.
    pub id: &'a str,
    /// The kind of the entry.
    pub kind: &'static str,
    /// What the analysis is of, where the entry stands for several.
    pub combination: &'a [Facet],
    /// The times of its sections, where the entry stands for several.
    pub times: &'a [Facet],
    /// Where the entry's id stands.
    pub location: Option<Location>,
    /// The results of the entries before it.
    pub earlier: &'a Results,
    /// The analyses before it; one of several of an entry has a longer id: `break_even.women`.
    pub before: &'a [(String, &'a super::Analysis)],
    /// The ids of the entries after it, and where they stand.
    pub later: &'a [(String, Option<Location>)],
    /// The ids of the entries that have no results because something is wrong with them.
    pub failed: &'a [String],
    /// The data sources.
    pub frames: &'a Frames,
    /// The smallest count of persons that is shown, where small ones are protected.
    pub minimum: Option<u64>,
    /// The edition of the default methods.
    pub edition: Edition,
    /// Warnings, collected while the analyses run.
    pub warnings: &'a RefCell<Vec<Diagnostic>>,
}

impl Entry<'_> {
    /// The value of an earlier result.
    ///
    /// # Errors
    /// A diagnostic at the reference: no such result (with the nearest one), several (with all of them), or one that
    /// comes later in the file (with the line to move).
    pub fn find(&self, reference: &ResultRef) -> Result<Found<'_>, Diagnostic> {
        let id = reference.id();
        let problem = match self.earlier.find(id) {
            Ok(found) => return Ok(found),
            Err(LookupError::Ambiguous { candidates }) => {
                Problem::new(format!("`{id}` may mean {} results", candidates.len()))
                    .hint(format!("write {}", crate::diag::one_of(candidates.iter().map(String::as_str))))
            }
            Err(LookupError::Unknown { candidates }) => {
                if reference.entry() == self.id {
                    Problem::new(format!("`{}` refers to itself", self.id))
                        .hint("refer to a result of an entry that stands above it")
                } else if let Some((later, place)) = self.later.iter().find(|(later, _)| later == reference.entry()) {
                    let problem = Problem::new(format!("`{later}` comes after `{}`, which needs it", self.id));
                    match (place, &self.location) {
                        (Some(place), Some(here)) => {
                            problem.hint(format!("move `{later}` (line {}) above line {}", place.line(), here.line()))
                        }
                        _ => problem.hint(format!("move `{later}` above `{}`", self.id)),
                    }
                } else if self.failed.iter().any(|failed| failed == reference.entry()) {
                    let problem = Problem::new(format!("`{}` has no results", reference.entry()));
                    return Err(problem.at(reference.location()).consequence());
                } else {
                    Problem::new(format!("there is no result `{id}`"))
                        .closest_of(id, candidates.iter().map(String::as_str))
                }
            }
        };
        Err(problem.at(reference.location()))
    }

    /// The rows of the population or data source with this name.
    ///
    /// # Errors
    /// A diagnostic at the name when there is neither.
    pub fn rows(&self, name: &Spanned<String>) -> Result<Rows<'_>, Diagnostic> {
        self.frames.rows(name)
    }

    /// Keeps a warning for the author.
    pub fn warn(&self, diagnostic: Diagnostic) {
        self.warnings.borrow_mut().push(diagnostic.warning());
    }

    /// A section of this entry, still without values.
    pub fn section(&self, facets: Vec<Facet>) -> Section {
        Section {
            entry: self.id.to_owned(),
            kind: self.kind.to_owned(),
            combination: self.combination.to_vec(),
            facets: self.times.iter().cloned().chain(facets).collect(),
            role: None,
            labels: Vec::new(),
            values: Vec::new(),
            notes: Vec::new(),
            source: None,
            provenance: Provenance::default(),
            protected: Vec::new(),
            cells: Vec::new(),
        }
    }
}

/// What every entry can say beside its own fields, and what its sections carry of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Common<'a> {
    pub title: Option<&'a Text>,
    pub unit: Option<&'a Text>,
    pub note: Option<&'a Text>,
    pub source: Option<&'a Text>,
    pub role: Option<Role>,
    pub basis: Basis,
}

impl Common<'_> {
    /// Puts the words, the standing and the basis into a section, before the kind's own labels.
    pub fn describe(&self, section: &mut Section) {
        section.role = self.role;
        section.source = self.source.cloned();
        section.provenance.basis = self.basis;
        match self.basis {
            Basis::Simulated => add_note(section, Note::Simulated),
            Basis::Reconstructed => add_note(section, Note::CountsReconstructed),
            _ => {}
        }
        if self.role == Some(Role::Exploratory) {
            add_note(section, Note::Exploratory);
        }
        for (name, text) in [("title", self.title), ("unit", self.unit), ("note", self.note)] {
            if let Some(text) = text {
                section.labels.push((name.to_owned(), text.clone()));
            }
        }
    }
}

/// Adds a note to a section, once.
pub(super) fn add_note(section: &mut Section, note: Note) {
    if !section.notes.contains(&note) {
        section.notes.push(note);
    }
}

/// How many decimals a number was written with: `37.0` has one, though its value is that of `37`.
pub(super) fn written_decimals(number: &Spanned<f64>) -> usize {
    let written = number.location().map(|location| location.text().trim().to_owned());
    let written = written.filter(|text| text.parse() == Ok(number.value)).unwrap_or_else(|| number.value.to_string());
    written.split_once('.').map_or(0, |(_, decimals)| decimals.len())
}

/// A point of follow-up: `{month: 18}`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct FollowUp {
    pub value: f64,
    pub unit: Unit,
}

impl FollowUp {
    /// The one of the four that is given; `entry` is the place of the whole entry.
    ///
    /// # Errors
    /// A diagnostic when none is, when several are, or when the number is not a finite one from zero on.
    pub fn one_of(times: [&Option<Spanned<f64>>; 4], entry: &Entry<'_>) -> Result<FollowUp, Diagnostic> {
        let units = [Unit::Days, Unit::Weeks, Unit::Months, Unit::Years];
        let given: Vec<(&Spanned<f64>, Unit)> =
            times.into_iter().zip(units).filter_map(|(value, unit)| Some((value.as_ref()?, unit))).collect();
        match given.as_slice() {
            // Adding zero makes −0 a plain 0, which is how an id writes it.
            [(time, unit)] if (0.0..=1e6).contains(&time.value) => {
                Ok(FollowUp { value: time.value + 0.0, unit: *unit })
            }
            [(time, _)] => Err(Problem::new(format!("a time of follow-up lies between 0 and 1000000, not {time}"))
                .hint("count from the start of the study")
                .at(time.location())),
            [] => Err(Problem::new("a follow-up needs its time")
                .hint("add one of `day`, `week`, `month` or `year`")
                .at(entry.location.clone())),
            [_, (second, _), ..] => Err(Problem::new("a follow-up has one time")
                .hint("keep one of `day`, `week`, `month` or `year`")
                .at(second.location())),
        }
    }

    /// The facet of the sections at this time.
    pub fn facet(self) -> Facet {
        let name = match self.unit {
            Unit::Days => "day",
            Unit::Weeks => "week",
            Unit::Months => "month",
            _ => "year",
        };
        Facet { name: name.to_owned(), value: FacetValue::Number { value: self.value, unit: self.unit }, label: None }
    }
}

/// What counts as an event: `{column: employed_12m, equals: 1}`, `{column: employed}` for a column of true and false,
/// or `{when: hours >= 20}`.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The column.
    #[serde(default)]
    pub column: Option<Spanned<String>>,
    /// The value that counts as an event, by its code; everything else but a missing value is none.
    #[serde(default)]
    pub equals: Option<Spanned<String>>,
    /// A condition instead of a column: an event where it holds, none where it does not, unknown where it is missing.
    #[serde(default)]
    pub when: Option<Expression>,
}

impl Event {
    /// What rows are counted by.
    ///
    /// # Errors
    /// A diagnostic when neither a column nor a condition is given, or both are.
    pub(super) fn by(&self) -> Result<By<'_>, Diagnostic> {
        match (&self.column, &self.when, &self.equals) {
            (Some(column), None, _) => Ok(By::Column(column)),
            (None, Some(when), None) => Ok(By::Condition(when)),
            (_, Some(when), _) => Err(Problem::new("an event is a value of a column or a condition, not both")
                .hint("keep `column` and `equals`, or `when`")
                .at(when.location())),
            (None, None, equals) => Err(Problem::new("an event needs a `column`")
                .hint("write `event: {column: \u{2026}, equals: \u{2026}}`, or `event: {when: \u{2026}}` with a condition")
                .at(equals.as_ref().and_then(Spanned::location))),
        }
    }

    /// Whether a value is an event; nothing where it is missing.
    pub(super) fn holds(&self, cell: &Cell) -> Option<bool> {
        match (cell, &self.equals) {
            (Cell::Missing, _) => None,
            (cell, Some(value)) => Some(cell.is_written(value)),
            (cell, None) => Some(*cell == Cell::Boolean(true)),
        }
    }

    /// Tells of an event that no row has, of several values that are none, and of values that are neither.
    pub(super) fn look_at(&self, entry: &Entry<'_>, rows: &Rows<'_>, values: &[Cell]) {
        let Some(column) = &self.column else { return };
        let known: Vec<&Cell> = values.iter().filter(|cell| !cell.is_missing()).collect();
        let source = rows.frame().name();
        // Of true and false, that it is false of everyone is an answer, and no slip of the pen.
        let only_false =
            self.equals.is_none() && !known.is_empty() && known.iter().all(|cell| **cell == Cell::Boolean(false));
        if !only_false && !known.iter().any(|cell| self.holds(cell) == Some(true)) {
            let (wanted, place) = match &self.equals {
                Some(equals) => (equals.value.clone(), equals.location()),
                None => ("true".to_owned(), column.location()),
            };
            entry.warn(Problem::new(format!("no row of `{source}` has `{wanted}` in `{column}`")).at(place));
        }
        let others: Vec<String> =
            known.iter().filter(|cell| self.holds(cell) == Some(false)).map(|cell| cell.to_string()).collect();
        if others.len() > 1 {
            let listed = one_of(others.iter().take(8).map(String::as_str));
            let event = self.equals.as_ref().map_or("true", |equals| equals.as_str());
            entry.warn(
                Problem::new(format!("`{column}` has several values beside `{event}`, and all count as no event"))
                    .hint(format!("they are {listed}; leave the cell empty where the outcome is not known"))
                    .at(column.location()),
            );
        }
    }

    /// The column or the condition, for a message.
    pub(super) fn shown(&self) -> String {
        format!("`{}`", self.name())
    }

    /// The column or the condition.
    pub(super) fn name(&self) -> String {
        match (&self.column, &self.when) {
            (Some(column), _) => column.value.clone(),
            (None, Some(when)) => when.text().to_owned(),
            (None, None) => String::new(),
        }
    }

    /// What divides persons by it: the column with the value, or the condition.
    pub(super) fn dimension(&self) -> String {
        match &self.equals {
            Some(equals) => format!("{} = {equals}", self.name()),
            None => self.name(),
        }
    }

    /// Where it is written.
    pub(super) fn location(&self) -> Option<Location> {
        let column = self.column.as_ref().and_then(Spanned::location);
        column.or_else(|| self.when.as_ref().and_then(Expression::location))
    }
}
