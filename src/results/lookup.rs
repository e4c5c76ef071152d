//! From a dotted path such as `employment.month_18.risk_difference` to the value it names.

use super::{Results, Row, Section, Value};

/// A value found by its path.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The id of the section it stands in.
    pub id: &'a str,
    /// The section it stands in.
    pub section: &'a Section,
    /// Its name within the section; for a cell of a table, the table's name.
    pub name: &'a str,
    /// The row it stands in, for a cell of a table.
    pub row: Option<&'a Row>,
    /// The value.
    pub value: &'a Value,
}

/// Why a path names no value, or more than one.
#[derive(Clone, Debug, PartialEq)]
pub enum LookupError {
    /// No such value; the candidates are all full paths, in order, for a suggestion.
    Unknown {
        /// Every path that would have been right.
        candidates: Vec<String>,
    },
    /// The short form fits several sections of one entry.
    Ambiguous {
        /// The full paths that it may mean.
        candidates: Vec<String>,
    },
}

impl Results {
    /// The value a path names: `entry.facets.value`, or `entry.facets.table.row.column` for a cell of a table.
    ///
    /// The facets, or the last of them, may be left out where one section of the entry has such a value.
    ///
    /// # Errors
    /// [`LookupError::Ambiguous`] where facets were left out and several sections have the value,
    /// [`LookupError::Unknown`] where nothing has the name.
    pub fn find(&self, path: &str) -> Result<Found<'_>, LookupError> {
        for (id, section) in &self.sections {
            if let Some(rest) = path.strip_prefix(id.as_str()).and_then(|rest| rest.strip_prefix('.'))
                && let Some(found) = find_in(id, section, rest)
            {
                return Ok(found);
            }
        }
        let short: Vec<(Found<'_>, &str)> = self
            .sections
            .iter()
            .filter_map(|(id, section)| {
                let rest = section.after_short_id(path)?;
                Some((find_in(id, section, rest)?, rest))
            })
            .collect();
        match short.as_slice() {
            [(only, _)] => Ok(*only),
            [] => Err(LookupError::Unknown { candidates: self.paths() }),
            several => Err(LookupError::Ambiguous {
                candidates: several.iter().map(|(found, rest)| format!("{}.{rest}", found.id)).collect(),
            }),
        }
    }

    /// The full path of every value and of every cell of every table, in order.
    pub fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for (id, section) in &self.sections {
            for (name, value) in &section.values {
                paths.push(format!("{id}.{name}"));
                if let Value::Table(table) = value {
                    for row in &table.rows {
                        for column in &table.columns {
                            paths.push(format!("{id}.{name}.{}.{column}", row.name));
                        }
                    }
                }
            }
        }
        paths
    }
}

impl Section {
    /// The value with this name, or the cell of a table by `table.row.column`.
    pub fn find(&self, name: &str) -> Option<&Value> {
        find_in("", self, name).map(|found| found.value)
    }
}

fn find_in<'a>(id: &'a str, section: &'a Section, rest: &str) -> Option<Found<'a>> {
    for (name, value) in &section.values {
        if name == rest {
            return Some(Found { id, section, name, row: None, value });
        }
        let Value::Table(table) = value else { continue };
        let Some(cell) = rest.strip_prefix(name.as_str()).and_then(|cell| cell.strip_prefix('.')) else { continue };
        for row in &table.rows {
            let Some(column) = cell.strip_prefix(row.name.as_str()).and_then(|column| column.strip_prefix('.')) else {
                continue;
            };
            if let Some(index) = table.columns.iter().position(|known| known == column) {
                return row.cells.get(index).map(|value| Found { id, section, name, row: Some(row), value });
            }
        }
    }
    None
}
