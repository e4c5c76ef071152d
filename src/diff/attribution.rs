//! Which change has which causes.

use std::collections::{HashMap, HashSet};

use super::Grounds;
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
pub(super) fn attribute(found: &mut Comparison, old: &Results, new: &Results, grounds: &Grounds) -> Vec<Cause> {
    let mut known = Known::default();
    let mut everywhere = Vec::new();
    if old.schema != new.schema {
        everywhere.push(known.place(Cause::Schema { old: old.schema.clone(), new: new.schema.clone() }));
    }
    if old.edition != new.edition {
        everywhere.push(known.place(Cause::Edition { old: old.edition.clone(), new: new.edition.clone() }));
    }
    everywhere.extend(grounds.tool().map(|cause| known.place(cause)));
    let factors = grounds.factors();
    let (moved, renamed, stated, wholes) = (moved(found), renamed(found), stated(found), wholes(found));
    for (place, section) in found.sections.iter().enumerate() {
        if !found.changes[section.changes.clone()].iter().any(Change::is_of_numbers) {
            continue;
        }
        let given: Vec<&Cause> =
            factors.iter().filter(|factor| factor.bears_upon(section)).map(|factor| &factor.cause).collect();
        let by_file = given.iter().any(|cause| matches!(cause, Cause::File { .. }));
        let by_line = given.iter().any(|cause| matches!(cause, Cause::Lines { .. } | Cause::Seed { .. }));
        // A file that is another says more than that it has other rows.
        let seen = provenance(section, &moved, &renamed);
        let seen = seen.into_iter().filter(|cause| !(by_file && matches!(cause, Cause::Rows { .. })));
        let mut of_section: Vec<usize> =
            seen.chain(given.iter().copied().cloned()).map(|cause| known.place(cause)).collect();
        let inputs = stated_inputs(section);
        let whole = wholes.iter().zip([section.old, section.new]).map(|(known, side)| known.get(side.entry.as_str()));
        let homes: Vec<usize> = std::iter::once(place).chain(whole.flatten().copied()).collect();
        let paths = inputs.flat_map(|input| homes.iter().filter_map(|home| stated.get(&(*home, input)))).flatten();
        // A line of the specification says more than the number that it states.
        let paths = paths.filter(|_| !by_line);
        of_section.extend(paths.map(|path| known.place(Cause::Stated { path: path.clone() })));
        of_section.extend(&everywhere);
        let mut seen = HashSet::new();
        of_section.retain(|cause| seen.insert(*cause));
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
    // What changed a method is the edition or the program, where that is another, or a line of the specification.
    for section in &found.sections {
        let given = factors.iter().filter(|factor| factor.lines.is_some() && factor.bears_upon(section));
        let given: Vec<usize> = given.map(|factor| known.place(factor.cause.clone())).collect();
        for change in &mut found.changes[section.changes.clone()] {
            if matches!(change.aspect, Aspect::Estimator | Aspect::IntervalMethod | Aspect::Level | Aspect::Tests) {
                change.why = given.iter().chain(&everywhere).copied().collect();
            }
        }
    }
    known.causes
}

/// The results, tables, sections and entries that inputs name and whose numbers changed, by their names before and now.
///
/// An input may name what was renamed by either name, so that both count: else a change would have other causes when it
/// is looked at the other way round.
fn moved(found: &Comparison) -> HashSet<String> {
    let sections = found.sections.iter().flat_map(|section| [section.old, section.new]);
    let named: HashSet<&str> = sections
        .flat_map(|section| &section.provenance.inputs)
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
        let before = section.old.id();
        for change in found.changes[section.changes.clone()].iter().filter(|change| change.is_of_numbers()) {
            let was = change.old_path.as_deref().unwrap_or(&change.path);
            let sides = [(before.as_str(), &section.old.entry, was), (section.id, &section.new.entry, &change.path)];
            for (id, entry, path) in sides {
                add_moved(&mut moved, &named, id, entry, path);
            }
        }
    }
    moved
}

/// Adds all that an input may call a changed result: its section, its entry, the table that it stands in, itself.
fn add_moved(moved: &mut HashSet<String>, named: &HashSet<&str>, id: &str, entry: &str, path: &str) {
    // An id may leave out the facets.
    let short = (entry != id).then_some(entry);
    let mut add = |id: &str| named.get(id).map(|id| moved.insert((*id).to_owned()));
    add(id);
    add(entry);
    let rest = path.strip_prefix(id).unwrap_or_default();
    // A cell is a change of its table.
    for (end, _) in rest.char_indices().filter(|(at, letter)| *at > 0 && *letter == '.').chain([(rest.len(), '.')]) {
        add(&path[..id.len() + end]);
        short.map(|entry| add(&format!("{entry}{}", &rest[..end])));
    }
}

/// Whether two inputs name one result, which may have been renamed between them.
fn is_one(renamed: &[(String, String)], a: &str, b: &str) -> bool {
    let rest = |of: &str, id: &str| {
        of.strip_prefix(id).filter(|rest| rest.is_empty() || rest.starts_with('.')).map(str::to_owned)
    };
    a == b || renamed.iter().any(|(was, is)| matches!((rest(a, was), rest(b, is)), (Some(a), Some(b)) if a == b))
}

/// The sections and entries that have another id now, with both ids.
fn renamed(found: &Comparison) -> Vec<(String, String)> {
    let ids = found.sections.iter().flat_map(|section| {
        [(section.old.id(), section.id.to_owned()), (section.old.entry.clone(), section.new.entry.clone())]
    });
    ids.filter(|(was, is)| was != is).collect()
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

/// The numbers that changed and that an input of the entry states, by their section's place in the comparison: values
/// and rows of tables with the name of the input, and the counts and quantities whose names start with it.
fn stated<'a>(found: &Comparison<'a>) -> HashMap<(usize, &'a str), Vec<String>> {
    // By the entry before and by the entry now, which may be other ones for each section of an entry.
    let mut inputs: [HashMap<&str, HashSet<&str>>; 2] = Default::default();
    for section in &found.sections {
        for (known, entry) in inputs.iter_mut().zip([&section.old.entry, &section.new.entry]) {
            known.entry(entry.as_str()).or_default().extend(stated_inputs(section));
        }
    }
    let mut stated: HashMap<(usize, &str), Vec<(&str, &str)>> = HashMap::new();
    for (place, Compared { old, new, id, changes }) in found.sections.iter().enumerate() {
        let both = inputs.iter().zip([&old.entry, &new.entry]);
        let names: HashSet<&str> =
            both.filter_map(|(known, entry)| known.get(entry.as_str())).flatten().copied().collect();
        if names.is_empty() {
            continue;
        }
        let before = old.id();
        for change in found.changes[changes.clone()].iter().filter(|change| change.is_of_numbers()) {
            let is_plain = ![&change.old, &change.new]
                .into_iter()
                .any(|side| matches!(side, Some(Content::Value(Value::Estimate(_) | Value::Curve(_)))));
            // What it may be the number of, by its name before or now: itself, what its name starts with, the row of a
            // table.
            let was = change.old_path.as_deref().unwrap_or(&change.path);
            let sides = [was.strip_prefix(before.as_str()), change.path.strip_prefix(*id)];
            let all = sides.into_iter().flatten().flat_map(|rest| {
                let rest = rest.trim_start_matches('.');
                let (start, end) =
                    (rest.split('.').next(), rest.split_once('.').and_then(|(_, rest)| rest.rsplit_once('.')));
                [Some(rest), start.filter(|_| is_plain), end.map(|(row, _)| row)]
            });
            for name in all.flatten().filter_map(|name| names.get(name)) {
                let paths = stated.entry((place, *name)).or_default();
                if !paths.iter().any(|(_, known)| *known == change.path) {
                    paths.push((was.min(&change.path), &change.path));
                }
            }
        }
    }
    // The same few whichever way the two are compared.
    let few = |mut paths: Vec<(&str, &str)>| {
        if paths.len() > FEW {
            paths.sort_unstable();
            paths.truncate(FEW);
        }
        paths.into_iter().map(|(_, path)| path.to_owned()).collect()
    };
    stated.into_iter().map(|(key, paths)| (key, few(paths))).collect()
}

/// The sections of whole entries, by their entry before and by their entry now: there an entry's numbers may be stated
/// that belong to each of its sections.
fn wholes<'a>(found: &Comparison<'a>) -> [HashMap<&'a str, usize>; 2] {
    let mut wholes: [HashMap<&str, usize>; 2] = Default::default();
    for (place, Compared { old, new, .. }) in found.sections.iter().enumerate() {
        for (known, side) in wholes.iter_mut().zip([old, new]) {
            if side.coordinates().next().is_none() {
                known.insert(side.entry.as_str(), place);
            }
        }
    }
    wholes
}

/// What differs in what two sections were computed from.
fn provenance(section: &Compared, moved: &HashSet<String>, renamed: &[(String, String)]) -> Vec<Cause> {
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
            (Origin::Result(a), Origin::Result(b)) if is_one(renamed, a, b) => {
                // A section may be computed from another part of its own entry.
                if moved.contains(a) || moved.contains(b) {
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
