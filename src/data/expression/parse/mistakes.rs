//! What was probably meant by what cannot be read.

use std::ops::Range;

use super::super::token::{Kind, Token, is_letter};
use super::super::tree::Comparison;
use super::{Failure, Parser};
use crate::diag::Problem;

impl Parser<'_> {
    pub(super) fn hint_for_operand(&self, problem: Problem) -> Problem {
        match (self.peek(), self.at.checked_sub(1).map(|before| &self.tokens[before].kind)) {
            (Kind::End, None) => problem,
            (Kind::End, Some(_)) => problem.hint("finish the expression, or remove what stands last"),
            (Kind::Sign(sign @ ("div" | "mod")), _) if self.after(1) == &Kind::Sign("(") => {
                problem.hint(format!("write it between two whole numbers: `a {sign} b`"))
            }
            (Kind::Sign(sign), _) if sign.starts_with(is_letter) => {
                problem.hint(format!("write a column of this name in backticks: `` `{sign}` ``"))
            }
            _ => problem,
        }
    }

    /// Something where an operator or the end should be.
    pub(super) fn stray(&self) -> Failure {
        let Token { kind, span } = self.token().clone();
        if let Some(number) = self.decimal_comma(self.at) {
            let written = self.written(&number);
            let problem = Problem::new(format!("`{written}` is not a number"));
            return (problem.hint(format!("write `{}`", point(written))), number);
        }
        let problem = Problem::new(format!("expected an operator or the end, found {}", self.found()));
        let before = self.at.checked_sub(1).map(|before| &self.tokens[before]);
        let problem = match (before, &kind) {
            (Some(Token { kind: Kind::Name(first), .. }), Kind::Name(second)) if foreign_word(second).is_none() => {
                problem.hint(format!("write a name with a space in backticks: `` `{first} {second}` ``"))
            }
            (_, Kind::Name(word)) => match foreign_word(word) {
                Some(meant) => problem.hint(format!("write `{meant}`")),
                None => problem,
            },
            (Some(Token { kind: Kind::Integer(_), .. }), Kind::Integer(_)) => {
                problem.hint("write a large number without spaces: `1234`")
            }
            (Some(Token { kind: Kind::Quoted(_), .. }), Kind::Sign("(")) => {
                problem.hint("write the name of a function without backticks")
            }
            (_, Kind::Sign(")" | "]")) => problem.hint("remove it, or open it earlier"),
            _ => problem,
        };
        (problem, span)
    }

    /// `[0,5, 1,5]` was meant to be two numbers, though it reads as four.
    pub(super) fn insist_on_one_kind_of_comma(&self, first: usize) -> Result<(), Failure> {
        let mut depth = 0_usize;
        let (mut spaced, mut squeezed) = (false, None);
        for at in first..self.at {
            match self.tokens[at].kind {
                Kind::Sign("(" | "[") => depth += 1,
                Kind::Sign(")" | "]") => depth = depth.saturating_sub(1),
                Kind::Sign(",") if depth == 0 => match self.decimal_comma(at) {
                    Some(span) => squeezed = squeezed.or(Some(span)),
                    None => spaced = true,
                },
                _ => {}
            }
        }
        match squeezed.filter(|_| spaced) {
            None => Ok(()),
            Some(span) => {
                let written = self.written(&span);
                let problem = Problem::new(format!("`{written}` may be one number or two")).hint(format!(
                    "write `{}` for one number, and `{}` for two",
                    point(written),
                    apart(written)
                ));
                Err((problem, span))
            }
        }
    }

    pub(super) fn is_decimal_comma(&self) -> bool {
        self.decimal_comma(self.at).is_some()
    }

    /// The whole `0,5` around this comma, when nothing stands between it and whole numbers on both sides.
    pub(super) fn decimal_comma(&self, at: usize) -> Option<Range<usize>> {
        let comma = self.tokens.get(at).filter(|token| token.kind == Kind::Sign(","))?;
        let whole = |token: &&Token| matches!(token.kind, Kind::Integer(_));
        let before = self.tokens.get(at.checked_sub(1)?).filter(whole)?;
        let after = self.tokens.get(at + 1).filter(whole)?;
        let touching = before.span.end == comma.span.start && comma.span.end == after.span.start;
        touching.then_some(before.span.start..after.span.end)
    }

    /// `18 <= alder < 30`
    pub(super) fn chain(&self, first: &Range<usize>) -> Problem {
        let second = self.written(&self.token().span);
        let first = self.written(first);
        let problem = Problem::new(format!("`{first}` and `{second}` cannot follow each other"));
        match Comparison::of(first).and(Comparison::of(second)) {
            Some(_) => problem.hint("connect two comparisons with `and`: `18 <= alder and alder < 30`"),
            None => problem.hint("put the first comparison in brackets"),
        }
    }
}

fn point(written: &str) -> String {
    written.replace(',', ".")
}

fn apart(written: &str) -> String {
    written.replace(',', ", ")
}

/// A word of another language, or in capitals, that stands where an operator should be.
fn foreign_word(word: &str) -> Option<&'static str> {
    let known = ["and", "or", "not", "in", "is", "between", "then", "else", "div", "mod"];
    let meant = known.into_iter().find(|known| known.eq_ignore_ascii_case(word));
    meant.or(match word.to_lowercase().as_str() {
        "og" => Some("and"),
        "eller" => Some("or"),
        "ikke" | "ikkje" => Some("not"),
        _ => None,
    })
}
