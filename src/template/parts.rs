//! The parts of a report as templates see them: their text rendered, their sections in one list.

use std::collections::BTreeMap;

use tera::Value;
use tera::value::{Key, Map};

use super::context::map;
use super::document::{Document, Item, Part, PartRole};
use super::engine::Engine;
use super::errors::Text;
use super::lines::{self, Lines};
use crate::diag::{Diagnostic, Problem};
use crate::results::Language;

/// Renders the parts of a document.
pub(super) struct Parts<'a> {
    pub engines: &'a BTreeMap<Language, Engine>,
    pub lines: &'a mut Lines,
    pub problems: Vec<Diagnostic>,
}

impl Parts<'_> {
    /// The parts by role, added to the fields of the report.
    pub(super) fn add(&mut self, document: &Document, fields: &mut Map) {
        for role in PartRole::ALL {
            let parts: Vec<Value> =
                document.parts.iter().filter(|part| part.role == role).map(|part| self.part(part)).collect();
            fields.insert(Key::Str(role.list()), Value::from(parts));
        }
    }

    fn part(&mut self, part: &Part) -> Value {
        let mut sections = Vec::new();
        self.sections(part, 2, &mut sections);
        let signed: Vec<Value> = part.signed.iter().map(|name| Value::from(name.as_str())).collect();
        let lead = part.lead.as_ref().map(|lead| self.text(lead, part.language));
        map([
            ("title", part.title.as_deref().map_or_else(Value::none, Value::from)),
            ("label", self.label(part)),
            ("lead", lead.unwrap_or_else(Value::none)),
            ("place", part.place.as_deref().map_or_else(Value::none, Value::from)),
            ("signed", Value::from(signed)),
            ("text", self.text(&part.text, part.language)),
            ("show", self.show(part)),
            ("sections", Value::from(sections)),
        ])
    }

    /// All sections below a part, each with the marks of its heading.
    fn sections(&mut self, part: &Part, level: usize, sections: &mut Vec<Value>) {
        for section in &part.sections {
            sections.push(map([
                ("heading", Value::safe_string(&"=".repeat(level))),
                ("title", section.title.as_deref().map_or_else(Value::none, Value::from)),
                ("label", self.label(section)),
                ("text", self.text(&section.text, section.language)),
                ("show", self.show(section)),
            ]));
            self.sections(section, level + 1, sections);
        }
    }

    fn text(&mut self, markup: &super::Markup, language: Language) -> Value {
        let marked = self.lines.mark(markup.text(), markup.lines());
        let text = Text { marked, lines: markup.lines().to_vec() };
        let Some(engine) = self.engines.get(&language) else { return Value::none() };
        match engine.text(&text) {
            Ok(rendered) => Value::safe_string(&lines::inserted(rendered.trim_end())),
            Err(problems) => {
                self.problems.extend(problems);
                Value::none()
            }
        }
    }

    fn show(&mut self, part: &Part) -> Value {
        let mut shown = Vec::new();
        for item in &part.show {
            let id = match item {
                Item::Analysis(id) => id,
                Item::Figure(figure) => &figure.id,
            };
            match self.engines.get(&part.language).map(|engine| engine.shown(id)) {
                Some(Ok(rendered)) => shown.push(Value::safe_string(&lines::inserted(rendered.trim()))),
                Some(Err(problems)) => self.problems.extend(problems),
                None => {}
            }
        }
        Value::from(shown)
    }

    /// The label as markup, `<results>`.
    fn label(&mut self, part: &Part) -> Value {
        let Some(label) = part.label.as_deref() else { return Value::none() };
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
        if label.is_empty() || !label.chars().all(fits) {
            let problem = Problem::new(format!("`{label}` cannot be a label"));
            self.problems
                .push(problem.hint("use letters, digits, `-`, `_`, `.` and `:`").at(part.text.line(1).cloned()));
            return Value::none();
        }
        Value::safe_string(&format!("<{label}>"))
    }
}
