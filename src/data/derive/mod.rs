//! New columns, columns of other sources, other shapes, and the rows that are kept.
//!
//! [`shape`] does what a source asks for, in this order: `reshape`, `join`, `derive`, `where`. Labels, codes and units go
//! along. All mistakes are found in one run; what depends on something that failed is passed over, for it would only say
//! the same again.

mod cut;
mod derivation;
mod derived;
mod items;
mod join;
mod keys;
mod long;
mod names;
mod recode;
mod reshape;
#[cfg(test)]
mod tests;
mod wide;
mod words;

use std::collections::HashSet;

use polars::prelude::{BooleanChunked, NewChunkedArray};

use self::derivation::{Described, Form, Plan};
use self::derived::{Derived, insert, insist_on_new};
use self::words::Recodes;
use super::codebook::value_of;
use super::expression::{Expression, Parsed};
use super::frame::{Fact, Frame};
use super::frames::Frames;
use super::rows::{holds, values_of};
use super::{Cell, Column, ColumnType, DataSource};
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::Text;

pub use derivation::Derivation;
pub use join::Join;
pub use reshape::Reshape;

/// The sources that stand above this one.
pub(in crate::data) trait Earlier {
    /// The source with this name, or a problem that names the nearest one.
    fn source(&self, name: &str) -> Result<&Frame, Problem>;
    /// Whether the source is there, but something is wrong with it that is reported already.
    fn is_broken(&self, name: &str) -> bool;
}

impl Earlier for Frames {
    fn source(&self, name: &str) -> Result<&Frame, Problem> {
        self.frame(name)
    }

    fn is_broken(&self, name: &str) -> bool {
        self.unread().iter().any(|unread| unread == name)
    }
}

/// Reshapes, joins, derives and filters a frame as its source asks for.
///
/// # Errors
/// Everything that is wrong, each at its place in the specification.
pub(in crate::data) fn shape(
    frame: Frame,
    source: &DataSource,
    earlier: &dyn Earlier,
) -> Result<Frame, Vec<Diagnostic>> {
    let frame = match &source.reshape {
        Some(reshape) => reshape.apply(frame)?,
        None => frame,
    };
    let mut shaping = Shaping { frame, problems: Vec::new(), failed: HashSet::new(), uncertain: false };
    for join in &source.join {
        shaping.join(join, earlier);
    }
    for (name, derivation) in &source.derive {
        shaping.derive(name, derivation);
    }
    if let Some(condition) = &source.keep {
        shaping.keep(condition);
    }
    match shaping.problems.is_empty() {
        true => Ok(shaping.frame),
        false => Err(shaping.problems),
    }
}

struct Shaping {
    frame: Frame,
    problems: Vec<Diagnostic>,
    /// Columns that should be there, and are not because something else is wrong.
    failed: HashSet<String>,
    /// Whether there should be columns whose names nobody knows.
    uncertain: bool,
}

impl Shaping {
    fn join(&mut self, join: &Join, earlier: &dyn Earlier) {
        let other = earlier.source(&join.with);
        let names = join.names(other.as_ref().ok().copied());
        let outcome = match other {
            Ok(other) => join.apply(&mut self.frame, other),
            Err(problem) => {
                let problem = problem.at(join.with.location());
                Err(vec![if earlier.is_broken(&join.with) { problem.consequence() } else { problem }])
            }
        };
        if let Err(problems) = outcome {
            self.problems.extend(problems);
            match names {
                Some(names) => self.failed.extend(names),
                None => self.uncertain = true,
            }
        }
    }

    fn derive(&mut self, name: &Spanned<String>, derivation: &Derivation) {
        let new = insist_on_new(&self.frame, name).map_err(|problem| vec![problem]);
        let outcome = match (&new, self.derived(name, derivation)) {
            (Ok(()), Ok(Some(derived))) => insert(&mut self.frame, name, derived).map_err(|problem| vec![problem]),
            (_, Ok(None)) => {
                self.failed.insert(name.value.clone());
                Ok(())
            }
            (_, Ok(Some(_))) => Ok(()),
            (_, Err(problems)) => Err(problems),
        };
        for problems in [new.err(), outcome.err()].into_iter().flatten() {
            self.problems.extend(problems);
            if !self.frame.columns.iter().any(|column| column.name == name.value) {
                self.failed.insert(name.value.clone());
            }
        }
    }

    /// The new column; nothing where it depends on something that failed.
    fn derived(&self, name: &Spanned<String>, derivation: &Derivation) -> Result<Option<Derived>, Vec<Diagnostic>> {
        let described = match &derivation.0 {
            Form::Expression(expression) => return self.value(name, expression),
            Form::Described(described) => described,
        };
        let frame = &self.frame;
        let derived = match described.plan(name)? {
            Plan::Value(expression) => self.value(name, expression)?,
            Plan::Cut { column, at, labels } => match self.depends([column]) {
                true => None,
                false => Some(cut::cut(frame, name, column, at, labels)?),
            },
            Plan::Recode { column, codes, otherwise } => match self.depends([column]) {
                true => None,
                false => Some(recode::recode(frame, name, column, codes, otherwise)?),
            },
            Plan::Items { mean, items, reverse, missing } => match self.depends(&items.value) {
                true => None,
                false => Some(items::items(frame, name, mean, items, reverse, missing)?),
            },
        };
        derived.map(|derived| described.words(name, derived)).transpose()
    }

    fn value(&self, name: &Spanned<String>, expression: &Expression) -> Result<Option<Derived>, Vec<Diagnostic>> {
        let Some(expression) = self.parsed(expression)? else { return Ok(None) };
        let typed = expression.check(&self.frame)?;
        let failed = |error| vec![Problem::new(format!("`{name}` cannot be made: {error}")).at(name.location())];
        let values = values_of(&self.frame, &typed.expr()).map_err(failed)?;
        Ok(Some(Derived::new(Column::plain(name.value.clone(), typed.kind()), values)))
    }

    /// The expression; nothing where it depends on something that failed.
    fn parsed(&self, expression: &Expression) -> Result<Option<Parsed>, Vec<Diagnostic>> {
        let parsed = expression.parse().map_err(|problem| vec![problem])?;
        let depends = parsed.columns().into_iter().any(|column| self.is_lost(column));
        Ok((!depends).then_some(parsed))
    }

    fn depends<'a>(&self, columns: impl IntoIterator<Item = &'a Spanned<String>>) -> bool {
        columns.into_iter().any(|column| self.is_lost(column))
    }

    fn is_lost(&self, column: &str) -> bool {
        let known = || self.frame.columns.iter().any(|known| known.name == column);
        self.failed.contains(column) || self.uncertain && !known()
    }

    fn keep(&mut self, condition: &Expression) {
        match self.parsed(condition) {
            Err(problems) => return self.problems.extend(problems),
            Ok(None) => return,
            Ok(Some(_)) => {}
        }
        let kept = match holds(&self.frame, condition) {
            Ok(kept) => kept,
            Err(problems) => return self.problems.extend(problems),
        };
        let left_out = kept.iter().filter(|kept| !**kept).count() as u64;
        match self.frame.rows.filter(&BooleanChunked::from_slice("".into(), &kept)) {
            Ok(rows) => {
                self.frame.rows = rows;
                self.frame.states = self.frame.states.iter().map(|state| state.of_rows(&kept)).collect();
                self.frame.facts.push(Fact::RowsLeftOut(left_out));
            }
            Err(error) => {
                let problem = Problem::new(format!("`{}` cannot be evaluated: {error}", condition.text()));
                self.problems.push(problem.at(condition.location()));
            }
        }
    }
}

impl Described {
    /// The column with the words that the specification gives it.
    fn words(&self, name: &Spanned<String>, mut derived: Derived) -> Result<Derived, Vec<Diagnostic>> {
        let column = &mut derived.column;
        column.label = self.label.clone().or_else(|| column.label.take());
        if let Some(unit) = &self.unit {
            if !matches!(column.kind, ColumnType::Integer | ColumnType::Number) {
                let problem = Problem::new(format!("`{name}` has a unit, and holds {}", column.kind));
                return Err(vec![problem.hint("remove `unit`").at(unit.location())]);
            }
            column.unit = Some(unit.value);
        }
        if let Some(codes) = self.codes() {
            column.codes = words_of(name, column, codes)?;
        }
        Ok(derived)
    }
}

/// The words for the values of a new column.
fn words_of(name: &Spanned<String>, column: &Column, codes: &Recodes) -> Result<Vec<(Cell, Text)>, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut words = Vec::new();
    for (code, new) in codes {
        match value_of(column.kind, code) {
            Some(cell) => words.push((cell, new.0.clone().unwrap_or_else(|| Text::from(code.as_str())))),
            None => {
                let problem = Problem::new(format!("`{name}` holds {}, and `{code}` is none of them", column.kind));
                problems.push(problem.hint("write a value that the new column can have").at(code.location()));
            }
        }
    }
    if problems.is_empty() { Ok(words) } else { Err(problems) }
}
