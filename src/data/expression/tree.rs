//! An expression as it is written: its structure, before anything is known of its columns.

use std::ops::Range;

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tree {
    pub part: Part,
    /// The bytes of the text that it takes up.
    pub span: Range<usize>,
    /// How many parts stand within each other at most, this one included.
    pub height: usize,
}

/// What a part of an expression is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    Missing,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(String),
    /// Days since 1970.
    Date(i32),
    Column(String),
    Not(Box<Tree>),
    Negative(Box<Tree>),
    /// At least two conditions.
    And(Vec<Tree>),
    /// At least two conditions.
    Or(Vec<Tree>),
    Compare(Comparison, Box<[Tree; 2]>),
    Arithmetic(Arithmetic, Box<[Tree; 2]>),
    /// A value, and the list in which it may be.
    In(Box<Tree>, Vec<Tree>),
    /// A value and its two bounds.
    Between(Box<[Tree; 3]>),
    IsMissing(Box<Tree>),
    /// Condition, what it is when it holds, and what it is otherwise.
    If(Box<[Tree; 3]>),
    Call {
        name: String,
        name_span: Range<usize>,
        arguments: Vec<Tree>,
    },
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// The comparison that is written so.
    pub(super) fn of(sign: &str) -> Option<Comparison> {
        Some(match sign {
            "==" => Comparison::Equal,
            "!=" => Comparison::Unequal,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            _ => return None,
        })
    }

    /// How it is written.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "==",
            Comparison::Unequal => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }

    /// Whether it asks which of two values is larger, and not only whether they are the same.
    pub(super) fn is_order(self) -> bool {
        !matches!(self, Comparison::Equal | Comparison::Unequal)
    }
}

/// How two numbers are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    /// Whole times.
    Div,
    /// What is left over.
    Mod,
}

impl Arithmetic {
    /// How it is written.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
            Arithmetic::Divide => "/",
            Arithmetic::Div => "div",
            Arithmetic::Mod => "mod",
        }
    }
}

impl Tree {
    /// A part whose height follows from those within it.
    pub(super) fn new(part: Part, span: Range<usize>) -> Tree {
        let mut height = 0;
        part.each(|within| height = height.max(within.height));
        Tree { part, span, height: height + 1 }
    }
}

impl Part {
    /// Calls `visit` with every part directly within this one, in the order in which they stand.
    pub(super) fn each<'a>(&'a self, mut visit: impl FnMut(&'a Tree)) {
        match self {
            Part::Missing
            | Part::Boolean(_)
            | Part::Integer(_)
            | Part::Number(_)
            | Part::Text(_)
            | Part::Date(_)
            | Part::Column(_) => {}
            Part::Not(one) | Part::Negative(one) | Part::IsMissing(one) => visit(one),
            Part::And(all) | Part::Or(all) | Part::Call { arguments: all, .. } => all.iter().for_each(visit),
            Part::Compare(_, two) | Part::Arithmetic(_, two) => two.iter().for_each(visit),
            Part::Between(three) | Part::If(three) => three.iter().for_each(visit),
            Part::In(value, list) => {
                visit(value);
                list.iter().for_each(visit);
            }
        }
    }
}
