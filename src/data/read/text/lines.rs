//! The rows of a text: on which line each starts, and whether it has as many cells as the header.

use std::ops::Range;

use super::super::fault::{counted, first_few};
use crate::data::source::Delimiter;
use crate::diag::Problem;

/// Where the rows of a text stand.
#[derive(Debug)]
pub(super) struct Lines {
    /// The bytes of the header.
    pub header: Range<usize>,
    /// The line on which each row under the header starts, counted from one.
    pub rows: Vec<u32>,
    /// Whether a cell goes on over the end of a line.
    pub wrapped: bool,
}

/// Finds the rows of a text that starts on this line, where every row has as many cells as the first one.
///
/// A cell that holds the delimiter, a line feed or a quotation mark stands in quotes, with its own ones doubled.
pub(super) fn regular(text: &str, delimiter: Delimiter, first_line: usize) -> Result<Lines, Problem> {
    let mut found = rows(text, delimiter.byte(), first_line)?;
    let Some((_, expected)) = found.cells.first().copied() else {
        return Ok(Lines { header: 0..0, rows: Vec::new(), wrapped: false });
    };
    let ragged: Vec<(u32, u32)> = found.cells.iter().copied().filter(|(_, cells)| *cells != expected).collect();
    if let Some((line, cells)) = ragged.first() {
        let cells = counted(*cells as usize, "cell");
        let more = match ragged.len() - 1 {
            0 => String::new(),
            more => {
                let lines = ragged[1..].iter().map(|(line, _)| line.to_string());
                format!(", and {} more have another number ({})", counted(more, "line"), first_few(lines))
            }
        };
        return Err(Problem::new(format!("has {cells} in line {line}, and {expected} in its header{more}"))
            .hint(format!(
                "give line {line} {} with {} between them, empty where a value is missing",
                counted(expected as usize, "cell"),
                delimiter.shown()
            ))
            .hint("put quotes around a cell that itself holds the delimiter"));
    }
    found.cells.remove(0);
    let rows: Vec<u32> = found.cells.into_iter().map(|(line, _)| line).collect();
    Ok(Lines { header: 0..found.first_end, rows, wrapped: found.wrapped })
}

/// Where the first row of a text ends, without its line feed.
pub(super) fn end_of_first(text: &str, delimiter: Delimiter) -> Result<usize, Problem> {
    let end = text.find('\n').unwrap_or(text.len());
    match text[..end].contains('"') {
        true => quoted(text, 0, delimiter.byte(), &mut 1).map(|(_, end)| end),
        false => Ok(end),
    }
}

struct Rows {
    /// The line on which each row starts, and how many cells it has.
    cells: Vec<(u32, u32)>,
    /// Where the first row ends, without its line feed.
    first_end: usize,
    wrapped: bool,
}

fn rows(text: &str, delimiter: u8, first_line: usize) -> Result<Rows, Problem> {
    let mut found = Rows { cells: Vec::new(), first_end: text.len(), wrapped: false };
    let bytes = text.as_bytes();
    let any_quotes = bytes.contains(&b'"');
    let (mut line, mut at) = (first_line, 0);
    while at <= bytes.len() {
        let rest = &bytes[at..];
        let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        let start = line;
        let (cells, end) = if any_quotes && rest[..length].contains(&b'"') {
            quoted(text, at, delimiter, &mut line)?
        } else {
            (1 + rest[..length].iter().filter(|byte| **byte == delimiter).count(), at + length)
        };
        if found.cells.is_empty() {
            found.first_end = end;
        }
        found.wrapped |= line > start;
        found.cells.push((u32::try_from(start).unwrap_or(u32::MAX), u32::try_from(cells).unwrap_or(u32::MAX)));
        line += 1;
        at = end + 1;
    }
    Ok(found)
}

/// How many cells the row that starts here has, and where it ends; counts the lines that it goes on over.
fn quoted(text: &str, from: usize, delimiter: u8, line: &mut usize) -> Result<(usize, usize), Problem> {
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
    let bytes = text.as_bytes();
    let mut cells = 1;
    let mut cell = Cell::Start;
    for (at, byte) in bytes.iter().copied().enumerate().skip(from) {
        cell = match (cell, byte) {
            (Cell::Quoted { since }, b'"') => Cell::Closed { since },
            (Cell::Quoted { since }, _) => {
                *line += usize::from(byte == b'\n');
                Cell::Quoted { since }
            }
            (Cell::Closed { since }, b'"') => Cell::Quoted { since },
            (_, b'\n') => return Ok((cells, at)),
            (_, byte) if byte == delimiter => {
                cells += 1;
                Cell::Start
            }
            (Cell::Start, b'"') => Cell::Quoted { since: *line },
            (Cell::Plain, b'"') => {
                return Err(Problem::new(format!("has a quotation mark inside a cell without quotes, in line {line}"))
                    .hint("put quotes around the whole cell, and double the quotation mark: `\"17\"\" screen\"`"));
            }
            (Cell::Closed { since }, b'\r') if matches!(bytes.get(at + 1), None | Some(b'\n')) => {
                Cell::Closed { since }
            }
            (Cell::Closed { .. }, _) => {
                return Err(Problem::new(format!(
                    "has text after the quotation mark that ends a cell, in line {line}"
                ))
                .hint("double a quotation mark that belongs to the cell"));
            }
            (Cell::Start | Cell::Plain, _) => Cell::Plain,
        };
    }
    match cell {
        Cell::Quoted { since } => {
            Err(Problem::new(format!("has a quotation mark in line {since} that is never closed"))
                .hint("close it, or double a quotation mark that belongs to a cell"))
        }
        _ => Ok((cells, bytes.len())),
    }
}

/// The cells of one row, without their quotes.
pub(super) fn cells(row: &str, delimiter: u8) -> Vec<String> {
    let mut cells = Vec::new();
    let mut rest = row.trim_end_matches('\r');
    loop {
        let end = match rest.strip_prefix('"') {
            // A quotation mark that is followed by another one belongs to the cell.
            Some(inner) => {
                let bytes = inner.as_bytes();
                let mut at = 0;
                while at < bytes.len() && (bytes[at] != b'"' || bytes.get(at + 1) == Some(&b'"')) {
                    at += if bytes[at] == b'"' { 2 } else { 1 };
                }
                (at + 2).min(rest.len())
            }
            None => rest.bytes().position(|byte| byte == delimiter).unwrap_or(rest.len()),
        };
        let cell = &rest[..end];
        let inner = cell.strip_prefix('"').map(|inner| inner.strip_suffix('"').unwrap_or(inner).replace("\"\"", "\""));
        cells.push(inner.unwrap_or_else(|| cell.to_owned()));
        match rest.get(end + 1..) {
            Some(more) => rest = more,
            None => return cells,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        regular(text, Delimiter::Comma, 1).unwrap_err().what
    }

    #[test]
    fn a_row_with_too_few_cells_is_named_by_its_line() {
        assert_eq!(wrong("a,b,c\n1,2,3\n4,5"), "has 2 cells in line 3, and 3 in its header");
        assert_eq!(wrong("a,b\n\n1,2"), "has 1 cell in line 2, and 2 in its header");
        assert_eq!(wrong("a,b\n\"x\ny,z\",1\n2"), "has 1 cell in line 4, and 2 in its header");
        assert_eq!(
            wrong("a,b\n1\n2\n3,4\n5\n6\n7"),
            "has 1 cell in line 2, and 2 in its header, and 4 lines more have another number (3, 5, 6 and 1 more)"
        );
        assert!(wrong("a,b\n1,\"2").contains("line 2 that is never closed"));
        assert!(wrong("a,b\n1,2\" wide").contains("inside a cell"));
        assert!(wrong("a,b\n1,\"2\" wide").contains("after the quotation mark"));
    }

    #[test]
    fn rows_are_found_by_their_lines() {
        let lines = regular("a,b\n\"1\n1\",2\n3,\"\"\"\"\r\n5,6", Delimiter::Comma, 1).unwrap();
        assert_eq!((lines.header, lines.rows, lines.wrapped), (0..3, vec![2, 4, 5], true));
    }

    #[test]
    fn cells_lose_their_quotes() {
        assert_eq!(cells("a,\"b, c\",\"say \"\"hi\"\"\",\r", b','), ["a", "b, c", "say \"hi\"", ""]);
        assert_eq!(cells("", b','), [""]);
        assert_eq!(cells("\"\",a", b','), ["", "a"]);
    }
}
