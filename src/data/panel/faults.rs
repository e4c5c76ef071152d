//! What is wrong with rows of the panel.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Location, Problem};

/// How many rows of one kind are named.
const NAMED: usize = 3;

/// What may be wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    NoPerson,
    NoMonth,
    /// A month that is no whole number, or no calendar month.
    Month,
    /// An amount of this total that is not finite, or too large to be one.
    Amount(usize),
    /// A row that counts in this total has no year.
    Year(usize),
    /// The value of this year, for this total, is not known.
    UnknownYear(usize, i32),
}

/// Where a row stands: which file, which row of it, and that in words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowAt {
    pub file: usize,
    pub row: u64,
    pub words: String,
    pub value: String,
}

/// What is wrong with rows of the panel: of each kind how many, and the first few.
#[derive(Debug, Default)]
pub(super) struct Faults(BTreeMap<Fault, (u64, Vec<RowAt>)>);

impl Faults {
    /// One more row.
    pub fn add(&mut self, fault: Fault, file: usize, row: u64, place: impl FnOnce() -> (String, String)) {
        let (count, named) = self.0.entry(fault).or_default();
        *count += 1;
        if named.len() < NAMED || named.last().is_some_and(|last| (file, row) < (last.file, last.row)) {
            let (words, value) = place();
            named.push(RowAt { file, row, words, value });
            named.sort();
            named.truncate(NAMED);
        }
    }

    /// What is wrong here and there.
    pub fn join(&mut self, others: Faults) {
        for (fault, (count, rows)) in others.0 {
            let (all, named) = self.0.entry(fault).or_default();
            *all += count;
            named.extend(rows);
            named.sort();
            named.truncate(NAMED);
        }
    }

    /// What is wrong, kind by kind; `say` tells what to call a kind, and where the specification names the column.
    pub fn diagnostics(&self, say: impl Fn(&Fault, &str) -> (Problem, Option<Location>)) -> Vec<Diagnostic> {
        let diagnostic = |(fault, (count, named)): (&Fault, &(u64, Vec<RowAt>))| {
            let rows: Vec<String> =
                named
                    .iter()
                    .map(|row| {
                        if row.value.is_empty() {
                            row.words.clone()
                        } else {
                            format!("`{}` in {}", row.value, row.words)
                        }
                    })
                    .collect();
            let more = count.saturating_sub(rows.len() as u64);
            let rows = match (rows.split_last(), more) {
                (Some((last, [])), 0) => last.clone(),
                (Some((last, others)), 0) => format!("{} and {last}", others.join(", ")),
                _ => format!("{} and {more} more", rows.join(", ")),
            };
            let (problem, location) = say(fault, &rows);
            problem.at(location)
        };
        self.0.iter().map(diagnostic).collect()
    }
}
