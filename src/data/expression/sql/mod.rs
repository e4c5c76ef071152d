//! From an expression whose types fit to SQL that says the same in four dialects.
//!
//! Where a dialect would stop with an error or give another value (a division by zero, a whole number that is too large,
//! a date that is none), the SQL asks first, so that the value is missing as it is everywhere else. Every column is cast
//! to the type that it is declared with: a `smallint`, a `numeric` and a `timestamp` then behave as in a file.
//!
//! Two things differ, and cannot be helped. `ln` and `exp` may differ in the last digit, since each database has its own.
//! And PostgreSQL stops with an error where an operation on numbers (not whole numbers) passes 1.8 · 10^308, or comes
//! nearer to zero than 2.2 · 10^-308; the others give a missing value, or zero.

mod call;
mod dates;
mod numbers;

use super::calendar::Day;
use super::tree::Comparison;
use super::typed::{Constant, Node};
use crate::data::ColumnType;
use crate::data::query::Dialect;

/// The most bytes of SQL that an expression may become. Some functions name their arguments several times, so that a few
/// hundred characters could otherwise become gigabytes.
const LONGEST: usize = 1_000_000;

/// A piece of SQL, and how tightly its outermost operator binds.
#[derive(Clone, Debug)]
struct Sql {
    text: String,
    binding: Binding,
}

/// How tightly an operator binds. All four dialects agree on these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    /// A name, a literal, a call, `CASE … END`.
    Whole,
}

/// The SQL would be longer than is reasonable.
#[derive(Debug)]
pub(super) struct TooLong;

/// The SQL of a part; `column` writes the name of a column.
pub(super) fn sql(node: &Node, dialect: Dialect, column: &dyn Fn(&str) -> String) -> Result<String, TooLong> {
    Ok(Writer { dialect, column }.part(node)?.text)
}

struct Writer<'a> {
    dialect: Dialect,
    column: &'a dyn Fn(&str) -> String,
}

impl Sql {
    fn new(text: String, binding: Binding) -> Result<Sql, TooLong> {
        if text.len() > LONGEST { Err(TooLong) } else { Ok(Sql { text, binding }) }
    }

    /// A name, a literal or a call.
    fn whole(text: String) -> Result<Sql, TooLong> {
        Sql::new(text, Binding::Whole)
    }

    /// The text, in brackets if its operator binds less tightly than this.
    fn within(&self, binding: Binding) -> String {
        if self.binding < binding { format!("({})", self.text) } else { self.text.clone() }
    }
}

impl Writer<'_> {
    fn part(&self, node: &Node) -> Result<Sql, TooLong> {
        match node {
            Node::Column(_, ColumnType::Number) | Node::NumberArithmetic(..) => self.finite(node),
            Node::Column(name, kind) => self.cast((self.column)(name), *kind),
            Node::Constant(constant) => self.literal(constant),
            Node::Missing(kind) => self.cast("NULL".to_owned(), *kind),
            Node::AsNumber(within) => self.cast(self.part(within)?.text, ColumnType::Number),
            Node::Not(within) => self.negated(within),
            Node::And(all) => self.connected(all, " AND ", Binding::And),
            Node::Or(all) => self.connected(all, " OR ", Binding::Or),
            Node::Compare(comparison, kind, sides) => self.compared(*comparison, *kind, sides),
            Node::In(_, value, list) => {
                let list: Result<Vec<String>, TooLong> =
                    list.iter().map(|one| Ok(self.compared_literal(one)?.text)).collect();
                let value = self.part(value)?.within(Binding::Sum);
                Sql::new(format!("{value} IN ({})", list?.join(", ")), Binding::Comparison)
            }
            Node::IsMissing(within) => {
                Sql::new(format!("{} IS NULL", self.part(within)?.within(Binding::Whole)), Binding::Comparison)
            }
            Node::If(_, three) => self.choice(three),
            Node::WholeArithmetic(operation, sides) => self.whole_arithmetic(*operation, &sides[0], &sides[1]),
            Node::Call(call, arguments) => self.call(*call, arguments),
        }
    }

    fn cast(&self, text: String, kind: ColumnType) -> Result<Sql, TooLong> {
        Sql::whole(format!("CAST({text} AS {})", self.dialect.type_of(kind)))
    }

    fn literal(&self, constant: &Constant) -> Result<Sql, TooLong> {
        let text = match constant {
            Constant::Boolean(true) => "true".to_owned(),
            Constant::Boolean(false) => "false".to_owned(),
            Constant::Integer(value) => return self.whole_literal(*value),
            Constant::Number(value) => return self.number_literal(*value),
            Constant::Text(text) => self.dialect.text(text),
            Constant::Date(days) => format!("DATE '{}'", Day::of(*days).iso()),
        };
        Sql::whole(text)
    }

    /// A literal beside a value whose type is known, so that it needs none itself.
    fn compared_literal(&self, constant: &Constant) -> Result<Sql, TooLong> {
        match constant {
            Constant::Integer(value) if *value > i64::MIN => Sql::whole(value.to_string()),
            _ => self.literal(constant),
        }
    }

    fn negated(&self, within: &Node) -> Result<Sql, TooLong> {
        match within {
            Node::IsMissing(within) => {
                Sql::new(format!("{} IS NOT NULL", self.part(within)?.within(Binding::Whole)), Binding::Comparison)
            }
            _ => Sql::new(format!("NOT {}", self.part(within)?.within(Binding::Whole)), Binding::Not),
        }
    }

    fn connected(&self, all: &[Node], word: &str, binding: Binding) -> Result<Sql, TooLong> {
        let mut text = String::new();
        for (number, one) in all.iter().enumerate() {
            if number > 0 {
                text.push_str(word);
            }
            let one = self.part(one)?;
            // The same word needs no brackets, but `a AND b OR c` is easily misread.
            let needs_none = one.binding >= Binding::Not || one.binding == binding;
            text.push_str(&if needs_none { one.text } else { format!("({})", one.text) });
            if text.len() > LONGEST {
                return Err(TooLong);
            }
        }
        Sql::new(text, binding)
    }

    fn compared(&self, comparison: Comparison, kind: ColumnType, sides: &[Node; 2]) -> Result<Sql, TooLong> {
        let sign = match comparison {
            Comparison::Equal => "=",
            Comparison::Unequal => "<>",
            other => other.sign(),
        };
        let side = |node: &Node, other: &Node| match (node, other) {
            (_, Node::Constant(_)) => self.part(node),
            (Node::Constant(constant), _) => self.compared_literal(constant),
            _ => self.part(node),
        };
        let [left, right] = [side(&sides[0], &sides[1])?, side(&sides[1], &sides[0])?];
        // By code point, as everywhere else, and not by what the database's locale thinks of the alphabet.
        let by_locale = self.dialect == Dialect::Postgresql && kind == ColumnType::Text && comparison.is_order();
        let left = match by_locale {
            true => format!("{} COLLATE \"C\"", left.within(Binding::Whole)),
            false => left.within(Binding::Sum),
        };
        Sql::new(format!("{left} {sign} {}", right.within(Binding::Sum)), Binding::Comparison)
    }

    /// A condition that is missing gives a missing value, so it is asked for first, where it can be.
    fn choice(&self, three: &[Node; 3]) -> Result<Sql, TooLong> {
        let mut text = "CASE".to_owned();
        let mut rest = three;
        loop {
            let [condition, holds, otherwise] = rest;
            let asked = self.part(condition)?;
            if !condition.is_never_missing() {
                text.push_str(&format!(" WHEN {} IS NULL THEN NULL", asked.within(Binding::Whole)));
            }
            text.push_str(&format!(" WHEN {} THEN {}", asked.text, self.part(holds)?.text));
            match otherwise {
                Node::If(_, next) => rest = next,
                _ => {
                    text.push_str(&format!(" ELSE {} END", self.part(otherwise)?.text));
                    return Sql::whole(text);
                }
            }
            if text.len() > LONGEST {
                return Err(TooLong);
            }
        }
    }

    /// Missing unless the value lies strictly between two bounds. It is named once, which an expression that holds
    /// thousands of others needs; a missing value stays so, whether or not `LEAST` and `GREATEST` pass over it.
    fn strictly_between(&self, value: &str, low: &str, high: &str) -> String {
        format!("NULLIF(NULLIF(LEAST(GREATEST({value}, {low}), {high}), {low}), {high})")
    }
}
