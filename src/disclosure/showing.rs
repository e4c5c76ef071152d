//! Which values of the reports show which groups of persons.

use std::collections::{BTreeMap, HashMap};

use super::rule::Rule;
use super::system::Name;
use crate::results::{Estimate, Origin, PersonCell, Quantity, Results, Role, Section, Unit, Value};

/// A value of a report, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    pub report: usize,
    pub section: usize,
    pub value: usize,
    pub part: Part,
}

/// Which part of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// A point of a curve, by its place.
    Point(usize),
    /// A cell of a table, by row and column.
    Cell(usize, usize),
}

/// What becomes of a value where counts are rounded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rounding {
    /// It is a count, and is rounded.
    Count,
    /// It is the share of one count in another, and is worked out anew from the two.
    Share(u64, u64),
    /// It stays as it is, and betrays the exact counts.
    None,
}

/// A value that shows groups.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub place: Place,
    /// How much is lost when it is hidden.
    pub weight: u64,
    pub rounding: Rounding,
    /// The groups that it shows or betrays.
    pub groups: Vec<usize>,
    /// The whole value, where this is a part of one that shows groups too.
    pub whole: Option<usize>,
}

/// All groups, all values that show one, and what shows what.
#[derive(Clone, Debug, Default)]
pub(super) struct Showing {
    /// The groups with their counts, in the order of their names.
    pub groups: Vec<(Name, u64)>,
    /// The values by their places.
    pub values: Vec<Shown>,
    /// The values that show each group.
    pub of_group: Vec<Vec<usize>>,
    /// The sections, by report and place, whose counts could not be linked with those of others.
    pub apart: Vec<(usize, usize)>,
}

impl Showing {
    pub fn of(reports: &[Results]) -> Showing {
        let mut sections: Vec<(&str, usize, usize)> = Vec::new();
        for (report, results) in reports.iter().enumerate() {
            sections.extend(results.sections.iter().enumerate().map(|(at, (id, _))| (id.as_str(), report, at)));
        }
        // By name, so that the order of a specification decides nothing.
        sections.sort_unstable();
        let mut linked = Linked::default();
        let mut by_name: BTreeMap<Name, (u64, Vec<Place>)> = BTreeMap::new();
        let mut apart = Vec::new();
        for (_, report, at) in sections {
            let section = &reports[report].sections[at].1;
            let (names, is_apart) = linked.names(section);
            if is_apart {
                apart.push((report, at));
            }
            for (name, cell) in names.into_iter().zip(&section.cells) {
                let (_, places) = by_name.entry(name).or_insert((cell.count, Vec::new()));
                places.extend(places_of(section, cell).into_iter().map(|(value, part)| Place {
                    report,
                    section: at,
                    value,
                    part,
                }));
            }
        }
        let mut showing = Showing { apart, ..Showing::default() };
        let mut shown: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
        for (group, (name, (count, places))) in by_name.into_iter().enumerate() {
            showing.groups.push((name, count));
            places.into_iter().for_each(|place| shown.entry(place).or_default().push(group));
        }
        for (report, results) in reports.iter().enumerate() {
            pass_on(report, results, &mut shown);
        }
        showing.of_group = vec![Vec::new(); showing.groups.len()];
        let wholes: HashMap<Place, usize> =
            shown.keys().copied().zip(0..).filter(|(place, _)| place.part == Part::Whole).collect();
        for (number, (place, mut groups)) in shown.into_iter().enumerate() {
            groups.sort_unstable();
            groups.dedup();
            groups.iter().for_each(|group| showing.of_group[*group].push(number));
            let (_, section) = &reports[place.report].sections[place.section];
            let whole = (place.part != Part::Whole).then(|| wholes.get(&Place { part: Part::Whole, ..place }).copied());
            showing.values.push(Shown {
                place,
                weight: weight(section, place),
                rounding: rounding(section, place, &groups, &showing.groups),
                whole: whole.flatten(),
                groups,
            });
        }
        showing
    }
}

/// Names under which groups are linked: a group has one count.
#[derive(Default)]
struct Linked {
    worlds: Vec<BTreeMap<Name, u64>>,
}

impl Linked {
    /// The names of the cells of a section; the section stands apart where its counts contradict those of others.
    fn names(&mut self, section: &Section) -> (Vec<Name>, bool) {
        let own: Vec<Name> = section
            .cells
            .iter()
            .map(|cell| {
                let mut keys = cell.keys.clone();
                keys.sort_unstable();
                keys.dedup();
                (cell.source.clone(), keys)
            })
            .collect();
        let fits = |world: &BTreeMap<Name, u64>| {
            own.iter().zip(&section.cells).all(|(name, cell)| world.get(name).is_none_or(|count| *count == cell.count))
        };
        let number = self.worlds.iter().position(fits).unwrap_or_else(|| {
            self.worlds.push(BTreeMap::new());
            self.worlds.len() - 1
        });
        let world = &mut self.worlds[number];
        let mut names = Vec::new();
        let mut contradicts = number > 0;
        for (name, cell) in own.into_iter().zip(&section.cells) {
            let count = *world.entry(name.clone()).or_insert(cell.count);
            let (source, keys) = name;
            if count == cell.count {
                names.push((in_world(&source, number), keys));
            } else {
                // A section that contradicts itself: this cell is by itself.
                contradicts = true;
                names.push((format!("{source}\u{1}{}\u{1}{}", section.id(), names.len()), keys));
            }
        }
        (names, contradicts)
    }
}

fn in_world(source: &str, number: usize) -> String {
    if number == 0 { source.to_owned() } else { format!("{source}\u{1}{number}") }
}

/// The values of a section that show a cell. A name that nothing has stands for all of them.
fn places_of(section: &Section, cell: &PersonCell) -> Vec<(usize, Part)> {
    let mut places = Vec::new();
    for name in &cell.shown_in {
        let found = find(section, name);
        if found.is_empty() {
            places.extend((0..section.values.len()).map(|value| (value, Part::Whole)));
        }
        places.extend(found);
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// What a name stands for: a value, a point of a curve, a cell or a row of a table.
fn find(section: &Section, name: &str) -> Vec<(usize, Part)> {
    if let Some(value) = section.values.iter().position(|(known, _)| known == name) {
        return vec![(value, Part::Whole)];
    }
    let mut found = Vec::new();
    for (at, (known, value)) in section.values.iter().enumerate() {
        let Some(rest) = name.strip_prefix(known.as_str()) else { continue };
        match value {
            Value::Curve(curve) => {
                let x = rest.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')?.parse::<f64>().ok());
                let is_here = |point: &crate::results::Point| x.is_some_and(|x| (point.x - x).abs() <= 1e-9 * x.abs());
                found.extend(
                    (0..curve.points.len()).filter(|i| is_here(&curve.points[*i])).map(|i| (at, Part::Point(i))),
                );
            }
            Value::Table(table) => {
                let Some(rest) = rest.strip_prefix('/') else { continue };
                for (row, own) in table.rows.iter().enumerate() {
                    let Some(rest) = rest.strip_prefix(own.name.as_str()) else { continue };
                    let columns = (0..table.columns.len().min(own.cells.len())).filter(|column| {
                        rest.is_empty() || rest.strip_prefix('/') == Some(table.columns[*column].as_str())
                    });
                    found.extend(columns.map(|column| (at, Part::Cell(row, column))));
                }
            }
            _ => {}
        }
    }
    found
}

/// Sections that are worked out from an earlier result betray its groups with all their values, unless they say which
/// values do so by cells of their own.
fn pass_on(report: usize, results: &Results, shown: &mut BTreeMap<Place, Vec<usize>>) {
    let place_of: HashMap<&str, usize> = results.sections.iter().map(|(id, _)| id.as_str()).zip(0..).collect();
    for (at, (_, section)) in results.sections.iter().enumerate().filter(|(_, (_, section))| section.cells.is_empty()) {
        let mut groups: Vec<usize> = Vec::new();
        for input in &section.provenance.inputs {
            let Origin::Result(path) = &input.origin else { continue };
            let Ok(found) = results.find(path) else { continue };
            let Some(from) = place_of.get(found.id) else { continue };
            let value = found.section.values.iter().position(|(name, _)| name == found.name);
            let start = Place { report, section: *from, value: value.unwrap_or(0), part: Part::Whole };
            let of_value =
                shown.range(start..).take_while(|(place, _)| Place { part: Part::Whole, ..**place } == start);
            groups.extend(of_value.flat_map(|(_, groups)| groups));
        }
        if !groups.is_empty() {
            for value in 0..section.values.len() {
                shown.entry(Place { report, section: at, value, part: Part::Whole }).or_default().extend(&groups);
            }
        }
    }
}

/// The scalar at a place; a point of a curve is none.
pub(super) fn scalar(section: &Section, place: Place) -> Option<&Value> {
    match (&section.values.get(place.value)?.1, place.part) {
        (Value::Table(table), Part::Cell(row, column)) => table.rows.get(row)?.cells.get(column),
        (value, Part::Whole) => Some(value),
        _ => None,
    }
}

/// How much is lost with a value: estimates more than counts, and primary outcomes more than others.
fn weight(section: &Section, place: Place) -> u64 {
    let role = match section.role {
        Some(Role::Primary) => 4,
        Some(Role::Secondary) => 2,
        Some(Role::Exploratory) | None => 1,
    };
    let own = match scalar(section, place) {
        Some(Value::Curve(_) | Value::Table(_)) => 12,
        Some(Value::Estimate(Estimate { interval: Some(_), .. })) => 4,
        _ => 2,
    };
    role * own
}

/// What becomes of a value where counts are rounded.
fn rounding(section: &Section, place: Place, groups: &[usize], all: &[(Name, u64)]) -> Rounding {
    let share = |value: f64| {
        let mut pairs = groups.iter().flat_map(|part| groups.iter().map(move |whole| (&all[*part], &all[*whole])));
        let found = pairs.find(|(part, whole)| {
            part.0.0 == whole.0.0
                && part.0.1.len() > whole.0.1.len()
                && whole.0.1.iter().all(|key| part.0.1.contains(key))
                && part.1 as f64 / whole.1 as f64 == value
        });
        found.map_or(Rounding::None, |(part, whole)| Rounding::Share(part.1, whole.1))
    };
    let count = |count: f64| match groups.iter().any(|group| all[*group].1 as f64 == count) {
        true => Rounding::Count,
        false => Rounding::None,
    };
    if let (Some((_, Value::Curve(curve))), Part::Point(point)) = (section.values.get(place.value), place.part) {
        return match (curve.y_unit, curve.points.get(point)) {
            (Unit::Proportion, Some(point)) => share(point.y),
            (Unit::Persons, Some(point)) => count(point.y),
            _ => Rounding::None,
        };
    }
    match scalar(section, place) {
        Some(Value::Count(value)) => count(*value as f64),
        Some(Value::Quantity(Quantity { value, unit, .. }) | Value::Estimate(Estimate { value, unit, .. })) => {
            match unit {
                Unit::Proportion => share(*value),
                Unit::Persons => count(*value),
                _ => Rounding::None,
            }
        }
        _ => Rounding::None,
    }
}

impl Rounding {
    /// The shown number of a rounded count or share; nothing where the whole is rounded to nought.
    pub fn applied(self, value: f64, base: u64) -> Option<f64> {
        let rounded = |count: u64| Rule::rounded(count, base) as f64;
        match self {
            Rounding::Count => Some(rounded(value as u64)),
            Rounding::Share(part, whole) => {
                let whole = rounded(whole);
                (whole > 0.0).then(|| (rounded(part) / whole).min(1.0))
            }
            Rounding::None => Some(value),
        }
    }
}
