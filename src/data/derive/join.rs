//! Columns of another source, found by a key: `{with: municipalities, by: municipality, columns: [centrality]}`.

use polars::prelude::IdxCa;
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::codebook::{Clashes, Sightings};
use super::super::frame::Fact;
use super::super::{Column, Frame};
use super::derived::{Derived, called, insert, insist_on_new, reasons_of};
use super::keys::{Keys, are_comparable, in_words, refine};
use super::names::Pairs;
use super::reshape::rows_at;
use crate::diag::{Diagnostic, Problem, Spanned};

/// Columns of another source. Every row is kept; the values come from the row of the other source with the same key, and
/// are missing where there is none.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// The other source, which must stand above this one. No two of its rows may have the same key.
    pub with: Spanned<String>,
    /// The column or columns of the key: a name or a list where they are called the same in both, or a map from the names
    /// here to the names there.
    pub(super) by: Pairs,
    /// The columns that are taken: a list, or a map from the names that they get here to the names there. All of them
    /// where this is not stated.
    #[serde(default)]
    pub(super) columns: Option<Pairs>,
    /// Whether every row must find its key in the other source.
    #[serde(default)]
    pub required: bool,
}

/// A column that is taken: the name that it gets, and the name that it has.
type Taken = (Spanned<String>, Spanned<String>);

impl Join {
    /// The names that the new columns get; nothing where they depend on a source that is not there.
    pub(super) fn names(&self, other: Option<&Frame>) -> Option<Vec<String>> {
        let stated =
            self.columns.as_ref().map(|Pairs(pairs)| pairs.iter().map(|(name, _)| name.value.clone()).collect());
        stated.or_else(|| Some(self.taken(other?).into_iter().map(|(name, _)| name.value).collect()))
    }

    fn taken(&self, other: &Frame) -> Vec<Taken> {
        let is_key = |name: &str| self.by.0.iter().any(|(_, theirs)| theirs.as_str() == name);
        match &self.columns {
            Some(Pairs(pairs)) => pairs.clone(),
            None => {
                let free = other.columns.iter().filter(|column| !is_key(&column.name));
                let named = free.map(|column| Spanned::new(column.name.clone(), self.with.location()));
                named.map(|name| (name.clone(), name)).collect()
            }
        }
    }

    /// Adds the columns of the other source to a frame.
    pub(super) fn apply(&self, frame: &mut Frame, other: &Frame) -> Result<(), Vec<Diagnostic>> {
        let taken = self.taken(other);
        let mut problems = Vec::new();
        for (place, (name, theirs)) in taken.iter().enumerate() {
            problems.extend(other.column(theirs).err());
            problems.extend(insist_on_new(frame, name).err().map(|problem| {
                let hint = format!("give it another name: `columns: {{other_name: {theirs}}}`");
                Diagnostic { problem: problem.problem.hint(hint), ..problem }
            }));
            if taken[..place].iter().any(|(known, _)| known == name) {
                let problem = Problem::new(format!("the join with `{}` makes `{name}` twice", self.with));
                problems.push(problem.hint("remove one of them").at(name.location()));
            }
        }
        let matches = self.matches(frame, other).map_err(|more| problems.extend(more));
        let (Ok(matches), true) = (matches, problems.is_empty()) else { return Err(problems) };
        let rows = rows_at(matches.theirs.iter().copied());
        for (name, theirs) in &taken {
            let derived = taken_column(other, name, theirs, &rows).map_err(|problem| vec![problem])?;
            insert(frame, name, derived).map_err(|problem| vec![problem])?;
        }
        frame.facts.push(Fact::Joined {
            with: self.with.value.clone(),
            matched: matches.matched,
            unmatched: frame.height() as u64 - matches.matched,
            unused: matches.unused,
        });
        Ok(())
    }

    /// For each row the row of the other source with the same key.
    fn matches(&self, frame: &Frame, other: &Frame) -> Result<Matches, Vec<Diagnostic>> {
        let (ours, theirs) = self.keys(frame, other)?;
        let rows = self.unique(other, &theirs).map_err(|problem| vec![problem])?;
        let theirs: Vec<Option<usize>> = ours.iter().map(|key| rows.get((*key)? as usize).copied()).collect();
        if self.required {
            self.insist_on_all(frame, &theirs).map_err(|problem| vec![problem])?;
        }
        let mut used = vec![false; other.height()];
        theirs.iter().flatten().for_each(|row| used[*row] = true);
        let matched = theirs.iter().flatten().count() as u64;
        let unused = used.iter().filter(|used| !**used).count() as u64;
        Ok(Matches { theirs, matched, unused })
    }

    /// The keys of the rows on both sides, as numbers: equal ones are equal keys.
    fn keys(&self, frame: &Frame, other: &Frame) -> Result<(Keys, Keys), Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let (mut ours, mut theirs) = (vec![Some(0); frame.height()], vec![Some(0); other.height()]);
        if self.by.0.is_empty() {
            problems.push(Problem::new("the join has no key").hint("write `by: name`").at(self.with.location()));
        }
        for (here, there) in &self.by.0 {
            match (frame.column(here), other.column(there)) {
                (Ok(column), Ok(its)) if !are_comparable(column.kind, its.kind) => {
                    let what = format!("`{here}` holds {}, and `{there}` of `{}` {}", column.kind, self.with, its.kind);
                    let hint = "declare the same type for both under `columns:`";
                    problems.push(Problem::new(what).hint(hint).at(here.location()));
                }
                (Ok(_), Ok(_)) => {
                    let refined = frame.series(here).and_then(|mine| {
                        let failed =
                            |error| Problem::new(format!("`{here}` cannot be compared: {error}")).at(here.location());
                        refine(mine, other.series(there)?, &mut ours, &mut theirs).map_err(failed)
                    });
                    problems.extend(refined.err());
                }
                // One word for both columns is one mistake.
                (Err(problem), Err(_)) if here == there => problems.push(problem),
                (column, its) => problems.extend([column.err(), its.err()].into_iter().flatten()),
            }
        }
        if problems.is_empty() { Ok((ours, theirs)) } else { Err(problems) }
    }

    /// The row of each key of the other source.
    fn unique(&self, other: &Frame, theirs: &Keys) -> Result<Vec<usize>, Diagnostic> {
        let names = || self.by.0.iter().map(|(_, there)| there);
        // A row without a key is no row that can be found.
        let clashes = Clashes::among(theirs.iter().copied(), |row| in_words(other, names(), row));
        if !clashes.repeated.is_empty() {
            let keys = clashes.repeated.counted("a key", "keys");
            let listed = clashes.listed(|row| other.place(row));
            let what = format!("`{}` has {keys} in {} more than once: {listed}", called(other), all(names()));
            let hint = "a join needs a key that names one row: add a column to `by`, or correct the file";
            return Err(Problem::new(what).hint(hint).at(names().next().and_then(Spanned::location)));
        }
        // Keys are numbered in the order of the rows in which they stand, some of which have none.
        let mut rows = vec![0; theirs.iter().flatten().max().map_or(0, |last| *last as usize + 1)];
        for (row, key) in theirs.iter().enumerate().filter_map(|(row, key)| Some((row, (*key)?))) {
            rows[key as usize] = row;
        }
        Ok(rows)
    }

    /// Insists that every row has found its key.
    fn insist_on_all(&self, frame: &Frame, theirs: &[Option<usize>]) -> Result<(), Diagnostic> {
        let mut without = Sightings::default();
        let names = || self.by.0.iter().map(|(here, _)| here);
        for (row, _) in theirs.iter().enumerate().filter(|(_, row)| row.is_none()) {
            without.see(row, || in_words(frame, names(), row));
        }
        if without.is_empty() {
            return Ok(());
        }
        let rows = without.counted("a row", "rows");
        let listed = without.listed(|row| frame.place(row));
        let (file, key) = (called(frame), all(names()));
        let what = format!("`{file}` has {rows} whose {key} `{}` does not have: {listed}", self.with);
        Err(Problem::new(what).hint("correct the files, or remove `required`").at(self.with.location()))
    }
}

struct Matches {
    /// For each row the row of the other source.
    theirs: Vec<Option<usize>>,
    matched: u64,
    unused: u64,
}

/// A column of the other source, in the order of our rows.
fn taken_column(
    other: &Frame,
    name: &Spanned<String>,
    theirs: &Spanned<String>,
    rows: &IdxCa,
) -> Result<Derived, Diagnostic> {
    let column = other.column(theirs)?;
    let failed = |error| Problem::new(format!("`{theirs}` cannot be taken: {error}")).at(theirs.location());
    let values = other.series(theirs)?.take(rows).map_err(failed)?;
    let reasons = reasons_of(other, theirs).map(|reasons| reasons.take(rows)).transpose().map_err(failed)?;
    Ok(Derived { column: Column { name: name.value.clone(), ..column.clone() }, values, reasons })
}

/// ``` `a` and `b` ```
fn all<'a>(names: impl Iterator<Item = &'a Spanned<String>>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}
