//! What templates see beside the handles: the entries with their words, and the report itself.

use tera::Value;
use tera::value::{Key, Map};

use super::document::{Cell, Column, Document, Favours, Figure, FigureBody, Forest, ReferenceStyle, Row, Width};
use super::handles::{Handles, points};
use crate::locale::{Locale, Style};
use crate::results::{
    Estimate, Facet, FacetValue, Method, Note, Reason, Role, Section, Table, Text, Unit, Value as Result,
};
use crate::stats::Level;

/// A map from names to values.
pub(super) fn map<const N: usize>(pairs: [(&'static str, Value); N]) -> Value {
    Value::from(pairs.into_iter().map(|(name, value)| (Key::Str(name), value)).collect::<Map>())
}

fn optional(text: Option<&str>) -> Value {
    text.map_or_else(Value::none, Value::from)
}

/// Typst markup that goes through as it is.
pub(super) fn markup(text: Option<&str>) -> Value {
    text.map_or_else(Value::none, |text| Value::safe_string(text.trim()))
}

fn texts(texts: &[String]) -> Value {
    Value::from(texts.iter().map(|text| Value::from(text.as_str())).collect::<Vec<_>>())
}

/// The ids of the analyses that an id stands for: an entry's, where it has `for_each`, or one of them.
pub(super) fn analyses(handles: &Handles, id: &str) -> Vec<String> {
    let mut ids: Vec<String> = handles.results().sections_of(id).map(Section::analysis).collect();
    ids.dedup();
    ids
}

/// Whether analyses of one entry differ by their outcome alone, so that one table can show them under the same heads.
pub(super) fn differ_by_outcome(handles: &Handles, id: &str) -> bool {
    let firsts: Vec<&Section> = analyses(handles, id)
        .iter()
        .filter_map(|analysis| {
            handles
                .results()
                .sections
                .iter()
                .map(|(_, section)| section)
                .find(|section| section.analysis() == *analysis)
        })
        .collect();
    let same = |a: &Section, b: &Section| {
        let words = |section: &Section| -> Vec<(String, Text)> {
            section
                .labels
                .iter()
                .filter(|(name, _)| !["outcome", "label", "note"].contains(&name.as_str()))
                .cloned()
                .collect()
        };
        let units = |section: &Section| -> Vec<(String, Unit, Option<Level>)> {
            section
                .values
                .iter()
                .filter_map(|(name, value)| match value {
                    Result::Estimate(estimate) => {
                        Some((name.clone(), estimate.unit, estimate.interval.as_ref().map(|interval| interval.level)))
                    }
                    _ => None,
                })
                .collect()
        };
        let (a_units, b_units) = (units(a), units(b));
        let fits = a_units.iter().all(|(name, unit, level)| {
            b_units.iter().all(|(other, other_unit, other_level)| {
                name != other
                    || (unit == other_unit && (level == other_level || level.is_none() || other_level.is_none()))
            })
        });
        words(a) == words(b) && fits && a.facets.is_empty() == b.facets.is_empty()
    };
    let distinct = |at: usize| firsts[..at].iter().all(|other| other.label("outcome") != firsts[at].label("outcome"));
    firsts.windows(2).all(|pair| same(pair[0], pair[1])) && (0..firsts.len()).all(distinct)
}

/// What an analysis is of, among the several of its entry: «kvinner»; nothing where it is the only one.
pub(super) fn combination(handles: &Handles, locale: Locale, id: &str) -> Option<String> {
    let mut sections = handles.results().sections.iter().map(|(_, section)| section).filter(|one| one.belongs_to(id));
    let first = sections.next()?;
    let same = sections.all(|other| other.combination == first.combination);
    let words: Vec<String> = first.combination.iter().map(|facet| locale.facet(facet)).collect();
    (same && !words.is_empty()).then(|| words.join(", "))
}

/// An analysis with all its sections, for the templates of its kind; or all analyses of an entry.
pub(super) fn entry(handles: &Handles, locale: Locale, id: &str) -> Option<Value> {
    let sections: Vec<(&str, &Section)> = handles
        .results()
        .sections
        .iter()
        .filter(|(_, section)| section.belongs_to(id))
        .map(|(id, section)| (id.as_str(), section))
        .collect();
    let (_, first) = *sections.first()?;
    let own = |text: &Text| text.get(locale.language()).to_owned();
    let mut outcomes: Vec<String> = Vec::new();
    for outcome in sections.iter().filter_map(|(_, section)| section.label("outcome")).map(own) {
        if !outcomes.contains(&outcome) {
            outcomes.push(outcome);
        }
    }
    let mut notes: Vec<Note> = Vec::new();
    let mut remarks: Vec<String> = Vec::new();
    let mut sources: Vec<String> = Vec::new();
    for (_, section) in &sections {
        notes.extend(section.notes.iter().copied().filter(|note| !said_with_abbreviations(*note)));
        for (list, text) in [(&mut sources, section.source.as_ref()), (&mut remarks, section.label("note"))] {
            let text = text.map(own).unwrap_or_default().trim().to_owned();
            if !text.is_empty() && !list.contains(&text) {
                list.push(text);
            }
        }
    }
    // One order in all tables, whatever order the sections name them in.
    notes.sort_unstable();
    notes.dedup();
    let joined = |texts: &[String]| (!texts.is_empty()).then(|| texts.join(" "));
    Some(map([
        ("id", Value::from(id)),
        ("kind", Value::from(first.kind.as_str())),
        ("labels", labels(first, locale)),
        (
            "of_several",
            Value::from(combination(handles, locale, id).map(|words| format!(", {words}")).unwrap_or_default()),
        ),
        ("outcomes", optional((!outcomes.is_empty()).then(|| locale.list(&outcomes)).as_deref())),
        ("role", optional(first.role.map(role))),
        ("basis", Value::from(basis(first))),
        ("basis_name", Value::from(locale.basis(first.provenance.basis))),
        ("times", optional(times(locale, &sections).as_deref())),
        (
            "noted",
            Value::from(
                notes.iter().map(|note| (Key::from(name_of(*note)), Value::from(locale.note(*note)))).collect::<Map>(),
            ),
        ),
        ("notes", Value::from(notes.into_iter().map(|note| Value::from(locale.note(note))).collect::<Vec<_>>())),
        ("remark", markup(joined(&remarks).as_deref())),
        ("source", markup(joined(&sources).as_deref())),
        (
            "sections",
            Value::from(
                sections
                    .iter()
                    .enumerate()
                    .map(|(at, (id, section))| {
                        let starts = at == 0 || sections[at - 1].1.combination != section.combination;
                        self::section(handles, locale, id, section, (&sections, starts))
                    })
                    .collect::<Vec<_>>(),
            ),
        ),
    ]))
}

/// The name of a note in `results.json`, by which a template asks for it.
fn name_of(note: Note) -> String {
    serde_json::to_value(note).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Whether the line of abbreviations under a table of effects says the same.
fn said_with_abbreviations(note: Note) -> bool {
    matches!(note, Note::NumberNeededNotGiven | Note::NumberNeededRounded)
}

/// A section; `starts` says that it is the first of its analysis.
fn section(
    handles: &Handles,
    locale: Locale,
    id: &str,
    section: &Section,
    (neighbours, starts): (&[(&str, &Section)], bool),
) -> Value {
    let facets = section.facets.iter().map(|facet| locale.facet(facet)).collect::<Vec<_>>();
    let tables: Map = section
        .values
        .iter()
        .filter_map(|(name, value)| match value {
            Result::Table(table) => Some((Key::from(name.clone()), rows(locale, &format!("{id}.{name}"), table))),
            _ => None,
        })
        .collect();
    let curves: Map = section
        .values
        .iter()
        .filter_map(|(name, value)| match value {
            Result::Curve(curve) => Some((Key::from(name.clone()), points(&format!("{id}.{name}"), curve))),
            _ => None,
        })
        .collect();
    let scalars: Vec<Value> = section
        .values
        .iter()
        .filter(|(_, value)| !matches!(value, Result::Table(_) | Result::Curve(_)))
        .map(|(name, _)| {
            map([
                ("name", Value::from(name.as_str())),
                ("label", optional(section.label(name).map(|text| text.get(locale.language())))),
                ("value", Value::from(format!("{}{id}.{name}", super::handles::RESULT))),
            ])
        })
        .collect();
    map([
        ("id", Value::from(id)),
        ("starts", Value::from(starts)),
        ("facet", optional((!facets.is_empty()).then(|| facets.join(", ")).as_deref())),
        ("time", optional(time(locale, section, neighbours).as_deref())),
        ("labels", labels(section, locale)),
        ("basis", Value::from(basis(section))),
        ("values", handles.section_tree(id, section)),
        ("scalars", Value::from(scalars)),
        ("tables", Value::from(tables)),
        ("curves", Value::from(curves)),
    ])
}

fn labels(section: &Section, locale: Locale) -> Value {
    let labels: Map = section
        .labels
        .iter()
        .map(|(name, text)| (Key::from(name.clone()), Value::from(text.get(locale.language()))))
        .collect();
    Value::from(labels)
}

fn rows(locale: Locale, path: &str, table: &Table) -> Value {
    let rows: Vec<Value> = table
        .rows
        .iter()
        .map(|row| {
            let words = |words: &[(String, Text)]| -> Map {
                let own =
                    |(name, text): &(String, Text)| (Key::from(name.clone()), Value::from(text.get(locale.language())));
                words.iter().map(own).collect()
            };
            let cells: Map = table
                .columns
                .iter()
                .map(|column| {
                    let handle = format!("{}{path}.{}.{column}", super::handles::RESULT, row.name);
                    (Key::from(column.clone()), Value::from(handle))
                })
                .collect();
            map([
                ("name", Value::from(row.name.as_str())),
                ("label", optional(row.label.as_ref().map(|text| text.get(locale.language())))),
                ("basis", optional(row.basis.map(basis_key).as_deref())),
                ("basis_name", optional(row.basis.map(|basis| locale.basis(basis)))),
                ("source", markup(row.source.as_ref().map(|text| text.get(locale.language())))),
                ("words", Value::from(words(&row.words))),
                ("cells", Value::from(cells)),
            ])
        })
        .collect();
    Value::from(rows)
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Primary => "primary",
        Role::Secondary => "secondary",
        Role::Exploratory => "exploratory",
    }
}

fn basis(section: &Section) -> String {
    basis_key(section.provenance.basis)
}

fn basis_key(basis: crate::results::Basis) -> String {
    use crate::results::Basis;
    match basis {
        Basis::Observed => "observed",
        Basis::Published => "published",
        Basis::Reconstructed => "reconstructed",
        Basis::Inferred => "inferred",
        Basis::Assumed => "assumed",
        Basis::Rule => "rule",
        Basis::Simulated => "simulated",
    }
    .to_owned()
}

/// «to år» or «18 måneder», for a section of one point in time; in figures where a neighbour needs them.
///
/// Numbers to twelve are written in letters, but not beside larger ones of the same kind.
fn time(locale: Locale, section: &Section, neighbours: &[(&str, &Section)]) -> Option<String> {
    let (value, unit) = point_in_time(section)?;
    let words = locale.facet(section.facets.first()?);
    let in_letters = |value: f64| value.fract() == 0.0 && (1.0..=12.0).contains(&value);
    let points = neighbours.iter().filter_map(|(_, neighbour)| point_in_time(neighbour));
    if points.filter(|(_, other)| *other == unit).all(|(point, _)| in_letters(point)) {
        return Some(locale.duration(value, unit));
    }
    Some(words)
}

/// The time of a section that has one facet, a time without words of its own.
fn point_in_time(section: &Section) -> Option<(f64, Unit)> {
    let [Facet { value: FacetValue::Number { value, unit }, label: None, .. }] = section.facets.as_slice() else {
        return None;
    };
    matches!(unit, Unit::Years | Unit::Months | Unit::Weeks | Unit::Days).then_some((*value, *unit))
}

/// «12 og 18 måneder», where the sections differ by one number of the same unit and by nothing else.
fn times(locale: Locale, sections: &[(&str, &Section)]) -> Option<String> {
    let points: Vec<(&Facet, f64)> = sections
        .iter()
        .filter(|(_, section)| !section.facets.is_empty())
        .map(|(_, section)| match section.facets.as_slice() {
            [facet @ Facet { value: FacetValue::Number { value, .. }, label: None, .. }] => Some((facet, *value)),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let same_unit = |a: &FacetValue, b: &FacetValue| matches!((a, b), (FacetValue::Number { unit: a, .. }, FacetValue::Number { unit: b, .. }) if a == b);
    let ((last, last_value), others) = points.split_last()?;
    if !others.iter().all(|(facet, _)| same_unit(&facet.value, &last.value)) {
        return None;
    }
    let number = |value: f64| locale.number(value, if value.fract() == 0.0 { 0 } else { 1 }, Style::Text);
    let words = locale.facet(last);
    let unit = words.strip_prefix(&number(*last_value))?;
    let mut numbers: Vec<String> = Vec::new();
    for shown in points.iter().map(|(_, value)| number(*value)) {
        if !numbers.contains(&shown) {
            numbers.push(shown);
        }
    }
    Some(format!("{}{unit}", locale.list(&numbers)))
}

/// The methods of the intervals of these values in an entry, each once, in order. Where there are several and the values
/// have `names`, each method is followed by what it was used for: «Katz’ logaritmiske metode (RR)».
pub(super) fn interval_methods(
    handles: &Handles,
    locale: Locale,
    entry: &str,
    values: &[String],
    names: &[String],
) -> Vec<String> {
    let mut methods: Vec<(Method, Vec<&str>)> = Vec::new();
    for (at, name) in values.iter().enumerate() {
        for section in handles.results().sections_of(entry) {
            let Some(Result::Estimate(Estimate { interval: Some(interval), .. })) = section.find(name) else {
                continue;
            };
            let known = methods.iter().position(|(method, _)| *method == interval.method).unwrap_or_else(|| {
                methods.push((interval.method, Vec::new()));
                methods.len() - 1
            });
            let uses = &mut methods[known].1;
            if let Some(words) = names.get(at).map(String::as_str).filter(|words| !uses.contains(words)) {
                uses.push(words);
            }
        }
    }
    let several = methods.len() > 1;
    let written = |(method, uses): (Method, Vec<&str>)| {
        let name = locale.interval_method(method);
        if several && !uses.is_empty() { format!("{name} ({})", locale.list(&uses)) } else { name.to_owned() }
    };
    methods.into_iter().map(written).collect()
}

/// The methods of the first tests of these values in an entry, each once, in order.
pub(super) fn test_methods(handles: &Handles, locale: Locale, entry: &str, values: &[String]) -> Vec<String> {
    let mut methods: Vec<Method> = Vec::new();
    for section in handles.results().sections_of(entry) {
        for name in values {
            let Some(Result::Estimate(estimate)) = section.find(name) else { continue };
            let method = estimate.tests.first().map(|test| test.method);
            methods.extend(method.filter(|method| !methods.contains(method)));
        }
    }
    methods.into_iter().map(|method| locale.test_method(method).to_owned()).collect()
}

/// Why some of these values in an entry are not defined, each reason once, in order.
pub(super) fn reasons(handles: &Handles, locale: Locale, entry: &str, values: &[String]) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for section in handles.results().sections_of(entry) {
        for name in values {
            let Some(Result::Undefined(undefined)) = section.find(name) else { continue };
            // What is not shown has a sign and a note of its own.
            if undefined.reason == Reason::Protected {
                continue;
            }
            let reason = locale.reason(undefined.reason);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    }
    reasons
}

/// The fields of the report, without its parts.
pub(super) fn document(document: &Document, locale: Locale) -> Map {
    let date = document.date;
    let date_code = format!("datetime(year: {}, month: {}, day: {})", date.year(), date.month(), date.day());
    let colophon: Vec<Value> = document
        .colophon
        .iter()
        .map(|(label, text)| map([("label", Value::from(label.as_str())), ("text", Value::from(text.as_str()))]))
        .collect();
    let attachments: Vec<Value> = document
        .attachments
        .iter()
        .map(|file| {
            map([
                ("name", Value::from(file.name.as_str())),
                ("relationship", Value::from(file.relationship.name())),
                ("mime_type", Value::from(file.mime_type.as_str())),
                ("description", Value::from(file.description.as_str())),
            ])
        })
        .collect();
    let references = document.references.as_ref().map(|references| {
        let (style, is_file) = match &references.style {
            ReferenceStyle::Named(name) => (name, false),
            ReferenceStyle::File(name, _) => (name, true),
        };
        map([
            ("name", Value::from(references.name.as_str())),
            ("style", Value::from(style.as_str())),
            ("style_is_file", Value::from(is_file)),
            ("numbered", Value::from(!is_file && style.contains("vancouver"))),
        ])
    });
    let pairs = [
        ("title", Value::from(document.title.as_str())),
        ("cover_title", markup(document.cover_title.as_deref())),
        ("subtitle", optional(document.subtitle.as_deref())),
        ("short_title", optional(document.short_title.as_deref())),
        ("language", Value::from(document.language.code())),
        ("authors", texts(&document.authors)),
        ("institute", optional(document.institute.as_deref())),
        ("series", optional(document.series.as_deref())),
        ("number", optional(document.number.as_deref())),
        ("commissioned_by", texts(&document.commissioned_by)),
        ("date", Value::safe_string(&date_code)),
        ("date_text", Value::from(locale.date(date, Style::Text))),
        ("month_year", Value::from(locale.month_year(date))),
        ("keywords", texts(&document.keywords)),
        ("description", optional(document.description.as_deref())),
        ("cover_note", optional(document.cover_note.as_deref())),
        ("review_note", optional(document.review_note.as_deref())),
        ("colophon", Value::from(colophon)),
        ("colophon_note", optional(document.colophon_note.as_deref())),
        ("references", references.unwrap_or_else(Value::none)),
        ("attachments", Value::from(attachments)),
    ];
    pairs.into_iter().map(|(name, value)| (Key::Str(name), value)).collect()
}

/// A figure, for `figure.typ`.
pub(super) fn figure(figure: &Figure) -> Value {
    let width = match figure.width {
        Width::Wide => "wide",
        Width::Text => "text",
    };
    let forest = match &figure.body {
        FigureBody::Picture { .. } => Value::none(),
        FigureBody::Forest(forest) => self::forest(figure, forest),
    };
    map([
        ("id", Value::from(figure.id.as_str())),
        ("file", Value::from(file(figure, 0))),
        ("title", Value::from(figure.title.as_str())),
        ("unit", optional(figure.unit.as_deref())),
        ("alt", Value::from(figure.alt.as_str())),
        ("note", optional(figure.note.as_deref())),
        ("source", markup(figure.source.as_deref())),
        ("tag", optional(figure.tag.as_deref())),
        ("width", Value::from(width)),
        ("forest", forest),
    ])
}

/// The path of a figure's picture beside the report; a figure that goes on over pages has several.
pub(super) fn file(figure: &Figure, index: usize) -> String {
    match index {
        0 => format!("charts/{}.svg", figure.id),
        index => format!("charts/{}_{}.svg", figure.id, index + 1),
    }
}

fn forest(figure: &Figure, forest: &Forest) -> Value {
    let length = |mm: f64| Value::safe_string(&format!("{mm}mm"));
    let columns: Vec<Value> = forest
        .columns
        .iter()
        .map(|Column { head, sub, over, align, plot, muted, gap_mm }| {
            map([
                ("head", Value::from(head.as_str())),
                ("sub", optional(sub.as_deref())),
                ("over", optional(over.as_ref().map(|(words, _)| words.as_str()))),
                ("span", Value::from(over.as_ref().map_or(1, |(_, span)| *span) as u64)),
                ("align", align.map_or_else(Value::none, Value::safe_string)),
                ("plot", Value::from(*plot)),
                ("muted", Value::from(*muted)),
                ("gap", gap_mm.map_or_else(Value::none, length)),
            ])
        })
        .collect();
    let rows = |rows: &[Row]| Value::from(rows.iter().map(row).collect::<Vec<_>>());
    let parts: Vec<Value> = forest
        .parts
        .iter()
        .enumerate()
        .map(|(index, part)| {
            map([
                ("file", Value::from(file(figure, index))),
                ("alt", Value::from(part.alt.as_str())),
                ("rows", rows(&part.rows)),
                ("summary", rows(&part.summary)),
            ])
        })
        .collect();
    let favours = forest.favours.as_ref().map(|Favours { left, right, at_mm }| {
        map([("left", Value::from(left.as_str())), ("right", Value::from(right.as_str())), ("at", length(*at_mm))])
    });
    let marks: Vec<Value> = forest
        .marks
        .iter()
        .map(|(mark, words)| map([("mark", Value::from(mark.as_str())), ("words", Value::from(words.as_str()))]))
        .collect();
    map([
        ("columns", Value::from(columns)),
        ("parts", Value::from(parts)),
        ("width", length(forest.panel_width_mm)),
        ("pitch", length(forest.pitch_mm)),
        ("favours", favours.unwrap_or_else(Value::none)),
        ("marks", Value::from(marks)),
    ])
}

fn row(row: &Row) -> Value {
    match row {
        Row::Group(label) => map([("group", Value::from(label.as_str()))]),
        Row::Cells { cells, strong } => {
            let cells: Vec<Value> = cells.iter().map(cell).collect();
            map([("group", Value::none()), ("cells", Value::from(cells)), ("strong", Value::from(*strong))])
        }
    }
}

fn cell(cell: &Cell) -> Value {
    let none = Value::none;
    let (text, mark, judgement) = match cell {
        Cell::Text(text) => (Value::from(text.as_str()), none(), none()),
        Cell::Marked(text, mark) => (Value::from(text.as_str()), Value::from(mark.as_str()), none()),
        Cell::Judgement(name) => (none(), none(), Value::from(*name)),
        Cell::Blank => (none(), none(), none()),
    };
    map([("text", text), ("mark", mark), ("judgement", judgement)])
}
