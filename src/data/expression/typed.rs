//! An expression whose every part has a type: what is evaluated, and what becomes SQL.

use super::tree::{Arithmetic, Comparison};
use crate::data::ColumnType;

/// A part of an expression whose types fit.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// A column, read as this type.
    Column(String, ColumnType),
    Constant(Constant),
    /// No value, of this type.
    Missing(ColumnType),
    /// Whole numbers as numbers.
    AsNumber(Box<Node>),
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    /// Both sides are of this type.
    Compare(Comparison, ColumnType, Box<[Node; 2]>),
    In(ColumnType, Box<Node>, Vec<Constant>),
    IsMissing(Box<Node>),
    If(ColumnType, Box<[Node; 3]>),
    /// `/` never stands here: it gives a number.
    WholeArithmetic(Arithmetic, Box<[Node; 2]>),
    /// `div` and `mod` never stand here: they take whole numbers.
    NumberArithmetic(Arithmetic, Box<[Node; 2]>),
    Call(Call, Vec<Node>),
}

/// A value that stands in the expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Constant {
    Boolean(bool),
    Integer(i64),
    /// A finite number.
    Number(f64),
    Text(String),
    /// Days since 1970.
    Date(i32),
}

/// A function with what is known when types are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// Of whole numbers, or of numbers.
    Abs(ColumnType),
    /// Of values of one type: whole numbers, numbers or dates.
    Least(ColumnType),
    /// Of values of one type: whole numbers, numbers or dates.
    Greatest(ColumnType),
    /// To a whole number.
    RoundWhole,
    /// To so many decimals, which may be negative.
    Round(i8),
    Floor,
    Ceil,
    Sqrt,
    Ln,
    Exp,
    Year,
    Month,
    Day,
    Date,
    DaysBetween,
    MonthsBetween,
    YearsBetween,
    AddDays,
    AddMonths,
    /// Of values of one type.
    Coalesce(ColumnType),
    CountMissing,
    Lower,
    Upper,
    Trim,
    StartsWith,
    Contains,
    Length,
    /// Of a value of this type.
    Text(ColumnType),
    /// Of a text.
    Number,
    /// 1 or 0.
    NumberOfBoolean,
    /// From this character, counted from 1, so many.
    Substring(i64, i64),
}

impl Node {
    /// The type of its values.
    pub(super) fn kind(&self) -> ColumnType {
        match self {
            Node::Column(_, kind) | Node::Missing(kind) | Node::If(kind, _) => *kind,
            Node::Constant(constant) => constant.kind(),
            Node::AsNumber(_) | Node::NumberArithmetic(..) => ColumnType::Number,
            Node::Not(_) | Node::And(_) | Node::Or(_) | Node::Compare(..) | Node::In(..) | Node::IsMissing(_) => {
                ColumnType::Boolean
            }
            Node::WholeArithmetic(..) => ColumnType::Integer,
            Node::Call(call, _) => call.kind(),
        }
    }

    /// Whether it has a value for every row, whatever the columns hold.
    pub(super) fn is_never_missing(&self) -> bool {
        match self {
            Node::Constant(_) | Node::IsMissing(_) | Node::Call(Call::CountMissing, _) => true,
            Node::Not(within) => within.is_never_missing(),
            Node::And(all) | Node::Or(all) => all.iter().all(Node::is_never_missing),
            _ => false,
        }
    }
}

impl Constant {
    /// Its type.
    pub(super) fn kind(&self) -> ColumnType {
        match self {
            Constant::Boolean(_) => ColumnType::Boolean,
            Constant::Integer(_) => ColumnType::Integer,
            Constant::Number(_) => ColumnType::Number,
            Constant::Text(_) => ColumnType::Text,
            Constant::Date(_) => ColumnType::Date,
        }
    }
}

impl Call {
    fn kind(self) -> ColumnType {
        match self {
            Call::Abs(kind) | Call::Least(kind) | Call::Greatest(kind) | Call::Coalesce(kind) => kind,
            Call::RoundWhole
            | Call::Floor
            | Call::Ceil
            | Call::Year
            | Call::Month
            | Call::Day
            | Call::DaysBetween
            | Call::MonthsBetween
            | Call::YearsBetween
            | Call::CountMissing
            | Call::Length => ColumnType::Integer,
            Call::Round(_) | Call::Sqrt | Call::Ln | Call::Exp | Call::Number | Call::NumberOfBoolean => {
                ColumnType::Number
            }
            Call::Date | Call::AddDays | Call::AddMonths => ColumnType::Date,
            Call::StartsWith | Call::Contains => ColumnType::Boolean,
            Call::Lower | Call::Upper | Call::Trim | Call::Text(_) | Call::Substring(..) => ColumnType::Text,
        }
    }
}
