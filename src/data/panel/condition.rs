//! In which rows the condition of a state holds.

use polars::prelude::{DataFrame, DataType, Expr, IntoColumn, IntoLazy, Series};

use super::stretch::{Known, Stretch, Values};
use crate::diag::Problem;

/// The condition of a state.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    /// The columns that it reads: their places in a stretch, and their names.
    pub columns: Vec<(usize, String)>,
    pub holds: Expr,
}

/// What is known of a condition from earlier stretches.
#[derive(Debug, Default)]
pub(super) struct Evaluated {
    known: Known<u8>,
}

impl Condition {
    /// Whether the condition holds, row by row, as 1 or 0; where it is missing it does not.
    pub fn holds(&self, stretch: &Stretch, evaluated: &mut Evaluated, flags: &mut Vec<u8>) -> Result<(), Problem> {
        flags.clear();
        if let [(place, name)] = self.columns.as_slice()
            && let Some(Values::Coded { codes, list }) = stretch.columns.get(*place)
        {
            let of_code = evaluated.known.of(list, |list| {
                let missing = Series::full_null(name.as_str().into(), 1, list.dtype());
                let mut all = list.clone().with_name(name.as_str().into());
                all.append(&missing).map_err(failed)?;
                let rows = all.len();
                self.evaluate(vec![all], rows)
            })?;
            flags.extend(codes.iter().map(|code| of_code.get(*code as usize).copied().unwrap_or(0)));
            return Ok(());
        }
        let values = self.columns.iter().filter_map(|(place, name)| Some(stretch.columns.get(*place)?.series(name)));
        *flags = self.evaluate(values.collect(), stretch.rows)?;
        Ok(())
    }

    fn evaluate(&self, columns: Vec<Series>, rows: usize) -> Result<Vec<u8>, Problem> {
        let columns = columns.into_iter().map(IntoColumn::into_column).collect();
        let frame = DataFrame::new(rows, columns).map_err(failed)?;
        let held = frame.lazy().select([self.holds.clone().cast(DataType::Boolean)]).collect().map_err(failed)?;
        let column = held.columns().first().ok_or_else(|| Problem::new("a condition gave no column"))?;
        let flags = column.bool().map_err(failed)?;
        let mut flags: Vec<u8> = flags.iter().map(|flag| u8::from(flag == Some(true))).collect();
        // A condition that reads no column gives one value for all rows.
        if flags.len() == 1 {
            flags = vec![flags[0]; rows];
        }
        match flags.len() == rows {
            true => Ok(flags),
            false => Err(Problem::new(format!("a condition gave {} values for {rows} rows", flags.len()))),
        }
    }
}

fn failed(error: polars::prelude::PolarsError) -> Problem {
    Problem::new(format!("the condition cannot be worked out: {error}"))
}
