//! From an expression whose types fit to the polars expression that evaluates it.
//!
//! Whatever polars does in the way that the language says is left to it: comparisons, Kleene's logic, missing values, sums
//! and products of numbers. The rest, where polars wraps around, asks the platform or rounds otherwise, is done by functions
//! of this module on whole columns.

mod call;
mod kernel;

use polars::prelude::{DataType, Expr, NULL, PlSmallStr, Scalar, lit};

use super::numbers;
use super::tree::{Arithmetic, Comparison};
use super::typed::{Constant, Node};
use crate::data::ColumnType;

/// The polars type that holds values of this kind.
fn type_of(kind: ColumnType) -> DataType {
    match kind {
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Number => DataType::Float64,
        ColumnType::Text | ColumnType::Category => DataType::String,
        ColumnType::Date => DataType::Date,
    }
}

/// The polars expression of a part.
pub(super) fn expr(node: &Node) -> Expr {
    match node {
        Node::Column(_, ColumnType::Number) | Node::NumberArithmetic(..) => kernel::finite(unchecked(node)),
        // Not `col`, to which `*` and `^…$` are patterns.
        Node::Column(name, kind) => Expr::Column(name.as_str().into()).cast(type_of(*kind)),
        Node::Constant(constant) => literal(constant),
        Node::Missing(kind) => lit(NULL).cast(type_of(*kind)),
        Node::AsNumber(within) => expr(within).cast(DataType::Float64),
        Node::Not(within) => expr(within).not(),
        Node::And(all) => connected(all, Expr::and),
        Node::Or(all) => connected(all, Expr::or),
        Node::Compare(comparison, _, sides) => {
            let [left, right] = [expr(&sides[0]), expr(&sides[1])];
            match comparison {
                Comparison::Equal => left.eq(right),
                Comparison::Unequal => left.neq(right),
                Comparison::Less => left.lt(right),
                Comparison::LessOrEqual => left.lt_eq(right),
                Comparison::Greater => left.gt(right),
                Comparison::GreaterOrEqual => left.gt_eq(right),
            }
        }
        Node::In(_, value, list) => kernel::is_in(expr(value), list),
        Node::IsMissing(within) => expr(within).is_null(),
        Node::If(kind, three) => kernel::choice([expr(&three[0]), expr(&three[1]), expr(&three[2])], type_of(*kind)),
        Node::WholeArithmetic(operation, sides) => {
            let calculate: fn(i64, i64) -> Option<i64> = match operation {
                Arithmetic::Add => i64::checked_add,
                Arithmetic::Subtract => i64::checked_sub,
                Arithmetic::Multiply => i64::checked_mul,
                Arithmetic::Div | Arithmetic::Divide => numbers::div,
                Arithmetic::Mod => numbers::modulo,
            };
            kernel::whole_of_two([expr(&sides[0]), expr(&sides[1])], calculate)
        }
        Node::Call(call, arguments) => call::expr_of_call(*call, arguments),
    }
}

/// A number that may still be infinite or NaN: [`kernel::finite`] makes it missing once, after a row of operations.
///
/// That is the same as after each of them, for no sum, difference or product of something infinite is a number, nor is
/// its quotient. Only what is divided by must be looked at itself, for 1/∞ would be 0.
fn unchecked(node: &Node) -> Expr {
    match node {
        Node::Column(name, ColumnType::Number) => Expr::Column(name.as_str().into()).cast(DataType::Float64),
        Node::NumberArithmetic(operation, sides) => {
            let [left, right] = &**sides;
            match operation {
                Arithmetic::Add => unchecked(left) + unchecked(right),
                Arithmetic::Subtract => unchecked(left) - unchecked(right),
                Arithmetic::Multiply => unchecked(left) * unchecked(right),
                // To polars, dividing by a literal is multiplying by its inverse, which may differ in the last digit.
                Arithmetic::Divide | Arithmetic::Div | Arithmetic::Mod => {
                    kernel::number_of_two([unchecked(left), expr(right)], |left, right| left / right)
                }
            }
        }
        _ => expr(node),
    }
}

/// A literal of exactly this type: polars would choose the type of `lit(1)` by what stands beside it.
fn literal(constant: &Constant) -> Expr {
    lit(match constant {
        Constant::Boolean(value) => Scalar::from(*value),
        Constant::Integer(value) => Scalar::from(*value),
        Constant::Number(value) => Scalar::from(*value),
        Constant::Text(text) => Scalar::from(PlSmallStr::from_str(text)),
        Constant::Date(days) => Scalar::new_date(*days),
    })
}

fn connected(all: &[Node], connect: fn(Expr, Expr) -> Expr) -> Expr {
    balanced(all.iter().map(expr).collect(), connect).unwrap_or_else(|| lit(true))
}

/// Combines many into one as a balanced tree, so that polars does not descend as deep as the list is long.
fn balanced(all: Vec<Expr>, combine: impl Fn(Expr, Expr) -> Expr) -> Option<Expr> {
    let mut level = all;
    while level.len() > 1 {
        let mut pairs = level.into_iter();
        let mut next = Vec::new();
        while let Some(left) = pairs.next() {
            next.push(match pairs.next() {
                Some(right) => combine(left, right),
                None => left,
            });
        }
        level = next;
    }
    level.pop()
}
