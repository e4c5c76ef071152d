//! What appendices say of a whole report: the methods it used, and where its numbers come from.

use tera::Value;
use tera::value::{Key, Map};

use super::context::map;
use super::handles::Handles;
use super::words::Words;
use crate::locale::{Locale, method_formula, method_reference};
use crate::results::{Method, Origin, Section, Table, Value as Result};

/// What a method was used for: `estimate`, `interval` or `test`.
type Used = (Method, Vec<&'static str>);

/// Every method of the results in the order in which they are first met.
pub(super) fn methods(handles: &Handles, locale: Locale) -> Value {
    let mut used: Vec<Used> = Vec::new();
    for (_, section) in &handles.results().sections {
        section.values.iter().for_each(|(_, value)| add(value, &mut used));
    }
    let listed = used.into_iter().map(|(method, uses)| {
        let name = match uses.first() {
            Some(&"interval") => locale.interval_method(method),
            _ => locale.method(method),
        };
        let uses = uses.into_iter().map(Value::from).collect::<Vec<_>>();
        map([
            ("name", Value::from(name)),
            ("formula", method_formula(method).map_or_else(Value::none, Value::from)),
            ("reference", method_reference(method).map_or_else(Value::none, Value::from)),
            ("uses", Value::from(uses)),
        ])
    });
    Value::from(listed.collect::<Vec<_>>())
}

fn add(value: &Result, used: &mut Vec<Used>) {
    let mut add_one = |method: Method, what: &'static str| {
        // What a publication printed was not computed here.
        if method_reference(method).is_none() {
            return;
        }
        match used.iter_mut().find(|(known, _)| *known == method) {
            Some((_, uses)) if uses.contains(&what) => {}
            Some((_, uses)) => uses.push(what),
            None => used.push((method, vec![what])),
        }
    };
    match value {
        Result::Estimate(estimate) => {
            estimate.method.into_iter().for_each(|method| add_one(method, "estimate"));
            estimate.interval.iter().for_each(|interval| add_one(interval.method, "interval"));
            estimate.tests.iter().for_each(|test| add_one(test.method, "test"));
        }
        Result::Table(Table { rows, .. }) => {
            rows.iter().flat_map(|row| &row.cells).for_each(|cell| add(cell, used));
        }
        Result::Count(_) | Result::Quantity(_) | Result::Curve(_) | Result::Undefined(_) => {}
    }
}

/// Each entry with how its numbers are known and what they were computed from.
pub(super) fn provenance(handles: &Handles, locale: Locale, words: &Words) -> Value {
    let results = handles.results();
    let mut entries: Vec<(&str, Vec<&Section>)> = Vec::new();
    for (_, section) in &results.sections {
        match entries.last_mut() {
            Some((entry, sections)) if *entry == section.entry => sections.push(section),
            _ => entries.push((&section.entry, vec![section])),
        }
    }
    // A checklist is answered by the author, and computed from nothing.
    entries.retain(|(_, sections)| sections[0].label("guideline").is_none());
    let rows = entries.into_iter().map(|(entry, sections)| {
        let first = sections[0];
        let label = ["title", "outcome"].into_iter().find_map(|name| first.label(name));
        let label = label.map_or(entry, |text| text.get(locale.language()));
        let mut bases: Vec<&str> = Vec::new();
        let mut inputs: Vec<String> = Vec::new();
        for section in sections {
            let basis = locale.basis(section.provenance.basis);
            if !bases.contains(&basis) {
                bases.push(basis);
            }
            for input in &section.provenance.inputs {
                let (key, name) = match &input.origin {
                    Origin::Specification => ("origin_specification", String::new()),
                    Origin::Edition => ("origin_edition", results.edition.clone()),
                    Origin::Result(id) => ("origin_result", breakable(id)),
                    Origin::Data { source, .. } | Origin::ProtectedData { source, .. } => {
                        ("origin_data", source.clone())
                    }
                };
                let fillings = if name.is_empty() { Vec::new() } else { vec![("name".to_owned(), name)] };
                let words = words.word(key, &fillings).unwrap_or_default();
                if !inputs.contains(&words) {
                    inputs.push(words);
                }
            }
        }
        map([
            ("id", Value::from(breakable(entry))),
            ("label", Value::from(label)),
            ("basis", Value::from(bases.join(", "))),
            ("inputs", Value::from(inputs.join(", "))),
        ])
    });
    let rows = Value::from(rows.collect::<Vec<_>>());
    Value::from(Map::from_iter([
        (Key::Str("rows"), rows),
        (Key::Str("edition"), Value::from(results.edition.as_str())),
    ]))
}

/// An id that may be broken after each of its names.
fn breakable(id: &str) -> String {
    id.replace('.', ".\u{200b}").replace('_', "_\u{200b}")
}
