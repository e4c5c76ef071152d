//! From the structure of an expression and the types of its columns to what can be evaluated.
//!
//! Every mistake is reported at its own token; a part that holds one is not complained about again.

mod call;
mod convert;
mod words;

use std::ops::Range;

use super::tree::{Arithmetic, Comparison, Part, Tree};
use super::typed::{Constant, Node};
use super::{Schema, parse::Failure};
use crate::data::ColumnType;
use crate::diag::Problem;

/// Gives every part of an expression its type.
///
/// # Errors
/// Everything that is wrong, each with the bytes of the text where it is.
pub(super) fn check(text: &str, tree: &Tree, schema: &dyn Schema) -> Result<Node, Vec<Failure>> {
    let mut checker = Checker { text, schema, failures: Vec::new(), explained: 0..0 };
    let checked = checker.part(tree);
    if checked.as_ref().is_some_and(|checked| checked.node.is_none()) {
        let problem = Problem::new("`missing` alone has no type").hint("write a value, or leave the column out");
        checker.failures.push((problem, tree.span.clone()));
    }
    // The value of `between` is compared twice.
    checker.failures.dedup();
    match checked.and_then(|checked| checked.node) {
        Some(node) if checker.failures.is_empty() => Ok(node),
        _ => Err(checker.failures),
    }
}

/// What is wrong with a whole expression that is not true or false.
pub(super) fn no_condition(text: &str, node: Node, span: Range<usize>) -> Problem {
    words::no_condition(text, &Checked { node: Some(node), span }, "")
}

/// A part that has a type, and where it stands.
#[derive(Clone)]
struct Checked {
    /// Nothing for `missing`, which takes the type of what it stands beside.
    node: Option<Node>,
    span: Range<usize>,
}

impl Checked {
    fn kind(&self) -> Option<ColumnType> {
        self.node.as_ref().map(Node::kind)
    }
}

struct Checker<'a> {
    text: &'a str,
    schema: &'a dyn Schema,
    failures: Vec<Failure>,
    /// Where names need no further comment, since they are parts of a name that was explained.
    explained: Range<usize>,
}

impl Checker<'_> {
    /// Reports something; what it was about has no type.
    fn fail<T>(&mut self, problem: Problem, span: &Range<usize>) -> Option<T> {
        self.failures.push((problem, span.clone()));
        None
    }

    fn all(&mut self, trees: &[Tree]) -> Option<Vec<Checked>> {
        // All are looked at, also after the first that is wrong.
        let checked: Vec<Option<Checked>> = trees.iter().map(|tree| self.part(tree)).collect();
        checked.into_iter().collect()
    }

    fn part(&mut self, tree: &Tree) -> Option<Checked> {
        let span = tree.span.clone();
        let node = match &tree.part {
            Part::Missing => return Some(Checked { node: None, span }),
            Part::Boolean(value) => Node::Constant(Constant::Boolean(*value)),
            Part::Integer(value) => Node::Constant(Constant::Integer(*value)),
            Part::Number(value) => Node::Constant(Constant::Number(*value)),
            Part::Text(text) => Node::Constant(Constant::Text(text.clone())),
            Part::Date(days) => Node::Constant(Constant::Date(*days)),
            Part::Column(name) => self.column(name, &span)?,
            Part::Not(within) => Node::Not(Box::new(self.condition(within, "not")?)),
            Part::And(all) => Node::And(self.conditions(all, "and")?),
            Part::Or(all) => Node::Or(self.conditions(all, "or")?),
            Part::Negative(within) => self.negative(within)?,
            Part::Compare(comparison, sides) => self.comparison(*comparison, sides)?,
            Part::Arithmetic(operation, sides) => self.arithmetic(*operation, sides)?,
            Part::In(value, list) => self.within(value, list)?,
            Part::Between(three) => self.between(three)?,
            Part::IsMissing(within) => self.is_missing(within)?,
            Part::If(three) => return self.choice(three, span),
            Part::Call { name, name_span, arguments } => self.call(name, name_span, arguments, &span)?,
        };
        Some(Checked { node: Some(node), span })
    }

    fn column(&mut self, name: &str, span: &Range<usize>) -> Option<Node> {
        if let Some(kind) = self.schema.column(name) {
            return Some(Node::Column(name.to_owned(), kind));
        }
        if self.explained.contains(&span.start) {
            // An error has been reported already, so the whole expression has none.
            return None;
        }
        let names = self.schema.names();
        let rest = &self.text[span.start..];
        let spelt = names
            .iter()
            .filter(|known| known.len() > name.len() && known.starts_with(name) && rest.starts_with(**known))
            .max_by_key(|known| known.len());
        let problem = Problem::new(format!("there is no column `{name}`"));
        let problem = match spelt {
            Some(known) => {
                self.explained = span.start..span.start + known.len();
                problem.hint(format!(
                    "write a name with other signs than letters, digits and `_` in backticks: `` `{known}` ``"
                ))
            }
            None => words::meant(problem, name, &names),
        };
        self.fail(problem, span)
    }

    fn conditions(&mut self, trees: &[Tree], word: &'static str) -> Option<Vec<Node>> {
        let checked: Vec<Option<Node>> = trees.iter().map(|tree| self.condition(tree, word)).collect();
        checked.into_iter().collect()
    }

    /// A part that `word` takes as a condition.
    fn condition(&mut self, tree: &Tree, word: &str) -> Option<Node> {
        let checked = self.part(tree)?;
        match checked.node {
            None => Some(Node::Missing(ColumnType::Boolean)),
            Some(node) if node.kind() == ColumnType::Boolean => Some(node),
            Some(_) => {
                let problem = words::no_condition(self.text, &checked, word);
                self.fail(problem, &checked.span)
            }
        }
    }

    fn negative(&mut self, tree: &Tree) -> Option<Node> {
        let zero = Checked { node: Some(Node::Constant(Constant::Integer(0))), span: tree.span.clone() };
        let within = self.part(tree)?;
        self.combined(Arithmetic::Subtract, [zero, within])
    }

    fn arithmetic(&mut self, operation: Arithmetic, sides: &[Tree; 2]) -> Option<Node> {
        let [left, right] = [self.part(&sides[0]), self.part(&sides[1])];
        self.combined(operation, [left?, right?])
    }

    fn combined(&mut self, operation: Arithmetic, sides: [Checked; 2]) -> Option<Node> {
        let whole_only = matches!(operation, Arithmetic::Div | Arithmetic::Mod);
        let before = self.failures.len();
        for side in &sides {
            let fits = match side.kind() {
                None | Some(ColumnType::Integer) => true,
                Some(ColumnType::Number) => !whole_only,
                Some(_) => false,
            };
            if !fits {
                let problem = words::no_operand(self.text, side, operation);
                self.failures.push((problem, side.span.clone()));
            }
        }
        if self.failures.len() > before {
            return None;
        }
        let whole = operation != Arithmetic::Divide && sides.iter().all(|side| side.kind() != Some(ColumnType::Number));
        let kind = if whole { ColumnType::Integer } else { ColumnType::Number };
        let [left, right] = sides.map(|side| self.convert(side, kind));
        let sides = Box::new([left?, right?]);
        Some(match whole {
            true => Node::WholeArithmetic(operation, sides),
            false => Node::NumberArithmetic(operation, sides),
        })
    }

    fn comparison(&mut self, comparison: Comparison, sides: &[Tree; 2]) -> Option<Node> {
        let [left, right] = [self.part(&sides[0]), self.part(&sides[1])];
        let compared = [left?, right?];
        self.compared(comparison, compared)
    }

    fn compared(&mut self, comparison: Comparison, sides: [Checked; 2]) -> Option<Node> {
        self.insist_on_values(&sides)?;
        if comparison.is_order() {
            for side in &sides {
                if let Some(problem) = words::no_order(self.text, side, comparison.sign()) {
                    return self.fail(problem, &side.span);
                }
            }
        }
        let (kind, nodes) = self.comparable(Vec::from(sides))?;
        let sides: [Node; 2] = nodes.try_into().ok()?;
        Some(Node::Compare(comparison, kind, Box::new(sides)))
    }

    /// `x == missing` would never hold.
    fn insist_on_values(&mut self, compared: &[Checked]) -> Option<()> {
        match compared.iter().find(|one| one.node.is_none()) {
            None => Some(()),
            Some(missing) => {
                let other =
                    compared.iter().find(|one| one.node.is_some()).map(|one| words::shown(self.text, &one.span));
                let problem = Problem::new("nothing can be compared with `missing`")
                    .hint(format!("write `{} is missing`", other.unwrap_or_else(|| "x".to_owned())));
                let span = missing.span.clone();
                self.fail(problem, &span)
            }
        }
    }

    fn within(&mut self, value: &Tree, list: &[Tree]) -> Option<Node> {
        let value = self.part(value);
        let list = self.all(list);
        let mut all = vec![value?];
        all.extend(list?);
        self.insist_on_values(&all)?;
        if let Some(column) = all[1..].iter().find(|one| !matches!(one.node, Some(Node::Constant(_)))) {
            let shown = words::shown(self.text, &column.span);
            let problem = Problem::new(format!("a list holds values, and `{shown}` is none"))
                .hint(format!("compare on its own: `{} == {shown}`", words::shown(self.text, &all[0].span)));
            let span = column.span.clone();
            return self.fail(problem, &span);
        }
        let (kind, nodes) = self.comparable(all)?;
        let mut nodes = nodes.into_iter();
        let value = Box::new(nodes.next()?);
        let constant = |node| if let Node::Constant(constant) = node { Some(constant) } else { None };
        Some(Node::In(kind, value, nodes.filter_map(constant).collect()))
    }

    fn between(&mut self, three: &[Tree; 3]) -> Option<Node> {
        let [value, low, high] = [self.part(&three[0]), self.part(&three[1]), self.part(&three[2])];
        let (value, low, high) = (value?, low?, high?);
        let low = self.compared(Comparison::GreaterOrEqual, [value.clone(), low]);
        let high = self.compared(Comparison::LessOrEqual, [value, high]);
        Some(Node::And(vec![low?, high?]))
    }

    fn is_missing(&mut self, tree: &Tree) -> Option<Node> {
        let within = self.part(tree)?;
        Some(match within.node {
            None => Node::Constant(Constant::Boolean(true)),
            Some(node) => Node::IsMissing(Box::new(node)),
        })
    }

    fn choice(&mut self, three: &[Tree; 3], span: Range<usize>) -> Option<Checked> {
        let condition = self.condition(&three[0], "if");
        let values = self.all(&three[1..]);
        let (condition, values) = (condition?, values?);
        if values.iter().all(|value| value.node.is_none()) {
            return Some(Checked { node: None, span });
        }
        let (kind, nodes) = self.alike(values)?;
        let [holds, otherwise]: [Node; 2] = nodes.try_into().ok()?;
        let node = Node::If(kind, Box::new([condition, holds, otherwise]));
        Some(Checked { node: Some(node), span })
    }
}
