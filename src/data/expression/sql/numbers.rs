//! Arithmetic.

use super::super::tree::Arithmetic;
use super::super::typed::{Constant, Node};
use super::{Binding, Sql, TooLong, Writer};
use crate::data::ColumnType;
use crate::data::query::Dialect;

impl Writer<'_> {
    pub(super) fn whole_literal(&self, value: i64) -> Result<Sql, TooLong> {
        match (self.dialect, value) {
            // Its positive counterpart is too large, and that is what the sign would be put before.
            (_, i64::MIN) => self.cast(format!("'{value}'"), ColumnType::Integer),
            (Dialect::Spark, _) => Sql::whole(format!("{value}L")),
            (Dialect::Trino, _) => Sql::whole(format!("BIGINT '{value}'")),
            (Dialect::Postgresql | Dialect::Duckdb, _) => Sql::whole(value.to_string()),
        }
    }

    pub(super) fn number_literal(&self, value: f64) -> Result<Sql, TooLong> {
        // `0.5`, `150.0`, `1e21`: the shortest that reads as the same number.
        let shortest = format!("{value:?}");
        match self.dialect {
            Dialect::Postgresql => self.cast(shortest, ColumnType::Number),
            Dialect::Spark => Sql::whole(format!("{shortest}D")),
            Dialect::Duckdb | Dialect::Trino if shortest.contains('e') => Sql::whole(shortest),
            Dialect::Duckdb | Dialect::Trino => Sql::whole(format!("{shortest}E0")),
        }
    }

    /// Numbers whose infinities and NaN are missing, once for a row of operations.
    pub(super) fn finite(&self, node: &Node) -> Result<Sql, TooLong> {
        let unchecked = self.unchecked(node)?.text;
        self.missing_unless_finite(&unchecked)
    }

    pub(super) fn missing_unless_finite(&self, value: &str) -> Result<Sql, TooLong> {
        let [nan, infinity, negative] = match self.dialect {
            Dialect::Postgresql | Dialect::Duckdb => ["'NaN'", "'Infinity'", "'-Infinity'"],
            Dialect::Spark => ["double('NaN')", "double('Infinity')", "double('-Infinity')"],
            // NaN is not even equal to itself there.
            Dialect::Trino => return Sql::whole(format!("IF(is_finite({value}), {value})")),
        };
        Sql::whole(format!("NULLIF(NULLIF(NULLIF({value}, {nan}), {infinity}), {negative})"))
    }

    /// The same as `evaluate::unchecked`.
    fn unchecked(&self, node: &Node) -> Result<Sql, TooLong> {
        match node {
            Node::Column(name, kind @ ColumnType::Number) => self.cast((self.column)(name), *kind),
            Node::NumberArithmetic(operation, sides) => {
                let left = self.unchecked(&sides[0])?;
                if !matches!(operation, Arithmetic::Add | Arithmetic::Subtract | Arithmetic::Multiply) {
                    let divisor = self.divisor(&sides[1], self.part(&sides[1])?);
                    return Sql::new(format!("{} / {divisor}", left.within(Binding::Product)), Binding::Product);
                }
                let right = self.unchecked(&sides[1])?;
                let (binding, tighter) = binding(*operation);
                let (left, right) = (left.within(binding), right.within(tighter));
                Sql::new(format!("{left} {} {right}", operation.sign()), binding)
            }
            _ => self.part(node),
        }
    }

    /// What is divided by, and missing where it is zero.
    fn divisor(&self, node: &Node, written: Sql) -> String {
        match node {
            Node::Constant(Constant::Integer(value)) if *value != 0 => written.text,
            Node::Constant(Constant::Number(value)) if *value != 0.0 => written.text,
            _ => format!("NULLIF({}, 0)", written.text),
        }
    }

    pub(super) fn whole_arithmetic(&self, operation: Arithmetic, left: &Node, right: &Node) -> Result<Sql, TooLong> {
        match operation {
            Arithmetic::Div | Arithmetic::Divide => self.div(left, right),
            Arithmetic::Mod => self.modulo(left, right),
            Arithmetic::Add | Arithmetic::Subtract | Arithmetic::Multiply => {
                self.unless_too_large(operation, self.part(left)?, self.part(right)?)
            }
        }
    }

    /// A sum, difference or product; missing where it is too large for a whole number.
    fn unless_too_large(&self, operation: Arithmetic, left: Sql, right: Sql) -> Result<Sql, TooLong> {
        let (binding, tighter) = binding(operation);
        let (sign, second) = (operation.sign(), right.within(tighter));
        match self.dialect {
            Dialect::Postgresql => self.whole_if_it_fits(&format!("CAST({} AS numeric) {sign} {second}", left.text)),
            Dialect::Duckdb => {
                Sql::whole(format!("TRY_CAST(CAST({} AS HUGEINT) {sign} {second} AS BIGINT)", left.text))
            }
            Dialect::Trino => Sql::whole(format!("TRY({} {sign} {second})", left.within(binding))),
            Dialect::Spark => {
                let function = match operation {
                    Arithmetic::Add => "try_add",
                    Arithmetic::Subtract => "try_subtract",
                    _ => "try_multiply",
                };
                Sql::whole(format!("{function}({}, {})", left.text, right.text))
            }
        }
    }

    /// PostgreSQL: a `numeric` without decimals as a `bigint`, or missing.
    pub(super) fn whole_if_it_fits(&self, numeric: &str) -> Result<Sql, TooLong> {
        let fitting = self.strictly_between(numeric, "-9223372036854775809", "9223372036854775808");
        self.cast(fitting, ColumnType::Integer)
    }

    /// How many whole times, rounded down; databases round towards zero.
    fn div(&self, left: &Node, right: &Node) -> Result<Sql, TooLong> {
        let (value, by) = (self.part(left)?, self.part(right)?);
        let divisor = self.divisor(right, by.clone());
        let by = by.within(Binding::Product);
        let value = value.within(Binding::Product);
        let divide = match self.dialect {
            Dialect::Postgresql | Dialect::Trino => "/",
            Dialect::Duckdb => "//",
            Dialect::Spark => "div",
        };
        match right {
            Node::Constant(Constant::Integer(number)) if *number > 0 => {
                let below = format!("CASE WHEN {value} % {divisor} < 0 THEN 1 ELSE 0 END");
                Sql::new(format!("{value} {divide} {divisor} - {below}"), Binding::Sum)
            }
            _ => {
                // The least whole number has no positive counterpart, so dividing by −1 is taking from zero.
                let zero = self.whole_literal(0)?;
                let negative = self.unless_too_large(Arithmetic::Subtract, zero, self.part(left)?)?.text;
                let below = format!("{value} % {divisor} <> 0 AND ({value} % {divisor} < 0) <> ({by} < 0)");
                let quotient = format!("{value} {divide} {divisor} - CASE WHEN {below} THEN 1 ELSE 0 END");
                Sql::whole(format!("CASE WHEN {by} = -1 THEN {negative} ELSE {quotient} END"))
            }
        }
    }

    /// What is left over, with the sign of the divisor; databases give it that of the value.
    fn modulo(&self, left: &Node, right: &Node) -> Result<Sql, TooLong> {
        let (value, by) = (self.part(left)?.within(Binding::Product), self.part(right)?);
        let divisor = self.divisor(right, by.clone());
        let by = by.within(Binding::Product);
        match right {
            Node::Constant(Constant::Integer(number)) if *number > 0 => {
                let rest = format!("{value} % {divisor}");
                Sql::new(format!("{rest} + CASE WHEN {rest} < 0 THEN {divisor} ELSE 0 END"), Binding::Sum)
            }
            _ => {
                // By −1 nothing is left, but a quotient may be too large on the way.
                let rest = format!("{value} % {divisor}");
                let other_side = format!("{rest} <> 0 AND ({rest} < 0) <> ({by} < 0)");
                let signed = format!("CASE WHEN {other_side} THEN {rest} + {by} ELSE {rest} END");
                let zero = format!("CASE WHEN {value} IS NOT NULL THEN {} END", self.whole_literal(0)?.text);
                Sql::whole(format!("CASE WHEN {by} = -1 THEN {zero} ELSE {signed} END"))
            }
        }
    }
}

/// How tightly an operation binds, and what its right side must at least.
fn binding(operation: Arithmetic) -> (Binding, Binding) {
    match operation {
        Arithmetic::Add | Arithmetic::Subtract => (Binding::Sum, Binding::Product),
        _ => (Binding::Product, Binding::Whole),
    }
}
