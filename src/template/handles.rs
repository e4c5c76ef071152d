//! Results as templates see them: names without numbers.
//!
//! No number enters a template. What stands at the end of `employment.month_18.risk_difference` is a *handle*, a string
//! that only names the result; a filter such as `percent` looks the number up and gives finished text. A handle that is
//! printed without a filter is an error.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use tera::value::{Key, Map};
use tera::{Error, Value as Tera};

use super::errors;
use crate::diag::{Problem, one_of};
use crate::results::{Curve, Estimate, Point, Quantity, Results, Row, Section, Table, Value};
use crate::stats::Interval;

/// Starts the handle of a result.
pub(super) const RESULT: char = '\u{F0000}';
/// Starts a short name that several results answer to.
pub(super) const AMBIGUOUS: char = '\u{F0001}';
/// Between the path of a result and what of it is meant: an end of its interval, or a point of a curve.
const PART: char = '#';

/// Whether a handle starts here.
pub(super) fn is_handle(c: char) -> bool {
    matches!(c, RESULT | AMBIGUOUS)
}

/// The path at the start of what follows the first character of a handle.
pub(super) fn path_at(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | PART)));
    text[..end.unwrap_or(text.len())].trim_end_matches('.')
}

/// All results by their paths.
#[derive(Debug)]
pub(super) struct Handles {
    results: Arc<Results>,
    places: HashMap<String, Place>,
    ambiguous: HashMap<String, Vec<String>>,
}

/// Where a value stands: section, value, and row and column of a table.
#[derive(Clone, Copy, Debug)]
struct Place {
    section: usize,
    value: usize,
    cell: Option<(usize, usize)>,
}

/// A result that a handle named.
#[derive(Clone, Debug)]
pub(super) struct Named<'a> {
    /// Its full path.
    pub path: &'a str,
    /// Its row, for a cell of a table.
    pub row: Option<&'a Row>,
    /// The value.
    pub value: Cow<'a, Value>,
}

impl Handles {
    /// The handles of these results.
    pub(super) fn new(results: Arc<Results>) -> Handles {
        let mut places = HashMap::new();
        let mut short: Vec<(String, Vec<String>)> = Vec::new();
        let mut short_at: HashMap<String, usize> = HashMap::new();
        for (section_at, (id, section)) in results.sections.iter().enumerate() {
            let mut add = |rest: &str, value: usize, cell: Option<(usize, usize)>| {
                let path = format!("{id}.{rest}");
                for shorter in short_ids(section) {
                    let brief = format!("{shorter}.{rest}");
                    let at = *short_at.entry(brief.clone()).or_insert_with(|| {
                        short.push((brief, Vec::new()));
                        short.len() - 1
                    });
                    short[at].1.push(path.clone());
                }
                places.insert(path, Place { section: section_at, value, cell });
            };
            for (value_at, (name, value)) in section.values.iter().enumerate() {
                let Value::Table(table) = value else {
                    add(name, value_at, None);
                    continue;
                };
                for (row_at, row) in table.rows.iter().enumerate() {
                    for (column_at, column) in table.columns.iter().enumerate().take(row.cells.len()) {
                        add(&format!("{name}.{}.{column}", row.name), value_at, Some((row_at, column_at)));
                    }
                }
            }
        }
        let mut ambiguous = HashMap::new();
        for (brief, paths) in short {
            match paths.as_slice() {
                [only] => {
                    if let Some(place) = places.get(only).copied() {
                        places.entry(brief).or_insert(place);
                    }
                }
                _ => {
                    if !places.contains_key(&brief) {
                        ambiguous.insert(brief, paths);
                    }
                }
            }
        }
        Handles { results, places, ambiguous }
    }

    /// The results themselves.
    pub(super) fn results(&self) -> &Results {
        &self.results
    }

    /// Every name that can be written, full and short.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.places.keys().chain(self.ambiguous.keys()).map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// Nested maps of handles: one name for each entry, in the order of the results.
    pub(super) fn tree(&self) -> Vec<(String, Tera)> {
        let mut root = Branch::default();
        let mut paths: Vec<(&str, char)> = self.places.keys().map(|path| (path.as_str(), RESULT)).collect();
        paths.extend(self.ambiguous.keys().map(|path| (path.as_str(), AMBIGUOUS)));
        paths.sort_unstable();
        for (path, mark) in paths {
            root.insert(path, format!("{mark}{path}"));
        }
        root.children.into_iter().map(|(name, branch)| (name, branch.into_value())).collect()
    }

    /// The maps of handles of one section, below its id.
    pub(super) fn section_tree(&self, id: &str, section: &Section) -> Tera {
        let mut root = Branch::default();
        for (name, value) in &section.values {
            match value {
                Value::Table(table) => {
                    for row in &table.rows {
                        for column in &table.columns {
                            let rest = format!("{name}.{}.{column}", row.name);
                            root.insert(&rest, format!("{RESULT}{id}.{rest}"));
                        }
                    }
                }
                _ => root.insert(name, format!("{RESULT}{id}.{name}")),
            }
        }
        root.into_value()
    }

    /// The result that a value of a template names.
    ///
    /// A map stands for its `proportion`, so that `{{ employment.treated | percent }}` reads as it is meant.
    ///
    /// # Errors
    /// When it is no handle, or one that several results answer to.
    pub(super) fn named<'a>(&'a self, value: &'a Tera) -> Result<Named<'a>, Error> {
        let handle = match value.as_map() {
            Some(map) => match map.get(&Key::Str("proportion")).and_then(Tera::as_str) {
                Some(handle) => handle,
                None => {
                    let names: Vec<&str> = map.keys().filter_map(Key::as_str).collect();
                    let problem = Problem::new("this names a group of results, not one")
                        .hint(format!("go on with {}", one_of(names)));
                    return Err(errors::carrying(problem));
                }
            },
            None => value.as_str().ok_or_else(|| not_a_result(value))?,
        };
        if let Some(path) = handle.strip_prefix(AMBIGUOUS) {
            return Err(errors::carrying(self.several(path)));
        }
        let Some(path) = handle.strip_prefix(RESULT) else { return Err(not_a_result(value)) };
        let (path, part) = path.split_once(PART).map_or((path, None), |(path, part)| (path, Some(part)));
        let Some(place) = self.places.get(path) else { return Err(not_a_result(value)) };
        let (_, section) = &self.results.sections[place.section];
        let (_, value) = &section.values[place.value];
        let (row, value) = match (place.cell, value) {
            (Some((row, column)), Value::Table(table)) => (Some(&table.rows[row]), &table.rows[row].cells[column]),
            _ => (None, value),
        };
        let value = match (part, value) {
            (Some(part), Value::Curve(curve)) => {
                Cow::Owned(coordinate(curve, part).ok_or_else(|| not_a_result(&Tera::from(handle)))?)
            }
            (Some(end), value) => Cow::Owned(interval_end(path, value, end)?),
            (None, value) => Cow::Borrowed(value),
        };
        Ok(Named { path, row, value })
    }

    /// The section that a value of a template, or all values of a map, belong to; where there are several, the first.
    pub(super) fn section_of<'a>(&'a self, value: &Tera) -> Option<(&'a Section, String)> {
        let handle = first_handle(value)?;
        let path = handle.trim_start_matches([RESULT, AMBIGUOUS]);
        let path = path.split(PART).next().unwrap_or(path);
        let full = self.ambiguous.get(path).and_then(|paths| paths.first()).map_or(path, String::as_str);
        let place = self.places.get(full)?;
        let (_, section) = &self.results.sections[place.section];
        Some((section, section.values[place.value].0.clone()))
    }

    /// The row that a cell, or a map of the cells of one row, belongs to, with its table and section.
    pub(super) fn row_of<'a>(&'a self, value: &Tera) -> Option<(&'a Section, &'a Table, &'a Row)> {
        let handle = first_handle(value)?.strip_prefix(RESULT)?;
        let place = self.places.get(handle.split(PART).next().unwrap_or(handle))?;
        let (_, section) = &self.results.sections[place.section];
        match (&section.values[place.value].1, place.cell) {
            (Value::Table(table), Some((row, _))) => Some((section, table, &table.rows[row])),
            _ => None,
        }
    }

    fn several(&self, path: &str) -> Problem {
        let paths = self.ambiguous.get(path).map(Vec::as_slice).unwrap_or_default();
        Problem::new(format!("`{path}` may mean {} results", paths.len()))
            .hint(format!("write {}", one_of(paths.iter().map(String::as_str))))
    }
}

/// The ids that leave out all of a section's coordinates, or the last of them.
fn short_ids(section: &Section) -> Vec<String> {
    let mut ids = vec![section.entry.clone()];
    for facet in section.coordinates() {
        let longer = format!("{}.{}", ids[ids.len() - 1], facet.slug());
        ids.push(longer);
    }
    ids.pop();
    ids
}

/// The handle of the lower or upper end of an interval.
pub(super) fn end_handle(path: &str, end: &str) -> String {
    format!("{RESULT}{path}{PART}{end}")
}

/// The handles of the points of a curve, each with its `x` and `y`, and the `lower` and `upper` end of its band.
pub(super) fn points(path: &str, curve: &Curve) -> Tera {
    let handle = |place: usize, axis: &str| Tera::from(format!("{RESULT}{path}{PART}{place}.{axis}"));
    let axes = |point: &Point| if point.band.is_some() { &["x", "y", "lower", "upper"][..] } else { &["x", "y"] };
    let point = |(place, point)| {
        Tera::from(axes(point).iter().map(|axis| (Key::from(*axis), handle(place, axis))).collect::<Map>())
    };
    Tera::from(curve.points.iter().enumerate().map(point).collect::<Vec<_>>())
}

/// Where a point of a curve, or an end of its band, stands along one axis: `17.x`.
fn coordinate(curve: &Curve, part: &str) -> Option<Value> {
    let (place, axis) = part.split_once('.')?;
    let point = curve.points.get(place.parse::<usize>().ok()?)?;
    let along = match axis {
        "x" => return Some(Quantity { value: point.x, unit: curve.x_unit, decimals: decimals_across(curve) }.into()),
        "y" => point.y,
        "lower" => point.band?.0,
        "upper" => point.band?.1,
        _ => return None,
    };
    Some(Quantity { value: along, unit: curve.y_unit, decimals: curve.decimals }.into())
}

/// As many decimals as tell two neighbouring points of a curve apart, with a figure to spare; none where all are whole.
fn decimals_across(curve: &Curve) -> i8 {
    let factor = curve.x_unit.shown_factor();
    let steps = curve.points.windows(2).map(|pair| factor * (pair[1].x - pair[0].x)).filter(|step| *step > 0.0);
    let step = steps.fold(f64::INFINITY, f64::min);
    if !step.is_finite() || curve.points.iter().all(|point| (factor * point.x).fract() == 0.0) {
        return 0;
    }
    (1.0 - libm::floor(libm::log10(step))).clamp(-6.0, 4.0) as i8
}

fn first_handle(value: &Tera) -> Option<&str> {
    match value.as_map() {
        Some(map) => map.values().find_map(first_handle),
        None => value.as_str().filter(|text| text.starts_with(is_handle)),
    }
}

fn interval_end(path: &str, value: &Value, end: &str) -> Result<Value, Error> {
    let missing = |what: &str| errors::carrying(Problem::new(format!("`{path}` {what}")));
    let Value::Estimate(Estimate { unit, decimals, interval: Some(interval), .. }) = value else {
        return Err(missing("has no interval"));
    };
    let Interval::Bounded { lower, upper } = interval.bounds else {
        return Err(missing("has no interval with a lower and an upper end"));
    };
    let value = if end == "lower" { lower } else { upper };
    Ok(Value::Quantity(Quantity { value, unit: *unit, decimals: *decimals }))
}

fn not_a_result(value: &Tera) -> Error {
    if value.is_undefined() {
        return errors::undefined();
    }
    let problem = match value.as_str() {
        Some(text) => Problem::new(format!("`{text}` is a text, not a result")),
        None => Problem::new(format!("this is a {}, not a result", value.name())),
    };
    errors::carrying(problem.hint("filters that format numbers take a result such as `employment.risk_difference`"))
}

/// A tree of names.
#[derive(Debug, Default)]
struct Branch {
    handle: Option<String>,
    children: Vec<(String, Branch)>,
}

impl Branch {
    fn insert(&mut self, path: &str, handle: String) {
        match path.split_once('.') {
            Some((first, rest)) => self.child(first).insert(rest, handle),
            None => self.child(path).handle = Some(handle),
        }
    }

    fn child(&mut self, name: &str) -> &mut Branch {
        // Paths come sorted, so that the child is nearly always the last one.
        let at = self.children.iter().rposition(|(known, _)| known == name).unwrap_or_else(|| {
            self.children.push((name.to_owned(), Branch::default()));
            self.children.len() - 1
        });
        &mut self.children[at].1
    }

    fn into_value(self) -> Tera {
        match self.handle {
            Some(handle) if self.children.is_empty() => Tera::from(handle),
            _ => {
                let map: Map =
                    self.children.into_iter().map(|(name, branch)| (Key::from(name), branch.into_value())).collect();
                Tera::from(map)
            }
        }
    }
}
