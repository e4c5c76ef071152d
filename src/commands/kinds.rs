//! `utfall kinds`: what a specification can say.

use clap::Args;
use serde_json::{Map, Value};

use super::Outcome;
use crate::analysis::Analysis;
use crate::catalogue::Kind;
use crate::charts::Chart;
use crate::data::{self, DataSource, DeclaredColumn, Panel, Population};
use crate::diag::Problem;
use crate::disclosure::Disclosure;

/// What a specification says of data: sections and their parts, explained as kinds are.
const DATA: &[Kind] = &[
    Kind::of::<DataSource>("data"),
    Kind::of::<DeclaredColumn>("columns"),
    Kind::of::<Panel>("panel"),
    Kind::of::<data::Outcome>("outcomes"),
    Kind::of::<Population>("populations"),
    Kind::of::<Disclosure>("disclosure"),
];

/// The name under which the language of conditions is explained.
const EXPRESSIONS: &str = "expressions";

/// List the kinds of analysis and chart, or explain one of them
#[derive(Debug, Args)]
pub struct Kinds {
    /// The kind to explain; or `data`, `columns`, `panel`, `outcomes`, `populations`, `disclosure` or `expressions`
    kind: Option<String>,
}

impl Kinds {
    /// Runs the command.
    pub fn run(&self) -> Outcome {
        let all = || Analysis::KINDS.iter().chain(Chart::KINDS).chain(DATA);
        if self.kind.as_deref() == Some(EXPRESSIONS) {
            print!("{}", crate::data::expression_language());
            return Ok(Vec::new());
        }
        let Some(wanted) = &self.kind else {
            print!("{}", list("analyses", Analysis::KINDS));
            print!("\n{}", list("charts", Chart::KINDS));
            print!("\n{}", list("of data", DATA));
            println!("  {EXPRESSIONS}  The language of conditions and new columns.");
            println!("\n`utfall kinds KIND` explains one of them.");
            return Ok(Vec::new());
        };
        let kind = all().find(|kind| kind.name == wanted).ok_or_else(|| {
            let problem = Problem::new(format!("there is no kind `{wanted}`"));
            vec![problem.closest_of(wanted, all().map(|kind| kind.name).chain([EXPRESSIONS])).nowhere()]
        })?;
        print!("{}", explain(kind));
        Ok(Vec::new())
    }
}

fn list(heading: &str, kinds: &[Kind]) -> String {
    let width = kinds.iter().map(|kind| kind.name.len()).max().unwrap_or_default();
    let lines: String = kinds.iter().map(|kind| format!("  {:width$}  {}\n", kind.name, kind.summary())).collect();
    format!("{heading}:\n{lines}")
}

/// What a kind is, and every field it takes.
fn explain(kind: &Kind) -> String {
    let mut generator = schemars::SchemaGenerator::default();
    let schema = kind.schema(&mut generator);
    let definitions = generator.take_definitions(true);
    let mut text = format!("kind: {}\n\n{}\n\nfields:\n", kind.name, kind.documentation());
    // What may also be one word has its fields in one of several shapes.
    let shapes = schema.get("anyOf").and_then(Value::as_array).into_iter().flatten();
    let shaped =
        shapes.filter_map(|shape| referred(shape, &definitions)).find(|shape| shape.get("properties").is_some());
    let of = |key: &str| shaped.and_then(|shape| shape.get(key)).or(schema.get(key)).cloned();
    let required = of("required").and_then(|found| found.as_array().cloned()).unwrap_or_default();
    let fields = of("properties").and_then(|found| found.as_object().cloned()).unwrap_or_default();
    for (name, field) in fields.iter().filter(|(name, _)| *name != "kind") {
        let need = if required.contains(&Value::from(name.as_str())) { " (required)" } else { "" };
        text.push_str(&format!("  {name}{need}\n      {}\n", described(field, &definitions)));
        for choice in choices(field, &definitions) {
            text.push_str(&format!("      - {choice}\n"));
        }
        for (inner, field) in parts(field, &definitions) {
            text.push_str(&format!("      {inner}: {}\n", described(field, &definitions)));
        }
    }
    text
}

/// The fields of a field, where it is a map, or a list or map of maps.
fn parts<'a>(field: &'a Value, definitions: &'a Map<String, Value>) -> Vec<(&'a String, &'a Value)> {
    let target = referred(field, definitions).unwrap_or(field);
    let item = ["items", "additionalProperties"].into_iter().find_map(|key| target.get(key));
    let target = item.and_then(|item| referred(item, definitions)).unwrap_or(target);
    target.get("properties").and_then(Value::as_object).into_iter().flatten().collect()
}

/// The description of a field: its own, or that of the type it refers to.
fn described(field: &Value, definitions: &Map<String, Value>) -> String {
    let own = field.get("description").and_then(Value::as_str);
    let referred = || referred(field, definitions).and_then(|target| target.get("description")?.as_str());
    own.or_else(referred).unwrap_or_default().replace('\n', " ")
}

/// The words that a field may have, where it is one of a few.
fn choices(field: &Value, definitions: &Map<String, Value>) -> Vec<String> {
    let target = referred(field, definitions).unwrap_or(field);
    let listed = target.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let explained = target.get("oneOf").and_then(Value::as_array).into_iter().flatten().filter_map(|choice| {
        let words = choice.get("const")?.as_str()?;
        let description = choice.get("description").and_then(Value::as_str).unwrap_or_default();
        Some(format!("{words}: {}", description.replace('\n', " ")))
    });
    listed.map(str::to_owned).chain(explained).collect()
}

fn referred<'a>(field: &'a Value, definitions: &'a Map<String, Value>) -> Option<&'a Value> {
    let name = |field: &Value| Some(field.get("$ref")?.as_str()?.rsplit('/').next()?.to_owned());
    let alternative = field.get("anyOf").and_then(Value::as_array).into_iter().flatten().find_map(name);
    definitions.get(&name(field).or(alternative)?)
}
