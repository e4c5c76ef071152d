//! Changes of a known class, planted at a random place of real results.

use super::Dice;
use super::plant_values::in_value;
use crate::diff::ChangeKind;
use crate::results::{Basis, Note, Origin, Results, Role, Table, Text, Value};

/// The list of what can be planted, and all of it in an array.
macro_rules! plants {
    ($($name:ident)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Plant { $($name),* }
        pub(super) const PLANTS: &[Plant] = &[$(Plant::$name),*];
    };
}

plants! {
    Crosses Leaves Side Judgement Unprofitable Profitable Test NoEffectLeft PassesInfinity Exploratory
    Beyond Count NoNumber OneDigit Nothing
    ValueGone ValueNew RowGone SectionGone SectionNew ValueRenamed SectionRenamed
    Label NoteGone SourceLine RowLabel Swapped PointMoved PointGone
    IntervalMethod Estimator Level Basis Input Edition
}

/// A scalar's place: section, value, and row and column of a table.
type Place = (usize, usize, Option<(usize, usize)>);

fn places(results: &Results) -> Vec<Place> {
    let mut all = Vec::new();
    for (s, (_, section)) in results.sections.iter().enumerate() {
        for (v, (_, value)) in section.values.iter().enumerate() {
            match value {
                Value::Table(table) => {
                    for (r, row) in table.rows.iter().enumerate() {
                        all.extend((0..row.cells.len()).map(|c| (s, v, Some((r, c)))));
                    }
                }
                _ => all.push((s, v, None)),
            }
        }
    }
    all
}

fn at<'a>(results: &'a mut Results, (s, v, cell): &Place) -> &'a mut Value {
    let value = &mut results.sections[*s].1.values[*v].1;
    match (cell, value) {
        (Some((r, c)), Value::Table(table)) => &mut table.rows[*r].cells[*c],
        (_, value) => value,
    }
}

fn path(results: &Results, (s, v, cell): &Place) -> String {
    let (id, section) = &results.sections[*s];
    let (name, value) = &section.values[*v];
    match (cell, value) {
        (Some((r, c)), Value::Table(table)) => format!("{id}.{name}.{}.{}", table.rows[*r].name, table.columns[*c]),
        _ => format!("{id}.{name}"),
    }
}

/// Plants a change, and tells where and of which class it is; nothing where these results have no place for it.
pub(super) fn apply(plant: Plant, results: &mut Results, dice: &mut Dice) -> Option<(String, ChangeKind)> {
    let s = dice.below(results.sections.len());
    match plant {
        Plant::Edition => {
            results.edition.push('x');
            return Some(("edition".to_owned(), ChangeKind::MethodOrInput));
        }
        Plant::SectionGone if results.sections.len() > 2 => {
            return Some((results.sections.remove(s).0, ChangeKind::Removed));
        }
        Plant::SectionNew => {
            let id = format!("new_{}", dice.next());
            results.sections.push((id.clone(), super::section(&id, vec![("x", Value::Count(1))])));
            return Some((id, ChangeKind::Added));
        }
        Plant::SectionRenamed => return renamed_section(results, s),
        _ => {}
    }
    if let Some(planted) = in_section(plant, results, s, dice) {
        return Some(planted);
    }
    let all = places(results);
    let start = dice.below(all.len());
    for place in all[start..].iter().chain(&all[..start]) {
        let path = path(results, place);
        if let Some(kind) = in_value(plant, at(results, place), dice) {
            return Some((path, kind));
        }
    }
    None
}

/// A section with a telling value gets another id.
fn renamed_section(results: &mut Results, s: usize) -> Option<(String, ChangeKind)> {
    let (id, section) = &mut results.sections[s];
    let telling = section.values.iter().any(|(_, value)| matches!(value, Value::Estimate(_)));
    telling.then(|| {
        section.entry.push_str("_v2");
        *id = section.id();
        (id.clone(), ChangeKind::Renamed)
    })
}

fn in_section(plant: Plant, results: &mut Results, s: usize, dice: &mut Dice) -> Option<(String, ChangeKind)> {
    let (id, section) = &mut results.sections[s];
    let within = |kind| Some((id.clone(), kind));
    match plant {
        Plant::Exploratory => {
            section.role = match section.role {
                Some(Role::Exploratory) => Some(Role::Primary),
                _ => Some(Role::Exploratory),
            };
            within(ChangeKind::Conclusion)
        }
        Plant::ValueGone if section.values.len() > 1 => {
            let (name, _) = section.values.remove(dice.below(section.values.len()));
            Some((format!("{id}.{name}"), ChangeKind::Removed))
        }
        Plant::ValueNew => {
            let name = format!("new_{}", dice.next());
            section.values.push((name.clone(), Value::Count(dice.next())));
            Some((format!("{id}.{name}"), ChangeKind::Added))
        }
        Plant::ValueRenamed => {
            let estimates = |value: &Value| match value {
                Value::Estimate(estimate) => Some(estimate.value),
                _ => None,
            };
            let of: Vec<f64> = section.values.iter().filter_map(|(_, value)| estimates(value)).collect();
            let alone = |value: f64| of.iter().filter(|other| **other == value).count() == 1;
            let (name, _) = section.values.iter_mut().find(|(_, value)| estimates(value).is_some_and(alone))?;
            name.push_str("_v2");
            Some((format!("{id}.{name}"), ChangeKind::Renamed))
        }
        Plant::Label => {
            let (_, label) = section.labels.first_mut()?;
            *label = Text::Same(format!("new {}", dice.next()));
            within(ChangeKind::Text)
        }
        Plant::NoteGone => {
            match section.notes.is_empty() {
                true => section.notes.push(Note::Rounding),
                false => drop(section.notes.remove(0)),
            }
            within(ChangeKind::Text)
        }
        Plant::SourceLine => {
            section.source = Some(Text::Same(format!("source {}", dice.next())));
            within(ChangeKind::Text)
        }
        Plant::Swapped if section.values.len() > 1 => {
            section.values.swap(0, 1);
            within(ChangeKind::Text)
        }
        Plant::Basis => {
            let provenance = &mut section.provenance;
            provenance.basis = if provenance.basis == Basis::Rule { Basis::Assumed } else { Basis::Rule };
            within(ChangeKind::MethodOrInput)
        }
        Plant::Input => {
            let input = section.provenance.inputs.first_mut()?;
            input.origin = match &input.origin {
                Origin::Data { source, columns, rows } => {
                    Origin::Data { source: source.clone(), columns: columns.clone(), rows: rows + 2 }
                }
                _ => Origin::Result(format!("other_{}", dice.next())),
            };
            within(ChangeKind::MethodOrInput)
        }
        Plant::RowGone | Plant::RowLabel => {
            let (name, table) = section.values.iter_mut().find_map(|(name, value)| match value {
                Value::Table(table) if table.rows.len() > 1 => Some((name, table)),
                _ => None,
            })?;
            let row = dice.below(table.rows.len());
            let path = format!("{id}.{name}.{}", table.rows[row].name);
            Some((path, in_table(plant, table, row)))
        }
        _ => None,
    }
}

fn in_table(plant: Plant, table: &mut Table, row: usize) -> ChangeKind {
    if plant == Plant::RowGone {
        table.rows.remove(row);
        ChangeKind::Removed
    } else {
        table.rows[row].label = Some(Text::Same("another label".to_owned()));
        ChangeKind::Text
    }
}
