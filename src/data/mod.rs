//! From files to columns. Home of polars: no other module names it.
//!
//! A delimited text file in UTF-8 is read as it stands: every cell is text, an empty cell is missing, and nothing is
//! guessed (a municipality code `0301` stays `0301`).

mod path;

use std::collections::HashSet;
use std::io::Cursor;
use std::path::Path;

use polars::prelude::{Column, CsvParseOptions, CsvReadOptions, DataFrame, SerReader};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::diag::{Diagnostic, Problem, Spanned};

pub use path::insist_on_beside;

/// One source of data: a delimited text file beside the specification.
///
/// The file is UTF-8 text with one header line. The delimiter is the one that the header line holds most of, unless it
/// is stated.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DataSource {
    /// The file, relative to the specification.
    pub file: Spanned<String>,
    /// The character between the cells.
    #[serde(default)]
    pub delimiter: Option<Delimiter>,
    /// The column that names each row; no two rows may share a value.
    #[serde(default)]
    pub id: Option<Spanned<String>>,
}

/// The character between the cells of a delimited text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// `;`
    Semicolon,
    /// `,`
    Comma,
    /// The tab character.
    Tab,
}

impl Delimiter {
    const ALL: [Delimiter; 3] = [Delimiter::Semicolon, Delimiter::Comma, Delimiter::Tab];

    fn byte(self) -> u8 {
        match self {
            Delimiter::Semicolon => b';',
            Delimiter::Comma => b',',
            Delimiter::Tab => b'\t',
        }
    }

    /// The delimiter that this header line holds most of; a comma where it holds none.
    fn of_header(line: &[u8]) -> Delimiter {
        // What stands in quotes is part of a name.
        let bare: Vec<u8> = line.split(|byte| *byte == b'"').step_by(2).flatten().copied().collect();
        let count = |delimiter: &Delimiter| bare.iter().filter(|byte| **byte == delimiter.byte()).count();
        Delimiter::ALL.into_iter().rev().max_by_key(count).filter(|most| count(most) > 0).unwrap_or(Delimiter::Comma)
    }
}

/// The data sources of a specification, read.
#[derive(Debug, Default)]
pub struct Frames {
    frames: Vec<Frame>,
    unread: Vec<String>,
}

/// One data source, read.
#[derive(Debug)]
pub struct Frame {
    name: String,
    file: String,
    bytes: Vec<u8>,
    rows: DataFrame,
    /// The line of the file on which each row starts.
    lines: Vec<usize>,
}

impl Frames {
    /// Reads all sources; paths are relative to `folder`, which they may not leave.
    ///
    /// Returns those that could be read, and everything that is wrong with the others, each at the place in the
    /// specification that names it.
    pub fn read(sources: &[(Spanned<String>, DataSource)], folder: &Path) -> (Frames, Vec<Diagnostic>) {
        let mut read = Frames::default();
        let mut problems = Vec::new();
        for (name, source) in sources {
            match Frame::read(name, source, folder) {
                Ok(frame) => read.frames.push(frame),
                Err(problem) => {
                    read.unread.push(name.value.clone());
                    problems.push(problem);
                }
            }
        }
        (read, problems)
    }

    /// The names of the sources that could not be read.
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// The source with this name.
    ///
    /// # Errors
    /// A problem that names the nearest one.
    pub fn frame(&self, name: &str) -> Result<&Frame, Problem> {
        self.frames.iter().find(|frame| frame.name == name).ok_or_else(|| {
            let names = self.frames.iter().map(|frame| frame.name.as_str());
            Problem::new(format!("there is no data source `{name}`")).closest_of(name, names)
        })
    }

    /// The files read, by the path that the specification gives, with their bytes.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.frames.iter().map(|frame| (frame.file.as_str(), frame.bytes.as_slice()))
    }
}

impl Frame {
    fn read(name: &Spanned<String>, source: &DataSource, folder: &Path) -> Result<Frame, Diagnostic> {
        let file = source.file.value.as_str();
        let at_file = |problem: Problem| problem.at(source.file.location());
        insist_on_beside(file).map_err(at_file)?;
        let bytes = std::fs::read(folder.join(file))
            .map_err(|error| at_file(Problem::new(format!("`{file}` cannot be read: {error}"))))?;
        let (rows, lines) = parse(&bytes, source.delimiter)
            .map_err(|problem| at_file(Problem { what: format!("`{file}` {}", problem.what), hints: problem.hints }))?;
        let frame = Frame { name: name.value.clone(), file: file.to_owned(), bytes, rows, lines };
        if let Some(id) = &source.id {
            frame.insist_on_unique(id)?;
        }
        Ok(frame)
    }

    /// The cells of a column, from the first row to the last; an empty cell is `None`.
    ///
    /// # Errors
    /// A diagnostic at the name when there is no such column.
    pub fn column(&self, name: &Spanned<String>) -> Result<Vec<Option<&str>>, Diagnostic> {
        let column = self.rows.column(name).ok().and_then(|column| column.str().ok());
        let Some(cells) = column else {
            let names = self.rows.get_column_names();
            return Err(Problem::new(format!("`{}` has no column `{name}`", self.file))
                .closest_of(name, names.iter().map(|name| name.as_str()))
                .at(name.location()));
        };
        Ok(cells.iter().map(|cell| cell.filter(|text| !text.is_empty())).collect())
    }

    /// How many rows there are under the header.
    pub fn height(&self) -> usize {
        self.rows.height()
    }

    /// The name of the source under `data`.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn insist_on_unique(&self, id: &Spanned<String>) -> Result<(), Diagnostic> {
        let mut seen = HashSet::new();
        for (row, cell) in self.column(id)?.into_iter().enumerate() {
            let line = self.lines.get(row).copied().unwrap_or(row + 2);
            let problem = match cell {
                Some(cell) if seen.insert(cell) => continue,
                Some(cell) => format!("`{}` has `{id}` `{cell}` twice, the second time in line {line}", self.file),
                None => format!("`{}` has no `{id}` in line {line}", self.file),
            };
            return Err(Problem::new(problem)
                .hint("every row needs its own value in the column that `id` names")
                .at(id.location()));
        }
        Ok(())
    }
}

/// The rows of a table, and the line of the file on which each of them starts.
fn parse(bytes: &[u8], delimiter: Option<Delimiter>) -> Result<(DataFrame, Vec<usize>), Problem> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        Problem::new(format!("is not UTF-8 text (line {line})")).hint("save it as «CSV UTF-8»")
    })?;
    // Empty lines at the end are no rows.
    let text = text.trim_end_matches(['\n', '\r']);
    let header = text
        .lines()
        .next()
        .filter(|line| !line.trim().is_empty())
        .ok_or_else(|| Problem::new("is empty").hint("the first line must name the columns"))?;
    let delimiter = delimiter.unwrap_or_else(|| Delimiter::of_header(header.as_bytes())).byte();
    let lines = regular(text, delimiter)?;
    let mut known = HashSet::new();
    for (name, column) in names(text, delimiter)?.into_iter().zip(1..) {
        if !known.insert(name.clone()) {
            return Err(Problem::new(format!("has two columns called `{name}`, the second as column {column}"))
                .hint("rename one of them in the first line"));
        }
    }
    let rows = read(text, delimiter, CsvReadOptions::default().with_has_header(true))?;
    // Polars must have seen the same rows, or cells would stand in the wrong ones.
    if rows.height() != lines.len() {
        let what = format!("has {} rows under its header, but was read as {}", lines.len(), rows.height());
        return Err(Problem::new(what).hint("save it again as «CSV UTF-8», with quotes around every text"));
    }
    Ok((rows, lines))
}

/// The names of the columns, from the first line.
fn names(text: &str, delimiter: u8) -> Result<Vec<String>, Problem> {
    let first = read(text, delimiter, CsvReadOptions::default().with_has_header(false).with_n_rows(Some(1)))?;
    let cell = |column: &Column| column.str().ok().and_then(|cells| cells.get(0)).unwrap_or_default().to_owned();
    Ok(first.columns().iter().map(cell).collect())
}

fn read(text: &str, delimiter: u8, options: CsvReadOptions) -> Result<DataFrame, Problem> {
    options
        .with_infer_schema_length(Some(0))
        .with_n_threads(Some(1))
        .with_parse_options(CsvParseOptions::default().with_separator(delimiter))
        .into_reader_with_file_handle(Cursor::new(text.as_bytes()))
        .finish()
        .map_err(|error| {
            Problem::new(format!("is not a regular table: {error}"))
                .hint("every row needs as many cells as the header, with quotes around a cell that holds the delimiter")
        })
}

/// The line on which each row under the header starts, where every row has as many cells as the header.
///
/// A cell that holds the delimiter, a line feed or a quotation mark stands in quotes, with its own ones doubled.
fn regular(text: &str, delimiter: u8) -> Result<Vec<usize>, Problem> {
    let mut rows = rows(text, delimiter)?.into_iter();
    let (_, expected) = rows.next().unwrap_or((1, 0));
    let shown = match delimiter {
        b'\t' => "a tab".to_owned(),
        other => format!("`{}`", char::from(other)),
    };
    rows.map(|(line, cells)| {
        if cells == expected {
            return Ok(line);
        }
        let plural = if cells == 1 { "" } else { "s" };
        Err(Problem::new(format!("has {cells} cell{plural} in line {line}, and {expected} in its header"))
            .hint(format!(
                "give line {line} {expected} cells with {shown} between them, empty where a value is missing"
            ))
            .hint("put quotes around a cell that itself holds the delimiter"))
    })
    .collect()
}

/// The line on which each row starts, and how many cells it has.
fn rows(text: &str, delimiter: u8) -> Result<Vec<(usize, usize)>, Problem> {
    enum Cell {
        Start,
        Plain,
        Quoted {
            since: usize,
        },
        /// After a quotation mark that ends the cell, unless another one follows.
        Closed {
            since: usize,
        },
    }
    let mut rows = Vec::new();
    let (mut line, mut start, mut cells) = (1, 1, 1);
    let mut cell = Cell::Start;
    for (at, byte) in text.bytes().enumerate() {
        cell = match (cell, byte) {
            (Cell::Quoted { since }, b'"') => Cell::Closed { since },
            (Cell::Quoted { since }, _) => {
                line += usize::from(byte == b'\n');
                Cell::Quoted { since }
            }
            (Cell::Closed { since }, b'"') => Cell::Quoted { since },
            (_, b'\n') => {
                rows.push((start, cells));
                line += 1;
                (start, cells) = (line, 1);
                Cell::Start
            }
            (_, byte) if byte == delimiter => {
                cells += 1;
                Cell::Start
            }
            (Cell::Start, b'"') => Cell::Quoted { since: line },
            (Cell::Plain, b'"') => {
                return Err(Problem::new(format!("has a quotation mark inside a cell without quotes, in line {line}"))
                    .hint("put quotes around the whole cell, and double the quotation mark: `\"17\"\" screen\"`"));
            }
            (Cell::Closed { since }, b'\r') if text.as_bytes().get(at + 1) == Some(&b'\n') => Cell::Closed { since },
            (Cell::Closed { .. }, _) => {
                return Err(Problem::new(format!(
                    "has text after the quotation mark that ends a cell, in line {line}"
                ))
                .hint("double a quotation mark that belongs to the cell"));
            }
            (Cell::Start | Cell::Plain, _) => Cell::Plain,
        };
    }
    if let Cell::Quoted { since } = cell {
        return Err(Problem::new(format!("has a quotation mark in line {since} that is never closed"))
            .hint("close it, or double a quotation mark that belongs to a cell"));
    }
    rows.push((start, cells));
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_text() {
        let (rows, lines) = parse("kommune;jobb\n0301;1\n5001;\n".as_bytes(), None).unwrap();
        let frame = Frame { name: "p".into(), file: "p.csv".into(), bytes: Vec::new(), rows, lines };
        assert_eq!(frame.column(&"kommune".to_owned().into()).unwrap(), [Some("0301"), Some("5001")]);
        assert_eq!(frame.column(&"jobb".to_owned().into()).unwrap(), [Some("1"), None]);
        assert_eq!(frame.height(), 2);
    }

    #[test]
    fn a_file_that_is_no_table_is_a_problem() {
        assert!(parse(b"", None).unwrap_err().what.contains("empty"));
        assert!(parse(b"a,a\n1,2\n", None).unwrap_err().what.contains("two columns"));
        assert!(parse(b"a,b\n1,\xe5\n", None).unwrap_err().what.contains("line 2"));
        assert!(parse(b"a,b\n1,2,3\n", None).unwrap_err().what.contains("3 cells in line 2, and 2 in its header"));
    }

    fn wrong(text: &str) -> String {
        parse(text.as_bytes(), None).unwrap_err().what
    }

    #[test]
    fn a_row_with_too_few_cells_is_named_by_its_line() {
        assert!(wrong("a,b,c\n1,2,3\n4,5\n").contains("2 cells in line 3, and 3 in its header"));
        assert!(wrong("a,b\n\n1,2\n").contains("1 cell in line 2"));
        assert!(wrong("a;b\n\"x\ny;z\";1\n2\n").contains("1 cell in line 4"));
        assert!(wrong("a,b\n1,\"2\n").contains("line 2 that is never closed"));
        assert!(wrong("a,b\n1,2\" wide\n").contains("inside a cell"));
        assert!(wrong("a,b\n1,\"2\" wide\n").contains("after the quotation mark"));
    }

    #[test]
    fn cells_in_quotes_may_hold_anything() {
        let text = "\u{feff}\"id, number\",b\r\n\"1\",\"x, y\"\r\n2,\"say \"\"hi\"\"\nto all\"\r\n3,\r\n\r\n";
        let (rows, lines) = parse(text.as_bytes(), Some(Delimiter::Comma)).unwrap();
        assert_eq!(lines, [2, 3, 5]);
        let frame = Frame { name: "p".into(), file: "p.csv".into(), bytes: Vec::new(), rows, lines };
        assert_eq!(frame.column(&"id, number".to_owned().into()).unwrap(), [Some("1"), Some("2"), Some("3")]);
        let cells = frame.column(&"b".to_owned().into()).unwrap();
        assert_eq!(cells, [Some("x, y"), Some("say \"hi\"\nto all"), None]);
    }

    #[test]
    fn one_column_is_a_table_too() {
        let (rows, lines) = parse(b"a\n1\n2\n", None).unwrap();
        assert_eq!((rows.height(), lines), (2, vec![2, 3]));
        assert!(wrong("\"a\",\"a\"\n1,2\n").contains("two columns called `a`"));
    }

    #[test]
    fn the_delimiter_is_the_one_the_header_has_most_of() {
        assert_eq!(Delimiter::of_header(b"a;b;c,d"), Delimiter::Semicolon);
        assert_eq!(Delimiter::of_header(b"a\tb"), Delimiter::Tab);
        assert_eq!(Delimiter::of_header(b"alone"), Delimiter::Comma);
    }
}
