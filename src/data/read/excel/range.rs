//! Cells by their addresses.

use super::super::fault::{Fault, Field};
use crate::diag::Problem;

/// A rectangle of cells, from its first row and column to its last, counted from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub rows: (u32, u32),
    pub columns: (u32, u32),
}

/// The rows and columns that a sheet can have.
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;

impl Area {
    /// A whole sheet.
    pub const SHEET: Area = Area { rows: (0, ROWS - 1), columns: (0, COLUMNS - 1) };

    /// The cells that a specification names: `B3:H412`, or `B3` for all from there on.
    pub fn parse(written: &str) -> Result<Area, Fault> {
        let wrong = |why: &str| {
            let problem = Problem::new(format!("has no cells `{written}`: {why}"));
            Fault::at(Field::Range, problem.hint("write the first and the last cell, such as `B3:H412`"))
        };
        let (first, last) = match written.split_once(':') {
            Some((first, last)) => (first, Some(last)),
            None => (written, None),
        };
        let read = |address: &str| cell(address).ok_or_else(|| wrong(&format!("`{}` is no cell", address.trim())));
        let (row, column) = read(first)?;
        let (last_row, last_column) = match last {
            Some(last) => read(last)?,
            None => (ROWS - 1, COLUMNS - 1),
        };
        match row <= last_row && column <= last_column {
            true => Ok(Area { rows: (row, last_row), columns: (column, last_column) }),
            false => Err(wrong("the last cell is before the first one")),
        }
    }

    pub fn holds(&self, row: u32, column: u32) -> bool {
        (self.rows.0..=self.rows.1).contains(&row) && (self.columns.0..=self.columns.1).contains(&column)
    }

    /// Whether the two have a cell in common.
    pub fn meets(&self, other: &Area) -> bool {
        let apart = |a: (u32, u32), b: (u32, u32)| a.1 < b.0 || b.1 < a.0;
        !apart(self.rows, other.rows) && !apart(self.columns, other.columns)
    }
}

impl std::fmt::Display for Area {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", address(self.rows.0, self.columns.0), address(self.rows.1, self.columns.1))
    }
}

/// Row and column of an address such as `B3`, perhaps with signs of dollar.
fn cell(address: &str) -> Option<(u32, u32)> {
    let address = address.trim().replace('$', "");
    let digits = address.find(|character: char| character.is_ascii_digit())?;
    let (letters, digits) = address.split_at(digits);
    let known = !letters.is_empty() && letters.len() <= 3 && letters.bytes().all(|byte| byte.is_ascii_alphabetic());
    let number = |column: u32, letter: u8| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A' + 1);
    let column = letters.bytes().filter(|_| known).fold(0, number);
    let row: u32 = digits.parse().ok()?;
    (known && column <= COLUMNS && (1..=ROWS).contains(&row)).then(|| (row - 1, column - 1))
}

/// The address of a cell, such as `B3`.
pub(super) fn address(row: u32, column: u32) -> String {
    format!("{}{}", letters(column), u64::from(row) + 1)
}

/// The letters of a column.
pub(super) fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_go_back_and_forth() {
        for (row, column, written) in
            [(0, 0, "A1"), (2, 1, "B3"), (411, 27, "AB412"), (1_048_575, 16_383, "XFD1048576")]
        {
            assert_eq!((address(row, column).as_str(), cell(written)), (written, Some((row, column))));
        }
        assert_eq!(cell("$b$3"), Some((2, 1)));
        assert_eq!([cell("B0"), cell("3"), cell("B"), cell("XFE1"), cell("A1048577"), cell("\u{c5}1")], [None; 6]);
    }

    #[test]
    fn a_range_has_two_ends() {
        assert_eq!(Area::parse("B3:H412").unwrap(), Area { rows: (2, 411), columns: (1, 7) });
        assert_eq!(Area::parse("B3").unwrap().rows, (2, ROWS - 1));
        assert!(Area::parse("B3:A4").unwrap_err().problem.what.contains("before the first"));
        assert!(Area::parse("B3-H4").unwrap_err().problem.what.contains("`B3-H4` is no cell"));
    }
}
