//! Why values are missing, row by row.

use polars::prelude::{NewChunkedArray, Series, StringChunked};

/// Why values of a column are missing, where the file or the codebook says so.
#[derive(Clone, Debug, Default)]
pub(super) struct Reasons {
    words: Vec<String>,
    /// For each row the place of its reason in `words`; empty while no row has one.
    of_row: Vec<Option<u32>>,
    height: usize,
}

impl Reasons {
    /// No reasons, for so many rows; a row may be given one of these.
    pub fn new(words: Vec<String>, height: usize) -> Reasons {
        Reasons { words, of_row: Vec::new(), height }
    }

    /// Gives a row this reason.
    pub fn give(&mut self, row: usize, reason: usize) {
        if self.of_row.is_empty() {
            self.of_row = vec![None; self.height];
        }
        if let Some(place) = self.of_row.get_mut(row) {
            *place = u32::try_from(reason).ok();
        }
    }

    /// One text a row, with those of the file where there are none of our own; nothing where no row has a reason.
    pub fn series(&self, name: &str, of_file: Option<&Series>) -> Option<Series> {
        let of_file = of_file.filter(|reasons| reasons.null_count() < reasons.len()).and_then(|all| all.str().ok());
        if self.of_row.is_empty() && of_file.is_none() {
            return None;
        }
        let own = |row: usize| {
            let place = (*self.of_row.get(row)?)? as usize;
            self.words.get(place).map(String::as_str)
        };
        let reasons = (0..self.height).map(|row| own(row).or_else(|| of_file.and_then(|of_file| of_file.get(row))));
        Some(Series::from(StringChunked::from_iter_options(name.into(), reasons)))
    }
}
