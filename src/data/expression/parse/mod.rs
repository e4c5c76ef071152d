//! From the words and signs of an expression to its structure.
//!
//! What binds tighter stands higher; operators of one line are read from left to right, comparisons stand alone.
//!
//! ```text
//! -x
//! * / div mod
//! + -
//! == != < <= > >=   in   between … and   is missing
//! not
//! and
//! or
//! if … then … else …
//! ```

mod mistakes;
mod operand;

use std::ops::Range;

use super::token::{Kind, Token, tokens};
use super::tree::{Arithmetic, Comparison, Part, Tree};
use crate::diag::Problem;

/// The most bytes that an expression may have: a list of all municipalities, several times over.
pub(super) const LONGEST: usize = 20_000;

/// How many parts may stand within each other.
pub(super) const DEEPEST: usize = 100;

/// What is wrong, and the bytes of the text where it is.
pub(super) type Failure = (Problem, Range<usize>);

/// How tightly operators bind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Loosest,
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Sign,
}

/// Reads a whole text.
pub(super) fn parse(text: &str) -> Result<Tree, Failure> {
    if text.len() > LONGEST {
        let problem = Problem::new(format!("an expression may have {LONGEST} bytes, and this one has {}", text.len()))
            .hint("split it over several columns under `derive`, or use `recode` for a long list");
        return Err((problem, 0..text.len()));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { text, tokens, at: 0, depth: 0 };
    if parser.peek() == &Kind::End {
        let problem = Problem::new("the expression is empty").hint("write a condition such as `alder >= 18`");
        return Err((problem, 0..text.len()));
    }
    let tree = parser.operators(Binding::Loosest)?;
    match parser.peek() {
        Kind::End => Ok(tree),
        _ => Err(parser.stray()),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn token(&self) -> &Token {
        // The last token is `End`, and nothing moves past it.
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn peek(&self) -> &Kind {
        &self.token().kind
    }

    fn after(&self, by: usize) -> &Kind {
        self.tokens.get(self.at + by).map_or(&Kind::End, |token| &token.kind)
    }

    fn next(&mut self) -> Token {
        let token = self.token().clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.peek(), Kind::Sign(known) if *known == sign)
    }

    fn take(&mut self, sign: &str) -> bool {
        let there = self.is(sign);
        if there {
            self.next();
        }
        there
    }

    fn written(&self, span: &Range<usize>) -> &str {
        &self.text[span.clone()]
    }

    fn expect(&mut self, sign: &str, hint: impl FnOnce() -> String) -> Result<(), Failure> {
        if self.take(sign) {
            return Ok(());
        }
        if self.is(",") && self.is_decimal_comma() {
            return Err(self.stray());
        }
        let span = self.token().span.clone();
        Err((Problem::new(format!("expected `{sign}`, found {}", self.found())).hint(hint()), span))
    }

    /// What stands here, for a message.
    fn found(&self) -> String {
        match self.peek() {
            Kind::End => "the end".to_owned(),
            _ => format!("`{}`", self.written(&self.token().span)),
        }
    }

    fn built(&self, part: Part, span: Range<usize>) -> Result<Tree, Failure> {
        let tree = Tree::new(part, span.clone());
        if tree.height > DEEPEST { Err((too_deep(), span)) } else { Ok(tree) }
    }

    /// An operand, and all operators after it that bind tighter than `loosest`.
    fn operators(&mut self, loosest: Binding) -> Result<Tree, Failure> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err((too_deep(), self.token().span.clone()));
        }
        let mut left = self.operand()?;
        let mut compared: Option<Range<usize>> = None;
        while let Some((binding, sign)) = self.operator().filter(|(binding, _)| *binding > loosest) {
            let sign_span = self.token().span.clone();
            if let Some(first) = compared.replace(sign_span.clone()).filter(|_| binding == Binding::Comparison) {
                return Err((self.chain(&first), sign_span));
            }
            compared = compared.filter(|_| binding == Binding::Comparison);
            left = self.operation(left, binding, sign)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    /// The operator that stands here.
    fn operator(&self) -> Option<(Binding, &'static str)> {
        let Kind::Sign(sign) = self.peek() else { return None };
        let binding = match *sign {
            "or" => Binding::Or,
            "and" => Binding::And,
            "+" | "-" => Binding::Sum,
            "*" | "/" | "div" | "mod" => Binding::Product,
            "in" | "between" | "is" => Binding::Comparison,
            "not" if matches!(self.after(1), Kind::Sign("in" | "between")) => Binding::Comparison,
            sign if Comparison::of(sign).is_some() => Binding::Comparison,
            _ => return None,
        };
        Some((binding, sign))
    }

    /// The rest of an operation whose left side has been read.
    fn operation(&mut self, left: Tree, binding: Binding, sign: &'static str) -> Result<Tree, Failure> {
        self.next();
        let start = left.span.start;
        if let Some(comparison) = Comparison::of(sign) {
            let right = self.operators(binding)?;
            let span = start..right.span.end;
            return self.built(Part::Compare(comparison, Box::new([left, right])), span);
        }
        let arithmetic = match sign {
            "+" => Arithmetic::Add,
            "-" => Arithmetic::Subtract,
            "*" => Arithmetic::Multiply,
            "/" => Arithmetic::Divide,
            "div" => Arithmetic::Div,
            "mod" => Arithmetic::Mod,
            "and" | "or" => return self.connected(left, binding, sign),
            "is" => return self.is_missing(left),
            "not" => {
                let positive = match self.next().kind {
                    Kind::Sign("in") => self.list(left)?,
                    _ => self.bounds(left)?,
                };
                let span = positive.span.clone();
                return self.built(Part::Not(Box::new(positive)), span);
            }
            "in" => return self.list(left),
            _ => return self.bounds(left),
        };
        let right = self.operators(binding)?;
        let span = start..right.span.end;
        self.built(Part::Arithmetic(arithmetic, Box::new([left, right])), span)
    }

    /// Conditions connected by the same word are one part, however many they are.
    fn connected(&mut self, left: Tree, binding: Binding, word: &'static str) -> Result<Tree, Failure> {
        let start = left.span.start;
        let mut all = vec![left, self.operators(binding)?];
        while self.take(word) {
            all.push(self.operators(binding)?);
        }
        let span = start..all.last().map_or(start, |last| last.span.end);
        self.built(if word == "and" { Part::And(all) } else { Part::Or(all) }, span)
    }

    fn is_missing(&mut self, left: Tree) -> Result<Tree, Failure> {
        let negated = self.take("not");
        if !self.is("missing") {
            let problem = Problem::new(format!("expected `missing`, found {}", self.found()))
                .hint("write `is missing` or `is not missing`, and `==` to compare");
            return Err((problem, self.token().span.clone()));
        }
        let span = left.span.start..self.next().span.end;
        let positive = self.built(Part::IsMissing(Box::new(left)), span.clone())?;
        if negated { self.built(Part::Not(Box::new(positive)), span) } else { Ok(positive) }
    }

    fn list(&mut self, value: Tree) -> Result<Tree, Failure> {
        let example = || "list the values within `[` and `]`: `in [1, 2]`".to_owned();
        let open = self.token().span.clone();
        self.expect("[", example)?;
        if self.is("]") {
            let problem = Problem::new("the list is empty").hint("name at least one value");
            return Err((problem, open.start..self.token().span.end));
        }
        let (list, end) = self.separated("]")?;
        let span = value.span.start..end;
        self.built(Part::In(Box::new(value), list), span)
    }

    fn bounds(&mut self, value: Tree) -> Result<Tree, Failure> {
        let low = self.operators(Binding::Comparison)?;
        self.expect("and", || "write `between 18 and 67`, which includes both".to_owned())?;
        let high = self.operators(Binding::Comparison)?;
        let span = value.span.start..high.span.end;
        self.built(Part::Between(Box::new([value, low, high])), span)
    }
}

fn too_deep() -> Problem {
    Problem::new(format!("more than {DEEPEST} parts stand within each other"))
        .hint("split it over several columns under `derive`")
}
