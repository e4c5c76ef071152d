//! Why values are missing, where a file says so.

use polars::prelude::{IntoSeries, Series, StringChunked};

/// The reasons that a file gives for the missing values of one column, as they are met from row to row.
#[derive(Debug, Default)]
pub(super) struct Reasons {
    /// Each row with a reason, in order, and the place of the reason in the list.
    rows: Vec<(usize, usize)>,
    known: Vec<String>,
}

impl Reasons {
    /// Notes that the value of this row is missing, and why.
    pub fn note(&mut self, row: usize, reason: &str) {
        let known = self.known.iter().position(|known| known == reason).unwrap_or_else(|| {
            self.known.push(reason.to_owned());
            self.known.len() - 1
        });
        self.rows.push((row, known));
    }

    /// The reasons as a column, if there are any.
    pub fn series(self, height: usize) -> Option<Series> {
        if self.rows.is_empty() {
            return None;
        }
        let mut reasons = self.rows.iter().peekable();
        let column = (0..height).map(|row| {
            let reason = reasons.next_if(|(with, _)| *with == row)?;
            Some(self.known[reason.1].as_str())
        });
        Some(StringChunked::from_iter(column).into_series())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_stand_in_their_rows() {
        let mut reasons = Reasons::default();
        reasons.note(1, "vet ikke");
        reasons.note(3, "vet ikke");
        let column = reasons.series(5).unwrap();
        let column: Vec<_> = column.str().unwrap().iter().collect();
        assert_eq!(column, [None, Some("vet ikke"), None, Some("vet ikke"), None]);
        assert!(Reasons::default().series(5).is_none());
    }
}
