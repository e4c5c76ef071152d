//! The groups of persons behind results, as disclosure control needs them.

use std::collections::HashSet;

use crate::data::{Cell, Rows};
use crate::results::{PersonCell, Section, Value};

/// The persons of some rows: their source, and what they have in common.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Persons {
    source: String,
    keys: Vec<(String, String)>,
}

impl Persons {
    /// All rows of a population or data source.
    pub fn of(rows: &Rows<'_>) -> Persons {
        Persons { source: rows.frame().name().to_owned(), keys: rows.in_common() }
    }

    /// The rows that their population starts from.
    pub fn before(rows: &Rows<'_>) -> Persons {
        let mut persons = Persons::of(rows);
        if let Some(population) = rows.population() {
            persons.keys.retain(|(dimension, _)| *dimension != population.name);
        }
        persons
    }

    /// Those of them with this value in a column.
    pub fn with(&self, column: &str, value: &Cell) -> Persons {
        self.in_category(column, &value.to_string())
    }

    /// Those of them in this category of a dimension.
    pub fn in_category(&self, dimension: &str, category: &str) -> Persons {
        let mut keys = self.keys.clone();
        keys.push((dimension.to_owned(), category.to_owned()));
        Persons { source: self.source.clone(), keys }
    }

    /// Those of whom an outcome is known, or not.
    pub fn known(&self, outcome: &str, known: bool) -> Persons {
        self.in_category(&PersonCell::known(outcome), if known { "yes" } else { "no" })
    }

    /// The same persons counted in other units, such as months: a system of its own.
    pub fn counted_in(&self, unit: &str) -> Persons {
        Persons { source: format!("{} ({unit})", self.source), keys: self.keys.clone() }
    }

    /// How many they are, and where a section shows or betrays it.
    pub fn cell<S: AsRef<str>>(&self, count: u64, shown_in: impl IntoIterator<Item = S>) -> PersonCell {
        let keys = self.keys.iter().map(|(dimension, category)| (dimension.as_str(), category.as_str()));
        let names: Vec<String> = shown_in.into_iter().map(|name| name.as_ref().to_owned()).collect();
        PersonCell::new(self.source.clone(), keys, count).shown_in(names.iter().map(String::as_str))
    }
}

/// The names of values of a section that start with one of these: for what is computed from everyone in a group.
pub(super) fn values_of(section: &Section, prefixes: &[&str]) -> Vec<String> {
    let starts = |name: &&String| prefixes.iter().any(|prefix| name.starts_with(prefix));
    section.values.iter().map(|(name, _)| name).filter(starts).cloned().collect()
}

/// Leaves out of what cells are shown in the names that the section does not have, such as a difference where there is one
/// group. (Disclosure control takes a name that it cannot find for all values of the section.)
pub(super) fn keep_known_names(section: &mut Section) {
    let mut known: HashSet<String> = HashSet::new();
    for (name, value) in &section.values {
        match value {
            Value::Curve(curve) => known.extend(curve.points.iter().map(|point| format!("{name}[{}]", point.x))),
            Value::Table(table) => {
                for row in &table.rows {
                    known.extend(table.columns.iter().map(|column| format!("{name}/{}/{column}", row.name)));
                }
            }
            _ => {}
        }
        known.insert(name.clone());
    }
    for cell in &mut section.cells {
        cell.shown_in.retain(|name| known.contains(name));
    }
}
