//! What operators stand between: a value, a column, a call, something in brackets.

use std::ops::Range;

use super::super::token::{Kind, Token};
use super::super::tree::{Part, Tree};
use super::{Binding, Failure, Parser};
use crate::diag::Problem;

impl Parser<'_> {
    pub(super) fn operand(&mut self) -> Result<Tree, Failure> {
        let at = self.at;
        let Token { kind, span } = self.next();
        match kind {
            Kind::Integer(value) => match i64::try_from(value) {
                Ok(value) => self.built(Part::Integer(value), span),
                Err(_) => Err((
                    Problem::new(format!("`{value}` is too large for a whole number"))
                        .hint(format!("write `{value}.0`, which is a number with about 16 exact digits")),
                    span,
                )),
            },
            Kind::Number(value) => self.built(Part::Number(value), span),
            Kind::Text(text) => self.built(Part::Text(text), span),
            Kind::Date(days) => self.built(Part::Date(days), span),
            Kind::Quoted(name) => self.built(Part::Column(name), span),
            Kind::Name(name) if self.is("(") => self.call(name, span),
            Kind::Name(name) => self.built(Part::Column(name), span),
            Kind::Sign("true") => self.built(Part::Boolean(true), span),
            Kind::Sign("false") => self.built(Part::Boolean(false), span),
            Kind::Sign("missing") => self.built(Part::Missing, span),
            Kind::Sign("-") => self.negative(span),
            Kind::Sign("not") => {
                let within = self.operators(Binding::Not)?;
                let span = span.start..within.span.end;
                self.built(Part::Not(Box::new(within)), span)
            }
            Kind::Sign("if") => self.choice(span),
            Kind::Sign("(") => {
                let within = self.operators(Binding::Loosest)?;
                let end = self.token().span.end;
                let hint = if self.is(",") {
                    "one value stands within `(` and `)`, a list within `[` and `]`; a choice is `if … then … else …`"
                } else {
                    "add `)`"
                };
                self.expect(")", || hint.to_owned())?;
                Ok(Tree { span: span.start..end, ..within })
            }
            Kind::Sign("[") => {
                Err((Problem::new("a list has no value of its own").hint("write `column in [1, 2]`"), span))
            }
            Kind::Sign(_) | Kind::End => {
                self.at = at;
                let problem = Problem::new(format!("expected a value or a column, found {}", self.found()));
                Err((self.hint_for_operand(problem), span))
            }
        }
    }

    pub(super) fn negative(&mut self, sign: Range<usize>) -> Result<Tree, Failure> {
        let Token { kind, span } = self.token().clone();
        let whole = sign.start..span.end;
        match kind {
            Kind::Integer(value) => {
                self.next();
                let value = 0_i64.checked_sub_unsigned(value).unwrap_or(i64::MIN);
                self.built(Part::Integer(value), whole)
            }
            Kind::Number(value) => {
                self.next();
                self.built(Part::Number(-value), whole)
            }
            _ => {
                let within = self.operators(Binding::Sign)?;
                let span = sign.start..within.span.end;
                self.built(Part::Negative(Box::new(within)), span)
            }
        }
    }

    pub(super) fn choice(&mut self, start: Range<usize>) -> Result<Tree, Failure> {
        let condition = self.operators(Binding::Loosest)?;
        self.expect("then", || "write `if alder < 30 then \"ung\" else \"voksen\"`".to_owned())?;
        let holds = self.operators(Binding::Loosest)?;
        self.expect("else", || "add what it is otherwise: `else missing`, or another value".to_owned())?;
        let otherwise = self.operators(Binding::Loosest)?;
        let span = start.start..otherwise.span.end;
        self.built(Part::If(Box::new([condition, holds, otherwise])), span)
    }

    pub(super) fn call(&mut self, name: String, name_span: Range<usize>) -> Result<Tree, Failure> {
        self.next();
        let (arguments, end) = self.separated(")")?;
        let span = name_span.start..end;
        self.built(Part::Call { name, name_span, arguments }, span)
    }

    /// Parts separated by commas, up to the closing bracket; and where that ends.
    pub(super) fn separated(&mut self, close: &'static str) -> Result<(Vec<Tree>, usize), Failure> {
        let first = self.at;
        let mut all = Vec::new();
        if !self.is(close) {
            all.push(self.operators(Binding::Loosest)?);
            while self.take(",") {
                all.push(self.operators(Binding::Loosest)?);
            }
        }
        self.insist_on_one_kind_of_comma(first)?;
        let end = self.token().span.end;
        self.expect(close, || format!("separate with `,`, and end with `{close}`"))?;
        Ok((all, end))
    }
}
