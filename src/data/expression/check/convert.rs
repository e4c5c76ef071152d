//! Values of different types, brought to one.

use super::super::calendar;
use super::super::typed::{Constant, Node};
use super::{Checked, Checker, words};
use crate::data::ColumnType;
use crate::diag::{Problem, one_of};

/// The most codes of a category that a message lists.
const LISTED: usize = 8;

impl Checker<'_> {
    /// The type in which all of these can be compared, and each in that type; a category with its own codes only.
    pub(super) fn comparable(&mut self, all: Vec<Checked>) -> Option<(ColumnType, Vec<Node>)> {
        let category = all.iter().find_map(|one| match &one.node {
            Some(Node::Column(name, ColumnType::Category)) => Some(name.clone()),
            _ => None,
        });
        let known = category.is_none_or(|column| {
            // All are looked at, also after the first that is wrong.
            let unknown = all.iter().filter(|one| !self.knows_code(&column, one)).count();
            unknown == 0
        });
        self.alike(all).filter(|_| known)
    }

    /// The type in which all of these can take each other's place, and each in that type.
    pub(super) fn alike(&mut self, all: Vec<Checked>) -> Option<(ColumnType, Vec<Node>)> {
        let kinds: Vec<ColumnType> = all.iter().filter_map(Checked::kind).collect();
        let has = |kind| kinds.contains(&kind);
        let target = [ColumnType::Date, ColumnType::Category, ColumnType::Text].into_iter().find(|kind| has(*kind));
        let numbers = if has(ColumnType::Number) { ColumnType::Number } else { ColumnType::Integer };
        let target = target.or_else(|| (has(ColumnType::Number) || has(ColumnType::Integer)).then_some(numbers));
        let target = target.unwrap_or(ColumnType::Boolean);
        // What the others are measured against: a column rather than a value that stands in the expression.
        let is_target = |one: &&Checked| one.kind() == Some(target);
        let is_column = |one: &&Checked| matches!(one.node, Some(Node::Column(..)));
        let anchor = all.iter().find(|one| is_target(one) && is_column(one)).or_else(|| all.iter().find(is_target));
        if let (Some(anchor), Some(misfit)) = (anchor, all.iter().find(|one| !fits(one, target))) {
            let is_first = match (is_column(&anchor), is_column(&misfit)) {
                (true, false) => true,
                (false, true) => false,
                _ => anchor.span.start <= misfit.span.start,
            };
            let (known, other) = if is_first { (anchor, misfit) } else { (misfit, anchor) };
            let problem = words::mismatch(self.text, known, other);
            let span = other.span.clone();
            return self.fail(problem, &span);
        }
        let nodes: Vec<Option<Node>> = all.into_iter().map(|one| self.convert(one, target)).collect();
        let nodes: Option<Vec<Node>> = nodes.into_iter().collect();
        Some((if target == ColumnType::Category { ColumnType::Text } else { target }, nodes?))
    }

    /// A value in another type that it fits, as [`fits`] says.
    pub(super) fn convert(&mut self, checked: Checked, kind: ColumnType) -> Option<Node> {
        let Some(node) = checked.node else {
            return Some(Node::Missing(if kind == ColumnType::Category { ColumnType::Text } else { kind }));
        };
        Some(match (node, kind) {
            (Node::Constant(Constant::Integer(value)), ColumnType::Number) => {
                Node::Constant(Constant::Number(value as f64))
            }
            (node, ColumnType::Number) if node.kind() == ColumnType::Integer => Node::AsNumber(Box::new(node)),
            (Node::Constant(Constant::Integer(value)), ColumnType::Category) => {
                Node::Constant(Constant::Text(value.to_string()))
            }
            (Node::Constant(Constant::Text(text)), ColumnType::Date) => match calendar::read(&text) {
                Some(days) => Node::Constant(Constant::Date(days)),
                None => return self.fail(no_date(&text), &checked.span),
            },
            (node, _) => node,
        })
    }

    /// A value that a function or operator takes as this type.
    pub(super) fn expect(&mut self, checked: Checked, kind: ColumnType, name: &str) -> Option<Node> {
        if fits(&checked, kind) {
            return self.convert(checked, kind);
        }
        let problem = words::no_argument(self.text, &checked, kind, name);
        self.fail(problem, &checked.span)
    }

    /// A code that the codebook does not know is a slip of the pen.
    fn knows_code(&mut self, column: &str, one: &Checked) -> bool {
        let code = match &one.node {
            Some(Node::Constant(Constant::Text(text))) => text.clone(),
            Some(Node::Constant(Constant::Integer(value))) => value.to_string(),
            _ => return true,
        };
        let codes = self.schema.codes(column);
        if codes.is_empty() || codes.contains(&code) {
            return true;
        }
        let known = || codes.iter().map(String::as_str);
        let problem = Problem::new(format!("`{column}` has no code `{code}`")).closest_of(&code, known());
        let problem = match codes.len() <= LISTED {
            true => problem.hint(format!("expected {}", one_of(known()))),
            false => problem.hint(format!("write one of the {} codes of `{column}`", codes.len())),
        };
        self.failures.push((problem, one.span.clone()));
        false
    }
}

/// Whether a value can stand where this type is needed.
fn fits(checked: &Checked, kind: ColumnType) -> bool {
    let Some(node) = &checked.node else { return true };
    match (kind, node.kind()) {
        (ColumnType::Number, ColumnType::Integer) => true,
        (ColumnType::Text | ColumnType::Category, ColumnType::Text | ColumnType::Category) => true,
        (ColumnType::Category, ColumnType::Integer) | (ColumnType::Date, ColumnType::Text) => {
            matches!(node, Node::Constant(_))
        }
        (kind, own) => kind == own,
    }
}

/// A text that stands where a date is needed.
pub(super) fn no_date(text: &str) -> Problem {
    Problem::new(format!("`{text}` is not a date")).hint("write a date as `\"2023-12-14\"` or `\"14.12.2023\"`")
}
