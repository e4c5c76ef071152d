//! The answers of a database: asked for, found, and read.

use std::sync::Mutex;

use super::super::codebook::value_of;
use super::{Query, Remote};
use crate::data::rows::Tally;
use crate::data::{Cell, ColumnType};
use crate::diag::{Diagnostic, Problem};

/// What one key of a query is: its type, and the values that there may be, where they are declared.
#[derive(Clone, Debug)]
pub(in crate::data) struct Key {
    pub name: String,
    pub kind: ColumnType,
    pub codes: Vec<Cell>,
    /// What is written for an empty text.
    pub empty: Option<&'static str>,
}

/// The queries that were asked for, in order.
#[derive(Debug, Default)]
pub(in crate::data) struct Answers {
    asked: Mutex<Vec<Query>>,
}

impl Answers {
    /// The queries that were asked for, each once.
    pub fn asked(&self) -> Vec<Query> {
        self.asked.lock().map(|asked| asked.clone()).unwrap_or_default()
    }

    /// The answer to a query.
    ///
    /// # Errors
    /// A mere consequence where there is no answer yet, which [`Answers::asked`] tells of; what is wrong with an answer.
    pub fn tally(&self, source: &str, remote: &Remote, sql: &str, keys: &[Key]) -> Result<Tally, Vec<Diagnostic>> {
        let name = format!("{source}-{:016x}.csv", fingerprint(sql));
        let path = remote.folder.join(&name);
        let file = format!("{}/{name}", remote.shown);
        let text = std::fs::read_to_string(&path);
        let query = Query { file: file.clone(), path, sql: sql.to_owned(), answered: text.is_ok() };
        if let Ok(mut asked) = self.asked.lock()
            && !asked.contains(&query)
        {
            asked.push(query);
        }
        let Ok(text) = text else {
            let problem = Problem::new(format!("there is no answer `{file}`"));
            return Err(vec![problem.nowhere().consequence()]);
        };
        read(&text, keys).map_err(|problem| {
            let problem = Problem { what: format!("`{file}` {}", problem.what), ..problem };
            vec![problem.hint("run its query again, and save the answer as CSV with a header").nowhere()]
        })
    }
}

/// FNV-1a of the query: an answer is found only by the query that it answers.
fn fingerprint(sql: &str) -> u64 {
    sql.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The rows of an answer: the keys, and a number.
fn read(text: &str, keys: &[Key]) -> Result<Tally, Problem> {
    let table = super::super::read::text_of(text)?;
    let width = keys.len() + 1;
    if table.columns.len() != width {
        let problem = Problem::new(format!("has {} columns, and its query gives {width}", table.columns.len()));
        return Err(problem);
    }
    let mut columns = Vec::new();
    for column in &table.columns {
        let cells = column.values.str().map_err(|error| Problem::new(error.to_string()))?;
        columns.push(cells.iter().collect::<Vec<Option<&str>>>());
    }
    let mut counts = Vec::with_capacity(table.height);
    for row in 0..table.height {
        let place = table.places.of(row);
        let mut cells = Vec::with_capacity(keys.len());
        for (key, column) in keys.iter().zip(&columns) {
            cells.push(cell(key, column[row]).map_err(|problem| Problem {
                what: format!("has in {place}, column `{}`, {}", key.name, problem.what),
                ..problem
            })?);
        }
        let number = columns[keys.len()][row].unwrap_or_default();
        let count: u64 = number.trim_end_matches(".0").parse().map_err(|_| {
            Problem::new(format!("has in {place} the number `{number}`, and numbers of rows are whole"))
        })?;
        counts.push((cells, count));
    }
    counts.retain(|(_, count)| *count > 0);
    counts.sort_by(|(a, _), (b, _)| a.cmp(b));
    if let Some(pair) = counts.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let shown: Vec<String> = pair[0].0.iter().map(Cell::to_string).collect();
        return Err(Problem::new(format!("has two rows with the values `{}`", shown.join(", "))));
    }
    Ok(Tally { counts })
}

fn cell(key: &Key, written: Option<&str>) -> Result<Cell, Problem> {
    let Some(written) = written.filter(|text| !text.is_empty() && *text != "NULL" && *text != "\\N") else {
        return Ok(Cell::Missing);
    };
    let truth = |written: &str| match written.to_lowercase().as_str() {
        "true" | "t" | "1" => Some(Cell::Boolean(true)),
        "false" | "f" | "0" => Some(Cell::Boolean(false)),
        _ => None,
    };
    let read = match key.kind {
        ColumnType::Boolean => truth(written),
        ColumnType::Text | ColumnType::Category if key.empty == Some(written) => Some(Cell::text("")),
        ColumnType::Text | ColumnType::Category => Some(Cell::text(written)),
        kind => value_of(kind, written),
    };
    let Some(read) = read else {
        return Err(Problem::new(format!("the value `{written}`, and its values are {}", key.kind)));
    };
    if !key.codes.is_empty() && !key.codes.contains(&read) {
        let problem = Problem::new(format!("the value `{written}`, which is none of the codes of `{}`", key.name));
        return Err(problem.hint(format!("add it to the codes of `{}`, or to its missing values", key.name)));
    }
    Ok(read)
}
