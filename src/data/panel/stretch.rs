//! A stretch of rows of the panel, with the columns that are needed.

use std::sync::Arc;

use polars::prelude::{IdxCa, NewChunkedArray, Series};

/// A stretch of rows, with the columns that are needed, in the order in which they were asked for.
#[derive(Debug)]
pub(super) struct Stretch {
    pub rows: usize,
    pub columns: Vec<Values>,
}

/// The values of one column in a stretch of rows.
///
/// A series is of type String, Int64, Float64, Boolean or Date.
#[derive(Clone, Debug)]
pub(super) enum Values {
    /// Each value as its position in a list, whose length stands for a missing value. A file that holds few different
    /// values holds them so, and then each is looked at once and not in every row.
    Coded { codes: Vec<u32>, list: Arc<Series> },
    /// The values themselves.
    Plain(Series),
}

impl Values {
    /// The values themselves, under this name.
    pub fn series(&self, name: &str) -> Series {
        match self {
            Values::Plain(series) => series.clone().with_name(name.into()),
            Values::Coded { codes, list } => {
                // Every code that is not in the list is a missing value.
                let known = list.len() as u32;
                let places = codes.iter().map(|code| (*code < known).then_some(*code));
                let places = IdxCa::from_iter_options("".into(), places);
                let values =
                    list.take(&places).unwrap_or_else(|_| Series::full_null("".into(), codes.len(), list.dtype()));
                values.with_name(name.into())
            }
        }
    }
}

/// What was worked out for each value of the list that a column was coded with last.
#[derive(Debug)]
pub(super) struct Known<T> {
    list: Option<Arc<Series>>,
    of_code: Vec<T>,
}

impl<T> Default for Known<T> {
    fn default() -> Known<T> {
        Known { list: None, of_code: Vec::new() }
    }
}

impl<T> Known<T> {
    /// One result for each value of the list, and one for a missing value behind them.
    pub fn of<E>(&mut self, list: &Arc<Series>, find: impl FnOnce(&Series) -> Result<Vec<T>, E>) -> Result<&[T], E> {
        if !self.list.as_ref().is_some_and(|known| Arc::ptr_eq(known, list)) {
            self.of_code = find(list)?;
            self.list = Some(Arc::clone(list));
        }
        Ok(&self.of_code)
    }
}
