//! Who is counted: named conditions over the rows of a source, and why the others are not.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::expression::Expression;
use super::frame::Frame;
use super::ordered::Ordered;
use super::query::Statement;
use crate::diag::{Diagnostic, Problem, Spanned};
use crate::results::Text;

/// A named population: the rows of a data source, or of another population, for which a condition holds and which no
/// exclusion takes out.
///
/// ```yaml
/// populations:
///   randomised: {from: participants, label: Randomised}
///   analysed:
///     of: randomised
///     exclude:
///       withdrew: {when: withdrew == 1, label: Withdrew}
///       lost: {when: employed_18 is missing, label: Lost to follow-up}
///   young: {of: analysed, where: age < 30, label: Under 30}
/// ```
///
/// A condition that is missing for a row does not hold for it. A row that several exclusions take out counts under the
/// first.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// The data source whose rows it starts from.
    #[serde(default)]
    pub from: Option<Spanned<String>>,
    /// The population it starts from, instead of a data source.
    #[serde(default)]
    pub of: Option<Spanned<String>>,
    /// What it is called in tables and figures.
    #[serde(default)]
    pub label: Option<Text>,
    /// The condition that its rows meet.
    #[serde(default, rename = "where")]
    pub keep: Option<Expression>,
    /// The rows that are taken out, each with its reason, in the order in which they are counted.
    #[serde(default)]
    pub exclude: Ordered<Exclusion>,
}

/// Rows that a population leaves out, and why.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// The condition that takes a row out.
    pub when: Expression,
    /// The reason, as a flow diagram words it.
    pub label: Text,
}

/// A population, with its rows found.
#[derive(Clone, Debug)]
pub struct Members {
    /// Its name.
    pub name: String,
    /// What it is called in tables and figures.
    pub label: Option<Text>,
    /// The source whose rows it holds.
    pub(in crate::data) source: String,
    /// The population that it starts from.
    pub parent: Option<String>,
    /// The same in a database.
    pub(in crate::data) remote: Option<RemoteMembers>,
    /// Whether nothing takes a row out.
    pub(in crate::data) is_everyone: bool,
    /// For each row of the source its standing: a member, outside the population that this one starts from, or taken
    /// out by the condition or an exclusion.
    pub(in crate::data) standing: Arc<[Standing]>,
    /// The exclusions: name and reason.
    pub exclusions: Vec<(String, Text)>,
}

/// A population of rows in a database, as conditions.
#[derive(Clone, Debug)]
pub(in crate::data) struct RemoteMembers {
    /// Who belongs.
    pub member: String,
    /// Who belongs to what it starts from, but does not meet its condition.
    pub not_kept: String,
    /// Who is taken out by each exclusion.
    pub excluded: Vec<String>,
}

impl RemoteMembers {
    pub fn of(
        frame: &Frame,
        statement: &Statement,
        parent: Option<&Members>,
        population: &Population,
    ) -> Result<RemoteMembers, Vec<Diagnostic>> {
        let before = parent.and_then(|parent| parent.remote.as_ref()).map_or("TRUE", |parent| parent.member.as_str());
        let holds = |expression: &Expression| -> Result<String, Vec<Diagnostic>> {
            Ok(format!("COALESCE({}, FALSE)", statement.expression(frame, expression)?))
        };
        let kept = population.keep.as_ref().map_or(Ok("TRUE".to_owned()), holds)?;
        let mut left = format!("({before}) AND {kept}");
        let mut excluded = Vec::new();
        for (_, exclusion) in &population.exclude {
            let taken_out = holds(&exclusion.when)?;
            excluded.push(format!("{left} AND {taken_out}"));
            left = format!("{left} AND NOT {taken_out}");
        }
        Ok(RemoteMembers { member: left, not_kept: format!("({before}) AND NOT {kept}"), excluded })
    }
}

/// The standing of a row towards a population.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::data) enum Standing {
    /// It belongs.
    Member,
    /// It does not belong to the population that this one starts from.
    NotInParent,
    /// The condition does not hold for it.
    NotKept,
    /// This exclusion, counted from zero, takes it out.
    Excluded(u16),
}

impl Population {
    /// The name of what it starts from, and whether that is a population.
    ///
    /// # Errors
    /// A diagnostic when neither or both are named.
    pub(in crate::data) fn start(&self, name: &Spanned<String>) -> Result<(&Spanned<String>, bool), Diagnostic> {
        match (&self.from, &self.of) {
            (Some(from), None) => Ok((from, false)),
            (None, Some(of)) => Ok((of, true)),
            (Some(_), Some(of)) => Err(Problem::new(format!("the population `{name}` starts from two things"))
                .hint("keep `from` for a data source, or `of` for another population")
                .at(of.location())),
            (None, None) => Err(Problem::new(format!("the population `{name}` starts from nothing"))
                .hint("add `from:` with a data source, or `of:` with another population")
                .at(name.location())),
        }
    }

    /// The standing of every row, from those of what it starts from and from what holds for each row.
    pub(in crate::data) fn standing(
        before: Option<&[Standing]>,
        height: usize,
        kept: Option<&[bool]>,
        excluded: &[Vec<bool>],
    ) -> Arc<[Standing]> {
        let standing = |row: usize| match (before, kept) {
            (Some(before), _) if before[row] != Standing::Member => Standing::NotInParent,
            (_, Some(kept)) if !kept[row] => Standing::NotKept,
            _ => match excluded.iter().position(|taken_out| taken_out[row]) {
                Some(exclusion) => Standing::Excluded(u16::try_from(exclusion).unwrap_or(u16::MAX)),
                None => Standing::Member,
            },
        };
        (0..height).map(standing).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_counted_once_under_the_first_reason() {
        let randomised = Population::standing(None, 4, Some(&[true, true, true, false]), &[]);
        let taken_out = [vec![true, false, false, true], vec![true, true, false, true]];
        let analysed = Population::standing(Some(&randomised), 4, None, &taken_out);
        let expected = [Standing::Excluded(0), Standing::Excluded(1), Standing::Member, Standing::NotInParent];
        assert_eq!(*analysed, expected);
    }
}
