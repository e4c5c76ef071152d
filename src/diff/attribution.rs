//! Which change has which causes.

use std::collections::{HashMap, HashSet};

use super::cause::{Cause, MethodOf};
use super::change::{Aspect, Change, Content};
use super::comparison::{Compared, Comparison};
use super::conclusion::paired_tests;
use crate::results::{Estimate, Input, Method, Origin, Results, Value};

/// Causes, each once, by the place it was first met.
#[derive(Debug, Default)]
struct Known {
    causes: Vec<Cause>,
    places: HashMap<Cause, usize>,
}

impl Known {
    fn place(&mut self, cause: Cause) -> usize {
        let next = self.causes.len();
        match self.places.get(&cause) {
            Some(place) => *place,
            None => {
                self.causes.push(cause.clone());
                self.places.insert(cause, next);
                next
            }
        }
    }
}

/// Gives every change of numbers its causes, and returns these.
pub(super) fn attribute(found: &mut Comparison, old: &Results, new: &Results) -> Vec<Cause> {
    let mut known = Known::default();
    let mut everywhere = Vec::new();
    if old.schema != new.schema {
        everywhere.push(known.place(Cause::Schema { old: old.schema.clone(), new: new.schema.clone() }));
    }
    if old.edition != new.edition {
        everywhere.push(known.place(Cause::Edition { old: old.edition.clone(), new: new.edition.clone() }));
    }
    let moved = moved(found);
    let stated = stated(found);
    for section in &found.sections {
        if !found.changes[section.changes.clone()].iter().any(Change::is_of_numbers) {
            continue;
        }
        let mut of_section: Vec<usize> =
            provenance(section, &moved).into_iter().map(|cause| known.place(cause)).collect();
        let inputs = stated_inputs(section);
        // Here, or in the section of the whole entry.
        let homes = [section.id, section.new.entry.as_str()];
        let paths = inputs.flat_map(|input| homes.into_iter().find_map(|home| stated.get(&(home, input)))).flatten();
        of_section.extend(paths.map(|path| known.place(Cause::Stated { path: path.clone() })));
        of_section.extend(&everywhere);
        let otherwise: Vec<usize> = unseen(section).into_iter().map(|cause| known.place(cause)).collect();
        for change in &mut found.changes[section.changes.clone()] {
            if change.is_of_numbers() {
                if let Some(cause) = protection(change) {
                    change.why = vec![known.place(cause)];
                    continue;
                }
                let methods = methods(change).into_iter().map(|cause| known.place(cause));
                change.why = methods.chain(of_section.iter().copied()).collect();
                if change.why.is_empty() {
                    change.why.clone_from(&otherwise);
                }
            }
        }
    }
    // What changed a method is the edition, where that is another.
    for change in &mut found.changes {
        if matches!(change.aspect, Aspect::Estimator | Aspect::IntervalMethod | Aspect::Level | Aspect::Tests) {
            change.why.clone_from(&everywhere);
        }
    }
    known.causes
}

/// The results, tables, sections and entries that inputs name and whose numbers changed.
fn moved(found: &Comparison) -> HashSet<String> {
    let inputs = found.sections.iter().flat_map(|section| &section.new.provenance.inputs);
    let named: HashSet<&str> = inputs
        .filter_map(|input| match &input.origin {
            Origin::Result(id) => Some(id.as_str()),
            Origin::Specification | Origin::Edition | Origin::Data { .. } | Origin::ProtectedData { .. } => None,
        })
        .collect();
    let mut moved = HashSet::new();
    if named.is_empty() {
        return moved;
    }
    for section in &found.sections {
        // An id may leave out the facets.
        let short = (section.new.entry != section.id).then_some(section.new.entry.as_str());
        let mut add = |id: &str| named.get(id).map(|id| moved.insert((*id).to_owned()));
        for change in found.changes[section.changes.clone()].iter().filter(|change| change.is_of_numbers()) {
            add(section.id);
            add(&section.new.entry);
            let rest = change.path.strip_prefix(section.id).unwrap_or_default();
            // A cell is a change of its table.
            for (end, _) in
                rest.char_indices().filter(|(at, letter)| *at > 0 && *letter == '.').chain([(rest.len(), '.')])
            {
                add(&change.path[..section.id.len() + end]);
                short.map(|entry| add(&format!("{entry}{}", &rest[..end])));
            }
        }
    }
    moved
}

/// The inputs whose numbers stand in the specification or the edition, before and now, so that the results repeat them.
fn stated_inputs<'a>(section: &Compared<'a>) -> impl Iterator<Item = &'a str> {
    let is_stated = |input: &&Input| matches!(input.origin, Origin::Specification | Origin::Edition);
    let names = |inputs: &'a [Input]| inputs.iter().filter(is_stated).map(|input| input.name.as_str());
    let before: HashSet<&str> = names(&section.old.provenance.inputs).collect();
    names(&section.new.provenance.inputs).filter(move |name| before.contains(name))
}

/// An input states few numbers of its own; more of them are worked out.
const FEW: usize = 3;

/// The numbers of each section that changed and that an input of the entry states: values and rows of tables with the
/// name of the input, and the counts and quantities whose names start with it.
fn stated<'a>(found: &Comparison<'a>) -> HashMap<(&'a str, &'a str), Vec<String>> {
    let mut inputs: HashMap<&str, HashSet<&str>> = HashMap::new();
    for section in &found.sections {
        inputs.entry(section.new.entry.as_str()).or_default().extend(stated_inputs(section));
    }
    let mut stated: HashMap<(&str, &str), Vec<String>> = HashMap::new();
    for Compared { new, id, changes, .. } in &found.sections {
        let Some(names) = inputs.get(new.entry.as_str()).filter(|names| !names.is_empty()) else { continue };
        for change in found.changes[changes.clone()].iter().filter(|change| change.is_of_numbers()) {
            let rest = change.path[id.len()..].trim_start_matches('.');
            let is_plain = ![&change.old, &change.new]
                .into_iter()
                .any(|side| matches!(side, Some(Content::Value(Value::Estimate(_) | Value::Curve(_)))));
            // What it may be the number of: itself, what its name starts with, the row of a table.
            let (start, end) =
                (rest.split('.').next(), rest.split_once('.').and_then(|(_, rest)| rest.rsplit_once('.')));
            let all = [Some(rest), start.filter(|_| is_plain), end.map(|(row, _)| row)];
            for name in all.into_iter().flatten().filter_map(|name| names.get(name)) {
                let paths = stated.entry((*id, *name)).or_default();
                if paths.len() < FEW && !paths.contains(&change.path) {
                    paths.push(change.path.clone());
                }
            }
        }
    }
    stated
}

/// What differs in what two sections were computed from.
fn provenance(section: &Compared, moved: &HashSet<String>) -> Vec<Cause> {
    let mut causes = Vec::new();
    let (olds, news) = (&section.old.provenance.inputs, &section.new.provenance.inputs);
    let other = |input: &Input| Cause::Input { section: section.id.to_owned(), input: input.name.clone() };
    let mut left: Vec<&Input> = olds.iter().collect();
    for input in news {
        let Some(place) = left.iter().position(|known| known.name == input.name) else {
            causes.push(other(input));
            continue;
        };
        match (&left.remove(place).origin, &input.origin) {
            (Origin::Result(a), Origin::Result(b)) if a == b => {
                // A section may be computed from another part of its own entry.
                if moved.contains(b) {
                    causes.push(Cause::Result { id: b.clone() });
                }
            }
            (a, b) if a == b => {}
            (a, b) => match (data(a), data(b)) {
                (Some((source, old_columns, old)), Some((same, new_columns, new))) if source == same => {
                    if let (Some(old), Some(new)) = (old, new)
                        && old != new
                    {
                        causes.push(Cause::Rows { source: source.to_owned(), old, new });
                    }
                    if old_columns != new_columns {
                        let (old, new) = (old_columns.to_vec(), new_columns.to_vec());
                        causes.push(Cause::Columns { source: source.to_owned(), old, new });
                    }
                }
                _ => causes.push(other(input)),
            },
        }
    }
    causes.extend(left.into_iter().map(other));
    let mut seen = HashSet::new();
    causes.retain(|cause| seen.insert(cause.clone()));
    causes
}

/// The source, columns and rows of data; how many rows there are may be hidden.
fn data(origin: &Origin) -> Option<(&str, &[String], Option<u64>)> {
    match origin {
        Origin::Data { source, columns, rows } => Some((source, columns, Some(*rows))),
        Origin::ProtectedData { source, columns } => Some((source, columns, None)),
        Origin::Specification | Origin::Edition | Origin::Result(_) => None,
    }
}

/// What else two sections were computed from, where nothing of it can be seen to differ.
fn unseen(section: &Compared) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    for input in &section.new.provenance.inputs {
        let cause = match &input.origin {
            Origin::Data { source, .. } | Origin::ProtectedData { source, .. } => {
                Cause::Values { source: source.clone() }
            }
            Origin::Specification => Cause::Specification,
            Origin::Edition | Origin::Result(_) => continue,
        };
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    if causes.is_empty() {
        causes.push(Cause::Unknown);
    }
    causes
}

/// Whether a number came or went for the sake of privacy.
fn protection(change: &Change) -> Option<Cause> {
    let is_protected = |side: &Option<Content>| matches!(side, Some(Content::Value(value)) if value.is_protected());
    match (is_protected(&change.old), is_protected(&change.new)) {
        (false, true) => Some(Cause::Hidden),
        (true, false) => Some(Cause::Shown),
        _ => None,
    }
}

/// The methods and levels that differ between two estimates.
fn methods(change: &Change) -> Vec<Cause> {
    let (Some(Content::Value(Value::Estimate(old))), Some(Content::Value(Value::Estimate(new)))) =
        (&change.old, &change.new)
    else {
        return Vec::new();
    };
    let mut causes = Vec::new();
    let mut differ = |of, old: Option<Method>, new: Option<Method>| {
        if old != new {
            causes.push(Cause::Method { of, old, new });
        }
    };
    differ(MethodOf::Estimate, old.method, new.method);
    if let (Some(a), Some(b)) = (old.interval, new.interval) {
        differ(MethodOf::Interval, Some(a.method), Some(b.method));
    }
    tests(old, new, differ);
    if let (Some(a), Some(b)) = (old.interval, new.interval)
        && a.level != b.level
    {
        causes.push(Cause::Level { old: a.level.get().to_string(), new: b.level.get().to_string() });
    }
    causes
}

fn tests(old: &Estimate, new: &Estimate, mut differ: impl FnMut(MethodOf, Option<Method>, Option<Method>)) {
    for (a, b) in paired_tests(&old.tests, &new.tests) {
        differ(MethodOf::Test, Some(a.method), Some(b.method));
    }
}
