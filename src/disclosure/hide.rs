//! Puts a decision into the results: hidden values become undefined, rounded ones become multiples of the base.

use std::collections::BTreeSet;

use super::rule::Rule;
use super::showing::{Part, Place, Rounding, Showing};
use crate::results::{Estimate, Note, Origin, Quantity, Reason, Results, Section, Value};

/// The name of a place as cells write it: `shares[12]`, `table/row/column`.
pub(super) fn name_of(section: &Section, place: Place) -> String {
    let Some((name, value)) = section.values.get(place.value) else { return String::new() };
    match (value, place.part) {
        (Value::Curve(curve), Part::Point(point)) => {
            format!("{name}[{}]", curve.points.get(point).map_or(f64::NAN, |point| point.x))
        }
        (Value::Table(table), Part::Cell(row, column)) => {
            let row = table.rows.get(row).map_or("", |row| row.name.as_str());
            format!("{name}/{row}/{}", table.columns.get(column).map_or("", String::as_str))
        }
        _ => name.clone(),
    }
}

/// Hides and rounds, and takes the cells out of all sections.
pub(super) fn apply(reports: &mut [Results], rule: &Rule, showing: &Showing, hidden: &[bool]) {
    // From the last place to the first, so that points can be taken out of curves.
    for (value, hidden) in showing.values.iter().zip(hidden).rev() {
        let section = &mut reports[value.place.report].sections[value.place.section].1;
        if *hidden {
            let name = name_of(section, value.place);
            hide(section, value.place);
            section.protected.insert(0, name);
        } else if let (Some(base), true) = (rule.base, value.rounding != Rounding::None) {
            round(section, value.place, value.rounding, base);
            add_note(section, if base == 5 { Note::RoundedToFive } else { Note::RoundedToThree });
        }
    }
    let touched: BTreeSet<(usize, usize)> = showing
        .values
        .iter()
        .zip(hidden)
        .filter(|(value, hidden)| **hidden || (rule.base.is_some() && value.rounding != Rounding::None))
        .map(|(value, _)| (value.place.report, value.place.section))
        .collect();
    for (report, section) in touched {
        let section = &mut reports[report].sections[section].1;
        forget_rows(section);
        if !section.protected.is_empty() {
            section.notes.retain(|note| !tells_of_counts(*note, rule));
            add_note(section, Note::Protected);
        }
    }
}

/// Takes the cells out of all sections, so that nothing after disclosure control can hold a count of persons.
pub(super) fn forget_cells(reports: &mut [Results]) {
    for (_, section) in reports.iter_mut().flat_map(|results| &mut results.sections) {
        section.cells.clear();
    }
}

fn hide(section: &mut Section, place: Place) {
    let Some((_, value)) = section.values.get_mut(place.value) else { return };
    match (value, place.part) {
        (Value::Curve(curve), Part::Point(point)) => {
            if point < curve.points.len() {
                curve.points.remove(point);
            }
            if curve.points.is_empty() {
                section.values[place.value].1 = Reason::Protected.into();
            }
        }
        (Value::Table(table), Part::Cell(row, column)) => {
            if let Some(cell) = table.rows.get_mut(row).and_then(|row| row.cells.get_mut(column)) {
                *cell = Reason::Protected.into();
            }
        }
        // The labels of a table tell nothing, and templates look for its rows.
        (Value::Table(table), Part::Whole) => {
            table.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|cell| *cell = Reason::Protected.into());
        }
        (value, Part::Whole) => *value = Reason::Protected.into(),
        _ => {}
    }
}

fn round(section: &mut Section, place: Place, rounding: Rounding, base: u64) {
    let Some((_, value)) = section.values.get_mut(place.value) else { return };
    let value = match (value, place.part) {
        (Value::Curve(curve), Part::Point(point)) => {
            let Some(own) = curve.points.get_mut(point) else { return };
            match rounding.applied(own.y, base) {
                Some(y) => (own.y, own.band) = (y, None),
                None => drop(curve.points.remove(point)),
            }
            return;
        }
        (Value::Table(table), Part::Cell(row, column)) => {
            match table.rows.get_mut(row).and_then(|row| row.cells.get_mut(column)) {
                Some(cell) => cell,
                None => return,
            }
        }
        (value, _) => value,
    };
    let rounded = match value {
        Value::Count(count) => rounding.applied(*count as f64, base).map(|count| Value::Count(count as u64)),
        Value::Quantity(quantity) => {
            rounding.applied(quantity.value, base).map(|value| Quantity { value, ..*quantity }.into())
        }
        // An interval or a test would tell the exact counts.
        Value::Estimate(estimate) => rounding.applied(estimate.value, base).map(|value| {
            Estimate { method: estimate.method, ..Estimate::new(value, estimate.unit, estimate.decimals) }.into()
        }),
        _ => return,
    };
    *value = rounded.unwrap_or_else(|| Reason::Protected.into());
}

fn add_note(section: &mut Section, note: Note) {
    if !section.notes.contains(&note) {
        section.notes.push(note);
    }
}

/// How many rows an analysis read is a count of persons too.
fn forget_rows(section: &mut Section) {
    for input in &mut section.provenance.inputs {
        if let Origin::Data { source, columns, .. } = &input.origin {
            input.origin = Origin::ProtectedData { source: source.clone(), columns: columns.clone() };
        }
    }
}

/// Whether a note depends on the counts of its section, and so would tell of hidden ones, or of what is not there.
fn tells_of_counts(note: Note, rule: &Rule) -> bool {
    match note {
        Note::Rounding
        | Note::NumberNeededNotGiven
        | Note::NumberNeededRounded
        | Note::HalfAdded
        | Note::SmallExpectedCounts => true,
        // It stands where the number of missing outcomes is not nought.
        Note::MissingOutcomes => rule.zeros,
        _ => false,
    }
}
