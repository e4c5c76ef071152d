//! From files to columns. Home of polars: no other module names it.
//!
//! A delimited text file in UTF-8 is read as it stands: every cell is text, an empty cell is missing, and nothing is
//! guessed (a municipality code `0301` stays `0301`).

use std::collections::HashSet;
use std::io::Cursor;
use std::path::{Component, Path};

use polars::prelude::{CsvParseOptions, CsvReadOptions, DataFrame, SerReader};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::diag::{Diagnostic, Problem, Spanned};

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
        let count = |delimiter: &Delimiter| line.iter().filter(|byte| **byte == delimiter.byte()).count();
        Delimiter::ALL.into_iter().rev().max_by_key(count).filter(|most| count(most) > 0).unwrap_or(Delimiter::Comma)
    }
}

/// The data sources of a specification, read.
#[derive(Debug, Default)]
pub struct Frames {
    frames: Vec<Frame>,
}

/// One data source, read.
#[derive(Debug)]
pub struct Frame {
    name: String,
    file: String,
    bytes: Vec<u8>,
    rows: DataFrame,
}

impl Frames {
    /// Reads all sources; paths are relative to `folder`, which they may not leave.
    ///
    /// # Errors
    /// Everything that is wrong with any of them, each at the place in the specification that names it.
    pub fn read(sources: &[(Spanned<String>, DataSource)], folder: &Path) -> Result<Frames, Vec<Diagnostic>> {
        let mut frames = Vec::new();
        let mut problems = Vec::new();
        for (name, source) in sources {
            match Frame::read(name, source, folder) {
                Ok(frame) => frames.push(frame),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(Frames { frames }) } else { Err(problems) }
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
        let path = Path::new(file);
        if path.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(at_file(
                Problem::new(format!("`{file}` is outside the folder of the specification"))
                    .hint("put the file beside the specification, and write its relative path"),
            ));
        }
        let bytes = std::fs::read(folder.join(path))
            .map_err(|error| at_file(Problem::new(format!("`{file}` cannot be read: {error}"))))?;
        let rows = parse(&bytes, source.delimiter).map_err(|problem| {
            at_file(Problem { what: format!("`{file}` {}", problem.what), hints: problem.hints })
        })?;
        let frame = Frame { name: name.value.clone(), file: file.to_owned(), bytes, rows };
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
            // The header is line 1, so the first row of data is line 2.
            let line = row + 2;
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

fn parse(bytes: &[u8], delimiter: Option<Delimiter>) -> Result<DataFrame, Problem> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        Problem::new(format!("is not UTF-8 text (line {line})")).hint("save it as «CSV UTF-8»")
    })?;
    let header = text.lines().next().filter(|line| !line.trim().is_empty()).ok_or_else(|| {
        Problem::new("is empty").hint("the first line must name the columns")
    })?;
    let delimiter = delimiter.unwrap_or_else(|| Delimiter::of_header(header.as_bytes()));
    let mut names = HashSet::new();
    for name in header.split(char::from(delimiter.byte())).map(|name| name.trim_matches(['"', ' ', '\r'])) {
        if !names.insert(name) {
            return Err(Problem::new(format!("has two columns called `{name}`")).hint("rename one of them"));
        }
    }
    CsvReadOptions::default()
        .with_has_header(true)
        .with_infer_schema_length(Some(0))
        .with_n_threads(Some(1))
        .with_parse_options(CsvParseOptions::default().with_separator(delimiter.byte()))
        .into_reader_with_file_handle(Cursor::new(text.as_bytes()))
        .finish()
        .map_err(|error| {
            Problem::new(format!("is not a regular table: {error}"))
                .hint("every row needs as many cells as the header, with quotes around a cell that holds the delimiter")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_text() {
        let rows = parse("kommune;jobb\n0301;1\n5001;\n".as_bytes(), None).unwrap();
        let frame = Frame { name: "p".into(), file: "p.csv".into(), bytes: Vec::new(), rows };
        assert_eq!(frame.column(&"kommune".to_owned().into()).unwrap(), [Some("0301"), Some("5001")]);
        assert_eq!(frame.column(&"jobb".to_owned().into()).unwrap(), [Some("1"), None]);
        assert_eq!(frame.height(), 2);
    }

    #[test]
    fn a_file_that_is_no_table_is_a_problem() {
        assert!(parse(b"", None).unwrap_err().what.contains("empty"));
        assert!(parse(b"a,a\n1,2\n", None).unwrap_err().what.contains("two columns"));
        assert!(parse(b"a,b\n1,\xe5\n", None).unwrap_err().what.contains("line 2"));
        assert!(parse(b"a,b\n1,2,3\n", None).unwrap_err().what.contains("regular"));
    }

    #[test]
    fn the_delimiter_is_the_one_the_header_has_most_of() {
        assert_eq!(Delimiter::of_header(b"a;b;c,d"), Delimiter::Semicolon);
        assert_eq!(Delimiter::of_header(b"a\tb"), Delimiter::Tab);
        assert_eq!(Delimiter::of_header(b"alone"), Delimiter::Comma);
    }
}
