//! The column that names each row.

use std::hash::Hash;

use polars::prelude::{DataType, PlHashMap, Series};

use super::sightings::Sightings;
use crate::data::coded::Coded;
use crate::diag::{Diagnostic, Problem, Spanned};

/// Rows that stand in the way of a key.
#[derive(Debug, Default)]
pub(in crate::data) struct Clashes {
    /// Rows whose value an earlier row has.
    pub repeated: Sightings,
    /// That earlier row, for the first of them.
    earlier: Vec<(usize, usize)>,
    /// Rows without a value.
    pub absent: Sightings,
}

impl Clashes {
    /// What stands in the way of a column as a key.
    pub fn of(values: &Series) -> Clashes {
        let shown = |row: usize| values.get(row).map(|value| value.str_value().into_owned()).unwrap_or_default();
        match (values.dtype(), values.str(), values.i64()) {
            (DataType::String, Ok(texts), _) => Clashes::among(texts.iter(), shown),
            (DataType::Int64, _, Ok(numbers)) => Clashes::among(numbers.iter(), shown),
            _ => Coded::of(values).map_or_else(
                |_| Clashes::default(),
                |Coded { values, codes }| {
                    let present = |code: &u32| Some(*code).filter(|code| !values[*code as usize].is_missing());
                    Clashes::among(codes.iter().map(present), shown)
                },
            ),
        }
    }

    /// What stands in the way of these keys; `shown` is that of a row in words.
    pub fn among<T: Eq + Hash>(keys: impl Iterator<Item = Option<T>>, shown: impl Fn(usize) -> String) -> Clashes {
        let mut clashes = Clashes::default();
        let mut known: PlHashMap<T, usize> = PlHashMap::default();
        known.reserve(keys.size_hint().0);
        for (row, key) in keys.enumerate() {
            let Some(key) = key else {
                clashes.absent.see_nothing(row);
                continue;
            };
            let first = *known.entry(key).or_insert(row);
            if first != row {
                clashes.repeated.see(row, || shown(row));
                // Only the rows that will be listed are looked up again.
                if clashes.repeated.count() <= 8 {
                    clashes.earlier.push((row, first));
                }
            }
        }
        clashes
    }

    /// The repeated values, each with both its rows.
    pub fn listed(&self, place: impl Fn(usize) -> String) -> String {
        self.repeated.listed(|row| match self.earlier.iter().find(|(later, _)| *later == row) {
            Some((_, first)) => format!("{} and {}", place(*first), place(row)),
            None => place(row),
        })
    }

    /// What is wrong with the column that `id` names; rows without a value count only where `all` values could be read.
    pub fn diagnostics(
        &self,
        file: &str,
        id: &Spanned<String>,
        all: bool,
        place: impl Fn(usize) -> String,
    ) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        if !self.repeated.is_empty() {
            let what = match self.repeated.count() {
                1 => format!("`{file}` has a `{id}` twice: {}", self.listed(&place)),
                count => {
                    format!("`{file}` has {count} rows with the `{id}` of an earlier one: {}", self.listed(&place))
                }
            };
            problems.push(what);
        }
        if all && !self.absent.is_empty() {
            let rows = match self.absent.count() {
                1 => String::new(),
                count => format!("{count} rows: "),
            };
            problems.push(format!("`{file}` has no `{id}` in {rows}{}", self.absent.listed(&place)));
        }
        let hint = "every row needs its own value in the column that `id` names";
        problems.into_iter().map(|what| Problem::new(what).hint(hint).at(id.location())).collect()
    }
}
