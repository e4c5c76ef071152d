//! The way of participants through a study (CONSORT), or of studies into a review (PRISMA).

mod boxes;

use schemars::JsonSchema;
use serde::Deserialize;

use self::boxes::{Chain, Flow, Node};
use super::Draw;
use super::around::{self, Around};
use super::figure::{Body, Figure, Width};
use super::reference::{Picked, References};
use crate::diag::{Diagnostic, Problem};
use crate::locale::{Locale, Style};
use crate::results::{Results, Row, Section, Table, Text, Value};

/// The way of participants through a study (of a `participant_flow`), or of studies into a review (of a `review_flow`):
/// boxes with numbers, and beside the arrows those who left and why.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowDiagram {
    /// The `participant_flow` or `review_flow` that is shown.
    pub of: References,
    /// The title: whose way is shown.
    pub title: Text,
    /// The unit after the title; none unless given.
    #[serde(default)]
    pub unit: Option<Text>,
    /// A note under the chart.
    #[serde(default)]
    pub note: Option<Text>,
    /// The source under the chart; that of the analysis unless given.
    #[serde(default)]
    pub source: Option<Text>,
    /// `wide` (146 mm) or `text` (118 mm).
    #[serde(default)]
    pub width: Width,
}

impl Draw for FlowDiagram {
    fn of(&self) -> &References {
        &self.of
    }

    fn draw(&self, results: &Results, locale: Locale) -> Result<Figure, Vec<Diagnostic>> {
        let picked = self.of.pick_sections(results)?;
        let flow = match picked.as_slice() {
            [only] => flow(only, locale).map_err(|problem| vec![problem])?,
            [_, second, ..] => {
                let problem = Problem::new("a flow diagram shows one flow");
                return Err(vec![second.error(problem.hint("name one `participant_flow` or `review_flow`"))]);
            }
            [] => return Err(Vec::new()),
        };
        let alt = alt(&flow, locale);
        let picture = boxes::draw(&flow, self.width.millimetres()).picture(self.title.get(locale.language()), &alt);
        let around = Around {
            title: &self.title,
            unit: self.unit.as_ref(),
            note: self.note.as_ref(),
            source: self.source.as_ref(),
            width: self.width,
        };
        let mut figure = around.figure(&picked, None, Vec::new(), alt, Body::Picture(picture), locale);
        // What the numbers before the allocation rest on is said under the table too, but the diagram may stand alone.
        for note in picked.iter().flat_map(|picked| &picked.section.notes) {
            let sentence = locale.note(*note).to_owned();
            if !figure.notes.contains(&sentence) {
                figure.notes.push(sentence);
            }
        }
        Ok(figure)
    }
}

/// What is drawn of a section.
fn flow(picked: &Picked<'_>, locale: Locale) -> Result<Flow, Diagnostic> {
    let table = |name: &str| match picked.section.value(name) {
        Some(Value::Table(table)) => Some(table),
        _ => None,
    };
    if let Some(stages) = table("stages") {
        return Ok(participants(picked.section, table("enrolment"), stages, locale));
    }
    let found = [("identified", table("databases")), ("other_methods", table("other_methods"))];
    if found.iter().any(|(_, table)| table.is_some()) {
        return Ok(review(picked.section, found, locale));
    }
    let problem = Problem::new(format!("`{}` is no flow", picked.id));
    Err(picked.error(problem.hint("a flow diagram is of a `participant_flow` or a `review_flow`")))
}

/// One chain for what comes before the allocation, and one for each group after it.
fn participants(section: &Section, enrolment: Option<&Table>, stages: &Table, locale: Locale) -> Flow {
    let label = |row: &Row| row.label.as_ref().map(|label| label.get(locale.language()).to_owned());
    let shown = |value: Option<&Value>| value.map(|value| locale.value(value, Style::Table)).unwrap_or_default();
    let mut before = Vec::new();
    let mut lost = Vec::new();
    for row in enrolment.iter().flat_map(|table| &table.rows) {
        let count = shown(row.cells.first());
        match row.name.as_str() {
            "assessed" => before.push(Node::new(locale.flow_assessed(), count, Vec::new())),
            "excluded" => lost.push((locale.flow_not_allocated().to_owned(), count, true)),
            _ => lost.push((label(row).unwrap_or_default(), count, false)),
        }
    }
    let allocated = stages.rows.iter().find(|row| row.name == "allocated");
    let all = stages.columns.iter().position(|column| column == "all");
    let together = allocated.and_then(|row| row.cells.get(all?));
    before.push(Node::new(locale.flow_allocated(), shown(together), lost));
    let arm = |name: &str| {
        let column = stages.columns.iter().position(|column| column == name);
        let cell = |row: &Row| shown(column.and_then(|column| row.cells.get(column)));
        let is_nobody = |row: &Row| matches!(column.and_then(|column| row.cells.get(column)), Some(Value::Count(0)));
        let mut nodes = Vec::new();
        let mut lost = Vec::new();
        for row in &stages.rows {
            if row.name.contains(".lost.") {
                if !is_nobody(row) {
                    lost.push((label(row).unwrap_or_else(|| locale.flow_condition().to_owned()), cell(row), false));
                }
                continue;
            }
            let words = match row.name.as_str() {
                "allocated" => around::as_label(&around::group_words(section, name, locale)),
                _ => around::capitalised(&label(row).unwrap_or_default()),
            };
            nodes.push(Node::new(&words, cell(row), std::mem::take(&mut lost)));
        }
        Chain { nodes }
    };
    Flow { above: Some(Chain { nodes: before }), beside: vec![arm("treated"), arm("control")], below: None }
}

/// One chain for each way of searching, and what both lead to.
fn review(section: &Section, found: [(&str, Option<&Table>); 2], locale: Locale) -> Flow {
    let shown = |value: Option<&Value>| value.map(|value| locale.value(value, Style::Table)).unwrap_or_default();
    let chain = |table: &Table, found: &str| {
        let mut nodes: Vec<Node> = Vec::new();
        let mut lost = Vec::new();
        let mut found_in = Vec::new();
        for row in &table.rows {
            let count = shown(row.cells.first());
            let label = row.label.as_ref().map(|label| label.get(locale.language()).to_owned());
            let nobody = matches!(row.cells.first(), Some(Value::Count(0)));
            match (row.name.as_str(), label) {
                ("identified", _) => nodes.push(Node::new(found, count, Vec::new())),
                (name, Some(label)) if name.starts_with("identified.") => {
                    found_in.push(format!("{label}:\u{a0}{count}"))
                }
                (_, Some(label)) => lost.push((label, count, false)),
                (name @ ("removed" | "excluded_on_screening" | "not_retrieved" | "excluded_on_full_text"), None) => {
                    if !nobody {
                        lost.push((locale.flow_review(name).to_owned(), count, true));
                    }
                }
                (name, None) => {
                    nodes.push(Node::new(locale.flow_review(name), count, std::mem::take(&mut lost)));
                }
            }
        }
        if let Some(first) = nodes.first_mut() {
            first.parts = found_in;
        }
        (Chain { nodes }, lost)
    };
    let chains = found.into_iter().filter_map(|(name, table)| Some(chain(table?, locale.flow_review(name))));
    let (beside, last) = chains.unzip();
    let words = locale.flow_included(&shown(section.value("studies")), &shown(section.value("reports")));
    Flow { above: None, beside, below: Some((words, last)) }
}

/// Every box with its number, and who left before it.
fn alt(flow: &Flow, locale: Locale) -> String {
    let mut sentences = Vec::new();
    let mut told = |chain: &Chain| {
        for node in &chain.nodes {
            let lost: Vec<String> = node.lost.iter().map(|(words, count, _)| format!("{words}: {count}")).collect();
            if !lost.is_empty() {
                sentences.push(format!("{} {}.", locale.flow_left(), lost.join("; ")));
            }
            let parts = if node.parts.is_empty() { String::new() } else { format!(" ({})", node.parts.join(", ")) };
            sentences.push(format!("{}{parts}: {}.", node.words, node.count));
        }
    };
    flow.above.iter().for_each(&mut told);
    flow.beside.iter().for_each(&mut told);
    if let Some((words, last)) = &flow.below {
        let lost: Vec<String> = last.iter().flatten().map(|(words, count, _)| format!("{words}: {count}")).collect();
        if !lost.is_empty() {
            sentences.push(format!("{} {}.", locale.flow_left(), lost.join("; ")));
        }
        sentences.push(format!("{words}."));
    }
    sentences.join(" ")
}
