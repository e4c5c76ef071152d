//! 16: whole data sets, read from the files in `data/`. Each area has an adapter file of its own.

use std::collections::BTreeMap;

use super::super::case::{Case, Outcome};
use super::formula::{Columns, Values};

pub fn run(case: &Case) -> Option<Outcome> {
    super::datasets_models::run(case)
        .or_else(|| super::datasets_trials::run(case))
        .or_else(|| super::meta_datasets::run(case))
}

/// A comma-separated file with a header; an empty cell is missing.
#[derive(Clone)]
pub struct Frame {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Frame {
    /// The file of a case.
    pub fn of_case(case: &Case) -> Result<Frame, String> {
        Frame::read(case.text("csv").ok_or("no `csv`")?)
    }

    pub fn read(file: &str) -> Result<Frame, String> {
        let path = super::super::folder().join("data").join(file);
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<String>>());
        Ok(Frame { names: lines.next().unwrap_or_default(), rows: lines.collect() })
    }

    fn place(&self, name: &str) -> Result<usize, String> {
        self.names.iter().position(|known| known == name).ok_or(format!("no column `{name}`"))
    }

    /// The cells of a column.
    pub fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        let place = self.place(name)?;
        Ok(self.rows.iter().map(|row| row[place].clone()).collect())
    }

    /// The numbers of a column; `None` where missing.
    pub fn numbers(&self, name: &str) -> Result<Vec<Option<f64>>, String> {
        Ok(self.texts(name)?.iter().map(|cell| cell.parse().ok()).collect())
    }

    /// The numbers of a column in which none is missing.
    pub fn complete(&self, name: &str) -> Result<Vec<f64>, String> {
        self.numbers(name)?.into_iter().collect::<Option<_>>().ok_or(format!("`{name}` has missing values"))
    }

    /// The rows in which none of these columns is missing.
    pub fn complete_cases(&self, names: &[&str]) -> Result<Frame, String> {
        let places = names.iter().map(|name| self.place(name)).collect::<Result<Vec<_>, _>>()?;
        let rows = self.rows.iter().filter(|row| places.iter().all(|place| !row[*place].is_empty())).cloned();
        Ok(Frame { names: self.names.clone(), rows: rows.collect() })
    }

    /// The rows in which `keep` holds of the cell of a column.
    pub fn filtered(&self, name: &str, keep: impl Fn(&str) -> bool) -> Result<Frame, String> {
        let place = self.place(name)?;
        let rows = self.rows.iter().filter(|row| keep(&row[place])).cloned().collect();
        Ok(Frame { names: self.names.clone(), rows })
    }

    /// The same rows with a column more.
    pub fn with(mut self, name: &str, cells: impl IntoIterator<Item = String>) -> Frame {
        self.names.push(name.to_owned());
        self.rows.iter_mut().zip(cells).for_each(|(row, cell)| row.push(cell));
        self
    }

    /// The rows of this and of another with the same columns.
    pub fn followed_by(mut self, other: Frame) -> Frame {
        self.rows.extend(other.rows);
        self
    }

    /// Each row with the cell of `column` of the row of `other` that has the same `id`.
    pub fn joined(self, other: &Frame, id: &str, column: &str) -> Result<Frame, String> {
        let cells: BTreeMap<String, String> = other.texts(id)?.into_iter().zip(other.texts(column)?).collect();
        let found = self.texts(id)?.iter().map(|id| cells.get(id).cloned()).collect::<Option<Vec<String>>>();
        Ok(self.with(column, found.ok_or(format!("an `{id}` is missing from the other file"))?))
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The columns for a formula: numbers where all cells are numbers, text otherwise.
    pub fn columns(&self) -> Columns {
        let values = |name: &String| match self.complete(name) {
            Ok(numbers) => Values::Numbers(numbers),
            Err(_) => Values::Texts(self.texts(name).unwrap_or_default()),
        };
        Columns::of_pairs(self.names.iter().map(|name| (name.clone(), values(name))))
    }
}
